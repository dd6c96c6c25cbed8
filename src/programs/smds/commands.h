/* SPDX-License-Identifier: Apache-2.0 */
/* The commands of provisim-smds on its events. */
#ifndef PROGRAMS_SMDS_COMMANDS_H
#define PROGRAMS_SMDS_COMMANDS_H

#include "programs/command_line.h"

extern const struct command_option smds_event_list_options[];
enum exit_code smds_event_list(struct invocation *invocation);
extern const struct command_option smds_event_add_options[];
enum exit_code smds_event_add(struct invocation *invocation);
extern const struct command_option smds_event_remove_options[];
enum exit_code smds_event_remove(struct invocation *invocation);

#endif
