/* SPDX-License-Identifier: Apache-2.0 */
#include "smdp/order.h"

#include "smdp/history.h"
#include "smdp/order_choice.h"
#include "smdp/waiting_event.h"

/* Most functions begin with the profile of an ICCID. */
static enum status load_by_iccid(struct exchange *exchange, struct text iccid)
{
	static const char sql[] = "SELECT " PROFILE_COLUMNS " FROM profile p WHERE p.iccid = $1";
	TRY(iccid_key(&exchange->arena, iccid, &exchange->iccid));
	return EXCHANGE_ASK(exchange, sql, database_text(exchange->iccid));
}

/* What is another's does not exist for whoever asks. */
static struct profile_record loaded_profile(const struct exchange *exchange)
{
	struct row_reader row = row_reader(exchange, 0);
	struct profile_record profile = profile_record_read(&row);
	return caller_owns(exchange, &profile) ? profile : (struct profile_record){ 0 };
}

/* How it ended, and the answer for whoever asks again. */
static enum status record(struct exchange *exchange)
{
	TRY(history_record(exchange));
	return caller_keep_answer(exchange);
}

static enum status give_result(struct exchange *exchange, const struct profile_record *profile)
{
	struct order_result *result = arena_allocate(&exchange->arena, sizeof *result);
	if (!result)
		return STATUS_NO_MEMORY;
	*result = (struct order_result){ profile->iccid, profile->eid, profile->matching_id };
	exchange->result = result;
	return STATUS_OK;
}

static bool is_eid(struct text text)
{
	struct eid eid;
	return eid_parse(text, &eid) == STATUS_OK;
}

/* ---- order ---- */

/* The profile, and what it takes to make it; of a type without stock the type alone. */
static enum status load_order(struct exchange *exchange)
{
	const struct order_request *request = exchange->request;
	exchange->eid = request->eid;
	return order_choice_ask(exchange, request->iccid, request->profile_type);
}

/* Nothing set: the order can be made (SGP.22 5.3.1). */
static struct failure check_order(const struct order_request *request, const struct order_choice *choice)
{
	if (request->iccid.size == 0 && request->profile_type.size == 0)
		return failure_make("8.2.5", "2.2");
	if (request->eid.size > 0 && !is_eid(request->eid))
		return failure_make("8.1.1", "2.1");
	return order_choice_check(request->iccid, request->profile_type, choice);
}

static enum status decide_order(struct exchange *exchange)
{
	const struct order_request *request = exchange->request;
	struct order_choice choice = order_choice_read(exchange, request->iccid);
	struct profile_record *profile = &choice.profile;
	exchange->failure = check_order(request, &choice);
	if (failure_is_set(&exchange->failure))
		return STATUS_OK;
	TRY(profile_record_advance(profile, request->eid.size > 0 ? STOCK_ORDER_LINKED : STOCK_ORDER));
	profile->eid = request->eid;
	profile->ordered_at = exchange->now;
	TRY(order_choice_take(exchange, &choice));
	exchange->iccid = profile->iccid;
	return failure_is_set(&exchange->failure) ? STATUS_OK : give_result(exchange, profile);
}

const struct server_function order_function = {
	.name = "downloadOrder", .load = load_order, .decide = decide_order, .record = record, .admission = &caller_admission,
};

/* ---- confirm ---- */

/* The profile, and in a second row the one that has the wanted matching ID already. */
static enum status load_confirm(struct exchange *exchange)
{
	static const char sql[] =
		"SELECT " PROFILE_COLUMNS ", CASE WHEN p.iccid = $1 THEN 0 ELSE 1 END AS place, t.matching_id "
		"FROM profile p LEFT JOIN profile_type t ON t.name = p.profile_type "
		"WHERE p.iccid = $1 OR (p.matching_id = $2 AND p.matching_id <> '') ORDER BY place";
	const struct confirm_request *request = exchange->request;
	TRY(iccid_key(&exchange->arena, request->iccid, &exchange->iccid));
	exchange->eid = request->eid;
	return EXCHANGE_ASK(exchange, sql, database_text(exchange->iccid), database_text(request->matching_id));
}

/* ".unspecified" leaves the choice of the SM-DS to us (version 3). */
static bool smds_address_is_valid(struct text address)
{
	return address.size == 0 || address.data[0] == '.' || address_is_valid(address);
}

