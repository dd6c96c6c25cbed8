/* SPDX-License-Identifier: Apache-2.0 */
/* The test is the reader: it listens where vpcd would. */
#include "support/test.h"

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "io/card_vpcd.h"

enum { PATIENCE_MILLISECONDS = 10000 };

/* A card that counts its resets and echoes commands backwards, then 9000. */
struct echo {
	int resets;
	bool is_broken;
	int connections;
};

static enum status echo_reset(void *self, struct buffer *out_atr)
{
	struct echo *echo = self;
	echo->resets++;
	return buffer_print(out_atr, "ATR%d", echo->resets);
}

static enum status echo_transmit(void *self, struct bytes command, struct buffer *answer)
{
	const struct echo *echo = self;
	if (echo->is_broken)
		return STATUS_BUG;
	for (size_t i = command.size; i > 0; i--)
		TRY(buffer_append_octet(answer, command.data[i - 1]));
	return buffer_append(answer, BYTES(((const uint8_t[]){ 0x90, 0x00 })));
}

static void echo_connected(void *self, bool is_connected)
{
	((struct echo *)self)->connections += is_connected;
}

struct scene {
	struct echo echo;
	int listener, reader, stop[2];
	struct vpcd_settings settings;
	struct vpcd_card card;
	pthread_t thread;
	enum status status;
};

static void *run(void *scene_pointer)
{
	struct scene *scene = scene_pointer;
	scene->status = card_vpcd_run(&scene->settings, &scene->card);
	return NULL;
}

static void accept_card(struct scene *scene)
{
	struct pollfd wait = { .fd = scene->listener, .events = POLLIN };
	assert_int_equal(poll(&wait, 1, PATIENCE_MILLISECONDS), 1);
	scene->reader = accept(scene->listener, NULL, NULL);
	assert_true(scene->reader >= 0);
}

static int set_up(void **state)
{
	struct scene *scene = calloc(1, sizeof *scene);
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof address;
	scene->listener = socket(AF_INET, SOCK_STREAM, 0);
	if (bind(scene->listener, (struct sockaddr *)&address, size) || listen(scene->listener, 1) ||
	    getsockname(scene->listener, (struct sockaddr *)&address, &size) || pipe(scene->stop))
		return -1;
	scene->settings = (struct vpcd_settings){ "127.0.0.1", ntohs(address.sin_port), scene->stop[0], 10 };
	scene->card = (struct vpcd_card){ &scene->echo, echo_reset, echo_transmit, NULL, echo_connected };
	*state = scene;
	return pthread_create(&scene->thread, NULL, run, scene);
}

/* The card stops when told, wherever it is. */
static int tear_down(void **state)
{
	struct scene *scene = *state;
	bool was_told = write(scene->stop[1], "x", 1) == 1;
	pthread_join(scene->thread, NULL);
	close(scene->listener);
	close(scene->stop[0]);
	close(scene->stop[1]);
	if (scene->reader > 0)
		close(scene->reader);
	free(scene);
	return was_told ? 0 : -1;
}

static void say(struct scene *scene, struct bytes octets)
{
	assert_int_equal(send(scene->reader, octets.data, octets.size, MSG_NOSIGNAL), (ssize_t)octets.size);
}

#define SAY(scene, ...) say(scene, BYTES(((const uint8_t[]){ __VA_ARGS__ })))

/* The whole answer, whether it came in one piece or not. */
static void hear(struct scene *scene, struct bytes want)
{
	uint8_t got[300];
	size_t size = 0;
	struct pollfd wait = { .fd = scene->reader, .events = POLLIN };
	while (size < want.size && poll(&wait, 1, PATIENCE_MILLISECONDS) == 1) {
		ssize_t count = recv(scene->reader, got + size, want.size - size, 0);
		assert_true(count > 0);
		size += (size_t)count;
	}
	check_bytes(bytes_from(got, size), want, "reply");
}

#define HEAR(scene, ...) hear(scene, BYTES(((const uint8_t[]){ __VA_ARGS__ })))

static void test_controls(void **state)
{
	struct scene *scene = *state;
	accept_card(scene);
	SAY(scene, 0, 1, 0x04);
	HEAR(scene, 0, 4, 'A', 'T', 'R', '1');
	SAY(scene, 0, 1, 0x01, 0, 1, 0x04); /* power on is not answered, the second is */
	HEAR(scene, 0, 4, 'A', 'T', 'R', '2');
	SAY(scene, 0, 1, 0x02, 0, 1, 0x04);
	HEAR(scene, 0, 4, 'A', 'T', 'R', '3');
	SAY(scene, 0, 1, 0x00, 0, 1, 0x04, 0, 1, 0x04);
	HEAR(scene, 0, 4, 'A', 'T', 'R', '4', 0, 4, 'A', 'T', 'R', '4');
	SAY(scene, 0, 1, 0x77, 0, 0, 0, 1, 0x04); /* unknown control, empty message */
	HEAR(scene, 0, 4, 'A', 'T', 'R', '4');
}

