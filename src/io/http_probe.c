/* SPDX-License-Identifier: Apache-2.0 */
#include "io/http_probe.h"

#include <errno.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>

enum { PLACE_SIZE = 300, REQUEST_SIZE = 700, NAME_SIZE = 256 };

static enum status fail(const char *why, char fault[PROBE_FAULT_SIZE])
{
	unsigned long error = ERR_peek_last_error();
	const char *reason = errno ? strerror(errno) : error ? ERR_reason_error_string(error) : NULL;
	snprintf(fault, PROBE_FAULT_SIZE, "%s%s%s", why, reason ? ": " : "", reason ? reason : "");
	return STATUS_IO;
}

static BIO *connect_to(const struct http_probe *probe)
{
	char place[PLACE_SIZE];
	snprintf(place, sizeof place, strchr(probe->host, ':') ? "[%s]:%u" : "%s:%u", probe->host, (unsigned)probe->port);
	BIO *socket = BIO_new_connect(place);
	int descriptor = -1;
	if (!socket || BIO_do_connect(socket) != 1 || BIO_get_fd(socket, &descriptor) < 0) {
		BIO_free_all(socket);
		return NULL;
	}
	const struct timeval patience = { (time_t)probe->seconds, 0 };
	setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
	return socket;
}

/* Puts TLS over the socket, which is freed with it, or at once on failure. */
static BIO *add_tls(const struct http_probe *probe, SSL_CTX *context, BIO *socket)
{
	char name[NAME_SIZE];
	SSL *ssl = NULL;
	snprintf(name, sizeof name, "%.*s", TEXT_ARGUMENTS(probe->name));
	SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
	BIO *tls = SSL_CTX_load_verify_file(context, probe->authority) == 1 ? BIO_new_ssl(context, 1) : NULL;
	if (!tls) {
		BIO_free_all(socket);
		return NULL;
	}
	BIO_push(tls, socket);
	if (BIO_get_ssl(tls, &ssl) == 1 && SSL_set1_host(ssl, name) == 1 && SSL_set_tlsext_host_name(ssl, name) == 1 &&
	    BIO_do_handshake(tls) == 1)
		return tls;
	BIO_free_all(tls);
	return NULL;
}

/* HTTP/1.0: the answer ends with the connection. */
static enum status talk(const struct http_probe *probe, BIO *stream, int *out_status, struct buffer *body,
                        char fault[PROBE_FAULT_SIZE])
{
	char request[REQUEST_SIZE];
	int size = snprintf(request, sizeof request, "GET %s HTTP/1.0\r\nHost: %s\r\n\r\n", probe->path, probe->host);
	int got = BIO_write(stream, request, size);
	uint8_t part[1024];
	AUTO(buffer) answer = BUFFER(body->limit + sizeof part);
	while (got > 0 && (got = BIO_read(stream, part, sizeof part)) > 0)
		if (buffer_append(&answer, bytes_from(part, (size_t)got)) != STATUS_OK)
			return fail("its answer is too large", fault);
	const char *end = answer.size > 0 ? memmem(answer.data, answer.size, "\r\n\r\n", 4) : NULL;
	if (!end || answer.size < 13 || memcmp(answer.data, "HTTP/1.", 7) != 0)
		return fail("it gave no answer", fault);
	size_t head = (size_t)(end + 4 - (const char *)answer.data);
	*out_status = atoi((const char *)answer.data + 9);
	return buffer_append(body, bytes_from(answer.data + head, answer.size - head));
}

enum status http_probe_ask(const struct http_probe *probe, int *out_status, struct buffer *body,
                           char fault[PROBE_FAULT_SIZE])
{
	bool is_plain = probe->name.size == 0;
	ERR_clear_error();
	errno = 0;
	signal(SIGPIPE, SIG_IGN);
	BIO *stream = connect_to(probe);
	if (!stream)
		return fail("nobody can be reached there", fault);
	SSL_CTX *context = is_plain ? NULL : SSL_CTX_new(TLS_client_method());
	if (!is_plain)
		stream = add_tls(probe, context, stream);
	enum status status = stream ? talk(probe, stream, out_status, body, fault)
	                            : fail("its TLS is not to be trusted", fault);
	BIO_free_all(stream);
	SSL_CTX_free(context);
	return status;
}
