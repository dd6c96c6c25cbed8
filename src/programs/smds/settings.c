/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/smds/settings.h"

#include <stdio.h>

#define TO(member) offsetof(struct smds_program_settings, member)

static const struct setting table[] = {
	SERVER_SETTINGS(smds_program_settings, server),
	ADMIN_SETTINGS(smds_program_settings, admin),
	{ "root", SETTING_TEXT, TO(root), 0, 0, false, NULL },
	{ "servers.listen", SETTING_TEXT, TO(servers_listen), 0, 0, false, NULL },
	{ "limits.events-per-card", SETTING_NUMBER, TO(events_per_card), 1, 1000000, false, NULL },
	{ "limits.retention-days", SETTING_NUMBER, TO(retention_days), 0, 36500, false, NULL },
};

static struct smds_program_settings defaults(void)
{
	struct smds_program_settings settings = {
		.server = server_settings_defaults(),
		.events_per_card = smds_settings_defaults.events_per_card_maximum,
		.retention_days = smds_settings_defaults.retention_days,
	};
	settings.server.session_seconds = smds_settings_defaults.session_seconds;
	return settings;
}

/* An SM-DS that forwards to itself would never come to an end. */
static enum status check_root(const char *path, const struct smds_program_settings *settings,
                              char fault[SETTINGS_FAULT_SIZE])
{
	struct text root = text_from(settings->root);
	if (!settings->root || (address_is_valid(root) && !text_equal_ignoring_case(root, text_from(settings->server.address))))
		return STATUS_OK;
	snprintf(fault, SETTINGS_FAULT_SIZE, "%s: root must be the address of another SM-DS, as host or host:port.", path);
	return STATUS_MALFORMED;
}

enum status smds_settings_load(const char *path, struct arena *arena, struct smds_program_settings *out,
                               char fault[SETTINGS_FAULT_SIZE])
{
	struct smds_program_settings settings = defaults();
	TRY(settings_read(path, table, ARRAY_SIZE(table), arena, &settings, fault));
	TRY(server_settings_check(path, &settings.server, fault));
	TRY(check_root(path, &settings, fault));
	*out = settings;
	return STATUS_OK;
}

enum status smds_settings_load_all(const char *path, struct arena *arena, struct smds_program_settings *out,
                                   settings_fault_told *tell, void *context)
{
	struct smds_program_settings settings = defaults();
	char fault[SETTINGS_FAULT_SIZE] = "";
	enum status status = settings_read_all(path, table, ARRAY_SIZE(table), arena, &settings, tell, context);
	enum status checked = STATUS_MALFORMED;
	if (settings.server.address && server_settings_check(path, &settings.server, fault) != STATUS_OK)
		tell(context, fault);
	else if (settings.server.address && check_root(path, &settings, fault) != STATUS_OK)
		tell(context, fault);
	else
		checked = STATUS_OK;
	*out = settings;
	return status != STATUS_OK ? status : checked;
}

void smds_settings_apply(const struct smds_program_settings *settings, struct smds *out)
{
	snprintf(out->settings.address, sizeof out->settings.address, "%s", settings->server.address);
	snprintf(out->settings.root_address, sizeof out->settings.root_address, "%s", settings->root ? settings->root : "");
	out->settings.session_seconds = (unsigned)settings->server.session_seconds;
	out->settings.events_per_card_maximum = (unsigned)settings->events_per_card;
	out->settings.retention_days = (unsigned)settings->retention_days;
}
