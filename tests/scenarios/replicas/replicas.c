/* SPDX-License-Identifier: Apache-2.0 */
#include <libpq-fe.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child.h"
#include "figure.h"
#include "phone.h"
#include "server_folder.h"
#include "stock.h"
#include "support/test_postgresql.h"
#include "tls_client.h"

enum {
	SERVERS = 3,
	PHONES = 8,
	DOWNLOADS = 2000,
	PACKAGE_SIZE = 2000,      /* octets: what falls is the server, not the speed */
	ATTEMPTS = 8,             /* sessions for one profile */
	PATIENCE_SECONDS = 30,    /* of a phone with one request */
	PAUSE_MICROSECONDS = 20000,
	ANSWER_MAXIMUM = 1 << 20,
};

struct story {
	struct test_pki pki;
	struct test_smdp desk;
	struct test_postgresql postgresql;
	SSL_CTX *tls;
	unsigned downloads;
	atomic_uint next_download, next_server, finished;
	atomic_uint ports[SERVERS];
	pid_t servers[SERVERS];
	unsigned kills;
	atomic_uint lost_requests, new_sessions;
};

struct guest {
	struct phone phone;
	struct story *story;
	pthread_t thread;
};

/* ---- phones ---- */

/* One request over a connection of its own to the next server. Nought: it fell meanwhile. */
static int post_once(struct story *story, const struct http_client_request *request, struct buffer *body)
{
	struct tls_client client;
	unsigned server = atomic_fetch_add(&story->next_server, 1) % SERVERS;
	bool connected = tls_client_connect(&client, story->tls, atomic_load(&story->ports[server]), TEST_SMDP_ADDRESS,
	                                    (struct tls_client_pause){ 0 });
	int status = connected ? tls_client_post(&client, request, body) : 0;
	tls_client_close(&client);
	return status;
}

/* A lost answer and a 503 are asked for again, word for word. */
static int post(struct story *story, const struct http_client_request *request, struct buffer *body)
{
	for (double until = wall_microseconds() + PATIENCE_SECONDS * 1e6; wall_microseconds() < until;) {
		buffer_clear(body);
		int status = post_once(story, request, body);
		if (status != 0 && status != 503)
			return status;
		atomic_fetch_add(&story->lost_requests, 1);
		usleep(PAUSE_MICROSECONDS);
	}
	return 0;
}

static void run_job(struct guest *guest)
{
	for (;;) {
		AUTO(buffer) body = BUFFER(ANSWER_MAXIMUM);
		struct lpa_want want = phone_next(&guest->phone);
		if (want.kind != LPA_WANT_SERVER)
			return;
		int status = post(guest->story, &want.request, &body);
		phone_server_answered(&guest->phone, status, buffer_bytes(&body));
	}
}

/* What was refused may be begun anew, as a user would. */
static bool download(struct guest *guest, const char *matching_id)
{
	for (unsigned i = 0; i < ATTEMPTS; i++) {
		phone_begin_download(&guest->phone, matching_id);
		run_job(guest);
		bool is_good = lpa_job_succeeded(&guest->phone.download.job);
		if (!is_good)
			printf("# %s: %s\n", matching_id, guest->phone.download.job.failure.sentence);
		lpa_download_release(&guest->phone.download);
		if (is_good)
			return true;
		atomic_fetch_add(&guest->story->new_sessions, 1);
	}
	return false;
}

static void *use_phone(void *context)
{
	struct guest *guest = context;
	struct story *story = guest->story;
	for (;;) {
		char matching_id[STOCK_TEXT_SIZE], iccid[STOCK_TEXT_SIZE];
		unsigned number = atomic_fetch_add(&story->next_download, 1);
		if (number >= story->downloads)
			return NULL;
		stock_matching_id(number, matching_id);
		stock_iccid(number, iccid);
		if (!download(guest, matching_id))
			continue;
		phone_begin_delivery(&guest->phone);
		run_job(guest);
		phone_end_delivery(&guest->phone);
		phone_delete(&guest->phone, iccid);
		atomic_fetch_add(&story->finished, 1);
	}
}

/* ---- the fall of servers ---- */

static void start_server(struct story *story, unsigned i)
{
	unsigned port;
	story->servers[i] = server_folder_start("", &port);
	atomic_store(&story->ports[i], port);
}

static void kill_server(struct story *story, unsigned i)
{
	kill(story->servers[i], SIGKILL);
	waitpid(story->servers[i], NULL, 0);
	story->kills++;
	start_server(story, i);
}

