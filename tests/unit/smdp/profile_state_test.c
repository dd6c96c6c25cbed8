/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "smdp/profile_state.h"

/* What SGP.22 3.1.6 lets happen, written a second time: every state with every event that leads somewhere. All other
 * pairs must be refused. */
static const struct {
	int in;
	int on;
	int then;
} allowed[] = {
	{ STOCK_AVAILABLE, STOCK_ORDER, STOCK_ALLOCATED },
	{ STOCK_AVAILABLE, STOCK_ORDER_LINKED, STOCK_LINKED },
	{ STOCK_AVAILABLE, STOCK_CANCEL_TO_UNAVAILABLE, STOCK_UNAVAILABLE },
	{ STOCK_ALLOCATED, STOCK_CONFIRM, STOCK_CONFIRMED },
	{ STOCK_ALLOCATED, STOCK_CONFIRM_AND_RELEASE, STOCK_RELEASED },
	{ STOCK_ALLOCATED, STOCK_CANCEL_TO_AVAILABLE, STOCK_AVAILABLE },
	{ STOCK_ALLOCATED, STOCK_CANCEL_TO_UNAVAILABLE, STOCK_UNAVAILABLE },
	{ STOCK_LINKED, STOCK_CONFIRM, STOCK_CONFIRMED },
	{ STOCK_LINKED, STOCK_CONFIRM_AND_RELEASE, STOCK_RELEASED },
	{ STOCK_LINKED, STOCK_CANCEL_TO_AVAILABLE, STOCK_AVAILABLE },
	{ STOCK_LINKED, STOCK_CANCEL_TO_UNAVAILABLE, STOCK_UNAVAILABLE },
	{ STOCK_CONFIRMED, STOCK_RELEASE, STOCK_RELEASED },
	{ STOCK_CONFIRMED, STOCK_CANCEL_TO_AVAILABLE, STOCK_AVAILABLE },
	{ STOCK_CONFIRMED, STOCK_CANCEL_TO_UNAVAILABLE, STOCK_UNAVAILABLE },
	{ STOCK_RELEASED, STOCK_AUTHENTICATE, STOCK_RELEASED },
	{ STOCK_RELEASED, STOCK_BIND, STOCK_DOWNLOADED },
	{ STOCK_RELEASED, STOCK_FAIL, STOCK_ERROR },
	{ STOCK_RELEASED, STOCK_CANCEL_TO_AVAILABLE, STOCK_AVAILABLE },
	{ STOCK_RELEASED, STOCK_CANCEL_TO_UNAVAILABLE, STOCK_UNAVAILABLE },
	{ STOCK_DOWNLOADED, STOCK_AUTHENTICATE, STOCK_DOWNLOADED },
	{ STOCK_DOWNLOADED, STOCK_BIND, STOCK_DOWNLOADED },
	{ STOCK_DOWNLOADED, STOCK_FAIL, STOCK_ERROR },
	{ STOCK_DOWNLOADED, STOCK_INSTALL, STOCK_INSTALLED },
	{ STOCK_DOWNLOADED, STOCK_ENABLE, STOCK_ENABLED },
	{ STOCK_DOWNLOADED, STOCK_DISABLE, STOCK_DISABLED },
	{ STOCK_DOWNLOADED, STOCK_DELETE, STOCK_DELETED },
	{ STOCK_INSTALLED, STOCK_ENABLE, STOCK_ENABLED },
	{ STOCK_INSTALLED, STOCK_DISABLE, STOCK_DISABLED },
	{ STOCK_INSTALLED, STOCK_DELETE, STOCK_DELETED },
	{ STOCK_ENABLED, STOCK_ENABLE, STOCK_ENABLED },
	{ STOCK_ENABLED, STOCK_DISABLE, STOCK_DISABLED },
	{ STOCK_ENABLED, STOCK_DELETE, STOCK_DELETED },
	{ STOCK_DISABLED, STOCK_ENABLE, STOCK_ENABLED },
	{ STOCK_DISABLED, STOCK_DISABLE, STOCK_DISABLED },
	{ STOCK_DISABLED, STOCK_DELETE, STOCK_DELETED },
	{ STOCK_DELETED, STOCK_CANCEL_TO_AVAILABLE, STOCK_AVAILABLE },
	{ STOCK_DELETED, STOCK_CANCEL_TO_UNAVAILABLE, STOCK_UNAVAILABLE },
	{ STOCK_ERROR, STOCK_INSTALL, STOCK_INSTALLED },
	{ STOCK_ERROR, STOCK_CANCEL_TO_AVAILABLE, STOCK_AVAILABLE },
	{ STOCK_ERROR, STOCK_CANCEL_TO_UNAVAILABLE, STOCK_UNAVAILABLE },
	{ STOCK_UNAVAILABLE, STOCK_CANCEL_TO_AVAILABLE, STOCK_AVAILABLE },
	{ STOCK_RELEASED, STOCK_RENEW, STOCK_RELEASED },
	{ STOCK_DOWNLOADED, STOCK_RENEW, STOCK_DOWNLOADED },
	{ STOCK_ERROR, STOCK_RENEW, STOCK_RELEASED },
	{ STOCK_DELETED, STOCK_REUSE, STOCK_RELEASED },
	{ STOCK_STAGED, STOCK_PUBLISH, STOCK_RELEASED },
	{ STOCK_STAGED, STOCK_PUBLISH_TO_STOCK, STOCK_AVAILABLE },
};

static int expected(int state, int event)
{
	EACH(row, allowed)
		if (row->in == state && row->on == event)
			return row->then;
	return -1;
}

static void every_state_meets_every_event(void **state)
{
	(void)state;
	for (int in = 0; in < STOCK_STATE_COUNT; in++)
		for (int event = 0; event < STOCK_EVENT_COUNT; event++) {
			int now = in, want = expected(in, event);
			enum status status = smdp_profile_advance(&now, (enum smdp_profile_event)event);
			if (status != (want < 0 ? STATUS_OUT_OF_ORDER : STATUS_OK) || now != (want < 0 ? in : want))
				fail_msg("%s, %s: led to %s", smdp_profile_state_name(in),
				         smdp_profile_states.event_names[event], smdp_profile_state_name(now));
		}
}

/* Databases hold the numbers. */
static void numbers_and_names_stay(void **state)
{
	static const char *const names[] = { "available", "allocated", "linked", "confirmed", "released", "downloaded",
		"installed", "enabled", "disabled", "deleted", "error", "unavailable", "staged" };
	(void)state;
	assert_int_equal(ARRAY_SIZE(names), STOCK_STATE_COUNT);
	for (int i = 0; i < STOCK_STATE_COUNT; i++) {
		int parsed = -1;
		assert_string_equal(smdp_profile_state_name(i), names[i]);
		assert_true(smdp_profile_state_parse(text_from(names[i]), &parsed));
		assert_int_equal(parsed, i);
	}
	int untouched = 99;
	assert_false(smdp_profile_state_parse(TEXT("sold"), &untouched));
	assert_int_equal(untouched, 99);
	assert_string_equal(smdp_profile_state_name(13), "unknown");
	assert_string_equal(smdp_profile_state_name(-1), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_state_meets_every_event),
		cmocka_unit_test(numbers_and_names_stay),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
