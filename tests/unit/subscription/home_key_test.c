/* SPDX-License-Identifier: Apache-2.0 */
/* The home network's keys of TS 33.501 C.4 (tests/vectors/suci/SOURCE.md), in the files that openssl makes of them. */
#include "subscription/home_key.h"

#include "crypto/pem.h"
#include "profile_package/file_listing.h"
#include "profile_package/source.h"
#include "support/test.h"

enum { PACKAGE_MAXIMUM = 1 << 16 };

#define PUBLIC_A "5A8D38864820197C3394B92613B20B91633CBD897119273BF8E4A6F4EEC0A650"
#define COMPRESSED_B "0272DA71976234CE833A6907425867B82E074D44EF907DFB4B3E21C1C2256EBCD1"
#define PUBLIC_B \
	"0472DA71976234CE833A6907425867B82E074D44EF907DFB4B3E21C1C2256EBCD1" \
	"5A7DED52FCBB097A4ED250E036C7B9C8C7004C4EEDC4F068CD7BF8D3F900E3B4"
#define FILE_A                                                             \
	"-----BEGIN PRIVATE KEY-----\n"                                    \
	"MC4CAQAwBQYDK2VuBCIEIMU8IiCLYYYLBsYuVAanszDCtXeqVViYFRDRKCR9OL0d\n" \
	"-----END PRIVATE KEY-----\n"
#define FILE_B \
	"-----BEGIN EC PRIVATE KEY-----\n" \
	"MHcCAQEEIPGrEHRHfrzH9VTqHF/DaLFhZzAVXgBBrER9YwGXX+zaoAoGCCqGSM49\n" \
	"AwEHoUQDQgAEctpxl2I0zoM6aQdCWGe4LgdNRO+QfftLPiHBwiVuvNFafe1S/LsJ\n" \
	"ek7SUOA2x7nIxwBMTu3E8GjNe/jT+QDjtA==\n" \
	"-----END EC PRIVATE KEY-----\n"
#define FILE_B_PKCS8 \
	"-----BEGIN PRIVATE KEY-----\n" \
	"MEECAQAwEwYHKoZIzj0CAQYIKoZIzj0DAQcEJzAlAgEBBCDxqxB0R368x/VU6hxf\n" \
	"w2ixYWcwFV4AQaxEfWMBl1/s2g==\n" \
	"-----END PRIVATE KEY-----\n"

#define PUBLIC_FILE_A \
	"-----BEGIN PUBLIC KEY-----\n" \
	"MCowBQYDK2VuAyEAWo04hkggGXwzlLkmE7ILkWM8vYlxGSc7+OSm9O7AplA=\n" \
	"-----END PUBLIC KEY-----\n"
#define PUBLIC_FILE_B \
	"-----BEGIN PUBLIC KEY-----\n" \
	"MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEctpxl2I0zoM6aQdCWGe4LgdNRO+Q\n" \
	"fftLPiHBwiVuvNFafe1S/LsJek7SUOA2x7nIxwBMTu3E8GjNe/jT+QDjtA==\n" \
	"-----END PUBLIC KEY-----\n"
#define PUBLIC_FILE_B_COMPRESSED \
	"-----BEGIN PUBLIC KEY-----\n" \
	"MDkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDIgACctpxl2I0zoM6aQdCWGe4LgdNRO+Q\n" \
	"fftLPiHBwiVuvNE=\n" \
	"-----END PUBLIC KEY-----\n"

static void keys_of_others(void **state)
{
	static const struct {
		const char *file, *public_key, *own;
		enum ecies_profile profile;
	} rows[] = {
		{ FILE_A, PUBLIC_A, FILE_A, ECIES_PROFILE_A },
		{ FILE_B, PUBLIC_B, FILE_B, ECIES_PROFILE_B },
		{ FILE_B_PKCS8, PUBLIC_B, FILE_B, ECIES_PROFILE_B },
		{ PUBLIC_FILE_B FILE_B, PUBLIC_B, FILE_B, ECIES_PROFILE_B }, /* both: the private one says more */
	};
	(void)state;
	EACH(row, rows) {
		AUTO(arena) arena = ARENA(4096);
		AUTO(buffer) pem = SECRET_BUFFER(HOME_KEY_PEM_MAXIMUM);
		AUTO(home_keys) keys = { .count = 1 };
		struct home_key *key = &keys.keys[0];
		key->identifier = 9;
		assert_ok(home_key_parse(text_from(row->file), key));
		assert_int_equal(key->profile, row->profile);
		assert_int_equal(key->identifier, 9);
		check_bytes(bytes_from(key->public_key, key->public_size), octets(&arena, row->public_key), "public key");
		assert_ok(home_key_print(key, &pem));
		check_text(buffer_text(&pem), row->own, "as Open5GS reads it");
	}
}

