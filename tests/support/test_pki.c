/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test_pki.h"

#include "crypto/certificate.h"
#include "crypto/digest.h"
#include "support/test.h"

void test_key_make(struct signing_key *out, enum curve curve, const char *seed)
{
	/* Not every number of 256 bits is below the order of brainpoolP256r1. */
	for (uint8_t counter = 0; counter < 100; counter++) {
		uint8_t scalar[SHA256_SIZE];
		struct bytes parts[] = { text_bytes(text_from(seed)), bytes_from(&counter, 1) };
		assert_ok(sha256(parts, ARRAY_SIZE(parts), scalar));
		if (signing_key_from_scalar(curve, BYTES(scalar), out) == STATUS_OK)
			return;
	}
	fail_msg("no key from seed \"%s\"", seed);
}

struct certificate_order test_pki_order(enum certificate_kind kind)
{
	static const char *const oids[CERTIFICATE_KIND_COUNT] = {
		[CERTIFICATE_CI] = TEST_CI_OID,      [CERTIFICATE_EUM] = TEST_EUM_OID,
		[CERTIFICATE_DPAUTH] = TEST_SMDP_OID, [CERTIFICATE_DPPB] = TEST_SMDP_OID,
		[CERTIFICATE_DPTLS] = TEST_SMDP_OID, [CERTIFICATE_DSAUTH] = TEST_SMDS_OID,
		[CERTIFICATE_DSTLS] = TEST_SMDS_OID,
	};
	static const char *const hosts[CERTIFICATE_KIND_COUNT] = {
		[CERTIFICATE_DPTLS] = TEST_SMDP_ADDRESS,
		[CERTIFICATE_DSTLS] = TEST_SMDS_ADDRESS,
	};
	static const uint8_t serial_number[] = { 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88 };
	return (struct certificate_order){
		.kind = kind,
		.common_name = text_from(certificate_kind_rule(kind)->name),
		.organization = TEXT(TEST_ORGANIZATION),
		.country = TEXT("ES"),
		.eid = kind == CERTIFICATE_EUICC ? TEXT(TEST_EID) : (struct text){ 0 },
		.eid_prefix = kind == CERTIFICATE_EUM ? TEXT(TEST_EID_PREFIX) : (struct text){ 0 },
		.registered_id = text_from(oids[kind]),
		.dns_name = text_from(hosts[kind]),
		.not_before = TEST_NOT_BEFORE,
		.not_after = TEST_NOT_AFTER,
		.serial_number = BYTES(serial_number),
	};
}

void test_pki_issue(const struct test_pki *pki, enum certificate_kind kind, const struct certificate_order *order,
                    const struct test_pki *signer, struct buffer *out)
{
	enum certificate_kind issuing = certificate_kind_rule(order->kind)->issuer;
	struct issuer issuer = { .key = test_pki_key(signer, issuing) };
	if (order->kind != CERTIFICATE_CI)
		issuer.certificate = test_pki_certificate(signer, issuing);
	assert_ok(certificate_issue(order, test_pki_key(pki, kind), &issuer, out));
}

void test_pki_make(struct test_pki *out, enum curve curve, const char *seed)
{
	*out = (struct test_pki){ .curve = curve };
	assert_ok(eid_parse(TEXT(TEST_EID), &out->eid));
	/* The kinds are listed so that each one's issuer comes before it. */
	for (int kind = 0; kind < CERTIFICATE_KIND_COUNT; kind++) {
		struct test_identity *identity = &out->identities[kind];
		char key_seed[80];
		snprintf(key_seed, sizeof key_seed, "%s %s %s", seed, certificate_kind_rule(kind)->name, curve_name(curve));
		test_key_make(&identity->key, curve, key_seed);
		identity->certificate = BUFFER(CERTIFICATE_SIZE_MAXIMUM);
		struct certificate_order order = test_pki_order(kind);
		test_pki_issue(out, kind, &order, out, &identity->certificate);
	}
}

void test_pki_release(struct test_pki *pki)
{
	for (int kind = 0; kind < CERTIFICATE_KIND_COUNT; kind++) {
		signing_key_release(&pki->identities[kind].key);
		buffer_release(&pki->identities[kind].certificate);
	}
}

struct bytes test_pki_certificate(const struct test_pki *pki, enum certificate_kind kind)
{
	return buffer_bytes(&pki->identities[kind].certificate);
}

const struct signing_key *test_pki_key(const struct test_pki *pki, enum certificate_kind kind)
{
	return &pki->identities[kind].key;
}

struct bytes test_pki_ci_key_id(const struct test_pki *pki)
{
	struct certificate certificate;
	assert_ok(certificate_decode(test_pki_certificate(pki, CERTIFICATE_CI), &certificate));
	return certificate.subject_key_identifier;
}
