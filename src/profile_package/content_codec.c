/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/content_codec.h"

#include <stdio.h>

#include "base/hex.h"
#include "codec/der_read.h"
#include "codec/der_write.h"

enum { ICCID_OCTETS = 10, IMSI_OCTETS = 9, IMSI_DIGITS_MAXIMUM = 15, SERVICES_MAXIMUM = 1024, CODED_MAXIMUM = 4096 };

/* ---- digits, two to an octet, the first one low ---- */

static bool is_digits(struct text text)
{
	for (size_t i = 0; i < text.size; i++)
		if (text.data[i] < '0' || text.data[i] > '9')
			return false;
	return text.size > 0;
}

/* Fills up with F. */
static void pack_digits(struct text digits, uint8_t *out, size_t size)
{
	memset(out, 0xFF, size);
	for (size_t i = 0; i < digits.size; i++) {
		unsigned digit = (unsigned)(digits.data[i] - '0');
		unsigned octet = out[i / 2];
		out[i / 2] = (uint8_t)(i % 2 == 0 ? (octet & 0xF0) | digit : (octet & 0x0F) | digit << 4);
	}
}

/* Up to the first F. False: something else that is no digit. */
static bool unpack_digits(struct bytes packed, char *out, size_t *out_count)
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
	bool fits = node->kind == YAML_SCALAR && is_digits(node->scalar) && node->scalar.size >= minimum
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
	if (packed.size > sizeof digits / 2 || !unpack_digits(packed, digits, &count) || count == 0)
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
	pack_digits(digits, packed, sizeof packed);
	return buffer_append(out, BYTES(packed));
}

static enum status print_iccid(struct bytes content, struct buffer *out)
{
	return content.size == ICCID_OCTETS ? print_digits(content, out) : STATUS_UNSUPPORTED;
}

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
	pack_digits((struct text){ shifted, digits.size + 1 }, packed + 1, sizeof packed - 1);
	return buffer_append(out, BYTES(packed));
}

static enum status print_imsi(struct bytes content, struct buffer *out)
{
	char digits[2 * IMSI_OCTETS];
	size_t count;
	if (content.size != IMSI_OCTETS || !unpack_digits(bytes_after(content, 1), digits, &count) || count < 2)
		return STATUS_UNSUPPORTED;
	return buffer_print(out, "\"%.*s\"", (int)count - 1, digits + 1);
}

/* ---- lists of numbers, a bit each ---- */

static enum status print_bits(struct bytes content, unsigned base, bool high_first, struct buffer *out)
{
	const char *separator = "";
	TRY(buffer_print(out, "["));
	for (unsigned i = 0; i < 8 * content.size; i++) {
		size_t at = high_first ? content.size - 1 - i / 8 : i / 8;
		if (!(content.data[at] >> i % 8 & 1))
			continue;
		TRY(buffer_print(out, "%s%u", separator, i + base));
		separator = ", ";
	}
	return buffer_print(out, "]");
}

static enum status parse_bits(const struct yaml_node *node, unsigned base, unsigned maximum, struct source_error *error,
                              uint8_t *bits, size_t *out_used)
{
	if (node->kind != YAML_SEQUENCE)
		return source_refuse(error, node, "expected a list of numbers from %u to %u", base, maximum);
	*out_used = 0;
	for (const struct yaml_node *item = node->first; item; item = item->next) {
		uint32_t number;
		TRY(source_number(error, item, base, maximum, &number));
		number -= base;
		bits[number / 8] |= (uint8_t)(1u << number % 8);
		if (number / 8 + 1 > *out_used)
			*out_used = number / 8 + 1;
	}
	return STATUS_OK;
}

/* TS 31.102 4.2.8: service 1 is the lowest bit of the first octet. All of the file is written, because what is left
 * unwritten reads FF, which is every service. */
