/* SPDX-License-Identifier: Apache-2.0 */
/* ES9+.HandleNotification (SGP.22 5.6.4). Whatever is read and understood is answered by 204, also what is not believed
 * or not for us: the card would otherwise offer it for ever. Everything is taken once, by card and sequence number. */
#include "smdp/es9plus.h"

#include "smdp/history.h"
#include "smdp/order.h"
#include "smdp/progress_report.h"

struct call {
	struct bytes pending;
	struct notification_metadata metadata;
	bool is_result;
	struct installation_result result;       /* is_result */
	struct signed_notification notification; /* !is_result */
	struct text iccid;          /* digits; empty: not said */
	struct text transaction_id; /* is_result */
	struct text claimed_eid;    /* !is_result */
};

/* What was loaded. */
struct world {
	struct profile_record profile;
	struct download_record download;
	struct binding_record binding;
	bool seen;
	enum operator_reuse reuse; /* !is_result */
};

static enum status read_result(struct exchange *exchange, struct call *call)
{
	TRY(installation_result_decode(call->pending, &call->result));
	TRY(transaction_id_key(&exchange->arena, call->result.transaction_id, &call->transaction_id));
	call->is_result = true;
	call->metadata = call->result.notification;
	exchange->transaction_id = call->transaction_id;
	return STATUS_OK;
}

static enum status read_notification(struct exchange *exchange, struct call *call)
{
	struct certificate certificate;
	TRY(signed_notification_decode(call->pending, &call->notification));
	TRY(certificate_decode(call->notification.euicc_certificate, &certificate));
	call->metadata = call->notification.metadata;
	call->claimed_eid = certificate.serial_number_attribute;
	exchange->eid = call->claimed_eid;
	return STATUS_OK;
}

static enum status read_iccid(struct exchange *exchange, struct call *call)
{
	char digits[ICCID_TEXT_SIZE];
	if (!call->metadata.has_iccid)
		return STATUS_OK;
	iccid_print(&call->metadata.iccid, digits);
	TRY(arena_copy_text(&exchange->arena, text_from(digits), &call->iccid));
	exchange->iccid = call->iccid;
	return STATUS_OK;
}

enum status handle_notification_read(struct json_value json, struct exchange *exchange)
{
	struct call *call = arena_allocate(&exchange->arena, sizeof *call);
	if (!call)
		return STATUS_NO_MEMORY;
	TRY(handle_notification_request_read(json, &exchange->arena, &call->pending));
	struct der_reader reader = der_reader(call->pending);
	TRY(der_peek(&reader) == INSTALLATION_RESULT_TAG ? read_result(exchange, call)
	                                                 : read_notification(exchange, call));
	exchange->request = call;
	return read_iccid(exchange, call);
}

#define COLUMNS PROFILE_COLUMNS ", " DOWNLOAD_COLUMNS ", " BINDING_COLUMNS ", n.sequence_number"

/* A result is about the download with its transaction ID; if that was lost, about the newest one of its ICCID. */
static enum status load(struct exchange *exchange)
{
	static const char of_result[] =
		"SELECT " COLUMNS " FROM profile p "
		"LEFT JOIN download d ON d.transaction_id = COALESCE("
		"(SELECT x.transaction_id FROM download x WHERE x.transaction_id = $1), "
		"(SELECT y.transaction_id FROM download y WHERE y.iccid = $2 ORDER BY y.started_at DESC LIMIT 1)) "
		"LEFT JOIN binding b ON b.iccid = p.iccid "
		"LEFT JOIN notification n ON n.iccid = p.iccid AND n.eid = d.eid AND n.sequence_number = $3 "
		"WHERE p.iccid = COALESCE((SELECT z.iccid FROM download z WHERE z.transaction_id = $1), $2)";
	static const char of_notification[] =
		"SELECT " COLUMNS ", COALESCE(t.reuse, w.reuse) FROM profile p LEFT JOIN operator w ON w.name = p.owner "
		"LEFT JOIN profile_type t ON t.name = p.profile_type "
		"LEFT JOIN download d ON d.transaction_id = '' "
		"LEFT JOIN binding b ON b.iccid = p.iccid "
		"LEFT JOIN notification n ON n.iccid = p.iccid AND n.eid = $1 AND n.sequence_number = $3 WHERE p.iccid = $2";
	const struct call *call = exchange->request;
	return EXCHANGE_ASK(exchange, call->is_result ? of_result : of_notification,
	                    database_text(call->is_result ? call->transaction_id : call->claimed_eid),
	                    database_text(call->iccid), database_number((int64_t)call->metadata.sequence_number));
}

