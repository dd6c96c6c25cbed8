/* SPDX-License-Identifier: Apache-2.0 */
/* Common mutual authentication as the LPA sees it (SGP.22 3.0.1), with an SM-DP+ or an SM-DS: it carries the messages, and
 * checks what only it can check: that the server is the one that was asked for. A part of jobs, whose transitions call these
 * one after the other, each with what the one before asked for. */
#ifndef LPA_AUTHENTICATION_H
#define LPA_AUTHENTICATION_H

#include "lpa/job.h"
#include "rsp/device_info.h"
#include "rsp/initiate_authentication.h"

struct lpa_authentication {
	/* Set by the job. */
	struct lpa_job *job;
	struct arena *kept;          /* what came in and is needed again */
	struct text server_address;
	struct text server_oid;      /* dotted, that the server must have; empty: any */
	bool has_matching_id;
	struct text matching_id;
	struct device_info device;

	/* What came in. */
	struct bytes euicc_info1;
	struct bytes transaction_id;
	struct initiate_authentication_answer server;
	struct bytes card_authentication; /* BF38 */
};

/* Asks the card for EUICCInfo1. */
enum status lpa_authentication_begin(struct lpa_authentication *dialogue) MUST_CHECK;
/* …asks it for a challenge. */
enum status lpa_authentication_take_info(struct lpa_authentication *dialogue, struct bytes data) MUST_CHECK;
/* …asks the server to authenticate itself. */
enum status lpa_authentication_take_challenge(struct lpa_authentication *dialogue, struct bytes data) MUST_CHECK;
/* …checks the server, and asks the card to do so. */
enum status lpa_authentication_take_server(struct lpa_authentication *dialogue, struct bytes data) MUST_CHECK;
/* …shows the server what the card answered (AuthenticateClient), whose answer is the job's. */
enum status lpa_authentication_take_card(struct lpa_authentication *dialogue, struct bytes data) MUST_CHECK;

/* An answer's transaction ID is this one's. */
bool lpa_authentication_is_of(const struct lpa_authentication *dialogue, struct text transaction_id);

/* Notes that the card's answer cannot be read, and returns `status`. */
enum status lpa_authentication_card_failed(struct lpa_authentication *dialogue, enum status status);

#endif
