/* SPDX-License-Identifier: Apache-2.0 */
/* Values of ES10 messages as text. What has not the form that it should have is shown as octets. */
#include <inttypes.h>

#include "base/hex.h"
#include "crypto/certificate.h"
#include "crypto/certificate_time.h"
#include "rsp/es10_tree.h"
#include "rsp/identifiers.h"

enum { SHOWN_OF_LONG = 8, SHOWN_OF_UNKNOWN = 64, NUMBER_SIZE_MAXIMUM = 8, MAC_SIZE = 8 };

static enum status print_octets(struct bytes value, size_t shown, struct buffer *out)
{
	if (value.size == 0)
		return buffer_append_text(out, TEXT("empty"));
	TRY(hex_append(out, bytes_first(value, shown)));
	return value.size > shown ? buffer_print(out, "… (%zu octets)", value.size) : STATUS_OK;
}

static enum status print_misfit(const char *what, struct bytes value, struct buffer *out)
{
	TRY(buffer_print(out, "(no %s) ", what));
	return print_octets(value, SHOWN_OF_UNKNOWN, out);
}

static const char *name_of(const struct code_name *names, uint64_t code)
{
	for (; names && names->name; names++)
		if ((uint64_t)names->code == code)
			return names->name;
	return NULL;
}

static uint64_t number_of(struct bytes value)
{
	uint64_t number = 0;
	for (size_t i = 0; i < value.size; i++)
		number = number << 8 | value.data[i];
	return number;
}

static enum status print_number(const struct es10_field *field, struct bytes value, struct buffer *out)
{
	bool is_signed = field->form == FORM_NUMBER && value.size > 0 && value.data[0] & 0x80;
	if (value.size == 0 || value.size > NUMBER_SIZE_MAXIMUM || is_signed)
		return print_misfit("number", value, out);
	uint64_t number = number_of(value);
	const char *name = name_of(field->names, number);
	if (name)
		return buffer_print(out, "%s (%" PRIu64 ")", name, number);
	return buffer_print(out, "%" PRIu64 "%s", number, field->names ? " (unknown)" : "");
}

static enum status print_boolean(struct bytes value, struct buffer *out)
{
	if (value.size != 1)
		return print_misfit("boolean", value, out);
	return buffer_append_text(out, value.data[0] ? TEXT("true") : TEXT("false"));
}

/* X.690 8.6: the first octet says how many bits of the last one do not count. */
static enum status print_bits(const struct es10_field *field, struct bytes value, struct buffer *out)
{
	if (value.size == 0 || value.data[0] > 7 || (value.size == 1 && value.data[0] != 0))
		return print_misfit("bit string", value, out);
	struct bytes bits = bytes_after(value, 1);
	size_t count = bits.size * 8 - value.data[0];
	const char *gap = "";
	for (size_t bit = 0; bit < count; bit++) {
		if (!(bits.data[bit / 8] & 0x80 >> bit % 8))
			continue;
		const char *name = name_of(field->names, bit);
		TRY(name ? buffer_print(out, "%s%s", gap, name) : buffer_print(out, "%sbit %zu", gap, bit));
		gap = ", ";
	}
	return *gap ? STATUS_OK : buffer_append_text(out, TEXT("none"));
}

static enum status print_text(struct bytes value, struct buffer *out)
{
	struct text text = bytes_text(value);
	if (!text_is_printable_utf8(text))
		return print_misfit("printable text", value, out);
	return buffer_print(out, "\"%.*s\"", TEXT_ARGUMENTS(text));
}

static enum status print_oid(struct bytes value, struct buffer *out)
{
	enum status status = oid_print(value, out);
	return status == STATUS_MALFORMED ? print_misfit("object identifier", value, out) : status;
}

static enum status print_eid(struct bytes value, struct buffer *out)
{
	struct eid eid;
	char digits[EID_DIGITS + 1];
	if (value.size != EID_SIZE)
		return print_misfit("EID", value, out);
	memcpy(eid.octets, value.data, EID_SIZE);
	eid_print(&eid, digits);
	return buffer_print(out, "%s", digits);
}

static enum status print_iccid(struct bytes value, struct buffer *out)
{
	struct iccid iccid;
	char digits[ICCID_TEXT_SIZE];
	if (value.size != ICCID_SIZE)
		return print_misfit("ICCID", value, out);
	memcpy(iccid.octets, value.data, ICCID_SIZE);
	iccid_print(&iccid, digits);
	return buffer_print(out, "%s", digits);
}

