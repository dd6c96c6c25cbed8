/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of what does not hold any more, from the issuer's hand to the chains that they break. */
#include "pki/issue_list.h"

#include "pki/chain.h"
#include "support/test.h"
#include "support/test_pki.h"

static struct test_pki world, stranger;
static const struct bytes nobody;

static int make_worlds(void **state)
{
	(void)state;
	test_pki_make(&world, CURVE_P256, "revoking");
	test_pki_make(&stranger, CURVE_P256, "stranger");
	return 0;
}

static int release_worlds(void **state)
{
	(void)state;
	test_pki_release(&world);
	test_pki_release(&stranger);
	return 0;
}

static struct bytes serial_of(enum certificate_kind kind)
{
	struct certificate certificate;
	assert_ok(certificate_decode(test_pki_certificate(&world, kind), &certificate));
	return certificate.serial_number;
}

/* A list by the issuer of `kind` that revokes it, among others. */
static void make_list(const struct test_pki *signer, enum certificate_kind issuer_kind, enum certificate_kind kind,
                      int64_t at, struct buffer *out)
{
	static const uint8_t other[] = { 0x11, 0x22 }, longer[] = { 0x00, 0xFF, 0x01, 0x02, 0x03 };
	const struct bytes serials[] = { BYTES(longer), serial_of(kind), BYTES(other) };
	const struct list_order order = { serials, ARRAY_SIZE(serials), 7, at, at + 86400 };
	const struct issuer issuer = { test_pki_key(signer, issuer_kind), test_pki_certificate(signer, issuer_kind) };
	assert_ok(certificate_list_issue(&order, &issuer, out));
}

static void open_store(struct trust_store *out)
{
	*out = (struct trust_store){ 0 };
	assert_ok(trust_store_add(out, test_pki_certificate(&world, CERTIFICATE_CI)));
}

static enum status add(struct trust_store *store, struct bytes list, struct bytes eum, int64_t now,
                       struct certificate_list *out)
{
	return trust_store_add_list(store, list, eum, now, out);
}

static enum chain_fault check_kind(const struct trust_store *store, enum certificate_kind kind)
{
	struct certificate certificate;
	return chain_check(store, kind, test_pki_certificate(&world, kind), TEST_NOW, &certificate, NULL);
}

/* The same but for its serial number. */
static enum chain_fault check_another(const struct trust_store *store, enum certificate_kind kind)
{
	static const uint8_t serial_number[] = { 1, 2, 3, 4, 5, 6, 7, 9 };
	AUTO(buffer) der = BUFFER(CERTIFICATE_SIZE_MAXIMUM);
	struct certificate_order order = test_pki_order(kind);
	struct certificate certificate;
	order.serial_number = BYTES(serial_number);
	test_pki_issue(&world, kind, &order, &world, &der);
	return chain_check(store, kind, buffer_bytes(&der), TEST_NOW, &certificate, NULL);
}

static enum chain_fault check_card(const struct trust_store *store, bool *out_in_eum)
{
	struct euicc_chain chain;
	return chain_check_euicc(store, test_pki_certificate(&world, CERTIFICATE_EUM),
	                         test_pki_certificate(&world, CERTIFICATE_EUICC), TEST_NOW, &chain, out_in_eum);
}

static void what_is_listed_does_not_hold(void **state)
{
	(void)state;
	static const enum certificate_kind kinds[] = { CERTIFICATE_EUM, CERTIFICATE_DPAUTH, CERTIFICATE_DPPB,
		                                       CERTIFICATE_DPTLS };
	EACH(kind, kinds) {
		AUTO(trust_store) store = { 0 };
		AUTO(buffer) list = BUFFER(CERTIFICATE_LIST_MAXIMUM);
		struct certificate_list read;
		bool in_eum;
		open_store(&store);
		make_list(&world, CERTIFICATE_CI, *kind, TEST_NOW - 10, &list);
		assert_int_equal(check_kind(&store, *kind), CHAIN_OK);
		assert_ok(add(&store, buffer_bytes(&list), nobody, TEST_NOW, &read));
		assert_int_equal(read.number, 7);
		assert_int_equal(read.this_update, TEST_NOW - 10);
		assert_int_equal(read.next_update, TEST_NOW - 10 + 86400);
		assert_int_equal(check_kind(&store, *kind), CHAIN_REVOKED);
		assert_int_equal(check_another(&store, *kind), CHAIN_OK);
		assert_int_equal(check_card(&store, &in_eum), CHAIN_REVOKED); /* the world numbers all alike */
		assert_true(in_eum);
	}
}

