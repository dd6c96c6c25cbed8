/* SPDX-License-Identifier: Apache-2.0 */
/* Rules about octets: DER, the order of fields, tags. */
#include "profile_package/lint_model.h"

enum { ELEMENT_LARGE = 16384, CONTENT_LARGE = 255, OFFSET_MAXIMUM = 65535 };

static bool is_primitive(const struct package_node *node)
{
	return node->field && !schema_is_constructed(node->field);
}

/* ---- X02: numbers ---- */

/* X.690 8.3: two's complement. No number of the format is below nought: 81 for 129 is a writer's mistake. */
static bool is_negative(struct bytes value)
{
	return value.size > 0 && value.data[0] >= 0x80;
}

/* X.690 8.3.2: the first nine bits are not all alike. */
static bool is_padded(struct bytes value)
{
	return value.size > 1 && value.data[0] == 0 && value.data[1] < 0x80;
}

static bool visit_number(struct lint *lint, const struct lint_element *element, struct package_node *node)
{
	if (!is_primitive(node) || node->field->type != SCHEMA_INTEGER)
		return true;
	struct lint_place place = { .element = element, .node = node, .effect = LINT_FAILS };
	if (is_negative(node->value))
		lint_tell(lint, place, "%s is %s, a negative number; %u is written 00%s", node->field->name,
		          lint_hex(lint, node->value), (unsigned)package_number(node), lint_hex(lint, node->value));
	else if (is_padded(node->value) || node->value.size == 0)
		lint_tell(lint, place, "%s is %s, with octets that say nothing", node->field->name,
		          lint_hex(lint, node->value));
	return true;
}

static void check_numbers(struct lint *lint)
{
	lint_visit(lint, visit_number);
}

/* 81 most likely was meant as 129: PINs and PUKs have such references. */
static bool fix_number(struct lint *lint, const struct lint_finding *finding, const char **out_change)
{
	struct package_node *node = finding->node;
	struct bytes old = node->value;
	if (is_negative(old) && old.size < 4) {
		uint8_t *octets = arena_allocate(lint->arena, old.size + 1);
		if (!octets)
			return false;
		memcpy(octets + 1, old.data, old.size);
		node->value = bytes_from(octets, old.size + 1);
	} else {
		while (is_padded(node->value))
			node->value = bytes_after(node->value, 1);
	}
	*out_change = arena_print(lint->arena, "%s written as %s instead of %s", node->field->name,
	                          lint_hex(lint, node->value), lint_hex(lint, old));
	return !bytes_equal(node->value, old);
}

/* ---- X03: defaults ---- */

/* X.690 11.5: what equals its default is not written; many writers do, and most cards take it. */
static bool visit_default(struct lint *lint, const struct lint_element *element, struct package_node *node)
{
	bool is_default = is_primitive(node) && node->field->fallback.size > 0 &&
	                  bytes_equal(node->field->fallback, node->value);
	if (is_default)
		lint_tell(lint, (struct lint_place){
			.element = element, .node = node,
			.effect = lint_target_follows(lint, RULE_NO_EXPLICIT_DEFAULTS) ? LINT_FAILS : LINT_TAKEN,
		}, "%s is %s, which is its default", node->field->name, lint_hex(lint, node->value));
	return true;
}

static void check_defaults(struct lint *lint)
{
	lint_visit(lint, visit_default);
}

static bool fix_default(struct lint *lint, const struct lint_finding *finding, const char **out_change)
{
	*out_change = arena_print(lint->arena, "%s left out: %s is its default", finding->node->field->name,
	                          lint_hex(lint, finding->node->value));
	return lint_drop(finding->node);
}

/* ---- X04 to X07: what stands where ---- */

static bool is_unknown(const struct package_node *node)
{
	return node->parent && !node->field;
}

/* Tags by hand where the whole list has them, by number elsewhere: writers mix the two up. */
static bool has_other_tag(const struct package_node *node)
{
	static const struct {
		const char *parent;
		uint32_t tag;
	} rows[] = {
		{ "commands", 0x82 }, { "commands", 0x83 }, { "rfm", 0x82 }, { "rfm", 0x83 }, { "rfm", 0xA2 }, { "rfm", 0xA4 },
		{ "rfm", 0x84 },
	};
	const struct schema_field *parent = node->parent->field;
	if (parent->role == ROLE_FILE)
		return node->tag == 0x02 || node->tag == 0x81;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (rows[i].tag == node->tag && strcmp(rows[i].parent, parent->name) == 0)
			return true;
	return false;
}

