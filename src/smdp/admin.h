/* SPDX-License-Identifier: Apache-2.0 */
/* Routes of the SM-DP+'s admin address, beside those of every server (server/account_routes.h). Codes of orders are nowhere
 * among them: only a look at one's activation code shows them (programs/smdp/admin_code.h). */
#ifndef SMDP_ADMIN_H
#define SMDP_ADMIN_H

#include "server/admin.h"
#include "smdp/records.h"

extern const struct rest_route admin_profile_routes[];
extern const struct rest_route admin_order_routes[];
extern const struct rest_route admin_partner_routes[];  /* operators, outbox */
extern const struct rest_route admin_type_routes[];
extern const struct rest_route admin_subscriber_routes[];
extern const struct rest_route admin_action_routes[];   /* many profiles at once */
extern const struct rest_route admin_fleet_routes[];
extern const struct rest_route admin_batch_routes[];
extern const struct rest_route admin_overview_routes[]; /* numbers, sessions, fleet, certificates */

/* ---- what they share ---- */

/* A member in base64, decoded into the request's arena. STATUS_REFUSED: it is none, and the failure is set. */
enum status admin_octets(const struct rest_request *request, const char *name, size_t maximum, struct exchange *exchange,
                         struct bytes *out) MUST_CHECK;

/* "package", or "source" compiled, in the exchange. STATUS_REFUSED: the failure is set. */
enum status admin_read_package(const struct rest_request *request, struct exchange *exchange, struct bytes *out) MUST_CHECK;

/* BF25 of an object of this schema, for a profile of this ICCID. STATUS_REFUSED: the failure is set. */
extern const struct rest_schema admin_metadata_schema;
struct iccid;
enum status admin_make_metadata(struct json_value given, const struct iccid *iccid, struct exchange *exchange,
                                struct bytes *out) MUST_CHECK;

/* One profile as people see it: without its codes. */
extern const struct rest_schema admin_profile_schema;
void admin_write_profile(const struct profile_record *profile, struct json_writer *writer);

#endif
