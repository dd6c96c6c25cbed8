/* SPDX-License-Identifier: Apache-2.0 */
#include "smdp/eligibility.h"

/* What a profile takes on a card is known only there; free memory below the size of its package has never sufficed. A
 * card that does not say what is free finds out by itself. */
static bool fits(const struct euicc_info2 *card, int64_t package_size)
{
	bool known = package_size >= 0 && !card->resource.unreadable;
	return !known || card->resource.free_nonvolatile >= (uint64_t)package_size;
}

static const char *why_not(const struct euicc_info2 *card, const struct profile_metadata *profile)
{
	if (profile->profile_policy_rules & card->forbidden_profile_policy_rules & (PPR1 | PPR2))
		return "the card forbids the profile's policy rules";
	if (profile->profile_class == PROFILE_TEST && !(card->rsp_capability & RSP_TEST_PROFILE_SUPPORT))
		return "the card takes no test profiles";
	return NULL;
}

struct failure eligibility_check(const struct euicc_info2 *card, const struct profile_metadata *profile,
                                 int64_t package_size, const char **out_why)
{
	*out_why = why_not(card, profile);
	if (*out_why)
		return failure_make("8.2.5", "4.3");
	if (fits(card, package_size))
		return (struct failure){ 0 };
	*out_why = "the card has less free memory than the package has octets";
	return failure_make("8.1", "4.8");
}
