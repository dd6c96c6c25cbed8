/* SPDX-License-Identifier: Apache-2.0 */
/* The HTTPS client against servers with certificates of every kind, right and nearly right. The certificates are made
 * with OpenSSL itself, so that it is not ours that agrees with ours. */
#include "io/http_client_curl.h"

#include "support/test.h"

#include <arpa/inet.h>
#include <openssl/conf.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <pthread.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "io/https_server.h"

#define ROLE_DP_TLS  "2.23.146.1.2.1.3"
#define ROLE_DS_TLS  "2.23.146.1.2.1.6"
#define ROLE_DP_AUTH "2.23.146.1.2.1.4"

enum { DAY = 86400, SERVERS_MAXIMUM = 16, MANY = 300000 };

/* A certificate and its key. */
struct identity {
	EVP_PKEY *key;
	X509 *certificate;
};

static void identity_release(struct identity *identity)
{
	EVP_PKEY_free(identity->key);
	X509_free(identity->certificate);
}

struct fixture {
	struct arena arena;
	struct event_loop *loop;
	struct tls_server *tls[SERVERS_MAXIMUM];
	struct https_server *servers[SERVERS_MAXIMUM];
	size_t server_count;
	pthread_t thread;
	struct identity ci, other_ci, brainpool_ci;
	struct bytes ci_der, other_ci_der, brainpool_ci_der;
	char last_path[64], last_content_type[64], last_admin_protocol[64];
	size_t last_body_size;
};

static void add_extension(X509 *certificate, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX context;
	CONF *empty = NCONF_new(NULL); /* policies want one to look names up in */
	X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
	X509V3_set_nconf(&context, empty);
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
	CHECK(extension != NULL, value);
	assert_int_equal(X509_add_ext(certificate, extension, -1), 1);
	X509_EXTENSION_free(extension);
	NCONF_free(empty);
}

static struct identity new_identity(const char *curve, const char *name, long from_day, long to_day)
{
	static int serial = 1000;
	struct identity made = { EVP_EC_gen(curve), X509_new() };
	assert_non_null(made.key);
	assert_int_equal(X509_set_version(made.certificate, X509_VERSION_3), 1);
	ASN1_INTEGER_set(X509_get_serialNumber(made.certificate), serial++);
	X509_gmtime_adj(X509_getm_notBefore(made.certificate), from_day * DAY);
	X509_gmtime_adj(X509_getm_notAfter(made.certificate), to_day * DAY);
	X509_NAME_add_entry_by_txt(X509_get_subject_name(made.certificate), "CN", MBSTRING_UTF8, (const unsigned char *)name,
	                           -1, -1, 0);
	assert_int_equal(X509_set_pubkey(made.certificate, made.key), 1);
	return made;
}

/* As SGP.22 4.5.2.1 has it: critical policies, registeredID. */
static struct identity make_ci(const char *curve)
{
	struct identity ci = new_identity(curve, "Test CI", -10, 100);
	X509_set_issuer_name(ci.certificate, X509_get_subject_name(ci.certificate));
	add_extension(ci.certificate, ci.certificate, NID_basic_constraints, "critical,CA:TRUE");
	add_extension(ci.certificate, ci.certificate, NID_key_usage, "critical,keyCertSign,cRLSign");
	add_extension(ci.certificate, ci.certificate, NID_certificate_policies, "critical,2.23.146.1.2.1.0");
	add_extension(ci.certificate, ci.certificate, NID_subject_alt_name, "RID:2.999.1");
	add_extension(ci.certificate, ci.certificate, NID_subject_key_identifier, "hash");
	assert_true(X509_sign(ci.certificate, ci.key, EVP_sha256()) > 0);
	return ci;
}

struct server_kind {
	const char *curve;
	const char *role;  /* NULL: no policy at all */
	const char *names; /* subjectAltName */
	long from_day, to_day;
	bool self_signed, by_other_ci, by_brainpool_ci;
	const char *key_usage; /* extended */
};

