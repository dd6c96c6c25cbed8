/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "codec/der_write.h"
#include "pki/certificate_list.h"
#include "euicc/load_crl.h"
#include "rsp/authenticate_server.h"
#include "rsp/configured_data.h"
#include "rsp/prepare_download.h"
#include "support/card_fixture.h"

enum { CRL_MAXIMUM = 1 << 20, DAY = 86400 };

/* A list as OpenSSL makes it. */
struct crl_order {
	long number;
	long base_number;     /* of a delta; -1: none */
	int part, total;      /* nought: whole */
	size_t entries;       /* serial numbers from `first_serial` on */
	unsigned first_serial;
	bool revokes_test_certificates;
};

static EVP_PKEY *openssl_key(const struct signing_key *key)
{
	AUTO(buffer) pem = SECRET_BUFFER(4096);
	assert_ok(signing_key_print(key, &pem));
	BIO *bio = BIO_new_mem_buf(pem.data, (int)pem.size);
	EVP_PKEY *loaded = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
	BIO_free(bio);
	assert_non_null(loaded);
	return loaded;
}

static void revoke(X509_CRL *crl, BIGNUM *serial_number)
{
	X509_REVOKED *entry = X509_REVOKED_new();
	ASN1_INTEGER *integer = BN_to_ASN1_INTEGER(serial_number, NULL);
	ASN1_TIME *time = ASN1_TIME_set(NULL, TEST_NOW);
	X509_REVOKED_set_serialNumber(entry, integer);
	X509_REVOKED_set_revocationDate(entry, time);
	X509_CRL_add0_revoked(crl, entry);
	ASN1_INTEGER_free(integer);
	ASN1_TIME_free(time);
}

static void add_integer(X509_CRL *crl, int nid, long value, int critical)
{
	ASN1_INTEGER *integer = ASN1_INTEGER_new();
	ASN1_INTEGER_set(integer, value);
	assert_int_equal(X509_CRL_add1_ext_i2d(crl, nid, integer, critical, 0), 1);
	ASN1_INTEGER_free(integer);
}

static void add_entries(X509_CRL *crl, const struct crl_order *order)
{
	BIGNUM *number = BN_new();
	for (unsigned i = 0; i < order->entries; i++) {
		BN_set_word(number, order->first_serial + i);
		revoke(crl, number);
	}
	if (order->revokes_test_certificates) {
		struct bytes serial_number = test_pki_order(CERTIFICATE_DPAUTH).serial_number;
		BN_bin2bn(serial_number.data, (int)serial_number.size, number);
		revoke(crl, number);
	}
	BN_free(number);
}

static void add_extensions(X509_CRL *crl, X509 *ci, const struct crl_order *order)
{
	static int total_nid, part_nid;
	if (total_nid == 0) {
		total_nid = OBJ_create("2.23.146.1.2.0.2", "totalPartialCrl", "total partial CRL number");
		part_nid = OBJ_create("2.23.146.1.2.0.3", "partialCrl", "partial CRL number");
		assert_int_equal(X509V3_EXT_add_alias(total_nid, NID_crl_number), 1);
		assert_int_equal(X509V3_EXT_add_alias(part_nid, NID_crl_number), 1);
	}
	X509V3_CTX context;
	X509V3_set_ctx(&context, ci, NULL, NULL, crl, 0);
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, NID_authority_key_identifier, "keyid:always");
	assert_non_null(extension);
	X509_CRL_add_ext(crl, extension, -1);
	X509_EXTENSION_free(extension);
	add_integer(crl, NID_crl_number, order->number, 0);
	if (order->base_number >= 0)
		add_integer(crl, NID_delta_crl, order->base_number, 1);
	if (order->total > 0) {
		add_integer(crl, total_nid, order->total, 0);
		add_integer(crl, part_nid, order->part, 0);
	}
}

