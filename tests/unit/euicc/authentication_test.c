/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "codec/der_write.h"
#include "rsp/authenticate_server.h"
#include "rsp/cancel_session.h"
#include "rsp/prepare_download.h"
#include "support/card_fixture.h"

/* Another world, whose CI the card does not know; and certificates of this world that somebody got wrong. */
struct fixture {
	struct card_fixture card;
	struct test_pki stranger;
	struct buffer spoilt; /* a certificate */
};

static void set_up(struct fixture *fixture)
{
	card_fixture_set_up(&fixture->card, CURVE_P256, NULL);
	test_pki_make(&fixture->stranger, CURVE_P256, "stranger");
	fixture->spoilt = BUFFER(CERTIFICATE_SIZE_MAXIMUM);
}

static void tear_down(struct fixture *fixture)
{
	buffer_release(&fixture->spoilt);
	test_pki_release(&fixture->stranger);
	card_fixture_tear_down(&fixture->card);
}

/* The certificate of `kind` with one octet of its end, which is its signature, changed. */
static struct bytes with_broken_signature(struct fixture *fixture, enum certificate_kind kind)
{
	assert_ok(buffer_append(&fixture->spoilt, test_pki_certificate(&fixture->card.pki, kind)));
	fixture->spoilt.data[fixture->spoilt.size - 1] ^= 1;
	return buffer_bytes(&fixture->spoilt);
}

static struct bytes cut_short(struct fixture *fixture, enum certificate_kind kind)
{
	struct bytes whole = test_pki_certificate(&fixture->card.pki, kind);
	assert_ok(buffer_append(&fixture->spoilt, bytes_first(whole, whole.size - 1)));
	return buffer_bytes(&fixture->spoilt);
}

/* As the world's own certificate, but issued with this order by this world's CI. */
static struct bytes reissued(struct fixture *fixture, enum certificate_kind key_of, struct certificate_order order)
{
	test_pki_issue(&fixture->card.pki, key_of, &order, &fixture->card.pki, &fixture->spoilt);
	return buffer_bytes(&fixture->spoilt);
}

/* Signed by a CI that calls itself by the right key identifier but has another key. */
static struct bytes forged(struct fixture *fixture, enum certificate_kind kind)
{
	struct certificate_order order = test_pki_order(kind);
	struct issuer forger = {
		.key = test_pki_key(&fixture->stranger, CERTIFICATE_CI),
		.certificate = test_pki_certificate(&fixture->card.pki, CERTIFICATE_CI),
	};
	assert_ok(certificate_issue(&order, test_pki_key(&fixture->card.pki, kind), &forger, &fixture->spoilt));
	return buffer_bytes(&fixture->spoilt);
}

static void put_integer(struct der_writer *writer, struct bytes number)
{
	uint8_t padded[1 + SCALAR_SIZE] = { 0 };
	while (number.size > 1 && number.data[0] == 0)
		number = bytes_after(number, 1);
	memcpy(padded + 1, number.data, number.size);
	size_t sign_octet = number.data[0] & 0x80 ? 1 : 0;
	der_put(writer, 0x02, bytes_from(padded + 1 - sign_octet, number.size + sign_octet));
}

/* The octets of the first `from` in the certificate's signed part become `to`, and the CI signs that. */
static struct bytes altered(struct fixture *fixture, enum certificate_kind kind, const char *from, const char *to)
{
	struct arena *arena = &fixture->card.arena;
	struct bytes wanted = octets(arena, from), instead = octets(arena, to), copy;
	struct certificate certificate;
	uint8_t raw[SIGNATURE_SIZE];
	AUTO(buffer) signature = BUFFER(128);
	assert_ok(arena_copy(arena, test_pki_certificate(&fixture->card.pki, kind), &copy));
	assert_ok(certificate_decode(copy, &certificate));
	struct bytes to_be_signed = certificate.to_be_signed;
	size_t place = 0;
	while (!bytes_start_with(bytes_after(to_be_signed, place), wanted))
		assert_true(++place < to_be_signed.size);
	memcpy((uint8_t *)(uintptr_t)to_be_signed.data + place, instead.data, instead.size);
	assert_ok(sign(test_pki_key(&fixture->card.pki, CERTIFICATE_CI), &to_be_signed, 1, raw));
	assert_ok(buffer_append_octet(&signature, 0)); /* no unused bits */
	struct der_writer writer = der_writer(&signature);
	der_open(&writer, 0x30);
	put_integer(&writer, bytes_from(raw, SCALAR_SIZE));
	put_integer(&writer, bytes_from(raw + SCALAR_SIZE, SCALAR_SIZE));
	der_close(&writer);
	assert_ok(der_finish(&writer));
	writer = der_writer(&fixture->spoilt);
	der_open(&writer, 0x30);
	der_put_raw(&writer, to_be_signed);
	der_put_raw(&writer, octets(arena, "300A 0608 2A8648CE3D040302")); /* ecdsa-with-SHA256 */
	der_put(&writer, 0x03, buffer_bytes(&signature));
	der_close(&writer);
	assert_ok(der_finish(&writer));
	return buffer_bytes(&fixture->spoilt);
}

