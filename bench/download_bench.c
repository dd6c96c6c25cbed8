/* SPDX-License-Identifier: Apache-2.0 */
/* CPU of a whole download by role, against the bare operations that SGP.22 makes each role do. */
#include <stdio.h>

#include "figure.h"
#include "need.h"
#include "road.h"

enum { ROUNDS = 25, FULL_ROUNDS = 125 };

struct result {
	struct expense spent;
	double smdp_crypto, euicc_crypto;
};

static void measure(enum curve curve, struct result *out)
{
	static struct road road;
	struct samples smdp = { 0 }, writing = { 0 }, card = { 0 }, lpa = { 0 };
	struct floor_bench *floor = floor_bench_new(curve_name(curve));
	road_make(&road, curve);
	for (int i = rounds_wanted(ROUNDS, FULL_ROUNDS); i > 0; i--) {
		out->spent = road_run(&road, PROFILE_SIZE);
		samples_add(&smdp, out->spent.smdp);
		samples_add(&writing, out->spent.writing);
		samples_add(&card, out->spent.card);
		samples_add(&lpa, out->spent.lpa);
		floor_bench_round(floor);
	}
	out->spent.smdp = samples_median(&smdp);
	out->spent.writing = samples_median(&writing);
	out->spent.card = samples_median(&card);
	out->spent.lpa = samples_median(&lpa);
	out->smdp_crypto = floor_bench_cost(floor, &smdp_need);
	out->euicc_crypto = floor_bench_cost(floor, &euicc_need);
	road_release(&road);
	floor_bench_free(floor);
}

static void say(const char *who, double spent, double crypto)
{
	printf("  %-8s %7.0f us = %7.0f us crypto + %6.0f us of its own\n", who, spent, crypto, spent - crypto);
}

static void report(const char *curve, const struct result *result)
{
	char name[80];
	const struct expense *spent = &result->spent;
	printf("one download of a %d-octet profile on %s, median, %u APDUs:\n", PROFILE_SIZE, curve, spent->link.apdus);
	say("SM-DP+", spent->smdp, result->smdp_crypto);
	printf("  %-8s %7.0f us of these in the database's writing thread\n", "", spent->writing);
	say("eUICC", spent->card, result->euicc_crypto);
	say("LPA", spent->lpa, 0);

	snprintf(name, sizeof name, "smdp_downloads_%s", curve);
	figure_print(name, 1e6 / spent->smdp, "per_second", 1e6 / result->smdp_crypto, GOAL_AT_LEAST, 0.5);
	snprintf(name, sizeof name, "euicc_own_share_%s", curve);
	figure_print(name, spent->card - result->euicc_crypto, "us", result->euicc_crypto, GOAL_AT_MOST, 1);
	snprintf(name, sizeof name, "lpa_share_%s", curve);
	figure_print(name, spent->lpa, "us", result->smdp_crypto + result->euicc_crypto, GOAL_AT_MOST, 1);
	snprintf(name, sizeof name, "euicc_install_own_%s", curve);
	figure_print(name, spent->card - result->euicc_crypto, "us", result->euicc_crypto, GOAL_VALUE_AT_MOST, 2000);
}

/* What the card link carries does not depend on the curve. */
static void report_link(const struct link_count *link)
{
	double package = (double)link->package;
	double blocks = (package + TEST_BLOCK_SIZE - 1) / TEST_BLOCK_SIZE;
	printf("the card link, blocks of %d octets: %u APDUs; %zu octets, of them %zu for the bound package of %zu\n",
	       TEST_BLOCK_SIZE, link->apdus, link->octets, link->package_link, link->package);
	figure_print("card_apdus_of_download", link->apdus, "apdus", blocks, GOAL_AT_MOST, 2);
	figure_print("card_link_of_package", (double)link->package_link, "octets", package, GOAL_AT_MOST, 1.06);
	figure_print("card_link_of_download", (double)link->octets, "octets", package, GOAL_AT_MOST, 1.5);
}

/* Without arguments both curves, else those that are named. */
int main(int argc, char **argv)
{
	struct link_count link = { 0 };
	for (enum curve curve = 0; curve < CURVE_COUNT; curve++) {
		struct result result;
		bool wanted = argc == 1;
		for (int i = 1; i < argc; i++)
			wanted |= strcmp(argv[i], curve_name(curve)) == 0;
		if (!wanted)
			continue;
		measure(curve, &result);
		report(curve_name(curve), &result);
		link = result.spent.link;
	}
	report_link(&link);
	return 0;
}
