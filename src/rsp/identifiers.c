/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/identifiers.h"

#include <stdio.h>

#include "base/hex.h"

enum {
	FILLER = 0xF,
	WILDCARD = 0xE,          /* any digit of an operator (SGP.22 2.4.11.1) */
	LABEL_MAXIMUM = 63,      /* RFC 1035 2.3.4 */
	SHORTENED_HEAD = 6,      /* digits of an identifier that a log may show */
	SHORTENED_TAIL = 4,
	ICCID_DIGITS_MINIMUM = 18,
	ICCID_DIGITS_MAXIMUM = 20,
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool all_digits(struct text text)
{
	for (size_t i = 0; i < text.size; i++)
		if (!is_digit(text.data[i]))
			return false;
	return true;
}

enum status eid_parse(struct text text, struct eid *out)
{
	if (text.size != EID_DIGITS || !all_digits(text))
		return STATUS_MALFORMED;
	TRY(hex_decode(text, out->octets, EID_SIZE));
	return eid_check_digits_hold(out) ? STATUS_OK : STATUS_REFUSED;
}

/* The number that the first `digits` digits make, modulo 97. */
static unsigned eid_remainder(const struct eid *eid, size_t digits)
{
	unsigned remainder = 0;
	for (size_t i = 0; i < digits; i++) {
		unsigned octet = eid->octets[i / 2];
		remainder = (remainder * 10 + (i % 2 ? octet & 0xF : octet >> 4)) % 97;
	}
	return remainder;
}

bool eid_check_digits_hold(const struct eid *eid)
{
	return eid_remainder(eid, EID_DIGITS) == 1;
}

/* ISO/IEC 7064 MOD 97-10: with 00 in their place the remainder is taken from 98. */
void eid_set_check_digits(struct eid *eid)
{
	unsigned check = 98 - eid_remainder(eid, EID_DIGITS - 2) * 100 % 97;
	eid->octets[EID_SIZE - 1] = (uint8_t)(check / 10 << 4 | check % 10);
}

enum status eid_count_on(struct eid *eid, uint64_t count)
{
	struct eid counted = *eid;
	for (size_t i = EID_SIZE - 1; i-- > 0;) {
		uint64_t octet = (uint64_t)(counted.octets[i] >> 4) * 10 + (counted.octets[i] & 0xF) + count % 100;
		count = count / 100 + octet / 100;
		counted.octets[i] = (uint8_t)(octet % 100 / 10 << 4 | octet % 10);
	}
	if (count > 0)
		return STATUS_TOO_LARGE;
	eid_set_check_digits(&counted);
	*eid = counted;
	return STATUS_OK;
}

void eid_print(const struct eid *eid, char out[EID_DIGITS + 1])
{
	for (size_t i = 0; i < EID_SIZE; i++)
		snprintf(out + 2 * i, 3, "%02X", eid->octets[i]);
}

/* ETSI TS 102 221 13.2. Peers before version 2.2 want 20 characters, so 19 digits come with an F. */
enum status iccid_parse(struct text text, struct iccid *out)
{
	if (text.size == ICCID_DIGITS_MAXIMUM && (text.data[text.size - 1] == 'F' || text.data[text.size - 1] == 'f'))
		text.size--;
	if (text.size < ICCID_DIGITS_MINIMUM || text.size > ICCID_DIGITS_MAXIMUM || !all_digits(text))
		return STATUS_MALFORMED;
	for (size_t i = 0; i < ICCID_SIZE; i++) {
		unsigned low = 2 * i < text.size ? (unsigned)(text.data[2 * i] - '0') : FILLER;
		unsigned high = 2 * i + 1 < text.size ? (unsigned)(text.data[2 * i + 1] - '0') : FILLER;
		out->octets[i] = (uint8_t)(high << 4 | low);
	}
	return STATUS_OK;
}

void iccid_print(const struct iccid *iccid, char out[ICCID_TEXT_SIZE])
{
	for (size_t i = 0; i < ICCID_SIZE; i++)
		snprintf(out + 2 * i, 3, "%X%X", iccid->octets[i] & 0xFU, (unsigned)iccid->octets[i] >> 4);
	for (size_t size = ICCID_DIGITS_MAXIMUM; size > ICCID_DIGITS_MINIMUM && out[size - 1] == 'F'; size--)
		out[size - 1] = '\0';
}

struct iccid iccid_of_package(const uint8_t in_order[ICCID_SIZE])
{
	struct iccid iccid;
	for (size_t i = 0; i < ICCID_SIZE; i++)
		iccid.octets[i] = (uint8_t)(in_order[i] << 4 | in_order[i] >> 4);
	return iccid;
}

/* ISO/IEC 7812-1 annex B. The last digit given is doubled, because the check digit comes after it. */
char luhn_digit(struct text text)
{
	unsigned sum = 0;
	for (size_t i = 0; i < text.size; i++) {
		unsigned digit = (unsigned)(text.data[text.size - 1 - i] - '0');
		unsigned weighted = i % 2 == 0 ? 2 * digit : digit;
		sum += weighted > 9 ? weighted - 9 : weighted;
	}
	return (char)('0' + (10 - sum % 10) % 10);
}

void identifier_shorten(struct text digits, char *out, size_t out_size)
{
	if (out_size == 0)
		return;
	size_t size = digits.size < out_size - 1 ? digits.size : out_size - 1;
	bool worth_showing = digits.size > SHORTENED_HEAD + SHORTENED_TAIL;
	for (size_t i = 0; i < size; i++) {
		bool shown = worth_showing && (i < SHORTENED_HEAD || i >= digits.size - SHORTENED_TAIL);
		out[i] = shown ? digits.data[i] : '.';
	}
	out[size] = '\0';
}

/* Capital letters only: the set is that of a QR code's alphanumeric mode. */
bool matching_id_is_valid(struct text matching_id)
{
	if (matching_id.size > MATCHING_ID_MAXIMUM)
		return false;
	for (size_t i = 0; i < matching_id.size; i++) {
		char c = matching_id.data[i];
		if (!is_digit(c) && !(c >= 'A' && c <= 'Z') && c != '-')
			return false;
	}
	return true;
}

/* RFC 1123 2.1. */
static bool label_is_valid(struct text label)
{
	if (label.size == 0 || label.size > LABEL_MAXIMUM)
		return false;
	for (size_t i = 0; i < label.size; i++) {
		bool at_an_end = i == 0 || i == label.size - 1;
		char c = label.data[i];
		if (!is_digit(c) && !is_letter(c) && (c != '-' || at_an_end))
			return false;
	}
	return true;
}

void matching_id_make(const uint8_t random[MATCHING_ID_MADE_SIZE], char out[MATCHING_ID_MADE_SIZE + 1])
{
	static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUVWXY";
	_Static_assert(sizeof alphabet - 1 == 32, "five bits each");
	for (size_t i = 0; i < MATCHING_ID_MADE_SIZE; i++)
		out[i] = i % 6 == 5 ? '-' : alphabet[random[i] % 32];
	out[MATCHING_ID_MADE_SIZE] = '\0';
}

bool address_is_valid(struct text address)
{
	struct text rest = address_host(address);
	if (address.size > ADDRESS_MAXIMUM)
		return false;
	if (rest.size < address.size) {
		struct text port = { address.data + rest.size + 1, address.size - rest.size - 1 };
		uint64_t number;
		if (!text_to_number(port, UINT16_MAX, &number) || number == 0)
			return false;
	}
	do {
		if (!label_is_valid(text_cut(&rest, '.')))
			return false;
	} while (rest.data);
	return true;
}

struct text address_host(struct text address)
{
	return text_cut(&address, ':');
}

/* A rule may say E for any digit. */
static bool read_operator_digit(char c, unsigned *out)
{
	if (is_digit(c))
		*out = (unsigned)(c - '0');
	else if (c == 'E' || c == 'e')
		*out = WILDCARD;
	else
		return false;
	return true;
}

enum status mcc_mnc_parse(struct text digits, uint8_t out[MCC_MNC_SIZE])
{
	unsigned digit[6] = { 0, 0, 0, 0, 0, FILLER };
	if (digits.size != 5 && digits.size != 6)
		return STATUS_MALFORMED;
	for (size_t i = 0; i < digits.size; i++)
		if (!read_operator_digit(digits.data[i], &digit[i]))
			return STATUS_MALFORMED;
	/* TS 24.008 10.5.1.3: the third digit of the MNC stands before the first two. */
	out[0] = (uint8_t)(digit[1] << 4 | digit[0]);
	out[1] = (uint8_t)(digit[5] << 4 | digit[2]);
	out[2] = (uint8_t)(digit[4] << 4 | digit[3]);
	return STATUS_OK;
}

void mcc_mnc_print(const uint8_t mcc_mnc[MCC_MNC_SIZE], char out[7])
{
	snprintf(out, 7, "%X%X%X%X%X%X", mcc_mnc[0] & 0xFU, (unsigned)mcc_mnc[0] >> 4, mcc_mnc[1] & 0xFU,
	         mcc_mnc[2] & 0xFU, (unsigned)mcc_mnc[2] >> 4, (unsigned)mcc_mnc[1] >> 4);
	if (out[5] == 'F')
		out[5] = '\0';
}

bool version_at_least(struct version version, uint8_t major, uint8_t minor, uint8_t revision)
{
	const uint8_t wanted[] = { major, minor, revision };
	return memcmp(version.octets, wanted, sizeof wanted) >= 0;
}

enum status version_parse(struct text text, struct version *out)
{
	struct version got;
	for (size_t i = 0; i < sizeof got.octets; i++) {
		uint64_t number;
		if (!text_to_number(text_cut(&text, '.'), UINT8_MAX, &number))
			return STATUS_MALFORMED;
		got.octets[i] = (uint8_t)number;
	}
	if (text.data)
		return STATUS_MALFORMED;
	*out = got;
	return STATUS_OK;
}

void version_print(struct version version, char out[VERSION_TEXT_SIZE])
{
	snprintf(out, VERSION_TEXT_SIZE, "%u.%u.%u", version.octets[0], version.octets[1], version.octets[2]);
}
