/* SPDX-License-Identifier: Apache-2.0 */
/* What we issue, as OpenSSL's own X.509 code sees it. */
#include "support/test.h"

#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "pki/issue.h"
#include "support/test_pki.h"

static X509 *parse(struct bytes der)
{
	const unsigned char *at = der.data;
	X509 *certificate = d2i_X509(NULL, &at, (long)der.size);
	assert_non_null(certificate);
	CHECK(at == der.data + der.size, "nothing after the certificate");
	return certificate;
}

/* OpenSSL's verdict on a certificate under one CI. */
static int verify_with_openssl(X509 *certificate, X509 *ci, const char *host)
{
	X509_STORE *store = X509_STORE_new();
	X509_STORE_CTX *context = X509_STORE_CTX_new();
	assert_int_equal(X509_STORE_add_cert(store, ci), 1);
	assert_int_equal(X509_STORE_CTX_init(context, store, certificate, NULL), 1);
	X509_VERIFY_PARAM *parameters = X509_STORE_CTX_get0_param(context);
	X509_VERIFY_PARAM_set_time(parameters, TEST_NOW);
	X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_X509_STRICT);
	if (host)
		X509_VERIFY_PARAM_set1_host(parameters, host, 0);
	X509_verify_cert(context);
	int error = X509_STORE_CTX_get_error(context);
	X509_STORE_CTX_free(context);
	X509_STORE_free(store);
	return error;
}

static void openssl_agrees_with_every_kind(enum curve curve)
{
	static const enum certificate_kind kinds[] = { CERTIFICATE_CI,    CERTIFICATE_EUM,    CERTIFICATE_DPAUTH,
		                                       CERTIFICATE_DPPB,  CERTIFICATE_DPTLS,  CERTIFICATE_DSAUTH,
		                                       CERTIFICATE_DSTLS };
	struct test_pki world;
	test_pki_make(&world, curve, "openssl");
	X509 *ci = parse(test_pki_certificate(&world, CERTIFICATE_CI));
	EACH(kind, kinds) {
		const struct certificate_kind_rule *rule = certificate_kind_rule(*kind);
		X509 *certificate = parse(test_pki_certificate(&world, *kind));
		struct certificate_order order = test_pki_order(*kind);
		CHECK(verify_with_openssl(certificate, ci, order.dns_name.data) == X509_V_OK, rule->name);
		CHECK((X509_get_key_usage(certificate) & KU_KEY_CERT_SIGN) == (rule->authority ? KU_KEY_CERT_SIGN : 0),
		      "key usage");
		CHECK(X509_check_ca(certificate) == rule->authority, "basic constraints");
		X509_free(certificate);
	}
	X509_free(ci);
	test_pki_release(&world);
}

static void openssl_agrees_on_p256(void **state)
{
	(void)state;
	openssl_agrees_with_every_kind(CURVE_P256);
}

static void openssl_agrees_on_brainpool(void **state)
{
	(void)state;
	openssl_agrees_with_every_kind(CURVE_BRAINPOOL_P256R1);
}

static void openssl_sees_the_eid_and_the_policy(void **state)
{
	(void)state;
	struct test_pki world;
	test_pki_make(&world, CURVE_P256, "openssl");
	X509 *euicc = parse(test_pki_certificate(&world, CERTIFICATE_EUICC));
	char eid[64] = "";
	X509_NAME_get_text_by_NID(X509_get_subject_name(euicc), NID_serialNumber, eid, sizeof eid);
	assert_string_equal(eid, TEST_EID);

	CERTIFICATEPOLICIES *policies = X509_get_ext_d2i(euicc, NID_certificate_policies, NULL, NULL);
	assert_int_equal(sk_POLICYINFO_num(policies), 1);
	char policy[64] = "";
	OBJ_obj2txt(policy, sizeof policy, sk_POLICYINFO_value(policies, 0)->policyid, 1);
	assert_string_equal(policy, certificate_kind_rule(CERTIFICATE_EUICC)->policy);
	CERTIFICATEPOLICIES_free(policies);
	X509_free(euicc);
	test_pki_release(&world);
}

/* A TLS certificate for this host, parsed by OpenSSL. */
static X509 *issue_for_host(const struct test_pki *world, const char *host)
{
	AUTO(buffer) der = BUFFER(CERTIFICATE_SIZE_MAXIMUM);
	struct certificate_order order = test_pki_order(CERTIFICATE_DPTLS);
	order.dns_name = text_from(host);
	test_pki_issue(world, CERTIFICATE_DPTLS, &order, world, &der);
	return parse(buffer_bytes(&der));
}

