/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/profile/show_files.h"

#include <stdio.h>

#include "base/hex.h"
#include "profile_package/file_identity.h"
#include "profile_package/file_plan.h"
#include "programs/output.h"

enum { TEXT_MAXIMUM = 64 << 20, OCTETS_SHOWN = 32, WORDS_SHOWN = 160, NAME_COLUMNS = 34 };

static const char *kind_name(const struct new_file *plan)
{
	static const char *const names[] = {
		[FILE_TRANSPARENT] = "transparent", [FILE_LINEAR_FIXED] = "linear-fixed", [FILE_CYCLIC] = "cyclic",
		[FILE_BER_TLV] = "ber-tlv", [FILE_DF] = "df", [FILE_ADF] = "adf", [FILE_MF] = "mf",
	};
	return names[plan->kind];
}

static const char *name_of(const struct file_listing *listing, const struct listed_file *file,
                           struct file_identity *out_identity)
{
	*out_identity = file_identify(listing, file);
	return file->name ? file->name : out_identity->row ? out_identity->row->name : "";
}

static const char *print_path(struct arena *arena, const struct file_path *path)
{
	char *text = arena_print(arena, "%s", path->count == 0 ? "3F00" : "");
	for (size_t i = 0; text && i < path->count; i++)
		text = arena_print(arena, "%s%s%04X", text, i ? "/" : "", path->ids[i]);
	return text ? text : "";
}

/* ---- contents ---- */

static bool is_empty(struct bytes content)
{
	for (size_t i = 0; i < content.size; i++)
		if (content.data[i] != 0xFF)
			return false;
	return true;
}

/* In words where there are some, else in hexadecimal, cut. */
static const char *print_content(struct arena *arena, const struct file_identity *identity,
                                 const struct listed_file *file, struct bytes content)
{
	AUTO(buffer) words = BUFFER(TEXT_MAXIMUM);
	if (file_identity_print(identity, file, content, &words) == STATUS_OK) {
		struct text text = buffer_text(&words);
		bool is_cut = text.size > WORDS_SHOWN;
		char *printed = arena_print(arena, "%.*s%s", (int)(is_cut ? WORDS_SHOWN : text.size), text.data,
		                            is_cut ? "…" : "");
		return printed ? printed : "";
	}
	char *hex = hex_print(arena, bytes_first(content, OCTETS_SHOWN));
	char *printed = hex ? arena_print(arena, "%s%s", hex, content.size > OCTETS_SHOWN ? "…" : "") : NULL;
	return printed ? printed : "";
}

/* Equal neighbours share a line. */
static size_t count_equal(const struct listed_file *file, size_t at)
{
	size_t step = file->plan.record_size, count = 1;
	const uint8_t *record = file->body + at;
	while (at + (count + 1) * step <= file->body_size && memcmp(record, record + count * step, step) == 0)
		count++;
	return count;
}

static void show_records(const struct invocation *invocation, struct arena *arena, const struct file_identity *identity,
                         const struct listed_file *file, int depth)
{
	size_t step = file->plan.record_size, equal;
	for (size_t at = 0; at + step <= file->body_size; at += equal * step) {
		struct bytes record = bytes_from(file->body + at, step);
		char numbers[48];
		size_t number = at / step + 1;
		equal = count_equal(file, at);
		if (is_empty(record))
			continue;
		snprintf(numbers, sizeof numbers, equal > 1 ? "%zu-%zu" : "%zu", number, number + equal - 1);
		output_line(invocation, "%*s%7s  %s", 2 * depth + 3, "", numbers, print_content(arena, identity, file, record));
	}
}

/* ---- the tree ---- */

static char *print_size(struct arena *arena, const struct listed_file *file)
{
	const struct new_file *plan = &file->plan;
	if (!file->body)
		return arena_print(arena, "-");
	if (plan->record_size != 0)
		return arena_print(arena, "%zu x %u", file->body_size / plan->record_size, plan->record_size);
	return arena_print(arena, "%zu", file->body_size);
}

/* What stands at the end of a file's line. */
static const char *print_rest(struct arena *arena, const struct file_identity *identity, const struct listed_file *file)
{
	const struct new_file *plan = &file->plan;
	if (plan->is_link)
		return arena_print(arena, "→ %s", print_path(arena, &plan->link));
	if (plan->kind == FILE_ADF)
		return arena_print(arena, "aid %s  pins %s", hex_print(arena, plan->aid), hex_print(arena, plan->pin_status));
	if (file_kind_is_directory(plan->kind))
		return arena_print(arena, "pins %s", hex_print(arena, plan->pin_status));
	struct bytes body = bytes_from(file->body, file->body_size);
	return plan->record_size != 0 || is_empty(body) ? "" : print_content(arena, identity, file, body);
}

