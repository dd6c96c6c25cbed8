/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/digest.h"

#include <openssl/core_names.h>
#include <openssl/params.h>

#include "base/secret.h"
#include "crypto/fetched.h"

static enum status digest(const EVP_MD *algorithm, const struct bytes parts[], size_t count, uint8_t *out)
{
	struct thread_contexts *contexts = thread_contexts_get();
	if (!contexts || EVP_DigestInit_ex2(contexts->digest, algorithm, NULL) != 1)
		return library_failed();
	for (size_t i = 0; i < count; i++)
		if (EVP_DigestUpdate(contexts->digest, parts[i].data, parts[i].size) != 1)
			return library_failed();
	return EVP_DigestFinal_ex(contexts->digest, out, NULL) == 1 ? STATUS_OK : library_failed();
}

enum status sha256(const struct bytes parts[], size_t count, uint8_t out[SHA256_SIZE])
{
	const struct fetched *fetched = fetched_get();
	return fetched ? digest(fetched->sha256, parts, count, out) : library_failed();
}

enum status sha1(struct bytes input, uint8_t out[SHA1_SIZE])
{
	const struct fetched *fetched = fetched_get();
	return fetched ? digest(fetched->sha1, &input, 1, out) : library_failed();
}

enum status x963_sha256(struct bytes z, struct bytes shared_info, uint8_t *out, size_t size)
{
	uint8_t block[SHA256_SIZE];
	enum status status = STATUS_OK;
	for (uint32_t counter = 1; size > 0 && status == STATUS_OK; counter++) {
		uint8_t big_endian[4] = { (uint8_t)(counter >> 24), (uint8_t)(counter >> 16), (uint8_t)(counter >> 8),
		                          (uint8_t)counter };
		struct bytes parts[] = { z, BYTES(big_endian), shared_info };
		size_t step = size < sizeof block ? size : sizeof block;
		status = sha256(parts, ARRAY_SIZE(parts), block);
		memcpy(out, block, step);
		out += step;
		size -= step;
	}
	wipe(block, sizeof block);
	return status;
}

enum status hmac_sha256(struct bytes key, struct bytes input, uint8_t out[SHA256_SIZE])
{
	OSSL_PARAM parameters[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char *)"SHA256", 0),
		OSSL_PARAM_construct_end(),
	};
	const struct fetched *fetched = fetched_get();
	EVP_MAC_CTX *context = fetched ? EVP_MAC_CTX_new(fetched->hmac) : NULL;
	size_t size = 0;
	bool done = context && EVP_MAC_init(context, key.data, key.size, parameters) == 1 &&
	            EVP_MAC_update(context, input.data, input.size) == 1 &&
	            EVP_MAC_final(context, out, &size, SHA256_SIZE) == 1 && size == SHA256_SIZE;
	EVP_MAC_CTX_free(context);
	return done ? STATUS_OK : library_failed();
}
