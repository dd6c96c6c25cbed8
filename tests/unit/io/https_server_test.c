/* SPDX-License-Identifier: Apache-2.0 */
/* The HTTPS server as curl and openssl see it. */
#include "support/test.h"

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "io/file.h"
#include "io/https_server.h"

struct fixture {
	char folder[64];
	struct arena arena;
	struct event_loop *loop;
	struct tls_server *tls;
	struct https_server *server;
	struct https_server *plain; /* without TLS */
	struct https_server_settings settings;
	pthread_t thread;
	struct http_reply held; /* of a request to /later */
	atomic_bool is_held;
	atomic_bool drained;
};

static char *read_output(struct fixture *fixture, const char *command)
{
	char *output = arena_allocate(&fixture->arena, 65536);
	FILE *pipe = popen(command, "r");
	assert_non_null(output);
	assert_non_null(pipe);
	size_t size = fread(output, 1, 65535, pipe);
	output[size] = 0;
	pclose(pipe);
	return output;
}

static void make_certificate(struct fixture *fixture, const char *name, const char *curve)
{
	read_output(fixture, arena_print(&fixture->arena,
		"cd %s && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:%s -nodes -keyout %s.key -out %s.pem "
		"-subj /CN=%s -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -days 2 2>&1",
		fixture->folder, curve, name, name, name));
}

static struct bytes read_file(struct fixture *fixture, const char *name)
{
	AUTO(buffer) content = BUFFER(0);
	struct bytes copy;
	assert_ok(file_read(arena_print(&fixture->arena, "%s/%s", fixture->folder, name), 8192, &content));
	assert_ok(arena_copy(&fixture->arena, buffer_bytes(&content), &copy));
	return copy;
}

/* Answers with what it got; keeps a request to /later. */
static void handle(void *context, const struct http_request *request, struct http_reply reply)
{
	struct fixture *fixture = context;
	if (text_equal(request->path, TEXT("/later"))) {
		fixture->held = reply;
		fixture->is_held = true;
		return;
	}
	struct http_answer answer = {
		.status = text_equal(request->path, TEXT("/nothing")) ? 204 : 200,
		.content_type = TEXT("application/json"),
		.admin_protocol = TEXT("gsma/rsp/v2.5.0"),
		.body = BUFFER(1 << 20),
	};
	if (answer.status == 204)
		answer.content_type = (struct text){ 0 };
	else
		assert_ok(buffer_print(&answer.body, "%.*s %.*s %.*s %.*s %zu ", TEXT_ARGUMENTS(request->method),
		                       TEXT_ARGUMENTS(request->path), TEXT_ARGUMENTS(request->content_type),
		                       TEXT_ARGUMENTS(request->admin_protocol), request->body.size));
	struct text cookie = http_request_header(request, "cookie");
	if (text_equal(request->method, TEXT("GET")) && request->query.size + cookie.size > 0)
		assert_ok(buffer_print(&answer.body, "asked %.*s with %.*s ", TEXT_ARGUMENTS(request->query),
		                       TEXT_ARGUMENTS(cookie)));
	if (request->client_certificate.size > 0)
		assert_ok(buffer_print(&answer.body, "certificate of %zu octets ", request->client_certificate.size));
	if (request->body.size < 100 && answer.status == 200)
		assert_ok(buffer_append(&answer.body, request->body));
	http_reply_send(reply, &answer);
}

/* A page: octets of the program, and what a browser is told beside them. */
static void handle_page(void *context, const struct http_request *request, struct http_reply reply)
{
	static const char page[] = "<!DOCTYPE html>";
	struct http_answer answer = {
		.status = 200,
		.content_type = TEXT("text/html; charset=utf-8"),
		.fixed_body = bytes_from(page, sizeof page - 1),
	};
	if (!text_equal(request->path, TEXT("/page"))) {
		handle(context, request, reply);
		return;
	}
	assert_ok(http_answer_add_header(&answer, "Set-Cookie", "session=1; HttpOnly"));
	assert_ok(http_answer_add_header(&answer, "X-Split", "a\r\nX-Injected: b"));
	for (int i = 2; i < HTTP_ANSWER_HEADERS_MAXIMUM; i++)
		assert_ok(http_answer_add_header(&answer, "X-More", "more"));
	CHECK_STATUS(http_answer_add_header(&answer, "X-More", "more"), STATUS_TOO_LARGE, "one too many");
	http_reply_send(reply, &answer);
}

