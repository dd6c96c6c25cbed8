/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/smdp_desk.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>

#include "io/system_clock.h"
#include "io/system_random.h"
#include "smdp/schema.h"

enum { CONNECTIONS = 4 /* most commands do one thing after the other */ };

void smdp_desk_release(struct smdp_desk *desk)
{
	database_close(&desk->ports.database);
	database_source_close(desk->source);
	smdp_release(&desk->smdp);
	smdp_keys_release(&desk->keys);
	arena_release(&desk->arena);
	*desk = (struct smdp_desk){ 0 };
}

enum status smdp_desk_connect(struct database_source *source, struct smdp_desk *desk)
{
	desk->ports.clock = system_clock();
	desk->ports.random = system_random();
	return database_source_connect(source, &desk->ports.database);
}

enum status smdp_desk_open(const struct invocation *invocation, struct smdp_desk *out,
                           char fault[SETTINGS_FAULT_SIZE])
{
	AUTO(smdp_desk) desk = { .arena = ARENA(1 << 20), .smdp = { .settings = smdp_settings_defaults } };
	TRY(smdp_settings_load(option_text(invocation, "config"), &desk.arena, &desk.settings, fault));
	smdp_settings_apply(&desk.settings, &desk.smdp);
	server_settings_name(&desk.settings.server, &smdp_server_files, &desk.smdp.credentials);
	TRY(database_source_open(desk.settings.server.database, &smdp_schema, CONNECTIONS, &desk.source, fault));
	TRY(smdp_desk_connect(desk.source, &desk));
	TRY(smdp_keys_init(&desk.settings, &desk.keys));
	TRY(smdp_keys_open(&desk.settings, desk.source, &desk.keys, fault));
	desk.smdp.master_keys = key_ring_port(desk.keys.ring);
	*out = desk;
	desk = (struct smdp_desk){ 0 };
	return STATUS_OK;
}

void smdp_desk_act_for(struct smdp_desk *desk, const char *operator)
{
	desk->operator = (struct caller){ .name = text_from(operator) };
	desk->caller = operator ? &desk->operator : NULL;
}

enum status smdp_desk_begin(struct smdp_desk *desk, const struct server_function *function, const void *request,
                            exchange_done *done, void *context)
{
	struct exchange *exchange = exchange_new(function, &desk->ports, &desk->smdp);
	if (!exchange)
		return STATUS_NO_MEMORY;
	exchange->request = request;
	exchange->caller = desk->caller;
	exchange->actor = TEXT("command");
	exchange_run(exchange, done, context);
	return STATUS_OK;
}

enum status smdp_desk_work(struct smdp_desk *desk)
{
	struct pollfd wait = { database_descriptor(&desk->ports.database), POLLIN, 0 };
	if (poll(&wait, 1, -1) < 0 && errno != EINTR)
		return STATUS_IO;
	database_deliver(&desk->ports.database);
	return STATUS_OK;
}

struct outcome {
	bool done;
	enum status status;
	struct exchange *exchange;
};

static void note_done(void *context, struct exchange *exchange, enum status status)
{
	*(struct outcome *)context = (struct outcome){ true, status, exchange };
}

enum status smdp_desk_run(struct smdp_desk *desk, const struct server_function *function, const void *request,
                          struct exchange **out)
{
	struct outcome outcome = { 0 };
	*out = NULL;
	TRY(smdp_desk_begin(desk, function, request, note_done, &outcome));
	while (!outcome.done)
		TRY(smdp_desk_work(desk));
	*out = outcome.exchange;
	return outcome.status;
}
