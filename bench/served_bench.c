/* SPDX-License-Identifier: Apache-2.0 */
/* CPU of the real SM-DP+ for a whole download over TLS: each with a connection of its own, kept alive from its first request
 * to its last. Phones come from this process, many at once. Arguments: the folder of the programs, and an empty folder to
 * work in. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "child.h"
#include "figure.h"
#include "handshake.h"
#include "need.h"
#include "phone.h"
#include "server_folder.h"
#include "stock.h"
#include "tls_client.h"

enum {
	PHONES = 16,
	ROUNDS = 5,
	FULL_ROUNDS = 25,
	DOWNLOADS = 10,        /* of each phone in a round */
	FOLDING_SECONDS = 3,   /* after which the database has tidied up */
	ANSWER_MAXIMUM = 1 << 20,
};

struct guest {
	struct phone phone;
	struct served *server;
	pthread_t thread;
};

/* The server, as seen from outside. */
struct served {
	pid_t process;
	clockid_t cpu;
	unsigned port;
	SSL_CTX *tls;
	atomic_uint next_profile;
	struct guest guests[PHONES];
};

/* ---- the server ---- */

static void start(struct served *server)
{
	server->process = server_folder_start(&server->port);
	must(clock_getcpuclockid(server->process, &server->cpu) == 0, "no clock of the server");
}

static double server_microseconds(const struct served *server)
{
	struct timespec now;
	must(clock_gettime(server->cpu, &now) == 0, "the server has gone");
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

/* ---- the phones ---- */

static void run_job(struct phone *phone, struct tls_client *client)
{
	for (;;) {
		AUTO(buffer) body = BUFFER(ANSWER_MAXIMUM);
		struct lpa_want want = phone_next(phone);
		if (want.kind != LPA_WANT_SERVER)
			return;
		int status = tls_client_post(client, &want.request, &body);
		must(status != 0, "the server has gone");
		phone_server_answered(phone, status, buffer_bytes(&body));
	}
}

static void *download_some(void *context)
{
	struct guest *guest = context;
	struct served *server = guest->server;
	for (int i = 0; i < DOWNLOADS; i++) {
		struct tls_client client;
		char matching_id[STOCK_TEXT_SIZE], iccid[STOCK_TEXT_SIZE];
		unsigned number = atomic_fetch_add(&server->next_profile, 1);
		stock_matching_id(number, matching_id);
		stock_iccid(number, iccid);
		must(tls_client_connect(&client, server->tls, server->port, TEST_SMDP_ADDRESS), "no TLS with the server");
		phone_begin_download(&guest->phone, matching_id);
		run_job(&guest->phone, &client);
		phone_end_download(&guest->phone);
		phone_begin_delivery(&guest->phone);
		run_job(&guest->phone, &client);
		phone_end_delivery(&guest->phone);
		tls_client_close(&client);
		phone_delete(&guest->phone, iccid);
	}
	return NULL;
}

/* Leaves CPU microseconds of the server for one download, and downloads for one second on the wall. */
static void run_round(struct served *server, struct samples *spent, struct samples *rate)
{
	const double count = PHONES * DOWNLOADS;
	double cpu = server_microseconds(server), wall = wall_microseconds();
	for (int i = 0; i < PHONES; i++)
		must(pthread_create(&server->guests[i].thread, NULL, download_some, &server->guests[i]) == 0, "no thread");
	for (int i = 0; i < PHONES; i++)
		pthread_join(server->guests[i].thread, NULL);
	samples_add(rate, count * 1e6 / (wall_microseconds() - wall));
	sleep(FOLDING_SECONDS);
	samples_add(spent, (server_microseconds(server) - cpu) / count);
}

/* ---- */

/* What stands behind the server while it runs. */
struct world {
	struct test_pki pki;
	struct test_smdp desk;
};

/* The stock is filled from here, and the database left to the server. */
static void make_world(struct world *world, int rounds)
{
	const struct test_pki *worlds[] = { &world->pki };
	test_pki_make(&world->pki, CURVE_P256, "bench");
	test_smdp_make(&world->desk, worlds, 1);
	for (unsigned i = 0; i < (unsigned)rounds * PHONES * DOWNLOADS; i++)
		stock_offer(&world->desk, i, PROFILE_SIZE);
	database_close(&world->desk.host.ports.database);
	database_source_close(world->desk.host.source);
	world->desk.host.source = NULL;
	server_folder_write(&world->pki, world->desk.host.database.place);
}

static void report(const struct samples *spent, const struct samples *rate, double crypto, double handshake)
{
	double floor = crypto + handshake;
	printf("one download over TLS on P-256, %d phones at once, a connection for each download, median:\n", PHONES);
	printf("  SM-DP+   %7.0f us = %7.0f us crypto + %6.0f us handshake + %6.0f us of its own\n", samples_median(spent),
	       crypto, handshake, samples_median(spent) - floor);
	printf("  %.0f downloads per second with server and phones on this machine\n", samples_median(rate));
	figure_print("served_downloads_P-256", 1e6 / samples_median(spent), "per_second", 1e6 / floor, GOAL_AT_LEAST, 0.5);
}

int main(int argc, char **argv)
{
	static struct world world;
	static struct served server;
	struct samples spent = { 0 }, rate = { 0 };
	int rounds = rounds_wanted(ROUNDS, FULL_ROUNDS);
	must(argc == 3, "usage: served_bench PROGRAMS FOLDER");
	child_prepare(argv[1], argv[2]);
	make_world(&world, rounds);
	server.tls = tls_client_context(test_pki_certificate(&world.pki, CERTIFICATE_CI));
	struct floor_bench *floor = floor_bench_new(curve_name(CURVE_P256));
	struct handshake_bench *handshake = handshake_bench_new("pki/dptls.pem", "pki/dptls.key", server.tls);
	start(&server);
	for (unsigned i = 0; i < PHONES; i++) {
		server.guests[i].server = &server;
		phone_make(&server.guests[i].phone, &world.pki, i + 1);
	}
	for (int i = 0; i < rounds; i++) {
		run_round(&server, &spent, &rate);
		floor_bench_round(floor);
		handshake_bench_round(handshake);
	}
	child_stop(server.process);
	report(&spent, &rate, floor_bench_cost(floor, &smdp_need), handshake_bench_cost(handshake));
	for (unsigned i = 0; i < PHONES; i++)
		phone_release(&server.guests[i].phone);
	handshake_bench_free(handshake);
	floor_bench_free(floor);
	SSL_CTX_free(server.tls);
	test_smdp_release(&world.desk);
	test_pki_release(&world.pki);
	return 0;
}
