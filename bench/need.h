/* SPDX-License-Identifier: Apache-2.0 */
/* Which operations a download needs: with its installation result and one further notification. */
#ifndef BENCH_NEED_H
#define BENCH_NEED_H

#include "floor.h"

enum { PROFILE_SIZE = 22000 /* octets */ };

extern const struct floor_need smdp_need, euicc_need;

#endif
