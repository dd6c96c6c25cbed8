/* SPDX-License-Identifier: Apache-2.0 */
/* Rules about the parameters of files. */
#include "profile_package/lint_model.h"

enum {
	RECORD_MAXIMUM = 255, RECORDS_MAXIMUM = 254, VERSION_2_0 = 0x0200, VERSION_2_1 = 0x0201, VERSION_3_1 = 0x0301,
	SIZE_OCTETS_2_0 = 2, TEMPLATES_MAXIMUM = 64,
};

static bool has_records(const struct lint_file *file)
{
	return file->kind == FILE_LINEAR_FIXED || file->kind == FILE_CYCLIC;
}

static struct lint_place at_file(const struct lint_file *file, const char *field, enum lint_effect effect)
{
	const struct package_node *node = package_member(file->fcp_node, field);
	if (!node)
		node = package_member(package_member(file->fcp_node, "proprietaryEFInfo"), field);
	return (struct lint_place){ .file = file, .node = node, .effect = effect };
}

/* The file identifier is 4 digits below a directory that has a name of its own. */
static const char *name_of(struct lint *lint, const struct lint_file *file)
{
	const char *name = file->row ? file->row->name : arena_print(lint->arena, "the file %04X", file->id);
	return name ? name : "the file";
}

/* With a body of its own: what sizes and contents are about. */
static bool is_ordinary(const struct lint_file *file)
{
	return !file->is_suppressed && !lint_is_directory(file) && !lint_is_link(file);
}

/* What the package itself says, also where the rest of the Fcp cannot be read. */
static uint32_t given_record_size(const struct lint_file *file)
{
	const struct package_node *descriptor = package_member(file->fcp_node, "fileDescriptor");
	if (!descriptor || descriptor->value.size != 4)
		return 0;
	return (uint32_t)descriptor->value.data[2] << 8 | descriptor->value.data[3];
}

static bool given_size(const struct lint_file *file, uint32_t *out)
{
	const struct package_node *size = package_member(file->fcp_node, "efFileSize");
	*out = package_number(size);
	return size != NULL;
}

/* ---- F01, F02 ---- */

/* Templates that make files unasked have no mandatory fields: what they lack is told by its contents. */
static void tell_missing_fields(struct lint *lint, const struct lint_element *element)
{
	const struct schema_field *schema = element->node->field;
	for (size_t i = 0; i < schema->field_count; i++) {
		const struct schema_field *field = &schema->fields[i];
		if (field->role == ROLE_FILE && field->presence == MANDATORY && !package_member(element->node, field->name))
			lint_tell(lint, (struct lint_place){ .element = element, .effect = LINT_FAILS }, "%s lacks %s",
			          element->name, field->name);
	}
}

static bool is_optional(const struct lint_file *file)
{
	return file->node->field && file->node->field->presence == OPTIONAL;
}

/* A template gives FF where the standard leaves contents to the operator: an IMSI of FF installs, and does not register. */
static void check_mandatory(struct lint *lint)
{
	LINT_EACH_ELEMENT(element, lint)
		if (element->template)
			tell_missing_fields(lint, element);
	LINT_EACH_FILE(file, lint) {
		bool needs = file->row && (file->row->flags & CONTENT_NEEDED) && is_ordinary(file) && !file->is_absent;
		if (needs && !file->has_content && !file->fcp.has_fill && file->is_read)
			lint_tell(lint, (struct lint_place){ .file = file, .is_minor = is_optional(file) },
			          "%s comes without contents, and its template has none", file->row->name);
	}
}

