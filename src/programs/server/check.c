/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/server/check.h"

#include <stdarg.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "io/database_source.h"
#include "io/file.h"
#include "io/listening_socket.h"
#include "io/system_clock.h"
#include "io/token_uri.h"
#include "programs/output.h"

enum {
	PATH_SIZE = 4096,
	SENTENCE_SIZE = 600,
	PEM_MAXIMUM = 16 << 10,
	WARNING_DAYS = 30,
	DAY_SECONDS = 86400,
	OTHERS = 0077,
	ROOM_MINIMUM = 64 << 20,       /* octets free where the database is */
	DESCRIPTORS_BESIDE_CLIENTS = 64,
};

void server_findings_release(struct server_findings *findings)
{
	buffer_release(&findings->faults);
	buffer_release(&findings->warnings);
}

void server_findings_add_fault(void *context, const char *sentence)
{
	struct server_findings *findings = context;
	findings->fault_count++;
	(void)!buffer_print(&findings->faults, "%s%s", findings->faults.size > 0 ? "\n" : "", sentence);
}

static void fault(struct server_findings *findings, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void warn(struct server_findings *findings, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void fault(struct server_findings *findings, const char *format, ...)
{
	char sentence[SENTENCE_SIZE];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(sentence, sizeof sentence, format, arguments);
	va_end(arguments);
	server_findings_add_fault(findings, sentence);
}

static void warn(struct server_findings *findings, const char *format, ...)
{
	char sentence[SENTENCE_SIZE];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(sentence, sizeof sentence, format, arguments);
	va_end(arguments);
	findings->warning_count++;
	(void)!buffer_print(&findings->warnings, "%s%s", findings->warnings.size > 0 ? "\n" : "", sentence);
}

/* ---- files ---- */

static bool can_be_read(const char *path, struct server_findings *findings)
{
	AUTO(buffer) content = { .secret = true };
	enum status status = file_read(path, PEM_MAXIMUM, &content);
	if (status != STATUS_OK)
		fault(findings, "Cannot read %.200s: %s.", path, file_trouble(status));
	return status == STATUS_OK;
}

void server_check_secret(const char *path, struct server_findings *findings)
{
	struct stat about;
	if (stat(path, &about) == 0 && (about.st_mode & OTHERS) != 0)
		warn(findings, "Others than its owner can read the key %.200s: chmod 600 %.200s.", path, path);
}

static void check_list(const struct setting_list *files, struct server_findings *findings)
{
	for (size_t i = 0; i < files->count; i++)
		can_be_read(files->items[i], findings);
}

/* Whether all that a server needs of one folder can be read. */
static bool check_files(const char *folder, const struct server_files *names, struct server_findings *findings)
{
	const char *const kinds[] = { names->authentication, names->binding, names->tls };
	char path[PATH_SIZE];
	snprintf(path, sizeof path, "%s/ci.pem", folder);
	bool readable = can_be_read(path, findings);
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (!kinds[i])
			continue;
		snprintf(path, sizeof path, "%s/%s.pem", folder, kinds[i]);
		readable = can_be_read(path, findings) && readable;
		snprintf(path, sizeof path, "%s/%s.key", folder, kinds[i]);
		readable = can_be_read(path, findings) && readable;
		server_check_secret(path, findings);
	}
	return readable;
}

/* ---- certificates ---- */

static void check_ends(const struct credentials *credentials, int64_t now, struct server_findings *findings)
{
	struct credential_validity validity;
	for (size_t i = 0; credentials_validity(credentials, i, &validity); i++) {
		long long days = (validity.not_after - now) / DAY_SECONDS;
		if (days < WARNING_DAYS)
			warn(findings, "The %s certificate \"%s\" ends in %lld days: put a new one in its place, send SIGHUP.",
			     certificate_kind_rule(validity.kind)->name, validity.subject, days);
	}
}

/* Each folder by itself, so that the second one's faults are told beside the first one's. */
static bool check_folder(const struct server_settings *settings, const char *folder, const struct server_files *files,
                         int64_t now, struct server_findings *findings)
{
	struct server_settings alone = *settings;
	char why[SETTINGS_FAULT_SIZE] = "";
	struct tls_server *tls = NULL;
	AUTO(credentials) credentials = { 0 };
	alone.pki = (struct setting_list){ { folder }, 1 };
	if (!check_files(folder, files, findings))
		return false;
	bool good = server_settings_credentials(&alone, files, now, &credentials, why) == STATUS_OK;
	if (!good)
		server_findings_add_fault(findings, why);
	if (server_settings_tls(&alone, files, &tls, why) != STATUS_OK) {
		fault(findings, "%.120s: %.200s.", folder, why);
		good = false;
	}
	tls_server_free(tls);
	return good;
}

static void check_certificates(const struct server_settings *settings, const struct server_files *files,
                               struct server_findings *findings)
{
	const struct clock clock = system_clock();
	int64_t now = clock_utc_seconds(&clock);
	unsigned before = findings->fault_count;
	AUTO(credentials) credentials = { 0 };
	char why[SETTINGS_FAULT_SIZE] = "";
	check_list(&settings->trust, findings);
	check_list(&settings->lpas_trust, findings);
	if (findings->fault_count > before)
		return; /* what follows would only say it again for each folder */
	for (size_t i = 0; i < settings->pki.count; i++)
		(void)check_folder(settings, settings->pki.items[i], files, now, findings);
	if (findings->fault_count > before)
		return;
	if (server_settings_credentials(settings, files, now, &credentials, why) != STATUS_OK)
		server_findings_add_fault(findings, why);
	check_ends(&credentials, now, findings);
}

/* ---- ports, database, limits ---- */

/* That a port is taken is as it should be while the server runs whose settings these are. */
void server_check_listen(const char *setting, const char *listen, struct server_findings *findings)
{
	struct server_settings any = server_settings_defaults();
	struct https_server_settings door;
	char host[LISTEN_HOST_SIZE], why[LISTEN_FAULT_SIZE] = "";
	int descriptor;
	uint16_t port;
	if (!listen)
		return;
	if (server_settings_door(&any, listen, host, &door) != STATUS_OK) {
		fault(findings, "%s takes host:port, or :port for all addresses, not %.100s.", setting, listen);
		return;
	}
	enum status status = listening_socket_open(host, door.port, false, &descriptor, &port, why);
	if (status == STATUS_OK)
		listening_socket_close(descriptor);
	else if (status == STATUS_EXISTS)
		warn(findings, "%s: %s. If it is this server that listens there, all is well.", setting, why);
	else
		fault(findings, "%s: %s.", setting, why);
}

static void check_database(const char *place, struct server_findings *findings)
{
	char folder[PATH_SIZE];
	const char *slash = strrchr(place, '/');
	struct statvfs room;
	if (database_place_is_address(place))
		return; /* to ask it would already be to bring it up to date */
	snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - place) : 1, slash ? place : ".");
	if (slash == place)
		snprintf(folder, sizeof folder, "/");
	if (access(folder, F_OK) != 0)
		fault(findings, "The database's folder %.200s is missing: make it, or change the setting database.", folder);
	else if (access(folder, W_OK | X_OK) != 0)
		fault(findings, "The database's folder %.200s may not be written: give it to the server's user.", folder);
	else if (access(place, F_OK) == 0 && access(place, R_OK | W_OK) != 0)
		fault(findings, "The database %.200s may not be written: give it to the server's user.", place);
	else if (statvfs(folder, &room) == 0 && (uint64_t)room.f_bavail * room.f_frsize < ROOM_MINIMUM)
		warn(findings, "There is hardly any room left on the disk of %.200s: the database cannot grow there.", place);
}

