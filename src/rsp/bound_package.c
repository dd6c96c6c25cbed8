/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/bound_package.h"

#include "rsp/message_field.h"

enum {
	REMOTE_OPERATION_TAG = 0x82,
	CONTROL_REFERENCE_TAG = 0xA6,
	MAC_SIZE = 8,
	CONTROL_VALUE_MAXIMUM = 4, /* octets of a key type or length that is read and then refused by its value */
};

/* SGP.22 5.5.1: type and length of the session keys, and a host ID that may be anything. */
static bool read_control_reference(struct bytes control_reference, struct initialise_secure_channel *out)
{
	struct der_reader inside;
	return message_enter(control_reference, CONTROL_REFERENCE_TAG, &inside)
	       && der_octets(&inside, 0x80, 0, CONTROL_VALUE_MAXIMUM, &out->key_type)
	       && der_octets(&inside, 0x81, 0, CONTROL_VALUE_MAXIMUM, &out->key_length)
	       && der_octets(&inside, 0x84, 0, ADDRESS_MAXIMUM, &out->host_id)
	       && der_later_fields(&inside);
}

/* Values that are well formed and wrong are left to the caller: each has its own error code (SGP.22 5.5.1). */
enum status initialise_secure_channel_decode(struct bytes input, struct initialise_secure_channel *out)
{
	struct initialise_secure_channel got = { 0 };
	struct der_reader inside;
	if (!message_enter(input, INITIALISE_SECURE_CHANNEL_TAG, &inside))
		return STATUS_MALFORMED;
	struct bytes signed_from = inside.rest;
	bool decoded = der_small(&inside, REMOTE_OPERATION_TAG, ERROR_CODE_MAXIMUM, &got.remote_operation)
	               && transaction_id_field(&inside, &got.transaction_id)
	               && der_whole(&inside, CONTROL_REFERENCE_TAG, &got.control_reference)
	               && read_control_reference(got.control_reference, &got)
	               && one_time_key_field(&inside, &got.smdp_otpk);
	if (!decoded)
		return STATUS_MALFORMED;
	got.signed_part = bytes_first(signed_from, signed_from.size - inside.rest.size);
	if (!signature_field(&inside, &got.smdp_sign, NULL) || !der_later_fields(&inside))
		return STATUS_MALFORMED;
	*out = got;
	return STATUS_OK;
}

/* Without the tag and length of BF23, as it is signed. */
enum status initialise_secure_channel_signed_encode(const struct initialise_secure_channel *channel,
                                                    struct buffer *out)
{
	const uint8_t key_type[] = { CONTROL_KEY_TYPE };
	const uint8_t key_length[] = { CONTROL_KEY_LENGTH };
	struct der_writer writer = der_writer(out);
	der_put_number(&writer, REMOTE_OPERATION_TAG, (uint64_t)channel->remote_operation);
	der_put(&writer, TRANSACTION_ID_TAG, channel->transaction_id);
	der_open(&writer, CONTROL_REFERENCE_TAG);
	der_put(&writer, 0x80, BYTES(key_type));
	der_put(&writer, 0x81, BYTES(key_length));
	der_put(&writer, 0x84, channel->host_id);
	der_close(&writer);
	der_put(&writer, ONE_TIME_KEY_TAG, channel->smdp_otpk);
	return der_finish(&writer);
}

enum status initialise_secure_channel_encode(const struct initialise_secure_channel *channel, struct buffer *out)
{
	struct der_writer writer = der_writer(out);
	der_open(&writer, INITIALISE_SECURE_CHANNEL_TAG);
	der_put_raw(&writer, channel->signed_part);
	der_put(&writer, SIGNATURE_TAG, channel->smdp_sign);
	der_close(&writer);
	return der_finish(&writer);
}

/* A sequence of one or more segments of one kind, whole. */
static bool read_sequence(struct der_reader *reader, uint32_t tag, uint32_t segment_tag, struct bytes *out)
{
	struct der_reader inside;
	struct bytes sequence, segment;
	if (!der_whole(reader, tag, &sequence) || !message_enter(sequence, tag, &inside) || der_end(&inside))
		return false;
	while (!der_end(&inside))
		if (!der_whole(&inside, segment_tag, &segment))
			return false;
	*out = sequence;
	return true;
}

