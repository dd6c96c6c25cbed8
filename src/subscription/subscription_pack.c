/* SPDX-License-Identifier: Apache-2.0 */
#include "subscription/subscription_pack.h"

#include "base/hex.h"

enum { FORM = 1, HEADER = 2 };

/* The codes stand in databases: never change one. */
static const uint8_t codes[SUBSCRIPTION_FIELDS] = {
	[SUBSCRIPTION_ICCID] = 1, [SUBSCRIPTION_IMSI] = 2, [SUBSCRIPTION_MSISDN] = 3, [SUBSCRIPTION_KI] = 4,
	[SUBSCRIPTION_OP] = 5, [SUBSCRIPTION_OPC] = 6, [SUBSCRIPTION_PIN1] = 7, [SUBSCRIPTION_PUK1] = 8,
	[SUBSCRIPTION_PIN2] = 9, [SUBSCRIPTION_PUK2] = 10, [SUBSCRIPTION_ADM1] = 11, [SUBSCRIPTION_KIC1] = 12,
	[SUBSCRIPTION_KID1] = 13, [SUBSCRIPTION_KIK1] = 14, [SUBSCRIPTION_KIC2] = 15, [SUBSCRIPTION_KID2] = 16,
	[SUBSCRIPTION_KIK2] = 17, [SUBSCRIPTION_KIC3] = 18, [SUBSCRIPTION_KID3] = 19, [SUBSCRIPTION_KIK3] = 20,
	[SUBSCRIPTION_EID] = 21, [SUBSCRIPTION_MATCHING_ID] = 22, [SUBSCRIPTION_CONFIRMATION_CODE] = 23,
};

static bool is_hex(int field)
{
	return subscription_field_kinds[field].form == SUBSCRIPTION_HEX;
}

/* Code, octets, value: hexadecimal values as what they stand for. */
static enum status pack_value(int field, struct text value, struct buffer *out)
{
	uint8_t octets[SUBSCRIPTION_VALUE_MAXIMUM];
	struct bytes content = text_bytes(value);
	if (is_hex(field)) {
		TRY(hex_decode(value, octets, value.size / 2));
		content = bytes_from(octets, value.size / 2);
	}
	TRY(buffer_append_octet(out, codes[field]));
	TRY(buffer_append_octet(out, (uint8_t)content.size));
	return buffer_append(out, content);
}

enum status subscription_pack(const struct subscription *subscription, struct buffer *out)
{
	TRY(buffer_append_octet(out, FORM));
	for (int field = 0; field < SUBSCRIPTION_FIELDS; field++)
		if (subscription_has(subscription, (enum subscription_field)field))
			TRY(pack_value(field, subscription_value(subscription, (enum subscription_field)field), out));
	return STATUS_OK;
}

static int field_of(uint8_t code)
{
	for (int field = 0; field < SUBSCRIPTION_FIELDS; field++)
		if (codes[field] == code)
			return field;
	return SUBSCRIPTION_FIELDS;
}

static void write_hex(struct bytes octets, char *out)
{
	static const char digits[] = "0123456789ABCDEF";
	for (size_t i = 0; i < octets.size; i++) {
		*out++ = digits[octets.data[i] >> 4];
		*out++ = digits[octets.data[i] & 0xF];
	}
	*out = '\0';
}

static enum status unpack_value(int field, struct bytes content, struct subscription *out)
{
	char text[2 * SUBSCRIPTION_VALUE_MAXIMUM + 1], fault[SUBSCRIPTION_FAULT_SIZE];
	struct text value = bytes_text(content);
	if (field == SUBSCRIPTION_FIELDS)
		return STATUS_OK;
	if (content.size > SUBSCRIPTION_VALUE_MAXIMUM)
		return STATUS_MALFORMED;
	if (is_hex(field)) {
		write_hex(content, text);
		value = text_from(text);
	}
	return subscription_set(out, (enum subscription_field)field, value, fault);
}

enum status subscription_unpack(struct bytes packed, struct subscription *out)
{
	AUTO(subscription) got = { 0 };
	if (packed.size < 1 || packed.data[0] != FORM)
		return STATUS_MALFORMED;
	for (size_t at = 1; at < packed.size;) {
		if (packed.size - at < HEADER || packed.size - at - HEADER < packed.data[at + 1])
			return STATUS_MALFORMED;
		struct bytes content = bytes_from(packed.data + at + HEADER, packed.data[at + 1]);
		TRY(unpack_value(field_of(packed.data[at]), content, &got));
		at += HEADER + content.size;
	}
	*out = got;
	return STATUS_OK;
}
