/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/package_seal.h"

#include "unit/rsp/message_check.h"

enum { PROFILE_SIZE = 5000 };

#define METADATA "BF2515 5A0A98001032547698103214 9103746D6F 92027031"
static const uint8_t host_id[] = "host";
static const uint8_t eid[EID_SIZE] = { 0x89, 0x04, 0x90, 0x32 };
static const struct package_keys random_keys = { { 1, 2, 3 }, { 4, 5, 6 }, { 7, 8, 9 } };

/* A card with its one-time key, and a profile for it. */
struct fixture {
	struct arena arena;
	struct signing_key card_key;
	uint8_t profile[PROFILE_SIZE];
	struct package_binding binding;
};

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof *fixture);
	assert_non_null(fixture);
	fixture->arena = ARENA(1 << 18);
	assert_ok(signing_key_generate(CURVE_P256, &fixture->card_key));
	for (size_t i = 0; i < PROFILE_SIZE; i++)
		fixture->profile[i] = (uint8_t)(i * 7 >> 3);
	fixture->binding = (struct package_binding){
		.curve = CURVE_P256, .euicc_otpk = BYTES(fixture->card_key.point), .host_id = bytes_from(host_id, 4),
		.eid = BYTES(eid), .metadata = octets(&fixture->arena, METADATA), .upp = BYTES(fixture->profile),
	};
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;
	signing_key_release(&fixture->card_key);
	arena_release(&fixture->arena);
	free(fixture);
	return 0;
}

static void open_sequence(struct segment_keys *keys, struct bytes sequence, bool encrypted, size_t segment_maximum,
                          struct buffer *out)
{
	struct der_reader outer = der_reader(sequence);
	struct der_reader inside;
	struct der_element segment;
	buffer_clear(out);
	assert_true(der_enter(&outer, der_peek(&outer), &inside));
	while (!der_end(&inside)) {
		assert_true(der_next(&inside, &segment));
		assert_true(segment.whole.size <= segment_maximum);
		assert_ok(segment_open(keys, (uint8_t)segment.tag, encrypted, segment.whole, out));
	}
}

static void replace_keys(struct segment_keys *keys, struct bytes message)
{
	struct der_reader reader = der_reader(message);
	struct der_reader inside;
	struct bytes chaining_value = { 0 }, encryption = { 0 }, mac = { 0 };
	assert_true(der_enter(&reader, REPLACE_SESSION_KEYS_TAG, &inside)
	            && der_octets(&inside, 0x80, 16, 16, &chaining_value)
	            && der_octets(&inside, 0x81, 16, 16, &encryption) && der_octets(&inside, 0x82, 16, 16, &mac)
	            && der_end(&inside) && der_end(&reader));
	segment_keys_release(keys);
	assert_ok(segment_keys_set(keys, chaining_value, encryption, mac));
}

/* What a card does with a package, as far as the profile. */
static void open_package(const struct fixture *fixture, struct bytes whole, size_t segment_maximum, struct buffer *out)
{
	AUTO(secret) z = { 0 };
	AUTO(segment_keys) keys = { 0 };
	struct bound_package package;
	struct initialise_secure_channel channel;
	assert_ok(bound_package_decode(whole, &package));
	assert_ok(initialise_secure_channel_decode(package.initialise, &channel));
	assert_ok(agree(&fixture->card_key, channel.smdp_otpk, &z));
	assert_ok(segment_keys_derive(&keys, secret_bytes(&z), channel.key_type.data[0], channel.key_length.data[0],
	                              channel.host_id, BYTES(eid)));
	open_sequence(&keys, package.configure_isdp, true, segment_maximum, out);
	check_bytes(buffer_bytes(out), bytes_from("\xBF\x24\0", 3), "ConfigureISDP");
	open_sequence(&keys, package.store_metadata, false, segment_maximum, out);
	check_bytes(buffer_bytes(out), fixture->binding.metadata, "StoreMetadata");
	if (package.replace_keys.size > 0) {
		open_sequence(&keys, package.replace_keys, true, segment_maximum, out);
		replace_keys(&keys, buffer_bytes(out));
	}
	open_sequence(&keys, package.profile_elements, true, segment_maximum, out);
}

static void check_opens(const struct fixture *fixture, const struct package_body *body, size_t segment_maximum)
{
	AUTO(signing_key) dppb_key = { 0 };
	AUTO(buffer) whole = BUFFER(1 << 16);
	AUTO(buffer) profile = BUFFER(1 << 16);
	assert_ok(signing_key_generate(fixture->binding.curve, &dppb_key));
	assert_ok(package_finish(BYTES(body->smdp_otpk), buffer_bytes(&body->sequences), fixture->binding.host_id,
	                         bytes_from("\1\2", 2), fixture->binding.euicc_otpk, &dppb_key, &whole));
	open_package(fixture, buffer_bytes(&whole), segment_maximum, &profile);
	check_bytes(buffer_bytes(&profile), BYTES(fixture->profile), "profile");

	struct bound_package package;
	struct initialise_secure_channel channel;
	assert_ok(bound_package_decode(buffer_bytes(&whole), &package));
	assert_ok(initialise_secure_channel_decode(package.initialise, &channel));
	const struct bytes parts[] = { channel.signed_part, bytes_from("\x5F\x49\x41", 3), fixture->binding.euicc_otpk };
	assert_ok(verify(fixture->binding.curve, BYTES(dppb_key.point), parts, ARRAY_SIZE(parts), channel.smdp_sign));
}

