/* SPDX-License-Identifier: Apache-2.0 */
/* Access rules, the records of EF.ARR: what may be done, and which code must have been presented.
 *
 *	rule: {read: always, update: pinAppl1, activate deactivate: adm1, ins-D4: adm1 or adm2}
 *
 * Of directories the same bits are other rights (TS 102 221 9.2.4): read is to delete a file in it, update to create an EF,
 * write to create a DF. */
#include "profile_package/content_codec.h"

#include "base/hex.h"
#include "codec/der_read.h"
#include "codec/der_write.h"
#include "profile_package/schema.h"

enum {
	ACCESS_BITS = 0x80, ACCESS_INSTRUCTION = 0x84, ALWAYS = 0x90, NEVER = 0x97, CODE = 0xA4, ANY_OF = 0xA0, ALL_OF = 0xAF,
	CODE_REFERENCE = 0x83, CODE_USE = 0x95, USE_VERIFY = 0x08, INCREASE = 0x32, UNIVERSAL_PIN = 0x11,
};

static const struct schema_name rights[] = {
	{ "read", 0x01 }, { "update", 0x02 }, { "write", 0x04 }, { "deactivate", 0x08 }, { "activate", 0x10 },
	{ "terminate", 0x20 }, { "delete", 0x40 }, { 0 },
};

/* ---- codes ---- */

/* The names that PE-PINCodes has for them. */
static const struct schema_name *code_names(void)
{
	const struct schema_field *element = schema_element_named(TEXT("pinCodes"));
	const struct schema_field *pins = &element->fields[1].fields[0], *pin = &pins->fields[0];
	return pin->fields[0].names;
}

static bool code_named(struct text word, uint8_t *out)
{
	if (text_equal(word, TEXT("universalPIN"))) {
		*out = UNIVERSAL_PIN;
		return true;
	}
	for (const struct schema_name *name = code_names(); name->name; name++)
		if (text_equal(word, text_from(name->name))) {
			*out = (uint8_t)name->number;
			return true;
		}
	return false;
}

static const char *name_of_code(uint8_t reference)
{
	if (reference == UNIVERSAL_PIN)
		return "universalPIN";
	for (const struct schema_name *name = code_names(); name->name; name++)
		if (name->number == reference)
			return name->name;
	return NULL;
}

/* ---- conditions ---- */

static void put_code(struct der_writer *writer, uint8_t reference)
{
	const uint8_t use = USE_VERIFY;
	der_open(writer, CODE);
	der_put(writer, CODE_REFERENCE, bytes_from(&reference, 1));
	der_put(writer, CODE_USE, bytes_from(&use, 1));
	der_close(writer);
}

/* Words with the same one between them. False: no such condition. */
static bool put_condition(struct der_writer *writer, struct text text)
{
	uint8_t codes[16];
	size_t count = 0;
	uint32_t joint = 0;
	if (text_equal(text, TEXT("always")) || text_equal(text, TEXT("never"))) {
		der_put(writer, text_equal(text, TEXT("always")) ? ALWAYS : NEVER, (struct bytes){ 0 });
		return true;
	}
	while (text.size > 0 && count < ARRAY_SIZE(codes)) {
		struct text word = text_cut(&text, ' ');
		if (!code_named(word, &codes[count++]))
			return false;
		if (text.size == 0)
			break;
		word = text_cut(&text, ' ');
		uint32_t own = text_equal(word, TEXT("or")) ? ANY_OF : text_equal(word, TEXT("and")) ? ALL_OF : 0;
		if (own == 0 || (joint != 0 && joint != own) || text.size == 0)
			return false;
		joint = own;
	}
	if (joint != 0)
		der_open(writer, joint);
	for (size_t i = 0; i < count; i++)
		put_code(writer, codes[i]);
	if (joint != 0)
		der_close(writer);
	return count > 0 && text.size == 0;
}

static bool read_code(struct der_reader *reader, const char **out)
{
	struct der_reader inside;
	uint8_t reference, use;
	bool read = der_enter(reader, CODE, &inside) && der_fixed(&inside, CODE_REFERENCE, &reference, 1)
		&& der_fixed(&inside, CODE_USE, &use, 1) && der_end(&inside) && use == USE_VERIFY;
	*out = read ? name_of_code(reference) : NULL;
	return *out != NULL;
}