static enum status parse_services(const struct yaml_node *node, size_t size, struct buffer *out,
                                  struct source_error *error)
{
	uint8_t bits[SERVICES_MAXIMUM / 8] = { 0 };
	size_t used, maximum = size != 0 && size < sizeof bits ? size : sizeof bits;
	TRY(parse_bits(node, 1, (unsigned)(8 * maximum), error, bits, &used));
	return buffer_append(out, bytes_from(bits, size != 0 ? maximum : used));
}

static enum status print_services(struct bytes content, struct buffer *out)
{
	return content.size <= SERVICES_MAXIMUM / 8 ? print_bits(content, 1, false, out) : STATUS_UNSUPPORTED;
}

/* TS 31.102 4.2.15: class 0 is the lowest bit of the last octet. */
static enum status parse_classes(const struct yaml_node *node, size_t size, struct buffer *out,
                                 struct source_error *error)
{
	uint8_t bits[2] = { 0 };
	size_t used;
	(void)size;
	TRY(parse_bits(node, 0, 15, error, bits, &used));
	const uint8_t octets[2] = { bits[1], bits[0] };
	return buffer_append(out, BYTES(octets));
}

static enum status print_classes(struct bytes content, struct buffer *out)
{
	return content.size == 2 ? print_bits(content, 0, true, out) : STATUS_UNSUPPORTED;
}

/* ---- texts ---- */

static bool is_ascii(struct text text)
{
	for (size_t i = 0; i < text.size; i++)
		if (text.data[i] < ' ' || text.data[i] > '~')
			return false;
	return true;
}

/* YAML takes some characters for line ends, and others not at all; all of ASCII is safe. */
static bool survives_yaml(struct text quoted, struct text text)
{
	AUTO(arena) arena = ARENA(1 << 16);
	const struct yaml_node *node;
	struct yaml_error error;
	if (is_ascii(text))
		return true;
	return yaml_parse(quoted, &arena, &node, &error) == STATUS_OK && node && text_equal(node->scalar, text);
}

static enum status print_quoted(struct text text, struct buffer *out)
{
	TRY(buffer_append_octet(out, '"'));
	for (size_t i = 0; i < text.size; i++) {
		if (text.data[i] == '"' || text.data[i] == '\\')
			TRY(buffer_append_octet(out, '\\'));
		TRY(buffer_append_octet(out, (uint8_t)text.data[i]));
	}
	return buffer_append_octet(out, '"');
}

enum status source_print_text(struct text text, struct buffer *out)
{
	size_t before = out->size;
	if (!text_is_printable_utf8(text))
		return STATUS_UNSUPPORTED;
	TRY(print_quoted(text, out));
	if (survives_yaml(bytes_text(bytes_after(buffer_bytes(out), before)), text))
		return STATUS_OK;
	out->size = before;
	return STATUS_UNSUPPORTED;
}

static enum status parse_ascii(const struct yaml_node *node, size_t maximum, struct source_error *error,
                               struct text *out)
{
	if (!node || node->kind != YAML_SCALAR || node->scalar.size > maximum || !is_ascii(node->scalar))
		return source_refuse(error, node, "expected a text of at most %zu ASCII characters", maximum);
	*out = node->scalar;
	return STATUS_OK;
}

static enum status pad(struct buffer *out, size_t size)
{
	while (out->size < size)
		TRY(buffer_append_octet(out, 0xFF));
	return STATUS_OK;
}

/* Members other than those named are refused. */
static enum status check_members(const struct yaml_node *node, const char *const *names, size_t count,
                                 struct source_error *error)
{
	if (node->kind != YAML_MAPPING)
		return source_refuse(error, node, "expected { %s: …, %s: … }", names[0], names[1]);
	for (const struct yaml_node *member = node->first; member; member = member->next) {
		bool known = false;
		for (size_t i = 0; i < count; i++)
			known = known || text_equal(member->key, text_from(names[i]));
		if (!known)
			return source_refuse_key(error, member, "expected %s or %s", names[0], names[1]);
	}
	for (size_t i = 0; i < count; i++)
		if (!yaml_member(node, names[i]))
			return source_refuse(error, node, "%s is missing", names[i]);
	return STATUS_OK;
}