/* In the order in which a card needs them; the first one is enough to mend, and often explains the others. */
static const char *missing_parameter(const struct lint_file *file)
{
	uint32_t size, record = given_record_size(file), template_size = file->row ? file->row->size : 0;
	bool has_size = given_size(file, &size);
	if (file->kind == FILE_ADF && file->fcp.df_name.size == 0)
		return "dfName";
	if ((file->kind == FILE_ADF || !file->row) && !file->fcp.has_id)
		return "fileID";
	if (!file->row && !file->fcp.has_descriptor)
		return "fileDescriptor";
	if (!file->row && file->fcp.rule_record == 0)
		return "securityAttributesReferenced";
	if (lint_is_directory(file) || lint_is_link(file))
		return NULL;
	if (has_records(file) && record == 0 && template_size == 0)
		return "record length";
	if (has_records(file))
		return has_size || (file->row && file->row->records != 0) ? NULL : "efFileSize";
	bool is_sized = has_size || template_size != 0 || (file->kind == FILE_BER_TLV && file->fcp.maximum_size != 0);
	return is_sized ? NULL : "efFileSize";
}

/* Only what the package writes can lack something: files that a template makes unasked have nowhere to say it. */
static void check_explicit(struct lint *lint, const struct lint_file *file)
{
	bool lacks_descriptor = !file->fcp.has_descriptor || (has_records(file) && file->fcp.record_size == 0);
	const char *wanted = NULL;
	if (file->is_absent || file->is_suppressed || !file->is_read)
		return;
	if (file->row && !lint_is_link(file) && lacks_descriptor && lint_target_follows(lint, RULE_EXPLICIT_DESCRIPTOR))
		wanted = "fileDescriptor";
	else if (file->row && is_ordinary(file) && !file->fcp.has_size && lint_target_follows(lint, RULE_EXPLICIT_SIZE))
		wanted = "efFileSize";
	else if (file->fcp.rule_file == 0 && lint_target_follows(lint, RULE_EXPLICIT_ACCESS_RULE))
		wanted = "securityAttributesReferenced of three octets";
	if (wanted)
		lint_tell(lint, (struct lint_place){ .file = file, .effect = LINT_FAILS }, "%s wants %s to be said for %s",
		          lint->target->name, wanted, name_of(lint, file));
}

static void check_parameters(struct lint *lint)
{
	LINT_EACH_FILE(file, lint) {
		const char *missing = file->is_suppressed || !file->is_read ? NULL : missing_parameter(file);
		if (missing)
			lint_tell(lint, (struct lint_place){ .file = file, .effect = LINT_FAILS },
			          "%s has no default for %s: give it",
			          name_of(lint, file), missing);
		if (lint->target)
			check_explicit(lint, file);
	}
}

/* ---- F03 to F06: sizes ---- */

/* TS 102 221 8.2.2: a length of one octet, and record numbers 00 and FF mean something else. */
static void check_records(struct lint *lint)
{
	LINT_EACH_FILE(file, lint) {
		uint32_t record = given_record_size(file), size;
		if (!is_ordinary(file) || !has_records(file) || record == 0)
			continue;
		bool has_size = given_size(file, &size);
		if (!has_size)
			size = file->row ? record * file->row->records : 0;
		if (record > RECORD_MAXIMUM)
			lint_tell(lint, at_file(file, "fileDescriptor", LINT_FAILS),
			          "records of %u octets, and 255 is the most", record);
		else if (has_size && (size == 0 || size % record != 0))
			lint_tell(lint, at_file(file, "efFileSize", LINT_FAILS),
			          "%u octets are no whole number of records of %u", size,
			          record);
		else if (size / record > RECORDS_MAXIMUM)
			lint_tell(lint, at_file(file, "efFileSize", size / record > RECORD_MAXIMUM ? LINT_FAILS : LINT_TAKEN),
			          "%u records, and 254 is the most", size / record);
	}
}