static void *run(void *context)
{
	struct fixture *fixture = context;
	assert_ok(event_loop_run(fixture->loop));
	return NULL;
}

static void start(struct fixture *fixture)
{
	char fault[TLS_FAULT_SIZE] = "";
	const struct tls_identity identities[] = {
		{ read_file(fixture, "nist.pem"), read_file(fixture, "nist.key"), NULL },
		{ read_file(fixture, "brainpool.pem"), read_file(fixture, "brainpool.key"), NULL },
	};
	assert_ok(event_loop_new(&fixture->loop));
	assert_ok(tls_server_new(identities, 2, &fixture->tls, fault));
	assert_ok(https_server_open(fixture->loop, fixture->tls, &fixture->settings, handle, fixture, &fixture->server,
	                            fault));
	struct https_server_settings plain = fixture->settings;
	plain.connections_per_peer = 0; /* a plain connection counts for a moment after its end */
	assert_ok(https_server_open(fixture->loop, NULL, &plain, handle_page, fixture, &fixture->plain, fault));
	assert_int_equal(pthread_create(&fixture->thread, NULL, run, fixture), 0);
}

static int set_up_with(void **state, unsigned seconds)
{
	struct fixture *fixture = calloc(1, sizeof *fixture);
	fixture->arena = ARENA(4 << 20);
	strcpy(fixture->folder, "/tmp/provisim-https-XXXXXX");
	assert_non_null(mkdtemp(fixture->folder));
	make_certificate(fixture, "nist", "P-256");
	make_certificate(fixture, "brainpool", "brainpoolP256r1");
	fixture->settings = https_server_defaults;
	fixture->settings.host = "127.0.0.1";
	fixture->settings.request_seconds = seconds;
	fixture->settings.idle_seconds = seconds;
	fixture->settings.body_maximum = 100000;
	fixture->settings.connections_per_peer = 8;
	start(fixture);
	*state = fixture;
	return 0;
}

/* On a machine that is busy a client may need seconds for what is no matter of time here. */
static int set_up(void **state)
{
	return set_up_with(state, 60);
}

static int set_up_impatient(void **state)
{
	return set_up_with(state, 1);
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;
	event_loop_stop(fixture->loop);
	pthread_join(fixture->thread, NULL);
	https_server_close(fixture->server);
	https_server_close(fixture->plain);
	event_loop_free(fixture->loop);
	tls_server_free(fixture->tls);
	read_output(fixture, arena_print(&fixture->arena, "rm -r %s", fixture->folder));
	arena_release(&fixture->arena);
	free(fixture);
	return 0;
}

static const char *curl(struct fixture *fixture, const char *arguments, const char *path)
{
	return read_output(fixture, arena_print(&fixture->arena,
		"curl -sS -m 10 --cacert %s/nist.pem %s https://localhost:%u%s 2>&1", fixture->folder, arguments,
		(unsigned)https_server_port(fixture->server), path));
}

static bool contains(const char *output, const char *what)
{
	if (strstr(output, what))
		return true;
	print_message("# output was: %s\n", output);
	return false;
}

static void curl_gets_answers(void **state)
{
	struct fixture *fixture = *state;
	const char *output = curl(fixture, "-i -H 'X-Admin-Protocol: gsma/rsp/v2.2.2' -H 'Content-Type: application/json'"
	                                   " -d '{\"a\":1}'", "/a/path?query=1");
	assert_true(contains(output, "HTTP/1.1 200 OK"));
	assert_true(contains(output, "X-Admin-Protocol: gsma/rsp/v2.5.0"));
	assert_true(contains(output, "Content-Type: application/json"));
	assert_true(contains(output, "POST /a/path application/json gsma/rsp/v2.2.2 7 {\"a\":1}"));
	assert_true(contains(curl(fixture, "", "/get"), "GET /get   0 "));
	assert_true(contains(curl(fixture, "-i -d x", "/nothing"), "HTTP/1.1 204 No Content"));
	assert_true(contains(curl(fixture, "--tls-max 1.2 -d x", "/old"), "POST /old"));
	assert_true(contains(curl(fixture, "-H 'Transfer-Encoding: chunked' -d chunked", "/chunks"), " 7 chunked"));
}

