/* SPDX-License-Identifier: Apache-2.0 */
/* The commands of provisim-smdp on stock and orders. */
#ifndef PROGRAMS_SMDP_COMMANDS_H
#define PROGRAMS_SMDP_COMMANDS_H

#include "programs/command_line.h"

extern const struct command_option smdp_profile_add_options[];
enum exit_code smdp_profile_add(struct invocation *invocation);
extern const struct command_option smdp_profile_list_options[];
enum exit_code smdp_profile_list(struct invocation *invocation);
enum exit_code smdp_profile_show(struct invocation *invocation);

extern const struct command_option smdp_order_options[];
enum exit_code smdp_order(struct invocation *invocation);
extern const struct command_option smdp_confirm_options[];
enum exit_code smdp_confirm(struct invocation *invocation);
extern const struct command_option smdp_release_options[];
enum exit_code smdp_release_profile(struct invocation *invocation);
extern const struct command_option smdp_cancel_options[];
enum exit_code smdp_cancel(struct invocation *invocation);
extern const struct command_option smdp_renew_options[];
enum exit_code smdp_renew(struct invocation *invocation);
enum exit_code smdp_code(struct invocation *invocation);

enum exit_code smdp_key_list(struct invocation *invocation);
enum exit_code smdp_key_new(struct invocation *invocation);
enum exit_code smdp_key_rotate(struct invocation *invocation);
enum exit_code smdp_key_retire(struct invocation *invocation);

extern const struct command_option smdp_type_add_options[];
enum exit_code smdp_type_add(struct invocation *invocation);
enum exit_code smdp_type_list(struct invocation *invocation);
enum exit_code smdp_type_show(struct invocation *invocation);
enum exit_code smdp_type_remove(struct invocation *invocation);
extern const struct command_option smdp_batch_make_options[];
enum exit_code smdp_batch_make(struct invocation *invocation);
enum exit_code smdp_batch_list(struct invocation *invocation);
enum exit_code smdp_batch_drop(struct invocation *invocation);
extern const struct command_option smdp_fleet_assign_options[];
enum exit_code smdp_fleet_assign(struct invocation *invocation);
enum exit_code smdp_fleet_list(struct invocation *invocation);
extern const struct command_option smdp_subscriber_add_options[];
enum exit_code smdp_subscriber_add(struct invocation *invocation);
extern const struct command_option smdp_subscriber_export_options[];
enum exit_code smdp_subscriber_export(struct invocation *invocation);

extern const struct command_option smdp_operator_add_options[], smdp_operator_change_options[];
enum exit_code smdp_operator_add(struct invocation *invocation);
enum exit_code smdp_operator_change(struct invocation *invocation);
enum exit_code smdp_operator_list(struct invocation *invocation);
enum exit_code smdp_operator_show(struct invocation *invocation);
extern const struct command_option smdp_operator_certificate_options[];
enum exit_code smdp_operator_certificate(struct invocation *invocation);
enum exit_code smdp_operator_remove(struct invocation *invocation);
extern const struct command_option smdp_profile_history_options[];
enum exit_code smdp_profile_history(struct invocation *invocation);

/* What they share: the answer "no" with its codes, and what went wrong otherwise. `command` names the step. */
struct exchange;
enum exit_code smdp_command_failed(const struct invocation *invocation, const char *command, enum status status,
                                   const struct exchange *exchange);

#endif
