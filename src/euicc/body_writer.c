/* SPDX-License-Identifier: Apache-2.0 */
#include "euicc/body_writer.h"

/* What stands at place `at` of a run before the package writes there. */
static uint8_t initial_octet(const struct body_writer *writer, uint32_t at)
{
	size_t suffix = writer->suffix_size < writer->run ? writer->suffix_size : 0;
	if (writer->fill == FILL_PREFIX_SUFFIX && at >= writer->run - suffix)
		return writer->suffix[at - (writer->run - suffix)];
	if (writer->fill == FILL_REPEAT)
		return writer->pattern[at % writer->pattern_size];
	return writer->pattern[at < writer->pattern_size ? at : writer->pattern_size - 1];
}

/* Patterns apply to each record of its own. */
static void begin_piece(struct body_writer *writer)
{
	if (writer->grows || writer->fill == FILL_FF || writer->pattern_size == 0) {
		memset(writer->piece, writer->grows ? 0x00 : 0xFF, sizeof writer->piece);
		return;
	}
	uint32_t at = writer->index * BODY_PIECE % writer->run;
	for (size_t i = 0; i < sizeof writer->piece; i++) {
		writer->piece[i] = initial_octet(writer, at);
		at = at + 1 == writer->run ? 0 : at + 1;
	}
}

static bool keep_patterns(struct body_writer *writer, const struct new_file *plan)
{
	if (plan->pattern.size > sizeof writer->pattern || plan->suffix.size > sizeof writer->suffix)
		return false;
	if (plan->pattern.size > 0)
		memcpy(writer->pattern, plan->pattern.data, plan->pattern.size);
	if (plan->suffix.size > 0)
		memcpy(writer->suffix, plan->suffix.data, plan->suffix.size);
	writer->pattern_size = plan->pattern.size;
	writer->suffix_size = plan->suffix.size;
	return true;
}

enum status body_writer_begin(struct body_writer *writer, struct profile_store *store, node_number number,
                              const struct new_file *plan)
{
	if (!keep_patterns(writer, plan))
		return STATUS_BUG;
	writer->store = store;
	writer->file = number;
	writer->grows = plan->kind == FILE_BER_TLV;
	writer->size = writer->grows ? 0 : plan->size;
	writer->maximum = writer->grows && plan->maximum_size > plan->size ? plan->maximum_size : plan->size;
	writer->fill = plan->fill;
	writer->run = plan->record_size > 0 ? plan->record_size : plan->size;
	writer->index = 0;
	begin_piece(writer);
	return STATUS_OK;
}

static enum status write_piece(struct body_writer *writer)
{
	uint32_t start = writer->index * BODY_PIECE;
	size_t size = writer->size - start < BODY_PIECE ? writer->size - start : BODY_PIECE;
	return profile_store_write_piece(writer->store, writer->file, writer->index, bytes_from(writer->piece, size));
}

static enum status next_piece(struct body_writer *writer)
{
	TRY(write_piece(writer));
	writer->index++;
	begin_piece(writer);
	return STATUS_OK;
}

enum status body_writer_put(struct body_writer *writer, uint32_t offset, struct bytes content)
{
	bool fits = writer->file != NO_NODE && offset <= writer->maximum && content.size <= writer->maximum - offset;
	if (!fits || offset < writer->index * BODY_PIECE)
		return STATUS_MALFORMED;
	if (writer->grows && offset + content.size > writer->size)
		writer->size = (uint32_t)(offset + content.size);
	while (content.size > 0) {
		while (offset / BODY_PIECE > writer->index)
			TRY(next_piece(writer));
		uint32_t at = offset % BODY_PIECE;
		struct bytes part = bytes_first(content, BODY_PIECE - at);
		memcpy(writer->piece + at, part.data, part.size);
		offset += (uint32_t)part.size;
		content = bytes_after(content, part.size);
	}
	return STATUS_OK;
}

enum status body_writer_finish(struct body_writer *writer)
{
	if (writer->file == NO_NODE)
		return STATUS_OK;
	while (writer->size > (writer->index + 1) * BODY_PIECE)
		TRY(next_piece(writer));
	TRY(write_piece(writer));
	writer->file = NO_NODE;
	return STATUS_OK;
}
