/* SPDX-License-Identifier: Apache-2.0 */
/* The library objects behind struct signing_key and struct public_key. Their handle is a context made ready for signing or
 * checking: copying it costs a hundredth of making it, and the copy may be used by one thread while another copies too.
 * Only crypto/ includes this. */
#ifndef CRYPTO_EVP_KEY_H
#define CRYPTO_EVP_KEY_H

#include <openssl/evp.h>

#include "crypto/sign.h"

/* Takes the key, also on failure. NULL: the library failed. */
EVP_PKEY_CTX *evp_signing_context(EVP_PKEY *take_key) MUST_CHECK;

/* The key of a handle; still the handle's. */
static inline EVP_PKEY *evp_key(void *handle)
{
	return EVP_PKEY_CTX_get0_pkey(handle);
}

/* The key for a point of exactly 65 octets from 04, in an object of the calling thread, good until the next call here.
 * STATUS_MALFORMED: no such point. */
enum status evp_peer_from_point(enum curve curve, struct bytes point, EVP_PKEY **out) MUST_CHECK;

/* STATUS_UNTRUSTED: the DER signature is not that key's over this digest. */
enum status evp_verify_digest(const struct public_key *key, struct bytes digest, struct bytes der_signature) MUST_CHECK;

/* The same by a point, as evp_peer_from_point() takes it. */
enum status evp_verify_by_point(enum curve curve, struct bytes point, struct bytes digest,
                                struct bytes der_signature) MUST_CHECK;

#endif
