/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/profile_metadata.h"

#include "rsp/code_name.h"
#include "rsp/message_field.h"

enum {
	SERVICE_PROVIDER_NAME_TAG = 0x91,
	PROFILE_NAME_TAG = 0x92,
	ICON_TYPE_TAG = 0x93,
	ICON_TAG = 0x94,
	PROFILE_CLASS_TAG = 0x95,
	NOTIFICATION_CONFIGURATION_TAG = 0xB6,
	OWNER_TAG = 0xB7,
	POLICY_RULES_TAG = 0x99,
	SERVICE_SPECIFIC_TAG = 0xBF22,
	ACCESS_RULES_TAG = 0xBF76,
};

static const struct code_name class_names[] = {
	{ PROFILE_TEST, "test" },
	{ PROFILE_PROVISIONING, "provisioning" },
	{ PROFILE_OPERATIONAL, "operational" },
};

static const struct code_name event_names[] = {
	{ NOTIFICATION_INSTALL, "install" },
	{ NOTIFICATION_ENABLE, "enable" },
	{ NOTIFICATION_DISABLE, "disable" },
	{ NOTIFICATION_DELETE, "delete" },
};

const char *profile_class_name(int profile_class)
{
	return CODE_NAME(class_names, profile_class);
}

const char *notification_event_name(uint64_t event)
{
	return CODE_NAME(event_names, event <= NOTIFICATION_DELETE ? (int)event : 0);
}

/* An icon needs its type; a type without icon says nothing and is forgotten. */
static bool read_icon(struct der_reader *reader, struct profile_metadata *out)
{
	int type = ICON_NONE;
	bool decoded = (der_absent(reader, ICON_TYPE_TAG) || der_small(reader, ICON_TYPE_TAG, ICON_PNG, &type))
	               && optional_octets(reader, ICON_TAG, 0, ICON_MAXIMUM, &out->icon);
	if (!decoded || (type == ICON_NONE && out->icon.size > 0))
		return false;
	out->icon_type = out->icon.size > 0 ? (enum icon_type)type : ICON_NONE;
	return true;
}

/* The default should be left out, and servers send it all the same. */
static bool read_class(struct der_reader *reader, struct profile_metadata *out)
{
	int profile_class = PROFILE_OPERATIONAL;
	if (!der_absent(reader, PROFILE_CLASS_TAG)
	    && !der_small(reader, PROFILE_CLASS_TAG, PROFILE_OPERATIONAL, &profile_class))
		return false;
	out->profile_class = (enum profile_class)profile_class;
	return true;
}

static bool read_notification_address(struct der_reader *list, struct notification_address *out)
{
	struct der_reader inside;
	return der_enter(list, SEQUENCE_TAG, &inside)
	       && der_bits(&inside, 0x80, &out->events)
	       && der_text(&inside, 0x81, 0, ADDRESS_MAXIMUM, &out->address)
	       && der_later_fields(&inside);
}

/* Each address has its own events; several entries may name one address. */
static bool read_notification_addresses(struct der_reader *reader, struct profile_metadata *out)
{
	struct der_reader list;
	if (der_absent(reader, NOTIFICATION_CONFIGURATION_TAG))
		return true;
	if (!der_enter(reader, NOTIFICATION_CONFIGURATION_TAG, &list))
		return false;
	while (!der_end(&list)) {
		size_t count = out->notification_address_count;
		if (count == NOTIFICATION_ADDRESSES_MAXIMUM
		    || !read_notification_address(&list, &out->notification_addresses[count]))
			return false;
		out->notification_address_count++;
	}
	return true;
}

/* SGP.22 5.5.3: mandatory with policy rules, which is for the card to check. */
static bool read_owner(struct der_reader *reader, struct profile_metadata *out)
{
	out->has_owner = !der_absent(reader, OWNER_TAG);
	return !out->has_owner || operator_id_read(reader, OWNER_TAG, &out->owner);
}

/* Everything after the policy rules is optional, and version 3 has added between what we keep. */
static bool read_later_fields(struct der_reader *reader, struct profile_metadata *out)
{
	struct der_element element;
	while (!der_end(reader)) {
		if (!der_next(reader, &element))
			return false;
		struct bytes *kept = element.tag == SERVICE_SPECIFIC_TAG ? &out->service_specific_data
		                     : element.tag == ACCESS_RULES_TAG   ? &out->access_rules
		                                                         : NULL;
		if (kept && kept->size > 0)
			return false;
		if (kept)
			*kept = element.whole;
	}
	return true;
}

