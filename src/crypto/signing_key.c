/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/sign.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/param_build.h>

#include "base/secret.h"
#include "crypto/evp_key.h"
#include "crypto/fetched.h"

void signing_key_release(struct signing_key *key)
{
	EVP_PKEY_CTX_free(key->handle);
	*key = (struct signing_key){ 0 };
}

/* Takes the key. */
static enum status complete(enum curve curve, EVP_PKEY *take_key, struct signing_key *out)
{
	struct signing_key made = { .curve = curve };
	size_t size;
	bool has_point = EVP_PKEY_get_octet_string_param(take_key, OSSL_PKEY_PARAM_PUB_KEY, made.point,
	                                                 sizeof made.point, &size) == 1 && size == POINT_SIZE;
	made.handle = evp_signing_context(take_key);
	if (!has_point || !made.handle) {
		signing_key_release(&made);
		return library_failed();
	}
	*out = made;
	return STATUS_OK;
}

enum status signing_key_generate(enum curve curve, struct signing_key *out)
{
	struct thread_contexts *contexts = thread_contexts_get();
	EVP_PKEY *key = NULL;
	if (!contexts || EVP_PKEY_generate(contexts->generate[curve], &key) != 1)
		return library_failed();
	return complete(curve, key, out);
}

/* Scalar times generator; EVP has no name for this. STATUS_MALFORMED: nought or not below the order. */
static enum status point_of_scalar(enum curve curve, const BIGNUM *scalar, uint8_t out[POINT_SIZE])
{
	const struct fetched *fetched = fetched_get();
	if (!fetched)
		return STATUS_BUG;
	const EC_GROUP *group = fetched->groups[curve];
	if (BN_is_zero(scalar) || BN_cmp(scalar, EC_GROUP_get0_order(group)) >= 0)
		return STATUS_MALFORMED;
	EC_POINT *point = EC_POINT_new(group);
	bool done = point && EC_POINT_mul(group, point, scalar, NULL, NULL, NULL) == 1 &&
	            EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED, out, POINT_SIZE, NULL) == POINT_SIZE;
	EC_POINT_free(point);
	return done ? STATUS_OK : library_failed();
}

static EVP_PKEY *key_from_parameters(const OSSL_PARAM *parameters)
{
	EVP_PKEY *key = NULL;
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
	if (!context || EVP_PKEY_fromdata_init(context) != 1 ||
	    EVP_PKEY_fromdata(context, &key, EVP_PKEY_KEYPAIR, (OSSL_PARAM *)parameters) != 1)
		key = NULL;
	EVP_PKEY_CTX_free(context);
	return key;
}

static enum status key_from_number(enum curve curve, const BIGNUM *number, struct signing_key *out)
{
	uint8_t point[POINT_SIZE];
	TRY(point_of_scalar(curve, number, point));
	OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
	OSSL_PARAM *parameters = NULL;
	if (builder &&
	    OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, curve_name(curve), 0) == 1 &&
	    OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_PRIV_KEY, number) == 1 &&
	    OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point) == 1)
		parameters = OSSL_PARAM_BLD_to_param(builder);
	EVP_PKEY *key = parameters ? key_from_parameters(parameters) : NULL;
	OSSL_PARAM_free(parameters);
	OSSL_PARAM_BLD_free(builder);
	return key ? complete(curve, key, out) : library_failed();
}

enum status signing_key_from_scalar(enum curve curve, struct bytes scalar, struct signing_key *out)
{
	if (scalar.size != SCALAR_SIZE)
		return STATUS_MALFORMED;
	BIGNUM *number = BN_secure_new();
	if (!number || !BN_bin2bn(scalar.data, SCALAR_SIZE, number)) {
		BN_clear_free(number);
		return library_failed();
	}
	BN_set_flags(number, BN_FLG_CONSTTIME);
	enum status status = key_from_number(curve, number, out);
	BN_clear_free(number);
	return status;
}

enum status signing_key_from_object(EVP_PKEY *object, enum curve curve, struct bytes point, struct signing_key *out)
{
	static const uint8_t sample[] = "a signature that shows whose key this is";
	const struct bytes part = BYTES(sample);
	uint8_t signature[SIGNATURE_SIZE];
	AUTO(signing_key) made = { .curve = curve };
	if (point.size != POINT_SIZE)
		return STATUS_MALFORMED;
	memcpy(made.point, point.data, POINT_SIZE);
	if (EVP_PKEY_up_ref(object) != 1)
		return library_failed();
	made.handle = evp_signing_context(object);
	if (!made.handle)
		return library_failed();
	if (sign(&made, &part, 1, signature) != STATUS_OK)
		return STATUS_IO;
	TRY(verify(curve, point, &part, 1, BYTES(signature)));
	*out = made;
	made = (struct signing_key){ 0 };
	return STATUS_OK;
}

enum status signing_key_scalar(const struct signing_key *key, struct buffer *out)
{
	uint8_t scalar[SCALAR_SIZE];
	BIGNUM *number = NULL;
	if (!key->handle)
		return STATUS_BUG;
	bool got = EVP_PKEY_get_bn_param(evp_key(key->handle), OSSL_PKEY_PARAM_PRIV_KEY, &number) == 1 &&
	           BN_bn2binpad(number, scalar, sizeof scalar) == sizeof scalar;
	BN_clear_free(number);
	enum status status = got ? buffer_append(out, BYTES(scalar)) : library_failed();
	wipe(scalar, sizeof scalar);
	return status;
}