static struct identity make_server(struct fixture *fixture, const struct server_kind *kind)
{
	struct identity made = new_identity(kind->curve, "server", kind->from_day, kind->to_day);
	struct identity *issuer = kind->self_signed       ? &made
	                          : kind->by_other_ci     ? &fixture->other_ci
	                          : kind->by_brainpool_ci ? &fixture->brainpool_ci
	                                                  : &fixture->ci;
	X509_set_issuer_name(made.certificate, X509_get_subject_name(issuer->certificate));
	add_extension(made.certificate, issuer->certificate, NID_key_usage, "critical,digitalSignature");
	add_extension(made.certificate, issuer->certificate, NID_ext_key_usage, kind->key_usage);
	if (kind->role)
		add_extension(made.certificate, issuer->certificate, NID_certificate_policies, kind->role);
	add_extension(made.certificate, issuer->certificate, NID_subject_alt_name, kind->names);
	if (!kind->self_signed)
		add_extension(made.certificate, issuer->certificate, NID_authority_key_identifier, "keyid:always");
	assert_true(X509_sign(made.certificate, issuer->key, EVP_sha256()) > 0);
	return made;
}

static struct bytes bio_bytes(struct fixture *fixture, BIO *bio)
{
	char *data;
	struct bytes copy;
	long size = BIO_get_mem_data(bio, &data);
	assert_ok(arena_copy(&fixture->arena, bytes_from(data, (size_t)size), &copy));
	BIO_free(bio);
	return copy;
}

static struct bytes der_of(struct fixture *fixture, X509 *certificate)
{
	BIO *bio = BIO_new(BIO_s_mem());
	assert_int_equal(i2d_X509_bio(bio, certificate), 1);
	return bio_bytes(fixture, bio);
}

static struct tls_identity pem_of(struct fixture *fixture, const struct identity *identity)
{
	BIO *certificate = BIO_new(BIO_s_mem());
	BIO *key = BIO_new(BIO_s_mem());
	assert_int_equal(PEM_write_bio_X509(certificate, identity->certificate), 1);
	assert_int_equal(PEM_write_bio_PrivateKey(key, identity->key, NULL, NULL, 0, NULL, NULL), 1);
	return (struct tls_identity){ bio_bytes(fixture, certificate), bio_bytes(fixture, key), NULL };
}

static void remember(char *out, size_t size, struct text text)
{
	snprintf(out, size, "%.*s", TEXT_ARGUMENTS(text));
}

static void handle(void *context, const struct http_request *request, struct http_reply reply)
{
	struct fixture *fixture = context;
	struct http_answer answer = {
		.status = 200,
		.content_type = TEXT("application/json"),
		.body = BUFFER(1 << 20),
	};
	remember(fixture->last_path, sizeof fixture->last_path, request->path);
	remember(fixture->last_content_type, sizeof fixture->last_content_type, request->content_type);
	remember(fixture->last_admin_protocol, sizeof fixture->last_admin_protocol, request->admin_protocol);
	fixture->last_body_size = request->body.size;
	if (text_equal(request->path, TEXT("/nothing"))) {
		answer.status = 204;
		answer.content_type = (struct text){ 0 };
	} else if (text_equal(request->path, TEXT("/missing"))) {
		answer.status = 404;
	} else if (text_equal(request->path, TEXT("/large"))) {
		assert_non_null(buffer_extend(&answer.body, MANY));
	}
	http_reply_send(reply, &answer);
}

/* Its port. */
static unsigned start(struct fixture *fixture, const struct server_kind *kind)
{
	char fault[TLS_FAULT_SIZE] = "";
	struct identity identity = make_server(fixture, kind);
	struct tls_identity pem = pem_of(fixture, &identity);
	struct https_server_settings settings = https_server_defaults;
	size_t i = fixture->server_count++;
	assert_true(i < SERVERS_MAXIMUM);
	settings.host = "127.0.0.1";
	CHECK_STATUS(tls_server_new(&pem, 1, &fixture->tls[i], fault), STATUS_OK, fault);
	CHECK_STATUS(https_server_open(fixture->loop, fixture->tls[i], &settings, handle, fixture, &fixture->servers[i], fault),
	             STATUS_OK, fault);
	identity_release(&identity);
	return https_server_port(fixture->servers[i]);
}

