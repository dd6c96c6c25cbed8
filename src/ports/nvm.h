/* SPDX-License-Identifier: Apache-2.0 */
/* The card's non-volatile memory: records under 64-bit keys, changed in transactions that happen whole or not at all,
 * also when the power goes. Answers at once. Drivers: SQLite file, memory, and a memory that cuts the power at the n-th
 * write (tests). */
#ifndef PORTS_NVM_H
#define PORTS_NVM_H

#include "base/buffer.h"

/* What a key stands for: 8 bits of space, 16 bits of profile slot (nought: the card itself), 40 bits of item. Keys are
 * ordered as numbers. */
typedef uint64_t nvm_key;

static inline nvm_key nvm_key_make(uint8_t space, uint16_t slot, uint64_t item)
{
	return (uint64_t)space << 56 | (uint64_t)slot << 40 | (item & 0xFFFFFFFFFF);
}

/* Called for each record in the order of keys; anything but STATUS_OK ends the walk and is its result. The value is
 * good during the call, in which nothing may be written. */
typedef enum status nvm_visitor(void *context, nvm_key key, struct bytes value);

struct nvm {
	void *self;
	enum status (*read)(void *self, nvm_key key, struct buffer *out);
	enum status (*each)(void *self, nvm_key first, nvm_key last, nvm_visitor *visit, void *context);
	enum status (*begin)(void *self);
	enum status (*write)(void *self, nvm_key key, struct bytes value);
	enum status (*erase)(void *self, nvm_key first, nvm_key last);
	enum status (*commit)(void *self);
	void (*roll_back)(void *self);
	enum status (*used)(void *self, nvm_key first, nvm_key last, uint64_t *out_octets);
};

/* Appends the record to `out`. Inside a transaction its own writes are seen. STATUS_NOT_FOUND, STATUS_IO. */
MUST_CHECK static inline enum status nvm_read(struct nvm *nvm, nvm_key key, struct buffer *out)
{
	return nvm->read(nvm->self, key, out);
}

/* Visits the records with first <= key <= last. */
MUST_CHECK static inline enum status nvm_each(struct nvm *nvm, nvm_key first, nvm_key last, nvm_visitor *visit,
                                              void *context)
{
	return nvm->each(nvm->self, first, last, visit, context);
}

/* Transactions do not nest: STATUS_BUG inside another one. */
MUST_CHECK static inline enum status nvm_begin(struct nvm *nvm)
{
	return nvm->begin(nvm->self);
}

/* Only inside a transaction. An existing record is replaced. */
MUST_CHECK static inline enum status nvm_write(struct nvm *nvm, nvm_key key, struct bytes value)
{
	return nvm->write(nvm->self, key, value);
}

/* Only inside a transaction: all records with first <= key <= last. None is fine. */
MUST_CHECK static inline enum status nvm_erase(struct nvm *nvm, nvm_key first, nvm_key last)
{
	return nvm->erase(nvm->self, first, last);
}

/* On STATUS_OK the changes are durable; on STATUS_IO none of them happened. */
MUST_CHECK static inline enum status nvm_commit(struct nvm *nvm)
{
	return nvm->commit(nvm->self);
}

/* Forgets the changes since nvm_begin(). Outside a transaction it does nothing. */
static inline void nvm_roll_back(struct nvm *nvm)
{
	nvm->roll_back(nvm->self);
}

/* Ends a transaction: commits when what was done in it ended well, else forgets it and gives `status` back. */
MUST_CHECK static inline enum status nvm_end(struct nvm *nvm, enum status status)
{
	if (status == STATUS_OK)
		return nvm_commit(nvm);
	nvm_roll_back(nvm);
	return status;
}

/* Octets of the values stored in a range. */
MUST_CHECK static inline enum status nvm_used(struct nvm *nvm, nvm_key first, nvm_key last, uint64_t *out_octets)
{
	return nvm->used(nvm->self, first, last, out_octets);
}

#endif