/* Half of a size leaves the other half to the template: cards multiply, or keep the old total. */
static void check_overrides(struct lint *lint)
{
	LINT_EACH_FILE(file, lint) {
		uint32_t record = given_record_size(file), size;
		if (!file->row || !is_ordinary(file) || !has_records(file) || file->row->size == 0)
			continue;
		bool has_size = given_size(file, &size);
		if (record != 0 && record != file->row->size && !has_size && file->row->records != 0)
			lint_tell(lint, at_file(file, "fileDescriptor", LINT_TAKEN),
			          "records of %u instead of %u octets, without efFileSize: %u or %u octets in all?", record,
			          file->row->size, record * file->row->records, (uint32_t)file->row->size * file->row->records);
		if (record == 0 && has_size && size % file->row->size != 0)
			lint_tell(lint, at_file(file, "efFileSize", LINT_FAILS),
			          "%u octets are no whole number of the template's records of %u", size, file->row->size);
	}
}

/* EF.UST has a rule of its own: its length says which services there can be. */
static void check_overrun(struct lint *lint)
{
	LINT_EACH_FILE(file, lint) {
		if (!file->overrun || !is_ordinary(file) || lint_is_named(file, "EF.UST"))
			continue;
		uint32_t size = file->kind == FILE_BER_TLV ? file->plan.maximum_size : file->plan.size;
		lint_tell(lint, (struct lint_place){ .file = file, .node = file->overrun, .effect = LINT_FAILS },
		          "contents go up to octet %llu of %s, which has %u", (unsigned long long)file->filled,
		          name_of(lint, file), size);
	}
}

/* The format turned the form round between 2.0 and 2.1: what one wants the other refuses. */
static void check_size_form(struct lint *lint)
{
	bool wants_two = lint->limit == VERSION_2_0 || lint_target_follows(lint, RULE_TWO_OCTET_SIZE);
	LINT_EACH_FILE(file, lint) {
		const struct package_node *node = package_member(file->fcp_node, "efFileSize");
		if (!node || node->value.size == 0)
			continue;
		bool is_padded = node->value.size > 1 && node->value.data[0] == 0;
		enum lint_effect padded = lint_target_follows(lint, RULE_NO_PADDED_SIZE) ? LINT_FAILS : LINT_TAKEN;
		enum lint_effect shorter = lint_target_follows(lint, RULE_TWO_OCTET_SIZE) ? LINT_FAILS : LINT_TAKEN;
		if (wants_two && node->value.size < SIZE_OCTETS_2_0)
			lint_tell(lint, (struct lint_place){ .file = file, .node = node, .effect = shorter },
			          "efFileSize is %s, and version 2.0 has two octets", lint_hex(lint, node->value));
		if (!wants_two && is_padded)
			lint_tell(lint, (struct lint_place){ .file = file, .node = node, .effect = padded },
			          "efFileSize is %s, with an octet that says nothing", lint_hex(lint, node->value));
	}
}

static bool fix_size_form(struct lint *lint, const struct lint_finding *finding, const char **out_change)
{
	struct package_node *node = finding->node;
	struct bytes old = node->value;
	if (old.size == 1) {
		uint8_t *octets = arena_allocate(lint->arena, SIZE_OCTETS_2_0);
		if (!octets)
			return false;
		octets[1] = old.data[0];
		node->value = bytes_from(octets, SIZE_OCTETS_2_0);
	}
	while (old.size > 1 && node->value.size > 1 && node->value.data[0] == 0)
		node->value = bytes_after(node->value, 1);
	*out_change = arena_print(lint->arena, "efFileSize written as %s instead of %s", lint_hex(lint, node->value),
	                          lint_hex(lint, old));
	return !bytes_equal(node->value, old);
}

/* ---- F07, F08: links ---- */

