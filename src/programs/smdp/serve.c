/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/smdp/serve.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "io/file.h"
#include "io/system_clock.h"
#include "io/token_uri.h"
#include "programs/output.h"
#include "programs/pages/console_pages.h"
#include "programs/server/check.h"
#include "programs/server/health.h"
#include "programs/server/outbox_pump.h"
#include "programs/server/process.h"
#include "programs/smdp/admin_code.h"
#include "programs/smdp/batch_pump.h"
#include "programs/smdp/keys.h"
#include "programs/smdp/settings.h"
#include "server/account_routes.h"
#include "server/outbox.h"
#include "smdp/admin.h"
#include "smdp/census.h"
#include "smdp/es2plus.h"
#include "smdp/es9plus.h"
#include "smdp/progress_report.h"
#include "smdp/schema.h"

enum { CALLBACK_FILE_MAXIMUM = 64 << 10 };

/* What was loaded at one time; after SIGHUP there is another one beside the first. */
struct smdp_server {
	struct arena arena; /* of the settings' texts */
	struct smdp_program_settings settings;
	struct smdp_keys *keys;
	struct smdp smdp;
	struct server_process process;
	struct admin_door admin;
};

static void smdp_server_release(struct smdp_server *server)
{
	server_process_release(&server->process);
	admin_door_release(&server->admin);
	smdp_release(&server->smdp);
	arena_release(&server->arena);
}

/* All of them: the first one runs, the others take turns in giving it certificates. */
struct smdp_serving {
	const char *config;
	struct smdp_keys keys;
	struct smdp_server first;
	struct outbox_pump *pump;
	struct batch_pump *batches;
	struct smdp_server *renewed, *former; /* former: until nobody needs it */
};

static void smdp_serving_release(struct smdp_serving *serving)
{
	struct smdp_server *const later[] = { serving->renewed, serving->former };
	outbox_pump_stop(serving->pump);
	batch_pump_stop(serving->batches);
	server_process_release(&serving->first.process);
	serving->first.process = (struct server_process){ 0 };
	for (size_t i = 0; i < ARRAY_SIZE(later); i++) {
		if (later[i])
			smdp_server_release(later[i]);
		free(later[i]);
	}
	smdp_server_release(&serving->first);
	smdp_keys_release(&serving->keys);
}

static enum status open_door_for_lpas(struct smdp_server *server, char fault[SETTINGS_FAULT_SIZE])
{
	const struct server_settings *settings = &server->settings.server;
	const struct server_door door = {
		.visitors = "LPAs",
		.routes = smdp_es9plus_routes,
		.route_count = smdp_es9plus_route_count,
	};
	struct tls_server *tls;
	TRY(server_settings_tls_for_lpas(settings, &smdp_server_files, false, &tls, fault));
	return server_process_add_door(&server->process, settings, "listen", settings->listen, tls, door, fault);
}

/* Whose certificate it is, the requests' own handler finds in the database; what no operator of ours can have is refused in the
 * handshake. */
static enum status open_door_for_operators(struct smdp_server *server, char fault[SETTINGS_FAULT_SIZE])
{
	const struct smdp_program_settings *settings = &server->settings;
	const struct server_door door = {
		.visitors = "operators",
		.routes = smdp_es2plus_routes,
		.route_count = smdp_es2plus_route_count,
	};
	struct tls_server *tls;
	if (!settings->operators_listen)
		return STATUS_OK;
	TRY(server_settings_tls(&settings->server, &smdp_server_files, &tls, fault));
	enum status status = settings->operators_trust.count > 0
		? server_settings_ask_clients(&settings->server, &settings->operators_trust, false, true, tls,
		                              fault)
		: tls_server_ask_any_client(tls);
	if (status != STATUS_OK) {
		tls_server_free(tls);
		return status;
	}
	return server_process_add_door(&server->process, &settings->server, "operators.listen", settings->operators_listen, tls,
	                               door, fault);
}

static enum status read_optional(const char *path, struct buffer *out, char fault[SETTINGS_FAULT_SIZE])
{
	if (!path)
		return STATUS_OK;
	enum status status = file_read(path, CALLBACK_FILE_MAXIMUM, out);
	if (status != STATUS_OK)
		snprintf(fault, SETTINGS_FAULT_SIZE, "Cannot read %.200s: %s.", path, file_trouble(status));
	return status;
}

