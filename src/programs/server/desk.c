/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/server/desk.h"

#include <errno.h>
#include <poll.h>

#include "io/system_clock.h"
#include "io/system_random.h"

enum { CONNECTIONS = 4 /* most commands do one thing after the other */ };

void server_desk_release(struct server_desk *desk)
{
	database_close(&desk->ports.database);
	database_source_close(desk->source);
	*desk = (struct server_desk){ 0 };
}

enum status server_desk_connect(struct database_source *source, const void *role, struct server_desk *out)
{
	struct server_desk desk = { .role = role, .ports = { .clock = system_clock(), .random = system_random() } };
	TRY(database_source_connect(source, &desk.ports.database));
	*out = desk;
	return STATUS_OK;
}

enum status server_desk_open(const char *place, const struct database_schema *schema, const void *role,
                             struct server_desk *out, char fault[SETTINGS_FAULT_SIZE])
{
	struct database_source *source;
	TRY(database_source_open(place, schema, CONNECTIONS, &source, fault));
	enum status status = server_desk_connect(source, role, out);
	if (status == STATUS_OK)
		out->source = source;
	else
		database_source_close(source);
	return status;
}

enum status server_desk_begin(struct server_desk *desk, const struct server_function *function, const void *request,
                              exchange_done *done, void *context)
{
	struct exchange *exchange = exchange_new(function, &desk->ports, desk->role);
	if (!exchange)
		return STATUS_NO_MEMORY;
	exchange->request = request;
	exchange->caller = desk->caller;
	exchange->actor = desk->actor;
	exchange_run(exchange, done, context);
	return STATUS_OK;
}

enum status server_desk_work(struct server_desk *desk)
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

enum status server_desk_run(struct server_desk *desk, const struct server_function *function, const void *request,
                            struct exchange **out)
{
	struct outcome outcome = { 0 };
	*out = NULL;
	TRY(server_desk_begin(desk, function, request, note_done, &outcome));
	while (!outcome.done)
		TRY(server_desk_work(desk));
	*out = outcome.exchange;
	return outcome.status;
}