/* The DER of the list, signed by the CI of `pki`. */
static void make_crl(const struct test_pki *pki, const struct crl_order *order, struct buffer *out)
{
	struct bytes der = test_pki_certificate(pki, CERTIFICATE_CI);
	const unsigned char *cursor = der.data;
	X509 *ci = d2i_X509(NULL, &cursor, (long)der.size);
	EVP_PKEY *key = openssl_key(test_pki_key(pki, CERTIFICATE_CI));
	X509_CRL *crl = X509_CRL_new();
	ASN1_TIME *now = ASN1_TIME_set(NULL, TEST_NOW), *later = ASN1_TIME_set(NULL, TEST_NOW + 30 * DAY);
	unsigned char *encoded = NULL;
	X509_CRL_set_version(crl, 1);
	X509_CRL_set_issuer_name(crl, X509_get_subject_name(ci));
	X509_CRL_set1_lastUpdate(crl, now);
	X509_CRL_set1_nextUpdate(crl, later);
	add_entries(crl, order);
	add_extensions(crl, ci, order);
	assert_true(X509_CRL_sign(crl, key, EVP_sha256()) > 0);
	int size = i2d_X509_CRL(crl, &encoded);
	assert_true(size > 0);
	assert_ok(buffer_append(out, bytes_from(encoded, (size_t)size)));
	OPENSSL_free(encoded);
	ASN1_TIME_free(now);
	ASN1_TIME_free(later);
	X509_CRL_free(crl);
	EVP_PKEY_free(key);
	X509_free(ci);
}

/* LoadCRL of a list. The error, or nought with the missing parts counted. */
static int load_octets(struct card_fixture *fixture, struct bytes crl, int *out_missing)
{
	AUTO(buffer) request = BUFFER(CRL_MAXIMUM);
	struct der_reader reader = der_reader(crl), answer, ok, parts;
	struct der_element list;
	int error, part;
	assert_true(der_element(&reader, 0x30, &list));
	struct der_writer writer = der_writer(&request);
	der_open(&writer, LOAD_CRL_TAG);
	der_put(&writer, 0xA0, list.value);
	der_close(&writer);
	assert_ok(der_finish(&writer));
	reader = der_reader(test_card_command(&fixture->card, &fixture->arena, buffer_bytes(&request)));
	assert_true(der_enter(&reader, LOAD_CRL_TAG, &answer));
	if (der_small(&answer, 0x81, 127, &error))
		return error;
	assert_true(der_enter(&answer, 0xA0, &ok));
	*out_missing = 0;
	if (der_enter(&ok, 0xA0, &parts))
		for (; !der_end(&parts); (*out_missing)++)
			assert_true(der_small(&parts, 0x02, CRL_PARTS_MAXIMUM, &part));
	return 0;
}

static int load(struct card_fixture *fixture, const struct crl_order *order)
{
	AUTO(buffer) crl = BUFFER(CRL_MAXIMUM);
	int missing = 0;
	make_crl(&fixture->pki, order, &crl);
	int error = load_octets(fixture, buffer_bytes(&crl), &missing);
	assert_int_equal(missing, 0);
	return error;
}

static int authentication_error(struct card_fixture *fixture)
{
	struct authenticate_server_answer got;
	struct bytes challenge = test_card_command_hex(&fixture->card, &fixture->arena, "BF2E00");
	struct bytes request = scripted_server_authenticate(&fixture->server, challenge);
	assert_ok(authenticate_server_answer_decode(test_card_command(&fixture->card, &fixture->arena, request), &got));
	return got.error;
}

/* ---- tests ---- */

static const struct crl_order plain = { .number = 5, .base_number = -1, .entries = 3, .first_serial = 100 };
static const struct crl_order revoking = {
	.number = 6, .base_number = -1, .entries = 3, .first_serial = 100, .revokes_test_certificates = true,
};

static void a_revoked_server_is_refused(void **state)
{
	(void)state;
	struct card_fixture fixture;
	card_fixture_set_up(&fixture, CURVE_P256, NULL);
	assert_int_equal(load(&fixture, &plain), 0);
	assert_int_equal(authentication_error(&fixture), 0);
	assert_int_equal(load(&fixture, &revoking), 0);
	assert_int_equal(authentication_error(&fixture), AUTHENTICATE_INVALID_CERTIFICATE);
	test_card_power_cycle(&fixture.card);
	assert_int_equal(authentication_error(&fixture), AUTHENTICATE_INVALID_CERTIFICATE);
	card_fixture_tear_down(&fixture);
}

/* The servers of both have the same serial number: a list speaks of certificates of its own CI only, and each CI's list
 * has numbers of its own. */
