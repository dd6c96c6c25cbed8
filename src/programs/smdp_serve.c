/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/smdp_serve.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "io/log_writer.h"
#include "io/system_clock.h"
#include "programs/output.h"
#include "programs/server_loops.h"
#include "programs/smdp_settings.h"
#include "smdp/es9plus.h"
#include "smdp/schema.h"

const struct command_option smdp_serve_options[] = {
	{ .name = "check-config", .help = "read settings, certificates and keys, say whether they are good, and end" },
	{ .name = "ready-fd", .value = "N", .help = "write the line \"listening on …\" to this file descriptor too" },
	{ 0 },
};

/* Everything that a running server stands on. */
struct smdp_server {
	struct smdp_program_settings settings;
	struct smdp smdp;
	struct log_writer log;
	struct tls_server *tls;
	struct database_source *database;
	char host[LISTEN_HOST_SIZE];
	struct server_door doors[1];
	struct server_plan plan;
	struct server_loops *loops;
};

static void smdp_server_release(struct smdp_server *server)
{
	server_loops_close(server->loops);
	database_source_close(server->database);
	tls_server_free(server->tls);
	smdp_release(&server->smdp);
}

static enum status load(const char *path, struct arena *arena, struct smdp_server *server,
                        char fault[SETTINGS_FAULT_SIZE])
{
	const struct clock clock = system_clock();
	struct smdp_program_settings *settings = &server->settings;
	TRY(smdp_settings_load(path, arena, settings, fault));
	smdp_settings_apply(settings, &server->smdp);
	if (smdp_settings_https(settings, server->host, &server->doors[0].https) != STATUS_OK) {
		snprintf(fault, SETTINGS_FAULT_SIZE, "%.200s: listen takes host:port, or :port for all addresses.", path);
		return STATUS_MALFORMED;
	}
	TRY(smdp_settings_credentials(settings, clock_utc_seconds(&clock), &server->smdp.credentials, fault));
	return smdp_settings_tls(settings, &server->tls, fault);
}

static enum status open_all(struct smdp_server *server, char fault[SETTINGS_FAULT_SIZE])
{
	TRY(database_source_open(server->settings.database, &smdp_schema, (unsigned)server->settings.database_connections,
	                         &server->database, fault));
	server->doors[0].visitors = "LPAs";
	server->doors[0].tls = server->tls;
	server->doors[0].routes = smdp_es9plus_routes;
	server->doors[0].route_count = smdp_es9plus_route_count;
	/* Housekeeping is one loop's; the database is everybody's. */
	server->plan = (struct server_plan){
		.doors = server->doors,
		.door_count = ARRAY_SIZE(server->doors),
		.database = server->database,
		.log = log_writer_log(&server->log),
		.role = &server->smdp,
		.housekeeping = &expire_sessions_function,
		.threads = (unsigned)server->settings.threads,
		.drain_seconds = (unsigned)server->settings.drain_seconds,
	};
	return server_loops_open(&server->plan, &server->loops, fault);
}

/* Tells whoever started us that requests are answered from now on. */
static enum status say_ready(const struct invocation *invocation, const struct smdp_server *server)
{
	char line[600];
	uint64_t descriptor;
	unsigned port = server_loops_port(server->loops, 0);
	snprintf(line, sizeof line, "listening on %s:%u as %s\n", *server->host ? server->host : "*", port,
	         server->smdp.settings.address);
	fputs(line, stdout);
	fflush(stdout);
	enum status status = option_number(invocation, "ready-fd", 1 << 20, &descriptor);
	if (status != STATUS_OK)
		return status == STATUS_NOT_FOUND ? STATUS_OK : status;
	bool written = write((int)descriptor, line, strlen(line)) == (ssize_t)strlen(line);
	close((int)descriptor);
	return written ? STATUS_OK : STATUS_IO;
}

static enum exit_code serve(struct invocation *invocation, struct smdp_server *server)
{
	char fault[SETTINGS_FAULT_SIZE] = "";
	if (open_all(server, fault) != STATUS_OK)
		return output_failure(invocation, "serve", "%s", fault);
	if (say_ready(invocation, server) != STATUS_OK)
		return output_failure(invocation, "serve", "Cannot write to the descriptor of --ready-fd.");
	enum status status = server_loops_run(server->loops);
	if (status == STATUS_BUSY)
		_exit(EXIT_FAILED); /* requests are still being worked on: nothing may be taken from under them */
	return status == STATUS_OK ? EXIT_DONE
	                           : output_failure(invocation, "serve", "Cannot serve: %s.", status_name(status));
}

enum exit_code smdp_serve(struct invocation *invocation)
{
	char fault[SETTINGS_FAULT_SIZE] = "";
	const char *config = option_text(invocation, "config");
	AUTO(smdp_server) server = { .smdp = { .settings = smdp_settings_defaults } };
	enum status status = load(config, &invocation->arena, &server, fault);
	if (status != STATUS_OK)
		return output_failure(invocation, "settings", "%s", fault[0] ? fault : status_name(status));
	if (option_is_set(invocation, "check-config"))
		return output_success(invocation, (struct text){ 0 }, "%s is good.", config);
	server.log = (struct log_writer){
		.stream = stderr,
		.json = strcmp(server.settings.log, "json") == 0,
		.level = invocation->verbose ? LOG_DEBUG : LOG_INFO,
	};
	return serve(invocation, &server);
}
