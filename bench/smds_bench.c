/* SPDX-License-Identifier: Apache-2.0 */
/* The real SM-DS. CPU of whole discoveries (two requests of a card, one event for each) over TLS and how many of them it does
 * in a second on a core, as served_bench.c measures downloads; and events that an SM-DP+ registers and deletes again in a
 * second, with SQLite and every commit on the disk. Arguments: the folder of the programs, an empty folder to work in, and
 * perhaps names of scenes, or beginnings of them. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "child.h"
#include "crowd.h"
#include "figure.h"
#include "handshake.h"
#include "need.h"
#include "served.h"
#include "server_folder.h"
#include "support/test_smds.h"
#include "visitor.h"

enum {
	VISITORS = 64,
	ROUNDS = 5,
	FULL_ROUNDS = 15,
	DISCOVERIES = 2000,    /* in a round */
	WARM_UP = 512,
	EVENTS = 6000,         /* registered in a round, and deleted */
	FOLDING_SECONDS = 3,   /* after which SQLite has tidied up */
	EVENTS_A_SECOND = 2000,
};

struct scene {
	const char *name;
	enum curve curve;
	bool new_connections;
	bool postgresql;
};

static const struct scene scenes[] = {
	{ "P-256_kept_sqlite", CURVE_P256, false, false },
	{ "P-256_new_sqlite", CURVE_P256, true, false },
	{ "P-256_kept_postgresql", CURVE_P256, false, true },
	{ "P-256_new_postgresql", CURVE_P256, true, true },
	{ "brainpool_kept_sqlite", CURVE_BRAINPOOL_P256R1, false, false },
	{ "brainpool_new_sqlite", CURVE_BRAINPOOL_P256R1, true, false },
};

/* The server, and what stands behind it on the same database. */
struct board {
	struct test_pki pki;
	struct test_smds desk;
	struct crowd *crowd;
	SSL_CTX *tls;
	pid_t process;
	clockid_t cpu;
	unsigned port;
};

static void leave_event(struct board *board, const char *eid)
{
	const char *codes = test_smds_register(&board->desk, test_pki_certificate(&board->pki, CERTIFICATE_DPTLS), eid, "EVENT",
	                                       TEST_SMDP_ADDRESS);
	must(!*codes, codes);
}

/* `events`: one waits for each card. */
static void board_open(struct board *board, enum curve curve, bool postgresql, bool events)
{
	char cores[80];
	*board = (struct board){ 0 };
	setenv("PROVISIM_TEST_DATABASE", postgresql ? "postgresql" : "sqlite", 1);
	snprintf(cores, sizeof cores, "taskset -c %ld-%ld", served_share_cores(1), sysconf(_SC_NPROCESSORS_ONLN) - 1);
	test_pki_make(&board->pki, curve, "bench");
	test_smds_make(&board->desk, &board->pki);
	/* The desk has a fixed clock: its events are old. */
	server_folder_write_smds(&board->pki, board->desk.host.database.place, 1, "limits: {retention-days: 0}\n");
	board->tls = tls_client_context(test_pki_certificate(&board->pki, CERTIFICATE_CI));
	board->crowd = crowd_new(&board->pki, board->tls, VISITORS);
	for (unsigned i = 0; i < VISITORS; i++) {
		struct visitor *visitor = crowd_visitor(board->crowd, i);
		visitor->address = TEST_SMDS_ADDRESS;
		for (unsigned card = 0; events && card < VISITOR_CARDS; card++)
			leave_event(board, visitor->eids[card]);
	}
	board->process = server_folder_start_smds(cores, &board->port);
	must(clock_getcpuclockid(board->process, &board->cpu) == 0, "no clock of the server");
}

static void board_close(struct board *board)
{
	child_stop(board->process);
	crowd_free(board->crowd);
	SSL_CTX_free(board->tls);
	test_smds_release(&board->desk);
	test_pki_release(&board->pki);
	child_run("rm -rf pki");
}