static void check_limits(const struct server_settings *settings, struct server_findings *findings)
{
	struct rlimit limit;
	uint64_t wanted = settings->connections + DESCRIPTORS_BESIDE_CLIENTS;
	if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_max != RLIM_INFINITY && limit.rlim_max < wanted)
		warn(findings, "limits.connections is %llu, but there can be only %llu open files: set LimitNOFILE=%llu.",
		     (unsigned long long)settings->connections, (unsigned long long)limit.rlim_max,
		     (unsigned long long)wanted);
}

void server_check(const struct server_settings *settings, const struct server_files *files, struct server_findings *findings)
{
	check_certificates(settings, files, findings);
	check_database(settings->database, findings);
	server_check_listen("listen", settings->listen, findings);
	server_check_listen("metrics.listen", settings->metrics_listen, findings);
	check_limits(settings, findings);
}

enum exit_code server_findings_tell(const struct server_findings *findings, const struct invocation *invocation)
{
	struct text faults = buffer_text(&findings->faults), warnings = buffer_text(&findings->warnings);
	const char *between = faults.size > 0 && warnings.size > 0 ? "\n" : "";
	const char *path = option_text(invocation, "config");
	if (findings->fault_count > 0)
		return output_failure(invocation, "settings", "%.*s%s%.*s", TEXT_ARGUMENTS(faults), between,
		                      TEXT_ARGUMENTS(warnings));
	return output_success(invocation, (struct text){ 0 }, "%s is good.%s%.*s", path, warnings.size > 0 ? "\nWarning: " : "",
	                      TEXT_ARGUMENTS(warnings));
}
