/* SPDX-License-Identifier: Apache-2.0 */
/* What must hold for every message, checked on one known good example of it. */
#ifndef TESTS_UNIT_RSP_MESSAGE_CHECK_H
#define TESTS_UNIT_RSP_MESSAGE_CHECK_H

#include "codec/der_read.h"
#include "codec/der_write.h"
#include "support/test.h"
#include "unit/rsp/message_table.h"

enum { MESSAGE_CHECK_MAXIMUM = 1 << 16 };

/* The bounds of the outermost element of a message that is one. */
static inline struct der_element message_outermost(struct bytes message)
{
	struct der_reader reader = der_reader(message);
	struct der_element element;
	assert_true(der_next(&reader, &element));
	assert_true(der_end(&reader));
	return element;
}

static inline void check_refused(message_rewrite *rewrite, struct bytes input, const char *what)
{
	AUTO(buffer) out = BUFFER(MESSAGE_CHECK_MAXIMUM);
	CHECK_STATUS(rewrite(input, &out), STATUS_MALFORMED, what);
	CHECK(out.size == 0, what);
}

/* One whole element, so that it is refused for what stands inside. */
static inline void check_wrong_inside(message_rewrite *rewrite, struct bytes message, const char *what)
{
	struct der_reader reader = der_reader(message);
	struct der_element element;
	CHECK(der_next(&reader, &element) && der_end(&reader), what);
	check_refused(rewrite, message, what);
}

/* Cut off after each octet, in memory of exactly that size; and with something after it. */
static inline void check_bounds(message_rewrite *rewrite, struct bytes message, const char *what)
{
	for (size_t size = 0; size < message.size; size++) {
		uint8_t *exact = malloc(size ? size : 1);
		assert_non_null(exact);
		memcpy(exact, message.data, size);
		check_refused(rewrite, bytes_from(exact, size), what);
		free(exact);
	}
	AUTO(buffer) longer = BUFFER(MESSAGE_CHECK_MAXIMUM);
	assert_ok(buffer_append(&longer, message));
	assert_ok(buffer_append_octet(&longer, 0));
	check_refused(rewrite, buffer_bytes(&longer), what);
	longer.size--;
	assert_ok(buffer_append(&longer, message));
	check_refused(rewrite, buffer_bytes(&longer), what);
}

/* Its value under a length that is indefinite, and under one with an octet too many. */
static inline void check_lengths(message_rewrite *rewrite, struct bytes message, const char *what)
{
	struct der_element element = message_outermost(message);
	size_t tag_size = element.tag > 0xFFFF ? 3 : element.tag > 0xFF ? 2 : 1;
	size_t value_size = element.value.size;
	AUTO(buffer) other = BUFFER(MESSAGE_CHECK_MAXIMUM);

	assert_ok(buffer_append(&other, bytes_first(message, tag_size)));
	assert_ok(buffer_append_octet(&other, 0x80));
	assert_ok(buffer_append(&other, element.value));
	assert_ok(buffer_append(&other, bytes_from("\0\0", 2)));
	check_refused(rewrite, buffer_bytes(&other), what);

	const uint8_t padded[] = { 0x84, 0, (uint8_t)(value_size >> 16), (uint8_t)(value_size >> 8), (uint8_t)value_size };
	buffer_clear(&other);
	assert_ok(buffer_append(&other, bytes_first(message, tag_size)));
	assert_ok(buffer_append(&other, BYTES(padded)));
	assert_ok(buffer_append(&other, element.value));
	check_refused(rewrite, buffer_bytes(&other), what);
}

/* Each octet replaced by others: never a crash, and what is understood is written in a form that stays as it is. */
static inline void check_other_octets(message_rewrite *rewrite, struct bytes message, const char *what)
{
	static const uint8_t changes[] = { 0x01, 0x02, 0x20, 0x7F, 0x80, 0xFF };
	uint8_t *changed = malloc(message.size);
	assert_non_null(changed);
	memcpy(changed, message.data, message.size);
	for (size_t i = 0; i < message.size; i++)
		EACH(change, changes) {
			AUTO(buffer) first = BUFFER(MESSAGE_CHECK_MAXIMUM);
			AUTO(buffer) second = BUFFER(MESSAGE_CHECK_MAXIMUM);
			changed[i] = message.data[i] ^ *change;
			enum status status = rewrite(bytes_from(changed, message.size), &first);
			changed[i] = message.data[i];
			if (status != STATUS_OK)
				continue;
			CHECK_STATUS(rewrite(buffer_bytes(&first), &second), STATUS_OK, what);
			check_bytes(buffer_bytes(&second), buffer_bytes(&first), what);
		}
	free(changed);
}

/* A later version's field at the end of the outermost element is skipped. */
static inline void check_later_field(message_rewrite *rewrite, struct bytes message, const char *what)
{
	struct der_element element = message_outermost(message);
	const uint8_t field[] = { 0x9F, 0x7E, 0x01, 0x2A };
	AUTO(buffer) longer = BUFFER(MESSAGE_CHECK_MAXIMUM);
	AUTO(buffer) again = BUFFER(MESSAGE_CHECK_MAXIMUM);
	struct der_writer writer = der_writer(&longer);
	der_put_header(&writer, element.tag, element.value.size + sizeof field);
	der_put_raw(&writer, element.value);
	der_put_raw(&writer, BYTES(field));
	assert_ok(der_finish(&writer));
	CHECK_STATUS(rewrite(buffer_bytes(&longer), &again), STATUS_OK, what);
	check_bytes(buffer_bytes(&again), message, what);
}

/* All of that but the later field, which an answer that is a CHOICE does not take. */
static inline void check_message(message_rewrite *rewrite, struct bytes message, const char *what)
{
	AUTO(buffer) again = BUFFER(MESSAGE_CHECK_MAXIMUM);
	CHECK_STATUS(rewrite(message, &again), STATUS_OK, what);
	check_bytes(buffer_bytes(&again), message, what);
	check_bounds(rewrite, message, what);
	check_lengths(rewrite, message, what);
	check_other_octets(rewrite, message, what);
}

static inline void check_sequence_message(message_rewrite *rewrite, struct bytes message, const char *what)
{
	check_message(rewrite, message, what);
	check_later_field(rewrite, message, what);
}

/* Understood, and written as `canonical`. */
static inline void check_tolerated(message_rewrite *rewrite, struct bytes message, struct bytes canonical,
                                   const char *what)
{
	AUTO(buffer) again = BUFFER(MESSAGE_CHECK_MAXIMUM);
	CHECK_STATUS(rewrite(message, &again), STATUS_OK, what);
	check_bytes(buffer_bytes(&again), canonical, what);
}

#endif
