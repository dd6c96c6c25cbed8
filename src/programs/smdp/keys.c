/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/smdp/keys.h"

#include <stdio.h>
#include <unistd.h>

#include "programs/server/desk.h"
#include "smdp/key_rotation.h"

void smdp_keys_release(struct smdp_keys *keys)
{
	key_ring_close(keys->ring);
	token_store_free(keys->tokens);
	*keys = (struct smdp_keys){ 0 };
}

enum status smdp_keys_init(const struct smdp_program_settings *settings, struct smdp_keys *out)
{
	const struct token_settings token = { settings->server.token_module, settings->server.token_pin_file };
	out->tokens = token_store_new(&token);
	return out->tokens ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status check_census(struct key_ring *ring, const struct key_census *census, char fault[SETTINGS_FAULT_SIZE])
{
	struct master_keys keys = key_ring_port(ring);
	for (size_t i = 0; i < census->count; i++) {
		struct text id = census->uses[i].master_key;
		if (master_keys_find(&keys, id))
			continue;
		snprintf(fault, SETTINGS_FAULT_SIZE, "The database has profiles that the master key %.*s has sealed, and none "
		         "of master-key is that one: restore its file, or name its token.", TEXT_ARGUMENTS(id));
		return STATUS_NOT_FOUND;
	}
	return STATUS_OK;
}

enum status smdp_keys_check(struct key_ring *ring, struct database_source *source, char fault[SETTINGS_FAULT_SIZE])
{
	AUTO(server_desk) desk = { 0 };
	struct exchange *exchange = NULL;
	TRY(server_desk_connect(source, NULL, &desk));
	enum status status = server_desk_run(&desk, &master_keys_in_use_function, "", &exchange);
	if (status == STATUS_OK)
		status = check_census(ring, exchange->result, fault);
	else
		snprintf(fault, SETTINGS_FAULT_SIZE, "The database cannot be read: %s.", status_name(status));
	exchange_free(exchange);
	return status;
}

/* A key that was just made opens nothing that was there before: with it in place nobody would look for the lost one. */
enum status smdp_keys_open(const struct smdp_program_settings *settings, struct database_source *source,
                           struct smdp_keys *keys, char fault[SETTINGS_FAULT_SIZE])
{
	bool created = false;
	TRY(key_ring_open(&settings->master_keys, keys->tokens, &keys->ring, &created, fault));
	if (!created)
		return STATUS_OK;
	enum status status = smdp_keys_check(keys->ring, source, fault);
	if (status != STATUS_OK)
		unlink(settings->master_keys.items[0]);
	return status;
}
