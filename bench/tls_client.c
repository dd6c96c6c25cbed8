/* SPDX-License-Identifier: Apache-2.0 */
#include "tls_client.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "figure.h"

enum { HEADER_MAXIMUM = 4096 };

SSL_CTX *tls_client_context(struct bytes ci_certificate)
{
	const unsigned char *der = ci_certificate.data;
	X509 *authority = d2i_X509(NULL, &der, (long)ci_certificate.size);
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	must(authority && context, "no TLS");
	must(X509_STORE_add_cert(SSL_CTX_get_cert_store(context), authority) == 1, "no authority");
	must(SSL_CTX_set1_groups_list(context, "X25519:P-256:brainpoolP256r1") == 1, "no groups");
	SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
	X509_free(authority);
	return context;
}

static int connect_socket(unsigned port)
{
	const int on = 1;
	const struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	must(descriptor >= 0, "no socket to be had");
	setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	if (connect(descriptor, (const struct sockaddr *)&address, sizeof address) == 0)
		return descriptor;
	close(descriptor);
	return -1;
}

/* Whether an operation that gave this is to be tried again. */
static bool is_early(struct tls_client *client, int result)
{
	int error = result > 0 ? SSL_ERROR_NONE : SSL_get_error(client->ssl, result);
	if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE)
		return false;
	client->pause.call(client->pause.context);
	return true;
}

static bool shake_hands(struct tls_client *client)
{
	int result;
	do {
		ERR_clear_error();
		result = SSL_connect(client->ssl);
	} while (is_early(client, result));
	return result == 1;
}

static int read_some(struct tls_client *client, void *to, size_t size)
{
	int got;
	do {
		ERR_clear_error();
		got = SSL_read(client->ssl, to, (int)size);
	} while (is_early(client, got));
	return got;
}

static bool write_all(struct tls_client *client, const struct buffer *what)
{
	int result;
	do {
		ERR_clear_error();
		result = SSL_write(client->ssl, what->data, (int)what->size);
	} while (is_early(client, result));
	return result == (int)what->size;
}

bool tls_client_connect(struct tls_client *client, SSL_CTX *context, unsigned port, const char *server_name,
                        struct tls_client_pause pause)
{
	*client = (struct tls_client){ SSL_new(context), connect_socket(port), pause };
	must(client->ssl, "no connection");
	must(SSL_set_tlsext_host_name(client->ssl, server_name) == 1 && SSL_set1_host(client->ssl, server_name) == 1,
	     "no server name");
	ERR_clear_error();
	if (client->socket < 0 || SSL_set_fd(client->ssl, client->socket) != 1)
		return false;
	if (pause.call)
		must(fcntl(client->socket, F_SETFL, O_NONBLOCK) == 0, "the socket cannot be set");
	return shake_hands(client);
}

void tls_client_close(struct tls_client *client)
{
	ERR_clear_error();
	if (client->socket >= 0)
		SSL_shutdown(client->ssl);
	SSL_free(client->ssl);
	if (client->socket >= 0)
		close(client->socket);
	*client = (struct tls_client){ 0 };
}

static bool send_request(struct tls_client *client, const struct http_client_request *request)
{
	AUTO(buffer) whole = BUFFER(HEADER_MAXIMUM + request->body.size);
	must(buffer_print(&whole,
	                  "POST %.*s HTTP/1.1\r\nHost: %.*s\r\nUser-Agent: %.*s\r\nX-Admin-Protocol: %.*s\r\n"
	                  "Content-Type: %.*s\r\nContent-Length: %zu\r\n\r\n",
	                  TEXT_ARGUMENTS(request->path), TEXT_ARGUMENTS(request->address),
	                  TEXT_ARGUMENTS(request->user_agent), TEXT_ARGUMENTS(request->admin_protocol),
	                  TEXT_ARGUMENTS(request->content_type), request->body.size) == STATUS_OK &&
	     buffer_append(&whole, request->body) == STATUS_OK, "the request is too large");
	return write_all(client, &whole);
}

/* Appends what comes next. */
static bool receive(struct tls_client *client, uint8_t *to, size_t size)
{
	while (size > 0) {
		int got = read_some(client, to, size);
		if (got <= 0)
			return false;
		to += got;
		size -= (size_t)got;
	}
	return true;
}

/* The head ends with an empty line; what has been read beyond is the beginning of the body. Returns where that is;
 * NULL: the server has gone. */
static const char *receive_head(struct tls_client *client, char head[HEADER_MAXIMUM], size_t *out_size)
{
	size_t size = 0;
	for (;;) {
		int got = read_some(client, head + size, HEADER_MAXIMUM - 1 - size);
		if (got <= 0)
			return NULL;
		size += (size_t)got;
		head[size] = 0;
		const char *end = strstr(head, "\r\n\r\n");
		*out_size = size;
		if (end)
			return end + 4;
	}
}

int tls_client_post(struct tls_client *client, const struct http_client_request *request, struct buffer *out)
{
	char head[HEADER_MAXIMUM];
	size_t read;
	int status;
	ERR_clear_error();
	const char *body = send_request(client, request) ? receive_head(client, head, &read) : NULL;
	if (!body)
		return 0;
	const char *length = strcasestr(head, "\r\nContent-Length:");
	must(sscanf(head, "HTTP/1.1 %d", &status) == 1, "the server does not speak HTTP");
	size_t size = length && length < body ? strtoul(length + strlen("\r\nContent-Length:"), NULL, 10) : 0;
	size_t there = read - (size_t)(body - head);
	uint8_t *room = buffer_extend(out, size);
	must(there <= size && (size == 0 || room), "the answer is not as long as it says");
	if (size == 0)
		return status;
	memcpy(room, body, there);
	return receive(client, room + there, size - there) ? status : 0;
}
