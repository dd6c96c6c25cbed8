/* SPDX-License-Identifier: Apache-2.0 */
/* One profile element as it comes in, cut anywhere, checked against its row of the schema on the way. Small values are
 * gathered and handed over whole, contents of files and of kept elements pass in pieces. */
#ifndef PROFILE_PACKAGE_ELEMENT_STREAM_H
#define PROFILE_PACKAGE_ELEMENT_STREAM_H

#include "profile_package/builder.h"
#include "profile_package/schema.h"

enum { STREAM_VALUE_MAXIMUM = 1024, STREAM_HEADER_MAXIMUM = 8 };

/* Anything but PE_OK ends the element. */
struct stream_handler {
	void *self;
	/* A constructed field that is not handed over whole begins, ends. */
	enum pe_status (*open)(void *self, const struct schema_field *field);
	enum pe_status (*close)(void *self, const struct schema_field *field);
	/* A whole value; a constructed one has been checked all the way down. */
	enum pe_status (*value)(void *self, const struct schema_field *field, struct bytes value);
	/* A piece of a long one, and how many octets of it are still to come. */
	enum pe_status (*piece)(void *self, const struct schema_field *field, struct bytes piece, size_t left);
};

struct stream_frame {
	const struct schema_field *container;
	size_t left;     /* octets of its inside that have not been claimed by a member */
	size_t next;     /* SEQUENCE: the first field that may still come */
	size_t count;    /* members so far */
};

struct element_stream {
	struct stream_frame frames[SCHEMA_DEPTH_MAXIMUM];
	size_t depth;                       /* nought: the element is over */
	uint8_t header[STREAM_HEADER_MAXIMUM];
	size_t header_size;
	const struct schema_field *field;   /* the value that is being read; NULL: between two */
	size_t value_left;
	uint8_t value[STREAM_VALUE_MAXIMUM];
	size_t value_size;
};

/* The inside of `element`, `size` octets, comes next. */
void element_stream_start(struct element_stream *stream, const struct schema_field *element, size_t size);

/* Takes what belongs to the element from the front of *input. When it returns PE_OK and *input is not empty the element
 * is over; element_stream_is_over() tells. */
enum pe_status element_stream_feed(struct element_stream *stream, const struct stream_handler *handler,
                                   struct bytes *input) MUST_CHECK;

static inline bool element_stream_is_over(const struct element_stream *stream)
{
	return stream->depth == 0;
}

#endif