/* ---- AuthenticateServer ---- */

static void use_stranger(struct fixture *fixture)
{
	fixture->card.server.authentication_certificate = test_pki_certificate(&fixture->stranger, CERTIFICATE_DPAUTH);
	fixture->card.server.authentication_key = test_pki_key(&fixture->stranger, CERTIFICATE_DPAUTH);
}

static void use_dppb(struct fixture *fixture)
{
	fixture->card.server.authentication_certificate = test_pki_certificate(&fixture->card.pki, CERTIFICATE_DPPB);
	fixture->card.server.authentication_key = test_pki_key(&fixture->card.pki, CERTIFICATE_DPPB);
}

static void use_dptls(struct fixture *fixture)
{
	fixture->card.server.authentication_certificate = test_pki_certificate(&fixture->card.pki, CERTIFICATE_DPTLS);
	fixture->card.server.authentication_key = test_pki_key(&fixture->card.pki, CERTIFICATE_DPTLS);
}

static void use_ci(struct fixture *fixture)
{
	fixture->card.server.authentication_certificate = test_pki_certificate(&fixture->card.pki, CERTIFICATE_CI);
	fixture->card.server.authentication_key = test_pki_key(&fixture->card.pki, CERTIFICATE_CI);
}

static void use_card(struct fixture *fixture)
{
	fixture->card.server.authentication_certificate = test_pki_certificate(&fixture->card.pki, CERTIFICATE_EUICC);
	fixture->card.server.authentication_key = test_pki_key(&fixture->card.pki, CERTIFICATE_EUICC);
}

static void use_broken(struct fixture *fixture)
{
	fixture->card.server.authentication_certificate = with_broken_signature(fixture, CERTIFICATE_DPAUTH);
}

static void use_cut(struct fixture *fixture)
{
	fixture->card.server.authentication_certificate = cut_short(fixture, CERTIFICATE_DPAUTH);
}

static void use_forged(struct fixture *fixture)
{
	fixture->card.server.authentication_certificate = forged(fixture, CERTIFICATE_DPAUTH);
}

/* subjectAltName with a URI in place of the registeredID. */
static void use_nameless(struct fixture *fixture)
{
	fixture->card.server.authentication_certificate = altered(fixture, CERTIFICATE_DPAUTH, "8803 88370A", "8603 88370A");
}

/* prime192v1 in place of prime256v1. */
static void use_other_curve(struct fixture *fixture)
{
	fixture->card.server.authentication_certificate =
		altered(fixture, CERTIFICATE_DPAUTH, "0608 2A8648CE3D030107", "0608 2A8648CE3D030101");
}

/* keyCertSign in place of digitalSignature. */
static void use_other_usage(struct fixture *fixture)
{
	fixture->card.server.authentication_certificate = altered(fixture, CERTIFICATE_DPAUTH, "0302 0780", "0302 0204");
}

static void use_unchanged(struct fixture *fixture)
{
	fixture->card.server.authentication_certificate = altered(fixture, CERTIFICATE_DPAUTH, "0302 0780", "0302 0780");
}

static void use_expired(struct fixture *fixture)
{
	struct certificate_order order = test_pki_order(CERTIFICATE_DPAUTH);
	order.not_after = TEST_NOT_BEFORE + 1;
	fixture->card.server.authentication_certificate = reissued(fixture, CERTIFICATE_DPAUTH, order);
}

static void sign_with_another_key(struct fixture *fixture)
{
	fixture->card.server.authentication_key = test_pki_key(&fixture->stranger, CERTIFICATE_DPAUTH);
}

