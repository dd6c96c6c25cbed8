/* SPDX-License-Identifier: Apache-2.0 */
#include "io/http_sender_curl.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>

enum { URL_MAXIMUM = 1024, HEADER_MAXIMUM = 128, ANSWER_MAXIMUM = 64 << 10 };

/* As for LPAs: a peer's authority may have no other curve (SGP.22 2.6.7.2). */
#define GROUPS "X25519:P-256:brainpoolP256r1"

struct http_sender {
	CURLM *multi;
	struct buffer authorities, certificate, key;
	unsigned request_seconds;
	struct sending *first;
};

/* One request on its way. */
struct sending {
	struct http_sender *sender;
	struct sending *next, **link;
	CURL *handle;
	struct curl_slist *headers;
	size_t received;
	http_sent *sent;
	void *context;
	char fault[CURL_ERROR_SIZE];
};

static void sending_free(struct sending *sending)
{
	if (sending->link) {
		*sending->link = sending->next;
		if (sending->next)
			sending->next->link = sending->link;
		curl_multi_remove_handle(sending->sender->multi, sending->handle);
	}
	curl_easy_cleanup(sending->handle);
	curl_slist_free_all(sending->headers);
	free(sending);
}

enum status http_sender_new(const struct http_sender_settings *settings, struct http_sender **out)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return STATUS_NO_MEMORY;
	struct http_sender *sender = calloc(1, sizeof *sender);
	if (!sender)
		return STATUS_NO_MEMORY;
	sender->authorities = BUFFER(settings->authorities.size);
	sender->certificate = BUFFER(settings->certificate.size);
	sender->key = SECRET_BUFFER(settings->key.size);
	sender->request_seconds = settings->request_seconds;
	sender->multi = curl_multi_init();
	if (sender->multi && buffer_append(&sender->authorities, settings->authorities) == STATUS_OK &&
	    buffer_append(&sender->certificate, settings->certificate) == STATUS_OK &&
	    buffer_append(&sender->key, settings->key) == STATUS_OK) {
		*out = sender;
		return STATUS_OK;
	}
	http_sender_free(sender);
	return STATUS_NO_MEMORY;
}

void http_sender_free(struct http_sender *sender)
{
	if (!sender)
		return;
	while (sender->first)
		sending_free(sender->first);
	curl_multi_cleanup(sender->multi);
	buffer_release(&sender->authorities);
	buffer_release(&sender->certificate);
	buffer_release(&sender->key);
	free(sender);
}

/* What an answer says does not matter beyond its status, but it may not be endless. */
static size_t receive(char *data, size_t size, size_t count, void *argument)
{
	struct sending *sending = argument;
	(void)data;
	sending->received += size * count;
	return sending->received > ANSWER_MAXIMUM ? 0 : size * count;
}

static bool add_header(struct curl_slist **headers, const char *name, struct text value)
{
	char line[HEADER_MAXIMUM];
	int size = snprintf(line, sizeof line, "%s: %.*s", name, TEXT_ARGUMENTS(value));
	struct curl_slist *longer = size > 0 && (size_t)size < sizeof line ? curl_slist_append(*headers, line) : NULL;
	if (!longer)
		return false;
	*headers = longer;
	return true;
}

static bool make_headers(struct sending *sending, struct text admin_protocol)
{
	return add_header(&sending->headers, "Content-Type", TEXT("application/json")) &&
	       add_header(&sending->headers, "X-Admin-Protocol", admin_protocol) &&
	       add_header(&sending->headers, "Expect", TEXT(""));
}

static bool all_good(const CURLcode codes[], size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (codes[i] != CURLE_OK)
			return false;
	return true;
}

static struct curl_blob blob(const struct buffer *buffer)
{
	return (struct curl_blob){ buffer->data, buffer->size, CURL_BLOB_NOCOPY };
}

