/* SPDX-License-Identifier: Apache-2.0 */
/* A file as it is to be made: what the package says, over what the template says, over what the place implies. */
#ifndef PROFILE_PACKAGE_FILE_PLAN_H
#define PROFILE_PACKAGE_FILE_PLAN_H

#include "profile_package/fcp.h"
#include "profile_package/template.h"

/* `row`: NULL for generic file management; `fcp`: NULL when a template file comes with all defaults. Views into both.
 * PE_BAD_VALUES: something contradicts, or something is given by neither. */
enum pe_status file_plan(const struct file_path *directory, const struct template_file *row, const struct fcp *fcp,
                         struct new_file *out) MUST_CHECK;

static inline bool file_kind_is_directory(enum file_kind kind)
{
	return kind == FILE_DF || kind == FILE_ADF || kind == FILE_MF;
}

#endif
