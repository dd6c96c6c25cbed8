/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/smdp_settings.h"

#include <stdio.h>
#include <stdlib.h>

#include "io/file.h"

enum { PEM_MAXIMUM = 16 << 10, PATH_SIZE = 4096 };

#define TO(member) offsetof(struct smdp_program_settings, member)

static const struct setting table[] = {
	{ "address", SETTING_TEXT, TO(address), 0, 0, true, NULL },
	{ "listen", SETTING_TEXT, TO(listen), 0, 0, false, NULL },
	{ "database", SETTING_PATH, TO(database), 0, 0, true, NULL },
	{ "database-connections", SETTING_NUMBER, TO(database_connections), 1, 32, false, NULL },
	{ "pki", SETTING_PATHS, TO(pki), 0, 0, true, NULL },
	{ "trust", SETTING_PATHS, TO(trust), 0, 0, false, NULL },
	{ "log", SETTING_TEXT, TO(log), 0, 0, false, NULL },
	{ "threads", SETTING_NUMBER, TO(threads), 1, 64, false, NULL },
	{ "rebinding", SETTING_BOOLEAN, TO(rebinding), 0, 0, false, NULL },
	{ "protect-ahead", SETTING_BOOLEAN, TO(protect_ahead), 0, 0, false, NULL },
	{ "limits.download-attempts", SETTING_NUMBER, TO(download_attempts), 1, 1000000, false, NULL },
	{ "limits.confirmation-attempts", SETTING_NUMBER, TO(confirmation_attempts), 1, 1000, false, NULL },
	{ "limits.session-seconds", SETTING_NUMBER, TO(session_seconds), 10, 86400, false, NULL },
	{ "limits.body-octets", SETTING_NUMBER, TO(body_octets), 16384, 64 << 20, false, NULL },
	{ "limits.connections", SETTING_NUMBER, TO(connections), 1, 1000000, false, NULL },
	{ "limits.connections-per-address", SETTING_NUMBER, TO(connections_per_address), 0, 1000000, false, NULL },
	{ "limits.request-seconds", SETTING_NUMBER, TO(request_seconds), 1, 3600, false, NULL },
	{ "limits.answer-seconds", SETTING_NUMBER, TO(answer_seconds), 1, 3600, false, NULL },
	{ "limits.idle-seconds", SETTING_NUMBER, TO(idle_seconds), 1, 3600, false, NULL },
	{ "limits.drain-seconds", SETTING_NUMBER, TO(drain_seconds), 0, 3600, false, NULL },
};

static struct smdp_program_settings defaults(void)
{
	return (struct smdp_program_settings){
		.listen = ":443",
		.log = "text",
		.threads = 1,
		.database_connections = 8,
		.rebinding = smdp_settings_defaults.rebinding,
		.protect_ahead = smdp_settings_defaults.protect_ahead,
		.download_attempts = smdp_settings_defaults.download_attempts_maximum,
		.confirmation_attempts = smdp_settings_defaults.confirmation_attempts_maximum,
		.session_seconds = smdp_settings_defaults.session_seconds,
		.body_octets = https_server_defaults.body_maximum,
		.connections = https_server_defaults.connections_maximum,
		.connections_per_address = https_server_defaults.connections_per_peer,
		.request_seconds = https_server_defaults.request_seconds,
		.answer_seconds = https_server_defaults.answer_seconds,
		.idle_seconds = https_server_defaults.idle_seconds,
		.drain_seconds = 20,
	};
}

enum status smdp_settings_load(const char *path, struct arena *arena, struct smdp_program_settings *out,
                               char fault[SETTINGS_FAULT_SIZE])
{
	struct smdp_program_settings settings = defaults();
	TRY(settings_read(path, table, ARRAY_SIZE(table), arena, &settings, fault));
	if (!address_is_valid(text_from(settings.address))) {
		snprintf(fault, SETTINGS_FAULT_SIZE, "%s: address must be a host name or host:port, as in an activation code.",
		         path);
		return STATUS_MALFORMED;
	}
	if (strcmp(settings.log, "text") != 0 && strcmp(settings.log, "json") != 0) {
		snprintf(fault, SETTINGS_FAULT_SIZE, "%s: log takes text or json.", path);
		return STATUS_MALFORMED;
	}
	*out = settings;
	return STATUS_OK;
}

void smdp_settings_apply(const struct smdp_program_settings *settings, struct smdp *out)
{
	snprintf(out->settings.address, sizeof out->settings.address, "%s", settings->address);
	out->settings.download_attempts_maximum = (unsigned)settings->download_attempts;
	out->settings.confirmation_attempts_maximum = (unsigned)settings->confirmation_attempts;
	out->settings.session_seconds = (unsigned)settings->session_seconds;
	out->settings.rebinding = settings->rebinding;
	out->settings.protect_ahead = settings->protect_ahead;
}

static enum status read_pem(const char *folder, const char *name, struct buffer *out, char fault[SETTINGS_FAULT_SIZE])
{
	char path[PATH_SIZE];
	snprintf(path, sizeof path, "%s%s%s", folder ? folder : "", folder ? "/" : "", name);
	enum status status = file_read(path, PEM_MAXIMUM, out);
	if (status != STATUS_OK)
		snprintf(fault, SETTINGS_FAULT_SIZE, "Cannot read %.200s: %s.", path, file_trouble(status));
	return status;
}

