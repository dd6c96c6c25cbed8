/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/protected_segment.h"

#include "codec/der_read.h"
#include "codec/der_write.h"
#include "crypto/digest.h"

enum {
	KEY_SIZE = 16,
	DERIVED_SIZE = 3 * KEY_SIZE, /* chaining value, S-ENC, S-MAC: SGP.22 annex G */
	PADDING_MARK = 0x80,         /* ISO/IEC 9797-1 padding method 2 */
	SHARED_INFO_MAXIMUM = 2 + 2 * (1 + UINT8_MAX),
	NOT_READY = 0, /* the counter's value without keys, and after the chain has ended */
};

void segment_keys_release(struct segment_keys *keys)
{
	aes_key_release(&keys->encryption);
	cmac_key_release(&keys->mac);
	wipe(keys, sizeof *keys);
}

enum status segment_keys_set(struct segment_keys *keys, struct bytes chaining_value, struct bytes encryption,
                             struct bytes mac)
{
	if (chaining_value.size != AES_BLOCK || encryption.size != KEY_SIZE || mac.size != KEY_SIZE)
		return STATUS_MALFORMED;
	keys->counter = NOT_READY;
	TRY(aes_key_set(&keys->encryption, encryption));
	TRY(cmac_key_set(&keys->mac, mac));
	memcpy(keys->chaining_value, chaining_value.data, AES_BLOCK);
	keys->counter = 1;
	return STATUS_OK;
}

static enum status append_length_and_value(struct buffer *out, struct bytes value)
{
	if (value.size > UINT8_MAX)
		return STATUS_MALFORMED;
	TRY(buffer_append_octet(out, (uint8_t)value.size));
	return buffer_append(out, value);
}

/* SGP.22 annex G. The EID goes in as 16 octets, not as its 32 digits. */
enum status segment_keys_derive(struct segment_keys *keys, struct bytes z, uint8_t key_type, uint8_t key_length,
                                struct bytes host_id, struct bytes eid)
{
	AUTO(buffer) shared_info = BUFFER(SHARED_INFO_MAXIMUM);
	TRY(buffer_append_octet(&shared_info, key_type));
	TRY(buffer_append_octet(&shared_info, key_length));
	TRY(append_length_and_value(&shared_info, host_id));
	TRY(append_length_and_value(&shared_info, eid));

	AUTO(secret) derived = { .size = DERIVED_SIZE };
	TRY(x963_sha256(z, buffer_bytes(&shared_info), derived.data, DERIVED_SIZE));
	struct bytes octets = secret_bytes(&derived);
	struct bytes encryption = bytes_first(bytes_after(octets, KEY_SIZE), KEY_SIZE);
	return segment_keys_set(keys, bytes_first(octets, KEY_SIZE), encryption, bytes_after(octets, 2 * KEY_SIZE));
}

/* The counter, encrypted (SGP.22 2.6.4.4). */
static enum status initial_vector(struct segment_keys *keys, uint8_t out[AES_BLOCK])
{
	uint8_t block[AES_BLOCK] = { 0 };
	for (size_t i = 0; i < sizeof keys->counter; i++)
		block[AES_BLOCK - 1 - i] = (uint8_t)(keys->counter >> 8 * i);
	return aes_encrypt_block(&keys->encryption, block, out);
}

/* The MAC over chaining value, tag, length and data: the chaining value of the segment that follows. */
static enum status chain(struct segment_keys *keys, struct bytes header, struct bytes data, uint8_t out[AES_BLOCK])
{
	const struct bytes parts[] = { BYTES(keys->chaining_value), header, data };
	return cmac(&keys->mac, parts, ARRAY_SIZE(parts), out);
}

static void advance(struct segment_keys *keys, const uint8_t chaining_value[AES_BLOCK])
{
	memcpy(keys->chaining_value, chaining_value, AES_BLOCK);
	keys->counter++;
}

/* Appends tag, length and room for `size` octets and the MAC. */
static enum status append_frame(uint8_t tag, size_t size, struct buffer *out, size_t *out_data_offset)
{
	struct der_writer writer = der_writer(out);
	der_put_header(&writer, tag, size + SEGMENT_MAC_SIZE);
	TRY(der_finish(&writer));
	*out_data_offset = out->size;
	return buffer_extend(out, size + SEGMENT_MAC_SIZE) ? STATUS_OK : STATUS_TOO_LARGE;
}

