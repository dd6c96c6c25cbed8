/* SPDX-License-Identifier: Apache-2.0 */
/* The file with a server's master keys: one line each, oldest first; the last one wraps. */
#ifndef PROGRAMS_SMDP_MASTER_KEY_FILE_H
#define PROGRAMS_SMDP_MASTER_KEY_FILE_H

#include "codec/settings.h"
#include "crypto/aes_gcm.h"
#include "ports/master_keys.h"

enum { MASTER_KEYS_IN_FILE = 16 };

struct master_key_line {
	char id[MASTER_KEY_ID_SIZE];
	uint8_t octets[AES_256_KEY_SIZE];
	int64_t made_at; /* seconds since 1970 */
};

/* Wiped by its release. */
struct master_key_file {
	struct master_key_line lines[MASTER_KEYS_IN_FILE];
	size_t count;
};

void master_key_file_release(struct master_key_file *file);

/* The id that a key has by what it is: from a block that it encrypts under an iv that nothing else uses. Statuses of `seal`. */
enum status master_key_identify(struct master_key *key) MUST_CHECK;

/* On failure `fault` has a sentence. STATUS_NOT_FOUND: there is no such file; STATUS_REFUSED: others than its owner may read or
 * change it, or we may not; STATUS_MALFORMED; STATUS_IO. */
enum status master_key_file_read(const char *path, struct master_key_file *out, char fault[SETTINGS_FAULT_SIZE]) MUST_CHECK;

/* Makes the file with one fresh key, readable by its owner only. STATUS_EXISTS: somebody else was faster. */
enum status master_key_file_create(const char *path, char fault[SETTINGS_FAULT_SIZE]) MUST_CHECK;

/* Puts a fresh key at the end, which wraps from now on; or takes one out by its id. Nobody else changes the file meanwhile.
 * STATUS_TOO_LARGE: there are MASTER_KEYS_IN_FILE; STATUS_NOT_FOUND: there is no key with this id; STATUS_OUT_OF_ORDER: it is
 * the one that wraps; others as above. */
enum status master_key_file_add(const char *path, char out_id[MASTER_KEY_ID_SIZE],
                                char fault[SETTINGS_FAULT_SIZE]) MUST_CHECK;
enum status master_key_file_remove(const char *path, const char *id, char fault[SETTINGS_FAULT_SIZE]) MUST_CHECK;

#endif
