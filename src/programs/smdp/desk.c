/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/smdp/desk.h"

#include "smdp/schema.h"

void smdp_desk_release(struct smdp_desk *desk)
{
	server_desk_release(&desk->desk);
	smdp_release(&desk->smdp);
	smdp_keys_release(&desk->keys);
	arena_release(&desk->arena);
	*desk = (struct smdp_desk){ 0 };
}

enum status smdp_desk_open(const struct invocation *invocation, struct smdp_desk *out,
                           char fault[SETTINGS_FAULT_SIZE])
{
	AUTO(smdp_desk) desk = { .arena = ARENA(1 << 20), .smdp = { .settings = smdp_settings_defaults } };
	TRY(smdp_settings_load(option_text(invocation, "config"), &desk.arena, &desk.settings, fault));
	smdp_settings_apply(&desk.settings, &desk.smdp);
	server_settings_name(&desk.settings.server, &smdp_server_files, &desk.smdp.credentials);
	TRY(server_desk_open(desk.settings.server.database, &smdp_schema, NULL, &desk.desk, fault));
	TRY(smdp_keys_init(&desk.settings, &desk.keys));
	TRY(smdp_keys_open(&desk.settings, desk.desk.source, &desk.keys, fault));
	desk.smdp.master_keys = key_ring_port(desk.keys.ring);
	desk.desk.actor = TEXT("command");
	*out = desk;
	desk = (struct smdp_desk){ 0 };
	return STATUS_OK;
}

void smdp_desk_act_for(struct smdp_desk *desk, const char *operator)
{
	desk->operator = (struct caller){ .name = text_from(operator) };
	desk->desk.caller = operator ? &desk->operator : NULL;
}
