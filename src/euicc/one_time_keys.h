/* SPDX-License-Identifier: Apache-2.0 */
/* One-time keys that outlive their session, so that an SM-DP+ may send a package again that was bound to one of them
 * (SGP.22 3.1.3, 5.7.5: bppEuiccOtpk). At most one for each SM-DP+ and CI. */
#ifndef EUICC_ONE_TIME_KEYS_H
#define EUICC_ONE_TIME_KEYS_H

#include "crypto/sign.h"
#include "ports/nvm.h"

enum { ONE_TIME_KEYS_MAXIMUM = 4 };

/* For whom a key was made. */
struct one_time_key_owner {
	struct bytes smdp_oid;  /* of CERT.DPauth */
	struct bytes ci_key_id; /* 20 octets */
};

/* The kept key of this owner with this public point. STATUS_NOT_FOUND. */
enum status one_time_key_find(struct nvm *nvm, const struct one_time_key_owner *owner, struct bytes point,
                              struct signing_key *out) MUST_CHECK;

/* Keeps the key in place of the owner's last one; of too many the oldest goes. In the caller's transaction. */
enum status one_time_key_keep(struct nvm *nvm, const struct one_time_key_owner *owner,
                              const struct signing_key *key) MUST_CHECK;

/* In the caller's transaction. None is fine. */
enum status one_time_key_forget(struct nvm *nvm, const struct one_time_key_owner *owner) MUST_CHECK;
enum status one_time_keys_erase(struct nvm *nvm) MUST_CHECK;

#endif