static void read_world(const struct exchange *exchange, struct world *out)
{
	struct row_reader row = row_reader(exchange, 0);
	out->profile = profile_record_read(&row);
	out->download = download_record_read(&row);
	out->binding = binding_record_read(&row);
	out->seen = row_value(&row).kind != DATABASE_NULL;
	struct database_value reuse = row_value(&row);
	out->reuse = reuse.kind == DATABASE_NULL ? exchange_smdp(exchange)->settings.reuse : (enum operator_reuse)reuse.number;
}

static enum status keep(struct exchange *exchange, const struct call *call, struct text iccid, struct text eid)
{
	static const char sql[] =
		"INSERT INTO notification (iccid, eid, sequence_number, event, received_at, content) "
		"VALUES ($1, $2, $3, $4, $5, $6)";
	return EXCHANGE_CHANGE(exchange, 1, sql,
		database_text(iccid),
		database_text(eid),
		database_number((int64_t)call->metadata.sequence_number),
		database_number(call->is_result ? 0 : (int64_t)call->metadata.event),
		database_number(exchange->now),
		database_bytes(call->pending));
}

/* ---- profile installation results ---- */

static bool is_our_oid(const struct credentials *credentials, struct bytes oid)
{
	for (size_t i = 0; i < credentials->set_count; i++)
		if (bytes_equal(credentials->sets[i].binding.certificate.registered_id, oid))
			return true;
	return false;
}

/* An error is final when it is about the package that was given out last and trying again would not help. A card that
 * has the profile already was given it by us: its success is still on the way. */
static bool is_final(const struct call *call, const struct world *world)
{
	if (!text_equal(world->binding.transaction_id, world->download.transaction_id))
		return false;
	if (call->result.error == INSTALL_ICCID_ALREADY_EXISTS)
		return !text_equal(world->profile.bound_eid, world->download.eid);
	return !installation_error_is_temporary(call->result.error);
}

static enum status take_success(struct exchange *exchange, struct world *world)
{
	static const char sql[] = "DELETE FROM binding WHERE iccid = $1";
	if (profile_record_advance(&world->profile, STOCK_INSTALL) != STATUS_OK)
		return STATUS_OK; /* known already, from a later notification */
	world->profile.bound_eid = world->download.eid;
	world->profile.error_subject = world->profile.error_reason = (struct text){ 0 };
	return EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, sql, database_text(world->profile.iccid));
}

static enum status take_result(struct exchange *exchange, const struct call *call, struct world *world)
{
	const int error = call->result.error;
	exchange_note(exchange, "%s", error == 0 ? "installed" : installation_error_name(error));
	exchange_end(exchange, error == 0 ? "installed" : "failed", error == 0 ? "" : "8.2.10",
	             error == 0 ? "" : installation_error_name(error), world->download.started_at);
	TRY(keep(exchange, call, world->profile.iccid, world->download.eid));
	TRY(download_record_advance(exchange, &world->download, DOWNLOAD_ENDED));
	if (error == 0)
		TRY(take_success(exchange, world));
	else if (is_final(call, world))
		profile_record_fail(&world->profile, "8.2.10", "4.2");
	const struct failure failure = error == 0 ? (struct failure){ 0 } : failure_make("8.2.10", "4.2");
	TRY(progress_report_put(exchange, &world->profile, POINT_INSTALLATION, &failure, call->pending));
	return profile_record_save_progress(exchange, &world->profile);
}

static enum status decide_result(struct exchange *exchange, const struct call *call, struct world *world)
{
	const struct installation_result *result = &call->result;
	if (!world->profile.exists || !world->download.exists ||
	    !text_equal(world->profile.iccid, world->download.iccid))
		return exchange_refuse(exchange, "8.10.1", "3.9");
	exchange->eid = world->download.eid;
	exchange->iccid = world->profile.iccid;
	enum status status = verify_by_certificate(world->download.euicc_certificate, &result->data, 1,
	                                           result->signature);
	if (status == STATUS_UNTRUSTED)
		return exchange_refuse(exchange, "8.1", "6.1");
	TRY(status);
	if (!is_our_oid(&exchange_smdp(exchange)->credentials, result->smdp_oid))
		return exchange_refuse(exchange, "8.8", "3.10");
	if (world->seen) {
		exchange_note(exchange, "seen before");
		return STATUS_OK;
	}
	return take_result(exchange, call, world);
}

