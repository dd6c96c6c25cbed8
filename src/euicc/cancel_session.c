/* SPDX-License-Identifier: Apache-2.0 */
#include "euicc/cancel_session.h"

#include "euicc/card_signature.h"
#include "euicc/download_session.h"
#include "euicc/profile_install.h"
#include "rsp/cancel_session.h"

enum { CANCEL_SIGNED_MAXIMUM = 128 };

static enum status sign_cancellation(struct euicc *euicc, int reason, struct buffer *answer)
{
	struct download_session *session = euicc->session;
	AUTO(buffer) signed_part = BUFFER(CANCEL_SIGNED_MAXIMUM);
	uint8_t signature[SIGNATURE_SIZE];
	struct cancel_session_answer content = {
		.transaction_id = session_transaction_id(session),
		.smdp_oid = session_server_oid(session),
		.reason = reason,
	};
	TRY(cancel_session_signed_encode(&content, &signed_part));
	struct bytes parts[] = { buffer_bytes(&signed_part) };
	TRY(card_sign(euicc, &session->card_key, parts, ARRAY_SIZE(parts), signature));
	content.signed_part = buffer_bytes(&signed_part);
	content.signature = BYTES(signature);
	return cancel_session_answer_encode(&content, answer);
}

/* A half-made profile goes without an installation result: the signed cancellation is the result. */
enum status cancel_session(struct euicc *euicc, struct bytes command, struct buffer *answer)
{
	struct cancel_session_request request;
	TRY(cancel_session_request_decode(command, &request));
	bool known = session_allows(euicc, SESSION_CANCEL) &&
	             bytes_equal(request.transaction_id, session_transaction_id(euicc->session));
	if (!known) {
		struct cancel_session_answer refusal = { .error = CANCEL_ERROR_INVALID_TRANSACTION_ID };
		return cancel_session_answer_encode(&refusal, answer);
	}
	TRY(profile_install_abandon(euicc));
	enum status status = sign_cancellation(euicc, request.reason, answer);
	session_step(euicc, SESSION_CANCEL, true);
	return status;
}
