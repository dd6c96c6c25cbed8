/* SPDX-License-Identifier: Apache-2.0 */
/* Rules about what files hold, and how a terminal finds them. */
#include "profile_package/lint_model.h"

#include <stdlib.h>

enum {
	ID_UST = 0x6F38, ID_IST = 0x6F07, ID_EST = 0x6F56, ID_DF_5GS = 0x5FC0, SERVICE_NSC = 136,
	ADDRESSABLE = 256, SHORT_ID_INVALID = 31, AID_LONG = 16, AID_SHORT = 12,
	SPECIAL_HIGH_UPDATE = 0x80, SPECIAL_DEACTIVATED = 0x40, LIFE_ACTIVATED = 5, NODE_OVERHEAD = 60,
};

static const char *name_of(struct lint *lint, const struct lint_file *file)
{
	const char *name = file->row ? file->row->name : arena_print(lint->arena, "the file %04X", file->id);
	return name ? name : "the file";
}

static const struct package_node *fcp_field(const struct lint_file *file, const char *name)
{
	return package_member(file->fcp_node, name);
}

static bool is_real(const struct lint_file *file)
{
	return !file->is_suppressed && !lint_is_directory(file) && !file->is_second;
}

/* ---- F17, F18, F19 ---- */

/* Templates that the list of 3.x has only with a version. Whether cards of 3.x take them all the same is not known.
 * [unconfirmed] */
static bool is_superseded(const struct template *template)
{
	static const uint8_t arcs[] = { 3, 4, 5, 9, 10, 11, 13 };
	return template->version == 0 && memchr(arcs, template->arc, sizeof arcs);
}

static void check_versions(struct lint *lint)
{
	LINT_EACH_ELEMENT(element, lint) {
		struct lint_place place = { .element = element };
		place.node = package_member_with_role(element->node, ROLE_TEMPLATE_ID);
		if (!element->template && element->template_oid.size > 0) {
			place.effect = LINT_FAILS;
			lint_tell(lint, place, "nobody knows the template %s", lint_hex(lint, element->template_oid));
		} else if (element->template && element->template->element != element->tag) {
			place.effect = LINT_FAILS;
			lint_tell(lint, place, "%s is the template of another element", element->template->name);
		} else if (element->template && element->template->version >= 2 && lint->limit < 0x0300) {
			lint_tell(lint, place, "%s came with 3.0, and this is for cards of %u.%u", element->template->name,
			          lint->limit >> 8, lint->limit & 0xFF);
		} else if (element->template && lint->version >> 8 == 3 && is_superseded(element->template)) {
			lint_tell(lint, place, "version %u.%u lists %s only with a version", lint->version >> 8,
			          lint->version & 0xFF,
			          element->template->name);
		}
	}
}

/* 3GPP adds services faster than templates grow: the table's length is the template's until it is said. */
static void check_long_table(struct lint *lint)
{
	LINT_EACH_FILE(file, lint)
		if (lint_is_named(file, "EF.UST") && file->overrun)
			lint_tell(lint, (struct lint_place){ .file = file, .node = file->overrun, .effect = LINT_FAILS },
			          "%llu octets of services, and the template has %u: services above %d need efFileSize",
			          (unsigned long long)file->filled, file->plan.size, (int)(file->plan.size * 8));
}

/* An ISIM has EF.IST, everything else here EF.UST, in the ADF above the file. */
static const struct lint_file *service_table(const struct lint *lint, const struct lint_file *file)
{
	const struct lint_file *adf = file;
	while (adf && adf->kind != FILE_ADF)
		adf = adf->directory;
	return adf ? lint_naa_file(lint, adf, adf->naa == LINT_ISIM ? ID_IST : ID_UST) : NULL;
}

/* TS 31.102 4.4.11.4: one for the home network and one for a visited one, if they may differ. */
static void check_security_contexts(struct lint *lint)
{
	LINT_EACH_FILE(file, lint) {
		bool is_context = (file->id == 0x4F03 || file->id == 0x4F04) && file->directory &&
			file->directory->id == ID_DF_5GS;
		if (!is_context || !is_real(file) || !file->is_planned || file->plan.record_size == 0 || lint_is_link(file))
			continue;
		unsigned records = file->plan.size / file->plan.record_size;
		unsigned wanted = lint_service_on(lint, service_table(lint, file), SERVICE_NSC) ? 2 : 1;
		if (records != wanted)
			lint_tell(lint, (struct lint_place){ .file = file }, "%u records, and with service %d %s there are %u",
			          records, SERVICE_NSC, wanted == 2 ? "on" : "off", wanted);
	}
}

