/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/bound_package.h"

#include "unit/rsp/message_check.h"

static struct bytes vector(struct arena *arena, const char *path)
{
	char *hex = arena_string(arena, bytes_text(source_file(arena, path)));
	assert_non_null(hex);
	return octets(arena, hex);
}

static void check_parts(struct bytes whole, const struct bound_package *package)
{
	const struct bytes parts[] = { package->header,       package->initialise,   package->configure_isdp,
	                               package->store_metadata, package->replace_keys, package->profile_elements };
	AUTO(buffer) joined = BUFFER(1 << 20);
	EACH(part, parts)
		assert_ok(buffer_append(&joined, *part));
	check_bytes(buffer_bytes(&joined), whole, "the parts, joined");
}

static void the_worked_session(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 20);
	struct bytes whole = vector(&arena, "tests/vectors/recorded_session/bound_profile_package.hex");
	struct bound_package package;
	struct initialise_secure_channel channel;
	struct profile_metadata metadata;
	assert_ok(bound_package_decode(whole, &package));
	check_parts(whole, &package);
	assert_int_equal(package.replace_keys.size, 0);
	assert_ok(initialise_secure_channel_decode(package.initialise, &channel));
	assert_int_equal(channel.remote_operation, REMOTE_INSTALL_PACKAGE);
	check_bytes(channel.key_type, octets(&arena, "88"), "key type");
	check_bytes(channel.key_length, octets(&arena, "10"), "key length");
	check_bytes(channel.host_id, text_bytes(TEXT("euicc-rsp")), "host ID");
	check_bytes(channel.transaction_id, octets(&arena, "0102030405060708090A0B0C0D0E0F10"), "transaction ID");
	assert_int_equal(channel.smdp_otpk.size, POINT_SIZE);
	assert_int_equal(channel.signed_part.size, package.initialise.size - 4 - 67);
	check_sequence_message(rewrite_initialise_secure_channel, package.initialise, "BF23");
	assert_ok(bound_package_metadata(&package, &arena, &metadata));
	check_text(metadata.profile_name, "euicc-rsp test profile", "profile");

	AUTO(buffer) signed_part = BUFFER(256);
	assert_ok(initialise_secure_channel_signed_encode(&channel, &signed_part));
	check_bytes(buffer_bytes(&signed_part), channel.signed_part, "signed part, made");
}

static void a_package_of_osmo_smdpp(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 20);
	struct bytes whole = vector(&arena, "tests/vectors/third_party_package/package.hex");
	struct bound_package package;
	assert_ok(bound_package_decode(whole, &package));
	check_parts(whole, &package);

	size_t position = 0, pieces = 0;
	struct bytes piece;
	AUTO(buffer) joined = BUFFER(1 << 20);
	while (bound_package_next_piece(whole, &position, &piece)) {
		assert_ok(buffer_append(&joined, piece));
		pieces++;
	}
	check_bytes(buffer_bytes(&joined), whole, "the pieces, joined");
	assert_int_equal(pieces, 1 + 1 + 2 + 1 + 13);
}

/* Cut off after each octet nothing is decoded, and pieces end without reading past it. */
static void cut_off_anywhere(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 20);
	struct bytes whole = vector(&arena, "tests/vectors/recorded_session/bound_profile_package.hex");
	for (size_t size = 0; size < whole.size; size++) {
		uint8_t *exact = malloc(size ? size : 1);
		assert_non_null(exact);
		memcpy(exact, whole.data, size);
		struct bound_package package;
		struct bytes piece;
		size_t position = 0;
		assert_int_equal(bound_package_decode(bytes_from(exact, size), &package), STATUS_MALFORMED);
		while (bound_package_next_piece(bytes_from(exact, size), &position, &piece))
			assert_true(position <= size);
		free(exact);
	}
}

/* Android's EuiccCardTest, with one more segment in A0 and in A2. */
static void pieces(void **state)
{
	(void)state;
	static const struct {
		const char *package;
		const char *pieces[12];
	} rows[] = {
		{ "BF361F BF2300 A005 8703010203 A105 8803040506 A200 A30A 8603070809 86030A0B0C",
		  { "BF361FBF2300", "A0058703010203", "A105", "8803040506", "A200", "A30A", "8603070809", "86030A0B0C" } },
		{ "BF3624 BF2300 A00A 8703010203 8703040506 A105 8803040506 A20A 8703010203 8703040506 A300",
		  { "BF3624BF2300", "A00A8703010203", "8703040506", "A105", "8803040506", "A20A8703010203", "8703040506",
		    "A300" } },
		{ "BF3605 BF2300 0500", { "BF3605BF2300" } },
		{ "3000", { NULL } },
		{ "", { NULL } },
	};
	EACH(row, rows) {
		AUTO(arena) arena = ARENA(4096);
		struct bytes package = octets(&arena, row->package);
		struct bytes piece;
		size_t position = 0, count = 0;
		while (bound_package_next_piece(package, &position, &piece)) {
			CHECK(row->pieces[count] != NULL, row->package);
			check_bytes(piece, octets(&arena, row->pieces[count]), row->package);
			count++;
		}
		CHECK(row->pieces[count] == NULL, row->package);
	}
}