static const char *curl_plainly(struct fixture *fixture, const char *arguments, const char *path)
{
	return read_output(fixture, arena_print(&fixture->arena, "curl -sS -m 10 %s 'http://127.0.0.1:%u%s' 2>&1", arguments,
		(unsigned)https_server_port(fixture->plain), path));
}

static void browsers_get_pages(void **state)
{
	struct fixture *fixture = *state;
	const char *page = curl_plainly(fixture, "-i", "/page");
	assert_true(contains(page, "Content-Type: text/html; charset=utf-8"));
	assert_true(contains(page, "Set-Cookie: session=1; HttpOnly"));
	assert_true(contains(page, "\r\n\r\n<!DOCTYPE html>"));
	assert_null(strstr(page, "X-Injected"));
	const char *head = curl_plainly(fixture, "-i --head", "/page");
	assert_true(contains(head, "Content-Length: 15"));
	assert_null(strstr(head, "DOCTYPE"));
	assert_true(contains(curl_plainly(fixture, "-H 'cookie: a=b'", "/x%2F?q=%20&r"),
	                     "GET /x%2F   0 asked q=%20&r with a=b"));
	assert_true(contains(curl_plainly(fixture, "-H 'Cookie: a' -H 'cookie: b' ", "/x?q"), "asked q with  "));
	const char *const methods[] = { "PUT", "DELETE", "PATCH", "OPTIONS" };
	EACH (method, methods)
		assert_true(contains(curl_plainly(fixture, arena_print(&fixture->arena, "-X %s", *method), "/"), *method));
	assert_true(contains(curl_plainly(fixture, "-i -X BREW", "/"), "HTTP/1.1 501"));
}

static void one_connection_carries_many_requests(void **state)
{
	struct fixture *fixture = *state;
	unsigned port = https_server_port(fixture->server);
	const char *output = read_output(fixture, arena_print(&fixture->arena,
		"curl -sS -m 10 --cacert %s/nist.pem -w '+%%{num_connects} ' -d x https://localhost:%u/1 "
		"https://localhost:%u/2 https://localhost:%u/3 2>&1", fixture->folder, port, port, port));
	assert_true(contains(output, "+1 "));
	assert_true(contains(output, "+0 "));
	assert_null(strstr(strstr(output, "+1 ") + 1, "+1 "));
}

static void too_much_is_refused(void **state)
{
	struct fixture *fixture = *state;
	read_output(fixture, arena_print(&fixture->arena, "head -c 100001 /dev/zero > %s/large; head -c 100000 /dev/zero"
	                                 " > %s/fits; head -c 9000 /dev/zero | tr '\\0' a > %s/header",
	                                 fixture->folder, fixture->folder, fixture->folder));
	const char *large = arena_print(&fixture->arena, "-i -H Expect: --data-binary @%s/large", fixture->folder);
	const char *fits = arena_print(&fixture->arena, "-i -H Expect: --data-binary @%s/fits", fixture->folder);
	const char *header = arena_print(&fixture->arena, "-i -H \"X-Long: $(cat %s/header)\"", fixture->folder);
	assert_true(contains(curl(fixture, large, "/"), "HTTP/1.1 413"));
	assert_true(contains(curl(fixture, fits, "/"), " 100000 "));
	assert_true(contains(curl(fixture, header, "/"), "HTTP/1.1 400"));
}

