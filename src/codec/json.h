/* SPDX-License-Identifier: Apache-2.0 */
/* JSON: a reader over cJSON for what somebody else wrote, and a writer straight into a buffer for what we answer. */
#ifndef CODEC_JSON_H
#define CODEC_JSON_H

#include "base/buffer.h"

enum { JSON_DEPTH_MAXIMUM = 16, JSON_MEMBERS_MAXIMUM = 256 /* of one object */ };

/* ---- reading ---- */

/* A whole text. It owns every value below it. */
struct json_document {
	void *root;
};

void json_document_release(struct json_document *document);

/* One value of a document, or nothing ({ 0 }): looking inside nothing gives nothing. */
struct json_value {
	const void *node;
};

/* STATUS_MALFORMED: not JSON, something after it, a duplicate member name, a NUL character in a string, nested deeper
 * than JSON_DEPTH_MAXIMUM, an object of more than JSON_MEMBERS_MAXIMUM members. */
enum status json_parse(struct text text, struct json_document *out) MUST_CHECK;

struct json_value json_root(const struct json_document *document);

/* The member of this name, spelled exactly; nothing if there is none, if it is null or if `object` is no object. */
struct json_value json_member(struct json_value object, const char *name);

/* How many members an object has, those that are null left out; nought for anything else. */
size_t json_member_count(struct json_value object);

/* Elements of an array; nothing past the end. */
size_t json_count(struct json_value array);
struct json_value json_element(struct json_value array, size_t index);

bool json_is_present(struct json_value value);
bool json_is_object(struct json_value value);
bool json_is_array(struct json_value value);

/* False, and *out as it was, when the value is of another kind. Texts live as long as the document. */
bool json_text(struct json_value value, struct text *out) MUST_CHECK;
bool json_boolean(struct json_value value, bool *out) MUST_CHECK;
bool json_number(struct json_value value, uint64_t maximum, uint64_t *out) MUST_CHECK;

/* A text member decoded from base64 and appended to `out`.
 * STATUS_NOT_FOUND: no such member; STATUS_MALFORMED: no text or no base64; STATUS_TOO_LARGE. */
enum status json_base64_member(struct json_value object, const char *name, struct buffer *out) MUST_CHECK;

/* ---- writing ---- */

/* Sticky error: write on, and ask json_finish() once. Commas come by themselves. `name` is NULL inside an array and
 * for the outermost value. */
struct json_writer {
	struct buffer *out; /* borrowed; the writer only appends */
	int depth;
	bool need_comma;
	enum status status;
};

struct json_writer json_writer(struct buffer *out);
void json_open_object(struct json_writer *writer, const char *name);
void json_close_object(struct json_writer *writer);
void json_open_array(struct json_writer *writer, const char *name);
void json_close_array(struct json_writer *writer);
void json_put_text(struct json_writer *writer, const char *name, struct text value);
void json_put_number(struct json_writer *writer, const char *name, int64_t value);
void json_put_boolean(struct json_writer *writer, const char *name, bool value);
void json_put_null(struct json_writer *writer, const char *name);
void json_put_base64(struct json_writer *writer, const char *name, struct bytes value);
void json_put_hex(struct json_writer *writer, const char *name, struct bytes value); /* upper case */
/* JSON that is written already. */
void json_put_raw(struct json_writer *writer, const char *name, struct text json);
enum status json_finish(struct json_writer *writer) MUST_CHECK;

#endif
