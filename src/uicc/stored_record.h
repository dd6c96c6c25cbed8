/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers and octets of fixed order inside one nvm record, big-endian. The writer is wiped by its owner: there may be keys
 * in it. Reading past the end gives noughts and is remembered. */
#ifndef UICC_STORED_RECORD_H
#define UICC_STORED_RECORD_H

#include "base/bytes.h"

enum { STORED_RECORD_MAXIMUM = 512 };

struct stored_record {
	uint8_t data[STORED_RECORD_MAXIMUM];
	size_t size;
	bool is_too_long;
};

struct stored_reader {
	struct bytes rest;
	bool is_too_short;
};

static inline void stored_put(struct stored_record *record, const void *octets, size_t size)
{
	if (size > sizeof record->data - record->size) {
		record->is_too_long = true;
		return;
	}
	memcpy(record->data + record->size, octets, size);
	record->size += size;
}

static inline void stored_put_number(struct stored_record *record, uint64_t number, size_t size)
{
	uint8_t octets[8];
	for (size_t i = 0; i < size; i++)
		octets[i] = (uint8_t)(number >> 8 * (size - 1 - i));
	stored_put(record, octets, size);
}

static inline void stored_take(struct stored_reader *reader, void *out, size_t size)
{
	if (reader->rest.size < size) {
		reader->is_too_short = true;
		memset(out, 0, size);
		return;
	}
	if (size > 0)
		memcpy(out, reader->rest.data, size);
	reader->rest = bytes_after(reader->rest, size);
}

static inline uint64_t stored_take_number(struct stored_reader *reader, size_t size)
{
	uint8_t octets[8];
	stored_take(reader, octets, size);
	uint64_t number = 0;
	for (size_t i = 0; i < size; i++)
		number = number << 8 | octets[i];
	return number;
}

/* All was there, and nothing more. */
static inline bool stored_end(const struct stored_reader *reader)
{
	return !reader->is_too_short && reader->rest.size == 0;
}

#endif
