/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/aes_gcm.h"

#include <limits.h>

#include "base/secret.h"
#include "crypto/fetched.h"

static EVP_CIPHER_CTX *begin(struct bytes key, const uint8_t iv[GCM_IV_SIZE], struct bytes about, bool encrypt)
{
	const struct fetched *fetched = fetched_get();
	EVP_CIPHER_CTX *context = fetched ? EVP_CIPHER_CTX_new() : NULL;
	int written;
	if (context && EVP_CipherInit_ex2(context, fetched->aes_256_gcm, key.data, iv, encrypt, NULL) == 1 &&
	    (about.size == 0 || EVP_CipherUpdate(context, NULL, &written, about.data, (int)about.size) == 1))
		return context;
	EVP_CIPHER_CTX_free(context);
	return NULL;
}

static bool update(EVP_CIPHER_CTX *context, struct bytes in, uint8_t *out)
{
	int written;
	return in.size == 0 || (EVP_CipherUpdate(context, out, &written, in.data, (int)in.size) == 1 &&
	                        (size_t)written == in.size);
}

static bool sizes_fit(struct bytes key, struct bytes about, struct bytes in)
{
	return key.size == AES_256_KEY_SIZE && about.size <= INT_MAX && in.size <= INT_MAX;
}

enum status aes_gcm_seal(struct bytes key, const uint8_t iv[GCM_IV_SIZE], struct bytes about, struct bytes in, uint8_t *out)
{
	uint8_t nothing[GCM_TAG_SIZE];
	int written;
	if (!sizes_fit(key, about, in))
		return STATUS_MALFORMED;
	EVP_CIPHER_CTX *context = begin(key, iv, about, true);
	bool done = context && update(context, in, out) && EVP_CipherFinal_ex(context, nothing, &written) == 1 &&
	            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, GCM_TAG_SIZE, out + in.size) == 1;
	EVP_CIPHER_CTX_free(context);
	return done ? STATUS_OK : library_failed();
}

enum status aes_gcm_open(struct bytes key, const uint8_t iv[GCM_IV_SIZE], struct bytes about, struct bytes in, uint8_t *out)
{
	uint8_t nothing[GCM_TAG_SIZE], tag[GCM_TAG_SIZE];
	int written;
	if (!sizes_fit(key, about, in) || in.size < GCM_TAG_SIZE)
		return STATUS_MALFORMED;
	struct bytes sealed = bytes_first(in, in.size - GCM_TAG_SIZE);
	memcpy(tag, in.data + sealed.size, sizeof tag);
	EVP_CIPHER_CTX *context = begin(key, iv, about, false);
	bool ready = context && update(context, sealed, out) &&
	             EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, GCM_TAG_SIZE, tag) == 1;
	bool holds = ready && EVP_CipherFinal_ex(context, nothing, &written) == 1;
	EVP_CIPHER_CTX_free(context);
	if (holds)
		return STATUS_OK;
	wipe(out, sealed.size);
	enum status status = library_failed(); /* which also empties the queue of a tag that does not hold */
	return ready ? STATUS_UNTRUSTED : status;
}
