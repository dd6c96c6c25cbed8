/* SPDX-License-Identifier: Apache-2.0 */
/* Resident memory of the real programs while they have nothing to do. Arguments: the folder of the programs, and an empty
 * folder to work in. */
#include <unistd.h>

#include "child.h"
#include "figure.h"

enum { SETTLING_MICROSECONDS = 700000 };

static double measure(const char *command)
{
	pid_t child = child_start(command, NULL);
	usleep(SETTLING_MICROSECONDS);
	double megabytes = child_resident_bytes(child) / (1 << 20);
	child_stop(child);
	return megabytes;
}

int main(int argc, char **argv)
{
	must(argc == 3, "usage: memory_bench PROGRAMS FOLDER");
	child_prepare(argv[1], argv[2]);
	child_run("rm -rf pki card smdp.*");
	child_run("provisim-pki init pki >/dev/null && provisim-euicc create card --pki pki >/dev/null");
	child_run("printf 'address: localhost:9\\nlisten: 127.0.0.1:0\\ndatabase: smdp.db\\npki: pki\\n' >smdp.yaml");
	double server = measure("exec provisim-smdp serve --config smdp.yaml >smdp.log 2>&1");
	double card = measure("exec provisim-euicc run card --vpcd 127.0.0.1:9 >card.log 2>&1");
	figure_print("smdp_idle_memory", server, "MB", 0, GOAL_AT_MOST, 12);
	figure_print("euicc_memory", card, "MB", 0, GOAL_AT_MOST, 6);
	return 0;
}
