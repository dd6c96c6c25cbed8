/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a card in a device can take a profile (SGP.22 3.1.3, 5.6.3), as far as the server can tell. */
#ifndef SMDP_ELIGIBILITY_H
#define SMDP_ELIGIBILITY_H

#include "rsp/euicc_info.h"
#include "rsp/failure_reason.h"
#include "rsp/profile_metadata.h"
#include "smdp/profile_needs.h"

enum { ELIGIBILITY_WHY_SIZE = 160 };

/* What a card says of itself, in the words of those who check packages; templates and rules are known by no card's word. */
struct profile_support eligibility_support_of(const struct euicc_info2 *card);

/* How far a card's own word counts. */
enum capability_check {
	CAPABILITIES_USUAL,   /* all but CDMA and Java Card: public profiles list them, and cards without them take those */
	CAPABILITIES_STRICT,
	CAPABILITIES_IGNORED, /* its policy and its memory only */
};

struct eligibility_question {
	enum capability_check check;
	const struct euicc_info2 *card;
	uint32_t device;                 /* what it announced: bits as in struct profile_needs */
	const struct profile_metadata *profile;
	struct profile_needs needs;      /* what is not known is not asked for */
	int64_t package_size;            /* octets of the clear package */
};

/* Nothing set: it can. 8.2.5-4.3: not this profile on this card or device; 8.1-4.8: the card is full. `why`: a sentence for the
 * log, empty when it can. */
struct failure eligibility_check(const struct eligibility_question *question, char why[ELIGIBILITY_WHY_SIZE]);

#endif
