/* SPDX-License-Identifier: Apache-2.0 */
/* Routes of the SM-DS's admin address, beside those of every server (server/account_routes.h). EIDs are shortened there, and
 * event IDs are nowhere: they are what LPAs fetch profiles with. */
#ifndef SMDS_ADMIN_H
#define SMDS_ADMIN_H

#include "server/admin.h"

extern const struct rest_route smds_admin_routes[];

#endif
