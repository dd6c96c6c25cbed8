/* SPDX-License-Identifier: Apache-2.0 */
/* The master keys of a server as it runs: from files and tokens that the settings name. Files are looked at again when they may
 * have changed, so that a new key needs no restart. */
#ifndef PROGRAMS_SMDP_KEY_RING_H
#define PROGRAMS_SMDP_KEY_RING_H

#include "io/token_store.h"
#include "programs/smdp/master_key_file.h"

struct key_ring;

/* For how long a server may go on wrapping with a key that is not the newest. */
enum { KEY_RING_LOOK_SECONDS = 2 };

/* `places`: files and pkcs11: URIs; the last key of the first one wraps. A first place that is a file which does not exist is
 * made, with a fresh key, and *out_created set. All must outlive the ring. On failure `fault` has a sentence. Statuses of
 * master_key_file_read() and token_store_secret_key(). */
enum status key_ring_open(const struct setting_list *places, struct token_store *tokens, struct key_ring **out,
                          bool *out_created, char fault[SETTINGS_FAULT_SIZE]) MUST_CHECK;
void key_ring_close(struct key_ring *ring);

struct master_keys key_ring_port(struct key_ring *ring);

/* Reads all places again; on failure the ring stays as it is. `places` as above, and NULL for those it has. */
enum status key_ring_read_again(struct key_ring *ring, const struct setting_list *places,
                                char fault[SETTINGS_FAULT_SIZE]) MUST_CHECK;

/* One key, for people. */
struct key_ring_entry {
	char id[MASTER_KEY_ID_SIZE];
	const char *place;
	bool in_token, is_current;
	int64_t made_at; /* nought: not known */
};

/* By its number, oldest first, current last. False: there are no more. */
bool key_ring_entry(struct key_ring *ring, size_t number, struct key_ring_entry *out);

#endif
