/* SPDX-License-Identifier: Apache-2.0 */
/* A new master key, or a first one, under servers that go on: each profile is moved by itself, on the condition that it still
 * is as it was read, and until then opens with what it has. */
#ifndef SMDP_KEY_ROTATION_H
#define SMDP_KEY_ROTATION_H

#include "smdp/profile_key.h"

/* How many profiles each master key holds; result: struct key_census. */
struct key_use {
	struct text master_key;
	int64_t profiles;
};
struct key_census {
	const struct key_use *uses;
	size_t count;
};
extern const struct server_function key_census_function;

/* The same without the numbers, at once with any number of profiles. */
extern const struct server_function master_keys_in_use_function;

/* Some that a master key other than the current one holds; result: struct key_rows, empty when there are no more. */
struct key_row {
	struct text iccid;
	struct profile_key_record key;
};
struct key_rows {
	const struct key_row *rows;
	size_t count;
};
struct key_rows_request {
	struct text master_key; /* that one's */
	int64_t maximum;
};
extern const struct server_function key_rows_function;

/* Wraps one profile's key by the current master key. Whoever was faster is right. No result. */
extern const struct server_function key_rewrap_function; /* request: struct key_row */

/* ICCIDs of profiles that stand clear, in order; result: struct clear_profiles. */
struct clear_profiles_request {
	struct text after;
	int64_t maximum;
};
struct clear_profiles {
	const struct text *iccids;
	size_t count;
};
extern const struct server_function clear_profiles_function;

/* Gives one profile a key and seals what stands clear. One that has a key already is left alone. No result. */
struct key_seal_request {
	struct text iccid;
};
extern const struct server_function key_seal_function;

#endif