static void public_keys_of_others(void **state)
{
	static const struct {
		const char *file, *public_key;
		enum ecies_profile profile;
	} rows[] = {
		{ PUBLIC_FILE_A, PUBLIC_A, ECIES_PROFILE_A },
		{ PUBLIC_FILE_B, PUBLIC_B, ECIES_PROFILE_B },
		{ PUBLIC_FILE_B_COMPRESSED, PUBLIC_B, ECIES_PROFILE_B },
	};
	(void)state;
	EACH(row, rows) {
		AUTO(arena) arena = ARENA(4096);
		AUTO(buffer) pem = SECRET_BUFFER(HOME_KEY_PEM_MAXIMUM);
		AUTO(home_keys) keys = { .count = 1 };
		struct home_key *key = &keys.keys[0];
		assert_ok(home_key_parse(text_from(row->file), key));
		assert_int_equal(key->profile, row->profile);
		check_bytes(bytes_from(key->public_key, key->public_size), octets(&arena, row->public_key), "public key");
		CHECK_STATUS(home_key_print(key, &pem), STATUS_MALFORMED, "no private key");
	}
}

static void what_is_no_public_key(void **state)
{
#define P256 "06072A8648CE3D0201 06082A8648CE3D030107"
#define SHORT "DA71976234CE833A6907425867B82E074D44EF907DFB4B3E21C1C2256EBCD1"
#define X "72DA71976234CE833A6907425867B82E074D44EF907DFB4B3E21C1C2256EBCD1"
	static const struct {
		const char *what, *der;
		enum status want;
	} rows[] = {
		{ "of Ed25519", "302A 3005 06032B6570 0321 00" PUBLIC_A, STATUS_UNSUPPORTED },
		{ "on P-384's curve", "3036 3010 06072A8648CE3D0201 06052B81040022 0322 00 02" X, STATUS_UNSUPPORTED },
		{ "X25519 of 31 octets", "3029 3005 06032B656E 0320 00" SHORT, STATUS_MALFORMED },
		{ "X25519 with a curve", "3034 300F 06032B656E 06082A8648CE3D030107 0321 00" PUBLIC_A, STATUS_MALFORMED },
		{ "unused bits", "302A 3005 06032B656E 0321 01" PUBLIC_A, STATUS_MALFORMED },
		{ "no point", "3039 3013 " P256 " 0322 00 05" X, STATUS_MALFORMED },
		{ "a coordinate alone", "3038 3013 " P256 " 0321 00" X, STATUS_MALFORMED },
		{ "something behind it", "302C 3005 06032B656E 0321 00" PUBLIC_A "0500", STATUS_MALFORMED },
	};
	(void)state;
	EACH(row, rows) {
		AUTO(arena) arena = ARENA(4096);
		AUTO(buffer) pem = BUFFER(HOME_KEY_PEM_MAXIMUM);
		AUTO(home_keys) keys = { 0 };
		assert_ok(pem_print("PUBLIC KEY", octets(&arena, row->der), &pem));
		CHECK_STATUS(home_key_parse(buffer_text(&pem), &keys.keys[0]), row->want, row->what);
		assert_int_equal(keys.keys[0].public_size, 0);
	}
	AUTO(arena) arena = ARENA(4096);
	struct bytes whole = octets(&arena, "302A 3005 06032B656E 0321 00" PUBLIC_A);
	for (size_t size = 0; size < whole.size; size++) {
		AUTO(buffer) pem = BUFFER(HOME_KEY_PEM_MAXIMUM);
		AUTO(home_keys) keys = { 0 };
		assert_ok(pem_print("PUBLIC KEY", bytes_first(whole, size), &pem));
		CHECK_STATUS(home_key_parse(buffer_text(&pem), &keys.keys[0]), STATUS_MALFORMED, "cut off");
	}
}