/* An untagged CHOICE in a list with automatic tags gets an explicit one. */
static bool lacks_wrapper(const struct package_node *node)
{
	const struct schema_field *parent = node->parent->field;
	bool is_element = !node->parent->parent->parent;
	if (parent->type == SCHEMA_CHOICE)
		return node->tag == 0x30 || node->tag == 0x80 || node->tag == 0x82 || node->tag == 0x83;
	return is_element && node->tag == 0xA0 && (node->parent->tag == TAG_PIN_CODES || node->parent->tag == TAG_AKA);
}

static bool is_known_elsewhere(const struct package_node *node)
{
	const struct schema_field *parent = node->parent->field;
	return schema_find(parent, 0, node->tag) < parent->field_count;
}

/* Fields are in the order of the definition up to the first that is missing or strange. */
static void tell_missing(struct lint *lint, const struct lint_element *element, struct package_node *node)
{
	size_t next = 0;
	bool has_stranger = false;
	LINT_EACH_MEMBER(member, node) {
		if (!member->field) {
			has_stranger = true;
			continue;
		}
		size_t index = (size_t)(member->field - node->field->fields);
		for (; next < index; next++)
			if (node->field->fields[next].presence == MANDATORY)
				break;
		if (next < index)
			break;
		next = index + 1;
	}
	for (; next < node->field->field_count && node->field->fields[next].presence != MANDATORY; next++)
		;
	/* What stands in the wrong place is told by itself; files have their own rule. */
	if (next == node->field->field_count || has_stranger || node->field->fields[next].role == ROLE_FILE)
		return;
	lint_tell(lint, (struct lint_place){ .element = element, .node = node, .effect = LINT_FAILS }, "%s lacks its %s",
	          node->field->name, node->field->fields[next].name);
}

static bool visit_order(struct lint *lint, const struct lint_element *element, struct package_node *node)
{
	if (node->field && node->field->type == SCHEMA_SEQUENCE)
		tell_missing(lint, element, node);
	bool is_choice_wrong = node->field && (node->field->type == SCHEMA_CHOICE || node->field->type == SCHEMA_LIST) &&
	                       !schema_count_fits(node->field, package_count(node));
	if (is_choice_wrong)
		lint_tell(lint, (struct lint_place){ .element = element, .node = node, .effect = LINT_FAILS },
		          "%s has %zu members", node->field->name, package_count(node));
	if (is_unknown(node) && !has_other_tag(node) && !lacks_wrapper(node) && is_known_elsewhere(node))
		lint_tell(lint, (struct lint_place){ .element = element, .node = node, .effect = LINT_FAILS },
		          "tag %X of %s stands where the definition does not have it: too late, or a second time", node->tag,
		          node->parent->field->name);
	return true;
}

static void check_order(struct lint *lint)
{
	lint_visit(lint, visit_order);
}

static bool visit_tag(struct lint *lint, const struct lint_element *element, struct package_node *node)
{
	if (is_unknown(node) && has_other_tag(node))
		lint_tell(lint, (struct lint_place){ .element = element, .node = node, .effect = LINT_FAILS },
		          "tag %X in %s: this list has tags of its own, and this is none of them", node->tag,
		          node->parent->field->name);
	return true;
}

static void check_tags(struct lint *lint)
{
	lint_visit(lint, visit_tag);
}

static bool visit_wrapper(struct lint *lint, const struct lint_element *element, struct package_node *node)
{
	if (is_unknown(node) && !has_other_tag(node) && lacks_wrapper(node))
		lint_tell(lint, (struct lint_place){ .element = element, .node = node, .effect = LINT_FAILS },
		          "tag %X in %s: the alternative stands without its own tag, or without the one around it", node->tag,
		          node->parent->field->name);
	return true;
}

static void check_wrappers(struct lint *lint)
{
	lint_visit(lint, visit_wrapper);
}

