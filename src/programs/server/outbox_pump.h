/* SPDX-License-Identifier: Apache-2.0 */
/* Delivers what stands in the outbox (server/outbox.h), in a thread and with a database connection of its own: cards never
 * wait for it. Each destination that it works for is a lane; a slow one has its own lane full and no other. */
#ifndef PROGRAMS_SERVER_OUTBOX_PUMP_H
#define PROGRAMS_SERVER_OUTBOX_PUMP_H

#include "io/database_source.h"
#include "io/http_sender.h"
#include "ports/log.h"
#include "server/exchange.h"

struct outbox_pump;

struct outbox_pump_plan {
	struct database_source *database;
	const void *role;                    /* the server: struct smdp … */
	const struct server_function *batch; /* the role's outbox_batch_function */
	struct log log;
	struct http_sender_settings http; /* one identity for each kind of entry, in their order; request_seconds is set here */
	int64_t give_up_seconds[HTTP_SENDER_IDENTITIES]; /* of each kind, too */
};

/* Works from now on. What the plan points to must outlive it, but for `http`. STATUS_NO_MEMORY, STATUS_IO. */
enum status outbox_pump_start(const struct outbox_pump_plan *plan, struct outbox_pump **out) MUST_CHECK;

/* Ends what is under way (it is sent again by whoever comes next), gives the destinations free and frees the pump. */
void outbox_pump_stop(struct outbox_pump *pump);

#endif
