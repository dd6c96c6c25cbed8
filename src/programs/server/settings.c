/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/server/settings.h"

#include <stdio.h>
#include <stdlib.h>

#include "io/file.h"
#include "io/token_uri.h"
#include "rsp/identifiers.h"

enum { PEM_MAXIMUM = 16 << 10, LIST_MAXIMUM = 8 << 20, PATH_SIZE = 4096 };

const struct server_files smdp_server_files = { "dpauth", CERTIFICATE_DPAUTH, "dppb", "dptls", CERTIFICATE_DPTLS };
const struct server_files smds_server_files = { "dsauth", CERTIFICATE_DSAUTH, NULL, "dstls", CERTIFICATE_DSTLS };

struct server_settings server_settings_defaults(void)
{
	return (struct server_settings){
		.listen = ":443",
		.outbox_give_up_hours = 72,
		.log = "text",
		.threads = 1,
		.database_connections = 8,
		.session_seconds = 30 * 60,
		.body_octets = https_server_defaults.body_maximum,
		.connections = https_server_defaults.connections_maximum,
		.connections_per_address = https_server_defaults.connections_per_peer,
		.requests = https_server_defaults.requests_maximum,
		.requests_per_second_per_address = https_server_defaults.per_second_per_peer,
		.request_seconds = https_server_defaults.request_seconds,
		.answer_seconds = https_server_defaults.answer_seconds,
		.idle_seconds = https_server_defaults.idle_seconds,
		.drain_seconds = 20,
	};
}

enum status server_settings_check(const char *path, const struct server_settings *settings,
                                  char fault[SETTINGS_FAULT_SIZE])
{
	if (!address_is_valid(text_from(settings->address))) {
		snprintf(fault, SETTINGS_FAULT_SIZE, "%s: address must be a host name or host:port, as in an activation code.",
		         path);
		return STATUS_MALFORMED;
	}
	if (strcmp(settings->log, "text") != 0 && strcmp(settings->log, "json") != 0) {
		snprintf(fault, SETTINGS_FAULT_SIZE, "%s: log takes text or json.", path);
		return STATUS_MALFORMED;
	}
	return STATUS_OK;
}

/* ---- certificates and keys ---- */

/* `ending` is ".pem" or ".key", or "" for a name that is whole. */
static enum status read_pem(const char *folder, const char *name, const char *ending, struct buffer *out,
                            char fault[SETTINGS_FAULT_SIZE])
{
	char path[PATH_SIZE];
	snprintf(path, sizeof path, "%s%s%s%s", folder ? folder : "", folder ? "/" : "", name, ending);
	enum status status = file_read(path, PEM_MAXIMUM, out);
	if (status != STATUS_OK)
		snprintf(fault, SETTINGS_FAULT_SIZE, "Cannot read %.200s: %s.", path, file_trouble(status));
	return status;
}

/* A private key as its file has it: itself, or the name of the one in a token. */
struct key_file {
	struct buffer pem;
	struct evp_pkey_st *object;
};

static void key_file_release(struct key_file *key)
{
	buffer_release(&key->pem);
	token_private_key_free(key->object);
	*key = (struct key_file){ 0 };
}

static enum status read_key(const struct server_settings *settings, const char *folder, const char *name,
                            struct key_file *out, char fault[SETTINGS_FAULT_SIZE])
{
	char uri[PATH_SIZE];
	out->pem.secret = true;
	TRY(read_pem(folder, name, ".key", &out->pem, fault));
	struct text text = text_trimmed(buffer_text(&out->pem));
	if (!token_uri_is_one(text))
		return STATUS_OK;
	snprintf(uri, sizeof uri, "%.*s", TEXT_ARGUMENTS(text));
	if (settings->tokens)
		return token_store_private_key(settings->tokens, uri, &out->object, fault);
	snprintf(fault, SETTINGS_FAULT_SIZE, "%.100s/%s.key is in a token, and there is none here.", folder, name);
	return STATUS_UNSUPPORTED;
}

