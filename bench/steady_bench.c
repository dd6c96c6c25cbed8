/* SPDX-License-Identifier: Apache-2.0 */
/* Resident memory of the server after many downloads against a tenth of them: 1 000 and 10 000, with FULL=1 10 000 and
 * 100 000. Packages are small, so that more of them can be had. Arguments: the folder of the programs, and an empty folder to
 * work in. */
#include <stdlib.h>

#include "child.h"
#include "crowd.h"
#include "figure.h"
#include "served.h"

enum { VISITORS = 32, PROFILES = 500, PACKAGE_SIZE = 2000, TENTH = 1000, FULL_TENTH = 10000, TENTHS = 10 };

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
	int tenth = rounds_wanted(TENTH, FULL_TENTH);
	double early = run_downloads(&served, crowd, tenth);
	double late = run_downloads(&served, crowd, tenth * (TENTHS - 1));
	printf("%d downloads: %.1f MB, %d downloads: %.1f MB\n", tenth, early, tenth * TENTHS, late);
	figure_print("served_memory_after_downloads", late, "MB", early, GOAL_AT_MOST, 1.05);
	crowd_free(crowd);
	served_stop(&served);
	return 0;
}
