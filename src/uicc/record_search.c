/* SPDX-License-Identifier: Apache-2.0 */
/* SEARCH RECORD (TS 102 221 11.1.7). */
#include "uicc/commands.h"
#include "uicc/record_file.h"

enum { MODE_BITS = 0x07, FORWARD = 4, BACKWARD = 5, ENHANCED = 6, NUMBERS_MAXIMUM = 255 };

/* Search indication of the enhanced search. */
enum {
	INDICATION_BY_VALUE = 0x08,
	INDICATION_RESERVED = 0xF0,
	INDICATION_FORWARD = 4,
	INDICATION_BACKWARD = 5,
	INDICATION_FROM_NEXT = 6,
	INDICATION_FROM_PREVIOUS = 7,
};

struct search {
	uint32_t first;        /* record to begin with; nought or past the last: there is none */
	bool is_forward;
	struct bytes pattern;
	bool by_value;         /* begin after the first octet `offset`, not at that offset */
	uint8_t offset;
};

/* `mode` is the same number in the simple and the enhanced search. */
static bool begin_at(const struct channel *channel, const struct elementary_file *file, uint8_t p1, unsigned mode,
                     struct search *search)
{
	uint32_t current = channel->record;
	search->is_forward = mode == INDICATION_FORWARD || mode == INDICATION_FROM_NEXT;
	if (mode == INDICATION_FORWARD || mode == INDICATION_BACKWARD)
		search->first = p1 ? p1 : current;
	else
		search->first = current == 0 ? 0 : search->is_forward ? current + 1 : current - 1;
	bool is_undefined = current == 0 && (mode >= INDICATION_FROM_NEXT || p1 == 0);
	if (is_undefined)
		search->first = search->is_forward ? 1 : file->records;
	return mode >= INDICATION_FORWARD && search->first <= file->records + 1;
}

static status_word understand(const struct channel *channel, const struct elementary_file *file,
                              const struct apdu *command, struct search *out)
{
	unsigned mode = command->p2 & MODE_BITS;
	struct search search = { .pattern = command->data };
	if (mode == ENHANCED) {
		if (command->data.size < 3)
			return SW_WRONG_LENGTH;
		uint8_t indication = command->data.data[0];
		if (indication & INDICATION_RESERVED)
			return SW_WRONG_DATA;
		mode = indication & MODE_BITS;
		search.by_value = indication & INDICATION_BY_VALUE;
		search.offset = command->data.data[1];
		search.pattern = bytes_after(command->data, 2);
		if (mode < INDICATION_FORWARD)
			return SW_WRONG_DATA;
	} else if (mode != FORWARD && mode != BACKWARD) {
		return SW_WRONG_P1_P2;
	}
	if (search.pattern.size == 0 || search.pattern.size > file->body->record_size)
		return SW_WRONG_LENGTH;
	if (!begin_at(channel, file, command->p1, mode, &search) || command->p1 > file->records)
		return SW_RECORD_NOT_FOUND;
	*out = search;
	return SW_OK;
}

static bool contains(struct bytes record, const struct search *search)
{
	size_t start = search->offset;
	if (search->by_value) {
		const uint8_t *found = memchr(record.data, search->offset, record.size);
		if (!found)
			return false;
		start = (size_t)(found - record.data) + 1;
	}
	for (size_t at = start; at + search->pattern.size <= record.size; at++)
		if (bytes_start_with(bytes_after(record, at), search->pattern))
			return true;
	return false;
}

static enum status collect(const struct elementary_file *file, struct bytes body, const struct search *search,
                           struct buffer *answer)
{
	for (uint32_t record = search->first; record >= 1 && record <= file->records;
	     record = search->is_forward ? record + 1 : record - 1)
		if (answer->size < NUMBERS_MAXIMUM && contains(record_at(body, file, record), search))
			TRY(buffer_append_octet(answer, (uint8_t)record));
	return STATUS_OK;
}

status_word search_record(struct uicc *card, struct channel *channel, const struct apdu *command, struct buffer *answer)
{
	struct elementary_file file;
	struct search search = { 0 };
	status_word word = record_file_open(card, channel, command, ACCESS_READ, &file);
	if (word == SW_OK)
		word = understand(channel, &file, command, &search);
	if (word != SW_OK)
		return word;
	AUTO(buffer) body = SECRET_BUFFER(ELEMENTARY_FILE_MAXIMUM);
	enum status status = elementary_file_read(card, &file, &body);
	if (status == STATUS_OK)
		status = collect(&file, buffer_bytes(&body), &search, answer);
	if (status != STATUS_OK)
		return card_failure(status);
	if (answer->size == 0)
		return SW_END_OF_FILE;
	channel->record = answer->data[0];
	return SW_OK;
}
