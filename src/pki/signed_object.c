/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/signed_object.h"

#include "crypto/certificate_time.h"

static const uint8_t ecdsa_with_sha256[] = { 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02 };

void signed_object_put_signature_algorithm(struct der_writer *writer)
{
	der_open(writer, 0x30);
	der_put(writer, 0x06, BYTES(ecdsa_with_sha256));
	der_close(writer);
}

void signed_object_put_time(struct der_writer *writer, int64_t seconds)
{
	uint32_t tag = 0;
	char text[CERTIFICATE_TIME_SIZE] = "";
	if (!certificate_time_write(seconds, &tag, text))
		writer->status = STATUS_MALFORMED;
	else
		der_put_text(writer, tag, text_from(text));
}

void signed_object_put_bit_string(struct der_writer *writer, struct bytes octets)
{
	const uint8_t no_unused_bits = 0;
	der_put_header(writer, 0x03, 1 + octets.size);
	der_put_raw(writer, bytes_from(&no_unused_bits, 1));
	der_put_raw(writer, octets);
}

/* One half of r ‖ s as an INTEGER: without leading noughts, with one before a set top bit. */
static void put_half(struct der_writer *writer, const uint8_t half[SCALAR_SIZE])
{
	uint8_t octets[1 + SCALAR_SIZE] = { 0 };
	size_t first = 1;
	memcpy(octets + 1, half, SCALAR_SIZE);
	while (first < SCALAR_SIZE && octets[first] == 0)
		first++;
	if (octets[first] >= 0x80)
		first--;
	der_put(writer, 0x02, bytes_from(octets + first, sizeof octets - first));
}

static enum status encode_signature(const uint8_t signature[SIGNATURE_SIZE], struct buffer *out)
{
	struct der_writer writer = der_writer(out);
	der_open(&writer, 0x30);
	put_half(&writer, signature);
	put_half(&writer, signature + SCALAR_SIZE);
	der_close(&writer);
	return der_finish(&writer);
}

enum status signed_object_encode(struct bytes to_be_signed, const struct signing_key *key, struct buffer *out)
{
	uint8_t raw_signature[SIGNATURE_SIZE];
	AUTO(buffer) signature = BUFFER(SIGNATURE_SIZE + 8);
	TRY(sign(key, &to_be_signed, 1, raw_signature));
	TRY(encode_signature(raw_signature, &signature));
	struct der_writer writer = der_writer(out);
	der_open(&writer, 0x30);
	der_put_raw(&writer, to_be_signed);
	signed_object_put_signature_algorithm(&writer);
	signed_object_put_bit_string(&writer, buffer_bytes(&signature));
	der_close(&writer);
	return der_finish(&writer);
}
