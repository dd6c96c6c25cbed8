/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/source_piece.h"

#include "codec/der_read.h"
#include "profile_package/source_compiler.h"
#include "profile_package/source_printer.h"

enum { ARENA_MAXIMUM = 64 << 20 };

static bool is_quoted(struct text value)
{
	return value.size > 0 && (value.data[0] == '"' || value.data[0] == '\'');
}

/* A value on a command line has been through a shell, which took its quotes. */
static enum status parse(struct text value, bool is_scalar, struct arena *arena, const struct yaml_node **out,
                         struct source_error *error)
{
	struct yaml_error yaml_error;
	if (is_scalar && !is_quoted(value)) {
		struct yaml_node *node = arena_allocate(arena, sizeof *node);
		if (!node)
			return STATUS_NO_MEMORY;
		*node = (struct yaml_node){ .kind = YAML_SCALAR, .line = 1, .column = 1, .quoted = true };
		TRY(arena_copy_text(arena, value, &node->scalar));
		*out = node;
		return STATUS_OK;
	}
	enum status status = yaml_parse(value, arena, out, &yaml_error);
	if (status == STATUS_OK && !*out)
		return parse((struct text){ 0 }, true, arena, out, error);
	if (status != STATUS_MALFORMED)
		return status;
	struct yaml_node place = { .line = yaml_error.line, .column = yaml_error.column };
	return source_refuse(error, &place, "%s", yaml_error.message);
}

static struct source_compiler compiler_for(const struct source_piece_place *place, struct buffer *out,
                                           struct source_error *error)
{
	return (struct source_compiler){
		.writer = der_writer(out), .error = error, .element = place->element, .template = place->template,
	};
}

/* After a failure `out` is as long as it was. */
static enum status finish(struct source_compiler *compiler, enum status status)
{
	if (status == STATUS_OK)
		return der_finish(&compiler->writer);
	compiler->writer.out->size = compiler->writer.start;
	return status;
}

enum status source_piece_compile(const struct source_piece_place *place, const struct schema_field *field,
                                 struct text value, struct buffer *out, struct source_error *error)
{
	AUTO(arena) arena = ARENA(ARENA_MAXIMUM);
	struct source_compiler compiler = compiler_for(place, out, error);
	const struct yaml_node *node;
	TRY(parse(value, !schema_is_constructed(field), &arena, &node, error));
	return finish(&compiler, source_compile_field(&compiler, field, node));
}

static struct source_body body_of(const struct source_piece_place *place, const struct source_piece_file *file)
{
	struct source_body body = { .is_created = file->field == NULL };
	if (file->field)
		body.codec = content_codec_find(place->element->name, file->field->name);
	source_file_sizes(file->fcp, file->row, &body.body_size, &body.record_size);
	return body;
}

enum status source_piece_contents(const struct source_piece_place *place, const struct source_piece_file *file,
                                  struct text key, struct text value, struct buffer *out, struct source_error *error)
{
	AUTO(arena) arena = ARENA(ARENA_MAXIMUM);
	struct source_compiler compiler = compiler_for(place, out, error);
	struct source_body body = body_of(place, file);
	const struct yaml_node *node;
	TRY(parse(value, text_equal(key, TEXT("content")), &arena, &node, error));
	return finish(&compiler, source_compile_body(&compiler, &body, key, node));
}

enum status source_piece_record(const struct source_piece_place *place, const struct source_piece_file *file,
                                struct text key, struct text value, struct buffer *out, size_t *out_record_size,
                                struct source_error *error)
{
	AUTO(arena) arena = ARENA(ARENA_MAXIMUM);
	AUTO(buffer) items = BUFFER(CONTENT_MAXIMUM);
	struct source_compiler compiler = compiler_for(place, &items, error);
	struct source_body body = body_of(place, file);
	const struct yaml_node *node;
	if (key.size > 0 && !(body.codec && body.codec->of_record && text_equal(text_from(body.codec->key), key)))
		return STATUS_NOT_FOUND;
	TRY(parse(value, false, &arena, &node, error));
	struct yaml_node word = { .kind = YAML_MAPPING, .line = 1, .column = 1, .first = node, .count = 1 };
	struct yaml_node named = *node;
	named.key = key;
	word.first = &named;
	const struct yaml_node *item = key.size > 0 ? &word : node;
	struct yaml_node list = { .kind = YAML_SEQUENCE, .line = 1, .column = 1, .first = item, .count = 1 };
	TRY(finish(&compiler, source_compile_body(&compiler, &body, TEXT("records"), &list)));
	*out_record_size = body.record_size;
	struct der_reader reader = der_reader(buffer_bytes(&items));
	struct der_element content;
	return der_next(&reader, &content) ? buffer_append(out, content.value) : STATUS_OK;
}
