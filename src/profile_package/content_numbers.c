/* SPDX-License-Identifier: Apache-2.0 */
/* Digits and numbers: ICCID, IMSI, network codes, service tables, access classes. */
#include "profile_package/content_members.h"

enum { ICCID_OCTETS = 10, IMSI_OCTETS = 9, IMSI_DIGITS_MAXIMUM = 15 };

/* ---- digits, two to an octet, the first one low ---- */

bool content_is_digits(struct text text)
{
	for (size_t i = 0; i < text.size; i++)
		if (text.data[i] < '0' || text.data[i] > '9')
			return false;
	return text.size > 0;
}

/* Fills up with F. */
void content_pack_digits(struct text digits, uint8_t *out, size_t size)
{
	memset(out, 0xFF, size);
	for (size_t i = 0; i < digits.size; i++) {
		unsigned digit = (unsigned)(digits.data[i] - '0');
		unsigned octet = out[i / 2];
		out[i / 2] = (uint8_t)(i % 2 == 0 ? (octet & 0xF0) | digit : (octet & 0x0F) | digit << 4);
	}
}

/* Up to the first F. False: something else that is no digit. */
bool content_unpack_digits(struct bytes packed, char *out, size_t *out_count)
{
	size_t count = 0;
	for (size_t i = 0; i < 2 * packed.size; i++) {
		uint8_t digit = i % 2 == 0 ? packed.data[i / 2] & 0x0F : packed.data[i / 2] >> 4;
		if (digit == 0x0F)
			break;
		if (digit > 9)
			return false;
		out[count++] = (char)('0' + digit);
	}
	*out_count = count;
	return true;
}

static enum status parse_digits(const struct yaml_node *node, size_t minimum, size_t maximum,
                                struct source_error *error,
                                struct text *out)
{
	bool fits = node->kind == YAML_SCALAR && content_is_digits(node->scalar) && node->scalar.size >= minimum
		&& node->scalar.size <= maximum;
	if (!fits)
		return source_refuse(error, node, "expected %zu to %zu digits in quotes", minimum, maximum);
	*out = node->scalar;
	return STATUS_OK;
}

static enum status print_digits(struct bytes packed, struct buffer *out)
{
	char digits[64];
	size_t count;
	if (packed.size > sizeof digits / 2 || !content_unpack_digits(packed, digits, &count) || count == 0)
		return STATUS_UNSUPPORTED;
	return buffer_print(out, "\"%.*s\"", (int)count, digits);
}

static enum status parse_iccid(const struct yaml_node *node, size_t size, struct buffer *out,
                               struct source_error *error)
{
	struct text digits;
	uint8_t packed[ICCID_OCTETS];
	(void)size;
	TRY(parse_digits(node, 18, 20, error, &digits));
	content_pack_digits(digits, packed, sizeof packed);
	return buffer_append(out, BYTES(packed));
}

static enum status print_iccid(struct bytes content, struct buffer *out)
{
	return content.size == ICCID_OCTETS ? print_digits(content, out) : STATUS_UNSUPPORTED;
}

const struct content_codec content_iccid = { "iccid", false, parse_iccid, print_iccid };

/* TS 31.102 4.2.2: length, then parity and the first digit in one octet. */
static enum status parse_imsi(const struct yaml_node *node, size_t size, struct buffer *out, struct source_error *error)
{
	struct text digits;
	uint8_t packed[IMSI_OCTETS];
	char shifted[IMSI_DIGITS_MAXIMUM + 1];
	(void)size;
	TRY(parse_digits(node, 6, IMSI_DIGITS_MAXIMUM, error, &digits));
	shifted[0] = digits.size % 2 == 1 ? '9' : '1';
	memcpy(shifted + 1, digits.data, digits.size);
	memset(packed, 0xFF, sizeof packed);
	packed[0] = (uint8_t)((digits.size + 2) / 2);
	content_pack_digits((struct text){ shifted, digits.size + 1 }, packed + 1, sizeof packed - 1);
	return buffer_append(out, BYTES(packed));
}

static enum status print_imsi(struct bytes content, struct buffer *out)
{
	char digits[2 * IMSI_OCTETS];
	size_t count;
	if (content.size != IMSI_OCTETS || !content_unpack_digits(bytes_after(content, 1), digits, &count) || count < 2)
		return STATUS_UNSUPPORTED;
	return buffer_print(out, "\"%.*s\"", (int)count - 1, digits + 1);
}

