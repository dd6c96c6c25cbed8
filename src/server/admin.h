/* SPDX-License-Identifier: Apache-2.0 */
/* What the routes of every server's admin address are made of. */
#ifndef SERVER_ADMIN_H
#define SERVER_ADMIN_H

#include "server/rest.h"

enum {
	ADMIN_ALL = ACCOUNT_OPERATOR | ACCOUNT_SUPPORT | ACCOUNT_AUDITOR,
	ADMIN_SEES = ACCOUNT_OPERATOR | ACCOUNT_AUDITOR,
	ADMIN_HELPS = ACCOUNT_OPERATOR | ACCOUNT_SUPPORT,
	ADMIN_PAGE_MAXIMUM = 500,
};

/* A request of the function's own type, in the exchange. NULL without memory. */
void *admin_request_new(struct exchange *exchange, size_t size) MUST_CHECK;

/* "limit", or 100; at most ADMIN_PAGE_MAXIMUM. */
int64_t admin_limit(const struct rest_request *request);
#define ADMIN_LIMIT_FIELD { .name = "limit", .kind = REST_NUMBER, .help = "at most so many, up to 500; 100 if not given" }

/* Members that may be missing. */
void admin_put_text(struct json_writer *writer, const char *name, struct text value);
void admin_put_time(struct json_writer *writer, const char *name, int64_t seconds);

/* Until when each certificate holds: the answer of a function whose result is the role's struct credentials. */
extern const struct rest_schema admin_certificates_schema;
void admin_write_certificates(const struct exchange *exchange, struct json_writer *writer);

#endif
