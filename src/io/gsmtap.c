/* SPDX-License-Identifier: Apache-2.0 */
#include "io/gsmtap.h"

#include <netdb.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HOST_SIZE = 256, PORT_SIZE = 6, PORT_MAXIMUM = 65535 };
enum { VERSION = 2, HEADER_WORDS = GSMTAP_HEADER_SIZE / 4, TYPE_SIM = 4, SUB_TYPE_OFFSET = 12 };

/* Two colons and no brackets: an IPv6 address without a port. */
static bool cut_address(struct text address, struct text *out_host, struct text *out_port)
{
	struct text rest = address, host = text_cut(&rest, ':');
	*out_port = (struct text){ 0 };
	*out_host = address;
	if (address.size > 0 && address.data[0] == '[') {
		rest = (struct text){ address.data + 1, address.size - 1 };
		*out_host = text_cut(&rest, ']');
		if (!rest.data || (rest.size > 0 && rest.data[0] != ':'))
			return false;
		*out_port = rest.size > 0 ? (struct text){ rest.data + 1, rest.size - 1 } : (struct text){ 0 };
		return rest.size != 1;
	}
	if (rest.data && !memchr(rest.data, ':', rest.size)) {
		*out_host = host;
		*out_port = rest;
		return rest.size > 0;
	}
	return true;
}

static bool parse_address(const char *address, char host[HOST_SIZE], char port[PORT_SIZE])
{
	struct text host_text, port_text;
	uint64_t number = GSMTAP_PORT;
	if (!cut_address(text_from(address), &host_text, &port_text))
		return false;
	if (port_text.size > 0 && (!text_to_number(port_text, PORT_MAXIMUM, &number) || number == 0))
		return false;
	if (host_text.size == 0 || host_text.size >= HOST_SIZE)
		return false;
	snprintf(host, HOST_SIZE, "%.*s", TEXT_ARGUMENTS(host_text));
	snprintf(port, PORT_SIZE, "%u", (unsigned)number);
	return true;
}

/* The first address that there is a way to; UDP needs nobody at its end. */
static enum status connect_first(const struct addrinfo *found, struct gsmtap *out)
{
	for (; found; found = found->ai_next) {
		int descriptor = socket(found->ai_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
		if (descriptor >= 0 && connect(descriptor, found->ai_addr, found->ai_addrlen) == 0) {
			out->socket = descriptor;
			return STATUS_OK;
		}
		if (descriptor >= 0)
			close(descriptor);
	}
	return STATUS_IO;
}

enum status gsmtap_open(const char *address, struct gsmtap *out)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_DGRAM, .ai_flags = AI_NUMERICSERV };
	char host[HOST_SIZE], port[PORT_SIZE];
	struct addrinfo *found = NULL;
	if (!parse_address(address, host, port))
		return STATUS_MALFORMED;
	if (getaddrinfo(host, port, &hints, &found) != 0)
		return STATUS_NOT_FOUND;
	enum status status = connect_first(found, out);
	freeaddrinfo(found);
	return status;
}

void gsmtap_close(struct gsmtap *gsmtap)
{
	if (gsmtap->socket > 0)
		close(gsmtap->socket);
	gsmtap->socket = 0;
}

enum status gsmtap_encode(enum gsmtap_sim sub_type, struct bytes payload, struct buffer *out)
{
	uint8_t header[GSMTAP_HEADER_SIZE] = { VERSION, HEADER_WORDS, TYPE_SIM };
	header[SUB_TYPE_OFFSET] = (uint8_t)sub_type;
	if (payload.size > GSMTAP_PAYLOAD_MAXIMUM)
		return STATUS_TOO_LARGE;
	TRY(buffer_append(out, BYTES(header)));
	return buffer_append(out, payload);
}

/* An answer of the other end that nobody listens is reported with a later packet, which is then tried again. */
void gsmtap_send(const struct gsmtap *gsmtap, enum gsmtap_sim sub_type, struct bytes payload)
{
	AUTO(buffer) packet = BUFFER(GSMTAP_HEADER_SIZE + GSMTAP_PAYLOAD_MAXIMUM);
	if (gsmtap->socket <= 0 || gsmtap_encode(sub_type, payload, &packet) != STATUS_OK)
		return;
	for (int tries = 0; tries < 2; tries++)
		if (send(gsmtap->socket, packet.data, packet.size, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0)
			return;
}
