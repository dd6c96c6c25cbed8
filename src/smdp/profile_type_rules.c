/* SPDX-License-Identifier: Apache-2.0 */
#include "smdp/profile_type_rules.h"

#include <stdio.h>

#include "smdp/profile_needs.h"
#include "subscription/number_range.h"

enum { CATEGORY_MAXIMUM = 3 };

const enum subscription_field type_range_fields[TYPE_RANGES] = { SUBSCRIPTION_ICCID, SUBSCRIPTION_IMSI, SUBSCRIPTION_MSISDN };

static const char *const generation_names[] = { "download", "order", "ahead", NULL };
static const char *const matching_id_names[] = { "made", "empty", NULL };
static const char *const reuse_names[] = { "never", "available", "same-card", NULL }; /* by enum operator_reuse */

/* What is read, and the sentence about what could not be. */
struct reading {
	struct json_value json;
	char *fault;
};

static bool refuse(struct reading *reading, const char *member, const char *expected)
{
	snprintf(reading->fault, SUBSCRIPTION_FAULT_SIZE, "%s must be %s.", member, expected);
	return false;
}

/* *out as it was when the member is absent. */
static bool read_word(struct reading *reading, const char *member, const char *const names[], const char *expected, int *out)
{
	struct json_value value = json_member(reading->json, member);
	struct text word;
	if (!json_is_present(value))
		return true;
	for (int i = 0; names[i]; i++)
		if (json_text(value, &word) && text_equal(word, text_from(names[i]))) {
			*out = i;
			return true;
		}
	return refuse(reading, member, expected);
}

static bool read_drawn(struct reading *reading, struct profile_type_rules *out)
{
	struct json_value list = json_member(reading->json, "draw");
	if (json_is_present(list) && !json_is_array(list))
		return refuse(reading, "draw", "a list of names");
	for (size_t i = 0; i < json_count(list); i++) {
		struct text name;
		enum subscription_field field = SUBSCRIPTION_FIELDS;
		if (json_text(json_element(list, i), &name))
			field = subscription_field_find(name);
		if (field == SUBSCRIPTION_FIELDS || field == SUBSCRIPTION_OP || !subscription_field_kinds[field].is_secret)
			return refuse(reading, "draw", "a list of keys and codes: ki, opc, pin1, puk1, adm1, kic1 …");
		out->drawn[field] = true;
	}
	return true;
}

static bool read_ranges(struct reading *reading, struct profile_type_rules *out)
{
	bool has_range = false;
	for (size_t i = 0; i < TYPE_RANGES; i++) {
		const char *name = subscription_field_kinds[type_range_fields[i]].name;
		struct json_value value = json_member(reading->json, name);
		struct number_range range;
		struct text first;
		if (!json_is_present(value))
			continue;
		if (!json_text(value, &first))
			return refuse(reading, name, "a text: the first number");
		if (number_range_begin(type_range_fields[i], first, &range, reading->fault) != STATUS_OK)
			return false;
		memcpy(out->first[i], range.first, sizeof range.first);
		has_range = true;
	}
	struct json_value numbers = json_member(reading->json, "numbers");
	if (json_is_present(numbers) && (!json_number(numbers, TYPE_NUMBERS_MAXIMUM, &out->numbers) || out->numbers == 0))
		return refuse(reading, "numbers", "1 to 100000000");
	if (has_range != (out->numbers > 0))
		return refuse(reading, "numbers", "there when iccid, imsi or msisdn is, and only then");
	return true;
}

static bool read_device(struct reading *reading, struct profile_type_rules *out)
{
	static const char expected[] = "a list of gsm, utran, eutran-epc, nr-epc, nr-5gc, eutran-5gc, contactless …";
	struct json_value list = json_member(reading->json, "device"), value = json_member(reading->json, "category");
	uint64_t category = 0;
	if (json_is_present(list) && !json_is_array(list))
		return refuse(reading, "device", expected);
	for (size_t i = 0; i < json_count(list); i++) {
		struct text name;
		unsigned bit;
		if (!json_text(json_element(list, i), &name) || !device_capability_named(name, &bit))
			return refuse(reading, "device", expected);
		out->device |= (uint16_t)(1u << bit);
	}
	if (json_is_present(value) && !json_number(value, CATEGORY_MAXIMUM, &category))
		return refuse(reading, "category", "0 to 3: any card, basic, medium, contactless");
	out->category = (uint8_t)category;
	return true;
}

static bool knows_members(struct reading *reading)
{
	static const char *const names[] = {
		"draw", "iccid", "imsi", "msisdn", "numbers", "generate", "matchingId", "reuse", "device", "category",
	};
	size_t known = 0;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		known += json_is_present(json_member(reading->json, names[i]));
	if (json_is_object(reading->json) && known == json_member_count(reading->json))
		return true;
	return refuse(reading, "rules", "an object of draw, iccid, imsi, msisdn, numbers, generate, matchingId, reuse, device, "
	              "category");
}

