/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/element_stream.h"

#include "codec/der_read.h"
#include "profile_package/schema_check.h"

void element_stream_start(struct element_stream *stream, const struct schema_field *element, size_t size)
{
	stream->frames[0] = (struct stream_frame){ .container = element, .left = size };
	stream->depth = 1;
	stream->header_size = 0;
	stream->field = NULL;
	stream->value_size = 0;
}

static bool is_handed_over_whole(const struct schema_field *field)
{
	switch (field->role) {
	case ROLE_NONE:
		return field->fallback.size > 0 || (field->type != SCHEMA_OCTETS && !schema_is_constructed(field));
	case ROLE_FILE:
	case ROLE_FILL_CONTENT:
	case ROLE_LOAD_BLOCK:
		return false;
	default:
		return true;
	}
}

/* The members of the innermost container have used up its octets. */
static enum pe_status close_frame(struct element_stream *stream, const struct stream_handler *handler)
{
	const struct stream_frame *frame = &stream->frames[stream->depth - 1];
	const struct schema_field *container = frame->container;
	bool complete = container->type == SCHEMA_SEQUENCE ?
		schema_may_skip(container, frame->next, container->field_count) :
		schema_count_fits(container, frame->count);
	if (!complete)
		return PE_INVALID_REQUEST_FORMAT;
	stream->depth--;
	return stream->depth == 0 ? PE_OK : handler->close(handler->self, container);
}

static enum pe_status find_member(struct stream_frame *frame, uint32_t tag, const struct schema_field **out)
{
	const struct schema_field *container = frame->container;
	size_t index = schema_find(container, frame->next, tag);
	if (index == container->field_count)
		return PE_INVALID_PARAMETER;
	if (container->type == SCHEMA_SEQUENCE && !schema_may_skip(container, frame->next, index))
		return PE_INVALID_REQUEST_FORMAT;
	frame->next = index + 1;
	frame->count++;
	*out = &container->fields[index];
	return PE_OK;
}

static enum pe_status begin_value(struct element_stream *stream, const struct stream_handler *handler,
                                  const struct schema_field *field, size_t size)
{
	if (!schema_size_fits(field, size))
		return PE_BAD_VALUES;
	if (is_handed_over_whole(field) && size > STREAM_VALUE_MAXIMUM)
		return PE_NOT_ENOUGH_MEMORY;
	if (is_handed_over_whole(field) || !schema_is_constructed(field)) {
		stream->field = field;
		stream->value_left = size;
		stream->value_size = 0;
		return PE_OK;
	}
	if (stream->depth == SCHEMA_DEPTH_MAXIMUM)
		return PE_INVALID_REQUEST_FORMAT;
	stream->frames[stream->depth++] = (struct stream_frame){ .container = field, .left = size };
	return handler->open(handler->self, field);
}

/* Octet by octet, because only der_header() knows where a tag and length end. */
static enum pe_status take_header_octet(struct element_stream *stream, const struct stream_handler *handler,
                                        struct bytes *input)
{
	struct stream_frame *frame = &stream->frames[stream->depth - 1];
	stream->header[stream->header_size++] = input->data[0];
	*input = bytes_after(*input, 1);

	uint32_t tag;
	size_t header_size, value_size;
	enum status read = der_header(bytes_from(stream->header, stream->header_size), &tag, &header_size, &value_size);
	if (read == STATUS_BUSY && stream->header_size < frame->left && stream->header_size < STREAM_HEADER_MAXIMUM)
		return PE_OK;
	if (read != STATUS_OK || value_size > frame->left - header_size)
		return PE_INVALID_REQUEST_FORMAT;
	stream->header_size = 0;
	frame->left -= header_size + value_size;

	const struct schema_field *field;
	enum pe_status status = find_member(frame, tag, &field);
	return status == PE_OK ? begin_value(stream, handler, field, value_size) : status;
}

static enum pe_status end_value(struct element_stream *stream, const struct stream_handler *handler)
{
	const struct schema_field *field = stream->field;
	stream->field = NULL;
	if (!is_handed_over_whole(field))
		return PE_OK;
	struct bytes value = bytes_from(stream->value, stream->value_size);
	enum pe_status status = schema_check(field, value);
	return status == PE_OK ? handler->value(handler->self, field, value) : status;
}

static enum pe_status take_value(struct element_stream *stream, const struct stream_handler *handler,
                                 struct bytes *input)
{
	struct bytes piece = bytes_first(*input, stream->value_left);
	stream->value_left -= piece.size;
	if (is_handed_over_whole(stream->field)) {
		memcpy(stream->value + stream->value_size, piece.data, piece.size);
		stream->value_size += piece.size;
	} else {
		enum pe_status status = handler->piece(handler->self, stream->field, piece, stream->value_left);
		if (status != PE_OK)
			return status;
	}
	*input = bytes_after(*input, piece.size);
	return PE_OK;
}

enum pe_status element_stream_feed(struct element_stream *stream, const struct stream_handler *handler,
                                   struct bytes *input)
{
	while (stream->depth > 0) {
		enum pe_status status;
		if (stream->field && stream->value_left == 0)
			status = end_value(stream, handler);
		else if (!stream->field && stream->frames[stream->depth - 1].left == 0)
			status = close_frame(stream, handler);
		else if (input->size == 0)
			return PE_OK;
		else if (stream->field)
			status = take_value(stream, handler, input);
		else
			status = take_header_octet(stream, handler, input);
		if (status != PE_OK)
			return status;
	}
	return PE_OK;
}
