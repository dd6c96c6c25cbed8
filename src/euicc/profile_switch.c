/* SPDX-License-Identifier: Apache-2.0 */
#include "euicc/profile_switch.h"

#include "euicc/download_session.h"
#include "euicc/notification_list.h"
#include "euicc/nvm_layout.h"
#include "euicc/security_domain.h"
#include "rsp/euicc_info.h"

/* TS 102 223 6.6.13, 8.12: UICC Reset is what every terminal can; general results of one that did it, and of one that cannot
 * do it now. */
enum {
	REFRESH_UICC_RESET = 0x04,
	REFRESH_PROFILE_STATE_CHANGE = 0x09,
	RESULT_PERFORMED_LAST = 0x0F,
	RESULT_TERMINAL_UNABLE_NOW = 0x20,
};

static nvm_key pending_key(void)
{
	return nvm_key_make(NVM_SPACE_CARD, 0, CARD_PENDING_SWITCH);
}

/* ---- the switch ---- */

enum status profile_switch_pending(struct nvm *nvm, struct enabled_profile *out)
{
	AUTO(buffer) record = BUFFER(ENABLED_RECORD_SIZE);
	TRY(nvm_read(nvm, pending_key(), &record));
	return enabled_profile_decode(buffer_bytes(&record), out);
}

static enum status report(struct euicc *euicc, uint16_t number, enum notification_event event)
{
	if (number == NO_SLOT)
		return STATUS_OK;
	AUTO(profile_slot) slot = { 0 };
	TRY(profile_slot_read(euicc->nvm, number, &slot));
	return notification_report(euicc, &slot, event);
}

static enum status write_switch(struct euicc *euicc, const struct enabled_profile *next)
{
	struct enabled_profile now;
	TRY(enabled_profile_read(euicc->nvm, &now));
	TRY(enabled_profile_write(euicc->nvm, next));
	TRY(nvm_erase(euicc->nvm, pending_key(), pending_key()));
	TRY(report(euicc, now.slot, NOTIFICATION_DISABLE));
	return report(euicc, next->slot, NOTIFICATION_ENABLE);
}

static enum status commit_switch(struct euicc *euicc, const struct enabled_profile *next)
{
	TRY(nvm_begin(euicc->nvm));
	return nvm_end(euicc->nvm, write_switch(euicc, next));
}

enum status profile_switch_complete(struct euicc *euicc)
{
	struct enabled_profile next;
	enum status status = profile_switch_pending(euicc->nvm, &next);
	if (status == STATUS_NOT_FOUND)
		return STATUS_OK;
	TRY(status);
	return commit_switch(euicc, &next);
}

enum status profile_switch_run_enabled(struct euicc *euicc)
{
	struct enabled_profile enabled;
	TRY(enabled_profile_read(euicc->nvm, &enabled));
	enum status status = uicc_use_profile(euicc->uicc, enabled.slot);
	isd_p_follow(euicc, status == STATUS_OK ? enabled.slot : NO_SLOT);
	return status;
}

/* The channel that the command came on stays open for its answer. */
static enum status switch_now(struct euicc *euicc, const struct enabled_profile *next)
{
	TRY(commit_switch(euicc, next));
	return profile_switch_run_enabled(euicc);
}

/* ---- REFRESH ---- */

/* A negative result: the command was lost, as when the terminal sends its profile anew. */
static void hear_terminal(void *context, int general_result)
{
	struct euicc *euicc = context;
	if (general_result < 0 || general_result == RESULT_TERMINAL_UNABLE_NOW)
		euicc->refresh = REFRESH_POSTPONED;
	else
		euicc->refresh = general_result <= RESULT_PERFORMED_LAST ? REFRESH_AGREED : REFRESH_REFUSED;
}

bool profile_switch_ask_refresh(struct euicc *euicc)
{
	bool knows_profiles = uicc_terminal_has_profile_refresh(euicc->uicc);
	uint8_t qualifier = knows_profiles ? REFRESH_PROFILE_STATE_CHANGE : REFRESH_UICC_RESET;
	/* ETSI TS 102 223 6.6.13: command details, device identities (UICC to terminal). */
	const uint8_t refresh[] = { 0xD0, 0x09, 0x81, 0x03, 0x01, 0x01, qualifier, 0x82, 0x02, 0x81, 0x82 };
	if (!uicc_terminal_has_refresh(euicc->uicc))
		return false;
	if (uicc_ask_terminal(euicc->uicc, BYTES(refresh), hear_terminal, euicc) != STATUS_OK)
		return false;
	euicc->refresh = REFRESH_ASKED;
	return true;
}

static enum status write_pending(struct nvm *nvm, const struct enabled_profile *next)
{
	uint8_t record[ENABLED_RECORD_SIZE];
	enabled_profile_encode(next, record);
	TRY(nvm_begin(nvm));
	return nvm_end(nvm, nvm_write(nvm, pending_key(), BYTES(record)));
}

static enum status forget_pending(struct nvm *nvm)
{
	TRY(nvm_begin(nvm));
	return nvm_end(nvm, nvm_erase(nvm, pending_key(), pending_key()));
}

/* A terminal that has meanwhile taken its REFRESH back is switched as one that never had it. */
static void ask_again(struct euicc *euicc)
{
	if (!profile_switch_ask_refresh(euicc))
		euicc->refresh = uicc_terminal_has_refresh(euicc->uicc) ? REFRESH_REFUSED : REFRESH_AGREED;
}

