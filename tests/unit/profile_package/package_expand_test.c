/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "profile_package/file_listing.h"
#include "profile_package/package_expand.h"
#include "profile_package/source.h"
#include "support/shared_profiles.h"

enum { LIMIT = 4 << 20, SOURCE_ARENA = 16 << 20 };

static void check_same_files(struct bytes a, struct bytes b, const char *what)
{
	AUTO(file_listing) one = { 0 };
	AUTO(file_listing) other = { 0 };
	CHECK_STATUS(file_listing_make(a, &one), STATUS_OK, what);
	enum status status = file_listing_make(b, &other);
	if (status != STATUS_OK)
		fail_msg("%s: %s at %zu in %s", what, file_listing_reason(&other), other.offset, other.element);
	CHECK(file_listing_equal(&one, &other), what);
}

static size_t count_templates(struct bytes package)
{
	AUTO(arena) arena = ARENA(SOURCE_ARENA);
	struct package_node *root;
	struct package_error error;
	size_t count = 0;
	assert_ok(package_decode(package, &arena, &root, &error));
	for (const struct package_node *element = root->first; element; element = element->next)
		count += schema_follows_template(element->field);
	return count;
}

static void expand(struct bytes package, struct buffer *out, const char *what)
{
	struct package_rewriting rewriting;
	enum status status = package_expand(package, out, &rewriting);
	if (status != STATUS_OK)
		fail_msg("%s: %s: %s", what, status_name(status), rewriting.error.message);
	CHECK(rewriting.elements > 0 && count_templates(buffer_bytes(out)) == 0, what);
}

static void shrink(struct bytes package, struct buffer *out, const char *what)
{
	struct package_rewriting rewriting;
	enum status status = package_shrink(package, out, &rewriting);
	if (status != STATUS_OK)
		fail_msg("%s: %s: %s", what, status_name(status), rewriting.error.message);
}

static void check_both_ways(struct bytes package, const char *what)
{
	AUTO(buffer) expanded = BUFFER(LIMIT);
	AUTO(buffer) shrunk = BUFFER(LIMIT);
	AUTO(buffer) smaller = BUFFER(LIMIT);
	AUTO(buffer) still = BUFFER(LIMIT);
	expand(package, &expanded, what);
	check_same_files(package, buffer_bytes(&expanded), what);
	shrink(buffer_bytes(&expanded), &shrunk, what);
	check_same_files(package, buffer_bytes(&shrunk), what);
	CHECK(count_templates(buffer_bytes(&shrunk)) == count_templates(package), what);
	CHECK(shrunk.size < expanded.size && shrunk.size <= package.size, what);
	shrink(package, &smaller, what);
	check_same_files(package, buffer_bytes(&smaller), what);
	CHECK(smaller.size <= package.size, what);
	shrink(buffer_bytes(&smaller), &still, what);
	check_bytes(buffer_bytes(&still), buffer_bytes(&smaller), what);
}

static void real_profiles_keep_their_files(void **state)
{
	(void)state;
	EACH(name, shared_profiles) {
		AUTO(arena) arena = ARENA(LIMIT);
		struct bytes package;
		if (!shared_file(&arena, *name, &package))
			skip();
		check_both_ways(package, *name);
	}
}

static void compile(const char *source, struct buffer *out)
{
	AUTO(arena) arena = ARENA(SOURCE_ARENA);
	struct source_error error;
	enum status status = source_compile(text_from(source), &arena, out, &error);
	if (status != STATUS_OK)
		fail_msg("%u:%u: %s", error.line, error.column, error.message);
}

static void the_library_keeps_its_files(void **state)
{
	(void)state;
	static const char *const library[] = {
		"sample", "minimal-lte", "lte-5g-suci", "ims-volte", "iot-data", "provisioning", "test",
	};
	EACH(name, library) {
		AUTO(arena) arena = ARENA(SOURCE_ARENA);
		AUTO(buffer) package = BUFFER(LIMIT);
		struct source_error error;
		struct bytes source = source_file(&arena, arena_print(&arena, "share/templates/%s.yaml", *name));
		assert_ok(source_compile(bytes_text(source), &arena, &package, &error));
		check_both_ways(buffer_bytes(&package), *name);
	}
}

