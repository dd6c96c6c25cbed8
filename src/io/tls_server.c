/* SPDX-License-Identifier: Apache-2.0 */
#include "io/tls_server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

/* SGP.22 2.6.6 asks for the first; the CBC suite, which it also lists, is for the oldest devices. */
#define CIPHERS_OF_TLS_1_2 \
	"ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:" \
	"ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-SHA256"

/* Its first is as strong as the keys of the certificates, and its hash takes less of a handshake than the others'. */
#define CIPHERS_OF_TLS_1_3 "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256"

/* P-256 first: it halves the cost of a handshake with a brainpool certificate. */
#define GROUPS "P-256:X25519:brainpoolP256r1"

enum { SUPPORTED_GROUPS = 10, GROUP_P256 = 23, GROUP_BRAINPOOL_P256R1 = 26 }; /* TLS registries */

/* What connections are made from. It goes with its first context, which each connection keeps. */
struct tls_set {
	SSL_CTX *contexts[TLS_IDENTITIES_MAXIMUM];
	unsigned groups[TLS_IDENTITIES_MAXIMUM]; /* the curve of each one's certificate; nought: any client will do */
	size_t count;
};

struct tls_server {
	pthread_mutex_t lock; /* of the pointer: loops make connections while another thread replaces it */
	struct tls_set *set;
	int owner_index; /* of the owner among an SSL object's extra data */
};

static unsigned group_of(EVP_PKEY *key)
{
	char name[40] = "";
	if (!key || EVP_PKEY_get_group_name(key, name, sizeof name, NULL) != 1)
		return 0;
	if (strcmp(name, "prime256v1") == 0)
		return GROUP_P256;
	return strcmp(name, "brainpoolP256r1") == 0 ? GROUP_BRAINPOOL_P256R1 : 0;
}

static bool read_certificates(SSL_CTX *context, struct bytes pem)
{
	BIO *input = BIO_new_mem_buf(pem.data, (int)pem.size);
	X509 *first = input ? PEM_read_bio_X509(input, NULL, NULL, NULL) : NULL;
	bool good = first && SSL_CTX_use_certificate(context, first) == 1;
	X509_free(first);
	X509 *more;
	while (good && (more = PEM_read_bio_X509(input, NULL, NULL, NULL)) != NULL) {
		good = SSL_CTX_add0_chain_cert(context, more) == 1;
		if (!good)
			X509_free(more);
	}
	BIO_free(input);
	ERR_clear_error(); /* reading past the last certificate is an error to OpenSSL */
	return good;
}

static bool use_key(SSL_CTX *context, EVP_PKEY *key)
{
	bool good = key && SSL_CTX_use_PrivateKey(context, key) == 1 && SSL_CTX_check_private_key(context) == 1;
	ERR_clear_error();
	return good;
}

static bool read_key(SSL_CTX *context, struct bytes pem)
{
	BIO *input = BIO_new_mem_buf(pem.data, (int)pem.size);
	EVP_PKEY *key = input ? PEM_read_bio_PrivateKey(input, NULL, NULL, NULL) : NULL;
	bool good = use_key(context, key);
	EVP_PKEY_free(key);
	BIO_free(input);
	return good;
}

/* The certificate is chosen while the client's first message is read: a server-name callback would make OpenSSL 3.0 offer
 * TLS 1.3 with a brainpool certificate, which it cannot do. */
static bool client_lists(SSL *connection, unsigned group)
{
	const unsigned char *data;
	size_t size;
	if (SSL_client_hello_get0_ext(connection, SUPPORTED_GROUPS, &data, &size) != 1 || size < 2)
		return group == GROUP_P256;
	for (size_t i = 2; i + 1 < size; i += 2)
		if ((unsigned)(data[i] << 8 | data[i + 1]) == group)
			return true;
	return false;
}

static int choose_identity(SSL *connection, int *alert, void *context)
{
	const struct tls_set *set = context;
	(void)alert;
	for (size_t i = 0; i < set->count; i++)
		if (set->groups[i] == 0 || client_lists(connection, set->groups[i])) {
			if (i > 0)
				SSL_set_SSL_CTX(connection, set->contexts[i]);
			break;
		}
	return SSL_CLIENT_HELLO_SUCCESS;
}

/* A client of TLS 1.3 that gathers small packets (Nagle) sends its request when the end of the handshake is acknowledged, for
 * which the kernel would take 40 ms: no ticket follows that could carry it. */
