/* SPDX-License-Identifier: Apache-2.0 */
/* The engine alone, over a database that answers as it is told. */
#include "support/test.h"

#include "server/exchange.h"

/* Answers queries with one row that holds how often it was asked; gives transactions the outcomes of a script. */
struct fake {
	struct server_ports ports;
	enum status query_status;
	const enum status *outcomes;
	int queries, transactions;
	const struct database_statement *last_statements;
	size_t last_count;
	database_applied *applied; /* of the transaction that waits */
	void *applied_context;
	bool hold;                 /* transactions wait for deliver() */
	int64_t seconds;
	char log[400];
	/* what came of the exchange */
	int done;
	enum status status;
};

static void query(void *self, const struct database_statement *statement, struct arena *arena, database_rows_done *done,
                  void *context)
{
	struct fake *fake = self;
	struct database_value *value = arena_allocate(arena, sizeof *value);
	(void)statement;
	*value = database_number(++fake->queries);
	const struct database_rows rows = { value, 1, 1 };
	done(context, fake->query_status, fake->query_status == STATUS_OK ? &rows : NULL);
}

static void apply(void *self, const struct database_statement *statements, size_t count, database_applied *done,
                  void *context)
{
	struct fake *fake = self;
	fake->last_statements = statements;
	fake->last_count = count;
	if (fake->hold) {
		fake->applied = done;
		fake->applied_context = context;
		return;
	}
	done(context, fake->outcomes[fake->transactions++]);
}

static int64_t seconds(void *self)
{
	return ++((struct fake *)self)->seconds;
}

static void write_log(void *self, enum log_level level, const char *event, const struct log_field *fields, size_t count)
{
	struct fake *fake = self;
	size_t used = (size_t)snprintf(fake->log, sizeof fake->log, "%d %s", (int)level, event);
	for (size_t i = 0; i < count; i++)
		if (fields[i].value.size > 0 && used < sizeof fake->log)
			used += (size_t)snprintf(fake->log + used, sizeof fake->log - used, " %s=%.*s", fields[i].name,
			                         TEXT_ARGUMENTS(fields[i].value));
}

static struct fake *make_fake(void)
{
	struct fake *fake = calloc(1, sizeof *fake);
	fake->ports.clock = (struct clock){ .self = fake, .utc_seconds = seconds };
	fake->ports.database = (struct database){ .self = fake, .query = query, .apply = apply };
	fake->ports.log = (struct log){ fake, write_log };
	return fake;
}

static enum status load(struct exchange *exchange)
{
	return EXCHANGE_ASK(exchange, "SELECT $1", database_number(7));
}

/* The answer tells which load it rests on. */
static enum status decide(struct exchange *exchange)
{
	int64_t *result = arena_allocate(&exchange->arena, sizeof *result);
	*result = database_cell_number(&exchange->rows, 0, 0);
	exchange->result = result;
	return EXCHANGE_CHANGE(exchange, 1, "UPDATE $1 $2", database_number(*result), database_text(TEXT("x")));
}

static enum status refuse_and_count(struct exchange *exchange)
{
	TRY(decide(exchange));
	return exchange_refuse(exchange, "8.2.7", "3.8");
}

static enum status refuse(struct exchange *exchange)
{
	exchange->eid = TEXT("89049032123451234512345678901235");
	exchange->iccid = TEXT("8949449999999990015");
	exchange->transaction_id = TEXT("0A0B");
	exchange_note(exchange, "a note of %d words", 4);
	return exchange_refuse(exchange, "8.2.6", "3.8");
}

static enum status mistake(struct exchange *exchange)
{
	TRY(decide(exchange));
	return STATUS_BUG;
}

static const struct server_function plain = { .name = "plain", .load = load, .decide = decide };

static void note_done(void *context, struct exchange *exchange, enum status status)
{
	struct fake *fake = context;
	(void)exchange;
	fake->done++;
	fake->status = status;
}

static struct exchange *run(struct fake *fake, const struct server_function *function)
{
	struct exchange *exchange = exchange_new(function, &fake->ports, NULL);
	exchange->request = "";
	exchange_run(exchange, note_done, fake);
	return exchange;
}

#define FINISH(fake, exchange) (exchange_free(exchange), free(fake))

static void the_answer_waits_for_the_disk(void **state)
{
	(void)state;
	struct fake *fake = make_fake();
	fake->hold = true;
	struct exchange *exchange = run(fake, &plain);
	assert_int_equal(fake->done, 0);
	assert_int_equal(fake->last_count, 1);
	assert_int_equal(fake->last_statements[0].expected_rows, 1);
	assert_int_equal(fake->last_statements[0].value_count, 2);
	assert_int_equal(fake->last_statements[0].values[0].number, 1);
	fake->applied(fake->applied_context, STATUS_OK);
	assert_int_equal(fake->done, 1);
	CHECK_STATUS(fake->status, STATUS_OK, "executed");
	FINISH(fake, exchange);
}

static void who_was_overtaken_decides_again(void **state)
{
	static const enum status outcomes[] = { STATUS_BUSY, STATUS_EXISTS, STATUS_OK };
	(void)state;
	struct fake *fake = make_fake();
	fake->outcomes = outcomes;
	struct exchange *exchange = run(fake, &plain);
	CHECK_STATUS(fake->status, STATUS_OK, "executed");
	assert_int_equal(fake->queries, 3);
	assert_int_equal(*(const int64_t *)exchange->result, 3);
	assert_int_equal(fake->last_count, 1);
	assert_int_equal(fake->last_statements[0].values[0].number, 3);
	assert_int_equal(exchange->now, 3);
	FINISH(fake, exchange);
}

