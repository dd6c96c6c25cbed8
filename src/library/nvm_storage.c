/* SPDX-License-Identifier: Apache-2.0 */
#include "library/nvm_storage.h"

#include <stdlib.h>

#include "io/nvm_memory.h"

enum { TRANSACTION_MAXIMUM = 64 << 20 /* octets written in one */ };

/* A change whose value stands in the journal's octets, which may still move. */
struct step {
	nvm_key first, last;
	bool is_write;
	size_t start, size;
};

struct nvm_storage {
	struct nvm port;
	struct provisim_euicc_storage caller;
	struct nvm_memory *memory;
	struct nvm *records;
	struct buffer steps;  /* struct step */
	struct buffer values; /* keys are among them */
	bool failed;          /* a step of this transaction: all of it must go */
};

/* ---- changes ---- */

static enum status note(struct nvm_storage *storage, const struct step *step)
{
	return buffer_append(&storage->steps, bytes_from(step, sizeof *step));
}

static void forget(struct nvm_storage *storage)
{
	buffer_release(&storage->steps);
	buffer_release(&storage->values);
	storage->failed = false;
}

static enum status begin(void *self)
{
	struct nvm_storage *storage = self;
	return nvm_begin(storage->records);
}

static enum status try_write(struct nvm_storage *storage, nvm_key key, struct bytes value)
{
	const struct step step = { key, key, true, storage->values.size, value.size };
	TRY(nvm_write(storage->records, key, value));
	TRY(buffer_append(&storage->values, value));
	return note(storage, &step);
}

static enum status write_record(void *self, nvm_key key, struct bytes value)
{
	struct nvm_storage *storage = self;
	enum status status = try_write(storage, key, value);
	storage->failed |= status != STATUS_OK;
	return status;
}

static enum status erase(void *self, nvm_key first, nvm_key last)
{
	struct nvm_storage *storage = self;
	const struct step step = { .first = first, .last = last };
	enum status status = nvm_erase(storage->records, first, last);
	if (status == STATUS_OK)
		status = note(storage, &step);
	storage->failed |= status != STATUS_OK;
	return status;
}

static void roll_back(void *self)
{
	struct nvm_storage *storage = self;
	nvm_roll_back(storage->records);
	forget(storage);
}

static enum status hand_over(struct nvm_storage *storage)
{
	static const uint8_t nothing;
	size_t count = storage->steps.size / sizeof(struct step);
	if (storage->failed)
		return STATUS_IO;
	if (count == 0)
		return STATUS_OK;
	struct provisim_euicc_change *changes = calloc(count, sizeof *changes);
	if (!changes)
		return STATUS_IO;
	for (size_t i = 0; i < count; i++) {
		struct step step;
		memcpy(&step, storage->steps.data + i * sizeof step, sizeof step);
		const uint8_t *value = step.size > 0 ? storage->values.data + step.start : &nothing;
		changes[i] = (struct provisim_euicc_change){ step.first, step.last, step.is_write ? value : NULL, step.size };
	}
	int failure = storage->caller.commit(storage->caller.context, changes, count);
	free(changes);
	return failure ? STATUS_IO : STATUS_OK;
}

/* The caller's storage comes first: what it could not keep has not happened here either. */
static enum status commit(void *self)
{
	struct nvm_storage *storage = self;
	enum status status = hand_over(storage);
	if (status != STATUS_OK) {
		roll_back(storage);
		return status;
	}
	forget(storage);
	return nvm_commit(storage->records);
}

/* ---- reading ---- */

static enum status read_record(void *self, nvm_key key, struct buffer *out)
{
	struct nvm_storage *storage = self;
	return nvm_read(storage->records, key, out);
}

static enum status each_record(void *self, nvm_key first, nvm_key last, nvm_visitor *visit, void *context)
{
	struct nvm_storage *storage = self;
	return nvm_each(storage->records, first, last, visit, context);
}

static enum status used_octets(void *self, nvm_key first, nvm_key last, uint64_t *out_octets)
{
	struct nvm_storage *storage = self;
	return nvm_used(storage->records, first, last, out_octets);
}

/* ---- making ---- */

static int put(void *sink, uint64_t key, const uint8_t *value, size_t value_size)
{
	struct nvm_storage *storage = sink;
	return nvm_write(storage->records, key, bytes_from(value, value_size)) != STATUS_OK;
}

static enum status load(struct nvm_storage *storage)
{
	TRY(nvm_begin(storage->records));
	int failure = storage->caller.load(storage->caller.context, put, storage);
	return nvm_end(storage->records, failure ? STATUS_IO : STATUS_OK);
}

enum status nvm_storage_new(const struct provisim_euicc_storage *caller, uint64_t limit, struct nvm_storage **out)
{
	struct nvm_storage *storage = calloc(1, sizeof *storage);
	if (!storage)
		return STATUS_NO_MEMORY;
	*storage = (struct nvm_storage){
		.port = { storage, read_record, each_record, begin, write_record, erase, commit, roll_back, used_octets },
		.caller = *caller,
		.memory = nvm_memory_new(limit),
		.steps = BUFFER(TRANSACTION_MAXIMUM),
		.values = SECRET_BUFFER(TRANSACTION_MAXIMUM),
	};
	enum status status = STATUS_NO_MEMORY;
	if (storage->memory) {
		storage->records = nvm_memory_port(storage->memory);
		status = load(storage);
	}
	if (status != STATUS_OK) {
		nvm_storage_free(storage);
		return status;
	}
	*out = storage;
	return STATUS_OK;
}

void nvm_storage_free(struct nvm_storage *storage)
{
	if (!storage)
		return;
	nvm_memory_free(storage->memory);
	forget(storage);
	free(storage);
}

struct nvm *nvm_storage_port(struct nvm_storage *storage)
{
	return &storage->port;
}
