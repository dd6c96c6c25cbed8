/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "rsp/profile_metadata_source.h"

enum { LIMIT = 1 << 18 };

/* A PNG of 64 x 64 pixels without any. */
#define ICON "iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAAAAAAAAAAAAAAAAElFTkSuQmCC"

static const char whole[] =
	"metadata:\n  iccid: \"8900123456789012341\"\n  service-provider: \"Anna \\\"und\\\" \\u2028 Bert\"\n"
	"  name: \"\"\n  class: test\n  icon: \"" ICON "\"\n  notifications:\n"
	"  - {address: \"smdp.example.com\", events: [install, delete]}\n  - {address: \"a:1\", events: [enable, disable]}\n"
	"  owner: {mcc-mnc: \"00101\", gid1: \"AA\", gid2: \"\"}\n  policy-rules: [update-control, ppr1, ppr2]\n"
	"  service-specific-data: \"BF220430023001\"\n  access-rules: \"BF7600\"\n";

static enum status parse(const char *source, struct arena *arena, struct profile_metadata *out, struct yaml_error *error)
{
	*error = (struct yaml_error){ 0 };
	return profile_metadata_parse(text_from(source), arena, out, error);
}

/* By SGP.22 5.5.3, by hand. */
static void a_source_gives_these_octets(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(LIMIT);
	AUTO(buffer) got = BUFFER(LIMIT);
	struct profile_metadata metadata;
	struct yaml_error error;
	assert_ok(parse("metadata:\n  iccid: \"89001234567890123412\"\n  service-provider: A\n  name: Bc\n"
	                "  notifications:\n  - {address: d.e, events: [install]}\n  owner: {mcc-mnc: \"310260\", gid2: \"\"}\n"
	                "  policy-rules: [ppr2]\n", &arena, &metadata, &error));
	assert_ok(profile_metadata_encode(&metadata, &got));
	check_bytes(buffer_bytes(&got),
	            octets(&arena, "BF25 2D 5A 0A 98002143658709214321 91 01 41 92 02 4263 B6 0B 30 09 80 02 0780 81 03 642E65"
	                   "B7 07 80 03 130062 82 00 99 02 0520"), "StoreMetadata");
}

static void a_print_parses_to_the_same(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(LIMIT);
	AUTO(buffer) first = BUFFER(LIMIT);
	AUTO(buffer) text = BUFFER(LIMIT);
	AUTO(buffer) second = BUFFER(LIMIT);
	struct profile_metadata metadata, again;
	struct yaml_error error;
	if (parse(whole, &arena, &metadata, &error) != STATUS_OK)
		fail_msg("%u:%u: %s", error.line, error.column, error.message);
	assert_ok(profile_metadata_encode(&metadata, &first));
	assert_ok(profile_metadata_print(&metadata, &text));
	check_text(buffer_text(&text), whole, "the print");
	assert_ok(profile_metadata_parse(buffer_text(&text), &arena, &again, &error));
	assert_ok(profile_metadata_encode(&again, &second));
	check_bytes(buffer_bytes(&second), buffer_bytes(&first), "again");
}

static void mistakes_are_named_with_their_place(void **state)
{
	(void)state;
	static const struct {
		const char *source;
		unsigned line, column;
		const char *message;
	} cases[] = {
		{ "", 0, 0, "metadata:" },
		{ "metadata: 1\n", 1, 1, "metadata:" },
		{ "metadata: {}\nmore: 1\n", 1, 1, "metadata:" },
		{ "metadata: {name: A}\n", 1, 11, "lacks iccid" },
		{ "metadata: {iccid: 89}\n", 1, 19, "18 to 20 digits" },
		{ "metadata: {iccid: [1]}\n", 1, 19, "18 to 20 digits" },
		{ "metadata: {iccid: \"8900123456789012341\", iccid: \"8900123456789012341\"}\n", 1, 42, "given before" },
		{ "metadata:\n  iccid: \"8900123456789012341\"\n  nam: A\n", 3, 3, "no field \"nam\"" },
		{ "metadata:\n  iccid: \"8900123456789012341\"\n  class: other\n", 3, 10, "operational" },
		{ "metadata:\n  iccid: \"8900123456789012341\"\n  service-provider: \"123456789012345678901234567890123\"\n", 3, 21, "32" },
		{ "metadata:\n  iccid: \"8900123456789012341\"\n  icon: \"AA\"\n", 3, 9, "base64" },
		{ "metadata:\n  iccid: \"8900123456789012341\"\n  icon: \"AAAA\"\n", 3, 9, "PNG or JPEG" },
		{ "metadata:\n  iccid: \"8900123456789012341\"\n  icon: \"iVBORw0KGgoAAAANSUhEUgAAAEEAAABACAAAAAAAAAAAAAAAAElFTkSuQmCC\"\n",
		  3, 9, "65 x 64" },
		{ "metadata:\n  iccid: \"8900123456789012341\"\n  notifications: a\n", 3, 18, "list" },
		{ "metadata:\n  iccid: \"8900123456789012341\"\n  notifications: [a]\n", 3, 19, "address" },
		{ "metadata:\n  iccid: \"8900123456789012341\"\n  notifications: [{address: a/b, events: []}]\n", 3, 29, "host name" },
		{ "metadata:\n  iccid: \"8900123456789012341\"\n  notifications: [{address: a, events: [eat]}]\n", 3, 41, "install" },
		{ "metadata:\n  iccid: \"8900123456789012341\"\n  owner: {gid1: AA}\n", 3, 10, "mcc-mnc" },
		{ "metadata:\n  iccid: \"8900123456789012341\"\n  owner: {mcc-mnc: 1}\n", 3, 20, "five or six digits" },
		{ "metadata:\n  iccid: \"8900123456789012341\"\n  owner: {mcc-mnc: 00101, gid1: A}\n", 3, 33, "hexadecimal" },
		{ "metadata:\n  iccid: \"8900123456789012341\"\n  policy-rules: [ppr1]\n", 2, 3, "need an owner" },
		{ "metadata:\n  iccid: \"8900123456789012341\"\n  policy-rules: [ppr3]\n", 3, 18, "ppr1" },
		{ "metadata:\n  iccid: \"8900123456789012341\"\n  access-rules: \"00\"\n", 2, 3, "no StoreMetadata" },
	};
	EACH(wrong, cases) {
		AUTO(arena) arena = ARENA(LIMIT);
		struct profile_metadata metadata;
		struct yaml_error error;
		CHECK_STATUS(parse(wrong->source, &arena, &metadata, &error), STATUS_MALFORMED, wrong->source);
		if (error.line != wrong->line || error.column != wrong->column || !strstr(error.message, wrong->message))
			fail_msg("%s\n%u:%u: %s", wrong->source, error.line, error.column, error.message);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(a_source_gives_these_octets),
	cmocka_unit_test(a_print_parses_to_the_same),
	cmocka_unit_test(mistakes_are_named_with_their_place),
};

TESTS_MAIN(tests)
