/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/package_set.h"

#include <stdio.h>

#include "base/hex.h"
#include "profile_package/file_plan.h"

enum { ITEMS_MAXIMUM = 65535 };

static enum status refuse(struct package_setting *setting, struct text word, const char *why)
{
	snprintf(setting->edit->message, sizeof setting->edit->message, "%.100s: \"%.*s\" %s", setting->path,
	         word.size < 60 ? (int)word.size : 60, word.size > 0 ? word.data : "", why);
	return STATUS_NOT_FOUND;
}

/* ---- fields ---- */

static bool is_field_name(const struct schema_field *field, struct text word)
{
	return package_names_agree(text_from(field->name), word)
		|| (field->usual && package_names_agree(text_from(field->usual), word));
}

static struct package_node *member_of(struct package_node *parent, const struct schema_field *field)
{
	for (struct package_node *member = parent->first; member; member = member->next)
		if (member->field == field)
			return member;
	return NULL;
}

static bool find_direct(struct package_node *parent, struct text word, struct package_spot *out)
{
	bool has_names = parent->field->type == SCHEMA_SEQUENCE || parent->field->type == SCHEMA_CHOICE;
	for (size_t i = 0; has_names && i < parent->field->field_count; i++) {
		const struct schema_field *field = &parent->field->fields[i];
		struct package_node *node = member_of(parent, field);
		/* The other alternative of a choice would make two. */
		bool may_be = parent->field->type != SCHEMA_CHOICE || node || !parent->first;
		if (may_be && is_field_name(field, word)) {
			*out = (struct package_spot){ parent, field, node };
			return true;
		}
	}
	return false;
}

/* "#2", or the standard's name for the number that the item begins with: "pinAppl1". */
static bool is_item(const struct package_node *item, size_t index, struct text word)
{
	uint64_t number;
	struct text digits = { word.data + 1, word.size - 1 };
	if (word.size > 1 && word.data[0] == '#')
		return text_to_number(digits, ITEMS_MAXIMUM, &number) && number == index + 1;
	const struct package_node *first = item->first;
	const struct schema_name *name = first && first->field ? first->field->names : NULL;
	for (; name && name->name; name++)
		if (name->number == package_number(first))
			return package_names_agree(text_from(name->name), word);
	return false;
}

static struct package_node *find_item(struct package_node *parent, struct text word)
{
	size_t index = 0;
	if (parent->field->type == SCHEMA_SEQUENCE || parent->field->type == SCHEMA_CHOICE)
		return NULL;
	for (struct package_node *item = parent->first; item; item = item->next, index++)
		if (item->field && is_item(item, index, word))
			return item;
	return NULL;
}

/* The one place at or below `parent` that has this name. Returns how many there are. */
static size_t find_below(struct package_node *parent, struct text word, struct package_spot *out)
{
	struct package_node *item = find_item(parent, word);
	if (item) {
		*out = (struct package_spot){ parent, item->field, item };
		return 1;
	}
	if (find_direct(parent, word, out))
		return 1;
	size_t count = 0;
	for (struct package_node *member = parent->first; member; member = member->next) {
		struct package_spot spot;
		if (!member->field || !schema_is_constructed(member->field) || member->field->role == ROLE_FILE)
			continue;
		size_t found = find_below(member, word, &spot);
		if (found > 0)
			*out = spot;
		count += found;
	}
	return count;
}

static enum status find_word(struct package_setting *setting, struct package_node *parent, struct text word,
                             struct package_spot *out)
{
	size_t count = find_below(parent, word, out);
	if (count == 1)
		return STATUS_OK;
	return refuse(setting, word, count == 0 ? "is nothing that can be set there" :
	              "stands in more than one place there: say which, with the words between or #1, #2, …");
}

/* ---- files ---- */

