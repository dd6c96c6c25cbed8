/* SPDX-License-Identifier: Apache-2.0 */
#include "lpa/profile_policy.h"

#include "rsp/euicc_info.h"

/* PPR_UPDATE_CONTROL only says how the others may change later. */
enum { RULES_KNOWN = PPR_UPDATE_CONTROL | PPR1 | PPR2 };

uint64_t profile_policy_rules_to_check(const struct profile_metadata *metadata)
{
	return metadata->profile_policy_rules & ~(uint64_t)PPR_UPDATE_CONTROL;
}

static enum status decide_rule(const struct profile_metadata *metadata, const struct rules_authorisation_table *table,
                               uint64_t rule, uint64_t *consent)
{
	if (!(metadata->profile_policy_rules & rule))
		return STATUS_OK;
	const struct authorisation_rule *found = NULL;
	if (metadata->has_owner)
		found = rules_authorisation_find(table, rule, &metadata->owner);
	if (!found)
		return STATUS_REFUSED;
	if (found->consent_required)
		*consent |= rule;
	return STATUS_OK;
}

enum status profile_policy_decide(const struct profile_metadata *metadata, const struct rules_authorisation_table *table,
                                  bool operational_profile_installed, uint64_t *out_consent, const char **out_why)
{
	uint64_t consent = 0;
	*out_why = "has a rule that this program does not know";
	if (metadata->profile_policy_rules & ~(uint64_t)RULES_KNOWN)
		return STATUS_UNSUPPORTED;
	*out_why = "may not be disabled (PPR1), which this card does not grant to its operator";
	TRY(decide_rule(metadata, table, PPR1, &consent));
	*out_why = "may not be deleted (PPR2), which this card does not grant to its operator";
	TRY(decide_rule(metadata, table, PPR2, &consent));
	*out_why = "may not be disabled (PPR1), and there is another operational profile on this card";
	if ((metadata->profile_policy_rules & PPR1) && operational_profile_installed)
		return STATUS_REFUSED;
	*out_consent = consent;
	return STATUS_OK;
}