#define HEADER "- header: {major-version: 2, minor-version: 3, iccid: \"89000123456789012341\", eUICC-Mandatory-services: []}\n"
#define MF "- mf:\n    mf: {pinStatusTemplateDO: \"01\"}\n    ef-iccid: defaults\n" \
	"    ef-dir: {fileDescriptor: \"42210010\", efFileSize: 16}\n" \
	"    ef-arr: {fileDescriptor: \"42210010\", efFileSize: 16}\n"

static void commands_have_these_octets(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(LIMIT);
	AUTO(buffer) package = BUFFER(LIMIT);
	AUTO(buffer) expanded = BUFFER(LIMIT);
	compile("profile:\n" HEADER MF "- end:\n", &package);
	expand(buffer_bytes(&package), &expanded, "a bare MF");
	/* The MF first and without a path; rules, sizes and identifiers of the template. */
	check_bytes(bytes_after(buffer_bytes(&expanded), 24),
	            octets(&arena, "A1 818B A0 05 80 00 81 01 01 A1 8181 30 7F"
	                   "62 10 82 02 7821 83 02 3F00 8B 03 2F060E C6 01 01"
	                   "80 00 62 13 82 02 4121 83 02 2F05 8B 03 2F0601 80 01 02 88 01 28"
	                   "62 12 82 02 4121 83 02 2FE2 8B 03 2F060B 80 01 0A 88 00"
	                   "62 15 82 04 42210010 83 02 2F00 8B 03 2F060A 80 01 10 88 01 F0"
	                   "62 14 82 04 42210010 83 02 2F06 8B 03 2F060A 80 01 10 88 00"
	                   "62 13 82 02 4121 83 02 2F08 8B 03 2F060A 80 01 05 88 01 40"
	                   "AA 07 A0 05 80 00 81 01 02"), "a bare MF");
}

/* What a template says is left to it; what it does not say stays. */
static void a_template_takes_over(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(LIMIT);
	AUTO(buffer) said = BUFFER(LIMIT);
	AUTO(buffer) unsaid = BUFFER(LIMIT);
	AUTO(buffer) shrunk = BUFFER(LIMIT);
	compile("profile:\n" HEADER "- mf:\n    mf: {fileDescriptor: \"7821\", securityAttributesReferenced: \"0E\", "
	        "pinStatusTemplateDO: \"01\"}\n"
	        "    ef-pl: {fileID: \"2F05\", securityAttributesReferenced: \"2F0601\", content: \"FF\"}\n"
	        "    ef-iccid: {efFileSize: 10}\n    ef-dir: {fileDescriptor: \"42210010\", efFileSize: 16}\n"
	        "    ef-arr: {fileDescriptor: \"42210010\", efFileSize: 16, content: \"FF\"}\n"
	        "    ef-umpc: {shortEFID: 8}\n- end:\n",
	        &said);
	compile("profile:\n" HEADER MF "- end:\n", &unsaid);
	shrink(buffer_bytes(&said), &shrunk, "what is said");
	check_bytes(buffer_bytes(&shrunk), buffer_bytes(&unsaid), "what is said");
}

