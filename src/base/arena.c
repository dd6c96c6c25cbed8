/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/secret.h"

enum { BLOCK_SIZE = 4096 };

struct arena_block {
	struct arena_block *older;
	size_t used, capacity;
	alignas(max_align_t) uint8_t data[];
};

void arena_release(struct arena *arena)
{
	while (arena->newest) {
		struct arena_block *block = arena->newest;
		arena->newest = block->older;
		wipe(block->data, block->used);
		free(block);
	}
	arena->used = 0;
}

static struct arena_block *new_block(struct arena *arena, size_t size)
{
	size_t capacity = size > BLOCK_SIZE ? size : BLOCK_SIZE;
	struct arena_block *block = malloc(sizeof *block + capacity);
	if (!block)
		return NULL;
	*block = (struct arena_block){ .older = arena->newest, .capacity = capacity };
	arena->newest = block;
	return block;
}

/* What was there before is still in it. */
static void *take(struct arena *arena, size_t size)
{
	if (size > arena->limit || arena->used > arena->limit - size)
		return NULL;
	size_t rounded = (size + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t);
	struct arena_block *block = arena->newest;
	if (!block || block->capacity - block->used < rounded)
		block = new_block(arena, rounded);
	if (!block)
		return NULL;
	void *memory = block->data + block->used;
	block->used += rounded;
	arena->used += size;
	return memory;
}

void *arena_allocate(struct arena *arena, size_t size)
{
	void *memory = take(arena, size);
	if (memory)
		memset(memory, 0, size);
	return memory;
}

enum status arena_join(struct arena *arena, const struct bytes parts[], size_t count, struct bytes *out)
{
	size_t size = 0, done = 0;
	for (size_t i = 0; i < count; i++) {
		if (parts[i].size > SIZE_MAX - size)
			return STATUS_NO_MEMORY;
		size += parts[i].size;
	}
	uint8_t *whole = take(arena, size);
	if (!whole)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < count; i++) {
		if (parts[i].size > 0)
			memcpy(whole + done, parts[i].data, parts[i].size);
		done += parts[i].size;
	}
	*out = bytes_from(whole, size);
	return STATUS_OK;
}

enum status arena_copy(struct arena *arena, struct bytes bytes, struct bytes *out)
{
	return arena_join(arena, &bytes, 1, out);
}

enum status arena_copy_text(struct arena *arena, struct text text, struct text *out)
{
	struct bytes copy;
	TRY(arena_copy(arena, text_bytes(text), &copy));
	*out = bytes_text(copy);
	return STATUS_OK;
}

char *arena_string(struct arena *arena, struct text text)
{
	char *copy = arena_allocate(arena, text.size + 1);
	if (copy && text.size > 0)
		memcpy(copy, text.data, text.size);
	return copy;
}

char *arena_print(struct arena *arena, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	int size = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	char *text = size < 0 ? NULL : arena_allocate(arena, (size_t)size + 1);
	if (!text)
		return NULL;
	va_start(arguments, format);
	vsnprintf(text, (size_t)size + 1, format, arguments);
	va_end(arguments);
	return text;
}
