/* SPDX-License-Identifier: Apache-2.0 */
#include "smdp/eligibility.h"

#include <stdio.h>

struct profile_support eligibility_support_of(const struct euicc_info2 *card)
{
	struct profile_support support = { .services = profile_services_of_capability(card->uicc_capability) };
	support.major_maximum = card->profile_version.octets[0];
	for (size_t i = 0; i < card->additional_profile_version_count; i++)
		if (card->additional_profile_versions[i].octets[0] > support.major_maximum)
			support.major_maximum = card->additional_profile_versions[i].octets[0];
	return support;
}

/* What a profile takes on a card is known only there; free memory below the size of its package has never sufficed. A
 * card that does not say what is free finds out by itself. */
static bool fits(const struct euicc_info2 *card, int64_t package_size)
{
	bool known = package_size >= 0 && !card->resource.unreadable;
	return !known || card->resource.free_nonvolatile >= (uint64_t)package_size;
}

static bool refuse(char why[ELIGIBILITY_WHY_SIZE], const char *sentence)
{
	snprintf(why, ELIGIBILITY_WHY_SIZE, "%s", sentence);
	return false;
}

static bool policy_allows(const struct eligibility_question *question, char why[ELIGIBILITY_WHY_SIZE])
{
	const struct euicc_info2 *card = question->card;
	const struct profile_metadata *profile = question->profile;
	if (profile->profile_policy_rules & card->forbidden_profile_policy_rules & (PPR1 | PPR2))
		return refuse(why, "the card forbids the profile's policy rules");
	if (profile->profile_class == PROFILE_TEST && !(card->rsp_capability & RSP_TEST_PROFILE_SUPPORT))
		return refuse(why, "the card takes no test profiles");
	return true;
}

static bool card_understands(const struct eligibility_question *question, char why[ELIGIBILITY_WHY_SIZE])
{
	enum { CSIM = 3, CAVE = 6, JAVACARD = 11 }; /* items of the ServicesList */
	const struct package_requirements *package = &question->needs.package;
	struct profile_support support = eligibility_support_of(question->card);
	if (question->check != CAPABILITIES_STRICT)
		support.services |= 1u << CSIM | 1u << CAVE | 1u << JAVACARD;
	const char *lacking = package_requirements_lacking(package, &support);
	if (!package_requirements_version_fits(package, &support)) {
		snprintf(why, ELIGIBILITY_WHY_SIZE, "the package is of version %u.%u, and the card takes %u at most",
		         package->version >> 8, package->version & 0xFF, support.major_maximum);
		return false;
	}
	if (!lacking)
		return true;
	snprintf(why, ELIGIBILITY_WHY_SIZE, "the profile needs %s, which the card has not", lacking);
	return false;
}

/* A card that does not say its category is of any. */
static bool device_suits(const struct eligibility_question *question, char why[ELIGIBILITY_WHY_SIZE])
{
	uint32_t lacking = question->needs.device & ~question->device;
	for (unsigned bit = 0; bit < DEVICE_CAPABILITIES; bit++)
		if (lacking >> bit & 1) {
			snprintf(why, ELIGIBILITY_WHY_SIZE,
			         "the profile's type asks for %s, which the device does not announce",
			         device_capability_name(bit));
			return false;
		}
	int category = question->card->category;
	if (category >= 0 && category < question->needs.category)
		return refuse(why, "the profile's type asks for a card of a higher category");
	return true;
}

struct failure eligibility_check(const struct eligibility_question *question, char why[ELIGIBILITY_WHY_SIZE])
{
	*why = '\0';
	if (!policy_allows(question, why))
		return failure_make("8.2.5", "4.3");
	bool is_asked = question->needs.is_known && question->check != CAPABILITIES_IGNORED;
	if (is_asked && (!card_understands(question, why) || !device_suits(question, why)))
		return failure_make("8.2.5", "4.3");
	if (fits(question->card, question->package_size))
		return (struct failure){ 0 };
	(void)refuse(why, "the card has less free memory than the package has octets");
	return failure_make("8.1", "4.8");
}
