/* SPDX-License-Identifier: Apache-2.0 */
/* ProfileInfo (E3), one entry of GetProfilesInfo's answer (SGP.22 5.7.15). */
#include "rsp/message_field.h"
#include "rsp/profile_management.h"

enum {
	PROFILE_INFO_TAG = 0xE3,
	STATE_TAG = 0x9F70,
	NICKNAME_TAG = 0x90,
	SERVICE_PROVIDER_NAME_TAG = 0x91,
	PROFILE_NAME_TAG = 0x92,
	ICON_TYPE_TAG = 0x93,
	ICON_TAG = 0x94,
	PROFILE_CLASS_TAG = 0x95,
	NOTIFICATION_CONFIGURATION_TAG = 0xB6,
	OWNER_TAG = 0xB7,
	DP_PROPRIETARY_TAG = 0xB8,
	POLICY_RULES_TAG = 0x99,
	SERVICE_SPECIFIC_TAG = 0xBF22,
	ACCESS_RULES_TAG = 0xBF76,
	AID_MINIMUM = 5,
	DEFAULT_FIELDS = 9, /* the first ones below */
};

/* In the order in which they are sent. */
static const uint32_t fields[] = {
	ICCID_TAG,        AID_TAG,       STATE_TAG,         NICKNAME_TAG,
	SERVICE_PROVIDER_NAME_TAG,       PROFILE_NAME_TAG,  ICON_TYPE_TAG,
	ICON_TAG,         PROFILE_CLASS_TAG,
	NOTIFICATION_CONFIGURATION_TAG,  OWNER_TAG,         DP_PROPRIETARY_TAG,
	POLICY_RULES_TAG, SERVICE_SPECIFIC_TAG,             ACCESS_RULES_TAG,
};

/* SGP.22 5.7.15: one enabled profile at a time before version 3. */
static bool read_state(struct der_reader *reader, struct profile_info *out)
{
	int state;
	out->has_state = der_small(reader, STATE_TAG, PROFILE_ENABLED, &state);
	out->state = out->has_state ? (enum profile_state)state : PROFILE_DISABLED;
	return out->has_state;
}

static bool read_class(struct der_reader *reader, struct profile_info *out)
{
	int profile_class;
	out->has_class = der_small(reader, PROFILE_CLASS_TAG, PROFILE_OPERATIONAL, &profile_class);
	out->profile_class = out->has_class ? (enum profile_class)profile_class : PROFILE_OPERATIONAL;
	return out->has_class;
}

static bool read_icon_type(struct der_reader *reader, struct profile_info *out)
{
	int type;
	if (!der_small(reader, ICON_TYPE_TAG, ICON_PNG, &type))
		return false;
	out->icon_type = (enum icon_type)type;
	return true;
}

/* One field, whichever comes next: some cards answer in the order of the tag list that they were asked with. */
static bool read_field(struct der_reader *reader, struct profile_info *out)
{
	uint32_t tag = der_peek(reader);
	switch (tag) {
	case ICCID_TAG:
		return out->has_iccid = der_fixed(reader, tag, out->iccid.octets, ICCID_SIZE);
	case AID_TAG:
		return der_octets(reader, tag, AID_MINIMUM, AID_MAXIMUM, &out->aid);
	case STATE_TAG:
		return read_state(reader, out);
	case NICKNAME_TAG:
		return der_text(reader, tag, 0, NICKNAME_MAXIMUM, &out->nickname);
	case SERVICE_PROVIDER_NAME_TAG:
		return der_text(reader, tag, 0, SERVICE_PROVIDER_NAME_MAXIMUM, &out->service_provider_name);
	case PROFILE_NAME_TAG:
		return der_text(reader, tag, 0, PROFILE_NAME_MAXIMUM, &out->profile_name);
	case ICON_TYPE_TAG:
		return read_icon_type(reader, out);
	case ICON_TAG:
		return der_octets(reader, tag, 0, ICON_MAXIMUM, &out->icon);
	case PROFILE_CLASS_TAG:
		return read_class(reader, out);
	case NOTIFICATION_CONFIGURATION_TAG:
		return der_whole(reader, tag, &out->notification_addresses);
	case OWNER_TAG:
		return out->has_owner = operator_id_read(reader, tag, &out->owner);
	case DP_PROPRIETARY_TAG:
		return der_whole(reader, tag, &out->dp_proprietary_data);
	case POLICY_RULES_TAG:
		return out->has_rules = der_bits(reader, tag, &out->profile_policy_rules);
	case SERVICE_SPECIFIC_TAG:
		return der_whole(reader, tag, &out->service_specific_data);
	case ACCESS_RULES_TAG:
		return der_whole(reader, tag, &out->access_rules);
	default:
		return skip_optional(reader, tag);
	}
}

