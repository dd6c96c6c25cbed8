/* SPDX-License-Identifier: Apache-2.0 */
#include "euicc/profile_delete.h"

#include "euicc/download_session.h"
#include "euicc/notification_list.h"
#include "euicc/one_time_keys.h"
#include "euicc/profile_slots.h"
#include "euicc/profile_switch.h"
#include "rsp/euicc_info.h"

/* The standard does not say how a provisioning profile is refused. */
enum { DELETE_PROVISIONING_RESULT = MANAGEMENT_DISALLOWED_BY_POLICY };

/* The notifications first: the profile's metadata says where they go. In the caller's transaction. */
static enum status remove_profile(struct euicc *euicc, const struct profile_slot *slot)
{
	TRY(notification_report(euicc, slot, NOTIFICATION_DELETE));
	return profile_slot_erase(euicc->nvm, slot->number);
}

/* ---- DeleteProfile ---- */

static int check_delete(struct euicc *euicc, const struct profile_slot *slot, const struct enabled_profile *enabled)
{
	struct enabled_profile pending = { 0 };
	bool is_pending = profile_switch_pending(euicc->nvm, &pending) == STATUS_OK && pending.slot == slot->number;
	if (slot->number == enabled->slot || is_pending)
		return MANAGEMENT_WRONG_STATE;
	if (slot->metadata.profile_policy_rules & PPR2)
		return MANAGEMENT_DISALLOWED_BY_POLICY;
	return slot->metadata.profile_class == PROFILE_PROVISIONING ? DELETE_PROVISIONING_RESULT : MANAGEMENT_OK;
}

static enum status write_deletion(struct euicc *euicc, const struct profile_slot *slot, struct enabled_profile enabled)
{
	TRY(remove_profile(euicc, slot));
	if (enabled.before != slot->number)
		return STATUS_OK;
	enabled.before = NO_SLOT;
	return enabled_profile_write(euicc->nvm, &enabled);
}

static enum status delete_slot(struct euicc *euicc, uint16_t number, int *out_result)
{
	struct enabled_profile enabled;
	AUTO(profile_slot) slot = { 0 };
	TRY(profile_slot_read(euicc->nvm, number, &slot));
	TRY(enabled_profile_read(euicc->nvm, &enabled));
	int result = check_delete(euicc, &slot, &enabled);
	if (result == MANAGEMENT_OK) {
		TRY(nvm_begin(euicc->nvm));
		TRY(nvm_end(euicc->nvm, write_deletion(euicc, &slot, enabled)));
	}
	*out_result = result;
	return STATUS_OK;
}

enum status profile_delete(struct euicc *euicc, struct bytes command, struct buffer *answer)
{
	struct profile_identifier profile;
	uint16_t number;
	int result = MANAGEMENT_NOT_FOUND;
	TRY(delete_profile_request_decode(command, &profile));
	if (!session_allows(euicc, SESSION_MANAGE))
		return STATUS_OUT_OF_ORDER;
	enum status status = profile_slot_find(euicc->nvm, &profile, &number);
	if (status == STATUS_OK)
		TRY(delete_slot(euicc, number, &result));
	else if (status != STATUS_NOT_FOUND)
		return status;
	session_step(euicc, SESSION_MANAGE, result == MANAGEMENT_OK);
	return result_answer_encode(DELETE_PROFILE_TAG, result, answer);
}

/* ---- eUICCMemoryReset ---- */

/* What a reset with some options would do; policy rules do not hold it up. */
struct reset_plan {
	uint64_t options;
	struct profile_slot_list victims;
	struct enabled_profile now, next;
	bool forgets_address;
};

static bool is_victim(const struct profile_slot *slot, uint64_t options)
{
	switch (slot->metadata.profile_class) {
	case PROFILE_OPERATIONAL:
		return options & RESET_OPERATIONAL_PROFILES;
	case PROFILE_TEST:
		return options & RESET_TEST_PROFILES;
	default:
		return false;
	}
}

static bool is_listed(const struct profile_slot_list *list, uint16_t number)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->numbers[i] == number)
			return true;
	return false;
}

static enum status plan_reset(struct euicc *euicc, struct reset_plan *plan)
{
	struct profile_slot_list all;
	TRY(profile_slot_list_read(euicc->nvm, &all));
	for (size_t i = 0; i < all.count; i++) {
		AUTO(profile_slot) slot = { 0 };
		TRY(profile_slot_read(euicc->nvm, all.numbers[i], &slot));
		if (is_victim(&slot, plan->options))
			plan->victims.numbers[plan->victims.count++] = slot.number;
	}
	TRY(enabled_profile_read(euicc->nvm, &plan->now));
	plan->next = plan->now;
	if (is_listed(&plan->victims, plan->next.before))
		plan->next.before = NO_SLOT;
	if (is_listed(&plan->victims, plan->next.slot))
		plan->next = (struct enabled_profile){ .slot = plan->next.before };
	plan->forgets_address = plan->options & RESET_DEFAULT_SMDP_ADDRESS;
	return STATUS_OK;
}

static enum status write_reset(struct euicc *euicc, const struct reset_plan *plan)
{
	for (size_t i = 0; i < plan->victims.count; i++) {
		AUTO(profile_slot) slot = { 0 };
		TRY(profile_slot_read(euicc->nvm, plan->victims.numbers[i], &slot));
		TRY(remove_profile(euicc, &slot));
	}
	TRY(enabled_profile_write(euicc->nvm, &plan->next));
	TRY(one_time_keys_erase(euicc->nvm));
	return plan->forgets_address ? card_restore_default_smdp_address(euicc->nvm) : STATUS_OK;
}

static int check_reset(struct euicc *euicc, const struct reset_plan *plan)
{
	struct enabled_profile pending;
	if (plan->victims.count == 0 && !plan->forgets_address)
		return MANAGEMENT_NOT_FOUND;
	bool loses_enabled = plan->next.slot != plan->now.slot;
	bool busy = profile_switch_pending(euicc->nvm, &pending) == STATUS_OK ||
	            (loses_enabled && uicc_is_proactive_busy(euicc->uicc));
	return busy ? MANAGEMENT_CAT_BUSY : MANAGEMENT_OK;
}

/* The terminal hears of an enabled profile that is gone; whether it can REFRESH or not changes nothing. */
static enum status carry_out_reset(struct euicc *euicc, const struct reset_plan *plan)
{
	TRY(nvm_begin(euicc->nvm));
	TRY(nvm_end(euicc->nvm, write_reset(euicc, plan)));
	if (plan->next.slot == plan->now.slot)
		return STATUS_OK;
	TRY(profile_switch_run_enabled(euicc));
	profile_switch_ask_refresh(euicc);
	return STATUS_OK;
}

enum status profile_memory_reset(struct euicc *euicc, struct bytes command, struct buffer *answer)
{
	struct reset_plan plan = { 0 };
	TRY(memory_reset_request_decode(command, &plan.options));
	if (!session_allows(euicc, SESSION_MANAGE))
		return STATUS_OUT_OF_ORDER;
	TRY(plan_reset(euicc, &plan));
	int result = check_reset(euicc, &plan);
	if (result == MANAGEMENT_OK)
		TRY(carry_out_reset(euicc, &plan));
	session_step(euicc, SESSION_MANAGE, result == MANAGEMENT_OK);
	return result_answer_encode(MEMORY_RESET_TAG, result, answer);
}
