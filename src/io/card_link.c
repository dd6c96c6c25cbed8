/* SPDX-License-Identifier: Apache-2.0 */
#include "io/card_link.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	LENGTH_SIZE = 2,
	MESSAGE_MAXIMUM = 0xFFFF,
	ATR_MAXIMUM = 33,
};

enum control { POWER_OFF = 0x00, POWER_ON = 0x01, RESET = 0x02, GET_ATR = 0x04 };

void card_link_release(struct card_link *link)
{
	if (link->socket >= 0)
		close(link->socket);
	link->socket = -1;
	buffer_release(&link->atr);
	buffer_release(&link->message);
	buffer_release(&link->reply);
}

enum link_event card_link_wait(int descriptor, short events, int stop, int milliseconds)
{
	struct pollfd waits[] = { { .fd = stop, .events = POLLIN }, { .fd = descriptor, .events = events } };
	int count;
	do
		count = poll(waits, 2, milliseconds);
	while (count < 0 && errno == EINTR);
	if (count < 0)
		return LINK_LOST;
	if (waits[0].revents)
		return LINK_STOPPED;
	return count == 0 ? LINK_TIMED_OUT : LINK_READY;
}

/* ---- messages ---- */

/* vpcd sends length and body apart: unless each is acknowledged at once, its second send waits 40 ms for ours. The kernel
 * forgets the option, so it is set before every read. */
static enum link_event receive_exactly(const struct card_link *link, uint8_t *out, size_t size)
{
	for (size_t got = 0; got < size;) {
		setsockopt(link->socket, IPPROTO_TCP, TCP_QUICKACK, &(int){ 1 }, sizeof(int));
		ssize_t count = recv(link->socket, out + got, size - got, MSG_DONTWAIT);
		if (count > 0) {
			got += (size_t)count;
			continue;
		}
		if (count == 0 || (errno != EAGAIN && errno != EINTR))
			return LINK_LOST;
		enum link_event event = card_link_wait(link->socket, POLLIN, link->stop, -1);
		if (event != LINK_READY)
			return event;
	}
	return LINK_READY;
}

static enum link_event receive_message(struct card_link *link)
{
	uint8_t length[LENGTH_SIZE];
	enum link_event event = receive_exactly(link, length, sizeof length);
	if (event != LINK_READY)
		return event;
	buffer_clear(&link->message);
	size_t size = (size_t)(length[0] << 8 | length[1]);
	uint8_t *room = buffer_extend(&link->message, size);
	return room ? receive_exactly(link, room, size) : LINK_LOST;
}

/* In one send: see receive_exactly(). */
static enum link_event send_reply(struct card_link *link)
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
			return LINK_LOST;
		enum link_event event = card_link_wait(link->socket, POLLOUT, link->stop, -1);
		if (event != LINK_READY)
			return event;
	}
	return LINK_READY;
}

/* ---- the card ---- */

enum status card_link_reset(struct card_link *link)
{
	buffer_clear(&link->atr);
	return link->card->reset(link->card->self, &link->atr);
}

/* Only GET_ATR is answered. */
static enum status obey(struct card_link *link, enum control control)
{
	if (control == GET_ATR)
		return buffer_append(&link->reply, buffer_bytes(&link->atr));
	if (control == POWER_OFF && link->card->powered_off)
		link->card->powered_off(link->card->self);
	if (control == POWER_OFF || control == POWER_ON || control == RESET)
		return card_link_reset(link);
	return STATUS_OK;
}

static enum link_event serve_message(struct card_link *link)
{
	enum link_event event = receive_message(link);
	if (event != LINK_READY)
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
		return LINK_LOST;
	return link->reply.size > LENGTH_SIZE ? send_reply(link) : LINK_READY;
}

static void tell(const struct card_link *link, bool is_connected)
{
	if (link->card->connected)
		link->card->connected(link->card->self, is_connected);
}

enum link_event card_link_serve(struct card_link *link)
{
	enum link_event event = LINK_READY;
	tell(link, true);
	while (event == LINK_READY)
		event = serve_message(link);
	close(link->socket);
	link->socket = -1;
	tell(link, false);
	return event;
}

struct card_link card_link(const struct vpcd_card *card, int stop)
{
	return (struct card_link){
		.card = card,
		.socket = -1,
		.stop = stop,
		.atr = BUFFER(ATR_MAXIMUM),
		.message = BUFFER(MESSAGE_MAXIMUM),
		.reply = BUFFER(MESSAGE_MAXIMUM + LENGTH_SIZE),
	};
}
