/* SPDX-License-Identifier: Apache-2.0 */
/* The same for many profiles at once: each is done or refused by itself, and stands in the audit log by itself. */
#include "server/audit.h"
#include "server/exchange_many.h"
#include "smdp/admin.h"
#include "smdp/order.h"

enum { ACTIONS_MAXIMUM = 200, AT_ONCE = 4 };

enum action { ACTION_RELEASE, ACTION_CANCEL, ACTION_RENEW };

static const struct {
	const char *name, *audited;
	const struct server_function *function;
} actions[] = {
	[ACTION_RELEASE] = { "release", "releaseProfile", &release_function },
	[ACTION_CANCEL] = { "cancel", "cancelProfile", &cancel_function },
	[ACTION_RENEW] = { "renew", "renewProfile", &renew_function },
};

struct actions_request {
	enum action action;
	struct text actor, role;
	bool has_expiry, to_available;
	int64_t expires_at;
	const struct text *iccids;
	size_t count;
};

/* On its way; also the result. */
struct actions_work {
	struct exchange_many many;
	struct failure *outcomes; /* of each */
	bool *is_known;           /* what became of it */
	enum status status;
};

static struct actions_work *work_of(struct exchange_many *many)
{
	return (struct actions_work *)many; /* its first member */
}

/* ---- written down ---- */

static enum status prepare_entry(struct exchange_many *many, size_t index, struct exchange *one)
{
	const struct actions_request *request = many->whole->request;
	const struct failure *failure = &work_of(many)->outcomes[index];
	struct audit_entry *entry = arena_allocate(&one->arena, sizeof *entry);
	const char *codes = arena_print(&one->arena, "%.*s-%.*s", TEXT_ARGUMENTS(failure->subject_code),
	                                TEXT_ARGUMENTS(failure->reason_code));
	if (!entry || !codes)
		return STATUS_NO_MEMORY;
	*entry = (struct audit_entry){
		.actor = request->actor,
		.role = request->role,
		.action = text_from(actions[request->action].audited),
		.subject = request->iccids[index],
		.outcome = !work_of(many)->is_known[index] ? TEXT("unknown")
		           : failure_is_set(failure)       ? text_from(codes)
		                                           : TEXT("done"),
	};
	one->request = entry;
	return STATUS_OK;
}

static void written(struct exchange_many *many, enum status status)
{
	struct actions_work *work = work_of(many);
	many->whole->result = work;
	exchange_finish(many->whole, work->status != STATUS_OK ? work->status : status);
}

/* ---- done ---- */

static const void *request_for(const struct actions_request *all, struct text iccid, struct arena *arena)
{
	union {
		struct release_request release;
		struct cancel_request cancel;
		struct renew_request renew;
	} *one = arena_allocate(arena, sizeof *one);
	if (!one)
		return NULL;
	if (all->action == ACTION_RELEASE)
		one->release.iccid = iccid;
	else if (all->action == ACTION_CANCEL)
		one->cancel = (struct cancel_request){ .iccid = iccid, .by_owner = true, .available = all->to_available };
	else
		one->renew = (struct renew_request){ iccid, all->has_expiry, all->expires_at };
	return one;
}

static enum status prepare(struct exchange_many *many, size_t index, struct exchange *one)
{
	const struct actions_request *request = many->whole->request;
	one->request = request_for(request, request->iccids[index], &one->arena);
	return one->request ? STATUS_OK : STATUS_NO_MEMORY;
}

static bool ended(struct exchange_many *many, size_t index, const struct exchange *one, enum status status)
{
	struct failure *outcome = &work_of(many)->outcomes[index];
	work_of(many)->is_known[index] = status == STATUS_OK || status == STATUS_BUSY;
	*outcome = one->failure; /* its codes are literals */
	if (status == STATUS_BUSY) {
		*outcome = failure_make("8.2.1", "5.1");
		outcome->message = TEXT("Others change it at the same time: try again.");
		return true;
	}
	if (status != STATUS_OK)
		return false;
	return arena_copy_text(&many->whole->arena, one->failure.message, &outcome->message) == STATUS_OK;
}

/* What was done is written down, also when the database was lost in the middle of it. */
static void all_done(struct exchange_many *many, enum status status)
{
	work_of(many)->status = status;
	many->function = &audit_append_function;
	many->at_once = 1; /* each follows the one before */
	many->prepare = prepare_entry;
	many->ended = NULL;
	many->done = written;
	exchange_many_run(many);
}

static void run(struct exchange *exchange)
{
	const struct actions_request *request = exchange->request;
	struct actions_work *work = arena_allocate(&exchange->arena, sizeof *work);
	struct failure *outcomes = arena_allocate(&exchange->arena, (request->count + 1) * sizeof *outcomes);
	bool *is_known = arena_allocate(&exchange->arena, request->count + 1);
	if (!work || !outcomes || !is_known) {
		exchange_finish(exchange, STATUS_NO_MEMORY);
		return;
	}
	work->outcomes = outcomes;
	work->is_known = is_known;
	work->many = (struct exchange_many){
		.whole = exchange, .count = request->count, .at_once = AT_ONCE, .function = actions[request->action].function,
		.prepare = prepare, .ended = ended, .done = all_done,
	};
	exchange_many_run(&work->many);
}