enum status profile_type_rules_read(struct json_value json, struct profile_type_rules *out, char fault[SUBSCRIPTION_FAULT_SIZE])
{
	struct profile_type_rules rules = { 0 };
	struct reading reading = { json, fault };
	int generation = 0, matching_id = 0, reuse = -1;
	bool got = knows_members(&reading) && read_drawn(&reading, &rules) && read_ranges(&reading, &rules) &&
	           read_word(&reading, "generate", generation_names, "download, order or ahead", &generation) &&
	           read_word(&reading, "matchingId", matching_id_names, "made or empty", &matching_id) &&
	           read_word(&reading, "reuse", reuse_names, "never, same-card or available", &reuse) &&
	           read_device(&reading, &rules);
	if (!got)
		return STATUS_MALFORMED;
	rules.generation = (enum generation_time)generation;
	rules.matching_id = (enum matching_id_rule)matching_id;
	rules.has_reuse = reuse >= 0;
	rules.reuse = rules.has_reuse ? (enum operator_reuse)reuse : OPERATOR_REUSE_NEVER;
	*out = rules;
	return STATUS_OK;
}

enum status profile_type_rules_parse(struct text json, struct profile_type_rules *out, char fault[SUBSCRIPTION_FAULT_SIZE])
{
	AUTO(json_document) document = { 0 };
	enum status status = json_parse(json, &document);
	if (status == STATUS_MALFORMED)
		snprintf(fault, SUBSCRIPTION_FAULT_SIZE, "the rules are not JSON.");
	TRY(status);
	return profile_type_rules_read(json_root(&document), out, fault);
}

void profile_type_rules_write(const struct profile_type_rules *rules, const char *name, struct json_writer *writer)
{
	json_open_object(writer, name);
	json_open_array(writer, "draw");
	for (int i = 0; i < SUBSCRIPTION_FIELDS; i++)
		if (rules->drawn[i])
			json_put_text(writer, NULL, text_from(subscription_field_kinds[i].name));
	json_close_array(writer);
	for (size_t i = 0; i < TYPE_RANGES; i++)
		if (rules->first[i][0])
			json_put_text(writer, subscription_field_kinds[type_range_fields[i]].name, text_from(rules->first[i]));
	if (rules->numbers > 0)
		json_put_number(writer, "numbers", (int64_t)rules->numbers);
	json_put_text(writer, "generate", text_from(generation_names[rules->generation]));
	json_put_text(writer, "matchingId", text_from(matching_id_names[rules->matching_id]));
	if (rules->has_reuse)
		json_put_text(writer, "reuse", text_from(reuse_names[rules->reuse]));
	json_open_array(writer, "device");
	for (unsigned bit = 0; bit < DEVICE_CAPABILITIES; bit++)
		if (rules->device >> bit & 1)
			json_put_text(writer, NULL, text_from(device_capability_name(bit)));
	json_close_array(writer);
	json_put_number(writer, "category", rules->category);
	json_close_object(writer);
}

/* ---- use ---- */

static enum status refuse_place(enum subscription_field field, char fault[SUBSCRIPTION_FAULT_SIZE])
{
	snprintf(fault, SUBSCRIPTION_FAULT_SIZE, "the template has no place for %s.", subscription_field_kinds[field].name);
	return STATUS_MALFORMED;
}

enum status profile_type_rules_check(const struct profile_type_rules *rules, const struct stencil *stencil,
                                     char fault[SUBSCRIPTION_FAULT_SIZE])
{
	for (int i = 0; i < SUBSCRIPTION_FIELDS; i++)
		if (rules->drawn[i] && !stencil_has(stencil, (enum subscription_field)i))
			return refuse_place((enum subscription_field)i, fault);
	for (size_t i = 0; i < TYPE_RANGES; i++)
		if (rules->first[i][0] && !stencil_has(stencil, type_range_fields[i]))
			return refuse_place(type_range_fields[i], fault);
	if (!stencil_has(stencil, SUBSCRIPTION_ICCID))
		return refuse_place(SUBSCRIPTION_ICCID, fault);
	if (rules->first[1][0] && !stencil_is_of_network(stencil, text_from(rules->first[1]))) {
		snprintf(fault, SUBSCRIPTION_FAULT_SIZE, "imsi is of another network than the template.");
		return STATUS_MALFORMED;
	}
	return STATUS_OK;
}

enum status profile_type_rules_count(const struct profile_type_rules *rules, uint64_t index, struct subscription *subscription)
{
	char fault[SUBSCRIPTION_FAULT_SIZE];
	for (size_t i = 0; i < TYPE_RANGES; i++) {
		struct number_range range;
		if (!rules->first[i][0] || subscription_has(subscription, type_range_fields[i]))
			continue;
		TRY(number_range_begin(type_range_fields[i], text_from(rules->first[i]), &range, fault));
		TRY(number_range_at(&range, index, subscription));
	}
	return STATUS_OK;
}

enum status profile_type_rules_draw(const struct profile_type_rules *rules, const struct stencil *stencil,
                                    const struct random *random, struct subscription *subscription)
{
	struct key_plan plan = { .algorithm = stencil->plan.algorithm };
	for (int i = 0; i < SUBSCRIPTION_FIELDS; i++)
		if (rules->drawn[i])
			plan.sizes[i] = stencil->plan.sizes[i];
	return key_draw(&plan, random, subscription);
}