/* The kinds of server there are, in the order in which they are started. */
static const struct {
	const char *what;
	struct server_kind kind;
	enum status status;
	const char *sentence;
} kinds[] = {
	{ "right",
	  { "P-256", ROLE_DP_TLS, "DNS:localhost,RID:2.999.10", -1, 30, false, false, false, "critical,serverAuth,clientAuth" },
	  STATUS_OK,
	  "" },
	{ "an SM-DS", { "P-256", ROLE_DS_TLS, "DNS:localhost", -1, 30, false, false, false, "serverAuth" }, STATUS_OK, "" },
	{ "brainpool",
	  { "brainpoolP256r1", ROLE_DP_TLS, "DNS:localhost", -1, 30, false, false, true, "serverAuth" },
	  STATUS_OK,
	  "" },
	{ "other host",
	  { "P-256", ROLE_DP_TLS, "DNS:other.example", -1, 30, false, false, false, "serverAuth" },
	  STATUS_UNTRUSTED,
	  "another host name" },
	{ "other CI",
	  { "P-256", ROLE_DP_TLS, "DNS:localhost", -1, 30, false, true, false, "serverAuth" },
	  STATUS_UNTRUSTED,
	  "no CI that was given" },
	{ "self-signed",
	  { "P-256", ROLE_DP_TLS, "DNS:localhost", -1, 30, true, false, false, "serverAuth" },
	  STATUS_UNTRUSTED,
	  "no CI that was given" },
	{ "expired",
	  { "P-256", ROLE_DP_TLS, "DNS:localhost", -9, -1, false, false, false, "serverAuth" },
	  STATUS_UNTRUSTED,
	  "expired" },
	{ "not yet",
	  { "P-256", ROLE_DP_TLS, "DNS:localhost", 1, 30, false, false, false, "serverAuth" },
	  STATUS_UNTRUSTED,
	  "not valid yet" },
	{ "other role",
	  { "P-256", ROLE_DP_AUTH, "DNS:localhost", -1, 30, false, false, false, "serverAuth" },
	  STATUS_UNTRUSTED,
	  "not one for the TLS" },
	{ "no role",
	  { "P-256", NULL, "DNS:localhost", -1, 30, false, false, false, "serverAuth" },
	  STATUS_UNTRUSTED,
	  "not one for the TLS" },
	{ "for clients only",
	  { "P-256", ROLE_DP_TLS, "DNS:localhost", -1, 30, false, false, false, "clientAuth" },
	  STATUS_UNTRUSTED,
	  "" },
};

static void *run(void *context)
{
	struct fixture *fixture = context;
	assert_ok(event_loop_run(fixture->loop));
	return NULL;
}

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof *fixture);
	assert_non_null(fixture);
	fixture->arena = ARENA(8 << 20);
	fixture->ci = make_ci("P-256");
	fixture->other_ci = make_ci("P-256");
	fixture->brainpool_ci = make_ci("brainpoolP256r1");
	fixture->ci_der = der_of(fixture, fixture->ci.certificate);
	fixture->other_ci_der = der_of(fixture, fixture->other_ci.certificate);
	fixture->brainpool_ci_der = der_of(fixture, fixture->brainpool_ci.certificate);
	assert_ok(event_loop_new(&fixture->loop));
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		start(fixture, &kinds[i].kind);
	assert_int_equal(pthread_create(&fixture->thread, NULL, run, fixture), 0);
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;
	event_loop_stop(fixture->loop);
	pthread_join(fixture->thread, NULL);
	for (size_t i = 0; i < fixture->server_count; i++)
		https_server_close(fixture->servers[i]);
	event_loop_free(fixture->loop);
	for (size_t i = 0; i < fixture->server_count; i++)
		tls_server_free(fixture->tls[i]);
	identity_release(&fixture->ci);
	identity_release(&fixture->other_ci);
	identity_release(&fixture->brainpool_ci);
	arena_release(&fixture->arena);
	free(fixture);
	return 0;
}

static struct http_client open_client(struct fixture *fixture, const volatile sig_atomic_t *interrupted)
{
	struct bytes trusted[] = { fixture->brainpool_ci_der, fixture->ci_der };
	struct http_client client;
	size_t bad;
	assert_ok(http_client_curl_open(&(struct http_client_curl_settings){ .ci_certificates = trusted,
	                                                                     .ci_certificate_count = 2,
	                                                                     .connect_seconds = 2,
	                                                                     .silence_seconds = 2,
	                                                                     .interrupted = interrupted },
	                                &client, &bad));
	return client;
}

static enum status post(struct fixture *fixture, struct http_client *client, const char *host, unsigned port, const char *path,
                        struct http_client_answer *out)
{
	struct http_client_request request = {
		.address = text_from(arena_print(&fixture->arena, "%s:%u", host, port)),
		.path = text_from(path),
		.content_type = TEXT("application/json"),
		.user_agent = TEXT("gsma-rsp-lpad"),
		.admin_protocol = TEXT("gsma/rsp/v2.5.0"),
		.body = bytes_from("{\"a\":1}", 7),
	};
	return http_client_post(client, &request, out);
}

