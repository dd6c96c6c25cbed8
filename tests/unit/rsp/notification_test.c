/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/notification.h"

#include "unit/rsp/message_check.h"

#define SIXTY_FOUR                                                                      \
	"000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F" \
	"202122232425262728292A2B2C2D2E2F303132333435363738393A3B3C3D3E3F"
#define METADATA "BF2F19 800101 81020780 0C04 612E6465 5A0A 98001032547698103214"

static bool read_metadata(struct bytes input, struct notification_metadata *out)
{
	struct der_reader reader = der_reader(input);
	return notification_metadata_read(&reader, out) && der_end(&reader);
}

/* The wire values of SGP.22's NotificationEvent, and one that a server sends unpadded. */
static void events(void **state)
{
	(void)state;
	static const struct {
		const char *message;
		uint64_t event; /* nought: refused */
	} rows[] = {
		{ "BF2F0C 800101 81020780 0C03 612E62", NOTIFICATION_INSTALL },
		{ "BF2F0C 800101 81020640 0C03 612E62", NOTIFICATION_ENABLE },
		{ "BF2F0C 800101 81020520 0C03 612E62", NOTIFICATION_DISABLE },
		{ "BF2F0C 800101 81020410 0C03 612E62", NOTIFICATION_DELETE },
		{ "BF2F0C 800101 81020080 0C03 612E62", NOTIFICATION_INSTALL },
		{ "BF2F0C 800101 81020308 0C03 612E62", 1 << 4 },
		{ "BF2F0C 800101 810206C0 0C03 612E62", 0 },
		{ "BF2F0C 800101 81020000 0C03 612E62", 0 },
		{ "BF2F0B 800101 810100 0C03 612E62", 0 },
	};
	EACH(row, rows) {
		AUTO(arena) arena = ARENA(1024);
		struct notification_metadata got = { 0 };
		CHECK(read_metadata(octets(&arena, row->message), &got) == (row->event != 0), row->message);
		CHECK(got.event == row->event, row->message);
	}
}

static void sequence_numbers(void **state)
{
	(void)state;
	static const struct {
		const char *number;
		uint64_t value;
	} rows[] = {
		{ "800100", 0 }, { "80017F", 127 }, { "80020080", 128 }, { "8002 0100", 256 },
		{ "8009 00FFFFFFFFFFFFFFFF", UINT64_MAX },
	};
	EACH(row, rows) {
		AUTO(arena) arena = ARENA(1024);
		AUTO(buffer) message = BUFFER(256);
		AUTO(buffer) again = BUFFER(256);
		struct notification_metadata got;
		struct der_writer writer = der_writer(&message);
		der_open(&writer, NOTIFICATION_METADATA_TAG);
		der_put_raw(&writer, octets(&arena, row->number));
		der_put_raw(&writer, octets(&arena, "81020780 0C00"));
		der_close(&writer);
		assert_ok(der_finish(&writer));
		CHECK(read_metadata(buffer_bytes(&message), &got), row->number);
		CHECK(got.sequence_number == row->value, row->number);
		writer = der_writer(&again);
		notification_metadata_put(&writer, &got);
		assert_ok(der_finish(&writer));
		check_bytes(buffer_bytes(&again), buffer_bytes(&message), row->number);
	}
}

static void wrong_metadata(void **state)
{
	(void)state;
	static const char *const rows[] = {
		"BF2F00", "BF2F0C 8001FF 81020780 0C03 612E62", "BF2F0D 80020001 81020780 0C03 612E62",
		"BF2F09 81020780 0C03 612E62", "BF2F08 800101 0C03 612E62", "BF2F07 800101 81020780",
		"BF2F0C 800101 81020780 0C03 612E07", "BF2F0F 800101 81020780 0C03 612E62 5A0100",
		"BF2F0C 800101 0C03 612E62 81020780",
	};
	EACH(row, rows) {
		AUTO(arena) arena = ARENA(1024);
		struct notification_metadata got = { .address = TEXT("kept") };
		struct der_reader reader = der_reader(octets(&arena, *row));
		size_t before = reader.rest.size;
		CHECK(message_outermost(reader.rest).tag == NOTIFICATION_METADATA_TAG, *row);
		CHECK(!notification_metadata_read(&reader, &got), *row);
		CHECK(reader.rest.size == before, *row);
		check_text(got.address, "kept", *row);
	}
}

