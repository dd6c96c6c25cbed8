/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/key_agreement.h"

#include "support/test.h"

/* tests/vectors/ecdsa/SOURCE.md says where these come from. */
static const struct {
	enum curve curve;
	const char *a, *a_point, *b, *b_point, *z;
} published[] = {
	{ CURVE_P256, "C88F01F510D9AC3F70A292DAA2316DE544E9AAB8AFE84049C62A9C57862D1433",
	  "04 DAD0B65394221CF9B051E1FECA5787D098DFE637FC90B9EF945D0C3772581180"
	  "5271A0461CDB8252D61F1C456FA3E59AB1F45B33ACCF5F58389E0577B8990BB3",
	  "C6EF9C5D78AE012A011164ACB397CE2088685D8F06BF9BE0B283AB46476BEE53",
	  "04 D12DFB5289C8D4F81208B70270398C342296970A0BCCB74C736FC7554494BF63"
	  "56FBF3CA366CC23E8157854C13C58D6AAC23F046ADA30F8353E74F33039872AB",
	  "D6840F6B42F6EDAFD13116E0E12565202FEF8E9ECE7DCE03812464D04B9442DE" },
	{ CURVE_BRAINPOOL_P256R1, "81DB1EE100150FF2EA338D708271BE38300CB54241D79950F77B063039804F1D",
	  "04 44106E913F92BC02A1705D9953A8414DB95E1AAA49E81D9E85F929A8E3100BE5"
	  "8AB4846F11CACCB73CE49CBDD120F5A900A69FD32C272223F789EF10EB089BDC",
	  "55E40BC41E37E3E2AD25C3C6654511FFA8474A91A0032087593852D3E7D76BD3",
	  "04 8D2D688C6CF93E1160AD04CC4429117DC2C41825E1E9FCA0ADDD34E6F1B39F7B"
	  "990C57520812BE512641E47034832106BC7D3E8DD0E4C7F1136D7006547CEC6A",
	  "89AFC39D41D3B327814B80940B042590F96556EC91E6AE7939BCE31F3A18BF2B" },
};

static void published_secrets(void **state)
{
	(void)state;
	EACH(row, published) {
		AUTO(arena) arena = ARENA(1 << 16);
		AUTO(signing_key) a = { 0 }, b = { 0 };
		AUTO(secret) za = { 0 }, zb = { 0 };
		struct bytes want = octets(&arena, row->z);
		assert_ok(signing_key_from_scalar(row->curve, octets(&arena, row->a), &a));
		assert_ok(signing_key_from_scalar(row->curve, octets(&arena, row->b), &b));
		check_bytes(BYTES(a.point), octets(&arena, row->a_point), "point of A");
		check_bytes(BYTES(b.point), octets(&arena, row->b_point), "point of B");
		assert_ok(agree(&a, BYTES(b.point), &za));
		assert_ok(agree(&b, BYTES(a.point), &zb));
		check_bytes(secret_bytes(&za), want, curve_name(row->curve));
		check_bytes(secret_bytes(&zb), want, curve_name(row->curve));
	}
}

/* One X coordinate in 256 starts with a nought. All stay 32 octets long. */
static void secrets_keep_their_leading_noughts(void **state)
{
	(void)state;
	AUTO(signing_key) own = { 0 };
	bool met = false;
	assert_ok(signing_key_generate(CURVE_P256, &own));
	for (int i = 0; i < 20000 && !met; i++) {
		AUTO(signing_key) peer = { 0 };
		AUTO(secret) z = { 0 };
		assert_ok(signing_key_generate(CURVE_P256, &peer));
		assert_ok(agree(&own, BYTES(peer.point), &z));
		assert_int_equal(z.size, SCALAR_SIZE);
		met = z.data[0] == 0;
	}
	assert_true(met);
}

static void a_key_that_is_none_agrees_on_nothing(void **state)
{
	(void)state;
	AUTO(signing_key) none = { 0 }, peer = { 0 };
	AUTO(secret) z = { 0 };
	assert_ok(signing_key_generate(CURVE_P256, &peer));
	CHECK_STATUS(agree(&none, BYTES(peer.point), &z), STATUS_BUG, "no key");
	assert_int_equal(z.size, 0);
}

/* RFC 7748 6.1. */
static void published_x25519(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 16);
	AUTO(secret) za = { 0 }, zb = { 0 };
	uint8_t point[X25519_SIZE];
	struct bytes a = octets(&arena, "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
	struct bytes b = octets(&arena, "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
	struct bytes a_point = octets(&arena, "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
	struct bytes b_point = octets(&arena, "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
	struct bytes want = octets(&arena, "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
	assert_ok(x25519_public(a, point));
	check_bytes(BYTES(point), a_point, "point of A");
	assert_ok(x25519_public(b, point));
	check_bytes(BYTES(point), b_point, "point of B");
	assert_ok(x25519_agree(a, b_point, &za));
	assert_ok(x25519_agree(b, a_point, &zb));
	check_bytes(secret_bytes(&za), want, "A");
	check_bytes(secret_bytes(&zb), want, "B");
	CHECK_STATUS(x25519_agree(bytes_first(a, 31), b_point, &za), STATUS_MALFORMED, "own of 31 octets");
	CHECK_STATUS(x25519_agree(a, bytes_first(b_point, 31), &za), STATUS_MALFORMED, "peer of 31 octets");
	CHECK_STATUS(x25519_public(bytes_first(a, 31), point), STATUS_MALFORMED, "own of 31 octets");
}

static void compressed_points_expand(void **state)
{
	(void)state;
	for (enum curve curve = 0; curve < CURVE_COUNT; curve++) {
		for (int i = 0; i < 20; i++) {
			AUTO(signing_key) key = { 0 };
			uint8_t compressed[COMPRESSED_POINT_SIZE], expanded[POINT_SIZE];
			assert_ok(signing_key_generate(curve, &key));
			point_compress(key.point, compressed);
			assert_ok(point_expand(curve, BYTES(compressed), expanded));
			check_bytes(BYTES(expanded), BYTES(key.point), curve_name(curve));
			compressed[0] ^= 1;
			assert_ok(point_expand(curve, BYTES(compressed), expanded));
			assert_memory_not_equal(expanded, key.point, POINT_SIZE);
			CHECK_STATUS(point_expand(curve, bytes_first(BYTES(compressed), 32), expanded), STATUS_MALFORMED,
			  "short");
		}
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(published_x25519),
	cmocka_unit_test(compressed_points_expand),
	cmocka_unit_test(published_secrets),
	cmocka_unit_test(secrets_keep_their_leading_noughts),
	cmocka_unit_test(a_key_that_is_none_agrees_on_nothing),
};

TESTS_MAIN(tests)
