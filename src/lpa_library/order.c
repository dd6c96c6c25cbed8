/* SPDX-License-Identifier: Apache-2.0 */
/* What a session can be told to do. */
#include "lpa_library/outcome.h"
#include "lpa_library/session.h"

/* Makes room for another order. The results of the one before stay until that has begun: it may be made of them. */
static enum provisim_lpa_status clear(struct provisim_lpa *lpa)
{
	if (!lpa)
		return PROVISIM_LPA_BAD_ARGUMENT;
	if (session_is_busy(lpa))
		return PROVISIM_LPA_NOT_NOW;
	session_forget_order(lpa);
	return PROVISIM_LPA_OK;
}

#define TRY_CLEAR(lpa)                                              \
	do {                                                        \
		enum provisim_lpa_status try_clear = clear(lpa);    \
		if (try_clear != PROVISIM_LPA_OK)                   \
			return try_clear;                           \
	} while (0)

/* Takes over a job that was made, also one that could not be, for it says why. */
static enum provisim_lpa_status begin(struct provisim_lpa *lpa, enum order_kind kind, struct lpa_job *job, enum status made)
{
	lpa->kind = kind;
	lpa->job = job;
	arena_release(&lpa->results);
	TRY_OUTCOME(made);
	return lpa_outcome(lpa_session_start(&lpa->session, job));
}

static enum provisim_lpa_status begin_call(struct provisim_lpa *lpa, enum order_kind kind)
{
	return begin(lpa, kind, &lpa->order.call.job, STATUS_OK);
}

/* ---- downloads ---- */

enum provisim_lpa_status provisim_lpa_download(struct provisim_lpa *lpa, const struct provisim_lpa_download *order)
{
	if (!order)
		return PROVISIM_LPA_BAD_ARGUMENT;
	TRY_CLEAR(lpa);
	const struct lpa_download_order copied = {
		.smdp_address = text_from(order->smdp_address),
		.has_matching_id = order->matching_id != NULL,
		.matching_id = text_from(order->matching_id),
		.smdp_oid = text_from(order->smdp_oid),
		.confirmation_code = text_from(order->confirmation_code),
		.device = lpa->device,
	};
	struct lpa_download *download = &lpa->order.download;
	*download = (struct lpa_download){ 0 };
	return begin(lpa, ORDER_DOWNLOAD, &download->job, lpa_download_init(download, &copied));
}

enum provisim_lpa_status provisim_lpa_resume(struct provisim_lpa *lpa, const uint8_t *record, size_t size,
                                             const char *confirmation_code)
{
	AUTO(arena) storage = ARENA(DOWNLOAD_RECORD_KEPT_MAXIMUM);
	struct lpa_download_record kept;
	if (!record)
		return PROVISIM_LPA_BAD_ARGUMENT;
	TRY_CLEAR(lpa);
	if (size > DOWNLOAD_RECORD_MAXIMUM)
		return PROVISIM_LPA_MALFORMED;
	TRY_OUTCOME(lpa_download_record_read(bytes_text(bytes_from(record, size)), &storage, &kept));
	kept.order.device.capabilities = lpa->device.capabilities;
	struct lpa_download *download = &lpa->order.download;
	*download = (struct lpa_download){ 0 };
	return begin(lpa, ORDER_DOWNLOAD, &download->job,
	             lpa_download_resume(download, &kept, text_from(confirmation_code)));
}

/* ---- profiles ---- */

enum provisim_lpa_status provisim_lpa_list_profiles(struct provisim_lpa *lpa)
{
	TRY_CLEAR(lpa);
	lpa_list_profiles(&lpa->order.call);
	return begin_call(lpa, ORDER_PROFILES);
}

static enum status read_profile(const char *profile, uint8_t aid[AID_MAXIMUM], struct profile_identifier *out)
{
	return profile_identifier_parse(text_from(profile), aid, out);
}

enum provisim_lpa_status provisim_lpa_enable(struct provisim_lpa *lpa, const char *profile, bool refresh)
{
	struct profile_identifier identifier;
	uint8_t aid[AID_MAXIMUM];
	TRY_CLEAR(lpa);
	TRY_OUTCOME(read_profile(profile, aid, &identifier));
	lpa_enable_profile(&lpa->order.call, &identifier, refresh);
	return begin_call(lpa, ORDER_CHANGE);
}

enum provisim_lpa_status provisim_lpa_disable(struct provisim_lpa *lpa, const char *profile, bool refresh)
{
	struct profile_identifier identifier;
	uint8_t aid[AID_MAXIMUM];
	TRY_CLEAR(lpa);
	TRY_OUTCOME(read_profile(profile, aid, &identifier));
	lpa_disable_profile(&lpa->order.call, &identifier, refresh);
	return begin_call(lpa, ORDER_CHANGE);
}

