/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates that their CI did sign and that are wrong in one point, which certificate_issue() would never make. */
#include "support/test.h"

#include <openssl/bn.h>
#include <openssl/ecdsa.h>

#include "codec/der_write.h"
#include "pki/chain.h"
#include "support/test_pki.h"

static struct test_pki world;
static struct trust_store trust;

static int make_world(void **state)
{
	(void)state;
	test_pki_make(&world, CURVE_P256, "world");
	assert_ok(trust_store_add(&trust, test_pki_certificate(&world, CERTIFICATE_CI)));
	return 0;
}

static int release_world(void **state)
{
	(void)state;
	trust_store_release(&trust);
	test_pki_release(&world);
	return 0;
}

static void put_signature(struct der_writer *writer, struct bytes signed_part, const struct signing_key *key)
{
	uint8_t raw[SIGNATURE_SIZE], bits[80] = { 0 }, *end = bits + 1;
	assert_ok(sign(key, &signed_part, 1, raw));
	ECDSA_SIG *pair = ECDSA_SIG_new();
	assert_int_equal(ECDSA_SIG_set0(pair, BN_bin2bn(raw, SCALAR_SIZE, NULL),
	                                BN_bin2bn(raw + SCALAR_SIZE, SCALAR_SIZE, NULL)), 1);
	int size = i2d_ECDSA_SIG(pair, &end);
	ECDSA_SIG_free(pair);
	der_put(writer, 0x03, bytes_from(bits, 1 + (size_t)size));
}

/* The world's certificate with some octets replaced by as many others, and signed again by its issuer. */
static void spoil(enum certificate_kind kind, struct bytes from, struct bytes to, struct buffer *out)
{
	static const uint8_t algorithm[] = { 0x30, 0x0A, 0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02 };
	struct certificate good;
	AUTO(buffer) body = BUFFER(CERTIFICATE_SIZE_MAXIMUM);
	assert_ok(certificate_decode(test_pki_certificate(&world, kind), &good));
	assert_ok(buffer_append(&body, good.to_be_signed));
	uint8_t *found = memmem(body.data, body.size, from.data, from.size);
	assert_non_null(found);
	assert_int_equal(from.size, to.size);
	memcpy(found, to.data, to.size);

	struct der_writer writer = der_writer(out);
	der_open(&writer, 0x30);
	der_put_raw(&writer, buffer_bytes(&body));
	der_put_raw(&writer, BYTES(algorithm));
	put_signature(&writer, buffer_bytes(&body), test_pki_key(&world, certificate_kind_rule(kind)->issuer));
	der_close(&writer);
	assert_ok(der_finish(&writer));
}

static enum chain_fault check_as(enum certificate_kind kind, struct bytes der)
{
	struct certificate certificate;
	struct euicc_chain chain;
	bool in_eum;
	if (kind == CERTIFICATE_EUICC)
		return chain_check_euicc(&trust, test_pki_certificate(&world, CERTIFICATE_EUM), der, TEST_NOW, &chain, &in_eum);
	return chain_check(&trust, kind, der, TEST_NOW, &certificate, NULL);
}

