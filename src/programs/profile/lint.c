/* SPDX-License-Identifier: Apache-2.0 */
/* `provisim profile lint`: what will go wrong with a package, on which cards, and how to mend it. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "codec/yaml.h"
#include "io/file.h"
#include "profile_package/lint.h"
#include "profile_package/source.h"
#include "profile_package/source_merge.h"
#include "programs/output.h"
#include "programs/profile/commands.h"
#include "programs/profile/file.h"
#include "programs/profile/lint_target.h"

enum { TREE_MAXIMUM = 512 << 20, JSON_MAXIMUM = 16 << 20, PACKAGE_TAG = 0xA0 };

const struct command_option profile_lint_options[] = {
	{ "target", 't', "PERSONALITY|FILE", NULL, NULL, "the card it is for: a personality, or a file with EUICCInfo2 (DER)" },
	{ "strict", 0, NULL, NULL, NULL, "warnings end with exit code 1 too" },
	{ "fix", 0, NULL, NULL, NULL, "mend what has one right answer, in the file itself or in that of --output" },
	{ "output", 'o', "FILE", NULL, NULL, "where the mended package goes; its source if the name ends in .yaml" },
	{ "explain", 0, "ID", NULL, NULL, "what a rule is about and how to mend it; no file is read" },
	{ "rules", 0, NULL, NULL, NULL, "every rule there is; no file is read" },
	{ 0 },
};

struct linting {
	struct invocation *invocation;
	const char *path;
	struct buffer package;
	struct lint_target target;
	bool has_target;
	struct buffer source;             /* empty: the file is a package */
	const struct yaml_node *document; /* NULL: there is no source to point into */
	struct arena arena;
	struct lint_report report;
	const struct lint_change *changes;
};

static void linting_release(struct linting *linting)
{
	buffer_release(&linting->package);
	buffer_release(&linting->source);
	arena_release(&linting->arena);
}

/* ---- rules ---- */

static void put_version(struct json_writer *writer, const char *name, unsigned version)
{
	char text[16];
	snprintf(text, sizeof text, "%u.%u", version >> 8, version & 0xFF);
	if (version != 0)
		json_put_text(writer, name, text_from(text));
}

static void put_rule(struct json_writer *writer, const struct lint_rule *rule)
{
	json_open_object(writer, NULL);
	json_put_text(writer, "rule", text_from(rule->id));
	json_put_text(writer, "severity", text_from(lint_severity_name(rule->severity)));
	json_put_text(writer, "title", text_from(rule->title));
	json_put_text(writer, "why", text_from(rule->why));
	json_put_text(writer, "mend", text_from(rule->mend));
	json_put_boolean(writer, "fixed", rule->fix != NULL);
	json_put_boolean(writer, "needsTarget", rule->needs_target);
	put_version(writer, "since", rule->since);
	put_version(writer, "until", rule->until);
	json_close_object(writer);
}

static enum exit_code list_rules(struct invocation *invocation)
{
	AUTO(buffer) json = BUFFER(JSON_MAXIMUM);
	struct json_writer writer = json_writer(&json);
	const struct lint_rule *rule;
	json_open_array(&writer, NULL);
	for (size_t i = 0; (rule = lint_rule_at(i)); i++) {
		put_rule(&writer, rule);
		output_line(invocation, "%s  %-7s  %s%s", rule->id, lint_severity_name(rule->severity), rule->title,
		            rule->fix ? "  (--fix)" : "");
	}
	json_close_array(&writer);
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(invocation, "profile_lint", "Out of memory.");
	return output_success(invocation, buffer_text(&json), NULL);
}

static enum exit_code explain(struct invocation *invocation, const char *id)
{
	AUTO(buffer) json = BUFFER(JSON_MAXIMUM);
	struct json_writer writer = json_writer(&json);
	const struct lint_rule *rule = lint_rule_named(text_from(id));
	if (!rule)
		return output_failure(invocation, "profile_lint",
		                      "There is no rule %s: 'provisim profile lint --rules' shows them.",
		                      id);
	output_line(invocation, "%s (%s): %s.", rule->id, lint_severity_name(rule->severity), rule->title);
	output_line(invocation, "%s", rule->why);
	output_line(invocation, "To mend it: %s%s", rule->mend, rule->fix ? " --fix does that." : "");
	if (rule->since != 0)
		output_line(invocation, "Since version %u.%u.", rule->since >> 8, rule->since & 0xFF);
	if (rule->until != 0)
		output_line(invocation, "For cards up to version %u.%u.", rule->until >> 8, rule->until & 0xFF);
	if (rule->needs_target)
		output_line(invocation, "Only with --target.");
	put_rule(&writer, rule);
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(invocation, "profile_lint", "Out of memory.");
	return output_success(invocation, buffer_text(&json), NULL);
}

