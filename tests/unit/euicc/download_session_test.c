/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "euicc/download_session.h"

enum { NO = -1 };

/* SGP.22 3.1, spelled out for every state and event: where it leads when it succeeds. */
static const int wanted[SESSION_STATE_COUNT][SESSION_EVENT_COUNT] = {
	[SESSION_NONE] = {
		[SESSION_CHALLENGE] = SESSION_CHALLENGED, [SESSION_AUTHENTICATE] = NO, [SESSION_PREPARE] = NO,
		[SESSION_LOAD] = NO, [SESSION_RESULT] = NO, [SESSION_CANCEL] = NO, [SESSION_MANAGE] = SESSION_NONE,
	},
	[SESSION_CHALLENGED] = {
		[SESSION_CHALLENGE] = SESSION_CHALLENGED, [SESSION_AUTHENTICATE] = SESSION_AUTHENTICATED,
		[SESSION_PREPARE] = NO, [SESSION_LOAD] = NO, [SESSION_RESULT] = NO, [SESSION_CANCEL] = NO,
		[SESSION_MANAGE] = SESSION_NONE,
	},
	[SESSION_AUTHENTICATED] = {
		[SESSION_CHALLENGE] = SESSION_CHALLENGED, [SESSION_AUTHENTICATE] = NO,
		[SESSION_PREPARE] = SESSION_PREPARED, [SESSION_LOAD] = NO, [SESSION_RESULT] = NO,
		[SESSION_CANCEL] = SESSION_NONE, [SESSION_MANAGE] = SESSION_NONE,
	},
	[SESSION_PREPARED] = {
		[SESSION_CHALLENGE] = SESSION_CHALLENGED, [SESSION_AUTHENTICATE] = NO,
		[SESSION_PREPARE] = SESSION_PREPARED, [SESSION_LOAD] = SESSION_LOADING, [SESSION_RESULT] = NO,
		[SESSION_CANCEL] = SESSION_NONE, [SESSION_MANAGE] = SESSION_NONE,
	},
	[SESSION_LOADING] = {
		[SESSION_CHALLENGE] = SESSION_CHALLENGED, [SESSION_AUTHENTICATE] = NO, [SESSION_PREPARE] = NO,
		[SESSION_LOAD] = SESSION_LOADING, [SESSION_RESULT] = SESSION_NONE, [SESSION_CANCEL] = SESSION_NONE,
		[SESSION_MANAGE] = NO,
	},
};

static void every_event_in_every_state(void **state)
{
	(void)state;
	for (int in = 0; in < SESSION_STATE_COUNT; in++)
		for (int on = 0; on < SESSION_EVENT_COUNT; on++) {
			const struct transition *row = state_machine_find(&download_machine, in, on);
			int leads_to = row ? row->then : NO;
			if (leads_to != wanted[in][on])
				fail_msg("%s on %s leads to %d, want %d", download_machine.state_names[in],
				         download_machine.event_names[on], leads_to, wanted[in][on]);
		}
}

static void no_row_stands_twice(void **state)
{
	(void)state;
	for (size_t i = 0; i < download_machine.count; i++)
		for (size_t j = 0; j < i; j++)
			assert_false(download_machine.table[i].in == download_machine.table[j].in &&
			             download_machine.table[i].on == download_machine.table[j].on);
}

/* The failures of SGP.22 5.7.5 and 5.7.13 end a session; a refused cancellation or deletion does not. */
static void failures_lead_where_they_should(void **state)
{
	(void)state;
	for (size_t i = 0; i < download_machine.count; i++) {
		const struct transition *row = &download_machine.table[i];
		bool stays = row->on == SESSION_CANCEL || row->on == SESSION_MANAGE;
		assert_int_equal(row->or_else, stays ? row->in : SESSION_NONE);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(every_event_in_every_state),
	cmocka_unit_test(no_row_stands_twice),
	cmocka_unit_test(failures_lead_where_they_should),
};

TESTS_MAIN(tests)
