/* SPDX-License-Identifier: Apache-2.0 */
/* Where a card asks for more than the interoperable format does: profile_support.h says what, this file when. */
#include "profile_package/interpreter_state.h"

#include "codec/der_read.h"
#include "profile_package/file_plan.h"

static bool follows(const struct interpreter *interpreter, enum profile_rule rule)
{
	return profile_support_follows(interpreter->support, rule);
}

/* ---- fields ---- */

static enum pe_status check_value(const struct profile_support *support, const struct schema_field *field,
                                  struct bytes value);

/* The value was checked against the schema already. */
static enum pe_status check_members(const struct profile_support *support, const struct schema_field *container,
                                    struct bytes value)
{
	struct der_reader inside = der_reader(value);
	struct der_element element;
	size_t next = 0;
	while (der_next(&inside, &element)) {
		size_t index = schema_find(container, next, element.tag);
		if (index == container->field_count)
			return PE_INVALID_PARAMETER;
		enum pe_status status = check_value(support, &container->fields[index], element.value);
		if (status != PE_OK)
			return status;
		next = index + 1;
	}
	return PE_OK;
}

static enum pe_status check_value(const struct profile_support *support, const struct schema_field *field,
                                  struct bytes value)
{
	if (profile_support_refuses_field(support, field->name))
		return PE_INVALID_PARAMETER;
	if (schema_is_constructed(field))
		return check_members(support, field, value);
	bool is_default = field->fallback.size > 0 && bytes_equal(field->fallback, value);
	return is_default && profile_support_follows(support, RULE_NO_EXPLICIT_DEFAULTS) ? PE_INVALID_REQUEST_FORMAT : PE_OK;
}

enum pe_status interpret_rules_value(const struct interpreter *interpreter, const struct schema_field *field,
                                     struct bytes value)
{
	const struct profile_support *support = interpreter->support;
	if (support->refused_field_count == 0 && !follows(interpreter, RULE_NO_EXPLICIT_DEFAULTS))
		return PE_OK;
	return check_value(support, field, value);
}

enum pe_status interpret_rules_field(const struct interpreter *interpreter, const struct schema_field *field,
                                     size_t size)
{
	const struct profile_support *support = interpreter->support;
	if (profile_support_refuses_field(support, field->name))
		return PE_INVALID_PARAMETER;
	bool is_too_long = field->role == ROLE_FILL_CONTENT && support->content_maximum != 0 &&
	                   size > support->content_maximum;
	return is_too_long ? PE_NOT_ENOUGH_MEMORY : PE_OK;
}

/* ---- elements ---- */

static bool makes_files_or_codes(uint32_t tag)
{
	return tag >= ELEMENT_MF || (tag >= ELEMENT_MANAGEMENT && tag <= ELEMENT_CDMA);
}

enum pe_status interpret_rules_element(const struct interpreter *interpreter, size_t size)
{
	const struct profile_support *support = interpreter->support;
	const struct current_element *element = &interpreter->element;
	if (profile_support_refuses_field(support, element->schema->name))
		return PE_NOT_SUPPORTED;
	if (support->element_maximum != 0 && size > support->element_maximum)
		return PE_NOT_ENOUGH_MEMORY;
	if (element->tag == ELEMENT_PIN_CODES && interpreter->so_far.pin_context_directories > 1 &&
	    follows(interpreter, RULE_ONE_DIRECTORY_BEFORE_PINS))
		return PE_BAD_VALUES;
	if (makes_files_or_codes(element->tag) && interpreter->so_far.seen & SD_SEEN &&
	    follows(interpreter, RULE_FILES_BEFORE_SECURITY_DOMAIN))
		return PE_BAD_VALUES;
	return PE_OK;
}

enum pe_status interpret_rules_identification(struct interpreter *interpreter, uint16_t identification)
{
	bool rises = !interpreter->has_identification || identification > interpreter->last_identification;
	interpreter->has_identification = true;
	interpreter->last_identification = identification;
	if (!rises && follows(interpreter, RULE_RISING_IDENTIFICATIONS))
		return interpreter_fatal(interpreter, PE_BAD_VALUES);
	return PE_OK;
}

/* ---- files ---- */

static bool says_descriptor(const struct fcp *fcp, const struct new_file *plan)
{
	bool has_records = plan->kind == FILE_LINEAR_FIXED || plan->kind == FILE_CYCLIC;
	return plan->is_link || (fcp->has_descriptor && (!has_records || fcp->record_size != 0));
}

static bool says_size(const struct fcp *fcp, const struct new_file *plan)
{
	return file_kind_is_directory(plan->kind) || plan->is_link || fcp->has_size;
}

