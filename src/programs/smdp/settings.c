/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/smdp/settings.h"

#include <stdio.h>

#include "smdp/operator.h"

enum { DAY_SECONDS = 24 * 3600 };

#define TO(member) offsetof(struct smdp_program_settings, member)

static bool take_check(struct text word, void *member)
{
	static const char *const words[] = {
		[CAPABILITIES_USUAL] = "usual",
		[CAPABILITIES_STRICT] = "strict",
		[CAPABILITIES_IGNORED] = "off",
	};
	for (int i = 0; i < (int)ARRAY_SIZE(words); i++)
		if (text_equal(word, text_from(words[i]))) {
			*(int *)member = i;
			return true;
		}
	return false;
}

static const struct setting table[] = {
	SERVER_SETTINGS(smdp_program_settings, server),
	{ "master-key", SETTING_PATHS, TO(master_keys), 0, 0, false, NULL },
	{ "rebinding", SETTING_BOOLEAN, TO(rebinding), 0, 0, false, NULL },
	{ "check-capabilities", SETTING_WORDS, TO(check_capabilities), 0, 0, false, take_check },
	{ "protect-ahead", SETTING_BOOLEAN, TO(protect_ahead), 0, 0, false, NULL },
	{ "reuse-deleted", SETTING_TEXT, TO(reuse), 0, 0, false, NULL },
	{ "history-days", SETTING_NUMBER, TO(history_days), 1, 10000, false, NULL },
	{ "operators.listen", SETTING_TEXT, TO(operators_listen), 0, 0, false, NULL },
	{ "operators.trust", SETTING_PATHS, TO(operators_trust), 0, 0, false, NULL },
	{ "operators.callback-trust", SETTING_PATHS, TO(callback_trust), 0, 0, false, NULL },
	{ "operators.callback-certificate", SETTING_PATH, TO(callback_certificate), 0, 0, false, NULL },
	{ "operators.callback-key", SETTING_PATH, TO(callback_key), 0, 0, false, NULL },
	{ "operators.give-up-hours", SETTING_NUMBER, TO(give_up_hours), 1, 100000, false, NULL },
	ADMIN_SETTINGS(smdp_program_settings, admin),
	{ "limits.download-attempts", SETTING_NUMBER, TO(download_attempts), 1, 1000000, false, NULL },
	{ "limits.confirmation-attempts", SETTING_NUMBER, TO(confirmation_attempts), 1, 1000, false, NULL },
};

static struct smdp_program_settings defaults(void)
{
	struct smdp_program_settings settings = {
		.server = server_settings_defaults(),
		.rebinding = smdp_settings_defaults.rebinding,
		.check_capabilities = (int)smdp_settings_defaults.check_capabilities,
		.protect_ahead = smdp_settings_defaults.protect_ahead,
		.download_attempts = smdp_settings_defaults.download_attempts_maximum,
		.confirmation_attempts = smdp_settings_defaults.confirmation_attempts_maximum,
		.reuse = "never",
		.history_days = (uint64_t)smdp_settings_defaults.history_seconds / DAY_SECONDS,
		.give_up_hours = 7 * 24,
	};
	settings.server.session_seconds = smdp_settings_defaults.session_seconds;
	return settings;
}

/* A server that is told of no key has one beside its settings. */
static enum status default_master_key(const char *path, struct arena *arena, struct smdp_program_settings *settings)
{
	const char *slash = strrchr(path, '/');
	if (settings->master_keys.count > 0)
		return STATUS_OK;
	settings->master_keys.items[0] = arena_print(arena, "%.*smaster.key", slash ? (int)(slash - path + 1) : 0, path);
	settings->master_keys.count = 1;
	return settings->master_keys.items[0] ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status check(const char *path, const struct smdp_program_settings *settings, char fault[SETTINGS_FAULT_SIZE])
{
	enum operator_reuse reuse;
	if (!operator_reuse_parse(text_from(settings->reuse), &reuse)) {
		snprintf(fault, SETTINGS_FAULT_SIZE, "%s: reuse-deleted takes never, available or same-card.", path);
		return STATUS_MALFORMED;
	}
	if (!settings->callback_certificate != !settings->callback_key) {
		snprintf(fault, SETTINGS_FAULT_SIZE, "%s: operators.callback-certificate and callback-key go together.", path);
		return STATUS_MALFORMED;
	}
	return STATUS_OK;
}

enum status smdp_settings_load(const char *path, struct arena *arena, struct smdp_program_settings *out,
                               char fault[SETTINGS_FAULT_SIZE])
{
	struct smdp_program_settings settings = defaults();
	TRY(settings_read(path, table, ARRAY_SIZE(table), arena, &settings, fault));
	TRY(server_settings_check(path, &settings.server, fault));
	TRY(check(path, &settings, fault));
	TRY(default_master_key(path, arena, &settings));
	*out = settings;
	return STATUS_OK;
}

enum status smdp_settings_load_all(const char *path, struct arena *arena, struct smdp_program_settings *out,
                                   settings_fault_told *tell, void *context)
{
	struct smdp_program_settings settings = defaults();
	char fault[SETTINGS_FAULT_SIZE] = "";
	enum status status = settings_read_all(path, table, ARRAY_SIZE(table), arena, &settings, tell, context);
	enum status checked = STATUS_MALFORMED;
	if (settings.server.address && server_settings_check(path, &settings.server, fault) != STATUS_OK)
		tell(context, fault);
	else if (check(path, &settings, fault) != STATUS_OK)
		tell(context, fault);
	else
		checked = STATUS_OK;
	TRY(default_master_key(path, arena, &settings));
	*out = settings;
	return status != STATUS_OK ? status : checked;
}

void smdp_settings_apply(const struct smdp_program_settings *settings, struct smdp *out)
{
	snprintf(out->settings.address, sizeof out->settings.address, "%s", settings->server.address);
	out->settings.download_attempts_maximum = (unsigned)settings->download_attempts;
	out->settings.confirmation_attempts_maximum = (unsigned)settings->confirmation_attempts;
	out->settings.session_seconds = (unsigned)settings->server.session_seconds;
	(void)!operator_reuse_parse(text_from(settings->reuse), &out->settings.reuse); /* checked when it was loaded */
	out->settings.history_seconds = (int64_t)settings->history_days * DAY_SECONDS;
	out->settings.rebinding = settings->rebinding;
	out->settings.protect_ahead = settings->protect_ahead;
	out->settings.check_capabilities = (enum capability_check)settings->check_capabilities;
	if (!out->templates)
		out->templates = template_cache_new();
}
