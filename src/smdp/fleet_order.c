/* SPDX-License-Identifier: Apache-2.0 */
#include "smdp/fleet_order.h"

#include "server/exchange_many.h"
#include "server/row_reader.h"
#include "smdp/order.h"
#include "smdp/order_choice.h"
#include "smdp/profile_type.h"
#include "smdp/profile_type_rules.h"

enum { AT_ONCE = 4, TOLD_MAXIMUM = 5 };

enum card_state { CARD_WANTS, CARD_HAS, CARD_GIVEN };

/* One list at work, in the arena of the whole. */
struct fleet_work {
	struct exchange_many many;
	enum card_state *states;
	struct text *given; /* ICCIDs that were given away */
	size_t faults;
	struct buffer sentence;
	enum status status; /* of what went wrong while it was given away */
};

static struct fleet_work *work_of(struct exchange_many *many)
{
	return (struct fleet_work *)many; /* its first member */
}

static const struct fleet_order_request *request_of(const struct exchange_many *many)
{
	return many->whole->request;
}

static void finish(struct fleet_work *work, enum status status)
{
	struct exchange *whole = work->many.whole;
	const struct fleet_order_request *request = whole->request;
	struct fleet_ordered *ordered = arena_allocate(&whole->arena, sizeof *ordered);
	for (size_t i = 0; ordered && i < request->count; i++) {
		ordered->assigned += work->states[i] == CARD_GIVEN;
		ordered->left += work->states[i] == CARD_HAS;
	}
	whole->result = ordered;
	if (failure_is_set(&whole->failure) && work->faults > 0 &&
	    arena_copy_text(&whole->arena, buffer_text(&work->sentence), &whole->failure.message) != STATUS_OK)
		status = STATUS_NO_MEMORY;
	buffer_release(&work->sentence);
	exchange_finish(whole, ordered ? status : STATUS_NO_MEMORY);
}

/* The codes are those of the first; the sentence is about the first few. */
static void note_fault(struct exchange_many *many, size_t index, const struct failure *failure)
{
	struct fleet_work *work = work_of(many);
	if (work->faults++ == 0)
		many->whole->failure = *failure;
	if (work->faults == TOLD_MAXIMUM + 1)
		(void)!buffer_append_text(&work->sentence, TEXT(" Others are refused too."));
	if (work->faults <= TOLD_MAXIMUM)
		(void)!buffer_print(&work->sentence, "%sline %u: %.*s", work->faults > 1 ? " " : "",
		                    request_of(many)->cards[index].line, TEXT_ARGUMENTS(failure->message));
}

static void step(struct fleet_work *work, const struct server_function *function,
                 enum status (*prepare)(struct exchange_many *, size_t, struct exchange *),
                 bool (*ended)(struct exchange_many *, size_t, const struct exchange *, enum status),
                 void (*done)(struct exchange_many *, enum status))
{
	work->many.function = function;
	work->many.prepare = prepare;
	work->many.ended = ended;
	work->many.done = done;
	exchange_many_run(&work->many);
}

static bool or_stop(struct exchange_many *many, size_t index, const struct exchange *one, enum status status)
{
	(void)many;
	(void)index;
	(void)one;
	return status == STATUS_OK;
}

/* For cards that need nothing more. */
static enum status decide_nothing(struct exchange *exchange)
{
	(void)exchange;
	return STATUS_OK;
}

static const struct server_function nothing_function = { .name = "nothing", .decide = decide_nothing, .quiet = true };

/* ---- taking back ---- */

static enum status decide_forget(struct exchange *exchange)
{
	static const char sql[] = "DELETE FROM fleet WHERE name = $1 AND eid = $2";
	const struct fleet_assign_request *request = exchange->request;
	return EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, sql, database_text(request->fleet), database_text(request->eid));
}

static const struct server_function forget_function = { .name = "forgetCard", .decide = decide_forget, .quiet = true };

static enum status prepare_forget(struct exchange_many *many, size_t index, struct exchange *one)
{
	const struct fleet_order_request *request = request_of(many);
	struct fleet_assign_request *card = arena_allocate(&one->arena, sizeof *card);
	if (!card)
		return STATUS_NO_MEMORY;
	*card = (struct fleet_assign_request){ .fleet = request->fleet, .eid = request->cards[index].eid };
	one->request = card;
	if (work_of(many)->states[index] == CARD_HAS)
		one->function = &nothing_function;
	return STATUS_OK;
}

