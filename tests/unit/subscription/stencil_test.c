/* SPDX-License-Identifier: Apache-2.0 */
/* The sample profile becomes that of another subscriber; what the card would hold then is asked of the interpreter. */
#include "subscription/stencil.h"

#include "profile_package/file_listing.h"
#include "profile_package/package_tree.h"
#include "profile_package/source.h"
#include "support/test.h"

enum { PACKAGE_MAXIMUM = 1 << 16 };

static void compile_sample(struct arena *arena, struct buffer *out)
{
	struct source_error error = { 0 };
	assert_ok(source_compile(bytes_text(source_file(arena, "share/templates/sample.yaml")), arena, out, &error));
}

static void set(struct subscription *subscription, enum subscription_field field, const char *value)
{
	char fault[SUBSCRIPTION_FAULT_SIZE] = "";
	if (subscription_set(subscription, field, text_from(value), fault) != STATUS_OK)
		fail_msg("%s", fault);
}

static void check_file(const struct file_listing *listing, const uint16_t *ids, size_t count, const char *want)
{
	AUTO(arena) arena = ARENA(4096);
	struct file_path path = { .count = count };
	memcpy(path.ids, ids, count * sizeof *ids);
	const struct listed_file *file = file_listing_find(listing, &path);
	if (!file)
		fail_msg("there is no file for %s", want);
	struct bytes wanted = octets(&arena, want);
	check_bytes(bytes_first(bytes_from(file->body, file->body_size), wanted.size), wanted, file->name);
}

static void another_subscriber(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 22);
	AUTO(buffer) sample = BUFFER(PACKAGE_MAXIMUM), package = BUFFER(PACKAGE_MAXIMUM);
	AUTO(stencil) stencil = { 0 };
	AUTO(subscription) subscription = { 0 };
	AUTO(file_listing) listing = { 0 };
	char fault[SUBSCRIPTION_FAULT_SIZE] = "";
	compile_sample(&arena, &sample);
	assert_ok(stencil_make(buffer_bytes(&sample), &stencil, fault));
	check_text(subscription_value(&stencil.template, SUBSCRIPTION_IMSI), "001010123456789", "the template's IMSI");
	assert_int_equal(stencil.mnc_digits, 2);
	assert_int_equal(stencil.plan.algorithm, USIM_MILENAGE);

	set(&subscription, SUBSCRIPTION_ICCID, "89999001012345678917");
	set(&subscription, SUBSCRIPTION_IMSI, "001010000000042");
	set(&subscription, SUBSCRIPTION_MSISDN, "4917012345");
	set(&subscription, SUBSCRIPTION_PIN1, "1234");
	assert_ok(stencil_fill(&stencil, &subscription, &package, fault));
	assert_ok(file_listing_make(buffer_bytes(&package), &listing));
	check_file(&listing, (const uint16_t[]){ 0x2FE2 }, 1, "98990910103254769871");
	check_file(&listing, (const uint16_t[]){ 0x7FD0, 0x6F07 }, 2, "080910100000000024");
	check_file(&listing, (const uint16_t[]){ 0x7FD0, 0x6F78 }, 2, "0004");
	check_file(&listing, (const uint16_t[]){ 0x7FD0, 0x6F40 }, 2, "FFFFFFFFFFFFFFFFFFFF 06 91 947110325 4FFFFFFFFFF FFFF");
}

/* An empty subscription changes nothing but the room made for a number. */
static void nobody(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 22);
	AUTO(buffer) sample = BUFFER(PACKAGE_MAXIMUM), package = BUFFER(PACKAGE_MAXIMUM);
	AUTO(stencil) stencil = { 0 };
	AUTO(subscription) subscription = { 0 };
	char fault[SUBSCRIPTION_FAULT_SIZE] = "";
	compile_sample(&arena, &sample);
	assert_ok(stencil_make(buffer_bytes(&sample), &stencil, fault));
	assert_ok(stencil_fill(&stencil, &subscription, &package, fault));
	check_bytes(buffer_bytes(&package), buffer_bytes(&stencil.image), "the image");
	for (size_t i = 0; i < stencil.count; i++)
		CHECK(stencil.places[i].offset + stencil.places[i].size <= stencil.image.size, "inside the package");
}

static void refused(void **state)
{
	(void)state;
	static const struct {
		enum subscription_field field;
		const char *value, *fault;
	} rows[] = {
		{ SUBSCRIPTION_KI, "465B5CE8B199B49FAA5F0A2EE238A6BC465B5CE8B199B49FAA5F0A2EE238A6BC",
		  "ki must be 32 hexadecimal digits, as in the template." },
		{ SUBSCRIPTION_KIC2, "465B5CE8B199B49FAA5F0A2EE238A6BC", "the template has no place for kic2." },
	};
	AUTO(arena) arena = ARENA(1 << 22);
	AUTO(buffer) sample = BUFFER(PACKAGE_MAXIMUM), package = BUFFER(PACKAGE_MAXIMUM);
	AUTO(stencil) stencil = { 0 };
	char fault[SUBSCRIPTION_FAULT_SIZE] = "";
	compile_sample(&arena, &sample);
	assert_ok(stencil_make(buffer_bytes(&sample), &stencil, fault));
	EACH(row, rows) {
		AUTO(subscription) subscription = { 0 };
		set(&subscription, row->field, row->value);
		CHECK_STATUS(stencil_fill(&stencil, &subscription, &package, fault), STATUS_MALFORMED, row->value);
		check_text(text_from(fault), row->fault, row->value);
		assert_int_equal(package.size, 0);
	}
	AUTO(stencil) none = { 0 };
	CHECK_STATUS(stencil_make(octets(&arena, "A003800101"), &none, fault), STATUS_OK, "a package without places");
	CHECK(none.count == 0, "none");
	stencil_release(&none);
	CHECK_STATUS(stencil_make(octets(&arena, "A004800101"), &none, fault), STATUS_MALFORMED, "cut off");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(another_subscriber),
	cmocka_unit_test(nobody),
	cmocka_unit_test(refused),
};

TESTS_MAIN(tests)
