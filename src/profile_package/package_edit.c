/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/package_edit.h"

#include <stdio.h>

#include "profile_package/file_listing.h"

enum { EDIT_ARENA = 256 << 20, IDENTIFICATION_MAXIMUM = 32767 };

void package_edit_release(struct package_edit *edit)
{
	arena_release(&edit->arena);
	*edit = (struct package_edit){ 0 };
}

enum status package_edit_begin(struct bytes package, struct package_edit *out)
{
	AUTO(file_listing) listing = { 0 };
	struct package_error error = { 0 };
	struct bytes copy;
	*out = (struct package_edit){ .arena = ARENA(EDIT_ARENA) };
	if (package.size > PACKAGE_SIZE_MAXIMUM)
		return STATUS_TOO_LARGE;
	TRY(arena_copy(&out->arena, package, &copy));
	enum status status = package_decode(copy, &out->arena, &out->package, &error);
	if (status == STATUS_MALFORMED)
		snprintf(out->message, sizeof out->message, "octet %zu: %s", error.offset, error.message);
	TRY(status);
	TRY(package_needs(out->package, &out->arena, &out->needs));
	status = file_listing_make(package, &listing);
	out->was_whole = status == STATUS_OK && listing.is_whole;
	return status == STATUS_REFUSED ? STATUS_OK : status;
}

/* ---- names ---- */

static bool next_letter(struct text *text, char *out)
{
	while (text->size > 0) {
		char letter = text->data[0];
		*text = (struct text){ text->data + 1, text->size - 1 };
		if (letter == '-' || letter == '_' || letter == ' ')
			continue;
		*out = letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
		return true;
	}
	return false;
}

bool package_names_agree(struct text a, struct text b)
{
	for (;;) {
		char x = 0, y = 0;
		bool more = next_letter(&a, &x), other = next_letter(&b, &y);
		if (more != other || x != y)
			return false;
		if (!more)
			return true;
	}
}

static struct text full_name(struct text name)
{
	static const struct {
		const char *usual, *full;
	} names[] = {
		{ "gfm", "genericFileManagement" }, { "aka", "akaParameter" }, { "sd", "securityDomain" }, { "pin", "pinCodes" },
		{ "puk", "pukCodes" }, { "cdma", "cdmaParameter" }, { "app", "application" },
	};
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (package_names_agree(name, text_from(names[i].usual)))
			return text_from(names[i].full);
	return name;
}

static uint32_t identification_of(const struct package_node *element)
{
	const struct package_node *header = package_member_with_role(element, ROLE_ELEMENT_HEADER);
	const struct package_node *node = header ? package_member(header, "identification") : NULL;
	return node ? package_number(node) : UINT32_MAX;
}

static enum status find_by_identification(struct package_edit *edit, uint64_t number, struct package_node **out)
{
	for (struct package_node *element = edit->package->first; element; element = element->next)
		if (identification_of(element) == number) {
			*out = element;
			return STATUS_OK;
		}
	snprintf(edit->message, sizeof edit->message, "no element has identification %u", (unsigned)number);
	return STATUS_NOT_FOUND;
}

enum status package_edit_find(struct package_edit *edit, struct text selector, struct package_node **out)
{
	uint64_t number = 0;
	struct text rest = selector, typed = text_cut(&rest, '#'), name = full_name(typed);
	if (text_to_number(selector, IDENTIFICATION_MAXIMUM, &number))
		return find_by_identification(edit, number, out);
	bool is_numbered = rest.data != NULL;
	if (is_numbered && (!text_to_number(rest, IDENTIFICATION_MAXIMUM, &number) || number == 0)) {
		snprintf(edit->message, sizeof edit->message, "%.60s: after # comes a number from 1",
		         arena_string(&edit->arena, selector));
		return STATUS_NOT_FOUND;
	}
	struct package_node *found = NULL;
	uint64_t count = 0;
	for (struct package_node *element = edit->package->first; element; element = element->next)
		if (package_names_agree(text_from(element->field->name), name) && (++count == number || !is_numbered))
			found = element;
	if (found && (is_numbered || count == 1)) {
		*out = found;
		return STATUS_OK;
	}
	if (count > 1 && !is_numbered)
		snprintf(edit->message, sizeof edit->message, "there are %u %s: say which, %s#1 to %s#%u", (unsigned)count,
		         found->field->name, found->field->name, found->field->name, (unsigned)count);
	else
		snprintf(edit->message, sizeof edit->message, "there is no element %.*s in it",
		         selector.size < 60 ? (int)selector.size : 60, selector.data);
	return STATUS_NOT_FOUND;
}