static enum status seal(struct segment_keys *keys, uint8_t tag, bool encrypted, struct bytes clear, struct buffer *out)
{
	size_t start = out->size;
	size_t size = encrypted ? clear.size / AES_BLOCK * AES_BLOCK + AES_BLOCK : clear.size;
	size_t offset;
	uint8_t iv[AES_BLOCK], next[AES_BLOCK];
	TRY(append_frame(tag, size, out, &offset));
	uint8_t *data = out->data + offset;
	if (clear.size > 0)
		memcpy(data, clear.data, clear.size);
	if (encrypted) {
		memset(data + clear.size, 0, size - clear.size);
		data[clear.size] = PADDING_MARK;
		TRY(initial_vector(keys, iv));
		TRY(aes_cbc_encrypt(&keys->encryption, iv, bytes_from(data, size), data));
	}
	TRY(chain(keys, bytes_from(out->data + start, offset - start), bytes_from(data, size), next));
	memcpy(data + size, next, SEGMENT_MAC_SIZE);
	advance(keys, next);
	return STATUS_OK;
}

static enum status seal_or_undo(struct segment_keys *keys, uint8_t tag, bool encrypted, struct bytes clear,
                                struct buffer *out)
{
	if (keys->counter == NOT_READY)
		return STATUS_OUT_OF_ORDER;
	size_t before = out->size;
	enum status status = seal(keys, tag, encrypted, clear, out);
	if (status != STATUS_OK)
		out->size = before;
	return status;
}

enum status segment_encrypt(struct segment_keys *keys, uint8_t tag, struct bytes clear, struct buffer *out)
{
	return seal_or_undo(keys, tag, true, clear, out);
}

enum status segment_mac(struct segment_keys *keys, uint8_t tag, struct bytes clear, struct buffer *out)
{
	return seal_or_undo(keys, tag, false, clear, out);
}

/* The clear size, or SIZE_MAX when the padding is not 80 and then noughts within the last block. */
static size_t unpadded_size(struct bytes padded)
{
	size_t size = padded.size;
	while (size > 0 && padded.size - size < AES_BLOCK && padded.data[size - 1] == 0)
		size--;
	bool marked = size > 0 && padded.size - size < AES_BLOCK && padded.data[size - 1] == PADDING_MARK;
	return marked ? size - 1 : SIZE_MAX;
}

/* Only after the MAC held, so that bad padding tells a stranger nothing. */
static enum status decrypt(struct segment_keys *keys, struct bytes data, struct buffer *out)
{
	uint8_t iv[AES_BLOCK];
	TRY(initial_vector(keys, iv));
	size_t before = out->size;
	uint8_t *clear = buffer_extend(out, data.size);
	if (!clear)
		return STATUS_TOO_LARGE;
	enum status status = aes_cbc_decrypt(&keys->encryption, iv, data, clear);
	size_t size = status == STATUS_OK ? unpadded_size(bytes_from(clear, data.size)) : 0;
	if (status == STATUS_OK && size == SIZE_MAX)
		status = STATUS_UNTRUSTED;
	out->size = before + (status == STATUS_OK ? size : 0);
	return status;
}

/* Tag and length are MACed as they were received. */
static enum status open_tlv(struct segment_keys *keys, uint8_t tag, bool encrypted, struct bytes tlv,
                            struct buffer *out)
{
	struct der_reader reader = der_reader(tlv);
	struct der_element element;
	if (!der_element(&reader, tag, &element) || !der_end(&reader) || element.value.size <= SEGMENT_MAC_SIZE)
		return STATUS_MALFORMED;
	struct bytes data = bytes_first(element.value, element.value.size - SEGMENT_MAC_SIZE);
	if (encrypted && data.size % AES_BLOCK != 0)
		return STATUS_MALFORMED;

	uint8_t next[AES_BLOCK];
	TRY(chain(keys, bytes_first(tlv, tlv.size - element.value.size), data, next));
	if (!secret_equal(bytes_from(next, SEGMENT_MAC_SIZE), bytes_after(element.value, data.size)))
		return STATUS_UNTRUSTED;
	TRY(encrypted ? decrypt(keys, data, out) : buffer_append(out, data));
	advance(keys, next);
	return STATUS_OK;
}

enum status segment_open(struct segment_keys *keys, uint8_t tag, bool encrypted, struct bytes tlv, struct buffer *out)
{
	if (keys->counter == NOT_READY)
		return STATUS_OUT_OF_ORDER;
	enum status status = open_tlv(keys, tag, encrypted, tlv, out);
	if (status != STATUS_OK)
		keys->counter = NOT_READY;
	return status;
}
