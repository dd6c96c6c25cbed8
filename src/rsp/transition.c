/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/transition.h"

const struct transition *state_machine_find(const struct state_machine *machine, int state, int event)
{
	for (size_t i = 0; i < machine->count; i++)
		if (machine->table[i].in == state && machine->table[i].on == event)
			return &machine->table[i];
	return NULL;
}

/* The state moves only when the action has come to an end, well or not. */
enum status state_machine_step(const struct state_machine *machine, int *state, int event, void *subject,
                               struct bytes data)
{
	const struct transition *row = state_machine_find(machine, *state, event);
	if (!row)
		return STATUS_OUT_OF_ORDER;
	enum status status = row->act ? row->act(subject, data) : STATUS_OK;
	*state = status == STATUS_OK ? row->then : row->or_else;
	return status;
}
