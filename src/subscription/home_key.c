/* SPDX-License-Identifier: Apache-2.0 */
#include "subscription/home_key.h"

#include "codec/der_read.h"
#include "codec/der_write.h"
#include "crypto/key_agreement.h"
#include "crypto/pem.h"

enum { ATTEMPTS_MAXIMUM = 8 /* at random octets below the order of the curve */, ENCODED_MAXIMUM = 256, SEC1_VERSION = 1 };

static const uint8_t x25519_oid[] = { 0x2B, 0x65, 0x6E };                              /* RFC 8410 3 */
static const uint8_t ec_public_key_oid[] = { 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01 }; /* RFC 5480 2.1.1 */

void home_keys_release(struct home_keys *keys)
{
	wipe(keys, sizeof *keys);
}

/* ---- the pair ---- */

static enum status make_a(struct bytes octets, struct home_key *out)
{
	struct home_key key = { .profile = ECIES_PROFILE_A, .identifier = out->identifier, .public_size = X25519_SIZE };
	TRY(x25519_public(octets, key.public_key));
	TRY(secret_set(&key.private_key, octets));
	*out = key;
	return STATUS_OK;
}

static enum status make_b(const struct signing_key *pair, struct home_key *out)
{
	AUTO(buffer) scalar = SECRET_BUFFER(SCALAR_SIZE);
	struct home_key key = { .profile = ECIES_PROFILE_B, .identifier = out->identifier, .public_size = POINT_SIZE };
	TRY(signing_key_scalar(pair, &scalar));
	TRY(secret_set(&key.private_key, buffer_bytes(&scalar)));
	memcpy(key.public_key, pair->point, POINT_SIZE);
	*out = key;
	return STATUS_OK;
}

static enum status draw_b(const struct random *random, struct home_key *out)
{
	AUTO(secret) octets = { .size = SCALAR_SIZE };
	AUTO(signing_key) pair = { 0 };
	enum status status = STATUS_MALFORMED;
	for (int i = 0; i < ATTEMPTS_MAXIMUM && status == STATUS_MALFORMED; i++) {
		TRY(random_fill(random, octets.data, octets.size));
		status = signing_key_from_scalar(CURVE_P256, secret_bytes(&octets), &pair);
	}
	return status == STATUS_OK ? make_b(&pair, out) : STATUS_IO;
}

enum status home_key_draw(enum ecies_profile profile, const struct random *random, struct home_key *out)
{
	AUTO(secret) octets = { .size = X25519_SIZE };
	if (profile == ECIES_PROFILE_B)
		return draw_b(random, out);
	TRY(random_fill(random, octets.data, octets.size));
	return make_a(secret_bytes(&octets), out);
}

/* ---- as a file ---- */

/* SubjectPublicKeyInfo (RFC 5280 4.1); no curve is named for X25519. */
static bool read_public(struct bytes encoded, struct bytes *out_algorithm, struct bytes *out_curve, struct bytes *out_point)
{
	struct der_reader reader = der_reader(encoded), key, algorithm;
	struct bytes oid, curve = { 0 }, bits;
	if (!der_enter(&reader, 0x30, &key) || !der_end(&reader) || !der_enter(&key, 0x30, &algorithm) ||
	    !der_octets(&algorithm, 0x06, 1, 16, &oid) ||
	    !(der_absent(&algorithm, 0x06) || der_octets(&algorithm, 0x06, 1, 16, &curve)) || !der_end(&algorithm) ||
	    !der_octets(&key, 0x03, 2, 1 + POINT_SIZE, &bits) || !der_end(&key) || bits.data[0] != 0)
		return false;
	*out_algorithm = oid;
	*out_curve = curve;
	*out_point = bytes_after(bits, 1);
	return true;
}

static enum status take_point(struct bytes point, struct home_key *out)
{
	AUTO(public_key) checked = { 0 };
	struct home_key key = { .profile = ECIES_PROFILE_B, .identifier = out->identifier, .public_size = POINT_SIZE };
	if (point.size == COMPRESSED_POINT_SIZE)
		TRY(point_expand(CURVE_P256, point, key.public_key));
	else if (point.size == POINT_SIZE)
		memcpy(key.public_key, point.data, POINT_SIZE);
	TRY(public_key_from_point(CURVE_P256, BYTES(key.public_key), &checked));
	*out = key;
	return STATUS_OK;
}

static enum status parse_public(struct bytes encoded, struct home_key *out)
{
	struct home_key key = { .profile = ECIES_PROFILE_A, .identifier = out->identifier, .public_size = X25519_SIZE };
	struct bytes algorithm, curve, point;
	if (!read_public(encoded, &algorithm, &curve, &point))
		return STATUS_MALFORMED;
	if (bytes_equal(algorithm, BYTES(ec_public_key_oid)))
		return bytes_equal(curve, curve_oid(CURVE_P256)) ? take_point(point, out) : STATUS_UNSUPPORTED;
	if (!bytes_equal(algorithm, BYTES(x25519_oid)))
		return STATUS_UNSUPPORTED;
	if (point.size != X25519_SIZE || curve.size > 0)
		return STATUS_MALFORMED;
	memcpy(key.public_key, point.data, X25519_SIZE);
	*out = key;
	return STATUS_OK;
}

enum status home_key_parse(struct text pem, struct home_key *out)
{
	AUTO(buffer) public_key = BUFFER(ENCODED_MAXIMUM);
	AUTO(secret) octets = { 0 };
	AUTO(signing_key) pair = { 0 };
	if (x25519_private_parse(pem, &octets) == STATUS_OK)
		return make_a(secret_bytes(&octets), out);
	enum status status = signing_key_parse(text_bytes(pem), &pair);
	if (status == STATUS_MALFORMED && pem_decode(pem, "PUBLIC KEY", &public_key, NULL) == STATUS_OK)
		return parse_public(buffer_bytes(&public_key), out);
	TRY(status);
	return pair.curve == CURVE_P256 ? make_b(&pair, out) : STATUS_UNSUPPORTED;
}

/* RFC 5915 3, nothing left out. */
static enum status encode_b(const struct home_key *key, struct buffer *out)
{
	const uint8_t no_unused_bits = 0;
	struct der_writer writer = der_writer(out);
	der_open(&writer, 0x30);
	der_put_number(&writer, 0x02, SEC1_VERSION);
	der_put(&writer, 0x04, secret_bytes(&key->private_key));
	der_open(&writer, 0xA0);
	der_put(&writer, 0x06, curve_oid(CURVE_P256));
	der_close(&writer);
	der_open(&writer, 0xA1);
	der_put_header(&writer, 0x03, 1 + key->public_size);
	der_put_raw(&writer, bytes_from(&no_unused_bits, 1));
	der_put_raw(&writer, bytes_from(key->public_key, key->public_size));
	der_close(&writer);
	der_close(&writer);
	return der_finish(&writer);
}

enum status home_key_print(const struct home_key *key, struct buffer *out_pem)
{
	AUTO(buffer) encoded = SECRET_BUFFER(ENCODED_MAXIMUM);
	if (key->private_key.size == 0)
		return STATUS_MALFORMED;
	if (key->profile == ECIES_PROFILE_A)
		return x25519_private_print(secret_bytes(&key->private_key), out_pem);
	TRY(encode_b(key, &encoded));
	return pem_print("EC PRIVATE KEY", buffer_bytes(&encoded), out_pem);
}
