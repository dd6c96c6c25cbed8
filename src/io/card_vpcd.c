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

enum {
	LENGTH_SIZE = 2,
	MESSAGE_MAXIMUM = 0xFFFF,
	ATR_MAXIMUM = 33,
	RETRY_MILLISECONDS = 300,
};

enum control { POWER_OFF = 0x00, POWER_ON = 0x01, RESET = 0x02, GET_ATR = 0x04 };

/* What a wait or a transfer came to. */
enum event { READY, TIMED_OUT, LOST, STOPPED };

struct link {
	const struct vpcd_card *card;
	int socket;
	int stop;
	struct buffer atr;
	struct buffer message; /* what the reader said */
	struct buffer reply;   /* with its length before it */
	enum status status;    /* of the card */
};

static void link_release(struct link *link)
{
	if (link->socket >= 0)
		close(link->socket);
	link->socket = -1;
	buffer_release(&link->atr);
	buffer_release(&link->message);
	buffer_release(&link->reply);
}

/* `descriptor` may be -1 for a mere pause. A negative time waits for ever. */
static enum event wait_for(int descriptor, short events, int stop, int milliseconds)
{
	struct pollfd waits[] = { { .fd = stop, .events = POLLIN }, { .fd = descriptor, .events = events } };
	int count;
	do
		count = poll(waits, 2, milliseconds);
	while (count < 0 && errno == EINTR);
	if (count < 0)
		return LOST;
	if (waits[0].revents)
		return STOPPED;
	return count == 0 ? TIMED_OUT : READY;
}

/* ---- messages ---- */

/* vpcd sends length and body apart: unless each is acknowledged at once, its second send waits 40 ms for ours. The kernel
 * forgets the option, so it is set before every read. */
static enum event receive_exactly(const struct link *link, uint8_t *out, size_t size)
{
	for (size_t got = 0; got < size;) {
		setsockopt(link->socket, IPPROTO_TCP, TCP_QUICKACK, &(int){ 1 }, sizeof(int));
		ssize_t count = recv(link->socket, out + got, size - got, MSG_DONTWAIT);
		if (count > 0) {
			got += (size_t)count;
			continue;
		}
		if (count == 0 || (errno != EAGAIN && errno != EINTR))
			return LOST;
		enum event event = wait_for(link->socket, POLLIN, link->stop, -1);
		if (event != READY)
			return event;
	}
	return READY;
}

static enum event receive_message(struct link *link)
{
	uint8_t length[LENGTH_SIZE];
	enum event event = receive_exactly(link, length, sizeof length);
	if (event != READY)
		return event;
	buffer_clear(&link->message);
	size_t size = (size_t)(length[0] << 8 | length[1]);
	uint8_t *room = buffer_extend(&link->message, size);
	return room ? receive_exactly(link, room, size) : LOST;
}

/* In one send: see receive_exactly(). */
static enum event send_reply(struct link *link)
{
	size_t size = link->reply.size - LENGTH_SIZE;
	link->reply.data[0] = (uint8_t)(size >> 8);
	link->reply.data[1] = (uint8_t)size;
	for (size_t sent = 0; sent < link->reply.size;) {
		ssize_t count = send(link->socket, link->reply.data + sent, link->reply.size - sent,
		                     MSG_NOSIGNAL | MSG_DONTWAIT);
		if (count > 0) {
			sent += (size_t)count;
			continue;
		}
		if (errno != EAGAIN && errno != EINTR)
			return LOST;
		enum event event = wait_for(link->socket, POLLOUT, link->stop, -1);
		if (event != READY)
			return event;
	}
	return READY;
}

/* ---- the card ---- */

static enum status reset_card(struct link *link)
{
	buffer_clear(&link->atr);
	return link->card->reset(link->card->self, &link->atr);
}

/* Only GET_ATR is answered. */
static enum status obey(struct link *link, enum control control)
{
	if (control == GET_ATR)
		return buffer_append(&link->reply, buffer_bytes(&link->atr));
	if (control == POWER_OFF || control == POWER_ON || control == RESET)
		return reset_card(link);
	return STATUS_OK;
}

static enum event serve_message(struct link *link)
{
	enum event event = receive_message(link);
	if (event != READY)
		return event;
	static const uint8_t no_length_yet[LENGTH_SIZE];
	buffer_clear(&link->reply);
	struct bytes message = buffer_bytes(&link->message);
	link->status = buffer_append(&link->reply, BYTES(no_length_yet));
	if (link->status == STATUS_OK && message.size == 1)
		link->status = obey(link, (enum control)message.data[0]);
	else if (link->status == STATUS_OK && message.size > 1)
		link->status = link->card->transmit(link->card->self, message, &link->reply);
	if (link->status != STATUS_OK)
		return LOST;
	return link->reply.size > LENGTH_SIZE ? send_reply(link) : READY;
}

/* ---- dialling ---- */

static enum event finish_connecting(const struct link *link)
{
	enum event event = wait_for(link->socket, POLLOUT, link->stop, -1);
	int error = 0;
	socklen_t size = sizeof error;
	if (event == READY && (getsockopt(link->socket, SOL_SOCKET, SO_ERROR, &error, &size) != 0 || error != 0))
		return LOST;
	return event;
}

/* LOST: nobody listens there. */
static enum event dial(struct link *link, const struct addrinfo *addresses)
{
	for (const struct addrinfo *address = addresses; address; address = address->ai_next) {
		link->socket = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
		if (link->socket < 0) {
			link->status = STATUS_IO;
			return LOST;
		}
		setsockopt(link->socket, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
		bool is_connected = connect(link->socket, address->ai_addr, address->ai_addrlen) == 0;
		enum event event = is_connected ? READY : errno == EINPROGRESS ? finish_connecting(link) : LOST;
		if (event != LOST)
			return event;
		close(link->socket);
		link->socket = -1;
	}
	return LOST;
}

static void tell(const struct link *link, bool is_connected)
{
	if (link->card->connected)
		link->card->connected(link->card->self, is_connected);
}

/* One connection, from dialling to its end. */
static enum event serve_once(struct link *link, const struct addrinfo *addresses)
{
	enum event event = dial(link, addresses);
	if (event != READY)
		return event;
	tell(link, true);
	while (event == READY)
		event = serve_message(link);
	close(link->socket);
	link->socket = -1;
	tell(link, false);
	return event;
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
	AUTO(link) link = {
		.card = card,
		.socket = -1,
		.stop = settings->stop,
		.atr = BUFFER(ATR_MAXIMUM),
		.message = BUFFER(MESSAGE_MAXIMUM),
		.reply = BUFFER(MESSAGE_MAXIMUM + LENGTH_SIZE),
	};
	link.status = reset_card(&link);
	enum event event = TIMED_OUT;
	while (link.status == STATUS_OK && event != STOPPED) {
		event = serve_once(&link, addresses);
		if (link.status == STATUS_OK && event != STOPPED)
			event = wait_for(-1, 0, link.stop, pause);
	}
	freeaddrinfo(addresses);
	return link.status;
}