static bool visit_stranger(struct lint *lint, const struct lint_element *element, struct package_node *node)
{
	struct lint_place place = { .element = element, .node = node, .effect = LINT_FAILS };
	if (node->field == &schema_unknown_element) {
		lint_tell(lint, place, "nobody knows an element with tag %X", node->tag);
		return false;
	}
	if (is_unknown(node) && !has_other_tag(node) && !lacks_wrapper(node) && !is_known_elsewhere(node))
		lint_tell(lint, place, "nobody knows tag %X in %s", node->tag, node->parent->field->name);
	if (lint->target && node->field && profile_support_refuses_field(&lint->target->support, node->field->name))
		lint_tell(lint, place, "%s refuses %s", lint->target->name, node->field->name);
	return true;
}

static void check_strangers(struct lint *lint)
{
	lint_visit(lint, visit_stranger);
}

/* ---- X08: the end ---- */

static void check_after_end(struct lint *lint)
{
	if (!lint->end)
		return;
	for (const struct lint_element *after = lint->end + 1; after < lint->elements + lint->element_count; after++)
		if (after->tag != TAG_END)
			lint_tell(lint, (struct lint_place){
				.element = after, .node = after->node,
					.effect = lint_unless(lint, RULE_OCTETS_AFTER_END, LINT_ABORTS),
			}, "%s stands behind end", after->name);
}

/* ---- X09, X10: sizes ---- */

static bool visit_size(struct lint *lint, const struct lint_element *element, struct package_node *node)
{
	bool is_element = node->parent == lint->root;
	bool is_content = node->field && node->field->role == ROLE_FILL_CONTENT;
	if (!is_element && !is_content)
		return true;
	uint32_t limit = 0;
	if (lint->target)
		limit = is_element ? lint->target->support.element_maximum : lint->target->support.content_maximum;
	bool is_refused = limit != 0 && node->value.size > limit;
	struct lint_place place = { .element = element, .node = node, .effect = is_refused ? LINT_FAILS : LINT_TAKEN };
	if (is_refused)
		lint_tell(lint, place, "%zu octets, and %s takes %u", node->value.size, lint->target->name, limit);
	else if (node->value.size > (is_element ? ELEMENT_LARGE : CONTENT_LARGE))
		lint_tell(lint, place, "%zu octets in one %s", node->value.size, is_element ? "element" : "fillFileContent");
	return true;
}

static void check_sizes(struct lint *lint)
{
	lint_visit(lint, visit_size);
	if (lint->files_left_out)
		lint_tell(lint, (struct lint_place){ 0 }, "more than %d files: those behind are not looked at",
		          LINT_FILES_MAXIMUM);
}

/* An offset has two octets at most: what is further has to be reached in steps. */
static bool visit_offset(struct lint *lint, const struct lint_element *element, struct package_node *node)
{
	bool is_offset = node->field && node->field->role == ROLE_FILL_OFFSET;
	if (is_offset && !is_negative(node->value) && node->value.size <= 4 && package_number(node) > OFFSET_MAXIMUM)
		lint_tell(lint, (struct lint_place){ .element = element, .node = node, .effect = LINT_FAILS },
		          "an offset of %u, and 65535 is the largest", (unsigned)package_number(node));
	return true;
}

static void check_offsets(struct lint *lint)
{
	lint_visit(lint, visit_offset);
}

/* ---- X11: values ---- */

/* Fields that a rule of their own looks at. */
static bool has_own_rule(const struct schema_field *field)
{
	static const char *const names[] = {
		"iccid", "profileType", "pinValue", "pukValue", "key", "opc", "fillPattern", "repeatPattern",
			"rotationConstants",
		"securityAttributesReferenced", "xoringConstants", "seq", "sqnDelta", "sqnAgeLimit", "tar", "fillFileOffset",
	};
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (strcmp(names[i], field->name) == 0)
			return true;
	return false;
}

static bool visit_value(struct lint *lint, const struct lint_element *element, struct package_node *node)
{
	if (!is_primitive(node) || has_own_rule(node->field) || schema_value_fits(node->field, node->value))
		return true;
	bool is_number = node->field->type == SCHEMA_INTEGER;
	if (is_number && (node->value.size == 0 || is_negative(node->value) || is_padded(node->value)))
		return true;
	struct lint_place place = { .element = element, .node = node, .effect = LINT_FAILS };
	if (is_number)
		lint_tell(lint, place, "%s is %u, and goes from %u to %u", node->field->name, (unsigned)package_number(node),
		          node->field->minimum, node->field->maximum);
	else
		lint_tell(lint, place, "%s has %zu octets (%s), which is no value of it", node->field->name, node->value.size,
		          lint_hex(lint, node->value));
	return true;
}

