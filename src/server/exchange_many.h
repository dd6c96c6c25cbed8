/* SPDX-License-Identifier: Apache-2.0 */
/* One function for each of many things that somebody asked for at once: a few of them at a time, each in an exchange of its
 * own, so that nobody else waits longer than one of them takes. For functions that `run`. */
#ifndef SERVER_EXCHANGE_MANY_H
#define SERVER_EXCHANGE_MANY_H

#include "server/exchange.h"

struct exchange_many {
	struct exchange *whole;    /* that they are parts of; lends them its actor */
	size_t count, at_once;
	const struct server_function *function;

	/* Sets one->request, and one->function if it is another one. */
	enum status (*prepare)(struct exchange_many *many, size_t index, struct exchange *one);
	/* How it went: to be copied, if it is wanted. False: no further one is begun. NULL: every refusal ends it. */
	bool (*ended)(struct exchange_many *many, size_t index, const struct exchange *one, enum status status);
	/* After the last one. The status is the first that was not STATUS_OK, of preparing or of what came back while `ended`
	 * said no. */
	void (*done)(struct exchange_many *many, enum status status);

	/* its own */
	size_t next, on_the_way;
	bool is_beginning, is_stopped;
	enum status status;
	struct exchange_part *free_parts;
};

/* Begins them. *many must live until `done` is called, which may be before this returns: in the arena of the whole. */
void exchange_many_run(struct exchange_many *many);

#endif
