/* SPDX-License-Identifier: Apache-2.0 */
/* Templates of profile types, compiled once in each process: all loops share them without a lock. A template is known by the
 * digest of its octets, so that what is kept is never out of date. */
#ifndef SMDP_TEMPLATE_CACHE_H
#define SMDP_TEMPLATE_CACHE_H

#include <stdatomic.h>

#include "base/arena.h"
#include "subscription/stencil.h"

enum {
	TEMPLATE_DIGEST_SIZE = 16,             /* hexadecimal digits: of SHA-256, the first ones */
	TEMPLATE_CACHE_MAXIMUM = 256,          /* templates; further ones are compiled each time */
	TEMPLATE_CACHE_OCTETS_MAXIMUM = 64 << 20,
};

struct compiled_template {
	struct compiled_template *next;
	char digest[TEMPLATE_DIGEST_SIZE + 1];
	struct stencil stencil;
};

struct template_cache {
	_Atomic(struct compiled_template *) newest;
	atomic_size_t count, octets;
};

/* An empty one; NULL without memory. Freed when nobody uses it any more; NULL is none. */
struct template_cache *template_cache_new(void) MUST_CHECK;
void template_cache_free(struct template_cache *cache);

/* Sixteen digits, NUL-terminated. */
enum status template_digest(struct bytes template, char out[TEMPLATE_DIGEST_SIZE + 1]) MUST_CHECK;

/* Commas and digests of all that are there, for a query that leaves out what is known. NULL without memory. Here and below a
 * `cache` that is NULL holds nothing. */
const char *template_cache_list(const struct template_cache *cache, struct arena *arena) MUST_CHECK;

/* The stencil of this digest; NULL: it is not there. Stays as long as the cache. */
const struct stencil *template_cache_find(const struct template_cache *cache, struct text digest);

/* Compiles `template` and keeps it if there is room; otherwise *out_own gets it, to be freed with template_free() after use
 * (NULL: it is kept). Failures as stencil_make(). */
enum status template_cache_add(struct template_cache *cache, struct text digest, struct bytes template,
                               const struct stencil **out, struct compiled_template **out_own,
                               char fault[SUBSCRIPTION_FAULT_SIZE]) MUST_CHECK;
void template_free(struct compiled_template *template);

#endif
