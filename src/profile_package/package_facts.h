/* SPDX-License-Identifier: Apache-2.0 */
/* What a package says, as a list of facts: a path and a value each. Two packages that mean the same give the same facts,
 * however they are written: defaults count whether they are spelled out or not, and a file is what a card makes of it. */
#ifndef PROFILE_PACKAGE_PACKAGE_FACTS_H
#define PROFILE_PACKAGE_PACKAGE_FACTS_H

#include "profile_package/package_tree.h"

enum { PACKAGE_FACTS_MAXIMUM = 1 << 20 };

struct package_fact {
	const char *path;   /* "usim/ef-imsi/imsi" */
	const char *value;  /* as in a profile source */
	size_t number;      /* from nought, in their order */
	bool is_secret;
	bool is_heading;    /* the facts below the path are about the thing that this one names */
	struct package_fact *next;
};

struct package_facts {
	struct package_fact *first, *last;
	size_t count;
};

/* Facts live in the arena. `expanded`: files are facts of the card, not of the elements that make them; then a template and
 * commands that make the same files are equal, and STATUS_REFUSED means that no card makes files of the package.
 * STATUS_MALFORMED: no package; STATUS_TOO_LARGE: more than PACKAGE_FACTS_MAXIMUM; STATUS_NO_MEMORY. */
enum status package_facts_collect(struct bytes package, bool expanded, struct arena *arena, struct package_facts *out,
                                  struct package_error *error) MUST_CHECK;

#endif
