/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "profile_package/lint.h"
#include "profile_package/source.h"

enum { PACKAGE_LIMIT = 1 << 20, WORK_LIMIT = 64 << 20 };

/* The base with something broken, and the base again or what else has to come out. */
static const struct {
	const char *rule;
	const char *from, *broken, *mended;
} cases[] = {
	{ "A06", "df-telecom:\n      pinStatusTemplateDO: \"010A\"",
		"df-telecom:\n      pinStatusTemplateDO: \"90014083010183010A\"",
	  NULL },
	{ "F06", "    ef-pl:\n      content: \"656E\"\n", "    ef-pl: \"A104800200028302656E\"\n",
	  "    ef-pl: \"A1038001028302656E\"\n" },
	{ "H06", "milenage, ber-tlv]\n", "milenage, ber-tlv]\n    eUICC-Mandatory-GFSTEList: [\"2.23.143.1.2.1\", "
	  "\"2.23.143.1.2.4\", \"2.23.143.1.2.5\", \"2.23.143.1.2.8\", \"2.23.143.1.2.13\"]\n",
	  "milenage, ber-tlv]\n    eUICC-Mandatory-GFSTEList: [\"2.23.143.1.2.1\", \"2.23.143.1.2.4\", \"2.23.143.1.2.5\", "
	  "\"2.23.143.1.2.8\", \"2.23.143.1.2.13\", \"2.23.143.1.2.3\"]\n" },
	{ "H06", "milenage, ber-tlv]\n", "milenage, ber-tlv]\n    eUICC-Mandatory-GFSTEList: [\"2.23.143.1.2.1\", "
	  "\"2.23.143.1.2.3\", \"2.23.143.1.2.4\", \"2.23.143.1.2.10\", \"2.23.143.1.2.5\", \"2.23.143.1.2.8\", "
	  "\"2.23.143.1.2.13\"]\n", "milenage, ber-tlv]\n    eUICC-Mandatory-GFSTEList: [\"2.23.143.1.2.1\", "
	  "\"2.23.143.1.2.3\", \"2.23.143.1.2.4\", \"2.23.143.1.2.5\", \"2.23.143.1.2.8\", \"2.23.143.1.2.13\"]\n" },
	{ "H07", "[usim, isim, milenage, ber-tlv]", "[milenage]", NULL },
	{ "H08", "milenage, ber-tlv]", "milenage, javacard, ber-tlv]", NULL },
	{ "Q10", "- end: {}", "", NULL },
	{ "Q11", "- mf:\n", "- mf:\n    mandated: false\n", NULL },
	{ "X02", "{keyReference: pukAppl1, pukValue: \"12345678\"}", "\"800101810831323334353637388201A0\"",
	  "\"80010181083132333435363738820200A0\"" },
	{ "X03", "      shortEFID: 2\n      iccid", "      lcsi: \"05\"\n      shortEFID: 2\n      iccid", NULL },
};

static struct bytes compile(struct arena *arena, const char *from, const char *to, const char *what)
{
	AUTO(buffer) package = BUFFER(PACKAGE_LIMIT);
	struct source_error error;
	struct bytes copy;
	const char *text = arena_string(arena, bytes_text(source_file(arena, "tests/unit/profile_package/lint_base.yaml")));
	const char *place = from ? strstr(text, from) : NULL;
	if (from && !place)
		fail_msg("%s: the base has no \"%s\"", what, from);
	if (from)
		text = arena_print(arena, "%.*s%s%s", (int)(place - text), text, to, place + strlen(from));
	if (source_compile(text_from(text), arena, &package, &error) != STATUS_OK)
		fail_msg("%s: %u:%u: %s", what, error.line, error.column, error.message);
	assert_ok(arena_copy(arena, buffer_bytes(&package), &copy));
	return copy;
}

/* Everything but the one thing comes out octet by octet. */
static void what_has_one_right_answer_is_mended(void **state)
{
	(void)state;
	EACH(one, cases) {
		AUTO(arena) arena = ARENA(WORK_LIMIT);
		AUTO(buffer) mended = BUFFER(PACKAGE_LIMIT);
		const struct lint_change *changes;
		struct lint_report report;
		struct bytes broken = compile(&arena, one->from, one->broken, one->rule);
		struct bytes wanted = compile(&arena, one->mended ? one->from : NULL, one->mended, one->rule);
		assert_ok(lint_mend(broken, NULL, &arena, &mended, &changes));
		CHECK(changes && changes->sentence && changes->path, one->rule);
		for (const struct lint_change *change = changes; change; change = change->next)
			check_text(text_from(change->rule->id), one->rule, change->sentence);
		check_bytes(buffer_bytes(&mended), wanted, one->rule);
		assert_ok(lint_package(buffer_bytes(&mended), NULL, &arena, &report));
		for (const struct lint_finding *finding = report.first; finding; finding = finding->next)
			CHECK(strcmp(finding->rule->id, one->rule) != 0, one->rule);
	}
}

static void each_mend_has_its_case(void **state)
{
	(void)state;
	const struct lint_rule *rule;
	for (size_t i = 0; (rule = lint_rule_at(i)); i++) {
		bool found = !rule->fix;
		EACH(one, cases)
			found = found || strcmp(one->rule, rule->id) == 0;
		CHECK(found, rule->id);
	}
}

static void a_clean_package_stays_as_it_is(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(WORK_LIMIT);
	AUTO(buffer) mended = BUFFER(PACKAGE_LIMIT), cut = BUFFER(PACKAGE_LIMIT);
	const struct lint_change *changes;
	struct bytes package = compile(&arena, NULL, NULL, "base");
	assert_ok(lint_mend(package, NULL, &arena, &mended, &changes));
	assert_null(changes);
	check_bytes(buffer_bytes(&mended), package, "clean");
	assert_ok(lint_mend(bytes_first(package, 100), NULL, &arena, &cut, &changes));
	assert_null(changes);
	check_bytes(buffer_bytes(&cut), bytes_first(package, 100), "cut");
}

/* As many as a writer of every default leaves behind, more than a report would show. */
static void all_of_many_are_mended(void **state)
{
	(void)state;
	enum { DEFAULTS = 1500 };
	AUTO(arena) arena = ARENA(WORK_LIMIT);
	AUTO(buffer) package = BUFFER(PACKAGE_LIMIT), mended = BUFFER(PACKAGE_LIMIT);
	const struct lint_change *changes;
	size_t count = 0;
	for (size_t i = 0; i < DEFAULTS; i++)
		assert_ok(buffer_append(&package, octets(&arena, "B00C A003810101 A205 A103 8A0105")));
	assert_ok(lint_mend(buffer_bytes(&package), NULL, &arena, &mended, &changes));
	for (const struct lint_change *change = changes; change; change = change->next)
		count += strcmp(change->rule->id, "X03") == 0;
	assert_int_equal(count, DEFAULTS);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(what_has_one_right_answer_is_mended),
	cmocka_unit_test(each_mend_has_its_case),
	cmocka_unit_test(a_clean_package_stays_as_it_is),
	cmocka_unit_test(all_of_many_are_mended),
};

TESTS_MAIN(tests)