/* ---- other notifications ---- */

static const struct meaning {
	uint64_t event;
	enum smdp_profile_event means;
	enum notification_point point;
} meanings[] = {
	{ NOTIFICATION_ENABLE, STOCK_ENABLE, POINT_ENABLED },
	{ NOTIFICATION_DISABLE, STOCK_DISABLE, POINT_DISABLED },
	{ NOTIFICATION_DELETE, STOCK_DELETE, POINT_DELETED },
};

static const struct meaning *meaning_of(uint64_t event)
{
	for (size_t i = 0; i < ARRAY_SIZE(meanings); i++)
		if (meanings[i].event == event)
			return &meanings[i];
	return NULL;
}

/* What the operator wants done with a deleted profile: it stays with this card, or is anybody's again. */
static enum status use_again(struct profile_record *profile, enum operator_reuse reuse)
{
	if (reuse == OPERATOR_REUSE_AVAILABLE) {
		struct profile_record blank = order_blank(profile);
		TRY(profile_record_advance(&blank, STOCK_CANCEL_TO_AVAILABLE));
		*profile = blank;
	} else if (reuse == OPERATOR_REUSE_SAME_CARD && profile->has_matching_id) {
		TRY(profile_record_advance(profile, STOCK_REUSE));
		profile->eid = profile->bound_eid;
		profile->download_attempts = profile->confirmation_attempts = 0;
	}
	return STATUS_OK;
}

/* An event that this state does not know is kept and changes nothing. */
static enum status take_event(struct exchange *exchange, const struct call *call, struct world *world)
{
	struct profile_record *profile = &world->profile;
	const struct meaning *meaning = meaning_of(call->metadata.event);
	profile->last_sequence_number = (int64_t)call->metadata.sequence_number;
	if (!meaning || profile_record_advance(profile, meaning->means) != STATUS_OK)
		return profile_record_save_progress(exchange, profile);
	TRY(progress_report_put(exchange, profile, meaning->point, &(struct failure){ 0 }, (struct bytes){ 0 }));
	if (meaning->means != STOCK_DELETE || world->reuse == OPERATOR_REUSE_NEVER)
		return profile_record_save_progress(exchange, profile);
	TRY(use_again(profile, world->reuse));
	return profile_record_save(exchange, profile);
}

static enum status take_notification(struct exchange *exchange, const struct call *call, struct world *world)
{
	const struct profile_record *profile = &world->profile;
	exchange_note(exchange, "%s", notification_event_name(call->metadata.event));
	TRY(keep(exchange, call, profile->iccid, call->claimed_eid));
	if (!text_equal(profile->bound_eid, call->claimed_eid) ||
	    (int64_t)call->metadata.sequence_number <= profile->last_sequence_number)
		return STATUS_OK; /* of another card, or overtaken by a newer one */
	return take_event(exchange, call, world);
}

static enum status decide_notification(struct exchange *exchange, const struct call *call, struct world *world)
{
	const struct signed_notification *notification = &call->notification;
	struct euicc_chain chain;
	bool in_eum = false;
	enum chain_fault fault = chain_check_euicc(&exchange_smdp(exchange)->credentials.trust,
	                                           notification->eum_certificate, notification->euicc_certificate,
	                                           exchange->now, &chain, &in_eum);
	if (fault != CHAIN_OK) {
		exchange->failure = euicc_chain_failure(fault, in_eum);
		return STATUS_OK;
	}
	enum status status = verify(chain.euicc.curve, chain.euicc.point, &notification->tbs, 1, notification->signature);
	if (status == STATUS_UNTRUSTED || status == STATUS_MALFORMED)
		return exchange_refuse(exchange, "8.1", "6.1");
	TRY(status);
	if (!world->profile.exists)
		return exchange_refuse(exchange, "8.2.1", "3.9");
	if (world->seen) {
		exchange_note(exchange, "seen before");
		return STATUS_OK;
	}
	return take_notification(exchange, call, world);
}

static enum status decide(struct exchange *exchange)
{
	const struct call *call = exchange->request;
	struct world world = { 0 };
	read_world(exchange, &world);
	return call->is_result ? decide_result(exchange, call, &world) : decide_notification(exchange, call, &world);
}

const struct server_function handle_notification_function = {
	.name = "handleNotification", .load = load, .decide = decide, .record = history_record,
};
