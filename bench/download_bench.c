/* SPDX-License-Identifier: Apache-2.0 */
/* CPU of a whole download by role, against the bare operations that SGP.22 makes each role do. */
#include <stdlib.h>

#include "figure.h"
#include "floor.h"
#include "road.h"

enum { PROFILE_SIZE = 22000, ROUNDS = 25, FULL_ROUNDS = 125, SEGMENT_SIZE = 1007 };

/* One download with its installation result and one further notification.
 * SM-DP+: signs serverSigned1, smdpSigned2, InitialiseSecureChannel; checks CERT.EUM, CERT.EUICC, euiccSigned1,
 * euiccSigned2 and the result, and of the notification both certificates and the signature, which bring six keys; hashes
 * what is signed, and a request to know it again; the profile was protected ahead, and what is left (A0, A1, A2) is not
 * more than one segment. */
static const struct floor_need smdp_need = { {
	[FLOOR_SIGN] = 3,       [FLOOR_VERIFY] = 8, [FLOOR_GENERATE] = 1, [FLOOR_AGREE] = 1,
	[FLOOR_LOAD_POINT] = 6, [FLOOR_DIGEST] = 12, [FLOOR_SEGMENT] = 1,
} };

/* eUICC: checks CERT.DPauth, serverSigned1, CERT.DPpb, smdpSigned2, InitialiseSecureChannel; signs euiccSigned1,
 * euiccSigned2, the result and the notification; opens every segment. */
static const struct floor_need euicc_need = { {
	[FLOOR_SIGN] = 4,       [FLOOR_VERIFY] = 5, [FLOOR_GENERATE] = 1, [FLOOR_AGREE] = 1,
	[FLOOR_LOAD_POINT] = 4, [FLOOR_DIGEST] = 9, [FLOOR_SEGMENT] = 1 + (double)PROFILE_SIZE / SEGMENT_SIZE,
} };

/* For one download. */
struct result {
	double spent[ROLE_COUNT], writing, apdus;
	double smdp_crypto, euicc_crypto;
};

static void measure(enum curve curve, int rounds, struct result *out)
{
	static struct road road;
	struct samples spent[ROLE_COUNT] = { 0 }, writing = { 0 };
	struct floor_bench *floor = floor_bench_new(curve_name(curve));
	road_make(&road, curve);
	for (int i = 0; i < rounds; i++) {
		road.expense = (struct expense){ 0 };
		road_run(&road, PROFILE_SIZE);
		for (int role = 0; role < ROLE_COUNT; role++)
			samples_add(&spent[role], road.expense.of[role] / PHONES);
		samples_add(&writing, road.expense.writing / PHONES);
		floor_bench_round(floor);
	}
	*out = (struct result){
		.writing = samples_median(&writing),
		.apdus = (double)road.expense.apdus / PHONES,
		.smdp_crypto = floor_bench_cost(floor, &smdp_need),
		.euicc_crypto = floor_bench_cost(floor, &euicc_need),
	};
	for (int role = 0; role < ROLE_COUNT; role++)
		out->spent[role] = samples_median(&spent[role]);
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
	double smdp_crypto = result->smdp_crypto, euicc_crypto = result->euicc_crypto;
	const double *spent = result->spent;
	printf("one download of a %d-octet profile on %s, median, %.0f APDUs:\n", PROFILE_SIZE, curve, result->apdus);
	say("SM-DP+", spent[ROLE_SMDP], smdp_crypto);
	printf("  %-8s %7.0f us of these in the database's writing thread\n", "", result->writing);
	say("eUICC", spent[ROLE_EUICC], euicc_crypto);
	say("LPA", spent[ROLE_LPA], 0);

	snprintf(name, sizeof name, "smdp_downloads_%s", curve);
	figure_print(name, 1e6 / spent[ROLE_SMDP], "per_second", 1e6 / smdp_crypto, GOAL_AT_LEAST, 0.5);
	snprintf(name, sizeof name, "euicc_own_share_%s", curve);
	figure_print(name, spent[ROLE_EUICC] - euicc_crypto, "us", euicc_crypto, GOAL_AT_MOST, 1);
	snprintf(name, sizeof name, "lpa_share_%s", curve);
	figure_print(name, spent[ROLE_LPA], "us", smdp_crypto + euicc_crypto, GOAL_AT_MOST, 1);
}

/* Without arguments both curves, else those that are named. */
int main(int argc, char **argv)
{
	const char *full = getenv("FULL");
	int rounds = full && *full ? FULL_ROUNDS : ROUNDS;
	for (enum curve curve = 0; curve < CURVE_COUNT; curve++) {
		struct result result;
		bool wanted = argc == 1;
		for (int i = 1; i < argc; i++)
			wanted |= strcmp(argv[i], curve_name(curve)) == 0;
		if (!wanted)
			continue;
		measure(curve, rounds, &result);
		report(curve_name(curve), &result);
	}
	return 0;
}
