/* SPDX-License-Identifier: Apache-2.0 */
#include "io/card_tcp.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include "io/card_link.h"

/* One that went away before it was taken counts for nothing; a machine short of descriptors gets a pause. */
static enum link_event take_connection(struct card_link *link, int listener)
{
	enum { PAUSE_MILLISECONDS = 100 };
	enum link_event event = card_link_wait(listener, POLLIN, link->stop, -1);
	if (event != LINK_READY)
		return event;
	link->socket = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (link->socket >= 0) {
		setsockopt(link->socket, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
		return LINK_READY;
	}
	if (errno == EBADF || errno == EINVAL || errno == ENOTSOCK)
		link->status = STATUS_IO;
	return errno == EMFILE || errno == ENFILE ? card_link_wait(-1, 0, link->stop, PAUSE_MILLISECONDS) : LINK_LOST;
}

enum status card_tcp_run(int listener, int stop, const struct vpcd_card *card)
{
	AUTO(card_link) link = card_link(card, stop);
	enum link_event event = LINK_LOST;
	while (link.status == STATUS_OK && event != LINK_STOPPED) {
		event = take_connection(&link, listener);
		if (event != LINK_READY || link.socket < 0)
			continue;
		link.status = card_link_reset(&link);
		if (link.status == STATUS_OK)
			event = card_link_serve(&link);
	}
	return link.status;
}
