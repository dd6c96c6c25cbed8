/* SPDX-License-Identifier: Apache-2.0 */
/* Names and addresses: service provider name, URIs, applications in EF.DIR. */
#include "profile_package/content_members.h"

#include "base/hex.h"
#include "codec/der_read.h"
#include "codec/der_write.h"

bool content_is_ascii(struct text text)
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
	if (content_is_ascii(text))
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

enum status content_ascii(const struct yaml_node *node, size_t maximum, struct source_error *error, struct text *out)
{
	if (!node) {
		*out = (struct text){ 0 };
		return STATUS_OK;
	}
	if (node->kind != YAML_SCALAR || node->scalar.size > maximum || !content_is_ascii(node->scalar))
		return source_refuse(error, node, "expected a text of at most %zu ASCII characters", maximum);
	*out = node->scalar;
	return STATUS_OK;
}

enum status content_put_padded(struct text text, size_t size, struct buffer *out)
{
	TRY(buffer_append_text(out, text));
	for (size_t i = text.size; i < size; i++)
		TRY(buffer_append_octet(out, 0xFF));
	return STATUS_OK;
}

enum status content_check_members(const struct yaml_node *node, const char *const *names, size_t count, size_t must,
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
	for (size_t i = 0; i < must; i++)
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
	size_t whole = size != 0 ? size : 17;
	TRY(content_check_members(node, members, ARRAY_SIZE(members), ARRAY_SIZE(members), error));
	TRY(content_ascii(yaml_member(node, "name"), whole - 1, error, &name));
	TRY(source_number(error, yaml_member(node, "display"), 0, 3, &display));
	TRY(buffer_append_octet(out, (uint8_t)display));
	return content_put_padded(name, whole - 1, out);
}

struct text content_until_padding(struct bytes octets)
{
	size_t size = octets.size;
	while (size > 0 && octets.data[size - 1] == 0xFF)
		size--;
	return bytes_text(bytes_first(octets, size));
}

static enum status print_provider_name(struct bytes content, struct buffer *out)
{
	struct text name = content_until_padding(bytes_after(content, 1));
	if (content.size < 2 || content.data[0] > 3 || !content_is_ascii(name))
		return STATUS_UNSUPPORTED;
	TRY(buffer_print(out, "{name: "));
	TRY(source_print_text(name, out));
	return buffer_print(out, ", display: %u}", content.data[0]);
}

const struct content_codec content_provider_name = { "spn", false, parse_provider_name, print_provider_name };

/* TS 31.103 4.2.2: a text in tag 80. */
static enum status parse_uri(const struct yaml_node *node, size_t size, struct buffer *out, struct source_error *error)
{
	struct text text;
	TRY(content_ascii(node, size > 2 ? size - 2 : 200, error, &text));
	struct der_writer writer = der_writer(out);
	der_put_text(&writer, 0x80, text);
	return der_finish(&writer);
}

static enum status print_uri(struct bytes content, struct buffer *out)
{
	struct der_reader reader = der_reader(content);
	struct text text;
	if (!der_text(&reader, 0x80, 1, 200, &text) || !der_end(&reader) || !content_is_ascii(text))
		return STATUS_UNSUPPORTED;
	return source_print_text(text, out);
}

const struct content_codec content_uri = { "uri", false, parse_uri, print_uri };
const struct content_codec content_record_uri = { "uri", true, parse_uri, print_uri };

/* ---- EF.PL, EF.LI: two letters of ISO 639 each ---- */

static enum status parse_languages(const struct yaml_node *node, size_t size, struct buffer *out,
                                   struct source_error *error)
{
	(void)size;
	if (node->kind != YAML_SEQUENCE || !node->first)
		return source_refuse(error, node, "expected a list of languages, as [en, de]");
	for (const struct yaml_node *item = node->first; item; item = item->next) {
		bool is_language = item->kind == YAML_SCALAR && item->scalar.size == 2 && item->scalar.data[0] >= 'a'
			&& item->scalar.data[0] <= 'z' && item->scalar.data[1] >= 'a' && item->scalar.data[1] <= 'z';
		if (!is_language)
			return source_refuse(error, item, "expected two small letters, as en");
		TRY(buffer_append_text(out, item->scalar));
	}
	return STATUS_OK;
}

static enum status print_languages(struct bytes content, struct buffer *out)
{
	if (content.size == 0 || content.size % 2 != 0)
		return STATUS_UNSUPPORTED;
	TRY(buffer_print(out, "["));
	for (size_t i = 0; i < content.size; i += 2) {
		char first = (char)content.data[i], second = (char)content.data[i + 1];
		if (first < 'a' || first > 'z' || second < 'a' || second > 'z')
			return STATUS_UNSUPPORTED;
		/* "no" is a truth value for many readers. */
		TRY(buffer_print(out, "%s\"%c%c\"", i ? ", " : "", first, second));
	}
	return buffer_print(out, "]");
}

const struct content_codec content_languages = { "languages", false, parse_languages, print_languages };

/* ---- EF.DIR: TS 102 221 13.1 ---- */

static enum status parse_application(const struct yaml_node *node, size_t size, struct buffer *out,
                                     struct source_error *error)
{
	static const char *const members[] = { "aid", "label" };
	struct text label;
	uint8_t aid[16];
	AUTO(buffer) octets = BUFFER(sizeof aid);
	(void)size;
	TRY(content_check_members(node, members, ARRAY_SIZE(members), ARRAY_SIZE(members), error));
	TRY(source_octets(error, yaml_member(node, "aid"), 5, sizeof aid, &octets));
	TRY(content_ascii(yaml_member(node, "label"), 32, error, &label));
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
	if (!read || !content_is_ascii(label))
		return STATUS_UNSUPPORTED;
	TRY(buffer_print(out, "{aid: \""));
	TRY(hex_append(out, aid));
	TRY(buffer_print(out, "\", label: "));
	TRY(source_print_text(label, out));
	return buffer_print(out, "}");
}

const struct content_codec content_application = { "application", true, parse_application, print_application };
