/* SPDX-License-Identifier: Apache-2.0 */
/* ES9+.InitiateAuthentication and ES11.InitiateAuthentication (SGP.22 5.6.1, 5.8.1, 6.5.2.6), and serverSigned1. */
#ifndef RSP_INITIATE_AUTHENTICATION_H
#define RSP_INITIATE_AUTHENTICATION_H

#include "base/arena.h"
#include "rsp/euicc_info.h"
#include "rsp/function_header.h"

#define INITIATE_AUTHENTICATION_PATH ES9PLUS_PATH "initiateAuthentication"

/* What the server signs to prove itself. */
struct server_signed1 {
	struct bytes transaction_id;   /* 1 to 16 octets */
	struct bytes euicc_challenge;  /* 16 */
	struct text server_address;
	struct bytes server_challenge; /* 16 */
};

enum status server_signed1_decode(struct bytes input, struct server_signed1 *out) MUST_CHECK;
enum status server_signed1_encode(const struct server_signed1 *signed1, struct buffer *out) MUST_CHECK;

struct initiate_authentication_request {
	struct bytes euicc_challenge;
	struct bytes euicc_info1; /* BF20, whole */
	struct text smdp_address;
};

/* `storage` receives the decoded octets and must outlive *out; texts live as long as the JSON document.
 * STATUS_NOT_FOUND: a mandatory member is missing; STATUS_MALFORMED. */
enum status initiate_authentication_request_read(struct json_value json, struct arena *storage,
                                                 struct initiate_authentication_request *out) MUST_CHECK;
enum status initiate_authentication_request_write(const struct initiate_authentication_request *request,
                                                  struct buffer *out) MUST_CHECK;

/* Elements whole, with their tags. */
struct initiate_authentication_answer {
	struct text transaction_id;    /* hexadecimal, as on the wire */
	struct bytes server_signed1;   /* 30 */
	struct bytes server_signature1;/* 5F37 */
	struct bytes ci_key_id;        /* 04: euiccCiPKIdToBeUsed */
	struct bytes server_certificate; /* 30 */
};

enum status initiate_authentication_answer_read(struct json_value json, struct arena *storage,
                                                struct initiate_authentication_answer *out) MUST_CHECK;
/* Only the members, into an answer object that is open (function_answer_open()). */
void initiate_authentication_answer_write(const struct initiate_authentication_answer *answer,
                                          struct json_writer *writer);

#endif
