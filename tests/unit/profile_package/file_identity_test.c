/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "profile_package/file_identity.h"
#include "profile_package/package_expand.h"
#include "profile_package/source.h"
#include "support/shared_profiles.h"

enum { LIMIT = 4 << 20, SOURCE_ARENA = 16 << 20 };

/* A file that a template named is known by its place when commands have made it. */
static void files_are_known_without_their_template(void **state)
{
	(void)state;
	EACH(name, shared_profiles) {
		AUTO(arena) arena = ARENA(LIMIT);
		AUTO(buffer) expanded = BUFFER(LIMIT);
		AUTO(file_listing) named = { 0 };
		AUTO(file_listing) bare = { 0 };
		struct package_rewriting rewriting;
		struct bytes package;
		size_t count = 0;
		if (!shared_file(&arena, *name, &package))
			skip();
		assert_ok(package_expand(package, &expanded, &rewriting));
		assert_ok(file_listing_make(package, &named));
		assert_ok(file_listing_make(buffer_bytes(&expanded), &bare));
		for (const struct listed_file *file = named.first; file; file = file->next) {
			const struct listed_file *same = file_listing_find(&bare, &file->path);
			struct file_identity identity = file_identify(&bare, same);
			bool is_below = file->plan.kind != FILE_MF && file->plan.kind != FILE_ADF;
			if (!file->name || !is_below)
				continue;
			CHECK(identity.row && !same->name, file->name);
			check_text(text_from(identity.row->name), file->name, *name);
			count++;
		}
		CHECK(count > 100, *name);
	}
}

static void contents_are_said_in_words(void **state)
{
	(void)state;
	static const struct {
		struct file_path path;
		size_t record; /* from nought */
		const char *element, *field, *words; /* NULL: none */
	} cases[] = {
		{ { { 0x2FE2 }, 1 }, 0, "mf", "ef-iccid", "{iccid: \"89999001012345678909\"}" },
		{ { { 0x2F06 }, 1 }, 2, "mf", "ef-arr", "{rule: {read update deactivate activate delete: adm1}}" },
		{ { { 0x7FD0, 0x6F07 }, 2 }, 0, "usim", "ef-imsi", "{imsi: \"001010123456789\"}" },
		{ { { 0x7FD0, 0x6FD9 }, 2 }, 0, "opt-usim", "ef-ehplmn", "{plmns: [\"00101\"]}" },
		{ { { 0x7FD0, 0x6F40 }, 2 }, 0, "opt-usim", "ef-msisdn", NULL },
		{ { { 0x7FD0, 0x6FC4 }, 2 }, 0, "usim", "ef-netpar", NULL },
	};
	AUTO(arena) arena = ARENA(SOURCE_ARENA);
	AUTO(buffer) package = BUFFER(LIMIT);
	AUTO(file_listing) listing = { 0 };
	struct source_error error;
	struct bytes source = source_file(&arena, "share/templates/sample.yaml");
	assert_ok(source_compile(bytes_text(source), &arena, &package, &error));
	assert_ok(file_listing_make(buffer_bytes(&package), &listing));
	EACH(want, cases) {
		AUTO(buffer) words = BUFFER(LIMIT);
		const struct listed_file *file = file_listing_find(&listing, &want->path);
		assert_non_null(file);
		struct file_identity identity = file_identify(&listing, file);
		check_text(text_from(identity.element->name), want->element, want->field);
		check_text(text_from(identity.field->name), want->field, want->element);
		size_t step = file->plan.record_size != 0 ? file->plan.record_size : file->body_size;
		struct bytes content = bytes_from(file->body + want->record * step, step);
		enum status status = file_identity_print(&identity, file, content, &words);
		CHECK_STATUS(status, want->words ? STATUS_OK : STATUS_UNSUPPORTED, want->field);
		check_text(buffer_text(&words), want->words ? want->words : "", want->field);
	}
}

/* The place is right and the kind is not, or there is no such place. */
static void other_files_are_not_known(void **state)
{
	(void)state;
	struct listed_file mf = { .plan = { .kind = FILE_MF } };
	struct listed_file file = { .plan = { .kind = FILE_TRANSPARENT, .id = 0x2FE2 }, .path = { { 0x2FE2 }, 1 } };
	struct file_listing listing = { .first = &mf };
	mf.next = &file;
	CHECK(file_identify(&listing, &file).row, "EF.ICCID");
	file.plan.kind = FILE_LINEAR_FIXED;
	CHECK(!file_identify(&listing, &file).row, "records");
	file = (struct listed_file){ .plan = { .kind = FILE_TRANSPARENT }, .path = { { 0x2FE3 }, 1 } };
	CHECK(!file_identify(&listing, &file).row, "another identifier");
	file.path = (struct file_path){ { 0x7FD0, 0x6F07 }, 2 };
	CHECK(!file_identify(&listing, &file).row, "no application there");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(files_are_known_without_their_template),
	cmocka_unit_test(contents_are_said_in_words),
	cmocka_unit_test(other_files_are_not_known),
};

TESTS_MAIN(tests)
