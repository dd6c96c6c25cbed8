/* SPDX-License-Identifier: Apache-2.0 */
#include "served.h"

#include <sched.h>
#include <stdlib.h>
#include <unistd.h>

#include "child.h"
#include "figure.h"
#include "server_folder.h"
#include "stock.h"

/* PostgreSQL runs beside it; its time is not the server's. */
static void make_desk(struct served *served)
{
	const struct test_pki *worlds[] = { &served->pki };
	test_pki_make(&served->pki, served->order.curve, "bench");
	setenv("PROVISIM_TEST_DATABASE", served->order.postgresql ? "postgresql" : "sqlite", 1);
	test_smdp_make(&served->desk, worlds, 1);
	for (unsigned i = 0; i < served->order.profiles; i++)
		stock_offer(&served->desk, i, served->order.package_size);
}

long served_share_cores(unsigned servers)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	long first = cores > (long)servers ? cores - (long)servers : 0;
	cpu_set_t ours;
	CPU_ZERO(&ours);
	for (long core = 0; core < (first > 0 ? first : cores); core++)
		CPU_SET(core, &ours);
	must(sched_setaffinity(0, sizeof ours, &ours) == 0, "cores cannot be chosen");
	return first;
}

void served_start(struct served *served, const struct served_order *order)
{
	char cores[80];
	*served = (struct served){ .order = *order };
	snprintf(cores, sizeof cores, "taskset -c %ld-%ld", served_share_cores(order->cores),
	         sysconf(_SC_NPROCESSORS_ONLN) - 1);
	make_desk(served);
	server_folder_write(&served->pki, served->desk.host.database.place, order->cores, order->settings);
	served->tls = tls_client_context(test_pki_certificate(&served->pki, CERTIFICATE_CI));
	served->process = server_folder_start(cores, &served->port);
	must(clock_getcpuclockid(served->process, &served->cpu) == 0, "no clock of the server");
}

void served_stop(struct served *served)
{
	child_stop(served->process);
	SSL_CTX_free(served->tls);
	test_smdp_release(&served->desk);
	test_pki_release(&served->pki);
	child_run("rm -rf pki master.key");
}

double served_cpu_microseconds(const struct served *served)
{
	struct timespec now;
	must(clock_gettime(served->cpu, &now) == 0, "the server has gone");
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

double served_resident_bytes(const struct served *served)
{
	return child_resident_bytes(served->process);
}

/* ---- again ---- */

static void applied(void *context, enum status status)
{
	*(int *)context = status == STATUS_OK ? 1 : -1;
}

void served_renew(struct served *served)
{
	static const char *const texts[] = {
		"DELETE FROM session", "DELETE FROM download", "DELETE FROM binding", "DELETE FROM notification",
		"UPDATE profile SET state = 4, download_attempts = 0, bound_eid = NULL, last_sequence_number = 0",
	};
	_Static_assert(STOCK_RELEASED == 4, "the text names the state");
	struct database_statement statements[ARRAY_SIZE(texts)];
	int outcome = 0;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		statements[i] = (struct database_statement){ .sql = texts[i], .expected_rows = DATABASE_ANY_ROWS };
	database_apply(&served->desk.host.ports.database, statements, ARRAY_SIZE(texts), applied, &outcome);
	while (outcome == 0)
		test_smdp_wait(&served->desk);
	must(outcome == 1, "the stock cannot be renewed");
}
