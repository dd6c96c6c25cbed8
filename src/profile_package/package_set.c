/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/package_set.h"

#include <stdio.h>

#include "codec/der_write.h"

enum { PIECE_MAXIMUM = 16 << 20, BODY_MAXIMUM = 1 << 20, OFFSET_MAXIMUM = 65535 };

/* ---- saying why not ---- */

static enum status refuse_place(struct package_setting *setting, struct text word, const char *why)
{
	snprintf(setting->edit->message, sizeof setting->edit->message, "%.100s: %s%.60s%s%s", setting->path,
	         word.data ? "\"" : "", word.data ? arena_string(&setting->edit->arena, word) : "",
	         word.data ? "\" " : "", why);
	return STATUS_NOT_FOUND;
}

static enum status refuse_value(struct package_setting *setting, enum status status, const struct source_error *error)
{
	if (status == STATUS_MALFORMED)
		snprintf(setting->edit->message, sizeof setting->edit->message, "%.100s: %s", setting->path, error->message);
	return status;
}

/* ---- putting nodes in ---- */

/* In front of the members whose fields come later; at the end of anything else than a SEQUENCE. */
static void put_in(struct package_node *parent, struct package_node *node)
{
	struct package_node **link = &parent->first;
	bool in_order = parent->field->type == SCHEMA_SEQUENCE;
	while (*link && (!in_order || ((*link)->field && (*link)->field < node->field)))
		link = &(*link)->next;
	node->parent = parent;
	node->next = *link;
	*link = node;
}

static void take_out(struct package_node *parent, const struct package_node *node)
{
	for (struct package_node **link = &parent->first; *link; link = &(*link)->next)
		if (*link == node) {
			*link = node->next;
			return;
		}
}

enum status package_set_make(struct package_setting *setting, struct package_node *parent,
                             const struct schema_field *field, struct package_node **out)
{
	struct package_node *node = arena_allocate(&setting->edit->arena, sizeof *node);
	if (!node)
		return STATUS_NO_MEMORY;
	*node = (struct package_node){ .field = field, .tag = field->tag };
	put_in(parent, node);
	*out = node;
	return STATUS_OK;
}

/* Octets of members of `container`, as nodes. */
static enum status decode(struct package_setting *setting, const struct schema_field *container, struct bytes octets,
                          struct package_node **out_first)
{
	struct package_error error;
	struct bytes copy;
	struct package_node *root;
	TRY(arena_copy(&setting->edit->arena, octets, &copy));
	TRY(package_decode_inside(container, copy, &setting->edit->arena, &root, &error));
	*out_first = root->first;
	return STATUS_OK;
}

/* ---- one field ---- */

static enum status remove_field(struct package_setting *setting, const struct package_spot *spot)
{
	if (spot->field->presence != OPTIONAL)
		return refuse_place(setting, (struct text){ 0 }, "the field must be there: it cannot be emptied");
	if (spot->node)
		take_out(spot->parent, spot->node);
	return STATUS_OK;
}

static enum status set_field(struct package_setting *setting, const struct package_spot *spot, struct text value)
{
	AUTO(buffer) octets = SECRET_BUFFER(PIECE_MAXIMUM);
	struct source_error error = { 0 };
	struct package_node *node = NULL;
	if (value.size == 0)
		return remove_field(setting, spot);
	enum status status = source_piece_compile(&setting->place, spot->field, value, &octets, &error);
	if (status != STATUS_OK)
		return refuse_value(setting, status, &error);
	/* A NULL that is not there any more compiles to nothing. */
	if (octets.size > 0)
		TRY(decode(setting, spot->parent->field, buffer_bytes(&octets), &node));
	if (!spot->node && node)
		put_in(spot->parent, node);
	if (!spot->node)
		return STATUS_OK;
	if (!node) {
		take_out(spot->parent, spot->node);
		return STATUS_OK;
	}
	spot->node->value = node->value;
	spot->node->first = node->first;
	for (struct package_node *member = node->first; member; member = member->next)
		member->parent = spot->node;
	return STATUS_OK;
}

/* ---- contents of a file ---- */

static bool is_content(const struct package_node *item)
{
	return item->field && (item->field->role == ROLE_FILL_CONTENT || item->field->role == ROLE_FILL_OFFSET);
}

static struct source_piece_file piece_file(const struct package_setting *setting, const struct package_file_spot *file)
{
	struct source_piece_file piece = { .fcp = file->fcp };
	if (file->is_created)
		return piece;
	piece.field = file->list->field;
	if (setting->place.template)
		piece.row = template_find_file(setting->place.template, schema_context_number(file->list->field->tag));
	return piece;
}

/* The contents of the file become those in `octets`. */
static enum status replace_contents(struct package_setting *setting, const struct package_file_spot *file,
                                    struct bytes octets)
{
	struct package_node *first, **link = &file->list->first;
	TRY(decode(setting, file->list->field, octets, &first));
	while (file->fcp && *link && *link != file->fcp)
		link = &(*link)->next;
	if (file->fcp)
		link = &(*link)->next;
	struct package_node *rest = *link;
	while (rest && is_content(rest))
		rest = rest->next;
	for (struct package_node *item = first; item; item = item->next) {
		item->parent = file->list;
		*link = item;
		link = &item->next;
	}
	*link = rest;
	return STATUS_OK;
}

static enum status set_contents(struct package_setting *setting, const struct package_file_spot *file, struct text key,
                                struct text value)
{
	AUTO(buffer) octets = SECRET_BUFFER(PIECE_MAXIMUM);
	struct source_error error = { 0 };
	struct source_piece_file piece = piece_file(setting, file);
	bool is_any = text_equal(key, TEXT("content")) || text_equal(key, TEXT("contents")) || text_equal(key, TEXT("records"));
	if (is_any && value.size == 0)
		return replace_contents(setting, file, (struct bytes){ 0 });
	enum status status = source_piece_contents(&setting->place, &piece, key, value, &octets, &error);
	if (status == STATUS_NOT_FOUND)
		return refuse_place(setting, key, "is no field of this file, and no word for its contents");
	if (status != STATUS_OK)
		return refuse_value(setting, status, &error);
	return replace_contents(setting, file, buffer_bytes(&octets));
}

