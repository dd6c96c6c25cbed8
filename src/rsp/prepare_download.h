/* SPDX-License-Identifier: Apache-2.0 */
/* ES10b.PrepareDownload (BF21, SGP.22 5.7.5). */
#ifndef RSP_PREPARE_DOWNLOAD_H
#define RSP_PREPARE_DOWNLOAD_H

#include "base/buffer.h"

enum { PREPARE_DOWNLOAD_TAG = 0xBF21 };

struct prepare_download_request {
	struct bytes smdp_signed2;           /* 30, whole */
	struct bytes smdp_signature2;        /* 64 octets */
	struct bytes smdp_signature2_object; /* 5F37, whole; ignored when encoding */
	struct bytes hash_cc;                /* 32 octets; empty: absent */
	struct bytes smdp_certificate;       /* 30, whole */
};

enum status prepare_download_request_decode(struct bytes input, struct prepare_download_request *out) MUST_CHECK;
enum status prepare_download_request_encode(const struct prepare_download_request *request,
                                            struct buffer *out) MUST_CHECK;

/* downloadErrorCode */
enum prepare_download_error {
	PREPARE_INVALID_CERTIFICATE = 1,
	PREPARE_INVALID_SIGNATURE = 2,
	PREPARE_UNSUPPORTED_CURVE = 3,
	PREPARE_NO_SESSION_CONTEXT = 4,
	PREPARE_INVALID_TRANSACTION_ID = 5,
	PREPARE_UNDEFINED_ERROR = 127,
};
const char *prepare_download_error_name(int error);
struct text prepare_download_error_sentence(int error);
/* Rows for explanation.h: "prepare/2". */
struct explanation;
bool prepare_download_explanation(size_t index, struct explanation *out) MUST_CHECK;

struct euicc_signed2 {
	struct bytes transaction_id;
	struct bytes euicc_otpk; /* 65 octets */
	struct bytes hash_cc;    /* 32 octets; empty: absent */
};

enum status euicc_signed2_decode(struct bytes input, struct euicc_signed2 *out) MUST_CHECK;
enum status euicc_signed2_encode(const struct euicc_signed2 *signed2, struct buffer *out) MUST_CHECK;

struct prepare_download_answer {
	int error;                    /* nought: accepted */
	struct bytes transaction_id;  /* of an error */
	struct bytes signed2;         /* 30, whole */
	struct bytes signature2;      /* 64 octets */
};

enum status prepare_download_answer_decode(struct bytes input, struct prepare_download_answer *out) MUST_CHECK;
enum status prepare_download_answer_encode(const struct prepare_download_answer *answer, struct buffer *out) MUST_CHECK;

#endif