static void each_ci_has_its_own_list(void **state)
{
	(void)state;
	struct card_fixture fixture = { .arena = ARENA(16 << 20) };
	struct test_pki brainpool;
	struct scripted_server other;
	test_pki_make(&fixture.pki, CURVE_P256, "nist");
	test_pki_make(&brainpool, CURVE_BRAINPOOL_P256R1, "brainpool");
	test_card_make_under(&fixture.card, (const struct test_pki *[]){ &fixture.pki, &brainpool }, 2, 2);
	scripted_server_init(&fixture.server, &fixture.pki, (struct bytes){ 0 }, (struct bytes){ 0 });
	scripted_server_init(&other, &brainpool, (struct bytes){ 0 }, (struct bytes){ 0 });
	assert_int_equal(load(&fixture, &revoking), 0);
	assert_int_equal(authentication_error(&fixture), AUTHENTICATE_INVALID_CERTIFICATE);
	test_card_authenticate(&fixture.card, &other);
	AUTO(buffer) crl = BUFFER(CRL_MAXIMUM);
	int missing = 0;
	struct crl_order first = revoking;
	first.number = 1;
	make_crl(&brainpool, &first, &crl);
	assert_int_equal(load_octets(&fixture, buffer_bytes(&crl), &missing), 0);
	assert_int_equal(authentication_error(&fixture), AUTHENTICATE_INVALID_CERTIFICATE);
	struct scripted_server kept = fixture.server;
	fixture.server = other;
	assert_int_equal(authentication_error(&fixture), AUTHENTICATE_INVALID_CERTIFICATE);
	scripted_server_release(&kept);
	card_fixture_tear_down(&fixture);
	test_pki_release(&brainpool);
}

/* One list after each step of a download, which goes on. */
static void lists_load_in_the_middle_of_a_download(void **state)
{
	(void)state;
	struct card_fixture fixture;
	struct crl_order order = plain;
	struct bytes piece;
	size_t position = 0;
	AUTO(buffer) answer = BUFFER(65536);
	card_fixture_set_up(&fixture, CURVE_P256, NULL);
	test_card_authenticate(&fixture.card, &fixture.server);
	assert_int_equal(load(&fixture, &order), 0);
	test_card_prepare(&fixture.card, &fixture.server);
	order.number++;
	assert_int_equal(load(&fixture, &order), 0);
	struct bytes package = scripted_server_package(&fixture.server);
	while (answer.size == 0 && bound_package_next_piece(package, &position, &piece)) {
		assert_int_equal(test_card_store_data(&fixture.card, piece, &answer), SW_OK);
		order.number++;
		assert_int_equal(load(&fixture, &order), 0);
	}
	assert_int_equal(scripted_server_hear_result(&fixture.server, buffer_bytes(&answer)).error, 0);
	card_fixture_tear_down(&fixture);
}

/* Revoked between the two halves of one session. */
static void a_revoked_binding_certificate_is_refused(void **state)
{
	(void)state;
	struct card_fixture fixture;
	struct prepare_download_answer got;
	card_fixture_set_up(&fixture, CURVE_P256, NULL);
	test_card_authenticate(&fixture.card, &fixture.server);
	struct bytes request = scripted_server_prepare(&fixture.server);
	assert_int_equal(load(&fixture, &revoking), 0);
	assert_ok(prepare_download_answer_decode(test_card_command(&fixture.card, &fixture.arena, request), &got));
	assert_int_equal(got.error, PREPARE_INVALID_CERTIFICATE);
	card_fixture_tear_down(&fixture);
}

static void an_older_list_does_not_take_the_place_of_a_newer_one(void **state)
{
	(void)state;
	struct card_fixture fixture;
	card_fixture_set_up(&fixture, CURVE_P256, NULL);
	assert_int_equal(load(&fixture, &revoking), 0);
	assert_int_equal(load(&fixture, &plain), LOAD_CRL_FRESHER_LOADED);
	assert_int_equal(authentication_error(&fixture), AUTHENTICATE_INVALID_CERTIFICATE);
	struct crl_order pardon = plain;
	pardon.number = 7;
	assert_int_equal(load(&fixture, &pardon), 0);
	assert_int_equal(authentication_error(&fixture), 0);
	card_fixture_tear_down(&fixture);
}

static void a_delta_needs_its_base(void **state)
{
	(void)state;
	struct card_fixture fixture;
	struct crl_order delta = revoking;
	card_fixture_set_up(&fixture, CURVE_P256, NULL);
	delta.base_number = 5;
	assert_int_equal(load(&fixture, &delta), LOAD_CRL_BASE_MISSING);
	struct crl_order early = plain;
	early.number = 4;
	assert_int_equal(load(&fixture, &early), 0);
	assert_int_equal(load(&fixture, &delta), LOAD_CRL_BASE_MISSING);
	assert_int_equal(load(&fixture, &plain), 0);
	assert_int_equal(load(&fixture, &delta), 0);
	assert_int_equal(authentication_error(&fixture), AUTHENTICATE_INVALID_CERTIFICATE);
	card_fixture_tear_down(&fixture);
}

