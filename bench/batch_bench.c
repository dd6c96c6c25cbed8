/* SPDX-License-Identifier: Apache-2.0 */
/* CPU of `provisim profile batch` for 10 000 profiles. Arguments: the folder of the programs, an empty folder to work in, a
 * template. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "child.h"
#include "crypto/usim_authenticate.h"
#include "figure.h"
#include "io/system_random.h"

enum { PROFILES = 10000, ROUNDS = 3, FULL_ROUNDS = 11, DRAWN_OCTETS = 16 + 3 * 16 + 3 * 8 /* Ki, OTA keys, PUKs and ADM */ };

static double seconds_of_children(void)
{
	struct rusage usage;
	must(getrusage(RUSAGE_CHILDREN, &usage) == 0, "no clock of the children");
	return (double)usage.ru_utime.tv_sec + (double)usage.ru_stime.tv_sec +
	       ((double)usage.ru_utime.tv_usec + (double)usage.ru_stime.tv_usec) / 1e6;
}

static double run_batch(const char *template)
{
	char command[1024];
	snprintf(command, sizeof command,
	         "provisim-profile batch '%s' --count %d --imsi 001010000000001 --iccid 899990000000000001X "
	         "--set op=CDC202D5123E20F62B6D676AC72CB318 --network open5gs --out batch >/dev/null", template, PROFILES);
	child_run("rm -rf batch");
	double start = seconds_of_children();
	child_run(command);
	return seconds_of_children() - start;
}

static size_t size_of_package(void)
{
	struct stat found;
	must(stat("batch/packages/8999900000000000014.der", &found) == 0, "no package was made");
	return (size_t)found.st_size;
}

/* Random octets, OPc from OP, and a package copied, for each: nothing else must be done. */
static double run_floor(size_t package_size)
{
	const struct random random = system_random();
	uint8_t drawn[DRAWN_OCTETS], op[16] = { 0xCD };
	uint8_t *from = calloc(1, package_size), *to = calloc(1, package_size);
	must(from && to, "no memory");
	double start = cpu_microseconds();
	for (int i = 0; i < PROFILES; i++) {
		struct usim_keys keys = { 0 };
		must(random_fill(&random, drawn, sizeof drawn) == STATUS_OK, "no random octets");
		usim_keys_set_defaults(&keys, USIM_MILENAGE);
		keys.k_size = 16;
		memcpy(keys.k, drawn, 16);
		must(usim_keys_derive_opc(&keys, bytes_from(op, sizeof op)) == STATUS_OK, "no OPc");
		memcpy(to, from, package_size);
		from[0] = to[package_size / 2] ^ keys.opc[0];
	}
	double seconds = (cpu_microseconds() - start) / 1e6;
	free(from);
	free(to);
	return seconds;
}

int main(int argc, char **argv)
{
	struct samples batches = { 0 }, floors = { 0 };
	must(argc == 4, "usage: batch_bench PROGRAMS FOLDER TEMPLATE");
	child_prepare(argv[1], argv[2]);
	for (int i = rounds_wanted(ROUNDS, FULL_ROUNDS); i > 0; i--) {
		samples_add(&batches, run_batch(argv[3]));
		samples_add(&floors, run_floor(size_of_package()));
	}
	child_run("rm -rf batch");
	double seconds = samples_median(&batches);
	printf("a batch of %d profiles: %.2f s of CPU, %.0f a second\n", PROFILES, seconds, PROFILES / seconds);
	figure_print("profile_batch_10000", seconds, "s", samples_median(&floors), GOAL_VALUE_AT_MOST, PROFILES / 2000.0);
	return 0;
}
