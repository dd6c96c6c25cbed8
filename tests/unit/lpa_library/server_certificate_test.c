/* SPDX-License-Identifier: Apache-2.0 */
#include "provisim/lpa.h"
#include "support/test.h"
#include "support/test_pki.h"

static const struct {
	enum certificate_kind kind;
	enum provisim_lpa_status status;
} kinds[] = {
	{ CERTIFICATE_DPTLS, PROVISIM_LPA_OK },      { CERTIFICATE_DSTLS, PROVISIM_LPA_OK },
	{ CERTIFICATE_DPAUTH, PROVISIM_LPA_NOT_FOUND }, { CERTIFICATE_DPPB, PROVISIM_LPA_NOT_FOUND },
	{ CERTIFICATE_DSAUTH, PROVISIM_LPA_NOT_FOUND }, { CERTIFICATE_EUM, PROVISIM_LPA_NOT_FOUND },
	{ CERTIFICATE_CI, PROVISIM_LPA_NOT_FOUND },
};

static void test_roles(void **state)
{
	(void)state;
	static const enum curve curves[] = { CURVE_P256, CURVE_BRAINPOOL_P256R1 };
	EACH(curve, curves) {
		struct test_pki pki;
		test_pki_make(&pki, *curve, "roles");
		EACH(row, kinds) {
			struct bytes certificate = test_pki_certificate(&pki, row->kind);
			assert_int_equal(provisim_lpa_check_server_certificate(certificate.data, certificate.size),
			                 row->status);
		}
		test_pki_release(&pki);
	}
}

static void test_cut_off_anywhere(void **state)
{
	(void)state;
	struct test_pki pki;
	test_pki_make(&pki, CURVE_P256, "roles");
	struct bytes certificate = test_pki_certificate(&pki, CERTIFICATE_DPTLS);
	for (size_t size = 0; size < certificate.size; size++)
		assert_int_equal(provisim_lpa_check_server_certificate(certificate.data, size), PROVISIM_LPA_MALFORMED);
	assert_int_equal(provisim_lpa_check_server_certificate(NULL, 0), PROVISIM_LPA_BAD_ARGUMENT);
	test_pki_release(&pki);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_roles),
	cmocka_unit_test(test_cut_off_anywhere),
};

TESTS_MAIN(tests)
