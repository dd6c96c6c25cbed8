/* SPDX-License-Identifier: Apache-2.0 */
/* Telephone numbers: dialling numbers, short message parameters, emergency calls. */
#include "profile_package/content_members.h"
#include "profile_package/schema.h"

enum {
	DIALLING_SIZE = 14, NUMBER_OCTETS = 10, INTERNATIONAL = 0x91, UNKNOWN = 0x81, ADDRESS_OCTETS = 12, PARAMETERS_SIZE = 28,
	PRESENT_SMSC = 0x02, EMERGENCY_OCTETS = 3,
};

/* "+491…", or without plus. */
static enum status parse_number(const struct yaml_node *node, size_t octets, struct source_error *error, uint8_t *out)
{
	struct text digits = node->scalar;
	bool is_international = node->kind == YAML_SCALAR && text_starts_with(digits, TEXT("+"));
	if (is_international)
		digits = (struct text){ digits.data + 1, digits.size - 1 };
	if (node->kind != YAML_SCALAR || !content_is_digits(digits) || digits.size > 2 * octets)
		return source_refuse(error, node, "expected up to %zu digits in quotes, a plus in front if it is international",
		                     2 * octets);
	out[0] = (uint8_t)((digits.size + 1) / 2 + 1);
	out[1] = is_international ? INTERNATIONAL : UNKNOWN;
	content_pack_digits(digits, out + 2, octets);
	return STATUS_OK;
}

static enum status print_number(struct bytes octets, struct buffer *out)
{
	char digits[2 * (ADDRESS_OCTETS - 2) + 1];
	size_t count;
	bool is_known = octets.size >= 3 && (octets.data[1] == INTERNATIONAL || octets.data[1] == UNKNOWN);
	if (!is_known || !content_unpack_digits(bytes_after(octets, 2), digits, &count) || count == 0)
		return STATUS_UNSUPPORTED;
	return buffer_print(out, "\"%s%.*s\"", octets.data[1] == INTERNATIONAL ? "+" : "", (int)count, digits);
}

static enum status print_name(struct bytes octets, struct buffer *out)
{
	struct text name = content_until_padding(octets);
	if (name.size == 0)
		return STATUS_OK;
	if (!content_is_ascii(name))
		return STATUS_UNSUPPORTED;
	TRY(buffer_print(out, "name: "));
	TRY(source_print_text(name, out));
	return buffer_print(out, ", ");
}

/* ---- TS 31.102 4.2.26: EF.MSISDN and all that are like it ---- */

static enum status parse_dialling(const struct yaml_node *node, size_t size, struct buffer *out,
                                  struct source_error *error)
{
	static const char *const members[] = { "number", "name" };
	uint8_t octets[DIALLING_SIZE];
	struct text name;
	size_t room = size > DIALLING_SIZE ? size - DIALLING_SIZE : 0;
	TRY(content_check_members(node, members, ARRAY_SIZE(members), 1, error));
	TRY(content_ascii(yaml_member(node, "name"), room, error, &name));
	memset(octets, 0xFF, sizeof octets);
	TRY(parse_number(yaml_member(node, "number"), NUMBER_OCTETS, error, octets));
	TRY(content_put_padded(name, room, out));
	return buffer_append(out, BYTES(octets));
}

static enum status print_dialling(struct bytes content, struct buffer *out)
{
	if (content.size < DIALLING_SIZE)
		return STATUS_UNSUPPORTED;
	size_t room = content.size - DIALLING_SIZE;
	TRY(buffer_print(out, "{"));
	TRY(print_name(bytes_first(content, room), out));
	TRY(buffer_print(out, "number: "));
	TRY(print_number(bytes_first(bytes_after(content, room), NUMBER_OCTETS + 2), out));
	return buffer_print(out, "}");
}

const struct content_codec content_dialling = { "dialling", true, parse_dialling, print_dialling };

/* ---- TS 31.102 4.2.27: EF.SMSP with nothing in it but the service centre ---- */

