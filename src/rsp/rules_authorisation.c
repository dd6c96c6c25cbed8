/* SPDX-License-Identifier: Apache-2.0 */
/* Which operators may bring which profile policy rules: GetRAT (SGP.22 2.4.11, 5.7.22). */
#include "rsp/configured_data.h"
#include "rsp/euicc_info.h"
#include "rsp/message_field.h"

enum {
	CONSENT_REQUIRED = 1 << 0, /* bit of pprFlags */
	WILDCARD = 0xE,
	WILDCARD_OCTET = 0xEE,
	RULES_TAG = 0xA0,
	OPERATORS_TAG = 0xA1,
	OWNER_TAG = 0xB7,
};

/* Android looks for B7 here, the tag of a profile's owner; so cards may exist that answer it. */
static uint32_t operator_tag(const struct der_reader *list)
{
	return der_peek(list) == OWNER_TAG ? OWNER_TAG : SEQUENCE_TAG;
}

static bool read_operators(struct der_reader *reader, struct authorisation_rule *out)
{
	struct der_reader list;
	if (!der_enter(reader, OPERATORS_TAG, &list))
		return false;
	while (!der_end(&list)) {
		if (out->operator_count == RAT_OPERATORS_MAXIMUM
		    || !operator_id_read(&list, operator_tag(&list), &out->operators[out->operator_count]))
			return false;
		out->operator_count++;
	}
	return true;
}

static bool read_rule(struct der_reader *list, struct authorisation_rule *out)
{
	struct der_reader inside;
	uint64_t flags;
	bool decoded = der_enter(list, SEQUENCE_TAG, &inside)
	               && der_bits(&inside, 0x80, &out->rules)
	               && read_operators(&inside, out)
	               && der_bits(&inside, 0x82, &flags)
	               && der_later_fields(&inside);
	if (!decoded)
		return false;
	out->consent_required = flags & CONSENT_REQUIRED;
	return true;
}

static bool read_rules(struct der_reader *reader, struct rules_authorisation_table *out)
{
	struct der_reader list;
	if (!der_enter(reader, RULES_TAG, &list))
		return false;
	while (!der_end(&list)) {
		if (out->count == RAT_RULES_MAXIMUM || !read_rule(&list, &out->rules[out->count]))
			return false;
		out->count++;
	}
	return true;
}

enum status rules_authorisation_table_decode(struct bytes input, struct rules_authorisation_table *out)
{
	struct rules_authorisation_table got = { 0 };
	struct der_reader inside;
	if (!message_enter(input, GET_RAT_TAG, &inside) || !read_rules(&inside, &got) || !der_later_fields(&inside))
		return STATUS_MALFORMED;
	*out = got;
	return STATUS_OK;
}

static void put_rule(struct der_writer *writer, const struct authorisation_rule *rule)
{
	der_open(writer, SEQUENCE_TAG);
	der_put_bits(writer, 0x80, rule->rules);
	der_open(writer, OPERATORS_TAG);
	for (size_t i = 0; i < rule->operator_count && i < RAT_OPERATORS_MAXIMUM; i++)
		operator_id_put(writer, SEQUENCE_TAG, &rule->operators[i]);
	der_close(writer);
	der_put_bits(writer, 0x82, rule->consent_required ? CONSENT_REQUIRED : 0);
	der_close(writer);
}

enum status rules_authorisation_table_encode(const struct rules_authorisation_table *table, struct buffer *out)
{
	struct der_writer writer = der_writer(out);
	der_open(&writer, GET_RAT_TAG);
	der_open(&writer, RULES_TAG);
	for (size_t i = 0; i < table->count && i < RAT_RULES_MAXIMUM; i++)
		put_rule(&writer, &table->rules[i]);
	der_close(&writer);
	der_close(&writer);
	return der_finish(&writer);
}

/* Also the filler of a two-digit MNC: E in all places stands for every operator. */
static bool nibble_matches(uint8_t pattern, uint8_t value)
{
	return (pattern & 0xF) == WILDCARD || (pattern & 0xF) == (value & 0xF);
}

/* An empty group identifier in a rule stands for any; a rule without one is for owners that have none. */
static bool gid_matches(bool has_pattern, struct bytes pattern, struct bytes gid)
{
	return (has_pattern && pattern.size == 0) || bytes_equal(pattern, gid);
}

bool operator_matches(const struct operator_id *pattern, const struct operator_id *owner)
{
	for (size_t i = 0; i < MCC_MNC_SIZE; i++) {
		uint8_t wanted = pattern->mcc_mnc[i];
		uint8_t value = owner->mcc_mnc[i];
		if (!nibble_matches(wanted, value) || !nibble_matches(wanted >> 4, value >> 4))
			return false;
	}
	return gid_matches(pattern->has_gid1, pattern->gid1, owner->gid1)
	       && gid_matches(pattern->has_gid2, pattern->gid2, owner->gid2);
}

static bool rule_covers(const struct authorisation_rule *rule, const struct operator_id *owner)
{
	for (size_t i = 0; i < rule->operator_count; i++)
		if (operator_matches(&rule->operators[i], owner))
			return true;
	return false;
}

const struct authorisation_rule *rules_authorisation_find(const struct rules_authorisation_table *table, uint64_t rule,
                                                          const struct operator_id *owner)
{
	for (size_t i = 0; i < table->count; i++)
		if ((table->rules[i].rules & rule) == rule && rule_covers(&table->rules[i], owner))
			return &table->rules[i];
	return NULL;
}

void rules_authorisation_allow_all(struct rules_authorisation_table *out)
{
	*out = (struct rules_authorisation_table){ .count = 1 };
	struct authorisation_rule *rule = &out->rules[0];
	rule->rules = PPR1 | PPR2;
	memset(rule->operators[0].mcc_mnc, WILDCARD_OCTET, MCC_MNC_SIZE);
	rule->operator_count = 1;
	rule->consent_required = true;
}
