/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/content_codec.h"

enum { CODED_MAXIMUM = 4096 };

/* Element and field. */
static const struct {
	const char *file;
	const struct content_codec *codec;
} codecs[] = {
	{ "mf/ef-iccid", &content_iccid },
	{ "mf/ef-dir", &content_application },
	{ "usim/ef-imsi", &content_imsi },
	{ "usim/ef-ust", &content_usim_services },
	{ "usim/ef-est", &content_enabled_services },
	{ "usim/ef-acc", &content_access_classes },
	{ "usim/ef-spn", &content_provider_name },
	{ "usim/ef-fplmn", &content_plmns },
	{ "opt-usim/ef-ehplmn", &content_plmns },
	{ "isim/ef-impi", &content_uri },
	{ "isim/ef-domain", &content_uri },
	{ "isim/ef-impu", &content_record_uri },
	{ "isim/ef-ist", &content_isim_services },
	{ "mf/ef-pl", &content_languages },
	{ "mf/ef-arr", &content_rule },
	{ "telecom/ef-arr", &content_rule },
	{ "usim/ef-arr", &content_rule },
	{ "usim/ef-fdn", &content_dialling },
	{ "usim/ef-smsp", &content_short_message },
	{ "usim/ef-ad", &content_administration },
	{ "usim/ef-ecc", &content_emergency },
	{ "opt-usim/ef-li", &content_languages },
	{ "opt-usim/ef-msisdn", &content_dialling },
	{ "opt-usim/ef-sdn", &content_dialling },
	{ "opt-usim/ef-bdn", &content_dialling },
	{ "opt-usim/ef-mbdn", &content_dialling },
	{ "opt-usim/ef-plmnwact", &content_networks },
	{ "opt-usim/ef-oplmnwact", &content_networks },
	{ "opt-usim/ef-hplmnwact", &content_networks },
	{ "isim/ef-arr", &content_rule },
	{ "isim/ef-ad", &content_administration },
	{ "csim/ef-arr", &content_rule },
	{ "df-5gs/ef-suci-calc-info", &content_concealment },
	{ "df-saip/ef-suci-calc-info-usim", &content_concealment },
	{ "iot/ef-pl", &content_languages },
	{ "iot/ef-ad", &content_administration },
	{ "iot/ef-iccid", &content_iccid },
	{ "iot/ef-dir", &content_application },
	{ "iot/ef-imsi", &content_imsi },
	{ "iot/ef-ust", &content_usim_services },
	{ "iot/ef-acc", &content_access_classes },
};

const struct content_codec *content_codec_find(const char *element, const char *field)
{
	size_t element_size = strlen(element);
	for (size_t i = 0; i < ARRAY_SIZE(codecs); i++) {
		const char *file = codecs[i].file;
		if (strncmp(file, element, element_size) == 0 && file[element_size] == '/'
		    && strcmp(file + element_size + 1, field) == 0)
			return codecs[i].codec;
	}
	return NULL;
}

enum status content_codec_print(const struct content_codec *codec, struct bytes content, size_t size,
                                struct buffer *out)
{
	AUTO(arena) arena = ARENA(1 << 16);
	AUTO(buffer) again = BUFFER(CODED_MAXIMUM);
	const struct yaml_node *node;
	struct yaml_error yaml_error;
	struct source_error error;
	size_t before = out->size;
	if (content.size > CODED_MAXIMUM)
		return STATUS_UNSUPPORTED;
	enum status status = codec->print(content, out);
	struct text printed = bytes_text(bytes_after(buffer_bytes(out), before));
	if (status == STATUS_OK)
		status = yaml_parse(printed, &arena, &node, &yaml_error);
	if (status == STATUS_OK)
		status = node ? codec->parse(node, size, &again, &error) : STATUS_UNSUPPORTED;
	if (status == STATUS_OK && bytes_equal(buffer_bytes(&again), content))
		return STATUS_OK;
	out->size = before;
	return status == STATUS_NO_MEMORY ? status : STATUS_UNSUPPORTED;
}
