/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/ecies.h"

#include "crypto/cipher_mac.h"
#include "crypto/digest.h"
#include "crypto/key_agreement.h"

/* What X9.63 derives from the shared secret, in this order (TS 33.501 C.3.4). */
enum { ENCRYPTION_KEY_SIZE = 16, COUNTER_SIZE = 16, MAC_KEY_SIZE = 32 };

/* The ephemeral public key as it is sent, and what it and the home network's key agree on. */
struct agreement {
	uint8_t public_key[COMPRESSED_POINT_SIZE];
	size_t public_key_size;
	struct secret z;
};

static void agreement_release(struct agreement *agreement)
{
	secret_release(&agreement->z);
}

static enum status agree_a(struct bytes home_key, struct bytes ephemeral, struct agreement *out)
{
	TRY(x25519_agree(ephemeral, home_key, &out->z));
	out->public_key_size = X25519_SIZE;
	return x25519_public(ephemeral, out->public_key);
}

static enum status agree_b(struct bytes home_key, struct bytes ephemeral, struct agreement *out)
{
	AUTO(signing_key) own = { 0 };
	uint8_t expanded[POINT_SIZE];
	if (home_key.size == COMPRESSED_POINT_SIZE) {
		TRY(point_expand(CURVE_P256, home_key, expanded));
		home_key = BYTES(expanded);
	}
	enum status status = signing_key_from_scalar(CURVE_P256, ephemeral, &own);
	if (status == STATUS_MALFORMED)
		return STATUS_REFUSED;
	TRY(status);
	point_compress(own.point, out->public_key);
	out->public_key_size = COMPRESSED_POINT_SIZE;
	return agree(&own, home_key, &out->z);
}

/* The public key as sent is the shared information of the derivation. */
static enum status encrypt(const struct agreement *agreement, struct bytes input, uint8_t *out_text,
                           uint8_t out_tag[SHA256_SIZE])
{
	uint8_t keys[ENCRYPTION_KEY_SIZE + COUNTER_SIZE + MAC_KEY_SIZE];
	struct bytes public_key = bytes_from(agreement->public_key, agreement->public_key_size);
	enum status status = x963_sha256(secret_bytes(&agreement->z), public_key, keys, sizeof keys);
	if (status == STATUS_OK)
		status = aes_ctr(bytes_first(BYTES(keys), ENCRYPTION_KEY_SIZE), keys + ENCRYPTION_KEY_SIZE, input, out_text);
	if (status == STATUS_OK)
		status = hmac_sha256(bytes_after(BYTES(keys), ENCRYPTION_KEY_SIZE + COUNTER_SIZE),
		                     bytes_from(out_text, input.size), out_tag);
	wipe(keys, sizeof keys);
	return status;
}

enum status ecies_conceal(enum ecies_profile profile, struct bytes home_key, struct bytes ephemeral, struct bytes input,
                          struct buffer *out)
{
	AUTO(agreement) agreement = { 0 };
	uint8_t text[ECIES_INPUT_MAXIMUM], tag[SHA256_SIZE];
	if (input.size > sizeof text)
		return STATUS_TOO_LARGE;
	if (profile == ECIES_PROFILE_A)
		TRY(agree_a(home_key, ephemeral, &agreement));
	else
		TRY(agree_b(home_key, ephemeral, &agreement));
	TRY(encrypt(&agreement, input, text, tag));
	uint8_t *room = buffer_extend(out, agreement.public_key_size + input.size + ECIES_TAG_SIZE);
	if (!room)
		return STATUS_TOO_LARGE;
	memcpy(room, agreement.public_key, agreement.public_key_size);
	memcpy(room + agreement.public_key_size, text, input.size);
	memcpy(room + agreement.public_key_size + input.size, tag, ECIES_TAG_SIZE);
	return STATUS_OK;
}
