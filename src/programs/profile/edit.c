/* SPDX-License-Identifier: Apache-2.0 */
/* Elements taken from a package, put in, taken out; values set. */
#include "profile_package/package_edit.h"

#include <stdio.h>
#include <unistd.h>

#include "profile_package/package_tree.h"
#include "profile_package/source.h"
#include "profile_package/source_splice.h"
#include "programs/output.h"
#include "programs/profile/commands.h"
#include "programs/profile/document.h"
#include "programs/profile/file.h"

enum { ELEMENT_MAXIMUM = 16 << 20, SOURCE_MAXIMUM = 64 << 20, COMPILE_ARENA = 256 << 20, SENTENCE_MAXIMUM = 200 };

/* One run of a command. */
struct editing {
	const struct invocation *invocation;
	const char *what;
	struct profile_document document;
	struct package_edit edit;
};

static void editing_release(struct editing *editing)
{
	profile_document_release(&editing->document);
	package_edit_release(&editing->edit);
}

static enum exit_code fail(const struct editing *editing, enum status status)
{
	bool is_explained = editing->edit.message[0] != 0 && status != STATUS_NO_MEMORY;
	return output_failure(editing->invocation, editing->what, "%s: %s.", editing->document.path,
	                      is_explained ? editing->edit.message : status_name(status));
}

static enum exit_code begin(struct editing *editing, struct invocation *invocation, const char *what)
{
	editing->invocation = invocation;
	editing->what = what;
	if (!profile_document_read(invocation, invocation->arguments[0], &editing->document))
		return EXIT_FAILED;
	enum status status = package_edit_begin(buffer_bytes(&editing->document.package), &editing->edit);
	return status == STATUS_OK ? EXIT_DONE : fail(editing, status);
}

static enum exit_code finish(struct editing *editing, const char *sentence)
{
	AUTO(buffer) package = SECRET_BUFFER(PACKAGE_FILE_MAXIMUM);
	enum status status =
		package_edit_finish(&editing->edit, option_is_set(editing->invocation, "force"), &package);
	if (status == STATUS_REFUSED)
		return output_failure(editing->invocation, editing->what,
		                      "%s: %s. Nothing was written; --force writes it all the same.",
		                      editing->document.path, editing->edit.message);
	if (status != STATUS_OK)
		return fail(editing, status);
	return profile_document_write(editing->invocation, &editing->document, buffer_bytes(&package), editing->what,
	                              text_from(sentence));
}

/* ---- extract ---- */

/* As a source that `insert` and `compile` read. */
static enum status print_element(struct package_edit *edit, struct package_node *element, struct buffer *out)
{
	struct package_node only = *edit->package;
	only.first = element;
	element->next = NULL;
	return source_print(&only, true, out);
}

enum exit_code profile_extract(struct invocation *invocation)
{
	AUTO(editing) editing = { 0 };
	AUTO(buffer) out = SECRET_BUFFER(SOURCE_MAXIMUM);
	struct package_node *element;
	enum exit_code code = begin(&editing, invocation, "profile_extract");
	if (code != EXIT_DONE)
		return code;
	enum status status = package_edit_find(&editing.edit, text_from(invocation->arguments[1]), &element);
	if (status != STATUS_OK)
		return fail(&editing, status);
	bool as_source = editing.document.is_source || option_is_set(invocation, "source");
	if (!as_source && !option_text(invocation, "output") && isatty(STDOUT_FILENO))
		return usage_error(invocation, "an element is no text for a terminal: give --output FILE or --source.");
	status = as_source ? print_element(&editing.edit, element, &out) : package_encode(element, &out);
	if (status != STATUS_OK)
		return fail(&editing, status);
	return profile_file_write(invocation, buffer_bytes(&out)) ? EXIT_DONE : EXIT_FAILED;
}

/* ---- insert ---- */

static bool is_element(struct bytes content)
{
	return content.size > 0 && content.data[0] >= 0xA0 && content.data[0] <= 0xBF;
}

/* Octets of one or more elements: as they are, or from their source. */
static bool read_elements(const struct invocation *invocation, const char *path, struct buffer *out)
{
	AUTO(buffer) content = SECRET_BUFFER(PROFILE_FILE_MAXIMUM);
	AUTO(arena) arena = ARENA(COMPILE_ARENA);
	struct source_error error = { 0 };
	if (!profile_file_load(invocation, path, &content))
		return false;
	if (is_element(buffer_bytes(&content)))
		return buffer_append(out, buffer_bytes(&content)) == STATUS_OK;
	enum status status = source_compile(buffer_text(&content), &arena, out, &error);
	if (status == STATUS_MALFORMED)
		output_failure(invocation, "profile_insert", "%s:%u:%u: %s.", path, error.line, error.column, error.message);
	else if (status != STATUS_OK)
		output_failure(invocation, "profile_insert", "Cannot compile %s: %s.", path, status_name(status));
	return status == STATUS_OK;
}