static void under_session_keys(void **state)
{
	struct fixture *fixture = *state;
	AUTO(package_body) body = { .sequences = BUFFER(1 << 16) };
	assert_ok(package_bind(&fixture->binding, &body));
	check_opens(fixture, &body, PROTECTED_TLV_MAXIMUM);
}

static void on_the_other_curve(void **state)
{
	struct fixture *fixture = *state;
	AUTO(package_body) body = { .sequences = BUFFER(1 << 16) };
	signing_key_release(&fixture->card_key);
	assert_ok(signing_key_generate(CURVE_BRAINPOOL_P256R1, &fixture->card_key));
	fixture->binding.curve = CURVE_BRAINPOOL_P256R1;
	assert_ok(package_bind(&fixture->binding, &body));
	check_opens(fixture, &body, PROTECTED_TLV_MAXIMUM);
}

static void in_shorter_and_longer_segments(void **state)
{
	struct fixture *fixture = *state;
	static const size_t maxima[] = { 28, 29, 100, 1004, 1020, 1036, 4000 };
	EACH(maximum, maxima) {
		AUTO(package_body) body = { .sequences = BUFFER(1 << 16) };
		fixture->binding.segment_maximum = *maximum;
		assert_ok(package_bind(&fixture->binding, &body));
		check_opens(fixture, &body, *maximum < 30 ? 60 : *maximum); /* ConfigureISDP has its one size */
	}
	AUTO(package_body) body = { .sequences = BUFFER(1 << 16) };
	fixture->binding.segment_maximum = 27;
	assert_int_equal(package_bind(&fixture->binding, &body), STATUS_MALFORMED);
	assert_int_equal(body.sequences.size, 0);
}

static void protected_ahead(void **state)
{
	struct fixture *fixture = *state;
	AUTO(package_body) body = { .sequences = BUFFER(1 << 16) };
	AUTO(buffer) ahead = BUFFER(1 << 16);
	AUTO(buffer) again = BUFFER(1 << 16);
	assert_ok(package_protect(BYTES(fixture->profile), &random_keys, &ahead));
	assert_ok(package_protect(BYTES(fixture->profile), &random_keys, &again));
	check_bytes(buffer_bytes(&again), buffer_bytes(&ahead), "made twice");
	fixture->binding.upp = (struct bytes){ 0 };
	fixture->binding.protected_profile = buffer_bytes(&ahead);
	fixture->binding.package_keys = &random_keys;
	assert_ok(package_bind(&fixture->binding, &body));
	check_opens(fixture, &body, PROTECTED_TLV_MAXIMUM);
	struct bytes tail = bytes_after(buffer_bytes(&body.sequences), body.sequences.size - ahead.size);
	check_bytes(tail, buffer_bytes(&ahead), "A3 as it was made");
}

/* A3 alone under keys that have sealed before. */
static void under_keys_as_they_stand(void **state)
{
	struct fixture *fixture = *state;
	AUTO(segment_keys) seals = { 0 };
	AUTO(segment_keys) opens = { 0 };
	AUTO(buffer) first = BUFFER(64);
	AUTO(buffer) sequence = BUFFER(1 << 16);
	AUTO(buffer) clear = BUFFER(1 << 16);
	const struct bytes key = BYTES(random_keys.mac);
	assert_ok(segment_keys_set(&seals, key, key, key));
	assert_ok(segment_keys_set(&opens, key, key, key));
	assert_ok(segment_mac(&seals, 0x88, bytes_from("x", 1), &first));
	assert_ok(package_protect_with_session_keys(&seals, BYTES(fixture->profile), &sequence));
	assert_ok(segment_open(&opens, 0x88, false, buffer_bytes(&first), &clear));
	open_sequence(&opens, buffer_bytes(&sequence), true, PROTECTED_TLV_MAXIMUM, &clear);
	check_bytes(buffer_bytes(&clear), BYTES(fixture->profile), "profile");
}

