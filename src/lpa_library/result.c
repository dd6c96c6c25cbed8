/* SPDX-License-Identifier: Apache-2.0 */
/* What came out of an order. Lists are made from the card's octets when they are asked for. */
#include <stdio.h>

#include "lpa_library/outcome.h"
#include "lpa_library/session.h"

/* The latest order was of this kind and has succeeded. */
static bool has(const struct provisim_lpa *lpa, enum order_kind kind)
{
	return lpa->kind == kind && lpa_job_succeeded(lpa->job);
}

static enum provisim_lpa_state state_of(const struct provisim_lpa *lpa)
{
	if (!lpa->job)
		return PROVISIM_LPA_IDLE;
	if (lpa_job_succeeded(lpa->job))
		return PROVISIM_LPA_DONE;
	return session_is_busy(lpa) ? PROVISIM_LPA_RUNNING : PROVISIM_LPA_FAILED;
}

static bool can_resume(const struct provisim_lpa *lpa)
{
	return lpa->order.download.package.size > 0 && lpa_download_code_is_good(&lpa->order.download);
}

enum provisim_lpa_status provisim_lpa_outcome(const struct provisim_lpa *lpa, struct provisim_lpa_outcome *out_outcome)
{
	struct provisim_lpa_outcome told = { .sentence = "", .subject_code = "", .reason_code = "" };
	if (!lpa || !out_outcome)
		return PROVISIM_LPA_BAD_ARGUMENT;
	told.state = state_of(lpa);
	if (told.state == PROVISIM_LPA_FAILED) {
		const struct lpa_failure *failure = &lpa->job->failure;
		told.sentence = failure->sentence;
		told.subject_code = failure->subject_code;
		told.reason_code = failure->reason_code;
		told.status_word = failure->status_word;
		told.card_error = failure->card_error;
		told.code_is_good = lpa->kind == ORDER_DOWNLOAD && lpa_download_code_is_good(&lpa->order.download);
		told.can_resume = lpa->kind == ORDER_DOWNLOAD && can_resume(lpa);
	}
	*out_outcome = told;
	return PROVISIM_LPA_OK;
}

static void print_aid(struct bytes aid, char out[PROVISIM_LPA_AID_SIZE])
{
	for (size_t i = 0; i < aid.size && 2 * i + 2 < PROVISIM_LPA_AID_SIZE; i++)
		snprintf(out + 2 * i, 3, "%02X", aid.data[i]);
}

/* ---- downloads ---- */

enum provisim_lpa_status provisim_lpa_installed(const struct provisim_lpa *lpa,
                                                struct provisim_lpa_installation *out_installation)
{
	struct provisim_lpa_installation told = { 0 };
	if (!lpa || !out_installation)
		return PROVISIM_LPA_BAD_ARGUMENT;
	if (!has(lpa, ORDER_DOWNLOAD))
		return PROVISIM_LPA_NOT_NOW;
	const struct lpa_download *download = &lpa->order.download;
	const struct notification_metadata *notification = &download->result.notification;
	bool is_told = download->has_result && notification->has_iccid;
	iccid_print(is_told ? &notification->iccid : &download->consented_metadata.iccid, told.iccid);
	if (download->has_result) {
		print_aid(download->result.aid, told.aid);
		told.sequence_number = notification->sequence_number;
	}
	*out_installation = told;
	return PROVISIM_LPA_OK;
}

enum provisim_lpa_status provisim_lpa_record(struct provisim_lpa *lpa, const uint8_t **out_record, size_t *out_size)
{
	AUTO(buffer) json = BUFFER(DOWNLOAD_RECORD_MAXIMUM);
	struct bytes kept;
	if (!lpa || !out_record || !out_size)
		return PROVISIM_LPA_BAD_ARGUMENT;
	if (lpa->kind != ORDER_DOWNLOAD)
		return PROVISIM_LPA_NOT_NOW;
	TRY_OUTCOME(lpa_download_record_write(&lpa->order.download, &json));
	arena_release(&lpa->results); /* nothing but the record before */
	TRY_OUTCOME(arena_copy(&lpa->results, buffer_bytes(&json), &kept));
	*out_record = kept.data;
	*out_size = kept.size;
	return PROVISIM_LPA_OK;
}

/* ---- profiles ---- */

