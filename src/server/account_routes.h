/* SPDX-License-Identifier: Apache-2.0 */
/* Routes of every server's admin address: accounts, sessions, tokens, and the audit log. */
#ifndef SERVER_ACCOUNT_ROUTES_H
#define SERVER_ACCOUNT_ROUTES_H

#include "server/rest.h"

extern const struct rest_route account_routes[];
extern const struct rest_route audit_routes[];

#endif