/* The filler F stands first or last in the last octet (SGP.22 4.2). */
static enum status print_digits(struct bytes value, struct buffer *out)
{
	enum { LONGEST = 10, FILLER = 0xF };
	if (value.size == 0 || value.size > LONGEST)
		return print_misfit("digits", value, out);
	for (size_t i = 0; i < 2 * value.size; i++) {
		unsigned digit = i % 2 ? value.data[i / 2] >> 4 : value.data[i / 2] & 0x0Fu;
		if (digit != FILLER)
			TRY(buffer_print(out, "%X", digit));
	}
	return STATUS_OK;
}

static enum status print_version(struct bytes value, struct buffer *out)
{
	struct version version;
	char text[VERSION_TEXT_SIZE];
	if (value.size != sizeof version.octets)
		return print_misfit("version", value, out);
	memcpy(version.octets, value.data, sizeof version.octets);
	version_print(version, text);
	return buffer_print(out, "%s", text);
}

static enum status print_operator(struct bytes value, struct buffer *out)
{
	char text[2 * MCC_MNC_SIZE + 1];
	if (value.size != MCC_MNC_SIZE)
		return print_misfit("operator", value, out);
	mcc_mnc_print(value.data, text);
	return buffer_print(out, "%s", text);
}

/* A tag goes on after 1F in its low bits, and then while the top bit is set (X.690 8.1.2.4). */
static enum status print_tags(struct bytes value, struct buffer *out)
{
	for (size_t i = 0; i < value.size; i++) {
		bool begins = i == 0 || ((value.data[i - 1] & 0x1F) != 0x1F && !(i > 1 && value.data[i - 1] & 0x80 &&
		                                                                  (value.data[i - 2] & 0x1F) == 0x1F));
		TRY(buffer_print(out, "%s%02X", begins && i > 0 ? " " : "", value.data[i]));
	}
	return value.size > 0 ? STATUS_OK : buffer_append_text(out, TEXT("empty"));
}

static enum status print_day(const char *before, int64_t seconds, struct buffer *out)
{
	struct calendar_time time = calendar_time(seconds);
	TRY(buffer_print(out, "%s%04" PRId64 "-%02d-%02d", before, time.year, time.month, time.day));
	return buffer_print(out, "T%02d:%02d:%02dZ", time.hour, time.minute, time.second);
}

static enum status print_certificate(struct bytes whole, struct buffer *out)
{
	struct certificate certificate;
	TRY(buffer_print(out, "%zu octets", whole.size));
	if (certificate_decode(whole, &certificate) != STATUS_OK)
		return STATUS_OK;
	if (text_is_printable_utf8(certificate.common_name))
		TRY(buffer_print(out, ", of \"%.*s\"", TEXT_ARGUMENTS(certificate.common_name)));
	TRY(buffer_append_text(out, TEXT(", key ")));
	TRY(print_octets(certificate.subject_key_identifier, SHOWN_OF_LONG, out));
	TRY(print_day(", from ", certificate.not_before, out));
	return print_day(" to ", certificate.not_after, out);
}

static enum status print_protected(struct bytes value, struct buffer *out)
{
	if (value.size < MAC_SIZE)
		return print_misfit("sealed octets", value, out);
	TRY(buffer_print(out, "%zu octets sealed, MAC ", value.size - MAC_SIZE));
	return hex_append(out, bytes_after(value, value.size - MAC_SIZE));
}

enum status es10_value_print(const struct es10_field *field, struct bytes value, struct bytes whole, struct buffer *out)
{
	switch (field->form) {
	case FORM_NUMBER:
	case FORM_COUNT:
		return print_number(field, value, out);
	case FORM_TEXT:
		return print_text(value, out);
	case FORM_BOOLEAN:
		return print_boolean(value, out);
	case FORM_BITS:
		return print_bits(field, value, out);
	case FORM_NULL:
		return value.size > 0 ? print_misfit("null", value, out) : buffer_append_text(out, TEXT("present"));
	case FORM_OID:
		return print_oid(value, out);
	case FORM_EID:
		return print_eid(value, out);
	case FORM_ICCID:
		return print_iccid(value, out);
	case FORM_DIGITS:
		return print_digits(value, out);
	case FORM_VERSION:
		return print_version(value, out);
	case FORM_OPERATOR:
		return print_operator(value, out);
	case FORM_TAGS:
		return print_tags(value, out);
	case FORM_CERTIFICATE:
		return print_certificate(whole, out);
	case FORM_PROTECTED:
		return print_protected(value, out);
	case FORM_LONG:
		return print_octets(value, SHOWN_OF_LONG, out);
	case FORM_OCTETS:
	case FORM_SECRET:
	case FORM_FIELDS:
	case FORM_MACED:
		break;
	}
	return print_octets(value, SHOWN_OF_UNKNOWN, out);
}
