/* SPDX-License-Identifier: Apache-2.0 */
/* Operators: who orders profiles over ES2+ (SGP.22 5.3), how they prove themselves, and what is theirs. Functions of an
 * exchange, as in order.h. */
#ifndef SMDP_OPERATOR_H
#define SMDP_OPERATOR_H

#include "crypto/digest.h"
#include "smdp/records.h"

enum { OPERATOR_NAME_MAXIMUM = 64, OPERATOR_CALLBACK_MAXIMUM = 400 };

/* "never", "available", "same-card"; "unknown" for another number. */
const char *operator_reuse_name(int64_t reuse);
/* False: no such name. */
bool operator_reuse_parse(struct text name, enum operator_reuse *out);

#define OPERATOR_COLUMNS "o.name, o.requester, o.callback, o.disabled, o.tells_states, o.reuse, o.created_at"

struct operator_record {
	bool exists;
	struct text name;
	struct text requester;   /* functionRequesterIdentifier that it must use; empty: any */
	struct text callback;    /* host[:port][/path]; empty: it is told nothing */
	bool disabled;
	bool tells_states;
	enum operator_reuse reuse;
	int64_t created_at;
};

struct operator_record operator_record_read(struct row_reader *reader);

/* A name that stands in a table and on a command line: letters, digits, '-', '_' and '.'. */
bool operator_name_is_valid(struct text name);
/* Without https://, if it was given; empty is good. False: no place to POST to. */
bool operator_callback_parse(struct text text, struct text *out);

/* Adds an operator, or changes the members that are given. Refused by 8.2.12-3.3: there is one of this name or with this
 * requester identifier; 8.2.12-3.9: there is none; 8.2.12-2.1: the name or the callback is none. No result. */
struct operator_set_request {
	struct text name;
	bool is_new;
	bool has_requester, has_callback, has_disabled, has_tells_states, has_reuse;
	struct operator_record record;
	const struct text *profile_types; /* that it may order from besides its own: replace those before */
	size_t profile_type_count;
	bool has_profile_types;
};
extern const struct server_function operator_set_function;

/* One certificate of an operator, more or less. Refused by 8.2.12-3.9: no such operator (or certificate, when it is taken
 * away); 8.2.12-3.3: it is somebody's already. No result. */
struct operator_certificate_request {
	struct text name;
	uint8_t digest[SHA256_SIZE];
	int64_t not_after; /* seconds since 1970 */
	bool remove;
};
extern const struct server_function operator_certificate_function;

/* Refused by 8.2.12-3.9, or by 8.2.12-3.3 while profiles are the operator's. No result. */
struct operator_remove_request {
	struct text name;
};
extern const struct server_function operator_remove_function;

/* All of them, or one by name, refused by 8.2.12-3.9 when it is not there. Result: struct operator_list. */
struct operator_list_request {
	struct text name; /* empty: all */
};
struct operator_certificate {
	struct bytes digest;
	int64_t not_after;
};
struct operator_list {
	const struct operator_record *operators;
	size_t count;
};
extern const struct server_function operator_list_function;

/* Result: struct operator_details; refused by 8.2.12-3.9. */
struct operator_details {
	struct operator_record operator;
	const struct operator_certificate *certificates;
	size_t certificate_count;
	const struct text *profile_types;
	size_t profile_type_count;
};
extern const struct server_function operator_details_function; /* request: struct operator_list_request with a name */

#endif
