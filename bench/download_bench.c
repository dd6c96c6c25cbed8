/* SPDX-License-Identifier: Apache-2.0 */
/* CPU of a whole download by role, against the bare operations that SGP.22 makes each role do. */
#include <stdlib.h>

#include "figure.h"
#include "floor.h"
#include "road.h"

enum { PROFILE_SIZE = 22000, ROUNDS = 9, FULL_ROUNDS = 101, SEGMENT_SIZE = 1007 };

/* How often each operation is needed. */
struct need {
	double sign, verify, generate, agree, load_point, segments;
};

static double cost(const struct need *need, const struct floor_costs *floor)
{
	return need->sign * floor->sign + need->verify * floor->verify + need->generate * floor->generate +
	       need->agree * floor->agree + need->load_point * floor->load_point + need->segments * floor->segment;
}

/* One download with its installation result and one further notification.
 * SM-DP+: signs serverSigned1, smdpSigned2, InitialiseSecureChannel; checks CERT.EUM, CERT.EUICC, euiccSigned1,
 * euiccSigned2 and the result, and of the notification both certificates and the signature; the profile was protected
 * ahead, so three segments (A0, A1, A2) are made. */
static const struct need smdp_need = { .sign = 3, .verify = 8, .generate = 1, .agree = 1, .load_point = 4, .segments = 3 };

/* eUICC: checks CERT.DPauth, serverSigned1, CERT.DPpb, smdpSigned2, InitialiseSecureChannel; signs euiccSigned1,
 * euiccSigned2, the result and the notification; opens every segment. */
static struct need euicc_need(void)
{
	return (struct need){ .sign = 4, .verify = 5, .generate = 1, .agree = 1, .load_point = 4,
		              .segments = 3 + (double)PROFILE_SIZE / SEGMENT_SIZE };
}

struct result {
	double spent[ROLE_COUNT]; /* median of the rounds, for one download */
	double apdus;
	struct floor_costs floor;
};

static void measure(enum curve curve, int rounds, struct result *out)
{
	static struct road road;
	struct floor_bench *floor = floor_bench_new(curve_name(curve));
	double *spent[ROLE_COUNT];
	for (int role = 0; role < ROLE_COUNT; role++)
		spent[role] = calloc((size_t)rounds, sizeof(double));
	*out = (struct result){ 0 };
	road_make(&road, curve);
	for (int i = 0; i < rounds; i++) {
		double before[ROLE_COUNT];
		unsigned apdus = road.apdus;
		memcpy(before, road.spent, sizeof before);
		road_run(&road, PROFILE_SIZE);
		for (int role = 0; role < ROLE_COUNT; role++)
			spent[role][i] = (road.spent[role] - before[role]) / PHONES;
		out->apdus = (double)(road.apdus - apdus) / PHONES;
		floor_bench_round(floor, &out->floor);
	}
	road_release(&road);
	floor_bench_free(floor);
	for (int role = 0; role < ROLE_COUNT; role++) {
		out->spent[role] = median(spent[role], (size_t)rounds);
		free(spent[role]);
	}
}

static void say(const char *who, double spent, double crypto)
{
	printf("  %-8s %7.0f us = %7.0f us crypto + %6.0f us of its own\n", who, spent, crypto, spent - crypto);
}

static void report(const char *curve, const struct result *result)
{
	char name[80];
	struct need euicc = euicc_need();
	double smdp_crypto = cost(&smdp_need, &result->floor), euicc_crypto = cost(&euicc, &result->floor);
	const double *spent = result->spent;
	printf("one download of a %d-octet profile on %s, median, %.0f APDUs:\n", PROFILE_SIZE, curve, result->apdus);
	say("SM-DP+", spent[ROLE_SMDP], smdp_crypto);
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
