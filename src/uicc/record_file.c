/* SPDX-License-Identifier: Apache-2.0 */
/* READ RECORD, UPDATE RECORD and INCREASE (TS 102 221 11.1.5, 11.1.6, 11.1.8). In a cyclic file record 1 is the one
 * written last, and records lie in that order. */
#include "uicc/record_file.h"

#include "uicc/commands.h"

enum { SHORT_ID_SHIFT = 3, MODE_BITS = 0x07, BY_SHORT_ID = 0x80, SHORT_ID_BITS = 0x1F, ANSWER_MAXIMUM = 256 };

static status_word enter(struct uicc *card, struct channel *channel, uint8_t short_id, const struct apdu *command,
                         enum access access, struct elementary_file *out)
{
	struct elementary_file file;
	status_word word = elementary_file_find(card, channel, short_id, &file);
	if (word != SW_OK)
		return word;
	if (file.records == 0)
		return SW_INCOMPATIBLE_FILE;
	word = elementary_file_enter(card, channel, short_id, &file, access, command);
	if (word == SW_OK)
		*out = file;
	return word;
}

status_word record_file_open(struct uicc *card, struct channel *channel, const struct apdu *command, enum access access,
                             struct elementary_file *out)
{
	uint8_t short_id = command->p2 >> SHORT_ID_SHIFT;
	if (short_id > SHORT_ID_BITS - 1)
		return SW_WRONG_P1_P2;
	return enter(card, channel, short_id, command, access, out);
}

/* Steps over the ends of a cyclic file come round; an undefined pointer starts at the first or the last. */
static status_word step(const struct channel *channel, const struct elementary_file *file, enum record_mode mode,
                        uint32_t *out)
{
	bool forward = mode == RECORD_NEXT, is_cyclic = file->body->kind == NODE_CYCLIC;
	if (channel->record == 0) {
		*out = forward ? 1 : file->records;
		return SW_OK;
	}
	bool is_over = forward ? channel->record >= file->records : channel->record <= 1;
	if (is_over && !is_cyclic)
		return SW_RECORD_NOT_FOUND;
	if (is_over)
		*out = forward ? 1 : file->records;
	else
		*out = forward ? channel->record + 1U : channel->record - 1U;
	return SW_OK;
}

/* The record that P1 and P2 mean. */
static status_word choose(const struct channel *channel, const struct elementary_file *file, const struct apdu *command,
                          uint32_t *out)
{
	enum record_mode mode = (enum record_mode)(command->p2 & MODE_BITS);
	if (mode == RECORD_ABSOLUTE) {
		uint32_t record = command->p1 ? command->p1 : channel->record;
		if (record == 0 || record > file->records)
			return SW_RECORD_NOT_FOUND;
		*out = record;
		return SW_OK;
	}
	if ((mode != RECORD_NEXT && mode != RECORD_PREVIOUS) || command->p1 != 0)
		return SW_WRONG_P1_P2;
	return step(channel, file, mode, out);
}

/* Only the relative modes move the pointer. */
static void move_to(struct channel *channel, const struct apdu *command, uint32_t record)
{
	if ((command->p2 & MODE_BITS) != RECORD_ABSOLUTE)
		channel->record = (uint16_t)record;
}

status_word read_record(struct uicc *card, struct channel *channel, const struct apdu *command, struct buffer *answer)
{
	struct elementary_file file;
	uint32_t record = 0;
	status_word word = record_file_open(card, channel, command, ACCESS_READ, &file);
	if (word == SW_OK)
		word = choose(channel, &file, command, &record);
	if (word != SW_OK)
		return word;
	if (command->le != ANSWER_MAXIMUM && command->le != file.body->record_size)
		return (status_word)(SW_WRONG_LE | (file.body->record_size & 0xFF));
	AUTO(buffer) body = SECRET_BUFFER(ELEMENTARY_FILE_MAXIMUM);
	enum status status = elementary_file_read(card, &file, &body);
	if (status == STATUS_OK)
		status = buffer_append(answer, record_at(buffer_bytes(&body), &file, record));
	if (status != STATUS_OK)
		return card_failure(status);
	move_to(channel, command, record);
	return SW_OK;
}

/* ---- writing ---- */

