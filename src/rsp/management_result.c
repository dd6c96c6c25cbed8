/* SPDX-License-Identifier: Apache-2.0 */
/* The results of the ES10c functions and their like (SGP.22 5.7.16 to 5.7.21), and what to tell a person. */
#include <stdio.h>

#include "rsp/configured_data.h"
#include "rsp/explanation.h"
#include "rsp/notification.h"
#include "rsp/profile_management.h"

struct result_text {
	uint32_t function_tag; /* nought: of every function that has no row of its own */
	int result;
	const char *name;
	const char *sentence;
};

/* 6 to 10: version 3. */
static const struct result_text results[] = {
	{ DISABLE_PROFILE_TAG, MANAGEMENT_WRONG_STATE, "profileNotInEnabledState",
	  "The profile is disabled already: there is nothing to do." },
	{ ENABLE_PROFILE_TAG, MANAGEMENT_WRONG_STATE, "profileNotInDisabledState",
	  "The profile is enabled already: there is nothing to do." },
	{ DELETE_PROFILE_TAG, MANAGEMENT_WRONG_STATE, "profileNotInDisabledState",
	  "The profile is enabled: disable it before deleting it." },
	{ ENABLE_PROFILE_TAG, MANAGEMENT_DISALLOWED_BY_POLICY, "disallowedByPolicy",
	  "The enabled profile's policy forbids disabling it: ask its operator to lift the rule." },
	{ DISABLE_PROFILE_TAG, MANAGEMENT_DISALLOWED_BY_POLICY, "disallowedByPolicy",
	  "The profile's policy forbids disabling it: ask its operator to lift the rule." },
	{ DELETE_PROFILE_TAG, MANAGEMENT_DISALLOWED_BY_POLICY, "disallowedByPolicy",
	  "The profile's policy forbids deleting it: ask its operator to lift the rule." },
	{ DELETE_PROFILE_TAG, 4, "disallowedInTestMode",
	  "No profile can be deleted in test mode: leave test mode first." },
	{ SET_NICKNAME_TAG, MANAGEMENT_NOT_FOUND, "iccidNotFound",
	  "No profile on the card has this ICCID: list the profiles and check it." },
	{ MEMORY_RESET_TAG, MANAGEMENT_NOT_FOUND, "nothingToDelete",
	  "The card has nothing to delete: no profile of the chosen kinds is there." },
	{ REMOVE_NOTIFICATION_TAG, MANAGEMENT_NOT_FOUND, "nothingToDelete",
	  "The card has no notification with this number: list the notifications and check it." },
	{ SET_DEFAULT_SMDP_ADDRESS_TAG, 8, "unsupportedCiPKId",
	  "The card does not know the certificate issuer that was named: choose one that it lists." },
	{ 0, MANAGEMENT_OK, "ok", "Done." },
	{ 0, MANAGEMENT_NOT_FOUND, "iccidOrAidNotFound",
	  "No profile on the card has this ICCID or AID: list the profiles and check it." },
	{ 0, MANAGEMENT_WRONG_STATE, "wrongState",
	  "The profile's state does not allow this: list the profiles first." },
	{ 0, MANAGEMENT_DISALLOWED_BY_POLICY, "disallowedByPolicy",
	  "A profile's policy forbids this: ask its operator to lift the rule." },
	{ 0, MANAGEMENT_WRONG_REENABLING, "wrongProfileReenabling",
	  "While a test profile is enabled, only the profile that was enabled before it can be: enable that one." },
	{ 0, MANAGEMENT_CAT_BUSY, "catBusy", "The card is in the middle of a toolkit session: try again in a moment." },
	{ 0, 6, "disallowedByEnterpriseRule", "An enterprise rule forbids this: ask the device's owner." },
	{ 0, 7, "commandError", "The card found the command faulty: report it." },
	{ 0, 9, "disallowedForRpm", "The profile does not allow this by remote management: do it on the device." },
	{ 0, 10, "noEsimPortAvailable", "No port is free for another enabled profile: disable one first." },
	{ 0, MANAGEMENT_UNDEFINED_ERROR, "undefinedError",
	  "The card refused and does not say why: try again, and report it if it repeats." },
};

static const struct result_text *find(uint32_t function_tag, int result)
{
	for (size_t i = 0; i < ARRAY_SIZE(results); i++) {
		bool stands_for = results[i].function_tag == function_tag || results[i].function_tag == 0;
		if (stands_for && results[i].result == result)
			return &results[i];
	}
	return NULL;
}

const char *management_result_name(uint32_t function_tag, int result)
{
	const struct result_text *found = find(function_tag, result);
	return found ? found->name : "unknown";
}

struct text management_result_sentence(uint32_t function_tag, int result)
{
	const struct result_text *found = find(function_tag, result);
	return found ? text_from(found->sentence)
	             : TEXT("The card gave a result that we do not know: look it up in the card's documentation.");
}

static const char *kind_of(uint32_t function_tag)
{
	static const struct {
		uint32_t tag;
		const char *kind;
	} kinds[] = {
		{ ENABLE_PROFILE_TAG, "enable" },   { DISABLE_PROFILE_TAG, "disable" },
		{ DELETE_PROFILE_TAG, "delete" },   { SET_NICKNAME_TAG, "nickname" },
		{ MEMORY_RESET_TAG, "purge" },      { REMOVE_NOTIFICATION_TAG, "remove" },
		{ SET_DEFAULT_SMDP_ADDRESS_TAG, "defaultsmdp" },
	};
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (kinds[i].tag == function_tag)
			return kinds[i].kind;
	return "card";
}

bool management_explanation(size_t index, struct explanation *out)
{
	if (index >= ARRAY_SIZE(results))
		return false;
	const struct result_text *row = &results[index];
	*out = (struct explanation){ .kind = kind_of(row->function_tag), .name = row->name };
	snprintf(out->code, sizeof out->code, "%s/%d", out->kind, row->result);
	explanation_set(out, row->sentence, "");
	return true;
}
