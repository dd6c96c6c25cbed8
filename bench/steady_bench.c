/* SPDX-License-Identifier: Apache-2.0 */
/* Resident memory of the server after many downloads against a tenth of them: 10 000 and 1 000, with FULL=1 then 100 000 and
 * 10 000. Packages are small, so that more of them can be had. Arguments: the folder of the programs, and an empty folder to
 * work in. */
#include <stdlib.h>

#include "child.h"
#include "crowd.h"
#include "figure.h"
#include "served.h"

enum { VISITORS = 32, PROFILES = 500, PACKAGE_SIZE = 2000, FIRST = 1000, STEPS = 2, FULL_STEPS = 3 };

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
	double megabytes = 0, before = 0;
	int done = 0, wanted = FIRST;
	for (int step = rounds_wanted(STEPS, FULL_STEPS); step > 0; step--, wanted *= 10) {
		before = megabytes;
		megabytes = run_downloads(&served, crowd, wanted - done);
		done = wanted;
		printf("%d downloads: %.1f MB\n", done, megabytes);
	}
	figure_print("served_memory_after_downloads", megabytes, "MB", before, GOAL_AT_MOST, 1.05);
	crowd_free(crowd);
	served_stop(&served);
	return 0;
}