/* Whose server it is, who we are; no redirect, no proxy of the environment, no other protocol. */
static bool set_trust(const struct http_sender *sender, CURL *handle)
{
	struct curl_blob authorities = blob(&sender->authorities);
	struct curl_blob certificate = blob(&sender->certificate), key = blob(&sender->key);
	const CURLcode codes[] = {
		curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "https"),
		curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L),
		curl_easy_setopt(handle, CURLOPT_NOPROXY, "*"),
		curl_easy_setopt(handle, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2),
		curl_easy_setopt(handle, CURLOPT_SSL_EC_CURVES, GROUPS),
		authorities.len > 0 ? curl_easy_setopt(handle, CURLOPT_CAINFO_BLOB, &authorities) : CURLE_OK,
		certificate.len > 0 ? curl_easy_setopt(handle, CURLOPT_SSLCERT_BLOB, &certificate) : CURLE_OK,
		key.len > 0 ? curl_easy_setopt(handle, CURLOPT_SSLKEY_BLOB, &key) : CURLE_OK,
	};
	return all_good(codes, ARRAY_SIZE(codes));
}

static bool set_transfer(struct sending *sending, const char *url, struct text body)
{
	CURL *handle = sending->handle;
	/* Before the body is copied, and an array is filled in any order. */
	if (curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.size) != CURLE_OK)
		return false;
	const CURLcode codes[] = {
		curl_easy_setopt(handle, CURLOPT_URL, url),
		curl_easy_setopt(handle, CURLOPT_HTTPHEADER, sending->headers),
		curl_easy_setopt(handle, CURLOPT_COPYPOSTFIELDS, body.data),
		curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L),
		curl_easy_setopt(handle, CURLOPT_TIMEOUT, (long)sending->sender->request_seconds),
		curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, receive),
		curl_easy_setopt(handle, CURLOPT_WRITEDATA, sending),
		curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, sending->fault),
		curl_easy_setopt(handle, CURLOPT_PRIVATE, sending),
		curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1),
	};
	return all_good(codes, ARRAY_SIZE(codes));
}

static void join(struct sending *sending)
{
	struct http_sender *sender = sending->sender;
	sending->next = sender->first;
	sending->link = &sender->first;
	if (sender->first)
		sender->first->link = &sending->next;
	sender->first = sending;
}

enum status http_sender_post(struct http_sender *sender, struct text place, struct text path, struct text admin_protocol,
                             struct text body, http_sent *sent, void *context)
{
	char url[URL_MAXIMUM];
	int size = snprintf(url, sizeof url, "https://%.*s%.*s", TEXT_ARGUMENTS(place), TEXT_ARGUMENTS(path));
	if (size < 0 || (size_t)size >= sizeof url)
		return STATUS_MALFORMED;
	struct sending *sending = calloc(1, sizeof *sending);
	if (!sending)
		return STATUS_NO_MEMORY;
	sending->sender = sender;
	sending->sent = sent;
	sending->context = context;
	sending->handle = curl_easy_init();
	bool good = sending->handle && make_headers(sending, admin_protocol) && set_trust(sender, sending->handle) &&
	            set_transfer(sending, url, body) && curl_multi_add_handle(sender->multi, sending->handle) == CURLM_OK;
	if (!good) {
		sending_free(sending);
		return STATUS_NO_MEMORY;
	}
	join(sending);
	return STATUS_OK;
}

/* `sent` may begin another request: this one is gone before. */
static void finish(const CURLMsg *message)
{
	struct sending *sending = NULL;
	long status = 0;
	char fault[CURL_ERROR_SIZE];
	curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &sending);
	if (message->data.result == CURLE_OK)
		curl_easy_getinfo(message->easy_handle, CURLINFO_RESPONSE_CODE, &status);
	snprintf(fault, sizeof fault, "%s", *sending->fault ? sending->fault : curl_easy_strerror(message->data.result));
	http_sent *sent = sending->sent;
	void *context = sending->context;
	sending_free(sending);
	sent(context, (int)status, fault);
}

enum status http_sender_wait(struct http_sender *sender, int descriptor, unsigned milliseconds)
{
	struct curl_waitfd extra = { .fd = descriptor, .events = CURL_WAIT_POLLIN };
	int running, left;
	CURLMsg *message;
	if (curl_multi_perform(sender->multi, &running) != CURLM_OK ||
	    curl_multi_poll(sender->multi, &extra, 1, (int)milliseconds, NULL) != CURLM_OK ||
	    curl_multi_perform(sender->multi, &running) != CURLM_OK)
		return STATUS_IO;
	while ((message = curl_multi_info_read(sender->multi, &left)) != NULL)
		if (message->msg == CURLMSG_DONE)
			finish(message);
	return STATUS_OK;
}
