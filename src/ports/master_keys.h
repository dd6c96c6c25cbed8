/* SPDX-License-Identifier: Apache-2.0 */
/* The keys that all other keys of a server are wrapped with: in a file, or in a token that never lets them out. Answers at
 * once, to any thread. */
#ifndef PORTS_MASTER_KEYS_H
#define PORTS_MASTER_KEYS_H

#include "base/bytes.h"
#include "base/status.h"

enum { MASTER_KEY_ID_SIZE = 17 }; /* 16 hexadecimal digits that the key itself decides, and a NUL */

/* One key. AES-256-GCM: an iv of 12 octets, and 16 octets of a tag at the end of what is sealed. */
struct master_key {
	char id[MASTER_KEY_ID_SIZE];
	void *self;
	/* Writes in.size + 16 octets. STATUS_IO: the token does not answer. */
	enum status (*seal)(void *self, const uint8_t *iv, struct bytes about, struct bytes in, uint8_t *out);
	/* Writes in.size - 16 octets. STATUS_UNTRUSTED: the tag does not hold; STATUS_MALFORMED, STATUS_IO. */
	enum status (*open)(void *self, const uint8_t *iv, struct bytes about, struct bytes in, uint8_t *out);
};

/* All that are known. A key that was given out stays until the ring is closed. */
struct master_keys {
	void *self;
	/* The one that wraps; NULL: there is none. */
	const struct master_key *(*current)(void *self);
	/* By its id; NULL: not known, also after a look at where the keys come from. */
	const struct master_key *(*find)(void *self, struct text id);
};

static inline const struct master_key *master_keys_current(const struct master_keys *keys)
{
	return keys->current ? keys->current(keys->self) : NULL;
}

static inline const struct master_key *master_keys_find(const struct master_keys *keys, struct text id)
{
	return keys->find ? keys->find(keys->self, id) : NULL;
}

#endif
