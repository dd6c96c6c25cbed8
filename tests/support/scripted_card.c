/* SPDX-License-Identifier: Apache-2.0 */
#include "support/scripted_card.h"

#include "codec/base64.h"
#include "crypto/key_agreement.h"
#include "rsp/authenticate_client.h"
#include "rsp/authenticate_server.h"
#include "rsp/bound_package.h"
#include "rsp/cancel_session.h"
#include "rsp/get_bound_package.h"
#include "rsp/initiate_authentication.h"
#include "rsp/installation_result.h"
#include "rsp/prepare_download.h"
#include "rsp/protected_segment.h"
#include "support/test.h"

enum { MESSAGE_MAXIMUM = 1 << 20, CARD_MEMORY = 64 << 20 };

static struct bytes keep(struct scripted_card *card, struct buffer *buffer)
{
	struct bytes kept;
	assert_ok(arena_copy(&card->arena, buffer_bytes(buffer), &kept));
	buffer_release(buffer);
	return kept;
}

static struct bytes sign_with(struct scripted_card *card, const struct bytes parts[], size_t count)
{
	uint8_t *signature = arena_allocate(&card->arena, SIGNATURE_SIZE);
	assert_non_null(signature);
	assert_ok(sign(test_pki_key(card->pki, CERTIFICATE_EUICC), parts, count, signature));
	return bytes_from(signature, SIGNATURE_SIZE);
}

void scripted_card_make(struct scripted_card *out, const struct test_pki *pki, const char *seed)
{
	*out = (struct scripted_card){
		.pki = pki,
		.arena = ARENA(CARD_MEMORY),
		.eid = TEST_EID,
		.svn = { { 2, 2, 2 } },
		.keep_one_time_key = true,
		.sequence_number = 1,
	};
	out->euicc_certificate = test_pki_certificate(pki, CERTIFICATE_EUICC);
	out->eum_certificate = test_pki_certificate(pki, CERTIFICATE_EUM);
	out->info2 = (struct euicc_info2){
		.profile_version = { { 2, 3, 1 } },
		.svn = out->svn,
		.resource = { .free_nonvolatile = 500000, .free_volatile = 10000 },
		.uicc_capability = 3,
		.rsp_capability = RSP_ADDITIONAL_PROFILE | RSP_TEST_PROFILE_SUPPORT,
		.for_verification = { { test_pki_ci_key_id(pki) }, 1 },
		.for_signing = { { test_pki_ci_key_id(pki) }, 1 },
		.category = -1,
		.sas_accreditation_number = TEXT("TEST"),
	};
	test_key_make(&out->one_time_key, pki->curve, seed);
}

void scripted_card_release(struct scripted_card *card)
{
	signing_key_release(&card->one_time_key);
	arena_release(&card->arena);
}

void scripted_card_become(struct scripted_card *card, const char *eid, const char *seed)
{
	struct buffer certificate = BUFFER(CERTIFICATE_SIZE_MAXIMUM);
	struct certificate_order order = test_pki_order(CERTIFICATE_EUICC);
	order.eid = text_from(eid);
	test_pki_issue(card->pki, CERTIFICATE_EUICC, &order, card->pki, &certificate);
	card->euicc_certificate = keep(card, &certificate);
	card->eid = eid;
	signing_key_release(&card->one_time_key);
	test_key_make(&card->one_time_key, card->pki->curve, seed);
}

struct bytes scripted_member(struct arena *arena, struct text json, const char *name)
{
	AUTO(json_document) document = { 0 };
	AUTO(buffer) value = BUFFER(16 << 20);
	struct bytes kept = { 0 };
	assert_ok(json_parse(json, &document));
	CHECK_STATUS(json_base64_member(json_root(&document), name, &value), STATUS_OK, name);
	assert_ok(arena_copy(arena, buffer_bytes(&value), &kept));
	return kept;
}

const char *scripted_text(struct arena *arena, struct text json, const char *path)
{
	AUTO(json_document) document = { 0 };
	struct text rest = text_from(path), found = { 0 };
	assert_ok(json_parse(json, &document));
	struct json_value value = json_root(&document);
	while (rest.size > 0)
		value = json_member(value, arena_string(arena, text_cut(&rest, '.')));
	(void)!json_text(value, &found);
	return arena_string(arena, found);
}

