/* SPDX-License-Identifier: Apache-2.0 */
/* The commands of provisim-lpa, for the table in lpa/main.c. */
#ifndef PROGRAMS_LPA_COMMANDS_H
#define PROGRAMS_LPA_COMMANDS_H

#include "programs/command_line.h"

enum exit_code lpa_chip_info_command(struct invocation *invocation);
enum exit_code lpa_chip_default_smdp_command(struct invocation *invocation);
enum exit_code lpa_chip_purge_command(struct invocation *invocation);

enum exit_code lpa_profile_list_command(struct invocation *invocation);
enum exit_code lpa_profile_enable_command(struct invocation *invocation);
enum exit_code lpa_profile_disable_command(struct invocation *invocation);
enum exit_code lpa_profile_delete_command(struct invocation *invocation);
enum exit_code lpa_profile_nickname_command(struct invocation *invocation);
enum exit_code lpa_profile_download_command(struct invocation *invocation);
enum exit_code lpa_profile_kept_command(struct invocation *invocation);
enum exit_code lpa_profile_discovery_command(struct invocation *invocation);
enum exit_code lpa_discover_command(struct invocation *invocation);
enum exit_code lpa_web_command(struct invocation *invocation);
enum exit_code lpa_code_show_command(struct invocation *invocation);

enum exit_code lpa_notification_list_command(struct invocation *invocation);
enum exit_code lpa_notification_process_command(struct invocation *invocation);
enum exit_code lpa_notification_show_command(struct invocation *invocation);
enum exit_code lpa_notification_remove_command(struct invocation *invocation);
enum exit_code lpa_notification_dump_command(struct invocation *invocation);
enum exit_code lpa_notification_replay_command(struct invocation *invocation);

enum exit_code lpa_card_list_command(struct invocation *invocation);
enum exit_code lpa_driver_list_command(struct invocation *invocation);
enum exit_code lpa_driver_http_command(struct invocation *invocation);
enum exit_code lpa_version_command(struct invocation *invocation);

enum exit_code lpa_agent_command(struct invocation *invocation);
enum exit_code lpa_doctor_command(struct invocation *invocation);
enum exit_code lpa_explain_command(struct invocation *invocation);
/* The catalogue for the manual page. */
void lpa_explain_man_sections(FILE *file);

#endif
