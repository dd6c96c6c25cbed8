/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/sign.h"

#include "crypto/key_agreement.h"
#include "support/test.h"

static const struct {
	enum curve curve;
	const char *order;
	const char *base_x, *base_y;
} curves[] = {
	/* SEC 2 2.4.2, RFC 5639 3.4 */
	{ CURVE_P256, "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551",
	  "6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296",
	  "4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5" },
	{ CURVE_BRAINPOOL_P256R1, "A9FB57DBA1EEA9BC3E660A909D838D718C397AA3B561A6F7901E0E82974856A7",
	  "8BD2AEB9CB7E57CB2C4B482FFC81B7AFB9DE27E1E3BD23C23A4453BD9ACE3262",
	  "547EF835C3DAC4FD97F8461A14611DC9C27745132DED8E545C1D54C72F046997" },
};

static struct bytes base_point(struct arena *arena, size_t index)
{
	return octets(arena, arena_print(arena, "04%s%s", curves[index].base_x, curves[index].base_y));
}

static void own_signature_holds_and_every_change_is_seen(void **state)
{
	(void)state;
	EACH(row, curves) {
		AUTO(signing_key) key = { 0 }, other = { 0 };
		uint8_t signature[SIGNATURE_SIZE];
		const struct bytes parts[] = { text_bytes(TEXT("first")), { 0 }, text_bytes(TEXT("second")) };
		const struct bytes joined = text_bytes(TEXT("firstsecond"));
		assert_ok(signing_key_generate(row->curve, &key));
		assert_ok(signing_key_generate(row->curve, &other));
		assert_ok(sign(&key, parts, ARRAY_SIZE(parts), signature));
		assert_ok(verify(row->curve, BYTES(key.point), &joined, 1, BYTES(signature)));
		CHECK_STATUS(verify(row->curve, BYTES(key.point), parts, 1, BYTES(signature)), STATUS_UNTRUSTED, "less");
		CHECK_STATUS(verify(row->curve, BYTES(other.point), &joined, 1, BYTES(signature)), STATUS_UNTRUSTED,
		             "another key");
		for (size_t i = 0; i < SIGNATURE_SIZE; i++) {
			signature[i] ^= 0x01;
			CHECK_STATUS(verify(row->curve, BYTES(key.point), &joined, 1, BYTES(signature)),
			             STATUS_UNTRUSTED, "flipped bit");
			signature[i] ^= 0x01;
		}
		for (size_t size = 0; size < SIGNATURE_SIZE; size++)
			CHECK_STATUS(verify(row->curve, BYTES(key.point), &joined, 1, bytes_from(signature, size)),
			             STATUS_UNTRUSTED, "short");
	}
}

/* RFC 6979 A.2.5: signatures that somebody else made. */
static void published_signatures_hold(void **state)
{
	(void)state;
	static const char point[] = "04 60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"
	                            "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299";
	static const struct {
		const char *message, *signature;
	} signatures[] = {
		{ "sample", "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716"
		            "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8" },
		{ "test", "F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367"
		          "019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083" },
	};
	AUTO(arena) arena = ARENA(1 << 16);
	AUTO(public_key) key = { 0 };
	assert_ok(public_key_from_point(CURVE_P256, octets(&arena, point), &key));
	EACH(row, signatures) {
		struct bytes message = text_bytes(text_from(row->message));
		struct bytes other = text_bytes(text_from(row->message + 1));
		struct bytes signature = octets(&arena, row->signature);
		assert_ok(public_key_verify(&key, &message, 1, signature));
		CHECK_STATUS(public_key_verify(&key, &other, 1, signature), STATUS_UNTRUSTED, "another message");
	}
}

/* The scalars 1 and n - 1 give the base point and its negative. */
static void scalars_make_their_points(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(curves); i++) {
		AUTO(arena) arena = ARENA(1 << 16);
		AUTO(signing_key) one = { 0 }, last = { 0 };
		AUTO(buffer) scalar = SECRET_BUFFER(32);
		struct bytes want = base_point(&arena, i);
		uint8_t number[SCALAR_SIZE] = { 0 };
		CHECK_STATUS(signing_key_from_scalar(curves[i].curve, BYTES(number), &one), STATUS_MALFORMED, "nought");
		number[SCALAR_SIZE - 1] = 1;
		assert_ok(signing_key_from_scalar(curves[i].curve, BYTES(number), &one));
		check_bytes(BYTES(one.point), want, curve_name(curves[i].curve));
		assert_ok(signing_key_scalar(&one, &scalar));
		check_bytes(buffer_bytes(&scalar), BYTES(number), "scalar");

		memcpy(number, octets(&arena, curves[i].order).data, SCALAR_SIZE);
		CHECK_STATUS(signing_key_from_scalar(curves[i].curve, BYTES(number), &last), STATUS_MALFORMED, "order");
		CHECK_STATUS(signing_key_from_scalar(curves[i].curve, bytes_from(number, 31), &last), STATUS_MALFORMED,
		             "short");
		number[SCALAR_SIZE - 1]--;
		assert_ok(signing_key_from_scalar(curves[i].curve, BYTES(number), &last));
		check_bytes(bytes_from(last.point, 33), bytes_from(want.data, 33), "same X");
		assert_memory_not_equal(last.point + 33, want.data + 33, SCALAR_SIZE);
	}
}