/* Two bindings for one card share nothing; two finishes of one body differ only in BF23. */
static void again_and_anew(void **state)
{
	struct fixture *fixture = *state;
	AUTO(package_body) body = { .sequences = BUFFER(1 << 16) };
	AUTO(package_body) other = { .sequences = BUFFER(1 << 16) };
	AUTO(signing_key) dppb_key = { 0 };
	AUTO(buffer) first = BUFFER(1 << 16);
	AUTO(buffer) second = BUFFER(1 << 16);
	struct bound_package a, b;
	assert_ok(signing_key_generate(CURVE_P256, &dppb_key));
	assert_ok(package_bind(&fixture->binding, &body));
	assert_ok(package_bind(&fixture->binding, &other));
	assert_memory_not_equal(body.smdp_otpk, other.smdp_otpk, POINT_SIZE);
	assert_ok(package_finish(BYTES(body.smdp_otpk), buffer_bytes(&body.sequences), fixture->binding.host_id,
	                         bytes_from("\1", 1), fixture->binding.euicc_otpk, &dppb_key, &first));
	assert_ok(package_finish(BYTES(body.smdp_otpk), buffer_bytes(&body.sequences), fixture->binding.host_id,
	                         bytes_from("\2", 1), fixture->binding.euicc_otpk, &dppb_key, &second));
	assert_ok(bound_package_decode(buffer_bytes(&first), &a));
	assert_ok(bound_package_decode(buffer_bytes(&second), &b));
	assert_false(bytes_equal(a.initialise, b.initialise));
	check_bytes(bytes_after(buffer_bytes(&first), a.header.size + a.initialise.size), buffer_bytes(&body.sequences),
	            "the body");
}

static void what_cannot_be_bound(void **state)
{
	struct fixture *fixture = *state;
	const struct package_binding good = fixture->binding;
	uint8_t point[POINT_SIZE + 1];
	memcpy(point, fixture->card_key.point, POINT_SIZE);
	point[POINT_SIZE - 1] ^= 1;
	for (int wrong = 0; wrong < 10; wrong++) {
		AUTO(package_body) body = { .sequences = BUFFER(1 << 16) };
		struct package_binding binding = good;
		enum status want = STATUS_MALFORMED;
		switch (wrong) {
		case 0: binding.euicc_otpk = bytes_from(point, POINT_SIZE); break;     /* off the curve */
		case 1: binding.euicc_otpk = bytes_from(point, POINT_SIZE - 1); break;
		case 2: binding.euicc_otpk = bytes_from(point, POINT_SIZE + 1); break;
		case 3: binding.curve = CURVE_BRAINPOOL_P256R1; break;
		case 4: binding.host_id = (struct bytes){ 0 }; break;
		case 5: binding.host_id = bytes_from(point, HOST_ID_MAXIMUM + 1); break;
		case 6: binding.eid = bytes_from(eid, EID_SIZE - 1); break;
		case 7: binding.upp = (struct bytes){ 0 }, want = STATUS_BUG; break;
		case 8: binding.package_keys = &random_keys, want = STATUS_BUG; break;
		default: body.sequences.limit = 4000, want = STATUS_TOO_LARGE; break;
		}
		assert_int_equal(package_bind(&binding, &body), want);
		assert_int_equal(body.sequences.size, 0);
	}
}

static void what_cannot_be_finished(void **state)
{
	struct fixture *fixture = *state;
	AUTO(signing_key) key = { 0 };
	AUTO(buffer) out = BUFFER(1 << 12);
	struct bytes point = fixture->binding.euicc_otpk;
	struct bytes host = fixture->binding.host_id;
	struct bytes id = bytes_from("\1", 1);
	struct bytes none = { 0 };
	struct bytes large = BYTES(fixture->profile);
	assert_ok(signing_key_generate(CURVE_P256, &key));
	assert_int_equal(package_finish(none, id, host, id, point, &key, &out), STATUS_MALFORMED);
	assert_int_equal(package_finish(point, id, none, id, point, &key, &out), STATUS_MALFORMED);
	assert_int_equal(package_finish(point, id, bytes_first(large, 17), id, point, &key, &out), STATUS_MALFORMED);
	assert_int_equal(package_finish(point, id, host, none, point, &key, &out), STATUS_MALFORMED);
	assert_int_equal(package_finish(point, id, host, bytes_first(large, 17), point, &key, &out), STATUS_MALFORMED);
	assert_int_equal(package_finish(point, id, host, id, bytes_first(point, 64), &key, &out), STATUS_MALFORMED);
	assert_int_equal(package_finish(point, large, host, id, point, &key, &out), STATUS_TOO_LARGE);
	assert_int_equal(out.size, 0);
	assert_ok(package_finish(point, id, host, id, point, &key, &out));
}

#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static const struct CMUnitTest tests[] = {
	WITH_FIXTURE(under_session_keys),
	WITH_FIXTURE(on_the_other_curve),
	WITH_FIXTURE(in_shorter_and_longer_segments),
	WITH_FIXTURE(protected_ahead),
	WITH_FIXTURE(under_keys_as_they_stand),
	WITH_FIXTURE(again_and_anew),
	WITH_FIXTURE(what_cannot_be_bound),
	WITH_FIXTURE(what_cannot_be_finished),
};

TESTS_MAIN(tests)
