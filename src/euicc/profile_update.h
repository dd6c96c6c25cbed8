/* SPDX-License-Identifier: Apache-2.0 */
/* ES6.UpdateMetadata (SGP.22 5.4.1): the operator of a profile changes what the card says about it. */
#ifndef EUICC_PROFILE_UPDATE_H
#define EUICC_PROFILE_UPDATE_H

#include "ports/nvm.h"
#include "rsp/profile_management.h"
#include "rsp/update_metadata.h"

/* Does what a request (BF2A, whole) asks for, in one transaction. On a card it comes to the ISD-P over the air, in a secured
 * packet that the operator's keys open (SCP80, SCP81): whoever calls this has seen to that. STATUS_NOT_FOUND: no such
 * profile; otherwise as metadata_update(). */
enum status profile_update_metadata(struct nvm *nvm, const struct profile_identifier *profile, struct bytes request) MUST_CHECK;

/* The policy rules that hold for a profile: an update names those that stay. STATUS_NOT_FOUND. */
enum status profile_update_rules(struct nvm *nvm, const struct profile_identifier *profile, uint64_t *out) MUST_CHECK;

#endif
