/* SPDX-License-Identifier: Apache-2.0 */
/* Delivery against a card with notifications in its memory and servers that work or do not. */
#include "lpa/notification_delivery.h"

#include "rsp/profile_management.h"
#include "support/test.h"

struct stored {
	uint64_t number;
	const char *address;
	bool unreadable;
	bool stays; /* the card does not remove it */
};

struct world {
	struct arena arena;
	const struct stored *stored;
	size_t count;
	const char *broken_address; /* this server does not take anything */
	bool removed[16];
	uint64_t sent[32]; /* in the order of arrival */
	size_t sent_count;
};

static void put_metadata(struct der_writer *writer, const struct stored *stored)
{
	notification_metadata_put(writer, &(struct notification_metadata){ .sequence_number = stored->number,
	                                                                   .event = NOTIFICATION_ENABLE,
	                                                                   .address = text_from(stored->address) });
}

static struct bytes kept(struct world *world, const struct buffer *buffer)
{
	struct bytes copy;
	assert_ok(arena_copy(&world->arena, buffer_bytes(buffer), &copy));
	return copy;
}

static struct bytes list_answer(struct world *world)
{
	AUTO(buffer) out = BUFFER(4096);
	struct der_writer writer = der_writer(&out);
	der_open(&writer, LIST_NOTIFICATION_TAG);
	der_open(&writer, 0xA0);
	for (size_t i = 0; i < world->count; i++)
		if (!world->removed[i])
			put_metadata(&writer, &world->stored[i]);
	der_close(&writer);
	der_close(&writer);
	assert_ok(der_finish(&writer));
	return kept(world, &out);
}

static size_t index_of(const struct world *world, uint64_t number)
{
	size_t i = 0;
	while (i < world->count && world->stored[i].number != number)
		i++;
	assert_true(i < world->count);
	return i;
}

/* Not signed: 30 { BF2F }, which the LPA passes on as it is. */
static struct bytes retrieve_answer(struct world *world, struct bytes command)
{
	AUTO(buffer) out = BUFFER(4096);
	struct retrieve_notifications_request request;
	assert_ok(retrieve_notifications_request_decode(command, &request));
	assert_true(request.by_number);
	const struct stored *stored = &world->stored[index_of(world, request.sequence_number)];
	struct der_writer writer = der_writer(&out);
	der_open(&writer, RETRIEVE_NOTIFICATIONS_TAG);
	der_open(&writer, 0xA0);
	if (!stored->unreadable) {
		der_open(&writer, 0x30);
		put_metadata(&writer, stored);
		der_close(&writer);
	}
	der_close(&writer);
	der_close(&writer);
	assert_ok(der_finish(&writer));
	return kept(world, &out);
}

static struct bytes remove_answer(struct world *world, struct bytes command)
{
	AUTO(buffer) out = BUFFER(64);
	uint64_t number;
	assert_ok(remove_notification_request_decode(command, &number));
	size_t i = index_of(world, number);
	assert_false(world->removed[i]);
	world->removed[i] = !world->stored[i].stays;
	assert_ok(result_answer_encode(REMOVE_NOTIFICATION_TAG,
	                               world->stored[i].stays ? MANAGEMENT_UNDEFINED_ERROR : MANAGEMENT_OK, &out));
	return kept(world, &out);
}

/* The server's receipt: which number it was, read from the request's own octets. */
static void receive(struct world *world, const struct http_client_request *request)
{
	AUTO(json_document) document = { 0 };
	struct bytes pending;
	struct notification_metadata metadata;
	struct der_element inside;
	assert_ok(json_parse(bytes_text(request->body), &document));
	assert_ok(handle_notification_request_read(json_root(&document), &world->arena, &pending));
	struct der_reader reader = der_reader(pending);
	assert_true(der_element(&reader, 0x30, &inside) && der_end(&reader));
	reader = der_reader(inside.value);
	assert_true(notification_metadata_read(&reader, &metadata));
	assert_true(text_equal(request->address, text_trimmed(metadata.address)));
	check_text(request->path, "/gsma/rsp2/es9plus/handleNotification", "path");
	world->sent[world->sent_count++] = metadata.sequence_number;
}