/* ---- F20: services and their files ---- */

/* The numbers in "2, 89"; "(106 or 107)" is either. What belongs to two applications is left to itself. */
struct service_list {
	unsigned numbers[4];
	size_t count;
	bool is_either;
};

static bool read_services(const char *text, struct service_list *out)
{
	*out = (struct service_list){ .is_either = text[0] == '(' };
	while (*text && out->count < ARRAY_SIZE(out->numbers)) {
		if (*text >= 'A' && *text <= 'Z')
			return false;
		if (*text < '0' || *text > '9') {
			text++;
			continue;
		}
		char *end;
		out->numbers[out->count++] = (unsigned)strtoul(text, &end, 10);
		text = end;
	}
	return out->count > 0;
}

static size_t count_on(struct lint *lint, const struct lint_file *table, const struct service_list *list)
{
	size_t on = 0;
	for (size_t i = 0; i < list->count; i++)
		on += lint_service_on(lint, table, list->numbers[i]);
	return on;
}

static bool is_of_service_table(const struct template *template)
{
	return template->element == TAG_OPT_USIM || template->element == TAG_USIM || template->element == TAG_OPT_ISIM ||
	       template->element == TAG_ISIM || template->element == TAG_DF_5GS || template->element == TAG_DF_SAIP;
}

/* Files that are there although nothing says so: not those that a template makes unasked. */
static void tell_unannounced(struct lint *lint, const struct lint_file *file)
{
	struct service_list list;
	const struct lint_file *table = service_table(lint, file);
	const struct template *template = file->element->template;
	if (!file->row || !is_real(file) || !template || template->created_by_default || !is_of_service_table(template))
		return;
	if (!table || !read_services(file->row->services, &list) || lint_body(lint, table).size == 0)
		return;
	bool is_privacy = list.numbers[0] == 124 || list.numbers[0] == 125;
	if (!is_privacy && count_on(lint, table, &list) == 0)
		lint_tell(lint, (struct lint_place){ .file = file }, "%s is there, and of its services (%s) none is on",
		          file->row->name, file->row->services);
}

static const struct lint_file *file_of_row(const struct lint *lint, const struct lint_file *adf,
                                           const struct template *template, const struct template_file *row)
{
	const struct lint_file *directory = adf;
	const struct template_file *parent = row->parent != 0 ? template_find_file(template, row->parent) : NULL;
	if (parent && parent->kind != FILE_ADF)
		directory = lint_file_in(lint, adf, parent->id);
	const struct lint_file *file = lint_file_in(lint, directory, row->id);
	return file && !file->is_suppressed ? file : NULL;
}

static void tell_absent(struct lint *lint, const struct lint_file *adf, const struct lint_file *table,
                        const struct template *template)
{
	for (size_t i = 0; i < template->file_count; i++) {
		const struct template_file *row = &template->files[i];
		struct service_list list;
		if (row->id == 0 || row->last_id != 0 || !read_services(row->services, &list) || list.is_either ||
		    list.count > 1)
			continue;
		/* K12 knows more about these two. */
		bool is_privacy = list.numbers[0] == 124 || list.numbers[0] == 125;
		if (!is_privacy && count_on(lint, table, &list) == 1 && !file_of_row(lint, adf, template, row))
			lint_tell(lint, (struct lint_place){ .file = table }, "service %s is on, and %s is not there",
			          row->services, row->name);
	}
}

/* TS 31.102 4.2.47: a service is used when the card has it and it is switched on. */
static void tell_enabled(struct lint *lint, const struct lint_file *adf, const struct lint_file *table)
{
	static const unsigned services[] = { 2, 6, 35 };
	const struct lint_file *enabled = lint_naa_file(lint, adf, ID_EST);
	for (unsigned i = 0; enabled && i < ARRAY_SIZE(services); i++)
		if (lint_service_on(lint, enabled, i + 1) && !lint_service_on(lint, table, services[i]))
			lint_tell(lint, (struct lint_place){ .file = enabled },
			          "service %u of EF.EST is on, and %u of EF.UST is off",
			          i + 1, services[i]);
}

