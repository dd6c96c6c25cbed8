/* SPDX-License-Identifier: Apache-2.0 */
#include "codec/yaml.h"

#include <stdio.h>
#include <yaml.h>

enum { MEMBERS_MAXIMUM = 4096 }; /* of a mapping: each is compared with all before it */

/* One parse. `at` is the event that was read last. */
struct reading {
	yaml_parser_t parser;
	yaml_event_t at;
	bool has_event;
	struct arena *arena;
	struct yaml_error *error;
};

static enum status refuse(struct reading *reading, const yaml_mark_t *mark, const char *message)
{
	reading->error->line = (unsigned)mark->line + 1;
	reading->error->column = (unsigned)mark->column + 1;
	snprintf(reading->error->message, sizeof reading->error->message, "%s", message);
	return STATUS_MALFORMED;
}

static enum status next_event(struct reading *reading)
{
	if (reading->has_event)
		yaml_event_delete(&reading->at);
	reading->has_event = yaml_parser_parse(&reading->parser, &reading->at);
	if (reading->has_event)
		return STATUS_OK;
	const char *problem = reading->parser.problem ? reading->parser.problem : "not YAML";
	return refuse(reading, &reading->parser.problem_mark, problem);
}

static enum status read_node(struct reading *reading, int depth, struct yaml_node **out);

static enum status check_key(struct reading *reading, const struct yaml_node *mapping, struct text key)
{
	if (mapping->count == MEMBERS_MAXIMUM)
		return refuse(reading, &reading->at.start_mark, "too many keys in one mapping");
	for (const struct yaml_node *member = mapping->first; member; member = member->next)
		if (text_equal(member->key, key))
			return refuse(reading, &reading->at.start_mark, "this key was given before");
	return STATUS_OK;
}

/* The event at hand is a key; its value is read, and named. */
static enum status read_member(struct reading *reading, const struct yaml_node *mapping, int depth, struct yaml_node **out)
{
	if (reading->at.type != YAML_SCALAR_EVENT)
		return refuse(reading, &reading->at.start_mark, "a key is a plain word");
	yaml_mark_t mark = reading->at.start_mark;
	struct text key = { (const char *)reading->at.data.scalar.value, reading->at.data.scalar.length };
	TRY(check_key(reading, mapping, key));
	char *copy = arena_string(reading->arena, key);
	if (!copy)
		return STATUS_NO_MEMORY;
	size_t size = key.size;
	TRY(next_event(reading));
	TRY(read_node(reading, depth, out));
	(*out)->key = (struct text){ copy, size };
	(*out)->key_line = (unsigned)mark.line + 1;
	(*out)->key_column = (unsigned)mark.column + 1;
	return STATUS_OK;
}

static enum status read_children(struct reading *reading, struct yaml_node *parent, yaml_event_type_t end, int depth)
{
	struct yaml_node *last = NULL;
	for (;;) {
		struct yaml_node *child;
		TRY(next_event(reading));
		if (reading->at.type == end)
			return STATUS_OK;
		if (parent->kind == YAML_MAPPING)
			TRY(read_member(reading, parent, depth + 1, &child));
		else
			TRY(read_node(reading, depth + 1, &child));
		if (last)
			last->next = child;
		else
			parent->first = child;
		last = child;
		parent->count++;
	}
}

static enum status read_scalar(struct reading *reading, struct yaml_node *node)
{
	const yaml_char_t *value = reading->at.data.scalar.value;
	size_t size = reading->at.data.scalar.length;
	if (memchr(value, 0, size))
		return refuse(reading, &reading->at.start_mark, "a NUL character");
	char *copy = arena_string(reading->arena, (struct text){ (const char *)value, size });
	if (!copy)
		return STATUS_NO_MEMORY;
	node->kind = YAML_SCALAR;
	node->scalar = (struct text){ copy, size };
	node->quoted = reading->at.data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
	return STATUS_OK;
}

static bool has_anchor_or_tag(const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_SCALAR_EVENT:
		return event->data.scalar.anchor || event->data.scalar.tag;
	case YAML_SEQUENCE_START_EVENT:
		return event->data.sequence_start.anchor || event->data.sequence_start.tag;
	case YAML_MAPPING_START_EVENT:
		return event->data.mapping_start.anchor || event->data.mapping_start.tag;
	default:
		return false;
	}
}

/* The event at hand begins the node. */
static enum status read_node(struct reading *reading, int depth, struct yaml_node **out)
{
	if (depth > YAML_DEPTH_MAXIMUM)
		return refuse(reading, &reading->at.start_mark, "nested too deep");
	if (reading->at.type == YAML_ALIAS_EVENT || has_anchor_or_tag(&reading->at))
		return refuse(reading, &reading->at.start_mark, "anchors, aliases and tags are not taken here");
	struct yaml_node *node = arena_allocate(reading->arena, sizeof *node);
	if (!node)
		return STATUS_NO_MEMORY;
	node->line = (unsigned)reading->at.start_mark.line + 1;
	node->column = (unsigned)reading->at.start_mark.column + 1;
	*out = node;
	if (reading->at.type == YAML_SCALAR_EVENT)
		return read_scalar(reading, node);
	bool is_mapping = reading->at.type == YAML_MAPPING_START_EVENT;
	node->kind = is_mapping ? YAML_MAPPING : YAML_SEQUENCE;
	return read_children(reading, node, is_mapping ? YAML_MAPPING_END_EVENT : YAML_SEQUENCE_END_EVENT, depth);
}

static enum status read_stream(struct reading *reading, const struct yaml_node **out)
{
	struct yaml_node *root = NULL;
	TRY(next_event(reading)); /* the stream starts */
	TRY(next_event(reading));
	if (reading->at.type == YAML_DOCUMENT_START_EVENT) {
		TRY(next_event(reading));
		TRY(read_node(reading, 0, &root));
		TRY(next_event(reading)); /* the document ends */
		TRY(next_event(reading));
	}
	if (reading->at.type != YAML_STREAM_END_EVENT)
		return refuse(reading, &reading->at.start_mark, "only one document is taken");
	*out = root;
	return STATUS_OK;
}

enum status yaml_parse(struct text text, struct arena *arena, const struct yaml_node **out, struct yaml_error *error)
{
	struct reading reading = { .arena = arena, .error = error };
	if (!yaml_parser_initialize(&reading.parser))
		return STATUS_NO_MEMORY;
	yaml_parser_set_encoding(&reading.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&reading.parser, (const unsigned char *)(text.data ? text.data : ""), text.size);
	const struct yaml_node *root;
	enum status status = read_stream(&reading, &root);
	if (reading.has_event)
		yaml_event_delete(&reading.at);
	yaml_parser_delete(&reading.parser);
	if (status == STATUS_OK)
		*out = root;
	return status;
}

const struct yaml_node *yaml_member(const struct yaml_node *node, const char *key)
{
	if (!node || node->kind != YAML_MAPPING)
		return NULL;
	for (const struct yaml_node *member = node->first; member; member = member->next)
		if (text_equal(member->key, text_from(key)))
			return member;
	return NULL;
}
