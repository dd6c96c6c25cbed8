/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/fetched.h"

#include <pthread.h>
#include <stdlib.h>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/obj_mac.h>
#include <openssl/params.h>

/* The only lasting state in crypto/: what never changes once made, and the key to what each thread has of its own. */
static struct fetched fetched;
static pthread_key_t thread_key;
static bool complete;
static pthread_once_t once = PTHREAD_ONCE_INIT;

enum status library_failed(void)
{
	ERR_clear_error();
	return STATUS_BUG;
}

static EVP_PKEY_CTX *context_for_curve(enum curve curve, int (*initialise)(EVP_PKEY_CTX *))
{
	OSSL_PARAM parameters[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, (char *)curve_name(curve), 0),
		OSSL_PARAM_construct_end(),
	};
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
	if (context && initialise(context) == 1 && EVP_PKEY_CTX_set_params(context, parameters) == 1)
		return context;
	EVP_PKEY_CTX_free(context);
	return NULL;
}

static const int group_numbers[CURVE_COUNT] = {
	[CURVE_P256] = NID_X9_62_prime256v1,
	[CURVE_BRAINPOOL_P256R1] = NID_brainpoolP256r1,
};

static EVP_PKEY *make_parameters(enum curve curve)
{
	EVP_PKEY *key = NULL;
	EVP_PKEY_CTX *context = context_for_curve(curve, EVP_PKEY_paramgen_init);
	if (context && EVP_PKEY_paramgen(context, &key) != 1)
		key = NULL;
	EVP_PKEY_CTX_free(context);
	return key;
}

static void free_thread_contexts(void *memory)
{
	struct thread_contexts *contexts = memory;
	EVP_MD_CTX_free(contexts->digest);
	for (enum curve curve = 0; curve < CURVE_COUNT; curve++) {
		EVP_PKEY_CTX_free(contexts->generate[curve]);
		EVP_PKEY_CTX_free(contexts->verify[curve]);
		EVP_PKEY_free(contexts->peer[curve]);
	}
	free(contexts);
}

static void fetch(void)
{
	fetched = (struct fetched){
		.sha256 = EVP_MD_fetch(NULL, "SHA256", NULL),
		.sha1 = EVP_MD_fetch(NULL, "SHA1", NULL),
		.shake256 = EVP_MD_fetch(NULL, "SHAKE256", NULL),
		.aes_128_ecb = EVP_CIPHER_fetch(NULL, "AES-128-ECB", NULL),
		.aes_128_cbc = EVP_CIPHER_fetch(NULL, "AES-128-CBC", NULL),
		.aes_128_ctr = EVP_CIPHER_fetch(NULL, "AES-128-CTR", NULL),
		.aes_256_gcm = EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL),
		.hmac = EVP_MAC_fetch(NULL, "HMAC", NULL),
		.cmac = EVP_MAC_fetch(NULL, "CMAC", NULL),
	};
	complete = fetched.sha256 && fetched.sha1 && fetched.shake256 && fetched.aes_128_ecb && fetched.aes_128_cbc &&
	           fetched.aes_128_ctr && fetched.aes_256_gcm && fetched.cmac && fetched.hmac;
	for (enum curve curve = 0; curve < CURVE_COUNT; curve++) {
		fetched.parameters[curve] = make_parameters(curve);
		fetched.groups[curve] = EC_GROUP_new_by_curve_name(group_numbers[curve]);
		complete = complete && fetched.parameters[curve] && fetched.groups[curve];
	}
	complete = pthread_key_create(&thread_key, free_thread_contexts) == 0 && complete;
}

const struct fetched *fetched_get(void)
{
	return pthread_once(&once, fetch) == 0 && complete ? &fetched : NULL;
}

/* Until a peer's point is set, it is the generator. */
static bool make_peer(struct thread_contexts *contexts, enum curve curve)
{
	unsigned char point[POINT_SIZE];
	const EC_GROUP *group = fetched.groups[curve];
	EVP_PKEY *peer = contexts->peer[curve] = EVP_PKEY_new();
	if (!peer || EVP_PKEY_copy_parameters(peer, fetched.parameters[curve]) != 1 ||
	    EC_POINT_point2oct(group, EC_GROUP_get0_generator(group), POINT_CONVERSION_UNCOMPRESSED, point, sizeof point,
	                       NULL) != sizeof point ||
	    EVP_PKEY_set1_encoded_public_key(peer, point, sizeof point) != 1)
		return false;
	contexts->verify[curve] = EVP_PKEY_CTX_new_from_pkey(NULL, peer, NULL);
	return contexts->verify[curve] && EVP_PKEY_verify_init(contexts->verify[curve]) == 1;
}

static struct thread_contexts *make_thread_contexts(void)
{
	struct thread_contexts *contexts = calloc(1, sizeof *contexts);
	if (!contexts)
		return NULL;
	contexts->digest = EVP_MD_CTX_new();
	bool made = contexts->digest;
	for (enum curve curve = 0; curve < CURVE_COUNT; curve++) {
		contexts->generate[curve] = context_for_curve(curve, EVP_PKEY_keygen_init);
		made = made && contexts->generate[curve] && make_peer(contexts, curve);
	}
	if (made && pthread_setspecific(thread_key, contexts) == 0)
		return contexts;
	free_thread_contexts(contexts);
	return NULL;
}

struct thread_contexts *thread_contexts_get(void)
{
	if (!fetched_get())
		return NULL;
	struct thread_contexts *contexts = pthread_getspecific(thread_key);
	return contexts ? contexts : make_thread_contexts();
}
