/* SPDX-License-Identifier: Apache-2.0 */
#include <libpq-fe.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child.h"
#include "figure.h"
#include "server_folder.h"
#include "support/test_postgresql.h"
#include "support/test_smds.h"
#include "tls_client.h"
#include "visitor.h"

enum {
	SERVERS = 3,
	GUESTS = 8,
	ROUNDS = 1000,
	ATTEMPTS = 8,             /* sessions for one discovery */
	PATIENCE_SECONDS = 30,    /* of a guest with one request */
	PAUSE_MICROSECONDS = 20000,
	ANSWER_MAXIMUM = 1 << 20,
};

struct story {
	struct test_pki pki;
	struct test_smds desk;
	struct test_postgresql postgresql;
	SSL_CTX *as_lpa, *as_smdp;
	unsigned rounds;
	atomic_uint next_round, next_server;
	atomic_uint ports[SERVERS];
	pid_t servers[SERVERS];
	unsigned kills;
	atomic_uint lost_requests, new_sessions;
	atomic_uint found, found_after, refused;
};

/* A card, and the SM-DP+ that leaves something for it. */
struct guest {
	struct visitor visitor;
	struct story *story;
	SSL_CTX *tls;        /* whose part it plays now */
	struct buffer answer; /* the last */
	pthread_t thread;
};

/* ---- requests ---- */

/* One request over a connection of its own to the next server. Nought: it fell meanwhile. */
static int post_once(struct guest *guest, const struct http_client_request *request)
{
	struct tls_client client;
	struct story *story = guest->story;
	unsigned server = atomic_fetch_add(&story->next_server, 1) % SERVERS;
	buffer_clear(&guest->answer);
	bool connected = tls_client_connect(&client, guest->tls, atomic_load(&story->ports[server]), TEST_SMDS_ADDRESS,
	                                    (struct tls_client_pause){ 0 });
	int status = connected ? tls_client_post(&client, request, &guest->answer) : 0;
	tls_client_close(&client);
	return status;
}

/* A lost answer and a 503 are asked for again, word for word. */
static int post(void *self, const struct http_client_request *request, struct buffer *out)
{
	struct guest *guest = self;
	for (double until = wall_microseconds() + PATIENCE_SECONDS * 1e6; wall_microseconds() < until;) {
		int status = post_once(guest, request);
		if (status != 0 && status != 503) {
			must(buffer_append(out, buffer_bytes(&guest->answer)) == STATUS_OK, "no memory");
			return status;
		}
		atomic_fetch_add(&guest->story->lost_requests, 1);
		usleep(PAUSE_MICROSECONDS);
	}
	return 0;
}

static unsigned answer_has(const struct guest *guest, const char *what)
{
	unsigned count = 0;
	const uint8_t *end = guest->answer.data + guest->answer.size, *at = guest->answer.data;
	while (at && (at = memmem(at, (size_t)(end - at), what, strlen(what)))) {
		count++;
		at += strlen(what);
	}
	return count;
}

/* What is done already was done by a request whose answer was lost. */
static void tell_smds(struct guest *guest, const char *eid, const char *event_id, bool deletes)
{
	const struct visitor_road road = { guest, post };
	const char *done_before = deletes ? "\"reasonCode\":\"3.9\"" : "\"reasonCode\":\"3.3\"";
	guest->tls = guest->story->as_smdp;
	if (!visitor_register(&guest->visitor, &road, eid, event_id, deletes) && answer_has(guest, done_before) == 0) {
		atomic_fetch_add(&guest->story->refused, 1);
		printf("# %.*s\n", (int)guest->answer.size, (const char *)guest->answer.data);
	}
}

/* How many events the card finds. A session whose end was lost is begun anew, as an LPA does; always by the same card. */
static unsigned discover(struct guest *guest)
{
	const struct visitor_road road = { guest, post };
	unsigned card = guest->visitor.visits;
	guest->tls = guest->story->as_lpa;
	for (unsigned i = 0; i < ATTEMPTS; i++) {
		guest->visitor.visits = card;
		bool finds = visitor_discover(&guest->visitor, &road);
		if (finds || answer_has(guest, "Executed-Success") > 0)
			return answer_has(guest, "\"eventId\"");
		atomic_fetch_add(&guest->story->new_sessions, 1);
	}
	atomic_fetch_add(&guest->story->refused, 1);
	printf("# %.*s\n", (int)guest->answer.size, (const char *)guest->answer.data);
	return 0;
}

