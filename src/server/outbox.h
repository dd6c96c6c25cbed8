/* SPDX-License-Identifier: Apache-2.0 */
/* What others are to be told (table outbox of sql/smdp.sql and sql/smds.sql): written in the transaction that it tells of,
 * delivered later by a pump, once and in order for each subject and destination, however often the server is killed meanwhile.
 * A subject is what the role's data have as key: an ICCID, or a card's event. One server at a time delivers to a destination;
 * it holds a lease that runs out. Functions of an exchange. */
#ifndef SERVER_OUTBOX_H
#define SERVER_OUTBOX_H

#include "server/exchange.h"

/* The numbers stand in databases: never change one. */
enum outbox_kind {
	OUTBOX_OPERATOR = 1, /* the destination is an operator's name, its callback the address */
	OUTBOX_SERVER = 2,   /* the destination is the address of an RSP server, which proves itself under a CI as we do */
};
enum outbox_state { OUTBOX_WAITS = 0, OUTBOX_DELIVERED = 1, OUTBOX_GIVEN_UP = 2, OUTBOX_DROPPED = 3, OUTBOX_STATE_COUNT };
const char *outbox_state_name(int64_t state);
bool outbox_state_parse(struct text name, enum outbox_state *out);

enum {
	OUTBOX_LEASE_SECONDS = 20,   /* longer than any request to a destination may take */
	OUTBOX_BATCH_MAXIMUM = 8,    /* entries of one destination at a time */
	OUTBOX_LANES_MAXIMUM = 64,   /* destinations at a time */
	OUTBOX_DELAY_MAXIMUM = 3600, /* seconds between two attempts */
};

/* Adds an entry for another RSP server, an SM-DS. `number` puts those of one subject in their order; no two have the same. */
enum status outbox_put(struct exchange *exchange, struct text subject, struct text destination, int64_t number,
                       struct text path, struct text content) MUST_CHECK;

/* ---- for the pump ---- */

/* Takes or renews leases. Result: struct outbox_lanes: destinations with something to do that are the holder's now. */
struct outbox_claim_request {
	struct text holder;           /* of one pump, unlike all others */
	const struct text *held;      /* where it is at work: kept, whatever there is to do */
	size_t held_count;
	size_t more;                  /* how many others it can take on */
	bool renew;                   /* those that are held */
};
struct outbox_lanes {
	const struct text *destinations;
	size_t count;
};
extern const struct server_function outbox_claim_function;

/* What is due at one destination, the oldest of each subject, OUTBOX_BATCH_MAXIMUM at most. Result: struct outbox_batch.
 * This one knows of servers only; a role with destinations of another kind has one of its own, made of the parts below. */
struct outbox_batch_request {
	struct text destination;
};
struct outbox_entry {
	struct text subject, destination;
	int64_t number;
	enum outbox_kind kind;
	enum outbox_state state;
	struct text path, content;
	int64_t created_at, due_at, ended_at, attempts;
	struct text fault;
	struct text address; /* to deliver to; empty: it has none any more */
};
struct outbox_batch {
	const struct outbox_entry *entries;
	size_t count;
};
extern const struct server_function outbox_batch_function;

#define OUTBOX_COLUMNS \
	"e.subject, e.destination, e.number, e.kind, e.state, e.path, e.content, e.created_at, e.due_at, e.ended_at, " \
	"e.attempts, e.fault"

/* The query for `decide`: $1 the destination, $2 the time; `address` and `join` are the role's SQL about the entry e. */
#define OUTBOX_BATCH_QUERY(address, join) \
	"SELECT " OUTBOX_COLUMNS ", " address " FROM outbox e " join \
	"WHERE e.destination = $1 AND e.state = 0 AND e.due_at <= $2 AND NOT EXISTS (SELECT 1 FROM outbox f " \
	"WHERE f.subject = e.subject AND f.destination = e.destination AND f.number < e.number AND f.state = 0) " \
	"AND NOT EXISTS (SELECT 1 FROM outbox_lease l WHERE l.destination = e.destination AND l.due_at > $2) " \
	"ORDER BY e.due_at, e.created_at LIMIT 8"
_Static_assert(OUTBOX_BATCH_MAXIMUM == 8 && OUTBOX_WAITS == 0, "the statement names them");
enum status outbox_give_entries(struct exchange *exchange) MUST_CHECK;

/* How it went. No result. */
enum outbox_outcome {
	OUTCOME_DELIVERED,
	OUTCOME_REFUSED,     /* an answer that is no success: this one again later */
	OUTCOME_NOT_REACHED, /* nobody there: all that is for this destination again later */
	OUTCOME_HOPELESS,    /* never again */
};
struct outbox_settle_request {
	struct outbox_entry entry;
	enum outbox_outcome outcome;
	struct text fault;
	int64_t give_up_seconds; /* after it was written */
};
extern const struct server_function outbox_settle_function;

/* The pump ends: others need not wait for its leases to run out. No result. */
struct outbox_leave_request {
	struct text holder;
};
extern const struct server_function outbox_leave_function;

/* ---- for people ---- */

/* Result: struct outbox_batch, oldest first, without addresses. Empty texts: all. Here and below, what a subject has before a
 * slash stands for all that begin with it. */
struct outbox_list_request {
	struct text destination;
	struct text subject;
	int state; /* negative: all */
	int64_t maximum;
};
extern const struct server_function outbox_list_function;

/* One entry (number > 0) or all of a subject or of a destination: to be delivered again at once, or never. Refused by
 * 8.2.1-3.9: there is none. No result. */
struct outbox_change_request {
	struct text destination;
	struct text subject;
	int64_t number;
	bool drop;
};
extern const struct server_function outbox_change_function;

/* Families outbox_waiting and outbox_oldest_seconds: how many wait, and when the oldest was written (0: none waits). */
void outbox_census_print(struct metric_writer *writer, uint64_t waiting, uint64_t oldest_at, int64_t now);

/* Adds the end of what ended longer than `seconds` ago. */
enum status outbox_expire(struct exchange *exchange, int64_t seconds) MUST_CHECK;

#endif
