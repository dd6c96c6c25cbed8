/* SPDX-License-Identifier: Apache-2.0 */
#include "io/card_vpcd.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "io/card_link.h"

enum { RETRY_MILLISECONDS = 300 };

/* ---- dialling ---- */

static enum link_event finish_connecting(const struct card_link *link)
{
	enum link_event event = card_link_wait(link->socket, POLLOUT, link->stop, -1);
	int error = 0;
	socklen_t size = sizeof error;
	if (event == LINK_READY && (getsockopt(link->socket, SOL_SOCKET, SO_ERROR, &error, &size) != 0 || error != 0))
		return LINK_LOST;
	return event;
}

/* LINK_LOST: nobody listens there. */
static enum link_event dial(struct card_link *link, const struct addrinfo *addresses)
{
	for (const struct addrinfo *address = addresses; address; address = address->ai_next) {
		link->socket = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
		if (link->socket < 0) {
			link->status = STATUS_IO;
			return LINK_LOST;
		}
		setsockopt(link->socket, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
		bool is_connected = connect(link->socket, address->ai_addr, address->ai_addrlen) == 0;
		enum link_event event = is_connected ? LINK_READY : errno == EINPROGRESS ? finish_connecting(link) : LINK_LOST;
		if (event != LINK_LOST)
			return event;
		close(link->socket);
		link->socket = -1;
	}
	return LINK_LOST;
}

/* One connection, from dialling to its end. */
static enum link_event serve_once(struct card_link *link, const struct addrinfo *addresses)
{
	enum link_event event = dial(link, addresses);
	return event == LINK_READY ? card_link_serve(link) : event;
}

static enum status resolve(const struct vpcd_settings *settings, struct addrinfo **out)
{
	char port[8];
	snprintf(port, sizeof port, "%u", settings->port ? settings->port : (unsigned)VPCD_PORT);
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	return getaddrinfo(settings->host, port, &hints, out) == 0 ? STATUS_OK : STATUS_NOT_FOUND;
}

enum status card_vpcd_run(const struct vpcd_settings *settings, const struct vpcd_card *card)
{
	struct addrinfo *addresses = NULL;
	TRY(resolve(settings, &addresses));
	int pause = (int)(settings->retry_milliseconds ? settings->retry_milliseconds : RETRY_MILLISECONDS);
	AUTO(card_link) link = card_link(card, settings->stop);
	link.status = card_link_reset(&link);
	enum link_event event = LINK_TIMED_OUT;
	while (link.status == STATUS_OK && event != LINK_STOPPED) {
		event = serve_once(&link, addresses);
		if (link.status == STATUS_OK && event != LINK_STOPPED)
			event = card_link_wait(-1, 0, link.stop, pause);
	}
	freeaddrinfo(addresses);
	return link.status;
}
