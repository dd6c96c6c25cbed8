/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "profile_package/package_tree.h"
#include "support/shared_profiles.h"

static void check_known(const struct package_node *node, const char *name)
{
	for (const struct package_node *member = node->first; member; member = member->next) {
		if (!member->field)
			fail_msg("%s: tag %X at %zu is not in the schema", name, member->tag, member->offset);
		if (!schema_is_constructed(member->field) && !schema_value_fits(member->field, member->value))
			fail_msg("%s: %s at %zu does not fit", name, member->field->name, member->offset);
		check_known(member, name);
	}
}

static void real_profiles_come_back(void **state)
{
	(void)state;
	EACH(name, shared_profiles) {
		AUTO(arena) arena = ARENA(4 << 20);
		AUTO(buffer) again = BUFFER(1 << 20);
		struct bytes package;
		struct package_node *root;
		struct package_error error;
		if (!shared_file(&arena, *name, &package))
			skip();
		CHECK_STATUS(package_decode(package, &arena, &root, &error), STATUS_OK, *name);
		check_known(root, *name);
		assert_ok(package_encode(root, &again));
		check_bytes(buffer_bytes(&again), package, *name);
	}
}

/* The golden bytes of a TS.48 profile. */
static const char pin_element[] = "A2 4C A0 05 80 00 81 01 02 A1 43 A0 41"
                                  "30 13 80 01 01 81 08 30303030FFFFFFFF 82 01 01 83 01 06"
                                  "30 14 80 01 0A 81 08 3535353535353535 83 01 03 84 02 00AA"
                                  "30 14 80 01 0B 81 08 3636363636363636 83 01 03 84 02 00AA";

static void fields_are_found(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 20);
	struct package_node *root;
	struct package_error error;
	assert_ok(package_decode(octets(&arena, pin_element), &arena, &root, &error));
	const struct package_node *element = package_member(root, "pinCodes");
	assert_non_null(element);
	const struct package_node *list = package_member(package_member(element, "pinCodes"), "pinconfig");
	assert_int_equal(package_count(list), 3);
	const struct package_node *adm = list->first->next;
	assert_int_equal(package_number(package_member(adm, "keyReference")), 10);
	assert_int_equal(package_number(package_member(adm, "maxNumOfAttemps-retryNumLeft")), 0xAA);
	assert_int_equal(adm->offset, 34);
	assert_null(package_member(adm, "unblockingPINReference"));
	assert_null(package_member(NULL, "keyReference"));
	assert_int_equal(package_number(NULL), 0);
}

static void strange_members_survive(void **state)
{
	(void)state;
	static const struct {
		const char *what, *hex;
	} cases[] = {
		{ "an unknown element", "BF 7F 07 A0 03 81 01 01 04 00" },
		{ "an unknown field at the end", "AA 0A A0 05 80 00 81 01 01 9F 50 00" },
		{ "an unknown field in an Fcp", "B0 10 A0 03 81 01 01 81 02 67 81 A2 05 A1 03 C9 01 00" },
		{ "fields out of order", "AA 07 A0 05 81 01 01 80 00" },
		{ "a default that is written out", "A2 1B A0 03 81 01 01 A1 14 A0 12 30 10 80 01 01 81 08 3030303030303030 83 01 07" },
		{ "a second header", "AA 0E A0 05 80 00 81 01 01 A0 05 80 00 81 01 02" },
	};
	EACH(strange, cases) {
		AUTO(arena) arena = ARENA(1 << 20);
		AUTO(buffer) again = BUFFER(1000);
		struct package_node *root;
		struct package_error error;
		struct bytes package = octets(&arena, strange->hex);
		CHECK_STATUS(package_decode(package, &arena, &root, &error), STATUS_OK, strange->what);
		assert_ok(package_encode(root, &again));
		check_bytes(buffer_bytes(&again), package, strange->what);
	}
}

static void malformed_packages_say_where(void **state)
{
	(void)state;
	static const struct {
		const char *what, *hex;
		size_t offset;
	} cases[] = {
		{ "indefinite length", "AA 80 A0 03 81 01 01 00 00", 0 },
		{ "long form of a short length", "AA 81 05 A0 03 81 01 01", 0 },
		{ "cut short", "AA 07 A0 05 80 00 81 01", 0 },
		{ "a member that leaves its element", "AA 05 A0 04 81 01 01 00", 2 },
		{ "an octet after the end", "AA 05 A0 03 81 01 01 AA", 7 },
		{ "nothing but zeros", "00 00", 0 },
	};
	EACH(wrong, cases) {
		AUTO(arena) arena = ARENA(1 << 20);
		struct package_node *root;
		struct package_error error = { .offset = 99 };
		struct bytes package = octets(&arena, wrong->hex);
		CHECK_STATUS(package_decode(package, &arena, &root, &error), STATUS_MALFORMED, wrong->what);
		if (error.offset != wrong->offset)
			fail_msg("%s: offset %zu (%s)", wrong->what, error.offset, error.message);
	}
}

/* Either it says where it is wrong, or encoding gives the octets back. */
static void check_decoding(struct bytes package, const char *what, size_t at)
{
	AUTO(arena) arena = ARENA(16 << 20);
	AUTO(buffer) again = BUFFER(1 << 20);
	struct package_node *root;
	struct package_error error = { .offset = SIZE_MAX };
	enum status status = package_decode(package, &arena, &root, &error);
	if (status == STATUS_OK) {
		assert_ok(package_encode(root, &again));
		CHECK(bytes_equal(buffer_bytes(&again), package), what);
		return;
	}
	if (status != STATUS_MALFORMED || error.offset > package.size || error.message[0] == 0)
		fail_msg("%s %zu: %s, offset %zu", what, at, status_name(status), error.offset);
}

static void every_broken_profile_is_read_or_refused(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 20);
	struct bytes package;
	if (!shared_file(&arena, "data/upp/TS48v5_SAIP2.3_BERTLV_SUCI.der", &package))
		skip();
	uint8_t *octets = arena_allocate(&arena, package.size);
	memcpy(octets, package.data, package.size);
	for (size_t size = 0; size < package.size; size++)
		check_decoding(bytes_first(package, size), "cut off at", size);
	for (size_t at = 0; at < package.size; at++) {
		octets[at] ^= (uint8_t)(1u << at % 8);
		check_decoding(bytes_from(octets, package.size), "a flipped bit in octet", at);
		octets[at] ^= (uint8_t)(1u << at % 8);
	}
}

static void elements_have_a_limit(void **state)
{
	(void)state;
	static uint8_t octets[2 * (PACKAGE_ELEMENTS_MAXIMUM + 1)];
	AUTO(arena) arena = ARENA(16 << 20);
	struct package_node *root;
	struct package_error error;
	for (size_t i = 0; i < sizeof octets; i += 2)
		octets[i] = 0xAA;
	CHECK_STATUS(package_decode(BYTES(octets), &arena, &root, &error), STATUS_TOO_LARGE, "one too many");
	CHECK_STATUS(package_decode(bytes_after(BYTES(octets), 2), &arena, &root, &error), STATUS_OK, "just so many");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(real_profiles_come_back),
	cmocka_unit_test(fields_are_found),
	cmocka_unit_test(strange_members_survive),
	cmocka_unit_test(malformed_packages_say_where),
	cmocka_unit_test(elements_have_a_limit),
	cmocka_unit_test(every_broken_profile_is_read_or_refused),
};

TESTS_MAIN(tests)
