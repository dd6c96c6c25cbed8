/* SPDX-License-Identifier: Apache-2.0 */
/* A whole session that others recorded, read with our messages: every signature in it holds over what we say is signed,
 * and what we make from the same keys is the same. See tests/vectors/recorded_session/SOURCE.md. */
#include "crypto/certificate.h"
#include "crypto/key_agreement.h"
#include "rsp/package_seal.h"
#include "unit/rsp/message_check.h"

static struct bytes recorded(struct arena *arena, const char *name)
{
	char *path = arena_print(arena, "tests/vectors/recorded_session/%s.hex", name);
	assert_non_null(path);
	char *hex = arena_string(arena, bytes_text(source_file(arena, path)));
	assert_non_null(hex);
	return octets(arena, hex);
}

static struct bytes point_of(struct bytes certificate)
{
	struct certificate decoded;
	assert_ok(certificate_decode(certificate, &decoded));
	assert_int_equal(decoded.curve, CURVE_P256);
	return decoded.point;
}

/* And over nothing else: the parts in another order or without the last octet do not verify. */
static void check_signature(struct bytes certificate, const struct bytes parts[], size_t count, struct bytes signature)
{
	struct bytes point = point_of(certificate);
	struct bytes cut[3] = { parts[0], count > 1 ? parts[1] : (struct bytes){ 0 } };
	assert_ok(verify(CURVE_P256, point, parts, count, signature));
	cut[count - 1].size--;
	assert_int_equal(verify(CURVE_P256, point, cut, count, signature), STATUS_UNTRUSTED);
}

/* The elements of InitiateAuthentication's answer, as the JSON binding would carry each. */
struct initiate_answer {
	struct bytes signed1, signature_object, certificate;
};

static struct initiate_answer read_initiate(struct arena *arena)
{
	struct der_reader outer = der_reader(recorded(arena, "initiate_response"));
	struct der_reader inside;
	struct bytes ignored;
	struct initiate_answer got = { 0 };
	assert_true(der_enter(&outer, 0x30, &inside) && der_whole(&inside, 0x80, &ignored)
	            && der_whole(&inside, 0x30, &got.signed1) && der_whole(&inside, 0x5F37, &got.signature_object)
	            && der_whole(&inside, 0x04, &ignored) && der_whole(&inside, 0x30, &got.certificate));
	return got;
}

struct client_answer {
	struct bytes metadata, signed2, signature_object, certificate;
};

static struct client_answer read_client(struct arena *arena)
{
	struct der_reader outer = der_reader(recorded(arena, "authenticate_response"));
	struct der_reader choice, inside;
	struct bytes ignored;
	struct client_answer got = { 0 };
	assert_true(der_enter(&outer, 0xBF3B, &choice) && der_enter(&choice, 0xA0, &inside)
	            && der_whole(&inside, 0x80, &ignored) && der_whole(&inside, 0xBF25, &got.metadata)
	            && der_whole(&inside, 0x30, &got.signed2) && der_whole(&inside, 0x5F37, &got.signature_object)
	            && der_whole(&inside, 0x30, &got.certificate));
	return got;
}

static void the_server_proves_itself(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 18);
	struct initiate_answer answer = read_initiate(&arena);
	struct server_signed1 signed1;
	assert_ok(server_signed1_decode(answer.signed1, &signed1));
	check_bytes(signed1.transaction_id, recorded(&arena, "transaction_id"), "transaction ID");
	check_bytes(signed1.euicc_challenge, recorded(&arena, "euicc_challenge"), "card's challenge");
	check_bytes(signed1.server_challenge, recorded(&arena, "server_challenge"), "server's challenge");
	check_text(signed1.server_address, "smdp.example.com", "address");
	check_bytes(answer.certificate, recorded(&arena, "dpauth"), "CERT.DPauth");
	check_signature(answer.certificate, &answer.signed1, 1, bytes_after(answer.signature_object, 3));
}

static void the_card_proves_itself(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 18);
	struct authenticate_server_answer answer;
	struct euicc_signed1 signed1;
	struct euicc_info2 info;
	struct context_parameters context;
	struct bytes message = recorded(&arena, "auth_server_response");
	assert_ok(authenticate_server_answer_decode(message, &answer));
	check_signature(answer.euicc_certificate, &answer.signed1, 1, answer.signature1);
	assert_ok(euicc_signed1_decode(answer.signed1, &signed1));
	check_bytes(signed1.server_challenge, recorded(&arena, "server_challenge"), "server's challenge");
	assert_ok(euicc_info2_decode(signed1.euicc_info2, &info));
	assert_true(info.resource.unreadable);
	assert_ok(context_parameters_decode(signed1.context_parameters, &context));
	assert_false(context.has_matching_id);
	AUTO(buffer) again = BUFFER(4096);
	assert_ok(authenticate_server_answer_encode(&answer, &again));
	check_bytes(buffer_bytes(&again), message, "BF38");
}