/* Operators are told what happens, and SM-DS what waits. */
static enum status start_outbox(const struct smdp_server *server, struct server_process *process, struct outbox_pump **out,
                                char fault[SETTINGS_FAULT_SIZE])
{
	const struct smdp_program_settings *settings = &server->settings;
	AUTO(buffer) authorities = BUFFER(CALLBACK_FILE_MAXIMUM * SETTING_LIST_MAXIMUM);
	AUTO(buffer) certificate = BUFFER(CALLBACK_FILE_MAXIMUM);
	AUTO(buffer) key = SECRET_BUFFER(CALLBACK_FILE_MAXIMUM);
	AUTO(server_identity) identity = { 0 };
	TRY(server_settings_identity(&settings->server, &smdp_server_files, &identity, fault));
	for (size_t i = 0; i < settings->callback_trust.count; i++) {
		AUTO(buffer) one = { 0 };
		TRY(read_optional(settings->callback_trust.items[i], &one, fault));
		TRY(buffer_append(&authorities, buffer_bytes(&one)));
	}
	TRY(read_optional(settings->callback_certificate, &certificate, fault));
	TRY(read_optional(settings->callback_key, &key, fault));
	const struct outbox_pump_plan plan = {
		.database = process->database,
		.role = &server->smdp,
		.batch = &smdp_outbox_batch_function,
		.log = log_writer_log(&process->log),
		.http.identities = {
			{ buffer_bytes(&authorities), buffer_bytes(&certificate), buffer_bytes(&key), false },
			{ buffer_bytes(&identity.authorities), buffer_bytes(&identity.certificate), buffer_bytes(&identity.key),
			  true },
		},
		.give_up_seconds = {
			[OUTBOX_OPERATOR - 1] = (int64_t)settings->give_up_hours * 3600,
			[OUTBOX_SERVER - 1] = (int64_t)settings->server.outbox_give_up_hours * 3600,
		},
	};
	return outbox_pump_start(&plan, out);
}

/* Those of the settings before, if there are any, are stopped when their successors are at work. */
static enum status start_pumps(struct smdp_serving *serving, const struct smdp_server *server, char fault[SETTINGS_FAULT_SIZE])
{
	struct server_process *process = &serving->first.process;
	struct outbox_pump *outbox = NULL;
	struct batch_pump *batches = NULL;
	TRY(start_outbox(server, process, &outbox, fault));
	enum status status = serving->first.settings.admin.listen
		? batch_pump_start(process->database, &server->smdp, log_writer_log(&process->log), &batches)
		: STATUS_OK;
	outbox_pump_stop(status == STATUS_OK ? serving->pump : outbox);
	if (status != STATUS_OK)
		return status;
	batch_pump_stop(serving->batches);
	serving->pump = outbox;
	serving->batches = batches;
	return STATUS_OK;
}

static const struct rest_route *const admin_tables[] = {
	admin_profile_routes, admin_action_routes, admin_code_routes, admin_order_routes, admin_partner_routes,
	admin_fleet_routes, admin_batch_routes, admin_type_routes, admin_subscriber_routes, admin_overview_routes,
	account_routes, audit_routes,
};

static enum status open_door_for_administrators(struct smdp_server *server, char fault[SETTINGS_FAULT_SIZE])
{
	const struct admin_content content = {
		admin_tables, ARRAY_SIZE(admin_tables), console_pages, console_pages_count, "Provisim SM-DP+",
	};
	return admin_door_open(&server->settings.admin, &server->settings.server, &content, &server->process, &server->admin,
	                       fault);
}

static enum status greet(void *context, char fault[SETTINGS_FAULT_SIZE])
{
	const struct smdp_serving *serving = context;
	return admin_door_greet(&serving->first.settings.admin, &serving->first.process, fault);
}

/* What the database says of keys is looked at before anybody is answered. */
static enum status open_keys(void *context, struct database_source *source, char fault[SETTINGS_FAULT_SIZE])
{
	struct smdp_serving *serving = context;
	TRY(smdp_keys_open(&serving->first.settings, source, &serving->keys, fault));
	TRY(smdp_keys_check(serving->keys.ring, source, fault));
	serving->first.smdp.master_keys = key_ring_port(serving->keys.ring);
	return start_pumps(serving, &serving->first, fault);
}

static enum status load(const char *path, struct smdp_keys *keys, struct smdp_server *server, char fault[SETTINGS_FAULT_SIZE])
{
	const struct clock clock = system_clock();
	struct smdp_program_settings *settings = &server->settings;
	server->arena = ARENA(1 << 20);
	server->smdp.settings = smdp_settings_defaults;
	TRY(smdp_settings_load(path, &server->arena, settings, fault));
	smdp_settings_apply(settings, &server->smdp);
	server->keys = keys;
	if (!keys->tokens)
		TRY(smdp_keys_init(settings, keys));
	settings->server.tokens = keys->tokens;
	TRY(server_settings_credentials(&settings->server, &smdp_server_files, clock_utc_seconds(&clock),
	                                &server->smdp.credentials, fault));
	TRY(open_door_for_lpas(server, fault));
	TRY(open_door_for_operators(server, fault));
	return open_door_for_administrators(server, fault);
}

