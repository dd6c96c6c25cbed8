/* SPDX-License-Identifier: Apache-2.0 */
/* Files in a profile source. Beside the fields of its Fcp a file has at most one of
 *
 *	content:  HEX                            one run from the start
 *	records:  [HEX, "", application: {…}]    one each from its start; "" leaves a record as it is
 *	contents: [HEX, fillFileOffset: 5, HEX]  runs and distances as the package has them
 *	imsi: …                                  what a content codec calls it
 *
 * Beside a codec's word `padding: 3` writes so many octets FF behind it. */
#include "profile_package/source_compiler.h"

#include "profile_package/content_codec.h"
#include "profile_package/source_value.h"

enum { OFFSET_MAXIMUM = 65535, EXTRA_KEYS = 6 };

/* Where contents go: the tags of the two lists differ. */
struct filling {
	struct source_compiler *compiler;
	uint32_t offset_tag, content_tag;
	const struct content_codec *codec;
	size_t body_size, record_size; /* nought: not known */
	const struct yaml_node *padding; /* NULL: none */
};

static enum status put_content(struct filling *filling, struct bytes content)
{
	der_put(&filling->compiler->writer, filling->content_tag, content);
	return filling->compiler->writer.status;
}

static enum status compile_hex(struct filling *filling, const struct yaml_node *node, size_t maximum,
                               struct buffer *out)
{
	return source_octets(filling->compiler->error, node, 0, maximum, out);
}

static enum status compile_content(struct filling *filling, const struct yaml_node *node)
{
	AUTO(buffer) content = BUFFER(CONTENT_MAXIMUM);
	TRY(compile_hex(filling, node, CONTENT_MAXIMUM, &content));
	return put_content(filling, buffer_bytes(&content));
}

static enum status put_padding(struct filling *filling, const struct yaml_node *padding, struct buffer *out)
{
	uint32_t count = 0;
	if (padding)
		TRY(source_number(filling->compiler->error, padding, 1, CONTENT_MAXIMUM, &count));
	uint8_t *room = buffer_extend(out, count);
	if (count > 0 && !room)
		return STATUS_TOO_LARGE;
	if (count > 0)
		memset(room, 0xFF, count);
	return STATUS_OK;
}

static enum status compile_coded(struct filling *filling, const struct yaml_node *node)
{
	AUTO(buffer) content = BUFFER(CONTENT_MAXIMUM);
	TRY(filling->codec->parse(node, filling->body_size, &content, filling->compiler->error));
	TRY(put_padding(filling, filling->padding, &content));
	return put_content(filling, buffer_bytes(&content));
}

/* {rule: …}, with padding or without. */
static enum status compile_coded_item(struct filling *filling, const struct yaml_node *node, struct buffer *out)
{
	const struct content_codec *codec = filling->codec;
	const struct yaml_node *padding = yaml_member(node, "padding");
	const struct yaml_node *word = codec && codec->of_record ? yaml_member(node, codec->key) : NULL;
	if (!word || node->count != 1u + (padding != NULL))
		return source_refuse(filling->compiler->error, node, "expected a record in hexadecimal");
	TRY(codec->parse(word, filling->record_size, out, filling->compiler->error));
	return put_padding(filling, padding, out);
}

static enum status compile_record(struct filling *filling, const struct yaml_node *node, struct buffer *out)
{
	if (node->kind == YAML_SCALAR)
		return compile_hex(filling, node, filling->record_size, out);
	TRY(compile_coded_item(filling, node, out));
	if (out->size > filling->record_size)
		return source_refuse(filling->compiler->error, node, "this takes %zu octets, and a record has %zu", out->size,
		                     filling->record_size);
	return STATUS_OK;
}

static enum status compile_records(struct filling *filling, const struct yaml_node *node)
{
	struct source_error *error = filling->compiler->error;
	size_t distance = 0;
	if (node->kind != YAML_SEQUENCE)
		return source_refuse(error, node, "expected a list of records");
	if (filling->record_size == 0)
		return source_refuse(error, node,
		                     "the size of a record is not known: give fileDescriptor with it, as 42210026");
	for (const struct yaml_node *item = node->first; item; item = item->next) {
		AUTO(buffer) record = BUFFER(CONTENT_MAXIMUM);
		TRY(compile_record(filling, item, &record));
		if (record.size == 0) {
			distance += filling->record_size;
			continue;
		}
		if (distance > OFFSET_MAXIMUM)
			return source_refuse(error, item, "too far from the record before it");
		if (distance > 0)
			der_put_number(&filling->compiler->writer, filling->offset_tag, distance);
		TRY(put_content(filling, buffer_bytes(&record)));
		distance = filling->record_size - record.size;
	}
	return STATUS_OK;
}