static void acknowledge_end(const SSL *connection, int where, int value)
{
	const int on = 1;
	(void)value;
	if (where & SSL_CB_HANDSHAKE_DONE)
		setsockopt(SSL_get_fd(connection), IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
}

/* Renegotiation and compression have only ever served attackers; sessions are not kept because every replica would have
 * to know them. In TLS 1.3 a ticket costs more than it saves whoever comes with it. */
static bool configure(SSL_CTX *context)
{
	SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
	/* Whom clients are to be trusted by is no chain of ours: to look for one there costs a signature check a handshake. */
	SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_NO_AUTO_CHAIN);
	SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_info_callback(context, acknowledge_end);
	return SSL_CTX_set_num_tickets(context, 0) == 1 &&
	       SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
	       SSL_CTX_set1_groups_list(context, GROUPS) == 1 &&
	       SSL_CTX_set_ciphersuites(context, CIPHERS_OF_TLS_1_3) == 1 &&
	       SSL_CTX_set_cipher_list(context, CIPHERS_OF_TLS_1_2) == 1;
}

static enum status add_identity(struct tls_set *set, const struct tls_identity *identity, const char **out_why)
{
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());
	if (!context)
		return STATUS_NO_MEMORY;
	set->contexts[set->count++] = context;
	if (!configure(context))
		return STATUS_BUG;
	*out_why = "the TLS certificate cannot be read";
	if (!read_certificates(context, identity->certificate))
		return STATUS_MALFORMED;
	*out_why = "the TLS private key cannot be read or is not the certificate's";
	if (identity->object ? !use_key(context, identity->object) : !read_key(context, identity->key))
		return STATUS_MALFORMED;
	set->groups[set->count - 1] = group_of(SSL_CTX_get0_privatekey(context));
	return STATUS_OK;
}

/* ---- clients with certificates ---- */

static bool trust(X509_STORE *store, SSL_CTX *context, struct bytes pem)
{
	BIO *input = BIO_new_mem_buf(pem.data, (int)pem.size);
	X509 *authority;
	size_t count = 0;
	bool good = input != NULL;
	while (good && (authority = PEM_read_bio_X509(input, NULL, NULL, NULL)) != NULL) {
		good = X509_STORE_add_cert(store, authority) == 1 && SSL_CTX_add_client_CA(context, authority) == 1;
		X509_free(authority);
		count++;
	}
	BIO_free(input);
	ERR_clear_error();
	return good && count > 0;
}

/* Nothing is resumed: each connection proves anew who it is. */
static enum status ask_clients(SSL_CTX *context, const struct bytes authorities[], size_t count, bool required)
{
	X509_STORE *store = SSL_CTX_get_cert_store(context);
	X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN);
	for (size_t i = 0; i < count; i++)
		if (!trust(store, context, authorities[i]))
			return STATUS_MALFORMED;
	SSL_CTX_set_verify(context, SSL_VERIFY_PEER | (required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0), NULL);
	SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
	return SSL_CTX_set_num_tickets(context, 0) == 1 ? STATUS_OK : STATUS_NO_MEMORY;
}

enum status tls_server_ask_clients(struct tls_server *server, const struct bytes authorities[], size_t count,
                                   bool required, char fault[TLS_FAULT_SIZE])
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < server->set->count && status == STATUS_OK; i++)
		status = ask_clients(server->set->contexts[i], authorities, count, required);
	if (status != STATUS_OK)
		snprintf(fault, TLS_FAULT_SIZE, "the certificate of the clients' authority cannot be read");
	return status;
}

/* Who has signed it is not asked, but all else still is: its dates, and that it is fit for a client. */
static int accept_unknown_issuer(int verified, X509_STORE_CTX *context)
{
	switch (X509_STORE_CTX_get_error(context)) {
	case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
	case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
	case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
	case X509_V_ERR_CERT_UNTRUSTED:
		return 1;
	default:
		return verified;
	}
}

/* The signature of the handshake proves the key; nothing is resumed. */
enum status tls_server_ask_any_client(struct tls_server *server)
{
	for (size_t i = 0; i < server->set->count; i++) {
		SSL_CTX *context = server->set->contexts[i];
		SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, accept_unknown_issuer);
		SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
		if (SSL_CTX_set_num_tickets(context, 0) != 1)
			return STATUS_NO_MEMORY;
	}
	return STATUS_OK;
}

