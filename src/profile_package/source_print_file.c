/* SPDX-License-Identifier: Apache-2.0 */
/* The counterpart of source_file.c. */
#include "profile_package/source_printer.h"

#include "base/hex.h"
#include "profile_package/content_codec.h"

enum { CONTENT_ITEMS_MAXIMUM = 4096, WRAP_COLUMN = 100 };

/* What is written into a file: a run of items from the list it stands in. */
struct content_run {
	const struct package_node *first, *end; /* `end` is the first that does not belong to it */
	const struct content_codec *codec;
	size_t body_size, record_size;          /* nought: not known */
};

static bool is_content(const struct package_node *item)
{
	return item->field && (item->field->role == ROLE_FILL_CONTENT || item->field->role == ROLE_FILL_OFFSET);
}

static enum status print_hex(struct source_printer *printer, struct bytes octets)
{
	TRY(buffer_print(printer->out, "\""));
	TRY(hex_append(printer->out, octets));
	return buffer_print(printer->out, "\"");
}

/* Each content begins a record and stays in it; each distance leads to the beginning of another. */
static bool is_record_by_record(const struct content_run *run)
{
	size_t size = run->record_size, position = 0;
	bool was_offset = false;
	if (size == 0)
		return false;
	for (const struct package_node *item = run->first; item != run->end; item = item->next) {
		bool is_offset = item->field->role == ROLE_FILL_OFFSET;
		size_t length = is_offset ? package_number(item) : item->value.size;
		bool fits = is_offset ? !was_offset && length > 0 && (position + length) % size == 0
		                      : length > 0 && length <= size && position % size == 0;
		if (!fits)
			return false;
		position += length;
		was_offset = is_offset;
	}
	return !was_offset && position / size < CONTENT_ITEMS_MAXIMUM;
}

/* Long ones go on in the next line, behind a comma that stands in no quotes. */
static enum status print_wrapped(struct source_printer *printer, size_t column, struct text value)
{
	bool is_quoted = false;
	for (size_t i = 0; i < value.size; i++, column++) {
		char letter = value.data[i];
		bool is_escaped = i > 0 && value.data[i - 1] == '\\';
		if (letter == '"' && !is_escaped)
			is_quoted = !is_quoted;
		bool breaks = letter == ' ' && !is_quoted && i > 0 && value.data[i - 1] == ',' && column >= WRAP_COLUMN;
		if (!breaks) {
			TRY(buffer_append_octet(printer->out, (uint8_t)letter));
			continue;
		}
		TRY(buffer_print(printer->out, "\n%*s", (int)printer->indent + 2, ""));
		column = printer->indent + 2;
	}
	return buffer_print(printer->out, "\n");
}

/* A line with the codec's word, and one for the octets FF behind it. STATUS_UNSUPPORTED, and nothing printed: there is no
 * word. */
static enum status print_word_of(struct source_printer *printer, const struct content_codec *codec, struct bytes content,
                                 size_t size)
{
	AUTO(buffer) word = BUFFER(1 << 16);
	size_t padding = 0;
	enum status status = content_codec_print(codec, content, size, &word);
	while (padding < content.size && content.data[content.size - padding - 1] == 0xFF)
		padding++;
	if (status == STATUS_UNSUPPORTED && padding > 0)
		status = content_codec_print(codec, bytes_first(content, content.size - padding), size, &word);
	else
		padding = 0;
	TRY(status);
	TRY(source_start_line(printer));
	TRY(buffer_print(printer->out, "%s: ", codec->key));
	TRY(print_wrapped(printer, printer->indent + strlen(codec->key) + 2, buffer_text(&word)));
	if (padding == 0)
		return STATUS_OK;
	TRY(source_start_line(printer));
	return buffer_print(printer->out, "padding: %zu\n", padding);
}

static enum status print_record(struct source_printer *printer, const struct content_run *run, struct bytes content)
{
	const struct content_codec *codec = run->codec;
	if (codec && codec->of_record) {
		enum status status = print_word_of(printer, codec, content, run->record_size);
		if (status != STATUS_UNSUPPORTED)
			return status;
	}
	TRY(source_start_line(printer));
	TRY(print_hex(printer, content));
	return buffer_print(printer->out, "\n");
}

