/* SPDX-License-Identifier: Apache-2.0 */
/* Where commands that every server has do their work: in the database of the server whose program was called. They use
 * functions of src/server/, which ask nothing of the role. */
#ifndef PROGRAMS_SERVER_OFFICE_H
#define PROGRAMS_SERVER_OFFICE_H

#include "programs/command_line.h"
#include "programs/output.h"
#include "programs/server/admin_door.h"
#include "programs/server/desk.h"

/* What tells one kind of server from another: what `about` of its struct program points to. */
struct server_kind {
	const struct database_schema *schema;

	/* Reads the settings that all servers have from a file. On failure `fault` has a sentence. */
	enum status (*load)(const char *path, struct arena *arena, struct server_settings *out,
	                    struct admin_settings *out_admin, char fault[SETTINGS_FAULT_SIZE]);

	/* What its outbox tells of and whom: names of options, and of the member of JSON. */
	const char *destination_option, *subject_option, *subject_member;
	/* The key of a subject as it was typed, in the arena or the text itself. */
	struct text (*subject)(struct arena *arena, struct text typed);
};

struct server_office {
	struct arena arena;
	struct server_settings settings;
	struct admin_settings admin;
	struct server_desk desk;
};

void server_office_release(struct server_office *office);

/* By --config. On failure `fault` has a sentence. */
enum status server_office_open(const struct invocation *invocation, const void *role, struct server_office *out,
                               char fault[SETTINGS_FAULT_SIZE]) MUST_CHECK;

/* One function that was executed there, and what came of it. */
struct server_errand {
	struct exchange *exchange; /* its result lives as long as the errand */
};

void server_errand_release(struct server_errand *errand);

/* Opens the office unless it is open, and executes the function. False: a sentence was printed; return *out_code. */
bool server_errand_run(const struct invocation *invocation, struct server_office *office, const char *command,
                       const struct server_function *function, const void *request, struct server_errand *errand,
                       enum exit_code *out_code) MUST_CHECK;

/* What is done by command stands in the audit log too. False as above. */
bool server_office_note(const struct invocation *invocation, struct server_office *office, const char *action,
                        struct text subject, enum exit_code *out_code) MUST_CHECK;

/* ---- the commands ---- */

extern const struct command_option server_user_add_options[];
enum exit_code server_user_add(struct invocation *invocation);
enum exit_code server_user_link(struct invocation *invocation);
enum exit_code server_user_list(struct invocation *invocation);
enum exit_code server_user_remove(struct invocation *invocation);
extern const struct command_option server_user_token_options[];
enum exit_code server_user_token(struct invocation *invocation);
enum exit_code server_user_revoke(struct invocation *invocation);

extern const struct command_option server_audit_list_options[];
enum exit_code server_audit_list(struct invocation *invocation);
enum exit_code server_audit_export(struct invocation *invocation);
extern const struct command_option server_audit_verify_options[];
enum exit_code server_audit_verify(struct invocation *invocation);

/* With options as struct server_kind names them, and --state, --limit and --number. */
enum exit_code server_outbox_list(struct invocation *invocation);
enum exit_code server_outbox_show(struct invocation *invocation);
enum exit_code server_outbox_resend(struct invocation *invocation);
enum exit_code server_outbox_drop(struct invocation *invocation);

#endif
