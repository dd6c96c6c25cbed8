/* SPDX-License-Identifier: Apache-2.0 */
#include "euicc/prepare_download.h"

#include "euicc/card_signature.h"
#include "euicc/credential_store.h"
#include "euicc/download_session.h"
#include "euicc/notification_list.h"
#include "euicc/one_time_keys.h"
#include "euicc/revocation_list.h"
#include "rsp/authenticate_client.h"
#include "rsp/prepare_download.h"

enum { SIGNED2_MAXIMUM = 256, SIGNATURE_OBJECT_SIZE = 3 + SIGNATURE_SIZE };

struct preparation {
	struct euicc *euicc;
	struct prepare_download_request request;
	struct smdp_signed2 signed2;
	struct certificate certificate; /* CERT.DPpb */
	enum status failure;            /* of the card itself */
};

/* ---- the checks, in the order of SGP.22 5.7.5; each gives a downloadErrorCode or nought ---- */

/* An SM-DS authenticates in the same way and has no profile to give. */
static int check_session(struct preparation *work)
{
	bool may = session_allows(work->euicc, SESSION_PREPARE) && work->euicc->session->is_smdp;
	return may ? 0 : PREPARE_NO_SESSION_CONTEXT;
}

static int check_certificate(struct preparation *work)
{
	struct download_session *session = work->euicc->session;
	AUTO(buffer) storage = BUFFER(CERTIFICATE_SIZE_MAXIMUM);
	AUTO(trust_store) store = { 0 };
	work->failure = credential_trust(work->euicc->nvm, session->server_credential, &storage, &store);
	if (work->failure != STATUS_OK)
		return PREPARE_UNDEFINED_ERROR;
	enum chain_fault fault = chain_check(&store, CERTIFICATE_DPPB, work->request.smdp_certificate, NO_CLOCK,
	                                     &work->certificate, NULL);
	if (fault == CHAIN_WRONG_CURVE)
		return PREPARE_UNSUPPORTED_CURVE;
	/* Both certificates are of one and the same SM-DP+ (SGP.22 5.7.5). */
	bool same = fault == CHAIN_OK && bytes_equal(work->certificate.registered_id, session_server_oid(session));
	return same ? 0 : PREPARE_INVALID_CERTIFICATE;
}

static int check_revocation(struct preparation *work)
{
	bool revoked;
	work->failure = revocation_list_has(work->euicc->nvm, work->euicc->session->server_credential,
	                                    work->certificate.serial_number, &revoked);
	if (work->failure != STATUS_OK)
		return PREPARE_UNDEFINED_ERROR;
	return revoked ? PREPARE_INVALID_CERTIFICATE : 0;
}

/* smdpSignature2 covers the card's own signature with its tag and length (SGP.22 5.6.3). */
static int check_signature(struct preparation *work)
{
	struct download_session *session = work->euicc->session;
	static const uint8_t header[] = { 0x5F, 0x37, SIGNATURE_SIZE };
	struct bytes parts[] = { work->request.smdp_signed2, BYTES(header), BYTES(session->euicc_signature1) };
	public_key_release(&session->binding_key);
	if (public_key_from_point(work->certificate.curve, work->certificate.point, &session->binding_key) != STATUS_OK)
		return PREPARE_INVALID_CERTIFICATE;
	enum status status = public_key_verify(&session->binding_key, parts, ARRAY_SIZE(parts),
	                                       work->request.smdp_signature2);
	return status == STATUS_OK ? 0 : PREPARE_INVALID_SIGNATURE;
}

static int check_transaction(struct preparation *work)
{
	bool same = bytes_equal(work->signed2.transaction_id, session_transaction_id(work->euicc->session));
	return same ? 0 : PREPARE_INVALID_TRANSACTION_ID;
}

/* No code says that the list of notifications is full of results. */
static int check_room(struct preparation *work)
{
	bool has_room = false;
	work->failure = notification_room(work->euicc, &has_room);
	return has_room ? 0 : PREPARE_UNDEFINED_ERROR;
}

static int check_request(struct preparation *work)
{
	static int (*const checks[])(struct preparation *work) = {
		check_session, check_certificate, check_revocation, check_signature, check_transaction, check_room,
	};
	for (size_t i = 0; i < ARRAY_SIZE(checks); i++) {
		int error = checks[i](work);
		if (error != 0)
			return error;
	}
	return 0;
}

/* ---- after the checks ---- */

/* The key that the server's stored package is bound to, or a new one, which is durable before its public half
 * leaves. */
static enum status provide_key(struct preparation *work)
{
	struct nvm *nvm = work->euicc->nvm;
	struct download_session *session = work->euicc->session;
	struct one_time_key_owner owner = {
		.smdp_oid = session_server_oid(session),
		.ci_key_id = BYTES(session->ci_key_id),
	};
	signing_key_release(&session->one_time_key);
	if (work->signed2.bpp_euicc_otpk.size > 0) {
		enum status status = one_time_key_find(nvm, &owner, work->signed2.bpp_euicc_otpk,
		                                       &session->one_time_key);
		if (status == STATUS_OK && session->one_time_key.curve == work->certificate.curve)
			return STATUS_OK;
		if (status != STATUS_OK && status != STATUS_NOT_FOUND)
			return status;
		signing_key_release(&session->one_time_key);
	}
	TRY(signing_key_generate(work->certificate.curve, &session->one_time_key));
	TRY(nvm_begin(nvm));
	return nvm_end(nvm, one_time_key_keep(nvm, &owner, &session->one_time_key));
}

static enum status accept(struct preparation *work, struct buffer *answer)
{
	struct download_session *session = work->euicc->session;
	struct bytes oid = bytes_first(work->certificate.registered_id, OID_MAXIMUM);
	AUTO(buffer) signed2 = BUFFER(SIGNED2_MAXIMUM);
	uint8_t signature[SIGNATURE_SIZE];
	TRY(provide_key(work));
	memcpy(session->binding_oid, oid.data, oid.size);
	session->binding_oid_size = oid.size;
	struct euicc_signed2 content = {
		.transaction_id = session_transaction_id(session),
		.euicc_otpk = BYTES(session->one_time_key.point),
		.hash_cc = work->request.hash_cc,
	};
	TRY(euicc_signed2_encode(&content, &signed2));
	struct bytes parts[] = { buffer_bytes(&signed2), work->request.smdp_signature2_object };
	TRY(card_sign(work->euicc, &session->card_key, parts, ARRAY_SIZE(parts), signature));
	struct prepare_download_answer response = {
		.signed2 = buffer_bytes(&signed2),
		.signature2 = BYTES(signature),
	};
	return prepare_download_answer_encode(&response, answer);
}

static enum status refuse(struct preparation *work, int error, struct buffer *answer)
{
	session_end(work->euicc);
	TRY(work->failure);
	struct prepare_download_answer response = {
		.error = error,
		.transaction_id = work->signed2.transaction_id,
	};
	return prepare_download_answer_encode(&response, answer);
}

enum status prepare_download(struct euicc *euicc, struct bytes command, struct buffer *answer)
{
	struct preparation work = { .euicc = euicc };
	/* Only a new challenge gives up an installation that is going on. */
	if (session_state(euicc) == SESSION_LOADING)
		return STATUS_OUT_OF_ORDER;
	TRY(prepare_download_request_decode(command, &work.request));
	TRY(smdp_signed2_decode(work.request.smdp_signed2, &work.signed2));
	int error = check_request(&work);
	if (error != 0)
		return refuse(&work, error, answer);
	enum status status = accept(&work, answer);
	session_step(euicc, SESSION_PREPARE, status == STATUS_OK);
	return status;
}
