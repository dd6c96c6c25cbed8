/* SPDX-License-Identifier: Apache-2.0 */
#include "io/stdio_peer.h"

#include <errno.h>
#include <poll.h>
#include <time.h>
#include <unistd.h>

static enum status fail(struct stdio_peer *peer, const char *what)
{
	snprintf(peer->trouble, sizeof peer->trouble, "The program that is %.40s %.40s.", peer->name, what);
	return STATUS_IO;
}

/* One octet at a time: what follows the line belongs to others, who answer questions on the same descriptor. */
static enum status read_line(struct stdio_peer *peer, struct buffer *line)
{
	time_t deadline = time(NULL) + peer->seconds;
	for (;;) {
		struct pollfd wait = { .fd = peer->in, .events = POLLIN };
		char octet;
		int ready = poll(&wait, 1, 1000);
		if (ready == 0 && time(NULL) > deadline)
			return fail(peer, "does not answer");
		if (ready <= 0)
			continue;
		ssize_t count = read(peer->in, &octet, 1);
		if (count < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (count <= 0)
			return fail(peer, "has ended");
		if (octet == '\n')
			return STATUS_OK;
		TRY(buffer_append_octet(line, (uint8_t)octet));
	}
}

enum status stdio_peer_ask(struct stdio_peer *peer, struct text line, struct buffer *answer)
{
	if (fwrite(line.data, line.size, 1, peer->out) != 1 || fputc('\n', peer->out) == EOF || fflush(peer->out) != 0)
		return fail(peer, "has ended");
	TRY(read_line(peer, answer));
	peer->trouble[0] = 0;
	return STATUS_OK;
}
