/* SPDX-License-Identifier: Apache-2.0 */
/* ES10b.AuthenticateServer (BF38, SGP.22 5.7.13). */
#ifndef RSP_AUTHENTICATE_SERVER_H
#define RSP_AUTHENTICATE_SERVER_H

#include "rsp/device_info.h"
#include "rsp/euicc_info.h"

enum { AUTHENTICATE_SERVER_TAG = 0xBF38 };

/* Elements whole unless said otherwise. */
struct authenticate_server_request {
	struct bytes server_signed1;     /* 30 */
	struct bytes server_signature1;  /* 64 octets, without 5F37 40 */
	struct bytes ci_key_id;          /* 20 octets, without 04 14; empty: absent */
	struct bytes server_certificate; /* 30 */
	struct bytes context_parameters; /* A0 */
};

enum status authenticate_server_request_decode(struct bytes input, struct authenticate_server_request *out) MUST_CHECK;
enum status authenticate_server_request_encode(const struct authenticate_server_request *request,
                                               struct buffer *out) MUST_CHECK;

/* authenticateErrorCode */
enum authenticate_error {
	AUTHENTICATE_INVALID_CERTIFICATE = 1,
	AUTHENTICATE_INVALID_SIGNATURE = 2,
	AUTHENTICATE_UNSUPPORTED_CURVE = 3,
	AUTHENTICATE_NO_SESSION_CONTEXT = 4,
	AUTHENTICATE_INVALID_OID = 5,
	AUTHENTICATE_CHALLENGE_MISMATCH = 6,
	AUTHENTICATE_CI_KEY_UNKNOWN = 7,
	AUTHENTICATE_UNDEFINED_ERROR = 127,
};
const char *authenticate_error_name(int error); /* "invalidCertificate"; "unknown" otherwise */
struct text authenticate_error_sentence(int error);
/* Rows for explanation.h: "authenticate/7". */
struct explanation;
bool authenticate_error_explanation(size_t index, struct explanation *out) MUST_CHECK;

struct euicc_signed1 {
	struct bytes transaction_id;
	struct text server_address;
	struct bytes server_challenge;
	struct bytes euicc_info2;        /* BF22, whole */
	struct bytes context_parameters; /* A0, whole, as received */
};

enum status euicc_signed1_decode(struct bytes input, struct euicc_signed1 *out) MUST_CHECK;
enum status euicc_signed1_encode(const struct euicc_signed1 *signed1, struct buffer *out) MUST_CHECK;

struct authenticate_server_answer {
	int error;                     /* nought: accepted, and the fields below are set */
	struct bytes transaction_id;   /* of an error */
	struct bytes signed1;          /* 30, whole: what euicc_signature1 covers */
	struct bytes signature1;       /* 64 octets */
	struct bytes signature1_object;/* 5F37, whole: what smdpSignature2 covers besides */
	struct bytes euicc_certificate;/* 30 */
	struct bytes eum_certificate;  /* 30 */
};

/* Takes the error code under 02 and, from older cards, under 81. */
enum status authenticate_server_answer_decode(struct bytes input, struct authenticate_server_answer *out) MUST_CHECK;
/* signature1_object is ignored. */
enum status authenticate_server_answer_encode(const struct authenticate_server_answer *answer,
                                              struct buffer *out) MUST_CHECK;

#endif
