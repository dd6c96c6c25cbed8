/* SPDX-License-Identifier: Apache-2.0 */
/* A thread that works for several event loops, one job after the other. */
#ifndef IO_WORKER_THREAD_H
#define IO_WORKER_THREAD_H

#include "io/event_loop.h"
#include "ports/worker.h"

enum { WORKER_JOBS_MAXIMUM = 16 /* that wait or are worked on */ };

struct worker_thread;

/* STATUS_NO_MEMORY. */
enum status worker_thread_new(struct worker_thread **out) MUST_CHECK;

/* Ends what is worked on; jobs that still wait are forgotten. No loop it works for may run any more, or be freed already. */
void worker_thread_free(struct worker_thread *thread);

/* What one loop reaches the thread by. Must outlive the jobs. */
struct worker_desk {
	struct worker_thread *thread;
	struct event_loop *loop;
};

/* For the loop's own thread. */
struct worker worker_desk_port(struct worker_desk *desk);

#endif