static void points_that_are_none_are_refused(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 16);
	for (size_t i = 0; i < ARRAY_SIZE(curves); i++) {
		AUTO(public_key) key = { 0 };
		AUTO(signing_key) own = { 0 };
		AUTO(secret) z = { 0 };
		struct bytes good = base_point(&arena, i);
		struct bytes other_curve = base_point(&arena, 1 - i);
		uint8_t off_curve[POINT_SIZE], hybrid[POINT_SIZE], too_long[POINT_SIZE + 1] = { 0 }, infinity[1] = { 0 };
		uint8_t compressed[33], zeros[POINT_SIZE] = { 0x04 }, padded_infinity[POINT_SIZE] = { 0 };
		uint8_t x_too_large[POINT_SIZE];
		memcpy(off_curve, good.data, POINT_SIZE);
		off_curve[POINT_SIZE - 1] ^= 1;
		memcpy(hybrid, good.data, POINT_SIZE);
		hybrid[0] = 0x06 | (good.data[POINT_SIZE - 1] & 1);
		memcpy(too_long, good.data, POINT_SIZE);
		memcpy(compressed, good.data, sizeof compressed);
		compressed[0] = 0x02 | (good.data[POINT_SIZE - 1] & 1);
		memset(x_too_large, 0xFF, POINT_SIZE);
		x_too_large[0] = 0x04;
		const struct bytes bad[] = {
			{ 0 },           BYTES(infinity), bytes_from(good.data, POINT_SIZE - 1), BYTES(too_long),
			BYTES(hybrid),   BYTES(zeros),    BYTES(padded_infinity),                BYTES(compressed),
			BYTES(off_curve), other_curve,    BYTES(x_too_large),
		};
		assert_ok(public_key_from_point(curves[i].curve, good, &key));
		assert_ok(signing_key_generate(curves[i].curve, &own));
		for (size_t j = 0; j < ARRAY_SIZE(bad); j++) {
			char what[32];
			snprintf(what, sizeof what, "point %zu", j);
			CHECK_STATUS(public_key_from_point(curves[i].curve, bad[j], &key), STATUS_MALFORMED, what);
			CHECK_STATUS(agree(&own, bad[j], &z), STATUS_MALFORMED, what);
		}
	}
}

/* r and s at and over the edges of 1 to n - 1; the equation is never reached. */
static void numbers_out_of_range_are_refused(void **state)
{
	(void)state;
	EACH(row, curves) {
		AUTO(arena) arena = ARENA(1 << 16);
		AUTO(signing_key) key = { 0 };
		const struct bytes message = text_bytes(TEXT("message"));
		const char *zero = "0000000000000000000000000000000000000000000000000000000000000000";
		const char *ones = "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF";
		uint8_t good[SIGNATURE_SIZE];
		assert_ok(signing_key_generate(row->curve, &key));
		assert_ok(sign(&key, &message, 1, good));
		const char *edges[] = { zero, row->order, ones };
		for (size_t i = 0; i < 2 * ARRAY_SIZE(edges); i++) {
			uint8_t bad[SIGNATURE_SIZE];
			memcpy(bad, good, sizeof bad);
			memcpy(bad + (i % 2) * SCALAR_SIZE, octets(&arena, edges[i / 2]).data, SCALAR_SIZE);
			CHECK_STATUS(verify(row->curve, BYTES(key.point), &message, 1, BYTES(bad)), STATUS_UNTRUSTED,
			             edges[i / 2]);
		}
	}
}

static void names_of_curves(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		bool known;
		enum curve curve;
	} names[] = {
		{ "P-256", true, CURVE_P256 },   { "NIST", true, CURVE_P256 },
		{ "p256", true, CURVE_P256 },    { "BrainpoolP256R1", true, CURVE_BRAINPOOL_P256R1 },
		{ "brainpool", true, CURVE_BRAINPOOL_P256R1 }, { "", false, 0 },
		{ "P-384", false, 0 },           { "P-256 ", false, 0 },
	};
	EACH(row, names) {
		enum curve curve;
		assert_int_equal(curve_parse(text_from(row->name), &curve), row->known);
		if (row->known)
			assert_int_equal(curve, row->curve);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(own_signature_holds_and_every_change_is_seen),
		cmocka_unit_test(published_signatures_hold),
		cmocka_unit_test(scalars_make_their_points),
		cmocka_unit_test(points_that_are_none_are_refused),
		cmocka_unit_test(numbers_out_of_range_are_refused),
		cmocka_unit_test(names_of_curves),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
