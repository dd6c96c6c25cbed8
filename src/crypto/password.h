/* SPDX-License-Identifier: Apache-2.0 */
/* Passwords of people, as a table may keep them: scrypt (RFC 7914), each with a salt of its own. */
#ifndef CRYPTO_PASSWORD_H
#define CRYPTO_PASSWORD_H

#include "base/bytes.h"
#include "base/status.h"

enum {
	PASSWORD_COST_LOGARITHM = 14, PASSWORD_BLOCK_SIZE = 8, PASSWORD_PARALLEL = 1, /* of new records: N = 2^14, r, p */
	PASSWORD_SALT_SIZE = 16,
	PASSWORD_HASH_SIZE = 32,
	PASSWORD_RECORD_SIZE = 3 + PASSWORD_SALT_SIZE + PASSWORD_HASH_SIZE, /* the cost, the salt, the hash */
};

/* `salt`: unpredictable octets. Takes 16 MB and some 40 ms. STATUS_NO_MEMORY. */
enum status password_protect(struct text password, const uint8_t salt[PASSWORD_SALT_SIZE],
                             uint8_t out[PASSWORD_RECORD_SIZE]) MUST_CHECK;

/* By the cost that stands in the record. Takes as long for a password that is nearly right. STATUS_REFUSED: another
 * password; STATUS_MALFORMED: no record, or one that would cost much more than ours; STATUS_NO_MEMORY. */
enum status password_check(struct text password, struct bytes record) MUST_CHECK;

#endif
