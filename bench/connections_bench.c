/* SPDX-License-Identifier: Apache-2.0 */
/* Resident memory of the server for each of 5 000 connections that have made a request and wait for their next one. Arguments:
 * the folder of the programs, and an empty folder to work in. */
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "child.h"
#include "figure.h"
#include "served.h"
#include "visitor.h"

enum { CONNECTIONS = 5000, WARM_UP = 100, OTHER_DESCRIPTORS = 100 };

static bool has_descriptors(void)
{
	struct rlimit limit;
	must(getrlimit(RLIMIT_NOFILE, &limit) == 0, "no limit to be had");
	limit.rlim_cur = limit.rlim_max;
	must(setrlimit(RLIMIT_NOFILE, &limit) == 0, "the limit cannot be set");
	return limit.rlim_cur >= CONNECTIONS + OTHER_DESCRIPTORS;
}

static int post(void *self, const struct http_client_request *request, struct buffer *out)
{
	return tls_client_post(self, request, out);
}

static void connect_some(const struct served *served, struct visitor *visitor, struct tls_client *clients, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct visitor_road road = { &clients[i], post };
		must(tls_client_connect(&clients[i], served->tls, served->port, TEST_SMDP_ADDRESS,
		                        (struct tls_client_pause){ 0 }), "no TLS with the server");
		must(visitor_knock(visitor, &road), "the server has refused a request");
	}
}

static void close_some(struct tls_client *clients, size_t count)
{
	for (size_t i = 0; i < count; i++)
		tls_client_close(&clients[i]);
}

int main(int argc, char **argv)
{
	static struct served served;
	static struct visitor visitor;
	const struct served_order order = { .curve = CURVE_P256, .cores = 1,
		                            .settings = "limits:\n  idle-seconds: 3600\n  connections: 6000\n" };
	struct tls_client *clients = calloc(CONNECTIONS, sizeof *clients);
	must(argc == 3 && clients, "usage: connections_bench PROGRAMS FOLDER");
	if (!has_descriptors()) {
		printf("5 000 connections cannot be had here: a process may not have so many descriptors\n");
		return 0;
	}
	child_prepare(argv[1], argv[2]);
	served_start(&served, &order);
	visitor_make(&visitor, &served.pki, 0);
	connect_some(&served, &visitor, clients, WARM_UP);
	close_some(clients, WARM_UP);
	double before = served_resident_bytes(&served);
	connect_some(&served, &visitor, clients, CONNECTIONS);
	double after = served_resident_bytes(&served);
	figure_print("served_idle_connection", (after - before) / CONNECTIONS / 1000, "kB", 0, GOAL_AT_MOST, 20);
	close_some(clients, CONNECTIONS);
	visitor_release(&visitor);
	served_stop(&served);
	free(clients);
	return 0;
}