static void test_who_is_trusted(void **state)
{
	struct fixture *fixture = *state;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		AUTO(http_client_answer) answer = { .body = BUFFER(1000) };
		struct http_client client = open_client(fixture, NULL);
		*fixture->last_path = 0;
		enum status status = post(fixture, &client, "localhost", https_server_port(fixture->servers[i]), "/x", &answer);
		CHECK_STATUS(status, kinds[i].status, kinds[i].what);
		if (status == STATUS_OK)
			CHECK(answer.status == 200 && strcmp(fixture->last_path, "/x") == 0, kinds[i].what);
		else
			CHECK(*fixture->last_path == 0, "nothing was sent");
		if (!strstr(answer.failure, kinds[i].sentence))
			fail_msg("%s: the sentence is \"%s\"", kinds[i].what, answer.failure);
		http_client_close(&client);
	}
}

/* One client that meets all of them in turn: a handshake that went well does not help the next server. */
static void test_trust_is_not_carried_over(void **state)
{
	struct fixture *fixture = *state;
	struct http_client client = open_client(fixture, NULL);
	for (int round = 0; round < 2; round++)
		for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
			AUTO(http_client_answer) answer = { .body = BUFFER(1000) };
			CHECK_STATUS(post(fixture, &client, "localhost", https_server_port(fixture->servers[i]), "/x", &answer),
			             kinds[i].status, kinds[i].what);
		}
	http_client_close(&client);
}

static void test_nobody_is_trusted_without_ci(void **state)
{
	struct fixture *fixture = *state;
	AUTO(http_client_answer) answer = { .body = BUFFER(1000) };
	struct http_client client;
	size_t bad;
	assert_ok(http_client_curl_open(&(struct http_client_curl_settings){ 0 }, &client, &bad));
	CHECK_STATUS(post(fixture, &client, "localhost", https_server_port(fixture->servers[0]), "/x", &answer),
	             STATUS_UNTRUSTED, "no CI");
	http_client_close(&client);
}

/* The name counts, not where it leads to: the certificate says localhost. */
static void test_host_name(void **state)
{
	struct fixture *fixture = *state;
	AUTO(http_client_answer) answer = { .body = BUFFER(1000) };
	struct http_client client = open_client(fixture, NULL);
	CHECK_STATUS(post(fixture, &client, "127.0.0.1", https_server_port(fixture->servers[0]), "/x", &answer),
	             STATUS_UNTRUSTED, "an address");
	CHECK_STATUS(post(fixture, &client, "LOCALHOST", https_server_port(fixture->servers[0]), "/x", &answer), STATUS_OK,
	             "other case");
	http_client_close(&client);
}

static void test_answers(void **state)
{
	struct fixture *fixture = *state;
	unsigned port = https_server_port(fixture->servers[0]);
	struct http_client client = open_client(fixture, NULL);
	AUTO(http_client_answer) answer = { .body = BUFFER(MANY) };
	assert_ok(post(fixture, &client, "localhost", port, "/nothing", &answer));
	assert_int_equal(answer.status, 204);
	assert_int_equal(answer.body.size, 0);
	assert_string_equal(fixture->last_content_type, "application/json");
	assert_string_equal(fixture->last_admin_protocol, "gsma/rsp/v2.5.0");
	assert_int_equal(fixture->last_body_size, 7);
	assert_ok(post(fixture, &client, "localhost", port, "/missing", &answer));
	assert_int_equal(answer.status, 404);
	assert_ok(post(fixture, &client, "localhost", port, "/large", &answer));
	assert_int_equal(answer.body.size, MANY);

	AUTO(http_client_answer) small = { .body = BUFFER(MANY - 1) };
	CHECK_STATUS(post(fixture, &client, "localhost", port, "/large", &small), STATUS_TOO_LARGE, "too large");
	assert_non_null(strstr(small.failure, "larger than"));
	assert_ok(post(fixture, &client, "localhost", port, "/nothing", &answer));
	http_client_close(&client);
}

/* A socket that says what it is told to, once, without TLS. */
struct mute_server {
	int listener;
	unsigned port;
};