static enum status print_condition(struct der_reader *reader, struct buffer *out)
{
	struct der_element element;
	struct der_reader codes = *reader;
	const char *name, *joint = der_peek(reader) == ANY_OF ? "or" : "and";
	uint32_t tag = der_peek(reader);
	if (!der_next(reader, &element))
		return STATUS_UNSUPPORTED;
	if (tag == ALWAYS || tag == NEVER)
		return element.value.size > 0 ? STATUS_UNSUPPORTED : buffer_print(out, tag == ALWAYS ? "always" : "never");
	if (tag == CODE)
		return read_code(&codes, &name) ? buffer_print(out, "%s", name) : STATUS_UNSUPPORTED;
	if (tag != ANY_OF && tag != ALL_OF)
		return STATUS_UNSUPPORTED;
	codes = der_reader(element.value);
	for (bool is_first = true; !der_end(&codes); is_first = false) {
		if (!read_code(&codes, &name))
			return STATUS_UNSUPPORTED;
		TRY(buffer_print(out, "%s%s%s%s", is_first ? "" : " ", is_first ? "" : joint, is_first ? "" : " ", name));
	}
	return STATUS_OK;
}

/* ---- what the conditions are for ---- */

static bool put_access(struct der_writer *writer, struct text text)
{
	uint8_t bits = 0, instruction;
	if (text_equal(text, TEXT("increase"))) {
		instruction = INCREASE;
		der_put(writer, ACCESS_INSTRUCTION, bytes_from(&instruction, 1));
		return true;
	}
	if (text_starts_with(text, TEXT("ins-"))) {
		struct text digits = { text.data + 4, text.size - 4 };
		if (hex_decode(digits, &instruction, 1) != STATUS_OK)
			return false;
		der_put(writer, ACCESS_INSTRUCTION, bytes_from(&instruction, 1));
		return true;
	}
	while (text.size > 0) {
		struct text word = text_cut(&text, ' ');
		uint8_t found = 0;
		for (const struct schema_name *right = rights; right->name; right++)
			if (text_equal(word, text_from(right->name)))
				found = (uint8_t)right->number;
		if (found == 0 || bits & found)
			return false;
		bits |= found;
	}
	der_put(writer, ACCESS_BITS, bytes_from(&bits, 1));
	return true;
}

static enum status print_access(uint32_t tag, struct bytes value, struct buffer *out)
{
	const char *separator = "";
	if (value.size != 1 || (tag != ACCESS_BITS && tag != ACCESS_INSTRUCTION))
		return STATUS_UNSUPPORTED;
	if (tag == ACCESS_INSTRUCTION)
		return value.data[0] == INCREASE ? buffer_print(out, "increase") : buffer_print(out, "ins-%02X", value.data[0]);
	if (value.data[0] == 0 || value.data[0] & 0x80)
		return STATUS_UNSUPPORTED;
	for (const struct schema_name *right = rights; right->name; right++)
		if (value.data[0] & right->number) {
			TRY(buffer_print(out, "%s%s", separator, right->name));
			separator = " ";
		}
	return STATUS_OK;
}

static enum status parse_rule(const struct yaml_node *node, size_t size, struct buffer *out, struct source_error *error)
{
	struct der_writer writer = der_writer(out);
	(void)size;
	if (node->kind != YAML_MAPPING || !node->first)
		return source_refuse(error, node, "expected a rule, as {read: always, update: adm1}");
	for (const struct yaml_node *member = node->first; member; member = member->next) {
		if (!put_access(&writer, member->key))
			return source_refuse_key(error, member, "expected read, update, write, deactivate, activate, "
			                         "terminate, delete with blanks between, increase or ins-XX");
		if (member->kind != YAML_SCALAR || !put_condition(&writer, member->scalar))
			return source_refuse(error, member, "expected always, never or codes, as pinAppl1 or \"adm1 or adm2\"");
	}
	return der_finish(&writer);
}

static enum status print_rule(struct bytes content, struct buffer *out)
{
	struct der_reader reader = der_reader(content);
	struct der_element access;
	const char *separator = "{";
	if (content.size == 0)
		return STATUS_UNSUPPORTED;
	while (!der_end(&reader)) {
		if (!der_next(&reader, &access))
			return STATUS_UNSUPPORTED;
		TRY(buffer_print(out, "%s", separator));
		TRY(print_access(access.tag, access.value, out));
		TRY(buffer_print(out, ": "));
		TRY(print_condition(&reader, out));
		separator = ", ";
	}
	return buffer_print(out, "}");
}

const struct content_codec content_rule = { "rule", true, parse_rule, print_rule };
