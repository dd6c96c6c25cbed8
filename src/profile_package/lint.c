/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/lint.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "codec/der_read.h"
#include "profile_package/lint_model.h"

enum { SENTENCE_MAXIMUM = 400, VALUE_SHOWN_MAXIMUM = 24 };

/* In the order of their ids. */
static const struct lint_family *const families[] = {
	&lint_access, &lint_domains, &lint_files, &lint_contents, &lint_header, &lint_authentication, &lint_sequence,
	&lint_encoding,
};

const struct lint_rule *lint_rule_at(size_t index)
{
	for (size_t i = 0; i < ARRAY_SIZE(families); i++) {
		if (index < families[i]->count)
			return &families[i]->rules[index];
		index -= families[i]->count;
	}
	return NULL;
}

const struct lint_rule *lint_rule_named(struct text id)
{
	const struct lint_rule *rule;
	for (size_t i = 0; (rule = lint_rule_at(i)); i++)
		if (text_equal_ignoring_case(text_from(rule->id), id))
			return rule;
	return NULL;
}

const char *lint_severity_name(enum lint_severity severity)
{
	static const char *const names[] = { [LINT_NOTE] = "note", [LINT_WARNING] = "warning", [LINT_ERROR] = "error" };
	return names[severity];
}

/* ---- for the rules ---- */

bool lint_target_follows(const struct lint *lint, enum profile_rule rule)
{
	return lint->target && profile_support_follows(&lint->target->support, rule);
}

enum lint_effect lint_unless(const struct lint *lint, enum profile_rule rule, enum lint_effect effect)
{
	return lint_target_follows(lint, rule) ? LINT_TAKEN : effect;
}

bool lint_target_has_service(const struct lint *lint, unsigned item)
{
	return !lint->target || (lint->target->support.services >> item & 1);
}

const char *lint_hex(struct lint *lint, struct bytes octets)
{
	static const char digits[] = "0123456789ABCDEF";
	size_t shown = octets.size < VALUE_SHOWN_MAXIMUM ? octets.size : VALUE_SHOWN_MAXIMUM;
	char *text = arena_allocate(lint->arena, 2 * shown + sizeof "…");
	if (!text)
		return "";
	for (size_t i = 0; i < shown; i++) {
		text[2 * i] = digits[octets.data[i] >> 4];
		text[2 * i + 1] = digits[octets.data[i] & 15];
	}
	if (shown < octets.size)
		memcpy(text + 2 * shown, "…", sizeof "…");
	return text;
}

static void visit_below(struct lint *lint, const struct lint_element *element, struct package_node *node,
                        bool (*visit)(struct lint *, const struct lint_element *, struct package_node *))
{
	if (!visit(lint, element, node) || !node->field || !schema_is_constructed(node->field))
		return;
	LINT_EACH_MEMBER(member, node)
		visit_below(lint, element, member, visit);
}

void lint_visit(struct lint *lint,
                bool (*visit)(struct lint *lint, const struct lint_element *element, struct package_node *node))
{
	LINT_EACH_ELEMENT(element, lint)
		visit_below(lint, element, element->node, visit);
}

/* ---- findings ---- */

static struct lint_finding *new_finding(struct lint *lint)
{
	/* Nobody reads those that are mended. */
	size_t of_rule = lint->mends ? LINT_FINDINGS_MAXIMUM : LINT_RULE_FINDINGS_MAXIMUM;
	size_t of_all = lint->mends ? SIZE_MAX : LINT_FINDINGS_MAXIMUM;
	if (lint->rule_findings == of_rule || lint->finding_count == of_all) {
		lint->report->left_out++;
		return NULL;
	}
	struct lint_finding *finding = arena_allocate(lint->arena, sizeof *finding);
	if (!finding)
		lint->status = STATUS_NO_MEMORY;
	lint->rule_findings++;
	lint->finding_count++;
	return finding;
}

/* What a card makes of the element that the place is in. */
static bool ends_installation(const struct lint *lint, const struct lint_place *place, const struct lint_element *element)
{
	if (place->effect == LINT_ABORTS)
		return true;
	bool all_mandated = lint_target_follows(lint, RULE_EVERY_ELEMENT_MANDATED);
	return place->effect == LINT_FAILS && (!element || !element->has_header || element->mandated || all_mandated);
}

static void describe_place(struct lint *lint, const struct lint_place *place, const struct lint_element *element,
                           struct lint_finding *finding)
{
	const struct package_node *node = place->node ? place->node : place->file ? place->file->node :
	                                  element ? element->node : NULL;
	finding->element = element ? element->name : "package";
	finding->has_identification = element && element->has_header;
	finding->identification = element ? element->identification : 0;
	finding->node = (struct package_node *)node;
	finding->offset = node ? node->offset : 0;
	const char *path = node ? lint_path(lint, node, place->file) : "package";
	finding->path = path ? path : "";
}

void lint_tell(struct lint *lint, struct lint_place place, const char *format, ...)
{
	const struct lint_element *element = place.element ? place.element : place.file ? place.file->element : NULL;
	bool ends = ends_installation(lint, &place, element);
	enum lint_severity severity = ends ? LINT_ERROR : lint->rule->severity - (place.is_minor ? 1 : 0);
	lint->report->counts[severity]++;
	if (ends)
		lint->report->verdict = LINT_ABORTS;
	struct lint_finding *finding = new_finding(lint);
	if (!finding)
		return;
	char sentence[SENTENCE_MAXIMUM];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(sentence, sizeof sentence, format, arguments);
	va_end(arguments);
	const char *kept = arena_string(lint->arena, text_from(sentence));
	*finding = (struct lint_finding){
		.rule = lint->rule, .severity = severity, .effect = place.effect, .sentence = kept ? kept : "",
	};
	describe_place(lint, &place, element, finding);
	if (lint->last_finding)
		lint->last_finding->next = finding;
	else
		lint->report->first = finding;
	lint->last_finding = finding;
}

