/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/key_agreement.h"

#include "crypto/evp_key.h"
#include "crypto/fetched.h"

/* The point was checked when it was read, and both curves have cofactor 1: the library need not check again, which would
 * cost as much as the agreement itself. */
static bool derive(EVP_PKEY *own, EVP_PKEY *peer, uint8_t out[SCALAR_SIZE])
{
	size_t size = SCALAR_SIZE;
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, own, NULL);
	bool derived = context && EVP_PKEY_derive_init(context) == 1 &&
	               EVP_PKEY_derive_set_peer_ex(context, peer, 0) == 1 &&
	               EVP_PKEY_derive(context, out, &size) == 1 && size == SCALAR_SIZE;
	EVP_PKEY_CTX_free(context);
	return derived;
}

enum status agree(const struct signing_key *own, struct bytes peer_point, struct secret *out_z)
{
	if (!own->handle)
		return STATUS_BUG;
	EVP_PKEY *peer;
	TRY(evp_peer_from_point(own->curve, peer_point, &peer));
	uint8_t z[SCALAR_SIZE];
	bool derived = derive(evp_key(own->handle), peer, z);
	enum status status = derived ? secret_set(out_z, BYTES(z)) : library_failed();
	wipe(z, sizeof z);
	return status;
}
