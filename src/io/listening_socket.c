/* SPDX-License-Identifier: Apache-2.0 */
#include "io/listening_socket.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 1024 };

static enum status status_of(int error)
{
	switch (error) {
	case EADDRINUSE:
		return STATUS_EXISTS;
	case EACCES:
	case EPERM:
		return STATUS_REFUSED;
	case EADDRNOTAVAIL:
		return STATUS_NOT_FOUND;
	default:
		return STATUS_IO;
	}
}

static const char *advice(int error)
{
	switch (error) {
	case EADDRINUSE:
		return "; stop what listens there, or take another port";
	case EACCES:
	case EPERM:
		return "; ports below 1024 take CAP_NET_BIND_SERVICE, or take a higher one";
	case EADDRNOTAVAIL:
		return "; this machine has no such address";
	default:
		return "";
	}
}

static int try_address(const struct addrinfo *address, bool share)
{
	int descriptor = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (descriptor < 0)
		return -1;
	int on = 1, off = 0;
	setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (share)
		setsockopt(descriptor, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
	if (address->ai_family == AF_INET6)
		setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
	if (bind(descriptor, address->ai_addr, address->ai_addrlen) == 0 && listen(descriptor, BACKLOG) == 0)
		return descriptor;
	int error = errno;
	close(descriptor);
	errno = error;
	return -1;
}

static uint16_t port_of(int descriptor)
{
	struct sockaddr_storage address = { 0 };
	socklen_t size = sizeof address;
	if (getsockname(descriptor, (struct sockaddr *)&address, &size) != 0)
		return 0;
	if (address.ss_family == AF_INET6)
		return ntohs(((const struct sockaddr_in6 *)&address)->sin6_port);
	return ntohs(((const struct sockaddr_in *)&address)->sin_port);
}

/* The first that can be had. A machine without IPv6 still has the second of the two "all addresses". */
static int try_all(const struct addrinfo *addresses, bool share)
{
	int descriptor = -1;
	for (const struct addrinfo *address = addresses; address && descriptor < 0; address = address->ai_next) {
		descriptor = try_address(address, share);
		if (descriptor < 0 && errno != EAFNOSUPPORT && errno != EADDRNOTAVAIL)
			break;
	}
	return descriptor;
}

static int look_up(const char *host, uint16_t port, struct addrinfo **out)
{
	const struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE };
	char number[8];
	snprintf(number, sizeof number, "%u", (unsigned)port);
	int result = getaddrinfo(host, number, &hints, out);
	/* Without a host the IPv4 wildcard comes first, but the other serves both families. */
	if (result == 0 && !host && (*out)->ai_family == AF_INET && (*out)->ai_next) {
		struct addrinfo *four = *out;
		*out = four->ai_next;
		four->ai_next = (*out)->ai_next;
		(*out)->ai_next = four;
	}
	return result;
}

enum status listening_socket_open(const char *host, uint16_t port, bool share, int *out_descriptor, uint16_t *out_port,
                                  char fault[LISTEN_FAULT_SIZE])
{
	const char *name = host && *host ? host : NULL;
	struct addrinfo *addresses = NULL;
	int unknown = look_up(name, port, &addresses);
	if (unknown != 0) {
		snprintf(fault, LISTEN_FAULT_SIZE, "cannot listen on %.80s: %s", name ? name : "::", gai_strerror(unknown));
		return STATUS_NOT_FOUND;
	}
	int descriptor = try_all(addresses, share), error = errno;
	freeaddrinfo(addresses);
	if (descriptor < 0) {
		snprintf(fault, LISTEN_FAULT_SIZE, "cannot listen on %.60s port %u: %s%s", name ? name : "::", (unsigned)port,
		         strerror(error), advice(error));
		return status_of(error);
	}
	*out_descriptor = descriptor;
	*out_port = port_of(descriptor);
	return STATUS_OK;
}

bool listening_socket_is_loopback(int descriptor)
{
	struct sockaddr_storage address = { 0 };
	socklen_t size = sizeof address;
	if (getsockname(descriptor, (struct sockaddr *)&address, &size) != 0)
		return false;
	if (address.ss_family == AF_INET6)
		return IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)&address)->sin6_addr);
	return ntohl(((const struct sockaddr_in *)&address)->sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
}

void listening_socket_close(int descriptor)
{
	close(descriptor);
}
