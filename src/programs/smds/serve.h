/* SPDX-License-Identifier: Apache-2.0 */
/* `provisim smds serve`. */
#ifndef PROGRAMS_SMDS_SERVE_H
#define PROGRAMS_SMDS_SERVE_H

#include "programs/command_line.h"

enum exit_code smds_serve(struct invocation *invocation);
enum exit_code smds_health(struct invocation *invocation);

#endif