static void sign_another_challenge(struct fixture *fixture)
{
	static const uint8_t other[CHALLENGE_SIZE] = { 0 };
	fixture->card.server.challenge_sent = BYTES(other);
}

static void name_unknown_ci(struct fixture *fixture)
{
	static const uint8_t other[CI_KEY_ID_SIZE] = { 0 };
	fixture->card.server.ci_key_id = BYTES(other);
}

struct refusal {
	const char *what;
	void (*spoil)(struct fixture *fixture);
	int error;
};

static const struct refusal authentication_refusals[] = {
	{ "a CI that the card does not know", use_stranger, AUTHENTICATE_CI_KEY_UNKNOWN },
	{ "CERT.DPpb as CERT.DPauth", use_dppb, AUTHENTICATE_INVALID_CERTIFICATE },
	{ "CERT.DP.TLS as CERT.DPauth", use_dptls, AUTHENTICATE_INVALID_CERTIFICATE },
	{ "CERT.CI as CERT.DPauth", use_ci, AUTHENTICATE_INVALID_CERTIFICATE },
	{ "CERT.EUICC as CERT.DPauth", use_card, AUTHENTICATE_CI_KEY_UNKNOWN },
	{ "a certificate with a flipped bit in its signature", use_broken, AUTHENTICATE_INVALID_CERTIFICATE },
	{ "a certificate that another CI signed", use_forged, AUTHENTICATE_INVALID_CERTIFICATE },
	{ "a certificate without the server's identifier", use_nameless, AUTHENTICATE_INVALID_OID },
	{ "a certificate on a curve that the card does not have", use_other_curve, AUTHENTICATE_UNSUPPORTED_CURVE },
	{ "a certificate for signing certificates", use_other_usage, AUTHENTICATE_INVALID_CERTIFICATE },
	{ "serverSigned1 signed with another key", sign_with_another_key, AUTHENTICATE_INVALID_SIGNATURE },
	{ "another challenge than the card gave", sign_another_challenge, AUTHENTICATE_CHALLENGE_MISMATCH },
	{ "euiccCiPKIdToBeUsed that the card does not have", name_unknown_ci, AUTHENTICATE_CI_KEY_UNKNOWN },
};

static int authentication_error(struct bytes answer)
{
	struct authenticate_server_answer got;
	assert_ok(authenticate_server_answer_decode(answer, &got));
	return got.error;
}

static int authenticate(struct card_fixture *card)
{
	struct bytes challenge = test_card_command_hex(&card->card, &card->arena, "BF2E00");
	struct bytes request = scripted_server_authenticate(&card->server, challenge);
	return authentication_error(test_card_command(&card->card, &card->arena, request));
}

/* After a refusal the session is over: the same request, put right, is refused too. */
static void servers_that_prove_nothing_are_refused(void **state)
{
	(void)state;
	EACH(refusal, authentication_refusals) {
		struct fixture fixture;
		set_up(&fixture);
		struct scripted_server right = fixture.card.server;
		refusal->spoil(&fixture);
		int error = authenticate(&fixture.card);
		if (error != refusal->error)
			fail_msg("%s: error %d, want %d", refusal->what, error, refusal->error);
		right.arena = fixture.card.server.arena;
		fixture.card.server = right;
		uint8_t challenge_answer[3 + 2 + CHALLENGE_SIZE] = { 0xBF, 0x2E, 0x12, 0x80, 0x10 };
		struct bytes request = scripted_server_authenticate(&fixture.card.server, BYTES(challenge_answer));
		struct bytes answer = test_card_command(&fixture.card.card, &fixture.card.arena, request);
		assert_int_equal(authentication_error(answer), AUTHENTICATE_NO_SESSION_CONTEXT);
		tear_down(&fixture);
	}
}

/* A card has no clock, so that it cannot hold dates against a server (SGP.22 4.5.2.2); and the tests' way of altering a
 * certificate makes good ones. */
static void good_certificates_are_taken(void **state)
{
	(void)state;
	static void (*const prepare[])(struct fixture *fixture) = { use_expired, use_unchanged };
	EACH(use, prepare) {
		struct fixture fixture;
		set_up(&fixture);
		(*use)(&fixture);
		assert_int_equal(authenticate(&fixture.card), 0);
		tear_down(&fixture);
	}
}