static bool describe_profile(struct arena *arena, const struct profile_info *info, struct provisim_lpa_profile *out)
{
	if (info->has_iccid)
		iccid_print(&info->iccid, out->iccid);
	print_aid(info->aid, out->aid);
	out->enabled = info->state == PROFILE_ENABLED;
	out->profile_class = info->has_class ? (enum provisim_lpa_profile_class)info->profile_class
	                                     : PROVISIM_LPA_CLASS_OPERATIONAL; /* SGP.22 4.4 */
	out->icon_type = info->icon.size > 0 ? (enum provisim_lpa_icon_type)info->icon_type : PROVISIM_LPA_ICON_NONE;
	out->icon = info->icon.data;
	out->icon_size = info->icon.size;
	return session_copy(arena, info->nickname, &out->nickname) &&
	       session_copy(arena, info->service_provider_name, &out->service_provider_name) &&
	       session_copy(arena, info->profile_name, &out->profile_name);
}

static enum status count_profiles(struct der_reader list, size_t *out)
{
	struct profile_info info;
	size_t count = 0;
	while (!der_end(&list)) {
		if (!profile_info_read(&list, &info))
			return STATUS_MALFORMED;
		count++;
	}
	*out = count;
	return STATUS_OK;
}

static enum status make_profiles(struct provisim_lpa *lpa, struct provisim_lpa_profile **out, size_t *out_count)
{
	struct der_reader list;
	struct profile_info info;
	size_t count, i = 0;
	TRY(lpa_listed_profiles(&lpa->order.call, &list));
	TRY(count_profiles(list, &count));
	struct provisim_lpa_profile *profiles = arena_allocate(&lpa->results, (count + 1) * sizeof *profiles);
	if (!profiles)
		return STATUS_NO_MEMORY;
	while (i < count && profile_info_read(&list, &info))
		if (!describe_profile(&lpa->results, &info, &profiles[i++]))
			return STATUS_NO_MEMORY;
	*out = profiles;
	*out_count = count;
	return STATUS_OK;
}

enum provisim_lpa_status provisim_lpa_profiles(struct provisim_lpa *lpa, const struct provisim_lpa_profile **out_profiles,
                                               size_t *out_count)
{
	struct provisim_lpa_profile *profiles = NULL;
	if (!lpa || !out_profiles || !out_count)
		return PROVISIM_LPA_BAD_ARGUMENT;
	if (!has(lpa, ORDER_PROFILES))
		return PROVISIM_LPA_NOT_NOW;
	TRY_OUTCOME(make_profiles(lpa, &profiles, out_count));
	*out_profiles = profiles;
	return PROVISIM_LPA_OK;
}

/* ---- the card ---- */

static bool copy_keys(struct arena *arena, const struct ci_key_list *list,
                      const uint8_t (**out)[PROVISIM_LPA_CI_KEY_ID_SIZE], size_t *out_count)
{
	uint8_t(*keys)[PROVISIM_LPA_CI_KEY_ID_SIZE] = arena_allocate(arena, (list->count + 1) * sizeof *keys);
	size_t count = 0;
	if (!keys)
		return false;
	for (size_t i = 0; i < list->count; i++)
		if (list->ids[i].size == PROVISIM_LPA_CI_KEY_ID_SIZE)
			memcpy(keys[count++], list->ids[i].data, PROVISIM_LPA_CI_KEY_ID_SIZE);
	*out = (const uint8_t(*)[PROVISIM_LPA_CI_KEY_ID_SIZE])keys;
	*out_count = count;
	return true;
}

static bool describe_info2(struct arena *arena, const struct euicc_info2 *info, struct provisim_lpa_chip *out)
{
	version_print(info->svn, out->rsp_version);
	version_print(info->profile_version, out->profile_version);
	version_print(info->firmware_version, out->firmware_version);
	out->free_nonvolatile_memory = info->resource.free_nonvolatile;
	out->free_volatile_memory = info->resource.free_volatile;
	out->rsp_capability = info->rsp_capability;
	out->uicc_capability = info->uicc_capability;
	return copy_keys(arena, &info->for_verification, &out->verification_keys, &out->verification_key_count) &&
	       copy_keys(arena, &info->for_signing, &out->signing_keys, &out->signing_key_count);
}

enum provisim_lpa_status provisim_lpa_chip(struct provisim_lpa *lpa, struct provisim_lpa_chip *out_chip)
{
	struct provisim_lpa_chip told = { .default_smdp_address = "", .root_smds_address = "" };
	if (!lpa || !out_chip)
		return PROVISIM_LPA_BAD_ARGUMENT;
	if (!has(lpa, ORDER_CHIP))
		return PROVISIM_LPA_NOT_NOW;
	const struct lpa_chip_information *chip = &lpa->order.chip;
	if (chip->has_eid)
		eid_print(&chip->eid, told.eid);
	if (chip->has_addresses &&
	    (!session_copy(&lpa->results, chip->addresses.default_smdp_address, &told.default_smdp_address) ||
	     !session_copy(&lpa->results, chip->addresses.root_smds_address, &told.root_smds_address)))
		return PROVISIM_LPA_NO_MEMORY;
	if (chip->has_info2 && !describe_info2(&lpa->results, &chip->info2, &told))
		return PROVISIM_LPA_NO_MEMORY;
	*out_chip = told;
	return PROVISIM_LPA_OK;
}

