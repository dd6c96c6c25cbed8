/* SPDX-License-Identifier: Apache-2.0 */
/* Kinds of profiles that this server makes by itself: a template, what is said about each profile, and rules. A type does not
 * change: what was promised by its name stays. */
#ifndef SMDP_PROFILE_TYPE_H
#define SMDP_PROFILE_TYPE_H

#include "smdp/profile_type_rules.h"
#include "smdp/records.h"

enum { TYPE_NAME_MAXIMUM = 100, TYPE_TEMPLATE_MAXIMUM = 1 << 20 };

/* Texts and octets are views into the exchange. */
struct profile_type {
	struct text name;
	struct text owner;       /* the operator's name; empty: the house */
	struct text digest;      /* of the template */
	struct bytes metadata;   /* BF25, whole */
	int64_t package_size;    /* octets */
	struct bytes needs;      /* as profile_needs_encode() */
	struct text rules;       /* JSON */
	int64_t numbers_given;
	int64_t created_at;
	int64_t available;       /* profiles of it that can be ordered, up to 100000; -1: not counted */
};

/* Under the letter t; with `available` -1, and without a name where there is no row. */
#define TYPE_COLUMNS \
	"t.name, t.owner, t.template_digest, t.metadata, t.package_size, t.needs, t.rules, t.numbers_given, t.created_at"
struct profile_type profile_type_read(struct row_reader *row);

/* `template`: a package (DER) or its source (YAML). `metadata`: of any ICCID; without notification addresses this server's own
 * are put in. Refused by 8.2.5-3.3 when the name is taken, 8.2.5-2.1 for anything in it that is wrong: the failure's message
 * says what. No result. */
struct type_add_request {
	struct text name, owner;
	struct bytes template;
	struct bytes metadata;
	struct text rules;       /* JSON; empty: none */
};
extern const struct server_function type_add_function;

/* Result: struct profile_type_list. `owner`: only that operator's, with is_one_owner. */
struct type_list_request {
	bool is_one_owner;
	struct text owner;
	struct text name;        /* only this one; refused by 8.2.5-3.9 when it is not there. Empty: all, by name */
};
struct profile_type_list {
	const struct profile_type *types;
	size_t count;
};
extern const struct server_function type_list_function;

/* Refused by 8.2.5-3.9, and by 8.2.5-1.2 while profiles are in stock that are still to be made by it. No result. */
struct type_remove_request {
	struct text name;
};
extern const struct server_function type_remove_function;

#endif