/* ---- where in a source ---- */

/* The value below `node` that a word of a path means: a member, or "#2" of a list. */
static const struct yaml_node *step_into(const struct yaml_node *node, struct text word)
{
	uint64_t number;
	struct text digits = { word.data + 1, word.size > 0 ? word.size - 1 : 0 };
	bool is_number = word.size > 1 && word.data[0] == '#' && text_to_number(digits, UINT16_MAX, &number);
	const struct yaml_node *child = node->first;
	for (uint64_t i = 1; child; child = child->next, i++)
		if (is_number ? i == number : node->kind == YAML_MAPPING && text_equal(child->key, word))
			return child;
	return NULL;
}

/* The element with this name and number in the list that a source is. */
static const struct yaml_node *find_element(const struct yaml_node *document, struct text word)
{
	struct text number = word, name = text_cut(&number, '#');
	uint64_t wanted = 1;
	if (number.size > 0 && !text_to_number(number, UINT16_MAX, &wanted))
		return NULL;
	const struct yaml_node *list = yaml_member(document, "profile");
	for (const struct yaml_node *item = list ? list->first : NULL; item; item = item->next)
		if (item->first && text_equal(item->first->key, name) && --wanted == 0)
			return item->first;
	return NULL;
}

/* As deep as the source goes along with the path. */
static const struct yaml_node *find_place(const struct linting *linting, const struct lint_finding *finding)
{
	struct text rest = text_from(finding->path);
	const struct yaml_node *node = linting->document ? find_element(linting->document, text_cut(&rest, '/')) : NULL;
	while (node && rest.size > 0) {
		const struct yaml_node *next = step_into(node, text_cut(&rest, '/'));
		if (!next)
			break;
		node = next;
	}
	return node;
}

static void parse_source(struct linting *linting)
{
	struct yaml_error error;
	if (file_read(linting->path, SOURCE_SIZE_MAXIMUM, &linting->source) != STATUS_OK || linting->source.size == 0)
		return;
	if (linting->source.data[0] == PACKAGE_TAG) {
		buffer_clear(&linting->source);
		return;
	}
	if (yaml_parse(buffer_text(&linting->source), &linting->arena, &linting->document, &error) != STATUS_OK)
		linting->document = NULL;
}

/* ---- for people ---- */

/* NO_COLOR is the user's wish, whatever it is set to. */
static const char *colour(const char *escape)
{
	const char *without = getenv("NO_COLOR");
	return isatty(STDOUT_FILENO) && !(without && *without) ? escape : "";
}

static void tell_finding(const struct linting *linting, const struct lint_finding *finding)
{
	static const char *const colours[] = {
		[LINT_NOTE] = "\033[36m", [LINT_WARNING] = "\033[35m", [LINT_ERROR] = "\033[31m",
	};
	const struct yaml_node *place = find_place(linting, finding);
	char where[64];
	if (place)
		snprintf(where, sizeof where, "%u:%u", place->key_line ? place->key_line : place->line,
		         place->key_line ? place->key_column : place->column);
	else
		snprintf(where, sizeof where, "octet %zu", finding->offset);
	output_line(linting->invocation, "%s%s:%s:%s %s%s:%s %s: %s [%s]", colour("\033[1m"), linting->path, where,
	            colour("\033[0m"),
	            colour(colours[finding->severity]), lint_severity_name(finding->severity), colour("\033[0m"), finding->path,
	            finding->sentence, finding->rule->id);
}

static void tell_mends(const struct linting *linting)
{
	const struct lint_rule *rule;
	for (size_t i = 0; (rule = lint_rule_at(i)); i++)
		for (const struct lint_finding *finding = linting->report.first; finding; finding = finding->next)
			if (finding->rule == rule) {
				output_line(linting->invocation, "  %s: %s%s", rule->id, rule->mend, rule->fix
				            ? " (--fix)" : "");
				break;
			}
}

/* An element that fails and is not mandated is left out. */
static bool is_taken_whole(const struct lint_report *report)
{
	for (const struct lint_finding *finding = report->first; finding; finding = finding->next)
		if (finding->effect != LINT_TAKEN)
			return false;
	return true;
}