static void not_for_ever(void **state)
{
	static const enum status outcomes[100] = { STATUS_BUSY, STATUS_BUSY, STATUS_BUSY, STATUS_BUSY, STATUS_BUSY,
		STATUS_BUSY, STATUS_EXISTS, STATUS_EXISTS, STATUS_OK };
	(void)state;
	struct fake *fake = make_fake();
	fake->outcomes = outcomes;
	struct exchange *exchange = run(fake, &plain);
	CHECK_STATUS(fake->status, STATUS_BUSY, "given up");
	assert_int_equal(fake->transactions, EXCHANGE_ATTEMPTS_MAXIMUM);
	assert_int_equal(fake->done, 1);
	FINISH(fake, exchange);
}

static void a_refusal_is_durable_too(void **state)
{
	static const struct server_function function = { .name = "refusing", .load = load, .decide = refuse_and_count };
	(void)state;
	struct fake *fake = make_fake();
	fake->hold = true;
	struct exchange *exchange = run(fake, &function);
	assert_int_equal(fake->done, 0);
	fake->applied(fake->applied_context, STATUS_OK);
	assert_int_equal(fake->done, 1);
	assert_true(failure_is(&exchange->failure, "8.2.7", "3.8"));
	FINISH(fake, exchange);
}

static void without_changes_nothing_is_applied(void **state)
{
	static const struct server_function function = { .name = "refusing", .decide = refuse };
	(void)state;
	struct fake *fake = make_fake();
	struct exchange *exchange = run(fake, &function);
	assert_int_equal(fake->done, 1);
	assert_int_equal(fake->queries + fake->transactions, 0);
	assert_non_null(strstr(fake->log, "2 refusing transaction=0A0B "));
	assert_non_null(strstr(fake->log, "codes=8.2.6-3.8"));
	assert_non_null(strstr(fake->log, "detail=a note of 4 words"));
	assert_null(strstr(fake->log, "89049032123451234512345678901235"));
	assert_null(strstr(fake->log, "8949449999999990015"));
	FINISH(fake, exchange);
}

static void our_own_failures(void **state)
{
	static const enum status outcomes[] = { STATUS_IO };
	static const struct server_function mistaken = { .name = "mistaken", .load = load, .decide = mistake };
	(void)state;
	struct fake *fake = make_fake();
	fake->query_status = STATUS_IO;
	struct exchange *exchange = run(fake, &plain);
	CHECK_STATUS(fake->status, STATUS_IO, "the query failed");
	exchange_free(exchange);
	fake->query_status = STATUS_OK;
	fake->outcomes = outcomes;
	exchange = run(fake, &plain);
	CHECK_STATUS(fake->status, STATUS_IO, "the transaction failed");
	assert_int_equal(fake->transactions, 1);
	exchange_free(exchange);
	exchange = run(fake, &mistaken);
	CHECK_STATUS(fake->status, STATUS_BUG, "a mistake");
	assert_int_equal(fake->transactions, 1);
	FINISH(fake, exchange);
}

/* ---- slow decisions ---- */

struct desk {
	void (*work)(void *context), (*done)(void *context);
	void *context;
	bool is_full;
};

static bool take_work(void *self, void (*work)(void *context), void (*done)(void *context), void *context)
{
	struct desk *desk = self;
	if (desk->is_full)
		return false;
	*desk = (struct desk){ work, done, context, true };
	return true;
}

/* Another worker's business until it is done: meanwhile others are served, and one more than it has room for is refused. */
static void a_slow_decision_holds_up_nobody(void **state)
{
	static const struct server_function slow = { .name = "slow", .load = load, .decide = decide, .is_slow = true };
	static const enum status outcomes[] = { STATUS_OK, STATUS_BUSY, STATUS_OK };
	struct fake *fake = make_fake();
	struct desk desk = { 0 };
	(void)state;
	fake->outcomes = outcomes;
	fake->ports.worker = (struct worker){ &desk, take_work };
	struct exchange *waiting = run(fake, &slow);
	assert_int_equal(fake->done, 0);
	exchange_free(run(fake, &plain));
	assert_int_equal(fake->done, 1);
	assert_int_equal(fake->status, STATUS_OK);
	exchange_free(run(fake, &slow));
	assert_int_equal(fake->done, 2);
	assert_int_equal(fake->status, STATUS_BUSY);
	/* Overtaken, it is decided again, and as slowly. */
	for (int i = 0; i < 2; i++) {
		const struct desk job = desk;
		assert_int_equal(fake->done, 2);
		desk.is_full = false;
		job.work(job.context);
		assert_int_equal(fake->done, 2);
		job.done(job.context);
	}
	assert_int_equal(fake->done, 3);
	assert_int_equal(fake->status, STATUS_OK);
	assert_int_equal(fake->transactions, 3);
	exchange_free(waiting);
	free(fake);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_answer_waits_for_the_disk),
		cmocka_unit_test(who_was_overtaken_decides_again),
		cmocka_unit_test(not_for_ever),
		cmocka_unit_test(a_refusal_is_durable_too),
		cmocka_unit_test(without_changes_nothing_is_applied),
		cmocka_unit_test(our_own_failures),
		cmocka_unit_test(a_slow_decision_holds_up_nobody),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
