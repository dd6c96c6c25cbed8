/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/source_merge.h"

#include <stdio.h>

#include "codec/yaml.h"
#include "profile_package/source.h"
#include "profile_package/source_splice.h"

enum { WORK_MAXIMUM = 512 << 20, TEXT_MAXIMUM = 64 << 20, NO_NUMBER = UINT32_MAX };

static const size_t not_there = SIZE_MAX;

/* Where an element stands in the text: its comments, itself, up to what follows. */
struct piece {
	size_t lead, body, end;
};

struct merging {
	struct arena arena;
	struct buffer source;            /* with the header's services brought up to date, if that could be done */
	struct bytes package;
	struct package_node *before, *after;
	struct piece *pieces;            /* one for each element before */
	size_t indent;                   /* blanks before the dash */
	size_t *origins;                 /* for each element after: which one it was, or not_there */
	bool *is_same;                   /* ... and it is that one still */
};

static void merging_release(struct merging *merging)
{
	arena_release(&merging->arena);
	buffer_release(&merging->source);
}

/* ---- where the elements stand ---- */

static size_t start_of_line(struct text text, size_t at)
{
	while (at > 0 && text.data[at - 1] != '\n')
		at--;
	return at;
}

/* Blank, or a comment that does not stand among the fields of an element. */
static bool is_remark(struct text line, size_t indent)
{
	size_t at = 0;
	while (at < line.size && line.data[at] == ' ')
		at++;
	return at == line.size || line.data[at] == '\n' || line.data[at] == '\r' || (line.data[at] == '#' && at <= indent);
}

static size_t find_lead(struct text text, size_t floor, size_t body, size_t indent)
{
	size_t lead = body;
	while (lead > floor) {
		size_t start = start_of_line(text, lead - 1);
		if (start < floor || !is_remark((struct text){ text.data + start, lead - start }, indent))
			break;
		lead = start;
	}
	return lead;
}

/* The line begins with a dash, with as many blanks before it as all others. */
static bool is_item(struct merging *merging, struct text text, size_t body, bool is_first)
{
	size_t at = body;
	while (at < text.size && text.data[at] == ' ')
		at++;
	if (is_first)
		merging->indent = at - body;
	return at + 1 < text.size && text.data[at] == '-' && text.data[at + 1] == ' ' && at - body == merging->indent;
}

static enum status find_pieces(struct merging *merging)
{
	struct text text = buffer_text(&merging->source);
	const struct yaml_node *root;
	struct yaml_error error;
	size_t at = 0, count = 0, floor = 0;
	unsigned line = 1;
	TRY(yaml_parse(text, &merging->arena, &root, &error));
	const struct yaml_node *list = yaml_member(root, "profile");
	if (!list || list->count != package_count(merging->before))
		return STATUS_NOT_FOUND;
	merging->pieces = arena_allocate(&merging->arena, list->count * sizeof *merging->pieces);
	if (!merging->pieces)
		return STATUS_NO_MEMORY;
	for (const struct yaml_node *item = list->first; item; item = item->next, count++) {
		for (; line < item->line && at < text.size; at++)
			line += text.data[at] == '\n';
		if (at < floor || !is_item(merging, text, at, count == 0))
			return STATUS_NOT_FOUND;
		struct piece piece = { find_lead(text, floor, at, merging->indent), at, text.size };
		if (count > 0)
			merging->pieces[count - 1].end = piece.lead;
		merging->pieces[count] = piece;
		floor = at + 1;
	}
	return STATUS_OK;
}

/* ---- which element is which ---- */

static struct package_node *identification(const struct package_node *element)
{
	return package_member(package_member_with_role(element, ROLE_ELEMENT_HEADER), "identification");
}

static uint32_t number_of(const struct package_node *element)
{
	const struct package_node *node = identification(element);
	return node ? package_number(node) : NO_NUMBER;
}

static bool is_header(const struct package_node *element)
{
	return element->field == &schema_package.fields[0];
}

