/* SPDX-License-Identifier: Apache-2.0 */
/* The numbers of the day, what is going on now, and until when certificates hold. */
#include "smdp/admin.h"

enum { COUNTED = 200000 };

/* Rows as they come: a result is the exchange itself. */
static enum status decide_rows(struct exchange *exchange)
{
	exchange->result = &exchange->rows;
	return STATUS_OK;
}

/* ---- profiles by state ---- */

/* Of a large stock only so many are counted: nobody's download waits for a number on a page. */
static enum status load_stock(struct exchange *exchange)
{
	static const char sql[] =
		"SELECT s.state, COUNT(*) FROM (SELECT p.state FROM profile p LIMIT 200001) s "
		"GROUP BY s.state ORDER BY s.state";
	_Static_assert(COUNTED == 200000, "the statement names it");
	return exchange_ask(exchange, sql, NULL, 0);
}

static const struct server_function stock_numbers_function = {
	.name = "countStock", .load = load_stock, .decide = decide_rows,
};

static const struct rest_field state_fields[] = {
	{ .name = "state", .is_required = true },
	{ .name = "count", .kind = REST_NUMBER, .is_required = true },
	{ 0 },
};
static const struct rest_schema state_schema = { "StateCount", state_fields };
static const struct rest_field stock_fields[] = {
	{ .name = "states", .kind = REST_OBJECTS, .is_required = true, .schema = &state_schema },
	{ .name = "isPartial", .kind = REST_BOOLEAN, .is_required = true, .help = "there are more than 200000; so many were counted" },
	{ 0 },
};
static const struct rest_schema stock_schema = { "StockNumbers", stock_fields };

static void write_stock(const struct exchange *exchange, struct json_writer *writer)
{
	int64_t all = 0;
	json_open_array(writer, "states");
	for (size_t i = 0; i < exchange->rows.count; i++) {
		int64_t count = database_cell_number(&exchange->rows, i, 1);
		json_open_object(writer, NULL);
		json_put_text(writer, "state",
		              text_from(smdp_profile_state_name(database_cell_number(&exchange->rows, i, 0))));
		json_put_number(writer, "count", count);
		json_close_object(writer);
		all += count;
	}
	json_close_array(writer);
	json_put_boolean(writer, "isPartial", all > COUNTED);
}

/* ---- what happened lately ---- */

static enum status load_activity(struct exchange *exchange)
{
	static const char sql[] =
		"SELECT h.function, COALESCE(h.subject, ''), COALESCE(h.reason, ''), COUNT(*) FROM "
		"(SELECT function, subject, reason FROM history WHERE recorded_at >= $1 LIMIT 200001) h "
		"GROUP BY h.function, COALESCE(h.subject, ''), COALESCE(h.reason, '') ORDER BY 1, 2, 3";
	const int64_t *hours = exchange->request;
	return EXCHANGE_ASK(exchange, sql, database_number(exchange->now - *hours * 3600));
}

static const struct server_function activity_function = { .name = "countEvents", .load = load_activity, .decide = decide_rows };

static const struct rest_field activity_query[] = {
	{ .name = "hours", .kind = REST_NUMBER, .help = "that are looked back, up to 168; 24 if not given" },
	{ 0 },
};
static const struct rest_field count_fields[] = {
	{ .name = "function", .is_required = true, .help = "as in a profile's history" },
	{ .name = "subjectCode", .help = "absent: executed" },
	{ .name = "reasonCode" },
	{ .name = "sentence" },
	{ .name = "count", .kind = REST_NUMBER, .is_required = true },
	{ 0 },
};
static const struct rest_schema count_schema = { "EventCount", count_fields };
static const struct rest_field activity_fields[] = {
	{ .name = "events", .kind = REST_OBJECTS, .is_required = true, .schema = &count_schema },
	{ .name = "isPartial", .kind = REST_BOOLEAN, .is_required = true },
	{ 0 },
};
static const struct rest_schema activity_schema = { "Activity", activity_fields };

static enum status read_activity(const struct rest_request *request, struct exchange *exchange)
{
	int64_t *hours = admin_request_new(exchange, sizeof *hours);
	if (!hours)
		return STATUS_NO_MEMORY;
	*hours = rest_is_given(request, "hours") ? rest_number(request, "hours") : 24;
	if (*hours > 168)
		*hours = 168;
	return STATUS_OK;
}

static void write_activity(const struct exchange *exchange, struct json_writer *writer)
{
	int64_t all = 0;
	json_open_array(writer, "events");
	for (size_t i = 0; i < exchange->rows.count; i++) {
		struct text subject = database_cell_text(&exchange->rows, i, 1), reason = database_cell_text(&exchange->rows,
		                                                                                             i, 2);
		int64_t count = database_cell_number(&exchange->rows, i, 3);
		json_open_object(writer, NULL);
		json_put_text(writer, "function", database_cell_text(&exchange->rows, i, 0));
		admin_put_text(writer, "subjectCode", subject);
		admin_put_text(writer, "reasonCode", reason);
		if (subject.size > 0)
			json_put_text(writer, "sentence", failure_sentence(subject, reason));
		json_put_number(writer, "count", count);
		json_close_object(writer);
		all += count;
	}
	json_close_array(writer);
	json_put_boolean(writer, "isPartial", all > COUNTED);
}