static void *use_guest(void *context)
{
	struct guest *guest = context;
	struct story *story = guest->story;
	struct visitor *visitor = &guest->visitor;
	for (unsigned number; (number = atomic_fetch_add(&story->next_round, 1)) < story->rounds;) {
		char event_id[32];
		unsigned card = visitor->visits;
		const char *eid = visitor->eids[card % VISITOR_CARDS];
		snprintf(event_id, sizeof event_id, "ROUND-%u", number);
		tell_smds(guest, eid, event_id, false);
		atomic_fetch_add(&story->found, discover(guest));
		tell_smds(guest, eid, event_id, true);
		visitor->visits = card;
		atomic_fetch_add(&story->found_after, discover(guest));
	}
	tell_smds(guest, visitor->eids[0], "LAST", false);
	return NULL;
}

/* ---- the fall of servers ---- */

static void start_server(struct story *story, unsigned i)
{
	unsigned port;
	story->servers[i] = server_folder_start_smds("", &port);
	atomic_store(&story->ports[i], port);
}

/* Each second, until the last round has begun. */
static void be_cruel(struct story *story)
{
	bool has_restarted = false;
	for (unsigned second = 0; atomic_load(&story->next_round) < story->rounds; second++) {
		usleep(1000000);
		kill(story->servers[second % SERVERS], SIGKILL);
		waitpid(story->servers[second % SERVERS], NULL, 0);
		story->kills++;
		start_server(story, second % SERVERS);
		if (has_restarted || atomic_load(&story->next_round) < story->rounds / 2)
			continue;
		test_postgresql_restart(&story->postgresql);
		has_restarted = true;
	}
}

/* ---- what came of it ---- */

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
	check_count(atomic_load(&story->refused), 0, "nobody was refused");
	check_count(atomic_load(&story->found), story->rounds, "each card found its event, once");
	check_count(atomic_load(&story->found_after), 0, "no card found anything after it was deleted");
	check_count(count(story, "event"), GUESTS, "the events that were left last are there, and no others");
	check_count(count(story, "event WHERE event_id = 'LAST'"), GUESTS, "they are those");
	check_count(story->kills > 0, 1, "servers were killed");
	printf("# %u servers killed, %u requests asked again, %u sessions begun anew\n", story->kills,
	       atomic_load(&story->lost_requests), atomic_load(&story->new_sessions));
	printf("1..%d\n", number_of_checks);
}

/* ---- */

static void prepare(struct story *story, const char *programs, const char *folder)
{
	child_prepare(programs, folder);
	test_pki_make(&story->pki, CURVE_P256, "replicas");
	test_smds_make(&story->desk, &story->pki);
	story->postgresql = *test_database_server();
	server_folder_write_smds(&story->pki, story->desk.host.database.place, 1, "");
	struct bytes ci = test_pki_certificate(&story->pki, CERTIFICATE_CI);
	story->as_lpa = tls_client_context(ci);
	story->as_smdp = tls_client_context(ci);
	must(SSL_CTX_use_certificate_file(story->as_smdp, "pki/dptls.pem", SSL_FILETYPE_PEM) == 1 &&
	     SSL_CTX_use_PrivateKey_file(story->as_smdp, "pki/dptls.key", SSL_FILETYPE_PEM) == 1, "no certificate");
	for (unsigned i = 0; i < SERVERS; i++)
		start_server(story, i);
}

static void play(struct story *story)
{
	static struct guest guests[GUESTS];
	for (unsigned i = 0; i < GUESTS; i++) {
		guests[i].story = story;
		guests[i].answer = BUFFER(ANSWER_MAXIMUM);
		visitor_make(&guests[i].visitor, &story->pki, i);
		guests[i].visitor.address = TEST_SMDS_ADDRESS;
	}
	for (unsigned i = 0; i < GUESTS; i++)
		must(pthread_create(&guests[i].thread, NULL, use_guest, &guests[i]) == 0, "no thread");
	be_cruel(story);
	for (unsigned i = 0; i < GUESTS; i++) {
		pthread_join(guests[i].thread, NULL);
		visitor_release(&guests[i].visitor);
		buffer_release(&guests[i].answer);
	}
}

int main(int argc, char **argv)
{
	static struct story story;
	const char *wanted = getenv("REPLICAS_ROUNDS");
	must(argc == 3, "usage: smds_replicas PROGRAMS FOLDER");
	signal(SIGPIPE, SIG_IGN);
	story.rounds = wanted ? (unsigned)strtoul(wanted, NULL, 10) : ROUNDS;
	prepare(&story, argv[1], argv[2]);
	play(&story);
	check_all(&story);
	for (unsigned i = 0; i < SERVERS; i++)
		child_stop(story.servers[i]);
	SSL_CTX_free(story.as_lpa);
	SSL_CTX_free(story.as_smdp);
	test_smds_release(&story.desk);
	test_pki_release(&story.pki);
	return failures > 0;
}
