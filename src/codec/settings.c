/* SPDX-License-Identifier: Apache-2.0 */
#include "codec/settings.h"

#include <stdio.h>

#include "codec/yaml.h"

enum { NAME_MAXIMUM = 80, TABLE_MAXIMUM = 64 };

struct reading {
	const char *path;
	const struct setting *table;
	size_t count;
	struct arena *arena;
	uint8_t *out;
	char *fault;
	bool seen[TABLE_MAXIMUM];
	settings_fault_told *tell; /* NULL: the first mistake ends it */
	void *context;
	bool told;
};

static enum status wrong(const struct reading *reading, const struct yaml_node *node, const char *name,
                         const char *what)
{
	snprintf(reading->fault, SETTINGS_FAULT_SIZE, "%s, line %u, column %u: %s %s.", reading->path, node->line,
	         node->column, name, what);
	return STATUS_MALFORMED;
}

/* Relative paths start where the settings file is. */
/* An address (scheme://…), or the name of a key in a token, is no path in any folder. */
static const char *resolve(const struct reading *reading, struct text path)
{
	const char *slash = strrchr(reading->path, '/');
	bool is_address = path.size > 0 && (memmem(path.data, path.size, "://", 3) ||
	                                    text_starts_with(path, TEXT("pkcs11:")));
	if (!slash || is_address || (path.size > 0 && path.data[0] == '/'))
		return arena_string(reading->arena, path);
	return arena_print(reading->arena, "%.*s/%.*s", (int)(slash - reading->path), reading->path,
	                   TEXT_ARGUMENTS(path));
}

static enum status read_paths(const struct reading *reading, const struct yaml_node *node, const char *name,
                              struct setting_list *out)
{
	const struct yaml_node *item = node->kind == YAML_SEQUENCE ? node->first : node;
	struct setting_list list = { 0 };
	for (; item; item = node->kind == YAML_SEQUENCE ? item->next : NULL) {
		if (item->kind != YAML_SCALAR || item->scalar.size == 0 || list.count == SETTING_LIST_MAXIMUM)
			return wrong(reading, item, name, "takes a path or a list of up to eight");
		list.items[list.count] = resolve(reading, item->scalar);
		if (!list.items[list.count++])
			return STATUS_NO_MEMORY;
	}
	*out = list;
	return STATUS_OK;
}

static enum status read_words(const struct reading *reading, const struct yaml_node *node,
                              const struct setting *setting, void *member)
{
	const struct yaml_node *item = node->kind == YAML_SEQUENCE ? node->first : node;
	for (; item; item = node->kind == YAML_SEQUENCE ? item->next : NULL) {
		char what[NAME_MAXIMUM];
		if (item->kind != YAML_SCALAR)
			return wrong(reading, item, setting->name, "takes a word or a list of words");
		snprintf(what, sizeof what, "cannot be \"%.*s\"", (int)(item->scalar.size < 40 ? item->scalar.size : 40),
		         item->scalar.data);
		if (!setting->take(item->scalar, member))
			return wrong(reading, item, setting->name, what);
	}
	return STATUS_OK;
}

static enum status read_text(const struct reading *reading, const struct yaml_node *node,
                             const struct setting *setting, const char **out)
{
	if (node->scalar.size == 0)
		return wrong(reading, node, setting->name, "is empty");
	const char *text = setting->kind == SETTING_PATH ? resolve(reading, node->scalar)
	                                                 : arena_string(reading->arena, node->scalar);
	if (!text)
		return STATUS_NO_MEMORY;
	*out = text;
	return STATUS_OK;
}

static enum status read_number(const struct reading *reading, const struct yaml_node *node,
                               const struct setting *setting, uint64_t *out)
{
	char range[80];
	uint64_t number;
	if (text_to_number(node->scalar, setting->maximum, &number) && number >= setting->minimum) {
		*out = number;
		return STATUS_OK;
	}
	snprintf(range, sizeof range, "takes a number from %llu to %llu", (unsigned long long)setting->minimum,
	         (unsigned long long)setting->maximum);
	return wrong(reading, node, setting->name, range);
}

static enum status read_boolean(const struct reading *reading, const struct yaml_node *node,
                                const struct setting *setting, bool *out)
{
	bool yes = text_equal_ignoring_case(node->scalar, TEXT("true")) ||
	           text_equal_ignoring_case(node->scalar, TEXT("yes"));
	if (!yes && !text_equal_ignoring_case(node->scalar, TEXT("false")) &&
	    !text_equal_ignoring_case(node->scalar, TEXT("no")))
		return wrong(reading, node, setting->name, "takes true or false");
	*out = yes;
	return STATUS_OK;
}

