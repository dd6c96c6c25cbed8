/* SPDX-License-Identifier: Apache-2.0 */
/* Who is let in when many come in one round of the loop. Nobody reads from these connections: whoever is refused stays in the
 * list, as one does whose end the loop has not come to yet. */
#include "support/test.h"

#include <arpa/inet.h>
#include <event2/event.h>
#include <sys/socket.h>
#include <unistd.h>

#include "io/https_connection.h"

enum { LIMIT = 8, MORE = 12 };

struct world {
	struct https_server_settings settings;
	struct https_counts counts;
	struct connection_list list;
	struct bufferevent *streams[MORE + 2];
	int listener, clients[MORE + 2];
	size_t count;
};

static void nothing_changes(void *context)
{
	(void)context;
}

/* While a stream has callbacks, evhttp is not done with it. */
static void hear_nothing(struct bufferevent *stream, void *context)
{
	(void)stream;
	(void)context;
}

static void open_world(struct world *world, unsigned in_total, unsigned per_peer)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	*world = (struct world){ .settings = https_server_defaults };
	world->settings.connections_maximum = in_total;
	world->settings.connections_per_peer = per_peer;
	world->list = (struct connection_list){
		.settings = &world->settings,
		.counts = &world->counts,
		.base = event_base_new(),
		.changed = nothing_changes,
	};
	assert_int_equal(event_base_priority_init(world->list.base, 2), 0);
	world->listener = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(world->listener, (const struct sockaddr *)&address, sizeof address), 0);
	assert_int_equal(listen(world->listener, MORE + 2), 0);
}

static void close_world(struct world *world)
{
	for (size_t i = 0; i < world->count; i++) {
		bufferevent_free(world->streams[i]);
		close(world->clients[i]);
	}
	connection_list_release(&world->list);
	event_base_free(world->list.base);
	close(world->listener);
}

static void come(struct world *world)
{
	struct sockaddr_in address;
	socklen_t size = sizeof address;
	int client = world->clients[world->count] = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(getsockname(world->listener, (struct sockaddr *)&address, &size), 0);
	assert_int_equal(connect(client, (const struct sockaddr *)&address, sizeof address), 0);
	struct bufferevent *stream = world->streams[world->count++] = https_connection_stream(&world->list, NULL);
	assert_non_null(stream);
	bufferevent_setcb(stream, hear_nothing, NULL, NULL, NULL);
	assert_int_equal(bufferevent_setfd(stream, accept(world->listener, NULL, NULL)), 0);
}

static void go_round(const struct world *world)
{
	assert_true(event_base_loop(world->list.base, EVLOOP_ONCE | EVLOOP_NONBLOCK) >= 0);
}

static void as_many_as_may_be_there_are_let_in(void **state)
{
	static const struct {
		unsigned in_total, per_peer;
	} limits[] = { { LIMIT, 0 }, { LIMIT, 1000 }, { 1000, LIMIT } };
	(void)state;
	EACH(limit, limits) {
		struct world world;
		open_world(&world, limit->in_total, limit->per_peer);
		for (int i = 0; i < MORE; i++)
			come(&world);
		go_round(&world);
		assert_int_equal(counter_read(&world.counts.refused), MORE - LIMIT);
		assert_int_equal(world.list.admitted, LIMIT);
		assert_int_equal(world.list.count, MORE);
		close_world(&world);
	}
}

static void who_was_refused_takes_no_place(void **state)
{
	struct world world;
	(void)state;
	open_world(&world, 1000, LIMIT);
	for (int i = 0; i < MORE; i++)
		come(&world);
	go_round(&world);
	bufferevent_setcb(world.streams[0], NULL, NULL, NULL, NULL); /* its client has left */
	come(&world);
	go_round(&world);
	assert_int_equal(counter_read(&world.counts.refused), MORE - LIMIT);
	come(&world);
	go_round(&world);
	assert_int_equal(counter_read(&world.counts.refused), MORE - LIMIT + 1);
	close_world(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_many_as_may_be_there_are_let_in),
		cmocka_unit_test(who_was_refused_takes_no_place),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
