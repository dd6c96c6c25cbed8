/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/interpreter_state.h"

#include "profile_package/file_plan.h"

static enum pe_status select_path(struct interpreter *interpreter, struct bytes value)
{
	interpreter->file = (struct current_file){ 0 };
	/* Profiles for old cards select a directory only to say whose PINs come next. */
	interpreter->so_far.pin_context_directories = 1;
	if (!file_path_decode(value, &interpreter->management_path))
		return PE_BAD_VALUES;
	if (profile_support_follows(interpreter->support, RULE_LAST_DIRECTORY_HAS_PINS))
		interpreter->so_far.pin_context = interpreter->management_path;
	return PE_OK;
}

/* A directory is the current one from its making on. */
static enum pe_status create(struct interpreter *interpreter, struct bytes value)
{
	struct fcp fcp;
	struct new_file plan;
	interpreter->file = (struct current_file){ 0 };
	enum pe_status status = fcp_decode(value, &fcp);
	if (status == PE_OK)
		status = file_plan(&interpreter->management_path, NULL, &fcp, &plan);
	if (status == PE_OK)
		status = interpret_rules_file(interpreter, &fcp, &plan);
	if (status == PE_OK)
		status = interpret_create(interpreter, &plan);
	if (status == PE_OK && file_kind_is_directory(plan.kind))
		interpreter->management_path = interpreter->created_path;
	return status;
}

enum pe_status interpret_management_value(struct interpreter *interpreter, const struct schema_field *field,
                                          struct bytes value)
{
	switch (field->role) {
	case ROLE_FILE_PATH:
		return select_path(interpreter, value);
	case ROLE_CREATE_FCP:
		return create(interpreter, value);
	default:
		return interpret_fill_offset(interpreter, value);
	}
}