static enum status compile_contents(struct filling *filling, const struct yaml_node *node)
{
	struct source_error *error = filling->compiler->error;
	if (node->kind != YAML_SEQUENCE)
		return source_refuse(error, node, "expected a list of contents and distances");
	for (const struct yaml_node *item = node->first; item; item = item->next) {
		const struct yaml_node *distance = yaml_member(item, "fillFileOffset");
		uint32_t number;
		if (!distance && item->kind == YAML_MAPPING) {
			AUTO(buffer) content = BUFFER(CONTENT_MAXIMUM);
			TRY(compile_coded_item(filling, item, &content));
			TRY(put_content(filling, buffer_bytes(&content)));
			continue;
		}
		if (!distance) {
			TRY(compile_content(filling, item));
			continue;
		}
		TRY(source_number(error, distance, 0, OFFSET_MAXIMUM, &number));
		der_put_number(&filling->compiler->writer, filling->offset_tag, number);
	}
	return STATUS_OK;
}

/* What is behind a key; NULL: the key is none of contents. */
static enum status (*find_work(const struct content_codec *codec, struct text key))(struct filling *,
                                                                                     const struct yaml_node *)
{
	static const struct {
		const char *key;
		enum status (*compile)(struct filling *, const struct yaml_node *);
	} works[] = {
		{ "content", compile_content }, { "records", compile_records }, { "contents", compile_contents },
	};
	for (size_t i = 0; i < ARRAY_SIZE(works); i++)
		if (text_equal(text_from(works[i].key), key))
			return works[i].compile;
	bool is_word = codec && !codec->of_record && text_equal(text_from(codec->key), key);
	return is_word ? compile_coded : NULL;
}

static enum status compile_filling(struct filling *filling, const struct yaml_node *node)
{
	const struct yaml_node *found = NULL;
	filling->padding = yaml_member(node, "padding");
	for (const struct yaml_node *member = node->first; member; member = member->next) {
		if (!find_work(filling->codec, member->key))
			continue;
		if (found)
			return source_refuse_key(filling->compiler->error, member, "the contents are given twice");
		found = member;
	}
	bool is_coded = found && find_work(filling->codec, found->key) == compile_coded;
	if (filling->padding && !is_coded)
		return source_refuse_key(filling->compiler->error, filling->padding, "padding follows a word for contents");
	return found ? find_work(filling->codec, found->key)(filling, found) : STATUS_OK;
}

enum status source_compile_body(struct source_compiler *compiler, const struct source_body *body, struct text key,
                                const struct yaml_node *node)
{
	struct filling filling = {
		.compiler = compiler, .codec = body->codec, .body_size = body->body_size, .record_size = body->record_size,
		.offset_tag = body->is_created ? 0x02 : 0x82, .content_tag = body->is_created ? 0x81 : 0x83,
	};
	enum status (*work)(struct filling *, const struct yaml_node *) = find_work(body->codec, key);
	return work ? work(&filling, node) : STATUS_NOT_FOUND;
}

/* The record size of a fileDescriptor that the source gives, else the template's. */
static enum status find_sizes(struct filling *filling, const struct yaml_node *node, const struct template_file *row)
{
	const struct yaml_node *descriptor = yaml_member(node, "fileDescriptor"), *size = yaml_member(node,
	                                                                                              "efFileSize");
	AUTO(buffer) octets = BUFFER(4);
	uint32_t given;
	filling->body_size = row ? row->size : 0;
	filling->record_size = row && (row->kind == FILE_LINEAR_FIXED || row->kind == FILE_CYCLIC) ? row->size : 0;
	if (size && source_number(filling->compiler->error, size, 1, CONTENT_MAXIMUM, &given) == STATUS_OK)
		filling->body_size = given;
	if (!descriptor)
		return STATUS_OK;
	TRY(source_octets(filling->compiler->error, descriptor, 2, 4, &octets));
	if (octets.size == 4)
		filling->record_size = (size_t)(octets.data[2] << 8 | octets.data[3]);
	return STATUS_OK;
}