/* That a link says a descriptor of its own is common, and harmless: the target's counts. */
static void check_link(struct lint *lint, const struct lint_file *file)
{
	static const char *const forbidden[] = { "efFileSize", "proprietaryEFInfo" };
	for (size_t i = 0; i < ARRAY_SIZE(forbidden); i++)
		if (package_member(file->fcp_node, forbidden[i]))
			lint_tell(lint, at_file(file, forbidden[i], LINT_FAILS), "a link has no %s of its own", forbidden[i]);
	if (file->has_content)
		lint_tell(lint, (struct lint_place){ .file = file, .effect = LINT_FAILS }, "contents are written into a link");
	const struct lint_file *target = file->target ? file->target : file->later_target;
	if (!target || !target->is_read || lint_is_link(target))
		return;
	bool same_kind = file_kind_is_directory(target->kind) == lint_is_directory(file) &&
	                 (lint_is_directory(file) || target->kind == file->kind);
	uint32_t record = given_record_size(file);
	if (!same_kind)
		lint_tell(lint, at_file(file, "fileDescriptor", LINT_TAKEN),
		          "the link and its target %s are of different kinds",
		          lint_hex(lint, file->fcp.link));
	struct lint_place place = at_file(file, "fileDescriptor", LINT_TAKEN);
	place.is_minor = true;
	if (same_kind && record != 0 && target->is_planned && record != target->plan.record_size)
		lint_tell(lint, place, "records of %u octets, and those of the target have %u",
		          record, target->plan.record_size);
}

static void check_links(struct lint *lint)
{
	LINT_EACH_FILE(file, lint)
		if (lint_is_link(file))
			check_link(lint, file);
}

/* Both came late: a card of an earlier version has no reading of them. */
static void check_newer_links(struct lint *lint)
{
	LINT_EACH_FILE(file, lint) {
		bool is_empty = file->is_read && file->fcp.has_link && file->fcp.link.size == 0;
		bool is_directory = lint_is_link(file) && lint_is_directory(file);
		bool is_old = lint->limit < VERSION_3_1;
		enum lint_effect empty = lint_target_follows(lint, RULE_NO_EMPTY_LINK) ? LINT_FAILS : LINT_TAKEN;
		enum lint_effect directory = lint_target_follows(lint, RULE_NO_DIRECTORY_LINK) ? LINT_FAILS : LINT_TAKEN;
		if (is_empty && (is_old || empty != LINT_TAKEN))
			lint_tell(lint, at_file(file, "linkPath", empty), "an empty linkPath came after 3.0");
		if (is_directory && (is_old || directory != LINT_TAKEN || !lint_target_has_service(lint, ITEM_DF_LINK)))
			lint_tell(lint, at_file(file, "linkPath", directory),
			          "a directory as a link needs the service dfLink, and cards "
			          "before 3.1 rarely have it");
	}
}

/* ---- F09 to F11: patterns ---- */

/* Contents that cover the whole file make the pattern of no importance, and FF is what a file without one holds anyway. */
static void check_lost_patterns(struct lint *lint)
{
	LINT_EACH_FILE(file, lint) {
		bool may_lose = file->row && file->row->fill != FILL_FF && is_ordinary(file) && file->is_planned &&
		                file->fcp.has_special_information && !file->fcp.has_fill;
		if (may_lose && file->filled < file->plan.size)
			lint_tell(lint, at_file(file, "proprietaryEFInfo", LINT_TAKEN),
			          "proprietaryEFInfo without a pattern: %s may come up with FF instead of its template's "
			          "contents",
			          file->row->name);
	}
}

/* They say the same thing in two ways: which one a card would follow is nowhere said. */
static void check_patterns(struct lint *lint)
{
	static const char *const names[] = { "fillPattern", "repeatPattern" };
	LINT_EACH_FILE(file, lint) {
		const struct package_node *information = package_member(file->fcp_node, "proprietaryEFInfo");
		if (package_member(information, names[0]) && package_member(information, names[1]))
			lint_tell(lint, at_file(file, names[1], LINT_FAILS), "both fillPattern and repeatPattern");
		for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
			const struct package_node *pattern = package_member(information, names[i]);
			if (pattern && (pattern->value.size == 0 || pattern->value.size > FILE_PATTERN_MAXIMUM))
				lint_tell(lint, at_file(file, names[i], LINT_FAILS), "%zu octets, and a pattern has 1 to %d",
				          pattern->value.size, FILE_PATTERN_MAXIMUM);
		}
	}
}

