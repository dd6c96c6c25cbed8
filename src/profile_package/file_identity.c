/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/file_identity.h"

#include "profile_package/content_codec.h"

/* Applications that templates belong to: TS 101 220 annex E, 3GPP2. */
enum application { APPLICATION_NONE, APPLICATION_USIM, APPLICATION_ISIM, APPLICATION_CSIM, APPLICATION_OTHER };

static enum application application_of(struct bytes aid)
{
	static const uint8_t usim[] = { 0xA0, 0x00, 0x00, 0x00, 0x87, 0x10, 0x02 };
	static const uint8_t isim[] = { 0xA0, 0x00, 0x00, 0x00, 0x87, 0x10, 0x04 };
	static const uint8_t csim[] = { 0xA0, 0x00, 0x00, 0x03, 0x43, 0x10, 0x02 };
	if (bytes_start_with(aid, BYTES(usim)))
		return APPLICATION_USIM;
	if (bytes_start_with(aid, BYTES(isim)))
		return APPLICATION_ISIM;
	return bytes_start_with(aid, BYTES(csim)) ? APPLICATION_CSIM : APPLICATION_OTHER;
}

/* Whose files a template's are. */
static enum application application_of_template(const struct template *template)
{
	static const enum application places[] = {
		[PLACE_MF] = APPLICATION_NONE, [PLACE_USIM] = APPLICATION_USIM, [PLACE_ISIM] = APPLICATION_ISIM,
		[PLACE_CSIM] = APPLICATION_CSIM, [PLACE_ANY_ADF] = APPLICATION_OTHER,
	};
	static const struct {
		uint32_t element;
		enum application application;
	} makers[] = {
		{ 0xB3, APPLICATION_USIM }, { 0xB5, APPLICATION_ISIM }, { 0xB9, APPLICATION_CSIM }, { 0xBF20, APPLICATION_USIM },
	};
	for (size_t i = 0; i < ARRAY_SIZE(makers); i++)
		if (makers[i].element == template->element)
			return makers[i].application;
	return places[template->place];
}

/* The path of a row's file below the application, or below the MF. */
static bool is_row(const struct template *template, const struct template_file *row, const uint16_t *ids, size_t count)
{
	uint16_t last = row->last_id != 0 ? row->last_id : row->id;
	if (count == 0 || row->kind == FILE_ADF || ids[count - 1] < row->id || ids[count - 1] > last)
		return false;
	const struct template_file *parent = row->parent != 0 ? template_find_file(template, row->parent) : NULL;
	if (!parent || parent->kind == FILE_ADF || parent->kind == FILE_MF)
		return count == 1;
	return is_row(template, parent, ids, count - 1);
}

static const struct template_file *find_row(const struct template *template, const uint16_t *ids, size_t count)
{
	for (const struct template *version = template; version; version = version->base)
		for (size_t i = 0; i < version->file_count; i++)
			if (is_row(template, &version->files[i], ids, count))
				return &version->files[i];
	return NULL;
}

static const struct schema_field *field_of(const struct schema_field *element, const struct template_file *row)
{
	for (size_t i = 2; i < element->field_count; i++)
		if (schema_context_number(element->fields[i].tag) == row->tag)
			return &element->fields[i];
	return NULL;
}

struct file_identity file_identify(const struct file_listing *listing, const struct listed_file *file)
{
	struct file_identity identity = { 0 };
	const struct file_path root = { .ids = { file->path.ids[0] }, .count = 1 };
	const struct listed_file *top = file->path.count > 0 ? file_listing_find(listing, &root) : NULL;
	bool has_adf = top && top->plan.kind == FILE_ADF;
	enum application application = has_adf ? application_of(top->plan.aid) : APPLICATION_NONE;
	size_t below = has_adf ? 1 : 0;
	const struct template *template;
	for (size_t i = 0; !identity.row && (template = template_at(i)); i++) {
		enum application own = application_of_template(template);
		if (own != application && !(own == APPLICATION_OTHER && has_adf))
			continue;
		identity.row = find_row(template, file->path.ids + below, file->path.count - below);
		identity.element = identity.row ? schema_element(template->element) : NULL;
	}
	/* Another kind of file is another file. */
	if (identity.row && !file->plan.is_link && identity.row->kind != file->plan.kind)
		return (struct file_identity){ 0 };
	if (identity.row)
		identity.field = field_of(identity.element, identity.row);
	return identity;
}

static enum status print(const struct content_codec *codec, struct bytes content, size_t size, struct buffer *out)
{
	size_t before = out->size;
	TRY(buffer_print(out, "{%s: ", codec->key));
	enum status status = content_codec_print(codec, content, size, out);
	if (status == STATUS_OK)
		status = buffer_print(out, "}");
	if (status != STATUS_OK)
		out->size = before;
	return status;
}

enum status file_identity_print(const struct file_identity *identity, const struct listed_file *file,
                                struct bytes content, struct buffer *out)
{
	const struct content_codec *codec =
		identity->field ? content_codec_find(identity->element->name, identity->field->name) : NULL;
	if (!codec || codec->of_record != (file->plan.record_size != 0))
		return STATUS_UNSUPPORTED;
	size_t size = codec->of_record ? file->plan.record_size : file->body_size;
	enum status status = print(codec, content, size, out);
	if (status != STATUS_UNSUPPORTED)
		return status;
	/* What follows the value may be padding. */
	while (content.size > 0 && content.data[content.size - 1] == 0xFF)
		content.size--;
	return content.size > 0 ? print(codec, content, size, out) : STATUS_UNSUPPORTED;
}
