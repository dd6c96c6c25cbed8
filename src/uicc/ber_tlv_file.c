/* SPDX-License-Identifier: Apache-2.0 */
/* RETRIEVE DATA and SET DATA (TS 102 221 11.3): objects of a BER-TLV file, in as many blocks as it takes. The file's body
 * is its objects one after the other. */
#include "codec/der_read.h"
#include "codec/der_write.h"
#include "uicc/commands.h"
#include "uicc/elementary_file.h"

enum block { BLOCK_NEXT = 0x00, BLOCK_FIRST = 0x80, BLOCK_AGAIN = 0xE0 /* [unconfirmed] */ };

enum { BLOCK_BITS = 0xE0, SHORT_ID_BITS = 0x1F, TAG_LIST = 0x5C, TAG_SIZE_MAXIMUM = 3, BLOCK_MAXIMUM = 256 };

/* The file that P2 means, and whether `access` to it is allowed. */
static status_word enter(struct uicc *card, struct channel *channel, const struct apdu *command, enum access access,
                         struct elementary_file *out)
{
	uint8_t short_id = command->p2 & SHORT_ID_BITS;
	status_word word = elementary_file_find(card, channel, short_id, out);
	if (word != SW_OK)
		return word;
	if (out->body->kind != NODE_BER_TLV)
		return SW_INCOMPATIBLE_FILE;
	return elementary_file_enter(card, channel, short_id, out, access, command);
}

/* A block after the first goes to the same file. */
static status_word check_same_file(const struct uicc *card, const struct channel *channel, const struct apdu *command,
                                   bool is_written)
{
	struct elementary_file file;
	status_word word = elementary_file_find(card, channel, command->p2 & SHORT_ID_BITS, &file);
	if (word != SW_OK)
		return word;
	bool is_same = file.number == channel->file && channel->object_is_written == is_written;
	return is_same && channel->object.size > 0 ? SW_OK : SW_CONDITIONS_NOT_SATISFIED;
}

/* ---- the body ---- */

/* Where the object of this tag is; empty: nowhere. */
static struct bytes find_object(struct bytes body, uint32_t tag)
{
	struct der_reader reader = der_reader(body);
	struct der_element element;
	while (der_next(&reader, &element))
		if (element.tag == tag)
			return element.whole;
	return (struct bytes){ 0 };
}

/* The body without the object of this tag, and with `object` (which may be empty) at its end. */
static enum status rebuild(struct bytes body, uint32_t tag, struct bytes object, struct buffer *out)
{
	struct der_reader reader = der_reader(body);
	struct der_element element;
	while (der_next(&reader, &element))
		if (element.tag != tag)
			TRY(buffer_append(out, element.whole));
	return buffer_append(out, object);
}

static enum status append_tag(struct buffer *out, uint32_t tag)
{
	uint8_t octets[] = { (uint8_t)(tag >> 16), (uint8_t)(tag >> 8), (uint8_t)tag };
	size_t skipped = tag > 0xFFFF ? 0 : tag > 0xFF ? 1 : 2;
	return buffer_append(out, bytes_after(BYTES(octets), skipped));
}

static enum status list_tags(struct bytes body, struct buffer *out)
{
	AUTO(buffer) tags = BUFFER(APDU_ANSWER_DATA_MAXIMUM);
	struct der_reader reader = der_reader(body);
	struct der_element element;
	while (der_next(&reader, &element))
		TRY(append_tag(&tags, element.tag));
	struct der_writer writer = der_writer(out);
	der_put(&writer, TAG_LIST, buffer_bytes(&tags));
	return der_finish(&writer);
}

/* The tag that is all of `octets`. */
static bool read_tag(struct bytes octets, uint32_t *out)
{
	uint8_t element[TAG_SIZE_MAXIMUM + 1] = { 0 };
	if (octets.size == 0 || octets.size > TAG_SIZE_MAXIMUM)
		return false;
	memcpy(element, octets.data, octets.size);
	struct der_reader reader = der_reader(bytes_from(element, octets.size + 1));
	*out = der_peek(&reader);
	return *out != 0 && *out >> 8 * (octets.size - 1) != 0 && (octets.size == 3 || *out >> 8 * octets.size == 0);
}

/* ---- RETRIEVE DATA ---- */

static enum status load_object(struct uicc *card, struct channel *channel, const struct elementary_file *file, uint32_t tag)
{
	AUTO(buffer) body = SECRET_BUFFER(ELEMENTARY_FILE_MAXIMUM);
	TRY(elementary_file_read(card, file, &body));
	channel_drop_object(channel);
	if (tag == TAG_LIST)
		return list_tags(buffer_bytes(&body), &channel->object);
	struct bytes object = find_object(buffer_bytes(&body), tag);
	return object.size > 0 ? buffer_append(&channel->object, object) : STATUS_NOT_FOUND;
}

static status_word go_on_retrieving(const struct uicc *card, struct channel *channel, const struct apdu *command, bool again)
{
	if (command->data.size > 0)
		return SW_WRONG_LENGTH;
	status_word word = check_same_file(card, channel, command, false);
	if (word != SW_OK)
		return word;
	if (again)
		channel->object_done -= channel->object_last;
	return channel->object_done < channel->object.size ? SW_OK : SW_CONDITIONS_NOT_SATISFIED;
}

static status_word begin_retrieving(struct uicc *card, struct channel *channel, const struct apdu *command)
{
	struct elementary_file file;
	uint32_t tag;
	status_word word = enter(card, channel, command, ACCESS_READ, &file);
	if (word != SW_OK)
		return word;
	if (!read_tag(command->data, &tag))
		return SW_WRONG_DATA;
	enum status status = load_object(card, channel, &file, tag);
	if (status == STATUS_NOT_FOUND)
		return SW_REFERENCE_NOT_FOUND;
	return status == STATUS_OK ? SW_OK : card_failure(status);
}

