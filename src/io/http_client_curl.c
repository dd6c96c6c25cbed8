/* SPDX-License-Identifier: Apache-2.0 */
#include "io/http_client_curl.h"

#include <curl/curl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>

#include "io/tls_role.h"

enum { CONNECT_SECONDS = 15, SILENCE_SECONDS = 60, URL_MAXIMUM = 1024, HEADER_MAXIMUM = 256 };

/* X25519 first because servers like it best; brainpool because a CI may have no other curve (SGP.22 2.6.7.2). */
#define GROUPS "X25519:P-256:brainpoolP256r1"

struct curl_client {
	CURL *handle;
	X509_STORE *trusted;
	const volatile sig_atomic_t *interrupted;
	struct http_client_answer *answer; /* under way */
	bool too_large;
	int verify_error; /* X509_V_…; of the last handshake */
	bool wrong_role;
	bool has_identity, was_asked; /* by the server, for it, in this request */
	char curl_error[CURL_ERROR_SIZE];
};

bool http_client_curl_is_there(void)
{
	return true;
}

const char *http_client_curl_version(void)
{
	return curl_version();
}

/* In place of OpenSSL's own check, of which it makes use. The host name is compared by libcurl afterwards. */
static int verify_server(X509_STORE_CTX *context, void *argument)
{
	struct curl_client *client = argument;
	int verified = X509_verify_cert(context);
	client->verify_error = X509_STORE_CTX_get_error(context);
	if (verified != 1)
		return verified;
	client->wrong_role = !tls_role_is_rsp_server(X509_STORE_CTX_get0_cert(context));
	if (client->wrong_role)
		X509_STORE_CTX_set_error(context, X509_V_ERR_APPLICATION_VERIFICATION);
	return !client->wrong_role;
}

static int note_question(SSL *connection, void *argument)
{
	struct curl_client *client = argument;
	(void)connection;
	client->was_asked = true;
	return 1;
}

static CURLcode prepare_tls(CURL *handle, void *tls_context, void *argument)
{
	struct curl_client *client = argument;
	SSL_CTX *tls = tls_context;
	(void)handle;
	if (X509_STORE_up_ref(client->trusted) != 1)
		return CURLE_OUT_OF_MEMORY;
	SSL_CTX_set_cert_store(tls, client->trusted);
	SSL_CTX_set_cert_verify_callback(tls, verify_server, client);
	SSL_CTX_set_cert_cb(tls, note_question, client);
	return CURLE_OK;
}

static size_t receive(char *data, size_t size, size_t count, void *argument)
{
	struct curl_client *client = argument;
	client->too_large = buffer_append(&client->answer->body, bytes_from(data, size * count)) != STATUS_OK;
	return client->too_large ? 0 : size * count;
}

static int ask_whether_to_go_on(void *argument, curl_off_t down_total, curl_off_t down, curl_off_t up_total, curl_off_t up)
{
	const struct curl_client *client = argument;
	(void)down_total, (void)down, (void)up_total, (void)up;
	return client->interrupted && *client->interrupted;
}

static const char *certificate_fault(const struct curl_client *client)
{
	if (client->wrong_role)
		return "its certificate is not one for the TLS of an SM-DP+ or SM-DS; check the address";
	switch (client->verify_error) {
	case X509_V_OK:
		return NULL;
	case X509_V_ERR_CERT_HAS_EXPIRED:
		return "its certificate has expired; tell the operator (if this machine's clock is right)";
	case X509_V_ERR_CERT_NOT_YET_VALID:
		return "its certificate is not valid yet; set this machine's clock, or tell the operator";
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
	case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
	case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
	case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
		return "its certificate comes from no CI that was given with --ca; give the CI of this server there";
	default:
		return X509_verify_cert_error_string(client->verify_error);
	}
}

/* The sentence names who is not trusted, for several servers may be asked in one run. */
static enum status untrusted(struct text address, const char *why, struct http_client_answer *out)
{
	snprintf(out->failure, sizeof out->failure, "The server %.*s cannot be trusted: %s.", TEXT_ARGUMENTS(address), why);
	return STATUS_UNTRUSTED;
}

static enum status not_reached(const struct curl_client *client, CURLcode code, struct text address,
                               struct http_client_answer *out)
{
	const char *why = *client->curl_error ? client->curl_error : curl_easy_strerror(code);
	snprintf(out->failure, sizeof out->failure, "The server %.*s cannot be reached: %.100s.", TEXT_ARGUMENTS(address), why);
	return STATUS_IO;
}

#define NONE_SHOWN "it lets in only those with a certificate: give yours with --client-cert and --client-key"

/* What the server thought of our own certificate, by the alert that it sent. With TLS 1.3 that comes after the handshake, and
 * is lost when the server has closed before our request was sent. NULL: it has nothing to do with certificates. */
