/* SPDX-License-Identifier: Apache-2.0 */
/* Profile packages as text: YAML with the names of the standard, a list of profile elements, each a mapping:
 *
 *	profile:
 *	- header:
 *	    iccid: "89..."
 *	    ...
 *	- usim:
 *	    ef-imsi: { imsi: "001010123456789" }
 *
 * Printing a package and compiling the text gives the same octets, whoever wrote the package: what the readable form
 * cannot say is printed in hexadecimal, at the innermost place that needs it.
 *
 * How fields are written:
 *	- INTEGER: decimal, or the standard's name for the value; OCTET STRING: hexadecimal; NULL: true
 *	- CHOICE: the alternative stands among its parent's fields; a SEQUENCE of NULLs is a list of names
 *	- element header: `mandated` (true when left out) and `identification` (position when left out) stand among the
 *	  element's fields; `templateID` may be left out too, and eUICC-Mandatory-GFSTEList: it is what elements use then
 *	- a file: the fields of its Fcp, and `content`, `records` or `contents` (see source_file.c), or a codec's word;
 *	  `defaults`; `doNotCreate`
 *	- anything constructed may be one hexadecimal value, its inside; `unknown` adds octets at its end */
#ifndef PROFILE_PACKAGE_SOURCE_H
#define PROFILE_PACKAGE_SOURCE_H

#include "profile_package/package_tree.h"
#include "profile_package/source_error.h"

enum { SOURCE_SIZE_MAXIMUM = 64 << 20 };

/* Appends the package. STATUS_MALFORMED: *error says where, and what was expected; STATUS_TOO_LARGE;
 * STATUS_NO_MEMORY. */
enum status source_compile(struct text source, struct arena *arena, struct buffer *out, struct source_error *error)
	MUST_CHECK;

/* Appends the source of a decoded package. Without `reveal` keys and codes are `hidden`, and the text does not
 * compile. */
enum status source_print(const struct package_node *package, bool reveal, struct buffer *out) MUST_CHECK;

#endif
