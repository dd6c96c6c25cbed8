/* SPDX-License-Identifier: Apache-2.0 */
/* One world of test certificates in memory: CI, EUM, eUICC, DPauth, DPpb, DP TLS, DSauth, DS TLS on one curve, with the
 * identities of SGP.26 (EID 8904…1235, SM-DP+ OID 2.999.10). Keys come from the seed, so that the same seed gives the
 * same keys; another seed gives a world that this one does not know. */
#ifndef TESTS_SUPPORT_TEST_PKI_H
#define TESTS_SUPPORT_TEST_PKI_H

#include "crypto/sign.h"
#include "pki/issue.h"
#include "rsp/identifiers.h"

#define TEST_EID "89049032123451234512345678901235"
#define TEST_EID_PREFIX "89049032"
#define TEST_ORGANIZATION "Provisim Test EUM"
#define TEST_SMDP_ADDRESS "testsmdpplus1.example.com"
#define TEST_SMDS_ADDRESS "testrootsmds.example.com"
#define TEST_SMDP_OID "2.999.10"
#define TEST_SMDS_OID "2.999.15"
#define TEST_EUM_OID "2.999.5"
#define TEST_CI_OID "2.999.1"

/* 2020-01-01 to 2070-01-01; TEST_NOW lies between. */
#define TEST_NOT_BEFORE 1577836800
#define TEST_NOW 1750000000
#define TEST_NOT_AFTER 3155760000

struct test_identity {
	struct signing_key key;
	struct buffer certificate; /* DER */
};

struct test_pki {
	enum curve curve;
	struct eid eid;
	struct test_identity identities[CERTIFICATE_KIND_COUNT];
};

/* Fails the test if anything cannot be made. */
void test_pki_make(struct test_pki *out, enum curve curve, const char *seed);
void test_pki_release(struct test_pki *pki);

struct bytes test_pki_certificate(const struct test_pki *pki, enum certificate_kind kind);
const struct signing_key *test_pki_key(const struct test_pki *pki, enum certificate_kind kind);
/* 20 octets: the CI's subject key identifier. */
struct bytes test_pki_ci_key_id(const struct test_pki *pki);

/* The order that the world's own certificate of this kind was issued from: change a field and issue again. */
struct certificate_order test_pki_order(enum certificate_kind kind);

/* Appends another certificate for the key of `kind`, signed by the issuer of `order->kind` in `signer`. */
void test_pki_issue(const struct test_pki *pki, enum certificate_kind kind, const struct certificate_order *order,
                    const struct test_pki *signer, struct buffer *out);

/* A key that depends on nothing but its arguments. */
void test_key_make(struct signing_key *out, enum curve curve, const char *seed);

#endif
