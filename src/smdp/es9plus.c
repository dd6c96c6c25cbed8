/* SPDX-License-Identifier: Apache-2.0 */
#include "smdp/es9plus.h"

#include "smdp/caller.h"
#include "smdp/history.h"
#include "server/outbox.h"
#include "server/account_session.h"
#include "smdp/stock_batch.h"
#include "smdp/waiting_event.h"

const struct route smdp_es9plus_routes[] = {
	{ INITIATE_AUTHENTICATION_PATH, &initiate_authentication_function, authentication_session_open_read,
	  authentication_session_open_write, false },
	{ AUTHENTICATE_CLIENT_PATH, &authenticate_client_function, authenticate_client_read, authenticate_client_write,
	  false },
	{ GET_BOUND_PACKAGE_PATH, &get_bound_package_function, get_bound_package_read, get_bound_package_write, false },
	{ HANDLE_NOTIFICATION_PATH, &handle_notification_function, handle_notification_read, NULL, true },
	{ CANCEL_SESSION_PATH, &cancel_session_function, cancel_session_read, NULL, false },
};
const size_t smdp_es9plus_route_count = ARRAY_SIZE(smdp_es9plus_routes);

static enum status expire(struct exchange *exchange)
{
	const struct smdp_settings *settings = &exchange_smdp(exchange)->settings;
	TRY(authentication_session_expire(exchange, settings->session_seconds));
	TRY(caller_expire_answers(exchange, settings->call_seconds));
	TRY(history_expire(exchange, settings->history_seconds));
	TRY(outbox_expire(exchange, settings->history_seconds));
	TRY(account_expire(exchange));
	TRY(waiting_event_expire(exchange));
	return stock_batch_expire(exchange);
}

const struct server_function expire_sessions_function = { .name = "expireSessions", .decide = expire };
