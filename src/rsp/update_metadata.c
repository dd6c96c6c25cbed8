/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/update_metadata.h"

#include "rsp/message_field.h"

enum { ICON_TYPE_TAG = 0x93, ICON_TAG = 0x94, POLICY_RULES_TAG = 0x99 };

/* In the order of StoreMetadataRequest; what it does not name comes later. */
static const struct place {
	uint32_t tag;
	bool may_change;
	bool must_stay; /* empty, when it is taken away */
} places[] = {
	{ ICCID_TAG, false, true },        { 0x91, true, true },   { 0x92, true, true },  { ICON_TYPE_TAG, true, false },
	{ ICON_TAG, true, false },         { 0x95, false, false }, { 0xB6, false, false }, { 0xB7, false, false },
	{ POLICY_RULES_TAG, true, false }, { 0xBF22, true, false },
};

enum { PLACES = sizeof places / sizeof *places };

struct update {
	struct der_element fields[PLACES];
	bool is_given[PLACES], is_written[PLACES];
};

static size_t place_of(uint32_t tag)
{
	size_t i = 0;
	while (i < PLACES && places[i].tag != tag)
		i++;
	return i;
}

/* Without a picture its type means nothing. */
static void forget_icon_type(struct update *update)
{
	size_t icon = place_of(ICON_TAG), type = place_of(ICON_TYPE_TAG);
	if (!update->is_given[icon] || update->fields[icon].value.size > 0)
		return;
	update->is_given[type] = true;
	update->fields[type] = (struct der_element){ .tag = ICON_TYPE_TAG };
}

static enum status read_update(struct bytes request, struct update *out)
{
	struct der_reader inside;
	struct der_element element;
	if (!message_enter(request, UPDATE_METADATA_TAG, &inside))
		return STATUS_MALFORMED;
	while (!der_end(&inside)) {
		if (!der_next(&inside, &element))
			return STATUS_MALFORMED;
		size_t place = place_of(element.tag);
		if (place == PLACES || !places[place].may_change)
			continue;
		if (out->is_given[place])
			return STATUS_MALFORMED;
		out->is_given[place] = true;
		out->fields[place] = element;
	}
	forget_icon_type(out);
	return STATUS_OK;
}

/* Bits that are set and were not. PPR update control (bit 0) is no rule. */
static enum status check_rules(struct bytes stored, const struct update *update)
{
	struct profile_metadata metadata;
	uint64_t rules = 0;
	size_t place = place_of(POLICY_RULES_TAG);
	TRY(profile_metadata_decode(stored, &metadata));
	if (!update->is_given[place] || update->fields[place].value.size == 0)
		return STATUS_OK;
	struct der_reader reader = der_reader(update->fields[place].whole);
	if (!der_bits(&reader, POLICY_RULES_TAG, &rules))
		return STATUS_MALFORMED;
	return (rules & ~metadata.profile_policy_rules & ~UINT64_C(1)) == 0 ? STATUS_OK : STATUS_REFUSED;
}

static void put_field(struct der_writer *writer, struct update *update, size_t place)
{
	const struct der_element *field = &update->fields[place];
	if (!update->is_given[place] || update->is_written[place])
		return;
	update->is_written[place] = true;
	if (field->value.size > 0 || places[place].must_stay)
		der_put_raw(writer, field->whole);
}

static void put_fields_before(struct der_writer *writer, struct update *update, size_t place)
{
	for (size_t i = 0; i < place; i++)
		put_field(writer, update, i);
}

/* Element by element: what nobody updates is not decoded, and comes out as it went in. */
static enum status rewrite(struct bytes stored, struct update *update, struct buffer *out)
{
	struct der_writer writer = der_writer(out);
	struct der_reader inside;
	struct der_element element;
	if (!message_enter(stored, STORE_METADATA_TAG, &inside))
		return STATUS_MALFORMED;
	der_open(&writer, STORE_METADATA_TAG);
	while (!der_end(&inside)) {
		if (!der_next(&inside, &element))
			return STATUS_MALFORMED;
		size_t place = place_of(element.tag);
		put_fields_before(&writer, update, place);
		if (place < PLACES && update->is_given[place])
			put_field(&writer, update, place);
		else
			der_put_raw(&writer, element.whole);
	}
	put_fields_before(&writer, update, PLACES);
	der_close(&writer);
	return der_finish(&writer);
}

enum status metadata_update(struct bytes stored, struct bytes request, struct buffer *out)
{
	struct update update = { 0 };
	struct profile_metadata result;
	size_t before = out->size;
	TRY(read_update(request, &update));
	TRY(check_rules(stored, &update));
	enum status status = rewrite(stored, &update, out);
	if (status == STATUS_OK)
		status = profile_metadata_decode(bytes_after(buffer_bytes(out), before), &result);
	if (status != STATUS_OK)
		out->size = before;
	return status;
}
