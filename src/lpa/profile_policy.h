/* SPDX-License-Identifier: Apache-2.0 */
/* May a profile with these policy rules be installed here, and must the user say yes to them by name? SGP.22 2.9 */
#ifndef LPA_PROFILE_POLICY_H
#define LPA_PROFILE_POLICY_H

#include "rsp/configured_data.h"

/* Rules of the profile that the standard knows, PPR1 and PPR2. Nought: nothing needs to be asked. */
uint64_t profile_policy_rules_to_check(const struct profile_metadata *metadata);

/* Looks up each rule in the card's table for the profile's owner (SGP.22 2.9.3.1); PPR1 is not allowed beside another
 * operational profile. *out_consent: the rules to which the user must consent.
 * STATUS_REFUSED: *out_why is a phrase that follows "the profile ", static; STATUS_UNSUPPORTED: a rule that is not
 * known here. */
enum status profile_policy_decide(const struct profile_metadata *metadata, const struct rules_authorisation_table *table,
                                  bool operational_profile_installed, uint64_t *out_consent, const char **out_why) MUST_CHECK;

#endif
