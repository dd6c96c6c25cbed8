/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/smds/serve.h"

#include <stdio.h>
#include <stdlib.h>

#include "io/system_clock.h"
#include "programs/output.h"
#include "programs/pages/smds_console_pages.h"
#include "programs/server/check.h"
#include "programs/server/health.h"
#include "programs/server/outbox_pump.h"
#include "programs/server/process.h"
#include "programs/smds/settings.h"
#include "server/account_routes.h"
#include "server/outbox.h"
#include "smds/admin.h"
#include "smds/census.h"
#include "smds/es12.h"
#include "smds/event.h"
#include "smds/schema.h"

enum { ROUTES_MAXIMUM = 16 };

/* What was loaded at one time; after SIGHUP there is another one beside the first. */
struct smds_server {
	struct arena arena; /* of the settings' texts */
	struct smds_program_settings settings;
	struct smds smds;
	struct route routes[ROUTES_MAXIMUM]; /* of a port that all come to */
	struct server_process process;
	struct admin_door admin;
};

static void smds_server_release(struct smds_server *server)
{
	server_process_release(&server->process);
	admin_door_release(&server->admin);
	smds_release(&server->smds);
	arena_release(&server->arena);
}

/* All of them: the first one runs, the others take turns in giving it certificates. */
struct smds_serving {
	const char *config;
	struct token_store *tokens;
	struct smds_server first;
	struct outbox_pump *pump; /* NULL: this one is the Root and has nobody to tell */
	struct smds_server *renewed, *former; /* former: until nobody needs it */
};

static void smds_serving_release(struct smds_serving *serving)
{
	struct smds_server *const later[] = { serving->renewed, serving->former };
	outbox_pump_stop(serving->pump);
	server_process_release(&serving->first.process);
	serving->first.process = (struct server_process){ 0 };
	for (size_t i = 0; i < ARRAY_SIZE(later); i++) {
		if (later[i])
			smds_server_release(later[i]);
		free(later[i]);
	}
	smds_server_release(&serving->first);
	token_store_free(serving->tokens);
}

/* An LPA has no certificate to show: where it comes to the same port as servers, they are asked for one and may do without;
 * the functions for servers refuse those that did. */
static enum status open_door(struct smds_server *server, const char *setting, const char *listen, struct server_door door,
                             bool for_servers, bool required, char fault[SETTINGS_FAULT_SIZE])
{
	const struct server_settings *settings = &server->settings.server;
	struct tls_server *tls;
	if (!for_servers || !required) {
		TRY(server_settings_tls_for_lpas(settings, &smds_server_files, for_servers, &tls, fault));
		return server_process_add_door(&server->process, settings, setting, listen, tls, door, fault);
	}
	TRY(server_settings_tls(settings, &smds_server_files, &tls, fault));
	enum status status = server_settings_ask_clients(settings, NULL, true, true, tls, fault);
	if (status != STATUS_OK) {
		tls_server_free(tls);
		return status;
	}
	return server_process_add_door(&server->process, settings, setting, listen, tls, door, fault);
}

static enum status open_one_door(struct smds_server *server, char fault[SETTINGS_FAULT_SIZE])
{
	_Static_assert(sizeof smds_es11_routes[0] == sizeof server->routes[0], "the routes of both are of one kind");
	size_t count = smds_es11_route_count + smds_es12_route_count;
	if (count > ROUTES_MAXIMUM)
		return STATUS_BUG;
	memcpy(server->routes, smds_es11_routes, smds_es11_route_count * sizeof server->routes[0]);
	memcpy(server->routes + smds_es11_route_count, smds_es12_routes, smds_es12_route_count * sizeof server->routes[0]);
	const struct server_door door = { .visitors = "LPAs and servers", .routes = server->routes, .route_count = count };
	return open_door(server, "listen", server->settings.server.listen, door, true, false, fault);
}

static enum status open_doors(struct smds_server *server, char fault[SETTINGS_FAULT_SIZE])
{
	const struct smds_program_settings *settings = &server->settings;
	const struct server_door lpas = {
		.visitors = "LPAs", .routes = smds_es11_routes, .route_count = smds_es11_route_count,
	};
	const struct server_door servers = {
		.visitors = "servers", .routes = smds_es12_routes, .route_count = smds_es12_route_count,
	};
	if (!settings->servers_listen)
		return open_one_door(server, fault);
	TRY(open_door(server, "listen", settings->server.listen, lpas, false, false, fault));
	return open_door(server, "servers.listen", settings->servers_listen, servers, true, true, fault);
}

static const struct rest_route *const admin_tables[] = { smds_admin_routes, account_routes, audit_routes };

static enum status open_door_for_administrators(struct smds_server *server, char fault[SETTINGS_FAULT_SIZE])
{
	const struct admin_content content = {
		admin_tables, ARRAY_SIZE(admin_tables), smds_console_pages, smds_console_pages_count, "Provisim SM-DS",
	};
	return admin_door_open(&server->settings.admin, &server->settings.server, &content, &server->process, &server->admin,
	                       fault);
}

static enum status greet(void *context, char fault[SETTINGS_FAULT_SIZE])
{
	const struct smds_serving *serving = context;
	return admin_door_greet(&serving->first.settings.admin, &serving->first.process, fault);
}

static enum status load(struct smds_serving *serving, struct smds_server *server, char fault[SETTINGS_FAULT_SIZE])
{
	const struct clock clock = system_clock();
	struct smds_program_settings *settings = &server->settings;
	server->arena = ARENA(1 << 20);
	server->smds.settings = smds_settings_defaults;
	TRY(smds_settings_load(serving->config, &server->arena, settings, fault));
	smds_settings_apply(settings, &server->smds);
	const struct token_settings token = { settings->server.token_module, settings->server.token_pin_file };
	if (!serving->tokens)
		serving->tokens = token_store_new(&token);
	settings->server.tokens = serving->tokens;
	TRY(server_settings_credentials(&settings->server, &smds_server_files, clock_utc_seconds(&clock),
	                                &server->smds.credentials, fault));
	TRY(open_doors(server, fault));
	return open_door_for_administrators(server, fault);
}

