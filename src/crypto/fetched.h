/* SPDX-License-Identifier: Apache-2.0 */
/* What OpenSSL finds by name, looked up once for the process: a look-up costs as much as hashing a kilobyte. And what each
 * thread keeps between calls, since contexts must not be shared. Only crypto/ includes this. */
#ifndef CRYPTO_FETCHED_H
#define CRYPTO_FETCHED_H

#include <openssl/ec.h>
#include <openssl/evp.h>

#include "base/status.h"
#include "crypto/curve.h"

/* Lasts until the process ends. */
struct fetched {
	EVP_MD *sha256;
	EVP_MD *sha1;
	EVP_MD *shake256;
	EVP_CIPHER *aes_128_ecb;
	EVP_CIPHER *aes_128_cbc;
	EVP_CIPHER *aes_128_ctr;
	EVP_CIPHER *aes_256_gcm;
	EVP_MAC *cmac;
	EVP_MAC *hmac;
	EVP_PKEY *parameters[CURVE_COUNT]; /* keys without a key: the curve only */
	EC_GROUP *groups[CURVE_COUNT];
};

/* NULL: the library lacks one of them, or there is no memory. */
const struct fetched *fetched_get(void) MUST_CHECK;

/* Of the calling thread; freed when it ends. */
struct thread_contexts {
	EVP_MD_CTX *digest;
	EVP_PKEY_CTX *generate[CURVE_COUNT];
	/* The public key of a peer, one after the other: a new object for each costs four times as much as reading its point.
	 * And the context that checks signatures by it. */
	EVP_PKEY *peer[CURVE_COUNT];
	EVP_PKEY_CTX *verify[CURVE_COUNT];
};

/* NULL as fetched_get(). */
struct thread_contexts *thread_contexts_get(void) MUST_CHECK;

/* A failure of the library itself. Leaves its error queue empty: TLS, on the same thread, would take an old entry for its
 * own. */
enum status library_failed(void);

#endif
