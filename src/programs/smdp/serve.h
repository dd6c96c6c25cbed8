/* SPDX-License-Identifier: Apache-2.0 */
/* `provisim smdp serve`. */
#ifndef PROGRAMS_SMDP_SERVE_H
#define PROGRAMS_SMDP_SERVE_H

#include "programs/command_line.h"

enum exit_code smdp_serve(struct invocation *invocation);
enum exit_code smdp_health(struct invocation *invocation);

#endif