/* The size reserved, the limit, and whether DER is understood inside, each of them or none. */
static void a_file_of_objects_keeps_all_it_says(void **state)
{
	(void)state;
	static const struct {
		const char *fields, *expanded;
	} cases[] = {
		{ "efFileSize: 64", "80 01 40" },
		{ "efFileSize: 64, proprietaryEFInfo: {maximumFileSize: 256}", "80 01 40 88 00 A5 04 86 02 0100" },
		{ "efFileSize: 64, proprietaryEFInfo: {fileDetails: \"00\"}", "80 01 40 88 00 A5 03 84 01 00" },
		{ "efFileSize: 64, proprietaryEFInfo: {fileDetails: \"01\"}", "80 01 40 88 00" },
		{ "efFileSize: 64, proprietaryEFInfo: {maximumFileSize: 256, fileDetails: \"02\"}",
		  "80 01 40 88 00 A5 07 86 02 0100 84 01 02" },
		{ "efFileSize: 64, proprietaryEFInfo: {specialFileInformation: \"40\", fileDetails: \"00\"}",
		  "80 01 40 88 00 A5 06 C0 01 40 84 01 00" },
	};
	EACH(file, cases) {
		AUTO(arena) arena = ARENA(LIMIT);
		AUTO(buffer) package = BUFFER(LIMIT);
		AUTO(buffer) expanded = BUFFER(LIMIT);
		struct bytes wanted = octets(&arena, file->expanded);
		compile(arena_print(&arena, "profile:\n" HEADER MF
		                    "- telecom: {df-telecom: {pinStatusTemplateDO: \"01\"}, "
		                    "df-multimedia: {pinStatusTemplateDO: \"01\"}, ef-mml: {%s}}\n- end:\n",
		                    file->fields), &package);
		check_both_ways(buffer_bytes(&package), file->fields);
		expand(buffer_bytes(&package), &expanded, file->fields);
		CHECK(memmem(expanded.data, expanded.size, wanted.data, wanted.size), file->fields);
	}
}

/* The template says that it is a USIM, and its AID does not. */
static void an_application_may_need_its_template(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(SOURCE_ARENA);
	AUTO(buffer) package = BUFFER(LIMIT);
	AUTO(buffer) out = BUFFER(LIMIT);
	struct package_rewriting rewriting;
	struct source_error error;
	struct bytes source = source_file(&arena, "share/templates/sample.yaml");
	static const char usual[] = "dfName: \"A0000000871002";
	uint8_t *name = memmem(source.data, source.size, usual, strlen(usual));
	assert_non_null(name);
	name[strlen(usual) - 1] = '9';
	assert_ok(source_compile(bytes_text(source), &arena, &package, &error));
	CHECK_STATUS(package_expand(buffer_bytes(&package), &out, &rewriting), STATUS_REFUSED, "an operator's AID");
	CHECK(strstr(rewriting.error.message, "without templates") && out.size == 0, rewriting.error.message);
}

static void packages_that_no_card_takes_are_refused(void **state)
{
	(void)state;
	AUTO(buffer) package = BUFFER(LIMIT);
	AUTO(buffer) out = BUFFER(LIMIT);
	struct package_rewriting rewriting;
	compile("profile:\n" HEADER MF "- usim: {adf-usim: defaults, ef-imsi: defaults, ef-arr: defaults, ef-ust: defaults, "
	        "ef-spn: defaults, ef-est: defaults, ef-acc: defaults, ef-ecc: defaults, mandated: false}\n- end:\n", &package);
	CHECK_STATUS(package_expand(buffer_bytes(&package), &out, &rewriting), STATUS_REFUSED, "passed over");
	CHECK(strstr(rewriting.error.message, "bad-values"), rewriting.error.message);
	CHECK_STATUS(package_shrink(buffer_bytes(&package), &out, &rewriting), STATUS_REFUSED, "passed over");
	for (size_t size = 0; size < package.size; size += 3) {
		struct bytes cut = bytes_first(buffer_bytes(&package), size);
		CHECK(package_expand(cut, &out, &rewriting) != STATUS_OK, "cut");
		CHECK(package_shrink(cut, &out, &rewriting) != STATUS_OK && out.size == 0, "cut");
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(real_profiles_keep_their_files),
	cmocka_unit_test(the_library_keeps_its_files),
	cmocka_unit_test(commands_have_these_octets),
	cmocka_unit_test(a_template_takes_over),
	cmocka_unit_test(a_file_of_objects_keeps_all_it_says),
	cmocka_unit_test(an_application_may_need_its_template),
	cmocka_unit_test(packages_that_no_card_takes_are_refused),
};

TESTS_MAIN(tests)
