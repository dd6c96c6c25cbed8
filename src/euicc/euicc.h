/* SPDX-License-Identifier: Apache-2.0 */
/* The software eUICC: a card (uicc.h) with ISD-R, ECASD and profiles that come and go. All it is lives in its nvm. */
#ifndef EUICC_EUICC_H
#define EUICC_EUICC_H

#include "euicc/personality.h"
#include "ports/nvm.h"
#include "ports/random.h"
#include "rsp/configured_data.h"
#include "rsp/euicc_info.h"

struct euicc;

enum { EUICC_CREDENTIALS_MAXIMUM = 4 };

/* Under one CI: the CI to trust, and the card's own key and certificates. DER. */
struct euicc_credentials {
	struct bytes ci_certificate;
	struct bytes eum_certificate;
	struct bytes euicc_certificate;
	struct bytes private_key; /* SK.EUICC: 32 octets; empty: this CI is only trusted, not signed under */
};

/* What a card is born with; kept in its nvm from then on. Zero values mean the default named beside them. */
struct euicc_birth {
	struct eid eid;
	const struct euicc_credentials *credentials; /* in the order of priority */
	size_t credential_count;
	struct text default_smdp_address;
	struct text root_smds_address;       /* "lpa.ds.gsma.com" */
	uint32_t nonvolatile_memory;         /* octets for profiles: 512 KiB */
	uint32_t protected_tlv_maximum;      /* octets: 1020; more to get along with servers that send longer ones */
	uint32_t notification_maximum;       /* kept at most: 64 */
	struct rules_authorisation_table rules; /* empty: every profile policy rule is forbidden */
	bool test_profiles_allowed;
	struct euicc_personality personality; /* its sizes stand where those above are nought */
};

/* Writes a new card into an empty nvm, in one transaction. STATUS_EXISTS: there is a card already; STATUS_MALFORMED: a
 * certificate or key cannot be read or they do not belong together. */
enum status euicc_create(struct nvm *nvm, const struct euicc_birth *birth) MUST_CHECK;

/* Starts the card that lives in `nvm`: an interrupted installation is cleaned up and reported (SGP.22 3.1.3.3).
 * `nvm` and `random` must outlive it. STATUS_NOT_FOUND: no card there; STATUS_UNSUPPORTED: written by a newer
 * version. */
enum status euicc_open(struct nvm *nvm, const struct random *random, struct euicc **out) MUST_CHECK;
void euicc_free(struct euicc *euicc);

/* As euicc_open(); the card behaves as another kind than it was born as, until euicc_free(). */
enum status euicc_open_as(struct nvm *nvm, const struct random *random, const struct euicc_personality *personality,
                          struct euicc **out) MUST_CHECK;

/* As uicc_reset() and uicc_transmit(). */
enum status euicc_reset(struct euicc *euicc, struct buffer *out_atr) MUST_CHECK;
enum status euicc_transmit(struct euicc *euicc, struct bytes command, struct buffer *answer) MUST_CHECK;

/* For processes with thousands of cards: gives back the memory that a card can do without while nobody talks to it, and
 * that the next command takes again. What was selected, verified or begun stays, a download included. A card at rest
 * takes less than 8 kB beside its nvm; one with a download session, that and the session. */
void euicc_rest(struct euicc *euicc);

void euicc_eid(const struct euicc *euicc, struct eid *out);

/* The personality it was born with; lives as long as the card. */
const struct euicc_personality *euicc_personality(const struct euicc *euicc);

/* For laboratories: whatever the card signs from now on does not hold. Until euicc_free(). */
void euicc_spoil_signatures(struct euicc *euicc);
/* … and it has room for so many octets of profiles in all. */
void euicc_limit_memory(struct euicc *euicc, uint32_t octets);

#endif