static void signed_notifications(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 14);
	struct signed_notification got;
	struct notification_metadata metadata;
	static const char whole[] = "3065" METADATA "5F3740" SIXTY_FOUR "3002 0500 3000";
	check_sequence_message(rewrite_signed_notification, octets(&arena, whole), "whole");
	check_tolerated(rewrite_signed_notification,
	                octets(&arena, "3067" METADATA "5F3740" SIXTY_FOUR "3002 0500 3000 A100"),
	                octets(&arena, whole), "other certificates of version 3");
	assert_ok(signed_notification_decode(octets(&arena, whole), &got));
	check_bytes(got.tbs, octets(&arena, METADATA), "what is signed");
	check_bytes(got.signature, octets(&arena, SIXTY_FOUR), "signature");
	check_bytes(got.euicc_certificate, octets(&arena, "30020500"), "eUICC");
	assert_true(got.metadata.has_iccid);
	assert_ok(pending_notification_metadata(octets(&arena, whole), &metadata));
	check_text(metadata.address, "a.de", "address");
	static const char *const wrong[] = {
		"3000", "301F" METADATA "5F3700", "3065" METADATA "5F3740" SIXTY_FOUR "3002 0500 3100",
		"305C BF2F0C 800101 810206C0 0C03 612E62 5F3740" SIXTY_FOUR "3002 0500 3004 30020500",
	};
	EACH(row, wrong)
		check_wrong_inside(rewrite_signed_notification, octets(&arena, *row), *row);
}

static void metadata_of_either_kind(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(4096);
	struct notification_metadata got;
	assert_ok(pending_notification_metadata(octets(&arena, "BF3722 BF271F 8001AA" METADATA), &got));
	assert_int_equal(got.sequence_number, 1);
	/* Android's test has notifications of nothing but metadata. */
	assert_ok(pending_notification_metadata(octets(&arena, "301C" METADATA), &got));
	static const char *const wrong[] = { "", "3000", "BF3700", "BF3703BF2700", "311C" METADATA,
	                                     "BF371F BF271C" METADATA, "301C" METADATA "00" };
	EACH(row, wrong)
		CHECK_STATUS(pending_notification_metadata(octets(&arena, *row), &got), STATUS_MALFORMED, *row);
}

/* Requests of Android's EuiccCardTest and of lpac. */
static void requests(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 14);
	check_sequence_message(rewrite_list_request, octets(&arena, "BF2800"), "all");
	check_sequence_message(rewrite_list_request, octets(&arena, "BF280481020430"), "delete and disable");
	check_tolerated(rewrite_list_request, octets(&arena, "BF280481020030"), octets(&arena, "BF280481020430"),
	                "unpadded");
	check_sequence_message(rewrite_retrieve_notifications_request, octets(&arena, "BF2B00"), "all");
	check_sequence_message(rewrite_retrieve_notifications_request, octets(&arena, "BF2B05A003800105"), "number 5");
	check_sequence_message(rewrite_retrieve_notifications_request, octets(&arena, "BF2B06A00481020430"), "filter");
	check_sequence_message(rewrite_remove_request, octets(&arena, "BF3003800105"), "number 5");
	static const char *const wrong_lists[] = { "BF2803810100", "BF2803820100", "BF28028100" };
	static const char *const wrong_searches[] = { "BF2B02A000", "BF2B08A006800105800106", "BF2B05A003810100",
	                                              "BF2B05A0038001FF", "BF2B05A003820105" };
	static const char *const wrong_removals[] = { "BF3000", "BF3003810105", "BF30028000", "BF3003800180" };
	check_refused(rewrite_list_request, octets(&arena, wrong_lists[0]), "no bit");
	check_refused(rewrite_list_request, octets(&arena, wrong_lists[2]), "no octet");
	EACH(row, wrong_searches)
		check_wrong_inside(rewrite_retrieve_notifications_request, octets(&arena, *row), *row);
	EACH(row, wrong_removals)
		check_wrong_inside(rewrite_remove_request, octets(&arena, *row), *row);
}