struct text scripted_card_initiate(struct scripted_card *card, const char *address)
{
	static const uint8_t challenge[CHALLENGE_SIZE] = { 0xC0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };
	struct buffer info = BUFFER(MESSAGE_MAXIMUM), body = BUFFER(MESSAGE_MAXIMUM);
	const struct euicc_info1 info1 = { card->svn, card->info2.for_verification, card->info2.for_signing };
	assert_ok(euicc_info1_encode(&info1, &info));
	const struct initiate_authentication_request request = {
		.euicc_challenge = BYTES(challenge),
		.euicc_info1 = keep(card, &info),
		.smdp_address = text_from(address),
	};
	assert_ok(initiate_authentication_request_write(&request, &body));
	return bytes_text(keep(card, &body));
}

static struct bytes context_of(struct scripted_card *card)
{
	struct buffer encoded = BUFFER(MESSAGE_MAXIMUM);
	const struct context_parameters context = {
		.has_matching_id = card->matching_id.size > 0,
		.matching_id = card->matching_id,
		.device = { .tac = { 0x35, 0x29, 0x06, 0x11 } },
	};
	assert_ok(context_parameters_encode(&context, &encoded));
	return keep(card, &encoded);
}

static struct bytes info2_of(struct scripted_card *card)
{
	struct buffer encoded = BUFFER(MESSAGE_MAXIMUM);
	assert_ok(euicc_info2_encode(&card->info2, &encoded));
	return keep(card, &encoded);
}

struct bytes scripted_card_authenticate(struct scripted_card *card, struct text initiate_answer)
{
	struct server_signed1 server;
	struct buffer encoded = BUFFER(MESSAGE_MAXIMUM), response = BUFFER(MESSAGE_MAXIMUM);
	assert_ok(server_signed1_decode(scripted_member(&card->arena, initiate_answer, "serverSigned1"), &server));
	const struct euicc_signed1 signed1 = {
		.transaction_id = server.transaction_id,
		.server_address = server.server_address,
		.server_challenge = server.server_challenge,
		.euicc_info2 = info2_of(card),
		.context_parameters = context_of(card),
	};
	assert_ok(euicc_signed1_encode(&signed1, &encoded));
	struct authenticate_server_answer answer = {
		.signed1 = keep(card, &encoded),
		.euicc_certificate = card->euicc_certificate,
		.eum_certificate = card->eum_certificate,
	};
	answer.signature1 = sign_with(card, &answer.signed1, 1);
	assert_ok(authenticate_server_answer_encode(&answer, &response));
	struct bytes kept = keep(card, &response);
	assert_ok(authenticate_server_answer_decode(kept, &answer));
	card->signature1_object = answer.signature1_object;
	card->transaction_id = server.transaction_id;
	return kept;
}

static struct text hex_of(struct scripted_card *card, struct bytes octets)
{
	return text_from(hex_print(&card->arena, octets));
}

struct text scripted_card_authenticate_client(struct scripted_card *card, struct bytes response)
{
	struct buffer body = BUFFER(MESSAGE_MAXIMUM);
	assert_ok(authenticate_client_request_write(hex_of(card, card->transaction_id), response, &body));
	return bytes_text(keep(card, &body));
}

/* What a card checks before it prepares: the server's key signed this offer for this session. */
static struct smdp_signed2 check_offer(struct scripted_card *card, struct text answer, struct bytes *out_signature2)
{
	struct certificate certificate;
	struct smdp_signed2 offer;
	struct der_element signature;
	struct bytes signed2 = scripted_member(&card->arena, answer, "smdpSigned2");
	struct bytes signature2 = scripted_member(&card->arena, answer, "smdpSignature2");
	assert_ok(certificate_decode(scripted_member(&card->arena, answer, "smdpCertificate"), &certificate));
	assert_ok(smdp_signed2_decode(signed2, &offer));
	struct der_reader reader = der_reader(signature2);
	assert_true(der_element(&reader, 0x5F37, &signature));
	const struct bytes parts[] = { signed2, card->signature1_object };
	assert_ok(verify(certificate.curve, certificate.point, parts, ARRAY_SIZE(parts), signature.value));
	check_bytes(offer.transaction_id, card->transaction_id, "transaction ID of the offer");
	card->dppb_point = certificate.point;
	card->smdp_oid = certificate.registered_id;
	*out_signature2 = signature2;
	return offer;
}

