/* SPDX-License-Identifier: Apache-2.0 */
/* What is rewritten makes the same files; what is compared with itself does not differ; changing nothing changes nothing. */
#include "fuzz.h"
#include "profile_package/package_diff.h"
#include "profile_package/package_edit.h"
#include "profile_package/package_expand.h"

enum { ARENA_MAXIMUM = 256 << 20, OUTPUT_MAXIMUM = 64 << 20, INPUT_MAXIMUM = 1 << 14 };

static void check_rewriting(struct bytes package, enum status (*work)(struct bytes, struct buffer *,
                                                                      struct package_rewriting *))
{
	AUTO(buffer) out = BUFFER(OUTPUT_MAXIMUM);
	AUTO(file_listing) before = { 0 };
	AUTO(file_listing) after = { 0 };
	struct package_rewriting rewriting;
	if (work(package, &out, &rewriting) != STATUS_OK) {
		check(out.size == 0);
		return;
	}
	check(file_listing_make(package, &before) == STATUS_OK);
	check(file_listing_make(buffer_bytes(&out), &after) == STATUS_OK);
	check(file_listing_equal(&before, &after));
}

static void check_editing(struct bytes package)
{
	AUTO(package_edit) edit = { 0 };
	AUTO(buffer) out = BUFFER(OUTPUT_MAXIMUM);
	if (package_edit_begin(package, &edit) != STATUS_OK)
		return;
	check(package_edit_finish(&edit, true, &out) == STATUS_OK);
	check(bytes_equal(buffer_bytes(&out), package));
}

/* The first octets say what is set, up to a NUL each; the rest is the package. */
static void check_setting(struct bytes input)
{
	AUTO(package_edit) edit = { 0 };
	AUTO(buffer) out = BUFFER(OUTPUT_MAXIMUM);
	struct text rest = bytes_text(input), path = text_cut(&rest, 0), value = text_cut(&rest, 0);
	if (!rest.data || package_edit_begin(text_bytes(rest), &edit) != STATUS_OK)
		return;
	enum status status = package_edit_set(&edit, path, value);
	check(status == STATUS_OK || edit.message[0] != 0 || status == STATUS_NO_MEMORY || status == STATUS_TOO_LARGE);
	if (status == STATUS_OK)
		check(package_edit_finish(&edit, true, &out) == STATUS_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) arena = ARENA(ARENA_MAXIMUM);
	struct bytes package = bytes_from(data, size);
	struct package_difference *differences;
	struct package_error error;
	int wrong;
	if (size > INPUT_MAXIMUM)
		return 0;
	for (int expanded = 0; expanded < 2; expanded++)
		if (package_diff(package, package, expanded == 1, &arena, &differences, &wrong, &error) == STATUS_OK)
			check(differences == NULL);
	check_rewriting(package, package_expand);
	check_rewriting(package, package_shrink);
	check_editing(package);
	check_setting(package);
	return 0;
}