static const char *refusal(const struct curl_client *client, CURLcode code)
{
	static const struct {
		const char *alert, *sentence;
	} refusals[] = {
		{ "certificate required", NONE_SHOWN },
		{ "alert handshake failure", NONE_SHOWN },
		{ "alert unknown ca", "it does not know the authority of the certificate in --client-cert" },
		{ "alert certificate expired", "the certificate in --client-cert has expired: get a new one" },
		{ "alert bad certificate", "it does not take the certificate in --client-cert" },
		{ "alert unsupported certificate", "the certificate in --client-cert is not one for clients" },
	};
	bool closed = code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR || code == CURLE_GOT_NOTHING;
	if (code == CURLE_SSL_CERTPROBLEM)
		return "--client-cert and --client-key cannot be read or do not fit";
	for (size_t i = 0; i < ARRAY_SIZE(refusals); i++)
		if (strstr(client->curl_error, refusals[i].alert))
			return refusals[i].sentence;
	if (!client->was_asked || !closed)
		return NULL;
	return client->has_identity ? "it closed, perhaps because of the certificate in --client-cert" : NONE_SHOWN;
}

/* libcurl says "peer failed verification" for chain and host name alike; ours was noted in the handshake. */
static enum status explain(const struct curl_client *client, CURLcode code, struct text address, struct http_client_answer *out)
{
	const char *fault = certificate_fault(client);
	bool handshake = code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CONNECT_ERROR;
	if (client->too_large) {
		snprintf(out->failure, sizeof out->failure, "The answer of the server %.*s is larger than %zu octets.",
		         TEXT_ARGUMENTS(address), out->body.limit);
		return STATUS_TOO_LARGE;
	}
	if (handshake && fault)
		return untrusted(address, fault, out);
	const char *refused = refusal(client, code);
	if (refused) {
		snprintf(out->failure, sizeof out->failure, "The server %.*s does not let us in: %s.", TEXT_ARGUMENTS(address),
		         refused);
		return STATUS_IO;
	}
	if (code == CURLE_PEER_FAILED_VERIFICATION)
		return untrusted(address, "its certificate is for another host name; use the name in the activation code", out);
	return not_reached(client, code, address, out);
}

/* The texts of a request come from the user or the card: nothing that would begin another header line. */
static bool add_header(struct curl_slist **headers, const char *name, struct text value)
{
	char line[HEADER_MAXIMUM];
	int size = snprintf(line, sizeof line, "%s: %.*s", name, TEXT_ARGUMENTS(value));
	if (size < 0 || (size_t)size >= sizeof line || !text_is_printable_utf8(value))
		return false;
	struct curl_slist *longer = curl_slist_append(*headers, line);
	if (!longer)
		return false;
	*headers = longer;
	return true;
}

static bool make_headers(const struct http_client_request *request, struct curl_slist **out)
{
	return add_header(out, "User-Agent", request->user_agent) &&
	       add_header(out, "X-Admin-Protocol", request->admin_protocol) &&
	       add_header(out, "Content-Type", request->content_type) && add_header(out, "Expect", (struct text){ 0 });
}

/* The OpenSSL error queue belongs to the thread: what others left in it would be taken for ours. */
static CURLcode perform(struct curl_client *client, const char *url, const struct http_client_request *request,
                        const struct curl_slist *headers)
{
	CURL *handle = client->handle;
	client->too_large = false;
	client->wrong_role = client->was_asked = false;
	client->verify_error = X509_V_OK;
	client->curl_error[0] = 0;
	ERR_clear_error();
	CURLcode code = curl_easy_setopt(handle, CURLOPT_URL, url);
	if (code == CURLE_OK)
		code = curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
	if (code == CURLE_OK)
		code = curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.size);
	if (code == CURLE_OK)
		code = curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request->body.size ? (const char *)request->body.data : "");
	return code == CURLE_OK ? curl_easy_perform(handle) : code;
}

static enum status post(void *self, const struct http_client_request *request, struct http_client_answer *out)
{
	struct curl_client *client = self;
	struct curl_slist *headers = NULL;
	char url[URL_MAXIMUM];
	int size =
		snprintf(url, sizeof url, "https://%.*s%.*s", TEXT_ARGUMENTS(request->address), TEXT_ARGUMENTS(request->path));
	bool made = size > 0 && (size_t)size < sizeof url && make_headers(request, &headers);
	CURLcode code = CURLE_URL_MALFORMAT;
	client->answer = out;
	buffer_clear(&out->body);
	out->status = 0;
	if (made)
		code = perform(client, url, request, headers);
	curl_slist_free_all(headers);
	if (code != CURLE_OK)
		return explain(client, code, request->address, out);
	long http_status = 0;
	curl_easy_getinfo(client->handle, CURLINFO_RESPONSE_CODE, &http_status);
	out->status = (int)http_status;
	return STATUS_OK;
}

