/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/sign.h"

#include "base/secret.h"
#include "codec/der_read.h"
#include "codec/der_write.h"
#include "crypto/pem.h"

enum { KEY_FILE_MAXIMUM = 4096, SEC1_VERSION = 1, PKCS8_VERSION_MAXIMUM = 1 };

static const uint8_t ec_public_key_oid[] = { 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01 };

/* What an ECPrivateKey (RFC 5915 3) says; views into the input. */
struct parsed_key {
	struct bytes scalar;
	struct bytes curve_oid; /* empty: not said here */
};

static bool read_sec1(struct der_reader reader, struct parsed_key *out)
{
	struct der_reader key, parameters;
	struct parsed_key got = { 0 };
	int version;
	if (!der_enter(&reader, 0x30, &key) || !der_end(&reader) || !der_small(&key, 0x02, SEC1_VERSION, &version) ||
	    !der_octets(&key, 0x04, 1, SCALAR_SIZE, &got.scalar))
		return false;
	if (!der_absent(&key, 0xA0) && (!der_enter(&key, 0xA0, &parameters) ||
	                                !(der_absent(&parameters, 0x06) ||
	                                  der_octets(&parameters, 0x06, 1, 16, &got.curve_oid))))
		return false;
	if (!der_later_fields(&key))
		return false;
	*out = got;
	return true;
}

/* RFC 5958 2. The algorithm decides; the curve named inside again is not looked at. */
static bool read_pkcs8(struct der_reader reader, struct bytes *out_algorithm, struct parsed_key *out)
{
	struct der_reader key, algorithm;
	struct bytes inside, algorithm_oid, curve = { 0 };
	struct parsed_key got;
	int version;
	if (!der_enter(&reader, 0x30, &key) || !der_end(&reader) ||
	    !der_small(&key, 0x02, PKCS8_VERSION_MAXIMUM, &version) || !der_enter(&key, 0x30, &algorithm) ||
	    !der_octets(&algorithm, 0x06, 1, 16, &algorithm_oid) || !der_octets(&key, 0x04, 1, KEY_FILE_MAXIMUM, &inside))
		return false;
	if (!der_absent(&algorithm, 0x06) && !der_octets(&algorithm, 0x06, 1, 16, &curve))
		return false;
	if (!bytes_equal(algorithm_oid, BYTES(ec_public_key_oid)))
		got = (struct parsed_key){ 0 };
	else if (!read_sec1(der_reader(inside), &got))
		return false;
	got.curve_oid = curve;
	*out_algorithm = algorithm_oid;
	*out = got;
	return true;
}

/* Some writers leave off leading zero octets of the scalar. */
static enum status make_key(const struct parsed_key *parsed, struct signing_key *out)
{
	enum curve curve;
	if (!curve_from_oid(parsed->curve_oid, &curve))
		return STATUS_UNSUPPORTED;
	uint8_t scalar[SCALAR_SIZE] = { 0 };
	memcpy(scalar + SCALAR_SIZE - parsed->scalar.size, parsed->scalar.data, parsed->scalar.size);
	enum status status = signing_key_from_scalar(curve, BYTES(scalar), out);
	wipe(scalar, sizeof scalar);
	return status;
}

static enum status parse_der(struct bytes der, struct signing_key *out)
{
	struct parsed_key parsed;
	struct bytes algorithm;
	if (read_pkcs8(der_reader(der), &algorithm, &parsed))
		return bytes_equal(algorithm, BYTES(ec_public_key_oid)) ? make_key(&parsed, out) : STATUS_UNSUPPORTED;
	if (read_sec1(der_reader(der), &parsed))
		return make_key(&parsed, out);
	return STATUS_MALFORMED;
}

enum status signing_key_parse(struct bytes pem_or_der, struct signing_key *out)
{
	static const char *const labels[] = { "PRIVATE KEY", "EC PRIVATE KEY" };
	AUTO(buffer) der = SECRET_BUFFER(KEY_FILE_MAXIMUM);
	for (size_t i = 0; i < ARRAY_SIZE(labels); i++) {
		enum status status = pem_decode(bytes_text(pem_or_der), labels[i], &der, NULL);
		if (status == STATUS_OK)
			return parse_der(buffer_bytes(&der), out);
		if (status != STATUS_NOT_FOUND)
			return STATUS_MALFORMED;
	}
	if (pem_decode(bytes_text(pem_or_der), "ENCRYPTED PRIVATE KEY", &der, NULL) == STATUS_OK ||
	    pem_decode(bytes_text(pem_or_der), "RSA PRIVATE KEY", &der, NULL) == STATUS_OK)
		return STATUS_UNSUPPORTED;
	return parse_der(pem_or_der, out);
}

/* A BIT STRING of whole octets. */
static void put_bit_string(struct der_writer *writer, struct bytes octets)
{
	const uint8_t no_unused_bits = 0;
	der_put_header(writer, 0x03, 1 + octets.size);
	der_put_raw(writer, bytes_from(&no_unused_bits, 1));
	der_put_raw(writer, octets);
}

static enum status write_pkcs8(const struct signing_key *key, struct bytes scalar, struct buffer *out)
{
	struct der_writer writer = der_writer(out);
	der_open(&writer, 0x30);
	der_put_number(&writer, 0x02, 0);
	der_open(&writer, 0x30);
	der_put(&writer, 0x06, BYTES(ec_public_key_oid));
	der_put(&writer, 0x06, curve_oid(key->curve));
	der_close(&writer);
	der_open(&writer, 0x04);
	der_open(&writer, 0x30);
	der_put_number(&writer, 0x02, SEC1_VERSION);
	der_put(&writer, 0x04, scalar);
	der_open(&writer, 0xA1);
	put_bit_string(&writer, BYTES(key->point));
	der_close(&writer);
	der_close(&writer);
	der_close(&writer);
	der_close(&writer);
	return der_finish(&writer);
}

enum status signing_key_print(const struct signing_key *key, struct buffer *out_pem)
{
	AUTO(buffer) scalar = SECRET_BUFFER(SCALAR_SIZE);
	AUTO(buffer) der = SECRET_BUFFER(KEY_FILE_MAXIMUM);
	TRY(signing_key_scalar(key, &scalar));
	TRY(write_pkcs8(key, buffer_bytes(&scalar), &der));
	return pem_print("PRIVATE KEY", buffer_bytes(&der), out_pem);
}
