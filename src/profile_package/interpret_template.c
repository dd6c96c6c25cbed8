/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/interpreter_state.h"

#include "profile_package/file_plan.h"

/* The elements that add to an NAA add to the nearest one before them. */
static bool find_place(const struct interpreter *interpreter, enum template_place place, struct file_path *out)
{
	static const enum naa naas[] = {
		[PLACE_USIM] = NAA_USIM, [PLACE_ISIM] = NAA_ISIM, [PLACE_CSIM] = NAA_CSIM, [PLACE_ANY_ADF] = NAA_NONE,
	};
	*out = (struct file_path){ 0 };
	if (place == PLACE_MF)
		return true;
	*out = interpreter->so_far.naa_path[naas[place]];
	return interpreter->so_far.naa_count[naas[place]] > 0;
}

enum pe_status interpret_template_start(struct interpreter *interpreter, struct bytes oid)
{
	const struct template *template = template_find(oid);
	if (!template || !profile_support_has_template(interpreter->support, oid))
		return PE_TEMPLATE_NOT_SUPPORTED;
	if (template->element != interpreter->element.tag)
		return PE_BAD_VALUES;
	const struct schema_field *schema = interpreter->element.schema;
	struct template_walk walk = {
		.template = template,
		.next = schema_context_number(schema->fields[2].tag),
		.last = schema_context_number(schema->fields[schema->field_count - 1].tag),
	};
	if (!find_place(interpreter, template->place, &walk.place))
		return interpreter_fatal(interpreter, PE_BAD_VALUES);
	interpreter->walk = walk;
	return PE_OK;
}

static bool find_directory(const struct template_walk *walk, const struct template_file *row, struct file_path *out)
{
	if (row->parent == 0)
		*out = walk->place;
	else if (row->parent == walk->top_tag)
		*out = walk->top;
	else if (row->parent == walk->inner_tag)
		*out = walk->inner;
	else
		return false;
	return true;
}

static enum pe_status create_at(struct interpreter *interpreter, const struct fcp *fcp)
{
	struct template_walk *walk = &interpreter->walk;
	const struct template_file *row = interpreter->file.row;
	struct file_path directory;
	if (!find_directory(walk, row, &directory))
		return interpreter_fatal(interpreter, PE_BAD_VALUES);
	struct new_file plan;
	enum pe_status status = file_plan(&directory, row, fcp, &plan);
	if (status == PE_OK)
		status = interpret_rules_file(interpreter, fcp, &plan);
	if (status == PE_OK)
		status = interpret_create(interpreter, &plan);
	if (status == PE_OK && interpreter->element.tag == ELEMENT_IOT)
		status = interpret_iot_contents(interpreter, row->tag, &plan);
	if (status != PE_OK || !file_kind_is_directory(row->kind))
		return status;
	if (row->parent == 0) {
		walk->top_tag = row->tag;
		walk->top = interpreter->created_path;
	} else {
		walk->inner_tag = row->tag;
		walk->inner = interpreter->created_path;
	}
	return PE_OK;
}

static enum pe_status create(struct interpreter *interpreter, const struct fcp *fcp)
{
	if (interpreter->element.tag != ELEMENT_IOT)
		return create_at(interpreter, fcp);
	struct fcp filled = fcp ? *fcp : (struct fcp){ .life_cycle = 0x05 };
	interpret_iot_defaults(interpreter, interpreter->file.row->tag, &filled);
	return create_at(interpreter, &filled);
}

/* Fields that the package passes over stand for files all the same, if the template is created by default. */
static enum pe_status create_absent(struct interpreter *interpreter, unsigned before)
{
	struct template_walk *walk = &interpreter->walk;
	for (; walk->next < before; walk->next++) {
		const struct template_file *row = template_find_file(walk->template, walk->next);
		if (!walk->template->created_by_default || !row)
			continue;
		interpreter->file = (struct current_file){ .row = row, .is_absent = true };
		enum pe_status status = create(interpreter, NULL);
		if (status != PE_OK)
			return status;
	}
	return PE_OK;
}

enum pe_status interpret_template_file_start(struct interpreter *interpreter, unsigned tag)
{
	enum pe_status status = create_absent(interpreter, tag);
	if (status != PE_OK)
		return status;
	interpreter->walk.next = tag + 1;
	interpreter->file = (struct current_file){ .row = template_find_file(interpreter->walk.template, tag) };
	return interpreter->file.row ? PE_OK : PE_INVALID_PARAMETER;
}

/* Of no effect in the MF, and not for templates whose files are only made when asked for. */
static enum pe_status suppress(struct interpreter *interpreter)
{
	const struct template *template = interpreter->walk.template;
	if (interpreter->file.is_created || !template->created_by_default)
		return PE_BAD_VALUES;
	interpreter->file.is_suppressed = interpreter->element.tag != ELEMENT_MF;
	return PE_OK;
}

static enum pe_status create_with_defaults(struct interpreter *interpreter)
{
	if (interpreter->file.is_suppressed)
		return PE_BAD_VALUES;
	return interpreter->file.is_created ? PE_OK : create(interpreter, NULL);
}

enum pe_status interpret_template_file_value(struct interpreter *interpreter, const struct schema_field *field,
                                             struct bytes value)
{
	enum pe_status status;
	struct fcp fcp;
	if (field->role == ROLE_DO_NOT_CREATE)
		return suppress(interpreter);
	if (field->role == ROLE_FILL_OFFSET) {
		status = create_with_defaults(interpreter);
		return status == PE_OK ? interpret_fill_offset(interpreter, value) : status;
	}
	if (interpreter->file.is_created || interpreter->file.is_suppressed)
		return PE_BAD_VALUES;
	status = fcp_decode(value, &fcp);
	return status == PE_OK ? create(interpreter, &fcp) : status;
}

enum pe_status interpret_template_file_content(struct interpreter *interpreter, struct bytes piece, size_t left)
{
	enum pe_status status = create_with_defaults(interpreter);
	return status == PE_OK ? interpret_fill_content(interpreter, piece, left) : status;
}

enum pe_status interpret_template_file_end(struct interpreter *interpreter)
{
	return interpreter->file.is_suppressed ? PE_OK : create_with_defaults(interpreter);
}

enum pe_status interpret_template_end(struct interpreter *interpreter)
{
	return create_absent(interpreter, interpreter->walk.last + 1);
}