static enum status print_records(struct source_printer *printer, const struct content_run *run)
{
	size_t position = 0;
	TRY(source_start_line(printer));
	TRY(buffer_print(printer->out, "records:\n"));
	printer->indent += 4;
	for (const struct package_node *item = run->first; item != run->end; item = item->next) {
		bool is_offset = item->field->role == ROLE_FILL_OFFSET;
		size_t length = is_offset ? package_number(item) : item->value.size;
		size_t in_record = (run->record_size - position % run->record_size) % run->record_size;
		size_t skipped = is_offset ? (length - in_record) / run->record_size : 0;
		for (size_t i = 0; i < skipped; i++) {
			printer->dash = true;
			TRY(source_start_line(printer));
			TRY(buffer_print(printer->out, "\"\"\n"));
		}
		printer->dash = !is_offset;
		if (!is_offset)
			TRY(print_record(printer, run, item->value));
		position += length;
	}
	printer->indent -= 4;
	return STATUS_OK;
}

/* One line each: records may have words. */
static enum status print_coded_contents(struct source_printer *printer, const struct content_run *run)
{
	TRY(source_start_line(printer));
	TRY(buffer_print(printer->out, "contents:\n"));
	printer->indent += 4;
	for (const struct package_node *item = run->first; item != run->end; item = item->next) {
		printer->dash = true;
		if (item->field->role == ROLE_FILL_CONTENT) {
			TRY(print_record(printer, run, item->value));
			continue;
		}
		TRY(source_start_line(printer));
		TRY(buffer_print(printer->out, "fillFileOffset: %u\n", package_number(item)));
	}
	printer->indent -= 4;
	return STATUS_OK;
}

static enum status print_contents(struct source_printer *printer, const struct content_run *run)
{
	if (run->codec && run->codec->of_record)
		return print_coded_contents(printer, run);
	TRY(source_start_line(printer));
	TRY(buffer_print(printer->out, "contents: ["));
	for (const struct package_node *item = run->first; item != run->end; item = item->next) {
		if (item->field->role == ROLE_FILL_OFFSET)
			TRY(buffer_print(printer->out, "{fillFileOffset: %u}", package_number(item)));
		else
			TRY(print_hex(printer, item->value));
		if (item->next != run->end)
			TRY(buffer_print(printer->out, ", "));
	}
	return buffer_print(printer->out, "]\n");
}

/* STATUS_UNSUPPORTED: the codec cannot say it. */
static enum status print_coded(struct source_printer *printer, const struct content_run *run)
{
	if (!run->codec || run->codec->of_record)
		return STATUS_UNSUPPORTED;
	return print_word_of(printer, run->codec, run->first->value, run->body_size);
}

static enum status print_run(struct source_printer *printer, const struct content_run *run)
{
	if (run->first == run->end)
		return STATUS_OK;
	bool is_single = run->first->next == run->end && run->first->field->role == ROLE_FILL_CONTENT;
	enum status status = is_single ? print_coded(printer, run) : STATUS_UNSUPPORTED;
	if (status != STATUS_UNSUPPORTED)
		return status;
	if (is_record_by_record(run))
		return print_records(printer, run);
	if (!is_single)
		return print_contents(printer, run);
	TRY(source_start_line(printer));
	TRY(buffer_print(printer->out, "content: "));
	TRY(print_hex(printer, run->first->value));
	return buffer_print(printer->out, "\n");
}

/* As the compiler finds them: what the Fcp says, else the template. */
void source_file_sizes(const struct package_node *fcp, const struct template_file *row, size_t *out_body,
                       size_t *out_record)
{
	const struct package_node *descriptor = fcp ? package_member(fcp, "fileDescriptor") : NULL;
	const struct package_node *size = fcp ? package_member(fcp, "efFileSize") : NULL;
	*out_body = row ? row->size : 0;
	*out_record = row && (row->kind == FILE_LINEAR_FIXED || row->kind == FILE_CYCLIC) ? row->size : 0;
	if (size && size->value.size > 0 && size->value.data[0] != 0 && package_number(size) <= CONTENT_MAXIMUM)
		*out_body = package_number(size);
	if (descriptor && descriptor->value.size == 4)
		*out_record = (size_t)(descriptor->value.data[2] << 8 | descriptor->value.data[3]);
}

