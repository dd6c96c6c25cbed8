/* SPDX-License-Identifier: Apache-2.0 */
/* The data key of one profile (table data_key, usual letter v), and what it seals. Each secret of a profile, in whatever
 * table, goes through here; only the exchange's arena ever holds it clear. */
#ifndef SMDP_PROFILE_KEY_H
#define SMDP_PROFILE_KEY_H

#include "server/row_reader.h"
#include "server/vault.h"
#include "smdp/smdp.h"

#define PROFILE_KEY_COLUMNS "v.master_key, v.wrapped"

/* As loaded; both empty when the profile has no key. */
struct profile_key_record {
	struct text master_key;
	struct bytes wrapped;
};

struct profile_key_record profile_key_record_read(struct row_reader *reader);

/* Makes the key of a new profile and adds the change that keeps it. `iccid` must live as long as *out. STATUS_NOT_FOUND:
 * there is no master key; STATUS_IO: the token does not answer. */
enum status profile_key_add(struct exchange *exchange, struct text iccid, struct data_key *out) MUST_CHECK;

/* The key of a profile that is there; { 0 } when it has none. Statuses of data_key_unwrap(), but STATUS_IO for a master key
 * that is not known here. */
enum status profile_key_open(struct exchange *exchange, struct text iccid, const struct profile_key_record *record,
                             struct data_key *out) MUST_CHECK;

/* A secret as it is kept in a column ("subscriber.values"), and back, both in the exchange's arena. What is empty stays so.
 * Statuses of vault_seal() and vault_open(). */
enum status profile_secret_seal(struct exchange *exchange, const struct data_key *key, const char *column,
                                struct bytes clear, struct bytes *out) MUST_CHECK;
enum status profile_secret_open(struct exchange *exchange, const struct data_key *key, const char *column,
                                struct bytes kept, struct bytes *out) MUST_CHECK;

#endif
