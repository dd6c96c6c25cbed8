/* SPDX-License-Identifier: Apache-2.0 */
/* The TLS side of a listener: TLS 1.2 and 1.3, one certificate for each curve. Shared by loops. */
#ifndef IO_TLS_SERVER_H
#define IO_TLS_SERVER_H

#include "base/buffer.h"

enum { TLS_IDENTITIES_MAXIMUM = 4, TLS_FAULT_SIZE = 200 };

/* PEM texts: a certificate, which more of its chain may follow, and its private key. */
struct tls_identity {
	struct bytes certificate;
	struct bytes key;
	struct evp_pkey_st *object; /* instead of `key`: OpenSSL's object for one in a token; borrowed. NULL: `key` */
};

struct tls_server;

/* A client is shown the first identity whose curve it can verify; the first of all if there is none. On failure `fault`
 * has a sentence. STATUS_MALFORMED: cannot be read, or key and certificate do not fit; STATUS_TOO_LARGE, STATUS_NO_MEMORY. */
enum status tls_server_new(const struct tls_identity *identities, size_t count, struct tls_server **out,
                           char fault[TLS_FAULT_SIZE]) MUST_CHECK;

/* From now on clients are asked for a certificate: one of these or one below one of these (PEM texts of one or more), with a
 * key usage that is fit for a TLS client. Whoever has another one is refused in the handshake, and whoever has none if it is
 * `required`. What else it must be, the handler of the requests says. STATUS_MALFORMED: one cannot be read;
 * STATUS_NO_MEMORY. On failure `fault` has a sentence. */
enum status tls_server_ask_clients(struct tls_server *server, const struct bytes authorities[], size_t count,
                                   bool required, char fault[TLS_FAULT_SIZE]) MUST_CHECK;

/* The same without authorities: any certificate that is in time and fit for a TLS client will do, and only the handler of the
 * requests knows whose it is. STATUS_NO_MEMORY. */
enum status tls_server_ask_any_client(struct tls_server *server) MUST_CHECK;

/* Connections of `server` that come from now on are as `other` would have made them, and the other way round; those that are
 * open stay as they are. Loops may be serving `server`, nobody `other`. */
void tls_server_exchange(struct tls_server *server, struct tls_server *other);

/* Connections that are open keep what they need of it. */
void tls_server_free(struct tls_server *server);

/* Stands at the start of what belongs to one connection. */
struct tls_owner {
	/* The connection's SSL object is being freed; its handshake came to its end, or did not. */
	void (*released)(struct tls_owner *owner, bool handshake_done);
};

/* For io/https_server.c: a fresh SSL object of this owner (NULL without memory), and the owner of one. */
struct ssl_st;
struct ssl_st *tls_server_connection(struct tls_server *server, struct tls_owner *owner);
struct tls_owner *tls_connection_owner(const struct tls_server *server, const struct ssl_st *connection);
/* Appends the certificate that the client showed (DER); nothing when it was asked for none. STATUS_NO_MEMORY. */
enum status tls_connection_client(const struct ssl_st *connection, struct buffer *out) MUST_CHECK;

#endif