static void what_is_no_key(void **state)
{
	static const struct {
		const char *what, *file;
		enum status want;
	} rows[] = {
		{ "nothing", "", STATUS_MALFORMED },
		{ "text", "no key", STATUS_MALFORMED },
		{ "another curve",
		  "-----BEGIN EC PRIVATE KEY-----\n"
		  "MC4CAQEEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4foAcGBSuBBAAK\n"
		  "-----END EC PRIVATE KEY-----\n",
		  STATUS_UNSUPPORTED },
		{ "a key for Ed25519",
		  "-----BEGIN PRIVATE KEY-----\n"
		  "MC4CAQAwBQYDK2VwBCIEIMU8IiCLYYYLBsYuVAanszDCtXeqVViYFRDRKCR9OL0d\n"
		  "-----END PRIVATE KEY-----\n",
		  STATUS_UNSUPPORTED },
	};
	(void)state;
	EACH(row, rows) {
		AUTO(home_keys) keys = { 0 };
		CHECK_STATUS(home_key_parse(text_from(row->file), &keys.keys[0]), row->want, row->what);
		assert_int_equal(keys.keys[0].public_size, 0);
	}
	for (size_t size = 0; size < strlen(FILE_B) - 1; size++) {
		AUTO(home_keys) keys = { 0 };
		CHECK(home_key_parse((struct text){ FILE_B, size }, &keys.keys[0]) != STATUS_OK, "cut off");
	}
}

/* First noughts or ones, which are no private key on P-256, then a key. */
struct script {
	int calls, bad;
	uint8_t octet;
};

static enum status play(void *self, uint8_t *out, size_t size)
{
	struct script *script = self;
	memset(out, script->calls++ < script->bad ? script->octet : 0x11, size);
	return STATUS_OK;
}

static enum status break_down(void *self, uint8_t *out, size_t size)
{
	(void)self, (void)out, (void)size;
	return STATUS_IO;
}

static void drawn_keys(void **state)
{
	static const struct {
		const char *what;
		enum ecies_profile profile;
		struct script script;
		enum status want;
	} rows[] = {
		{ "profile A", ECIES_PROFILE_A, { 0, 0, 0 }, STATUS_OK },
		{ "profile B", ECIES_PROFILE_B, { 0, 0, 0 }, STATUS_OK },
		{ "noughts first", ECIES_PROFILE_B, { 0, 2, 0 }, STATUS_OK },
		{ "above the order first", ECIES_PROFILE_B, { 0, 2, 0xFF }, STATUS_OK },
		{ "a generator that is broken", ECIES_PROFILE_B, { 0, 1000, 0xFF }, STATUS_IO },
	};
	(void)state;
	EACH(row, rows) {
		struct script script = row->script;
		const struct random random = { &script, play };
		AUTO(home_keys) keys = { 0 };
		AUTO(buffer) pem = SECRET_BUFFER(HOME_KEY_PEM_MAXIMUM);
		AUTO(home_keys) again = { 0 };
		CHECK_STATUS(home_key_draw(row->profile, &random, &keys.keys[0]), row->want, row->what);
		if (row->want != STATUS_OK)
			continue;
		assert_ok(home_key_print(&keys.keys[0], &pem));
		assert_ok(home_key_parse(buffer_text(&pem), &again.keys[0]));
		assert_memory_equal(&keys, &again, sizeof keys);
	}
	const struct random broken = { NULL, break_down };
	AUTO(home_keys) keys = { 0 };
	CHECK_STATUS(home_key_draw(ECIES_PROFILE_A, &broken, &keys.keys[0]), STATUS_IO, "no random octets");
}

/* ---- in a profile ---- */

static void begin(struct arena *arena, const char *template, struct package_edit *out)
{
	AUTO(buffer) package = BUFFER(PACKAGE_MAXIMUM);
	struct source_error error = { 0 };
	assert_ok(source_compile(bytes_text(source_file(arena, template)), arena, &package, &error));
	assert_ok(package_edit_begin(buffer_bytes(&package), out));
}

static void check_file(const struct buffer *package, uint16_t directory, uint16_t id, const char *want)
{
	AUTO(arena) arena = ARENA(4096);
	AUTO(file_listing) listing = { 0 };
	const struct file_path path = { .ids = { 0x7FD0, directory, id }, .count = 3 };
	assert_ok(file_listing_make(buffer_bytes(package), &listing));
	const struct listed_file *file = file_listing_find(&listing, &path);
	assert_non_null(file);
	struct bytes wanted = octets(&arena, want), got = bytes_from(file->body, file->body_size);
	check_bytes(bytes_first(got, wanted.size), wanted, "EF.SUCI_Calc_Info");
	for (size_t i = wanted.size; i < got.size; i++)
		assert_int_equal(got.data[i], 0xFF);
}