static bool says_access_rule(const struct fcp *fcp, const struct new_file *plan)
{
	(void)plan;
	return fcp->rule_file != 0;
}

static bool has_no_padded_size(const struct fcp *fcp, const struct new_file *plan)
{
	(void)plan;
	return !fcp->size_is_padded;
}

static bool has_two_octet_size(const struct fcp *fcp, const struct new_file *plan)
{
	(void)plan;
	return !fcp->has_size || fcp->size_octets >= 2;
}

static bool has_no_empty_link(const struct fcp *fcp, const struct new_file *plan)
{
	(void)plan;
	return !fcp->has_link || fcp->link.size > 0;
}

static bool is_no_directory_link(const struct fcp *fcp, const struct new_file *plan)
{
	(void)fcp;
	return !plan->is_link || !file_kind_is_directory(plan->kind);
}

static const struct {
	enum profile_rule rule;
	bool template_only; /* elsewhere the format itself wants it */
	bool (*holds)(const struct fcp *fcp, const struct new_file *plan);
} file_rules[] = {
	{ RULE_EXPLICIT_DESCRIPTOR, true, says_descriptor },
	{ RULE_EXPLICIT_SIZE, true, says_size },
	{ RULE_EXPLICIT_ACCESS_RULE, false, says_access_rule },
	{ RULE_NO_PADDED_SIZE, false, has_no_padded_size },
	{ RULE_TWO_OCTET_SIZE, false, has_two_octet_size },
	{ RULE_NO_EMPTY_LINK, false, has_no_empty_link },
	{ RULE_NO_DIRECTORY_LINK, false, is_no_directory_link },
};

enum pe_status interpret_rules_file(const struct interpreter *interpreter, const struct fcp *fcp, struct new_file *plan)
{
	static const struct fcp nothing = { 0 };
	const struct fcp *given = fcp ? fcp : &nothing;
	bool lacks_pin_status = file_kind_is_directory(plan->kind) && !given->has_pin_status && !plan->is_link;
	if (lacks_pin_status && !follows(interpreter, RULE_NO_PIN_STATUS))
		return PE_BAD_VALUES;
	if (follows(interpreter, RULE_TEMPLATE_PATTERN_LOST) && given->has_special_information && !given->has_fill)
		plan->fill = FILL_FF;
	if (interpreter->file.is_absent)
		return PE_OK;
	for (size_t i = 0; i < ARRAY_SIZE(file_rules); i++) {
		bool concerns = follows(interpreter, file_rules[i].rule) &&
		                (interpreter->file.row || !file_rules[i].template_only);
		if (concerns && !file_rules[i].holds(given, plan))
			return PE_BAD_VALUES;
	}
	return PE_OK;
}

/* ---- applications ---- */

enum pe_status interpret_rules_application(struct interpreter *interpreter)
{
	const struct current_element *element = &interpreter->element;
	bool is_mandated = element->mandated || follows(interpreter, RULE_EVERY_ELEMENT_MANDATED);
	if (!(interpreter->support->services >> SERVICE_JAVACARD & 1))
		return PE_RUNTIME_NOT_SUPPORTED;
	if (!follows(interpreter, RULE_APPLICATIONS_NOT_EXECUTED))
		return PE_OK;
	if (is_mandated && !follows(interpreter, RULE_APPLICATIONS_TAKEN))
		return PE_RUNTIME_NOT_SUPPORTED;
	installation_response_note(&interpreter->response, &(struct element_status){
		.status = PE_RUNTIME_NOT_SUPPORTED,
		.has_identification = true,
		.identification = element->identification,
		.offset = (uint32_t)(interpreter->offset - element->start),
	});
	return PE_OK;
}

/* ---- codes and keys ---- */

void interpret_rules_note_puk(struct interpreter *interpreter, int reference)
{
	interpreter->so_far.puks[reference / 8] |= (uint8_t)(1u << reference % 8);
}

enum pe_status interpret_rules_pin(const struct interpreter *interpreter, int unblocking)
{
	bool is_there = unblocking == 0 || interpreter->so_far.puks[unblocking / 8] >> unblocking % 8 & 1;
	return is_there || !follows(interpreter, RULE_PUK_BEFORE_PIN) ? PE_OK : PE_PIN_CODE_MISSING;
}

enum pe_status interpret_rules_algorithm(const struct interpreter *interpreter, uint8_t highest_usual)
{
	bool is_usual = interpreter->aka.algorithm_options <= highest_usual;
	return is_usual || !follows(interpreter, RULE_USUAL_ALGORITHM_OPTIONS) ? PE_OK : PE_FEATURE_NOT_SUPPORTED;
}