static const struct server_function actions_function = { .name = "actOnProfiles", .run = run };

/* ---- as JSON ---- */

static const struct rest_field body_fields[] = {
	{ .name = "action", .is_required = true, .choices = "release cancel renew" },
	{ .name = "iccids", .kind = REST_TEXTS, .is_required = true, .help = "1 to 200 profiles, none twice" },
	{ .name = "final", .choices = "available unavailable", .help = "of cancel: afterwards; available if not given" },
	{ .name = "expiresAt", .kind = REST_NUMBER, .help = "of renew: another end, in seconds since 1970; 0: none" },
	{ 0 },
};
static const struct rest_schema body_schema = { "ProfileActions", body_fields };
static const struct rest_field outcome_fields[] = {
	{ .name = "iccid", .is_required = true },
	{ .name = "done", .kind = REST_BOOLEAN, .is_required = true },
	{ .name = "sentence", .help = "why not" },
	{ .name = "subjectCode" },
	{ .name = "reasonCode" },
	{ 0 },
};
static const struct rest_schema outcome_schema = { "ProfileOutcome", outcome_fields };
static const struct rest_field outcomes_fields[] = {
	{ .name = "profiles", .kind = REST_OBJECTS, .is_required = true, .schema = &outcome_schema,
	  .help = "in the order of the request" },
	{ 0 },
};
static const struct rest_schema outcomes_schema = { "ProfileOutcomes", outcomes_fields };

static enum status refuse(struct exchange *exchange, const char *sentence)
{
	(void)!exchange_refuse_because(exchange, "8.2.1", "2.1", sentence);
	return STATUS_REFUSED;
}

static bool is_among(struct text iccid, const struct text iccids[], size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (text_equal(iccid, iccids[i]))
			return true;
	return false;
}

/* Two ways of writing one ICCID, with and without its filler, are one profile. */
static enum status read_iccids(const struct rest_request *request, struct exchange *exchange, struct actions_request *out)
{
	struct json_value array = json_member(request->body, "iccids");
	size_t count = json_count(array);
	struct text *iccids = arena_allocate(&exchange->arena, (count + 1) * sizeof *iccids);
	if (!iccids)
		return STATUS_NO_MEMORY;
	if (count < 1 || count > ACTIONS_MAXIMUM)
		return refuse(exchange, "iccids: 1 to 200.");
	for (size_t i = 0; i < count; i++) {
		struct text given = { 0 };
		(void)!json_text(json_element(array, i), &given);
		TRY(iccid_key(&exchange->arena, given, &iccids[i]));
		if (is_among(iccids[i], iccids, i))
			return refuse(exchange, "iccids: one of them is there twice.");
	}
	out->iccids = iccids;
	out->count = count;
	return STATUS_OK;
}

static enum status read_actions(const struct rest_request *request, struct exchange *exchange)
{
	struct actions_request *all = admin_request_new(exchange, sizeof *all);
	if (!all)
		return STATUS_NO_MEMORY;
	*all = (struct actions_request){
		.actor = request->by->name,
		.role = text_from(account_role_name(request->by->role)),
		.has_expiry = rest_is_given(request, "expiresAt"),
		.to_available = !text_equal(rest_text(request, "final"), TEXT("unavailable")),
		.expires_at = rest_number(request, "expiresAt"),
	};
	for (size_t i = 0; i < ARRAY_SIZE(actions); i++)
		if (text_equal(rest_text(request, "action"), text_from(actions[i].name)))
			all->action = (enum action)i;
	return read_iccids(request, exchange, all);
}

static void write_outcomes(const struct exchange *exchange, struct json_writer *writer)
{
	const struct actions_request *request = exchange->request;
	const struct actions_work *work = exchange->result;
	json_open_array(writer, "profiles");
	for (size_t i = 0; i < request->count; i++) {
		const struct failure *failure = &work->outcomes[i];
		json_open_object(writer, NULL);
		json_put_text(writer, "iccid", request->iccids[i]);
		json_put_boolean(writer, "done", !failure_is_set(failure));
		admin_put_text(writer, "sentence", failure->message);
		admin_put_text(writer, "subjectCode", failure->subject_code);
		admin_put_text(writer, "reasonCode", failure->reason_code);
		json_close_object(writer);
	}
	json_close_array(writer);
}

const struct rest_route admin_action_routes[] = {
	{ .method = "POST", .path = "/api/v1/profiles/actions", .name = "actOnProfiles",
	  .help = "Release, cancel or renew many: each by itself.", .roles = ADMIN_HELPS, .body = &body_schema,
	  .answer = &outcomes_schema, .function = &actions_function, .read = read_actions, .write = write_outcomes },
	{ 0 },
};
