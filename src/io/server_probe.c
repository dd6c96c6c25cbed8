/* SPDX-License-Identifier: Apache-2.0 */
#include "io/server_probe.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { HOST_MAXIMUM = 256, ANSWER_MAXIMUM = 4096, PORT_SIZE = 8 };

struct attempt {
	struct server_probe *probe;
	int milliseconds;
	char host[HOST_MAXIMUM];
	char port[PORT_SIZE];
	int socket;
};

static void attempt_release(struct attempt *attempt)
{
	if (attempt->socket >= 0)
		close(attempt->socket);
}

static void split(struct text address, struct attempt *attempt)
{
	struct text port = address;
	struct text host = text_cut(&port, ':');
	snprintf(attempt->host, sizeof attempt->host, "%.*s", TEXT_ARGUMENTS(host));
	snprintf(attempt->port, sizeof attempt->port, "%.*s", TEXT_ARGUMENTS(port.size > 0 ? port : TEXT("443")));
}

static void fail(struct attempt *attempt, const char *why)
{
	snprintf(attempt->probe->fault, sizeof attempt->probe->fault, "%s", why);
}

static bool wait_for(const struct attempt *attempt, short events)
{
	struct pollfd one = { .fd = attempt->socket, .events = events };
	return poll(&one, 1, attempt->milliseconds) > 0;
}

/* Without blocking, because a firewall may swallow everything. */
static bool connect_to(struct attempt *attempt, const struct addrinfo *address)
{
	int error = 0;
	socklen_t size = sizeof error;
	attempt_release(attempt);
	attempt->socket = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (attempt->socket < 0)
		return false;
	if (connect(attempt->socket, address->ai_addr, address->ai_addrlen) == 0)
		return true;
	if (errno == EINPROGRESS && !wait_for(attempt, POLLOUT)) {
		fail(attempt, "no answer in time: a firewall, or a network without a way there");
		return false;
	}
	if (getsockopt(attempt->socket, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0 && errno == EINPROGRESS)
		return true;
	fail(attempt, strerror(error ? error : errno));
	return false;
}

static bool reach(struct attempt *attempt)
{
	struct addrinfo *found = NULL;
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	int error = getaddrinfo(attempt->host, attempt->port, &hints, &found);
	if (error != 0) {
		fail(attempt, gai_strerror(error));
		return false;
	}
	attempt->probe->stage = PROBE_RESOLVED;
	bool connected = false;
	for (const struct addrinfo *address = found; address && !connected; address = address->ai_next)
		connected = connect_to(attempt, address);
	freeaddrinfo(found);
	if (connected) {
		attempt->probe->stage = PROBE_CONNECTED;
		attempt->probe->fault[0] = 0;
	}
	return connected;
}

/* Once more when the connection had nothing yet; a fault ends it. */
static bool again(struct attempt *attempt, SSL *connection, int result)
{
	int error = SSL_get_error(connection, result);
	if (error == SSL_ERROR_WANT_READ)
		return wait_for(attempt, POLLIN);
	return error == SSL_ERROR_WANT_WRITE && wait_for(attempt, POLLOUT);
}

static bool shake_hands(struct attempt *attempt, SSL *connection)
{
	char why[PROBE_FAULT_SIZE];
	int result;
	while ((result = SSL_connect(connection)) != 1)
		if (!again(attempt, connection, result)) {
			unsigned long error = ERR_get_error();
			ERR_error_string_n(error, why, sizeof why);
			fail(attempt, error ? why : "it closed the connection, or said nothing");
			return false;
		}
	attempt->probe->stage = PROBE_SECURED;
	return true;
}

static enum status keep_certificates(SSL *connection, struct arena *arena, struct server_probe *probe)
{
	STACK_OF(X509) *chain = SSL_get_peer_cert_chain(connection);
	for (int i = 0; i < sk_X509_num(chain) && i < PROBE_CERTIFICATES_MAXIMUM; i++) {
		unsigned char *der = NULL;
		int size = i2d_X509(sk_X509_value(chain, i), &der);
		if (size < 0)
			return STATUS_NO_MEMORY;
		enum status status = arena_copy(arena, bytes_from(der, (size_t)size), &probe->certificates[i]);
		OPENSSL_free(der);
		TRY(status);
		probe->certificate_count++;
	}
	return STATUS_OK;
}

/* "Date: Sat, 21 Nov 2026 11:50:00 GMT" (RFC 9110 5.6.7) */
static int64_t read_date(const char *answer)
{
	struct tm when = { 0 };
	const char *line = strcasestr(answer, "\r\nDate: ");
	if (!line || !strptime(line + 8, "%a, %d %b %Y %H:%M:%S GMT", &when))
		return 0;
	return (int64_t)timegm(&when);
}

static void ask(struct attempt *attempt, SSL *connection)
{
	char request[HOST_MAXIMUM + 64], answer[ANSWER_MAXIMUM + 1];
	int size = snprintf(request, sizeof request, "HEAD / HTTP/1.1\r\nHost: %s:%s\r\nConnection: close\r\n\r\n",
	                    attempt->host, attempt->port);
	int result, got = 0;
	while ((result = SSL_write(connection, request, size)) <= 0)
		if (!again(attempt, connection, result))
			break;
	while (result > 0 && got < ANSWER_MAXIMUM) {
		result = SSL_read(connection, answer + got, ANSWER_MAXIMUM - got);
		if (result > 0)
			got += result;
		else if (again(attempt, connection, result))
			result = 1;
	}
	answer[got] = 0;
	if (strncmp(answer, "HTTP/", 5) != 0) {
		fail(attempt, "it does not answer to HTTP");
		return;
	}
	attempt->probe->stage = PROBE_ANSWERED;
	attempt->probe->date = read_date(answer);
}

static enum status secure(struct attempt *attempt, SSL_CTX *context, struct arena *arena)
{
	SSL *connection = SSL_new(context);
	enum status status = STATUS_NO_MEMORY;
	ERR_clear_error();
	if (connection && SSL_set_fd(connection, attempt->socket) == 1 &&
	    SSL_set_tlsext_host_name(connection, attempt->host) == 1) {
		bool secured = shake_hands(attempt, connection);
		status = secured ? keep_certificates(connection, arena, attempt->probe) : STATUS_OK;
		if (secured && status == STATUS_OK)
			ask(attempt, connection);
	}
	SSL_free(connection);
	return status;
}

enum status server_probe(struct text address, int milliseconds, struct arena *arena, struct server_probe *out)
{
	AUTO(attempt) attempt = { .probe = out, .milliseconds = milliseconds, .socket = -1 };
	*out = (struct server_probe){ 0 };
	split(address, &attempt);
	if (!reach(&attempt))
		return STATUS_OK;
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	if (!context)
		return STATUS_NO_MEMORY;
	SSL_CTX_set_verify(context, SSL_VERIFY_NONE, NULL);
	bool any_curve = SSL_CTX_set1_groups_list(context, "X25519:P-256:brainpoolP256r1") == 1;
	enum status status = any_curve ? secure(&attempt, context, arena) : STATUS_UNSUPPORTED;
	SSL_CTX_free(context);
	return status;
}
