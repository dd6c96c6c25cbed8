/* SPDX-License-Identifier: Apache-2.0 */
/* ES10b.CancelSession (BF41, SGP.22 5.7.14) and ES9+.CancelSession (5.6.5, 6.5.2.10). */
#ifndef RSP_CANCEL_SESSION_H
#define RSP_CANCEL_SESSION_H

#include "base/arena.h"
#include "rsp/function_header.h"

#define CANCEL_SESSION_PATH ES9PLUS_PATH "cancelSession"
enum { CANCEL_SESSION_TAG = 0xBF41 };

enum cancel_reason {
	CANCEL_END_USER_REJECTION = 0,
	CANCEL_POSTPONED = 1,
	CANCEL_TIMEOUT = 2,
	CANCEL_PPR_NOT_ALLOWED = 3,
	CANCEL_METADATA_MISMATCH = 4,
	CANCEL_LOAD_BPP_EXECUTION_ERROR = 5,
	CANCEL_UNDEFINED = 127,
};
const char *cancel_reason_name(int reason);
/* Rows for explanation.h: "cancel/1". */
struct explanation;
bool cancel_reason_explanation(size_t index, struct explanation *out) MUST_CHECK;

struct cancel_session_request {
	struct bytes transaction_id;
	int reason;
};

enum status cancel_session_request_decode(struct bytes input, struct cancel_session_request *out) MUST_CHECK;
enum status cancel_session_request_encode(const struct cancel_session_request *request, struct buffer *out) MUST_CHECK;

enum { CANCEL_ERROR_INVALID_TRANSACTION_ID = 5, CANCEL_ERROR_UNDEFINED = 127 };

struct cancel_session_answer {
	int error;                     /* nought: the fields below are set */
	struct bytes signed_part;      /* 30, whole: what the signature covers */
	struct bytes transaction_id;
	struct bytes smdp_oid;         /* content octets, from CERT.DPauth */
	int reason;
	struct bytes signature;        /* 64 octets */
};

enum status cancel_session_answer_decode(struct bytes input, struct cancel_session_answer *out) MUST_CHECK;
/* euiccCancelSessionSigned alone, to be signed. */
enum status cancel_session_signed_encode(const struct cancel_session_answer *answer, struct buffer *out) MUST_CHECK;
/* From signed_part and signature, or from error. */
enum status cancel_session_answer_encode(const struct cancel_session_answer *answer, struct buffer *out) MUST_CHECK;

struct es9_cancel_session_request {
	struct bytes transaction_id;
	struct bytes cancel_session_response; /* BF41, whole */
};

enum status es9_cancel_session_request_read(struct json_value json, struct arena *storage,
                                            struct es9_cancel_session_request *out) MUST_CHECK;
enum status es9_cancel_session_request_write(struct text transaction_id, struct bytes cancel_session_response,
                                             struct buffer *out) MUST_CHECK;

#endif