/* What a folder has for a server. */
struct folder_files {
	struct buffer ci, authentication, binding, tls;
	struct key_file authentication_key, binding_key;
};

static void folder_files_release(struct folder_files *files)
{
	struct buffer *const buffers[] = { &files->ci, &files->authentication, &files->binding, &files->tls };
	for (size_t i = 0; i < ARRAY_SIZE(buffers); i++)
		buffer_release(buffers[i]);
	key_file_release(&files->authentication_key);
	key_file_release(&files->binding_key);
}

static enum status read_folder(const struct server_settings *settings, const char *folder, const struct server_files *names,
                               struct folder_files *out, char fault[SETTINGS_FAULT_SIZE])
{
	TRY(read_pem(folder, "ci", ".pem", &out->ci, fault));
	TRY(read_pem(folder, names->authentication, ".pem", &out->authentication, fault));
	TRY(read_key(settings, folder, names->authentication, &out->authentication_key, fault));
	if (names->binding) {
		TRY(read_pem(folder, names->binding, ".pem", &out->binding, fault));
		TRY(read_key(settings, folder, names->binding, &out->binding_key, fault));
	}
	return read_pem(folder, names->tls, ".pem", &out->tls, fault);
}

static enum status add_folder(const struct server_settings *settings, const char *folder, const struct server_files *names,
                              int64_t now, struct credentials *out, char fault[SETTINGS_FAULT_SIZE])
{
	AUTO(folder_files) read = { 0 };
	TRY(read_folder(settings, folder, names, &read, fault));
	const struct credential_files files = {
		.ci_certificate = buffer_bytes(&read.ci),
		.authentication_certificate = buffer_bytes(&read.authentication),
		.authentication_key = buffer_bytes(&read.authentication_key.pem),
		.authentication_object = read.authentication_key.object,
		.binding_certificate = buffer_bytes(&read.binding),
		.binding_key = buffer_bytes(&read.binding_key.pem),
		.binding_object = read.binding_key.object,
	};
	char why[CREDENTIAL_FAULT_SIZE];
	enum status status = credentials_add(out, &files, names->authentication_kind, now, why);
	if (status == STATUS_OK)
		status = credentials_check_tls(out, buffer_bytes(&read.tls), names->tls_kind, now, why);
	if (status != STATUS_OK)
		snprintf(fault, SETTINGS_FAULT_SIZE, "%.120s: %s.", folder, why);
	return status;
}

static enum status told(enum status status, const char *path, const char why[CREDENTIAL_FAULT_SIZE],
                        char fault[SETTINGS_FAULT_SIZE])
{
	if (status != STATUS_OK)
		snprintf(fault, SETTINGS_FAULT_SIZE, "%.120s: %s.", path, why);
	return status;
}

static enum status trust_ci(const char *folder, const char *name, const char *ending, struct credentials *out,
                            char fault[SETTINGS_FAULT_SIZE])
{
	AUTO(buffer) ci = { 0 };
	char why[CREDENTIAL_FAULT_SIZE];
	TRY(read_pem(folder, name, ending, &ci, fault));
	return told(credentials_trust(out, buffer_bytes(&ci), why), folder ? folder : name, why, fault);
}

static enum status revoke(const char *path, int64_t now, struct credentials *out, char fault[SETTINGS_FAULT_SIZE])
{
	AUTO(buffer) list = { 0 };
	char why[CREDENTIAL_FAULT_SIZE];
	enum status status = file_read(path, LIST_MAXIMUM, &list);
	if (status == STATUS_OK)
		return told(credentials_revoke(out, buffer_bytes(&list), now, why), path, why, fault);
	snprintf(fault, SETTINGS_FAULT_SIZE, "Cannot read %.200s: %s.", path, file_trouble(status));
	return status;
}

