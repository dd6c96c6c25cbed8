/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates and keys that a server is given: the right ones load, the others are told apart by a sentence. */
#include "support/test.h"

#include "server/credentials.h"
#include "support/test_pki.h"

enum { DAYS = 86400 };

struct world {
	struct test_pki pki;
	struct arena arena;
	struct credential_files files;
};

static struct bytes kept(struct world *world, struct buffer *buffer)
{
	struct bytes copy;
	assert_ok(arena_copy(&world->arena, buffer_bytes(buffer), &copy));
	buffer_release(buffer);
	return copy;
}

static struct bytes key_of(struct world *world, enum certificate_kind kind)
{
	struct buffer pem = SECRET_BUFFER(4096);
	assert_ok(signing_key_print(test_pki_key(&world->pki, kind), &pem));
	return kept(world, &pem);
}

static struct bytes pem_of(struct world *world, enum certificate_kind kind)
{
	struct buffer pem = BUFFER(8192);
	assert_ok(certificate_print(test_pki_certificate(&world->pki, kind), &pem));
	return kept(world, &pem);
}

static void make_world(struct world *world, enum curve curve, const char *seed)
{
	*world = (struct world){ .arena = ARENA(1 << 20) };
	test_pki_make(&world->pki, curve, seed);
	world->files = (struct credential_files){
		.ci_certificate = pem_of(world, CERTIFICATE_CI),
		.authentication_certificate = pem_of(world, CERTIFICATE_DPAUTH),
		.authentication_key = key_of(world, CERTIFICATE_DPAUTH),
		.binding_certificate = test_pki_certificate(&world->pki, CERTIFICATE_DPPB),
		.binding_key = key_of(world, CERTIFICATE_DPPB),
	};
}

static void world_release(struct world *world)
{
	test_pki_release(&world->pki);
	arena_release(&world->arena);
}

static struct bytes issue(struct world *world, const struct certificate_order *order)
{
	struct buffer certificate = BUFFER(CERTIFICATE_SIZE_MAXIMUM);
	test_pki_issue(&world->pki, order->kind, order, &world->pki, &certificate);
	return kept(world, &certificate);
}

static void several_cis_side_by_side(void **state)
{
	(void)state;
	AUTO(credentials) credentials = { 0 };
	AUTO(world) first = { 0 };
	AUTO(world) second = { 0 };
	AUTO(world) third = { 0 };
	char fault[CREDENTIAL_FAULT_SIZE] = "";
	make_world(&first, CURVE_P256, "first");
	make_world(&second, CURVE_BRAINPOOL_P256R1, "second");
	make_world(&third, CURVE_P256, "third");
	assert_ok(credentials_add(&credentials, &first.files, CERTIFICATE_DPAUTH, TEST_NOW, fault));
	assert_ok(credentials_add(&credentials, &second.files, CERTIFICATE_DPAUTH, TEST_NOW, fault));
	assert_ok(credentials_trust(&credentials, third.files.ci_certificate, fault));
	assert_ok(credentials_trust(&credentials, third.files.ci_certificate, fault));
	const struct credential_set *set = credentials_find(&credentials, test_pki_ci_key_id(&second.pki));
	assert_non_null(set);
	assert_int_equal(set->binding.certificate.curve, CURVE_BRAINPOOL_P256R1);
	check_bytes(set->authentication.certificate.whole, test_pki_certificate(&second.pki, CERTIFICATE_DPAUTH), "DPauth");
	assert_null(credentials_find(&credentials, test_pki_ci_key_id(&third.pki)));
	assert_int_equal(credentials.trust.count, 3);
	CHECK_STATUS(credentials_add(&credentials, &first.files, CERTIFICATE_DPAUTH, TEST_NOW, fault), STATUS_EXISTS,
	             "the first again");
	assert_int_equal(credentials.set_count, 2);
}

