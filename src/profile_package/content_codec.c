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
	{ "usim/ef-ust", &content_services },
	{ "usim/ef-est", &content_services },
	{ "usim/ef-acc", &content_access_classes },
	{ "usim/ef-spn", &content_provider_name },
	{ "usim/ef-fplmn", &content_plmns },
	{ "opt-usim/ef-ehplmn", &content_plmns },
	{ "isim/ef-impi", &content_uri },
	{ "isim/ef-domain", &content_uri },
	{ "isim/ef-impu", &content_record_uri },
	{ "isim/ef-ist", &content_services },
	{ "iot/ef-iccid", &content_iccid },
	{ "iot/ef-dir", &content_application },
	{ "iot/ef-imsi", &content_imsi },
	{ "iot/ef-ust", &content_services },
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
