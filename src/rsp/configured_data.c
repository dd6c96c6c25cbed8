/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/configured_data.h"

#include "rsp/message_field.h"

enum status empty_request_encode(uint32_t function_tag, struct buffer *out)
{
	struct der_writer writer = der_writer(out);
	der_put(&writer, function_tag, (struct bytes){ 0 });
	return der_finish(&writer);
}

/* The default address may be left out or empty: both mean that there is none. */
enum status configured_addresses_decode(struct bytes input, struct configured_addresses *out)
{
	struct configured_addresses got = { 0 };
	struct der_reader inside;
	bool decoded = message_enter(input, GET_CONFIGURED_ADDRESSES_TAG, &inside)
	               && (der_absent(&inside, 0x80)
	                   || der_text(&inside, 0x80, 0, ADDRESS_MAXIMUM, &got.default_smdp_address))
	               && der_text(&inside, 0x81, 0, ADDRESS_MAXIMUM, &got.root_smds_address)
	               && der_later_fields(&inside);
	if (!decoded)
		return STATUS_MALFORMED;
	*out = got;
	return STATUS_OK;
}

enum status configured_addresses_encode(const struct configured_addresses *addresses, struct buffer *out)
{
	struct der_writer writer = der_writer(out);
	der_open(&writer, GET_CONFIGURED_ADDRESSES_TAG);
	put_optional(&writer, 0x80, text_bytes(addresses->default_smdp_address));
	der_put_text(&writer, 0x81, addresses->root_smds_address);
	der_close(&writer);
	return der_finish(&writer);
}

/* An empty address removes the default one (SGP.22 5.7.4). */
enum status set_default_smdp_address_request_decode(struct bytes input, struct text *out_address)
{
	struct der_reader inside;
	struct text address;
	bool decoded = message_enter(input, SET_DEFAULT_SMDP_ADDRESS_TAG, &inside)
	               && der_text(&inside, 0x80, 0, ADDRESS_MAXIMUM, &address)
	               && der_later_fields(&inside);
	if (!decoded)
		return STATUS_MALFORMED;
	*out_address = address;
	return STATUS_OK;
}

enum status set_default_smdp_address_request_encode(struct text address, struct buffer *out)
{
	struct der_writer writer = der_writer(out);
	der_open(&writer, SET_DEFAULT_SMDP_ADDRESS_TAG);
	der_put_text(&writer, 0x80, address);
	der_close(&writer);
	return der_finish(&writer);
}

/* The tag list has only one tag to choose from: 5A. */
enum status get_eid_request_check(struct bytes input)
{
	struct der_reader inside;
	struct bytes tag_list;
	bool decoded = message_enter(input, GET_EID_TAG, &inside)
	               && der_octets(&inside, TAG_LIST_TAG, 1, 1, &tag_list) && tag_list.data[0] == ICCID_TAG
	               && der_later_fields(&inside);
	return decoded ? STATUS_OK : STATUS_MALFORMED;
}

enum status get_eid_request_encode(struct buffer *out)
{
	const uint8_t eid_tag[] = { 0x5A };
	struct der_writer writer = der_writer(out);
	der_open(&writer, GET_EID_TAG);
	der_put(&writer, TAG_LIST_TAG, BYTES(eid_tag));
	der_close(&writer);
	return der_finish(&writer);
}

/* The check digits are not looked at: the card is what it is. */
enum status get_eid_answer_decode(struct bytes input, struct eid *out)
{
	struct der_reader inside;
	struct eid got;
	bool decoded = message_enter(input, GET_EID_TAG, &inside) && der_fixed(&inside, 0x5A, got.octets, EID_SIZE)
	               && der_later_fields(&inside);
	if (!decoded)
		return STATUS_MALFORMED;
	*out = got;
	return STATUS_OK;
}

enum status get_eid_answer_encode(const struct eid *eid, struct buffer *out)
{
	struct der_writer writer = der_writer(out);
	der_open(&writer, GET_EID_TAG);
	der_put(&writer, 0x5A, BYTES(eid->octets));
	der_close(&writer);
	return der_finish(&writer);
}

enum status lpae_activation_request_check(struct bytes input)
{
	struct der_reader inside;
	uint64_t ways;
	bool decoded = message_enter(input, LPAE_ACTIVATION_TAG, &inside) && der_bits(&inside, 0x80, &ways) &&
	               der_later_fields(&inside);
	return decoded ? STATUS_OK : STATUS_MALFORMED;
}

/* SGP.22 5.7.7. */
enum status get_challenge_answer_decode(struct bytes input, uint8_t out[CHALLENGE_SIZE])
{
	struct der_reader inside;
	struct bytes challenge;
	bool decoded = message_enter(input, GET_CHALLENGE_TAG, &inside)
	               && der_octets(&inside, 0x80, CHALLENGE_SIZE, CHALLENGE_SIZE, &challenge)
	               && der_later_fields(&inside);
	if (!decoded)
		return STATUS_MALFORMED;
	memcpy(out, challenge.data, CHALLENGE_SIZE);
	return STATUS_OK;
}

enum status get_challenge_answer_encode(const uint8_t challenge[CHALLENGE_SIZE], struct buffer *out)
{
	struct der_writer writer = der_writer(out);
	der_open(&writer, GET_CHALLENGE_TAG);
	der_put(&writer, 0x80, bytes_from(challenge, CHALLENGE_SIZE));
	der_close(&writer);
	return der_finish(&writer);
}
