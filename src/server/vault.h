/* SPDX-License-Identifier: Apache-2.0 */
/* Encryption of what a server keeps. Everything secret of one owner (a profile) is sealed by AES-256-GCM under a data key
 * of his own; the data key is kept wrapped by a master key. So a new master key costs a few octets an owner, and what was
 * sealed stays as it is. What is sealed for one owner and column opens for no other. */
#ifndef SERVER_VAULT_H
#define SERVER_VAULT_H

#include "base/buffer.h"
#include "base/secret.h"
#include "ports/master_keys.h"
#include "ports/random.h"

enum {
	WRAPPED_KEY_SIZE = 1 + 12 + 32 + 16, /* version, iv, key, tag */
	VAULT_OVERHEAD = 1 + 12 + 16,        /* octets by which sealing makes something longer */
};

/* A data key in use. { 0 }: there is none, and what was kept is clear. */
struct data_key {
	struct secret octets;
	struct text owner; /* borrowed */
};

void data_key_release(struct data_key *key);

/* As it is kept. */
struct wrapped_key {
	char master_key[MASTER_KEY_ID_SIZE];
	uint8_t octets[WRAPPED_KEY_SIZE];
};

/* A fresh key for an owner (its ICCID), and the same wrapped by the current master key. STATUS_NOT_FOUND: there is no master
 * key; STATUS_IO: the token or the random generator does not answer. */
enum status data_key_make(const struct master_keys *keys, const struct random *random, struct text owner,
                          struct data_key *out, struct wrapped_key *out_wrapped) MUST_CHECK;

/* `master_key` and `wrapped` as they were kept. STATUS_NOT_FOUND: that master key is not known here; STATUS_UNTRUSTED: it is
 * another owner's, or was changed; STATUS_MALFORMED; STATUS_IO. */
enum status data_key_unwrap(const struct master_keys *keys, struct text owner, struct text master_key,
                            struct bytes wrapped, struct data_key *out) MUST_CHECK;

/* The same key under the current master key. Statuses of both above. */
enum status data_key_rewrap(const struct master_keys *keys, const struct random *random, struct text owner,
                            struct text master_key, struct bytes wrapped, struct wrapped_key *out) MUST_CHECK;

/* Appends clear.size + VAULT_OVERHEAD octets. `column` names the place: "package.package_keys". STATUS_TOO_LARGE,
 * STATUS_NO_MEMORY: of the buffer; STATUS_IO: no random octets; STATUS_BUG: there is no key. */
enum status vault_seal(const struct data_key *key, const struct random *random, const char *column, struct bytes clear,
                       struct buffer *out) MUST_CHECK;

/* Appends what was sealed: give a secret buffer. Without a key, `sealed` as it is. STATUS_UNTRUSTED: sealed for another place,
 * or changed; STATUS_MALFORMED: never sealed; STATUS_TOO_LARGE, STATUS_NO_MEMORY. */
enum status vault_open(const struct data_key *key, const char *column, struct bytes sealed,
                       struct buffer *out) MUST_CHECK;

#endif