static const struct spoiled {
	const char *what;
	enum certificate_kind kind;
	const char *from, *to;
	enum chain_fault want;
} spoiled[] = {
	{ "leaf that signs certificates", CERTIFICATE_DPAUTH, "0302 0780", "0302 0284", CHAIN_WRONG_ROLE },
	{ "leaf that signs certificates", CERTIFICATE_EUICC, "0302 0780", "0302 0284", CHAIN_WRONG_ROLE },
	{ "leaf that may not sign", CERTIFICATE_DPPB, "0302 0780", "0302 0640", CHAIN_WRONG_ROLE },
	{ "leaf that may not sign", CERTIFICATE_DSAUTH, "0302 0780", "0302 0640", CHAIN_WRONG_ROLE },
	{ "EUM that may not sign certificates", CERTIFICATE_EUM, "0302 0204", "0302 0780", CHAIN_WRONG_ROLE },
	{ "EUM that signs revocation lists too", CERTIFICATE_EUM, "0302 0204", "0302 0106", CHAIN_OK },
	{ "EUM that is no authority", CERTIFICATE_EUM, "0101FF 020100", "010100 020100", CHAIN_WRONG_ROLE },
	{ "no role", CERTIFICATE_DPAUTH, "67811201020104", "67811201020114", CHAIN_WRONG_ROLE },
	{ "no role", CERTIFICATE_EUICC, "67811201020101", "67811201020111", CHAIN_WRONG_ROLE },
	{ "TLS for a client only", CERTIFICATE_DPTLS, "2B06010505070301", "2B06010505070303", CHAIN_WRONG_ROLE },
	{ "TLS for a server only", CERTIFICATE_DSTLS, "2B06010505070302", "2B06010505070303", CHAIN_WRONG_ROLE },
	{ "something critical that nobody knows", CERTIFICATE_EUM, "0603 551D1E 0101FF", "0603 551D7E 0101FF",
	  CHAIN_WRONG_ROLE },
	{ "no OID", CERTIFICATE_DPAUTH, "8803 88370A", "8603 88370A", CHAIN_MISSING_IDENTITY },
	{ "no OID", CERTIFICATE_DPPB, "8803 88370A", "8603 88370A", CHAIN_MISSING_IDENTITY },
	{ "no OID", CERTIFICATE_DSAUTH, "8803 88370F", "8603 88370F", CHAIN_MISSING_IDENTITY },
	{ "no host", CERTIFICATE_DPTLS, "8219 74657374", "8619 74657374", CHAIN_MISSING_IDENTITY },
	{ "no host", CERTIFICATE_DSTLS, "8218 74657374", "8618 74657374", CHAIN_MISSING_IDENTITY },
	{ "no EID", CERTIFICATE_EUICC, "06035504 05 1320", "06035504 14 1320", CHAIN_MISSING_IDENTITY },
	{ "EID with a letter", CERTIFICATE_EUICC, "13203839303439303332", "13203839303439303341", CHAIN_MISSING_IDENTITY },
	{ "unknown curve", CERTIFICATE_DPAUTH, "2A8648CE3D030107", "2A8648CE3D030106", CHAIN_WRONG_CURVE },
	{ "key that is not for ECDSA", CERTIFICATE_DPPB, "2A8648CE3D0201", "2A8648CE3D0202", CHAIN_WRONG_CURVE },
	{ "version 2", CERTIFICATE_DPAUTH, "A003 020102", "A003 020101", CHAIN_MALFORMED },
	{ "critical neither true nor false", CERTIFICATE_DPAUTH, "551D0F 0101FF", "551D0F 0201FF", CHAIN_MALFORMED },
	{ "the same extension twice", CERTIFICATE_DPAUTH, "0603 551D0E", "0603 551D23", CHAIN_MALFORMED },
	{ "no such day", CERTIFICATE_DPAUTH, "170D 323030313031", "170D 323030323330", CHAIN_MALFORMED },
	{ "a point without its form", CERTIFICATE_DPAUTH, "034200 04", "034200 02", CHAIN_MALFORMED },
	{ "a bit string of odd bits", CERTIFICATE_DPAUTH, "034200 04", "034201 04", CHAIN_MALFORMED },
	{ "nothing changed", CERTIFICATE_EUM, "0302 0204", "0302 0204", CHAIN_OK },
	{ "nothing changed", CERTIFICATE_EUICC, "0302 0780", "0302 0780", CHAIN_OK },
	{ "nothing changed", CERTIFICATE_DPTLS, "0302 0780", "0302 0780", CHAIN_OK },
};

static void each_wrong_content_has_its_fault(void **state)
{
	(void)state;
	EACH(row, spoiled) {
		AUTO(arena) arena = ARENA(1 << 16);
		AUTO(buffer) der = BUFFER(CERTIFICATE_SIZE_MAXIMUM);
		spoil(row->kind, octets(&arena, row->from), octets(&arena, row->to), &der);
		enum chain_fault got = check_as(row->kind, buffer_bytes(&der));
		if (got != row->want)
			fail_msg("%s, %s: got \"%s\", want \"%s\"", certificate_kind_rule(row->kind)->name, row->what,
			         chain_fault_text(got), chain_fault_text(row->want));
	}
}

/* What the EUM's certificate says decides about the card's. */
static void an_eum_that_cannot_vouch(void **state)
{
	(void)state;
	static const struct {
		const char *what, *from, *to;
		enum chain_fault want;
		bool in_eum;
	} cases[] = {
		{ "as it is", "A035 3033 A431", "A035 3033 A431", CHAIN_OK, false },
		{ "subtrees excluded, not permitted", "A035 3033 A431", "A135 3033 A431", CHAIN_OUTSIDE_CONSTRAINTS, false },
		{ "subtree of another form", "A035 3033 A431", "A035 3033 8431", CHAIN_OUTSIDE_CONSTRAINTS, false },
		{ "no constraints", "551D1E 0101FF", "551D7E 010100", CHAIN_OUTSIDE_CONSTRAINTS, false },
		{ "another key identifier", "551D0E 0416 0414", "551D7E 0416 0414", CHAIN_UNKNOWN_ISSUER, false },
		{ "no authority", "0101FF 020100", "010100 020100", CHAIN_WRONG_ROLE, true },
	};
	EACH(row, cases) {
		AUTO(arena) arena = ARENA(1 << 16);
		AUTO(buffer) eum = BUFFER(CERTIFICATE_SIZE_MAXIMUM);
		struct euicc_chain chain;
		bool in_eum;
		spoil(CERTIFICATE_EUM, octets(&arena, row->from), octets(&arena, row->to), &eum);
		enum chain_fault got = chain_check_euicc(&trust, buffer_bytes(&eum),
		                                         test_pki_certificate(&world, CERTIFICATE_EUICC), TEST_NOW, &chain,
		                                         &in_eum);
		if (got != row->want || in_eum != row->in_eum)
			fail_msg("%s: got \"%s\"", row->what, chain_fault_text(got));
	}
}