const struct content_codec content_imsi = { "imsi", false, parse_imsi, print_imsi };

/* ---- TS 31.102 4.2.15: access classes; class 0 is the lowest bit of the last octet ---- */

enum { CLASS_MAXIMUM = 15 };

static enum status parse_classes(const struct yaml_node *node, size_t size, struct buffer *out,
                                 struct source_error *error)
{
	unsigned bits = 0;
	(void)size;
	if (node->kind != YAML_SEQUENCE)
		return source_refuse(error, node, "expected a list of numbers from 0 to %d", CLASS_MAXIMUM);
	for (const struct yaml_node *item = node->first; item; item = item->next) {
		uint32_t number;
		TRY(source_number(error, item, 0, CLASS_MAXIMUM, &number));
		bits |= 1u << number;
	}
	const uint8_t octets[] = { (uint8_t)(bits >> 8), (uint8_t)bits };
	return buffer_append(out, BYTES(octets));
}

static enum status print_classes(struct bytes content, struct buffer *out)
{
	const char *separator = "";
	if (content.size != 2)
		return STATUS_UNSUPPORTED;
	TRY(buffer_print(out, "["));
	for (unsigned i = 0; i <= CLASS_MAXIMUM; i++)
		if (content.data[1 - i / 8] >> i % 8 & 1) {
			TRY(buffer_print(out, "%s%u", separator, i));
			separator = ", ";
		}
	return buffer_print(out, "]");
}

const struct content_codec content_access_classes = { "access-classes", false, parse_classes, print_classes };

/* ---- network codes: TS 24.008 10.5.1.3, MNC of two or three digits ---- */

enum status content_parse_network(const struct yaml_node *node, struct buffer *out, struct source_error *error)
{
	struct text digits;
	TRY(parse_digits(node, 5, 6, error, &digits));
	uint8_t d[6];
	for (size_t i = 0; i < 6; i++)
		d[i] = i < digits.size ? (uint8_t)(digits.data[i] - '0') : 0x0F;
	const uint8_t packed[3] = {
		(uint8_t)(d[1] << 4 | d[0]), (uint8_t)(d[5] << 4 | d[2]), (uint8_t)(d[4] << 4 | d[3]),
	};
	return buffer_append(out, BYTES(packed));
}

static enum status parse_plmns(const struct yaml_node *node, size_t size, struct buffer *out,
                               struct source_error *error)
{
	(void)size;
	if (node->kind != YAML_SEQUENCE || !node->first)
		return source_refuse(error, node, "expected a list of network codes, as [\"00101\"]");
	for (const struct yaml_node *item = node->first; item; item = item->next)
		TRY(content_parse_network(item, out, error));
	return STATUS_OK;
}

enum status content_print_network(const uint8_t packed[NETWORK_CODE_SIZE], struct buffer *out)
{
	const uint8_t *p = packed;
	uint8_t d[6] = { p[0] & 15, p[0] >> 4, p[1] & 15, p[2] & 15, p[2] >> 4, p[1] >> 4 };
	bool is_short = d[5] == 0x0F;
	for (size_t digit = 0; digit < 5u + !is_short; digit++)
		if (d[digit] > 9)
			return STATUS_UNSUPPORTED;
	TRY(buffer_print(out, "\"%u%u%u%u%u", d[0], d[1], d[2], d[3], d[4]));
	return is_short ? buffer_print(out, "\"") : buffer_print(out, "%u\"", d[5]);
}

static enum status print_plmns(struct bytes content, struct buffer *out)
{
	if (content.size == 0 || content.size % NETWORK_CODE_SIZE != 0)
		return STATUS_UNSUPPORTED;
	TRY(buffer_print(out, "["));
	for (size_t i = 0; i < content.size; i += NETWORK_CODE_SIZE) {
		TRY(buffer_print(out, "%s", i ? ", " : ""));
		TRY(content_print_network(content.data + i, out));
	}
	return buffer_print(out, "]");
}

const struct content_codec content_plmns = { "plmns", false, parse_plmns, print_plmns };