/* ---- SIGHUP ---- */

static void let_former_go(void *context)
{
	struct smdp_serving *serving = context;
	if (serving->former)
		smdp_server_release(serving->former);
	else
		smdp_release(&serving->first.smdp); /* the rest of it runs */
	free(serving->former);
	serving->former = NULL;
}

static enum status load_again(struct smdp_serving *serving, struct smdp_server *server, char fault[SETTINGS_FAULT_SIZE])
{
	TRY(load(serving->config, &serving->keys, server, fault));
	if (server->process.door_count != serving->first.process.door_count) {
		snprintf(fault, SETTINGS_FAULT_SIZE, "Other ports need a new start.");
		return STATUS_UNSUPPORTED;
	}
	server->smdp.master_keys = key_ring_port(serving->keys.ring);
	TRY(key_ring_read_again(serving->keys.ring, &server->settings.master_keys, fault));
	return start_pumps(serving, server, fault);
}

static enum status reload(void *context, struct server_renewal *out, char fault[SETTINGS_FAULT_SIZE])
{
	struct smdp_serving *serving = context;
	struct smdp_server *server = calloc(1, sizeof *server);
	enum status status = server ? load_again(serving, server, fault) : STATUS_NO_MEMORY;
	if (status != STATUS_OK) {
		if (server)
			smdp_server_release(server);
		free(server);
		return status;
	}
	serving->former = serving->renewed;
	serving->renewed = server;
	*out = (struct server_renewal){ &server->smdp, &server->smdp.credentials, server->process.doors, let_former_go,
		                        serving };
	return STATUS_OK;
}

/* ---- */

/* A key that would be made at the first start is no fault. */
static enum status check_keys(struct smdp_serving *serving, char fault[SETTINGS_FAULT_SIZE])
{
	const struct setting_list *places = &serving->first.settings.master_keys;
	bool is_file = !token_uri_is_one(text_from(places->items[0])), created;
	if (is_file && access(places->items[0], F_OK) != 0)
		return STATUS_OK;
	return key_ring_open(places, serving->keys.tokens, &serving->keys.ring, &created, fault);
}

/* What is wrong in files is found by itself; only what passes that is loaded as it would be to serve. */
static enum exit_code check(struct invocation *invocation, struct smdp_serving *serving)
{
	AUTO(server_findings) findings = server_findings();
	struct smdp_program_settings settings;
	char fault[SETTINGS_FAULT_SIZE] = "";
	enum status status = smdp_settings_load_all(serving->config, &invocation->arena, &settings, server_findings_add_fault,
	                                            &findings);
	if (status == STATUS_OK)
		status = smdp_keys_init(&settings, &serving->keys);
	if (status == STATUS_OK) {
		settings.server.tokens = serving->keys.tokens;
		server_check(&settings.server, &smdp_server_files, &findings);
		server_check_listen("operators.listen", settings.operators_listen, &findings);
		server_check_listen("admin.listen", settings.admin.listen, &findings);
	}
	if (findings.fault_count == 0 && (load(serving->config, &serving->keys, &serving->first, fault) != STATUS_OK ||
	                                  check_keys(serving, fault) != STATUS_OK))
		server_findings_add_fault(&findings, fault);
	return server_findings_tell(&findings, invocation);
}

static const struct monitored monitored = {
	.prefix = "smdp",
	.files = &smdp_server_files,
	.census = &smdp_census_function,
	.print_census = smdp_census_print,
	.print = smdp_metrics_print,
};

enum exit_code smdp_serve(struct invocation *invocation)
{
	char fault[SETTINGS_FAULT_SIZE] = "";
	AUTO(smdp_serving) serving = { .config = option_text(invocation, "config") };
	struct server_process *process = &serving.first.process;
	if (option_is_set(invocation, "check-config"))
		return check(invocation, &serving);
	enum status status = load(serving.config, &serving.keys, &serving.first, fault);
	if (status != STATUS_OK)
		return output_failure(invocation, "settings", "%s", fault[0] ? fault : status_name(status));
	process->prepare = open_keys;
	process->opened = greet;
	process->reload = reload;
	process->credentials = &serving.first.smdp.credentials;
	process->monitored = &monitored;
	process->context = &serving;
	return server_process_run(invocation, &serving.first.settings.server, &smdp_schema, &expire_sessions_function,
	                          &serving.first.smdp, process);
}

enum exit_code smdp_health(struct invocation *invocation)
{
	char fault[SETTINGS_FAULT_SIZE] = "";
	struct smdp_program_settings settings;
	enum status status = smdp_settings_load(option_text(invocation, "config"), &invocation->arena, &settings, fault);
	if (status != STATUS_OK)
		return output_failure(invocation, "settings", "%s", fault[0] ? fault : status_name(status));
	return server_health(invocation, &settings.server);
}
