/* SPDX-License-Identifier: Apache-2.0 */
/* The functions that an LPA calls (SGP.22 5.8). See server/service.h for what read and write do. */
#ifndef SMDS_ES11_H
#define SMDS_ES11_H

#include "rsp/event_entries.h"
#include "server/service.h"
#include "smds/smds.h"

static inline const struct smds *exchange_smds(const struct exchange *exchange)
{
	return exchange->role;
}

extern const struct server_function smds_initiate_authentication_function;

/* Result: struct event_entries, those of the card that proved itself and of no other. */
extern const struct server_function smds_authenticate_client_function;
enum status smds_authenticate_client_read(struct json_value json, struct exchange *exchange) MUST_CHECK;

/* Both of them, under the paths of ES9+ as LPAs ask, and under ES11_PATH. */
extern const struct route smds_es11_routes[];
extern const size_t smds_es11_route_count;

#endif
