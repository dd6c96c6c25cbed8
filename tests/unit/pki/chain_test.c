/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "pki/chain.h"
#include "support/test_pki.h"

static struct test_pki world, stranger;
static struct trust_store trust;

static int make_world(void **state)
{
	(void)state;
	test_pki_make(&world, CURVE_P256, "world");
	test_pki_make(&stranger, CURVE_P256, "stranger");
	assert_ok(trust_store_add(&trust, test_pki_certificate(&world, CERTIFICATE_CI)));
	return 0;
}

static int release_world(void **state)
{
	(void)state;
	trust_store_release(&trust);
	test_pki_release(&world);
	test_pki_release(&stranger);
	return 0;
}

static const enum certificate_kind under_ci[] = { CERTIFICATE_EUM,    CERTIFICATE_DPAUTH, CERTIFICATE_DPPB,
	                                          CERTIFICATE_DPTLS,  CERTIFICATE_DSAUTH, CERTIFICATE_DSTLS };

static enum chain_fault check(enum certificate_kind kind, struct bytes der, int64_t now)
{
	struct certificate certificate;
	return chain_check(&trust, kind, der, now, &certificate, NULL);
}

static void every_kind_holds_and_for_no_other_role(void **state)
{
	(void)state;
	EACH(shown, under_ci) {
		EACH(wanted, under_ci) {
			enum chain_fault want = *shown == *wanted ? CHAIN_OK : CHAIN_WRONG_ROLE;
			enum chain_fault got = check(*wanted, test_pki_certificate(&world, *shown), TEST_NOW);
			CHECK(got == want, certificate_kind_rule(*shown)->name);
		}
	}
}

static void dates_count_where_there_is_a_clock(void **state)
{
	(void)state;
	static const struct {
		int64_t now;
		enum chain_fault want;
	} cases[] = {
		{ TEST_NOT_BEFORE - 1, CHAIN_NOT_YET_VALID }, { TEST_NOT_BEFORE, CHAIN_OK }, { TEST_NOT_AFTER, CHAIN_OK },
		{ TEST_NOT_AFTER + 1, CHAIN_EXPIRED },        { NO_CLOCK, CHAIN_OK },
	};
	EACH(kind, under_ci)
		EACH(c, cases)
			CHECK(check(*kind, test_pki_certificate(&world, *kind), c->now) == c->want,
			      certificate_kind_rule(*kind)->name);
}

static void strangers_and_forgers_are_refused(void **state)
{
	(void)state;
	EACH(kind, under_ci) {
		const char *name = certificate_kind_rule(*kind)->name;
		CHECK(check(*kind, test_pki_certificate(&stranger, *kind), TEST_NOW) == CHAIN_UNKNOWN_ISSUER, name);

		AUTO(buffer) forged = BUFFER(CERTIFICATE_SIZE_MAXIMUM);
		struct certificate_order order = test_pki_order(*kind);
		struct issuer forger = { .key = test_pki_key(&stranger, CERTIFICATE_CI),
			                 .certificate = test_pki_certificate(&world, CERTIFICATE_CI) };
		assert_ok(certificate_issue(&order, test_pki_key(&world, *kind), &forger, &forged));
		CHECK(check(*kind, buffer_bytes(&forged), TEST_NOW) == CHAIN_BAD_SIGNATURE, name);
	}
}

static void any_flipped_bit_and_any_cut_is_refused(void **state)
{
	(void)state;
	struct bytes good = test_pki_certificate(&world, CERTIFICATE_DPAUTH);
	AUTO(buffer) bad = BUFFER(CERTIFICATE_SIZE_MAXIMUM);
	for (size_t i = 0; i < good.size; i++) {
		CHECK(check(CERTIFICATE_DPAUTH, bytes_first(good, i), TEST_NOW) == CHAIN_MALFORMED, "truncated");
		buffer_clear(&bad);
		assert_ok(buffer_append(&bad, good));
		bad.data[i] ^= (uint8_t)(1U << i % 8);
		CHECK(check(CERTIFICATE_DPAUTH, buffer_bytes(&bad), TEST_NOW) != CHAIN_OK, "flipped bit");
	}
}