/* Bits and files have to agree both ways: a phone believes the table and asks for nothing else (TS 31.102 4.2.8). */
static void check_services(struct lint *lint)
{
	size_t seen = 0;
	LINT_EACH_FILE(file, lint) {
		tell_unannounced(lint, file);
		enum { APPLICATIONS_LOOKED_AT = 16 };
		if (file->kind != FILE_ADF || (file->naa != LINT_USIM && file->naa != LINT_ISIM) ||
		    ++seen > APPLICATIONS_LOOKED_AT)
			continue;
		const struct lint_file *table = service_table(lint, file);
		if (!table || lint_body(lint, table).size == 0)
			continue;
		for (size_t i = 0; template_at(i); i++) {
			bool is_usim = template_at(i)->element != TAG_OPT_ISIM && template_at(i)->element != TAG_ISIM;
			if (is_of_service_table(template_at(i)) && is_usim == (file->naa == LINT_USIM))
				tell_absent(lint, file, table, template_at(i));
		}
		if (file->naa == LINT_USIM)
			tell_enabled(lint, file, table);
	}
}

/* ---- F21 ---- */

/* With one of the two cards differ in what the other is. Where a card refuses the limit it cannot be asked for. */
static void check_data_objects(struct lint *lint)
{
	bool refuses = lint->target && profile_support_refuses_field(&lint->target->support, "maximumFileSize");
	LINT_EACH_FILE(file, lint) {
		if (file->kind != FILE_BER_TLV || !is_real(file) || lint_is_link(file) || !file->is_read)
			continue;
		bool has_maximum = file->fcp.maximum_size != 0;
		if (has_maximum != file->fcp.has_size && (has_maximum || !refuses))
			lint_tell(lint, (struct lint_place){ .file = file }, "only %s is given",
			          has_maximum ? "maximumFileSize" : "efFileSize");
	}
}

/* ---- F22 to F24: identifiers ---- */

/* What each directory has given away so far. A file without a place of its own has none. */
struct short_ids {
	const struct lint_file *directory;
	const struct lint_file *owners[32];
	struct short_ids *next;
};

static struct short_ids *short_ids_of(struct lint *lint, struct short_ids *lists[512], const struct lint_file *directory)
{
	size_t bucket = ((uintptr_t)directory >> 4) % 512;
	for (struct short_ids *list = lists[bucket]; list; list = list->next)
		if (list->directory == directory)
			return list;
	struct short_ids *list = arena_allocate(lint->arena, sizeof *list);
	if (!list)
		return NULL;
	*list = (struct short_ids){ .directory = directory, .next = lists[bucket] };
	lists[bucket] = list;
	return list;
}

/* The first file in the directory with the same short identifier, into each file's own slot. */
static void each_clash(struct lint *lint, void (*tell)(struct lint *, const struct lint_file *, const struct lint_file *))
{
	struct short_ids *lists[512] = { 0 };
	LINT_EACH_FILE(file, lint) {
		if (!is_real(file) || !file->is_planned || !file->is_placed)
			continue;
		unsigned number = file->plan.has_short_id ? file->plan.short_id : 0;
		struct short_ids *list = number > 0 && number < 31 ? short_ids_of(lint, lists, file->directory) : NULL;
		if (!list)
			continue;
		if (list->owners[number])
			tell(lint, file, list->owners[number]);
		else
			list->owners[number] = file;
	}
}

/* By hand and without a word the low five bits of the identifier are the short one. */
static bool is_implied(const struct lint_file *file)
{
	return !file->row && !file->fcp.has_short_id;
}

static void tell_implied_clash(struct lint *lint, const struct lint_file *file, const struct lint_file *owner)
{
	if (is_implied(file) || is_implied(owner))
		lint_tell(lint, (struct lint_place){ .file = is_implied(file) ? file : owner },
		          "without shortEFID it gets %02X, which %s has too", file->plan.short_id,
		          name_of(lint, is_implied(file) ? owner : file));
}