static void forgotten(struct exchange_many *many, enum status status)
{
	struct fleet_work *work = work_of(many);
	finish(work, work->status != STATUS_OK ? work->status : status);
}

static enum status prepare_cancel(struct exchange_many *many, size_t index, struct exchange *one)
{
	struct fleet_work *work = work_of(many);
	struct cancel_request *cancel = arena_allocate(&one->arena, sizeof *cancel);
	if (!cancel)
		return STATUS_NO_MEMORY;
	*cancel = (struct cancel_request){ .iccid = work->given[index], .by_owner = true, .available = true };
	one->request = cancel;
	if (work->states[index] != CARD_GIVEN)
		one->function = &nothing_function;
	return STATUS_OK;
}

static void cancelled(struct exchange_many *many, enum status status)
{
	struct fleet_work *work = work_of(many);
	if (work->status == STATUS_OK)
		work->status = status;
	step(work, &forget_function, prepare_forget, or_stop, forgotten);
}

/* ---- giving away ---- */

static enum status prepare_assign(struct exchange_many *many, size_t index, struct exchange *one)
{
	const struct fleet_order_request *request = request_of(many);
	struct fleet_assign_request *card = arena_allocate(&one->arena, sizeof *card);
	if (!card)
		return STATUS_NO_MEMORY;
	*card = (struct fleet_assign_request){
		request->fleet, request->cards[index].eid, request->cards[index].iccid, request->profile_type,
		request->with_codes,
	};
	one->request = card;
	if (work_of(many)->states[index] == CARD_HAS)
		one->function = &nothing_function;
	return STATUS_OK;
}

static bool assigned(struct exchange_many *many, size_t index, const struct exchange *one, enum status status)
{
	struct fleet_work *work = work_of(many);
	const struct fleet_row *row = one->result;
	if (status != STATUS_OK)
		return false;
	if (failure_is_set(&one->failure)) {
		note_fault(many, index, &one->failure);
		return false;
	}
	if (one->function == &nothing_function)
		return true;
	work->states[index] = CARD_GIVEN;
	work->status = arena_copy_text(&many->whole->arena, row->iccid, &work->given[index]);
	return work->status == STATUS_OK;
}

static void all_assigned(struct exchange_many *many, enum status status)
{
	struct fleet_work *work = work_of(many);
	if (work->status == STATUS_OK)
		work->status = status;
	if (work->status == STATUS_OK && !failure_is_set(&many->whole->failure))
		finish(work, STATUS_OK);
	else
		step(work, &cancel_function, prepare_cancel, or_stop, cancelled);
}

/* ---- looking ---- */

static enum status load_check(struct exchange *exchange)
{
	const struct fleet_assign_request *request = exchange->request;
	return order_choice_ask(exchange, request->iccid, request->profile_type);
}

static enum status decide_check(struct exchange *exchange)
{
	const struct fleet_assign_request *request = exchange->request;
	struct order_choice choice = order_choice_read(exchange, request->iccid);
	exchange->failure = fleet_assign_check(request, &choice);
	return STATUS_OK;
}

static const struct server_function check_function = {
	.name = "checkCard", .load = load_check, .decide = decide_check, .quiet = true,
};

static bool checked(struct exchange_many *many, size_t index, const struct exchange *one, enum status status)
{
	if (status == STATUS_OK && failure_is_set(&one->failure))
		note_fault(many, index, &one->failure);
	return status == STATUS_OK && work_of(many)->faults <= TOLD_MAXIMUM;
}

/* A card that has its profile by an earlier list is let be. */
static enum status load_look(struct exchange *exchange)
{
	static const char sql[] = "SELECT f.iccid FROM fleet f WHERE f.name = $1 AND f.eid = $2 AND f.iccid IS NOT NULL";
	const struct fleet_assign_request *request = exchange->request;
	return EXCHANGE_ASK(exchange, sql, database_text(request->fleet), database_text(request->eid));
}

static const struct server_function look_function = {
	.name = "lookForCard", .load = load_look, .decide = decide_nothing, .quiet = true,
};

static bool looked(struct exchange_many *many, size_t index, const struct exchange *one, enum status status)
{
	if (status == STATUS_OK && one->rows.count > 0)
		work_of(many)->states[index] = CARD_HAS;
	return status == STATUS_OK;
}

