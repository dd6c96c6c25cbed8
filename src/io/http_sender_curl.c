/* SPDX-License-Identifier: Apache-2.0 */
#include "io/http_sender_curl.h"

#include <curl/curl.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>

#include "io/tls_role.h"

enum { URL_MAXIMUM = 1024, HEADER_MAXIMUM = 128, ANSWER_MAXIMUM = 64 << 10 };

/* As for LPAs: a peer's authority may have no other curve (SGP.22 2.6.7.2). */
#define GROUPS "X25519:P-256:brainpoolP256r1"

struct identity {
	struct buffer authorities, certificate, key;
	bool rsp_servers;
};

struct http_sender_curl {
	CURLM *multi;
	struct identity identities[HTTP_SENDER_IDENTITIES];
	unsigned request_seconds;
	struct sending *first;
};

/* One request on its way. */
struct sending {
	struct http_sender_curl *sender;
	struct sending *next, **link;
	CURL *handle;
	struct curl_slist *headers;
	struct buffer answer;
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
	buffer_release(&sending->answer);
	free(sending);
}

static enum status copy_identity(const struct http_sender_identity *from, struct identity *to)
{
	to->authorities = BUFFER(from->authorities.size);
	to->certificate = BUFFER(from->certificate.size);
	to->key = SECRET_BUFFER(from->key.size);
	to->rsp_servers = from->rsp_servers;
	TRY(buffer_append(&to->authorities, from->authorities));
	TRY(buffer_append(&to->certificate, from->certificate));
	return buffer_append(&to->key, from->key);
}

enum status http_sender_curl_new(const struct http_sender_settings *settings, struct http_sender_curl **out)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return STATUS_NO_MEMORY;
	struct http_sender_curl *sender = calloc(1, sizeof *sender);
	if (!sender)
		return STATUS_NO_MEMORY;
	sender->request_seconds = settings->request_seconds;
	sender->multi = curl_multi_init();
	enum status status = sender->multi ? STATUS_OK : STATUS_NO_MEMORY;
	for (size_t i = 0; i < HTTP_SENDER_IDENTITIES && status == STATUS_OK; i++)
		status = copy_identity(&settings->identities[i], &sender->identities[i]);
	if (status != STATUS_OK) {
		http_sender_curl_free(sender);
		return status;
	}
	*out = sender;
	return STATUS_OK;
}

void http_sender_curl_free(struct http_sender_curl *sender)
{
	if (!sender)
		return;
	while (sender->first)
		sending_free(sender->first);
	curl_multi_cleanup(sender->multi);
	for (size_t i = 0; i < HTTP_SENDER_IDENTITIES; i++) {
		buffer_release(&sender->identities[i].authorities);
		buffer_release(&sender->identities[i].certificate);
		buffer_release(&sender->identities[i].key);
	}
	free(sender);
}

static size_t receive(char *data, size_t size, size_t count, void *argument)
{
	struct sending *sending = argument;
	return buffer_append(&sending->answer, bytes_from(data, size * count)) == STATUS_OK ? size * count : 0;
}

/* The role of the server, beside what OpenSSL looks at. */
static int verify_server(X509_STORE_CTX *context, void *argument)
{
	(void)argument;
	if (X509_verify_cert(context) != 1)
		return 0;
	bool good = tls_role_is_rsp_server(X509_STORE_CTX_get0_cert(context));
	if (!good)
		X509_STORE_CTX_set_error(context, X509_V_ERR_APPLICATION_VERIFICATION);
	return good;
}

static CURLcode check_roles(CURL *handle, void *tls_context, void *argument)
{
	(void)handle;
	SSL_CTX_set_cert_verify_callback(tls_context, verify_server, argument);
	return CURLE_OK;
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
static bool set_trust(const struct identity *identity, CURL *handle)
{
	struct curl_blob authorities = blob(&identity->authorities);
	struct curl_blob certificate = blob(&identity->certificate), key = blob(&identity->key);
	const CURLcode codes[] = {
		curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "https"),
		curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L),
		curl_easy_setopt(handle, CURLOPT_NOPROXY, "*"),
		curl_easy_setopt(handle, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2),
		curl_easy_setopt(handle, CURLOPT_SSL_EC_CURVES, GROUPS),
		authorities.len > 0 ? curl_easy_setopt(handle, CURLOPT_CAINFO_BLOB, &authorities) : CURLE_OK,
		certificate.len > 0 ? curl_easy_setopt(handle, CURLOPT_SSLCERT_BLOB, &certificate) : CURLE_OK,
		key.len > 0 ? curl_easy_setopt(handle, CURLOPT_SSLKEY_BLOB, &key) : CURLE_OK,
		identity->rsp_servers ? curl_easy_setopt(handle, CURLOPT_SSL_CTX_FUNCTION, check_roles) : CURLE_OK,
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
	struct http_sender_curl *sender = sending->sender;
	sending->next = sender->first;
	sending->link = &sender->first;
	if (sender->first)
		sender->first->link = &sending->next;
	sender->first = sending;
}

enum status http_sender_curl_post(struct http_sender_curl *sender, size_t identity, struct text place, struct text path,
                             struct text admin_protocol, struct text body, http_sent *sent, void *context)
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
	sending->answer = BUFFER(ANSWER_MAXIMUM);
	sending->handle = curl_easy_init();
	bool good = sending->handle && make_headers(sending, admin_protocol) &&
	            set_trust(&sender->identities[identity], sending->handle) &&
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
	AUTO(buffer) answer = sending->answer;
	sending->answer = (struct buffer){ 0 };
	sending_free(sending);
	sent(context, (int)status, buffer_text(&answer), fault);
}

enum status http_sender_curl_wait(struct http_sender_curl *sender, int descriptor, unsigned milliseconds)
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
