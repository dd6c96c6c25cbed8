/* SPDX-License-Identifier: Apache-2.0 */
/* Memory that is given back all at once: one arena per request or session, results live as long as it does. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/bytes.h"
#include "base/status.h"

struct arena {
	struct arena_block *newest;
	size_t used;
	size_t limit; /* octets handed out in all */
};

#define ARENA(limit_octets) ((struct arena){ .limit = (limit_octets) })

/* Wipes and frees everything; the arena may be used again. */
void arena_release(struct arena *arena);

/* `size` zeroed octets, aligned for any type; NULL over the limit or without memory. */
void *arena_allocate(struct arena *arena, size_t size) MUST_CHECK;

/* Copies into the arena. On failure *out is left as it was. STATUS_NO_MEMORY: over the limit or without memory. */
enum status arena_copy(struct arena *arena, struct bytes bytes, struct bytes *out) MUST_CHECK;
enum status arena_copy_text(struct arena *arena, struct text text, struct text *out) MUST_CHECK;
/* The parts one after the other. */
enum status arena_join(struct arena *arena, const struct bytes parts[], size_t count, struct bytes *out) MUST_CHECK;

/* A NUL-terminated copy; NULL as arena_allocate(). */
char *arena_string(struct arena *arena, struct text text) MUST_CHECK;

/* printf into the arena: NUL-terminated; NULL as arena_allocate(). */
char *arena_print(struct arena *arena, const char *format, ...) MUST_CHECK __attribute__((format(printf, 2, 3)));

#endif