static enum status match(struct merging *merging, struct bytes original)
{
	size_t count = package_count(merging->after), j = 0;
	merging->origins = arena_allocate(&merging->arena, count * sizeof *merging->origins);
	merging->is_same = arena_allocate(&merging->arena, count * sizeof *merging->is_same);
	if (!merging->origins || !merging->is_same)
		return STATUS_NO_MEMORY;
	for (const struct package_node *after = merging->after->first; after; after = after->next, j++) {
		size_t i = 0;
		const struct package_node *before = merging->before->first;
		bool is_known = number_of(after) != NO_NUMBER || is_header(after);
		while (before && !(is_known && number_of(before) == number_of(after) && before->tag == after->tag)) {
			before = before->next;
			i++;
		}
		merging->origins[j] = before ? i : not_there;
		merging->is_same[j] = before
			&& bytes_equal(bytes_first(bytes_after(original, before->offset), before->size),
			               bytes_first(bytes_after(merging->package, after->offset), after->size));
	}
	return STATUS_OK;
}

/* ---- the text ---- */

/* How the parts are written that cannot stay as they are. A header that says nothing of templates means those of the
 * elements that there are: it may have to say them now although it is the same. */
struct manner {
	bool prints_header;
	bool leaves_numbers; /* to the position */
};

static enum status put_lines(struct text lines, size_t indent, struct text left_out, struct buffer *out)
{
	while (lines.size > 0) {
		struct text line = text_cut(&lines, '\n');
		if (left_out.size > 0 && text_equal(line, left_out))
			continue;
		for (size_t i = 0; line.size > 0 && i < indent; i++)
			TRY(buffer_append_octet(out, ' '));
		TRY(buffer_append_text(out, line));
		TRY(buffer_append_octet(out, '\n'));
	}
	return STATUS_OK;
}

static enum status put_print(const struct merging *merging, const struct package_node *element, bool leaves_number,
                             struct buffer *out)
{
	AUTO(buffer) print = SECRET_BUFFER(TEXT_MAXIMUM);
	static const char opening[] = "profile:\n\n";
	struct package_node copy = *element, only = *merging->after;
	char line[40] = "";
	copy.next = NULL;
	only.first = &copy;
	TRY(source_print(&only, true, &print));
	if (leaves_number && number_of(element) != NO_NUMBER)
		snprintf(line, sizeof line, "    identification: %u", number_of(element));
	if (!text_starts_with(buffer_text(&print), TEXT(opening)))
		return STATUS_NOT_FOUND;
	struct text lines = bytes_text(bytes_after(buffer_bytes(&print), strlen(opening)));
	return put_lines(lines, merging->indent, text_from(line), out);
}

static enum status put_part(struct text text, size_t from, size_t to, struct buffer *out)
{
	bool ends_line = out->size == 0 || out->data[out->size - 1] == '\n';
	if (!ends_line && to > from)
		TRY(buffer_append_octet(out, '\n'));
	return buffer_append_text(out, (struct text){ text.data + from, to - from });
}

static enum status assemble(const struct merging *merging, struct manner manner, struct buffer *out)
{
	struct text text = buffer_text(&merging->source);
	size_t j = 0;
	TRY(put_part(text, 0, merging->pieces[0].lead, out));
	for (const struct package_node *element = merging->after->first; element; element = element->next, j++) {
		bool is_new = merging->origins[j] == not_there;
		const struct piece *piece = is_new ? NULL : &merging->pieces[merging->origins[j]];
		bool stays = piece && (is_header(element) ? !manner.prints_header : merging->is_same[j]);
		if (piece)
			TRY(put_part(text, piece->lead, stays ? piece->end : piece->body, out));
		else
			TRY(put_part(TEXT("\n"), 0, 1, out));
		if (!stays)
			TRY(put_print(merging, element, manner.leaves_numbers, out));
	}
	return STATUS_OK;
}

/* ---- whether it says the same ---- */

static bool is_single(const struct package_node *root, const struct package_node *element)
{
	for (const struct package_node *other = root->first; other != element; other = other->next)
		if (number_of(other) == number_of(element))
			return false;
	return true;
}

