/* SPDX-License-Identifier: Apache-2.0 */
/* What the LPA wants from the world next. Whoever drives it (a pump, a test) does it and reports back. */
#ifndef LPA_WANT_H
#define LPA_WANT_H

#include "ports/http_client.h"
#include "rsp/profile_metadata.h"

/* What is put before the user, before anything is written to the card (SGP.22 3.1.3). */
struct lpa_offer {
	const struct profile_metadata *metadata;
	struct text server_address;
	uint64_t strong_consent_rules; /* PPR1, PPR2 to which the user must say yes by name (SGP.22 2.9.2.4) */
	bool confirmation_code_required;
};

enum lpa_question_kind {
	LPA_QUESTION_CONSENT,           /* yes, no (for good), or later */
	LPA_QUESTION_CONFIRMATION_CODE, /* the code with yes; or no, or later */
};

struct lpa_question {
	enum lpa_question_kind kind;
	struct lpa_offer offer;
	bool again; /* the code that was given is wrong */
	unsigned wrong_codes;      /* that were given so far in this download */
	struct text server_words;  /* what the server said to the last one, fit to be printed; may be empty */
};

enum lpa_want_kind {
	LPA_WANT_NOTHING,    /* the work is done */
	LPA_WANT_CARD,       /* `card` to be sent, its answer reported */
	LPA_WANT_CARD_RESET, /* only of a session: the card to be reset */
	LPA_WANT_SERVER,     /* `request` to be posted */
	LPA_WANT_USER,       /* `question` to be asked */
};

/* Views are good until something is reported. */
struct lpa_want {
	enum lpa_want_kind kind;
	struct bytes card; /* of a job: an ES10 command, whole; of a session: an APDU */
	struct http_client_request request;
	size_t answer_limit; /* octets of the server's answer */
	struct lpa_question question;
};

#endif