/* The keys of TS 31.121 4.9.4, which lists the null scheme besides. */
static void fill(struct home_keys *keys)
{
	assert_ok(home_key_parse(TEXT(FILE_B), &keys->keys[0]));
	assert_ok(home_key_parse(TEXT(FILE_A), &keys->keys[1]));
	keys->keys[0].identifier = 27;
	keys->keys[1].identifier = 30;
}

static void in_the_usim(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 22);
	AUTO(package_edit) edit = { 0 };
	AUTO(buffer) package = BUFFER(PACKAGE_MAXIMUM);
	AUTO(home_keys) keys = { .count = 2 };
	fill(&keys);
	begin(&arena, "share/templates/lte-5g-suci.yaml", &edit);
	assert_ok(home_keys_put(&keys, &edit));
	const struct package_node *header = package_member(edit.package, "header");
	const struct package_node *services = package_member(header, "eUICC-Mandatory-services");
	CHECK(package_member(services, "profile-a-x25519") && package_member(services, "profile-b-p256"), "services");
	assert_ok(package_edit_finish(&edit, false, &package));
	check_file(&package, 0x5FD0, 0x4F01,
	           "A0 04 02 01 01 02  A1 4B 80 01 1B 81 21 " COMPRESSED_B " 80 01 1E 81 20 " PUBLIC_A);
}

/* Of one profile only, and in a file that is large enough. */
static void services_follow(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 22);
	AUTO(package_edit) edit = { 0 };
	AUTO(buffer) package = BUFFER(PACKAGE_MAXIMUM);
	AUTO(home_keys) keys = { .count = 1 };
	fill(&keys);
	begin(&arena, "share/templates/lte-5g-suci.yaml", &edit);
	assert_ok(package_edit_set(&edit, TEXT("df-saip/ef-suci-calc-info-usim/efFileSize"), TEXT("200")));
	assert_ok(home_keys_put(&keys, &edit));
	const struct package_node *header = package_member(edit.package, "header");
	const struct package_node *services = package_member(header, "eUICC-Mandatory-services");
	CHECK(!package_member(services, "profile-a-x25519") && package_member(services, "profile-b-p256"), "services");
	assert_ok(package_edit_finish(&edit, false, &package));
	check_file(&package, 0x5FD0, 0x4F01, "A0 02 02 01  A1 26 80 01 1B 81 21 " COMPRESSED_B);
}

static void in_the_terminal(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 22);
	AUTO(package_edit) edit = { 0 };
	AUTO(buffer) package = BUFFER(PACKAGE_MAXIMUM);
	AUTO(home_keys) keys = { .count = 2 };
	struct package_node *saip;
	fill(&keys);
	begin(&arena, "share/templates/lte-5g-suci.yaml", &edit);
	assert_ok(package_edit_find(&edit, TEXT("df-saip"), &saip));
	package_edit_remove(&edit, saip);
	assert_ok(home_keys_put(&keys, &edit));
	assert_ok(package_edit_finish(&edit, false, &package));
	check_file(&package, 0x5FC0, 0x4F07,
	           "A0 04 02 01 01 02  A1 4B 80 01 1B 81 21 " COMPRESSED_B " 80 01 1E 81 20 " PUBLIC_A);
}

static void nowhere(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 22);
	AUTO(package_edit) edit = { 0 };
	AUTO(home_keys) keys = { .count = 1 };
	fill(&keys);
	begin(&arena, "share/templates/minimal-lte.yaml", &edit);
	CHECK_STATUS(home_keys_put(&keys, &edit), STATUS_NOT_FOUND, "a template for LTE");
	CHECK(edit.message[0] != '\0', "says why");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(keys_of_others),
	cmocka_unit_test(public_keys_of_others),
	cmocka_unit_test(what_is_no_public_key),
	cmocka_unit_test(what_is_no_key),
	cmocka_unit_test(drawn_keys),
	cmocka_unit_test(in_the_usim),
	cmocka_unit_test(services_follow),
	cmocka_unit_test(in_the_terminal),
	cmocka_unit_test(nowhere),
};

TESTS_MAIN(tests)
