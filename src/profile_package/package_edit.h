/* SPDX-License-Identifier: Apache-2.0 */
/* Changes to a package: elements put in, taken out, values set. All of them or none: the package is written anew at the
 * end, and what no change was about keeps its octets. */
#ifndef PROFILE_PACKAGE_PACKAGE_EDIT_H
#define PROFILE_PACKAGE_PACKAGE_EDIT_H

#include "profile_package/package_needs.h"
#include "profile_package/package_tree.h"

struct package_edit {
	struct arena arena;
	struct package_node *package;
	struct package_needs needs;   /* before the changes */
	bool was_whole;               /* before them a card would have taken every element */
	char message[320];            /* after a failure: why */
};

void package_edit_release(struct package_edit *edit);

/* Fills *out, which is released by the caller whatever is returned. `package` is copied.
 * STATUS_MALFORMED: no package, *out says why; STATUS_NO_MEMORY; STATUS_TOO_LARGE. */
enum status package_edit_begin(struct bytes package, struct package_edit *out) MUST_CHECK;

/* An element by its name ("usim", "aka-parameter"; "gfm" and the like are understood), by name and number among those of
 * its name ("pinCodes#2"), or by its identification ("23"). STATUS_NOT_FOUND: none, or more than one. */
enum status package_edit_find(struct package_edit *edit, struct text selector, struct package_node **out) MUST_CHECK;

/* Puts elements in after `neighbour`, NULL: before `end`. Identifications that are taken get the next free number.
 * STATUS_MALFORMED: no elements. */
enum status package_edit_insert(struct package_edit *edit, struct bytes elements, struct package_node *neighbour)
	MUST_CHECK;

/* The element in front of this one; NULL: it is the first. */
struct package_node *package_edit_before(const struct package_edit *edit, const struct package_node *element);

void package_edit_remove(struct package_edit *edit, const struct package_node *element);

/* Sets one value. `path`: an element and words of the profile source with strokes between, "usim/ef-imsi/imsi",
 * "header/iccid", "akaParameter#2/ki"; words between may be left out where only one field has the last one's name; items
 * of lists by "#1" or by their keyReference; a file of generic file management by its path, "genericFileManagement/2F05";
 * records by number, "mf/ef-dir/records/2". `value`: as it would be written after the key; empty: an optional field goes,
 * or all contents of a file. STATUS_NOT_FOUND: no such place; STATUS_MALFORMED: no such value there. */
enum status package_edit_set(struct package_edit *edit, struct text path, struct text value) MUST_CHECK;

/* Appends the changed package, its header's lists brought up to date. Unless `force`, STATUS_REFUSED when a card would
 * not take what it would have taken before. */
enum status package_edit_finish(struct package_edit *edit, bool force, struct buffer *out) MUST_CHECK;

/* Two names for the same: letters and digits agree, whatever their case; hyphens, blanks and underscores do not count. */
bool package_names_agree(struct text a, struct text b);

#endif
