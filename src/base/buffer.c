/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/secret.h"

enum { SMALLEST_CAPACITY = 64 };

void buffer_release(struct buffer *buffer)
{
	if (buffer->secret && buffer->data)
		wipe(buffer->data, buffer->capacity);
	free(buffer->data);
	*buffer = (struct buffer){ .limit = buffer->limit, .secret = buffer->secret };
}

void buffer_clear(struct buffer *buffer)
{
	if (buffer->secret && buffer->data)
		wipe(buffer->data, buffer->size);
	buffer->size = 0;
}

static enum status reserve(struct buffer *buffer, size_t more)
{
	if (more > buffer->limit || buffer->size > buffer->limit - more)
		return STATUS_TOO_LARGE;
	size_t needed = buffer->size + more;
	if (needed <= buffer->capacity)
		return STATUS_OK;

	size_t capacity = buffer->capacity ? buffer->capacity : SMALLEST_CAPACITY;
	while (capacity < needed && capacity <= buffer->limit / 2)
		capacity *= 2;
	if (capacity < needed || capacity > buffer->limit)
		capacity = buffer->limit;
	uint8_t *data = malloc(capacity);
	if (!data)
		return STATUS_NO_MEMORY;
	if (buffer->size > 0)
		memcpy(data, buffer->data, buffer->size);
	if (buffer->secret && buffer->data)
		wipe(buffer->data, buffer->capacity);
	free(buffer->data);
	buffer->data = data;
	buffer->capacity = capacity;
	return STATUS_OK;
}

uint8_t *buffer_extend(struct buffer *buffer, size_t size)
{
	static uint8_t nothing;
	if (reserve(buffer, size) != STATUS_OK)
		return NULL;
	uint8_t *room = buffer->data ? buffer->data + buffer->size : &nothing;
	buffer->size += size;
	return room;
}

enum status buffer_append(struct buffer *buffer, struct bytes bytes)
{
	return buffer_insert(buffer, buffer->size, bytes);
}

enum status buffer_append_octet(struct buffer *buffer, uint8_t octet)
{
	return buffer_append(buffer, bytes_from(&octet, 1));
}

enum status buffer_append_text(struct buffer *buffer, struct text text)
{
	return buffer_append(buffer, text_bytes(text));
}

/* Printed where there is room, and a second time only when that was too little: vsnprintf writes a NUL, which is not
 * kept. */
enum status buffer_print(struct buffer *buffer, const char *format, ...)
{
	va_list arguments;
	size_t room = buffer->capacity - buffer->size;
	va_start(arguments, format);
	int size = vsnprintf(room ? (char *)buffer->data + buffer->size : NULL, room, format, arguments);
	va_end(arguments);
	if (size < 0)
		return STATUS_BUG;
	if ((size_t)size >= room) {
		enum status status = reserve(buffer, (size_t)size + 1);
		if (status != STATUS_OK)
			return status;
		va_start(arguments, format);
		vsnprintf((char *)buffer->data + buffer->size, (size_t)size + 1, format, arguments);
		va_end(arguments);
	}
	buffer->size += (size_t)size;
	return STATUS_OK;
}

enum status buffer_insert(struct buffer *buffer, size_t offset, struct bytes bytes)
{
	if (bytes.size == 0)
		return STATUS_OK;
	if (offset > buffer->size)
		return STATUS_BUG;
	TRY(reserve(buffer, bytes.size));
	memmove(buffer->data + offset + bytes.size, buffer->data + offset, buffer->size - offset);
	memcpy(buffer->data + offset, bytes.data, bytes.size);
	buffer->size += bytes.size;
	return STATUS_OK;
}

void buffer_drop_first(struct buffer *buffer, size_t size)
{
	if (size >= buffer->size) {
		buffer_clear(buffer);
		return;
	}
	memmove(buffer->data, buffer->data + size, buffer->size - size);
	buffer->size -= size;
}
