/* SPDX-License-Identifier: Apache-2.0 */
/* A device's HTTPS, as little of it as is needed here: one kept-alive connection to this machine, whatever name the server
 * goes by. A server that goes away is no mistake. */
#ifndef BENCH_TLS_CLIENT_H
#define BENCH_TLS_CLIENT_H

#include <openssl/ssl.h>

#include "ports/http_client.h"

/* TLS 1.2 or later, the groups of a real device, and this certificate (DER) as the only authority. */
SSL_CTX *tls_client_context(struct bytes ci_certificate);

/* What to do while there is nothing to read: `call` is called until there is. { 0 }: the thread sleeps. */
struct tls_client_pause {
	void (*call)(void *context);
	void *context;
};

struct tls_client {
	SSL *ssl;
	int socket;
	struct tls_client_pause pause;
};

/* False: no connection; close the client all the same. */
bool tls_client_connect(struct tls_client *client, SSL_CTX *context, unsigned port, const char *server_name,
                        struct tls_client_pause pause);
void tls_client_close(struct tls_client *client);

/* Returns the status, or nought when the server has gone; the body is appended to *out, whose limit it must not exceed. */
int tls_client_post(struct tls_client *client, const struct http_client_request *request, struct buffer *out);

#endif