static void a_malformed_certificate_is_refused(void **state)
{
	(void)state;
	struct fixture fixture;
	set_up(&fixture);
	use_cut(&fixture);
	struct bytes challenge = test_card_command_hex(&fixture.card.card, &fixture.card.arena, "BF2E00");
	struct bytes request = scripted_server_authenticate(&fixture.card.server, challenge);
	assert_int_equal(test_card_store_data(&fixture.card.card, request, NULL), SW_WRONG_DATA);
	tear_down(&fixture);
}

static void without_a_challenge_there_is_no_session(void **state)
{
	(void)state;
	struct card_fixture card;
	card_fixture_set_up(&card, CURVE_P256, NULL);
	uint8_t challenge_answer[3 + 2 + CHALLENGE_SIZE] = { 0xBF, 0x2E, 0x12, 0x80, 0x10 };
	struct bytes request = scripted_server_authenticate(&card.server, BYTES(challenge_answer));
	struct bytes answer = test_card_command(&card.card, &card.arena, request);
	assert_int_equal(authentication_error(answer), AUTHENTICATE_NO_SESSION_CONTEXT);
	card_fixture_tear_down(&card);
}

/* Every cut of a whole AuthenticateServer is refused without an answer, and the card lives on. */
static void truncated_requests_are_refused(void **state)
{
	(void)state;
	struct card_fixture card;
	card_fixture_set_up(&card, CURVE_P256, NULL);
	struct bytes challenge = test_card_command_hex(&card.card, &card.arena, "BF2E00");
	struct bytes request = scripted_server_authenticate(&card.server, challenge);
	for (size_t size = 0; size < request.size; size++)
		assert_int_equal(test_card_store_data(&card.card, bytes_first(request, size), NULL), SW_WRONG_DATA);
	struct bytes answer = test_card_command(&card.card, &card.arena, request);
	assert_int_equal(authentication_error(answer), 0);
	card_fixture_tear_down(&card);
}

/* ---- PrepareDownload ---- */

static void bind_as_stranger(struct fixture *fixture)
{
	fixture->card.server.binding_certificate = test_pki_certificate(&fixture->stranger, CERTIFICATE_DPPB);
	fixture->card.server.binding_key = test_pki_key(&fixture->stranger, CERTIFICATE_DPPB);
}

static void bind_with_dpauth(struct fixture *fixture)
{
	fixture->card.server.binding_certificate = test_pki_certificate(&fixture->card.pki, CERTIFICATE_DPAUTH);
	fixture->card.server.binding_key = test_pki_key(&fixture->card.pki, CERTIFICATE_DPAUTH);
}

static void bind_with_dsauth(struct fixture *fixture)
{
	fixture->card.server.binding_certificate = test_pki_certificate(&fixture->card.pki, CERTIFICATE_DSAUTH);
	fixture->card.server.binding_key = test_pki_key(&fixture->card.pki, CERTIFICATE_DSAUTH);
}

static void bind_with_broken(struct fixture *fixture)
{
	fixture->card.server.binding_certificate = with_broken_signature(fixture, CERTIFICATE_DPPB);
}

static void bind_with_forged(struct fixture *fixture)
{
	fixture->card.server.binding_certificate = forged(fixture, CERTIFICATE_DPPB);
}

static void bind_for_another_smdp(struct fixture *fixture)
{
	struct certificate_order order = test_pki_order(CERTIFICATE_DPPB);
	order.registered_id = TEXT("2.999.12");
	fixture->card.server.binding_certificate = reissued(fixture, CERTIFICATE_DPPB, order);
}

static void bind_on_other_curve(struct fixture *fixture)
{
	fixture->card.server.binding_certificate =
		altered(fixture, CERTIFICATE_DPPB, "0608 2A8648CE3D030107", "0608 2A8648CE3D030101");
}

static void bind_with_another_key(struct fixture *fixture)
{
	fixture->card.server.binding_key = test_pki_key(&fixture->stranger, CERTIFICATE_DPPB);
}

static void bind_another_authentication(struct fixture *fixture)
{
	fixture->card.server.signs_another_signature1 = true;
}

static void bind_another_transaction(struct fixture *fixture)
{
	static const uint8_t other[] = { 9, 9, 9 };
	fixture->card.server.binding_transaction_id = BYTES(other);
}