/* As much as Le asks for. The object is kept after its last block, which may be asked for again. */
static status_word give_block(struct channel *channel, const struct apdu *command, struct buffer *answer)
{
	struct bytes rest = bytes_after(buffer_bytes(&channel->object), channel->object_done);
	if (command->le != BLOCK_MAXIMUM && command->le > rest.size)
		return (status_word)(SW_WRONG_LE | rest.size);
	struct bytes block = bytes_first(rest, command->le);
	enum status status = buffer_append(answer, block);
	if (status != STATUS_OK)
		return card_failure(status);
	channel->object_done += block.size;
	channel->object_last = block.size;
	return block.size < rest.size ? SW_MORE_DATA_AVAILABLE : SW_OK;
}

status_word retrieve_data(struct uicc *card, struct channel *channel, const struct apdu *command, struct buffer *answer)
{
	status_word word;
	if (command->p1 != 0)
		return SW_WRONG_P1_P2;
	switch (command->p2 & BLOCK_BITS) {
	case BLOCK_FIRST:
		word = begin_retrieving(card, channel, command);
		break;
	case BLOCK_NEXT:
	case BLOCK_AGAIN:
		word = go_on_retrieving(card, channel, command, (command->p2 & BLOCK_BITS) == BLOCK_AGAIN);
		break;
	default:
		return SW_WRONG_P1_P2;
	}
	return word == SW_OK ? give_block(channel, command, answer) : word;
}

/* ---- SET DATA ---- */

static size_t room(const struct elementary_file *file)
{
	uint32_t maximum = file->body->maximum_size ? file->body->maximum_size : file->body->size;
	return maximum < APDU_ANSWER_DATA_MAXIMUM ? maximum : (size_t)APDU_ANSWER_DATA_MAXIMUM;
}

static enum status replace(struct uicc *card, const struct elementary_file *file, uint32_t tag, struct bytes object)
{
	AUTO(buffer) body = SECRET_BUFFER(ELEMENTARY_FILE_MAXIMUM);
	AUTO(buffer) changed = SECRET_BUFFER(ELEMENTARY_FILE_MAXIMUM);
	TRY(elementary_file_read(card, file, &body));
	TRY(rebuild(buffer_bytes(&body), tag, object, &changed));
	if (changed.size > room(file))
		return STATUS_TOO_LARGE;
	return elementary_file_write(card, file, buffer_bytes(&changed));
}

/* The object is whole: in it goes, or out if it is empty. */
static status_word conclude(struct uicc *card, struct channel *channel, const struct elementary_file *file)
{
	struct der_reader reader = der_reader(buffer_bytes(&channel->object));
	struct der_element object;
	enum status status = STATUS_MALFORMED;
	if (der_next(&reader, &object) && der_end(&reader)) {
		struct bytes kept = object.value.size > 0 ? object.whole : (struct bytes){ 0 };
		status = replace(card, file, object.tag, kept);
	}
	channel_drop_object(channel);
	if (status == STATUS_MALFORMED)
		return SW_WRONG_DATA;
	if (status == STATUS_TOO_LARGE)
		return SW_NOT_ENOUGH_MEMORY;
	return status == STATUS_OK ? SW_OK : card_failure(status);
}

/* Takes the next octets of an object whose tag and length came in the first block. */
static status_word take_block(struct uicc *card, struct channel *channel, const struct elementary_file *file,
                              struct bytes block)
{
	enum status status = buffer_append(&channel->object, block);
	uint32_t tag;
	size_t header, value;
	if (status != STATUS_OK) {
		channel_drop_object(channel);
		return SW_NOT_ENOUGH_MEMORY;
	}
	if (der_header(buffer_bytes(&channel->object), &tag, &header, &value) != STATUS_OK || tag == TAG_LIST ||
	    channel->object.size > header + value) {
		channel_drop_object(channel);
		return SW_WRONG_DATA;
	}
	if (header + value > room(file)) {
		channel_drop_object(channel);
		return SW_NOT_ENOUGH_MEMORY;
	}
	channel->object_is_written = true;
	channel->object_last = block.size;
	return channel->object.size < header + value ? SW_MORE_DATA_EXPECTED : conclude(card, channel, file);
}

/* A block after the first, or the last one in another form. */
static status_word go_on_setting(struct uicc *card, struct channel *channel, const struct apdu *command, bool again)
{
	struct elementary_file file;
	status_word word = check_same_file(card, channel, command, true);
	if (word != SW_OK)
		return word;
	if (again)
		channel->object.size -= channel->object_last;
	return elementary_file_at(card, channel->file, &file) ? take_block(card, channel, &file, command->data)
	                                                     : SW_NO_EF_SELECTED;
}

status_word set_data(struct uicc *card, struct channel *channel, const struct apdu *command, struct buffer *answer)
{
	(void)answer;
	struct elementary_file file;
	unsigned block = command->p2 & BLOCK_BITS;
	if (command->p1 != 0 || (block != BLOCK_FIRST && block != BLOCK_NEXT && block != BLOCK_AGAIN))
		return SW_WRONG_P1_P2;
	if (command->data.size == 0)
		return SW_WRONG_LENGTH;
	if (block != BLOCK_FIRST)
		return go_on_setting(card, channel, command, block == BLOCK_AGAIN);
	status_word word = enter(card, channel, command, ACCESS_UPDATE, &file);
	if (word != SW_OK)
		return word;
	channel_drop_object(channel);
	return take_block(card, channel, &file, command->data);
}
