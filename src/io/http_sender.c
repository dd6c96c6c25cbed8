/* SPDX-License-Identifier: Apache-2.0 */
#include "io/http_sender.h"

#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>

#include "io/http_sender_curl.h"

struct driver {
	void *module;
	enum status (*new)(const struct http_sender_settings *settings, struct http_sender_curl **out);
	void (*free)(struct http_sender_curl *sender);
	enum status (*post)(struct http_sender_curl *sender, size_t identity, struct text place, struct text path,
	                    struct text admin_protocol, struct text body, http_sent *sent, void *context);
	enum status (*wait)(struct http_sender_curl *sender, int descriptor, unsigned milliseconds);
};

struct http_sender {
	struct http_sender_settings settings; /* views into the buffers */
	struct buffer authorities[HTTP_SENDER_IDENTITIES], certificates[HTTP_SENDER_IDENTITIES], keys[HTTP_SENDER_IDENTITIES];
	struct driver driver;
	struct http_sender_curl *inner; /* from the first request on */
};

static enum status copy(struct bytes from, struct buffer *to, struct bytes *out)
{
	to->limit = from.size;
	TRY(buffer_append(to, from));
	*out = buffer_bytes(to);
	return STATUS_OK;
}

static enum status copy_identity(struct http_sender *sender, size_t index, const struct http_sender_identity *from)
{
	struct http_sender_identity *to = &sender->settings.identities[index];
	sender->keys[index].secret = true;
	to->rsp_servers = from->rsp_servers;
	TRY(copy(from->authorities, &sender->authorities[index], &to->authorities));
	TRY(copy(from->certificate, &sender->certificates[index], &to->certificate));
	return copy(from->key, &sender->keys[index], &to->key);
}

enum status http_sender_new(const struct http_sender_settings *settings, struct http_sender **out)
{
	struct http_sender *sender = calloc(1, sizeof *sender);
	enum status status = sender ? STATUS_OK : STATUS_NO_MEMORY;
	if (sender)
		sender->settings.request_seconds = settings->request_seconds;
	for (size_t i = 0; i < HTTP_SENDER_IDENTITIES && status == STATUS_OK; i++)
		status = copy_identity(sender, i, &settings->identities[i]);
	if (status != STATUS_OK) {
		http_sender_free(sender);
		return status;
	}
	*out = sender;
	return STATUS_OK;
}

/* libcurl and what it loads cannot be taken out again: the module stays until the process ends. */
void http_sender_free(struct http_sender *sender)
{
	if (!sender)
		return;
	if (sender->inner)
		sender->driver.free(sender->inner);
	for (size_t i = 0; i < HTTP_SENDER_IDENTITIES; i++) {
		buffer_release(&sender->authorities[i]);
		buffer_release(&sender->certificates[i]);
		buffer_release(&sender->keys[i]);
	}
	free(sender);
}

/* Found beside the program, by its run path. */
static bool load_driver(struct driver *driver)
{
	driver->module = dlopen("provisim-http.so", RTLD_NOW | RTLD_LOCAL);
	if (!driver->module)
		return false;
	*(void **)&driver->new = dlsym(driver->module, "http_sender_curl_new");
	*(void **)&driver->free = dlsym(driver->module, "http_sender_curl_free");
	*(void **)&driver->post = dlsym(driver->module, "http_sender_curl_post");
	*(void **)&driver->wait = dlsym(driver->module, "http_sender_curl_wait");
	return driver->new && driver->free && driver->post && driver->wait;
}

static enum status wake_up(struct http_sender *sender)
{
	if (sender->inner)
		return STATUS_OK;
	if (!sender->driver.module && !load_driver(&sender->driver))
		return STATUS_UNSUPPORTED;
	return sender->driver.new(&sender->settings, &sender->inner);
}

enum status http_sender_post(struct http_sender *sender, size_t identity, struct text place, struct text path,
                             struct text admin_protocol, struct text body, http_sent *sent, void *context)
{
	TRY(wake_up(sender));
	return sender->driver.post(sender->inner, identity, place, path, admin_protocol, body, sent, context);
}

enum status http_sender_wait(struct http_sender *sender, int descriptor, unsigned milliseconds)
{
	struct pollfd alone = { descriptor, POLLIN, 0 };
	if (sender->inner)
		return sender->driver.wait(sender->inner, descriptor, milliseconds);
	return poll(&alone, 1, (int)milliseconds) >= 0 || errno == EINTR ? STATUS_OK : STATUS_IO;
}