/* ---- enough of the type ---- */

static enum status load_count(struct exchange *exchange)
{
	static const char sql[] =
		"SELECT t.name, t.rules, t.numbers_given, (SELECT COUNT(*) FROM (SELECT 1 FROM profile p WHERE p.owner = '' "
		"AND p.profile_type = $1 AND p.state = 0 LIMIT 1000) c) FROM (SELECT CAST($1 AS TEXT) AS name) w "
		"LEFT JOIN profile_type t ON t.name = w.name";
	_Static_assert(FLEET_ORDER_MAXIMUM == 1000 && STOCK_AVAILABLE == 0, "sql names them");
	const struct fleet_order_request *request = exchange->request;
	return EXCHANGE_ASK(exchange, sql, database_text(request->profile_type));
}

static enum status decide_count(struct exchange *exchange)
{
	struct row_reader row = row_reader(exchange, 0);
	struct profile_type_rules rules = { 0 };
	char fault[SUBSCRIPTION_FAULT_SIZE];
	uint64_t *count = arena_allocate(&exchange->arena, sizeof *count);
	if (!count)
		return STATUS_NO_MEMORY;
	bool is_known = row_text(&row).size > 0;
	struct text text = row_text(&row);
	uint64_t given = (uint64_t)row_number(&row);
	if (is_known)
		TRY(profile_type_rules_parse(text, &rules, fault));
	*count = (uint64_t)row_number(&row) + (rules.numbers > given ? rules.numbers - given : 0);
	exchange->result = count;
	return STATUS_OK;
}

static const struct server_function count_function = {
	.name = "countType", .load = load_count, .decide = decide_count, .quiet = true,
};

static enum status prepare_count(struct exchange_many *many, size_t index, struct exchange *one)
{
	(void)index;
	one->request = many->whole->request;
	return STATUS_OK;
}

static bool counted(struct exchange_many *many, size_t index, const struct exchange *one, enum status status)
{
	const struct fleet_order_request *request = request_of(many);
	const uint64_t *left = one->result;
	size_t needed = 0;
	(void)index;
	if (status != STATUS_OK)
		return false;
	for (size_t i = 0; i < request->count; i++)
		needed += work_of(many)->states[i] == CARD_WANTS && request->cards[i].iccid.size == 0;
	if (needed <= *left)
		return true;
	const char *sentence = arena_print(&many->whole->arena, "The list needs %zu profiles of the type, and there are %llu.",
	                                   needed, (unsigned long long)*left);
	(void)!exchange_refuse_because(many->whole, "8.2.5", "3.7", sentence ? sentence : "There are not as many.");
	return true;
}

static void all_counted(struct exchange_many *many, enum status status)
{
	struct fleet_work *work = work_of(many);
	work->many.count = request_of(many)->count;
	if (status != STATUS_OK || failure_is_set(&many->whole->failure))
		finish(work, status);
	else
		step(work, &fleet_assign_function, prepare_assign, assigned, all_assigned);
}

static void all_checked(struct exchange_many *many, enum status status)
{
	struct fleet_work *work = work_of(many);
	if (status != STATUS_OK || failure_is_set(&many->whole->failure)) {
		finish(work, status);
		return;
	}
	work->many.count = 1;
	step(work, &count_function, prepare_count, counted, all_counted);
}

static void all_looked(struct exchange_many *many, enum status status)
{
	if (status != STATUS_OK)
		finish(work_of(many), status);
	else
		step(work_of(many), &check_function, prepare_assign, checked, all_checked);
}

static void run(struct exchange *exchange)
{
	const struct fleet_order_request *request = exchange->request;
	struct fleet_work *work = arena_allocate(&exchange->arena, sizeof *work);
	enum card_state *states = arena_allocate(&exchange->arena, (request->count + 1) * sizeof *states);
	struct text *given = arena_allocate(&exchange->arena, (request->count + 1) * sizeof *given);
	if (!work || !states || !given) {
		exchange_finish(exchange, STATUS_NO_MEMORY);
		return;
	}
	*work = (struct fleet_work){ .many = { .whole = exchange, .count = request->count, .at_once = AT_ONCE },
		                     .states = states, .given = given, .sentence = BUFFER(4096) };
	step(work, &look_function, prepare_assign, looked, all_looked);
}

const struct server_function fleet_order_function = { .name = "orderFleet", .run = run };