/* Whom to trust, whom not to any more, and only then what is ours. */
enum status server_settings_credentials(const struct server_settings *settings, const struct server_files *files,
                                        int64_t now, struct credentials *out, char fault[SETTINGS_FAULT_SIZE])
{
	for (size_t i = 0; i < settings->pki.count && settings->crl.count > 0; i++)
		TRY(trust_ci(settings->pki.items[i], "ci", ".pem", out, fault));
	for (size_t i = 0; i < settings->trust.count; i++)
		TRY(trust_ci(NULL, settings->trust.items[i], "", out, fault));
	for (size_t i = 0; i < settings->crl.count; i++)
		TRY(revoke(settings->crl.items[i], now, out, fault));
	for (size_t i = 0; i < settings->pki.count; i++)
		TRY(add_folder(settings, settings->pki.items[i], files, now, out, fault));
	return STATUS_OK;
}

enum status server_settings_tls(const struct server_settings *settings, const struct server_files *files,
                                struct tls_server **out, char fault[SETTINGS_FAULT_SIZE])
{
	struct buffer certificates[TLS_IDENTITIES_MAXIMUM] = { 0 };
	struct key_file keys[TLS_IDENTITIES_MAXIMUM] = { 0 };
	struct tls_identity identities[TLS_IDENTITIES_MAXIMUM];
	size_t count = settings->pki.count;
	enum status status = count > TLS_IDENTITIES_MAXIMUM ? STATUS_TOO_LARGE : STATUS_OK;
	for (size_t i = 0; status == STATUS_OK && i < count; i++) {
		status = read_pem(settings->pki.items[i], files->tls, ".pem", &certificates[i], fault);
		if (status == STATUS_OK)
			status = read_key(settings, settings->pki.items[i], files->tls, &keys[i], fault);
		identities[i] = (struct tls_identity){ buffer_bytes(&certificates[i]), buffer_bytes(&keys[i].pem),
			                               keys[i].object };
	}
	if (count > TLS_IDENTITIES_MAXIMUM)
		snprintf(fault, SETTINGS_FAULT_SIZE, "More than %d TLS certificates.", TLS_IDENTITIES_MAXIMUM);
	else if (status == STATUS_OK)
		status = tls_server_new(identities, count, out, fault);
	for (size_t i = 0; i < TLS_IDENTITIES_MAXIMUM; i++) {
		buffer_release(&certificates[i]);
		key_file_release(&keys[i]);
	}
	return status;
}

enum { AUTHORITIES_MAXIMUM = 2 * SETTING_LIST_MAXIMUM };

static enum status read_authorities(const struct server_settings *settings, const struct setting_list *authorities, bool cis,
                                    struct buffer out[AUTHORITIES_MAXIMUM], size_t *out_count,
                                    char fault[SETTINGS_FAULT_SIZE])
{
	size_t count = 0;
	for (size_t i = 0; authorities && i < authorities->count; i++)
		TRY(read_pem(NULL, authorities->items[i], "", &out[count++], fault));
	for (size_t i = 0; cis && i < settings->pki.count; i++)
		TRY(read_pem(settings->pki.items[i], "ci", ".pem", &out[count++], fault));
	*out_count = count;
	return STATUS_OK;
}

enum status server_settings_ask_clients(const struct server_settings *settings, const struct setting_list *authorities,
                                        bool cis, bool required, struct tls_server *tls, char fault[SETTINGS_FAULT_SIZE])
{
	struct buffer contents[AUTHORITIES_MAXIMUM] = { 0 };
	struct bytes views[AUTHORITIES_MAXIMUM];
	size_t count = 0;
	enum status status = read_authorities(settings, authorities, cis, contents, &count, fault);
	for (size_t i = 0; i < count; i++)
		views[i] = buffer_bytes(&contents[i]);
	if (status == STATUS_OK)
		status = tls_server_ask_clients(tls, views, count, required, fault);
	for (size_t i = 0; i < AUTHORITIES_MAXIMUM; i++)
		buffer_release(&contents[i]);
	return status;
}

