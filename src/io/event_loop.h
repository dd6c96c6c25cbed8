/* SPDX-License-Identifier: Apache-2.0 */
/* Waits for sockets, timers and signals, and calls what belongs to them. One loop belongs to one thread. */
#ifndef IO_EVENT_LOOP_H
#define IO_EVENT_LOOP_H

#include "base/status.h"

struct event_loop;
struct event_base;

/* STATUS_NO_MEMORY, STATUS_IO. */
enum status event_loop_new(struct event_loop **out) MUST_CHECK;
/* Before it, everything that was put on the loop must be gone, except what is said below to be the loop's. */
void event_loop_free(struct event_loop *loop);

/* Runs until event_loop_stop(). */
enum status event_loop_run(struct event_loop *loop) MUST_CHECK;

/* Makes event_loop_run() return soon, also one that another thread is only about to call. May be called from any thread. */
void event_loop_stop(struct event_loop *loop);

typedef void event_callback(void *context);

/* Calls each time the descriptor is readable, until event_loop_unwatch() or the loop is freed. The descriptor stays the
 * caller's. */
enum status event_loop_watch(struct event_loop *loop, int descriptor, event_callback *call, void *context) MUST_CHECK;

/* Calls no more for this descriptor; to be said before it is closed. Also within the call. */
void event_loop_unwatch(struct event_loop *loop, int descriptor);

/* Calls every so many milliseconds, until the loop is freed. */
enum status event_loop_repeat(struct event_loop *loop, unsigned milliseconds, event_callback *call, void *context) MUST_CHECK;

/* Calls when the process gets this signal, until the loop is freed. For one loop of a process only. */
enum status event_loop_on_signal(struct event_loop *loop, int signal_number, event_callback *call, void *context) MUST_CHECK;

/* Runs `call` in the loop's thread, soon. May be called from any thread. */
enum status event_loop_post(struct event_loop *loop, event_callback *call, void *context) MUST_CHECK;

/* For drivers in io/. */
struct event_base *event_loop_base(struct event_loop *loop);

#endif
