/* SPDX-License-Identifier: Apache-2.0 */
/* Any body to any function of ES9+: it is answered once, by a status that HTTP knows, and what it may have changed is
 * not looked at: the database is empty and forgets. The first octet chooses the function. */
#include "fuzz.h"
#include "smdp/es9plus.h"

struct door {
	struct server_ports ports;
	struct smdp smdp;
	int answers;
};

static int64_t fixed_seconds(void *self)
{
	(void)self;
	return 1750000000;
}

static enum status fill_random(void *self, uint8_t *out, size_t size)
{
	(void)self;
	memset(out, 0x5A, size);
	return STATUS_OK;
}

static void no_rows(void *self, const struct database_statement *statement, struct arena *arena,
                    database_rows_done *done, void *context)
{
	const struct database_rows rows = { 0 };
	(void)self;
	(void)arena;
	check(statement->value_count <= DATABASE_PARAMETERS_MAXIMUM);
	done(context, STATUS_OK, &rows);
}

static void forget(void *self, const struct database_statement *statements, size_t count, database_applied *done,
                   void *context)
{
	(void)self;
	(void)statements;
	check(count > 0);
	done(context, STATUS_OK);
}

static void receive(void *self, struct http_answer *answer)
{
	struct door *door = self;
	door->answers++;
	check(answer->status == 200 || answer->status == 204 || answer->status == 400);
	check((answer->status == 200) == (answer->body.size > 0));
	http_answer_release(answer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	struct door door = { .smdp = { .settings = smdp_settings_defaults } };
	strcpy(door.smdp.settings.address, "smdp.example.com");
	door.ports.clock = (struct clock){ .utc_seconds = fixed_seconds };
	door.ports.random = (struct random){ NULL, fill_random };
	door.ports.database = (struct database){ .query = no_rows, .apply = forget };
	struct service service = { smdp_es9plus_routes, smdp_es9plus_route_count, &door.ports, &door.smdp };
	const struct http_request request = {
		.method = TEXT("POST"),
		.path = text_from(smdp_es9plus_routes[data[0] % smdp_es9plus_route_count].path),
		.content_type = TEXT("application/json"),
		.body = bytes_from(data + 1, size - 1),
	};
	service_handle(&service, &request, (struct http_reply){ &door, receive });
	check(door.answers == 1);
	return 0;
}
