/* SPDX-License-Identifier: Apache-2.0 */
/* The server's part of a full TLS handshake, bare: two ends of OpenSSL in one thread, no socket. */
#ifndef BENCH_HANDSHAKE_H
#define BENCH_HANDSHAKE_H

#include <openssl/ssl.h>
#include <stdbool.h>

/* A server with this certificate and key (PEM files), and clients that connect with `client`: as OpenSSL does it, but for
 * session tickets, which there are none of; or lean, with the suite that our server wants, whose hash is SHA-256. */
struct handshake_bench;
struct handshake_bench *handshake_bench_new(const char *certificate, const char *key, SSL_CTX *client, bool lean);
void handshake_bench_free(struct handshake_bench *bench);

/* For interleaving with what is compared. */
void handshake_bench_round(struct handshake_bench *bench);

/* CPU microseconds, of the median round. */
double handshake_bench_cost(const struct handshake_bench *bench);

#endif
