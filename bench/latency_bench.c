/* SPDX-License-Identifier: Apache-2.0 */
/* How long a request takes when the server has seven tenths of the downloads to do that it can: one core, P-256, SQLite, a
 * connection for each download. Arguments: the folder of the programs, and an empty folder to work in. */
#include <stdlib.h>
#include <string.h>

#include "child.h"
#include "crowd.h"
#include "figure.h"
#include "need.h"
#include "served.h"

enum { VISITORS = 64, PROFILES = 640, ROUNDS = 5, FULL_ROUNDS = 40 };

struct latencies {
	double *values;
	size_t count;
};

static void add(struct latencies *all, const struct crowd_result *result)
{
	all->values = realloc(all->values, (all->count + result->count) * sizeof *all->values);
	must(all->values != NULL, "no memory");
	memcpy(all->values + all->count, result->latencies, result->count * sizeof *all->values);
	all->count += result->count;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* Downloads in a second, when the crowd does not wait. */
static double find_limit(struct served *served, struct crowd *crowd)
{
	enum { TRIES = 3 };
	const struct crowd_order order = { .port = served->port, .downloads = PROFILES };
	struct crowd_result result;
	struct samples rates = { 0 };
	for (int i = 0; i < TRIES; i++) {
		crowd_run(crowd, &order, &result);
		samples_add(&rates, PROFILES / result.seconds);
		served_renew(served);
	}
	return samples_median(&rates);
}

int main(int argc, char **argv)
{
	static struct served served;
	const struct served_order order = { .curve = CURVE_P256, .cores = 1, .profiles = PROFILES,
		                            .package_size = PROFILE_SIZE, .settings = "" };
	struct latencies all = { 0 };
	must(argc == 3, "usage: latency_bench PROGRAMS FOLDER");
	child_prepare(argv[1], argv[2]);
	served_start(&served, &order);
	struct crowd *crowd = crowd_new(&served.pki, served.tls, VISITORS);
	double limit = find_limit(&served, crowd);
	for (int i = rounds_wanted(ROUNDS, FULL_ROUNDS); i > 0; i--) {
		const struct crowd_order paced = { .port = served.port, .downloads = PROFILES, .rate = 0.7 * limit };
		struct crowd_result result;
		crowd_run(crowd, &paced, &result);
		add(&all, &result);
		served_renew(&served);
	}
	qsort(all.values, all.count, sizeof *all.values, compare);
	printf("%.0f downloads per second are the most, %.0f are made: half of the requests take less than %.1f ms, all but "
	       "one of a thousand %.1f ms\n", limit, 0.7 * limit, all.values[all.count / 2] / 1e3,
	       all.values[all.count - 1 - all.count / 1000] / 1e3);
	figure_print("served_latency_p99", all.values[all.count - 1 - all.count / 100] / 1e3, "ms", 0, GOAL_AT_MOST, 50);
	free(all.values);
	crowd_free(crowd);
	served_stop(&served);
	return 0;
}