static void the_download_is_prepared(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 18);
	struct authenticate_server_answer card;
	struct prepare_download_answer prepared;
	struct client_answer client = read_client(&arena);
	struct smdp_signed2 signed2;
	struct euicc_signed2 card_signed2;
	assert_ok(authenticate_server_answer_decode(recorded(&arena, "auth_server_response"), &card));
	const struct bytes server_parts[] = { client.signed2, card.signature1_object };
	check_signature(client.certificate, server_parts, 2, bytes_after(client.signature_object, 3));
	assert_ok(smdp_signed2_decode(client.signed2, &signed2));
	assert_false(signed2.confirmation_code_required);

	struct bytes message = recorded(&arena, "prepare_download_response");
	assert_ok(prepare_download_answer_decode(message, &prepared));
	const struct bytes card_parts[] = { prepared.signed2, client.signature_object };
	check_signature(card.euicc_certificate, card_parts, 2, prepared.signature2);
	assert_ok(euicc_signed2_decode(prepared.signed2, &card_signed2));
	assert_int_equal(card_signed2.hash_cc.size, 0);
	check_message(rewrite_prepare_download_answer, message, "BF21");
	check_sequence_message(rewrite_profile_metadata, client.metadata, "BF25");
	check_bytes(client.metadata, recorded(&arena, "store_metadata"), "metadata");
}

static void session_keys(struct arena *arena, struct segment_keys *keys)
{
	AUTO(signing_key) one_time_key = { 0 };
	AUTO(secret) z = { 0 };
	struct prepare_download_answer prepared;
	struct euicc_signed2 signed2;
	struct eid eid;
	assert_ok(prepare_download_answer_decode(recorded(arena, "prepare_download_response"), &prepared));
	assert_ok(euicc_signed2_decode(prepared.signed2, &signed2));
	assert_ok(signing_key_from_scalar(CURVE_P256, recorded(arena, "otsk_dp"), &one_time_key));
	assert_ok(agree(&one_time_key, signed2.euicc_otpk, &z));
	check_bytes(secret_bytes(&z), octets(arena, "79696dc34351dfc7758b07baf66643f01d7d8f5ab976c51d5f2c42ab71f5a6c3"),
	            "Z");
	assert_ok(eid_parse(TEXT("89049032123451234512345678901235"), &eid));
	assert_ok(segment_keys_derive(keys, secret_bytes(&z), CONTROL_KEY_TYPE, CONTROL_KEY_LENGTH,
	                              text_bytes(TEXT("euicc-rsp")), BYTES(eid.octets)));
}

/* From the same one-time keys we make the same package, but for the signature, which theirs makes with a nonce of its
 * own kind. */
static void the_package_is_made_again(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 18);
	AUTO(segment_keys) keys = { 0 };
	AUTO(buffer) sequences = BUFFER(4096);
	struct bytes whole = recorded(&arena, "bound_profile_package");
	struct bound_package package;
	assert_ok(bound_package_decode(whole, &package));
	session_keys(&arena, &keys);
	const struct package_binding binding = { .metadata = recorded(&arena, "store_metadata"),
	                                         .upp = recorded(&arena, "upp") };
	assert_ok(package_sequences_seal(&keys, &binding, &sequences));
	check_bytes(buffer_bytes(&sequences), bytes_after(whole, package.header.size + package.initialise.size),
	            "A0, A1 and A3");
}

static void the_package_is_signed(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 18);
	struct bound_package package;
	struct initialise_secure_channel channel;
	struct prepare_download_answer prepared;
	struct euicc_signed2 signed2;
	assert_ok(bound_package_decode(recorded(&arena, "bound_profile_package"), &package));
	assert_ok(initialise_secure_channel_decode(package.initialise, &channel));
	assert_ok(prepare_download_answer_decode(recorded(&arena, "prepare_download_response"), &prepared));
	assert_ok(euicc_signed2_decode(prepared.signed2, &signed2));
	const struct bytes card_key = bytes_from(signed2.euicc_otpk.data - 3, POINT_SIZE + 3); /* with 5F49 41 */
	const struct bytes parts[] = { channel.signed_part, card_key };
	check_signature(recorded(&arena, "dppb"), parts, 2, channel.smdp_sign);

	AUTO(signing_key) one_time_key = { 0 };
	assert_ok(signing_key_from_scalar(CURVE_P256, recorded(&arena, "otsk_dp"), &one_time_key));
	check_bytes(channel.smdp_otpk, BYTES(one_time_key.point), "otPK.DP");
}

static void the_card_reports(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 18);
	struct installation_result result;
	struct notification_metadata metadata;
	struct bytes message = recorded(&arena, "pending_notification");
	assert_ok(installation_result_decode(message, &result));
	check_signature(recorded(&arena, "euicc"), &result.data, 1, result.signature);
	assert_int_equal(result.error, 0);
	check_bytes(result.transaction_id, recorded(&arena, "transaction_id"), "transaction ID");
	check_bytes(result.smdp_oid, octets(&arena, "8837"), "OID");
	assert_ok(pending_notification_metadata(message, &metadata));
	check_text(metadata.address, "smdp.example.com", "address");
	/* Its event is written with a trailing zero bit that DER would leave out. */
	check_message(rewrite_installation_result, message, "BF37");
}

static void the_certificates_hold(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 18);
	AUTO(public_key) issuer = { 0 };
	struct certificate eum, euicc;
	assert_ok(certificate_decode(recorded(&arena, "eum"), &eum));
	assert_ok(certificate_decode(recorded(&arena, "euicc"), &euicc));
	assert_ok(public_key_from_point(eum.curve, eum.point, &issuer));
	assert_ok(certificate_verify(&euicc, &issuer));
	check_text(euicc.serial_number_attribute, "89049032123451234512345678901235", "EID");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(the_server_proves_itself), cmocka_unit_test(the_card_proves_itself),
	cmocka_unit_test(the_download_is_prepared), cmocka_unit_test(the_package_is_made_again),
	cmocka_unit_test(the_package_is_signed),    cmocka_unit_test(the_card_reports),
	cmocka_unit_test(the_certificates_hold),
};

TESTS_MAIN(tests)