static void two_ends_of_one_request_are_refused(void **state)
{
	struct fixture *fixture = *state;
	assert_true(contains(curl(fixture, "-i -H 'Content-Length: 3' -H 'Content-Length: 4' -d abc", "/"), "HTTP/1.1 400"));
	assert_true(contains(curl(fixture, "-i -H 'Content-Length: 3' -H 'Content-Length: 3' -d abc", "/"), "HTTP/1.1 400"));
	assert_true(contains(curl(fixture, "-i -H 'Transfer-Encoding: chunked' -d abc", "/"), "HTTP/1.1 200"));
}

static const char *s_client(struct fixture *fixture, const char *arguments)
{
	return read_output(fixture, arena_print(&fixture->arena,
		"openssl s_client -connect 127.0.0.1:%u %s </dev/null 2>&1", (unsigned)https_server_port(fixture->server),
		arguments));
}

static void the_client_s_curves_choose_the_certificate(void **state)
{
	struct fixture *fixture = *state;
	assert_true(contains(s_client(fixture, ""), "subject=CN = nist"));
	assert_true(contains(s_client(fixture, "-groups brainpoolP256r1:P-256"), "subject=CN = nist"));
	const char *brainpool = s_client(fixture, "-groups brainpoolP256r1 -tls1_2");
	assert_true(contains(brainpool, "subject=CN = brainpool"));
	assert_true(contains(brainpool, "TLSv1.2"));
	assert_true(contains(s_client(fixture, "-groups brainpoolP256r1:X25519"), "subject=CN = brainpool"));
	assert_true(contains(s_client(fixture, "-tls1_3"), "TLSv1.3"));
	assert_true(contains(s_client(fixture, "-tls1_2 -cipher ECDHE-ECDSA-AES128-GCM-SHA256"),
	                     "Cipher is ECDHE-ECDSA-AES128-GCM-SHA256"));
	assert_true(contains(s_client(fixture, "-tls1_1 -cipher ALL:@SECLEVEL=0"), "alert"));
}