/* SGP.22 5.5.3. Sizes are of octets, not characters: that is what a card stores. */
enum status profile_metadata_decode(struct bytes input, struct profile_metadata *out)
{
	struct profile_metadata got = { 0 };
	struct der_reader inside;
	bool decoded = input.size <= METADATA_MAXIMUM
	               && message_enter(input, STORE_METADATA_TAG, &inside)
	               && der_fixed(&inside, ICCID_TAG, got.iccid.octets, ICCID_SIZE)
	               && der_text(&inside, SERVICE_PROVIDER_NAME_TAG, 0, SERVICE_PROVIDER_NAME_MAXIMUM,
	                           &got.service_provider_name)
	               && der_text(&inside, PROFILE_NAME_TAG, 0, PROFILE_NAME_MAXIMUM, &got.profile_name)
	               && read_icon(&inside, &got)
	               && read_class(&inside, &got)
	               && read_notification_addresses(&inside, &got)
	               && read_owner(&inside, &got)
	               && (der_absent(&inside, POLICY_RULES_TAG)
	                   || der_bits(&inside, POLICY_RULES_TAG, &got.profile_policy_rules))
	               && read_later_fields(&inside, &got);
	if (!decoded)
		return STATUS_MALFORMED;
	*out = got;
	return STATUS_OK;
}

static void put_icon(struct der_writer *writer, const struct profile_metadata *metadata)
{
	if (metadata->icon.size == 0)
		return;
	der_put_number(writer, ICON_TYPE_TAG, (uint64_t)metadata->icon_type);
	der_put(writer, ICON_TAG, metadata->icon);
}

static void put_notification_addresses(struct der_writer *writer, const struct profile_metadata *metadata)
{
	if (metadata->notification_address_count == 0)
		return;
	der_open(writer, NOTIFICATION_CONFIGURATION_TAG);
	for (size_t i = 0; i < metadata->notification_address_count && i < NOTIFICATION_ADDRESSES_MAXIMUM; i++) {
		der_open(writer, SEQUENCE_TAG);
		der_put_bits(writer, 0x80, metadata->notification_addresses[i].events);
		der_put_text(writer, 0x81, metadata->notification_addresses[i].address);
		der_close(writer);
	}
	der_close(writer);
}

enum status profile_metadata_encode(const struct profile_metadata *metadata, struct buffer *out)
{
	struct der_writer writer = der_writer(out);
	der_open(&writer, STORE_METADATA_TAG);
	der_put(&writer, ICCID_TAG, BYTES(metadata->iccid.octets));
	der_put_text(&writer, SERVICE_PROVIDER_NAME_TAG, metadata->service_provider_name);
	der_put_text(&writer, PROFILE_NAME_TAG, metadata->profile_name);
	put_icon(&writer, metadata);
	if (metadata->profile_class != PROFILE_OPERATIONAL)
		der_put_number(&writer, PROFILE_CLASS_TAG, (uint64_t)metadata->profile_class);
	put_notification_addresses(&writer, metadata);
	if (metadata->has_owner)
		operator_id_put(&writer, OWNER_TAG, &metadata->owner);
	if (metadata->profile_policy_rules != 0)
		der_put_bits(&writer, POLICY_RULES_TAG, metadata->profile_policy_rules);
	der_put_raw(&writer, metadata->service_specific_data);
	der_put_raw(&writer, metadata->access_rules);
	der_close(&writer);
	return der_finish(&writer);
}

static bool owners_equal(const struct profile_metadata *a, const struct profile_metadata *b)
{
	if (!a->has_owner || !b->has_owner)
		return a->has_owner == b->has_owner;
	return memcmp(a->owner.mcc_mnc, b->owner.mcc_mnc, MCC_MNC_SIZE) == 0
	       && a->owner.has_gid1 == b->owner.has_gid1 && bytes_equal(a->owner.gid1, b->owner.gid1)
	       && a->owner.has_gid2 == b->owner.has_gid2 && bytes_equal(a->owner.gid2, b->owner.gid2);
}

/* Icon and notification addresses may differ: the user does not consent to them. */
bool profile_metadata_equal(const struct profile_metadata *a, const struct profile_metadata *b)
{
	return memcmp(a->iccid.octets, b->iccid.octets, ICCID_SIZE) == 0
	       && text_equal(a->service_provider_name, b->service_provider_name)
	       && text_equal(a->profile_name, b->profile_name)
	       && a->profile_class == b->profile_class
	       && owners_equal(a, b)
	       && a->profile_policy_rules == b->profile_policy_rules;
}