/* SGP.22 4.5.2.1.3: a list in parts, in any order; the card says which are missing. */
static void a_list_may_come_in_parts(void **state)
{
	(void)state;
	static const int order_of_parts[] = { 3, 1, 2 };
	struct card_fixture fixture;
	card_fixture_set_up(&fixture, CURVE_P256, NULL);
	for (int i = 0; i < 3; i++) {
		AUTO(buffer) crl = BUFFER(CRL_MAXIMUM);
		int missing;
		struct crl_order part = revoking;
		part.total = 3;
		part.part = order_of_parts[i];
		part.revokes_test_certificates = part.part == 2;
		make_crl(&fixture.pki, &part, &crl);
		assert_int_equal(load_octets(&fixture, buffer_bytes(&crl), &missing), 0);
		assert_int_equal(missing, 2 - i);
		assert_int_equal(authentication_error(&fixture), i == 2 ? AUTHENTICATE_INVALID_CERTIFICATE : 0);
	}
	card_fixture_tear_down(&fixture);
}

static void lists_that_prove_nothing_are_refused(void **state)
{
	(void)state;
	struct card_fixture fixture;
	struct test_pki stranger;
	AUTO(buffer) crl = BUFFER(CRL_MAXIMUM);
	AUTO(buffer) foreign = BUFFER(CRL_MAXIMUM);
	int missing;
	card_fixture_set_up(&fixture, CURVE_P256, NULL);
	test_pki_make(&stranger, CURVE_P256, "stranger");
	make_crl(&stranger, &revoking, &foreign);
	assert_int_equal(load_octets(&fixture, buffer_bytes(&foreign), &missing), LOAD_CRL_KEY_NOT_FOUND);
	make_crl(&fixture.pki, &revoking, &crl);
	crl.data[crl.size - 1] ^= 1;
	assert_int_equal(load_octets(&fixture, buffer_bytes(&crl), &missing), LOAD_CRL_INVALID_SIGNATURE);
	assert_int_equal(authentication_error(&fixture), 0);
	test_pki_release(&stranger);
	card_fixture_tear_down(&fixture);
}

/* Everything that the signature covers is looked at before it is believed, and every cut is noticed. */
static void truncated_lists_are_refused(void **state)
{
	(void)state;
	struct card_fixture fixture;
	AUTO(buffer) crl = BUFFER(CRL_MAXIMUM);
	card_fixture_set_up(&fixture, CURVE_P256, NULL);
	make_crl(&fixture.pki, &revoking, &crl);
	struct der_reader reader = der_reader(buffer_bytes(&crl));
	struct der_element list;
	assert_true(der_element(&reader, 0x30, &list));
	for (size_t size = 0; size < list.value.size; size++) {
		AUTO(buffer) shorter = BUFFER(CRL_MAXIMUM);
		int missing;
		struct der_writer writer = der_writer(&shorter);
		der_put(&writer, 0x30, bytes_first(list.value, size));
		assert_ok(der_finish(&writer));
		assert_int_equal(load_octets(&fixture, buffer_bytes(&shorter), &missing), LOAD_CRL_INVALID_FORMAT);
	}
	card_fixture_tear_down(&fixture);
}

static void a_list_may_be_too_long(void **state)
{
	(void)state;
	struct card_fixture fixture;
	struct crl_order order = plain;
	card_fixture_set_up(&fixture, CURVE_P256, NULL);
	order.entries = 1600;
	order.first_serial = 100000;
	assert_int_equal(load(&fixture, &order), LOAD_CRL_NOT_ENOUGH_MEMORY);
	assert_int_equal(load(&fixture, &plain), 0);
	card_fixture_tear_down(&fixture);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(a_revoked_server_is_refused),
	cmocka_unit_test(each_ci_has_its_own_list),
	cmocka_unit_test(lists_load_in_the_middle_of_a_download),
	cmocka_unit_test(a_revoked_binding_certificate_is_refused),
	cmocka_unit_test(an_older_list_does_not_take_the_place_of_a_newer_one),
	cmocka_unit_test(a_delta_needs_its_base),
	cmocka_unit_test(a_list_may_come_in_parts),
	cmocka_unit_test(lists_that_prove_nothing_are_refused),
	cmocka_unit_test(truncated_lists_are_refused),
	cmocka_unit_test(a_list_may_be_too_long),
};

TESTS_MAIN(tests)
