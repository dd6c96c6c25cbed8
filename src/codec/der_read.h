/* SPDX-License-Identifier: Apache-2.0 */
/* The only code that looks at a tag or a length octet of what somebody else wrote.
 *
 * A reader walks over the elements of one run of octets and cannot leave it; der_enter() gives a child reader that
 * cannot leave its element. Reads are bool calls to be joined by &&: on false nothing was consumed and no output was
 * written. Nothing is copied: outputs are views into the input.
 *
 * A tag is written as it stands on the wire, as one number: 0x30, 0xA0, 0x5F37, 0xBF38. Tags have at most three octets.
 * Lengths are definite and minimal (DER); an indefinite, over-long or overrunning length is refused. */
#ifndef CODEC_DER_READ_H
#define CODEC_DER_READ_H

#include "base/bytes.h"
#include "base/status.h"

enum { DER_DEPTH_MAXIMUM = 16 }; /* der_check_nesting() refuses deeper */

struct der_reader {
	struct bytes rest;
};

/* One element: its tag, its value, and the element whole, with tag and length. */
struct der_element {
	uint32_t tag;
	struct bytes value;
	struct bytes whole;
};

static inline struct der_reader der_reader(struct bytes input)
{
	return (struct der_reader){ input };
}

/* Reads whatever element comes next. */
bool der_next(struct der_reader *reader, struct der_element *out) MUST_CHECK;

/* The tag of the next element; nought at the end or when no tag can be read. */
uint32_t der_peek(const struct der_reader *reader);

/* Reads the next element, which must have this tag. */
bool der_element(struct der_reader *reader, uint32_t tag, struct der_element *out) MUST_CHECK;

/* As der_element(), giving the whole element: for what is signed, hashed or passed on. */
bool der_whole(struct der_reader *reader, uint32_t tag, struct bytes *out) MUST_CHECK;

/* Reads the next element, which must have this tag, and gives a reader of its inside. */
bool der_enter(struct der_reader *reader, uint32_t tag, struct der_reader *out_child) MUST_CHECK;

/* The value of the next element, which must have this tag and `minimum` to `maximum` octets. */
bool der_octets(struct der_reader *reader, uint32_t tag, size_t minimum, size_t maximum, struct bytes *out) MUST_CHECK;

/* As der_octets(), copying exactly `size` octets to out. */
bool der_fixed(struct der_reader *reader, uint32_t tag, uint8_t *out, size_t size) MUST_CHECK;

/* Printable UTF-8 of `minimum` to `maximum` octets. */
bool der_text(struct der_reader *reader, uint32_t tag, size_t minimum, size_t maximum, struct text *out) MUST_CHECK;

/* A minimal INTEGER from 0 to `maximum`. */
bool der_number(struct der_reader *reader, uint32_t tag, uint64_t maximum, uint64_t *out) MUST_CHECK;

/* As der_number() for the many that fit an int. */
bool der_small(struct der_reader *reader, uint32_t tag, int maximum, int *out) MUST_CHECK;

/* A BOOLEAN; any octet but 00 is true. */
bool der_boolean(struct der_reader *reader, uint32_t tag, bool *out) MUST_CHECK;

/* A BIT STRING of named bits: bit n of the string is bit n of *out (1 << n). Trailing zero bits need not be cut off;
 * set bits beyond the 64th are refused. */
bool der_bits(struct der_reader *reader, uint32_t tag, uint64_t *out) MUST_CHECK;

/* A NULL. */
bool der_null(struct der_reader *reader, uint32_t tag) MUST_CHECK;

/* For OPTIONAL fields: `der_absent(&r, tag) || der_octets(&r, tag, …)`. */
static inline bool der_absent(const struct der_reader *reader, uint32_t tag)
{
	return der_peek(reader) != tag;
}

/* Nothing is left. */
static inline bool der_end(const struct der_reader *reader)
{
	return reader->rest.size == 0;
}

/* Skips well-formed elements to the end: for SEQUENCEs in which a newer peer may say more (EXTENSIBILITY IMPLIED). */
bool der_later_fields(struct der_reader *reader) MUST_CHECK;

/* The next element with this tag is read, and well-formed elements before it are skipped. */
bool der_find(struct der_reader *reader, uint32_t tag, struct der_element *out) MUST_CHECK;

/* How many octets the tag and length of the element at the start of `input` take, and how many its value announces;
 * the value itself need not be there. For framing a stream.
 * STATUS_OK; STATUS_BUSY: more octets are needed to tell; STATUS_MALFORMED. */
enum status der_header(struct bytes input, uint32_t *out_tag, size_t *out_header_size, size_t *out_value_size) MUST_CHECK;

/* Constructed elements are well formed all the way down, and nested no deeper than DER_DEPTH_MAXIMUM. */
bool der_check_nesting(struct bytes input) MUST_CHECK;

#endif
