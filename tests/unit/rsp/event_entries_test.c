/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/event_entries.h"

#include "support/test.h"

static enum status read_text(const char *text, struct arena *arena, struct event_entries *out)
{
	AUTO(json_document) document = { 0 };
	assert_ok(json_parse(text_from(text), &document));
	enum status status = event_entries_read(json_root(&document), arena, out);
	for (size_t i = 0; status == STATUS_OK && i < out->count; i++) {
		struct event_entry *entry = (struct event_entry *)&out->entries[i];
		assert_ok(arena_copy_text(arena, entry->event_id, &entry->event_id));
		assert_ok(arena_copy_text(arena, entry->rsp_server_address, &entry->rsp_server_address));
	}
	return status;
}

static void both_ways(void **state)
{
	(void)state;
	const struct event_entry entries[] = {
		{ TEXT("EV-1"), TEXT("smdp.example.com") },
		{ TEXT("2"), TEXT("smds.example.com:8443") },
	};
	const struct event_entries answer = { TEXT("0A0B"), entries, ARRAY_SIZE(entries) };
	AUTO(arena) arena = ARENA(1 << 14);
	AUTO(buffer) written = BUFFER(1024);
	struct event_entries got;
	struct json_writer writer = json_writer(&written);
	json_open_object(&writer, NULL);
	event_entries_write(&answer, &writer);
	json_close_object(&writer);
	assert_ok(json_finish(&writer));
	check_text(buffer_text(&written),
	           "{\"transactionId\":\"0A0B\",\"eventEntries\":[{\"eventId\":\"EV-1\",\"rspServerAddress\":"
	           "\"smdp.example.com\"},{\"eventId\":\"2\",\"rspServerAddress\":\"smds.example.com:8443\"}]}", "answer");
	assert_ok(buffer_append(&written, bytes_from("", 1)));
	assert_ok(read_text((const char *)written.data, &arena, &got));
	assert_int_equal(got.count, 2);
	check_text(got.entries[1].event_id, "2", "second event");
	check_text(got.entries[1].rsp_server_address, "smds.example.com:8443", "second address");
}

static void nothing_waits(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 14);
	struct event_entries got = { .count = 7 };
	assert_ok(read_text("{\"transactionId\":\"0A\",\"eventEntries\":[]}", &arena, &got));
	assert_int_equal(got.count, 0);
}

/* Version 3 says more about an event, and signs. */
static void members_of_version_3(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 14);
	struct event_entries got;
	assert_ok(read_text("{\"transactionId\":\"0A\",\"eventEntries\":[{\"eventId\":\"A\",\"rspServerAddress\":\"a.example\","
	                    "\"eventType\":1,\"hashedIccids\":[\"AA==\"]}],\"smdsSigned2\":\"MAA=\"}", &arena, &got));
	check_text(got.entries[0].event_id, "A", "event");
}

static void wrong_answers(void **state)
{
	(void)state;
	static const struct {
		const char *json;
		enum status want;
	} rows[] = {
		{ "{\"eventEntries\":[]}", STATUS_NOT_FOUND },
		{ "{\"transactionId\":\"0A\"}", STATUS_NOT_FOUND },
		{ "{\"transactionId\":\"0A\",\"eventEntries\":{}}", STATUS_MALFORMED },
		{ "{\"transactionId\":\"0A\",\"eventEntries\":\"\"}", STATUS_MALFORMED },
		{ "{\"transactionId\":\"0A\",\"eventEntries\":[1]}", STATUS_NOT_FOUND },
		{ "{\"transactionId\":\"0A\",\"eventEntries\":[{\"eventId\":\"A\"}]}", STATUS_NOT_FOUND },
		{ "{\"transactionId\":\"0A\",\"eventEntries\":[{\"eventId\":\"\",\"rspServerAddress\":\"a.example\"}]}",
		  STATUS_MALFORMED },
		{ "{\"transactionId\":\"0A\",\"eventEntries\":[{\"eventId\":\"a\",\"rspServerAddress\":\"a.example\"}]}",
		  STATUS_MALFORMED },
		{ "{\"transactionId\":\"0A\",\"eventEntries\":[{\"eventId\":\"A\",\"rspServerAddress\":\"https://a/\"}]}",
		  STATUS_MALFORMED },
		{ "{\"transactionId\":\"0A\",\"eventEntries\":[{\"eventId\":5,\"rspServerAddress\":\"a.example\"}]}",
		  STATUS_MALFORMED },
	};
	EACH(row, rows) {
		AUTO(arena) arena = ARENA(1 << 14);
		struct event_entries got;
		CHECK_STATUS(read_text(row->json, &arena, &got), row->want, row->json);
	}
}

static void no_more_than_the_limit(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 20);
	AUTO(buffer) written = BUFFER(1 << 20);
	struct event_entries got;
	struct json_writer writer = json_writer(&written);
	json_open_object(&writer, NULL);
	json_put_text(&writer, "transactionId", TEXT("0A"));
	json_open_array(&writer, "eventEntries");
	for (int i = 0; i < EVENT_ENTRIES_MAXIMUM + 5; i++) {
		json_open_object(&writer, NULL);
		json_put_text(&writer, "eventId", TEXT("E"));
		json_put_text(&writer, "rspServerAddress", TEXT("a.example"));
		json_close_object(&writer);
	}
	json_close_array(&writer);
	json_close_object(&writer);
	assert_ok(json_finish(&writer));
	assert_ok(buffer_append(&written, bytes_from("", 1)));
	assert_ok(read_text((const char *)written.data, &arena, &got));
	assert_int_equal(got.count, EVENT_ENTRIES_MAXIMUM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_ways),
		cmocka_unit_test(nothing_waits),
		cmocka_unit_test(members_of_version_3),
		cmocka_unit_test(wrong_answers),
		cmocka_unit_test(no_more_than_the_limit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
