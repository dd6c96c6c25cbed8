/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/profile_management.h"

#include "base/hex.h"
#include "rsp/message_field.h"

enum {
	AID_MINIMUM = 5,
	RESULT_TAG = 0x80,
	REFRESH_TAG = 0x81,
	NICKNAME_TAG = 0x90,
	RESET_OPTIONS_TAG = 0x82,
	LIST_BRANCH = 0xA0,
	ERROR_TAG = 0x81,
	PROFILE_CLASS_TAG = 0x95,
};

enum status profile_identifier_parse(struct text text, uint8_t aid_storage[AID_MAXIMUM], struct profile_identifier *out)
{
	struct profile_identifier got = { 0 };
	if (text.size != 2 * AID_MAXIMUM) {
		TRY(iccid_parse(text, &got.iccid));
		*out = got;
		return STATUS_OK;
	}
	TRY(hex_decode(text, aid_storage, AID_MAXIMUM));
	got.by_aid = true;
	got.aid = bytes_from(aid_storage, AID_MAXIMUM);
	*out = got;
	return STATUS_OK;
}

/* Untagged CHOICE of two application tags. */
static bool read_identifier(struct der_reader *reader, struct profile_identifier *out)
{
	out->by_aid = !der_absent(reader, AID_TAG);
	return out->by_aid ? der_octets(reader, AID_TAG, AID_MINIMUM, AID_MAXIMUM, &out->aid)
	                   : der_fixed(reader, ICCID_TAG, out->iccid.octets, ICCID_SIZE);
}

static void put_identifier(struct der_writer *writer, const struct profile_identifier *profile)
{
	if (profile->by_aid)
		der_put(writer, AID_TAG, profile->aid);
	else
		der_put(writer, ICCID_TAG, BYTES(profile->iccid.octets));
}

/* The tag around the identifier is explicit, since that is a CHOICE. Version 3 adds a port after the flag. */
enum status switch_profile_request_decode(struct bytes input, uint32_t function_tag, struct switch_profile_request *out)
{
	struct switch_profile_request got = { 0 };
	struct der_reader inside, choice;
	bool decoded = message_enter(input, function_tag, &inside)
	               && der_enter(&inside, 0xA0, &choice)
	               && read_identifier(&choice, &got.profile) && der_end(&choice)
	               && der_boolean(&inside, REFRESH_TAG, &got.refresh)
	               && der_later_fields(&inside);
	if (!decoded)
		return STATUS_MALFORMED;
	*out = got;
	return STATUS_OK;
}

enum status switch_profile_request_encode(const struct switch_profile_request *request, uint32_t function_tag,
                                          struct buffer *out)
{
	struct der_writer writer = der_writer(out);
	der_open(&writer, function_tag);
	der_open(&writer, 0xA0);
	put_identifier(&writer, &request->profile);
	der_close(&writer);
	der_put_boolean(&writer, REFRESH_TAG, request->refresh);
	der_close(&writer);
	return der_finish(&writer);
}

/* Here the CHOICE is the request itself: no tag around it, and no later fields (SGP.22 5.7.18). */
enum status delete_profile_request_decode(struct bytes input, struct profile_identifier *out)
{
	struct profile_identifier got = { 0 };
	struct der_reader inside;
	bool decoded = message_enter(input, DELETE_PROFILE_TAG, &inside) && read_identifier(&inside, &got)
	               && der_end(&inside);
	if (!decoded)
		return STATUS_MALFORMED;
	*out = got;
	return STATUS_OK;
}

enum status delete_profile_request_encode(const struct profile_identifier *profile, struct buffer *out)
{
	struct der_writer writer = der_writer(out);
	der_open(&writer, DELETE_PROFILE_TAG);
	put_identifier(&writer, profile);
	der_close(&writer);
	return der_finish(&writer);
}

/* An empty name removes the old one (SGP.22 5.7.21). */
enum status set_nickname_request_decode(struct bytes input, struct iccid *out_iccid, struct text *out_nickname)
{
	struct iccid iccid;
	struct text nickname;
	struct der_reader inside;
	bool decoded = message_enter(input, SET_NICKNAME_TAG, &inside)
	               && der_fixed(&inside, ICCID_TAG, iccid.octets, ICCID_SIZE)
	               && der_text(&inside, NICKNAME_TAG, 0, NICKNAME_MAXIMUM, &nickname)
	               && der_later_fields(&inside);
	if (!decoded)
		return STATUS_MALFORMED;
	*out_iccid = iccid;
	*out_nickname = nickname;
	return STATUS_OK;
}

