/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "profile_package/package_diff.h"
#include "profile_package/package_expand.h"
#include "profile_package/source.h"
#include "support/shared_profiles.h"

enum { LIMIT = 4 << 20, ARENA_LIMIT = 64 << 20 };

static struct package_difference *differences(struct arena *arena, struct bytes a, struct bytes b, bool expanded)
{
	struct package_difference *first = NULL;
	struct package_error error = { 0 };
	int wrong;
	enum status status = package_diff(a, b, expanded, arena, &first, &wrong, &error);
	if (status != STATUS_OK)
		fail_msg("%d: %s at %zu: %s", wrong, status_name(status), error.offset, error.message);
	return first;
}

static void check_same(struct bytes a, struct bytes b, bool expanded, const char *what)
{
	AUTO(arena) arena = ARENA(ARENA_LIMIT);
	const struct package_difference *first = differences(&arena, a, b, expanded);
	if (first)
		fail_msg("%s: %s: %s, %s", what, first->path, first->a ? first->a : "-", first->b ? first->b : "-");
}

/* The sample with one text in place of another. */
static struct bytes changed_sample(struct arena *arena, const char *old, const char *new)
{
	AUTO(arena) work = ARENA(ARENA_LIMIT);
	AUTO(buffer) package = BUFFER(LIMIT);
	struct source_error error;
	struct bytes copy = { 0 }, source = source_file(&work, "share/templates/sample.yaml");
	const uint8_t *at = memmem(source.data, source.size, old, strlen(old));
	assert_non_null(at);
	size_t before = (size_t)(at - source.data);
	char *text = arena_print(&work, "%.*s%s%.*s", (int)before, (const char *)source.data, new,
	                         (int)(source.size - before - strlen(old)), (const char *)at + strlen(old));
	enum status status = source_compile(text_from(text), &work, &package, &error);
	if (status != STATUS_OK)
		fail_msg("%s: %u:%u: %s", new, error.line, error.column, error.message);
	assert_ok(arena_copy(arena, buffer_bytes(&package), &copy));
	return copy;
}

/* ---- the same in other words ---- */

static void other_words_are_no_difference(void **state)
{
	(void)state;
	static const struct {
		const char *old, *new;
	} cases[] = {
		{ "ef-li:\n", "ef-li:\n      lcsi: \"05\"\n" },
		{ "ef-li:\n", "ef-li:\n      efFileSize: 6\n" },
		{ "ef-li:\n", "ef-li:\n      efFileSize: \"0x0006\"\n" },
		{ "ef-li:\n", "ef-li:\n      fileDescriptor: \"4121\"\n      fileID: \"6F05\"\n      proprietaryEFInfo: {}\n" },
		{ "ef-li:\n", "ef-li:\n      securityAttributesReferenced: \"01\"\n" },
		{ "ef-li:\n      content: \"656E\"", "ef-li:\n      contents: [\"65\", \"6E\"]" },
		{ "ef-li:\n      content: \"656E\"", "ef-li:\n      proprietaryEFInfo: {fillPattern: \"656EFF\"}" },
		{ "- rule: {update write deactivate activate delete: adm1}", "- \"80015EA40683010A950108FFFF\"" },
		{ "pinAttributes: 3}\n\n# Test", "pinAttributes: 3, maxNumOfAttemps-retryNumLeft: 51}\n\n# Test" },
		{ "algorithmOptions: \"01\"", "algorithmOptions: \"01\"\n      numberOfKeccak: 1\n"
		  "      rotationConstants: \"4000204060\"" },
		{ "- akaParameter:\n", "- akaParameter:\n    sqnOptions: \"02\"\n    sqnDelta: \"000010000000\"\n" },
		{ "keyVersionNumber: \"01\"", "keyVersionNumber: \"01\"\n        keyAccess: \"00\"" },
		{ "    ef-acc:", "    ef-hpplmn: {content: \"0A\"}\n    ef-acc:" },
	};
	EACH(words, cases) {
		AUTO(arena) arena = ARENA(LIMIT);
		struct bytes a = changed_sample(&arena, words->old, words->old);
		struct bytes b = changed_sample(&arena, words->old, words->new);
		CHECK(!bytes_equal(a, b), words->new);
		check_same(a, b, false, words->new);
		check_same(b, a, false, words->new);
	}
}

static void templates_written_out_are_no_difference(void **state)
{
	(void)state;
	EACH(name, shared_profiles) {
		AUTO(arena) arena = ARENA(LIMIT);
		AUTO(buffer) expanded = BUFFER(LIMIT);
		struct package_rewriting rewriting;
		struct bytes package;
		if (!shared_file(&arena, *name, &package))
			skip();
		assert_ok(package_expand(package, &expanded, &rewriting));
		check_same(package, buffer_bytes(&expanded), true, *name);
		CHECK(differences(&arena, package, buffer_bytes(&expanded), false), *name);
	}
}

/* ---- differences ---- */

