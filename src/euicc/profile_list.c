/* SPDX-License-Identifier: Apache-2.0 */
#include "euicc/profile_list.h"

#include "codec/der_write.h"
#include "euicc/profile_slots.h"

enum { PROFILE_INFO_MAXIMUM = METADATA_MAXIMUM + 512 };

static bool is_wanted(const struct profile_slot *slot, const struct profiles_info_request *request)
{
	switch (request->search) {
	case SEARCH_BY_IDENTIFIER:
		return profile_slot_is(slot, &request->profile);
	case SEARCH_BY_CLASS:
		return slot->metadata.profile_class == request->profile_class;
	default:
		return true;
	}
}

/* The elements of the metadata that the answer repeats as they came. */
static void find_raw_fields(const struct profile_slot *slot, struct profile_info *info)
{
	struct der_reader reader = der_reader(buffer_bytes(&slot->metadata_octets)), body;
	struct der_element addresses;
	info->dp_proprietary_data = buffer_bytes(&slot->dp_proprietary_data);
	if (der_enter(&reader, STORE_METADATA_TAG, &body) && der_find(&body, 0xB6, &addresses))
		info->notification_addresses = addresses.whole;
}

static struct profile_info describe(const struct profile_slot *slot, bool is_enabled)
{
	const struct profile_metadata *metadata = &slot->metadata;
	struct profile_info info = {
		.has_iccid = true,
		.iccid = metadata->iccid,
		.aid = BYTES(slot->aid),
		.has_state = true,
		.state = is_enabled ? PROFILE_ENABLED : PROFILE_DISABLED,
		.nickname = { slot->nickname, slot->nickname_size },
		.service_provider_name = metadata->service_provider_name,
		.profile_name = metadata->profile_name,
		.icon_type = metadata->icon_type,
		.icon = metadata->icon,
		.has_class = true,
		.profile_class = metadata->profile_class,
		.has_owner = metadata->has_owner,
		.owner = metadata->owner,
		.has_rules = metadata->profile_policy_rules != 0,
		.profile_policy_rules = metadata->profile_policy_rules,
		.service_specific_data = metadata->service_specific_data,
		.access_rules = metadata->access_rules,
	};
	find_raw_fields(slot, &info);
	return info;
}

static enum status put_profile(struct euicc *euicc, uint16_t number, const struct profiles_info_request *request,
                               bool with_icons, struct der_writer *writer)
{
	struct enabled_profile enabled;
	AUTO(profile_slot) slot = { 0 };
	AUTO(buffer) encoded = BUFFER(PROFILE_INFO_MAXIMUM);
	TRY(enabled_profile_read(euicc->nvm, &enabled));
	TRY(profile_slot_read(euicc->nvm, number, &slot));
	if (!is_wanted(&slot, request))
		return STATUS_OK;
	struct profile_info info = describe(&slot, enabled.slot == number);
	if (!with_icons) {
		info.icon_type = ICON_NONE;
		info.icon = (struct bytes){ 0 };
	}
	TRY(profile_info_encode(&info, request->has_tag_list, request->tag_list, &encoded));
	der_put_raw(writer, buffer_bytes(&encoded));
	return STATUS_OK;
}

static enum status list_profiles(struct euicc *euicc, const struct profiles_info_request *request, bool with_icons,
                                 struct buffer *answer)
{
	struct profile_slot_list list;
	struct der_writer writer = der_writer(answer);
	TRY(profile_slot_list_read(euicc->nvm, &list));
	der_open(&writer, GET_PROFILES_INFO_TAG);
	der_open(&writer, 0xA0);
	for (size_t i = 0; i < list.count; i++)
		TRY(put_profile(euicc, list.numbers[i], request, with_icons, &writer));
	der_close(&writer);
	der_close(&writer);
	return der_finish(&writer);
}

static enum status put_error(int error, struct buffer *answer)
{
	struct der_writer writer = der_writer(answer);
	der_open(&writer, GET_PROFILES_INFO_TAG);
	der_put_number(&writer, 0x81, (uint64_t)error);
	der_close(&writer);
	return der_finish(&writer);
}

/* Icons are left out of a list that would be too long with them. */
enum status profile_list(struct euicc *euicc, struct bytes command, struct buffer *answer)
{
	struct profiles_info_request request;
	if (profiles_info_request_decode(command, &request) != STATUS_OK)
		return put_error(PROFILES_INFO_INCORRECT_INPUT, answer);
	enum status status = list_profiles(euicc, &request, true, answer);
	return status == STATUS_TOO_LARGE ? list_profiles(euicc, &request, false, answer) : status;
}

enum status profile_set_nickname(struct euicc *euicc, struct bytes command, struct buffer *answer)
{
	struct profile_identifier profile = { 0 };
	struct text nickname;
	uint16_t number;
	TRY(set_nickname_request_decode(command, &profile.iccid, &nickname));
	enum status status = profile_slot_find(euicc->nvm, &profile, &number);
	if (status == STATUS_NOT_FOUND)
		return result_answer_encode(SET_NICKNAME_TAG, MANAGEMENT_NOT_FOUND, answer);
	TRY(status);
	TRY(nvm_begin(euicc->nvm));
	TRY(nvm_end(euicc->nvm, profile_slot_set_nickname(euicc->nvm, number, nickname)));
	return result_answer_encode(SET_NICKNAME_TAG, MANAGEMENT_OK, answer);
}
