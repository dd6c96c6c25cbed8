/* SPDX-License-Identifier: Apache-2.0 */
/* A growing run of octets that owns its memory and never grows past the limit it was given. Every buffer has a limit;
 * { 0 } is a valid, releasable buffer whose limit is nought. A secret buffer wipes what it held before giving memory
 * back, also when it grows. */
#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

#include "base/bytes.h"
#include "base/status.h"

struct buffer {
	uint8_t *data;
	size_t size;
	size_t capacity;
	size_t limit; /* octets */
	bool secret;
};

#define BUFFER(limit_octets) ((struct buffer){ .limit = (limit_octets) })
#define SECRET_BUFFER(limit_octets) ((struct buffer){ .limit = (limit_octets), .secret = true })

/* Frees the memory and leaves an empty buffer with the same limit. */
void buffer_release(struct buffer *buffer);

/* Empties the buffer and keeps the memory. */
void buffer_clear(struct buffer *buffer);

static inline struct bytes buffer_bytes(const struct buffer *buffer)
{
	return bytes_from(buffer->data, buffer->size);
}

static inline struct text buffer_text(const struct buffer *buffer)
{
	return bytes_text(buffer_bytes(buffer));
}

/* Makes room for `size` more octets and counts them in; the caller writes them. NULL, and nothing changed, over the
 * limit or without memory. The pointer is good until the next call that appends. */
uint8_t *buffer_extend(struct buffer *buffer, size_t size) MUST_CHECK;

/* The appending calls change nothing unless they succeed. STATUS_TOO_LARGE: over the limit; STATUS_NO_MEMORY. */
enum status buffer_append(struct buffer *buffer, struct bytes bytes) MUST_CHECK;
enum status buffer_append_octet(struct buffer *buffer, uint8_t octet) MUST_CHECK;
enum status buffer_append_text(struct buffer *buffer, struct text text) MUST_CHECK;
enum status buffer_print(struct buffer *buffer, const char *format, ...) MUST_CHECK
	__attribute__((format(printf, 2, 3)));

/* Puts `bytes` in before the octet at `offset` (at most size). */
enum status buffer_insert(struct buffer *buffer, size_t offset, struct bytes bytes) MUST_CHECK;

/* Drops the first `size` octets, or all there are. */
void buffer_drop_first(struct buffer *buffer, size_t size);

#endif
