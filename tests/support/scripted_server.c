/* SPDX-License-Identifier: Apache-2.0 */
#include "support/scripted_server.h"

#include "codec/der_write.h"
#include "crypto/key_agreement.h"
#include "pki/chain.h"
#include "rsp/authenticate_client.h"
#include "rsp/authenticate_server.h"
#include "rsp/configured_data.h"
#include "rsp/initiate_authentication.h"
#include "rsp/prepare_download.h"
#include "support/test.h"

enum { MESSAGE_MAXIMUM = 1 << 20, ARENA_OCTETS = 16 << 20 };

/* ETSI TS 102 223 and SGP.22 leave the host identifier to the SM-DP+. */
static const uint8_t host_id[] = "testsmdpplus1";

static struct bytes keep(struct scripted_server *server, struct bytes octets)
{
	struct bytes kept;
	assert_ok(arena_copy(&server->arena, octets, &kept));
	return kept;
}

void scripted_server_init(struct scripted_server *server, const struct test_pki *pki, struct bytes metadata,
                          struct bytes upp)
{
	static const uint8_t configure_isdp[] = { 0xBF, 0x24, 0x00 };
	*server = (struct scripted_server){
		.pki = pki,
		.arena = ARENA(ARENA_OCTETS),
		.transaction_id = { 1, 2, 3, 4, 5, 6, 7, 8 },
		.address = TEXT(TEST_SMDP_ADDRESS),
		.server_challenge = { 0x5A },
		.authentication_certificate = test_pki_certificate(pki, CERTIFICATE_DPAUTH),
		.authentication_key = test_pki_key(pki, CERTIFICATE_DPAUTH),
		.ci_key_id = test_pki_ci_key_id(pki),
		.binding_certificate = test_pki_certificate(pki, CERTIFICATE_DPPB),
		.binding_key = test_pki_key(pki, CERTIFICATE_DPPB),
		.remote_operation = REMOTE_INSTALL_PACKAGE,
		.key_type = CONTROL_KEY_TYPE,
		.key_length = CONTROL_KEY_LENGTH,
		.host_id = bytes_from(host_id, sizeof host_id - 1),
		.configure_isdp = BYTES(configure_isdp),
		.metadata = metadata,
		.upp = upp,
		.segment_size = SEGMENT_ENCRYPTED_MAXIMUM,
	};
	server->binding_transaction_id = BYTES(server->transaction_id);
	server->package_transaction_id = BYTES(server->transaction_id);
}

void scripted_server_release(struct scripted_server *server)
{
	arena_release(&server->arena);
}

void scripted_server_use_random_keys(struct scripted_server *server)
{
	AUTO(buffer) message = BUFFER(MESSAGE_MAXIMUM);
	struct der_writer writer = der_writer(&message);
	memset(server->package_keys.chaining_value, 0xC1, AES_BLOCK);
	memset(server->package_keys.encryption, 0xC2, AES_BLOCK);
	memset(server->package_keys.mac, 0xC3, AES_BLOCK);
	der_open(&writer, REPLACE_SESSION_KEYS_TAG);
	der_put(&writer, 0x80, BYTES(server->package_keys.chaining_value));
	der_put(&writer, 0x81, BYTES(server->package_keys.encryption));
	der_put(&writer, 0x82, BYTES(server->package_keys.mac));
	der_close(&writer);
	assert_ok(der_finish(&writer));
	server->replace_keys = keep(server, buffer_bytes(&message));
}

/* ---- AuthenticateServer ---- */

static struct bytes default_context(struct scripted_server *server)
{
	AUTO(buffer) context = BUFFER(MESSAGE_MAXIMUM);
	struct context_parameters parameters = { .has_matching_id = true, .matching_id = server->matching_id };
	assert_ok(device_info_set_imei(&parameters.device, TEXT("490154203237518")));
	assert_ok(context_parameters_encode(&parameters, &context));
	return keep(server, buffer_bytes(&context));
}