/* The Root SM-DS is told what waits here, by whichever replica comes to it first. */
static enum status start_pump(const struct smds_server *server, struct server_process *process, struct outbox_pump **out,
                              char fault[SETTINGS_FAULT_SIZE])
{
	AUTO(server_identity) identity = { 0 };
	if (smds_is_root(&server->smds)) {
		*out = NULL;
		return STATUS_OK;
	}
	TRY(server_settings_identity(&server->settings.server, &smds_server_files, &identity, fault));
	const struct outbox_pump_plan plan = {
		.database = process->database,
		.role = &server->smds,
		.batch = &outbox_batch_function,
		.log = log_writer_log(&process->log),
		.http.identities[OUTBOX_SERVER - 1] = {
			buffer_bytes(&identity.authorities), buffer_bytes(&identity.certificate), buffer_bytes(&identity.key), true,
		},
		.give_up_seconds[OUTBOX_SERVER - 1] = (int64_t)server->settings.server.outbox_give_up_hours * 3600,
	};
	return outbox_pump_start(&plan, out);
}

static enum status prepare(void *context, struct database_source *source, char fault[SETTINGS_FAULT_SIZE])
{
	struct smds_serving *serving = context;
	(void)source; /* the process has it */
	return start_pump(&serving->first, &serving->first.process, &serving->pump, fault);
}

/* ---- SIGHUP ---- */

static void let_former_go(void *context)
{
	struct smds_serving *serving = context;
	if (serving->former)
		smds_server_release(serving->former);
	else
		smds_release(&serving->first.smds); /* the rest of it runs */
	free(serving->former);
	serving->former = NULL;
}

static enum status load_again(struct smds_serving *serving, struct smds_server *server, char fault[SETTINGS_FAULT_SIZE])
{
	TRY(load(serving, server, fault));
	if (server->process.door_count != serving->first.process.door_count) {
		snprintf(fault, SETTINGS_FAULT_SIZE, "Other ports need a new start.");
		return STATUS_UNSUPPORTED;
	}
	struct outbox_pump *former = serving->pump;
	TRY(start_pump(server, &serving->first.process, &serving->pump, fault));
	outbox_pump_stop(former);
	return STATUS_OK;
}

static enum status reload(void *context, struct server_renewal *out, char fault[SETTINGS_FAULT_SIZE])
{
	struct smds_serving *serving = context;
	struct smds_server *server = calloc(1, sizeof *server);
	enum status status = server ? load_again(serving, server, fault) : STATUS_NO_MEMORY;
	if (status != STATUS_OK) {
		if (server)
			smds_server_release(server);
		free(server);
		return status;
	}
	serving->former = serving->renewed;
	serving->renewed = server;
	*out = (struct server_renewal){ &server->smds, &server->smds.credentials, server->process.doors, let_former_go,
		                        serving };
	return STATUS_OK;
}

/* ---- */

/* What is wrong in files is found by itself; only what passes that is loaded as it would be to serve. */
static enum exit_code check(struct invocation *invocation, struct smds_serving *serving)
{
	AUTO(server_findings) findings = server_findings();
	struct smds_program_settings settings;
	char fault[SETTINGS_FAULT_SIZE] = "";
	enum status status = smds_settings_load_all(serving->config, &invocation->arena, &settings, server_findings_add_fault,
	                                            &findings);
	if (status == STATUS_OK) {
		const struct token_settings token = { settings.server.token_module, settings.server.token_pin_file };
		settings.server.tokens = serving->tokens = token_store_new(&token);
		server_check(&settings.server, &smds_server_files, &findings);
		server_check_listen("servers.listen", settings.servers_listen, &findings);
		server_check_listen("admin.listen", settings.admin.listen, &findings);
	}
	if (findings.fault_count == 0 && load(serving, &serving->first, fault) != STATUS_OK)
		server_findings_add_fault(&findings, fault);
	return server_findings_tell(&findings, invocation);
}

static const struct monitored monitored = {
	.prefix = "smds",
	.files = &smds_server_files,
	.census = &smds_census_function,
	.print_census = smds_census_print,
	.print = smds_metrics_print,
};

enum exit_code smds_serve(struct invocation *invocation)
{
	char fault[SETTINGS_FAULT_SIZE] = "";
	AUTO(smds_serving) serving = { .config = option_text(invocation, "config") };
	struct smds_server *server = &serving.first;
	if (option_is_set(invocation, "check-config"))
		return check(invocation, &serving);
	enum status status = load(&serving, server, fault);
	if (status != STATUS_OK)
		return output_failure(invocation, "settings", "%s", fault[0] ? fault : status_name(status));
	server->process.monitored = &monitored;
	server->process.credentials = &server->smds.credentials;
	server->process.prepare = prepare;
	server->process.opened = greet;
	server->process.reload = reload;
	server->process.context = &serving;
	return server_process_run(invocation, &server->settings.server, &smds_schema, &expire_events_function, &server->smds,
	                          &server->process);
}

enum exit_code smds_health(struct invocation *invocation)
{
	char fault[SETTINGS_FAULT_SIZE] = "";
	struct smds_program_settings settings;
	enum status status = smds_settings_load(option_text(invocation, "config"), &invocation->arena, &settings, fault);
	if (status != STATUS_OK)
		return output_failure(invocation, "settings", "%s", fault[0] ? fault : status_name(status));
	return server_health(invocation, &settings.server);
}
