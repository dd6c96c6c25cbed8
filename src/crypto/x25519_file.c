/* SPDX-License-Identifier: Apache-2.0 */
#include "base/secret.h"
#include "codec/der_read.h"
#include "codec/der_write.h"
#include "crypto/key_agreement.h"
#include "crypto/pem.h"

#define LABEL "PRIVATE KEY"

enum { ENCODED_MAXIMUM = 256, VERSION_MAXIMUM = 1 };

static const uint8_t x25519_oid[] = { 0x2B, 0x65, 0x6E }; /* RFC 8410 3 */

/* RFC 8410 7: the key is an OCTET STRING inside the one of RFC 5958. */
static enum status encode(struct bytes private_key, struct buffer *out)
{
	struct der_writer writer = der_writer(out);
	der_open(&writer, 0x30);
	der_put_number(&writer, 0x02, 0);
	der_open(&writer, 0x30);
	der_put(&writer, 0x06, BYTES(x25519_oid));
	der_close(&writer);
	der_open(&writer, 0x04);
	der_put(&writer, 0x04, private_key);
	der_close(&writer);
	der_close(&writer);
	return der_finish(&writer);
}

enum status x25519_private_print(struct bytes private_key, struct buffer *out_pem)
{
	AUTO(buffer) encoded = SECRET_BUFFER(ENCODED_MAXIMUM);
	if (private_key.size != X25519_SIZE)
		return STATUS_MALFORMED;
	TRY(encode(private_key, &encoded));
	return pem_print(LABEL, buffer_bytes(&encoded), out_pem);
}

/* What RFC 5958 allows behind the key is skipped. */
static bool decode(struct bytes encoded, struct bytes *out_algorithm, struct bytes *out_inside)
{
	struct der_reader reader = der_reader(encoded), key, algorithm;
	struct bytes oid, inside;
	int version;
	if (!der_enter(&reader, 0x30, &key) || !der_end(&reader) || !der_small(&key, 0x02, VERSION_MAXIMUM, &version) ||
	    !der_enter(&key, 0x30, &algorithm) || !der_octets(&algorithm, 0x06, 1, 16, &oid) ||
	    !der_octets(&key, 0x04, 1, ENCODED_MAXIMUM, &inside))
		return false;
	*out_algorithm = oid;
	*out_inside = inside;
	return true;
}

enum status x25519_private_parse(struct text pem, struct secret *out)
{
	AUTO(buffer) encoded = SECRET_BUFFER(ENCODED_MAXIMUM);
	struct bytes algorithm, inside, octets;
	TRY(pem_decode(pem, LABEL, &encoded, NULL));
	if (!decode(buffer_bytes(&encoded), &algorithm, &inside))
		return STATUS_MALFORMED;
	if (!bytes_equal(algorithm, BYTES(x25519_oid)))
		return STATUS_UNSUPPORTED;
	struct der_reader reader = der_reader(inside);
	if (!der_octets(&reader, 0x04, X25519_SIZE, X25519_SIZE, &octets) || !der_end(&reader))
		return STATUS_MALFORMED;
	return secret_set(out, octets);
}
