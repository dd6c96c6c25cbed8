/* SPDX-License-Identifier: Apache-2.0 */
/* What the settings files of all servers have in common, and what they name: certificates, keys, ports. */
#ifndef PROGRAMS_SERVER_SETTINGS_H
#define PROGRAMS_SERVER_SETTINGS_H

#include "io/https_server.h"
#include "io/token_store.h"
#include "programs/server/settings_file.h"
#include "server/credentials.h"

/* As they stand in the file. Numbers fit their uses: the table sees to it. */
struct server_settings {
	const char *address;
	const char *listen;     /* host:port, [v6]:port or :port */
	const char *metrics_listen; /* for monitors; NULL: there is no such port */
	const char *database;   /* a file, or postgresql://… */
	uint64_t database_connections; /* for each thread, to PostgreSQL */
	struct setting_list pki; /* folders as `provisim pki init` makes them, one for each CI */
	struct setting_list trust; /* more CI certificates */
	struct setting_list lpas_trust; /* authorities of LPAs: only theirs get in; none: everybody does */
	struct setting_list crl; /* revocation lists */
	const char *token_module, *token_pin_file; /* for pkcs11: URIs without their own; NULL: none */
	struct token_store *tokens; /* where key files that hold a pkcs11: URI lead; set by the program */
	uint64_t outbox_give_up_hours; /* another server that is not reached is told so long */
	const char *log;        /* "text", "json" */
	uint64_t threads;
	uint64_t session_seconds;
	uint64_t body_octets, connections, connections_per_address;
	uint64_t requests, requests_per_second_per_address;
	uint64_t request_seconds, answer_seconds, idle_seconds, drain_seconds;
};

/* Listens on :443 and is otherwise as https_server_defaults; the address, the database and the certificates are not set. */
struct server_settings server_settings_defaults(void);

/* Their rows in the table of a settings file whose struct `outer` has them as `member`. */
#define SERVER_SETTING(outer, member, name, kind, field, ...) \
	{ name, kind, offsetof(struct outer, member) + offsetof(struct server_settings, field), __VA_ARGS__, NULL }
#define SERVER_SETTINGS(outer, member) \
	SERVER_SETTING(outer, member, "address", SETTING_TEXT, address, 0, 0, true), \
	SERVER_SETTING(outer, member, "listen", SETTING_TEXT, listen, 0, 0, false), \
	SERVER_SETTING(outer, member, "metrics.listen", SETTING_TEXT, metrics_listen, 0, 0, false), \
	SERVER_SETTING(outer, member, "database", SETTING_PATH, database, 0, 0, true), \
	SERVER_SETTING(outer, member, "database-connections", SETTING_NUMBER, database_connections, 1, 32, false), \
	SERVER_SETTING(outer, member, "pki", SETTING_PATHS, pki, 0, 0, true), \
	SERVER_SETTING(outer, member, "trust", SETTING_PATHS, trust, 0, 0, false), \
	SERVER_SETTING(outer, member, "crl", SETTING_PATHS, crl, 0, 0, false), \
	SERVER_SETTING(outer, member, "lpas.trust", SETTING_PATHS, lpas_trust, 0, 0, false), \
	SERVER_SETTING(outer, member, "token.module", SETTING_PATH, token_module, 0, 0, false), \
	SERVER_SETTING(outer, member, "token.pin-file", SETTING_PATH, token_pin_file, 0, 0, false), \
	SERVER_SETTING(outer, member, "outbox.give-up-hours", SETTING_NUMBER, outbox_give_up_hours, 1, 100000, false), \
	SERVER_SETTING(outer, member, "log", SETTING_TEXT, log, 0, 0, false), \
	SERVER_SETTING(outer, member, "threads", SETTING_NUMBER, threads, 1, 64, false), \
	SERVER_SETTING(outer, member, "limits.session-seconds", SETTING_NUMBER, session_seconds, 10, 86400, false), \
	SERVER_SETTING(outer, member, "limits.body-octets", SETTING_NUMBER, body_octets, 16384, 64 << 20, false), \
	SERVER_SETTING(outer, member, "limits.connections", SETTING_NUMBER, connections, 1, 1000000, false), \
	SERVER_SETTING(outer, member, "limits.connections-per-address", SETTING_NUMBER, connections_per_address, 0, 1000000, \
	               false), \
	SERVER_SETTING(outer, member, "limits.requests", SETTING_NUMBER, requests, 1, 1000000, false), \
	SERVER_SETTING(outer, member, "limits.requests-per-second-per-address", SETTING_NUMBER, \
	               requests_per_second_per_address, 0, 1000000, false), \
	SERVER_SETTING(outer, member, "limits.request-seconds", SETTING_NUMBER, request_seconds, 1, 3600, false), \
	SERVER_SETTING(outer, member, "limits.answer-seconds", SETTING_NUMBER, answer_seconds, 1, 3600, false), \
	SERVER_SETTING(outer, member, "limits.idle-seconds", SETTING_NUMBER, idle_seconds, 1, 3600, false), \
	SERVER_SETTING(outer, member, "limits.drain-seconds", SETTING_NUMBER, drain_seconds, 0, 3600, false)

