/* SPDX-License-Identifier: Apache-2.0 */
/* Routes of the SM-DP+'s admin address, beside those of every server (server/account_routes.h). Codes of orders are nowhere
 * among them: only a look at one's activation code shows them (programs/admin_code.h). */
#ifndef SMDP_ADMIN_H
#define SMDP_ADMIN_H

#include "server/rest.h"
#include "smdp/records.h"

enum {
	ADMIN_ALL = ACCOUNT_OPERATOR | ACCOUNT_SUPPORT | ACCOUNT_AUDITOR,
	ADMIN_SEES = ACCOUNT_OPERATOR | ACCOUNT_AUDITOR,
	ADMIN_HELPS = ACCOUNT_OPERATOR | ACCOUNT_SUPPORT,
	ADMIN_PAGE_MAXIMUM = 500,
};

extern const struct rest_route admin_profile_routes[];
extern const struct rest_route admin_order_routes[];
extern const struct rest_route admin_partner_routes[];  /* operators, outbox */
extern const struct rest_route admin_type_routes[];
extern const struct rest_route admin_subscriber_routes[];
extern const struct rest_route admin_list_routes[];     /* fleets, batches */
extern const struct rest_route admin_overview_routes[]; /* numbers, sessions, fleet, certificates */

/* ---- what they share ---- */

/* A request of the function's own type, in the exchange. NULL without memory. */
void *admin_request_new(struct exchange *exchange, size_t size) MUST_CHECK;

/* "limit", or 100; at most ADMIN_PAGE_MAXIMUM. */
int64_t admin_limit(const struct rest_request *request);
#define ADMIN_LIMIT_FIELD { .name = "limit", .kind = REST_NUMBER, .help = "at most so many, up to 500; 100 if not given" }

/* Members that may be missing. */
void admin_put_text(struct json_writer *writer, const char *name, struct text value);
void admin_put_time(struct json_writer *writer, const char *name, int64_t seconds);

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
