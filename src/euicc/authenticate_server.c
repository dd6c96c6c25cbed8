/* SPDX-License-Identifier: Apache-2.0 */
#include "euicc/authenticate_server.h"

#include "base/secret.h"
#include "euicc/card_signature.h"
#include "euicc/credential_store.h"
#include "euicc/download_session.h"
#include "euicc/information.h"
#include "euicc/profile_install.h"
#include "euicc/revocation_list.h"
#include "rsp/authenticate_server.h"
#include "rsp/initiate_authentication.h"

enum { SIGNED1_MAXIMUM = 8192 };

enum status authenticate_get_challenge(struct euicc *euicc, struct bytes command, struct buffer *answer)
{
	(void)command;
	uint8_t challenge[CHALLENGE_SIZE];
	TRY(random_fill(euicc->random, challenge, sizeof challenge));
	session_end(euicc);
	TRY(profile_install_interrupted(euicc));
	TRY(session_begin(euicc, challenge));
	return get_challenge_answer_encode(challenge, answer);
}

/* ---- the checks, in the order of SGP.22 5.7.13; each gives an authenticateErrorCode or nought ---- */

/* What one AuthenticateServer works with. */
struct authentication_work {
	struct euicc *euicc;
	struct authenticate_server_request request;
	struct server_signed1 signed1;
	struct credential_list credentials;
	struct certificate certificate;
	bool is_smdp;
	uint16_t server_credential, credential;
	enum status failure; /* of the card itself: not the server's fault */
};

/* The card's own failure is told as undefinedError. */
static int own_failure(struct authentication_work *work, enum status status)
{
	work->failure = status;
	return AUTHENTICATE_UNDEFINED_ERROR;
}

static int error_of_fault(enum chain_fault fault)
{
	switch (fault) {
	case CHAIN_OK:
		return 0;
	case CHAIN_UNKNOWN_ISSUER:
		return AUTHENTICATE_CI_KEY_UNKNOWN;
	case CHAIN_WRONG_CURVE:
		return AUTHENTICATE_UNSUPPORTED_CURVE;
	case CHAIN_MISSING_IDENTITY:
		return AUTHENTICATE_INVALID_OID;
	default:
		return AUTHENTICATE_INVALID_CERTIFICATE;
	}
}

static int find_ci(struct authentication_work *work)
{
	enum status status = certificate_decode(work->request.server_certificate, &work->certificate);
	if (status == STATUS_UNSUPPORTED)
		return AUTHENTICATE_UNSUPPORTED_CURVE;
	if (status != STATUS_OK)
		return AUTHENTICATE_INVALID_CERTIFICATE;
	struct euicc *euicc = work->euicc;
	status = credential_list_read(euicc->nvm, euicc->data.credential_count, &work->credentials);
	if (status != STATUS_OK)
		return own_failure(work, status);
	work->server_credential =
		credential_list_find(&work->credentials, work->certificate.authority_key_identifier);
	return work->server_credential == NO_CREDENTIAL ? AUTHENTICATE_CI_KEY_UNKNOWN : 0;
}

/* DPauth or DSauth and nothing else. */
static int check_certificate(struct authentication_work *work)
{
	AUTO(buffer) storage = BUFFER(CERTIFICATE_SIZE_MAXIMUM);
	AUTO(trust_store) store = { 0 };
	enum status status = credential_trust(work->euicc->nvm, work->server_credential, &storage, &store);
	if (status != STATUS_OK)
		return own_failure(work, status);
	enum certificate_kind kind = CERTIFICATE_DPAUTH;
	if (certificate_kind_of(&work->certificate, &kind) && kind != CERTIFICATE_DSAUTH)
		kind = CERTIFICATE_DPAUTH;
	work->is_smdp = kind == CERTIFICATE_DPAUTH;
	return error_of_fault(chain_check(&store, kind, work->request.server_certificate, NO_CLOCK, &work->certificate,
	                                  NULL));
}

static int check_revocation(struct authentication_work *work)
{
	bool revoked;
	enum status status = revocation_list_has(work->euicc->nvm, work->server_credential,
	                                         work->certificate.serial_number, &revoked);
	if (status != STATUS_OK)
		return own_failure(work, status);
	return revoked ? AUTHENTICATE_INVALID_CERTIFICATE : 0;
}

static int check_signature(struct authentication_work *work)
{
	struct bytes parts[] = { work->request.server_signed1 };
	enum status status = verify(work->certificate.curve, work->certificate.point, parts, ARRAY_SIZE(parts),
	                            work->request.server_signature1);
	return status == STATUS_OK ? 0 : AUTHENTICATE_INVALID_SIGNATURE;
}

static int check_challenge(struct authentication_work *work)
{
	struct bytes own = BYTES(work->euicc->session->challenge);
	return secret_equal(work->signed1.euicc_challenge, own) ? 0 : AUTHENTICATE_CHALLENGE_MISMATCH;
}

