/* SPDX-License-Identifier: Apache-2.0 */
/* How a server executes one function: load (one query) → decide (pure: rules and crypto over the request and the rows)
 * → apply (one transaction, conditional on what was loaded still being so) → answer, when that is durable. If somebody
 * else was faster, it is loaded and decided again. Everything that a server of ours does to its data goes this way, be
 * it asked for over HTTP or by a command. */
#ifndef SERVER_EXCHANGE_H
#define SERVER_EXCHANGE_H

#include <stdatomic.h>

#include "ports/clock.h"
#include "ports/database.h"
#include "ports/log.h"
#include "ports/random.h"
#include "ports/worker.h"
#include "rsp/failure_reason.h"
#include "server/metrics.h"

enum {
	EXCHANGE_CHANGES_MAXIMUM = 20,
	EXCHANGE_ATTEMPTS_MAXIMUM = 8,
	EXCHANGE_MEMORY_MAXIMUM = 96 << 20, /* octets of one exchange: several loads of the largest package */
};

/* What a server needs from outside. */
struct server_ports {
	struct clock clock;
	struct random random;
	struct database database;
	struct log log;
	struct worker worker; /* for what takes long; without one that is done at once */

	/* What is begun now counts under role_turn % 2, so that the role before can be let go when nobody needs it any more.
	 * See server_ports_change_role(). */
	unsigned role_turn;
	atomic_uint exchanges[2];

	struct server_metrics *metrics; /* of this loop; NULL: nothing is counted */
	bool reveal;                    /* the log says EID and ICCID whole: for laboratories */
};

/* What is begun from now on has another role. False: some of the one before last are still on their way. */
bool server_ports_change_role(struct server_ports *ports) MUST_CHECK;
/* Nobody has the role of before the last change. May be asked by any thread. */
bool server_ports_old_role_is_free(const struct server_ports *ports) MUST_CHECK;

struct exchange;

/* One function of a server. */
struct server_function {
	const char *name; /* for the log and the history: "authenticateClient" */

	/* Sets exchange->query. NULL: there is nothing to load. */
	enum status (*load)(struct exchange *exchange);

	/* Sets exchange->result, or exchange->failure by exchange_refuse(), and adds changes. May run several times; what
	 * it returned or changed before is then forgotten. Statuses other than STATUS_OK mean that we could not do our
	 * part: nothing is applied. */
	enum status (*decide)(struct exchange *exchange);

	/* Adds what is kept of how it ended, executed or refused, to the changes. Only after STATUS_OK of decide. NULL: nothing
	 * is kept. */
	enum status (*record)(struct exchange *exchange);

	/* `decide` computes long: the worker does it, who has only so many to do (STATUS_BUSY). */
	bool is_slow;

	/* Done again and again by ourselves: what went well is no event. */
	bool quiet;

	/* Who asks, before anything of the function itself is loaded. NULL: nobody asks. */
	const struct admission *admission;

	/* Instead of all these: does its part by exchanges of other functions (server/exchange_many.h), and calls
	 * exchange_finish() in the end. */
	void (*run)(struct exchange *exchange);
};

/* The first step of functions that are asked for by somebody who stands in the database. */
struct admission {
	/* Sets exchange->query. Leaves it alone when there is nobody to look for: then `admit` is not called. */
	enum status (*load)(struct exchange *exchange);

	/* Over exchange->rows. Leaves it at that, or refuses by exchange_refuse(), or sets exchange->answer: then neither
	 * load nor decide nor record is called. STATUS_UNTRUSTED: nobody that is known. */
	enum status (*admit)(struct exchange *exchange);
};

/* Called once. STATUS_OK: executed or refused (exchange->failure), and durable; STATUS_BUSY: others were faster too
 * often; another status: not executed, nothing changed. The exchange is the caller's again. */
typedef void exchange_done(void *context, struct exchange *exchange, enum status status);