static int connect_to(const struct fixture *fixture)
{
	int number = socket(AF_INET, SOCK_STREAM, 0);
	const struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(https_server_port(fixture->server)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	assert_int_equal(connect(number, (const struct sockaddr *)&address, sizeof address), 0);
	return number;
}

/* The server closes within so many milliseconds, although an octet is sent every so often. */
static bool closes(int number, int milliseconds, int dribble)
{
	uint8_t octet = 0x16; /* the beginning of a handshake record, and then 16 16 … */
	for (int waited = 0; waited < milliseconds; waited += dribble ? dribble : milliseconds) {
		struct pollfd wait = { number, POLLIN, 0 };
		uint8_t got[64];
		if (poll(&wait, 1, dribble ? dribble : milliseconds) == 1 && recv(number, got, sizeof got, 0) <= 0)
			return true;
		if (dribble && send(number, &octet, 1, MSG_NOSIGNAL) != 1)
			return true;
		octet = 3;
	}
	return false;
}

static void slow_clients_are_closed(void **state)
{
	struct fixture *fixture = *state;
	int silent = connect_to(fixture), dribbling = connect_to(fixture);
	assert_true(closes(dribbling, 30000, 100));
	assert_true(closes(silent, 30000, 0));
	close(silent);
	close(dribbling);
	/* A request whose headers never end: an absolute second from the handshake, not from the last octet. */
	const char *output = read_output(fixture, arena_print(&fixture->arena,
		"(printf 'POST / HTTP/1.1\\r\\n'; for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do sleep 0.2;"
		" printf 'A: b\\r\\n' 2>/dev/null || exit; done) | timeout 10 openssl s_client -quiet -connect 127.0.0.1:%u"
		" >/dev/null 2>&1; echo ended $?", (unsigned)https_server_port(fixture->server)));
	assert_true(contains(output, "ended"));
	assert_null(strstr(output, "ended 124"));
}

static void await(const struct counter *counter, uint64_t value)
{
	for (int i = 0; i < 3000 && counter_read(counter) != value; i++)
		usleep(10000);
	assert_int_equal(counter_read(counter), value);
}

static void one_peer_has_only_so_many_connections(void **state)
{
	enum { MORE = 12 };
	struct fixture *fixture = *state;
	const struct https_counts *counts = https_server_counts(fixture->server);
	int numbers[MORE];
	int closed = 0;
	for (int i = 0; i < MORE; i++)
		numbers[i] = connect_to(fixture);
	await(&counts->refused, MORE - 8);
	await(&counts->open, 8);
	for (int i = 0; i < MORE; i++)
		closed += closes(numbers[i], 10, 0);
	assert_int_equal(closed, MORE - 8);
	for (int i = 0; i < MORE; i++)
		close(numbers[i]);
	await(&counts->open, 0);
	assert_true(contains(curl(fixture, "-d again", "/"), "again"));
}

/* In TLS 1.3, by a client that holds small packets back until all before was acknowledged. The best of many: once is enough to
 * see that nobody waits for a delayed acknowledgement, which takes 40 ms. */
static void no_first_request_waits_for_an_acknowledgement(void **state)
{
	struct fixture *fixture = *state;
	double best = 1;
	for (int i = 0; i < 50 && best >= 0.03; i++) {
		double seconds = atof(curl(fixture, "--no-tcp-nodelay --tlsv1.3 -d x -o /dev/null -w %{time_total}", "/"));
		if (seconds > 0 && seconds < best)
			best = seconds;
	}
	assert_true(best < 0.03);
}

static void note_drained(void *context)
{
	((struct fixture *)context)->drained = true;
}

static void drain(void *context)
{
	struct fixture *fixture = context;
	https_server_drain(fixture->server, note_drained, fixture);
}

static void answer_held(void *context)
{
	struct fixture *fixture = context;
	struct http_answer answer = { .status = 200, .content_type = TEXT("text/plain"), .body = BUFFER(100) };
	assert_ok(buffer_append_text(&answer.body, TEXT("at last")));
	http_reply_send(fixture->held, &answer);
}

static void *ask_later(void *context)
{
	return (void *)curl(context, "-i -d x", "/later");
}

static void draining_finishes_what_was_begun(void **state)
{
	struct fixture *fixture = *state;
	pthread_t asking;
	void *output;
	pthread_create(&asking, NULL, ask_later, fixture);
	while (!fixture->is_held)
		usleep(1000);
	int idle = connect_to(fixture);
	usleep(20000);
	assert_ok(event_loop_post(fixture->loop, drain, fixture));
	usleep(20000);
	assert_false(fixture->drained);
	assert_ok(event_loop_post(fixture->loop, answer_held, fixture));
	pthread_join(asking, &output);
	assert_true(contains(output, "at last"));
	assert_true(contains(output, "Connection: close"));
	close(idle);
	for (int i = 0; i < 200 && !fixture->drained; i++)
		usleep(10000);
	assert_true(fixture->drained);
}

/* The client leaves while its request is being worked on. */
static void a_client_that_left_harms_nobody(void **state)
{
	struct fixture *fixture = *state;
	const char *client = read_output(fixture, arena_print(&fixture->arena,
		"curl -sS -m 60 -k -d x https://127.0.0.1:%u/later >/dev/null 2>&1 & echo $!",
		(unsigned)https_server_port(fixture->server)));
	for (int i = 0; i < 3000 && !fixture->is_held; i++)
		usleep(10000);
	assert_true(fixture->is_held);
	assert_int_equal(kill(atoi(client), SIGKILL), 0);
	assert_ok(event_loop_post(fixture->loop, answer_held, fixture));
	assert_true(contains(curl(fixture, "-d still", "/"), "still"));
}

/* By itself, as an authority or as the very certificate that was agreed on; others do not get past the handshake. */
static void clients_with_certificates(void **state)
{
	struct fixture *fixture = *state;
	char fault[TLS_FAULT_SIZE] = "";
	const struct bytes nist = read_file(fixture, "nist.pem"), none = text_bytes(TEXT("no PEM"));
	const char *der_size = read_output(fixture, arena_print(&fixture->arena,
		"openssl x509 -in %s/nist.pem -outform DER | wc -c", fixture->folder));
	const char *want = arena_print(&fixture->arena, "certificate of %d octets x", atoi(der_size));
	assert_ok(tls_server_ask_clients(fixture->tls, &nist, 1, true, fault));
	const char *arguments = arena_print(&fixture->arena, "--cert %s/nist.pem --key %s/nist.key -d x", fixture->folder,
	                                    fixture->folder);
	assert_true(contains(curl(fixture, arguments, "/"), want));
	assert_true(contains(curl(fixture, arena_print(&fixture->arena, "%s --tls-max 1.2", arguments), "/"), want));
	/* TLS 1.3 tells it after the client's handshake, and not every client waits for that. */
	assert_null(strstr(curl(fixture, "-d x", "/"), "POST"));
	assert_true(contains(curl(fixture, "-d x --tls-max 1.2", "/"), "handshake failure"));
	assert_true(contains(curl(fixture, arena_print(&fixture->arena, "--cert %s/brainpool.pem --key %s/brainpool.key -d x "
		"--tls-max 1.2", fixture->folder, fixture->folder), "/"), "unknown ca"));
	CHECK_STATUS(tls_server_ask_clients(fixture->tls, &none, 1, true, fault), STATUS_MALFORMED, "no certificate");
	assert_non_null(strstr(fault, "authority"));
}

static void wrong_keys_are_told(void **state)
{
	struct fixture *fixture = *state;
	struct tls_server *tls = NULL;
	char fault[TLS_FAULT_SIZE] = "";
	const struct tls_identity crossed = { read_file(fixture, "nist.pem"), read_file(fixture, "brainpool.key"), NULL };
	CHECK_STATUS(tls_server_new(&crossed, 1, &tls, fault), STATUS_MALFORMED, "another key");
	assert_non_null(strstr(fault, "private key"));
	const struct tls_identity none = { text_bytes(TEXT("no PEM")), read_file(fixture, "nist.key"), NULL };
	CHECK_STATUS(tls_server_new(&none, 1, &tls, fault), STATUS_MALFORMED, "no certificate");
	CHECK_STATUS(tls_server_new(&none, 0, &tls, fault), STATUS_TOO_LARGE, "none at all");
	struct https_server *second = NULL;
	struct https_server_settings settings = fixture->settings;
	settings.port = https_server_port(fixture->server);
	CHECK_STATUS(https_server_open(fixture->loop, fixture->tls, &settings, handle, fixture, &second, fault),
	             STATUS_EXISTS, "the port is taken");
	settings.port = 0;
	settings.host = "0.0.0.0";
	CHECK_STATUS(https_server_open(fixture->loop, NULL, &settings, handle, fixture, &second, fault), STATUS_REFUSED,
	             "no TLS for everybody");
	settings.host = "no.such.host.invalid";
	CHECK_STATUS(https_server_open(fixture->loop, fixture->tls, &settings, handle, fixture, &second, fault),
	             STATUS_NOT_FOUND, "no such host");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(curl_gets_answers, set_up, tear_down),
		cmocka_unit_test_setup_teardown(browsers_get_pages, set_up, tear_down),
		cmocka_unit_test_setup_teardown(one_connection_carries_many_requests, set_up, tear_down),
		cmocka_unit_test_setup_teardown(too_much_is_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(two_ends_of_one_request_are_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_client_s_curves_choose_the_certificate, set_up, tear_down),
		cmocka_unit_test_setup_teardown(slow_clients_are_closed, set_up_impatient, tear_down),
		cmocka_unit_test_setup_teardown(one_peer_has_only_so_many_connections, set_up, tear_down),
		cmocka_unit_test_setup_teardown(no_first_request_waits_for_an_acknowledgement, set_up, tear_down),
		cmocka_unit_test_setup_teardown(draining_finishes_what_was_begun, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_client_that_left_harms_nobody, set_up, tear_down),
		cmocka_unit_test_setup_teardown(clients_with_certificates, set_up, tear_down),
		cmocka_unit_test_setup_teardown(wrong_keys_are_told, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