/* Each second, until the last download has begun. */
static void be_cruel(struct story *story)
{
	bool has_restarted = false;
	for (unsigned second = 0; atomic_load(&story->next_download) < story->downloads; second++) {
		usleep(1000000);
		kill_server(story, second % SERVERS);
		if (has_restarted || atomic_load(&story->next_download) < story->downloads / 2)
			continue;
		test_postgresql_restart(&story->postgresql);
		has_restarted = true;
	}
}

/* ---- what the database says ---- */

static unsigned count(struct story *story, const char *what)
{
	char sql[400];
	snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", what);
	PGconn *connection = PQconnectdb(story->desk.host.database.place);
	PGresult *result = PQexec(connection, sql);
	must(PQresultStatus(result) == PGRES_TUPLES_OK, PQerrorMessage(connection));
	unsigned got = (unsigned)strtoul(PQgetvalue(result, 0, 0), NULL, 10);
	PQclear(result);
	PQfinish(connection);
	return got;
}

static int number_of_checks, failures;

static void check_count(unsigned got, unsigned want, const char *what)
{
	bool is_good = got == want;
	printf("%s %d - %s\n", is_good ? "ok" : "not ok", ++number_of_checks, what);
	if (!is_good)
		printf("# %u of %u\n", got, want);
	failures += !is_good;
}

static void check_all(struct story *story)
{
	char installed[80];
	unsigned all = story->downloads;
	snprintf(installed, sizeof installed, "profile WHERE state IN (%d, %d)", STOCK_INSTALLED, STOCK_DELETED);
	check_count(atomic_load(&story->finished), all, "every phone got its profiles");
	check_count(count(story, installed), all, "every order has ended well");
	check_count(count(story, "(SELECT DISTINCT iccid FROM notification WHERE event = 0) AS n"), all,
	            "each card has reported");
	check_count(count(story, "(SELECT iccid FROM notification GROUP BY iccid HAVING count(DISTINCT eid) > 1) AS n"), 0,
	            "no profile went to two cards");
	check_count(count(story, "profile p JOIN notification n ON n.iccid = p.iccid WHERE p.bound_eid <> n.eid"), 0,
	            "each report is of the card that it was bound for");
	check_count(count(story, "(SELECT iccid FROM notification WHERE event = 0 GROUP BY iccid HAVING count(*) > 1) AS n"), 0,
	            "no installation is counted twice");
	printf("# %u servers killed, %u requests asked again, %u downloads begun anew\n", story->kills,
	       atomic_load(&story->lost_requests), atomic_load(&story->new_sessions));
	printf("1..%d\n", number_of_checks);
}

/* ---- */

static void prepare(struct story *story, const char *programs, const char *folder)
{
	const struct test_pki *worlds[] = { &story->pki };
	child_prepare(programs, folder);
	test_pki_make(&story->pki, CURVE_P256, "bench");
	test_smdp_make(&story->desk, worlds, 1);
	story->postgresql = *test_database_server();
	for (unsigned i = 0; i < story->downloads; i++)
		stock_offer(&story->desk, i, PACKAGE_SIZE);
	server_folder_write(&story->pki, story->desk.host.database.place, 1, "");
	story->tls = tls_client_context(test_pki_certificate(&story->pki, CERTIFICATE_CI));
	for (unsigned i = 0; i < SERVERS; i++)
		start_server(story, i);
}

int main(int argc, char **argv)
{
	static struct story story;
	static struct guest guests[PHONES];
	const char *wanted = getenv("REPLICAS_DOWNLOADS");
	must(argc == 3, "usage: replicas PROGRAMS FOLDER");
	signal(SIGPIPE, SIG_IGN);
	story.downloads = wanted ? (unsigned)strtoul(wanted, NULL, 10) : DOWNLOADS;
	prepare(&story, argv[1], argv[2]);
	for (unsigned i = 0; i < PHONES; i++) {
		guests[i].story = &story;
		phone_make(&guests[i].phone, &story.pki, i + 1);
	}
	for (unsigned i = 0; i < PHONES; i++)
		must(pthread_create(&guests[i].thread, NULL, use_phone, &guests[i]) == 0, "no thread");
	be_cruel(&story);
	for (unsigned i = 0; i < PHONES; i++) {
		pthread_join(guests[i].thread, NULL);
		phone_release(&guests[i].phone);
	}
	check_all(&story);
	for (unsigned i = 0; i < SERVERS; i++)
		child_stop(story.servers[i]);
	SSL_CTX_free(story.tls);
	test_smdp_release(&story.desk);
	test_pki_release(&story.pki);
	return failures > 0;
}