/* A record begins the pattern anew, so that its end is never written. */
static void check_long_patterns(struct lint *lint)
{
	LINT_EACH_FILE(file, lint)
		if (file->is_planned && file->fcp.has_fill && file->plan.record_size != 0 &&
		    file->fcp.pattern.size > file->plan.record_size)
			lint_tell(lint, at_file(file, "proprietaryEFInfo", LINT_TAKEN),
			          "a pattern of %zu octets for records of %u: cards differ in whether it goes on in the next "
			          "record",
			          file->fcp.pattern.size, file->plan.record_size);
}

/* ---- F12, F13 ---- */

/* It takes back what a template makes unasked: where nothing is made so there is nothing to take back. */
static void check_left_out(struct lint *lint)
{
	LINT_EACH_ELEMENT(element, lint) {
		if (!element->template)
			continue;
		LINT_EACH_MEMBER(field, element->node) {
			const struct package_node *known = field->field ? field : NULL;
			const struct package_node *item = package_member_with_role(known, ROLE_DO_NOT_CREATE);
			struct lint_place place = { .element = element, .node = field, .effect = LINT_FAILS };
			if (!item)
				continue;
			if (!element->template->created_by_default)
				lint_tell(lint, place, "%s makes only what is asked for: leave the field out instead",
				          element->template->name);
			else if (package_count(field) > 1)
				lint_tell(lint, place, "doNotCreate does not stand alone");
			place.effect = LINT_TAKEN;
			if (element->tag == TAG_MF)
				lint_tell(lint, place, "doNotCreate has no effect in the MF");
		}
	}
}

/* The template's kind and identifier stand: other values are no way to change them, but a contradiction. */
static void check_kinds(struct lint *lint)
{
	LINT_EACH_FILE(file, lint) {
		enum file_kind told;
		const struct template_file *row = file->row;
		if (!row || !file->is_read || file->is_suppressed)
			continue;
		enum file_kind wanted = file_kind_is_directory(row->kind) ? FILE_DF : row->kind;
		if (file->fcp.has_descriptor && fcp_kind(file->fcp.descriptor, &told) && told != wanted)
			lint_tell(lint, at_file(file, "fileDescriptor", LINT_FAILS),
			          "descriptor %02X is of another kind than %s",
			          file->fcp.descriptor, row->name);
		uint16_t last = row->last_id != 0 ? row->last_id : row->id;
		if (row->id != 0 && file->fcp.has_id && (file->fcp.id < row->id || file->fcp.id > last))
			lint_tell(lint, at_file(file, "fileID", LINT_FAILS), "fileID %04X, and %s is %04X", file->fcp.id,
			          row->name, row->id);
	}
}

/* ---- F14 to F16: the same file twice ---- */

/* By a template and by a command: the command usually was written for cards without templates, and stayed. */
static void check_created_again(struct lint *lint)
{
	LINT_EACH_FILE(file, lint) {
		const struct lint_file *first = file->is_second ? lint_file_at(lint, &file->path) : NULL;
		if (first && first != file && !first->row != !file->row && file->kind != FILE_ADF)
			lint_tell(lint, (struct lint_place){ .file = file, .effect = LINT_FAILS },
			          "%04X is there already: %s made it", file->id, first->element->name);
	}
}

/* An ADF has its identifier only while the package is installed, but shares it with the files that it then meets. */
static void check_temporary_ids(struct lint *lint)
{
	static const uint16_t real[] = {
		0x7F10, 0x7F11, 0x7F20, 0x7F21, 0x7F22, 0x7F23, 0x7F24, 0x7F25, 0x7FFF, 0x2F00, 0x2F05, 0x2F06, 0x2FE2, 0x2F08,
	};
	LINT_EACH_FILE(file, lint) {
		if (file->kind != FILE_ADF)
			continue;
		if (file->is_second)
			lint_tell(lint, at_file(file, "fileID", LINT_FAILS), "%04X is the identifier of something else already",
			          file->id);
		for (size_t i = 0; !file->is_second && i < ARRAY_SIZE(real); i++)
			if (real[i] == file->id)
				lint_tell(lint, at_file(file, "fileID", LINT_TAKEN),
				          "%04X is the identifier of a standard file or directory",
				          file->id);
	}
}

