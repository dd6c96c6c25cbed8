/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/activation_code.h"

#include "rsp/identifiers.h"

#define PREFIX TEXT("LPA:")
#define FORMAT TEXT("1")
#define SEPARATOR '$'

/* QR codes and links carry the prefix, codes to be typed do not (SGP.22 4.1). */
static struct text without_prefix(struct text input)
{
	struct text trimmed = text_trimmed(input);
	struct text head = { trimmed.data, trimmed.size < PREFIX.size ? trimmed.size : PREFIX.size };
	if (!text_equal_ignoring_case(head, PREFIX))
		return trimmed;
	return text_trimmed((struct text){ trimmed.data + PREFIX.size, trimmed.size - PREFIX.size });
}

/* A number other than ours is some later form; anything else was never an activation code. */
static enum status check_format(struct text format)
{
	uint64_t number;
	if (text_equal(format, FORMAT))
		return STATUS_OK;
	return text_to_number(format, UINT64_MAX, &number) ? STATUS_UNSUPPORTED : STATUS_MALFORMED;
}

static bool oid_is_valid(struct text dotted)
{
	AUTO(buffer) octets = BUFFER(OID_MAXIMUM);
	return dotted.size == 0 || oid_parse(dotted, &octets) == STATUS_OK;
}

static bool is_valid(const struct activation_code *code)
{
	return address_is_valid(code->smdp_address) && matching_id_is_valid(code->matching_id)
	       && oid_is_valid(code->smdp_oid);
}

/* Fields from the sixth on are version 3's: they restrict what this device would do anyway, and are not looked at. */
enum status activation_code_parse(struct text input, struct activation_code *out)
{
	struct text rest = without_prefix(input);
	if (rest.size > ACTIVATION_CODE_MAXIMUM)
		return STATUS_MALFORMED;
	struct text format = text_cut(&rest, SEPARATOR);
	if (!rest.data)
		return STATUS_MALFORMED;
	TRY(check_format(format));

	struct activation_code code = { 0 };
	code.smdp_address = text_cut(&rest, SEPARATOR);
	code.matching_id = text_cut(&rest, SEPARATOR);
	code.smdp_oid = text_cut(&rest, SEPARATOR);
	struct text flag = text_cut(&rest, SEPARATOR);
	code.confirmation_code_required = text_equal(flag, TEXT("1"));
	bool flag_is_valid = code.confirmation_code_required || flag.size == 0 || text_equal(flag, TEXT("0"));
	if (!flag_is_valid || !is_valid(&code))
		return STATUS_MALFORMED;
	*out = code;
	return STATUS_OK;
}

enum status activation_code_print(const struct activation_code *code, struct buffer *out)
{
	if (!is_valid(code))
		return STATUS_MALFORMED;
	AUTO(buffer) text = BUFFER(ACTIVATION_CODE_MAXIMUM + 1); /* buffer_print() needs one more */
	TRY(buffer_print(&text, "1$%.*s$%.*s", TEXT_ARGUMENTS(code->smdp_address), TEXT_ARGUMENTS(code->matching_id)));
	if (code->smdp_oid.size > 0 || code->confirmation_code_required)
		TRY(buffer_print(&text, "$%.*s", TEXT_ARGUMENTS(code->smdp_oid)));
	if (code->confirmation_code_required)
		TRY(buffer_print(&text, "$1"));
	return buffer_append(out, buffer_bytes(&text));
}
