/* SPDX-License-Identifier: Apache-2.0 */
#include "euicc/metadata_check.h"

#include "euicc/profile_slots.h"
#include "rsp/installation_result.h"

enum { RULES_ANSWER_MAXIMUM = 4096, WILDCARD_DIGIT = 0xE };

static enum status check_iccid(struct euicc *euicc, const struct profile_metadata *metadata, int *out_error)
{
	struct profile_identifier identifier = { .iccid = metadata->iccid };
	uint16_t slot;
	enum status status = profile_slot_find(euicc->nvm, &identifier, &slot);
	if (status == STATUS_NOT_FOUND)
		return STATUS_OK;
	TRY(status);
	*out_error = INSTALL_ICCID_ALREADY_EXISTS;
	return STATUS_OK;
}

static enum status check_class(struct euicc *euicc, const struct profile_metadata *metadata, int *out_error)
{
	if (metadata->profile_class == PROFILE_TEST && !euicc->data.test_profiles_allowed)
		*out_error = INSTALL_UNSUPPORTED_PROFILE_CLASS;
	return STATUS_OK;
}

static bool has_wildcard(const struct operator_id *owner)
{
	for (size_t i = 0; i < MCC_MNC_SIZE; i++)
		if (owner->mcc_mnc[i] >> 4 == WILDCARD_DIGIT || (owner->mcc_mnc[i] & 0xF) == WILDCARD_DIGIT)
			return true;
	return false;
}

static bool rules_are_authorised(const struct rules_authorisation_table *table, uint64_t rules,
                                 const struct operator_id *owner)
{
	static const uint64_t each_rule[] = { PPR1, PPR2 };
	for (size_t i = 0; i < ARRAY_SIZE(each_rule); i++)
		if ((rules & each_rule[i]) && !rules_authorisation_find(table, each_rule[i], owner))
			return false;
	return true;
}

/* A rule must be known, and allowed for the owner by the card's table; PPR1 only on the first operational profile
 * (SGP.22 2.4.11, 2.9.2.1). */
static enum status check_rules(struct euicc *euicc, const struct profile_metadata *metadata, int *out_error)
{
	uint64_t rules = metadata->profile_policy_rules & ~(uint64_t)PPR_UPDATE_CONTROL;
	if (metadata->has_owner && has_wildcard(&metadata->owner))
		*out_error = INSTALL_PPR_NOT_ALLOWED;
	if (rules == 0 || *out_error != 0)
		return STATUS_OK;
	AUTO(buffer) encoded = BUFFER(RULES_ANSWER_MAXIMUM);
	struct rules_authorisation_table table = { 0 };
	bool have_operational;
	TRY(card_rules(euicc->nvm, &encoded));
	TRY(rules_authorisation_table_decode(buffer_bytes(&encoded), &table));
	TRY(profile_slots_have_operational(euicc->nvm, &have_operational));
	bool allowed = !(rules & ~(uint64_t)(PPR1 | PPR2)) && metadata->has_owner &&
	               rules_are_authorised(&table, rules, &metadata->owner) && !((rules & PPR1) && have_operational);
	if (!allowed)
		*out_error = INSTALL_PPR_NOT_ALLOWED;
	return STATUS_OK;
}

enum status metadata_check(struct euicc *euicc, const struct profile_metadata *metadata, int *out_error)
{
	int error = 0;
	TRY(check_iccid(euicc, metadata, &error));
	if (error == 0)
		TRY(check_class(euicc, metadata, &error));
	if (error == 0)
		TRY(check_rules(euicc, metadata, &error));
	*out_error = error;
	return STATUS_OK;
}
