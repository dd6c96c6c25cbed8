/* SPDX-License-Identifier: Apache-2.0 */
/* The card's credentials, one set for each CI (SGP.22 2.4.2, ECASD). They stay in the card's memory and are read when a
 * session needs them: an idle card holds no key. */
#ifndef EUICC_CREDENTIAL_STORE_H
#define EUICC_CREDENTIAL_STORE_H

#include "crypto/sign.h"
#include "euicc/euicc.h"
#include "pki/chain.h"

/* Checks one set against the card's EID and writes it as number `number`, in the caller's transaction.
 * STATUS_MALFORMED: a certificate or key cannot be read, or they do not belong together. */
enum status credential_write(struct nvm *nvm, uint16_t number, const struct eid *eid,
                             const struct euicc_credentials *credentials) MUST_CHECK;

/* Which CIs there are, in the order of priority. */
struct credential_list {
	struct credential_identity {
		uint8_t ci_key_id[CI_KEY_ID_SIZE];
		enum curve curve;
		bool signs; /* the card has a key and a certificate under it */
	} entries[EUICC_CREDENTIALS_MAXIMUM];
	uint16_t count;
};

enum { NO_CREDENTIAL = 0xFFFF };

enum status credential_list_read(struct nvm *nvm, uint16_t count, struct credential_list *out) MUST_CHECK;

/* The number of the CI with this key identifier, or NO_CREDENTIAL. */
uint16_t credential_list_find(const struct credential_list *list, struct bytes ci_key_id);

/* As EUICCInfo shows them; the views are into `list`. */
void credential_list_keys(const struct credential_list *list, bool for_signing, struct ci_key_list *out);

enum credential_part { CREDENTIAL_IDENTITY = 1, CREDENTIAL_CI, CREDENTIAL_EUM, CREDENTIAL_EUICC, CREDENTIAL_KEY };

/* Appends a certificate. STATUS_NOT_FOUND: no such CI, or it is only trusted. */
enum status credential_certificate(struct nvm *nvm, uint16_t number, enum credential_part part,
                                   struct buffer *out) MUST_CHECK;

/* SK.EUICC under this CI. STATUS_NOT_FOUND as above. */
enum status credential_signing_key(struct nvm *nvm, uint16_t number, struct signing_key *out) MUST_CHECK;

/* Makes this CI the only one of an empty `store`; its certificate is read into `storage`, which is empty too and must
 * outlive the store. */
enum status credential_trust(struct nvm *nvm, uint16_t number, struct buffer *storage,
                             struct trust_store *store) MUST_CHECK;

#endif