/* What a table cannot say. STATUS_MALFORMED: `fault` has a sentence that names `path`. */
enum status server_settings_check(const char *path, const struct server_settings *settings,
                                  char fault[SETTINGS_FAULT_SIZE]) MUST_CHECK;

/* The files of a server in each folder of `pki`, without .pem and .key. */
struct server_files {
	const char *authentication; /* "dpauth" */
	enum certificate_kind authentication_kind;
	const char *binding;        /* "dppb"; NULL: it needs none */
	const char *tls;            /* "dptls" */
	enum certificate_kind tls_kind;
};

extern const struct server_files smdp_server_files, smds_server_files;

/* Loads certificates and keys of every folder. `now` in seconds since 1970. */
enum status server_settings_credentials(const struct server_settings *settings, const struct server_files *files,
                                        int64_t now, struct credentials *out, char fault[SETTINGS_FAULT_SIZE]) MUST_CHECK;
enum status server_settings_tls(const struct server_settings *settings, const struct server_files *files,
                                struct tls_server **out, char fault[SETTINGS_FAULT_SIZE]) MUST_CHECK;

/* Clients are asked for a certificate of these authorities (PEM files; NULL: none), and of the CIs of every folder if `cis`;
 * without one they get in only if it is not `required`. */
enum status server_settings_ask_clients(const struct server_settings *settings, const struct setting_list *authorities,
                                        bool cis, bool required, struct tls_server *tls,
                                        char fault[SETTINGS_FAULT_SIZE]) MUST_CHECK;

/* The TLS of a door for LPAs: they are asked for a certificate if it is a closed fleet, and then let in with one alone. Where
 * servers come to the same door (`cis`), they are asked too. */
enum status server_settings_tls_for_lpas(const struct server_settings *settings, const struct server_files *files, bool cis,
                                         struct tls_server **out, char fault[SETTINGS_FAULT_SIZE]) MUST_CHECK;

/* Who the server is to other RSP servers, and whom it believes there: the TLS certificate of the first folder, and the CIs of
 * all of them and of `trust` (PEM, appended). */
struct server_identity {
	struct buffer authorities, certificate, key;
};
void server_identity_release(struct server_identity *identity);
enum status server_settings_identity(const struct server_settings *settings, const struct server_files *files,
                                     struct server_identity *out, char fault[SETTINGS_FAULT_SIZE]) MUST_CHECK;

/* The server's OID for a command, from the TLS certificate of the first folder. A command that may not read it goes without. */
void server_settings_name(const struct server_settings *settings, const struct server_files *files,
                          struct credentials *credentials);

/* Whether only this machine reaches a host: then nobody listens in between. */
bool server_settings_host_is_loopback(const char *host);

/* Limits, and a place to listen on as a setting says it. `host` receives the host part. STATUS_MALFORMED: no host:port. */
enum { LISTEN_HOST_SIZE = 256 };
enum status server_settings_door(const struct server_settings *settings, const char *listen, char host[LISTEN_HOST_SIZE],
                                 struct https_server_settings *out) MUST_CHECK;

#endif
