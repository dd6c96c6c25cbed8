/* SPDX-License-Identifier: Apache-2.0 */
/* The machine's clock behind the port. */
#ifndef IO_SYSTEM_CLOCK_H
#define IO_SYSTEM_CLOCK_H

#include "ports/clock.h"

struct clock system_clock(void);

#endif
