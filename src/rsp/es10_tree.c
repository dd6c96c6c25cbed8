/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/es10_tree.h"

#include "base/hex.h"
#include "codec/der_read.h"

enum { SHOWN_OF_MALFORMED = 64, SEGMENT_MAC_SIZE = 8, CONSTRUCTED = 0x20 };

/* ---- one element ---- */

/* An element as far as it came. */
struct part {
	uint32_t tag;
	struct bytes value; /* may be shorter than announced */
	struct bytes whole;
	size_t announced;   /* octets of the value */
};

/* STATUS_BUSY: not even its header is there; STATUS_MALFORMED. */
static enum status cut_part(struct bytes *rest, struct part *out)
{
	uint32_t tag;
	size_t header, announced;
	TRY(der_header(*rest, &tag, &header, &announced));
	struct bytes value = bytes_first(bytes_after(*rest, header), announced);
	*out = (struct part){ tag, value, bytes_first(*rest, header + value.size), announced };
	*rest = bytes_after(*rest, header + value.size);
	return STATUS_OK;
}

static bool is_constructed(const struct part *part)
{
	return part->whole.data[0] & CONSTRUCTED;
}

/* The elements in a protected part that is only MACed; what goes on from the segment before has none that can be told. */
static struct bytes clear_part(const struct es10_field *field, struct bytes value)
{
	struct bytes clear = value.size > SEGMENT_MAC_SIZE ? bytes_first(value, value.size - SEGMENT_MAC_SIZE) : value;
	struct der_reader reader = der_reader(clear);
	return der_peek(&reader) == field->fields[0].tag ? clear : (struct bytes){ 0 };
}

/* ---- secrets ---- */

void hidden_octets_add(struct hidden_octets *hidden, size_t from, size_t to)
{
	if (to <= from)
		return;
	if (hidden->count < HIDDEN_RANGES_MAXIMUM)
		hidden->ranges[hidden->count++].from = from;
	hidden->ranges[hidden->count - 1].to = to;
}

static bool holds_secret(const struct es10_field *field)
{
	if (field->form == FORM_SECRET)
		return true;
	for (const struct es10_field *below = field->fields; below && below->name; below++)
		if (holds_secret(below))
			return true;
	return false;
}

static bool level_holds_secret(const struct es10_field *fields)
{
	for (; fields && fields->name; fields++)
		if (holds_secret(fields))
			return true;
	return false;
}

/* Outermost, where anything may come, only what is known to have secrets is hidden when it is malformed. */
static bool must_hide_rest(const struct es10_field *fields, struct bytes rest, unsigned depth)
{
	struct der_reader reader = der_reader(rest);
	size_t position = 0;
	if (depth > 0)
		return level_holds_secret(fields);
	const struct es10_field *field = es10_field_next(fields, der_peek(&reader), &position);
	return field && holds_secret(field);
}

/* Where secrets may be, what has no row may be one. */
static const struct es10_field *row_of(const struct es10_field *fields, uint32_t tag, unsigned depth, size_t *position)
{
	static const struct es10_field unknown = { .name = "unknown", .form = FORM_SECRET };
	const struct es10_field *field = es10_field_next(fields, tag, position);
	return field || depth == 0 || !level_holds_secret(fields) ? field : &unknown;
}

static void find_secrets(const struct es10_field *fields, struct bytes level, const uint8_t *start, unsigned depth,
                         struct hidden_octets *out)
{
	struct part part;
	size_t position = 0;
	while (level.size > 0) {
		enum status status = cut_part(&level, &part);
		if (status == STATUS_MALFORMED && must_hide_rest(fields, level, depth))
			hidden_octets_add(out, (size_t)(level.data - start), (size_t)(level.data - start) + level.size);
		if (status != STATUS_OK)
			return;
		const struct es10_field *field = row_of(fields, part.tag, depth, &position);
		if (!field)
			continue;
		size_t from = (size_t)(part.whole.data - start) + part.whole.size - part.value.size;
		if (field->form == FORM_SECRET)
			hidden_octets_add(out, from, from + part.value.size);
		else if (field->form == FORM_FIELDS && field->fields)
			find_secrets(field->fields, part.value, start, depth + 1, out);
	}
}

void es10_find_secrets(const struct es10_field *fields, struct bytes beginning, struct hidden_octets *out)
{
	*out = (struct hidden_octets){ 0 };
	find_secrets(fields, beginning, beginning.data, 0, out);
}

/* ---- printing ---- */

struct printer {
	struct buffer *out;
	unsigned indent;
	unsigned lines; /* printed so far */
	bool reveal;
};