/* Five bits give 00 and 1F too, which are no short identifiers. */
static void check_implied(struct lint *lint)
{
	each_clash(lint, tell_implied_clash);
	LINT_EACH_FILE(file, lint) {
		unsigned low = file->id & 0x1F;
		if (is_real(file) && is_implied(file) && file->is_read && (low == 0 || low == SHORT_ID_INVALID))
			lint_tell(lint, (struct lint_place){ .file = file },
			          "without shortEFID it would get %02X from its identifier, which is none", low);
	}
}

static void tell_clash(struct lint *lint, const struct lint_file *file, const struct lint_file *owner)
{
	if (!is_implied(file) && !is_implied(owner))
		lint_tell(lint, (struct lint_place){ .file = file, .node = fcp_field(file, "shortEFID") },
		          "short identifier %02X is that of %s already", file->plan.short_id, name_of(lint, owner));
}

static void check_twice(struct lint *lint)
{
	LINT_EACH_FILE(file, lint) {
		bool is_double = file->is_second && file->kind != FILE_MF;
		const struct lint_file *first = is_double ? lint_file_at(lint, &file->path) : NULL;
		if (first && !first->row == !file->row && file->kind != FILE_ADF)
			lint_tell(lint, (struct lint_place){ .file = file, .effect = LINT_FAILS }, "%04X is there already",
			          file->id);
	}
	each_clash(lint, tell_clash);
}

/* READ BINARY with a short identifier has one octet for the offset: the rest of the file is out of reach. */
static void check_short_ids(struct lint *lint)
{
	LINT_EACH_FILE(file, lint) {
		bool has_own = is_real(file) && file->is_planned && file->fcp.has_short_id;
		if (!has_own)
			continue;
		struct lint_place place = { .file = file, .node = fcp_field(file, "shortEFID") };
		unsigned usual = file->row ? file->row->short_id : 0;
		if (usual != 0 && file->fcp.short_id != usual)
			lint_tell(lint, place, "short identifier %02X, and terminals look for %s at %02X", file->fcp.short_id,
			          file->row->name, usual);
		else if (file->kind == FILE_TRANSPARENT && file->plan.size > ADDRESSABLE && !lint_is_link(file) &&
		         file->fcp.short_id != 0)
			lint_tell(lint, place, "%u octets: behind the first 256 a short identifier cannot be used",
			          file->plan.size);
	}
}

/* ---- F25, F26: applications ---- */

/* TS 102 221 13.1: 61 { 4F AID, 50 label, … }, then FF. Looked at by hand: it is the profile's data, not its encoding. */
static bool application_of(struct bytes record, struct bytes *out_aid)
{
	if (record.size < 4 || record.data[0] != 0x61 || record.data[1] > record.size - 2)
		return false;
	struct bytes inside = bytes_first(bytes_after(record, 2), record.data[1]);
	if (inside.size < 2 || inside.data[0] != 0x4F || inside.data[1] > inside.size - 2)
		return false;
	*out_aid = bytes_first(bytes_after(inside, 2), inside.data[1]);
	return true;
}

static bool is_blank(struct bytes record)
{
	for (size_t i = 0; i < record.size; i++)
		if (record.data[i] != 0xFF && record.data[i] != 0)
			return false;
	return true;
}

static bool is_listed(struct lint *lint, const struct lint_file *list, struct bytes aid)
{
	struct bytes record, listed;
	for (unsigned i = 1; (record = lint_record(lint, list, i)).size > 0; i++)
		if (application_of(record, &listed) && bytes_equal(listed, aid))
			return true;
	return false;
}

static bool is_adf(const struct lint *lint, struct bytes aid)
{
	LINT_EACH_FILE(file, lint)
		if (file->kind == FILE_ADF && bytes_equal(file->fcp.df_name, aid))
			return true;
	return false;
}