struct exchange {
	const struct server_function *function;
	struct server_ports *ports;
	const void *role;      /* the server: struct smdp … */
	const void *request;   /* of the function's own type */
	void *caller;          /* who asks, of the role's own type; NULL: whoever runs the server, or an LPA */
	struct text actor;     /* the same for the history: "operator a"; empty: an LPA */
	struct bytes client_certificate; /* DER, as TLS checked it; empty: the client showed none */
	struct arena arena;    /* for the request, the rows and the result */
	int64_t now;           /* seconds since 1970 */

	struct database_statement query;
	struct database_rows rows;

	const void *result;    /* of the function's own type */
	struct text answer;    /* the whole answer, where it stands already: JSON, in the arena */
	struct failure failure;
	struct database_statement changes[EXCHANGE_CHANGES_MAXIMUM];
	size_t change_count;

	/* What the log may say about it; views into the arena. */
	struct text transaction_id, eid, iccid, detail;

	/* How a download ended, for metrics; result is NULL unless exchange_end() said so. */
	struct {
		const char *result, *subject, *reason;
		int64_t seconds;
	} end;
	int64_t created_at, asked_at; /* microseconds of the ports' clock */

	unsigned attempts;
	enum status decided;
	unsigned turn;         /* of the role, in ports->exchanges */
	exchange_done *done;
	void *context;
};

/* NULL without memory. `ports` and `role` must outlive it. */
struct exchange *exchange_new(const struct server_function *function, struct server_ports *ports, const void *role)
	MUST_CHECK;
void exchange_free(struct exchange *exchange);

/* Starts it; exchange->request is set. `done` may be called before this returns. */
void exchange_run(struct exchange *exchange, exchange_done *done, void *context);

/* Tells the log and the metrics how it ended: for exchanges that were refused before they ran. exchange_run() does it by
 * itself. */
void exchange_log(const struct exchange *exchange, enum status status);

/* For `run`: it is over. The last thing that is done with the exchange. */
void exchange_finish(struct exchange *exchange, enum status status);

/* ---- for load and decide ---- */

/* Copies the values (not what they point to, which must live as long as the exchange). STATUS_NO_MEMORY. */
enum status exchange_ask(struct exchange *exchange, const char *sql, const struct database_value values[],
                         size_t count) MUST_CHECK;
/* Adds a change that must affect `expected_rows` rows (or DATABASE_ANY_ROWS). */
enum status exchange_change(struct exchange *exchange, int64_t expected_rows, const char *sql,
                            const struct database_value values[], size_t count) MUST_CHECK;

/* EXCHANGE_ASK(exchange, sql, database_text(…), …) */
#define EXCHANGE_VALUES(...) \
	(const struct database_value[]){ __VA_ARGS__ }, \
		sizeof((const struct database_value[]){ __VA_ARGS__ }) / sizeof(struct database_value)
#define EXCHANGE_ASK(exchange, sql, ...) exchange_ask(exchange, sql, EXCHANGE_VALUES(__VA_ARGS__))
#define EXCHANGE_CHANGE(exchange, expected_rows, sql, ...) \
	exchange_change(exchange, expected_rows, sql, EXCHANGE_VALUES(__VA_ARGS__))

/* The answer is no. Changes that were added are applied all the same. Returns STATUS_OK, to be returned by decide. */
enum status exchange_refuse(struct exchange *exchange, const char *subject_code, const char *reason_code) MUST_CHECK;

/* The same with a sentence of its own (copied), for whoever asked. */
enum status exchange_refuse_because(struct exchange *exchange, const char *subject_code, const char *reason_code,
                                    const char *sentence) MUST_CHECK;

/* Says that what several exchanges did has come to its end: "installed". The texts are literals of bounded number; `subject`
 * and `reason` may be "". `started_at` in seconds since 1970. */
void exchange_end(struct exchange *exchange, const char *result, const char *subject, const char *reason, int64_t started_at);

/* A sentence for the log, in the arena; without memory there is none. */
void exchange_note(struct exchange *exchange, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
