/* SPDX-License-Identifier: Apache-2.0 */
/* Writes DER into a buffer. The writer's error is sticky: write on, and ask der_finish() once. Tags are written as they
 * stand on the wire, as in der_read.h. */
#ifndef CODEC_DER_WRITE_H
#define CODEC_DER_WRITE_H

#include "base/buffer.h"

enum { DER_OPEN_MAXIMUM = 12 };

struct der_writer {
	struct buffer *out; /* borrowed; the writer only appends */
	size_t start;
	size_t open[DER_OPEN_MAXIMUM]; /* where the values of the open elements begin */
	int depth;
	enum status status;
};

/* Appends to what `out` already holds. */
struct der_writer der_writer(struct buffer *out);

/* Everything between the two calls is the inside of one element. */
void der_open(struct der_writer *writer, uint32_t tag);
void der_close(struct der_writer *writer);

void der_put(struct der_writer *writer, uint32_t tag, struct bytes value);
void der_put_text(struct der_writer *writer, uint32_t tag, struct text value);
void der_put_number(struct der_writer *writer, uint32_t tag, uint64_t value);
void der_put_boolean(struct der_writer *writer, uint32_t tag, bool value);
void der_put_null(struct der_writer *writer, uint32_t tag);

/* A BIT STRING of named bits, 1 << n for bit n, without trailing zero bits (X.690 11.2.2). */
void der_put_bits(struct der_writer *writer, uint32_t tag, uint64_t bits);

/* Elements that are encoded already. */
void der_put_raw(struct der_writer *writer, struct bytes elements);

/* Only a tag and a length, for a value that follows by other means. */
void der_put_header(struct der_writer *writer, uint32_t tag, size_t value_size);

/* STATUS_OK, or the first failure: STATUS_TOO_LARGE, STATUS_NO_MEMORY, STATUS_BUG (unbalanced open and close). After a
 * failure the buffer holds what it held when the writer was made. */
enum status der_finish(struct der_writer *writer) MUST_CHECK;

#endif