/* The order is fixed and nothing may follow: an element that is not named here would reach the card unseen by us. */
enum status bound_package_decode(struct bytes input, struct bound_package *out)
{
	struct bound_package got = { 0 };
	struct der_reader inside;
	if (input.size > BOUND_PACKAGE_MAXIMUM || !message_enter(input, BOUND_PACKAGE_TAG, &inside))
		return STATUS_MALFORMED;
	got.header = bytes_first(input, input.size - inside.rest.size);
	bool decoded = der_whole(&inside, INITIALISE_SECURE_CHANNEL_TAG, &got.initialise)
	               && read_sequence(&inside, CONFIGURE_ISDP_SEQUENCE, ENCRYPTED_SEGMENT, &got.configure_isdp)
	               && read_sequence(&inside, STORE_METADATA_SEQUENCE, MAC_SEGMENT, &got.store_metadata)
	               && (der_absent(&inside, REPLACE_KEYS_SEQUENCE)
	                   || read_sequence(&inside, REPLACE_KEYS_SEQUENCE, ENCRYPTED_SEGMENT, &got.replace_keys))
	               && read_sequence(&inside, PROFILE_ELEMENTS_SEQUENCE, PROFILE_SEGMENT, &got.profile_elements)
	               && der_end(&inside);
	if (!decoded)
		return STATUS_MALFORMED;
	*out = got;
	return STATUS_OK;
}

/* Not verified: only the card has the keys. A device that cares compares what the card installed (SGP.22 3.1.3.2). */
static enum status collect_metadata(struct bytes sequence, struct buffer *out)
{
	struct der_reader segments;
	if (!message_enter(sequence, STORE_METADATA_SEQUENCE, &segments))
		return STATUS_MALFORMED;
	while (!der_end(&segments)) {
		struct der_element segment;
		if (!der_element(&segments, MAC_SEGMENT, &segment) || segment.value.size < MAC_SIZE)
			return STATUS_MALFORMED;
		enum status status = buffer_append(out, bytes_first(segment.value, segment.value.size - MAC_SIZE));
		if (status == STATUS_TOO_LARGE)
			return STATUS_MALFORMED;
		TRY(status);
	}
	return STATUS_OK;
}

enum status bound_package_metadata(const struct bound_package *package, struct arena *storage,
                                   struct profile_metadata *out)
{
	AUTO(buffer) collected = BUFFER(METADATA_MAXIMUM);
	struct bytes metadata;
	TRY(collect_metadata(package->store_metadata, &collected));
	TRY(arena_copy(storage, buffer_bytes(&collected), &metadata));
	return profile_metadata_decode(metadata, out);
}

/* How many octets of `rest` go out together. Nought: `rest` is no package, or cut off. */
static size_t piece_size(struct bytes rest)
{
	uint32_t tag;
	size_t header_size, value_size;
	struct der_element element;
	if (der_header(rest, &tag, &header_size, &value_size) != STATUS_OK)
		return 0;
	struct der_reader after_header = der_reader(bytes_after(rest, header_size));
	switch (tag) {
	case STORE_METADATA_SEQUENCE:
	case PROFILE_ELEMENTS_SEQUENCE:
		return header_size;
	case BOUND_PACKAGE_TAG:
	case CONFIGURE_ISDP_SEQUENCE:
	case REPLACE_KEYS_SEQUENCE:
		if (value_size == 0)
			return header_size;
		return der_next(&after_header, &element) ? header_size + element.whole.size : 0;
	case PROFILE_SEGMENT:
	case ENCRYPTED_SEGMENT:
	case MAC_SEGMENT:
		return value_size <= rest.size - header_size ? header_size + value_size : 0;
	default:
		return 0;
	}
}

/* The position is enough to go on from: the tag that stands there tells how much belongs together. */
bool bound_package_next_piece(struct bytes package, size_t *position, struct bytes *out_piece)
{
	struct bytes rest = bytes_after(package, *position);
	size_t size = piece_size(rest);
	if (size == 0)
		return false;
	*out_piece = bytes_first(rest, size);
	*position += size;
	return true;
}