/* The list of a card maker is about cards, and about none of another maker. */
static void a_card_is_revoked_by_its_maker(void **state)
{
	(void)state;
	AUTO(trust_store) store = { 0 };
	AUTO(buffer) list = BUFFER(CERTIFICATE_LIST_MAXIMUM);
	struct certificate_list read;
	struct bytes eum = test_pki_certificate(&world, CERTIFICATE_EUM);
	bool in_eum;
	open_store(&store);
	make_list(&world, CERTIFICATE_EUM, CERTIFICATE_EUICC, TEST_NOW, &list);
	CHECK_STATUS(add(&store, buffer_bytes(&list), nobody, TEST_NOW, &read), STATUS_NOT_FOUND,
	             "without its maker");
	CHECK_STATUS(add(&store, buffer_bytes(&list), test_pki_certificate(&stranger, CERTIFICATE_EUM), TEST_NOW,
	                                  &read), STATUS_UNTRUSTED, "another maker, who is not trusted");
	assert_int_equal(check_card(&store, &in_eum), CHAIN_OK);
	assert_ok(add(&store, buffer_bytes(&list), eum, TEST_NOW, &read));
	assert_int_equal(check_card(&store, &in_eum), CHAIN_REVOKED);
	assert_false(in_eum);
	assert_int_equal(check_kind(&store, CERTIFICATE_EUM), CHAIN_OK);
}

static void strangers_and_forgers_revoke_nothing(void **state)
{
	(void)state;
	AUTO(trust_store) store = { 0 };
	AUTO(buffer) list = BUFFER(CERTIFICATE_LIST_MAXIMUM);
	AUTO(buffer) foreign = BUFFER(CERTIFICATE_LIST_MAXIMUM);
	struct certificate_list read;
	open_store(&store);
	make_list(&stranger, CERTIFICATE_CI, CERTIFICATE_DPAUTH, TEST_NOW, &foreign);
	CHECK_STATUS(add(&store, buffer_bytes(&foreign), nobody, TEST_NOW, &read), STATUS_NOT_FOUND,
	             "a CI nobody knows");
	make_list(&world, CERTIFICATE_CI, CERTIFICATE_DPAUTH, TEST_NOW + 100, &list);
	CHECK_STATUS(add(&store, buffer_bytes(&list), nobody, TEST_NOW, &read), STATUS_OUT_OF_ORDER,
	             "of the future");
	for (size_t i = 0; i < list.size; i++) {
		CHECK(add(&store, bytes_first(buffer_bytes(&list), i), nobody, TEST_NOW + 200, &read) !=
		      STATUS_OK, "cut off");
		list.data[i] ^= 0x01;
		CHECK(add(&store, buffer_bytes(&list), nobody, TEST_NOW + 200, &read) != STATUS_OK,
		      "one bit");
		list.data[i] ^= 0x01;
	}
	assert_int_equal(store.revocations.count, 0);
	assert_int_equal(check_kind(&store, CERTIFICATE_DPAUTH), CHAIN_OK);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_listed_does_not_hold),
		cmocka_unit_test(a_card_is_revoked_by_its_maker),
		cmocka_unit_test(strangers_and_forgers_revoke_nothing),
	};
	return cmocka_run_group_tests(tests, make_worlds, release_worlds);
}
