/* SPDX-License-Identifier: Apache-2.0 */
/* Plain HTTP, what is counted, and who is turned away. */
#include "support/test.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "io/https_server.h"

struct fixture {
	struct event_loop *loop;
	struct https_server *server;
	pthread_t thread;
	struct http_reply held[8];
	_Atomic size_t held_count;
};

/* Keeps what is asked of /later. */
static void handle(void *context, const struct http_request *request, struct http_reply reply)
{
	struct fixture *fixture = context;
	if (text_equal(request->path, TEXT("/later"))) {
		fixture->held[fixture->held_count] = reply;
		fixture->held_count++;
		return;
	}
	struct http_answer answer = { .status = 200, .content_type = TEXT("text/plain"), .body = BUFFER(100) };
	assert_ok(buffer_print(&answer.body, "%.*s from %.*s", TEXT_ARGUMENTS(request->method), TEXT_ARGUMENTS(request->peer)));
	http_reply_send(reply, &answer);
}

static void answer_held(void *context)
{
	struct fixture *fixture = context;
	while (fixture->held_count > 0) {
		struct http_answer answer = { .status = 204 };
		http_reply_send(fixture->held[--fixture->held_count], &answer);
	}
}

static void *run(void *context)
{
	assert_ok(event_loop_run(((struct fixture *)context)->loop));
	return NULL;
}

static struct fixture *start(struct https_server_settings settings)
{
	struct fixture *fixture = calloc(1, sizeof *fixture);
	char fault[TLS_FAULT_SIZE] = "";
	settings.host = "127.0.0.1";
	assert_ok(event_loop_new(&fixture->loop));
	assert_ok(https_server_open(fixture->loop, NULL, &settings, handle, fixture, &fixture->server, fault));
	assert_int_equal(pthread_create(&fixture->thread, NULL, run, fixture), 0);
	return fixture;
}

static void stop(struct fixture *fixture)
{
	event_loop_stop(fixture->loop);
	pthread_join(fixture->thread, NULL);
	https_server_close(fixture->server);
	event_loop_free(fixture->loop);
	free(fixture);
}

