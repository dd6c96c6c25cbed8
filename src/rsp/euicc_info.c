/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/euicc_info.h"

#include "rsp/message_field.h"

enum {
	EUICC_INFO1_TAG = 0xBF20,
	EUICC_INFO2_TAG = 0xBF22,
	SAS_NUMBER_MAXIMUM = 64,
	CERTIFICATION_TEXT_MAXIMUM = 1024, /* octets: ours; the standard sets no limit */
	CATEGORY_MAXIMUM = 127,
	CATEGORY_ABSENT = -1,
};

static bool read_version(struct der_reader *reader, uint32_t tag, struct version *out)
{
	return der_fixed(reader, tag, out->octets, sizeof out->octets);
}

static void put_version(struct der_writer *writer, uint32_t tag, const struct version *version)
{
	der_put(writer, tag, BYTES(version->octets));
}

static bool read_optional_version(struct der_reader *reader, uint32_t tag, bool *out_has, struct version *out)
{
	*out_has = !der_absent(reader, tag);
	return !*out_has || read_version(reader, tag, out);
}

/* More issuers than any card has are refused: dropping some would change whom we believe the card trusts. */
static bool read_keys(struct der_reader *reader, uint32_t tag, struct ci_key_list *out)
{
	struct der_reader list;
	if (!der_enter(reader, tag, &list))
		return false;
	while (!der_end(&list)) {
		struct bytes id;
		if (out->count == CI_KEYS_MAXIMUM
		    || !der_octets(&list, OCTET_STRING_TAG, CI_KEY_ID_SIZE, CI_KEY_ID_SIZE, &id))
			return false;
		out->ids[out->count++] = id;
	}
	return true;
}

static void put_keys(struct der_writer *writer, uint32_t tag, const struct ci_key_list *keys)
{
	der_open(writer, tag);
	for (size_t i = 0; i < keys->count && i < CI_KEYS_MAXIMUM; i++)
		der_put(writer, OCTET_STRING_TAG, keys->ids[i]);
	der_close(writer);
}

enum status euicc_info1_decode(struct bytes input, struct euicc_info1 *out)
{
	struct euicc_info1 got = { 0 };
	struct der_reader inside;
	bool decoded = message_enter(input, EUICC_INFO1_TAG, &inside)
	               && read_version(&inside, 0x82, &got.svn)
	               && read_keys(&inside, 0xA9, &got.for_verification)
	               && read_keys(&inside, 0xAA, &got.for_signing)
	               && der_later_fields(&inside);
	if (!decoded)
		return STATUS_MALFORMED;
	*out = got;
	return STATUS_OK;
}

enum status euicc_info1_encode(const struct euicc_info1 *info, struct buffer *out)
{
	struct der_writer writer = der_writer(out);
	der_open(&writer, EUICC_INFO1_TAG);
	put_version(&writer, 0x82, &info->svn);
	put_keys(&writer, 0xA9, &info->for_verification);
	put_keys(&writer, 0xAA, &info->for_signing);
	der_close(&writer);
	return der_finish(&writer);
}

/* ETSI TS 102 226 5.2.1.7: plain big-endian numbers, not INTEGERs, so a set top bit is no sign. */
static bool read_amount(struct der_reader *reader, uint32_t tag, uint64_t *out)
{
	struct bytes octets;
	if (der_absent(reader, tag))
		return true;
	if (!der_octets(reader, tag, 0, sizeof *out, &octets))
		return false;
	*out = 0;
	for (size_t i = 0; i < octets.size; i++)
		*out = *out << 8 | octets.data[i];
	return true;
}

static bool read_amounts(struct der_reader *inside, struct card_resource *out)
{
	return read_amount(inside, 0x81, &out->installed_applications)
	       && read_amount(inside, 0x82, &out->free_nonvolatile)
	       && read_amount(inside, 0x83, &out->free_volatile)
	       && der_later_fields(inside);
}

/* To SGP.22 the field is any octets: what another specification puts in them does not spoil the message. */
static bool read_resource(struct der_reader *reader, struct card_resource *out)
{
	struct der_reader inside;
	struct card_resource got = { 0 };
	if (!der_enter(reader, 0x84, &inside))
		return false;
	bool readable = !der_end(&inside) && read_amounts(&inside, &got);
	*out = readable ? got : (struct card_resource){ .unreadable = true };
	return true;
}

static void put_amount(struct der_writer *writer, uint32_t tag, uint64_t amount)
{
	uint8_t octets[sizeof amount];
	size_t first = sizeof octets;
	do {
		octets[--first] = (uint8_t)amount;
		amount >>= 8;
	} while (amount > 0);
	der_put(writer, tag, bytes_from(octets + first, sizeof octets - first));
}

static void put_resource(struct der_writer *writer, const struct card_resource *resource)
{
	if (resource->unreadable) {
		der_put(writer, 0x84, (struct bytes){ 0 });
		return;
	}
	der_open(writer, 0x84);
	put_amount(writer, 0x81, resource->installed_applications);
	put_amount(writer, 0x82, resource->free_nonvolatile);
	put_amount(writer, 0x83, resource->free_volatile);
	der_close(writer);
}