/* What is written into a file: the octets and, for each, whether it is. */
struct written_body {
	struct buffer octets, mask;
};

static void written_body_release(struct written_body *body)
{
	buffer_release(&body->octets);
	buffer_release(&body->mask);
}

static enum status grow(struct written_body *body, size_t size)
{
	if (size <= body->octets.size)
		return STATUS_OK;
	size_t more = size - body->octets.size;
	uint8_t *octets = buffer_extend(&body->octets, more), *mask = buffer_extend(&body->mask, more);
	if (!octets || !mask)
		return STATUS_TOO_LARGE;
	memset(octets, 0, more);
	memset(mask, 0, more);
	return STATUS_OK;
}

static enum status write_body(struct written_body *body, size_t at, struct bytes content)
{
	TRY(grow(body, at + content.size));
	if (content.size > 0) {
		memcpy(body->octets.data + at, content.data, content.size);
		memset(body->mask.data + at, 1, content.size);
	}
	return STATUS_OK;
}

static enum status collect(const struct package_file_spot *file, struct written_body *body)
{
	size_t at = 0;
	for (const struct package_node *item = file->fcp ? file->fcp->next : file->list->first; item && is_content(item);
	     item = item->next) {
		if (item->field->role == ROLE_FILL_OFFSET) {
			at += package_number(item);
			continue;
		}
		TRY(write_body(body, at, item->value));
		at += item->value.size;
	}
	return STATUS_OK;
}

/* Runs of what is written, none longer than its record. */
static void put_runs(struct der_writer *writer, const struct written_body *body, size_t record_size, bool is_created)
{
	size_t position = 0, size = body->octets.size;
	for (size_t at = 0; at < size;) {
		if (!body->mask.data[at]) {
			at++;
			continue;
		}
		size_t end = at, limit = (at / record_size + 1) * record_size;
		while (end < size && end < limit && body->mask.data[end])
			end++;
		for (; at > position; position += at - position < OFFSET_MAXIMUM ? at - position : OFFSET_MAXIMUM)
			der_put_number(writer, is_created ? 0x02 : 0x82,
			               at - position < OFFSET_MAXIMUM ? at - position : OFFSET_MAXIMUM);
		der_put(writer, is_created ? 0x81 : 0x83, bytes_from(body->octets.data + at, end - at));
		at = position = end;
	}
}

static enum status set_record(struct package_setting *setting, const struct package_file_spot *file, uint64_t number,
                              struct text key, struct text value)
{
	AUTO(buffer) record = SECRET_BUFFER(PIECE_MAXIMUM);
	AUTO(buffer) items = SECRET_BUFFER(PIECE_MAXIMUM);
	AUTO(written_body) body = { SECRET_BUFFER(BODY_MAXIMUM), SECRET_BUFFER(BODY_MAXIMUM) };
	struct source_error error = { 0 };
	struct source_piece_file piece = piece_file(setting, file);
	size_t record_size;
	enum status status =
		source_piece_record(&setting->place, &piece, key, value, &record, &record_size, &error);
	if (status == STATUS_NOT_FOUND)
		return refuse_place(setting, key, "is no word for a record of this file");
	if (status != STATUS_OK)
		return refuse_value(setting, status, &error);
	size_t at = (size_t)(number - 1) * record_size;
	TRY(collect(file, &body));
	TRY(grow(&body, at + record_size));
	memset(body.mask.data + at, 0, record_size);
	TRY(write_body(&body, at, buffer_bytes(&record)));
	struct der_writer writer = der_writer(&items);
	put_runs(&writer, &body, record_size, file->is_created);
	TRY(der_finish(&writer));
	return replace_contents(setting, file, buffer_bytes(&items));
}

static enum status set_in_file(struct package_setting *setting, const struct package_file_spot *file, struct text rest,
                               struct text value)
{
	struct text after = rest, key = text_cut(&after, '/');
	uint64_t number;
	if (!text_equal(key, TEXT("records")) || after.size == 0)
		return after.data ? refuse_place(setting, after, "is too much") : set_contents(setting, file, key, value);
	struct text word = after, digits = text_cut(&word, '/');
	if (!text_to_number(digits, 255, &number) || number == 0)
		return refuse_place(setting, digits, "is no number of a record, 1 to 255");
	return set_record(setting, file, number, word, value);
}

enum status package_edit_set(struct package_edit *edit, struct text path, struct text value)
{
	struct package_setting setting = { .edit = edit };
	struct package_spot spot = { 0 };
	struct package_file_spot file = { 0 };
	setting.path = arena_string(&edit->arena, path);
	struct text rest = path, selector = text_cut(&rest, '/');
	if (!setting.path)
		return STATUS_NO_MEMORY;
	TRY(package_edit_find(edit, selector, &setting.element));
	const struct package_node *oid = package_member_with_role(setting.element, ROLE_TEMPLATE_ID);
	setting.place = (struct source_piece_place){
		.element = setting.element->field, .template = oid ? template_find(oid->value) : NULL,
	};
	if (rest.size == 0)
		return refuse_place(&setting, (struct text){ 0 }, "a field of the element is missing, as in usim/ef-imsi/imsi");
	TRY(package_set_find(&setting, &rest, &spot, &file));
	return spot.field ? set_field(&setting, &spot, value) : set_in_file(&setting, &file, rest, value);
}
