/* SPDX-License-Identifier: Apache-2.0 */
/* ES9+.AuthenticateClient (SGP.22 5.6.3, 6.5.2.8), and smdpSigned2. */
#ifndef RSP_AUTHENTICATE_CLIENT_H
#define RSP_AUTHENTICATE_CLIENT_H

#include "base/arena.h"
#include "rsp/function_header.h"
#include "rsp/identifiers.h"

#define AUTHENTICATE_CLIENT_PATH ES9PLUS_PATH "authenticateClient"

struct authenticate_client_request {
	struct bytes transaction_id;               /* octets */
	struct bytes authenticate_server_response; /* BF38, whole */
};

enum status authenticate_client_request_read(struct json_value json, struct arena *storage,
                                             struct authenticate_client_request *out) MUST_CHECK;
/* `transaction_id` goes out as the server wrote it. */
enum status authenticate_client_request_write(struct text transaction_id, struct bytes authenticate_server_response,
                                              struct buffer *out) MUST_CHECK;

struct smdp_signed2 {
	struct bytes transaction_id;
	bool confirmation_code_required;
	struct bytes bpp_euicc_otpk; /* 65 octets; empty: absent */
};

enum status smdp_signed2_decode(struct bytes input, struct smdp_signed2 *out) MUST_CHECK;
enum status smdp_signed2_encode(const struct smdp_signed2 *signed2, struct buffer *out) MUST_CHECK;

/* Elements whole, with their tags. */
struct authenticate_client_answer {
	struct text transaction_id;     /* hexadecimal */
	struct bytes profile_metadata;  /* BF25 */
	struct bytes smdp_signed2;      /* 30 */
	struct bytes smdp_signature2;   /* 5F37 */
	struct bytes smdp_certificate;  /* 30: CERT.DPpb */
};

enum status authenticate_client_answer_read(struct json_value json, struct arena *storage,
                                            struct authenticate_client_answer *out) MUST_CHECK;
void authenticate_client_answer_write(const struct authenticate_client_answer *answer, struct json_writer *writer);

#endif
