/* SPDX-License-Identifier: Apache-2.0 */
#include "uicc/access_rule.h"

#include "codec/der_read.h"
#include "uicc/elementary_file.h"

enum {
	AM_BITS = 0x80,
	AM_COMMAND_FIRST = 0x81,
	AM_COMMAND_LAST = 0x8F,
	SC_ALWAYS = 0x90,
	SC_NEVER = 0x97,
	SC_OCTET = 0x9E,
	SC_OR = 0xA0,
	SC_PIN = 0xA4,
	SC_NOT = 0xA7,
	SC_AND = 0xAF,
	KEY_REFERENCE = 0x83,
	USAGE_QUALIFIER = 0x95,
	USER_AUTHENTICATION = 0x08,
	PROPRIETARY_BITS = 0x78, /* meaning nothing here when bit 8 is set */
	NO_CONDITION = 0x00,
	NESTING_MAXIMUM = 4,
	PADDING = 0xFF,
};

/* What one rule is asked. */
struct question {
	enum access access;
	const struct apdu *command;
	pin_oracle *is_satisfied;
	void *context;
};

/* ---- access mode data objects ---- */

static bool is_access_mode(uint32_t tag)
{
	return tag >= AM_BITS && tag <= AM_COMMAND_LAST;
}

/* The low bits of the tag say which octets of the command header follow: CLA, INS, P1, P2 (ISO 7816-4 table 33). */
static bool names_command(const struct der_element *mode, const struct apdu *command)
{
	const struct {
		unsigned bit;
		uint8_t octet;
	} parts[] = { { 8, command->proprietary ? 0x80 : 0x00 }, { 4, command->ins }, { 2, command->p1 }, { 1, command->p2 } };
	size_t used = 0;
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		if (!(mode->tag & parts[i].bit))
			continue;
		if (used >= mode->value.size || mode->value.data[used++] != parts[i].octet)
			return false;
	}
	return used == mode->value.size;
}

static bool mode_matches(const struct der_element *mode, const struct question *question)
{
	if (mode->tag != AM_BITS)
		return names_command(mode, question->command);
	if (mode->value.size != 1)
		return false;
	unsigned bits = mode->value.data[0];
	if (bits & 0x80)
		bits &= ~(unsigned)PROPRIETARY_BITS;
	return bits & question->access;
}

/* ---- security condition data objects ---- */

static bool condition_holds(const struct der_element *condition, const struct question *question, int depth);

static bool pin_holds(struct bytes value, const struct question *question)
{
	struct der_reader reader = der_reader(value);
	struct der_element element;
	bool has_reference = false, is_for_user = true;
	uint8_t reference = 0;
	while (der_next(&reader, &element)) {
		if (element.value.size != 1)
			return false;
		if (element.tag == KEY_REFERENCE) {
			has_reference = true;
			reference = element.value.data[0];
		} else if (element.tag == USAGE_QUALIFIER) {
			is_for_user = element.value.data[0] & USER_AUTHENTICATION;
		}
	}
	return der_end(&reader) && has_reference && is_for_user && question->is_satisfied(question->context, reference);
}

/* OR and AND over the conditions inside; none inside is never. */
static bool combination_holds(const struct der_element *set, const struct question *question, int depth)
{
	struct der_reader reader = der_reader(set->value);
	struct der_element element;
	size_t count = 0, holding = 0;
	while (der_next(&reader, &element)) {
		count++;
		holding += condition_holds(&element, question, depth + 1);
	}
	if (!der_end(&reader) || count == 0)
		return false;
	if (set->tag == SC_NOT)
		return count == 1 && holding == 0;
	return set->tag == SC_OR ? holding > 0 : holding == count;
}

static bool condition_holds(const struct der_element *condition, const struct question *question, int depth)
{
	switch (condition->tag) {
	case SC_ALWAYS:
		return condition->value.size == 0;
	case SC_OCTET: /* environments are not kept: only "no condition" holds, FF is never (ISO 7816-4 table 31) */
		return condition->value.size == 1 && condition->value.data[0] == NO_CONDITION;
	case SC_PIN:
		return pin_holds(condition->value, question);
	case SC_OR:
	case SC_AND:
	case SC_NOT:
		return depth < NESTING_MAXIMUM && combination_holds(condition, question, depth);
	default: /* never, and what is not known here */
		return false;
	}
}

/* ---- a rule ---- */

/* Records are padded with FF, which is no element. */
static bool is_padding(struct bytes rest)
{
	for (size_t i = 0; i < rest.size; i++)
		if (rest.data[i] != PADDING)
			return false;
	return true;
}

/* Access modes, then their conditions, of which all must hold. Any group that allows is enough. */
bool access_rule_evaluate(struct bytes rule, enum access access, const struct apdu *command, pin_oracle *is_satisfied,
                          void *context)
{
	const struct question question = { access, command, is_satisfied, context };
	struct der_reader reader = der_reader(rule);
	struct der_element element;
	bool is_allowed = false, matches = false, holds = false, in_conditions = false;
	while (!is_padding(reader.rest)) {
		if (!der_next(&reader, &element))
			return false;
		if (!is_access_mode(element.tag)) {
			bool condition = condition_holds(&element, &question, 0);
			holds = in_conditions ? holds && condition : condition;
			in_conditions = true;
			continue;
		}
		if (in_conditions) {
			is_allowed |= matches && holds;
			matches = in_conditions = false;
		}
		matches |= mode_matches(&element, &question);
	}
	return is_allowed || (in_conditions && matches && holds);
}

/* ---- finding it ---- */

/* The nearest EF.ARR of that identifier, from the file's directory up to the MF. */
static node_number find_rule_file(const struct uicc *card, node_number file)
{
	const struct node *node = profile_store_node(card->store, file);
	node_number directory = node->kind == NODE_MF ? file : node->parent;
	while (directory != NO_NODE) {
		node_number found = profile_store_child(card->store, directory, node->access_rule_file);
		if (found != NO_NODE)
			return found;
		directory = profile_store_node(card->store, directory)->parent;
	}
	return NO_NODE;
}

struct standing {
	const struct uicc *card;
	node_number directory;
};

static bool ask_security(void *context, uint8_t reference)
{
	const struct standing *standing = context;
	return security_is_satisfied(standing->card, standing->directory, reference);
}

bool access_rule_allows(const struct uicc *card, node_number directory, node_number file, enum access access,
                        const struct apdu *command)
{
	struct elementary_file rules;
	AUTO(buffer) body = BUFFER(ELEMENTARY_FILE_MAXIMUM);
	if (!elementary_file_at(card, find_rule_file(card, file), &rules) || rules.body->kind != NODE_LINEAR_FIXED ||
	    elementary_file_read(card, &rules, &body) != STATUS_OK)
		return false;
	size_t record = profile_store_node(card->store, file)->access_rule_record;
	if (record == 0 || record > rules.records)
		return false;
	struct bytes rule = bytes_from(body.data + (record - 1) * rules.body->record_size, rules.body->record_size);
	struct standing standing = { card, directory };
	return access_rule_evaluate(rule, access, command, ask_security, &standing);
}
