/* SPDX-License-Identifier: Apache-2.0 */
/* Who asks for a function of order.h: an operator, over ES2+ or by a command in its name. What is another's does not exist
 * for it: refusals say "unknown" and nothing else (SGP.22 5.3), so that nobody learns what others have. */
#ifndef SMDP_CALLER_H
#define SMDP_CALLER_H

#include "rsp/function_header.h"
#include "smdp/operator.h"

/* exchange->caller of these functions; NULL: the house itself, to whom everything belongs. */
struct caller {
	struct bytes certificate_digest; /* over ES2+: SHA-256 of the client's certificate; empty: by name */
	struct text name;
	struct function_request_header header; /* over ES2+; without a call identifier nothing is answered again */
	uint8_t request_digest[SHA256_SIZE];
	void (*write)(const struct exchange *exchange, struct json_writer *writer); /* members of the answer; NULL: none */

	struct operator_record operator; /* set by the admission */
};

/* Finds the operator. STATUS_UNTRUSTED: the certificate is nobody's; refusals: 1.1-1.1: no such operator, or it uses another
 * requester identifier than was agreed; 1.6-1.2: it is disabled; 1.6-3.3: the call identifier was used for another request.
 * A call that was answered already has its answer in exchange->answer. */
extern const struct admission caller_admission;

/* Adds the answer to the changes, for the same call to be answered again. */
enum status caller_keep_answer(struct exchange *exchange) MUST_CHECK;

/* The operator that asks; empty: the house. */
struct text caller_operator(const struct exchange *exchange);

/* It may see and touch this profile. */
bool caller_owns(const struct exchange *exchange, const struct profile_record *profile);

/* Adds the end of answers that are older than `seconds`. */
enum status caller_expire_answers(struct exchange *exchange, unsigned seconds) MUST_CHECK;

#endif
