/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/lpa/interrupt.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

/* A signal handler can reach nothing else. */
static volatile sig_atomic_t interrupted;

static void note_interrupt(int signal_number)
{
	(void)signal_number;
	interrupted = 1;
}

void interrupts_watch(void)
{
	struct sigaction action = { .sa_handler = note_interrupt, .sa_flags = (int)SA_RESETHAND };
	interrupted = 0;
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

const volatile sig_atomic_t *interrupt_flag(void)
{
	return &interrupted;
}

bool interrupt_taken(void)
{
	bool taken = interrupted;
	interrupted = 0;
	return taken;
}

/* The two are held back but inside ppoll(): none can come between the look at the flag and the wait. */
static bool wait_for_input(const sigset_t *usual)
{
	struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
	while (!interrupted)
		if (ppoll(&input, 1, NULL, usual) > 0)
			return true;
		else if (errno != EINTR)
			return false;
	return false;
}

bool interrupt_or_line(char *out, size_t size)
{
	sigset_t held, usual;
	size_t used = 0;
	char octet = 0;
	sigemptyset(&held);
	sigaddset(&held, SIGINT);
	sigaddset(&held, SIGTERM);
	sigprocmask(SIG_BLOCK, &held, &usual);
	while (octet != '\n' && wait_for_input(&usual) && read(STDIN_FILENO, &octet, 1) == 1)
		if (octet != '\n' && octet != '\r' && used + 1 < size)
			out[used++] = octet;
	sigprocmask(SIG_SETMASK, &usual, NULL);
	out[used] = 0;
	return !interrupted && (octet == '\n' || used > 0);
}
