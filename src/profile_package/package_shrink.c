/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/package_expand.h"

#include <stdio.h>

#include "profile_package/file_encode.h"
#include "profile_package/file_plan.h"

enum {
	TREE_MAXIMUM = 256 << 20, FIELDS_MAXIMUM = 256, MANAGEMENT_TAG = 0xA1, VERSIONED_TEMPLATES_MAJOR = 3,
	PATTERN_STAYS_MINOR = 3, /* from 2.3 on a card keeps the template's pattern where special information is given */
};

/* One shrinking. */
struct shrinking {
	struct bytes package;
	const struct package_node *root;
	struct file_listing listing;   /* what the result must still make */
	uint32_t major, minor;
	struct buffer done;            /* the elements so far, as they will be */
};

static void shrinking_release(struct shrinking *shrinking)
{
	file_listing_release(&shrinking->listing);
	buffer_release(&shrinking->done);
}

/* An element's files, each with the field of the template that it would be. */
struct fitting {
	const struct template *template;
	const struct schema_field *schema;
	const struct listed_file *files[FIELDS_MAXIMUM]; /* by field number */
	size_t count;
};

/* ---- which files are which fields ---- */

static bool same_path(const struct file_path *a, const struct file_path *b)
{
	return a->count == b->count && memcmp(a->ids, b->ids, a->count * sizeof *a->ids) == 0;
}

static bool fits_row(const struct listed_file *file, const struct template_file *row, const struct file_path *directory)
{
	uint16_t last = row->last_id != 0 ? row->last_id : row->id;
	bool has_id = row->id == 0 || (file->plan.id >= row->id && file->plan.id <= last);
	return has_id && file->plan.kind == row->kind && same_path(&file->plan.directory, directory);
}

static const struct listed_file *first_of(const struct file_listing *listing, size_t element)
{
	const struct listed_file *file = listing->first;
	while (file && file->element != element)
		file = file->next;
	return file;
}

static const struct listed_file *find_for_row(const struct shrinking *shrinking, size_t element,
                                              const struct template_file *row, const struct file_path *directory)
{
	const struct listed_file *file = first_of(&shrinking->listing, element);
	for (; file && file->element == element; file = file->next)
		if (fits_row(file, row, directory))
			return file;
	return NULL;
}

static size_t count_files(const struct file_listing *listing, size_t element)
{
	size_t count = 0;
	for (const struct listed_file *file = first_of(listing, element); file && file->element == element; file = file->next)
		count++;
	return count;
}

/* Every file is a field, no two are the same one, and the fields that must be there are. */
static bool fit(const struct shrinking *shrinking, size_t element, struct fitting *fitting)
{
	const struct listed_file *first = first_of(&shrinking->listing, element);
	struct file_path place = { 0 };
	if (!first)
		return false;
	if (fitting->template->place != PLACE_MF) {
		place = (struct file_path){ .ids = { first->path.ids[0] }, .count = 1 };
		if (first->path.count < 2)
			return false;
	}
	for (size_t i = 2; i < fitting->schema->field_count; i++) {
		const struct schema_field *field = &fitting->schema->fields[i];
		unsigned tag = schema_context_number(field->tag);
		const struct template_file *row = template_find_file(fitting->template, tag);
		if (!row)
			continue;
		const struct listed_file *parent = row->parent != 0 ? fitting->files[row->parent] : NULL;
		bool has_place = row->parent == 0 || parent;
		if (has_place)
			fitting->files[tag] = find_for_row(shrinking, element, row, parent ? &parent->path : &place);
		fitting->count += fitting->files[tag] != NULL;
		if (!fitting->files[tag] && field->presence == MANDATORY && !fitting->template->created_by_default)
			return false;
	}
	return fitting->count == count_files(&shrinking->listing, element);
}

/* ---- the element again ---- */

static enum status put_file(struct der_writer *writer, const struct fitting *fitting, const struct schema_field *field,
                            bool repeat_pattern)
{
	unsigned tag = schema_context_number(field->tag);
	const struct template_file *row = template_find_file(fitting->template, tag);
	const struct listed_file *file = fitting->files[tag];
	bool by_default = fitting->template->created_by_default;
	if (!row || (!file && !by_default))
		return STATUS_OK;
	if (file && by_default && field->presence == OPTIONAL && file_is_default(file, row))
		return STATUS_OK;
	der_open(writer, field->tag);
	if (file)
		TRY(file_encode_of_template(writer, file, row, repeat_pattern));
	else
		der_put_null(writer, 0x80);
	der_close(writer);
	return writer->status;
}

static enum status put_element(const struct shrinking *shrinking, const struct fitting *fitting,
                               const struct package_node *element, struct buffer *out)
{
	AUTO(buffer) header = BUFFER(1 << 10);
	uint8_t oid[TEMPLATE_OID_MAXIMUM];
	bool repeat_pattern = shrinking->major < 2 || (shrinking->major == 2 && shrinking->minor < PATTERN_STAYS_MINOR);
	struct der_writer writer = der_writer(out);
	TRY(package_encode(package_member_with_role(element, ROLE_ELEMENT_HEADER), &header));
	der_open(&writer, fitting->schema->tag);
	der_put_raw(&writer, buffer_bytes(&header));
	der_put(&writer, 0x81, bytes_from(oid, template_oid(fitting->template, oid)));
	for (size_t i = 2; i < fitting->schema->field_count; i++)
		TRY(put_file(&writer, fitting, &fitting->schema->fields[i], repeat_pattern));
	der_close(&writer);
	return der_finish(&writer);
}

