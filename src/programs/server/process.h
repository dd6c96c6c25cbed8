/* SPDX-License-Identifier: Apache-2.0 */
/* The process of a server, from its settings to its end: what `serve` of every server does. */
#ifndef PROGRAMS_SERVER_PROCESS_H
#define PROGRAMS_SERVER_PROCESS_H

#include "io/log_writer.h"
#include "programs/command_line.h"
#include "programs/server/loops.h"
#include "programs/server/monitor.h"
#include "programs/server/settings.h"

extern const struct command_option server_process_options[];

/* What takes the place of what was loaded before. */
struct server_renewal {
	const void *role;
	const struct credentials *credentials; /* the role's */
	struct server_door *doors;      /* as many as before; what TLS they have is exchanged for what there was */
	void (*released)(void *context); /* nobody needs the role of before any more */
	void *context;
};

/* Everything that a running server stands on. */
struct server_process {
	struct log_writer log;
	struct database_source *database;
	char hosts[SERVER_DOORS_MAXIMUM][LISTEN_HOST_SIZE];
	struct server_door doors[SERVER_DOORS_MAXIMUM];
	size_t door_count;
	struct server_plan plan;
	struct server_loops *loops;
	const struct server_settings *settings; /* that it began with */
	const struct monitored *monitored; /* set before it runs */
	struct server_monitor *monitor;    /* NULL: none was asked for */
	struct tls_server *monitor_tls;
	char monitor_host[LISTEN_HOST_SIZE];

	/* What is served at the moment: the role's, for warnings of certificates that end. */
	const struct credentials *credentials;
	unsigned minutes;

	/* On SIGHUP: reads settings and files again. On failure `fault` has a sentence, and everything stays. NULL: never. */
	enum status (*reload)(void *context, struct server_renewal *out, char fault[SETTINGS_FAULT_SIZE]);

	/* Called when the database is open and nobody is served yet; NULL: there is nothing to do. */
	enum status (*prepare)(void *context, struct database_source *source, char fault[SETTINGS_FAULT_SIZE]);

	/* Called when the doors are open too; NULL: there is nothing to do. */
	enum status (*opened)(void *context, char fault[SETTINGS_FAULT_SIZE]);
	void *context;
};

void server_process_release(struct server_process *process);

/* Adds a door where `listen` says, with the limits of the settings; the process owns `take_tls`. `setting` names it in
 * sentences. STATUS_MALFORMED: no host:port. */
enum status server_process_add_door(struct server_process *process, const struct server_settings *settings,
                                    const char *setting, const char *listen, struct tls_server *take_tls,
                                    struct server_door door, char fault[SETTINGS_FAULT_SIZE]) MUST_CHECK;

/* Opens the database and the doors, says so, and serves until SIGTERM. */
enum exit_code server_process_run(struct invocation *invocation, const struct server_settings *settings,
                                  const struct database_schema *schema, const struct server_function *housekeeping,
                                  const void *role, struct server_process *process);

#endif