/* Directories between the template's place and the file, from the file upwards. */
static bool stands_in(const struct template *template, const struct template_file *row, const struct lint_file *directory)
{
	static const enum lint_naa naas[] = {
		[PLACE_USIM] = LINT_USIM, [PLACE_ISIM] = LINT_ISIM, [PLACE_CSIM] = LINT_CSIM, [PLACE_ANY_ADF] = LINT_NO_NAA,
	};
	while (row->parent != 0) {
		row = template_find_file(template, row->parent);
		if (!row || !directory || (row->id != 0 && row->id != directory->id) ||
		    (row->kind == FILE_ADF) != (directory->kind == FILE_ADF))
			return false;
		if (row->kind == FILE_ADF)
			return directory->element->tag == template->element;
		directory = directory->directory;
	}
	bool is_top = !directory || directory->kind == FILE_MF;
	return template->place == PLACE_MF ? is_top : directory && directory->kind == FILE_ADF &&
	       directory->naa == naas[template->place];
}

/* Identifiers out of a range are nobody's in particular. */
static const struct template_file *offered_by(const struct template *template, const struct lint_file *file)
{
	for (const struct template *version = template; version; version = version->base)
		for (size_t i = 0; i < version->file_count; i++) {
			const struct template_file *row = &version->files[i];
			if (row->id == file->id && row->last_id == 0 && stands_in(template, row, file->directory))
				return row;
		}
	return NULL;
}

/* Legal; but who changes the template's element later will not expect a file of it elsewhere. */
static void check_mixed(struct lint *lint)
{
	const struct template *used[TEMPLATES_MAXIMUM];
	size_t count = 0;
	for (size_t i = 0; template_at(i) && count < ARRAY_SIZE(used); i++) {
		bool is_used = false;
		LINT_EACH_ELEMENT(element, lint)
			is_used = is_used || element->template == template_at(i);
		if (is_used)
			used[count++] = template_at(i);
	}
	LINT_EACH_FILE(file, lint) {
		const struct template_file *row = NULL;
		for (size_t i = 0; i < count && !file->row && !file->is_second && !lint_is_link(file) && !row; i++)
			row = offered_by(used[i], file);
		if (row && file->kind != FILE_MF)
			lint_tell(lint, (struct lint_place){ .file = file },
			          "%s is made by hand beside files of the template that has it",
			          row->name);
	}
}

/* ---- the table ---- */