static enum status begin_line(struct printer *printer, unsigned depth)
{
	printer->lines++;
	for (unsigned i = 0; i < printer->indent + depth; i++)
		TRY(buffer_append_octet(printer->out, '\t'));
	return STATUS_OK;
}

/* Only the first octets: the whole is shown with the command. */
static enum status print_remainder(struct printer *printer, const char *what, struct bytes rest, unsigned depth)
{
	TRY(begin_line(printer, depth));
	TRY(buffer_print(printer->out, "(%s: ", what));
	TRY(hex_append(printer->out, bytes_first(rest, SHOWN_OF_MALFORMED)));
	return buffer_append_text(printer->out, rest.size > SHOWN_OF_MALFORMED ? TEXT("…)\n") : TEXT(")\n"));
}

/* A malformed rest where secrets may be is hidden as find_secrets() hides it. */
static enum status print_malformed(struct printer *printer, const struct es10_field *fields, struct bytes rest, unsigned depth,
                                   enum status status)
{
	if (printer->reveal || status == STATUS_BUSY || !must_hide_rest(fields, rest, depth))
		return print_remainder(printer, status == STATUS_BUSY ? "cut off" : "malformed", rest, depth);
	TRY(begin_line(printer, depth));
	return buffer_print(printer->out, "(malformed: hidden, %zu octets)\n", rest.size);
}

static enum status print_value(struct printer *printer, const struct es10_field *field, const struct part *part)
{
	static const struct es10_field unknown = { .name = "", .form = FORM_OCTETS };
	TRY(buffer_append_text(printer->out, TEXT(": ")));
	if (field && field->form == FORM_SECRET && !printer->reveal)
		return buffer_print(printer->out, "hidden (%zu octets)", part->value.size);
	return es10_value_print(field ? field : &unknown, part->value, part->whole, printer->out);
}

static enum status print_name(struct printer *printer, const struct es10_field *field, const struct part *part, unsigned depth)
{
	TRY(begin_line(printer, depth));
	if (!field)
		return buffer_print(printer->out, "[%02X]", (unsigned)part->tag);
	TRY(buffer_print(printer->out, "%s", field->name));
	return depth == 0 ? buffer_print(printer->out, " (%02X)", (unsigned)part->tag) : STATUS_OK;
}

/* What is inside the element; *out_fields is meaningless when nothing is. */
static struct bytes inside(const struct es10_field *field, const struct part *part, const struct es10_field **out_fields)
{
	*out_fields = field ? field->fields : NULL;
	if (!field)
		return is_constructed(part) ? part->value : (struct bytes){ 0 };
	if (field->form == FORM_MACED)
		return clear_part(field, part->value);
	return field->form == FORM_FIELDS ? part->value : (struct bytes){ 0 };
}

static enum status print_level(struct printer *printer, const struct es10_field *fields, struct bytes level, unsigned depth);

static enum status print_part(struct printer *printer, const struct es10_field *field, const struct part *part, unsigned depth)
{
	const struct es10_field *fields;
	struct bytes below = inside(field, part, &fields);
	bool is_empty_level = field && field->form == FORM_FIELDS && part->value.size == 0;
	TRY(print_name(printer, field, part, depth));
	if (part->value.size < part->announced)
		TRY(buffer_print(printer->out, " (%zu of %zu octets)", part->value.size, part->announced));
	if ((below.size == 0 || depth == DER_DEPTH_MAXIMUM) && !is_empty_level)
		TRY(print_value(printer, field, part));
	TRY(buffer_append_octet(printer->out, '\n'));
	return depth == DER_DEPTH_MAXIMUM ? STATUS_OK : print_level(printer, fields, below, depth + 1);
}

static enum status print_level(struct printer *printer, const struct es10_field *fields, struct bytes level, unsigned depth)
{
	struct part part;
	size_t position = 0;
	while (level.size > 0 && printer->lines < ES10_LINES_MAXIMUM) {
		enum status status = cut_part(&level, &part);
		if (status != STATUS_OK)
			return print_malformed(printer, fields, level, depth, status);
		TRY(print_part(printer, row_of(fields, part.tag, depth, &position), &part, depth));
	}
	return STATUS_OK;
}

enum status es10_tree_print(const struct es10_field *fields, struct bytes message, unsigned indent, bool reveal,
                            struct buffer *out)
{
	struct printer printer = { .out = out, .indent = indent, .reveal = reveal };
	TRY(print_level(&printer, fields, message, 0));
	if (printer.lines < ES10_LINES_MAXIMUM)
		return STATUS_OK;
	TRY(begin_line(&printer, 0));
	return buffer_append_text(out, TEXT("(more than is shown here)\n"));
}
