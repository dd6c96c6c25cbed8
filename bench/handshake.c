/* SPDX-License-Identifier: Apache-2.0 */
#include "handshake.h"

#include <stdlib.h>

#include "figure.h"

enum { REPEATS = 40 };

struct handshake_bench {
	SSL_CTX *server, *client;
	double reading_cost;
	struct samples samples;
};

struct handshake_bench *handshake_bench_new(const char *certificate, const char *key, SSL_CTX *client, bool lean)
{
	struct handshake_bench *bench = calloc(1, sizeof *bench);
	SSL_CTX *server = SSL_CTX_new(TLS_server_method());
	must(bench && server, "no memory");
	must(SSL_CTX_use_certificate_file(server, certificate, SSL_FILETYPE_PEM) == 1, certificate);
	must(SSL_CTX_use_PrivateKey_file(server, key, SSL_FILETYPE_PEM) == 1, key);
	must(SSL_CTX_set_num_tickets(server, 0) == 1, "no tickets");
	must(!lean || SSL_CTX_set_ciphersuites(server, "TLS_AES_128_GCM_SHA256") == 1, "no cipher suites");
	*bench = (struct handshake_bench){ .server = server, .client = client, .reading_cost = cpu_reading_cost() };
	return bench;
}

void handshake_bench_free(struct handshake_bench *bench)
{
	SSL_CTX_free(bench->server);
	free(bench);
}

static void join(SSL *server, SSL *client)
{
	BIO *one, *other;
	must(BIO_new_bio_pair(&one, 0, &other, 0) == 1, "no memory");
	SSL_set_bio(server, one, one);
	SSL_set_bio(client, other, other);
}

/* Returns what the server's steps cost; the client's come between them. */
static double shake_hands(const struct handshake_bench *bench)
{
	double spent = 0, start = cpu_microseconds();
	SSL *server = SSL_new(bench->server);
	spent += cpu_microseconds() - start - bench->reading_cost;
	SSL *client = SSL_new(bench->client);
	join(server, client);
	SSL_set_connect_state(client);
	SSL_set_accept_state(server);
	bool done = false;
	while (!done) {
		int at_client = SSL_do_handshake(client);
		must(at_client == 1 || SSL_get_error(client, at_client) == SSL_ERROR_WANT_READ, "the client gives up");
		start = cpu_microseconds();
		int at_server = SSL_do_handshake(server);
		spent += cpu_microseconds() - start - bench->reading_cost;
		must(at_server == 1 || SSL_get_error(server, at_server) == SSL_ERROR_WANT_READ, "the server gives up");
		done = at_client == 1 && at_server == 1;
	}
	SSL_free(client);
	start = cpu_microseconds();
	SSL_free(server);
	return spent + cpu_microseconds() - start - bench->reading_cost;
}

void handshake_bench_round(struct handshake_bench *bench)
{
	double spent = 0;
	for (int i = 0; i < REPEATS; i++)
		spent += shake_hands(bench);
	samples_add(&bench->samples, spent / REPEATS);
}

double handshake_bench_cost(const struct handshake_bench *bench)
{
	return samples_median(&bench->samples);
}