enum status set_nickname_request_encode(const struct iccid *iccid, struct text nickname, struct buffer *out)
{
	struct der_writer writer = der_writer(out);
	der_open(&writer, SET_NICKNAME_TAG);
	der_put(&writer, ICCID_TAG, BYTES(iccid->octets));
	der_put_text(&writer, NICKNAME_TAG, nickname);
	der_close(&writer);
	return der_finish(&writer);
}

/* Options of later versions are passed on: the card refuses what it does not know (SGP.22 5.7.19). */
enum status memory_reset_request_decode(struct bytes input, uint64_t *out_options)
{
	struct der_reader inside;
	uint64_t options;
	bool decoded = message_enter(input, MEMORY_RESET_TAG, &inside) && der_bits(&inside, RESET_OPTIONS_TAG, &options)
	               && der_later_fields(&inside);
	if (!decoded)
		return STATUS_MALFORMED;
	*out_options = options;
	return STATUS_OK;
}

enum status memory_reset_request_encode(uint64_t options, struct buffer *out)
{
	struct der_writer writer = der_writer(out);
	der_open(&writer, MEMORY_RESET_TAG);
	der_put_bits(&writer, RESET_OPTIONS_TAG, options);
	der_close(&writer);
	return der_finish(&writer);
}

enum status result_answer_decode(struct bytes input, uint32_t function_tag, int *out_result)
{
	struct der_reader inside;
	int result;
	bool decoded = message_enter(input, function_tag, &inside)
	               && der_small(&inside, RESULT_TAG, ERROR_CODE_MAXIMUM, &result)
	               && der_later_fields(&inside);
	if (!decoded)
		return STATUS_MALFORMED;
	*out_result = result;
	return STATUS_OK;
}

enum status result_answer_encode(uint32_t function_tag, int result, struct buffer *out)
{
	struct der_writer writer = der_writer(out);
	der_open(&writer, function_tag);
	der_put_number(&writer, RESULT_TAG, (uint64_t)result);
	der_close(&writer);
	return der_finish(&writer);
}

/* SGP.22 5.7.15. */
static bool read_search_criteria(struct der_reader *reader, struct profiles_info_request *out)
{
	struct der_reader choice;
	int profile_class;
	if (!der_enter(reader, 0xA0, &choice))
		return false;
	if (der_small(&choice, PROFILE_CLASS_TAG, PROFILE_OPERATIONAL, &profile_class)) {
		out->search = SEARCH_BY_CLASS;
		out->profile_class = (enum profile_class)profile_class;
		return der_end(&choice);
	}
	out->search = SEARCH_BY_IDENTIFIER;
	return read_identifier(&choice, &out->profile) && der_end(&choice);
}

/* An empty tag list is not the same as none: it asks for entries without fields. */
enum status profiles_info_request_decode(struct bytes input, struct profiles_info_request *out)
{
	struct profiles_info_request got = { 0 };
	struct der_reader inside;
	bool decoded = message_enter(input, GET_PROFILES_INFO_TAG, &inside)
	               && (der_absent(&inside, 0xA0) || read_search_criteria(&inside, &got));
	if (!decoded)
		return STATUS_MALFORMED;
	got.has_tag_list = !der_absent(&inside, TAG_LIST_TAG);
	if (!optional_octets(&inside, TAG_LIST_TAG, 0, SIZE_MAX, &got.tag_list) || !der_later_fields(&inside))
		return STATUS_MALFORMED;
	*out = got;
	return STATUS_OK;
}

enum status profiles_info_request_encode(const struct profiles_info_request *request, struct buffer *out)
{
	struct der_writer writer = der_writer(out);
	der_open(&writer, GET_PROFILES_INFO_TAG);
	if (request->search != SEARCH_ALL) {
		der_open(&writer, 0xA0);
		if (request->search == SEARCH_BY_CLASS)
			der_put_number(&writer, PROFILE_CLASS_TAG, (uint64_t)request->profile_class);
		else
			put_identifier(&writer, &request->profile);
		der_close(&writer);
	}
	if (request->has_tag_list)
		der_put(&writer, TAG_LIST_TAG, request->tag_list);
	der_close(&writer);
	return der_finish(&writer);
}

/* A card without profiles answers an empty list, not an error. */
enum status profiles_info_answer_decode(struct bytes input, struct der_reader *out_list)
{
	struct der_reader inside, list;
	int error;
	if (!message_enter(input, GET_PROFILES_INFO_TAG, &inside))
		return STATUS_MALFORMED;
	bool has_list = der_enter(&inside, LIST_BRANCH, &list);
	bool has_error = !has_list && der_small(&inside, ERROR_TAG, ERROR_CODE_MAXIMUM, &error);
	if ((!has_list && !has_error) || !der_end(&inside))
		return STATUS_MALFORMED;
	if (has_error)
		return STATUS_REFUSED;
	*out_list = list;
	return STATUS_OK;
}
