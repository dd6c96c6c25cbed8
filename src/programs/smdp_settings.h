/* SPDX-License-Identifier: Apache-2.0 */
/* The settings file of provisim-smdp, and what it names: certificates, keys, database. */
#ifndef PROGRAMS_SMDP_SETTINGS_H
#define PROGRAMS_SMDP_SETTINGS_H

#include "io/https_server.h"
#include "programs/settings_file.h"
#include "smdp/smdp.h"

/* As they stand in the file. Numbers fit their uses: the table sees to it. */
struct smdp_program_settings {
	const char *address;
	const char *listen;     /* host:port, [v6]:port or :port */
	const char *database;   /* a file, or postgresql://… */
	uint64_t database_connections; /* for each thread, to PostgreSQL */
	struct setting_list pki; /* folders as `provisim pki init` makes them, one for each CI */
	struct setting_list trust; /* more CI certificates, for cards only */
	const char *log;        /* "text", "json" */
	uint64_t threads;
	bool rebinding, protect_ahead;
	uint64_t download_attempts, confirmation_attempts, session_seconds;
	uint64_t body_octets, connections, connections_per_address;
	uint64_t request_seconds, answer_seconds, idle_seconds, drain_seconds;
};

/* STATUS_OK, or another status with a sentence in `fault`. */
enum status smdp_settings_load(const char *path, struct arena *arena, struct smdp_program_settings *out,
                               char fault[SETTINGS_FAULT_SIZE]) MUST_CHECK;

/* What the role itself is told; no certificates yet. */
void smdp_settings_apply(const struct smdp_program_settings *settings, struct smdp *out);

/* Loads certificates and keys of every folder. `now` in seconds since 1970. */
enum status smdp_settings_credentials(const struct smdp_program_settings *settings, int64_t now,
                                      struct credentials *out, char fault[SETTINGS_FAULT_SIZE]) MUST_CHECK;
enum status smdp_settings_tls(const struct smdp_program_settings *settings, struct tls_server **out,
                              char fault[SETTINGS_FAULT_SIZE]) MUST_CHECK;

/* Limits and the place to listen on. `host` receives the host part. STATUS_MALFORMED: no host:port. */
enum { LISTEN_HOST_SIZE = 256 };
enum status smdp_settings_https(const struct smdp_program_settings *settings, char host[LISTEN_HOST_SIZE],
                                struct https_server_settings *out) MUST_CHECK;

#endif
