/* SPDX-License-Identifier: Apache-2.0 */
#include "floor.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include "figure.h"

enum { REPEATS = 40, SEGMENT = 1008, DIGESTED = 512, POINT = 65 };

struct floor_bench {
	EVP_PKEY *key, *peer, *template_key;
	EVP_PKEY_CTX *generate, *sign, *verify;
	EVP_CIPHER_CTX *cipher;
	EVP_MAC *mac;
	EVP_MAC_CTX *cmac;
	EVP_MD *sha256;
	unsigned char digest[32], point[POINT], signature[80], data[SEGMENT + 16];
	size_t signature_size;
	struct samples samples[FLOOR_OPERATION_COUNT];
};

/* If it does not, no figure means anything. */
static void works(bool condition)
{
	must(condition, "this OpenSSL does not work");
}

struct floor_bench *floor_bench_new(const char *curve)
{
	static const unsigned char octets[16] = { 1 };
	struct floor_bench *bench = calloc(1, sizeof *bench);
	works(bench != NULL);
	works((bench->key = EVP_EC_gen(curve)) != NULL);
	works((bench->peer = EVP_EC_gen(curve)) != NULL);
	works((bench->template_key = EVP_EC_gen(curve)) != NULL);
	size_t size;
	works(EVP_PKEY_get_octet_string_param(bench->peer, OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY, bench->point, POINT, &size));

	works((bench->generate = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL)) != NULL);
	works(EVP_PKEY_keygen_init(bench->generate) > 0);
	works(EVP_PKEY_CTX_set_group_name(bench->generate, curve) > 0);
	works((bench->sign = EVP_PKEY_CTX_new(bench->key, NULL)) != NULL && EVP_PKEY_sign_init(bench->sign) > 0);
	works((bench->verify = EVP_PKEY_CTX_new(bench->key, NULL)) != NULL && EVP_PKEY_verify_init(bench->verify) > 0);

	works((bench->cipher = EVP_CIPHER_CTX_new()) != NULL);
	works(EVP_EncryptInit_ex(bench->cipher, EVP_aes_128_cbc(), NULL, octets, octets) > 0);
	works((bench->mac = EVP_MAC_fetch(NULL, "CMAC", NULL)) != NULL);
	works((bench->cmac = EVP_MAC_CTX_new(bench->mac)) != NULL);
	char cipher_name[] = "AES-128-CBC";
	OSSL_PARAM cipher[] = { OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER, cipher_name, 0),
		                OSSL_PARAM_construct_end() };
	works(EVP_MAC_init(bench->cmac, octets, sizeof octets, cipher));
	works((bench->sha256 = EVP_MD_fetch(NULL, "SHA256", NULL)) != NULL);
	works(RAND_bytes(bench->digest, sizeof bench->digest) > 0);
	return bench;
}

void floor_bench_free(struct floor_bench *bench)
{
	EVP_PKEY_free(bench->key);
	EVP_PKEY_free(bench->peer);
	EVP_PKEY_free(bench->template_key);
	EVP_PKEY_CTX_free(bench->generate);
	EVP_PKEY_CTX_free(bench->sign);
	EVP_PKEY_CTX_free(bench->verify);
	EVP_CIPHER_CTX_free(bench->cipher);
	EVP_MAC_CTX_free(bench->cmac);
	EVP_MAC_free(bench->mac);
	EVP_MD_free(bench->sha256);
	free(bench);
}

static void do_sign(struct floor_bench *bench)
{
	bench->signature_size = sizeof bench->signature;
	works(EVP_PKEY_sign(bench->sign, bench->signature, &bench->signature_size, bench->digest, 32) > 0);
}

static void do_verify(struct floor_bench *bench)
{
	works(EVP_PKEY_verify(bench->verify, bench->signature, bench->signature_size, bench->digest, 32) == 1);
}

static void do_generate(struct floor_bench *bench)
{
	EVP_PKEY *key = NULL;
	works(EVP_PKEY_generate(bench->generate, &key) > 0);
	EVP_PKEY_free(key);
}

static EVP_PKEY *load_point(struct floor_bench *bench)
{
	EVP_PKEY *key = EVP_PKEY_new();
	works(key && EVP_PKEY_copy_parameters(key, bench->template_key) > 0);
	works(EVP_PKEY_set1_encoded_public_key(key, bench->point, POINT) > 0);
	return key;
}

static void do_load_point(struct floor_bench *bench)
{
	EVP_PKEY_free(load_point(bench));
}

static void do_agree(struct floor_bench *bench)
{
	unsigned char z[32];
	size_t size = sizeof z;
	EVP_PKEY *peer = load_point(bench);
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(bench->key, NULL);
	works(context && EVP_PKEY_derive_init(context) > 0);
	works(EVP_PKEY_derive_set_peer_ex(context, peer, 0) > 0 && EVP_PKEY_derive(context, z, &size) > 0);
	EVP_PKEY_CTX_free(context);
	EVP_PKEY_free(peer);
}

static void do_segment(struct floor_bench *bench)
{
	static const unsigned char iv[16];
	unsigned char mac[16];
	int written;
	size_t size;
	works(EVP_EncryptInit_ex(bench->cipher, NULL, NULL, NULL, iv));
	works(EVP_EncryptUpdate(bench->cipher, bench->data, &written, bench->data, SEGMENT));
	works(EVP_MAC_init(bench->cmac, NULL, 0, NULL) && EVP_MAC_update(bench->cmac, bench->data, SEGMENT));
	works(EVP_MAC_final(bench->cmac, mac, &size, sizeof mac));
}

static void do_digest(struct floor_bench *bench)
{
	unsigned char out[32];
	works(EVP_Digest(bench->data, DIGESTED, out, NULL, bench->sha256, NULL));
}

static void (*const operations[FLOOR_OPERATION_COUNT])(struct floor_bench *bench) = {
	[FLOOR_SIGN] = do_sign,
	[FLOOR_VERIFY] = do_verify, /* what was signed */
	[FLOOR_GENERATE] = do_generate,
	[FLOOR_AGREE] = do_agree,
	[FLOOR_LOAD_POINT] = do_load_point,
	[FLOOR_SEGMENT] = do_segment,
	[FLOOR_DIGEST] = do_digest,
};

void floor_bench_round(struct floor_bench *bench)
{
	for (int operation = 0; operation < FLOOR_OPERATION_COUNT; operation++) {
		double start = cpu_microseconds();
		for (int i = 0; i < REPEATS; i++)
			operations[operation](bench);
		samples_add(&bench->samples[operation], (cpu_microseconds() - start) / REPEATS);
	}
}

double floor_bench_cost(const struct floor_bench *bench, const struct floor_need *need)
{
	double cost = 0;
	for (int operation = 0; operation < FLOOR_OPERATION_COUNT; operation++)
		cost += need->times[operation] * samples_median(&bench->samples[operation]);
	return cost;
}