static double spent_by(const struct board *board)
{
	struct timespec now;
	must(clock_gettime(board->cpu, &now) == 0, "the server has gone");
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

/* ---- discoveries ---- */

/* Microseconds for one, and how many of a second on the wall. */
struct measured {
	double spent, crypto, handshakes, rate;
};

static void run_rounds(const struct scene *scene, struct board *board, struct measured *out)
{
	struct floor_bench *floor = floor_bench_new(curve_name(scene->curve));
	struct handshake_bench *handshake = handshake_bench_new("pki/dstls.pem", "pki/dstls.key", board->tls, false);
	struct crowd_order order = {
		.port = board->port, .errand = CROWD_DISCOVERIES, .downloads = WARM_UP, .new_connections = scene->new_connections,
	};
	struct crowd_result result;
	struct samples rates = { 0 };
	int rounds = rounds_wanted(ROUNDS, FULL_ROUNDS);
	crowd_run(board->crowd, &order, &result);
	order.downloads = DISCOVERIES;
	double begun = spent_by(board);
	for (int i = 0; i < rounds; i++) {
		crowd_run(board->crowd, &order, &result);
		samples_add(&rates, DISCOVERIES / result.seconds);
		floor_bench_round(floor);
		handshake_bench_round(handshake);
	}
	sleep(FOLDING_SECONDS);
	*out = (struct measured){
		.spent = (spent_by(board) - begun) / (DISCOVERIES * rounds),
		.crypto = floor_bench_cost(floor, &smds_need),
		.handshakes = (scene->new_connections ? REQUESTS_OF_DISCOVERY : 1) * handshake_bench_cost(handshake),
		.rate = samples_median(&rates),
	};
	handshake_bench_free(handshake);
	floor_bench_free(floor);
}

static void discover(const struct scene *scene)
{
	static struct board board;
	struct measured measured;
	char name[80];
	board_open(&board, scene->curve, scene->postgresql, true);
	run_rounds(scene, &board, &measured);
	board_close(&board);
	printf("%s: SM-DS %.0f us, of them %.0f us bare crypto, %.0f us bare handshakes, %.0f us all else; %.0f discoveries "
	       "per second were made\n", scene->name, measured.spent, measured.crypto, measured.handshakes,
	       measured.spent - measured.crypto - measured.handshakes, measured.rate);
	snprintf(name, sizeof name, "served_discoveries_%s", scene->name);
	figure_print(name, 1e6 / measured.spent, "per_second", 1e6 / (measured.crypto + measured.handshakes), GOAL_AT_LEAST,
	             0.65);
}

/* ---- events ---- */

static void report_events(const char *what, const struct samples *rates, double spent)
{
	char name[80];
	printf("%s: SM-DS %.0f us\n", what, spent);
	snprintf(name, sizeof name, "served_events_%s_sqlite", what);
	figure_print(name, samples_median(rates), "per_second", 0, GOAL_AT_LEAST, EVENTS_A_SECOND);
}

/* The connections of the SM-DP+ are kept, as those of its outbox are. */
static void register_events(void)
{
	static struct board board;
	struct samples registered = { 0 }, deleted = { 0 };
	struct crowd_result result;
	double spent[2] = { 0 };
	int rounds = rounds_wanted(ROUNDS, FULL_ROUNDS);
	board_open(&board, CURVE_P256, false, false);
	must(SSL_CTX_use_certificate_file(board.tls, "pki/dptls.pem", SSL_FILETYPE_PEM) == 1 &&
	     SSL_CTX_use_PrivateKey_file(board.tls, "pki/dptls.key", SSL_FILETYPE_PEM) == 1, "no certificate of an SM-DP+");
	for (int i = 0; i < rounds; i++)
		for (int deletes = 0; deletes <= 1; deletes++) {
			const struct crowd_order order = {
				.port = board.port, .errand = deletes ? CROWD_DELETES : CROWD_REGISTERS, .downloads = EVENTS,
			};
			double begun = spent_by(&board);
			crowd_run(board.crowd, &order, &result);
			spent[deletes] += (spent_by(&board) - begun) / (EVENTS * rounds);
			samples_add(deletes ? &deleted : &registered, EVENTS / result.seconds);
		}
	board_close(&board);
	report_events("registered", &registered, spent[0]);
	report_events("deleted", &deleted, spent[1]);
}

static bool is_wanted(const char *name, int argc, char **argv)
{
	for (int i = 3; i < argc; i++)
		if (strncmp(name, argv[i], strlen(argv[i])) == 0)
			return true;
	return argc == 3;
}

int main(int argc, char **argv)
{
	must(argc >= 3, "usage: smds_bench PROGRAMS FOLDER [SCENE…]");
	child_prepare(argv[1], argv[2]);
	for (size_t i = 0; i < ARRAY_SIZE(scenes); i++)
		if (is_wanted(scenes[i].name, argc, argv))
			discover(&scenes[i]);
	if (is_wanted("events", argc, argv))
		register_events();
	return 0;
}