/* ---- elements ---- */

struct package_node *package_edit_before(const struct package_edit *edit, const struct package_node *element)
{
	struct package_node *before = NULL;
	for (struct package_node *node = edit->package->first; node && node != element; node = node->next)
		before = node;
	return before;
}

void package_edit_remove(struct package_edit *edit, const struct package_node *element)
{
	for (struct package_node **link = &edit->package->first; *link; link = &(*link)->next)
		if (*link == element) {
			*link = element->next;
			return;
		}
}

static struct package_node *last_before_end(const struct package_edit *edit)
{
	struct package_node *before = NULL;
	for (struct package_node *node = edit->package->first; node; node = node->next) {
		bool is_end = strcmp(node->field->name, "end") == 0;
		if (is_end)
			return before;
		before = node;
	}
	return before;
}

static uint32_t free_identification(const struct package_edit *edit)
{
	uint32_t highest = 0;
	for (const struct package_node *element = edit->package->first; element; element = element->next) {
		uint32_t number = identification_of(element);
		if (number <= IDENTIFICATION_MAXIMUM && number > highest)
			highest = number;
	}
	return highest + 1;
}

static bool is_taken(const struct package_edit *edit, uint32_t identification)
{
	for (const struct package_node *element = edit->package->first; element; element = element->next)
		if (identification_of(element) == identification)
			return true;
	return false;
}

static enum status renumber(struct package_edit *edit, struct package_node *element)
{
	uint32_t number = identification_of(element);
	if (number == UINT32_MAX || !is_taken(edit, number))
		return STATUS_OK;
	uint32_t next = free_identification(edit);
	const uint8_t octets[] = { 0, (uint8_t)(next >> 8), (uint8_t)next };
	size_t first = next > 0x7FFF ? 0 : next > 0x7F ? 1 : 2;
	if (next > IDENTIFICATION_MAXIMUM)
		return STATUS_TOO_LARGE;
	struct package_node *header = package_member_with_role(element, ROLE_ELEMENT_HEADER);
	return arena_copy(&edit->arena, bytes_from(octets + first, sizeof octets - first),
	                  &package_member(header, "identification")->value);
}

enum status package_edit_insert(struct package_edit *edit, struct bytes elements, struct package_node *neighbour)
{
	struct package_error error = { 0 };
	struct package_node *added = NULL;
	struct bytes copy;
	TRY(arena_copy(&edit->arena, elements, &copy));
	enum status status = package_decode(copy, &edit->arena, &added, &error);
	if (status == STATUS_MALFORMED || (status == STATUS_OK && !added->first)) {
		snprintf(edit->message, sizeof edit->message, "octet %zu: %s", error.offset,
		         added && status == STATUS_OK ? "no element" : error.message);
		return STATUS_MALFORMED;
	}
	TRY(status);
	struct package_node *before = neighbour ? neighbour : last_before_end(edit);
	for (struct package_node *element = added->first, *next; element; element = next) {
		next = element->next;
		TRY(renumber(edit, element));
		element->parent = edit->package;
		struct package_node **link = before ? &before->next : &edit->package->first;
		element->next = *link;
		*link = element;
		before = element;
	}
	return STATUS_OK;
}

/* ---- the end ---- */

static enum status check(struct package_edit *edit, struct bytes package)
{
	AUTO(file_listing) listing = { 0 };
	enum status status = file_listing_make(package, &listing);
	if (status != STATUS_OK && status != STATUS_REFUSED)
		return status;
	if (status == STATUS_OK && listing.is_whole)
		return STATUS_OK;
	snprintf(edit->message, sizeof edit->message, "a card would %s in %s, at octet %zu: %s",
	         status == STATUS_OK ? "pass over something" : "refuse the result",
	         listing.element && status != STATUS_OK ? listing.element : "the package", listing.offset,
	         file_listing_reason(&listing));
	return STATUS_REFUSED;
}

enum status package_edit_finish(struct package_edit *edit, bool force, struct buffer *out)
{
	struct package_needs after;
	size_t before = out->size;
	TRY(package_needs(edit->package, &edit->arena, &after));
	TRY(package_needs_apply(edit->package, &edit->needs, &after, &edit->arena));
	TRY(package_encode(edit->package, out));
	enum status status = force || !edit->was_whole ? STATUS_OK :
		check(edit, bytes_after(buffer_bytes(out), before));
	if (status != STATUS_OK)
		out->size = before;
	return status;
}