static enum status find_neighbour(struct editing *editing, struct package_node **out)
{
	const char *before = option_text(editing->invocation, "before"), *after = option_text(editing->invocation, "after");
	*out = NULL;
	if (!before && !after)
		return STATUS_OK;
	TRY(package_edit_find(&editing->edit, text_from(before ? before : after), out));
	if (before)
		*out = package_edit_before(&editing->edit, *out);
	if (*out)
		return STATUS_OK;
	snprintf(editing->edit.message, sizeof editing->edit.message, "nothing can stand before the header");
	return STATUS_NOT_FOUND;
}

enum exit_code profile_insert(struct invocation *invocation)
{
	AUTO(editing) editing = { 0 };
	AUTO(buffer) elements = SECRET_BUFFER(ELEMENT_MAXIMUM);
	struct package_node *neighbour;
	if (option_is_set(invocation, "before") && option_is_set(invocation, "after"))
		return usage_error(invocation, "--before and --after exclude each other.");
	enum exit_code code = begin(&editing, invocation, "profile_insert");
	if (code != EXIT_DONE)
		return code;
	if (!profile_document_has_target(invocation, &editing.document))
		return EXIT_USAGE;
	if (!read_elements(invocation, invocation->arguments[1], &elements))
		return EXIT_FAILED;
	enum status status = find_neighbour(&editing, &neighbour);
	if (status == STATUS_OK)
		status = package_edit_insert(&editing.edit, buffer_bytes(&elements), neighbour);
	if (status != STATUS_OK)
		return fail(&editing, status);
	return finish(&editing, "the element is in it.");
}

/* ---- remove, set ---- */

enum exit_code profile_remove(struct invocation *invocation)
{
	AUTO(editing) editing = { 0 };
	enum exit_code code = begin(&editing, invocation, "profile_remove");
	if (code != EXIT_DONE)
		return code;
	if (!profile_document_has_target(invocation, &editing.document))
		return EXIT_USAGE;
	struct package_node **elements = arena_allocate(&editing.edit.arena,
	                                                (size_t)invocation->argument_count * sizeof *elements);
	if (!elements)
		return fail(&editing, STATUS_NO_MEMORY);
	/* "pinCodes#1 pinCodes#2" means what was there before the first of them went. */
	for (int i = 1; i < invocation->argument_count; i++) {
		enum status status = package_edit_find(&editing.edit, text_from(invocation->arguments[i]), &elements[i]);
		if (status != STATUS_OK)
			return fail(&editing, status);
	}
	for (int i = 1; i < invocation->argument_count; i++)
		package_edit_remove(&editing.edit, elements[i]);
	return finish(&editing, invocation->argument_count == 2 ? "the element is gone." : "the elements are gone.");
}

/* The place of the element that a path begins with, among all of them. */
static size_t index_of(struct package_edit *edit, struct text path)
{
	struct package_node *wanted;
	size_t index = 0;
	if (package_edit_find(edit, text_cut(&path, '/'), &wanted) != STATUS_OK)
		return SIZE_MAX;
	for (const struct package_node *element = edit->package->first; element != wanted; element = element->next)
		index++;
	return index;
}

/* The value also changes in the text, as long as that can be done there. */
static void splice(struct editing *editing, struct text path, struct text value)
{
	AUTO(buffer) next = SECRET_BUFFER(SOURCE_MAXIMUM);
	struct buffer *source = &editing->document.source;
	struct text words = path;
	size_t index = index_of(&editing->edit, path);
	text_cut(&words, '/');
	if (source->size == 0 || source_splice(buffer_text(source), index, words, value, &next) != STATUS_OK)
		return;
	buffer_release(source);
	*source = next;
	next = (struct buffer){ 0 };
}

enum exit_code profile_set(struct invocation *invocation)
{
	AUTO(editing) editing = { 0 };
	char sentence[SENTENCE_MAXIMUM];
	enum exit_code code = begin(&editing, invocation, "profile_set");
	if (code != EXIT_DONE)
		return code;
	if (!profile_document_has_target(invocation, &editing.document))
		return EXIT_USAGE;
	for (int i = 1; i < invocation->argument_count; i++) {
		struct text value = text_from(invocation->arguments[i]), path = text_cut(&value, '=');
		if (!value.data)
			return usage_error(invocation, "%s: expected PATH=VALUE.", invocation->arguments[i]);
		splice(&editing, path, value);
		enum status status = package_edit_set(&editing.edit, path, value);
		if (status != STATUS_OK)
			return fail(&editing, status);
	}
	int count = invocation->argument_count - 1;
	snprintf(sentence, sizeof sentence, "%d value%s set.", count, count == 1 ? "" : "s");
	return finish(&editing, sentence);
}
