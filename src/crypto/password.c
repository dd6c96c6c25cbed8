/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/password.h"

#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include "base/secret.h"
#include "crypto/fetched.h"

enum { COST_LOGARITHM_MAXIMUM = 17, BLOCK_SIZE_MAXIMUM = 8, PARALLEL_MAXIMUM = 4, MEMORY_MAXIMUM = 256 << 20 };

static enum status derive(struct text password, const uint8_t cost[3], const uint8_t salt[PASSWORD_SALT_SIZE],
                          uint8_t out[PASSWORD_HASH_SIZE])
{
	uint64_t n = UINT64_C(1) << cost[0], memory = MEMORY_MAXIMUM;
	uint32_t r = cost[1], p = cost[2];
	OSSL_PARAM parameters[] = {
		OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_PASSWORD, (void *)(password.data ? password.data : ""),
		                                  password.size),
		OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, (void *)salt, PASSWORD_SALT_SIZE),
		OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_N, &n),
		OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_SCRYPT_R, &r),
		OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_SCRYPT_P, &p),
		OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_MAXMEM, &memory),
		OSSL_PARAM_construct_end(),
	};
	EVP_KDF *kdf = EVP_KDF_fetch(NULL, "SCRYPT", NULL);
	EVP_KDF_CTX *context = kdf ? EVP_KDF_CTX_new(kdf) : NULL;
	bool done = context && EVP_KDF_derive(context, out, PASSWORD_HASH_SIZE, parameters) == 1;
	EVP_KDF_CTX_free(context);
	EVP_KDF_free(kdf);
	if (done)
		return STATUS_OK;
	(void)!library_failed();
	return STATUS_NO_MEMORY;
}

enum status password_protect(struct text password, const uint8_t salt[PASSWORD_SALT_SIZE], uint8_t out[PASSWORD_RECORD_SIZE])
{
	uint8_t record[PASSWORD_RECORD_SIZE] = { PASSWORD_COST_LOGARITHM, PASSWORD_BLOCK_SIZE, PASSWORD_PARALLEL };
	memcpy(record + 3, salt, PASSWORD_SALT_SIZE);
	TRY(derive(password, record, salt, record + 3 + PASSWORD_SALT_SIZE));
	memcpy(out, record, sizeof record);
	return STATUS_OK;
}

static bool cost_is_bearable(const uint8_t cost[3])
{
	return cost[0] > 0 && cost[0] <= COST_LOGARITHM_MAXIMUM && cost[1] > 0 && cost[1] <= BLOCK_SIZE_MAXIMUM &&
	  cost[2] > 0 &&
	       cost[2] <= PARALLEL_MAXIMUM;
}

enum status password_check(struct text password, struct bytes record)
{
	uint8_t hash[PASSWORD_HASH_SIZE];
	if (record.size != PASSWORD_RECORD_SIZE || !cost_is_bearable(record.data))
		return STATUS_MALFORMED;
	TRY(derive(password, record.data, record.data + 3, hash));
	bool same = secret_equal(BYTES(hash), bytes_after(record, 3 + PASSWORD_SALT_SIZE));
	wipe(hash, sizeof hash);
	return same ? STATUS_OK : STATUS_REFUSED;
}
