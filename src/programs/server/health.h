/* SPDX-License-Identifier: Apache-2.0 */
/* The command that asks a running server of this machine how it is: for containers, which look at its exit code. */
#ifndef PROGRAMS_SERVER_HEALTH_H
#define PROGRAMS_SERVER_HEALTH_H

#include "programs/command_line.h"
#include "programs/server/settings.h"

extern const struct command_option server_health_options[];

/* EXIT_DONE: it is ready, or alive when --live asks no more. */
enum exit_code server_health(const struct invocation *invocation, const struct server_settings *settings);

#endif
