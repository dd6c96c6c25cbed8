/* SPDX-License-Identifier: Apache-2.0 */
/* The functions that an LPA calls (SGP.22 5.6), one file each: how their JSON is read, how they are executed, how the
 * answer is written. See server/service.h for what the three do. */
#ifndef SMDP_ES9PLUS_H
#define SMDP_ES9PLUS_H

#include "rsp/authenticate_client.h"
#include "rsp/cancel_session.h"
#include "rsp/get_bound_package.h"
#include "rsp/initiate_authentication.h"
#include "rsp/installation_result.h"
#include "rsp/prepare_download.h"
#include "server/service.h"
#include "smdp/records.h"

extern const struct server_function initiate_authentication_function;

extern const struct server_function authenticate_client_function;
enum status authenticate_client_read(struct json_value json, struct exchange *exchange) MUST_CHECK;
void authenticate_client_write(const struct exchange *exchange, struct json_writer *writer);

extern const struct server_function get_bound_package_function;
enum status get_bound_package_read(struct json_value json, struct exchange *exchange) MUST_CHECK;
void get_bound_package_write(const struct exchange *exchange, struct json_writer *writer);

extern const struct server_function handle_notification_function;
enum status handle_notification_read(struct json_value json, struct exchange *exchange) MUST_CHECK;

extern const struct server_function cancel_session_function;
enum status cancel_session_read(struct json_value json, struct exchange *exchange) MUST_CHECK;

/* The five of them, for struct service. */
extern const struct route smdp_es9plus_routes[];
extern const size_t smdp_es9plus_route_count;

/* Sessions that nobody finished are forgotten: to be run now and then. No request. */
extern const struct server_function expire_sessions_function;

#endif
