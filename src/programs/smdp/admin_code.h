/* SPDX-License-Identifier: Apache-2.0 */
/* The route to a profile's activation code, as text, link and picture: each look is written down. */
#ifndef PROGRAMS_SMDP_ADMIN_CODE_H
#define PROGRAMS_SMDP_ADMIN_CODE_H

#include "server/rest.h"

extern const struct rest_route admin_code_routes[];

#endif
