/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/template.h"

#define OCTETS(literal) { (const uint8_t *)(literal), sizeof(literal) - 1 }
#define NOTHING { NULL, 0 }
#define ALL_FF FILL_FF, NOTHING, NOTHING
#define STRETCHED(octets) FILL_PATTERN, OCTETS(octets), NOTHING
#define REPEATED(octets) FILL_REPEAT, OCTETS(octets), NOTHING
#define ENDING(octets, end) FILL_PREFIX_SUFFIX, OCTETS(octets), OCTETS(end)

#define DIRECTORY(kind, tag, parent, name, id, rule, services) \
	{ tag, parent, name, kind, id, 0, 0, 0, 0, rule, 0, ALL_FF, services }
#define MF(tag, parent, name, id, rule, services) DIRECTORY(FILE_MF, tag, parent, name, id, rule, services)
#define DF(tag, parent, name, id, rule, services) DIRECTORY(FILE_DF, tag, parent, name, id, rule, services)
#define ADF(tag, parent, name, id, rule, services) DIRECTORY(FILE_ADF, tag, parent, name, id, rule, services)
#define TR(tag, parent, name, id, last_id, size, short_id, rule, flags, ...) \
	{ tag, parent, name, FILE_TRANSPARENT, id, last_id, 0, size, short_id, rule, flags, __VA_ARGS__ }
#define BT(tag, parent, name, id, last_id, size, short_id, rule, flags, ...) \
	{ tag, parent, name, FILE_BER_TLV, id, last_id, 0, size, short_id, rule, flags, __VA_ARGS__ }
#define LF(tag, parent, name, id, last_id, records, size, short_id, rule, flags, ...) \
	{ tag, parent, name, FILE_LINEAR_FIXED, id, last_id, records, size, short_id, rule, flags, __VA_ARGS__ }
#define CY(tag, parent, name, id, last_id, records, size, short_id, rule, flags, ...) \
	{ tag, parent, name, FILE_CYCLIC, id, last_id, records, size, short_id, rule, flags, __VA_ARGS__ }

#include "profile_package/template_files.inc"

#define FILES(array) array, ARRAY_SIZE(array)

enum template_index {
	TELECOM_V1 = 2, USIM_V1 = 4, OPT_USIM_V1 = 6, OPT_USIM_V2 = 7, OPT_ISIM_V1 = 12, CSIM_V1 = 14, OPT_CSIM_V1 = 16,
	DF_5GS_V1 = 19, DF_5GS_V2 = 20, DF_5GS_V3 = 21,
};

