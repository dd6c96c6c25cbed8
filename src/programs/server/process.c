/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/server/process.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "io/locked_memory.h"
#include "io/system_clock.h"
#include "programs/output.h"

enum { DESCRIPTORS_BESIDE_CLIENTS = 64 };

const struct command_option server_process_options[] = {
	{ .name = "check-config", .help = "read settings, certificates and keys, say whether they are good, and end" },
	{ .name = "reveal", .help = "write whole EID and ICCID to the log: for laboratories, not where people are customers" },
	{ .name = "ready-fd", .value = "N", .help = "write the line \"listening on …\" to this file descriptor too" },
	{ 0 },
};

void server_process_release(struct server_process *process)
{
	server_monitor_close(process->monitor);
	server_loops_close(process->loops);
	database_source_close(process->database);
	for (size_t i = 0; i < process->door_count; i++)
		tls_server_free(process->doors[i].tls);
	tls_server_free(process->monitor_tls);
}

enum status server_process_add_door(struct server_process *process, const struct server_settings *settings,
                                    const char *setting, const char *listen, struct tls_server *take_tls,
                                    struct server_door door, char fault[SETTINGS_FAULT_SIZE])
{
	size_t index = process->door_count;
	if (index == SERVER_DOORS_MAXIMUM) {
		tls_server_free(take_tls);
		return STATUS_BUG;
	}
	door.tls = take_tls;
	enum status status = server_settings_door(settings, listen, process->hosts[index], &door.https);
	process->doors[index] = door;
	process->door_count++;
	if (status != STATUS_OK)
		snprintf(fault, SETTINGS_FAULT_SIZE, "%s takes host:port, or :port for all addresses, not %.100s.", setting,
		         listen);
	return status;
}

/* Plain HTTP where nobody listens in between, else the TLS of the other doors. */
static enum status open_monitor(struct server_process *process, const struct server_settings *settings,
                                char fault[SETTINGS_FAULT_SIZE])
{
	struct server_monitor_plan plan = {
		.monitored = process->monitored, .server = &process->plan, .loops = process->loops,
		.credentials = process->credentials,
	};
	if (!settings->metrics_listen)
		return STATUS_OK;
	if (server_settings_door(settings, settings->metrics_listen, process->monitor_host, &plan.https) != STATUS_OK) {
		snprintf(fault, SETTINGS_FAULT_SIZE, "metrics.listen takes host:port, not %.100s.", settings->metrics_listen);
		return STATUS_MALFORMED;
	}
	plan.https.share_port = false;
	if (!server_settings_host_is_loopback(process->monitor_host))
		TRY(server_settings_tls(settings, process->monitored->files, &process->monitor_tls, fault));
	plan.tls = process->monitor_tls;
	return server_monitor_open(&plan, &process->monitor, fault);
}

/* Without a descriptor left, a listener would turn round and round: what the system does not give is not promised. */
static void fit_connections(struct server_process *process)
{
	struct rlimit limit;
	char files[24];
	bool fits = true;
	size_t shares = process->plan.threads * process->door_count;
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_max == RLIM_INFINITY || shares == 0)
		return;
	uint64_t beside = DESCRIPTORS_BESIDE_CLIENTS;
	uint64_t most = limit.rlim_max > beside ? (limit.rlim_max - beside) / shares : 0;
	for (size_t i = 0; i < process->door_count; i++) {
		struct https_server_settings *https = &process->doors[i].https;
		fits = fits && https->connections_maximum <= most;
		if (https->connections_maximum > most)
			https->connections_maximum = most > 0 ? (unsigned)most : 1;
	}
	snprintf(files, sizeof files, "%llu", (unsigned long long)limit.rlim_max);
	const struct log_field fields[] = {
		{ "files", text_from(files) },
		{ "reason", TEXT("limits.connections of all ports together are more than open files: set LimitNOFILE") },
	};
	if (!fits)
		log_event(&process->plan.log, LOG_WARNING, "fewerConnections", fields, ARRAY_SIZE(fields));
}

