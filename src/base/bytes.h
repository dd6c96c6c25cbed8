/* SPDX-License-Identifier: Apache-2.0 */
/* Borrowed views. A struct bytes or struct text points into memory that somebody else owns, is passed by value and is
 * never freed. { 0 } is the empty view. A text is UTF-8 without a terminating NUL. */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct bytes {
	const uint8_t *data;
	size_t size;
};

struct text {
	const char *data;
	size_t size;
};

#define ARRAY_SIZE(array) (sizeof(array) / sizeof *(array))

/* For printf("%.*s", TEXT_ARGUMENTS(t)). */
#define TEXT_ARGUMENTS(t) (int)(t).size, (t).data ? (t).data : ""

static inline struct bytes bytes_from(const void *data, size_t size)
{
	return (struct bytes){ data, size };
}

/* A whole array. */
#define BYTES(array) bytes_from((array), sizeof(array))

/* Until the NUL; NULL gives the empty text. */
static inline struct text text_from(const char *string)
{
	return (struct text){ string, string ? strlen(string) : 0 };
}

/* A string literal. */
#define TEXT(literal) ((struct text){ (literal), sizeof(literal) - 1 })

static inline struct bytes text_bytes(struct text text)
{
	return bytes_from(text.data, text.size);
}

static inline struct text bytes_text(struct bytes bytes)
{
	return (struct text){ (const char *)bytes.data, bytes.size };
}

/* The first `size` octets, or all there are. */
static inline struct bytes bytes_first(struct bytes bytes, size_t size)
{
	return bytes_from(bytes.data, size < bytes.size ? size : bytes.size);
}

/* What follows the first `size` octets; empty when there are no more. */
static inline struct bytes bytes_after(struct bytes bytes, size_t size)
{
	return size < bytes.size ? bytes_from(bytes.data + size, bytes.size - size) : (struct bytes){ 0 };
}

/* Not for secrets: see secret_equal(). */
static inline bool bytes_equal(struct bytes a, struct bytes b)
{
	return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

static inline bool bytes_start_with(struct bytes bytes, struct bytes prefix)
{
	return bytes_equal(bytes_first(bytes, prefix.size), prefix);
}

static inline bool text_equal(struct text a, struct text b)
{
	return bytes_equal(text_bytes(a), text_bytes(b));
}

/* ASCII letters only; other octets compare as they are. */
bool text_equal_ignoring_case(struct text a, struct text b);

bool text_starts_with(struct text text, struct text prefix);

/* Without ASCII blanks, tabs and line ends at both ends. */
struct text text_trimmed(struct text text);

/* Cuts `text` at the first `separator`: returns what stands before it and leaves the rest in *text. Without a
 * separator returns all of it and leaves *text empty, with data == NULL. */
struct text text_cut(struct text *text, char separator);

/* Well-formed UTF-8 (no surrogates, nothing over-long, nothing above U+10FFFF) without control characters. */
bool text_is_printable_utf8(struct text text);

/* Decimal digits only, no sign, no blank, at most `maximum`. *out is written only on success. */
bool text_to_number(struct text text, uint64_t maximum, uint64_t *out);

#endif