/* ---- to other servers ---- */

void server_identity_release(struct server_identity *identity)
{
	buffer_release(&identity->authorities);
	buffer_release(&identity->certificate);
	buffer_release(&identity->key);
}

static enum status append_pem(const char *folder, const char *name, const char *ending, struct buffer *out,
                              char fault[SETTINGS_FAULT_SIZE])
{
	AUTO(buffer) pem = { .secret = out->secret };
	TRY(read_pem(folder, name, ending, &pem, fault));
	return buffer_append(out, buffer_bytes(&pem));
}

enum status server_settings_identity(const struct server_settings *settings, const struct server_files *files,
                                     struct server_identity *out, char fault[SETTINGS_FAULT_SIZE])
{
	*out = (struct server_identity){
		.authorities = BUFFER(AUTHORITIES_MAXIMUM * PEM_MAXIMUM),
		.certificate = BUFFER(PEM_MAXIMUM),
		.key = SECRET_BUFFER(PEM_MAXIMUM),
	};
	for (size_t i = 0; i < settings->pki.count; i++)
		TRY(append_pem(settings->pki.items[i], "ci", ".pem", &out->authorities, fault));
	for (size_t i = 0; i < settings->trust.count; i++)
		TRY(append_pem(NULL, settings->trust.items[i], "", &out->authorities, fault));
	TRY(append_pem(settings->pki.items[0], files->tls, ".pem", &out->certificate, fault));
	return append_pem(settings->pki.items[0], files->tls, ".key", &out->key, fault);
}

void server_settings_name(const struct server_settings *settings, const struct server_files *files,
                          struct credentials *credentials)
{
	AUTO(buffer) certificate = BUFFER(PEM_MAXIMUM);
	char fault[SETTINGS_FAULT_SIZE];
	enum status status = append_pem(settings->pki.items[0], files->tls, ".pem", &certificate, fault);
	if (status == STATUS_OK)
		status = credentials_name(credentials, buffer_bytes(&certificate));
	if (status != STATUS_OK)
		credentials->oid[0] = '\0';
}

/* ---- ports ---- */

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

enum status server_settings_tls_for_lpas(const struct server_settings *settings, const struct server_files *files, bool cis,
                                         struct tls_server **out, char fault[SETTINGS_FAULT_SIZE])
{
	struct tls_server *tls;
	bool closed = settings->lpas_trust.count > 0;
	TRY(server_settings_tls(settings, files, &tls, fault));
	enum status status = closed || cis
		? server_settings_ask_clients(settings, &settings->lpas_trust, cis, closed, tls, fault) : STATUS_OK;
	if (status == STATUS_OK)
		*out = tls;
	else
		tls_server_free(tls);
	return status;
}

bool server_settings_host_is_loopback(const char *host)
{
	return strncmp(host, "127.", 4) == 0 || strcmp(host, "::1") == 0 || strcmp(host, "localhost") == 0;
}

enum status server_settings_door(const struct server_settings *settings, const char *listen, char host[LISTEN_HOST_SIZE],
                                 struct https_server_settings *out)
{
	struct https_server_settings https = https_server_defaults;
	TRY(cut_listen(listen, host, &https.port));
	https.host = host;
	https.share_port = settings->threads > 1;
	https.body_maximum = settings->body_octets;
	https.connections_maximum = (unsigned)((settings->connections + settings->threads - 1) / settings->threads);
	https.connections_per_peer = (unsigned)settings->connections_per_address;
	https.requests_maximum = (unsigned)((settings->requests + settings->threads - 1) / settings->threads);
	https.per_second_per_peer = (unsigned)settings->requests_per_second_per_address;
	https.request_seconds = (unsigned)settings->request_seconds;
	https.answer_seconds = (unsigned)settings->answer_seconds;
	https.idle_seconds = (unsigned)settings->idle_seconds;
	*out = https;
	return STATUS_OK;
}
