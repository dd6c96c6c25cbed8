/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/certificate.h"

#include "crypto/pem.h"
#include "crypto/sign.h"
#include "support/test.h"

/* What `openssl x509 -text` says of them; tests/vectors/…/SOURCE.md says where they come from. */
static const struct published {
	const char *file, *serial, *organization, *serial_number_attribute, *common_name;
	int64_t not_before, not_after;
	enum curve curve;
	const char *subject_key, *authority_key;
	bool is_authority;
	int path_length;
	unsigned key_usage;
	bool tls;
	const char *policy, *registered_id, *dns_name;
	bool constrained;
} published[] = {
	{ "recorded_session/ci", "00B874F3ABFA6C44D3", "RSPTEST", "", "Test CI", 1585729671, 2690180871, CURVE_P256,
	  "F54172BDF98A95D65CBEB88A38A1C11D800A85C3", "", true, -1, KEY_USAGE_KEY_CERT_SIGN | KEY_USAGE_CRL_SIGN, false,
	  "67811201020100", "883701", "", false },
	{ "recorded_session/dpauth", "0100", "ACME", "", "TEST SM-DP+", 1585729890, 1901089890, CURVE_P256,
	  "BD5A82CC1A96602118BA7560A1FF83A78B210BE5", "F54172BDF98A95D65CBEB88A38A1C11D800A85C3", false, -1,
	  KEY_USAGE_DIGITAL_SIGNATURE, false, "67811201020104", "88370A", "", false },
	{ "recorded_session/dppb", "0101", "ACME", "", "TEST SM-DP+", 1585730085, 1901090085, CURVE_P256,
	  "E6EAF71EE0FB9430ECCD1EBB421F881437C13263", "F54172BDF98A95D65CBEB88A38A1C11D800A85C3", false, -1,
	  KEY_USAGE_DIGITAL_SIGNATURE, false, "67811201020105", "88370A", "", false },
	{ "recorded_session/eum", "12345678", "RSP Test EUM", "", "EUM Test", 1484849430, 2557764630, CURVE_P256,
	  "DD3DA24D350C1CC5D0AF0965F40EC34C5EE409F1", "F54172BDF98A95D65CBEB88A38A1C11D800A85C3", true, 0,
	  KEY_USAGE_KEY_CERT_SIGN, false, "67811201020102", "883705", "", true },
	{ "recorded_session/euicc", "01", "RSP Test EUM", "89049032123451234512345678901235", "Test eUICC", 1786206409,
	  2574606409, CURVE_P256, "A52476AF5D50AA376437CCB1DA2172EF45F484F0", "DD3DA24D350C1CC5D0AF0965F40EC34C5EE409F1",
	  false, -1, KEY_USAGE_DIGITAL_SIGNATURE, false, "67811201020101", "", "", false },
	{ "sgp26/dptls_nist", NULL, "ACME", "", "testsmdpplus1.example.com", 0, 0, CURVE_P256,
	  "27FEF1F229187EC783EDF6E02964A4518D57D4A9", "F54172BDF98A95D65CBEB88A38A1C11D800A85C3", false, -1,
	  KEY_USAGE_DIGITAL_SIGNATURE, true, "67811201020103", "88370A", "testsmdpplus1.example.com", false },
	{ "sgp26/ci_brainpool", NULL, "RSPTEST", "", "Test CI", 0, 0, CURVE_BRAINPOOL_P256R1,
	  "C0BC70BA36929D43B467FF57570530E57AB8FCD8", "", true, -1, KEY_USAGE_KEY_CERT_SIGN | KEY_USAGE_CRL_SIGN, false,
	  "67811201020100", "883701", "", false },
};

static struct bytes read_vector(struct arena *arena, const char *name)
{
	struct bytes hex = source_file(arena, arena_print(arena, "tests/vectors/%s.hex", name));
	return octets(arena, arena_string(arena, bytes_text(hex)));
}

static void check_dates(const struct published *row, const struct certificate *got)
{
	if (row->not_before == 0)
		return;
	CHECK(got->not_before == row->not_before, row->file);
	CHECK(got->not_after == row->not_after, row->file);
}

static void published_certificates_say_what_openssl_says(void **state)
{
	(void)state;
	EACH(row, published) {
		AUTO(arena) arena = ARENA(1 << 18);
		struct certificate got;
		assert_ok(certificate_decode(read_vector(&arena, row->file), &got));
		if (row->serial)
			check_bytes(got.serial_number, octets(&arena, row->serial), row->file);
		check_text(got.organization, row->organization, row->file);
		check_text(got.serial_number_attribute, row->serial_number_attribute, row->file);
		check_text(got.common_name, row->common_name, row->file);
		check_dates(row, &got);
		assert_int_equal(got.curve, row->curve);
		check_bytes(got.subject_key_identifier, octets(&arena, row->subject_key), row->file);
		check_bytes(got.authority_key_identifier, octets(&arena, row->authority_key), row->file);
		CHECK(got.is_authority == row->is_authority && got.path_length == row->path_length, row->file);
		CHECK(got.key_usage == row->key_usage, row->file);
		CHECK(got.server_auth == row->tls && got.client_auth == row->tls, row->file);
		check_bytes(got.policy_oid, octets(&arena, row->policy), row->file);
		check_bytes(got.registered_id, octets(&arena, row->registered_id), row->file);
		check_text(got.dns_name, row->dns_name, row->file);
		CHECK((got.name_constraints.size > 0) == row->constrained && !got.unknown_critical, row->file);
	}
}

