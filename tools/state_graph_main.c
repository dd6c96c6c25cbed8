/* SPDX-License-Identifier: Apache-2.0 */
/* Draws the state machines from their tables, as Mermaid inside Markdown: docs/states.md is what this prints. */
#include <stdio.h>

#include "euicc/download_session.h"
#include "lpa/card_call.h"
#include "lpa/chip_information.h"
#include "lpa/discovery.h"
#include "lpa/download_session.h"
#include "lpa/notification_delivery.h"
#include "smdp/profile_state.h"

static const struct machine {
	const struct state_machine *machine;
	const char *about;
} machines[] = {
	{ &smdp_profile_states, "A profile at the SM-DP+ (SGP.22 3.1.6), in `src/smdp/profile_state.c`." },
	{ &download_machine, "A download session inside the card (SGP.22 3.0, 3.1.2), in `src/euicc/download_session.c`." },
	{ &lpa_discovery_machine, "What waits for a card, as the device finds out (SGP.22 3.6.2), in `src/lpa/discovery.c`." },
	{ &lpa_download_machine, "A download as the device sees it (SGP.22 3.1.3), in `src/lpa/download_session.c`." },
	{ &lpa_delivery_machine, "Sending what the card has to report (SGP.22 3.5), in `src/lpa/notification_delivery.c`." },
	{ &lpa_chip_machine, "Reading what the card says of itself, in `src/lpa/chip_information.c`." },
	{ &lpa_card_call_machine, "One question to the card, in `src/lpa/card_call.c`." },
};

static const char *name_of(const char *const *names, size_t count, int value)
{
	return value >= 0 && (size_t)value < count && names[value] ? names[value] : "?";
}

/* All events that lead from one state to another share an arrow, drawn at the first of their rows. */
static void draw_arrow(const struct state_machine *machine, const struct transition *first)
{
	const struct transition *end = machine->table + machine->count;
	for (const struct transition *row = machine->table; row < first; row++)
		if (row->in == first->in && row->then == first->then)
			return;
	printf("    s%d --> s%d: %s", first->in, first->then,
	       name_of(machine->event_names, machine->event_count, first->on));
	for (const struct transition *row = first + 1; row < end; row++)
		if (row->in == first->in && row->then == first->then)
			printf(", %s", name_of(machine->event_names, machine->event_count, row->on));
	printf("\n");
}

static void list_failures(const struct state_machine *machine)
{
	bool any = false;
	for (const struct transition *row = machine->table; row < machine->table + machine->count; row++) {
		if (!row->act || row->or_else == row->then)
			continue;
		if (!any)
			printf("\n| in | on | if that fails |\n|---|---|---|\n");
		any = true;
		printf("| %s | %s | %s |\n", name_of(machine->state_names, machine->state_count, row->in),
		       name_of(machine->event_names, machine->event_count, row->on),
		       name_of(machine->state_names, machine->state_count, row->or_else));
	}
}

static void draw(const struct machine *drawn)
{
	const struct state_machine *machine = drawn->machine;
	printf("\n## %s\n\n%s\n\n```mermaid\nstateDiagram-v2\n", machine->name, drawn->about);
	for (size_t state = 0; state < machine->state_count; state++)
		printf("    s%zu: %s\n", state, name_of(machine->state_names, machine->state_count, (int)state));
	for (const struct transition *row = machine->table; row < machine->table + machine->count; row++)
		draw_arrow(machine, row);
	printf("```\n");
	list_failures(machine);
}

int main(void)
{
	printf("# State machines\n\nDrawn from the tables by `tools/state_graph_main.c`; a test compares. What no arrow shows "
	       "cannot happen: it is answered with \"out of order\".\n");
	for (size_t i = 0; i < ARRAY_SIZE(machines); i++)
		draw(&machines[i]);
	return 0;
}