/* Tags as in schema.c. An element's first template comes before its later versions. */
static const struct template templates[] = {
	{ 1, 0, 0xB0, "MF", true, PLACE_MF, FILES(mf_files), NULL },
	{ 2, 0, 0xB1, "CD", false, PLACE_MF, FILES(cd_files), NULL },
	[TELECOM_V1] = { 3, 0, 0xB2, "TELECOM", false, PLACE_MF, FILES(telecom_files), NULL },
	{ 3, 2, 0xB2, "TELECOM v2", false, PLACE_MF, FILES(telecom_v2_files), &templates[TELECOM_V1] },
	[USIM_V1] = { 4, 0, 0xB3, "USIM", true, PLACE_MF, FILES(usim_files), NULL },
	{ 4, 2, 0xB3, "USIM v2", true, PLACE_MF, FILES(usim_v2_files), &templates[USIM_V1] },
	[OPT_USIM_V1] = { 5, 0, 0xB4, "OPT-USIM", false, PLACE_USIM, FILES(opt_usim_files), NULL },
	[OPT_USIM_V2] = { 5, 2, 0xB4, "OPT-USIM v2", false, PLACE_USIM, FILES(opt_usim_v2_files),
	  &templates[OPT_USIM_V1] },
	{ 5, 3, 0xB4, "OPT-USIM v3", false, PLACE_USIM, FILES(opt_usim_v3_files), &templates[OPT_USIM_V2] },
	{ 6, 0, 0xB7, "PHONEBOOK", false, PLACE_USIM, FILES(phonebook_files), NULL },
	{ 7, 0, 0xB8, "GSM-ACCESS", false, PLACE_USIM, FILES(gsm_access_files), NULL },
	{ 8, 0, 0xB5, "ISIM", true, PLACE_MF, FILES(isim_files), NULL },
	[OPT_ISIM_V1] = { 9, 0, 0xB6, "OPT-ISIM", false, PLACE_ISIM, FILES(opt_isim_files), NULL },
	{ 9, 2, 0xB6, "OPT-ISIM v2", false, PLACE_ISIM, FILES(opt_isim_v2_files), &templates[OPT_ISIM_V1] },
	/* What 10.2 and 11.2 change is not public. [unconfirmed] */
	[CSIM_V1] = { 10, 0, 0xB9, "CSIM", true, PLACE_MF, FILES(csim_files), NULL },
	{ 10, 2, 0xB9, "CSIM v2", true, PLACE_MF, NULL, 0, &templates[CSIM_V1] },
	[OPT_CSIM_V1] = { 11, 0, 0xBA, "OPT-CSIM", false, PLACE_CSIM, FILES(opt_csim_files), NULL },
	{ 11, 2, 0xBA, "OPT-CSIM v2", false, PLACE_CSIM, NULL, 0, &templates[OPT_CSIM_V1] },
	{ 12, 0, 0xBB, "EAP", false, PLACE_ANY_ADF, FILES(eap_files), NULL },
	[DF_5GS_V1] = { 13, 0, 0xBC, "DF-5GS", false, PLACE_USIM, FILES(df_5gs_files), NULL },
	[DF_5GS_V2] = { 13, 2, 0xBC, "DF-5GS v2", false, PLACE_USIM, FILES(df_5gs_v2_files), &templates[DF_5GS_V1] },
	[DF_5GS_V3] = { 13, 3, 0xBC, "DF-5GS v3", false, PLACE_USIM, FILES(df_5gs_v3_files), &templates[DF_5GS_V2] },
	{ 13, 4, 0xBC, "DF-5GS v4", false, PLACE_USIM, FILES(df_5gs_v4_files), &templates[DF_5GS_V3] },
	{ 14, 0, 0xBD, "DF-SAIP", false, PLACE_USIM, FILES(df_saip_files), NULL },
	{ 15, 0, 0xBE, "DF-SNPN", false, PLACE_USIM, FILES(df_snpn_files), NULL },
	{ 16, 0, 0xBF1F, "DF-5GPROSE", false, PLACE_USIM, FILES(df_5gprose_files), NULL },
	{ 17, 0, 0xBF20, "IoT", true, PLACE_MF, FILES(iot_files), NULL },
	{ 18, 0, 0xBF21, "OPT-IoT", false, PLACE_USIM, FILES(opt_iot_files), NULL },
};

/* 2.23.143.1.2: joint-iso-itu-t, international organizations, TCA, eUICC profile, templates */
static const uint8_t template_root[] = { 0x67, 0x81, 0x0F, 0x01, 0x02 };

size_t template_oid(const struct template *template, uint8_t out[TEMPLATE_OID_MAXIMUM])
{
	size_t size = sizeof template_root;
	memcpy(out, template_root, size);
	out[size++] = template->arc;
	if (template->version != 0)
		out[size++] = template->version;
	return size;
}

const struct template *template_find(struct bytes oid)
{
	for (size_t i = 0; i < ARRAY_SIZE(templates); i++) {
		uint8_t own[TEMPLATE_OID_MAXIMUM];
		if (bytes_equal(oid, bytes_from(own, template_oid(&templates[i], own))))
			return &templates[i];
	}
	return NULL;
}

const struct template *template_of_element(uint32_t element_tag)
{
	for (size_t i = 0; i < ARRAY_SIZE(templates); i++)
		if (templates[i].element == element_tag)
			return &templates[i];
	return NULL;
}

const struct template *template_at(size_t index)
{
	return index < ARRAY_SIZE(templates) ? &templates[index] : NULL;
}

const struct template_file *template_find_file(const struct template *template, unsigned tag)
{
	for (; template; template = template->base)
		for (size_t i = 0; i < template->file_count; i++)
			if (template->files[i].tag == tag)
				return &template->files[i];
	return NULL;
}