enum status profile_switch_settle(struct euicc *euicc)
{
	if (euicc->refresh == REFRESH_POSTPONED)
		ask_again(euicc);
	enum refresh_state refresh = euicc->refresh;
	if (refresh == REFRESH_NONE || refresh == REFRESH_ASKED)
		return STATUS_OK;
	struct enabled_profile pending;
	euicc->refresh = REFRESH_NONE;
	enum status status = profile_switch_pending(euicc->nvm, &pending);
	if (status != STATUS_OK)
		return status == STATUS_NOT_FOUND ? STATUS_OK : status;
	return refresh == REFRESH_AGREED ? switch_now(euicc, &pending) : forget_pending(euicc->nvm);
}

/* A terminal that cannot REFRESH is switched at once: it will reset the card or read it again by itself. */
static enum status carry_out(struct euicc *euicc, const struct enabled_profile *next, bool with_refresh)
{
	if (!with_refresh || !uicc_terminal_has_refresh(euicc->uicc))
		return switch_now(euicc, next);
	TRY(write_pending(euicc->nvm, next));
	return profile_switch_ask_refresh(euicc) ? STATUS_OK : switch_now(euicc, next);
}

/* ---- the rules ---- */

/* What one EnableProfile or DisableProfile is about. */
struct switch_work {
	struct euicc *euicc;
	struct switch_profile_request request;
	struct enabled_profile now, next;
	struct profile_slot target;
	struct profile_slot current; /* zero: none is enabled */
};

static void switch_work_release(struct switch_work *work)
{
	profile_slot_release(&work->target);
	profile_slot_release(&work->current);
}

/* *out_found false: no such profile. */
static enum status load_work(struct switch_work *work, bool *out_found)
{
	struct nvm *nvm = work->euicc->nvm;
	uint16_t number;
	enum status status = profile_slot_find(nvm, &work->request.profile, &number);
	*out_found = status == STATUS_OK;
	if (status == STATUS_NOT_FOUND)
		return STATUS_OK;
	TRY(status);
	TRY(profile_slot_read(nvm, number, &work->target));
	TRY(enabled_profile_read(nvm, &work->now));
	return work->now.slot == NO_SLOT ? STATUS_OK : profile_slot_read(nvm, work->now.slot, &work->current);
}

static bool is_operational(const struct profile_slot *slot)
{
	return slot->number != NO_SLOT && slot->metadata.profile_class == PROFILE_OPERATIONAL;
}

/* A REFRESH cannot be asked for while the terminal still works on something, nor twice. */
static bool is_busy(const struct switch_work *work)
{
	struct enabled_profile pending;
	if (profile_switch_pending(work->euicc->nvm, &pending) == STATUS_OK)
		return true;
	return work->request.refresh && uicc_is_proactive_busy(work->euicc->uicc);
}

/* In the order of the codes (SGP.22 5.7.16). */
static int check_enable(struct switch_work *work)
{
	if (work->target.number == work->now.slot)
		return MANAGEMENT_WRONG_STATE;
	if (is_operational(&work->target) && work->current.number != NO_SLOT &&
	    (work->current.metadata.profile_policy_rules & PPR1))
		return MANAGEMENT_DISALLOWED_BY_POLICY;
	bool during_test = work->current.number != NO_SLOT && work->current.metadata.profile_class == PROFILE_TEST;
	if (during_test && is_operational(&work->target) && work->now.before != NO_SLOT &&
	    work->target.number != work->now.before)
		return MANAGEMENT_WRONG_REENABLING;
	return is_busy(work) ? MANAGEMENT_CAT_BUSY : MANAGEMENT_OK;
}

/* A test or provisioning profile remembers whose place it took. */
static void plan_enable(struct switch_work *work)
{
	work->next = (struct enabled_profile){ .slot = work->target.number };
	if (!is_operational(&work->target))
		work->next.before = is_operational(&work->current) ? work->now.slot : work->now.before;
}

static int check_disable(struct switch_work *work)
{
	if (work->target.number != work->now.slot)
		return MANAGEMENT_WRONG_STATE;
	if (work->target.metadata.profile_policy_rules & PPR1)
		return MANAGEMENT_DISALLOWED_BY_POLICY;
	return is_busy(work) ? MANAGEMENT_CAT_BUSY : MANAGEMENT_OK;
}

static void plan_disable(struct switch_work *work)
{
	work->next = (struct enabled_profile){ .slot = work->now.before };
}

static enum status run_switch(struct euicc *euicc, struct bytes command, uint32_t tag,
                              int (*check)(struct switch_work *work), void (*plan)(struct switch_work *work),
                              struct buffer *answer)
{
	AUTO(switch_work) work = { .euicc = euicc };
	bool found;
	TRY(switch_profile_request_decode(command, tag, &work.request));
	if (!session_allows(euicc, SESSION_MANAGE))
		return STATUS_OUT_OF_ORDER;
	TRY(load_work(&work, &found));
	int result = found ? check(&work) : MANAGEMENT_NOT_FOUND;
	if (result == MANAGEMENT_OK) {
		plan(&work);
		TRY(carry_out(euicc, &work.next, work.request.refresh));
	}
	session_step(euicc, SESSION_MANAGE, result == MANAGEMENT_OK);
	return result_answer_encode(tag, result, answer);
}

enum status profile_enable(struct euicc *euicc, struct bytes command, struct buffer *answer)
{
	return run_switch(euicc, command, ENABLE_PROFILE_TAG, check_enable, plan_enable, answer);
}

enum status profile_disable(struct euicc *euicc, struct bytes command, struct buffer *answer)
{
	return run_switch(euicc, command, DISABLE_PROFILE_TAG, check_disable, plan_disable, answer);
}
