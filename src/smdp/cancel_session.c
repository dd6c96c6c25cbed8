/* SPDX-License-Identifier: Apache-2.0 */
/* ES9+.CancelSession (SGP.22 5.6.5): the card says that its user or device will not go on. */
#include "smdp/es9plus.h"

#include "smdp/history.h"
#include "smdp/progress_report.h"

struct call {
	struct es9_cancel_session_request message;
	struct text transaction_id;
	struct cancel_session_answer answer;
};

/* What each reason means for the order (SGP.22 3.1.3.2): no codes, and it can be tried again later. */
struct consequence {
	int reason;
	const char *subject_code, *reason_code;
};

static const struct consequence consequences[] = {
	{ CANCEL_POSTPONED, NULL, NULL },
	{ CANCEL_TIMEOUT, NULL, NULL },
	{ CANCEL_END_USER_REJECTION, "8.8.5", "3.8" },
	{ CANCEL_PPR_NOT_ALLOWED, "8.2.8", "1.2" },
	{ CANCEL_METADATA_MISMATCH, "8.2.9", "3.11" },
	{ CANCEL_LOAD_BPP_EXECUTION_ERROR, "8.2.10", "4.2" },
	{ CANCEL_UNDEFINED, "8", "4.2" },
};

/* A reason that we do not know ends the order as the undefined one does. */
static const struct consequence *consequence_of(int reason)
{
	size_t i = 0;
	while (i + 1 < ARRAY_SIZE(consequences) && consequences[i].reason != reason)
		i++;
	return &consequences[i];
}

enum status cancel_session_read(struct json_value json, struct exchange *exchange)
{
	struct call *call = arena_allocate(&exchange->arena, sizeof *call);
	if (!call)
		return STATUS_NO_MEMORY;
	TRY(es9_cancel_session_request_read(json, &exchange->arena, &call->message));
	TRY(transaction_id_key(&exchange->arena, call->message.transaction_id, &call->transaction_id));
	TRY(cancel_session_answer_decode(call->message.cancel_session_response, &call->answer));
	exchange->request = call;
	exchange->transaction_id = call->transaction_id;
	return STATUS_OK;
}

static enum status load(struct exchange *exchange)
{
	static const char sql[] =
		"SELECT " DOWNLOAD_COLUMNS ", " PROFILE_COLUMNS
		" FROM download d JOIN profile p ON p.iccid = d.iccid WHERE d.transaction_id = $1";
	const struct call *call = exchange->request;
	return EXCHANGE_ASK(exchange, sql, database_text(call->transaction_id));
}

static bool is_our_oid(const struct credentials *credentials, struct bytes oid)
{
	for (size_t i = 0; i < credentials->set_count; i++)
		if (bytes_equal(credentials->sets[i].authentication.certificate.registered_id, oid))
			return true;
	return false;
}

/* Nothing set: the card of this session has signed it. */
static enum status check(const struct exchange *exchange, const struct call *call,
                         const struct download_record *download, struct failure *out_failure)
{
	const struct cancel_session_answer *answer = &call->answer;
	if (!bytes_equal(answer->transaction_id, call->message.transaction_id)) {
		*out_failure = failure_make("8.10.1", "3.9");
		return STATUS_OK;
	}
	enum status status = verify_by_certificate(download->euicc_certificate, &answer->signed_part, 1,
	                                           answer->signature);
	if (status != STATUS_OK && status != STATUS_UNTRUSTED)
		return status;
	if (status == STATUS_UNTRUSTED)
		*out_failure = failure_make("8.1", "6.1");
	else if (!is_our_oid(&exchange_smdp(exchange)->credentials, answer->smdp_oid))
		*out_failure = failure_make("8.8", "3.10");
	return STATUS_OK;
}

static enum status cancel(struct exchange *exchange, const struct call *call, const struct download_record *download,
                          struct profile_record *profile)
{
	const struct consequence *consequence = consequence_of(call->answer.reason);
	exchange_note(exchange, "%s", cancel_reason_name(call->answer.reason));
	exchange_end(exchange, "cancelled", consequence->subject_code ? consequence->subject_code : "",
	             cancel_reason_name(call->answer.reason), download->started_at);
	TRY(download_record_advance(exchange, download, DOWNLOAD_ENDED));
	if (!consequence->subject_code)
		return STATUS_OK;
	const struct failure failure = failure_make(consequence->subject_code, consequence->reason_code);
	enum notification_point reached = download->state == DOWNLOAD_BOUND ? POINT_DOWNLOAD : POINT_ELIGIBILITY;
	profile_record_fail(profile, consequence->subject_code, consequence->reason_code);
	TRY(progress_report_put(exchange, profile, reached, &failure, (struct bytes){ 0 }));
	return profile_record_save_progress(exchange, profile);
}

static enum status decide(struct exchange *exchange)
{
	const struct call *call = exchange->request;
	struct row_reader row = row_reader(exchange, 0);
	const struct download_record download = download_record_read(&row);
	struct profile_record profile = profile_record_read(&row);
	exchange->eid = download.eid;
	exchange->iccid = download.iccid;
	if (!download_record_is_live(exchange, &download))
		return exchange_refuse(exchange, "8.10.1", "3.9");
	if (call->answer.error != 0) {
		/* The card knows nothing of this session any more: neither need we. */
		exchange_note(exchange, "the card answered error %d", call->answer.error);
		return download_record_advance(exchange, &download, DOWNLOAD_ENDED);
	}
	TRY(check(exchange, call, &download, &exchange->failure));
	return failure_is_set(&exchange->failure) ? STATUS_OK : cancel(exchange, call, &download, &profile);
}

const struct server_function cancel_session_function = {
	.name = "cancelSession", .load = load, .decide = decide, .record = history_record,
};
