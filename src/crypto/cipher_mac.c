/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/cipher_mac.h"

#include <limits.h>

#include <openssl/core_names.h>
#include <openssl/params.h>

#include "crypto/fetched.h"

void aes_key_release(struct aes_key *key)
{
	EVP_CIPHER_CTX_free(key->block);
	EVP_CIPHER_CTX_free(key->encrypt);
	EVP_CIPHER_CTX_free(key->decrypt);
	*key = (struct aes_key){ 0 };
}

/* SCP03t pads by itself (SGP.22 2.6.4.4), so the library must not. */
static void *cipher_context(const EVP_CIPHER *cipher, struct bytes key, bool encrypt)
{
	EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
	if (context && EVP_CipherInit_ex2(context, cipher, key.data, NULL, encrypt, NULL) == 1 &&
	    EVP_CIPHER_CTX_set_padding(context, 0) == 1)
		return context;
	EVP_CIPHER_CTX_free(context);
	return NULL;
}

enum status aes_key_set(struct aes_key *key, struct bytes octets)
{
	const struct fetched *fetched = fetched_get();
	if (octets.size != AES_BLOCK)
		return STATUS_MALFORMED;
	if (!fetched)
		return library_failed();
	struct aes_key made = {
		.block = cipher_context(fetched->aes_128_ecb, octets, true),
		.encrypt = cipher_context(fetched->aes_128_cbc, octets, true),
		.decrypt = cipher_context(fetched->aes_128_cbc, octets, false),
	};
	if (!made.block || !made.encrypt || !made.decrypt) {
		aes_key_release(&made);
		return library_failed();
	}
	aes_key_release(key);
	*key = made;
	return STATUS_OK;
}

static enum status run(void *context, const uint8_t *iv, struct bytes in, uint8_t *out)
{
	int written;
	if (!context)
		return STATUS_BUG;
	if (in.size % AES_BLOCK != 0 || in.size > INT_MAX)
		return STATUS_MALFORMED;
	if (iv && EVP_CipherInit_ex2(context, NULL, NULL, iv, -1, NULL) != 1)
		return library_failed();
	if (in.size == 0)
		return STATUS_OK;
	if (EVP_CipherUpdate(context, out, &written, in.data, (int)in.size) != 1 || (size_t)written != in.size)
		return library_failed();
	return STATUS_OK;
}

enum status aes_encrypt_block(struct aes_key *key, const uint8_t in[AES_BLOCK], uint8_t out[AES_BLOCK])
{
	return run(key->block, NULL, bytes_from(in, AES_BLOCK), out);
}

enum status aes_cbc_encrypt(struct aes_key *key, const uint8_t iv[AES_BLOCK], struct bytes in, uint8_t *out)
{
	return run(key->encrypt, iv, in, out);
}

enum status aes_cbc_decrypt(struct aes_key *key, const uint8_t iv[AES_BLOCK], struct bytes in, uint8_t *out)
{
	return run(key->decrypt, iv, in, out);
}

enum status aes_ctr(struct bytes key, const uint8_t counter[AES_BLOCK], struct bytes in, uint8_t *out)
{
	const struct fetched *fetched = fetched_get();
	if (key.size != AES_BLOCK || in.size > INT_MAX)
		return STATUS_MALFORMED;
	EVP_CIPHER_CTX *context = fetched ? EVP_CIPHER_CTX_new() : NULL;
	int written = 0;
	bool done = context && EVP_CipherInit_ex2(context, fetched->aes_128_ctr, key.data, counter, true, NULL) == 1 &&
	            (in.size == 0 || EVP_CipherUpdate(context, out, &written, in.data, (int)in.size) == 1);
	EVP_CIPHER_CTX_free(context);
	return done && (size_t)written == in.size ? STATUS_OK : library_failed();
}

void cmac_key_release(struct cmac_key *key)
{
	EVP_MAC_CTX_free(key->context);
	key->context = NULL;
}

enum status cmac_key_set(struct cmac_key *key, struct bytes octets)
{
	OSSL_PARAM parameters[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER, (char *)"AES-128-CBC", 0),
		OSSL_PARAM_construct_end(),
	};
	const struct fetched *fetched = fetched_get();
	if (octets.size != AES_BLOCK)
		return STATUS_MALFORMED;
	EVP_MAC_CTX *context = fetched ? EVP_MAC_CTX_new(fetched->cmac) : NULL;
	if (!context || EVP_MAC_init(context, octets.data, octets.size, parameters) != 1) {
		EVP_MAC_CTX_free(context);
		return library_failed();
	}
	cmac_key_release(key);
	key->context = context;
	return STATUS_OK;
}

enum status cmac(struct cmac_key *key, const struct bytes parts[], size_t count, uint8_t out[AES_BLOCK])
{
	size_t size;
	if (!key->context)
		return STATUS_BUG;
	if (EVP_MAC_init(key->context, NULL, 0, NULL) != 1)
		return library_failed();
	for (size_t i = 0; i < count; i++)
		if (EVP_MAC_update(key->context, parts[i].data, parts[i].size) != 1)
			return library_failed();
	if (EVP_MAC_final(key->context, out, &size, AES_BLOCK) != 1 || size != AES_BLOCK)
		return library_failed();
	return STATUS_OK;
}
