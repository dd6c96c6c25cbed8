/* SPDX-License-Identifier: Apache-2.0 */
/* A published profile with every bit of it turned over in turn, and cut off behind every octet: each reader says where it
 * is wrong, or what it makes of it is a profile. */
#include "support/test.h"

#include <malloc.h>

#include "codec/der_read.h"
#include "profile_package/file_listing.h"
#include "profile_package/package_expand.h"
#include "profile_package/source.h"

enum { ARENA_LIMIT = 64 << 20, OUTPUT_LIMIT = 4 << 20 };

/* With sanitizers every seventh, which takes each place in an octet in turn: all of them would take minutes. */
#ifdef __SANITIZE_ADDRESS__
enum { STRIDE = 7 };
#else
enum { STRIDE = 1 };
#endif

static const char published[] = "data/upp/TS48v5_SAIP2.3_BERTLV_SUCI.der";

static bool load(struct arena *arena, struct bytes *out)
{
	return shared_file(arena, published, out);
}

/* The structure of a package that installs is one that the schema allows, field by field. */
static bool is_sound(const struct package_node *node)
{
	for (const struct package_node *member = node->first; member; member = member->next) {
		if (!member->field || member->field == &schema_unknown_element)
			return false;
		bool sound = schema_is_constructed(member->field) ? is_sound(member)
		                                                  : schema_value_fits(member->field, member->value);
		if (!sound)
			return false;
	}
	return true;
}

/* ---- cut off ---- */

static void check_rewriting(struct bytes cut, enum status (*work)(struct bytes, struct buffer *, struct package_rewriting *))
{
	AUTO(buffer) out = BUFFER(OUTPUT_LIMIT);
	struct package_rewriting rewriting = { .error.offset = SIZE_MAX };
	enum status status = work(cut, &out, &rewriting);
	bool has_place = rewriting.error.offset <= cut.size && rewriting.error.message[0] != 0;
	if ((status != STATUS_MALFORMED && status != STATUS_REFUSED) || !has_place || out.size > 0)
		fail_msg("%zu octets are rewritten: %s, offset %zu", cut.size, status_name(status), rewriting.error.offset);
}

static void every_cut_is_found(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(ARENA_LIMIT);
	struct bytes package;
	if (!load(&arena, &package))
		skip();
	for (size_t size = 0; size < package.size; size++) {
		AUTO(file_listing) listing = { 0 };
		struct bytes cut = bytes_first(package, size);
		if (file_listing_make(cut, &listing) != STATUS_REFUSED || listing.offset > size || listing.response.size == 0)
			fail_msg("%zu octets install, offset %zu", size, listing.offset);
		check_rewriting(cut, package_expand);
		check_rewriting(cut, package_shrink);
	}
}

/* ---- a bit ---- */

/* True: a card would install all of it. */
static bool check_installation(struct bytes package, size_t bit)
{
	AUTO(file_listing) listing = { 0 };
	AUTO(arena) arena = ARENA(ARENA_LIMIT);
	struct package_node *root;
	struct package_error error;
	enum status status = file_listing_make(package, &listing);
	if (status == STATUS_REFUSED && listing.offset <= package.size && listing.response.size > 0)
		return false;
	if (status != STATUS_OK || package_decode(package, &arena, &root, &error) != STATUS_OK)
		fail_msg("bit %zu of octet %zu: %s at %zu", bit % 8, bit / 8, status_name(status), listing.offset);
	if (listing.is_whole && !is_sound(root))
		fail_msg("bit %zu of octet %zu is installed", bit % 8, bit / 8);
	return listing.is_whole;
}

static void every_bit_installs_or_is_refused(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(ARENA_LIMIT);
	struct bytes package, copy;
	size_t installed = 0;
	if (!load(&arena, &package))
		skip();
	assert_ok(arena_copy(&arena, package, &copy));
	uint8_t *octets = (uint8_t *)(uintptr_t)copy.data;
	for (size_t bit = 0; bit < 8 * package.size; bit += STRIDE) {
		octets[bit / 8] ^= (uint8_t)(1u << bit % 8);
		installed += check_installation(copy, bit);
		octets[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	/* Keys, names and access rules on one side, tags and lengths on the other. */
	CHECK(STRIDE * installed > package.size && STRIDE * installed < 7 * package.size, "some of each");
}

/* ---- a bit, in the source form ---- */

static void check_inverse(struct bytes element, size_t bit)
{
	AUTO(arena) arena = ARENA(ARENA_LIMIT);
	AUTO(buffer) text = BUFFER(OUTPUT_LIMIT);
	AUTO(buffer) again = BUFFER(OUTPUT_LIMIT);
	struct package_node *root;
	struct package_error error = { .offset = SIZE_MAX };
	struct source_error place = { 0 };
	enum status status = package_decode(element, &arena, &root, &error);
	if (status == STATUS_MALFORMED && error.offset <= element.size && error.message[0] != 0)
		return;
	if (status != STATUS_OK)
		fail_msg("bit %zu of octet %zu: %s, offset %zu", bit % 8, bit / 8, status_name(status), error.offset);
	assert_ok(source_print(root, true, &text));
	status = source_compile(buffer_text(&text), &arena, &again, &place);
	if (status != STATUS_OK || !bytes_equal(buffer_bytes(&again), element))
		fail_msg("bit %zu of octet %zu: %s at %u:%u: %s\n%.*s", bit % 8, bit / 8, status_name(status), place.line,
		         place.column, place.message, (int)text.size, (const char *)text.data);
}

/* Element by element: what the others hold makes no difference to it. */
static void every_bit_prints_and_compiles(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(ARENA_LIMIT);
	struct bytes package;
	struct der_element element;
	if (!load(&arena, &package))
		skip();
	struct der_reader reader = der_reader(package);
	while (der_next(&reader, &element)) {
		struct bytes copy;
		assert_ok(arena_copy(&arena, element.whole, &copy));
		uint8_t *octets = (uint8_t *)(uintptr_t)copy.data;
		for (size_t bit = 0; bit < 8 * copy.size; bit += STRIDE) {
			octets[bit / 8] ^= (uint8_t)(1u << bit % 8);
			check_inverse(copy, bit);
			octets[bit / 8] ^= (uint8_t)(1u << bit % 8);
		}
	}
	CHECK(der_end(&reader), "all of it");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(every_cut_is_found),
	cmocka_unit_test(every_bit_installs_or_is_refused),
	cmocka_unit_test(every_bit_prints_and_compiles),
};

int main(void)
{
	/* A hundred thousand arenas: what is freed is taken again, and not given back to the system in between. */
	mallopt(M_MMAP_THRESHOLD, OUTPUT_LIMIT);
	mallopt(M_TRIM_THRESHOLD, ARENA_LIMIT);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