static int by_offset(const void *a, const void *b)
{
	const struct lint_finding *left = *(struct lint_finding *const *)a, *right = *(struct lint_finding *const *)b;
	if (left->offset != right->offset)
		return left->offset < right->offset ? -1 : 1;
	return strcmp(left->rule->id, right->rule->id);
}

static enum status sort_findings(struct lint *lint)
{
	size_t count = 0;
	for (const struct lint_finding *finding = lint->report->first; finding; finding = finding->next)
		count++;
	struct lint_finding **sorted = arena_allocate(lint->arena, (count + 1) * sizeof *sorted);
	if (!sorted)
		return STATUS_NO_MEMORY;
	size_t at = 0;
	for (struct lint_finding *finding = lint->report->first; finding; finding = finding->next)
		sorted[at++] = finding;
	qsort(sorted, count, sizeof *sorted, by_offset);
	for (size_t i = 0; i < count; i++)
		sorted[i]->next = sorted[i + 1];
	lint->report->first = sorted[0];
	return STATUS_OK;
}

/* ---- applying ---- */

static bool concerns(const struct lint *lint, const struct lint_rule *rule)
{
	if (rule->needs_target && !lint->target)
		return false;
	if (rule->since != 0 && lint->limit < rule->since)
		return false;
	return rule->until == 0 || lint->limit <= rule->until;
}

static void apply_rules(struct lint *lint)
{
	const struct lint_rule *rule;
	for (size_t i = 0; (rule = lint_rule_at(i)); i++) {
		if (!rule->check || !concerns(lint, rule) || (lint->mends && !rule->fix))
			continue;
		lint->rule = rule;
		lint->rule_findings = 0;
		rule->check(lint);
	}
}

/* X.690 10.1: what is no DER cannot be looked into. */
static void tell_malformed(struct lint *lint, const struct package_error *error)
{
	uint32_t tag;
	size_t header_size, value_size;
	struct bytes rest = bytes_after(lint->package, error->offset);
	bool is_cut = rest.size == 0 || der_header(rest, &tag, &header_size, &value_size) != STATUS_MALFORMED;
	lint->rule = lint_rule_named(is_cut ? TEXT("X08") : TEXT("X01"));
	lint->rule_findings = 0;
	lint_tell(lint, (struct lint_place){ .effect = LINT_ABORTS }, "%s", error->message);
	if (lint->last_finding)
		lint->last_finding->offset = error->offset;
}

static enum status apply(struct lint *lint)
{
	struct package_error error;
	enum status status = package_decode(lint->package, lint->arena, &lint->root, &error);
	if (status == STATUS_MALFORMED) {
		tell_malformed(lint, &error);
		return lint->status;
	}
	if (status == STATUS_OK)
		status = lint_model_make(lint);
	if (status != STATUS_OK)
		return status;
	apply_rules(lint);
	return lint->status == STATUS_OK ? sort_findings(lint) : lint->status;
}

enum status lint_package(struct bytes package, const struct lint_target *target, struct arena *arena,
                         struct lint_report *out)
{
	struct lint_report report = { 0 };
	struct lint *lint = arena_allocate(arena, sizeof *lint);
	if (!lint)
		return STATUS_NO_MEMORY;
	*lint = (struct lint){ .package = package, .arena = arena, .target = target, .report = &report };
	TRY(apply(lint));
	*out = report;
	return STATUS_OK;
}

/* ---- mending ---- */

bool lint_drop(struct package_node *node)
{
	for (struct package_node **link = &node->parent->first; *link; link = &(*link)->next)
		if (*link == node) {
			*link = node->next;
			return true;
		}
	return false;
}

enum { ROUNDS_MAXIMUM = 8 };

/* Every finding of one look; offsets are those of the package of this round. */
static enum status mend_round(struct lint *lint, struct lint_change ***last)
{
	for (const struct lint_finding *finding = lint->report->first; finding; finding = finding->next) {
		const char *sentence = NULL;
		if (!finding->rule->fix || !finding->rule->fix(lint, finding, &sentence))
			continue;
		struct lint_change *change = arena_allocate(lint->arena, sizeof *change);
		if (!change)
			return STATUS_NO_MEMORY;
		*change = (struct lint_change){ .rule = finding->rule, .path = finding->path, .sentence = sentence };
		**last = change;
		*last = &change->next;
	}
	return lint->status;
}

enum status lint_mend(struct bytes package, const struct lint_target *target, struct arena *arena, struct buffer *out,
                      const struct lint_change **out_changes)
{
	struct lint_change *changes = NULL, **last = &changes;
	AUTO(buffer) encoded = { .limit = out->limit, .secret = true };
	for (int i = 0; i < ROUNDS_MAXIMUM; i++) {
		struct lint_report report = { 0 };
		struct lint *lint = arena_allocate(arena, sizeof *lint);
		struct lint_change **before = last;
		if (!lint)
			return STATUS_NO_MEMORY;
		*lint = (struct lint){ .package = package, .arena = arena, .target = target, .report = &report, .mends = true };
		TRY(apply(lint));
		if (!lint->root || !lint->elements)
			break;
		TRY(mend_round(lint, &last));
		if (last == before)
			break;
		buffer_clear(&encoded);
		TRY(package_encode(lint->root, &encoded));
		TRY(arena_copy(arena, buffer_bytes(&encoded), &package));
	}
	TRY(buffer_append(out, package));
	*out_changes = changes;
	return STATUS_OK;
}
