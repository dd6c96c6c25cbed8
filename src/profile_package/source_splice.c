/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/source_splice.h"

#include "profile_package/package_edit.h"

enum { ARENA_MAXIMUM = 256 << 20 };

/* ---- finding the value ---- */

static const struct yaml_node *item_at(const struct yaml_node *list, size_t index)
{
	const struct yaml_node *item = list ? list->first : NULL;
	for (; item && index > 0; index--)
		item = item->next;
	return item;
}

static bool is_called(struct text key, struct text word)
{
	bool is_key = package_names_agree(key, TEXT("ki")) || package_names_agree(key, TEXT("key"));
	bool wants_key = package_names_agree(word, TEXT("ki")) || package_names_agree(word, TEXT("key"));
	return package_names_agree(key, word) || (is_key && wants_key);
}

/* "#2" among the items of a list. */
static const struct yaml_node *numbered(const struct yaml_node *node, struct text word)
{
	uint64_t number;
	struct text digits = { word.data + 1, word.size - 1 };
	bool is_number = word.size > 1 && word.data[0] == '#' && text_to_number(digits, UINT16_MAX, &number) && number > 0;
	return is_number && node->kind == YAML_SEQUENCE ? item_at(node, (size_t)number - 1) : NULL;
}

/* An item that begins with this name for its keyReference. */
static bool is_item_of(const struct yaml_node *node, struct text word)
{
	const struct yaml_node *reference = yaml_member(node, "keyReference");
	return reference && reference->kind == YAML_SCALAR && package_names_agree(reference->scalar, word);
}

/* Nodes below `node` that the word names; *out is the last of them. */
static size_t find_below(const struct yaml_node *node, struct text word, const struct yaml_node **out)
{
	size_t count = 0;
	const struct yaml_node *item = numbered(node, word);
	if (item) {
		*out = item;
		return 1;
	}
	for (const struct yaml_node *child = node->first; child; child = child->next) {
		bool is_it = node->kind == YAML_MAPPING ? is_called(child->key, word) : is_item_of(child, word);
		if (!is_it)
			continue;
		*out = child;
		return 1;
	}
	for (const struct yaml_node *child = node->first; child; child = child->next)
		count += find_below(child, word, out);
	return count;
}

static const struct yaml_node *find(const struct yaml_node *element, struct text path)
{
	const struct yaml_node *node = element;
	while (path.size > 0) {
		struct text word = text_cut(&path, '/');
		if (find_below(node, word, &node) != 1)
			return NULL;
	}
	return node;
}

/* ---- the text of it ---- */

/* Where a line and a column begin; columns are characters. source.size: there is no such place. */
static size_t offset_of(struct text source, unsigned line, unsigned column)
{
	size_t at = 0;
	for (unsigned now = 1; now < line && at < source.size; at++)
		now += source.data[at] == '\n';
	for (unsigned now = 1; now < column && at < source.size; now++)
		do
			at++;
		while (at < source.size && ((uint8_t)source.data[at] & 0xC0) == 0x80);
	return at;
}

/* Behind the closing quote. Nought: none. */
static size_t end_of_quoted(struct text source, size_t at)
{
	char quote = source.data[at];
	for (size_t i = at + 1; i < source.size; i++) {
		if (source.data[i] == '\\' && quote == '"')
			i++;
		else if (source.data[i] == quote)
			return i + 1;
	}
	return 0;
}

/* Behind the bracket that closes the one at `at`. Nought: none. */
static size_t end_of_flow(struct text source, size_t at)
{
	size_t depth = 0;
	for (size_t i = at; i < source.size; i++) {
		char letter = source.data[i];
		if (letter == '"' || letter == '\'') {
			size_t end = end_of_quoted(source, i);
			if (end == 0)
				return 0;
			i = end - 1;
		} else if (letter == '#') {
			/* A comment may hold brackets, and a plain word may hold this. */
			return 0;
		} else if (letter == '{' || letter == '[') {
			depth++;
		} else if ((letter == '}' || letter == ']') && --depth == 0) {
			return i + 1;
		}
	}
	return 0;
}

/* A list or mapping in brackets, of the kind that the new value is. */
static size_t end_of_collection(struct text source, size_t at, struct text value)
{
	bool is_flow = at < source.size && (source.data[at] == '{' || source.data[at] == '[');
	return is_flow && value.data[0] == source.data[at] ? end_of_flow(source, at) : 0;
}

/* A word in quotes, or a plain one that stands there as it is meant. */
static size_t end_of(struct text source, size_t at, const struct yaml_node *node)
{
	if (at >= source.size)
		return 0;
	if (source.data[at] == '"' || source.data[at] == '\'')
		return end_of_quoted(source, at);
	struct text here = { source.data + at, source.size - at };
	return !node->quoted && node->scalar.size > 0 && text_starts_with(here, node->scalar) ? at + node->scalar.size : 0;
}

static enum status put_value(struct text value, bool is_quoted, struct buffer *out)
{
	if (!is_quoted)
		return buffer_append_text(out, value);
	TRY(buffer_append_octet(out, '"'));
	for (size_t i = 0; i < value.size; i++) {
		if (value.data[i] == '"' || value.data[i] == '\\')
			TRY(buffer_append_octet(out, '\\'));
		TRY(buffer_append_octet(out, (uint8_t)value.data[i]));
	}
	return buffer_append_octet(out, '"');
}

enum status source_splice(struct text source, size_t element, struct text path, struct text value, struct buffer *out)
{
	AUTO(arena) arena = ARENA(ARENA_MAXIMUM);
	const struct yaml_node *root;
	struct yaml_error error;
	TRY(yaml_parse(source, &arena, &root, &error));
	const struct yaml_node *item = item_at(yaml_member(root, "profile"), element);
	const struct yaml_node *node = item && item->kind == YAML_MAPPING && item->first ? find(item->first, path) : NULL;
	if (!node || value.size == 0)
		return STATUS_NOT_FOUND;
	size_t start = offset_of(source, node->line, node->column);
	bool is_scalar = node->kind == YAML_SCALAR;
	size_t end = is_scalar ? end_of(source, start, node) : end_of_collection(source, start, value);
	if (end == 0)
		return STATUS_NOT_FOUND;
	size_t before = out->size;
	enum status status = buffer_append_text(out, (struct text){ source.data, start });
	if (status == STATUS_OK)
		status = put_value(value, is_scalar && node->quoted, out);
	if (status == STATUS_OK)
		status = buffer_append_text(out, (struct text){ source.data + end, source.size - end });
	if (status != STATUS_OK)
		out->size = before;
	return status;
}