struct bytes scripted_server_authenticate(struct scripted_server *server, struct bytes challenge_answer)
{
	AUTO(buffer) signed1 = BUFFER(MESSAGE_MAXIMUM);
	AUTO(buffer) whole = BUFFER(MESSAGE_MAXIMUM);
	uint8_t challenge[CHALLENGE_SIZE], signature[SIGNATURE_SIZE];
	assert_ok(get_challenge_answer_decode(challenge_answer, challenge));
	server->euicc_challenge = keep(server, BYTES(challenge));
	struct bytes sent = server->challenge_sent.size > 0 ? server->challenge_sent : server->euicc_challenge;
	struct server_signed1 content = {
		.transaction_id = BYTES(server->transaction_id),
		.euicc_challenge = sent,
		.server_address = server->address,
		.server_challenge = BYTES(server->server_challenge),
	};
	assert_ok(server_signed1_encode(&content, &signed1));
	struct bytes parts[] = { buffer_bytes(&signed1) };
	assert_ok(sign(server->authentication_key, parts, ARRAY_SIZE(parts), signature));
	struct authenticate_server_request request = {
		.server_signed1 = buffer_bytes(&signed1),
		.server_signature1 = BYTES(signature),
		.ci_key_id = server->ci_key_id,
		.server_certificate = server->authentication_certificate,
		.context_parameters = default_context(server),
	};
	assert_ok(authenticate_server_request_encode(&request, &whole));
	return keep(server, buffer_bytes(&whole));
}

/* The card's certificates lead to the CI and name the card's EID. */
static void check_card(struct scripted_server *server, struct bytes eum, struct bytes euicc, struct euicc_chain *out)
{
	AUTO(trust_store) store = { 0 };
	bool fault_in_eum;
	assert_ok(trust_store_add(&store, test_pki_certificate(server->pki, CERTIFICATE_CI)));
	assert_int_equal(chain_check_euicc(&store, eum, euicc, TEST_NOW, out, &fault_in_eum), CHAIN_OK);
	check_bytes(BYTES(out->eid), BYTES(server->pki->eid.octets), "EID in the card's certificate");
	out->anchor = NULL;
}

void scripted_server_hear_authentication(struct scripted_server *server, struct bytes answer)
{
	struct authenticate_server_answer got;
	struct euicc_signed1 content;
	struct euicc_chain chain;
	assert_ok(authenticate_server_answer_decode(keep(server, answer), &got));
	CHECK(got.error == 0, authenticate_error_name(got.error));
	check_card(server, got.eum_certificate, got.euicc_certificate, &chain);
	struct bytes parts[] = { got.signed1 };
	assert_ok(verify(chain.euicc.curve, chain.euicc.point, parts, ARRAY_SIZE(parts), got.signature1));
	assert_ok(euicc_signed1_decode(got.signed1, &content));
	check_bytes(content.transaction_id, BYTES(server->transaction_id), "transaction ID");
	check_bytes(content.server_challenge, BYTES(server->server_challenge), "server challenge");
	check_bytes(text_bytes(content.server_address), text_bytes(server->address), "server address");
	check_bytes(content.context_parameters, default_context(server), "echoed context parameters");
	server->euicc_certificate = got.euicc_certificate;
	server->euicc_signature1_object = got.signature1_object;
}

/* ---- PrepareDownload ---- */

struct bytes scripted_server_prepare(struct scripted_server *server)
{
	AUTO(buffer) signed2 = BUFFER(MESSAGE_MAXIMUM);
	AUTO(buffer) whole = BUFFER(MESSAGE_MAXIMUM);
	uint8_t signature[SIGNATURE_SIZE];
	struct smdp_signed2 content = {
		.transaction_id = server->binding_transaction_id,
		.confirmation_code_required = server->confirmation_code_required,
		.bpp_euicc_otpk = server->bpp_euicc_otpk,
	};
	assert_ok(smdp_signed2_encode(&content, &signed2));
	struct bytes parts[] = { buffer_bytes(&signed2), server->euicc_signature1_object };
	size_t count = server->signs_another_signature1 ? 1 : ARRAY_SIZE(parts);
	assert_ok(sign(server->binding_key, parts, count, signature));
	struct prepare_download_request request = {
		.smdp_signed2 = buffer_bytes(&signed2),
		.smdp_signature2 = BYTES(signature),
		.hash_cc = server->hash_cc,
		.smdp_certificate = server->binding_certificate,
	};
	assert_ok(prepare_download_request_encode(&request, &whole));
	struct bytes message = keep(server, buffer_bytes(&whole));
	assert_ok(prepare_download_request_decode(message, &request));
	server->smdp_signature2_object = request.smdp_signature2_object;
	return message;
}