/* The whole package with `element` in place of the original makes what the original makes. */
static enum status check(const struct shrinking *shrinking, struct bytes element, const struct package_node *original,
                         bool *out_same)
{
	AUTO(buffer) trial = SECRET_BUFFER(2 * PACKAGE_SIZE_MAXIMUM);
	AUTO(file_listing) listing = { 0 };
	TRY(buffer_append(&trial, buffer_bytes(&shrinking->done)));
	TRY(buffer_append(&trial, element));
	TRY(buffer_append(&trial, bytes_after(shrinking->package, original->offset + original->size)));
	enum status status = file_listing_make(buffer_bytes(&trial), &listing);
	*out_same = status == STATUS_OK && listing.is_whole && file_listing_equal(&shrinking->listing, &listing);
	return status == STATUS_NO_MEMORY ? status : STATUS_OK;
}

static enum status try_template(const struct shrinking *shrinking, const struct template *template, size_t index,
                                const struct package_node *original, struct buffer *best)
{
	AUTO(buffer) element = BUFFER(PACKAGE_SIZE_MAXIMUM);
	struct fitting fitting = { .template = template, .schema = schema_element(template->element) };
	bool is_same = false;
	if (!fit(shrinking, index, &fitting))
		return STATUS_OK;
	enum status status = put_element(shrinking, &fitting, original, &element);
	if (status == STATUS_UNSUPPORTED)
		return STATUS_OK;
	TRY(status);
	size_t to_beat = best->size > 0 ? best->size + 1 : original->size;
	if (element.size >= to_beat)
		return STATUS_OK;
	TRY(check(shrinking, buffer_bytes(&element), original, &is_same));
	if (!is_same)
		return STATUS_OK;
	buffer_clear(best);
	return buffer_append(best, buffer_bytes(&element));
}

/* Cards of version 3 need not know the templates that have later versions. */
static bool suits_version(const struct shrinking *shrinking, const struct template *template)
{
	bool is_late = template->version != 0;
	if (shrinking->major < VERSIONED_TEMPLATES_MAJOR)
		return !is_late && template->arc <= 14;
	for (size_t i = 0; template_at(i); i++)
		if (template_at(i)->arc == template->arc && template_at(i)->version != 0)
			return is_late;
	return true;
}

/* `best` stays empty when the element is well as it is. */
static enum status shrink_element(const struct shrinking *shrinking, const struct package_node *element, size_t index,
                                  struct buffer *best)
{
	const struct package_node *oid = package_member_with_role(element, ROLE_TEMPLATE_ID);
	if (oid && schema_follows_template(element->field)) {
		const struct template *own = template_find(oid->value);
		return own ? try_template(shrinking, own, index, element, best) : STATUS_OK;
	}
	if (element->tag != MANAGEMENT_TAG)
		return STATUS_OK;
	for (size_t i = 0; template_at(i); i++)
		if (suits_version(shrinking, template_at(i)))
			TRY(try_template(shrinking, template_at(i), index, element, best));
	return STATUS_OK;
}

/* ---- the package ---- */

static enum status shrink_elements(struct shrinking *shrinking, struct package_rewriting *rewriting)
{
	size_t index = 0;
	for (const struct package_node *element = shrinking->root->first; element; element = element->next, index++) {
		AUTO(buffer) best = BUFFER(PACKAGE_SIZE_MAXIMUM);
		if (index == SHRINK_ELEMENTS_MAXIMUM)
			return STATUS_TOO_LARGE;
		TRY(shrink_element(shrinking, element, index, &best));
		rewriting->elements += best.size > 0;
		struct bytes same = bytes_first(bytes_after(shrinking->package, element->offset), element->size);
		TRY(buffer_append(&shrinking->done, best.size > 0 ? buffer_bytes(&best) : same));
	}
	return STATUS_OK;
}

static bool lists(const struct package_node *list, struct bytes oid)
{
	for (const struct package_node *item = list->first; item; item = item->next)
		if (bytes_equal(item->value, oid))
			return true;
	return false;
}

/* Templates that the elements use now, after those that the header listed before. */
static enum status list_templates(struct arena *arena, struct package_node *root)
{
	struct package_node *list = package_member_with_role(root->first, ROLE_TEMPLATES);
	for (struct package_node *element = list ? root->first : NULL; element; element = element->next) {
		const struct package_node *oid = package_member_with_role(element, ROLE_TEMPLATE_ID);
		if (!oid || lists(list, oid->value))
			continue;
		struct package_node *item = arena_allocate(arena, sizeof *item), **link = &list->first;
		if (!item)
			return STATUS_NO_MEMORY;
		*item = (struct package_node){ .field = &list->field->fields[0], .tag = 0x06, .value = oid->value,
		                               .parent = list };
		while (*link)
			link = &(*link)->next;
		*link = item;
	}
	return STATUS_OK;
}

enum status package_shrink(struct bytes package, struct buffer *out, struct package_rewriting *rewriting)
{
	AUTO(arena) arena = ARENA(TREE_MAXIMUM);
	AUTO(shrinking) shrinking = { .package = package, .done = SECRET_BUFFER(PACKAGE_SIZE_MAXIMUM) };
	struct package_node *root, *result;
	*rewriting = (struct package_rewriting){ 0 };
	TRY(package_decode(package, &arena, &root, &rewriting->error));
	enum status status = file_listing_make(package, &shrinking.listing);
	if (status == STATUS_REFUSED || (status == STATUS_OK && !shrinking.listing.is_whole))
		return package_rewriting_refuse(&shrinking.listing, rewriting);
	TRY(status);
	shrinking.root = root;
	shrinking.major = shrinking.listing.header.major;
	shrinking.minor = shrinking.listing.header.minor;
	TRY(shrink_elements(&shrinking, rewriting));
	TRY(package_decode(buffer_bytes(&shrinking.done), &arena, &result, &rewriting->error));
	TRY(list_templates(&arena, result));
	return package_encode(result, out);
}
