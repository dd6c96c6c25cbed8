/* SPDX-License-Identifier: Apache-2.0 */
/* The commands of provisim-profile. */
#ifndef PROGRAMS_PROFILE_COMMANDS_H
#define PROGRAMS_PROFILE_COMMANDS_H

#include "programs/command_line.h"

enum exit_code profile_compile(struct invocation *invocation);
enum exit_code profile_print(struct invocation *invocation);
enum exit_code profile_show(struct invocation *invocation);
enum exit_code profile_diff(struct invocation *invocation);
enum exit_code profile_extract(struct invocation *invocation);
enum exit_code profile_insert(struct invocation *invocation);
enum exit_code profile_remove(struct invocation *invocation);
enum exit_code profile_set(struct invocation *invocation);
enum exit_code profile_expand(struct invocation *invocation);
enum exit_code profile_shrink(struct invocation *invocation);

#endif
