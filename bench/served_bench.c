/* SPDX-License-Identifier: Apache-2.0 */
/* CPU of the real SM-DP+ for whole downloads over TLS, and how many it does in a second: on either curve, with a
 * connection for each download or each request, on one core and on two, with SQLite and PostgreSQL. What is counted is the
 * process of the server, user and system, all its threads, until its database has tidied up; not the visitors, and not
 * PostgreSQL's processes. Arguments: the folder of the programs, an empty folder to work in, and perhaps names of figures
 * to take, or beginnings of them. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "child.h"
#include "crowd.h"
#include "figure.h"
#include "handshake.h"
#include "need.h"
#include "served.h"

enum {
	VISITORS = 128,
	ROUNDS = 3,
	FULL_ROUNDS = 15,
	PROFILES = 640,        /* downloaded in a round */
	WARM_UP = 256,
	FOLDING_SECONDS = 3,   /* after which SQLite has tidied up */
};

struct scene {
	const char *name;
	enum curve curve;
	bool new_connections;
	unsigned cores;
	bool postgresql;
	double goal;
};

static const struct scene scenes[] = {
	{ "P-256_kept_1_sqlite", CURVE_P256, false, 1, false, 0.62 },
	{ "P-256_kept_2_sqlite", CURVE_P256, false, 2, false, 0.62 },
	{ "P-256_kept_1_postgresql", CURVE_P256, false, 1, true, 0.62 },
	{ "P-256_kept_2_postgresql", CURVE_P256, false, 2, true, 0.62 },
	{ "P-256_new_1_sqlite", CURVE_P256, true, 1, false, 0.65 },
	{ "P-256_new_2_sqlite", CURVE_P256, true, 2, false, 0.65 },
	{ "P-256_new_1_postgresql", CURVE_P256, true, 1, true, 0.65 },
	{ "P-256_new_2_postgresql", CURVE_P256, true, 2, true, 0.65 },
	{ "brainpool_kept_1_sqlite", CURVE_BRAINPOOL_P256R1, false, 1, false, 0.62 },
	{ "brainpool_kept_2_sqlite", CURVE_BRAINPOOL_P256R1, false, 2, false, 0.62 },
	{ "brainpool_kept_1_postgresql", CURVE_BRAINPOOL_P256R1, false, 1, true, 0.62 },
	{ "brainpool_kept_2_postgresql", CURVE_BRAINPOOL_P256R1, false, 2, true, 0.62 },
	{ "brainpool_new_1_sqlite", CURVE_BRAINPOOL_P256R1, true, 1, false, 0.65 },
	{ "brainpool_new_2_sqlite", CURVE_BRAINPOOL_P256R1, true, 2, false, 0.65 },
	{ "brainpool_new_1_postgresql", CURVE_BRAINPOOL_P256R1, true, 1, true, 0.65 },
	{ "brainpool_new_2_postgresql", CURVE_BRAINPOOL_P256R1, true, 2, true, 0.65 },
};

/* Microseconds for one download, and downloads of a second on the wall. */
struct measured {
	double spent, needed, needed_handshake, crypto, handshake, rate;
};

static double handshakes_of(const struct scene *scene)
{
	return scene->new_connections ? REQUESTS_OF_DOWNLOAD : 1;
}

static void run_rounds(const struct scene *scene, struct served *served, struct measured *out)
{
	struct crowd *crowd = crowd_new(&served->pki, served->tls, VISITORS);
	struct floor_bench *floor = floor_bench_new(curve_name(scene->curve));
	struct handshake_bench *handshake = handshake_bench_new("pki/dptls.pem", "pki/dptls.key", served->tls, false);
	struct handshake_bench *lean = handshake_bench_new("pki/dptls.pem", "pki/dptls.key", served->tls, true);
	struct crowd_order order = { .port = served->port, .downloads = WARM_UP, .new_connections = scene->new_connections };
	struct crowd_result result;
	struct samples rates = { 0 };
	int rounds = rounds_wanted(ROUNDS, FULL_ROUNDS);
	crowd_run(crowd, &order, &result);
	order.downloads = PROFILES;
	double begun = served_cpu_microseconds(served);
	for (int i = 0; i < rounds; i++) {
		served_renew(served);
		crowd_run(crowd, &order, &result);
		samples_add(&rates, PROFILES / result.seconds);
		floor_bench_round(floor);
		handshake_bench_round(handshake);
		handshake_bench_round(lean);
	}
	sleep(FOLDING_SECONDS);
	*out = (struct measured){
		.spent = (served_cpu_microseconds(served) - begun) / (PROFILES * rounds),
		.needed = floor_bench_cost(floor, &smdp_need),
		.crypto = floor_bench_cost(floor, &server_need),
		.needed_handshake = handshakes_of(scene) * handshake_bench_cost(lean),
		.handshake = handshakes_of(scene) * handshake_bench_cost(handshake),
		.rate = samples_median(&rates),
	};
	handshake_bench_free(handshake);
	handshake_bench_free(lean);
	floor_bench_free(floor);
	crowd_free(crowd);
}

static void report(const struct scene *scene, const struct measured *measured)
{
	char name[80];
	double floor = measured->crypto + measured->handshake;
	printf("%s: SM-DP+ %.0f us, of them %.0f us bare crypto, %.0f us bare handshakes, %.0f us all else; %.0f downloads per "
	       "second were made\n", scene->name, measured->spent, measured->needed, measured->needed_handshake,
	       measured->spent - measured->needed - measured->needed_handshake, measured->rate);
	snprintf(name, sizeof name, "served_downloads_%s", scene->name);
	figure_print(name, scene->cores * 1e6 / measured->spent, "per_second", scene->cores * 1e6 / floor, GOAL_AT_LEAST,
	             scene->goal);
}

static void play(const struct scene *scene)
{
	static struct served served;
	struct measured measured;
	const struct served_order order = {
		.curve = scene->curve, .postgresql = scene->postgresql, .cores = scene->cores, .profiles = PROFILES,
		.package_size = PROFILE_SIZE, .settings = "",
	};
	served_start(&served, &order);
	run_rounds(scene, &served, &measured);
	served_stop(&served);
	report(scene, &measured);
}

static bool is_wanted(const struct scene *scene, int argc, char **argv)
{
	for (int i = 3; i < argc; i++)
		if (strncmp(scene->name, argv[i], strlen(argv[i])) == 0)
			return true;
	return argc == 3;
}

int main(int argc, char **argv)
{
	must(argc >= 3, "usage: served_bench PROGRAMS FOLDER [FIGURE…]");
	child_prepare(argv[1], argv[2]);
	for (size_t i = 0; i < ARRAY_SIZE(scenes); i++)
		if (is_wanted(&scenes[i], argc, argv))
			play(&scenes[i]);
	return 0;
}