static struct bytes hash_code(struct scripted_card *card)
{
	uint8_t code_hash[HASH_CC_SIZE];
	uint8_t *hash = arena_allocate(&card->arena, HASH_CC_SIZE);
	if (!card->code)
		return (struct bytes){ 0 };
	assert_ok(confirmation_code_hash(text_from(card->code), code_hash));
	assert_ok(hash_cc(code_hash, card->transaction_id, hash));
	return bytes_from(hash, HASH_CC_SIZE);
}

struct bytes scripted_card_prepare(struct scripted_card *card, struct text authenticate_client_answer)
{
	struct bytes signature2;
	struct buffer encoded = BUFFER(MESSAGE_MAXIMUM), response = BUFFER(MESSAGE_MAXIMUM);
	struct smdp_signed2 offer = check_offer(card, authenticate_client_answer, &signature2);
	card->metadata = scripted_member(&card->arena, authenticate_client_answer, "profileMetadata");
	card->code_required = offer.confirmation_code_required;
	card->offered_otpk = offer.bpp_euicc_otpk;
	if (!card->keep_one_time_key) {
		signing_key_release(&card->one_time_key);
		assert_ok(signing_key_generate(card->pki->curve, &card->one_time_key));
	}
	const struct euicc_signed2 signed2 = {
		.transaction_id = card->transaction_id,
		.euicc_otpk = BYTES(card->one_time_key.point),
		.hash_cc = hash_code(card),
	};
	assert_ok(euicc_signed2_encode(&signed2, &encoded));
	struct prepare_download_answer answer = { .signed2 = keep(card, &encoded) };
	const struct bytes parts[] = { answer.signed2, signature2 };
	answer.signature2 = sign_with(card, parts, ARRAY_SIZE(parts));
	assert_ok(prepare_download_answer_encode(&answer, &response));
	return keep(card, &response);
}

struct text scripted_card_get_package(struct scripted_card *card, struct bytes response)
{
	struct buffer body = BUFFER(MESSAGE_MAXIMUM);
	assert_ok(get_bound_package_request_write(hex_of(card, card->transaction_id), response, &body));
	return bytes_text(keep(card, &body));
}

/* ---- opening ---- */

static struct bytes open_sequence(struct scripted_card *card, struct segment_keys *keys, struct bytes sequence,
                                  uint32_t outer, uint8_t inner, bool encrypted)
{
	struct buffer clear = BUFFER(MESSAGE_MAXIMUM);
	struct der_reader reader = der_reader(sequence), segments;
	struct bytes tlv;
	assert_true(der_enter(&reader, outer, &segments));
	while (!der_end(&segments)) {
		assert_true(der_whole(&segments, inner, &tlv));
		assert_ok(segment_open(keys, inner, encrypted, tlv, &clear));
	}
	return keep(card, &clear);
}

static void derive(struct scripted_card *card, const struct initialise_secure_channel *channel, struct segment_keys *keys)
{
	AUTO(secret) z = { 0 };
	struct eid eid;
	assert_ok(eid_parse(text_from(card->eid), &eid));
	assert_ok(agree(&card->one_time_key, channel->smdp_otpk, &z));
	assert_ok(segment_keys_derive(keys, secret_bytes(&z), channel->key_type.data[0], channel->key_length.data[0],
	                              channel->host_id, BYTES(eid.octets)));
}

static void replace_keys(struct scripted_card *card, struct segment_keys *keys, struct bytes sequence)
{
	struct der_reader reader = der_reader(open_sequence(card, keys, sequence, 0xA2, 0x87, true)), inside;
	struct bytes chaining, encryption, mac;
	assert_true(der_enter(&reader, REPLACE_SESSION_KEYS_TAG, &inside));
	assert_true(der_octets(&inside, 0x80, 16, 16, &chaining));
	assert_true(der_octets(&inside, 0x81, 16, 16, &encryption));
	assert_true(der_octets(&inside, 0x82, 16, 16, &mac));
	segment_keys_release(keys);
	assert_ok(segment_keys_set(keys, chaining, encryption, mac));
}