/* ---- notifications, events ---- */

static enum status count_notifications(struct der_reader list, size_t *out)
{
	struct notification_metadata metadata;
	size_t count = 0;
	while (!der_end(&list)) {
		if (!notification_metadata_read(&list, &metadata))
			return STATUS_MALFORMED;
		count++;
	}
	*out = count;
	return STATUS_OK;
}

static enum status make_notifications(struct provisim_lpa *lpa, struct provisim_lpa_notification **out, size_t *out_count)
{
	struct der_reader list;
	struct notification_metadata metadata;
	size_t count, i = 0;
	TRY(lpa_listed_notifications(&lpa->order.call, &list));
	TRY(count_notifications(list, &count));
	struct provisim_lpa_notification *notifications = arena_allocate(&lpa->results, (count + 1) * sizeof *notifications);
	if (!notifications)
		return STATUS_NO_MEMORY;
	while (i < count && notification_metadata_read(&list, &metadata)) {
		struct provisim_lpa_notification *told = &notifications[i++];
		told->number = metadata.sequence_number;
		told->event = (enum provisim_lpa_event_kind)metadata.event;
		if (metadata.has_iccid)
			iccid_print(&metadata.iccid, told->iccid);
		if (!session_copy(&lpa->results, metadata.address, &told->address))
			return STATUS_NO_MEMORY;
	}
	*out = notifications;
	*out_count = count;
	return STATUS_OK;
}

enum provisim_lpa_status provisim_lpa_notifications(struct provisim_lpa *lpa,
                                                    const struct provisim_lpa_notification **out_notifications,
                                                    size_t *out_count)
{
	struct provisim_lpa_notification *notifications = NULL;
	if (!lpa || !out_notifications || !out_count)
		return PROVISIM_LPA_BAD_ARGUMENT;
	if (!has(lpa, ORDER_NOTIFICATIONS))
		return PROVISIM_LPA_NOT_NOW;
	TRY_OUTCOME(make_notifications(lpa, &notifications, out_count));
	*out_notifications = notifications;
	return PROVISIM_LPA_OK;
}

enum provisim_lpa_status provisim_lpa_deliveries(struct provisim_lpa *lpa, const struct provisim_lpa_delivery **out_deliveries,
                                                 size_t *out_count)
{
	if (!lpa || !out_deliveries || !out_count)
		return PROVISIM_LPA_BAD_ARGUMENT;
	if (!has(lpa, ORDER_DELIVERY))
		return PROVISIM_LPA_NOT_NOW;
	const struct lpa_delivery *delivery = &lpa->order.delivery;
	struct provisim_lpa_delivery *told = arena_allocate(&lpa->results, (delivery->count + 1) * sizeof *told);
	if (!told)
		return PROVISIM_LPA_NO_MEMORY;
	for (size_t i = 0; i < delivery->count; i++)
		told[i] = (struct provisim_lpa_delivery){
			.number = delivery->items[i].metadata.sequence_number,
			.delivered = delivery->items[i].outcome == DELIVERY_SENT_AND_REMOVED,
			.why = delivery->items[i].why_kept ? delivery->items[i].why_kept : "",
		};
	*out_deliveries = told;
	*out_count = delivery->count;
	return PROVISIM_LPA_OK;
}

enum provisim_lpa_status provisim_lpa_events(struct provisim_lpa *lpa, const struct provisim_lpa_event **out_events,
                                             size_t *out_count)
{
	size_t count = 0;
	if (!lpa || !out_events || !out_count)
		return PROVISIM_LPA_BAD_ARGUMENT;
	if (!has(lpa, ORDER_DISCOVERY))
		return PROVISIM_LPA_NOT_NOW;
	const struct lpa_discovery *discovery = &lpa->order.discovery;
	struct provisim_lpa_event *told = arena_allocate(&lpa->results, (discovery->visit_count + 1) * sizeof *told);
	for (size_t i = 0; told && i < discovery->visit_count; i++) {
		const struct lpa_visit *visit = &discovery->visits[i];
		if (visit->outcome != VISIT_SMDP)
			continue;
		if (!session_copy(&lpa->results, visit->address, &told[count].smdp_address) ||
		    !session_copy(&lpa->results, visit->event_id, &told[count].matching_id))
			return PROVISIM_LPA_NO_MEMORY;
		count++;
	}
	if (!told)
		return PROVISIM_LPA_NO_MEMORY;
	*out_events = told;
	*out_count = count;
	return PROVISIM_LPA_OK;
}
