/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "profile_package/package_edit.h"
#include "profile_package/package_expand.h"
#include "profile_package/source.h"
#include "profile_package/source_merge.h"

enum { LIMIT = 4 << 20, WORK = 64 << 20 };

#define HEADER "- header: {major-version: 2, minor-version: 3, iccid: \"89000123456789012341\", # the ICCID\n" \
	"    eUICC-Mandatory-services: [usim]} # services\n"
#define MF "\n# The root.\n- mf: # of all\n    mf: {pinStatusTemplateDO: \"01\"} # one PIN\n    ef-iccid: defaults\n" \
	"    ef-dir: {fileDescriptor: \"42210010\", efFileSize: 16}\n    # Rules.\n" \
	"    ef-arr: {fileDescriptor: \"42210010\", efFileSize: 16}\n"
#define PUK "# For those who forget.\n- pukCodes: {pukCodes: [{keyReference: 1, pukValue: \"12345678\"}]} # a code\n"
#define PIN "# Attributes\n# matter.\n- pinCodes: {pinconfig: [{keyReference: 1, pinValue: \"0000\"}]}\n"
#define END "- end: # of all\n    {}\n# That was it.\n"

static const char written[] = "# Mine\nprofile: # begins\n" HEADER MF PUK PIN END;

static void compile(const char *source, struct buffer *out)
{
	AUTO(arena) arena = ARENA(WORK);
	struct source_error error;
	if (source_compile(text_from(source), &arena, out, &error) != STATUS_OK)
		fail_msg("%u:%u: %s", error.line, error.column, error.message);
}

/* As the commands have it: an element keeps its identification while others go. */
#define NUMBERED(number, element, rest) "- " element ": {identification: " number ", " rest "}\n"
#define PIN_IS(number, value) NUMBERED(number, "pinCodes", "pinconfig: [{keyReference: 1, pinValue: \"" value "\"}]")
#define END_IS(number) NUMBERED(number, "end", "mandated: true")
#define CD_IS(number) NUMBERED(number, "cd", "df-cd: {pinStatusTemplateDO: \"01\"}")

/* What a person would have done with an editor. */
static void elements_keep_their_words(void **state)
{
	(void)state;
	static const struct {
		const char *what, *now, *merged; /* NULL: as it is now */
	} cases[] = {
		{ "nothing", written, written },
		{ "one goes, with its comments", "profile:\n" HEADER MF PIN_IS("3", "0000") END_IS("4"), "# Mine\nprofile: # begins\n" HEADER MF PIN END },
		{ "two go", "profile:\n" HEADER MF END_IS("4"), "# Mine\nprofile: # begins\n" HEADER MF END },
		{ "one comes", "profile:\n" HEADER MF PUK PIN CD_IS("5") END_IS("4"),
		  "# Mine\nprofile: # begins\n" HEADER MF PUK PIN "\n- cd:\n    templateID: 2.23.143.1.2.2\n"
		  "    df-cd: # DF.CD\n      pinStatusTemplateDO: \"01\"\n" END },
		{ "one changes, below its comments",
		  "profile:\n" HEADER MF PUK PIN_IS("3", "9999") END,
		  "# Mine\nprofile: # begins\n" HEADER MF PUK "# Attributes\n# matter.\n- pinCodes:\n    pinconfig:\n"
		  "      - {keyReference: pinAppl1, pinValue: \"9999\"}\n" END },
	};
	EACH(wanted, cases) {
		AUTO(buffer) now = BUFFER(LIMIT);
		AUTO(buffer) merged = BUFFER(LIMIT);
		compile(wanted->now, &now);
		CHECK_STATUS(source_merge(TEXT(written), buffer_bytes(&now), &merged), STATUS_OK, wanted->what);
		check_text(buffer_text(&merged), wanted->merged, wanted->what);
	}
}

