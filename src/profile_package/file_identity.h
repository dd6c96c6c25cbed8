/* SPDX-License-Identifier: Apache-2.0 */
/* Which of the standard's files a file of a listing is, whoever made it: by its place and identifier. */
#ifndef PROFILE_PACKAGE_FILE_IDENTITY_H
#define PROFILE_PACKAGE_FILE_IDENTITY_H

#include "profile_package/file_listing.h"
#include "profile_package/schema.h"
#include "profile_package/template.h"

/* All NULL: none that the templates know. */
struct file_identity {
	const struct template_file *row;
	const struct schema_field *element; /* "usim" */
	const struct schema_field *field;   /* "ef-imsi" */
};

struct file_identity file_identify(const struct file_listing *listing, const struct listed_file *file);

/* What a transparent file's body, or a record of it, says in words, as YAML: {imsi: "…"}; appended to `out`.
 * STATUS_UNSUPPORTED, and nothing appended: there are no words for it. */
enum status file_identity_print(const struct file_identity *identity, const struct listed_file *file,
                                struct bytes content, struct buffer *out) MUST_CHECK;

#endif