struct bytes scripted_card_open_package(struct scripted_card *card, struct bytes package)
{
	struct bound_package parts;
	struct initialise_secure_channel channel;
	struct buffer otpk = BUFFER(100);
	AUTO(segment_keys) keys = { 0 };
	assert_ok(bound_package_decode(package, &parts));
	assert_ok(initialise_secure_channel_decode(parts.initialise, &channel));
	struct der_writer writer = der_writer(&otpk);
	der_put(&writer, 0x5F49, BYTES(card->one_time_key.point));
	assert_ok(der_finish(&writer));
	const struct bytes signed_parts[] = { channel.signed_part, keep(card, &otpk) };
	assert_ok(verify(card->pki->curve, card->dppb_point, signed_parts, 2, channel.smdp_sign));
	check_bytes(channel.transaction_id, card->transaction_id, "transaction ID of the package");
	derive(card, &channel, &keys);
	struct bytes configure = open_sequence(card, &keys, parts.configure_isdp, 0xA0, 0x87, true);
	assert_true(bytes_start_with(configure, octets(&card->arena, "BF24")));
	check_bytes(open_sequence(card, &keys, parts.store_metadata, 0xA1, 0x88, false), card->metadata, "metadata");
	if (parts.replace_keys.size > 0)
		replace_keys(card, &keys, parts.replace_keys);
	return open_sequence(card, &keys, parts.profile_elements, 0xA3, 0x86, true);
}

/* ---- afterwards ---- */

static struct notification_metadata metadata_of(struct scripted_card *card, uint64_t event, const char *iccid)
{
	struct notification_metadata metadata = {
		.sequence_number = card->sequence_number++,
		.event = event,
		.address = TEXT(TEST_SMDP_ADDRESS),
		.has_iccid = true,
	};
	assert_ok(iccid_parse(text_from(iccid), &metadata.iccid));
	return metadata;
}

struct bytes scripted_card_result(struct scripted_card *card, int error, const char *iccid)
{
	struct buffer data = BUFFER(MESSAGE_MAXIMUM), whole = BUFFER(MESSAGE_MAXIMUM);
	struct installation_result result = {
		.transaction_id = card->transaction_id,
		.notification = metadata_of(card, NOTIFICATION_INSTALL, iccid),
		.smdp_oid = card->smdp_oid,
		.error = error,
		.command = BPP_LOAD_PROFILE_ELEMENTS,
		.aid = octets(&card->arena, "A0000005591010FFFFFFFF8900001000"),
		.sima_response = octets(&card->arena, "3007A0053003800100"),
	};
	assert_ok(installation_result_data_encode(&result, &data));
	result.data = keep(card, &data);
	result.signature = sign_with(card, &result.data, 1);
	assert_ok(installation_result_encode(&result, &whole));
	return keep(card, &whole);
}

struct bytes scripted_card_notification(struct scripted_card *card, uint64_t event, const char *iccid)
{
	struct buffer tbs = BUFFER(MESSAGE_MAXIMUM), whole = BUFFER(MESSAGE_MAXIMUM);
	const struct notification_metadata metadata = metadata_of(card, event, iccid);
	struct der_writer writer = der_writer(&tbs);
	notification_metadata_put(&writer, &metadata);
	assert_ok(der_finish(&writer));
	struct signed_notification notification = {
		.tbs = keep(card, &tbs),
		.metadata = metadata,
		.euicc_certificate = card->euicc_certificate,
		.eum_certificate = card->eum_certificate,
	};
	notification.signature = sign_with(card, &notification.tbs, 1);
	assert_ok(signed_notification_encode(&notification, &whole));
	return keep(card, &whole);
}

struct text scripted_card_handle_notification(struct scripted_card *card, struct bytes pending)
{
	struct buffer body = BUFFER(MESSAGE_MAXIMUM);
	assert_ok(handle_notification_request_write(pending, &body));
	return bytes_text(keep(card, &body));
}

struct bytes scripted_card_cancel(struct scripted_card *card, int reason)
{
	struct buffer signed_part = BUFFER(MESSAGE_MAXIMUM), whole = BUFFER(MESSAGE_MAXIMUM);
	struct cancel_session_answer answer = {
		.transaction_id = card->transaction_id,
		.smdp_oid = card->smdp_oid,
		.reason = reason,
	};
	assert_ok(cancel_session_signed_encode(&answer, &signed_part));
	answer.signed_part = keep(card, &signed_part);
	answer.signature = sign_with(card, &answer.signed_part, 1);
	assert_ok(cancel_session_answer_encode(&answer, &whole));
	return keep(card, &whole);
}

struct text scripted_card_cancel_session(struct scripted_card *card, struct bytes response)
{
	struct buffer body = BUFFER(MESSAGE_MAXIMUM);
	assert_ok(es9_cancel_session_request_write(hex_of(card, card->transaction_id), response, &body));
	return bytes_text(keep(card, &body));
}