/* Nothing set: the order can be confirmed (SGP.22 5.3.2). */
static struct failure check_confirm(const struct exchange *exchange, const struct confirm_request *request,
                                    const struct profile_record *profile)
{
	bool by_eid_alone = request->has_matching_id && request->matching_id.size == 0;
	struct text eid = request->eid.size > 0 ? request->eid : profile->eid;
	if (request->iccid.size == 0)
		return failure_make("8.2.1", "2.2");
	if (!profile->exists || !text_equal(profile->iccid, exchange->iccid))
		return failure_make("8.2.1", "3.9");
	if (profile->state != STOCK_ALLOCATED && profile->state != STOCK_LINKED)
		return failure_make("8.2.1", profile->state == STOCK_AVAILABLE ? "3.5" : "3.3");
	if (request->eid.size > 0 && !is_eid(request->eid))
		return failure_make("8.1.1", "2.1");
	if (profile->eid.size > 0 && !text_equal(profile->eid, eid))
		return failure_make("8.1.1", "3.10");
	if (eid.size == 0 && (by_eid_alone || request->smds_address.size > 0))
		return failure_make("8.1.1", "2.2");
	if (!matching_id_is_valid(request->matching_id) || (by_eid_alone && request->smds_address.size > 0))
		return failure_make("8.2.6", "2.1");
	if (!smds_address_is_valid(request->smds_address))
		return failure_make("8.9", "5.1");
	return exchange->rows.count > 1 ? failure_make("8.2.6", "3.3") : (struct failure){ 0 };
}

static enum status make_matching_id(struct exchange *exchange, struct text *out)
{
	uint8_t octets[MATCHING_ID_MADE_SIZE];
	char text[MATCHING_ID_MADE_SIZE + 1];
	TRY(random_fill(&exchange->ports->random, octets, sizeof octets));
	matching_id_make(octets, text);
	return arena_copy_text(&exchange->arena, text_from(text), out);
}

static enum status keep_code(struct exchange *exchange, struct text code, struct bytes *out)
{
	uint8_t hash[HASH_CC_SIZE];
	if (code.size == 0)
		return STATUS_OK;
	TRY(confirmation_code_hash(code, hash));
	return arena_copy(&exchange->arena, BYTES(hash), out);
}

/* The profile's type wants such orders to be found by their EID (a card asks its default SM-DP+). */
static bool is_found_by_eid(const struct confirm_request *request, const struct profile_record *profile, int64_t rule)
{
	return rule == MATCHING_ID_EMPTY && profile->eid.size > 0 && request->smds_address.size == 0;
}

static enum status decide_confirm(struct exchange *exchange)
{
	const struct confirm_request *request = exchange->request;
	struct profile_record profile = loaded_profile(exchange);
	int64_t rule = database_cell_number(&exchange->rows, 0, exchange->rows.columns - 1);
	exchange->failure = check_confirm(exchange, request, &profile);
	if (failure_is_set(&exchange->failure))
		return STATUS_OK;
	TRY(profile_record_advance(&profile, request->release ? STOCK_CONFIRM_AND_RELEASE : STOCK_CONFIRM));
	if (request->eid.size > 0)
		profile.eid = request->eid;
	profile.has_matching_id = true;
	profile.matching_id = request->matching_id;
	if (!request->has_matching_id && !is_found_by_eid(request, &profile, rule))
		TRY(make_matching_id(exchange, &profile.matching_id));
	TRY(keep_code(exchange, request->confirmation_code, &profile.confirmation_hash));
	profile.smds_address = request->smds_address;
	profile.expires_at = request->expires_at;
	TRY(profile_record_save(exchange, &profile));
	return give_result(exchange, &profile);
}

const struct server_function confirm_function = {
	.name = "confirmOrder", .load = load_confirm, .decide = decide_confirm, .record = record, .admission = &caller_admission,
};

/* ---- release ---- */

static enum status load_release(struct exchange *exchange)
{
	return load_by_iccid(exchange, ((const struct release_request *)exchange->request)->iccid);
}

static enum status decide_release(struct exchange *exchange)
{
	const struct release_request *request = exchange->request;
	struct profile_record profile = loaded_profile(exchange);
	if (!profile.exists)
		return exchange_refuse(exchange, "8.2.1", request->iccid.size > 0 ? "3.9" : "2.2");
	if (profile_record_advance(&profile, STOCK_RELEASE) != STATUS_OK)
		return exchange_refuse(exchange, "8.2.1", "3.5");
	return profile_record_save(exchange, &profile);
}