enum status tls_connection_client(const SSL *connection, struct buffer *out)
{
	X509 *certificate = SSL_get0_peer_certificate(connection);
	unsigned char *der = NULL;
	if (!certificate)
		return STATUS_OK;
	int size = i2d_X509(certificate, &der);
	enum status status = size > 0 ? buffer_append(out, bytes_from(der, (size_t)size)) : STATUS_NO_MEMORY;
	OPENSSL_free(der);
	return status;
}

/* ---- connections ---- */

/* OpenSSL calls this for every SSL object of the process; others have no owner of ours. */
static void owner_released(void *parent, void *value, CRYPTO_EX_DATA *data, int index, long number, void *context)
{
	struct tls_owner *owner = value;
	(void)data;
	(void)index;
	(void)number;
	(void)context;
	if (owner)
		owner->released(owner, SSL_is_init_finished(parent) == 1);
}

/* A connection that was shown another identity than the first keeps the first one's context all the same (the one that it
 * began with), and so all of the set. */
static void set_released(void *parent, void *value, CRYPTO_EX_DATA *data, int index, long number, void *context)
{
	struct tls_set *set = value;
	(void)parent;
	(void)data;
	(void)index;
	(void)number;
	(void)context;
	for (size_t i = 1; set && i < set->count; i++)
		SSL_CTX_free(set->contexts[i]);
	free(set);
}

/* Hands the set over to its first context. */
static enum status bind_set(struct tls_set *set)
{
	int index = SSL_CTX_get_ex_new_index(0, NULL, NULL, NULL, set_released);
	if (index < 0 || SSL_CTX_set_ex_data(set->contexts[0], index, set) != 1)
		return STATUS_NO_MEMORY;
	if (set->count > 1)
		SSL_CTX_set_client_hello_cb(set->contexts[0], choose_identity, set);
	return STATUS_OK;
}

static enum status make_set(const struct tls_identity *identities, size_t count, struct tls_set **out,
                            char fault[TLS_FAULT_SIZE])
{
	const char *why = "there must be one TLS certificate to four";
	struct tls_set *set = calloc(1, sizeof *set);
	enum status status = !set ? STATUS_NO_MEMORY
	                     : count < 1 || count > TLS_IDENTITIES_MAXIMUM ? STATUS_TOO_LARGE
	                                                                  : STATUS_OK;
	ERR_clear_error();
	for (size_t i = 0; status == STATUS_OK && i < count; i++)
		status = add_identity(set, &identities[i], &why);
	if (status == STATUS_OK)
		status = bind_set(set);
	if (status == STATUS_OK) {
		*out = set;
		return STATUS_OK;
	}
	snprintf(fault, TLS_FAULT_SIZE, "%s", why);
	for (size_t i = 0; set && i < set->count; i++)
		SSL_CTX_free(set->contexts[i]);
	free(set);
	return status;
}

enum status tls_server_new(const struct tls_identity *identities, size_t count, struct tls_server **out,
                           char fault[TLS_FAULT_SIZE])
{
	struct tls_server *server = calloc(1, sizeof *server);
	enum status status = server ? make_set(identities, count, &server->set, fault) : STATUS_NO_MEMORY;
	if (status != STATUS_OK) {
		free(server);
		return status;
	}
	pthread_mutex_init(&server->lock, NULL);
	server->owner_index = SSL_get_ex_new_index(0, NULL, NULL, NULL, owner_released);
	*out = server;
	return STATUS_OK;
}

void tls_server_free(struct tls_server *server)
{
	if (!server)
		return;
	SSL_CTX_free(server->set->contexts[0]);
	pthread_mutex_destroy(&server->lock);
	free(server);
}

void tls_server_exchange(struct tls_server *server, struct tls_server *other)
{
	pthread_mutex_lock(&server->lock);
	struct tls_set *set = server->set;
	server->set = other->set;
	other->set = set;
	pthread_mutex_unlock(&server->lock);
}

SSL *tls_server_connection(struct tls_server *server, struct tls_owner *owner)
{
	ERR_clear_error();
	pthread_mutex_lock(&server->lock);
	SSL *connection = SSL_new(server->set->contexts[0]);
	pthread_mutex_unlock(&server->lock);
	if (connection && SSL_set_ex_data(connection, server->owner_index, owner) != 1) {
		SSL_free(connection);
		return NULL;
	}
	return connection;
}

struct tls_owner *tls_connection_owner(const struct tls_server *server, const SSL *connection)
{
	return SSL_get_ex_data(connection, server->owner_index);
}
