/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "profile_package/file_listing.h"
#include "profile_package/source.h"
#include "support/shared_profiles.h"

enum { LIMIT = 1 << 20, SOURCE_ARENA = 16 << 20 };

static struct bytes sample(struct arena *arena)
{
	AUTO(buffer) package = BUFFER(LIMIT);
	AUTO(arena) work = ARENA(SOURCE_ARENA);
	struct source_error error;
	struct bytes copy, source = source_file(&work, "share/templates/sample.yaml");
	assert_ok(source_compile(bytes_text(source), &work, &package, &error));
	assert_ok(arena_copy(arena, buffer_bytes(&package), &copy));
	return copy;
}

static void the_sample_is_listed(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(LIMIT);
	AUTO(file_listing) listing = { 0 };
	assert_ok(file_listing_make(sample(&arena), &listing));
	CHECK(listing.count == 38 && listing.pin_count == 3 && listing.puk_count == 2, "counts");
	CHECK(listing.aka_count == 1 && listing.kept_count == 1, "counts");
	check_text(listing.header.profile_type, "Provisim sample", "header");
	check_text(text_from(file_listing_reason(&listing)), "ok", "reason");

	const struct listed_file *imsi = file_listing_find(&listing, &(struct file_path){ { 0x7FD0, 0x6F07 }, 2 });
	assert_non_null(imsi);
	check_text(text_from(imsi->name), "EF.IMSI", "name");
	check_bytes(bytes_from(imsi->body, imsi->body_size), octets(&arena, "080910101032547698"), "EF.IMSI");
	const struct listed_file *link = file_listing_find(&listing, &(struct file_path){ { 0x7FD0, 0x6F06 }, 2 });
	CHECK(link && link->plan.is_link && !link->body, "a link has no body");
	assert_null(file_listing_find(&listing, &(struct file_path){ { 0x7FD0, 0x6F00 }, 2 }));
}

static void refusals_are_explained(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(LIMIT);
	struct bytes package = sample(&arena);
	AUTO(file_listing) cut = { 0 };
	CHECK_STATUS(file_listing_make(bytes_first(package, 600), &cut), STATUS_REFUSED, "cut");
	check_text(text_from(file_listing_reason(&cut)), "invalid-request-format", "cut");
	check_text(text_from(cut.element), "pukCodes", "cut");
	CHECK(cut.offset == 600, "cut");

	static const char greedy[] = "profile:\n- header: {major-version: 2, minor-version: 3, "
		"iccid: \"89000123456789012341\", eUICC-Mandatory-services: []}\n- mf:\n    mf: {pinStatusTemplateDO: \"01\"}\n"
		"    ef-pl: {efFileSize: 2147483647}\n    ef-iccid: defaults\n    ef-dir: defaults\n    ef-arr: defaults\n";
	AUTO(buffer) large = BUFFER(LIMIT);
	AUTO(file_listing) refused = { 0 };
	struct source_error error;
	assert_ok(source_compile(TEXT(greedy), &arena, &large, &error));
	CHECK_STATUS(file_listing_make(buffer_bytes(&large), &refused), STATUS_REFUSED, "greedy");
	check_text(text_from(file_listing_reason(&refused)), "not-enough-memory", "greedy");
}

static void real_profiles_are_listed(void **state)
{
	(void)state;
	EACH(name, shared_profiles) {
		AUTO(arena) arena = ARENA(LIMIT);
		AUTO(file_listing) listing = { 0 };
		struct bytes package;
		if (!shared_file(&arena, *name, &package))
			skip();
		CHECK_STATUS(file_listing_make(package, &listing), STATUS_OK, *name);
		CHECK(listing.count > 150 && listing.pin_count >= 5 && listing.kept_count >= 5, *name);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(the_sample_is_listed),
	cmocka_unit_test(refusals_are_explained),
	cmocka_unit_test(real_profiles_are_listed),
};

TESTS_MAIN(tests)