const struct server_function release_function = {
	.name = "releaseProfile", .load = load_release, .decide = decide_release, .record = record, .admission = &caller_admission,
};

/* ---- cancel ---- */

static enum status load_cancel(struct exchange *exchange)
{
	return load_by_iccid(exchange, ((const struct cancel_request *)exchange->request)->iccid);
}

/* Nothing set: whoever asks knows the order (SGP.22 5.3.3). */
static struct failure check_cancel(const struct cancel_request *request, const struct profile_record *profile)
{
	if (request->iccid.size == 0 || request->undecided)
		return failure_make("8.2.1", "2.2");
	if (!profile->exists)
		return failure_make("8.2.1", "3.9");
	if (request->by_owner)
		return (struct failure){ 0 };
	if (profile->eid.size > 0 && request->eid.size == 0)
		return failure_make("8.1.1", "2.2");
	if (!text_equal(profile->eid, request->eid))
		return failure_make("8.1.1", "3.10");
	if (profile->matching_id.size > 0 && request->matching_id.size == 0)
		return failure_make("8.2.6", "2.2");
	if (!text_equal(profile->matching_id, request->matching_id))
		return failure_make("8.2.6", "3.10");
	return (struct failure){ 0 };
}

/* A profile that a card has or may have is not given away (SGP.22 5.3.3). */
static const char *why_not_now(int state)
{
	bool at_a_card = state == STOCK_DOWNLOADED || state == STOCK_INSTALLED || state == STOCK_ENABLED ||
	                 state == STOCK_DISABLED;
	return at_a_card ? "3.3" : "3.5";
}

struct profile_record order_blank(const struct profile_record *profile)
{
	return (struct profile_record){
		.iccid = profile->iccid,
		.version = profile->version,
		.state = profile->state,
		.profile_type = profile->profile_type,
		.owner = profile->owner,
	};
}

/* The order is forgotten; the profile is as it was when it came, or never to be used again. */
static enum status erase_order(struct exchange *exchange, const struct profile_record *profile)
{
	static const char sql[] = "DELETE FROM binding WHERE iccid = $1";
	const struct profile_record blank = order_blank(profile);
	TRY(waiting_event_end(exchange, profile));
	TRY(profile_record_save(exchange, &blank));
	return EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, sql, database_text(profile->iccid));
}

static enum status decide_cancel(struct exchange *exchange)
{
	const struct cancel_request *request = exchange->request;
	struct profile_record profile = loaded_profile(exchange);
	exchange->failure = check_cancel(request, &profile);
	if (failure_is_set(&exchange->failure))
		return STATUS_OK;
	int state = profile.state;
	enum smdp_profile_event event = request->available ? STOCK_CANCEL_TO_AVAILABLE : STOCK_CANCEL_TO_UNAVAILABLE;
	if (profile_record_advance(&profile, event) != STATUS_OK)
		return exchange_refuse(exchange, "8.2.1", why_not_now(state));
	return erase_order(exchange, &profile);
}

const struct server_function cancel_function = {
	.name = "cancelOrder", .load = load_cancel, .decide = decide_cancel, .record = record, .admission = &caller_admission,
};

/* ---- renew ---- */

static enum status load_renew(struct exchange *exchange)
{
	return load_by_iccid(exchange, ((const struct renew_request *)exchange->request)->iccid);
}

/* The card that a package was bound for stays the only one: it may have installed it and not said so yet. */
static enum status decide_renew(struct exchange *exchange)
{
	const struct renew_request *request = exchange->request;
	struct profile_record profile = loaded_profile(exchange);
	if (!profile.exists)
		return exchange_refuse(exchange, "8.2.1", request->iccid.size > 0 ? "3.9" : "2.2");
	if (profile_record_advance(&profile, STOCK_RENEW) != STATUS_OK)
		return exchange_refuse(exchange, "8.2.1", "3.5");
	profile.download_attempts = profile.confirmation_attempts = 0;
	profile.error_subject = profile.error_reason = (struct text){ 0 };
	if (request->has_expiry)
		profile.expires_at = request->expires_at;
	return profile_record_save(exchange, &profile);
}

const struct server_function renew_function = {
	.name = "renewOrder", .load = load_renew, .decide = decide_renew, .record = record, .admission = &caller_admission,
};