static enum status add_folder(const char *folder, int64_t now, struct credentials *out, char fault[SETTINGS_FAULT_SIZE])
{
	AUTO(buffer) ci = { 0 };
	AUTO(buffer) authentication = { 0 };
	AUTO(buffer) binding = { 0 };
	AUTO(buffer) tls = { 0 };
	AUTO(buffer) authentication_key = { .secret = true };
	AUTO(buffer) binding_key = { .secret = true };
	TRY(read_pem(folder, "ci.pem", &ci, fault));
	TRY(read_pem(folder, "dpauth.pem", &authentication, fault));
	TRY(read_pem(folder, "dpauth.key", &authentication_key, fault));
	TRY(read_pem(folder, "dppb.pem", &binding, fault));
	TRY(read_pem(folder, "dppb.key", &binding_key, fault));
	TRY(read_pem(folder, "dptls.pem", &tls, fault));
	const struct credential_files files = {
		.ci_certificate = buffer_bytes(&ci),
		.authentication_certificate = buffer_bytes(&authentication),
		.authentication_key = buffer_bytes(&authentication_key),
		.binding_certificate = buffer_bytes(&binding),
		.binding_key = buffer_bytes(&binding_key),
	};
	char why[CREDENTIAL_FAULT_SIZE];
	enum status status = credentials_add(out, &files, CERTIFICATE_DPAUTH, now, why);
	if (status == STATUS_OK)
		status = credentials_check_tls(out, buffer_bytes(&tls), CERTIFICATE_DPTLS, now, why);
	if (status != STATUS_OK)
		snprintf(fault, SETTINGS_FAULT_SIZE, "%.120s: %s.", folder, why);
	return status;
}

enum status smdp_settings_credentials(const struct smdp_program_settings *settings, int64_t now,
                                      struct credentials *out, char fault[SETTINGS_FAULT_SIZE])
{
	for (size_t i = 0; i < settings->pki.count; i++)
		TRY(add_folder(settings->pki.items[i], now, out, fault));
	for (size_t i = 0; i < settings->trust.count; i++) {
		AUTO(buffer) ci = { 0 };
		char why[CREDENTIAL_FAULT_SIZE];
		TRY(read_pem(NULL, settings->trust.items[i], &ci, fault));
		enum status status = credentials_trust(out, buffer_bytes(&ci), why);
		if (status != STATUS_OK) {
			snprintf(fault, SETTINGS_FAULT_SIZE, "%.120s: %s.", settings->trust.items[i], why);
			return status;
		}
	}
	return STATUS_OK;
}

enum status smdp_settings_tls(const struct smdp_program_settings *settings, struct tls_server **out,
                              char fault[SETTINGS_FAULT_SIZE])
{
	struct buffer certificates[TLS_IDENTITIES_MAXIMUM] = { 0 };
	struct buffer keys[TLS_IDENTITIES_MAXIMUM] = { 0 };
	struct tls_identity identities[TLS_IDENTITIES_MAXIMUM];
	size_t count = settings->pki.count;
	enum status status = count > TLS_IDENTITIES_MAXIMUM ? STATUS_TOO_LARGE : STATUS_OK;
	for (size_t i = 0; status == STATUS_OK && i < count; i++) {
		keys[i].secret = true;
		status = read_pem(settings->pki.items[i], "dptls.pem", &certificates[i], fault);
		if (status == STATUS_OK)
			status = read_pem(settings->pki.items[i], "dptls.key", &keys[i], fault);
		identities[i] = (struct tls_identity){ buffer_bytes(&certificates[i]), buffer_bytes(&keys[i]) };
	}
	if (count > TLS_IDENTITIES_MAXIMUM)
		snprintf(fault, SETTINGS_FAULT_SIZE, "More than %d TLS certificates.", TLS_IDENTITIES_MAXIMUM);
	else if (status == STATUS_OK)
		status = tls_server_new(identities, count, out, fault);
	for (size_t i = 0; i < TLS_IDENTITIES_MAXIMUM; i++) {
		buffer_release(&certificates[i]);
		buffer_release(&keys[i]);
	}
	return status;
}

/* host:port, [v6]:port or :port */
static enum status cut_listen(const char *listen, char host[LISTEN_HOST_SIZE], uint16_t *out_port)
{
	const char *colon = strrchr(listen, ':');
	uint64_t port;
	if (!colon || !text_to_number(text_from(colon + 1), 65535, &port))
		return STATUS_MALFORMED;
	struct text name = { listen, (size_t)(colon - listen) };
	if (name.size >= 2 && name.data[0] == '[' && name.data[name.size - 1] == ']')
		name = (struct text){ name.data + 1, name.size - 2 };
	if (name.size >= LISTEN_HOST_SIZE)
		return STATUS_MALFORMED;
	snprintf(host, LISTEN_HOST_SIZE, "%.*s", TEXT_ARGUMENTS(name));
	*out_port = (uint16_t)port;
	return STATUS_OK;
}

enum status smdp_settings_https(const struct smdp_program_settings *settings, char host[LISTEN_HOST_SIZE],
                                struct https_server_settings *out)
{
	struct https_server_settings https = https_server_defaults;
	TRY(cut_listen(settings->listen, host, &https.port));
	https.host = host;
	https.share_port = settings->threads > 1;
	https.body_maximum = settings->body_octets;
	https.connections_maximum = (unsigned)((settings->connections + settings->threads - 1) / settings->threads);
	https.connections_per_peer = (unsigned)settings->connections_per_address;
	https.request_seconds = (unsigned)settings->request_seconds;
	https.answer_seconds = (unsigned)settings->answer_seconds;
	https.idle_seconds = (unsigned)settings->idle_seconds;
	*out = https;
	return STATUS_OK;
}