/* Housekeeping is one loop's; the database is everybody's. */
static enum status open_all(struct server_process *process, const struct server_settings *settings,
                            const struct database_schema *schema, char fault[SETTINGS_FAULT_SIZE])
{
	TRY(database_source_open(settings->database, schema, (unsigned)settings->database_connections, &process->database,
	                         fault));
	if (process->prepare)
		TRY(process->prepare(process->context, process->database, fault));
	process->plan.doors = process->doors;
	process->plan.door_count = process->door_count;
	process->plan.database = process->database;
	process->plan.log = log_writer_log(&process->log);
	process->plan.threads = (unsigned)settings->threads;
	process->plan.drain_seconds = (unsigned)settings->drain_seconds;
	fit_connections(process);
	TRY(server_loops_open(&process->plan, &process->loops, fault));
	if (process->opened)
		TRY(process->opened(process->context, fault));
	return open_monitor(process, settings, fault);
}

/* The first door is the one that the address leads to; each of the others has a line of its own before it. */
static void print_doors(const struct server_process *process, const struct server_settings *settings, struct buffer *out)
{
	if (process->monitor)
		(void)!buffer_print(out, "monitors: listening on %s:%u\n", *process->monitor_host ? process->monitor_host : "*",
		                    (unsigned)server_monitor_port(process->monitor));
	for (size_t i = process->door_count; i-- > 0;) {
		const char *host = *process->hosts[i] ? process->hosts[i] : "*";
		unsigned port = server_loops_port(process->loops, i);
		if (i > 0)
			(void)!buffer_print(out, "%s: listening on %s:%u\n", process->doors[i].visitors, host, port);
		else
			(void)!buffer_print(out, "listening on %s:%u as %s\n", host, port, settings->address);
	}
}

/* Tells whoever started us that requests are answered from now on. */
static enum status say_ready(const struct invocation *invocation, const struct server_process *process,
                             const struct server_settings *settings)
{
	AUTO(buffer) lines = BUFFER(4096);
	uint64_t descriptor;
	print_doors(process, settings, &lines);
	fwrite(lines.data, 1, lines.size, stdout);
	fflush(stdout);
	enum status status = option_number(invocation, "ready-fd", 1 << 20, &descriptor);
	if (status != STATUS_OK)
		return status == STATUS_NOT_FOUND ? STATUS_OK : status;
	bool written = write((int)descriptor, lines.data, lines.size) == (ssize_t)lines.size;
	close((int)descriptor);
	return written ? STATUS_OK : STATUS_IO;
}

/* ---- certificates ---- */

enum { WARNING_DAYS = 30, SECONDS_A_DAY = 86400, MINUTES_A_DAY = 1440 };

static void warn_of(const struct log *log, const struct credential_validity *validity, int64_t left)
{
	char days[24];
	snprintf(days, sizeof days, "%lld", (long long)(left / SECONDS_A_DAY));
	struct text soon = TEXT("it ends soon: issue a new one, put it in its place, send SIGHUP");
	const struct log_field fields[] = {
		{ "certificate", text_from(validity->is_list ? "" : certificate_kind_rule(validity->kind)->name) },
		{ "subject", text_from(validity->subject) },
		{ "ci", text_from(validity->ci) },
		{ "days", text_from(days) },
		{ "reason", left >= 0 ? soon : validity->is_list ? TEXT("a newer list is due") : TEXT("it has ended") },
	};
	bool is_error = left < 0 && !validity->is_list;
	log_event(log, is_error ? LOG_ERROR : LOG_WARNING, validity->is_list ? "revocationListEnds" : "certificateEnds", fields,
	          ARRAY_SIZE(fields));
}

static void warn_of_ends(const struct server_process *process)
{
	const struct clock clock = system_clock();
	int64_t now = clock_utc_seconds(&clock);
	struct credential_validity validity;
	for (size_t i = 0; process->credentials && credentials_validity(process->credentials, i, &validity); i++) {
		/* Lists are made to be replaced often: only one that was not is worth a word. */
		int64_t early = validity.is_list ? 0 : WARNING_DAYS * SECONDS_A_DAY;
		if (validity.not_after - now < early)
			warn_of(&process->plan.log, &validity, validity.not_after - now);
	}
}