static const struct refusal preparation_refusals[] = {
	{ "CERT.DPpb of another CI", bind_as_stranger, PREPARE_INVALID_CERTIFICATE },
	{ "CERT.DPauth as CERT.DPpb", bind_with_dpauth, PREPARE_INVALID_CERTIFICATE },
	{ "CERT.DSauth as CERT.DPpb", bind_with_dsauth, PREPARE_INVALID_CERTIFICATE },
	{ "a certificate with a flipped bit in its signature", bind_with_broken, PREPARE_INVALID_CERTIFICATE },
	{ "a certificate that another CI signed", bind_with_forged, PREPARE_INVALID_CERTIFICATE },
	{ "CERT.DPpb of another SM-DP+", bind_for_another_smdp, PREPARE_INVALID_CERTIFICATE },
	{ "a certificate on a curve that the card does not have", bind_on_other_curve, PREPARE_UNSUPPORTED_CURVE },
	{ "smdpSigned2 signed with another key", bind_with_another_key, PREPARE_INVALID_SIGNATURE },
	{ "a signature that leaves euiccSignature1 out", bind_another_authentication, PREPARE_INVALID_SIGNATURE },
	{ "another transaction", bind_another_transaction, PREPARE_INVALID_TRANSACTION_ID },
};

static int prepare(struct card_fixture *card)
{
	struct prepare_download_answer got;
	struct bytes request = scripted_server_prepare(&card->server);
	assert_ok(prepare_download_answer_decode(test_card_command(&card->card, &card->arena, request), &got));
	return got.error;
}

static void bindings_that_prove_nothing_are_refused(void **state)
{
	(void)state;
	EACH(refusal, preparation_refusals) {
		struct fixture fixture;
		set_up(&fixture);
		test_card_authenticate(&fixture.card.card, &fixture.card.server);
		refusal->spoil(&fixture);
		int error = prepare(&fixture.card);
		if (error != refusal->error)
			fail_msg("%s: error %d, want %d", refusal->what, error, refusal->error);
		assert_int_equal(prepare(&fixture.card), PREPARE_NO_SESSION_CONTEXT);
		tear_down(&fixture);
	}
}

/* A discovery server authenticates in the same way, and has nothing to bind. */
static void a_discovery_server_cannot_bind(void **state)
{
	(void)state;
	struct card_fixture card;
	card_fixture_set_up(&card, CURVE_P256, NULL);
	card.server.authentication_certificate = test_pki_certificate(&card.pki, CERTIFICATE_DSAUTH);
	card.server.authentication_key = test_pki_key(&card.pki, CERTIFICATE_DSAUTH);
	card.server.address = TEXT(TEST_SMDS_ADDRESS);
	test_card_authenticate(&card.card, &card.server);
	assert_int_equal(prepare(&card), PREPARE_NO_SESSION_CONTEXT);
	card_fixture_tear_down(&card);
}

static void preparing_without_authentication_is_refused(void **state)
{
	(void)state;
	struct card_fixture card;
	card_fixture_set_up(&card, CURVE_P256, NULL);
	test_card_authenticate(&card.card, &card.server);
	struct bytes request = scripted_server_prepare(&card.server);
	test_card_command_hex(&card.card, &card.arena, "BF2E00");
	struct prepare_download_answer got;
	assert_ok(prepare_download_answer_decode(test_card_command(&card.card, &card.arena, request), &got));
	assert_int_equal(got.error, PREPARE_NO_SESSION_CONTEXT);
	card_fixture_tear_down(&card);
}

/* An LPA asks for the confirmation code again: the hash is another one, the key stays the server's choice. */
static void preparing_may_be_repeated(void **state)
{
	(void)state;
	struct card_fixture card;
	uint8_t hash[HASH_CC_SIZE] = { 0x77 };
	card_fixture_set_up(&card, CURVE_P256, NULL);
	test_card_authenticate(&card.card, &card.server);
	test_card_prepare(&card.card, &card.server);
	card.server.confirmation_code_required = true;
	card.server.hash_cc = BYTES(hash);
	test_card_prepare(&card.card, &card.server);
	struct bytes result = test_card_load(&card.card, &card.server, scripted_server_package(&card.server), NULL);
	assert_int_equal(scripted_server_hear_result(&card.server, result).error, 0);
	card_fixture_tear_down(&card);
}

