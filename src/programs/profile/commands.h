/* SPDX-License-Identifier: Apache-2.0 */
/* The commands of provisim-profile. */
#ifndef PROGRAMS_PROFILE_COMMANDS_H
#define PROGRAMS_PROFILE_COMMANDS_H

#include "base/buffer.h"
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
enum exit_code profile_metadata_command(struct invocation *invocation);
enum exit_code profile_icon(struct invocation *invocation);
enum exit_code profile_lint(struct invocation *invocation);
enum exit_code profile_personalise(struct invocation *invocation);
enum exit_code profile_batch(struct invocation *invocation);
enum exit_code profile_make(struct invocation *invocation);

extern const struct command_option profile_metadata_options[], profile_icon_options[], profile_lint_options[];
extern const struct command_option profile_personalise_options[], profile_batch_options[], profile_make_options[];

#endif
