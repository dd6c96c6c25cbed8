/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test_postgresql.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The server refuses to be root. */
static bool run(const char *command)
{
	char line[1200];
	const char *as = geteuid() == 0 ? "setpriv --reuid=postgres --regid=postgres --clear-groups -- " : "";
	snprintf(line, sizeof line, "%s%s >/dev/null 2>&1", as, command);
	return system(line) == 0;
}

static bool find_programs(char *out, size_t size)
{
	glob_t found;
	bool there = glob("/usr/lib/postgresql/*/bin/initdb", 0, NULL, &found) == 0;
	if (there) {
		snprintf(out, size, "%s", found.gl_pathv[found.gl_pathc - 1]);
		*strrchr(out, '/') = '\0';
	}
	globfree(&found);
	return there;
}

static bool control(const struct test_postgresql *server, const char *what)
{
	char programs[200], command[1000];
	if (!find_programs(programs, sizeof programs))
		return false;
	snprintf(command, sizeof command,
	         "%s/pg_ctl -D %s/data -w -t 30 -m immediate -l %s/log "
	         "-o '-F -c listen_addresses= -c unix_socket_directories=%s' %s",
	         programs, server->folder, server->folder, server->folder, what);
	return run(command);
}

bool test_postgresql_start(struct test_postgresql *server)
{
	char programs[200], command[600];
	strcpy(server->folder, "/tmp/provisim-postgresql-XXXXXX");
	if (!find_programs(programs, sizeof programs) || !mkdtemp(server->folder))
		return false;
	snprintf(command, sizeof command, "chown postgres %s 2>/dev/null; chmod 0711 %s", server->folder, server->folder);
	if (geteuid() == 0 && system(command) != 0)
		return false;
	snprintf(command, sizeof command, "%s/initdb -D %s/data -U provisim -A trust -N --locale=C.UTF-8", programs,
	         server->folder);
	snprintf(server->address, sizeof server->address, "postgresql:///postgres?host=%s&user=provisim", server->folder);
	if (run(command) && control(server, "start"))
		return true;
	test_postgresql_stop(server);
	return false;
}

void test_postgresql_restart(struct test_postgresql *server)
{
	(void)control(server, "restart");
}

void test_postgresql_stop(struct test_postgresql *server)
{
	char command[200];
	(void)control(server, "stop");
	snprintf(command, sizeof command, "rm -rf %s", server->folder);
	(void)!system(command);
}