typedef enum status list_decode(struct bytes input, struct der_reader *out_list);

static void check_lists(list_decode *decode, const char *prefix, enum status no_result)
{
	AUTO(arena) arena = ARENA(4096);
	const struct {
		const char *rest;
		enum status want;
		size_t size;
	} rows[] = {
		{ "02A000", STATUS_OK, 0 }, { "1EA01C" METADATA, STATUS_OK, 28 }, { "03810101", no_result, 0 },
		{ "0381017F", STATUS_REFUSED, 0 }, { "00", STATUS_MALFORMED, 0 }, { "03810100", STATUS_MALFORMED, 0 },
		{ "04A0000500", STATUS_MALFORMED, 0 }, { "03A00000", STATUS_MALFORMED, 0 }, { "02A100", STATUS_MALFORMED, 0 },
		{ "02A00000", STATUS_MALFORMED, 0 },
	};
	EACH(row, rows) {
		struct der_reader list = { 0 };
		char *hex = arena_print(&arena, "%s%s", prefix, row->rest);
		assert_non_null(hex);
		CHECK_STATUS(decode(octets(&arena, hex), &list), row->want, hex);
		CHECK(list.rest.size == row->size, hex);
	}
}

static void answers(void **state)
{
	(void)state;
	check_lists(list_notification_answer_decode, "BF28", STATUS_REFUSED);
	check_lists(retrieve_notifications_answer_decode, "BF2B", STATUS_OK);
	AUTO(arena) arena = ARENA(4096);
	struct der_reader list;
	struct notification_metadata first, second;
	/* Two of a commercial card's, with its own digits. */
	assert_ok(list_notification_answer_decode(octets(&arena, "BF2832 A030"
	                                                         "BF2F15 800100 81020780 0C0C 6578616D706C652E74657374"
	                                                         "BF2F15 800101 81020410 0C0C 6578616D706C652E74657374"),
	                                          &list));
	assert_true(notification_metadata_read(&list, &first) && notification_metadata_read(&list, &second));
	assert_true(der_end(&list));
	assert_int_equal(second.event, NOTIFICATION_DELETE);
}

static void as_json(void **state)
{
	(void)state;
	static const struct {
		const char *json;
		enum status want;
		const char *pending;
	} rows[] = {
		{ "{\"pendingNotification\":\"vzcA\"}", STATUS_OK, "BF3700" },
		{ "{\"pendingNotification\":\"MAA=\"}", STATUS_OK, "3000" },
		{ "{\"pendingNotification\":\"vzgA\"}", STATUS_MALFORMED, "" },
		{ "{\"pendingNotification\":\"MAAA\"}", STATUS_MALFORMED, "" },
		{ "{\"pendingNotification\":\"\"}", STATUS_MALFORMED, "" },
		{ "{\"pendingNotification\":7}", STATUS_MALFORMED, "" },
		{ "{}", STATUS_NOT_FOUND, "" },
	};
	EACH(row, rows) {
		AUTO(arena) arena = ARENA(1024);
		AUTO(json_document) document = { 0 };
		AUTO(buffer) written = BUFFER(256);
		struct bytes pending = { 0 };
		assert_ok(json_parse(text_from(row->json), &document));
		CHECK_STATUS(handle_notification_request_read(json_root(&document), &arena, &pending), row->want,
		             row->json);
		check_bytes(pending, octets(&arena, row->pending), row->json);
		if (row->want != STATUS_OK)
			continue;
		assert_ok(handle_notification_request_write(pending, &written));
		check_text(buffer_text(&written), row->json, "written");
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(events),
	cmocka_unit_test(sequence_numbers),
	cmocka_unit_test(wrong_metadata),
	cmocka_unit_test(signed_notifications),
	cmocka_unit_test(metadata_of_either_kind),
	cmocka_unit_test(requests),
	cmocka_unit_test(answers),
	cmocka_unit_test(as_json),
};

TESTS_MAIN(tests)
