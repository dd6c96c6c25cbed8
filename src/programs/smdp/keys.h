/* SPDX-License-Identifier: Apache-2.0 */
/* The secrets that an SM-DP+ stands on: its tokens and its ring of master keys. */
#ifndef PROGRAMS_SMDP_KEYS_H
#define PROGRAMS_SMDP_KEYS_H

#include "io/database_source.h"
#include "programs/smdp/key_ring.h"
#include "programs/smdp/settings.h"

/* { 0 } is releasable. Keys that the token holds must be released before. */
struct smdp_keys {
	struct token_store *tokens;
	struct key_ring *ring;
};

void smdp_keys_release(struct smdp_keys *keys);

/* Tokens are opened when they are asked for. `settings` must outlive the keys. STATUS_NO_MEMORY. */
enum status smdp_keys_init(const struct smdp_program_settings *settings, struct smdp_keys *out) MUST_CHECK;

/* Opens the ring. A first key is made only where the database has nothing that an older one has sealed. On failure `fault` has
 * a sentence. Statuses of key_ring_open(), and STATUS_NOT_FOUND. */
enum status smdp_keys_open(const struct smdp_program_settings *settings, struct database_source *source,
                           struct smdp_keys *keys, char fault[SETTINGS_FAULT_SIZE]) MUST_CHECK;

/* Every master key that the database names is in the ring. STATUS_NOT_FOUND: one is missing. */
enum status smdp_keys_check(struct key_ring *ring, struct database_source *source,
                            char fault[SETTINGS_FAULT_SIZE]) MUST_CHECK;

#endif
