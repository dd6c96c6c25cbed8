/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/sign.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>

#include "crypto/digest.h"
#include "crypto/evp_key.h"
#include "crypto/fetched.h"

enum { DER_SIGNATURE_MAXIMUM = 80, UNCOMPRESSED = 0x04 };

EVP_PKEY_CTX *evp_signing_context(EVP_PKEY *take_key)
{
	EVP_PKEY_CTX *context = take_key ? EVP_PKEY_CTX_new_from_pkey(NULL, take_key, NULL) : NULL;
	EVP_PKEY_free(take_key);
	if (context && EVP_PKEY_sign_init(context) == 1)
		return context;
	EVP_PKEY_CTX_free(context);
	ERR_clear_error();
	return NULL;
}

static enum status der_to_raw(struct bytes der, uint8_t out[SIGNATURE_SIZE])
{
	const unsigned char *next = der.data;
	ECDSA_SIG *pair = d2i_ECDSA_SIG(NULL, &next, (long)der.size);
	bool done = pair && BN_bn2binpad(ECDSA_SIG_get0_r(pair), out, SCALAR_SIZE) == SCALAR_SIZE &&
	            BN_bn2binpad(ECDSA_SIG_get0_s(pair), out + SCALAR_SIZE, SCALAR_SIZE) == SCALAR_SIZE;
	ECDSA_SIG_free(pair);
	return done ? STATUS_OK : library_failed();
}

static enum status raw_to_der(const uint8_t *raw, uint8_t out[DER_SIGNATURE_MAXIMUM], size_t *out_size)
{
	ECDSA_SIG *pair = ECDSA_SIG_new();
	BIGNUM *r = BN_bin2bn(raw, SCALAR_SIZE, NULL);
	BIGNUM *s = BN_bin2bn(raw + SCALAR_SIZE, SCALAR_SIZE, NULL);
	if (!pair || !r || !s || ECDSA_SIG_set0(pair, r, s) != 1) {
		ECDSA_SIG_free(pair);
		BN_free(r);
		BN_free(s);
		return library_failed();
	}
	unsigned char *end = out;
	int size = i2d_ECDSA_SIG(pair, &end);
	ECDSA_SIG_free(pair);
	if (size <= 0)
		return library_failed();
	*out_size = (size_t)size;
	return STATUS_OK;
}

enum status sign(const struct signing_key *key, const struct bytes parts[], size_t count, uint8_t out[SIGNATURE_SIZE])
{
	uint8_t digest[SHA256_SIZE], der[DER_SIGNATURE_MAXIMUM];
	size_t size = sizeof der;
	if (!key->handle)
		return STATUS_BUG;
	TRY(sha256(parts, count, digest));
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_dup(key->handle);
	bool signed_it = context && EVP_PKEY_sign(context, der, &size, digest, sizeof digest) == 1;
	EVP_PKEY_CTX_free(context);
	return signed_it ? der_to_raw(bytes_from(der, size), out) : library_failed();
}

void public_key_release(struct public_key *key)
{
	EVP_PKEY_CTX_free(key->handle);
	*key = (struct public_key){ 0 };
}

/* OpenSSL checks that the point is on the curve, but takes the single octet 00 for the point at infinity. */
static enum status set_point(EVP_PKEY *key, struct bytes point)
{
	if (point.size != POINT_SIZE || point.data[0] != UNCOMPRESSED)
		return STATUS_MALFORMED;
	if (EVP_PKEY_set1_encoded_public_key(key, point.data, point.size) == 1)
		return STATUS_OK;
	ERR_clear_error();
	return STATUS_MALFORMED;
}

static enum status new_key(enum curve curve, struct bytes point, EVP_PKEY **out)
{
	const struct fetched *fetched = fetched_get();
	EVP_PKEY *key = fetched ? EVP_PKEY_new() : NULL;
	if (!key || EVP_PKEY_copy_parameters(key, fetched->parameters[curve]) != 1) {
		EVP_PKEY_free(key);
		return library_failed();
	}
	enum status status = set_point(key, point);
	if (status == STATUS_OK)
		*out = key;
	else
		EVP_PKEY_free(key);
	return status;
}

enum status evp_peer_from_point(enum curve curve, struct bytes point, EVP_PKEY **out)
{
	struct thread_contexts *contexts = thread_contexts_get();
	if (!contexts)
		return library_failed();
	TRY(set_point(contexts->peer[curve], point));
	*out = contexts->peer[curve];
	return STATUS_OK;
}

enum status public_key_from_point(enum curve curve, struct bytes point, struct public_key *out)
{
	EVP_PKEY *key = NULL;
	TRY(new_key(curve, point, &key));
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
	EVP_PKEY_free(key);
	if (!context || EVP_PKEY_verify_init(context) != 1) {
		EVP_PKEY_CTX_free(context);
		return library_failed();
	}
	*out = (struct public_key){ curve, context };
	return STATUS_OK;
}

/* The library refuses r and s outside 1 to n - 1, and DER that is not minimal. */
static enum status verify_digest(EVP_PKEY_CTX *context, struct bytes digest, struct bytes der_signature)
{
	if (EVP_PKEY_verify(context, der_signature.data, der_signature.size, digest.data, digest.size) == 1)
		return STATUS_OK;
	ERR_clear_error();
	return STATUS_UNTRUSTED;
}

enum status evp_verify_digest(const struct public_key *key, struct bytes digest, struct bytes der_signature)
{
	if (!key->handle)
		return STATUS_BUG;
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_dup(key->handle);
	if (!context)
		return library_failed();
	enum status status = verify_digest(context, digest, der_signature);
	EVP_PKEY_CTX_free(context);
	return status;
}

/* The digest of what is signed, and the signature as the library wants it. */
static enum status prepare(const struct bytes parts[], size_t count, struct bytes signature, uint8_t digest[SHA256_SIZE],
                           uint8_t der[DER_SIGNATURE_MAXIMUM], size_t *out_size)
{
	if (signature.size != SIGNATURE_SIZE)
		return STATUS_UNTRUSTED;
	TRY(sha256(parts, count, digest));
	return raw_to_der(signature.data, der, out_size);
}

enum status public_key_verify(const struct public_key *key, const struct bytes parts[], size_t count,
                              struct bytes signature)
{
	uint8_t digest[SHA256_SIZE], der[DER_SIGNATURE_MAXIMUM];
	size_t size = 0;
	TRY(prepare(parts, count, signature, digest, der, &size));
	return evp_verify_digest(key, BYTES(digest), bytes_from(der, size));
}

enum status evp_verify_by_point(enum curve curve, struct bytes point, struct bytes digest, struct bytes der_signature)
{
	EVP_PKEY *peer;
	TRY(evp_peer_from_point(curve, point, &peer));
	return verify_digest(thread_contexts_get()->verify[curve], digest, der_signature);
}

enum status verify(enum curve curve, struct bytes point, const struct bytes parts[], size_t count, struct bytes signature)
{
	uint8_t digest[SHA256_SIZE], der[DER_SIGNATURE_MAXIMUM];
	size_t size = 0;
	TRY(prepare(parts, count, signature, digest, der, &size));
	return evp_verify_by_point(curve, point, BYTES(digest), bytes_from(der, size));
}
