/* SPDX-License-Identifier: Apache-2.0 */
/* The kernel's random generator behind the port. */
#ifndef IO_SYSTEM_RANDOM_H
#define IO_SYSTEM_RANDOM_H

#include "ports/random.h"

struct random system_random(void);

#endif
