/* SPDX-License-Identifier: Apache-2.0 */
/* What --check-config finds: everything that would keep a server from starting or from serving for long, all of it at once,
 * each in a sentence that says what to do. */
#ifndef PROGRAMS_SERVER_CHECK_H
#define PROGRAMS_SERVER_CHECK_H

#include "programs/command_line.h"
#include "programs/server/settings.h"

/* { 0 } is not enough: server_findings(). */
struct server_findings {
	struct buffer faults, warnings; /* sentences, a line each */
	unsigned fault_count, warning_count;
};

static inline struct server_findings server_findings(void)
{
	enum { TEXT_MAXIMUM = 64 << 10 };
	return (struct server_findings){ .faults = BUFFER(TEXT_MAXIMUM), .warnings = BUFFER(TEXT_MAXIMUM) };
}

void server_findings_release(struct server_findings *findings);

/* A whole sentence that makes it unfit; the context is a struct server_findings, so that settings_read_all() can call it. */
void server_findings_add_fault(void *findings, const char *sentence);

/* A place to listen, by the setting that names it; nothing without `listen`. */
void server_check_listen(const char *setting, const char *listen, struct server_findings *findings);

/* Certificates, keys, authorities, lists of revoked ones, the database's place, the main port and that of monitors, limits. */
void server_check(const struct server_settings *settings, const struct server_files *files, struct server_findings *findings);

/* A file with a secret, which nobody else should be able to read. */
void server_check_secret(const char *path, struct server_findings *findings);

/* Says them all. EXIT_DONE: there are only warnings, or nothing. */
enum exit_code server_findings_tell(const struct server_findings *findings, const struct invocation *invocation);

#endif
