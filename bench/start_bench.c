/* SPDX-License-Identifier: Apache-2.0 */
/* From the start of `provisim euicc run` to the ATR that a terminal gets over TCP. Arguments: the folder of the programs, and
 * an empty folder to work in. */
#include <arpa/inet.h>
#include <string.h>
#include <unistd.h>

#include "child.h"
#include "figure.h"

enum { ROUNDS = 15, FULL_ROUNDS = 61 };

static unsigned read_port(FILE *output)
{
	char line[512];
	unsigned port = 0;
	while (port == 0 && fgets(line, sizeof line, output)) {
		const char *place = strstr(line, "127.0.0.1:");
		if (place)
			sscanf(place, "127.0.0.1:%u", &port);
	}
	must(port != 0, "the card does not listen");
	return port;
}

/* The first octets of what vpcd's messages carry: power on has no answer, "give the ATR" has. */
static void ask_atr(unsigned port)
{
	static const unsigned char messages[] = { 0, 1, 0x01, 0, 1, 0x04 };
	unsigned char answer[64];
	const struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int terminal = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	must(terminal >= 0 && connect(terminal, (const struct sockaddr *)&address, sizeof address) == 0,
	     "the card takes no terminal");
	must(write(terminal, messages, sizeof messages) == sizeof messages, "the card takes no message");
	must(recv(terminal, answer, 3, MSG_WAITALL) == 3 && answer[2] == 0x3B, "the card gives no ATR");
	close(terminal);
}

static double start_card(void)
{
	FILE *output;
	double start = wall_microseconds();
	pid_t card = child_start("exec provisim-euicc run card --text --tcp 127.0.0.1:0 2>&1", &output);
	ask_atr(read_port(output));
	double milliseconds = (wall_microseconds() - start) / 1000;
	child_stop(card);
	fclose(output);
	return milliseconds;
}

int main(int argc, char **argv)
{
	struct samples samples = { 0 };
	must(argc == 3, "usage: start_bench PROGRAMS FOLDER");
	child_prepare(argv[1], argv[2]);
	child_run("rm -rf pki card");
	child_run("provisim-pki init pki >/dev/null && provisim-euicc create card --pki pki >/dev/null");
	for (int i = rounds_wanted(ROUNDS, FULL_ROUNDS); i > 0; i--)
		samples_add(&samples, start_card());
	figure_print("euicc_start_to_atr", samples_median(&samples), "ms", 0, GOAL_AT_MOST, 50);
	return 0;
}