static void refused(const struct credential_files *files, int64_t now, const char *part)
{
	AUTO(credentials) credentials = { 0 };
	char fault[CREDENTIAL_FAULT_SIZE] = "";
	enum status status = credentials_add(&credentials, files, CERTIFICATE_DPAUTH, now, fault);
	if (status == STATUS_OK || !strstr(fault, part))
		fail_msg("want a refusal with \"%s\", got %s: %s", part, status_name(status), fault);
	assert_int_equal(credentials.set_count, 0);
}

static void what_does_not_hold_is_told(void **state)
{
	(void)state;
	AUTO(world) world = { 0 };
	AUTO(world) other = { 0 };
	make_world(&world, CURVE_P256, "world");
	make_world(&other, CURVE_P256, "other");
	struct credential_files files = world.files;
	files.authentication_key = world.files.binding_key;
	refused(&files, TEST_NOW, "DPauth: the private key is not the certificate's");
	files = world.files;
	files.binding_key = text_bytes(TEXT("no key"));
	refused(&files, TEST_NOW, "DPpb: the certificate or the private key cannot be read");
	files = world.files;
	files.ci_certificate = other.files.ci_certificate;
	refused(&files, TEST_NOW, "DPauth: ");
	files = world.files;
	files.ci_certificate = world.files.authentication_certificate;
	refused(&files, TEST_NOW, "CI certificate: ");
	files = world.files;
	files.authentication_certificate = world.files.binding_certificate;
	files.authentication_key = world.files.binding_key;
	refused(&files, TEST_NOW, "DPauth: ");
	refused(&world.files, TEST_NOT_AFTER + DAYS, "expired");
	refused(&world.files, TEST_NOT_BEFORE - DAYS, "DPauth: ");
	struct certificate_order order = test_pki_order(CERTIFICATE_DPPB);
	order.registered_id = TEXT("2.999.12");
	files = world.files;
	files.binding_certificate = issue(&world, &order);
	refused(&files, TEST_NOW, "SM-DP+ OID");
}

static void tls_refused(struct credentials *credentials, struct bytes certificate, int64_t now, const char *part)
{
	char fault[CREDENTIAL_FAULT_SIZE] = "";
	enum status status = credentials_check_tls(credentials, certificate, CERTIFICATE_DPTLS, now, fault);
	if (status == STATUS_OK || !strstr(fault, part))
		fail_msg("want a refusal with \"%s\", got %s: %s", part, status_name(status), fault);
}

/* LPAs would refuse to talk to the server, one after the other. */
static void the_certificate_of_tls_is_looked_at_too(void **state)
{
	(void)state;
	AUTO(world) world = { 0 };
	AUTO(world) other = { 0 };
	AUTO(credentials) credentials = { 0 };
	char fault[CREDENTIAL_FAULT_SIZE] = "";
	make_world(&world, CURVE_P256, "world");
	make_world(&other, CURVE_P256, "other");
	assert_ok(credentials_add(&credentials, &world.files, CERTIFICATE_DPAUTH, TEST_NOW, fault));
	struct bytes good = pem_of(&world, CERTIFICATE_DPTLS);
	assert_ok(credentials_check_tls(&credentials, good, CERTIFICATE_DPTLS, TEST_NOW, fault));
	tls_refused(&credentials, good, TEST_NOT_AFTER + DAYS, "has expired");
	tls_refused(&credentials, good, TEST_NOT_BEFORE - DAYS, "not valid yet");
	tls_refused(&credentials, pem_of(&other, CERTIFICATE_DPTLS), TEST_NOW, "not trusted");
	tls_refused(&credentials, pem_of(&world, CERTIFICATE_DPAUTH), TEST_NOW, "another role");
	tls_refused(&credentials, pem_of(&world, CERTIFICATE_DSTLS), TEST_NOW, "another role");
	tls_refused(&credentials, bytes_first(good, good.size / 2), TEST_NOW, "cannot be read");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(several_cis_side_by_side),
		cmocka_unit_test(what_does_not_hold_is_told),
		cmocka_unit_test(the_certificate_of_tls_is_looked_at_too),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