static int connect_to(const struct fixture *fixture)
{
	int number = socket(AF_INET, SOCK_STREAM, 0);
	const struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(https_server_port(fixture->server)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	const struct timeval patience = { 60, 0 };
	setsockopt(number, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	assert_int_equal(connect(number, (const struct sockaddr *)&address, sizeof address), 0);
	return number;
}

static void say(int number, const char *what)
{
	assert_int_equal(send(number, what, strlen(what), MSG_NOSIGNAL), strlen(what));
}

/* Until the server closes, or until an answer's body of `body` octets is there; returns the whole as a text. */
static const char *hear(int number, size_t body)
{
	static char got[8192];
	size_t size = 0;
	memset(got, 0, sizeof got);
	for (;;) {
		const char *end = strstr(got, "\r\n\r\n");
		if (end && size >= (size_t)(end + 4 - got) + body)
			break;
		ssize_t more = recv(number, got + size, sizeof got - 1 - size, 0);
		if (more <= 0)
			break;
		size += (size_t)more;
	}
	return got;
}

static const char *ask(const struct fixture *fixture, const char *path)
{
	char request[200];
	int number = connect_to(fixture);
	snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", path);
	say(number, request);
	const char *answer = hear(number, sizeof "GET from 127.0.0.1" - 1);
	close(number);
	return answer;
}

static void await(const struct counter *counter, uint64_t value)
{
	for (int i = 0; i < 3000 && counter_read(counter) != value; i++)
		usleep(10000);
	assert_int_equal(counter_read(counter), value);
}

static void plain_http_is_counted(void **state)
{
	struct fixture *fixture = start(https_server_defaults);
	const struct https_counts *counts = https_server_counts(fixture->server);
	(void)state;
	for (int i = 0; i < 3; i++)
		assert_non_null(strstr(ask(fixture, "/"), "GET from 127.0.0.1"));
	await(&counts->open, 0);
	assert_int_equal(counter_read(&counts->accepted), 3);
	assert_int_equal(counter_read(&counts->requests), 3);
	assert_int_equal(counter_read(&counts->answers[2]), 3);
	assert_int_equal(counter_read(&counts->handshakes_failed), 0);
	stop(fixture);
}

static void who_asks_too_fast_is_told_to_wait(void **state)
{
	struct https_server_settings settings = https_server_defaults;
	settings.per_second_per_peer = 2;
	struct fixture *fixture = start(settings);
	const struct https_counts *counts = https_server_counts(fixture->server);
	int number = connect_to(fixture);
	(void)state;
	/* Four tokens, of which the connection took one, and those that have come meanwhile. */
	const time_t begun = time(NULL);
	int served = -1;
	const char *answer;
	do {
		say(number, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
		answer = hear(number, 0);
		served++;
	} while (strstr(answer, "HTTP/1.1 200"));
	assert_in_range(served, 3, 3 + 2 * (time(NULL) - begun + 1));
	assert_non_null(strstr(answer, "HTTP/1.1 429"));
	assert_non_null(strstr(answer, "Retry-After: 1"));
	assert_int_equal(counter_read(&counts->too_fast), 1);
	for (int i = 0; i < 1000 && counter_read(&counts->too_fast) == 1; i++)
		answer = ask(fixture, "/");
	assert_null(strstr(answer, "HTTP/1.1 200"));
	await(&counts->too_fast, 2);
	sleep(1);
	say(number, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
	assert_non_null(strstr(hear(number, 18), "HTTP/1.1 200"));
	close(number);
	stop(fixture);
}

static void only_so_many_are_worked_on(void **state)
{
	struct https_server_settings settings = https_server_defaults;
	settings.requests_maximum = 2;
	struct fixture *fixture = start(settings);
	const struct https_counts *counts = https_server_counts(fixture->server);
	int first = connect_to(fixture), second = connect_to(fixture);
	(void)state;
	say(first, "GET /later HTTP/1.1\r\nHost: a\r\n\r\n");
	say(second, "GET /later HTTP/1.1\r\nHost: a\r\n\r\n");
	await(&counts->working, 2);
	const char *answer = ask(fixture, "/");
	assert_non_null(strstr(answer, "HTTP/1.1 503"));
	assert_non_null(strstr(answer, "Retry-After: 1"));
	assert_int_equal(counter_read(&counts->too_many), 1);
	assert_ok(event_loop_post(fixture->loop, answer_held, fixture));
	assert_non_null(strstr(hear(first, 0), "HTTP/1.1 204"));
	assert_non_null(strstr(hear(second, 0), "HTTP/1.1 204"));
	assert_int_equal(counter_read(&counts->working), 0);
	assert_non_null(strstr(ask(fixture, "/"), "HTTP/1.1 200"));
	close(first);
	close(second);
	stop(fixture);
}

/* Headers that never end, a body that never ends, nothing at all, and nothing after an answer. */
static void slow_clients_are_counted(void **state)
{
	static const char *const beginnings[] = {
		"", "GET / HTTP/1.1\r\nHost: a\r\n", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabc",
		"GET / HTTP/1.1\r\nHost: a\r\n\r\n",
	};
	struct https_server_settings settings = https_server_defaults;
	settings.request_seconds = settings.idle_seconds = 3;
	struct fixture *fixture = start(settings);
	const struct https_counts *counts = https_server_counts(fixture->server);
	int numbers[ARRAY_SIZE(beginnings)];
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(beginnings); i++) {
		numbers[i] = connect_to(fixture);
		if (*beginnings[i])
			say(numbers[i], beginnings[i]);
	}
	await(&counts->timed_out[0], 3);
	await(&counts->timed_out[2], 1);
	await(&counts->open, 0);
	for (size_t i = 0; i < ARRAY_SIZE(beginnings); i++)
		close(numbers[i]);
	stop(fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_http_is_counted),
		cmocka_unit_test(who_asks_too_fast_is_told_to_wait),
		cmocka_unit_test(only_so_many_are_worked_on),
		cmocka_unit_test(slow_clients_are_counted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