static void verify_card(struct scripted_server *server, const struct bytes parts[], size_t count,
                        struct bytes signature)
{
	struct certificate certificate;
	assert_ok(certificate_decode(server->euicc_certificate, &certificate));
	assert_ok(verify(certificate.curve, certificate.point, parts, count, signature));
}

void scripted_server_hear_preparation(struct scripted_server *server, struct bytes answer)
{
	struct prepare_download_answer got;
	struct euicc_signed2 content;
	assert_ok(prepare_download_answer_decode(keep(server, answer), &got));
	CHECK(got.error == 0, prepare_download_error_name(got.error));
	assert_ok(euicc_signed2_decode(got.signed2, &content));
	check_bytes(content.transaction_id, BYTES(server->transaction_id), "transaction ID");
	check_bytes(content.hash_cc, server->hash_cc, "hash of the confirmation code");
	struct bytes parts[] = { got.signed2, server->smdp_signature2_object };
	verify_card(server, parts, ARRAY_SIZE(parts), got.signature2);
	server->euicc_otpk = content.euicc_otpk;
}

/* ---- LoadBoundProfilePackage ---- */

static void put_segments(struct scripted_server *server, struct segment_keys *keys, uint8_t tag, bool encrypted,
                         struct bytes clear, struct buffer *out)
{
	do {
		struct bytes piece = bytes_first(clear, server->segment_size);
		assert_ok(encrypted ? segment_encrypt(keys, tag, piece, out) : segment_mac(keys, tag, piece, out));
		clear = bytes_after(clear, server->segment_size);
	} while (clear.size > 0);
}

static void put_sequence(struct scripted_server *server, struct segment_keys *keys, uint32_t tag, struct bytes clear,
                         struct buffer *out)
{
	AUTO(buffer) segments = BUFFER(MESSAGE_MAXIMUM);
	struct der_writer writer = der_writer(out);
	uint8_t segment_tag = tag == PROFILE_ELEMENTS_SEQUENCE ? PROFILE_SEGMENT
	                      : tag == STORE_METADATA_SEQUENCE ? MAC_SEGMENT : ENCRYPTED_SEGMENT;
	put_segments(server, keys, segment_tag, segment_tag != MAC_SEGMENT, clear, &segments);
	der_put(&writer, tag, buffer_bytes(&segments));
	assert_ok(der_finish(&writer));
}

static void put_sequences(struct scripted_server *server, struct segment_keys *keys, struct buffer *out)
{
	put_sequence(server, keys, CONFIGURE_ISDP_SEQUENCE, server->configure_isdp, out);
	put_sequence(server, keys, STORE_METADATA_SEQUENCE, server->metadata, out);
	if (server->replace_keys.size > 0) {
		put_sequence(server, keys, REPLACE_KEYS_SEQUENCE, server->replace_keys, out);
		segment_keys_release(keys);
		assert_ok(segment_keys_set(keys, BYTES(server->package_keys.chaining_value),
		                           BYTES(server->package_keys.encryption), BYTES(server->package_keys.mac)));
	}
	put_sequence(server, keys, PROFILE_ELEMENTS_SEQUENCE, server->upp, out);
}