static const char *verdict(const struct linting *linting)
{
	const struct lint_report *report = &linting->report;
	const char *card = linting->has_target ? linting->target.name : "a card that follows the format";
	const char *takes = is_taken_whole(report) ? "takes it" : "takes some of it";
	const char *does = report->verdict == LINT_ABORTS ? "refuses it" : takes;
	const char *text = arena_print(&linting->invocation->arena, "%s %s", card, does);
	return text ? text : "";
}

static const char *plural(size_t count)
{
	return count == 1 ? "" : "s";
}

static void tell_report(const struct linting *linting)
{
	const struct lint_report *report = &linting->report;
	for (const struct lint_change *change = linting->changes; change; change = change->next)
		output_line(linting->invocation, "%s: mended: %s: %s [%s]", linting->path, change->path, change->sentence,
		            change->rule->id);
	for (const struct lint_finding *finding = report->first; finding; finding = finding->next)
		tell_finding(linting, finding);
	if (report->left_out > 0)
		output_line(linting->invocation, "%s: %zu more findings are not shown.", linting->path, report->left_out);
	tell_mends(linting);
	output_line(linting->invocation, "%s: %zu error%s, %zu warning%s, %zu note%s; %s.", linting->path,
	            report->counts[LINT_ERROR], plural(report->counts[LINT_ERROR]), report->counts[LINT_WARNING],
	            plural(report->counts[LINT_WARNING]), report->counts[LINT_NOTE], plural(report->counts[LINT_NOTE]),
	            verdict(linting));
}

/* ---- for scripts ---- */

static void put_finding(const struct linting *linting, struct json_writer *writer, const struct lint_finding *finding)
{
	static const char *const effects[] = { [LINT_TAKEN] = "taken", [LINT_FAILS] = "fails", [LINT_ABORTS] = "aborts" };
	const struct yaml_node *place = find_place(linting, finding);
	json_open_object(writer, NULL);
	json_put_text(writer, "rule", text_from(finding->rule->id));
	json_put_text(writer, "severity", text_from(lint_severity_name(finding->severity)));
	json_put_text(writer, "effect", text_from(effects[finding->effect]));
	json_put_text(writer, "element", text_from(finding->element));
	if (finding->has_identification)
		json_put_number(writer, "identification", finding->identification);
	json_put_text(writer, "path", text_from(finding->path));
	json_put_number(writer, "offset", (int64_t)finding->offset);
	if (place) {
		json_put_number(writer, "line", place->key_line ? place->key_line : place->line);
		json_put_number(writer, "column", place->key_line ? place->key_column : place->column);
	}
	json_put_text(writer, "message", text_from(finding->sentence));
	json_put_text(writer, "mend", text_from(finding->rule->mend));
	json_close_object(writer);
}

static void put_report(const struct linting *linting, struct json_writer *writer)
{
	const struct lint_report *report = &linting->report;
	json_open_object(writer, NULL);
	json_put_text(writer, "file", text_from(linting->path));
	if (linting->has_target)
		json_put_text(writer, "target", text_from(linting->target.name));
	json_put_boolean(writer, "installs", report->verdict != LINT_ABORTS);
	json_put_number(writer, "errors", (int64_t)report->counts[LINT_ERROR]);
	json_put_number(writer, "warnings", (int64_t)report->counts[LINT_WARNING]);
	json_put_number(writer, "notes", (int64_t)report->counts[LINT_NOTE]);
	json_put_number(writer, "leftOut", (int64_t)report->left_out);
	json_open_array(writer, "changes");
	for (const struct lint_change *change = linting->changes; change; change = change->next) {
		json_open_object(writer, NULL);
		json_put_text(writer, "rule", text_from(change->rule->id));
		json_put_text(writer, "path", text_from(change->path));
		json_put_text(writer, "change", text_from(change->sentence));
		json_close_object(writer);
	}
	json_close_array(writer);
	json_open_array(writer, "findings");
	for (const struct lint_finding *finding = report->first; finding; finding = finding->next)
		put_finding(linting, writer, finding);
	json_close_array(writer);
	json_close_object(writer);
}

/* ---- mending ---- */

static bool ends_with(const char *text, const char *ending)
{
	size_t size = strlen(text), end = strlen(ending);
	return size >= end && strcmp(text + size - end, ending) == 0;
}