static enum status overwrite(struct uicc *card, const struct elementary_file *file, uint32_t record, struct bytes data)
{
	AUTO(buffer) body = SECRET_BUFFER(ELEMENTARY_FILE_MAXIMUM);
	TRY(elementary_file_read(card, file, &body));
	memcpy(body.data + (record - 1) * data.size, data.data, data.size);
	return elementary_file_write(card, file, buffer_bytes(&body));
}

/* The oldest record makes room for the new record 1. */
static enum status push(struct uicc *card, const struct elementary_file *file, struct bytes data)
{
	AUTO(buffer) body = SECRET_BUFFER(ELEMENTARY_FILE_MAXIMUM);
	TRY(elementary_file_read(card, file, &body));
	memmove(body.data + data.size, body.data, (file->records - 1) * data.size);
	memcpy(body.data, data.data, data.size);
	return elementary_file_write(card, file, buffer_bytes(&body));
}

static status_word update_cyclic(struct uicc *card, struct channel *channel, const struct elementary_file *file,
                                 const struct apdu *command)
{
	if ((command->p2 & MODE_BITS) != RECORD_PREVIOUS || command->p1 != 0)
		return SW_INCOMPATIBLE_FILE;
	enum status status = push(card, file, command->data);
	if (status != STATUS_OK)
		return card_failure(status);
	channel->record = 1;
	return SW_OK;
}

status_word update_record(struct uicc *card, struct channel *channel, const struct apdu *command, struct buffer *answer)
{
	(void)answer;
	struct elementary_file file;
	uint32_t record = 0;
	status_word word = record_file_open(card, channel, command, ACCESS_UPDATE, &file);
	if (word != SW_OK)
		return word;
	if (command->data.size != file.body->record_size)
		return SW_WRONG_LENGTH;
	if (file.body->kind == NODE_CYCLIC)
		return update_cyclic(card, channel, &file, command);
	word = choose(channel, &file, command, &record);
	if (word != SW_OK)
		return word;
	enum status status = overwrite(card, &file, record, command->data);
	if (status != STATUS_OK)
		return card_failure(status);
	move_to(channel, command, record);
	return SW_OK;
}

/* ---- INCREASE ---- */

/* Big-endian sum into `sum`, which holds the first number. False: it does not fit. */
static bool add(uint8_t *sum, size_t size, struct bytes value)
{
	unsigned carry = 0;
	for (size_t i = 0; i < size; i++) {
		unsigned octet = i < value.size ? value.data[value.size - 1 - i] : 0;
		carry += sum[size - 1 - i] + octet;
		sum[size - 1 - i] = (uint8_t)carry;
		carry >>= 8;
	}
	return carry == 0;
}

static status_word add_and_push(struct uicc *card, struct channel *channel, const struct elementary_file *file,
                                struct bytes value, struct buffer *answer)
{
	AUTO(buffer) body = SECRET_BUFFER(ELEMENTARY_FILE_MAXIMUM);
	enum status status = elementary_file_read(card, file, &body);
	if (status != STATUS_OK)
		return card_failure(status);
	size_t size = file->body->record_size;
	if (!add(body.data, size, value))
		return SW_INCREASE_MAXIMUM;
	status = buffer_append(answer, bytes_first(buffer_bytes(&body), size));
	if (status == STATUS_OK)
		status = buffer_append(answer, value);
	if (status == STATUS_OK)
		status = push(card, file, bytes_first(buffer_bytes(&body), size));
	if (status != STATUS_OK)
		return card_failure(status);
	channel->record = 1;
	return SW_OK;
}

status_word increase(struct uicc *card, struct channel *channel, const struct apdu *command, struct buffer *answer)
{
	struct elementary_file file;
	uint8_t short_id = command->p1 & SHORT_ID_BITS;
	bool is_p1_good = command->p1 == 0 || ((command->p1 & ~SHORT_ID_BITS) == BY_SHORT_ID && short_id != 0);
	if (!is_p1_good || command->p2 != 0)
		return SW_WRONG_P1_P2;
	status_word word = enter(card, channel, short_id, command, ACCESS_BY_COMMAND, &file);
	if (word != SW_OK)
		return word;
	if (file.body->kind != NODE_CYCLIC)
		return SW_INCOMPATIBLE_FILE;
	if (command->data.size == 0 || command->data.size > file.body->record_size)
		return SW_WRONG_LENGTH;
	return add_and_push(card, channel, &file, command->data, answer);
}
