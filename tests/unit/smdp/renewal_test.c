/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates that are replaced while a card downloads. */
#include "download_fixture.h"

/* New keys and certificates of the same SM-DP+ under the same CI. */
static struct bytes issue(struct fixture *fixture, const struct test_pki *keys, enum certificate_kind kind)
{
	struct certificate_order order = test_pki_order(kind);
	struct buffer der = BUFFER(CERTIFICATE_SIZE_MAXIMUM);
	struct bytes kept;
	test_pki_issue(keys, kind, &order, &fixture->pki, &der);
	assert_ok(arena_copy(&fixture->card.arena, buffer_bytes(&der), &kept));
	buffer_release(&der);
	return kept;
}

static struct bytes key_of(struct fixture *fixture, const struct test_pki *keys, enum certificate_kind kind)
{
	struct buffer pem = SECRET_BUFFER(4096);
	struct bytes kept;
	assert_ok(signing_key_print(test_pki_key(keys, kind), &pem));
	assert_ok(arena_copy(&fixture->card.arena, buffer_bytes(&pem), &kept));
	buffer_release(&pem);
	return kept;
}

/* The server has the new set first, and the old one after it if so wanted. */
static void renew(struct fixture *fixture, const struct test_pki *keys, bool keep_old)
{
	char fault[CREDENTIAL_FAULT_SIZE] = "";
	struct credentials *credentials = &fixture->server.smdp.credentials;
	const struct credential_files files = {
		.ci_certificate = test_pki_certificate(&fixture->pki, CERTIFICATE_CI),
		.authentication_certificate = issue(fixture, keys, CERTIFICATE_DPAUTH),
		.authentication_key = key_of(fixture, keys, CERTIFICATE_DPAUTH),
		.binding_certificate = issue(fixture, keys, CERTIFICATE_DPPB),
		.binding_key = key_of(fixture, keys, CERTIFICATE_DPPB),
	};
	credentials_release(credentials);
	CHECK_STATUS(credentials_add(credentials, &files, CERTIFICATE_DPAUTH, TEST_NOW, fault), STATUS_OK, fault);
	if (keep_old)
		test_host_add_world(&fixture->server.host, credentials, &fixture->pki, CERTIFICATE_DPAUTH);
}

static struct test_answer get_over_a_renewal(struct fixture *fixture, bool keep_old)
{
	struct test_pki keys;
	test_pki_make(&keys, CURVE_P256, "renewed");
	fixture->card.matching_id = TEXT("M");
	test_smdp_offer(&fixture->server, TEST_ICCID, NULL, "M", NULL);
	struct test_answer offer = authenticate(fixture);
	renew(fixture, &keys, keep_old);
	test_pki_release(&keys);
	return get_package(fixture, offer);
}

static void a_session_ends_with_the_certificates_it_began_with(void **state)
{
	struct fixture *fixture = *state;
	struct bytes package = package_of(fixture, get_over_a_renewal(fixture, true));
	check_bytes(scripted_card_open_package(&fixture->card, package),
	            test_profile_elements(&fixture->card.arena, TEST_ICCID, 3000), "profile elements");
}

static void without_them_it_is_refused_and_the_next_one_works(void **state)
{
	struct fixture *fixture = *state;
	struct test_answer answer = get_over_a_renewal(fixture, false);
	assert_int_equal(answer.status, 200);
	assert_string_equal(answer.codes, "8.10.1-3.9");
	struct bytes package = package_of(fixture, get_package(fixture, authenticate(fixture)));
	check_bytes(scripted_card_open_package(&fixture->card, package),
	            test_profile_elements(&fixture->card.arena, TEST_ICCID, 3000), "profile elements");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_session_ends_with_the_certificates_it_began_with, set_up, tear_down),
		cmocka_unit_test_setup_teardown(without_them_it_is_refused_and_the_next_one_works, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