static void published_signatures_hold(void **state)
{
	(void)state;
	static const struct {
		const char *issuer, *subject;
		enum status want;
	} pairs[] = {
		{ "recorded_session/ci", "recorded_session/ci", STATUS_OK },
		{ "recorded_session/ci", "recorded_session/dpauth", STATUS_OK },
		{ "recorded_session/ci", "recorded_session/eum", STATUS_OK },
		{ "recorded_session/eum", "recorded_session/euicc", STATUS_OK },
		{ "recorded_session/ci", "recorded_session/euicc", STATUS_UNTRUSTED },
		{ "recorded_session/ci", "sgp26/dptls_nist", STATUS_OK },
		{ "sgp26/ci_brainpool", "sgp26/ci_brainpool", STATUS_OK },
		{ "sgp26/ci_brainpool", "sgp26/dpauth_brainpool", STATUS_OK },
		{ "sgp26/ci_brainpool", "sgp26/dppb_brainpool", STATUS_OK },
		{ "sgp26/ci_brainpool", "sgp26/dptls_brainpool", STATUS_OK },
		{ "sgp26/ci_brainpool", "recorded_session/dpauth", STATUS_UNTRUSTED },
	};
	EACH(row, pairs) {
		AUTO(arena) arena = ARENA(1 << 18);
		AUTO(public_key) key = { 0 };
		struct certificate issuer, subject;
		assert_ok(certificate_decode(read_vector(&arena, row->issuer), &issuer));
		assert_ok(certificate_decode(read_vector(&arena, row->subject), &subject));
		assert_ok(public_key_from_point(issuer.curve, issuer.point, &key));
		CHECK_STATUS(certificate_verify(&subject, &key), row->want, row->subject);
	}
}

static void every_cut_and_every_tail_is_malformed(void **state)
{
	(void)state;
	EACH(row, published) {
		AUTO(arena) arena = ARENA(1 << 18);
		struct bytes whole = read_vector(&arena, row->file);
		struct certificate got = { .path_length = 42 };
		for (size_t size = 0; size < whole.size; size++) {
			uint8_t *exact = malloc(size ? size : 1); /* so that a sanitizer sees a read past the end */
			memcpy(exact, whole.data, size);
			CHECK_STATUS(certificate_decode(bytes_from(exact, size), &got), STATUS_MALFORMED, row->file);
			free(exact);
		}
		uint8_t *longer = arena_allocate(&arena, whole.size + 1);
		memcpy(longer, whole.data, whole.size);
		CHECK_STATUS(certificate_decode(bytes_from(longer, whole.size + 1), &got), STATUS_MALFORMED, "tail");
		assert_int_equal(got.path_length, 42);
	}
}

/* Nothing is ever read past the end, whatever an octet says; most changes are refused or change a field. */
static void every_changed_octet_is_survived(void **state)
{
	(void)state;
	static const uint8_t values[] = { 0x00, 0x7F, 0x80, 0x82, 0xFF };
	AUTO(arena) arena = ARENA(1 << 18);
	struct bytes whole = read_vector(&arena, "recorded_session/eum");
	uint8_t *copy = malloc(whole.size);
	size_t refused = 0;
	for (size_t i = 0; i < whole.size; i++)
		for (size_t j = 0; j < ARRAY_SIZE(values); j++) {
			struct certificate got;
			memcpy(copy, whole.data, whole.size);
			copy[i] = values[j];
			refused += certificate_decode(bytes_from(copy, whole.size), &got) != STATUS_OK;
		}
	free(copy);
	assert_true(refused > whole.size);
}

static void too_large_is_malformed(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 16);
	struct certificate got;
	uint8_t *large = arena_allocate(&arena, CERTIFICATE_SIZE_MAXIMUM + 1);
	memset(large, 0x30, CERTIFICATE_SIZE_MAXIMUM + 1);
	CHECK_STATUS(certificate_decode(bytes_from(large, CERTIFICATE_SIZE_MAXIMUM + 1), &got), STATUS_MALFORMED, "large");
}

static void files_in_both_forms(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 18);
	AUTO(buffer) pem = BUFFER(1 << 14), got = BUFFER(CERTIFICATE_SIZE_MAXIMUM);
	struct bytes der = read_vector(&arena, "recorded_session/ci");
	assert_ok(certificate_from_file(der, &got));
	check_bytes(buffer_bytes(&got), der, "DER");
	assert_ok(buffer_append_text(&pem, TEXT("What it says, and a key:\n-----BEGIN PRIVATE KEY-----\nAAAA\n-----END "
	                                        "PRIVATE KEY-----\n")));
	assert_ok(pem_print("CERTIFICATE", der, &pem));
	assert_ok(buffer_append_text(&pem, TEXT("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")));
	buffer_clear(&got);
	assert_ok(certificate_from_file(buffer_bytes(&pem), &got));
	check_bytes(buffer_bytes(&got), der, "the first of a PEM file");

	static const char *const bad[] = {
		"", "-----BEGIN CERTIFICATE-----\n", "-----BEGIN CERTIFICATE-----\nMIIB*\n-----END CERTIFICATE-----\n",
		"-----END CERTIFICATE-----\n-----BEGIN CERTIFICATE-----\n", "0", "-----BEGIN PRIVATE KEY-----",
	};
	EACH(text, bad) {
		buffer_clear(&got);
		CHECK_STATUS(certificate_from_file(text_bytes(text_from(*text)), &got), STATUS_MALFORMED, *text);
		assert_int_equal(got.size, 0);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(published_certificates_say_what_openssl_says),
	cmocka_unit_test(published_signatures_hold),
	cmocka_unit_test(every_cut_and_every_tail_is_malformed),
	cmocka_unit_test(every_changed_octet_is_survived),
	cmocka_unit_test(too_large_is_malformed),
	cmocka_unit_test(files_in_both_forms),
};

TESTS_MAIN(tests)