/* A phone finds applications here and nowhere else: an ADF that is not listed is not there for it. */
static void check_directory_file(struct lint *lint)
{
	const struct lint_file *list = lint_file_in(lint, lint->mf, ID_DIR);
	struct bytes record, aid;
	size_t seen = 0;
	if (!list || lint_body(lint, list).size == 0)
		return;
	for (unsigned i = 1; (record = lint_record(lint, list, i)).size > 0; i++) {
		if (is_blank(record))
			continue;
		if (!application_of(record, &aid))
			lint_tell(lint, (struct lint_place){ .file = list },
			          "record %u (%s) does not hold 61 L 4F L … 50 L …: it may be "
			          "too short", i, lint_hex(lint, record));
		else if (!is_adf(lint, aid))
			lint_tell(lint, (struct lint_place){ .file = list }, "record %u names %s, and no ADF has that dfName",
			          i, lint_hex(lint, aid));
	}
	LINT_EACH_FILE(file, lint)
		if (file->kind == FILE_ADF && file->fcp.df_name.size > 0 && ++seen < 32 &&
		    !is_listed(lint, list, file->fcp.df_name))
			lint_tell(lint, (struct lint_place){ .file = file, .node = fcp_field(file, "dfName") },
			          "EF.DIR has no record for %s", lint_hex(lint, file->fcp.df_name));
}

/* Phones look for the beginning and take what follows as it is; some want the whole length of an AID. */
static void check_names(struct lint *lint)
{
	static const struct {
		uint32_t tag;
		uint8_t start[7];
	} applications[] = {
		{ TAG_USIM, { 0xA0, 0x00, 0x00, 0x00, 0x87, 0x10, 0x02 } },
		{ TAG_ISIM, { 0xA0, 0x00, 0x00, 0x00, 0x87, 0x10, 0x04 } },
		{ TAG_CSIM, { 0xA0, 0x00, 0x00, 0x03, 0x43, 0x10, 0x02 } },
	};
	LINT_EACH_FILE(file, lint) {
		struct bytes name = file->fcp.df_name;
		struct lint_place place = { .file = file, .node = fcp_field(file, "dfName") };
		if (file->kind != FILE_ADF || name.size == 0)
			continue;
		for (size_t i = 0; i < ARRAY_SIZE(applications); i++)
			if (applications[i].tag == file->element->tag && !bytes_start_with(name, BYTES(applications[i].start)))
				lint_tell(lint, place, "%s does not begin with %s: terminals will not find it",
				          lint_hex(lint, name), lint_hex(lint, BYTES(applications[i].start)));
		place.is_minor = name.size >= AID_SHORT;
		if (file->naa != LINT_NO_NAA && name.size < AID_LONG)
			lint_tell(lint, place, "%s has %zu octets, and some phones want all 16", lint_hex(lint, name),
			          name.size);
	}
}

/* ---- F27, F28 ---- */

/* Files that a phone writes at each registration wear out memory that is not made for it. */
static void check_special(struct lint *lint)
{
	static const uint16_t often[] = { 0x6F08, 0x6F09, 0x6F73, 0x6F7E, 0x6FE3, 0x6FE4 };
	const struct lint_file *first = NULL;
	size_t count = 0;
	LINT_EACH_FILE(file, lint) {
		bool says = is_real(file) && file->is_planned && !lint_is_link(file) && file->fcp.has_special_information;
		if (!says)
			continue;
		bool is_readable = (file->fcp.special_information & SPECIAL_DEACTIVATED) &&
			file->plan.life_cycle == LIFE_ACTIVATED;
		first = is_readable && !first ? file : first;
		count += is_readable;
		bool is_often = file->naa == LINT_USIM && file->directory && file->directory->kind == FILE_ADF;
		for (size_t i = 0; is_often && i < ARRAY_SIZE(often); i++)
			if (often[i] == file->id && !(file->fcp.special_information & SPECIAL_HIGH_UPDATE))
				lint_tell(lint, (struct lint_place){ .file = file,
					.node = fcp_field(file, "proprietaryEFInfo") },
				          "%s is written often, and 80 (high update activity) is not set", name_of(lint, file));
	}
	if (first)
		lint_tell(lint, (struct lint_place){ .file = first, .node = fcp_field(first, "proprietaryEFInfo") },
		          "40 (usable when deactivated) is set for %zu files that are never deactivated", count);
}

