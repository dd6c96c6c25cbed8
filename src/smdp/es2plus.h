/* SPDX-License-Identifier: Apache-2.0 */
/* The functions that operators call (SGP.22 5.3), over a door where each shows its certificate: what stands in JSON on one
 * side, the functions of order.h on the other. */
#ifndef SMDP_ES2PLUS_H
#define SMDP_ES2PLUS_H

#include "server/service.h"

/* For struct service. */
extern const struct route smdp_es2plus_routes[];
extern const size_t smdp_es2plus_route_count;

#endif
