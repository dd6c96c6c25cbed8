/* SPDX-License-Identifier: Apache-2.0 */
#include "smdp/profile_state.h"

static const char *const state_names[STOCK_STATE_COUNT] = {
	[STOCK_AVAILABLE] = "available",   [STOCK_ALLOCATED] = "allocated",
	[STOCK_LINKED] = "linked",         [STOCK_CONFIRMED] = "confirmed",
	[STOCK_RELEASED] = "released",     [STOCK_DOWNLOADED] = "downloaded",
	[STOCK_INSTALLED] = "installed",   [STOCK_ENABLED] = "enabled",
	[STOCK_DISABLED] = "disabled",     [STOCK_DELETED] = "deleted",
	[STOCK_ERROR] = "error",           [STOCK_UNAVAILABLE] = "unavailable",
	[STOCK_STAGED] = "staged",
};

static const char *const event_names[STOCK_EVENT_COUNT] = {
	[STOCK_ORDER] = "order",
	[STOCK_ORDER_LINKED] = "order for an EID",
	[STOCK_CONFIRM] = "confirm",
	[STOCK_CONFIRM_AND_RELEASE] = "confirm and release",
	[STOCK_RELEASE] = "release",
	[STOCK_AUTHENTICATE] = "authenticate",
	[STOCK_BIND] = "bind",
	[STOCK_FAIL] = "fail",
	[STOCK_INSTALL] = "install",
	[STOCK_ENABLE] = "enable",
	[STOCK_DISABLE] = "disable",
	[STOCK_DELETE] = "delete",
	[STOCK_CANCEL_TO_AVAILABLE] = "cancel, available again",
	[STOCK_CANCEL_TO_UNAVAILABLE] = "cancel, never again",
	[STOCK_PUBLISH] = "publish",
	[STOCK_RENEW] = "renew",
	[STOCK_REUSE] = "use again",
	[STOCK_PUBLISH_TO_STOCK] = "publish without an order",
};

#define ROW(state, event, next) \
	{ .in = STOCK_##state, .on = STOCK_##event, .then = STOCK_##next, .or_else = STOCK_##state }

/* Notifications may arrive before the installation result, and a success that comes after an error stands: the card
 * knows best (SGP.22 3.1.3.3). */
static const struct transition rows[] = {
	ROW(AVAILABLE, ORDER, ALLOCATED),
	ROW(AVAILABLE, ORDER_LINKED, LINKED),
	ROW(AVAILABLE, CANCEL_TO_UNAVAILABLE, UNAVAILABLE),

	ROW(ALLOCATED, CONFIRM, CONFIRMED),
	ROW(ALLOCATED, CONFIRM_AND_RELEASE, RELEASED),
	ROW(ALLOCATED, CANCEL_TO_AVAILABLE, AVAILABLE),
	ROW(ALLOCATED, CANCEL_TO_UNAVAILABLE, UNAVAILABLE),

	ROW(LINKED, CONFIRM, CONFIRMED),
	ROW(LINKED, CONFIRM_AND_RELEASE, RELEASED),
	ROW(LINKED, CANCEL_TO_AVAILABLE, AVAILABLE),
	ROW(LINKED, CANCEL_TO_UNAVAILABLE, UNAVAILABLE),

	ROW(CONFIRMED, RELEASE, RELEASED),
	ROW(CONFIRMED, CANCEL_TO_AVAILABLE, AVAILABLE),
	ROW(CONFIRMED, CANCEL_TO_UNAVAILABLE, UNAVAILABLE),

	ROW(RELEASED, AUTHENTICATE, RELEASED),
	ROW(RELEASED, BIND, DOWNLOADED),
	ROW(RELEASED, RENEW, RELEASED),
	ROW(RELEASED, FAIL, ERROR),
	ROW(RELEASED, CANCEL_TO_AVAILABLE, AVAILABLE),
	ROW(RELEASED, CANCEL_TO_UNAVAILABLE, UNAVAILABLE),

	ROW(DOWNLOADED, AUTHENTICATE, DOWNLOADED),
	ROW(DOWNLOADED, BIND, DOWNLOADED),
	ROW(DOWNLOADED, RENEW, DOWNLOADED),
	ROW(DOWNLOADED, FAIL, ERROR),
	ROW(DOWNLOADED, INSTALL, INSTALLED),
	ROW(DOWNLOADED, ENABLE, ENABLED),
	ROW(DOWNLOADED, DISABLE, DISABLED),
	ROW(DOWNLOADED, DELETE, DELETED),

	ROW(INSTALLED, ENABLE, ENABLED),
	ROW(INSTALLED, DISABLE, DISABLED),
	ROW(INSTALLED, DELETE, DELETED),

	ROW(ENABLED, ENABLE, ENABLED),
	ROW(ENABLED, DISABLE, DISABLED),
	ROW(ENABLED, DELETE, DELETED),

	ROW(DISABLED, ENABLE, ENABLED),
	ROW(DISABLED, DISABLE, DISABLED),
	ROW(DISABLED, DELETE, DELETED),

	ROW(DELETED, REUSE, RELEASED),
	ROW(DELETED, CANCEL_TO_AVAILABLE, AVAILABLE),
	ROW(DELETED, CANCEL_TO_UNAVAILABLE, UNAVAILABLE),

	ROW(ERROR, INSTALL, INSTALLED),
	ROW(ERROR, RENEW, RELEASED),
	ROW(ERROR, CANCEL_TO_AVAILABLE, AVAILABLE),
	ROW(ERROR, CANCEL_TO_UNAVAILABLE, UNAVAILABLE),

	ROW(UNAVAILABLE, CANCEL_TO_AVAILABLE, AVAILABLE),

	ROW(STAGED, PUBLISH, RELEASED),
	ROW(STAGED, PUBLISH_TO_STOCK, AVAILABLE),
};

const struct state_machine smdp_profile_states = {
	.name = "profile at the SM-DP+",
	.table = rows,
	.count = ARRAY_SIZE(rows),
	.state_names = state_names,
	.state_count = STOCK_STATE_COUNT,
	.event_names = event_names,
	.event_count = STOCK_EVENT_COUNT,
};

enum status smdp_profile_advance(int *state, enum smdp_profile_event event)
{
	const struct transition *row = state_machine_find(&smdp_profile_states, *state, (int)event);
	if (!row)
		return STATUS_OUT_OF_ORDER;
	*state = row->then;
	return STATUS_OK;
}

const char *smdp_profile_state_name(int64_t state)
{
	return state >= 0 && state < STOCK_STATE_COUNT ? state_names[state] : "unknown";
}

bool smdp_profile_state_parse(struct text name, int *out)
{
	for (int state = 0; state < STOCK_STATE_COUNT; state++)
		if (text_equal_ignoring_case(name, text_from(state_names[state]))) {
			*out = state;
			return true;
		}
	return false;
}
