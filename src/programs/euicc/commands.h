/* SPDX-License-Identifier: Apache-2.0 */
/* The commands of provisim-euicc. */
#ifndef PROGRAMS_EUICC_COMMANDS_H
#define PROGRAMS_EUICC_COMMANDS_H

#include "programs/output.h"

extern const struct command_option euicc_create_options[];
extern const struct command_option euicc_show_options[];
extern const struct command_option euicc_run_options[];
extern const struct command_option euicc_apdu_options[];
extern const struct command_option euicc_try_options[];
extern const struct command_option euicc_update_options[];

enum exit_code euicc_create_command(struct invocation *invocation);
enum exit_code euicc_show_command(struct invocation *invocation);
enum exit_code euicc_run_command(struct invocation *invocation);
enum exit_code euicc_snapshot_command(struct invocation *invocation);
enum exit_code euicc_restore_command(struct invocation *invocation);
enum exit_code euicc_reset_command(struct invocation *invocation);
enum exit_code euicc_apdu_command(struct invocation *invocation);
enum exit_code euicc_try_command(struct invocation *invocation);
enum exit_code euicc_update_command(struct invocation *invocation);
enum exit_code euicc_personality_list_command(struct invocation *invocation);
enum exit_code euicc_personality_show_command(struct invocation *invocation);

#endif
