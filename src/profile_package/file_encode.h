/* SPDX-License-Identifier: Apache-2.0 */
/* A file that a card would make, as octets of a package: by generic file management, or as a field of a template that
 * says only what the template does not. */
#ifndef PROFILE_PACKAGE_FILE_ENCODE_H
#define PROFILE_PACKAGE_FILE_ENCODE_H

#include "codec/der_write.h"
#include "profile_package/file_listing.h"
#include "profile_package/template.h"

/* createFCP, and the contents that its patterns do not give. */
void file_encode_created(struct der_writer *writer, const struct listed_file *file);

/* The file needs nothing said to come out of this row as it is. */
bool file_is_default(const struct listed_file *file, const struct template_file *row);

/* The items of a File, without the field's own tag. `repeat_pattern`: where special information is given the row's pattern
 * is given too, for cards that lose it otherwise. STATUS_UNSUPPORTED: no File of this row can say it. */
enum status file_encode_of_template(struct der_writer *writer, const struct listed_file *file,
                                    const struct template_file *row, bool repeat_pattern) MUST_CHECK;

#endif
