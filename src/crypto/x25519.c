/* SPDX-License-Identifier: Apache-2.0 */
#include <openssl/err.h>

#include "crypto/evp_key.h"
#include "crypto/fetched.h"
#include "crypto/key_agreement.h"

static EVP_PKEY *private_key_of(struct bytes octets)
{
	return EVP_PKEY_new_raw_private_key_ex(NULL, "X25519", NULL, octets.data, octets.size);
}

enum status x25519_public(struct bytes private_key, uint8_t out[X25519_SIZE])
{
	size_t size = X25519_SIZE;
	if (private_key.size != X25519_SIZE)
		return STATUS_MALFORMED;
	EVP_PKEY *key = private_key_of(private_key);
	bool done = key && EVP_PKEY_get_raw_public_key(key, out, &size) == 1 && size == X25519_SIZE;
	EVP_PKEY_free(key);
	return done ? STATUS_OK : library_failed();
}

/* False also for a shared secret of noughts, which the library refuses (RFC 7748 6.1). */
static bool derive(EVP_PKEY *own, EVP_PKEY *peer, uint8_t out[X25519_SIZE])
{
	size_t size = X25519_SIZE;
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, own, NULL);
	bool derived = context && EVP_PKEY_derive_init(context) == 1 && EVP_PKEY_derive_set_peer(context, peer) == 1 &&
	               EVP_PKEY_derive(context, out, &size) == 1 && size == X25519_SIZE;
	EVP_PKEY_CTX_free(context);
	return derived;
}

enum status x25519_agree(struct bytes private_key, struct bytes peer, struct secret *out_z)
{
	if (private_key.size != X25519_SIZE || peer.size != X25519_SIZE)
		return STATUS_MALFORMED;
	EVP_PKEY *own = private_key_of(private_key);
	EVP_PKEY *other = EVP_PKEY_new_raw_public_key_ex(NULL, "X25519", NULL, peer.data, peer.size);
	bool are_keys = own && other;
	uint8_t z[X25519_SIZE];
	bool derived = are_keys && derive(own, other, z);
	EVP_PKEY_free(own);
	EVP_PKEY_free(other);
	ERR_clear_error();
	if (!derived)
		return are_keys ? STATUS_MALFORMED : STATUS_BUG;
	enum status status = secret_set(out_z, BYTES(z));
	wipe(z, sizeof z);
	return status;
}