/* ---- CancelSession ---- */

static struct cancel_session_answer cancel(struct card_fixture *card, struct bytes transaction_id, int reason)
{
	AUTO(buffer) request = BUFFER(64);
	struct cancel_session_request content = { .transaction_id = transaction_id, .reason = reason };
	struct cancel_session_answer got;
	assert_ok(cancel_session_request_encode(&content, &request));
	struct bytes answer = test_card_command(&card->card, &card->arena, buffer_bytes(&request));
	assert_ok(cancel_session_answer_decode(answer, &got));
	return got;
}

static void a_session_is_cancelled_with_a_signature(void **state)
{
	(void)state;
	static const int reasons[] = {
		CANCEL_END_USER_REJECTION, CANCEL_POSTPONED, CANCEL_TIMEOUT, CANCEL_PPR_NOT_ALLOWED,
		CANCEL_METADATA_MISMATCH, CANCEL_LOAD_BPP_EXECUTION_ERROR, CANCEL_UNDEFINED,
	};
	static const uint8_t other[] = { 9, 9 };
	EACH(reason, reasons) {
		struct card_fixture card;
		AUTO(buffer) oid = BUFFER(OID_MAXIMUM);
		card_fixture_set_up(&card, CURVE_P256, NULL);
		struct bytes transaction_id = BYTES(card.server.transaction_id);
		assert_int_equal(cancel(&card, transaction_id, *reason).error, CANCEL_ERROR_INVALID_TRANSACTION_ID);
		test_card_authenticate(&card.card, &card.server);
		assert_int_equal(cancel(&card, BYTES(other), *reason).error, CANCEL_ERROR_INVALID_TRANSACTION_ID);
		struct cancel_session_answer got = cancel(&card, transaction_id, *reason);
		assert_int_equal(got.error, 0);
		assert_int_equal(got.reason, *reason);
		assert_ok(oid_parse(TEXT(TEST_SMDP_OID), &oid));
		check_bytes(got.smdp_oid, buffer_bytes(&oid), "SM-DP+ OID");
		struct bytes parts[] = { got.signed_part };
		const struct signing_key *key = test_pki_key(&card.pki, CERTIFICATE_EUICC);
		assert_ok(verify(key->curve, BYTES(key->point), parts, 1, got.signature));
		assert_int_equal(prepare(&card), PREPARE_NO_SESSION_CONTEXT);
		card_fixture_tear_down(&card);
	}
}

/* What was loaded so far goes without a trace: the signed cancellation is the result. */
static void cancelling_while_loading_leaves_nothing(void **state)
{
	(void)state;
	struct card_fixture card;
	card_fixture_set_up(&card, CURVE_P256, NULL);
	test_card_authenticate(&card.card, &card.server);
	test_card_prepare(&card.card, &card.server);
	struct bytes package = scripted_server_package(&card.server), piece;
	size_t position = 0;
	for (int i = 0; i < 5; i++) {
		assert_true(bound_package_next_piece(package, &position, &piece));
		assert_int_equal(test_card_store_data(&card.card, piece, NULL), SW_OK);
	}
	assert_int_equal(cancel(&card, BYTES(card.server.transaction_id), CANCEL_TIMEOUT).error, 0);
	test_card_power_cycle(&card.card);
	assert_int_equal(card_fixture_notifications(&card).count, 0);
	assert_int_equal(card_fixture_profile_count(&card), 0);
	card_fixture_install(&card, 0);
	card_fixture_tear_down(&card);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(servers_that_prove_nothing_are_refused),
	cmocka_unit_test(good_certificates_are_taken),
	cmocka_unit_test(a_malformed_certificate_is_refused),
	cmocka_unit_test(without_a_challenge_there_is_no_session),
	cmocka_unit_test(truncated_requests_are_refused),
	cmocka_unit_test(bindings_that_prove_nothing_are_refused),
	cmocka_unit_test(a_discovery_server_cannot_bind),
	cmocka_unit_test(preparing_without_authentication_is_refused),
	cmocka_unit_test(preparing_may_be_repeated),
	cmocka_unit_test(a_session_is_cancelled_with_a_signature),
	cmocka_unit_test(cancelling_while_loading_leaves_nothing),
};

TESTS_MAIN(tests)