static enum status read_value(struct reading *reading, const struct yaml_node *node, size_t index)
{
	const struct setting *setting = &reading->table[index];
	void *member = reading->out + setting->offset;
	reading->seen[index] = true;
	if (setting->kind == SETTING_PATHS)
		return read_paths(reading, node, setting->name, member);
	if (setting->kind == SETTING_WORDS)
		return read_words(reading, node, setting, member);
	if (node->kind != YAML_SCALAR)
		return wrong(reading, node, setting->name, "takes one value");
	switch (setting->kind) {
	case SETTING_NUMBER:
		return read_number(reading, node, setting, member);
	case SETTING_BOOLEAN:
		return read_boolean(reading, node, setting, member);
	default:
		return read_text(reading, node, setting, member);
	}
}

static enum status read_member(struct reading *reading, const struct yaml_node *node, const char *prefix);

/* A mistake that was told keeps nobody from looking for more. */
static enum status forgive(struct reading *reading, enum status status)
{
	bool is_mistake = status == STATUS_MALFORMED || status == STATUS_NOT_FOUND;
	if (!reading->tell || !is_mistake)
		return status;
	reading->tell(reading->context, reading->fault);
	reading->told = true;
	return STATUS_OK;
}

static enum status read_mapping(struct reading *reading, const struct yaml_node *node, const char *prefix)
{
	for (const struct yaml_node *member = node->first; member; member = member->next)
		TRY(forgive(reading, read_member(reading, member, prefix)));
	return STATUS_OK;
}

/* A name that is no setting may be a group of them; groups do not nest. */
static enum status read_member(struct reading *reading, const struct yaml_node *node, const char *prefix)
{
	char name[NAME_MAXIMUM];
	snprintf(name, sizeof name, "%s%.*s", prefix, TEXT_ARGUMENTS(node->key));
	for (size_t i = 0; i < reading->count; i++)
		if (strcmp(reading->table[i].name, name) == 0)
			return read_value(reading, node, i);
	if (node->kind != YAML_MAPPING || *prefix)
		return wrong(reading, node, name, "is no setting of this program");
	strncat(name, ".", sizeof name - strlen(name) - 1);
	return read_mapping(reading, node, name);
}

static enum status parse(struct reading *reading, struct text text)
{
	struct yaml_error error = { 0 };
	const struct yaml_node *root = NULL;
	enum status status = yaml_parse(text, reading->arena, &root, &error);
	if (status != STATUS_OK) {
		snprintf(reading->fault, SETTINGS_FAULT_SIZE, "%s, line %u, column %u: %s", reading->path, error.line,
		         error.column, error.message);
		return status;
	}
	if (root && root->kind != YAML_MAPPING)
		return wrong(reading, root, "the file", "must be a list of \"name: value\" lines");
	return root ? read_mapping(reading, root, "") : STATUS_OK;
}

static enum status find_missing(struct reading *reading)
{
	for (size_t i = 0; i < reading->count; i++) {
		if (!reading->table[i].required || reading->seen[i])
			continue;
		snprintf(reading->fault, SETTINGS_FAULT_SIZE, "%s: the setting %s is missing.", reading->path,
		         reading->table[i].name);
		TRY(forgive(reading, STATUS_NOT_FOUND));
	}
	return STATUS_OK;
}

static enum status read_settings(struct reading *reading, struct text content)
{
	if (reading->count > TABLE_MAXIMUM)
		return STATUS_BUG;
	TRY(forgive(reading, parse(reading, content)));
	TRY(find_missing(reading));
	return reading->told ? STATUS_MALFORMED : STATUS_OK;
}

enum status settings_parse(const char *path, struct text content, const struct setting *table, size_t count,
                           struct arena *arena, void *out, char fault[SETTINGS_FAULT_SIZE])
{
	struct reading reading = { .path = path, .table = table, .count = count, .arena = arena, .out = out, .fault = fault };
	return read_settings(&reading, content);
}

enum status settings_parse_all(const char *path, struct text content, const struct setting *table, size_t count,
                               struct arena *arena, void *out, settings_fault_told *tell, void *context)
{
	char fault[SETTINGS_FAULT_SIZE] = "";
	struct reading reading = {
		.path = path, .table = table, .count = count, .arena = arena, .out = out, .fault = fault, .tell = tell,
		.context = context,
	};
	return read_settings(&reading, content);
}