enum provisim_lpa_status provisim_lpa_delete(struct provisim_lpa *lpa, const char *profile)
{
	struct profile_identifier identifier;
	uint8_t aid[AID_MAXIMUM];
	TRY_CLEAR(lpa);
	TRY_OUTCOME(read_profile(profile, aid, &identifier));
	lpa_delete_profile(&lpa->order.call, &identifier);
	return begin_call(lpa, ORDER_CHANGE);
}

enum provisim_lpa_status provisim_lpa_set_nickname(struct provisim_lpa *lpa, const char *iccid, const char *nickname)
{
	struct iccid octets;
	struct text name = text_from(nickname);
	if (!nickname)
		return PROVISIM_LPA_BAD_ARGUMENT;
	TRY_CLEAR(lpa);
	TRY_OUTCOME(iccid_parse(text_from(iccid), &octets));
	if (name.size > NICKNAME_MAXIMUM)
		return PROVISIM_LPA_TOO_LARGE;
	if (!text_is_printable_utf8(name))
		return PROVISIM_LPA_MALFORMED;
	lpa_set_nickname(&lpa->order.call, &octets, name);
	return begin_call(lpa, ORDER_CHANGE);
}

/* ---- the card ---- */

enum provisim_lpa_status provisim_lpa_set_default_smdp(struct provisim_lpa *lpa, const char *address)
{
	if (!address)
		return PROVISIM_LPA_BAD_ARGUMENT;
	TRY_CLEAR(lpa);
	if (*address && !address_is_valid(text_from(address)))
		return PROVISIM_LPA_MALFORMED;
	lpa_set_default_smdp_address(&lpa->order.call, text_from(address));
	return begin_call(lpa, ORDER_CHANGE);
}

enum provisim_lpa_status provisim_lpa_reset_memory(struct provisim_lpa *lpa, unsigned what)
{
	const unsigned known = RESET_OPERATIONAL_PROFILES | RESET_TEST_PROFILES | RESET_DEFAULT_SMDP_ADDRESS;
	if (what == 0 || (what & ~known) != 0)
		return PROVISIM_LPA_BAD_ARGUMENT;
	TRY_CLEAR(lpa);
	lpa_reset_memory(&lpa->order.call, what);
	return begin_call(lpa, ORDER_CHANGE);
}

enum provisim_lpa_status provisim_lpa_ask_chip(struct provisim_lpa *lpa)
{
	TRY_CLEAR(lpa);
	lpa_chip_information_init(&lpa->order.chip);
	return begin(lpa, ORDER_CHIP, &lpa->order.chip.job, STATUS_OK);
}

/* ---- notifications, events ---- */

enum provisim_lpa_status provisim_lpa_list_notifications(struct provisim_lpa *lpa)
{
	TRY_CLEAR(lpa);
	lpa_list_notifications(&lpa->order.call);
	return begin_call(lpa, ORDER_NOTIFICATIONS);
}

enum provisim_lpa_status provisim_lpa_remove_notification(struct provisim_lpa *lpa, uint64_t number)
{
	TRY_CLEAR(lpa);
	lpa_remove_notification(&lpa->order.call, number);
	return begin_call(lpa, ORDER_CHANGE);
}

enum provisim_lpa_status provisim_lpa_deliver(struct provisim_lpa *lpa, const uint64_t *numbers, size_t count)
{
	TRY_CLEAR(lpa);
	if (numbers && count > DELIVERY_ITEMS_MAXIMUM)
		return PROVISIM_LPA_TOO_LARGE;
	if (numbers && count > 0)
		memcpy(lpa->numbers, numbers, count * sizeof *numbers);
	lpa_delivery_init(&lpa->order.delivery, &(struct lpa_delivery_settings){
							.by_number = numbers != NULL,
							.sequence_numbers = lpa->numbers,
							.sequence_number_count = numbers ? count : 0,
						});
	return begin(lpa, ORDER_DELIVERY, &lpa->order.delivery.job, STATUS_OK);
}

enum provisim_lpa_status provisim_lpa_discover(struct provisim_lpa *lpa, const char *smds_address)
{
	TRY_CLEAR(lpa);
	const struct lpa_discovery_order order = { .smds_address = text_from(smds_address), .device = lpa->device };
	struct lpa_discovery *discovery = &lpa->order.discovery;
	*discovery = (struct lpa_discovery){ 0 };
	return begin(lpa, ORDER_DISCOVERY, &discovery->job, lpa_discovery_init(discovery, &order));
}
