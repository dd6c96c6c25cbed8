/* SPDX-License-Identifier: Apache-2.0 */
/* Somebody beside the loop, for what computes so long that others would notice. */
#ifndef PORTS_WORKER_H
#define PORTS_WORKER_H

#include <stdbool.h>
#include <stddef.h>

struct worker {
	void *self;
	bool (*take)(void *self, void (*work)(void *context), void (*done)(void *context), void *context);
};

/* Calls `work` in another thread, and `done` after it in the caller's; without a worker both before this returns. False: too
 * many wait already; neither is called. What `work` uses is nobody else's until `done`. */
static inline bool worker_take(const struct worker *worker, void (*work)(void *context), void (*done)(void *context),
                               void *context)
{
	if (worker->take)
		return worker->take(worker->self, work, done, context);
	work(context);
	done(context);
	return true;
}

#endif
