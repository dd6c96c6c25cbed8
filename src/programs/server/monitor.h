/* SPDX-License-Identifier: Apache-2.0 */
/* How a server does, for machines that watch it: /metrics, /health and /ready on a port of their own. They are answered by a
 * thread and a database session of their own too, so that they are there when all others have too much to do. */
#ifndef PROGRAMS_SERVER_MONITOR_H
#define PROGRAMS_SERVER_MONITOR_H

#include "programs/server/loops.h"
#include "programs/server/settings.h"
#include "server/credentials.h"

/* What is particular about one kind of server. */
struct monitored {
	const char *prefix; /* "smdp": of the names of its metrics */
	const struct server_files *files;
	/* Counts what the database has. No request. */
	const struct server_function *census;
	void (*print_census)(const struct exchange *exchange, struct metric_writer *writer);
	/* Families that other kinds of servers have not. */
	void (*print)(const struct server_metrics *metrics, struct metric_writer *writer);
};

struct server_monitor_plan {
	const struct monitored *monitored;
	const struct server_plan *server;
	const struct server_loops *loops;
	struct https_server_settings https;
	struct tls_server *tls; /* NULL: plain HTTP */
	const struct credentials *credentials; /* at the beginning; not kept */
};

struct server_monitor;

/* Answers from now on, in a thread of its own. The plan is copied; what it names must outlive the monitor. On failure `fault`
 * has a sentence. */
enum status server_monitor_open(const struct server_monitor_plan *plan, struct server_monitor **out,
                                char fault[TLS_FAULT_SIZE]) MUST_CHECK;
uint16_t server_monitor_port(const struct server_monitor *monitor);
/* Others are served with from now on. In any thread; they are not kept. NULL as monitor: nothing happens. */
void server_monitor_tell(struct server_monitor *monitor, const struct credentials *credentials);
void server_monitor_close(struct server_monitor *monitor);

#endif