static struct mute_server listen_mute(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof address;
	struct mute_server server = { .listener = socket(AF_INET, SOCK_STREAM, 0) };
	assert_int_equal(bind(server.listener, (struct sockaddr *)&address, size), 0);
	assert_int_equal(listen(server.listener, 4), 0);
	assert_int_equal(getsockname(server.listener, (struct sockaddr *)&address, &size), 0);
	server.port = ntohs(address.sin_port);
	return server;
}

static void test_not_reached(void **state)
{
	struct fixture *fixture = *state;
	AUTO(http_client_answer) answer = { .body = BUFFER(1000) };
	struct http_client client = open_client(fixture, NULL);
	struct mute_server closed = listen_mute();
	close(closed.listener);
	CHECK_STATUS(post(fixture, &client, "localhost", closed.port, "/x", &answer), STATUS_IO, "closed port");
	assert_non_null(strstr(answer.failure, "cannot be reached"));
	CHECK_STATUS(post(fixture, &client, "no-such-host.invalid", 443, "/x", &answer), STATUS_IO, "unknown host");

	struct mute_server silent = listen_mute();
	time_t begin = time(NULL);
	CHECK_STATUS(post(fixture, &client, "localhost", silent.port, "/x", &answer), STATUS_IO, "says nothing");
	assert_true(time(NULL) - begin < 10);
	close(silent.listener);
	http_client_close(&client);
}

static void test_interrupted(void **state)
{
	struct fixture *fixture = *state;
	static volatile sig_atomic_t interrupted;
	AUTO(http_client_answer) answer = { .body = BUFFER(1000) };
	struct http_client client = open_client(fixture, &interrupted);
	struct mute_server silent = listen_mute();
	interrupted = 1;
	time_t begin = time(NULL);
	CHECK_STATUS(post(fixture, &client, "localhost", silent.port, "/x", &answer), STATUS_IO, "interrupted");
	assert_true(time(NULL) - begin < 3);
	interrupted = 0;
	assert_ok(post(fixture, &client, "localhost", https_server_port(fixture->servers[0]), "/x", &answer));
	close(silent.listener);
	http_client_close(&client);
}

static void test_proxies_of_the_environment_are_ignored(void **state)
{
	struct fixture *fixture = *state;
	AUTO(http_client_answer) answer = { .body = BUFFER(1000) };
	setenv("https_proxy", "http://127.0.0.1:1", 1);
	setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
	struct http_client client = open_client(fixture, NULL);
	assert_ok(post(fixture, &client, "localhost", https_server_port(fixture->servers[0]), "/x", &answer));
	http_client_close(&client);
	unsetenv("https_proxy");
	unsetenv("ALL_PROXY");
}

/* What comes from a card or a user does not become a header of its own. */
static void test_texts_that_are_none(void **state)
{
	struct fixture *fixture = *state;
	AUTO(http_client_answer) answer = { .body = BUFFER(1000) };
	struct http_client client = open_client(fixture, NULL);
	struct http_client_request request = {
		.address = text_from(
			arena_print(&fixture->arena, "localhost:%u", (unsigned)https_server_port(fixture->servers[0]))),
		.path = TEXT("/x"),
		.content_type = TEXT("application/json\r\nX-Admin-Protocol: gsma/rsp/v9.9.9"),
	};
	CHECK_STATUS(http_client_post(&client, &request, &answer), STATUS_IO, "two lines");
	http_client_close(&client);
}

static void test_bad_certificates(void **state)
{
	struct fixture *fixture = *state;
	struct bytes list[] = { fixture->ci_der, bytes_first(fixture->ci_der, fixture->ci_der.size - 1) };
	struct http_client client;
	size_t bad = 9;
	assert_int_equal(
		http_client_curl_open(&(struct http_client_curl_settings){ .ci_certificates = list, .ci_certificate_count = 2 },
	                              &client, &bad),
		STATUS_MALFORMED);
	assert_int_equal(bad, 1);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_who_is_trusted),
	cmocka_unit_test(test_trust_is_not_carried_over),
	cmocka_unit_test(test_nobody_is_trusted_without_ci),
	cmocka_unit_test(test_host_name),
	cmocka_unit_test(test_answers),
	cmocka_unit_test(test_not_reached),
	cmocka_unit_test(test_interrupted),
	cmocka_unit_test(test_proxies_of_the_environment_are_ignored),
	cmocka_unit_test(test_texts_that_are_none),
	cmocka_unit_test(test_bad_certificates),
};

int main(void)
{
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