/* The octets of the package again, once the elements have its identifications. */
static bool says_the_same(struct merging *merging, struct text text)
{
	AUTO(arena) arena = ARENA(WORK_MAXIMUM);
	AUTO(buffer) compiled = SECRET_BUFFER(PACKAGE_SIZE_MAXIMUM);
	AUTO(buffer) numbered = SECRET_BUFFER(PACKAGE_SIZE_MAXIMUM);
	struct source_error place;
	struct package_error error;
	struct package_node *root;
	if (source_compile(text, &arena, &compiled, &place) != STATUS_OK
	    || package_decode(buffer_bytes(&compiled), &arena, &root, &error) != STATUS_OK)
		return false;
	struct package_node *wanted = merging->after->first;
	for (struct package_node *element = root->first; element && wanted; element = element->next, wanted = wanted->next)
		if (identification(element) && !is_single(root, element))
			return false;
	wanted = merging->after->first;
	for (struct package_node *element = root->first; element && wanted; element = element->next, wanted = wanted->next)
		if (identification(element) && identification(wanted))
			identification(element)->value = identification(wanted)->value;
	return package_encode(root, &numbered) == STATUS_OK && bytes_equal(buffer_bytes(&numbered), merging->package);
}

/* ---- all of it ---- */

/* Elements that come and go change the header's list of services: one value that mostly can change where it stands. */
static enum status set_services(struct merging *merging)
{
	AUTO(buffer) value = BUFFER(1 << 12);
	AUTO(buffer) next = SECRET_BUFFER(TEXT_MAXIMUM);
	const struct package_node *list = package_member_with_role(merging->after->first, ROLE_SERVICES);
	TRY(buffer_print(&value, "["));
	for (const struct package_node *item = list ? list->first : NULL; item; item = item->next)
		if (item->field)
			TRY(buffer_print(&value, "%s%s", item == list->first ? "" : ", ", item->field->name));
	TRY(buffer_print(&value, "]"));
	enum status status = source_splice(buffer_text(&merging->source), 0, TEXT("eUICC-Mandatory-services"),
	                                   buffer_text(&value), &next);
	if (status != STATUS_OK)
		return status == STATUS_NOT_FOUND ? STATUS_OK : status;
	buffer_release(&merging->source);
	merging->source = next;
	next = (struct buffer){ 0 };
	return STATUS_OK;
}

static bool same_services(const struct merging *merging)
{
	const struct package_node *a = package_member_with_role(merging->before->first, ROLE_SERVICES);
	const struct package_node *b = package_member_with_role(merging->after->first, ROLE_SERVICES);
	const struct package_node *one = a ? a->first : NULL, *other = b ? b->first : NULL;
	for (; one && other && one->tag == other->tag; one = one->next)
		other = other->next;
	return !one && !other;
}

static enum status try_manners(struct merging *merging, struct buffer *out)
{
	static const struct manner manners[] = { { false, true }, { false, false }, { true, true }, { true, false } };
	for (size_t i = 0; i < ARRAY_SIZE(manners); i++) {
		AUTO(buffer) text = SECRET_BUFFER(TEXT_MAXIMUM);
		TRY(assemble(merging, manners[i], &text));
		if (says_the_same(merging, buffer_text(&text)))
			return buffer_append(out, buffer_bytes(&text));
	}
	return STATUS_NOT_FOUND;
}

enum status source_merge(struct text source, struct bytes package, struct buffer *out)
{
	AUTO(merging) merging = { .arena = ARENA(WORK_MAXIMUM), .source = SECRET_BUFFER(TEXT_MAXIMUM), .package = package };
	AUTO(buffer) original = SECRET_BUFFER(PACKAGE_SIZE_MAXIMUM);
	struct source_error place;
	struct package_error error;
	TRY(source_compile(source, &merging.arena, &original, &place));
	TRY(package_decode(buffer_bytes(&original), &merging.arena, &merging.before, &error));
	TRY(package_decode(package, &merging.arena, &merging.after, &error));
	TRY(buffer_append_text(&merging.source, source));
	if (!merging.after->first)
		return STATUS_NOT_FOUND;
	if (!same_services(&merging))
		TRY(set_services(&merging));
	TRY(find_pieces(&merging));
	TRY(match(&merging, buffer_bytes(&original)));
	return try_manners(&merging, out);
}
