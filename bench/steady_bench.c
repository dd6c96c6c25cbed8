/* SPDX-License-Identifier: Apache-2.0 */
/* Resident memory of the server after 20 000 downloads, with FULL=1 100 000, against that after 10 000, when its caches are
 * full. Packages are small, so that more of them can be had. Arguments: the folder of the programs, and an empty folder to work
 * in. */
#include <stdlib.h>

#include "child.h"
#include "crowd.h"
#include "figure.h"
#include "served.h"

enum { VISITORS = 32, PROFILES = 500, PACKAGE_SIZE = 2000, MOST = 20000, FULL_MOST = 100000 };

static double run_downloads(struct served *served, struct crowd *crowd, int downloads)
{
	const struct crowd_order order = { .port = served->port, .downloads = PROFILES };
	struct crowd_result result;
	for (int i = 0; i < downloads / PROFILES; i++) {
		crowd_run(crowd, &order, &result);
		served_renew(served);
	}
	return served_resident_bytes(served) / 1e6;
}

int main(int argc, char **argv)
{
	static struct served served;
	const struct served_order order = { .curve = CURVE_P256, .cores = 1, .profiles = PROFILES,
		                            .package_size = PACKAGE_SIZE, .settings = "" };
	must(argc == 3, "usage: steady_bench PROGRAMS FOLDER");
	child_prepare(argv[1], argv[2]);
	served_start(&served, &order);
	struct crowd *crowd = crowd_new(&served.pki, served.tls, VISITORS);
	const int stops[] = { 1000, 10000, rounds_wanted(MOST, FULL_MOST) };
	double megabytes[ARRAY_SIZE(stops)];
	for (size_t i = 0; i < ARRAY_SIZE(stops); i++) {
		megabytes[i] = run_downloads(&served, crowd, stops[i] - (i > 0 ? stops[i - 1] : 0));
		printf("%d downloads: %.1f MB\n", stops[i], megabytes[i]);
	}
	figure_print("served_memory_after_downloads", megabytes[2], "MB", megabytes[1], GOAL_AT_MOST, 1.05);
	crowd_free(crowd);
	served_stop(&served);
	return 0;
}