static void check_values(struct lint *lint)
{
	lint_visit(lint, visit_value);
}

/* ---- the table ---- */

static const struct lint_rule rules[] = {
	{ .id = "X01", .severity = LINT_ERROR, .title = "lengths are definite and as short as they can be",
	  .why = "The package is DER (format 2.1): a card's parser stops at an indefinite length or one with octets to spare.",
	  .mend = "Encode again with a DER encoder; nothing behind this place was looked at." },
	{ .id = "X02", .severity = LINT_ERROR, .title = "numbers are signed and as short as they can be",
	  .why = "INTEGER is two's complement: 129 is 0081 and 170 is 00AA. A lone 81 is negative, and PIN references and "
	         "retry "
	         "counters from 128 on are where encoders get it wrong.",
	  .mend = "Put a 00 in front of a number whose first bit is set; take other leading noughts away.",
	  .check = check_numbers, .fix = fix_number },
	{ .id = "X03", .severity = LINT_WARNING, .title = "values that are the default are left out",
	  .why = "DER leaves a DEFAULT out (X.690 11.5). Most cards take it all the same, some parsers are strict.",
	  .mend = "Leave the field out.", .check = check_defaults, .fix = fix_default },
	{ .id = "X04", .severity = LINT_ERROR, .title = "fields stand in the order of the definition, each once, none missing",
	  .why = "A card reads an element field by field as it streams in; what comes too late is unknown to it, and without a "
	         "mandatory field it cannot go on.",
	  .mend = "Put the fields into the order of the definition.", .check = check_order },
	{ .id = "X05", .severity = LINT_ERROR, .title = "lists with tags of their own have these tags",
	  .why = "In generic file management and RFM the definition tags some fields by hand, so that the others keep their "
	         "universal tag: fillFileOffset is 02 there and 82 in a template's file, access domains are 04, tarList is A0.",
	  .mend = "Use the tag of the definition.", .check = check_tags },
	{ .id = "X06", .severity = LINT_ERROR, .title = "the tag around a CHOICE is there, and the alternative's own too",
	  .why = "pinCodes is A1 { A0 … }, algoConfiguration A1 { A1 … }: an untagged CHOICE is tagged explicitly.",
	  .mend = "Add the missing tag.", .check = check_wrappers },
	{ .id = "X07", .severity = LINT_WARNING, .title = "every element and field is one of the definition",
	  .why = "A card that does not know a field reports invalid-parameter (6), one that does not know an element "
	         "pe-not-supported (1); with `mandated` the installation ends. Private fields belong into nonStandard.",
	  .mend = "Take it out, or put it into a nonStandard element.", .check = check_strangers },
	{ .id = "X08", .severity = LINT_ERROR, .title = "the package is whole, and nothing stands behind end",
	  .why = "With PE-End the installation is over; octets behind it, or an element that is cut short, are no package.",
	  .mend = "Move what stands behind end in front of it; get the package again if it is cut short.",
	  .check = check_after_end },
	{ .id = "X09", .severity = LINT_NOTE, .title = "elements and contents fit small buffers",
	  .why = "Small eUICCs hold an element or a content in memory while they work on it; the limits are theirs and are not "
	         "published. With a target, its own limits are checked.",
	  .mend = "Split contents into several fillFileContent, and files over several elements.", .check = check_sizes },
	{ .id = "X10", .severity = LINT_WARNING, .title = "offsets are at most 65535", .why = "fillFileOffset is a UInt16.",
	  .mend = "Use two offsets one behind the other.", .check = check_offsets },
	{ .id = "X11", .severity = LINT_ERROR, .title = "values have a size and range that the definition allows",
	  .why = "A card answers bad-values (3) to a value that its type does not have.",
	  .mend = "Give the value the size that the definition asks for.", .check = check_values },
};

const struct lint_family lint_encoding = { rules, ARRAY_SIZE(rules) };
