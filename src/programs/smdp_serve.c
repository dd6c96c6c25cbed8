/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/smdp_serve.h"

#include "io/system_clock.h"
#include "programs/output.h"
#include "programs/server_process.h"
#include "programs/smdp_keys.h"
#include "smdp/es2plus.h"
#include "smdp/es9plus.h"
#include "smdp/schema.h"

struct smdp_server {
	struct smdp_program_settings settings;
	struct smdp_keys keys;
	struct smdp smdp;
	struct server_process process;
};

static void smdp_server_release(struct smdp_server *server)
{
	server_process_release(&server->process);
	smdp_release(&server->smdp);
	smdp_keys_release(&server->keys);
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
	TRY(server_settings_tls(settings, &smdp_server_files, &tls, fault));
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

/* What the database says of keys is looked at before anybody is answered. */
static enum status open_keys(void *context, struct database_source *source, char fault[SETTINGS_FAULT_SIZE])
{
	struct smdp_server *server = context;
	TRY(smdp_keys_open(&server->settings, source, &server->keys, fault));
	TRY(smdp_keys_check(server->keys.ring, source, fault));
	server->smdp.master_keys = key_ring_port(server->keys.ring);
	return STATUS_OK;
}

static enum status load(const char *path, struct arena *arena, struct smdp_server *server,
                        char fault[SETTINGS_FAULT_SIZE])
{
	const struct clock clock = system_clock();
	struct smdp_program_settings *settings = &server->settings;
	TRY(smdp_settings_load(path, arena, settings, fault));
	smdp_settings_apply(settings, &server->smdp);
	TRY(smdp_keys_init(settings, &server->keys));
	settings->server.tokens = server->keys.tokens;
	TRY(server_settings_credentials(&settings->server, &smdp_server_files, clock_utc_seconds(&clock),
	                                &server->smdp.credentials, fault));
	TRY(open_door_for_lpas(server, fault));
	return open_door_for_operators(server, fault);
}

enum exit_code smdp_serve(struct invocation *invocation)
{
	char fault[SETTINGS_FAULT_SIZE] = "";
	AUTO(smdp_server) server = { .smdp = { .settings = smdp_settings_defaults } };
	enum status status = load(option_text(invocation, "config"), &invocation->arena, &server, fault);
	if (status != STATUS_OK)
		return output_failure(invocation, "settings", "%s", fault[0] ? fault : status_name(status));
	server.process.prepare = open_keys;
	server.process.context = &server;
	return server_process_run(invocation, &server.settings.server, &smdp_schema, &expire_sessions_function, &server.smdp,
	                          &server.process);
}