/* ---- downloads that are going on ---- */

static enum status load_sessions(struct exchange *exchange)
{
	static const char sql[] =
		"SELECT s.transaction_id, s.started_at, d.iccid, d.eid, d.state, d.error_subject, d.error_reason "
		"FROM session s "
		"LEFT JOIN download d ON d.transaction_id = s.transaction_id WHERE s.started_at > $1 "
		"ORDER BY s.started_at DESC LIMIT $2";
	const int64_t *limit = exchange->request;
	return EXCHANGE_ASK(exchange, sql,
	                    database_number(exchange->now - exchange_smdp(exchange)->settings.session_seconds),
	                    database_number(*limit));
}

static const struct server_function sessions_function = {
	.name = "listSessions", .load = load_sessions, .decide = decide_rows,
};

static const struct rest_field sessions_query[] = { ADMIN_LIMIT_FIELD, { 0 } };
static const struct rest_field session_fields[] = {
	{ .name = "transactionId", .is_required = true },
	{ .name = "startedAt", .kind = REST_NUMBER, .is_required = true },
	{ .name = "step", .is_required = true, .choices = "asked authenticated bound ended" },
	{ .name = "iccid" },
	{ .name = "eid" },
	{ .name = "errorSubjectCode" },
	{ .name = "errorReasonCode" },
	{ 0 },
};
static const struct rest_schema session_schema = { "DownloadSession", session_fields };
static const struct rest_field live_fields[] = {
	{ .name = "sessions", .kind = REST_OBJECTS, .is_required = true, .schema = &session_schema },
	{ 0 },
};
static const struct rest_schema live_schema = { "DownloadSessions", live_fields };

static enum status read_limit(const struct rest_request *request, struct exchange *exchange)
{
	int64_t *limit = admin_request_new(exchange, sizeof *limit);
	if (!limit)
		return STATUS_NO_MEMORY;
	*limit = admin_limit(request);
	return STATUS_OK;
}

static const char *step_name(int64_t state)
{
	switch (state) {
	case DOWNLOAD_AUTHENTICATED:
		return "authenticated";
	case DOWNLOAD_BOUND:
		return "bound";
	case DOWNLOAD_ENDED:
		return "ended";
	default:
		return "asked";
	}
}

static void write_session(struct row_reader *row, struct json_writer *writer)
{
	json_open_object(writer, NULL);
	json_put_text(writer, "transactionId", row_text(row));
	json_put_number(writer, "startedAt", row_number(row));
	admin_put_text(writer, "iccid", row_text(row));
	admin_put_text(writer, "eid", row_text(row));
	json_put_text(writer, "step", text_from(step_name(row_number(row))));
	admin_put_text(writer, "errorSubjectCode", row_text(row));
	admin_put_text(writer, "errorReasonCode", row_text(row));
	json_close_object(writer);
}

static void write_sessions(const struct exchange *exchange, struct json_writer *writer)
{
	json_open_array(writer, "sessions");
	for (size_t i = 0; i < exchange->rows.count; i++) {
		struct row_reader row = row_reader(exchange, i);
		write_session(&row, writer);
	}
	json_close_array(writer);
}

/* ---- certificates ---- */

static enum status decide_certificates(struct exchange *exchange)
{
	exchange->result = &exchange_smdp(exchange)->credentials;
	return STATUS_OK;
}

static const struct server_function certificates_function = { .name = "listCertificates", .decide = decide_certificates };

const struct rest_route admin_overview_routes[] = {
	{ .method = "GET", .path = "/api/v1/stock", .name = "countStock", .help = "Profiles by state.", .roles = ADMIN_ALL,
	  .answer = &stock_schema, .function = &stock_numbers_function, .write = write_stock },
	{ .method = "GET", .path = "/api/v1/activity", .name = "countEvents",
	  .help = "What happened lately, by function and reason.", .roles = ADMIN_ALL, .query = activity_query,
	  .answer = &activity_schema, .function = &activity_function, .read = read_activity, .write = write_activity },
	{ .method = "GET", .path = "/api/v1/sessions", .name = "listSessions", .help = "Downloads that are going on, newest first.",
	  .roles = ADMIN_ALL, .query = sessions_query, .answer = &live_schema, .function = &sessions_function,
	  .read = read_limit, .write = write_sessions },
	{ .method = "GET", .path = "/api/v1/certificates", .name = "listCertificates", .help = "Until when each certificate holds.",
	  .roles = ADMIN_ALL, .answer = &admin_certificates_schema, .function = &certificates_function, .write = admin_write_certificates },
	{ 0 },
};