static void outputs_stay_on_failure(void **state)
{
	(void)state;
	struct certificate certificate = { .path_length = 42 };
	const struct trust_anchor *anchor = NULL;
	CHECK(chain_check(&trust, CERTIFICATE_DPPB, test_pki_certificate(&world, CERTIFICATE_DPAUTH), TEST_NOW,
	                  &certificate, &anchor) == CHAIN_WRONG_ROLE, "wrong role");
	CHECK(certificate.path_length == 42 && !anchor, "untouched");
}

/* CERT.EUICC for `order`, under the EUM of `signer`. */
static enum chain_fault check_card(const struct certificate_order *order, const struct test_pki *signer,
                                   struct bytes eum, bool *in_eum)
{
	struct euicc_chain chain;
	AUTO(buffer) euicc = BUFFER(CERTIFICATE_SIZE_MAXIMUM);
	test_pki_issue(&world, CERTIFICATE_EUICC, order, signer, &euicc);
	return chain_check_euicc(&trust, eum, buffer_bytes(&euicc), TEST_NOW, &chain, in_eum);
}

static void a_card_is_its_makers(void **state)
{
	(void)state;
	struct bytes eum = test_pki_certificate(&world, CERTIFICATE_EUM);
	const struct certificate_order good = test_pki_order(CERTIFICATE_EUICC);
	struct certificate_order other_eid = good, other_organization = good, expired = good;
	bool in_eum;
	other_eid.eid = TEXT("89049044123451234512345678901235");
	other_organization.organization = TEXT("Somebody Else");
	expired.not_after = TEST_NOW - 1;
	CHECK(check_card(&good, &world, eum, &in_eum) == CHAIN_OK && !in_eum, "good");
	CHECK(check_card(&other_eid, &world, eum, &in_eum) == CHAIN_OUTSIDE_CONSTRAINTS && !in_eum, "prefix");
	CHECK(check_card(&other_organization, &world, eum, &in_eum) == CHAIN_OUTSIDE_CONSTRAINTS, "organisation");
	CHECK(check_card(&expired, &world, eum, &in_eum) == CHAIN_EXPIRED && !in_eum, "expired card");
	CHECK(check_card(&good, &stranger, eum, &in_eum) == CHAIN_UNKNOWN_ISSUER && !in_eum, "another EUM's card");
	eum = test_pki_certificate(&stranger, CERTIFICATE_EUM);
	CHECK(check_card(&good, &stranger, eum, &in_eum) == CHAIN_UNKNOWN_ISSUER && in_eum, "an EUM nobody knows");
}

static void only_a_ci_becomes_an_anchor(void **state)
{
	(void)state;
	AUTO(trust_store) store = { 0 };
	CHECK_STATUS(trust_store_add(&store, test_pki_certificate(&world, CERTIFICATE_EUM)), STATUS_UNTRUSTED, "EUM");
	CHECK_STATUS(trust_store_add(&store, bytes_from("x", 1)), STATUS_MALFORMED, "not a certificate");
	assert_ok(trust_store_add(&store, test_pki_certificate(&world, CERTIFICATE_CI)));
	CHECK_STATUS(trust_store_add(&store, test_pki_certificate(&world, CERTIFICATE_CI)), STATUS_EXISTS, "twice");
	CHECK(trust_store_find(&store, test_pki_ci_key_id(&world)) == &store.anchors[0], "found by key identifier");
	CHECK(!trust_store_find(&store, test_pki_ci_key_id(&stranger)), "not found");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(every_kind_holds_and_for_no_other_role),
	cmocka_unit_test(dates_count_where_there_is_a_clock),
	cmocka_unit_test(strangers_and_forgers_are_refused),
	cmocka_unit_test(any_flipped_bit_and_any_cut_is_refused),
	cmocka_unit_test(outputs_stay_on_failure),
	cmocka_unit_test(a_card_is_its_makers),
	cmocka_unit_test(only_a_ci_becomes_an_anchor),
};

int main(void)
{
	return cmocka_run_group_tests(tests, make_world, release_world);
}
