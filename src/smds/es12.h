/* SPDX-License-Identifier: Apache-2.0 */
/* The functions that servers call: ES12 for an SM-DP+ and ES15 for an Alternative SM-DS, over TLS that both sides prove
 * themselves in. The caller is the one that its TLS certificate names, and must be of the role that the path is for. */
#ifndef SMDS_ES12_H
#define SMDS_ES12_H

#include "server/service.h"

extern const struct route smds_es12_routes[];
extern const size_t smds_es12_route_count;

#endif