static void openssl_finds_the_host(void **state)
{
	(void)state;
	static const struct {
		const char *host, *name, *address, *other_address;
	} cases[] = {
		{ "smdp.example.com", "smdp.example.com", NULL, "127.0.0.1" },
		{ "SMDP.Example.Com", "smdp.example.com", NULL, "127.0.0.1" },
		{ "localhost", "localhost", "127.0.0.1", "127.0.0.2" },
		{ "localhost", "localhost", "::1", "::2" },
		{ "192.0.2.7", NULL, "192.0.2.7", "192.0.2.8" },
		{ "2001:db8::7", NULL, "2001:db8:0:0:0:0:0:7", "2001:db8::8" },
		{ "192.0.2", "192.0.2", NULL, "192.0.2.0" },
	};
	struct test_pki world;
	test_pki_make(&world, CURVE_P256, "openssl");
	EACH(row, cases) {
		X509 *certificate = issue_for_host(&world, row->host);
		CHECK(!row->name || X509_check_host(certificate, row->name, 0, 0, NULL) == 1, row->host);
		CHECK(!row->address || X509_check_ip_asc(certificate, row->address, 0) == 1, row->host);
		CHECK(X509_check_ip_asc(certificate, row->other_address, 0) == 0, row->host);
		CHECK(X509_check_host(certificate, "other.example.com", 0, 0, NULL) == 0, row->host);
		X509_free(certificate);
	}
	test_pki_release(&world);
}

static void openssl_sees_the_oid(void **state)
{
	(void)state;
	struct test_pki world;
	test_pki_make(&world, CURVE_P256, "openssl");
	X509 *certificate = parse(test_pki_certificate(&world, CERTIFICATE_DPTLS));
	GENERAL_NAMES *names = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
	char oid[32] = "";
	for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
		GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);
		if (name->type == GEN_RID)
			OBJ_obj2txt(oid, sizeof oid, name->d.registeredID, 1);
	}
	assert_string_equal(oid, TEST_SMDP_OID);
	GENERAL_NAMES_free(names);
	X509_free(certificate);
	test_pki_release(&world);
}

/* OpenSSL takes the prefix of EIDs in the EUM's constraints for a whole name, and refuses every card for that alone. */
static void openssl_knows_no_prefixes(void **state)
{
	(void)state;
	struct test_pki world;
	test_pki_make(&world, CURVE_P256, "openssl");
	X509 *ci = parse(test_pki_certificate(&world, CERTIFICATE_CI));
	X509 *eum = parse(test_pki_certificate(&world, CERTIFICATE_EUM));
	X509 *euicc = parse(test_pki_certificate(&world, CERTIFICATE_EUICC));
	NAME_CONSTRAINTS *constraints = X509_get_ext_d2i(eum, NID_name_constraints, NULL, NULL);
	assert_non_null(constraints);
	assert_int_equal(NAME_CONSTRAINTS_check(euicc, constraints), X509_V_ERR_PERMITTED_VIOLATION);
	assert_int_equal(X509_verify(euicc, X509_get0_pubkey(eum)), 1);
	assert_int_equal(X509_verify(euicc, X509_get0_pubkey(ci)), 0);
	assert_int_equal(X509_check_issued(eum, euicc), X509_V_OK);
	NAME_CONSTRAINTS_free(constraints);
	X509_free(euicc);
	X509_free(eum);
	X509_free(ci);
	test_pki_release(&world);
}

static void incomplete_orders_are_refused(void **state)
{
	(void)state;
	struct test_pki world;
	static const uint8_t negative[] = { 0x80, 1, 2, 3, 4, 5, 6, 7 };
	test_pki_make(&world, CURVE_P256, "openssl");
	struct certificate_order orders[] = {
		test_pki_order(CERTIFICATE_DPAUTH), test_pki_order(CERTIFICATE_DPTLS), test_pki_order(CERTIFICATE_EUICC),
		test_pki_order(CERTIFICATE_EUICC),  test_pki_order(CERTIFICATE_EUM),   test_pki_order(CERTIFICATE_DPPB),
		test_pki_order(CERTIFICATE_DPPB),   test_pki_order(CERTIFICATE_DPPB),  test_pki_order(CERTIFICATE_DPPB),
		test_pki_order(CERTIFICATE_DSTLS),  test_pki_order(CERTIFICATE_DSTLS),
	};
	orders[0].registered_id = TEXT("");
	orders[1].dns_name = TEXT("");
	orders[2].eid = TEXT("8904");
	orders[3].eid = TEXT("8904903212345123451234567890123X");
	orders[4].eid_prefix = TEXT("");
	orders[5].registered_id = TEXT("not.an.oid");
	orders[6].serial_number = BYTES(negative);
	orders[7].not_after = orders[7].not_before;
	orders[8].common_name = TEXT("");
	orders[9].dns_name = TEXT("two words");
	orders[10].dns_name = TEXT("nul\0.example");
	struct issuer ci = { .key = test_pki_key(&world, CERTIFICATE_CI),
		             .certificate = test_pki_certificate(&world, CERTIFICATE_CI) };
	EACH(order, orders) {
		AUTO(buffer) out = BUFFER(CERTIFICATE_SIZE_MAXIMUM);
		CHECK_STATUS(certificate_issue(order, test_pki_key(&world, order->kind), &ci, &out), STATUS_MALFORMED,
		             certificate_kind_rule(order->kind)->name);
		CHECK(out.size == 0, "nothing written");
	}
	test_pki_release(&world);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(openssl_agrees_on_p256),
	cmocka_unit_test(openssl_agrees_on_brainpool),
	cmocka_unit_test(openssl_sees_the_eid_and_the_policy),
	cmocka_unit_test(openssl_finds_the_host),
	cmocka_unit_test(openssl_sees_the_oid),
	cmocka_unit_test(openssl_knows_no_prefixes),
	cmocka_unit_test(incomplete_orders_are_refused),
};

TESTS_MAIN(tests)
