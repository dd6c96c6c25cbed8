/* SPDX-License-Identifier: Apache-2.0 */
/* Common mutual authentication, the server's side (SGP.22 3.0.1, 5.6.1, 5.6.3): the same in an SM-DP+ and an SM-DS. */
#ifndef SERVER_AUTHENTICATION_H
#define SERVER_AUTHENTICATION_H

#include "pki/chain.h"
#include "ports/random.h"
#include "rsp/authenticate_server.h"
#include "rsp/failure_reason.h"
#include "rsp/initiate_authentication.h"
#include "server/credentials.h"

/* Subject codes in which an SM-DP+ and an SM-DS differ (SGP.22 5.2.6.1). */
struct authentication_subjects {
	const char *address;     /* "8.8.1" */
	const char *security;    /* "8.8.2" */
	const char *version;     /* "8.8.3" */
	const char *certificate; /* "8.8.4" */
};
extern const struct authentication_subjects smdp_authentication_subjects;
extern const struct authentication_subjects smds_authentication_subjects;

/* What a server remembers between InitiateAuthentication and AuthenticateClient. */
struct authentication_session {
	struct text transaction_id;   /* hexadecimal, upper case */
	struct bytes server_challenge;/* CHALLENGE_SIZE octets */
	struct text server_address;   /* as it was signed */
	struct bytes credential_ci;   /* CI key identifier of the credential set in use */
	int64_t started_at;           /* seconds since 1970 */
};

/* Answers InitiateAuthentication: a new session and what proves the server. Refusals are written to *out_failure and
 * STATUS_OK returned; then the other outputs are not written. Outputs live in the arena or point into the credentials. */
enum status authentication_start(const struct credentials *credentials, const struct authentication_subjects *subjects,
                                 struct text own_address, const struct random *random,
                                 const struct initiate_authentication_request *request, struct arena *arena,
                                 struct authentication_session *out_session,
                                 struct initiate_authentication_answer *out_answer, struct failure *out_failure) MUST_CHECK;

/* The card's answer, taken apart but not yet believed. Views into the octets that were decoded. */
struct euicc_authentication {
	struct authenticate_server_answer answer; /* answer.error: the card refused us; nothing below is set then */
	struct euicc_signed1 signed1;
	struct context_parameters context;
	struct euicc_info2 info2;
	struct text claimed_eid; /* of the certificate as shown; EID_DIGITS digits */
	struct euicc_chain chain; /* set by authentication_check() */
};

/* STATUS_MALFORMED: not an AuthenticateServerResponse that we can read. */
enum status euicc_authentication_decode(struct bytes input, struct euicc_authentication *out) MUST_CHECK;

/* The card is what it says and talks to this session: certificates, signature, what was signed (SGP.22 5.6.3). Sets
 * authentication->chain. Refusals are written to *out_failure and STATUS_OK returned. */
enum status authentication_check(const struct credentials *credentials, const struct authentication_session *session,
                                 int64_t now, struct euicc_authentication *authentication,
                                 struct failure *out_failure) MUST_CHECK;

/* Chain faults of a card's two certificates as failures (8.11.1, 8.1.2, 8.1.3). */
struct failure euicc_chain_failure(enum chain_fault fault, bool in_eum);

#endif