static void wrong_layouts(void **state)
{
	(void)state;
	static const struct {
		const char *package;
		enum status want;
	} rows[] = {
		{ "BF3617 BF2300 A003870100 A103880100 A203870100 A303860100", STATUS_OK },
		{ "BF3612 BF2300 A003870100 A103880100 A303860100", STATUS_OK },
		{ "BF3600", STATUS_MALFORMED },
		{ "BF360F A003870100 A103880100 A303860100", STATUS_MALFORMED },                   /* no BF23 */
		{ "BF360D BF2300 A003870100 A103880100", STATUS_MALFORMED },                       /* no A3 */
		{ "BF360D BF2300 A103880100 A303860100", STATUS_MALFORMED },                       /* no A0 */
		{ "BF3612 BF2300 A103880100 A003870100 A303860100", STATUS_MALFORMED },            /* exchanged */
		{ "BF3612 BF2300 A003880100 A103880100 A303860100", STATUS_MALFORMED },            /* 88 in A0 */
		{ "BF3612 BF2300 A003870100 A103870100 A303860100", STATUS_MALFORMED },            /* 87 in A1 */
		{ "BF3612 BF2300 A003870100 A103880100 A303870100", STATUS_MALFORMED },            /* 87 in A3 */
		{ "BF360F BF2300 A000 A103880100 A303860100", STATUS_MALFORMED },                  /* A0 empty */
		{ "BF360F BF2300 A003870100 A103880100 A300", STATUS_MALFORMED },                  /* A3 empty */
		{ "BF3614 BF2300 A003870100 A103880100 A200 A303860100", STATUS_MALFORMED },       /* A2 empty */
		{ "BF3614 BF2300 A003870100 A103880100 A303860100 A400", STATUS_MALFORMED },       /* A4 */
		{ "BF3612 BF2300 A003870100 A103880100 A303860200", STATUS_MALFORMED },            /* 86 too long */
		{ "BF3712 BF2300 A003870100 A103880100 A303860100", STATUS_MALFORMED },            /* BF37 */
		{ "BF3612 BF2300 A003870100 A103880100 A303860100 00", STATUS_MALFORMED },
	};
	EACH(row, rows) {
		AUTO(arena) arena = ARENA(1024);
		struct bound_package package;
		CHECK_STATUS(bound_package_decode(octets(&arena, row->package), &package), row->want, row->package);
	}
}

/* What is well formed but wrong is left for the card to name. */
static void values_that_are_left_to_the_card(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 14);
	struct bytes recorded = vector(&arena, "tests/vectors/recorded_session/bound_profile_package.hex");
	struct bound_package package;
	struct initialise_secure_channel channel, got;
	AUTO(buffer) signed_part = BUFFER(512);
	AUTO(buffer) message = BUFFER(512);
	assert_ok(bound_package_decode(recorded, &package));
	assert_ok(initialise_secure_channel_decode(package.initialise, &channel));
	channel.remote_operation = 2;
	channel.host_id = octets(&arena, "0102030405060708090A0B0C0D0E0F1011");
	assert_ok(initialise_secure_channel_signed_encode(&channel, &signed_part));
	channel.signed_part = buffer_bytes(&signed_part);
	assert_ok(initialise_secure_channel_encode(&channel, &message));
	assert_ok(initialise_secure_channel_decode(buffer_bytes(&message), &got));
	assert_int_equal(got.remote_operation, 2);
	assert_int_equal(got.host_id.size, 17);
	check_bytes(got.signed_part, channel.signed_part, "signed part");
}

/* Metadata with an icon comes in several segments; their MACs are left out. */
static void metadata_in_segments(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 14);
	struct profile_metadata metadata;
	struct bound_package package = {
		.store_metadata = octets(&arena, "A130 8816 BF2515 5A0A98001032547698103214 0102030405060708"
		                                 "8810 9103746D6F 9202 70 0102030405060708 8809 31 0102030405060708"),
	};
	CHECK_STATUS(bound_package_metadata(&package, &arena, &metadata), STATUS_MALFORMED, "lengths that disagree");
	package.store_metadata = octets(&arena, "A135 8818 BF2515 5A0A98001032547698103214 91 0102030405060708"
	                                        "880E 03746D6F9202 0102030405060708 8809 70 0102030405060708"
	                                        "");
	CHECK_STATUS(bound_package_metadata(&package, &arena, &metadata), STATUS_MALFORMED, "one octet short");
	package.store_metadata = octets(&arena, "A136 8818 BF2515 5A0A98001032547698103214 91 0102030405060708"
	                                        "880E 03746D6F9202 0102030405060708 880A 7031 0102030405060708");
	assert_ok(bound_package_metadata(&package, &arena, &metadata));
	check_text(metadata.profile_name, "p1", "name");
	package.store_metadata = octets(&arena, "A109 8807 01020304050607");
	CHECK_STATUS(bound_package_metadata(&package, &arena, &metadata), STATUS_MALFORMED, "less than a MAC");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(the_worked_session), cmocka_unit_test(a_package_of_osmo_smdpp),
	cmocka_unit_test(cut_off_anywhere),   cmocka_unit_test(pieces),
	cmocka_unit_test(wrong_layouts),      cmocka_unit_test(values_that_are_left_to_the_card),
	cmocka_unit_test(metadata_in_segments),
};

TESTS_MAIN(tests)