static void differences_have_a_path_and_both_values(void **state)
{
	(void)state;
	static const struct {
		const char *old, *new, *path, *a, *b;
		bool is_secret;
	} cases[] = {
		{ "imsi: \"001010123456789\"", "imsi: \"001010123456780\"", "usim/ef-imsi/content", "{imsi: \"001010123456789\"}",
		  "{imsi: \"001010123456780\"}", false },
		{ "profileType: \"Provisim sample\"", "pol: \"00\"", "header/profileType", "\"Provisim sample\"", NULL, false },
		{ "[usim, milenage]", "[usim, milenage, gba-usim]", "header/eUICC-Mandatory-services", "[usim, milenage]",
		  "[usim, milenage, gba-usim]", false },
		{ "ef-umpc:\n", "ef-umpc:\n      shortEFID: none\n", "mf/ef-umpc/shortEFID", "8", NULL, false },
		{ "label: \"Provisim\"", "label: \"Provisio\"", "mf/ef-dir/records/1",
		  "{application: {aid: \"A0000000871002FF49FF0589FFFFFFFF\", label: \"Provisim\"}}",
		  "{application: {aid: \"A0000000871002FF49FF0589FFFFFFFF\", label: \"Provisio\"}}", false },
		{ "pinAttributes: 6", "pinAttributes: 7", "pinCodes/pinconfig/pinAppl1/pinAttributes", "6", NULL, false },
		{ "465B5CE8B199B49FAA5F0A2EE238A6BC", "465B5CE8B199B49FAA5F0A2EE238A6BD", "akaParameter/algoParameter/key",
		  "\"465B5CE8B199B49FAA5F0A2EE238A6BC\"", "\"465B5CE8B199B49FAA5F0A2EE238A6BD\"", true },
		{ "pinValue: \"11223344\"", "pinValue: \"11223345\"", "pinCodes/pinconfig/adm1/pinValue", "\"11223344\"",
		  "\"11223345\"", true },
		{ "    ef-msisdn: defaults\n", "", "opt-usim/ef-msisdn", "linear-fixed", NULL, false },
		{ "    ef-acc:", "    ef-hpplmn: doNotCreate\n    ef-acc:", "usim/ef-hpplmn", "transparent", NULL, false },
		{ "- end: {}", "- end: {mandated: false}", "end/mandated", "true", "false", false },
	};
	EACH(want, cases) {
		AUTO(arena) arena = ARENA(ARENA_LIMIT);
		struct bytes a = changed_sample(&arena, want->old, want->old), b = changed_sample(&arena, want->old, want->new);
		const struct package_difference *got = differences(&arena, a, b, false);
		CHECK(got, want->path);
		check_text(text_from(got->path), want->path, want->new);
		check_text(text_from(got->a), want->a, want->path);
		CHECK((got->b != NULL) == (want->b != NULL), want->path);
		if (want->b)
			check_text(text_from(got->b), want->b, want->path);
		CHECK(got->is_secret == want->is_secret, want->path);
		CHECK(!want->b || !got->next, want->path);
	}
}

static void elements_that_moved_are_told_once(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(ARENA_LIMIT);
	AUTO(buffer) out = BUFFER(LIMIT);
	struct package_node *root;
	struct package_error error;
	struct bytes package = changed_sample(&arena, "- end: {}", "- end: {}");
	assert_ok(package_decode(package, &arena, &root, &error));
	struct package_node *puk = root->first->next->next, *pin = puk->next;
	root->first->next->next = pin;
	puk->next = pin->next;
	pin->next = puk;
	assert_ok(package_encode(root, &out));
	const struct package_difference *got = differences(&arena, package, buffer_bytes(&out), false);
	CHECK(got && !got->next, "one difference");
	check_text(text_from(got->path), "order", "order");
}

static void what_no_card_takes_is_compared_too(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(ARENA_LIMIT);
	struct bytes a = changed_sample(&arena, "efFileSize: 518", "efFileSize: 500");
	struct bytes b = changed_sample(&arena, "efFileSize: 518", "efFileSize: 501");
	const struct package_difference *got = differences(&arena, a, b, false);
	CHECK(got && !got->next && strstr(got->path, "ef-arr") && strstr(got->path, "efFileSize"), "the raw field");
	struct package_difference *first;
	struct package_error error;
	int wrong;
	CHECK_STATUS(package_diff(a, b, true, &arena, &first, &wrong, &error), STATUS_REFUSED, "no files");
	CHECK(wrong == 0 && strstr(error.message, "bad-values"), error.message);
	CHECK_STATUS(package_diff(a, octets(&arena, "A0 05"), false, &arena, &first, &wrong, &error), STATUS_MALFORMED, "cut");
	CHECK(wrong == 1, "the second");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(other_words_are_no_difference),
	cmocka_unit_test(templates_written_out_are_no_difference),
	cmocka_unit_test(differences_have_a_path_and_both_values),
	cmocka_unit_test(elements_that_moved_are_told_once),
	cmocka_unit_test(what_no_card_takes_is_compared_too),
};

TESTS_MAIN(tests)