static void test_commands(void **state)
{
	struct scene *scene = *state;
	accept_card(scene);
	SAY(scene, 0, 4, 1, 2, 3, 4);
	HEAR(scene, 0, 6, 4, 3, 2, 1, 0x90, 0x00);
	SAY(scene, 0, 2, 7, 8);
	HEAR(scene, 0, 4, 8, 7, 0x90, 0x00);
	uint8_t whole[2 + 261] = { 1, 5 }, want[2 + 263] = { 1, 7 };
	for (size_t i = 0; i < 261; i++)
		whole[2 + i] = want[2 + 260 - i] = (uint8_t)i;
	want[2 + 261] = 0x90;
	say(scene, BYTES(whole));
	hear(scene, BYTES(want));
}

/* Octet by octet, as a slow network might. */
static void test_pieces(void **state)
{
	struct scene *scene = *state;
	accept_card(scene);
	static const uint8_t message[] = { 0, 3, 9, 8, 7 };
	for (size_t i = 0; i < sizeof message; i++) {
		say(scene, bytes_from(message + i, 1));
		usleep(2000);
	}
	HEAR(scene, 0, 5, 7, 8, 9, 0x90, 0x00);
}

/* Length and body in two sends, as vpcd does it: without quick acknowledgement each such message takes 40 ms. */
static void test_quick(void **state)
{
	struct scene *scene = *state;
	accept_card(scene);
	enum { MESSAGES = 100, LIMIT_MILLISECONDS = 1500 };
	struct timespec start, end;
	clock_gettime(CLOCK_MONOTONIC, &start);
	for (int i = 0; i < MESSAGES; i++) {
		SAY(scene, 0, 2);
		SAY(scene, 1, 2);
		HEAR(scene, 0, 4, 2, 1, 0x90, 0x00);
	}
	clock_gettime(CLOCK_MONOTONIC, &end);
	assert_true((end.tv_sec - start.tv_sec) * 1000 + (end.tv_nsec - start.tv_nsec) / 1000000 < LIMIT_MILLISECONDS);
}

static void test_dials_again(void **state)
{
	struct scene *scene = *state;
	for (int i = 1; i <= 3; i++) {
		accept_card(scene);
		SAY(scene, 0, 2, 1, 2);
		HEAR(scene, 0, 4, 2, 1, 0x90, 0x00);
		assert_int_equal(scene->echo.connections, i);
		if (i == 2)
			SAY(scene, 0, 9, 1); /* and goes in the middle of a message */
		close(scene->reader);
		scene->reader = 0;
	}
}

/* Nothing listens: it tries again and again, and stops when told (in the tear-down). */
static void test_nobody(void **state)
{
	struct scene *scene = *state;
	accept_card(scene);
	close(scene->reader);
	scene->reader = 0;
	shutdown(scene->listener, SHUT_RDWR);
	usleep(50000);
}

static void test_broken_card(void **state)
{
	struct scene *scene = *state;
	accept_card(scene);
	scene->echo.is_broken = true;
	SAY(scene, 0, 2, 1, 2);
	uint8_t octet;
	assert_int_equal(recv(scene->reader, &octet, 1, 0), 0);
	pthread_join(scene->thread, NULL);
	assert_int_equal(scene->status, STATUS_BUG);
	scene->echo.is_broken = false;
	assert_int_equal(pthread_create(&scene->thread, NULL, run, scene), 0);
}

static void test_no_such_host(void **state)
{
	(void)state;
	struct echo echo = { 0 };
	const struct vpcd_card card = { &echo, echo_reset, echo_transmit, NULL, NULL };
	const struct vpcd_settings settings = { .host = "no such host", .stop = -1 };
	assert_int_equal(card_vpcd_run(&settings, &card), STATUS_NOT_FOUND);
	assert_int_equal(echo.resets, 0);
}

#define SCENE_TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

static const struct CMUnitTest tests[] = {
	SCENE_TEST(test_controls), SCENE_TEST(test_commands),    SCENE_TEST(test_pieces),
	SCENE_TEST(test_quick),    SCENE_TEST(test_dials_again), SCENE_TEST(test_nobody),
	SCENE_TEST(test_broken_card), cmocka_unit_test(test_no_such_host),
};

TESTS_MAIN(tests)
