/* SPDX-License-Identifier: Apache-2.0 */
#include "smdp/template_cache.h"

#include <stdlib.h>

#include "crypto/digest.h"

void template_free(struct compiled_template *template)
{
	if (!template)
		return;
	stencil_release(&template->stencil);
	free(template);
}

struct template_cache *template_cache_new(void)
{
	return calloc(1, sizeof(struct template_cache));
}

void template_cache_free(struct template_cache *cache)
{
	struct compiled_template *template = cache ? atomic_load(&cache->newest) : NULL;
	while (template) {
		struct compiled_template *next = template->next;
		template_free(template);
		template = next;
	}
	free(cache);
}

enum status template_digest(struct bytes template, char out[TEMPLATE_DIGEST_SIZE + 1])
{
	static const char digits[] = "0123456789ABCDEF";
	uint8_t digest[SHA256_SIZE];
	TRY(sha256(&template, 1, digest));
	for (size_t i = 0; i < TEMPLATE_DIGEST_SIZE; i++)
		out[i] = digits[i % 2 == 0 ? digest[i / 2] >> 4 : digest[i / 2] & 0xF];
	out[TEMPLATE_DIGEST_SIZE] = '\0';
	return STATUS_OK;
}

const char *template_cache_list(const struct template_cache *cache, struct arena *arena)
{
	char text[TEMPLATE_CACHE_MAXIMUM * (TEMPLATE_DIGEST_SIZE + 1) + 1] = "";
	size_t used = 0;
	const struct compiled_template *template = cache ? atomic_load(&cache->newest) : NULL;
	for (; template && used + TEMPLATE_DIGEST_SIZE + 1 < sizeof text; template = template->next) {
		text[used++] = ',';
		memcpy(text + used, template->digest, TEMPLATE_DIGEST_SIZE);
		used += TEMPLATE_DIGEST_SIZE;
	}
	return arena_string(arena, (struct text){ text, used });
}

const struct stencil *template_cache_find(const struct template_cache *cache, struct text digest)
{
	const struct compiled_template *template = cache ? atomic_load(&cache->newest) : NULL;
	for (; template; template = template->next)
		if (text_equal(digest, text_from(template->digest)))
			return &template->stencil;
	return NULL;
}

/* Two threads may keep the same one: the second is found by nobody, and counted. */
static bool keep(struct template_cache *cache, struct compiled_template *template)
{
	size_t size = template->stencil.image.size;
	if (atomic_fetch_add(&cache->count, 1) >= TEMPLATE_CACHE_MAXIMUM) {
		atomic_fetch_sub(&cache->count, 1);
		return false;
	}
	if (atomic_fetch_add(&cache->octets, size) + size > TEMPLATE_CACHE_OCTETS_MAXIMUM) {
		atomic_fetch_sub(&cache->octets, size);
		atomic_fetch_sub(&cache->count, 1);
		return false;
	}
	template->next = atomic_load(&cache->newest);
	while (!atomic_compare_exchange_weak(&cache->newest, &template->next, template))
		;
	return true;
}

enum status template_cache_add(struct template_cache *cache, struct text digest, struct bytes template,
                               const struct stencil **out, struct compiled_template **out_own,
                               char fault[SUBSCRIPTION_FAULT_SIZE])
{
	struct compiled_template *fresh = calloc(1, sizeof *fresh);
	if (!fresh)
		return STATUS_NO_MEMORY;
	enum status status = stencil_make(template, &fresh->stencil, fault);
	if (status == STATUS_OK && digest.size != TEMPLATE_DIGEST_SIZE)
		status = STATUS_BUG;
	if (status != STATUS_OK) {
		template_free(fresh);
		return status;
	}
	memcpy(fresh->digest, digest.data, TEMPLATE_DIGEST_SIZE);
	*out = &fresh->stencil;
	*out_own = cache && keep(cache, fresh) ? NULL : fresh;
	return STATUS_OK;
}