static struct package_node *created_file(struct package_node *element, const struct file_path *path, size_t *out_count,
                                         struct package_node **out_list)
{
	struct package_node *found = NULL;
	struct package_node *lists = package_member(element, "fileManagementCMD");
	struct file_path current = { 0 };
	*out_count = 0;
	for (struct package_node *list = lists ? lists->first : NULL; list; list = list->next)
		for (struct package_node *item = list->first; item; item = item->next) {
			const struct package_node *id = item->field ? package_member(item, "fileID") : NULL;
			struct file_path own = current;
			if (item->field && item->field->role == ROLE_FILE_PATH && !file_path_decode(item->value, &current))
				current = (struct file_path){ 0 };
			if (!id || id->value.size != 2 || !file_path_descend(&own, (uint16_t)package_number(id)))
				continue;
			bool ends = own.ids[own.count - 1] == path->ids[path->count - 1];
			bool is_whole = own.count == path->count
				&& memcmp(own.ids, path->ids, own.count * sizeof *own.ids) == 0;
			if (is_whole || (ends && path->count == 1)) {
				++*out_count;
				found = item;
				*out_list = list;
			}
			const struct package_node *descriptor = package_member(item, "fileDescriptor");
			if (descriptor && descriptor->value.size > 0 && (descriptor->value.data[0] & 0x38) == 0x38)
				current = own;
		}
	return found;
}

/* Identifiers in hexadecimal, "7F105F3A4F09" or "4F09". */
static bool is_path(struct text word, struct file_path *out)
{
	uint8_t octets[2 * PATH_MAXIMUM];
	size_t size = word.size / 2;
	return word.size >= 4 && word.size % 4 == 0 && size <= sizeof octets
		&& hex_decode(word, octets, size) == STATUS_OK && file_path_decode(bytes_from(octets, size), out);
}

/* A field of the Fcp, or what stands for the contents, which is left in *path. */
static enum status find_in_file(struct package_setting *setting, struct text *path, struct package_file_spot *file,
                                const struct schema_field *fcp, struct package_spot *out)
{
	struct text rest = *path, word = text_cut(&rest, '/');
	struct package_spot found;
	size_t index = fcp->field_count;
	for (size_t i = 0; i < fcp->field_count; i++)
		if (is_field_name(&fcp->fields[i], word))
			index = i;
	bool is_below = file->fcp && find_below(file->fcp, word, &found) == 1;
	if (index == fcp->field_count && !is_below)
		return STATUS_OK;
	if (!file->fcp)
		TRY(package_set_make(setting, file->list, fcp, &file->fcp));
	/* The Fcp comes before the contents. */
	if (!file->is_created && file->list->first != file->fcp) {
		struct package_node *contents = file->list->first;
		struct package_node *last = contents;
		while (last->next != file->fcp)
			last = last->next;
		last->next = file->fcp->next;
		file->fcp->next = contents;
		file->list->first = file->fcp;
	}
	TRY(find_word(setting, file->fcp, word, out));
	*path = rest;
	while (path->size > 0) {
		word = text_cut(path, '/');
		if (!out->node)
			TRY(package_set_make(setting, out->parent, out->field, &out->node));
		TRY(find_word(setting, out->node, word, out));
	}
	return STATUS_OK;
}

static enum status find_created(struct package_setting *setting, struct text *path, struct package_file_spot *out)
{
	struct text rest = *path, word = text_cut(&rest, '/');
	struct file_path id;
	size_t count;
	if (!is_path(word, &id))
		return STATUS_OK;
	out->fcp = created_file(setting->element, &id, &count, &out->list);
	out->is_created = true;
	if (count != 1)
		return refuse(setting, word, count == 0 ? "is no file that this element makes" :
		              "is made more than once here: give its whole path, as 7F105F3A4F09");
	if (rest.size == 0)
		return refuse(setting, word, "is a file: say what of it, as in 2F05/content");
	*path = rest;
	return STATUS_OK;
}

enum status package_set_find(struct package_setting *setting, struct text *path, struct package_spot *out,
                             struct package_file_spot *out_file)
{
	struct package_node *parent = setting->element;
	TRY(find_created(setting, path, out_file));
	if (out_file->fcp)
		return find_in_file(setting, path, out_file, out_file->fcp->field, out);
	while (path->size > 0) {
		struct text word = text_cut(path, '/');
		TRY(find_word(setting, parent, word, out));
		if (path->size == 0)
			return STATUS_OK;
		if (!schema_is_constructed(out->field))
			return refuse(setting, word, "has nothing below it");
		if (!out->node)
			TRY(package_set_make(setting, out->parent, out->field, &out->node));
		parent = out->node;
		if (out->field->role != ROLE_FILE)
			continue;
		*out_file = (struct package_file_spot){ .list = parent, .fcp = package_member_with_role(parent, ROLE_FCP) };
		const struct schema_field *fcp = &out->field->fields[1];
		*out = (struct package_spot){ 0 };
		return find_in_file(setting, path, out_file, fcp, out);
	}
	return refuse(setting, (struct text){ 0 }, "is no place");
}