static bool has_fcp(const struct schema_field *fcp, const struct yaml_node *node)
{
	for (const struct yaml_node *member = node->first; member; member = member->next)
		if (schema_find_named(fcp, member->key) < fcp->field_count)
			return true;
	return false;
}

/* Without an Fcp there is nothing but contents. */
static enum status check_keys(struct source_compiler *compiler, const struct yaml_node *node, const char *const *keys)
{
	for (const struct yaml_node *member = node->first; member; member = member->next) {
		bool known = false;
		for (size_t i = 0; keys[i]; i++)
			known = known || text_equal(member->key, text_from(keys[i]));
		if (!known)
			return source_refuse_key(compiler->error, member, "a file has no field \"%.40s\"",
			                         member->key.data);
	}
	return STATUS_OK;
}

/* One mapping: the Fcp's fields, and contents. */
static enum status compile_mapping(struct filling *filling, const struct schema_field *fcp,
                                   const struct yaml_node *node, const struct template_file *row)
{
	struct source_compiler *compiler = filling->compiler;
	const struct content_codec *codec = filling->codec;
	const char *extra[EXTRA_KEYS] = {
		"content", "records", "contents", "padding", codec && !codec->of_record ? codec->key : NULL,
	};
	if (codec && codec->of_record && yaml_member(node, codec->key))
		return source_refuse(compiler->error, node, "%s belongs to a record: write records: [ %s: … ]", codec->key,
		                     codec->key);
	TRY(find_sizes(filling, node, row));
	bool is_created = fcp->role == ROLE_CREATE_FCP;
	if (is_created || has_fcp(fcp, node)) {
		der_open(&compiler->writer, fcp->tag);
		TRY(source_compile_members(compiler, fcp, node, extra));
		der_close(&compiler->writer);
	} else {
		TRY(check_keys(compiler, node, extra));
	}
	return compile_filling(filling, node);
}

static const struct template_file *row_of(const struct source_compiler *compiler, const struct schema_field *field)
{
	if (!compiler->template)
		return NULL;
	return template_find_file(compiler->template, schema_context_number(field->tag));
}

enum status source_compile_file(struct source_compiler *compiler, const struct schema_field *field,
                                const struct yaml_node *node)
{
	struct filling filling = {
		.compiler = compiler, .offset_tag = 0x82, .content_tag = 0x83,
		.codec = content_codec_find(compiler->element->name, field->name),
	};
	if (node->kind == YAML_MAPPING)
		return compile_mapping(&filling, &field->fields[1], node, row_of(compiler, field));
	if (node->kind == YAML_SEQUENCE)
		return source_compile_choices(compiler, field, node);
	if (text_equal(node->scalar, TEXT("defaults")))
		return STATUS_OK;
	if (text_equal(node->scalar, TEXT("doNotCreate"))) {
		der_put_null(&compiler->writer, 0x80);
		return STATUS_OK;
	}
	AUTO(buffer) raw = BUFFER(CONTENT_MAXIMUM);
	if (node->scalar.size == 0 || source_octets(compiler->error, node, 0, CONTENT_MAXIMUM, &raw) != STATUS_OK)
		return source_refuse(compiler->error, node,
		                     "expected the fields of a file, or defaults, or doNotCreate");
	der_put_raw(&compiler->writer, buffer_bytes(&raw));
	return compiler->writer.status;
}

enum status source_compile_created_file(struct source_compiler *compiler, const struct schema_field *field,
                                        const struct yaml_node *node)
{
	struct filling filling = { .compiler = compiler, .offset_tag = 0x02, .content_tag = 0x81 };
	if (node->kind == YAML_MAPPING)
		return compile_mapping(&filling, field, node, NULL);
	return source_compile_field(compiler, field, node);
}

enum status source_compile_commands(struct source_compiler *compiler, const struct schema_field *field,
                                    const struct yaml_node *node)
{
	const struct schema_field *list = &field->fields[0];
	if (node->kind != YAML_SEQUENCE || !node->first)
		return source_refuse(compiler->error, node, "expected a list of commands, as \"- filePath: 7F10\"");
	if (node->first->kind == YAML_MAPPING)
		return source_compile_field(compiler, list, node);
	for (const struct yaml_node *item = node->first; item; item = item->next)
		TRY(source_compile_field(compiler, list, item));
	return STATUS_OK;
}
