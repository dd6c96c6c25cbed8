/* SPDX-License-Identifier: Apache-2.0 */
/* Which operations a download needs: with its installation result and one further notification. */
#ifndef BENCH_NEED_H
#define BENCH_NEED_H

#include "floor.h"

enum { PROFILE_SIZE = 22000 /* octets */ };

/* What our SM-DP+ and our eUICC do, and what servers are measured by. */
extern const struct floor_need smdp_need, euicc_need, server_need;

/* A discovery at an SM-DS: two requests. */
extern const struct floor_need smds_need;

#endif
