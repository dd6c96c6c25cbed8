/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/package_diff.h"

#include <stdio.h>

#include "programs/output.h"
#include "programs/profile/commands.h"
#include "programs/profile/file.h"

enum { FACTS_MAXIMUM = 512 << 20, JSON_MAXIMUM = 256 << 20, SHOWN = 56, SHOWN_BEFORE = 16 };

#define HIDDEN "hidden (differs)"

/* Where two texts part, or nought for short ones. */
static size_t start_of(const char *a, const char *b)
{
	size_t at = 0;
	if (!a || !b || (strlen(a) <= SHOWN && strlen(b) <= SHOWN))
		return 0;
	while (a[at] && a[at] == b[at])
		at++;
	return at > SHOWN_BEFORE ? at - SHOWN_BEFORE : 0;
}

static const char *cut(struct arena *arena, const char *value, size_t start)
{
	size_t size = strlen(value);
	if (start > size)
		start = size;
	const char *text = arena_print(arena, "%s%.*s%s", start > 0 ? "…" : "", SHOWN, value + start,
	                               size - start > SHOWN ? "…" : "");
	return text ? text : "";
}

static void say(const struct invocation *invocation, struct arena *arena, const struct package_difference *difference)
{
	const char *a = difference->is_secret ? "hidden" : difference->a;
	const char *b = difference->is_secret ? "hidden" : difference->b;
	size_t start = start_of(a, b);
	if (!difference->a)
		output_line(invocation, "+ %s: %s", difference->path, cut(arena, b, start));
	else if (!difference->b)
		output_line(invocation, "- %s: %s", difference->path, cut(arena, a, start));
	else if (difference->is_secret)
		output_line(invocation, "  %s: " HIDDEN, difference->path);
	else
		output_line(invocation, "  %s: %s → %s", difference->path, cut(arena, a, start), cut(arena, b, start));
}

static void put_value(struct json_writer *writer, const char *name, const char *value, bool is_secret)
{
	if (value)
		json_put_text(writer, name, is_secret ? TEXT(HIDDEN) : text_from(value));
	else
		json_put_null(writer, name);
}

static enum status write_json(const struct package_difference *differences, struct buffer *out)
{
	struct json_writer writer = json_writer(out);
	json_open_object(&writer, NULL);
	json_put_boolean(&writer, "same", differences == NULL);
	json_open_array(&writer, "differences");
	for (const struct package_difference *one = differences; one; one = one->next) {
		json_open_object(&writer, NULL);
		json_put_text(&writer, "path", text_from(one->path));
		put_value(&writer, "a", one->a, one->is_secret);
		put_value(&writer, "b", one->b, one->is_secret);
		json_close_object(&writer);
	}
	json_close_array(&writer);
	json_close_object(&writer);
	return json_finish(&writer);
}

enum exit_code profile_diff(struct invocation *invocation)
{
	AUTO(buffer) a = SECRET_BUFFER(PACKAGE_FILE_MAXIMUM);
	AUTO(buffer) b = SECRET_BUFFER(PACKAGE_FILE_MAXIMUM);
	AUTO(buffer) data = SECRET_BUFFER(JSON_MAXIMUM);
	AUTO(arena) arena = ARENA(FACTS_MAXIMUM);
	struct package_difference *differences = NULL;
	struct package_error error = { 0 };
	char **paths = invocation->arguments;
	int wrong = 0;
	if (!profile_file_read(invocation, paths[0], false, &a) || !profile_file_read(invocation, paths[1], false, &b))
		return EXIT_USAGE;
	enum status status = package_diff(buffer_bytes(&a), buffer_bytes(&b), option_is_set(invocation, "expanded"), &arena,
	                                  &differences, &wrong, &error);
	if (status == STATUS_MALFORMED || status == STATUS_REFUSED)
		output_failure(invocation, "profile_diff", "%s, octet %zu: %s.", paths[wrong], error.offset, error.message);
	else if (status == STATUS_OK && write_json(differences, &data) != STATUS_OK)
		status = STATUS_NO_MEMORY;
	if (status == STATUS_NO_MEMORY || status == STATUS_TOO_LARGE)
		output_failure(invocation, "profile_diff", "The packages are too large to be compared.");
	if (status != STATUS_OK)
		return EXIT_USAGE;
	for (const struct package_difference *one = differences; one; one = one->next)
		say(invocation, &arena, one);
	output_success(invocation, buffer_text(&data), differences ? NULL : "No difference in meaning.");
	return differences ? EXIT_FAILED : EXIT_DONE;
}