/* SGP.22 4.3, from version 2.2. */
static bool read_certification_data(struct der_reader *reader, struct euicc_info2 *out)
{
	struct der_reader inside;
	if (der_absent(reader, 0xAC))
		return true;
	return der_enter(reader, 0xAC, &inside)
	       && der_text(&inside, 0x80, 0, CERTIFICATION_TEXT_MAXIMUM, &out->platform_label)
	       && der_text(&inside, 0x81, 0, CERTIFICATION_TEXT_MAXIMUM, &out->discovery_base_url)
	       && der_later_fields(&inside);
}

/* SGP.22 4.3, from late 2.x: packages of older versions that the card takes as well. */
static bool read_additional_versions(struct der_reader *reader, struct euicc_info2 *out)
{
	struct der_reader list;
	if (der_absent(reader, 0xAF))
		return true;
	if (!der_enter(reader, 0xAF, &list))
		return false;
	while (!der_end(&list)) {
		size_t count = out->additional_profile_version_count;
		if (count == PROFILE_VERSIONS_MAXIMUM
		    || !read_version(&list, OCTET_STRING_TAG, &out->additional_profile_versions[count]))
			return false;
		out->additional_profile_version_count++;
	}
	return true;
}

/* What the card is: up to the lists of keys. */
static bool read_card(struct der_reader *reader, struct euicc_info2 *out)
{
	return read_version(reader, 0x81, &out->profile_version)
	       && read_version(reader, 0x82, &out->svn)
	       && read_version(reader, 0x83, &out->firmware_version)
	       && read_resource(reader, &out->resource)
	       && der_bits(reader, 0x85, &out->uicc_capability)
	       && read_optional_version(reader, 0x86, &out->has_ts102241_version, &out->ts102241_version)
	       && read_optional_version(reader, 0x87, &out->has_globalplatform_version,
	                                &out->globalplatform_version)
	       && der_bits(reader, 0x88, &out->rsp_capability);
}

/* Two fields have the tags of their types amid numbered ones, and fields were put in between over the years. */
enum status euicc_info2_decode(struct bytes input, struct euicc_info2 *out)
{
	struct euicc_info2 got = { .category = CATEGORY_ABSENT };
	struct der_reader inside;
	bool decoded = message_enter(input, EUICC_INFO2_TAG, &inside)
	               && read_card(&inside, &got)
	               && read_keys(&inside, 0xA9, &got.for_verification)
	               && read_keys(&inside, 0xAA, &got.for_signing)
	               && (der_absent(&inside, 0x8B) || der_small(&inside, 0x8B, CATEGORY_MAXIMUM, &got.category))
	               && (der_absent(&inside, 0x99) || der_bits(&inside, 0x99, &got.forbidden_profile_policy_rules))
	               && read_version(&inside, OCTET_STRING_TAG, &got.protection_profile_version)
	               && der_text(&inside, UTF8_TAG, 0, SAS_NUMBER_MAXIMUM, &got.sas_accreditation_number)
	               && read_certification_data(&inside, &got)
	               && skip_optional(&inside, 0x8D) /* treProperties */
	               && skip_optional(&inside, 0x8E) /* treProductReference */
	               && read_additional_versions(&inside, &got)
	               && der_later_fields(&inside);
	if (!decoded)
		return STATUS_MALFORMED;
	*out = got;
	return STATUS_OK;
}

static void put_certification_data(struct der_writer *writer, const struct euicc_info2 *info)
{
	if (info->platform_label.size == 0 && info->discovery_base_url.size == 0)
		return;
	der_open(writer, 0xAC);
	der_put_text(writer, 0x80, info->platform_label);
	der_put_text(writer, 0x81, info->discovery_base_url);
	der_close(writer);
}

static void put_additional_versions(struct der_writer *writer, const struct euicc_info2 *info)
{
	if (info->additional_profile_version_count == 0)
		return;
	der_open(writer, 0xAF);
	for (size_t i = 0; i < info->additional_profile_version_count && i < PROFILE_VERSIONS_MAXIMUM; i++)
		put_version(writer, OCTET_STRING_TAG, &info->additional_profile_versions[i]);
	der_close(writer);
}

static void put_card(struct der_writer *writer, const struct euicc_info2 *info)
{
	put_version(writer, 0x81, &info->profile_version);
	put_version(writer, 0x82, &info->svn);
	put_version(writer, 0x83, &info->firmware_version);
	put_resource(writer, &info->resource);
	der_put_bits(writer, 0x85, info->uicc_capability);
	if (info->has_ts102241_version)
		put_version(writer, 0x86, &info->ts102241_version);
	if (info->has_globalplatform_version)
		put_version(writer, 0x87, &info->globalplatform_version);
	der_put_bits(writer, 0x88, info->rsp_capability);
}

enum status euicc_info2_encode(const struct euicc_info2 *info, struct buffer *out)
{
	struct der_writer writer = der_writer(out);
	der_open(&writer, EUICC_INFO2_TAG);
	put_card(&writer, info);
	put_keys(&writer, 0xA9, &info->for_verification);
	put_keys(&writer, 0xAA, &info->for_signing);
	if (info->category >= 0)
		der_put_number(&writer, 0x8B, (uint64_t)info->category);
	if (info->forbidden_profile_policy_rules != 0)
		der_put_bits(&writer, 0x99, info->forbidden_profile_policy_rules);
	put_version(&writer, OCTET_STRING_TAG, &info->protection_profile_version);
	der_put_text(&writer, UTF8_TAG, info->sas_accreditation_number);
	put_certification_data(&writer, info);
	put_additional_versions(&writer, info);
	der_close(&writer);
	return der_finish(&writer);
}
