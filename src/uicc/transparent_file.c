/* SPDX-License-Identifier: Apache-2.0 */
/* READ BINARY and UPDATE BINARY (TS 102 221 11.1.3, 11.1.4). */
#include "uicc/commands.h"
#include "uicc/elementary_file.h"

enum { BY_SHORT_ID = 0x80, SHORT_ID_BITS = 0x1F, SHORT_ID_RESERVED = 0x60, ANSWER_MAXIMUM = 256 };

/* Where in which file. */
struct range {
	uint8_t short_id;
	uint32_t offset;
	struct elementary_file file;
};

static status_word find_range(const struct uicc *card, const struct channel *channel, const struct apdu *command,
                              struct range *out)
{
	struct range range = { .offset = (uint32_t)(command->p1 << 8 | command->p2) };
	if (command->p1 & BY_SHORT_ID) {
		range.short_id = command->p1 & SHORT_ID_BITS;
		range.offset = command->p2;
		if (command->p1 & SHORT_ID_RESERVED || range.short_id == 0)
			return SW_WRONG_P1_P2;
	}
	status_word word = elementary_file_find(card, channel, range.short_id, &range.file);
	if (word != SW_OK)
		return word;
	if (range.file.body->kind != NODE_TRANSPARENT)
		return SW_INCOMPATIBLE_FILE;
	*out = range;
	return SW_OK;
}

status_word read_binary(struct uicc *card, struct channel *channel, const struct apdu *command, struct buffer *answer)
{
	struct range range;
	status_word word = find_range(card, channel, command, &range);
	if (word == SW_OK)
		word = elementary_file_enter(card, channel, range.short_id, &range.file, ACCESS_READ, command);
	if (word != SW_OK)
		return word;
	AUTO(buffer) body = SECRET_BUFFER(ELEMENTARY_FILE_MAXIMUM);
	enum status status = elementary_file_read(card, &range.file, &body);
	if (status != STATUS_OK)
		return card_failure(status);
	if (range.offset > body.size || (range.offset == body.size && body.size > 0))
		return SW_OUTSIDE_FILE;
	struct bytes rest = bytes_after(buffer_bytes(&body), range.offset);
	if (command->le != ANSWER_MAXIMUM && command->le > rest.size)
		return (status_word)(SW_WRONG_LE | rest.size);
	status = buffer_append(answer, bytes_first(rest, command->le));
	return status == STATUS_OK ? SW_OK : card_failure(status);
}

static enum status overwrite(struct uicc *card, const struct range *range, struct bytes data)
{
	AUTO(buffer) body = SECRET_BUFFER(ELEMENTARY_FILE_MAXIMUM);
	TRY(elementary_file_read(card, &range->file, &body));
	memcpy(body.data + range->offset, data.data, data.size);
	return elementary_file_write(card, &range->file, buffer_bytes(&body));
}

status_word update_binary(struct uicc *card, struct channel *channel, const struct apdu *command, struct buffer *answer)
{
	(void)answer;
	struct range range;
	status_word word = find_range(card, channel, command, &range);
	if (word == SW_OK)
		word = elementary_file_enter(card, channel, range.short_id, &range.file, ACCESS_UPDATE, command);
	if (word != SW_OK)
		return word;
	if (range.offset >= range.file.body->size)
		return SW_OUTSIDE_FILE;
	if (command->data.size == 0 || command->data.size > range.file.body->size - range.offset)
		return SW_WRONG_LENGTH;
	enum status status = overwrite(card, &range, command->data);
	return status == STATUS_OK ? SW_OK : card_failure(status);
}