static bool values_are_readable(const struct package_node *from, const struct package_node *end)
{
	for (const struct package_node *item = from; item != end; item = item->next)
		if (item->field->role == ROLE_FILL_OFFSET && !schema_value_fits(item->field, item->value))
			return false;
	return true;
}

static const struct package_node *end_of_contents(const struct package_node *item)
{
	while (item && is_content(item))
		item = item->next;
	return item;
}

static enum status print_word(struct source_printer *printer, const char *key, const char *word)
{
	TRY(source_start_line(printer));
	return buffer_print(printer->out, "%s: %s\n", key, word);
}

enum status source_print_file(struct source_printer *printer, const struct package_node *file)
{
	const struct schema_field *field = file->field;
	const struct package_node *item = file->first, *fcp = NULL;
	if (!item)
		return print_word(printer, field->name, "defaults");
	if (item->field && item->field->role == ROLE_DO_NOT_CREATE && item->value.size == 0 && !item->next)
		return print_word(printer, field->name, "doNotCreate");
	if (item->field && item->field->role == ROLE_FCP) {
		fcp = item;
		item = item->next;
	}
	bool readable = !fcp || (fcp->first && fcp->first->field && source_is_readable(fcp));
	if (!readable || end_of_contents(item) || !values_are_readable(item, NULL))
		return source_print_raw(printer, field->name, file);
	const struct template_file *row =
		printer->template ? template_find_file(printer->template, schema_context_number(field->tag)) : NULL;
	struct content_run run = { .first = item, .codec = content_codec_find(printer->element->name, field->name) };
	source_file_sizes(fcp, row, &run.body_size, &run.record_size);
	TRY(source_start_line(printer));
	TRY(buffer_print(printer->out, "%s:%s%s\n", field->name, row ? " # " : "", row ? row->name : ""));
	printer->indent += 2;
	if (fcp)
		TRY(source_print_members(printer, fcp));
	TRY(print_run(printer, &run));
	printer->indent -= 2;
	return STATUS_OK;
}

/* ---- generic file management ---- */

/* One createFCP with the contents that follow it. */
static enum status print_created(struct source_printer *printer, const struct package_node *fcp,
                                 const struct package_node *end)
{
	struct content_run run = { .first = fcp->next, .end = end };
	source_file_sizes(fcp, NULL, &run.body_size, &run.record_size);
	TRY(source_start_line(printer));
	TRY(buffer_print(printer->out, "createFCP:\n"));
	printer->indent += 2;
	TRY(source_print_members(printer, fcp));
	TRY(print_run(printer, &run));
	printer->indent -= 2;
	return STATUS_OK;
}

static enum status print_command_list(struct source_printer *printer, const struct package_node *list)
{
	for (const struct package_node *item = list->first; item;) {
		const struct package_node *next = item->next;
		bool is_file = item->field->role == ROLE_CREATE_FCP && item->first && source_is_readable(item);
		printer->dash = true;
		if (is_file) {
			const struct package_node *end = end_of_contents(next);
			next = values_are_readable(next, end) ? end : next;
			TRY(print_created(printer, item, next));
		} else {
			TRY(source_print_field(printer, item));
		}
		item = next;
	}
	return STATUS_OK;
}

static bool lists_are_readable(const struct package_node *commands)
{
	for (const struct package_node *list = commands->first; list; list = list->next)
		if (!source_is_readable(list))
			return false;
	return true;
}

enum status source_print_commands(struct source_printer *printer, const struct package_node *commands)
{
	if (!lists_are_readable(commands))
		return source_print_raw(printer, commands->field->name, commands);
	TRY(source_start_line(printer));
	TRY(buffer_print(printer->out, "%s:\n", commands->field->name));
	bool is_one = !commands->first->next;
	printer->indent += is_one ? 4 : 6;
	for (const struct package_node *list = commands->first; list; list = list->next) {
		if (!is_one) {
			/* A list in a list: its first item stands on the line below the outer dash. */
			TRY(buffer_print(printer->out, "%*s-\n", (int)printer->indent - 4, ""));
		}
		TRY(print_command_list(printer, list));
	}
	printer->indent -= is_one ? 4 : 6;
	return STATUS_OK;
}