static const struct lint_rule rules[] = {
	{ .id = "F01", .severity = LINT_ERROR, .title = "what a template cannot make up is there",
	  .why = "Some fields are mandatory, and files like EF.IMSI, EF.ARR or EF.ACC have no contents of their own: they "
	         "would "
	         "come up with FF.",
	  .mend = "Give the field, and contents or a pattern.", .check = check_mandatory },
	{ .id = "F02", .severity = LINT_ERROR, .title = "parameters without default are given",
	  .why = "Where the template leaves a size or a number of records open, vendors invent different ones, or refuse; some "
	         "cards want what has a default said, too.",
	  .mend = "Give fileDescriptor with the record length, efFileSize, dfName and fileID.", .check = check_parameters },
	{ .id = "F03", .severity = LINT_ERROR, .title = "a record file is a whole number of records",
	  .why = "efFileSize is record length times records; there are at most 254 records of at most 255 octets (TS 102 221 "
	         "8.2.2).",
	  .mend = "Correct efFileSize, or the record length in fileDescriptor.", .check = check_records },
	{ .id = "F04", .severity = LINT_WARNING, .title = "record length and efFileSize are overridden together",
	  .why = "One without the other leaves open what the card should take from the template.",
	  .mend = "Give both.", .check = check_overrides },
	{ .id = "F05", .severity = LINT_ERROR, .title = "contents stay inside their file",
	  .why = "What is written behind the end of a file is bad-values (3).",
	  .mend = "Raise efFileSize, or shorten the contents.", .check = check_overrun },
	{ .id = "F06", .severity = LINT_WARNING, .title = "efFileSize has the form of its version",
	  .why = "Since 2.1 it has as few octets as it needs; 2.0 wanted two at least.",
	  .mend = "Take the leading 00 away, or for a card of 2.0 put it there.", .check = check_size_form,
	  .fix = fix_size_form },
	{ .id = "F07", .severity = LINT_ERROR, .title = "a link has neither size nor contents, and is like its target",
	  .why = "Body, structure and size of a link are its target's.",
	  .mend = "Leave efFileSize, proprietaryEFInfo and contents out; give the target's descriptor or none.",
	  .check = check_links },
	{ .id = "F08", .severity = LINT_WARNING, .title = "no empty links and no links to directories for older cards",
	  .why = "Until 3.0 linkPath had two octets at least; directories as links need dfLink.",
	  .mend = "Create the file or directory itself.", .check = check_newer_links },
	{ .id = "F09", .severity = LINT_WARNING, .title = "proprietaryEFInfo repeats the template's pattern",
	  .why = "Until 2.2 a proprietaryEFInfo replaced the template's default contents: files came up with FF or 00.",
	  .mend = "Repeat the pattern in fillPattern or repeatPattern.", .until = 0x0202, .check = check_lost_patterns },
	{ .id = "F10", .severity = LINT_ERROR, .title = "one pattern at most, of at most 200 octets",
	  .why = "fillPattern and repeatPattern exclude each other.", .mend = "Keep one; write longer contents as contents.",
	  .check = check_patterns },
	{ .id = "F11", .severity = LINT_WARNING, .title = "a pattern is no longer than a record",
	  .why = "Patterns apply to each record; what becomes of the rest of a longer one is not said, and vendors differ.",
	  .mend = "Write the records as contents.", .check = check_long_patterns },
	{ .id = "F12", .severity = LINT_ERROR, .title = "doNotCreate stands alone, in a template that makes files unasked",
	  .why = "In other templates a file that is not wanted is just left out; in the MF doNotCreate has no effect.",
	  .mend = "Leave the field out, or leave out what stands beside doNotCreate.", .check = check_left_out },
	{ .id = "F13", .severity = LINT_ERROR, .title = "kind and identifier are the template's",
	  .why = "A profile may change sizes and rights of a template's file, not its kind, and its identifier only in a "
	         "range.",
	  .mend = "Correct fileDescriptor or fileID, or create the file by generic file management.", .check = check_kinds },
	{ .id = "F14", .severity = LINT_WARNING, .title = "no file is made both by a template and by hand",
	  .why = "Templates like USIM make files unasked; creating an existing file is undefined.",
	  .mend = "Give the file in the template's element, or doNotCreate there.", .check = check_created_again },
	{ .id = "F15", .severity = LINT_WARNING, .title = "temporary identifiers of ADFs are free",
	  .why = "A path that begins with 7F10, 7F20 or 7FFF is not clear when an ADF has that identifier.",
	  .mend = "Use 7FD0, 7FB0 or another identifier that means nothing.", .check = check_temporary_ids },
	{ .id = "F16", .severity = LINT_WARNING, .title = "a directory is made by its template or by hand, not both",
	  .why = "The template's way is smaller; making all by hand depends on no defaults. Mixed has the drawbacks of both.",
	  .mend = "Move the file into the template's element.", .check = check_mixed },
};

const struct lint_family lint_files = { rules, ARRAY_SIZE(rules) };