/* Identifications may be those of positions: everything else is the package. */
static void check_merge(struct text source, struct bytes package, const char *what)
{
	AUTO(arena) arena = ARENA(WORK);
	AUTO(buffer) merged = BUFFER(LIMIT);
	AUTO(buffer) again = BUFFER(LIMIT);
	struct package_node *wanted, *got;
	struct package_error error;
	struct source_error place;
	CHECK_STATUS(source_merge(source, package, &merged), STATUS_OK, what);
	assert_ok(source_compile(buffer_text(&merged), &arena, &again, &place));
	assert_ok(package_decode(package, &arena, &wanted, &error));
	assert_ok(package_decode(buffer_bytes(&again), &arena, &got, &error));
	const struct package_node *one = wanted->first, *other = got->first;
	for (; one && other; one = one->next, other = other->next)
		CHECK(one->tag == other->tag && one->size == other->size, what);
	CHECK(!one && !other, what);
}

static void elements_of_the_library_come_and_go(void **state)
{
	(void)state;
	static const char *const names[] = { "sample", "lte-5g-suci", "ims-volte", "iot-data", "provisioning", "test" };
	EACH(name, names) {
		AUTO(arena) arena = ARENA(WORK);
		AUTO(buffer) package = BUFFER(LIMIT);
		AUTO(buffer) expanded = BUFFER(LIMIT);
		struct source_error error;
		struct package_rewriting rewriting;
		struct bytes source = source_file(&arena, arena_print(&arena, "share/templates/%s.yaml", *name));
		assert_ok(source_compile(bytes_text(source), &arena, &package, &error));
		assert_ok(package_expand(buffer_bytes(&package), &expanded, &rewriting));
		check_merge(bytes_text(source), buffer_bytes(&expanded), *name);
		for (size_t gone = 1;; gone++) {
			AUTO(package_edit) edit = { 0 };
			AUTO(buffer) out = BUFFER(LIMIT);
			assert_ok(package_edit_begin(buffer_bytes(&package), &edit));
			struct package_node *element = edit.package->first;
			for (size_t i = 0; element && i < gone; i++)
				element = element->next;
			if (!element)
				break;
			package_edit_remove(&edit, element);
			assert_ok(package_edit_finish(&edit, true, &out));
			check_merge(bytes_text(source), buffer_bytes(&out), *name);
		}
	}
}

static void what_cannot_be_taken_apart_is_left(void **state)
{
	(void)state;
	static const struct {
		const char *what, *source;
		enum status status;
	} cases[] = {
		{ "brackets",
		  "profile: [{header: {major-version: 2, minor-version: 3, iccid: \"89000123456789012341\", eUICC-Mandatory-services: []}}, {end: {}}]\n", STATUS_NOT_FOUND },
		{ "a line each",
		  "profile: [\n{header: {major-version: 2, minor-version: 3, iccid: \"89000123456789012341\", eUICC-Mandatory-services: []}},\n {end: {}}]\n",
		  STATUS_NOT_FOUND },
		{ "a dash alone",
		  "profile:\n-\n  header: {major-version: 2, minor-version: 3, iccid: \"89000123456789012341\", eUICC-Mandatory-services: []}\n- end: {}\n",
		  STATUS_NOT_FOUND },
		{ "no source", "profile: [", STATUS_MALFORMED },
		{ "nothing", "", STATUS_MALFORMED },
	};
	AUTO(buffer) package = BUFFER(LIMIT);
	compile(written, &package);
	EACH(wrong, cases) {
		AUTO(buffer) out = BUFFER(LIMIT);
		CHECK_STATUS(source_merge(text_from(wrong->source), buffer_bytes(&package), &out), wrong->status, wrong->what);
		CHECK(out.size == 0, wrong->what);
	}
	AUTO(buffer) out = BUFFER(LIMIT);
	struct bytes cut = bytes_first(buffer_bytes(&package), package.size - 1);
	CHECK_STATUS(source_merge(TEXT(written), cut, &out), STATUS_MALFORMED, "no package");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(elements_keep_their_words),
	cmocka_unit_test(elements_of_the_library_come_and_go),
	cmocka_unit_test(what_cannot_be_taken_apart_is_left),
};

TESTS_MAIN(tests)