/* How much a card needs beside contents is its own affair: only contents alone are a reason to expect a refusal. */
static void check_memory(struct lint *lint)
{
	uint64_t bodies = 0, files = 0, wanted;
	uint32_t available = lint->target->free_memory;
	LINT_EACH_FILE(file, lint) {
		if (file->is_suppressed || file->is_second)
			continue;
		files++;
		if (file->is_planned && !lint_is_directory(file) && !lint_is_link(file))
			bodies += file->plan.size;
	}
	wanted = bodies + files * NODE_OVERHEAD;
	if (available != 0 && wanted > available)
		lint_tell(lint, (struct lint_place){ .effect = bodies > available ? LINT_ABORTS : LINT_TAKEN },
		          "%llu files with %llu octets of contents take about %llu octets, and %s has %u",
			(unsigned long long)files,
		          (unsigned long long)bodies, (unsigned long long)wanted, lint->target->name, available);
}

/* ---- the table ---- */

static const struct lint_rule rules[] = {
	{ .id = "F17", .severity = LINT_WARNING, .title = "templates are those of the version",
	  .why = "Templates with a version came with 3.0, and the lists of 3.x have others only with one; what a card does not "
	         "know is template-not-supported (9).",
	  .mend = "Under major version 2 use the templates without version; under 3 those with one.", .check = check_versions },
	{ .id = "F18", .severity = LINT_WARNING, .title = "a service table fits its file",
	  .why = "EF.UST has 14 octets in the first template, room for services up to 112, and 17 in the second.",
	  .mend = "Give efFileSize.", .check = check_long_table },
	{ .id = "F19", .severity = LINT_WARNING, .since = 0x0203,
	  .title = "5GS security contexts have as many records as service 136 says",
	  .why = "With service 136 there are two records, without one (TS 31.102 4.4.11.4); a phone reads what is not there, "
	         "or "
	         "not all.",
	  .mend = "Give the files two records, or switch the service off.", .check = check_security_contexts },
	{ .id = "F20", .severity = LINT_WARNING, .title = "service tables and files agree",
	  .why = "A phone skips a file whose service is off, and fails to read one that is not there.",
	  .mend = "Change the bit in EF.UST or EF.IST, or the file.", .check = check_services },
	{ .id = "F21", .severity = LINT_WARNING, .title = "a BER-TLV file has efFileSize and maximumFileSize",
	  .why = "Profiles give one or the other, and cards may look for either.", .mend = "Give both.",
	  .check = check_data_objects },
	{ .id = "F22", .severity = LINT_NOTE,
		.title = "short identifiers that come from the file identifier are free and valid",
	  .why = "A file made by hand without shortEFID gets the low five bits of its identifier.",
	  .mend = "Give shortEFID; an empty one means none.", .check = check_implied },
	{ .id = "F23", .severity = LINT_ERROR, .title = "identifiers are unique in their directory",
	  .why = "Creating an existing file is undefined; with two files of one short identifier one is not found.",
	  .mend = "Change fileID or shortEFID.", .check = check_twice },
	{ .id = "F24", .severity = LINT_WARNING, .title = "standard files have their standard short identifier",
	  .why = "Terminals read some files by it, and only the first 256 octets.",
	  .mend = "Leave shortEFID to the template.", .check = check_short_ids },
	{ .id = "F25", .severity = LINT_WARNING, .title = "EF.DIR names the applications that are there",
	  .why = "A terminal looks for applications in EF.DIR and selects them by that AID.",
	  .mend = "Give EF.DIR a record 61 L 4F L AID 50 L label for each ADF.", .check = check_directory_file },
	{ .id = "F26", .severity = LINT_WARNING, .title = "applications have their usual names",
	  .why = "Terminals select by RID and application code; some compare all 16 octets (TS 101 220 annex E).",
	  .mend = "Use A0000000871002…, A0000000871004… or A0000003431002… with 16 octets.", .check = check_names },
	{ .id = "F27", .severity = LINT_NOTE, .title = "specialFileInformation says what is true",
	  .why = "80 lets a card spread the writing of EF.LOCI, EF.Keys and the like; 40 keeps a file usable that is "
	         "deactivated.",
	  .mend = "Set 80 for files that are written often; leave 40 out where nothing is deactivated.",
	  .check = check_special },
	{ .id = "F28", .severity = LINT_NOTE, .title = "the files fit the card's memory", .needs_target = true,
	  .why = "A card whose memory ends reports not-enough-memory (4); each file takes some octets beside its contents.",
	  .mend = "Use smaller or fewer files; links take nearly nothing.", .check = check_memory },
};

const struct lint_family lint_contents = { rules, ARRAY_SIZE(rules) };