bool profile_info_read(struct der_reader *list, struct profile_info *out)
{
	struct profile_info got = { .icon_type = ICON_NONE, .profile_class = PROFILE_OPERATIONAL };
	struct der_reader ahead = *list;
	struct der_reader inside;
	if (!der_enter(&ahead, PROFILE_INFO_TAG, &inside))
		return false;
	while (!der_end(&inside))
		if (!read_field(&inside, &got))
			return false;
	*list = ahead;
	*out = got;
	return true;
}

static void put_text_unless_empty(struct der_writer *writer, uint32_t tag, struct text text)
{
	put_optional(writer, tag, text_bytes(text));
}

/* What the card does not have is left out, also when it was asked for (SGP.22 5.7.15). */
static void put_field(struct der_writer *writer, uint32_t tag, const struct profile_info *info)
{
	if (tag == ICCID_TAG && info->has_iccid)
		der_put(writer, tag, BYTES(info->iccid.octets));
	else if (tag == AID_TAG)
		put_optional(writer, tag, info->aid);
	else if (tag == STATE_TAG && info->has_state)
		der_put_number(writer, tag, (uint64_t)info->state);
	else if (tag == NICKNAME_TAG)
		put_text_unless_empty(writer, tag, info->nickname);
	else if (tag == SERVICE_PROVIDER_NAME_TAG)
		put_text_unless_empty(writer, tag, info->service_provider_name);
	else if (tag == PROFILE_NAME_TAG)
		put_text_unless_empty(writer, tag, info->profile_name);
	else if (tag == ICON_TYPE_TAG && info->icon_type != ICON_NONE)
		der_put_number(writer, tag, (uint64_t)info->icon_type);
	else if (tag == ICON_TAG)
		put_optional(writer, tag, info->icon);
	else if (tag == PROFILE_CLASS_TAG && info->has_class)
		der_put_number(writer, tag, (uint64_t)info->profile_class);
	else if (tag == NOTIFICATION_CONFIGURATION_TAG)
		der_put_raw(writer, info->notification_addresses);
	else if (tag == OWNER_TAG && info->has_owner)
		operator_id_put(writer, tag, &info->owner);
	else if (tag == DP_PROPRIETARY_TAG)
		der_put_raw(writer, info->dp_proprietary_data);
	else if (tag == POLICY_RULES_TAG && info->has_rules)
		der_put_bits(writer, tag, info->profile_policy_rules);
	else if (tag == SERVICE_SPECIFIC_TAG)
		der_put_raw(writer, info->service_specific_data);
	else if (tag == ACCESS_RULES_TAG)
		der_put_raw(writer, info->access_rules);
}

/* `tag_list` is tags without lengths, so each is read as the start of an element that does not follow. */
static bool tag_list_has(struct bytes tag_list, uint32_t wanted)
{
	while (tag_list.size > 0) {
		struct der_reader reader = der_reader(tag_list);
		uint32_t tag = der_peek(&reader);
		if (tag == 0 || tag == wanted)
			return tag == wanted;
		tag_list = bytes_after(tag_list, tag > 0xFFFF ? 3 : tag > 0xFF ? 2 : 1);
	}
	return false;
}

enum status profile_info_encode(const struct profile_info *info, bool has_tag_list, struct bytes tag_list,
                                struct buffer *out)
{
	struct der_writer writer = der_writer(out);
	der_open(&writer, PROFILE_INFO_TAG);
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		bool wanted = has_tag_list ? tag_list_has(tag_list, fields[i]) : i < DEFAULT_FIELDS;
		if (wanted)
			put_field(&writer, fields[i], info);
	}
	der_close(&writer);
	return der_finish(&writer);
}
