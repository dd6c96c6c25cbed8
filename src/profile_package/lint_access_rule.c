/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/lint_access_rule.h"

#include "codec/der_read.h"

enum { MODE_UPDATE = 0x02 };

bool lint_is_padding(struct bytes rest)
{
	for (size_t i = 0; i < rest.size; i++)
		if (rest.data[i] != 0xFF)
			return false;
	return true;
}

/* TS 102 221 9.2.3: A4 is one code, by its key reference; A0 and AF hold conditions of which one or all have to be met. */
static void note_references(struct lint_access_rule *rule, struct bytes condition)
{
	struct der_reader reader = der_reader(condition);
	struct der_element element;
	while (der_next(&reader, &element)) {
		if (element.tag == 0xA4 || element.tag == 0xA0 || element.tag == 0xAF)
			note_references(rule, element.value);
		if (element.tag == 0x83 && element.value.size == 1 && rule->reference_count < RULE_REFERENCES)
			rule->references[rule->reference_count++] = element.value.data[0];
	}
}

/* Who can meet a condition. Bit 8 of a key reference says only where the code is valid; 1 to 8 below it are the user's
 * PINs (TS 102 221 9.5), the others codes of administrators. */
static enum lint_holder holder_of(const struct lint_access_rule *rule, size_t first_reference, uint32_t tag)
{
	bool is_pin = false;
	if (tag == 0x90)
		return HOLDER_ALWAYS;
	for (size_t i = first_reference; i < rule->reference_count; i++)
		is_pin = is_pin || (rule->references[i] & 0x7F) <= 8;
	return tag == 0x97 ? HOLDER_NEVER : is_pin ? HOLDER_PIN : HOLDER_ADM;
}

static bool is_condition(uint32_t tag)
{
	return tag == 0x90 || tag == 0x97 || tag == 0x9E || tag == 0xA4 || tag == 0xA0 || tag == 0xAF || tag == 0xA7;
}

/* The expanded format: access modes, each with the condition that follows; what is behind is FF. Up to the first
 * FF all of it is read, so that the PINs of a rule are known also where its end is wrong. */
struct lint_access_rule lint_read_rule(struct bytes record)
{
	struct lint_access_rule rule = { .is_wellformed = true };
	struct der_reader reader = der_reader(record);
	bool is_update = false, has_mode = false;
	rule.is_blank = lint_is_padding(record);
	while (reader.rest.size > 0 && reader.rest.data[0] != 0xFF) {
		struct der_element element;
		if (!der_next(&reader, &element)) {
			rule.is_wellformed = false;
			return rule;
		}
		bool is_mode = element.tag >= 0x80 && element.tag <= 0x8F;
		size_t before = rule.reference_count;
		rule.has_newer = rule.has_newer || element.tag == 0xA0 || element.tag == 0xAF ||
			(is_mode && element.tag != 0x80);
		rule.is_wellformed = rule.is_wellformed && (is_mode || (has_mode && is_condition(element.tag)));
		if (element.tag == 0xA4 || element.tag == 0xA0 || element.tag == 0xAF)
			note_references(&rule, element.value);
		if (!is_mode && is_update)
			rule.update = holder_of(&rule, before, element.tag);
		if (is_mode)
			is_update = element.tag == 0x80 && element.value.size == 1 && (element.value.data[0] & MODE_UPDATE);
		has_mode = has_mode || is_mode;
	}
	rule.is_wellformed = rule.is_wellformed && lint_is_padding(reader.rest);
	return rule;
}
