/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/chain.h"

#include "support/test.h"
#include "support/test_pki.h"

static struct test_pki world;
static struct trust_store trust;

static int set_up(void **state)
{
	(void)state;
	trust = (struct trust_store){ 0 };
	test_pki_make(&world, CURVE_P256, "memory");
	assert_ok(trust_store_add(&trust, test_pki_certificate(&world, CERTIFICATE_CI)));
	assert_ok(trust_store_remember(&trust));
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	trust_store_release(&trust);
	test_pki_release(&world);
	return 0;
}

static enum chain_fault check_at(struct bytes eum, struct bytes euicc, int64_t now)
{
	struct euicc_chain chain;
	bool in_eum;
	return chain_check_euicc(&trust, eum, euicc, now, &chain, &in_eum);
}

static enum chain_fault check(struct bytes eum, struct bytes euicc)
{
	return check_at(eum, euicc, TEST_NOW);
}

static void test_keeps_what_it_was_told(void **state)
{
	enum { PLACES = 4, FILLED = 64 };
	struct signature_memory memory;
	struct signature_name name = { { 1, 2, 3, 4 } };
	(void)state;
	assert_ok(signature_memory_init(&memory, PLACES));
	CHECK(!signature_memory_knows(&memory, &name), "nothing is known at first");
	signature_memory_keep(&memory, &name);
	CHECK(signature_memory_knows(&memory, &name), "what was kept");
	for (size_t word = 0; word < SIGNATURE_WORDS; word++) {
		struct signature_name other = name;
		other.words[word] ^= (uint64_t)1 << 63;
		CHECK(!signature_memory_knows(&memory, &other), "each word counts");
	}
	for (uint64_t i = 0; i < FILLED; i++)
		signature_memory_keep(&memory, &(struct signature_name){ { i, i, i, i } });
	CHECK(!signature_memory_knows(&memory, &name), "what is new takes the place of what is old");
	signature_memory_release(&memory);
}

/* A second look is as strict as the first one about everything but the signature. */
static void test_dates_are_looked_at_each_time(void **state)
{
	struct bytes eum = test_pki_certificate(&world, CERTIFICATE_EUM);
	struct bytes euicc = test_pki_certificate(&world, CERTIFICATE_EUICC);
	(void)state;
	CHECK(check(eum, euicc) == CHAIN_OK, "the first time");
	CHECK(check(eum, euicc) == CHAIN_OK, "the second time");
	CHECK(check_at(eum, euicc, TEST_NOT_AFTER + 1) == CHAIN_EXPIRED, "too late");
	CHECK(check_at(eum, euicc, TEST_NOT_BEFORE - 1) == CHAIN_NOT_YET_VALID, "too early");
}

/* No octet of a known certificate can be changed without being noticed, the signature's included. */
static void test_every_octet_counts(void **state)
{
	struct bytes eum = test_pki_certificate(&world, CERTIFICATE_EUM);
	struct bytes euicc = test_pki_certificate(&world, CERTIFICATE_EUICC);
	struct buffer changed = BUFFER(CERTIFICATE_SIZE_MAXIMUM);
	(void)state;
	assert_int_equal(check(eum, euicc), CHAIN_OK);
	assert_ok(buffer_append(&changed, euicc));
	for (size_t i = 0; i < euicc.size; i++) {
		char place[32];
		snprintf(place, sizeof place, "octet %zu", i);
		changed.data[i] ^= 1;
		CHECK(check(eum, buffer_bytes(&changed)) != CHAIN_OK, place);
		changed.data[i] ^= 1;
	}
	CHECK(check(eum, buffer_bytes(&changed)) == CHAIN_OK, "and back");
	buffer_release(&changed);
}

/* The same card certificate under another maker's key, and the same maker under another CI that calls itself the same. */
static void test_the_signer_counts(void **state)
{
	struct test_pki other;
	struct trust_store other_trust = { 0 };
	struct euicc_chain chain;
	bool in_eum;
	(void)state;
	struct bytes eum = test_pki_certificate(&world, CERTIFICATE_EUM);
	struct bytes euicc = test_pki_certificate(&world, CERTIFICATE_EUICC);
	test_pki_make(&other, CURVE_P256, "another memory");
	assert_int_equal(check(eum, euicc), CHAIN_OK);
	struct bytes strange = test_pki_certificate(&other, CERTIFICATE_EUM);
	CHECK(check(strange, euicc) != CHAIN_OK, "a maker who is not known");

	assert_ok(trust_store_add(&other_trust, test_pki_certificate(&other, CERTIFICATE_CI)));
	memcpy(other_trust.anchors[0].key_identifier, trust.anchors[0].key_identifier, KEY_IDENTIFIER_SIZE);
	struct signature_memory own = other_trust.memory;
	other_trust.memory = trust.memory;
	CHECK(chain_check_euicc(&other_trust, eum, euicc, TEST_NOW, &chain, &in_eum) == CHAIN_BAD_SIGNATURE && in_eum,
	      "another key under the name of the CI");
	other_trust.memory = own;
	trust_store_release(&other_trust);
	test_pki_release(&other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keeps_what_it_was_told),
		cmocka_unit_test_setup_teardown(test_dates_are_looked_at_each_time, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_every_octet_counts, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_the_signer_counts, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
