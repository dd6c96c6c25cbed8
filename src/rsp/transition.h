/* SPDX-License-Identifier: Apache-2.0 */
/* State machines as tables. One engine for all of them; what a table does not name cannot happen. */
#ifndef RSP_TRANSITION_H
#define RSP_TRANSITION_H

#include "base/bytes.h"
#include "base/status.h"

/* Does the work of one transition. `data` is what came with the event. */
typedef enum status transition_action(void *subject, struct bytes data);

struct transition {
	int in;
	int on;
	transition_action *act; /* may be NULL: nothing to do */
	int then;
	int or_else;            /* where a failing action leads */
};

struct state_machine {
	const char *name;
	const struct transition *table;
	size_t count;
	const char *const *state_names;
	size_t state_count;
	const char *const *event_names;
	size_t event_count;
};

/* The row for this state and event, or NULL. */
const struct transition *state_machine_find(const struct state_machine *machine, int state, int event);

/* Runs the row's action and writes the next state to *state (or_else when it fails; then its status is returned).
 * STATUS_OUT_OF_ORDER: no such row; *state is as it was. */
enum status state_machine_step(const struct state_machine *machine, int *state, int event, void *subject,
                               struct bytes data) MUST_CHECK;

#endif
