/* SPDX-License-Identifier: Apache-2.0 */
#include "io/card_dialled.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	CONTROL_POWER_OFF = 0x00,
	CONTROL_POWER_ON = 0x01,
	CONTROL_ATR = 0x04,
	LENGTH_SIZE = 2,
	HOST_SIZE = 256,
	PORT_SIZE = 8,
	SECONDS_DEFAULT = 60,
};

struct dialled_card {
	int socket; /* one higher than its descriptor */
	char trouble[CARD_DIALLED_FAILURE_SIZE];
};

static enum status lost(struct dialled_card *card)
{
	snprintf(card->trouble, sizeof card->trouble, "The connection to the card has ended, or it took too long to answer.");
	return STATUS_IO;
}

/* One send for a message: two would be held up by each other on a slow link. */
static enum status send_message(struct dialled_card *card, struct bytes message)
{
	uint8_t wire[LENGTH_SIZE + APDU_COMMAND_MAXIMUM] = { (uint8_t)(message.size >> 8), (uint8_t)message.size };
	if (message.size > APDU_COMMAND_MAXIMUM)
		return STATUS_TOO_LARGE;
	memcpy(wire + LENGTH_SIZE, message.data, message.size);
	struct bytes rest = bytes_from(wire, LENGTH_SIZE + message.size);
	while (rest.size > 0) {
		ssize_t count = send(card->socket - 1, rest.data, rest.size, MSG_NOSIGNAL);
		if (count < 0 && errno == EINTR)
			continue;
		if (count <= 0)
			return lost(card);
		rest = bytes_after(rest, (size_t)count);
	}
	return STATUS_OK;
}

static enum status receive_exactly(struct dialled_card *card, uint8_t *out, size_t size)
{
	while (size > 0) {
		ssize_t count = recv(card->socket - 1, out, size, 0);
		if (count < 0 && errno == EINTR) /* a Ctrl-C is for after this answer */
			continue;
		if (count <= 0)
			return lost(card);
		out += count;
		size -= (size_t)count;
	}
	return STATUS_OK;
}

static enum status receive_message(struct dialled_card *card, struct buffer *out)
{
	uint8_t length[LENGTH_SIZE];
	TRY(receive_exactly(card, length, sizeof length));
	size_t size = (size_t)length[0] << 8 | length[1];
	uint8_t *room = buffer_extend(out, size);
	return room ? receive_exactly(card, room, size) : STATUS_TOO_LARGE;
}

static enum status control(struct dialled_card *card, uint8_t octet)
{
	return send_message(card, bytes_from(&octet, 1));
}

static enum status reset(void *self, struct buffer *out_atr)
{
	struct dialled_card *card = self;
	TRY(control(card, CONTROL_POWER_OFF));
	TRY(control(card, CONTROL_POWER_ON));
	TRY(control(card, CONTROL_ATR));
	return receive_message(card, out_atr);
}

static enum status transmit(void *self, struct bytes command, struct buffer *answer)
{
	struct dialled_card *card = self;
	TRY(send_message(card, command));
	return receive_message(card, answer);
}

static const char *trouble(void *self)
{
	return ((struct dialled_card *)self)->trouble;
}

static void release(void *self)
{
	struct dialled_card *card = self;
	enum status ignored = control(card, CONTROL_POWER_OFF);
	(void)ignored;
	close(card->socket - 1);
	free(card);
}

/* ---- connecting ---- */

static enum status split(struct text address, char host[HOST_SIZE], char port[PORT_SIZE])
{
	const char *colon = memrchr(address.data, ':', address.size);
	size_t host_size = colon ? (size_t)(colon - address.data) : 0;
	uint64_t number;
	struct text digits = bytes_text(bytes_after(text_bytes(address), host_size + 1));
	struct text name = { address.data, host_size };
	if (name.size >= 2 && name.data[0] == '[' && name.data[name.size - 1] == ']')
		name = (struct text){ name.data + 1, name.size - 2 };
	if (name.size == 0 || name.size >= HOST_SIZE || !text_to_number(digits, UINT16_MAX, &number) || number == 0)
		return STATUS_MALFORMED;
	snprintf(host, HOST_SIZE, "%.*s", TEXT_ARGUMENTS(name));
	snprintf(port, PORT_SIZE, "%u", (unsigned)number);
	return STATUS_OK;
}

static int connect_one(const struct addrinfo *address, unsigned seconds)
{
	struct timeval limit = { .tv_sec = (time_t)seconds };
	int descriptor = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (descriptor < 0)
		return -1;
	setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
	setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
	setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
	if (connect(descriptor, address->ai_addr, address->ai_addrlen) == 0)
		return descriptor;
	close(descriptor);
	return -1;
}

static int dial(const char *host, const char *port, unsigned seconds)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *addresses = NULL;
	int descriptor = -1;
	if (getaddrinfo(host, port, &hints, &addresses) != 0)
		return -1;
	for (const struct addrinfo *address = addresses; address && descriptor < 0; address = address->ai_next)
		descriptor = connect_one(address, seconds);
	freeaddrinfo(addresses);
	return descriptor;
}

enum status card_dialled_open(struct text address, unsigned seconds, struct card_reader *out,
                              char failure[CARD_DIALLED_FAILURE_SIZE])
{
	char host[HOST_SIZE], port[PORT_SIZE];
	AUTO(buffer) atr = BUFFER(APDU_ANSWER_MAXIMUM);
	if (split(address, host, port) != STATUS_OK) {
		snprintf(failure, CARD_DIALLED_FAILURE_SIZE, "\"%.*s\" is no HOST:PORT.", TEXT_ARGUMENTS(address));
		return STATUS_MALFORMED;
	}
	struct dialled_card *card = calloc(1, sizeof *card);
	if (!card)
		return STATUS_NO_MEMORY;
	card->socket = dial(host, port, seconds ? seconds : (unsigned)SECONDS_DEFAULT) + 1;
	if (!card->socket) {
		snprintf(failure, CARD_DIALLED_FAILURE_SIZE, "No card listens at %.*s.", TEXT_ARGUMENTS(address));
		free(card);
		return STATUS_NOT_FOUND;
	}
	if (reset(card, &atr) != STATUS_OK) {
		snprintf(failure, CARD_DIALLED_FAILURE_SIZE, "What listens at %.*s does not answer as a card does.",
		         TEXT_ARGUMENTS(address));
		release(card);
		return STATUS_IO;
	}
	*out = (struct card_reader){ .self = card, .reset = reset, .transmit = transmit, .close = release, .trouble = trouble };
	return STATUS_OK;
}