static void run(struct world *world, struct lpa_delivery *delivery)
{
	struct lpa_job *job = &delivery->job;
	enum status status = lpa_job_handle(job, LPA_EVENT_START, (struct bytes){ 0 });
	for (int steps = 0; status == STATUS_OK && !lpa_job_ended(job); steps++) {
		assert_true(steps < 200);
		struct bytes answer = { 0 };
		enum lpa_event event = LPA_EVENT_CARD;
		if (job->want.kind == LPA_WANT_SERVER) {
			receive(world, &job->want.request);
			bool broken = world->broken_address &&
			              text_equal(job->want.request.address, text_from(world->broken_address));
			event = broken ? LPA_EVENT_SERVER_LOST : LPA_EVENT_SERVER;
			lpa_job_trouble(job, STATUS_IO, "The server is out.");
		} else if (job->state == DELIVERY_LIST) {
			answer = list_answer(world);
		} else if (job->state == DELIVERY_RETRIEVE) {
			answer = retrieve_answer(world, job->want.card);
		} else {
			answer = remove_answer(world, job->want.card);
		}
		status = lpa_job_handle(job, event, answer);
	}
	assert_int_equal(status, STATUS_OK);
}

static const struct stored four[] = {
	{ 9, "a.example", false, false },
	{ 3, "b.example", false, false },
	{ 200, "A.example", false, false },
	{ 5, "a.example", false, false },
};

static void check_sent(const struct world *world, const uint64_t *numbers, size_t count)
{
	assert_int_equal(world->sent_count, count);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(world->sent[i], numbers[i]);
}

static void test_ascending_and_removed(void **state)
{
	(void)state;
	AUTO(lpa_delivery) delivery;
	struct world world = { .arena = ARENA(1 << 20), .stored = four, .count = 4 };
	static const uint64_t order[] = { 3, 5, 9, 200 };
	lpa_delivery_init(&delivery, &(struct lpa_delivery_settings){ 0 });
	run(&world, &delivery);
	assert_true(lpa_job_succeeded(&delivery.job));
	check_sent(&world, order, 4);
	for (size_t i = 0; i < 4; i++)
		assert_true(world.removed[i]);
	assert_int_equal(delivery.sent, 4);
	assert_int_equal(delivery.kept_count, 0);
	arena_release(&world.arena);
}

/* What one server does not take holds back what comes after it for that server, and nothing else. */
static void test_broken_server(void **state)
{
	(void)state;
	AUTO(lpa_delivery) delivery;
	struct world world = { .arena = ARENA(1 << 20), .stored = four, .count = 4, .broken_address = "a.example" };
	static const uint64_t order[] = { 3, 5 };
	lpa_delivery_init(&delivery, &(struct lpa_delivery_settings){ 0 });
	run(&world, &delivery);
	check_sent(&world, order, 2);
	assert_int_equal(delivery.sent, 1);
	assert_int_equal(delivery.kept_count, 3);
	assert_true(world.removed[1] && !world.removed[0] && !world.removed[2] && !world.removed[3]);
	for (size_t i = 0; i < delivery.count; i++)
		if (delivery.items[i].outcome == DELIVERY_KEPT)
			assert_string_equal(delivery.items[i].why_kept, "The server is out.");

	AUTO(lpa_delivery) later;
	world.broken_address = NULL;
	world.sent_count = 0;
	static const uint64_t rest[] = { 5, 9, 200 };
	lpa_delivery_init(&later, &(struct lpa_delivery_settings){ 0 });
	run(&world, &later);
	check_sent(&world, rest, 3);
	arena_release(&world.arena);
}