/* TS 31.102 4.2.12: display condition, then the name in the default alphabet, one octet a character; the characters
 * that ASCII and that alphabet share. */
static enum status parse_provider_name(const struct yaml_node *node, size_t size, struct buffer *out,
                                       struct source_error *error)
{
	static const char *const members[] = { "name", "display" };
	struct text name;
	uint32_t display;
	size_t before = out->size, whole = size != 0 ? size : 17;
	TRY(check_members(node, members, ARRAY_SIZE(members), error));
	TRY(parse_ascii(yaml_member(node, "name"), whole - 1, error, &name));
	TRY(source_number(error, yaml_member(node, "display"), 0, 3, &display));
	TRY(buffer_append_octet(out, (uint8_t)display));
	TRY(buffer_append_text(out, name));
	return pad(out, before + whole);
}

static struct text until_padding(struct bytes octets)
{
	size_t size = octets.size;
	while (size > 0 && octets.data[size - 1] == 0xFF)
		size--;
	return bytes_text(bytes_first(octets, size));
}

static enum status print_provider_name(struct bytes content, struct buffer *out)
{
	struct text name = until_padding(bytes_after(content, 1));
	if (content.size < 2 || content.data[0] > 3 || !is_ascii(name))
		return STATUS_UNSUPPORTED;
	TRY(buffer_print(out, "{name: "));
	TRY(source_print_text(name, out));
	return buffer_print(out, ", display: %u}", content.data[0]);
}

/* TS 31.103 4.2.2: a text in tag 80. */
static enum status parse_uri(const struct yaml_node *node, size_t size, struct buffer *out, struct source_error *error)
{
	struct text text;
	TRY(parse_ascii(node, size > 2 ? size - 2 : 200, error, &text));
	struct der_writer writer = der_writer(out);
	der_put_text(&writer, 0x80, text);
	return der_finish(&writer);
}

static enum status print_uri(struct bytes content, struct buffer *out)
{
	struct der_reader reader = der_reader(content);
	struct text text;
	if (!der_text(&reader, 0x80, 1, 200, &text) || !der_end(&reader) || !is_ascii(text))
		return STATUS_UNSUPPORTED;
	return source_print_text(text, out);
}

/* ---- EF.DIR: TS 102 221 13.1 ---- */

static enum status parse_application(const struct yaml_node *node, size_t size, struct buffer *out,
                                     struct source_error *error)
{
	static const char *const members[] = { "aid", "label" };
	struct text label;
	uint8_t aid[16];
	AUTO(buffer) octets = BUFFER(sizeof aid);
	(void)size;
	TRY(check_members(node, members, ARRAY_SIZE(members), error));
	TRY(source_octets(error, yaml_member(node, "aid"), 5, sizeof aid, &octets));
	TRY(parse_ascii(yaml_member(node, "label"), 32, error, &label));
	struct der_writer writer = der_writer(out);
	der_open(&writer, 0x61);
	der_put(&writer, 0x4F, buffer_bytes(&octets));
	der_put_text(&writer, 0x50, label);
	der_close(&writer);
	return der_finish(&writer);
}

static enum status print_application(struct bytes content, struct buffer *out)
{
	struct der_reader reader = der_reader(content), inside;
	struct bytes aid;
	struct text label;
	bool read = der_enter(&reader, 0x61, &inside) && der_end(&reader) && der_octets(&inside, 0x4F, 5, 16, &aid)
		&& der_text(&inside, 0x50, 1, 32, &label) && der_end(&inside);
	if (!read || !is_ascii(label))
		return STATUS_UNSUPPORTED;
	TRY(buffer_print(out, "{aid: \""));
	TRY(hex_append(out, aid));
	TRY(buffer_print(out, "\", label: "));
	TRY(source_print_text(label, out));
	return buffer_print(out, "}");
}

/* ---- network codes: TS 24.008 10.5.1.3, MNC of two or three digits ---- */

static enum status parse_plmn(const struct yaml_node *node, struct buffer *out, struct source_error *error)
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
		TRY(parse_plmn(item, out, error));
	return STATUS_OK;
}