/* An empty identifier leaves the choice to the card: the one that signed the server's certificate. */
static int choose_credential(struct authentication_work *work)
{
	struct bytes wanted = work->request.ci_key_id;
	work->credential = wanted.size > 0 ? credential_list_find(&work->credentials, wanted) : work->server_credential;
	if (work->credential == NO_CREDENTIAL || !work->credentials.entries[work->credential].signs)
		return AUTHENTICATE_CI_KEY_UNKNOWN;
	return 0;
}

static int check_request(struct authentication_work *work)
{
	static int (*const checks[])(struct authentication_work *work) = {
		find_ci, check_certificate, check_revocation, check_signature, check_challenge, choose_credential,
	};
	if (!session_allows(work->euicc, SESSION_AUTHENTICATE))
		return AUTHENTICATE_NO_SESSION_CONTEXT;
	for (size_t i = 0; i < ARRAY_SIZE(checks); i++) {
		int error = checks[i](work);
		if (error != 0)
			return error;
	}
	return 0;
}

/* ---- after the checks ---- */

/* Decoding has set a limit on each of these. */
static void remember(struct authentication_work *work)
{
	struct download_session *session = work->euicc->session;
	struct bytes oid = bytes_first(work->certificate.registered_id, OID_MAXIMUM);
	struct text address = work->signed1.server_address;
	session->is_smdp = work->is_smdp;
	session->credential = work->credential;
	session->server_credential = work->server_credential;
	memcpy(session->ci_key_id, work->credentials.entries[work->credential].ci_key_id, CI_KEY_ID_SIZE);
	memcpy(session->transaction_id, work->signed1.transaction_id.data, work->signed1.transaction_id.size);
	session->transaction_id_size = work->signed1.transaction_id.size;
	memcpy(session->server_address, address.data, address.size);
	session->server_address_size = address.size;
	memcpy(session->server_oid, oid.data, oid.size);
	session->server_oid_size = oid.size;
}

static enum status sign_answer(struct authentication_work *work, struct buffer *signed1)
{
	struct euicc *euicc = work->euicc;
	struct download_session *session = euicc->session;
	AUTO(buffer) info2 = BUFFER(SIGNED1_MAXIMUM);
	TRY(information_info2_encode(euicc, &info2));
	struct euicc_signed1 content = {
		.transaction_id = work->signed1.transaction_id,
		.server_address = work->signed1.server_address,
		.server_challenge = work->signed1.server_challenge,
		.euicc_info2 = buffer_bytes(&info2),
		.context_parameters = work->request.context_parameters,
	};
	TRY(euicc_signed1_encode(&content, signed1));
	TRY(credential_signing_key(euicc->nvm, session->credential, &session->card_key));
	struct bytes parts[] = { buffer_bytes(signed1) };
	return card_sign(euicc, &session->card_key, parts, ARRAY_SIZE(parts), session->euicc_signature1);
}

static enum status accept(struct authentication_work *work, struct buffer *answer)
{
	struct euicc *euicc = work->euicc;
	AUTO(buffer) signed1 = BUFFER(SIGNED1_MAXIMUM);
	AUTO(buffer) euicc_certificate = BUFFER(CERTIFICATE_SIZE_MAXIMUM);
	AUTO(buffer) eum_certificate = BUFFER(CERTIFICATE_SIZE_MAXIMUM);
	remember(work);
	TRY(sign_answer(work, &signed1));
	TRY(credential_certificate(euicc->nvm, work->credential, CREDENTIAL_EUICC, &euicc_certificate));
	TRY(credential_certificate(euicc->nvm, work->credential, CREDENTIAL_EUM, &eum_certificate));
	struct authenticate_server_answer content = {
		.signed1 = buffer_bytes(&signed1),
		.signature1 = BYTES(euicc->session->euicc_signature1),
		.euicc_certificate = buffer_bytes(&euicc_certificate),
		.eum_certificate = buffer_bytes(&eum_certificate),
	};
	return authenticate_server_answer_encode(&content, answer);
}

static enum status refuse(struct authentication_work *work, int error, struct buffer *answer)
{
	session_end(work->euicc);
	TRY(work->failure);
	struct authenticate_server_answer content = {
		.error = error,
		.transaction_id = work->signed1.transaction_id,
	};
	return authenticate_server_answer_encode(&content, answer);
}

enum status authenticate_server(struct euicc *euicc, struct bytes command, struct buffer *answer)
{
	struct authentication_work work = { .euicc = euicc };
	/* Only a new challenge gives up an installation that is going on. */
	if (session_state(euicc) == SESSION_LOADING)
		return STATUS_OUT_OF_ORDER;
	TRY(authenticate_server_request_decode(command, &work.request));
	TRY(server_signed1_decode(work.request.server_signed1, &work.signed1));
	int error = check_request(&work);
	if (error != 0)
		return refuse(&work, error, answer);
	enum status status = accept(&work, answer);
	session_step(euicc, SESSION_AUTHENTICATE, status == STATUS_OK);
	return status;
}