static void test_selection(void **state)
{
	(void)state;
	AUTO(lpa_delivery) delivery;
	struct world world = { .arena = ARENA(1 << 20), .stored = four, .count = 4 };
	static const uint64_t chosen[] = { 200, 5, 77 };
	static const uint64_t order[] = { 5, 200 };
	lpa_delivery_init(&delivery, &(struct lpa_delivery_settings){ .by_number = true,
	                                                              .sequence_numbers = chosen,
	                                                              .sequence_number_count = 3,
	                                                              .leave_on_card = true });
	run(&world, &delivery);
	check_sent(&world, order, 2);
	for (size_t i = 0; i < 4; i++)
		assert_false(world.removed[i]);
	arena_release(&world.arena);
}

static void test_strange_cards(void **state)
{
	(void)state;
	static const struct stored stored[] = {
		{ 1, "a.example", true, false },       { 2, "a.example", false, false },   { 3, "b.example", false, true },
		{ 4, "not an address", false, false }, { 5, " c.example ", false, false },
	};
	static const uint64_t order[] = { 3, 5 };
	AUTO(lpa_delivery) delivery;
	struct world world = { .arena = ARENA(1 << 20), .stored = stored, .count = 5 };
	lpa_delivery_init(&delivery, &(struct lpa_delivery_settings){ 0 });
	run(&world, &delivery);
	check_sent(&world, order, 2);
	assert_int_equal(delivery.items[2].outcome, DELIVERY_SENT);
	assert_int_equal(delivery.items[4].outcome, DELIVERY_SENT_AND_REMOVED);
	assert_int_equal(delivery.kept_count, 3);
	arena_release(&world.arena);
}

static void test_nothing_there(void **state)
{
	(void)state;
	AUTO(lpa_delivery) delivery;
	struct world world = { .arena = ARENA(1 << 20) };
	lpa_delivery_init(&delivery, &(struct lpa_delivery_settings){ 0 });
	run(&world, &delivery);
	assert_true(lpa_job_succeeded(&delivery.job));
	assert_int_equal(world.sent_count, 0);
	arena_release(&world.arena);
}

static void test_bad_lists(void **state)
{
	(void)state;
	static const char *const answers[] = { "", "BF28", "BF2803A00130", "BF28038101 7F", "BF2B02A000", "BF2804A0025A00" };
	EACH (answer, answers) {
		AUTO(arena) arena = ARENA(4096);
		AUTO(lpa_delivery) delivery;
		lpa_delivery_init(&delivery, &(struct lpa_delivery_settings){ 0 });
		assert_ok(lpa_job_handle(&delivery.job, LPA_EVENT_START, (struct bytes){ 0 }));
		assert_ok(lpa_job_handle(&delivery.job, LPA_EVENT_CARD, octets(&arena, *answer)));
		assert_true(lpa_job_ended(&delivery.job));
		assert_false(lpa_job_succeeded(&delivery.job));
		assert_true(*delivery.job.failure.sentence);
	}
}

/* One row for a pair, and whoever waits hears when the other one fails. */
static void test_table(void **state)
{
	(void)state;
	const struct state_machine *machine = &lpa_delivery_machine;
	for (size_t i = 0; i < machine->count; i++) {
		const struct transition *row = &machine->table[i];
		assert_ptr_equal(state_machine_find(machine, row->in, row->on), row);
		assert_true(row->in != DELIVERY_DONE && row->in != DELIVERY_FAILED);
		if (row->on == LPA_EVENT_CARD) {
			assert_non_null(state_machine_find(machine, row->in, LPA_EVENT_CARD_REFUSED));
			assert_non_null(state_machine_find(machine, row->in, LPA_EVENT_CARD_LOST));
			assert_non_null(state_machine_find(machine, row->in, LPA_EVENT_STOP));
		}
		if (row->on == LPA_EVENT_SERVER)
			assert_non_null(state_machine_find(machine, row->in, LPA_EVENT_SERVER_LOST));
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_ascending_and_removed),
	cmocka_unit_test(test_broken_server),
	cmocka_unit_test(test_selection),
	cmocka_unit_test(test_strange_cards),
	cmocka_unit_test(test_nothing_there),
	cmocka_unit_test(test_bad_lists),
	cmocka_unit_test(test_table),
};

TESTS_MAIN(tests)