static void count_minute(void *context)
{
	struct server_process *process = context;
	if (++process->minutes % MINUTES_A_DAY == 0)
		warn_of_ends(process);
}

/* Its own certificate is a file of the settings that the process began with. */
static void renew_monitor(struct server_process *process, const struct credentials *credentials)
{
	char fault[SETTINGS_FAULT_SIZE];
	struct tls_server *tls = NULL;
	server_monitor_tell(process->monitor, credentials);
	if (!process->monitor_tls ||
	    server_settings_tls(process->settings, process->monitored->files, &tls, fault) != STATUS_OK)
		return;
	tls_server_exchange(process->monitor_tls, tls);
	tls_server_free(tls);
}

/* Connections and requests that are under way end as they began. */
static void reload(void *context)
{
	struct server_process *process = context;
	struct server_renewal renewal = { 0 };
	char fault[SETTINGS_FAULT_SIZE] = "";
	enum status status = process->reload(process->context, &renewal, fault);
	const struct log_field fields[] = {
		{ "outcome", status == STATUS_OK ? TEXT("done") : TEXT("failed: everything stays as it was") },
		{ "reason", text_from(fault[0] || status == STATUS_OK ? fault : status_name(status)) },
	};
	log_event(&process->plan.log, status == STATUS_OK ? LOG_INFO : LOG_ERROR, "reload", fields, ARRAY_SIZE(fields));
	if (status != STATUS_OK)
		return;
	for (size_t i = 0; i < process->door_count; i++) {
		if (!process->doors[i].tls || !renewal.doors[i].tls)
			continue;
		tls_server_exchange(process->doors[i].tls, renewal.doors[i].tls);
		tls_server_free(renewal.doors[i].tls);
		renewal.doors[i].tls = NULL;
	}
	renew_monitor(process, renewal.credentials);
	process->credentials = renewal.credentials;
	server_loops_change_role(process->loops, renewal.role, renewal.released, renewal.context);
	warn_of_ends(process);
}

/* ---- */

static enum exit_code serve(struct invocation *invocation, const struct server_settings *settings,
                            const struct database_schema *schema, struct server_process *process)
{
	char fault[SETTINGS_FAULT_SIZE] = "";
	if (open_all(process, settings, schema, fault) != STATUS_OK)
		return output_failure(invocation, "serve", "%s", fault);
	if (say_ready(invocation, process, settings) != STATUS_OK)
		return output_failure(invocation, "serve", "Cannot write to the descriptor of --ready-fd.");
	warn_of_ends(process);
	enum status status = server_loops_run(process->loops);
	if (status == STATUS_BUSY)
		_exit(EXIT_FAILED); /* requests are still being worked on: nothing may be taken from under them */
	return status == STATUS_OK ? EXIT_DONE
	                           : output_failure(invocation, "serve", "Cannot serve: %s.", status_name(status));
}

/* The sanitizers look for leaks from another process, which this would forbid. */
static void forbid_dumps(void)
{
#ifndef __SANITIZE_ADDRESS__
	(void)!process_forbid_dumps(); /* a system that forbids even this still serves */
#endif
}

enum exit_code server_process_run(struct invocation *invocation, const struct server_settings *settings,
                                  const struct database_schema *schema, const struct server_function *housekeeping,
                                  const void *role, struct server_process *process)
{
	process->log = (struct log_writer){
		.stream = stderr,
		.json = strcmp(settings->log, "json") == 0,
		.level = invocation->verbose ? LOG_DEBUG : LOG_INFO,
	};
	forbid_dumps();
	process->plan.reload = process->reload ? reload : NULL;
	process->plan.minutely = count_minute;
	process->plan.context = process;
	process->plan.role = role;
	process->settings = settings;
	process->plan.housekeeping = housekeeping;
	process->plan.reveal = option_is_set(invocation, "reveal");
	return serve(invocation, settings, schema, process);
}