static enum status print_plmns(struct bytes content, struct buffer *out)
{
	if (content.size == 0 || content.size % 3 != 0)
		return STATUS_UNSUPPORTED;
	TRY(buffer_print(out, "["));
	for (size_t i = 0; i < content.size; i += 3) {
		const uint8_t *p = content.data + i;
		uint8_t d[6] = { p[0] & 15, p[0] >> 4, p[1] & 15, p[2] & 15, p[2] >> 4, p[1] >> 4 };
		bool is_short = d[5] == 0x0F;
		for (size_t digit = 0; digit < 5u + !is_short; digit++)
			if (d[digit] > 9)
				return STATUS_UNSUPPORTED;
		TRY(buffer_print(out, "%s\"%u%u%u%u%u", i ? ", " : "", d[0], d[1], d[2], d[3], d[4]));
		TRY(is_short ? buffer_print(out, "\"") : buffer_print(out, "%u\"", d[5]));
	}
	return buffer_print(out, "]");
}

/* ---- which file has which ---- */

#define ICCID "iccid", false, parse_iccid, print_iccid
#define IMSI "imsi", false, parse_imsi, print_imsi
#define SERVICES "services", false, parse_services, print_services
#define CLASSES "access-classes", false, parse_classes, print_classes
#define PROVIDER_NAME "spn", false, parse_provider_name, print_provider_name
#define URI "uri", false, parse_uri, print_uri
#define PLMNS "plmns", false, parse_plmns, print_plmns

static const struct content_codec codecs[] = {
	{ "mf/ef-iccid", ICCID },
	{ "iot/ef-iccid", ICCID },
	{ "mf/ef-dir", "application", true, parse_application, print_application },
	{ "iot/ef-dir", "application", true, parse_application, print_application },
	{ "usim/ef-imsi", IMSI },
	{ "iot/ef-imsi", IMSI },
	{ "usim/ef-ust", SERVICES },
	{ "iot/ef-ust", SERVICES },
	{ "isim/ef-ist", SERVICES },
	{ "usim/ef-est", SERVICES },
	{ "usim/ef-acc", CLASSES },
	{ "iot/ef-acc", CLASSES },
	{ "usim/ef-spn", PROVIDER_NAME },
	{ "usim/ef-fplmn", PLMNS },
	{ "opt-usim/ef-ehplmn", PLMNS },
	{ "isim/ef-impi", URI },
	{ "isim/ef-domain", URI },
	{ "isim/ef-impu", "uri", true, parse_uri, print_uri },
};

const struct content_codec *content_codec_find(const char *element, const char *field)
{
	size_t element_size = strlen(element);
	for (size_t i = 0; i < ARRAY_SIZE(codecs); i++) {
		const char *file = codecs[i].file;
		if (strncmp(file, element, element_size) == 0 && file[element_size] == '/'
		    && strcmp(file + element_size + 1, field) == 0)
			return &codecs[i];
	}
	return NULL;
}

enum status content_codec_print(const struct content_codec *codec, struct bytes content, size_t size,
                                struct buffer *out)
{
	AUTO(arena) arena = ARENA(1 << 16);
	AUTO(buffer) again = BUFFER(CODED_MAXIMUM);
	const struct yaml_node *node;
	struct yaml_error yaml_error;
	struct source_error error;
	size_t before = out->size;
	if (content.size > CODED_MAXIMUM)
		return STATUS_UNSUPPORTED;
	enum status status = codec->print(content, out);
	struct text printed = bytes_text(bytes_after(buffer_bytes(out), before));
	if (status == STATUS_OK)
		status = yaml_parse(printed, &arena, &node, &yaml_error);
	if (status == STATUS_OK)
		status = node ? codec->parse(node, size, &again, &error) : STATUS_UNSUPPORTED;
	if (status == STATUS_OK && bytes_equal(buffer_bytes(&again), content))
		return STATUS_OK;
	out->size = before;
	return status == STATUS_NO_MEMORY ? status : STATUS_UNSUPPORTED;
}