static enum status parse_parameters(const struct yaml_node *node, size_t size, struct buffer *out,
                                    struct source_error *error)
{
	static const char *const members[] = { "smsc", "name" };
	uint8_t octets[PARAMETERS_SIZE];
	struct text name;
	size_t room = size > PARAMETERS_SIZE ? size - PARAMETERS_SIZE : 0;
	TRY(content_check_members(node, members, ARRAY_SIZE(members), 1, error));
	TRY(content_ascii(yaml_member(node, "name"), room, error, &name));
	memset(octets, 0xFF, sizeof octets);
	octets[0] = (uint8_t)~PRESENT_SMSC;
	TRY(parse_number(yaml_member(node, "smsc"), NUMBER_OCTETS, error, octets + 1 + ADDRESS_OCTETS));
	TRY(content_put_padded(name, room, out));
	return buffer_append(out, BYTES(octets));
}

static enum status print_parameters(struct bytes content, struct buffer *out)
{
	if (content.size < PARAMETERS_SIZE)
		return STATUS_UNSUPPORTED;
	size_t room = content.size - PARAMETERS_SIZE;
	TRY(buffer_print(out, "{"));
	TRY(print_name(bytes_first(content, room), out));
	TRY(buffer_print(out, "smsc: "));
	TRY(print_number(bytes_first(bytes_after(content, room + 1 + ADDRESS_OCTETS), ADDRESS_OCTETS), out));
	return buffer_print(out, "}");
}

const struct content_codec content_short_message = { "smsp", true, parse_parameters, print_parameters };

/* ---- TS 31.102 4.2.21: EF.ECC, with the services of TS 22.101 ---- */

static const struct schema_name services[] = {
	{ "police", 0x01 }, { "ambulance", 0x02 }, { "fire", 0x04 }, { "marine", 0x08 }, { "mountain", 0x10 }, { 0 },
};

static enum status parse_services(const struct yaml_node *list, struct source_error *error, uint8_t *out)
{
	*out = 0;
	if (list && list->kind != YAML_SEQUENCE)
		return source_refuse(error, list, "expected a list of services, as [police, fire]");
	for (const struct yaml_node *item = list ? list->first : NULL; item; item = item->next) {
		uint8_t found = 0;
		for (const struct schema_name *name = services; name->name; name++)
			if (item->kind == YAML_SCALAR && text_equal(item->scalar, text_from(name->name)))
				found = (uint8_t)name->number;
		if (found == 0)
			return source_refuse(error, item, "expected police, ambulance, fire, marine or mountain");
		*out |= found;
	}
	return STATUS_OK;
}

static enum status parse_emergency(const struct yaml_node *node, size_t size, struct buffer *out,
                                   struct source_error *error)
{
	static const char *const members[] = { "number", "name", "services" };
	uint8_t octets[EMERGENCY_OCTETS], bits;
	struct text name;
	size_t room = size > EMERGENCY_OCTETS + 1 ? size - EMERGENCY_OCTETS - 1 : 0;
	TRY(content_check_members(node, members, ARRAY_SIZE(members), 1, error));
	const struct yaml_node *number = yaml_member(node, "number");
	if (number->kind != YAML_SCALAR || !content_is_digits(number->scalar) || number->scalar.size > 2 * EMERGENCY_OCTETS)
		return source_refuse(error, number, "expected up to %d digits in quotes", 2 * EMERGENCY_OCTETS);
	TRY(content_ascii(yaml_member(node, "name"), room, error, &name));
	TRY(parse_services(yaml_member(node, "services"), error, &bits));
	content_pack_digits(number->scalar, octets, sizeof octets);
	TRY(buffer_append(out, BYTES(octets)));
	TRY(content_put_padded(name, room, out));
	return buffer_append_octet(out, bits);
}

static enum status print_emergency(struct bytes content, struct buffer *out)
{
	char digits[2 * EMERGENCY_OCTETS];
	const char *separator = ", services: [";
	size_t count;
	if (content.size < EMERGENCY_OCTETS + 1
	    || !content_unpack_digits(bytes_first(content, EMERGENCY_OCTETS), digits, &count) || count == 0)
		return STATUS_UNSUPPORTED;
	uint8_t bits = content.data[content.size - 1];
	TRY(buffer_print(out, "{"));
	TRY(print_name(bytes_first(bytes_after(content, EMERGENCY_OCTETS), content.size - EMERGENCY_OCTETS - 1), out));
	TRY(buffer_print(out, "number: \"%.*s\"", (int)count, digits));
	for (const struct schema_name *name = services; name->name; name++)
		if (bits & name->number) {
			TRY(buffer_print(out, "%s%s", separator, name->name));
			separator = ", ";
		}
	return buffer_print(out, bits ? "]}" : "}");
}

const struct content_codec content_emergency = { "ecc", true, parse_emergency, print_emergency };
