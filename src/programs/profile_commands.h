/* SPDX-License-Identifier: Apache-2.0 */
/* The commands of provisim-profile. */
#ifndef PROGRAMS_PROFILE_COMMANDS_H
#define PROGRAMS_PROFILE_COMMANDS_H

#include "programs/command_line.h"

enum exit_code profile_compile(struct invocation *invocation);
enum exit_code profile_print(struct invocation *invocation);
enum exit_code profile_show(struct invocation *invocation);

#endif