/* BF23, written here field by field: a test may ask for what no encoder would write. */
static void put_initialise(struct scripted_server *server, struct bytes smdp_otpk, struct buffer *out)
{
	AUTO(buffer) signed_part = BUFFER(MESSAGE_MAXIMUM);
	AUTO(buffer) card_key = BUFFER(MESSAGE_MAXIMUM);
	uint8_t signature[SIGNATURE_SIZE];
	struct der_writer writer = der_writer(&signed_part);
	der_put_number(&writer, 0x82, (uint64_t)server->remote_operation);
	der_put(&writer, 0x80, server->package_transaction_id);
	der_open(&writer, 0xA6);
	der_put(&writer, 0x80, bytes_from(&server->key_type, 1));
	der_put(&writer, 0x81, bytes_from(&server->key_length, 1));
	der_put(&writer, 0x84, server->host_id);
	der_close(&writer);
	der_put(&writer, 0x5F49, smdp_otpk);
	assert_ok(der_finish(&writer));
	writer = der_writer(&card_key);
	der_put(&writer, 0x5F49, server->euicc_otpk);
	assert_ok(der_finish(&writer));
	struct bytes parts[] = { buffer_bytes(&signed_part), buffer_bytes(&card_key) };
	assert_ok(sign(server->binding_key, parts, ARRAY_SIZE(parts), signature));
	writer = der_writer(out);
	der_open(&writer, INITIALISE_SECURE_CHANNEL_TAG);
	der_put_raw(&writer, buffer_bytes(&signed_part));
	der_put(&writer, 0x5F37, BYTES(signature));
	der_close(&writer);
	assert_ok(der_finish(&writer));
}

struct bytes scripted_server_package(struct scripted_server *server)
{
	AUTO(signing_key) one_time_key = { 0 };
	AUTO(secret) z = { 0 };
	AUTO(segment_keys) keys = { 0 };
	AUTO(buffer) body = BUFFER(MESSAGE_MAXIMUM);
	AUTO(buffer) whole = BUFFER(MESSAGE_MAXIMUM);
	assert_ok(signing_key_generate(server->pki->curve, &one_time_key));
	assert_ok(agree(&one_time_key, server->euicc_otpk, &z));
	assert_ok(segment_keys_derive(&keys, secret_bytes(&z), server->key_type, server->key_length, server->host_id,
	                              BYTES(server->pki->eid.octets)));
	put_initialise(server, server->smdp_otpk.size > 0 ? server->smdp_otpk : BYTES(one_time_key.point), &body);
	put_sequences(server, &keys, &body);
	struct der_writer writer = der_writer(&whole);
	der_put(&writer, BOUND_PACKAGE_TAG, buffer_bytes(&body));
	assert_ok(der_finish(&writer));
	return keep(server, buffer_bytes(&whole));
}

/* ---- results ---- */

struct installation_result scripted_server_hear_result(struct scripted_server *server, struct bytes result)
{
	struct installation_result got;
	AUTO(buffer) oid = BUFFER(OID_MAXIMUM);
	assert_ok(installation_result_decode(keep(server, result), &got));
	struct bytes parts[] = { got.data };
	verify_card(server, parts, ARRAY_SIZE(parts), got.signature);
	assert_ok(oid_parse(TEXT(TEST_SMDP_OID), &oid));
	check_bytes(got.smdp_oid, buffer_bytes(&oid), "SM-DP+ OID in the result");
	check_bytes(got.transaction_id, BYTES(server->transaction_id), "transaction ID in the result");
	check_bytes(text_bytes(got.notification.address), text_bytes(server->address), "address in the result");
	return got;
}

struct notification_metadata scripted_server_hear_notification(struct scripted_server *server, struct bytes pending)
{
	struct signed_notification got;
	struct euicc_chain chain;
	assert_ok(signed_notification_decode(keep(server, pending), &got));
	check_card(server, got.eum_certificate, got.euicc_certificate, &chain);
	struct bytes parts[] = { got.tbs };
	assert_ok(verify(chain.euicc.curve, chain.euicc.point, parts, ARRAY_SIZE(parts), got.signature));
	return got.metadata;
}
