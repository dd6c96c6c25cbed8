/* SPDX-License-Identifier: Apache-2.0 */
#include "io/nvm_memory.h"

#include <stdlib.h>

#include "base/secret.h"

struct record {
	nvm_key key;
	size_t size;
	uint8_t value[];
};

/* What stood under a key before the transaction touched it. */
struct change {
	nvm_key key;
	struct record *before; /* NULL: nothing */
};

struct nvm_memory {
	struct nvm port;
	uint64_t limit, used;
	struct record **records; /* in the order of keys */
	size_t count, capacity;
	struct change *changes;
	size_t change_count, change_capacity;
	bool in_transaction, failed;
};

/* Values are keys and PINs as often as not. */
static void free_record(struct record *record)
{
	if (!record)
		return;
	wipe(record->value, record->size);
	free(record);
}

/* Where `key` stands, or would stand. */
static size_t position(const struct nvm_memory *memory, nvm_key key)
{
	size_t low = 0, high = memory->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (memory->records[middle]->key < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool is_at(const struct nvm_memory *memory, size_t index, nvm_key key)
{
	return index < memory->count && memory->records[index]->key == key;
}

/* Room for one more; the factor 3/2 keeps ten thousand small cards small. */
static bool grow(void **array, size_t count, size_t *capacity, size_t element)
{
	if (count < *capacity)
		return true;
	size_t more = *capacity + *capacity / 2 + 16;
	void *grown = realloc(*array, more * element);
	if (!grown)
		return false;
	*array = grown;
	*capacity = more;
	return true;
}

/* Both arrays have room for one more after it, so that what follows cannot fail half way. */
static bool reserve(struct nvm_memory *memory)
{
	return grow((void **)&memory->records, memory->count, &memory->capacity, sizeof *memory->records) &&
	       grow((void **)&memory->changes, memory->change_count, &memory->change_capacity, sizeof *memory->changes);
}

/* Puts `record` (NULL: nothing) under `key`, and hands out what was there. */
static struct record *exchange(struct nvm_memory *memory, nvm_key key, struct record *record)
{
	size_t index = position(memory, key);
	struct record *before = is_at(memory, index, key) ? memory->records[index] : NULL;
	struct record **place = memory->records + index;
	if (before && !record)
		memmove(place, place + 1, (--memory->count - index) * sizeof *place);
	else if (!before && record)
		memmove(place + 1, place, (memory->count++ - index) * sizeof *place);
	if (record)
		*place = record;
	memory->used += record ? record->size : 0;
	memory->used -= before ? before->size : 0;
	return before;
}

static void note_change(struct nvm_memory *memory, nvm_key key, struct record *before)
{
	memory->changes[memory->change_count++] = (struct change){ key, before };
}

static enum status read_record(void *self, nvm_key key, struct buffer *out)
{
	const struct nvm_memory *memory = self;
	size_t index = position(memory, key);
	if (!is_at(memory, index, key))
		return STATUS_NOT_FOUND;
	return buffer_append(out, bytes_from(memory->records[index]->value, memory->records[index]->size));
}

static enum status each_record(void *self, nvm_key first, nvm_key last, nvm_visitor *visit, void *context)
{
	const struct nvm_memory *memory = self;
	for (size_t i = position(memory, first); i < memory->count && memory->records[i]->key <= last; i++) {
		const struct record *record = memory->records[i];
		TRY(visit(context, record->key, bytes_from(record->value, record->size)));
	}
	return STATUS_OK;
}

static enum status begin(void *self)
{
	struct nvm_memory *memory = self;
	if (memory->in_transaction)
		return STATUS_BUG;
	memory->in_transaction = true;
	memory->failed = false;
	return STATUS_OK;
}

static enum status try_write(struct nvm_memory *memory, nvm_key key, struct bytes value)
{
	size_t index = position(memory, key);
	uint64_t freed = is_at(memory, index, key) ? memory->records[index]->size : 0;
	if (value.size > memory->limit || memory->used - freed > memory->limit - value.size || !reserve(memory))
		return STATUS_NO_MEMORY;
	struct record *record = malloc(sizeof *record + value.size);
	if (!record)
		return STATUS_NO_MEMORY;
	record->key = key;
	record->size = value.size;
	if (value.size > 0)
		memcpy(record->value, value.data, value.size);
	note_change(memory, key, exchange(memory, key, record));
	return STATUS_OK;
}

static enum status write_record(void *self, nvm_key key, struct bytes value)
{
	struct nvm_memory *memory = self;
	if (!memory->in_transaction)
		return STATUS_BUG;
	enum status status = try_write(memory, key, value);
	memory->failed |= status != STATUS_OK;
	return status;
}

static enum status erase(void *self, nvm_key first, nvm_key last)
{
	struct nvm_memory *memory = self;
	if (!memory->in_transaction)
		return STATUS_BUG;
	size_t start = position(memory, first), end = start;
	bool has_room = true;
	while (end < memory->count && memory->records[end]->key <= last && (has_room = reserve(memory))) {
		struct record *record = memory->records[end++];
		memory->used -= record->size;
		note_change(memory, record->key, record);
	}
	if (end > start)
		memmove(memory->records + start, memory->records + end, (memory->count - end) * sizeof *memory->records);
	memory->count -= end - start;
	memory->failed |= !has_room;
	return has_room ? STATUS_OK : STATUS_NO_MEMORY;
}

/* Memory of a large transaction (an installation) is given back. */
static void end_transaction(struct nvm_memory *memory)
{
	free(memory->changes);
	memory->changes = NULL;
	memory->change_count = memory->change_capacity = 0;
	memory->in_transaction = false;
}

static void roll_back(void *self)
{
	struct nvm_memory *memory = self;
	if (!memory->in_transaction)
		return;
	while (memory->change_count > 0) {
		const struct change *change = &memory->changes[--memory->change_count];
		free_record(exchange(memory, change->key, change->before));
	}
	end_transaction(memory);
}

/* A write that failed must not be passed over: the caller meant all of it. */
static enum status commit(void *self)
{
	struct nvm_memory *memory = self;
	if (!memory->in_transaction)
		return STATUS_BUG;
	if (memory->failed) {
		roll_back(memory);
		return STATUS_IO;
	}
	for (size_t i = 0; i < memory->change_count; i++)
		free_record(memory->changes[i].before);
	end_transaction(memory);
	return STATUS_OK;
}

static enum status used_octets(void *self, nvm_key first, nvm_key last, uint64_t *out_octets)
{
	const struct nvm_memory *memory = self;
	uint64_t octets = 0;
	for (size_t i = position(memory, first); i < memory->count && memory->records[i]->key <= last; i++)
		octets += memory->records[i]->size;
	*out_octets = octets;
	return STATUS_OK;
}

struct nvm_memory *nvm_memory_new(uint64_t limit)
{
	struct nvm_memory *memory = calloc(1, sizeof *memory);
	if (!memory)
		return NULL;
	memory->limit = limit;
	memory->port = (struct nvm){ memory, read_record, each_record, begin, write_record, erase,
		                     commit, roll_back, used_octets };
	return memory;
}

void nvm_memory_free(struct nvm_memory *memory)
{
	if (!memory)
		return;
	roll_back(memory);
	for (size_t i = 0; i < memory->count; i++)
		free_record(memory->records[i]);
	free(memory->records);
	free(memory);
}

struct nvm *nvm_memory_port(struct nvm_memory *memory)
{
	return &memory->port;
}