/* The point is looked at when the key is needed: for the card's certificate. */
static void an_eum_whose_key_is_on_no_curve(void **state)
{
	(void)state;
	AUTO(buffer) eum = BUFFER(CERTIFICATE_SIZE_MAXIMUM);
	struct euicc_chain chain;
	uint8_t off[POINT_SIZE];
	bool in_eum;
	memcpy(off, test_pki_key(&world, CERTIFICATE_EUM)->point, POINT_SIZE);
	off[POINT_SIZE - 1] ^= 1;
	spoil(CERTIFICATE_EUM, BYTES(test_pki_key(&world, CERTIFICATE_EUM)->point), BYTES(off), &eum);
	CHECK(chain_check_euicc(&trust, buffer_bytes(&eum), test_pki_certificate(&world, CERTIFICATE_EUICC), TEST_NOW, &chain,
	                        &in_eum) == CHAIN_MALFORMED, "off the curve");
}

static void every_cut_of_every_kind_is_malformed(void **state)
{
	(void)state;
	for (enum certificate_kind kind = 0; kind < CERTIFICATE_KIND_COUNT; kind++) {
		struct bytes whole = test_pki_certificate(&world, kind);
		for (size_t size = 0; size < whole.size; size++) {
			AUTO(trust_store) store = { 0 };
			CHECK(check_as(kind, bytes_first(whole, size)) == CHAIN_MALFORMED, certificate_kind_rule(kind)->name);
			CHECK_STATUS(trust_store_add(&store, bytes_first(whole, size)), STATUS_MALFORMED, "as an anchor");
		}
	}
}

static void a_ci_that_is_none(void **state)
{
	(void)state;
	static const struct {
		const char *what, *from, *to;
		enum status want;
	} cases[] = {
		{ "as it is", "0302 0106", "0302 0106", STATUS_OK },
		{ "may not sign certificates", "0302 0106", "0302 0102", STATUS_UNTRUSTED },
		{ "no authority", "551D13 0101FF 0405 3003 0101FF", "551D13 0101FF 0405 3003 010100", STATUS_UNTRUSTED },
		{ "another role", "67811201020100", "67811201020102", STATUS_UNTRUSTED },
		{ "no key identifier", "551D0E 0416 0414", "551D7E 0416 0414", STATUS_UNTRUSTED },
		{ "unknown curve", "2A8648CE3D030107", "2A8648CE3D030106", STATUS_UNSUPPORTED },
	};
	EACH(row, cases) {
		AUTO(arena) arena = ARENA(1 << 16);
		AUTO(trust_store) store = { 0 };
		AUTO(buffer) ci = BUFFER(CERTIFICATE_SIZE_MAXIMUM);
		spoil(CERTIFICATE_CI, octets(&arena, row->from), octets(&arena, row->to), &ci);
		CHECK_STATUS(trust_store_add(&store, buffer_bytes(&ci)), row->want, row->what);
	}
}

/* The GSMA's test CI, an SM-DP+ and a card as somebody else's session showed them: tests/vectors/recorded_session. */
static void published_chains_hold(void **state)
{
	(void)state;
	enum { WITHIN_ALL_DATES = 1790812800 }; /* 2026-10-01 */
	AUTO(arena) arena = ARENA(1 << 18);
	AUTO(trust_store) gsma = { 0 };
	struct bytes der[5];
	static const char *const names[] = { "ci", "dpauth", "dppb", "eum", "euicc" };
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		struct text hex = bytes_text(source_file(&arena, arena_print(&arena, "tests/vectors/recorded_session/%s.hex",
		                                                             names[i])));
		char *terminated = arena_string(&arena, hex);
		assert_non_null(terminated);
		der[i] = octets(&arena, terminated);
	}
	struct certificate certificate;
	struct euicc_chain chain;
	bool in_eum;
	assert_ok(trust_store_add(&gsma, der[0]));
	CHECK(chain_check(&gsma, CERTIFICATE_CI, der[0], WITHIN_ALL_DATES, &certificate, NULL) == CHAIN_OK, "CI");
	CHECK(chain_check(&gsma, CERTIFICATE_DPAUTH, der[1], WITHIN_ALL_DATES, &certificate, NULL) == CHAIN_OK, "DPauth");
	CHECK(chain_check(&gsma, CERTIFICATE_DPPB, der[2], WITHIN_ALL_DATES, &certificate, NULL) == CHAIN_OK, "DPpb");
	CHECK(chain_check_euicc(&gsma, der[3], der[4], WITHIN_ALL_DATES, &chain, &in_eum) == CHAIN_OK, "card");
	check_bytes(BYTES(chain.eid), octets(&arena, TEST_EID), "EID");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(each_wrong_content_has_its_fault),
	cmocka_unit_test(an_eum_that_cannot_vouch),
	cmocka_unit_test(an_eum_whose_key_is_on_no_curve),
	cmocka_unit_test(every_cut_of_every_kind_is_malformed),
	cmocka_unit_test(a_ci_that_is_none),
	cmocka_unit_test(published_chains_hold),
};

int main(void)
{
	return cmocka_run_group_tests(tests, make_world, release_world);
}