static void show_file(const struct invocation *invocation, const struct file_listing *listing,
                      const struct listed_file *file, int depth)
{
	AUTO(arena) arena = ARENA(TEXT_MAXIMUM);
	struct file_identity identity;
	const char *name = name_of(listing, file, &identity);
	const struct new_file *plan = &file->plan;
	char short_id[8] = "-";
	if (plan->has_short_id)
		snprintf(short_id, sizeof short_id, "%u", plan->short_id);
	const char *size = print_size(&arena, file), *rest = print_rest(&arena, &identity, file);
	output_line(invocation, "%*s%04X %-*s %-12s %9s  sfi %2s  arr %04X/%-2u  %s", 2 * depth, "",
	            plan->kind == FILE_MF ? 0x3F00u : plan->id, NAME_COLUMNS - 2 * depth, name,
	            plan->is_link ? "link" : kind_name(plan), size ? size : "", short_id, plan->access_rule_file,
	            plan->access_rule_record, rest ? rest : "");
	if (file->body && plan->record_size != 0)
		show_records(invocation, &arena, &identity, file, depth);
}

static bool is_inside(const struct listed_file *file, const struct listed_file *directory)
{
	return file->plan.kind != FILE_MF && file->plan.directory.count == directory->path.count
		&& memcmp(file->plan.directory.ids, directory->path.ids,
		          directory->path.count * sizeof *directory->path.ids) == 0;
}

static void show_tree(const struct invocation *invocation, const struct file_listing *listing,
                      const struct listed_file *top, int depth)
{
	show_file(invocation, listing, top, depth);
	if (!file_kind_is_directory(top->plan.kind) || top->plan.is_link || depth > PATH_MAXIMUM)
		return;
	for (const struct listed_file *file = listing->first; file; file = file->next)
		if (is_inside(file, top))
			show_tree(invocation, listing, file, depth + 1);
}

void profile_show_files(const struct invocation *invocation, const struct file_listing *listing)
{
	for (const struct listed_file *file = listing->first; file; file = file->next)
		if (file->plan.kind == FILE_MF)
			show_tree(invocation, listing, file, 0);
}

/* ---- for scripts ---- */

static void put_words(struct json_writer *writer, const struct file_identity *identity, const struct listed_file *file)
{
	size_t step = file->plan.record_size != 0 ? file->plan.record_size : file->body_size;
	AUTO(buffer) probe = BUFFER(TEXT_MAXIMUM);
	if (!identity->field || step == 0)
		return;
	json_open_array(writer, file->plan.record_size != 0 ? "recordWords" : "words");
	for (size_t at = 0; at + step <= file->body_size; at += step) {
		buffer_clear(&probe);
		enum status status = file_identity_print(identity, file, bytes_from(file->body + at, step), &probe);
		if (status == STATUS_OK)
			json_put_text(writer, NULL, buffer_text(&probe));
		else
			json_put_null(writer, NULL);
	}
	json_close_array(writer);
}

static void put_file(struct json_writer *writer, const struct file_listing *listing, const struct listed_file *file)
{
	AUTO(arena) arena = ARENA(TEXT_MAXIMUM);
	const struct new_file *plan = &file->plan;
	struct file_identity identity;
	const char *name = name_of(listing, file, &identity);
	json_open_object(writer, NULL);
	json_put_text(writer, "path", text_from(print_path(&arena, &file->path)));
	if (*name)
		json_put_text(writer, "name", text_from(name));
	json_put_text(writer, "kind", text_from(kind_name(plan)));
	if (plan->aid.size > 0)
		json_put_hex(writer, "aid", plan->aid);
	if (file_kind_is_directory(plan->kind))
		json_put_hex(writer, "pinStatus", plan->pin_status);
	if (plan->has_short_id)
		json_put_number(writer, "shortEFID", plan->short_id);
	json_put_number(writer, "accessRuleFile", plan->access_rule_file);
	json_put_number(writer, "accessRuleRecord", plan->access_rule_record);
	json_put_number(writer, "lifeCycle", plan->life_cycle);
	if (plan->is_link)
		json_put_text(writer, "link", text_from(print_path(&arena, &plan->link)));
	if (plan->record_size != 0)
		json_put_number(writer, "recordSize", plan->record_size);
	if (file->body) {
		json_put_number(writer, "octets", (int64_t)file->body_size);
		json_put_hex(writer, "content", bytes_from(file->body, file->body_size));
		put_words(writer, &identity, file);
	}
	json_close_object(writer);
}

void profile_put_files(struct json_writer *writer, const struct file_listing *listing)
{
	json_open_array(writer, "files");
	for (const struct listed_file *file = listing->first; file; file = file->next)
		put_file(writer, listing, file);
	json_close_array(writer);
}