static bool write_mended(struct linting *linting, struct bytes package)
{
	AUTO(buffer) text = SECRET_BUFFER(SOURCE_SIZE_MAXIMUM);
	struct invocation *invocation = linting->invocation;
	const char *output = option_text(invocation, "output");
	struct package_node *root;
	struct package_error error;
	bool as_source = output ? ends_with(output, ".yaml") || ends_with(output, ".yml") : linting->source.size > 0;
	bool is_merged = as_source && linting->source.size > 0
		&& source_merge(buffer_text(&linting->source), package, &text) == STATUS_OK;
	if (as_source && !is_merged && (package_decode(package, &linting->arena, &root, &error) != STATUS_OK ||
	                                source_print(root, true, &text) != STATUS_OK)) {
		output_failure(invocation, "profile_lint", "The mended package cannot be printed.");
		return false;
	}
	const char *path = output ? output : linting->path;
	enum status status = file_write(path, as_source ? buffer_bytes(&text) : package, 0600, true);
	if (status != STATUS_OK)
		output_failure(invocation, "profile_lint", "Cannot write %s: %s.", path, file_trouble(status));
	return status == STATUS_OK;
}

/* The report is then about what was written. */
static bool mend(struct linting *linting)
{
	AUTO(buffer) mended = SECRET_BUFFER(PACKAGE_FILE_MAXIMUM);
	const struct lint_target *target = linting->has_target ? &linting->target : NULL;
	enum status status = lint_mend(buffer_bytes(&linting->package), target, &linting->arena, &mended, &linting->changes);
	if (status != STATUS_OK) {
		output_failure(linting->invocation, "profile_lint", "%s could not be mended: %s.", linting->path,
		               status_name(status));
		return false;
	}
	if (!write_mended(linting, buffer_bytes(&mended)))
		return false;
	buffer_clear(&linting->package);
	if (linting->changes)
		linting->document = NULL;
	return buffer_append(&linting->package, buffer_bytes(&mended)) == STATUS_OK;
}

/* ---- the command ---- */

static enum exit_code end(const struct linting *linting)
{
	AUTO(buffer) json = BUFFER(JSON_MAXIMUM);
	struct json_writer writer = json_writer(&json);
	const struct lint_report *report = &linting->report;
	tell_report(linting);
	put_report(linting, &writer);
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(linting->invocation, "profile_lint", "Out of memory.");
	output_success(linting->invocation, buffer_text(&json), NULL);
	bool strict = option_is_set(linting->invocation, "strict");
	bool fails = report->counts[LINT_ERROR] > 0 || (strict && report->counts[LINT_WARNING] > 0);
	return fails ? EXIT_FAILED : EXIT_DONE;
}

static enum exit_code lint_file(struct linting *linting)
{
	struct invocation *invocation = linting->invocation;
	const char *target = option_text(invocation, "target");
	if (!profile_file_read(invocation, linting->path, false, &linting->package))
		return EXIT_FAILED;
	if (target && !profile_lint_target(invocation, target, &linting->target))
		return EXIT_FAILED;
	linting->has_target = target != NULL;
	parse_source(linting);
	bool fixes = option_is_set(invocation, "fix");
	bool in_place = fixes && !option_text(invocation, "output");
	if (in_place && strcmp(linting->path, "-") == 0)
		return usage_error(invocation, "standard input cannot be mended in place: give --output FILE.");
	if (fixes && !mend(linting))
		return EXIT_FAILED;
	enum status status = lint_package(buffer_bytes(&linting->package), linting->has_target ? &linting->target : NULL,
	                                  &linting->arena, &linting->report);
	if (status != STATUS_OK)
		return output_failure(invocation, "profile_lint", "%s could not be looked at: %s.", linting->path,
		                      status_name(status));
	return end(linting);
}

enum exit_code profile_lint(struct invocation *invocation)
{
	const char *id = option_text(invocation, "explain");
	bool reads_file = !id && !option_is_set(invocation, "rules");
	AUTO(linting) linting = {
		.invocation = invocation, .package = SECRET_BUFFER(PACKAGE_FILE_MAXIMUM),
		.source = SECRET_BUFFER(SOURCE_SIZE_MAXIMUM), .arena = ARENA(TREE_MAXIMUM),
	};
	if (invocation->argument_count != (reads_file ? 1 : 0))
		return usage_error(invocation, reads_file
		                   ? "name one package or source." : "--explain and --rules take no file.");
	if (id)
		return explain(invocation, id);
	if (!reads_file)
		return list_rules(invocation);
	linting.path = invocation->arguments[0];
	return lint_file(&linting);
}