static void release(void *self)
{
	struct curl_client *client = self;
	curl_easy_cleanup(client->handle);
	X509_STORE_free(client->trusted);
	free(client);
}

static enum status add_trusted(X509_STORE *store, struct bytes der)
{
	const unsigned char *data = der.data;
	X509 *certificate = d2i_X509(NULL, &data, (long)der.size);
	if (!certificate)
		return STATUS_MALFORMED;
	int added = X509_STORE_add_cert(store, certificate);
	X509_free(certificate);
	return added == 1 ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status add_all_trusted(X509_STORE *store, const struct http_client_curl_settings *settings, size_t *out_bad)
{
	if (settings->ci_certificate_count > HTTP_CI_CERTIFICATES_MAXIMUM)
		return STATUS_TOO_LARGE;
	for (size_t i = 0; i < settings->ci_certificate_count; i++) {
		enum status status = add_trusted(store, settings->ci_certificates[i]);
		if (status == STATUS_MALFORMED)
			*out_bad = i;
		TRY(status);
	}
	/* a CI below another one may be all that was given */
	return X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN) == 1 ? STATUS_OK : STATUS_NO_MEMORY;
}

/* No authority of this machine, no redirect, no other protocol. A proxy of the environment is but a tunnel: TLS ends here. */
static CURLcode set_trust(struct curl_client *client)
{
	CURL *handle = client->handle;
	CURLcode codes[] = {
		curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "https"),
		curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L),
		curl_easy_setopt(handle, CURLOPT_CAINFO, NULL),
		curl_easy_setopt(handle, CURLOPT_CAPATH, NULL),
		curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L),
		curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L),
		curl_easy_setopt(handle, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2),
		curl_easy_setopt(handle, CURLOPT_SSL_EC_CURVES, GROUPS),
		curl_easy_setopt(handle, CURLOPT_SSL_CTX_FUNCTION, prepare_tls),
		curl_easy_setopt(handle, CURLOPT_SSL_CTX_DATA, client),
		curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1),
	};
	for (size_t i = 0; i < ARRAY_SIZE(codes); i++)
		if (codes[i] != CURLE_OK)
			return codes[i];
	return CURLE_OK;
}

static CURLcode set_transfer(struct curl_client *client, const struct http_client_curl_settings *settings)
{
	CURL *handle = client->handle;
	long connect = settings->connect_seconds ? (long)settings->connect_seconds : CONNECT_SECONDS;
	long silence = settings->silence_seconds ? (long)settings->silence_seconds : SILENCE_SECONDS;
	CURLcode codes[] = {
		curl_easy_setopt(handle, CURLOPT_POST, 1L),
		curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L),
		curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, connect),
		curl_easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, 1L),
		curl_easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, silence),
		curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, receive),
		curl_easy_setopt(handle, CURLOPT_WRITEDATA, client),
		curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, client->curl_error),
		curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L),
		curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, ask_whether_to_go_on),
		curl_easy_setopt(handle, CURLOPT_XFERINFODATA, client),
	};
	for (size_t i = 0; i < ARRAY_SIZE(codes); i++)
		if (codes[i] != CURLE_OK)
			return codes[i];
	return CURLE_OK;
}

/* Libcurl opens the files with each connection: they may be renewed meanwhile. */
static CURLcode set_identity(struct curl_client *client, const struct http_client_curl_settings *settings)
{
	if (!settings->certificate)
		return CURLE_OK;
	CURLcode code = curl_easy_setopt(client->handle, CURLOPT_SSLCERT, settings->certificate);
	return code == CURLE_OK ? curl_easy_setopt(client->handle, CURLOPT_SSLKEY, settings->key) : code;
}

static enum status set_up(struct curl_client *client, const struct http_client_curl_settings *settings, size_t *out_bad)
{
	client->interrupted = settings->interrupted;
	client->has_identity = settings->certificate != NULL;
	client->handle = curl_easy_init();
	client->trusted = X509_STORE_new();
	if (!client->handle || !client->trusted)
		return STATUS_NO_MEMORY;
	TRY(add_all_trusted(client->trusted, settings, out_bad));
	if (set_trust(client) != CURLE_OK || set_transfer(client, settings) != CURLE_OK ||
	    set_identity(client, settings) != CURLE_OK)
		return STATUS_UNSUPPORTED;
	return STATUS_OK;
}

enum status http_client_curl_open(const struct http_client_curl_settings *settings, struct http_client *out, size_t *out_bad)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return STATUS_NO_MEMORY;
	struct curl_client *client = calloc(1, sizeof *client);
	if (!client)
		return STATUS_NO_MEMORY;
	enum status status = set_up(client, settings, out_bad);
	if (status != STATUS_OK) {
		release(client);
		return status;
	}
	*out = (struct http_client){ .self = client, .post = post, .close = release };
	return STATUS_OK;
}
