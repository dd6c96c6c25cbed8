/* SPDX-License-Identifier: Apache-2.0 */
/* Rules about the elements: their order, what belongs to what, which must be installed. */
#include "profile_package/lint_model.h"

enum { IDENTIFICATIONS = 32768, VERSION_WITH_CLEAR_CONTEXT = 0x0202 };

static enum lint_naa own_naa(uint32_t tag)
{
	switch (tag) {
	case TAG_USIM:
		return LINT_USIM;
	case TAG_ISIM:
		return LINT_ISIM;
	case TAG_CSIM:
		return LINT_CSIM;
	default:
		return LINT_NO_NAA;
	}
}

/* The application that an element adds to. */
static enum lint_naa extended_naa(uint32_t tag)
{
	switch (tag) {
	case TAG_OPT_USIM:
	case TAG_PHONEBOOK:
	case TAG_GSM_ACCESS:
	case TAG_DF_5GS:
	case TAG_DF_SAIP:
	case TAG_DF_SNPN:
	case TAG_DF_5GPROSE:
	case TAG_OPT_IOT:
		return LINT_USIM;
	case TAG_OPT_ISIM:
		return LINT_ISIM;
	case TAG_OPT_CSIM:
		return LINT_CSIM;
	default:
		return LINT_NO_NAA;
	}
}

static const char *naa_name(enum lint_naa naa)
{
	static const char *const names[LINT_NAAS] = { "application", "USIM", "ISIM", "CSIM" };
	return names[naa];
}

/* ---- Q01, Q02 ---- */

/* Whatever makes files, and all codes and keys, stand in a place below the MF. */
static void check_mf(struct lint *lint)
{
	const struct lint_file *first = lint->files;
	LINT_EACH_ELEMENT(element, lint) {
		if (element->first_directory)
			break;
		if (element->tag > TAG_PIN_CODES && element->tag < TAG_NON_STANDARD)
			lint_tell(lint, (struct lint_place){ .element = element, .effect = LINT_ABORTS },
			          "%s stands before the MF", element->name);
	}
	if (!lint->mf)
		lint_tell(lint, (struct lint_place){ .effect = LINT_ABORTS }, "the package makes no MF");
	if (first && first->kind != FILE_MF)
		lint_tell(lint, (struct lint_place){ .file = first, .effect = LINT_ABORTS },
		          "this file is made before there is an MF");
	LINT_EACH_FILE(file, lint)
		if (file->kind == FILE_MF && file->is_second)
			lint_tell(lint, (struct lint_place){ .file = file, .effect = LINT_ABORTS }, "a second MF");
}

/* Files of these have one place on a card; more applications of a kind are a service that not every card has. */
static void check_single(struct lint *lint)
{
	static const uint32_t single[] = { TAG_PUK_CODES, TAG_CD, TAG_TELECOM };
	static const unsigned items[LINT_NAAS] = { 0, ITEM_MULTIPLE_USIM, ITEM_MULTIPLE_ISIM, ITEM_MULTIPLE_CSIM };
	LINT_EACH_ELEMENT(element, lint) {
		struct lint_place place = { .element = element, .effect = lint_unless(lint, RULE_ANY_REPETITION, LINT_ABORTS) };
		enum lint_naa naa = own_naa(element->tag);
		for (size_t i = 0; i < ARRAY_SIZE(single); i++)
			if (single[i] == element->tag && element->number > 1)
				lint_tell(lint, place, "a second %s", element->name);
		if (naa != LINT_NO_NAA && element->number > 1 && !(lint->services >> items[naa] & 1))
			lint_tell(lint, place, "a second %s, and the header does not list %s", element->name,
			          profile_service_name(items[naa]));
	}
}

/* ---- Q03, Q04, Q05 ---- */

/* The ADF that the element before this one was about. */
static const struct lint_file *adf_before(const struct lint *lint, const struct lint_element *element)
{
	return element > lint->elements ? element[-1].adf : NULL;
}

/* Any application will do for an element that fits each of them. */
static bool has_earlier(const struct lint *lint, const struct lint_element *element, enum lint_naa naa)
{
	for (struct lint_file *file = lint->files; file && file->element < element; file = file->next)
		if (file->kind == FILE_ADF && (naa == LINT_NO_NAA || file->naa == naa))
			return true;
	return false;
}

/* Files of an extension go into an ADF; which one is not said but by what came before. */
static void check_extensions(struct lint *lint)
{
	LINT_EACH_ELEMENT(element, lint) {
		enum lint_naa naa = extended_naa(element->tag);
		bool is_extension = naa != LINT_NO_NAA || element->tag == TAG_EAP;
		if (is_extension && !has_earlier(lint, element, naa))
			lint_tell(lint, (struct lint_place){ .element = element, .effect = LINT_ABORTS },
			          "%s adds to the %s before it, and there is none", element->name, naa_name(naa));
	}
}

/* A card ties a key to the ADF made last: behind the wrong one it is another application's key, and nobody registers. */
static void check_keys(struct lint *lint)
{
	bool after_domain = false;
	LINT_EACH_ELEMENT(element, lint) {
		after_domain = after_domain || element->tag == TAG_SECURITY_DOMAIN;
		if (element->tag != TAG_AKA && element->tag != TAG_CDMA)
			continue;
		struct lint_place place = { .element = element, .effect = LINT_ABORTS };
		const struct lint_file *adf = adf_before(lint, element);
		bool is_cdma = element->tag == TAG_CDMA;
		bool fits = adf && (is_cdma ? adf->naa == LINT_CSIM : adf->naa == LINT_USIM || adf->naa == LINT_ISIM);
		bool is_behind = is_cdma && !fits && has_earlier(lint, element, LINT_CSIM);
		place.effect = is_behind ? LINT_TAKEN : LINT_ABORTS;
		if (!fits)
			lint_tell(lint, place, "it belongs to the application made last, %s, which cannot use it",
			          adf ? naa_name(adf->naa) : "and there is none");
		else if (after_domain)
			lint_tell(lint, (struct lint_place){ .element = element, .effect = lint_target_follows(lint,
			          RULE_FILES_BEFORE_SECURITY_DOMAIN) ? LINT_FAILS : LINT_TAKEN },
			          "it stands behind a security domain, no longer among the %s's elements", naa_name(adf->naa));
	}
}

static size_t keys_of(const struct lint *lint, const struct lint_file *adf, const struct lint_element **out_second)
{
	size_t count = 0;
	LINT_EACH_ELEMENT(element, lint)
		if (element->tag == TAG_AKA && adf_before(lint, element) == adf && ++count == 2)
			*out_second = element;
	return count;
}

/* TS 33.102 6.3: one key for each application; the IoT element brings its own order. */
static void check_key_count(struct lint *lint)
{
	LINT_EACH_FILE(file, lint) {
		const struct lint_element *second = NULL;
		if (file->kind != FILE_ADF || (file->naa != LINT_USIM && file->naa != LINT_ISIM) ||
		    file->element->tag == TAG_IOT)
			continue;
		size_t count = keys_of(lint, file, &second);
		if (count == 0)
			lint_tell(lint, (struct lint_place){ .file = file }, "this %s has no akaParameter: AUTHENTICATE fails",
			          naa_name(file->naa));
		else if (count > 1)
			lint_tell(lint, (struct lint_place){ .element = second },
			          "%zu akaParameter for one %s: which one counts is undefined", count, naa_name(file->naa));
	}
}

/* ---- Q06, Q07 ---- */

/* Elements that make no directories, or belong to the same application. */
static bool may_stand_between(uint32_t tag)
{
	return tag == TAG_OPT_USIM || tag == TAG_OPT_ISIM || tag == TAG_OPT_CSIM || tag == TAG_PUK_CODES || tag == TAG_AKA ||
	       tag == TAG_CDMA || tag == TAG_MANAGEMENT || tag == TAG_PIN_CODES || tag == TAG_NON_STANDARD;
}

/* Further elements do not change whose PINs these are, but a reader, and some cards, take the element right before. */
static void check_pin_place(struct lint *lint)
{
	LINT_EACH_ELEMENT(element, lint) {
		const struct lint_element *maker = element->context_element;
		if (element->tag != TAG_PIN_CODES)
			continue;
		if (!maker) {
			lint_tell(lint, (struct lint_place){ .element = element, .effect = LINT_ABORTS },
			          "no element before it makes a directory that these PINs could belong to");
			continue;
		}
		for (const struct lint_element *between = maker + 1; between < element; between++)
			if (!may_stand_between(between->tag)) {
				lint_tell(lint, (struct lint_place){ .element = element },
				          "%s stands between these PINs and the %s that makes their directory", between->name,
					maker->name);
				break;
			}
	}
}

/* The format means the first of several directories; cards were seen that take the last. */
static void check_pin_context(struct lint *lint)
{
	enum lint_effect effect = lint_target_follows(lint, RULE_ONE_DIRECTORY_BEFORE_PINS) ? LINT_FAILS : LINT_TAKEN;
	LINT_EACH_ELEMENT(element, lint)
		if (element->tag == TAG_PIN_CODES && element->context_directories > 1)
			lint_tell(lint, (struct lint_place){ .element = element, .effect = effect },
			          "%s before it makes %u directories: the PINs could be meant for any of them",
			          element->context_element->name, element->context_directories);
}

/* ---- Q08, Q09 ---- */

/* Made before this very command, not only somewhere: commands run one after the other. */
static bool path_is_known(const struct lint *lint, const struct package_node *item)
{
	struct file_path path;
	if (!file_path_decode(item->value, &path))
		return false;
	const struct lint_file *file = lint_file_at(lint, &path);
	return file && (path.count == 0 || file->node->offset < item->offset);
}

static void check_selections(struct lint *lint, const struct lint_element *element)
{
	struct file_path path;
	LINT_EACH_MEMBER(list, package_member(element->node, "fileManagementCMD")) {
		LINT_EACH_MEMBER(item, list->field ? list : NULL) {
			if (!item->field || item->field->role != ROLE_FILE_PATH || path_is_known(lint, item))
				continue;
			bool is_path = file_path_decode(item->value, &path);
			lint_tell(lint, (struct lint_place){
				.element = element, .node = item, .effect = is_path ? LINT_TAKEN : LINT_FAILS,
			}, "filePath %s names nothing that is there yet", lint_hex(lint, item->value));
		}
	}
}

/* In a template the directory of a file is a field before it; that the template has no place at all is told elsewhere. */
static void check_placed(struct lint *lint, const struct lint_file *file)
{
	bool has_inner = file->row && file->row->parent != 0;
	if (file->is_suppressed || file->is_placed || (file->row && !has_inner))
		return;
	bool has_place = lint_is_directory(file) || !file->row || file->element->first_directory;
	if (has_place)
		lint_tell(lint, (struct lint_place){ .file = file, .effect = file->row ? LINT_ABORTS : LINT_FAILS },
		          "the directory that it belongs into is not there");
}

static void check_paths(struct lint *lint)
{
	LINT_EACH_ELEMENT(element, lint)
		if (element->tag == TAG_MANAGEMENT)
			check_selections(lint, element);
	LINT_EACH_FILE(file, lint) {
		check_placed(lint, file);
		if (lint_is_link(file) && !file->target)
			lint_tell(lint, (struct lint_place){ .file = file, .effect = LINT_FAILS }, "the link's target %s %s",
			          lint_hex(lint, file->fcp.link), file->later_target ? "is made later" : "does not exist");
	}
}

/* Some cards close the file system with the first security domain; all of them need one for what it shall own. */
static void check_domains(struct lint *lint)
{
	bool has_domain = false;
	LINT_EACH_ELEMENT(element, lint) {
		bool makes = element->tag >= TAG_MF || (element->tag >= TAG_MANAGEMENT && element->tag <= TAG_PUK_CODES);
		bool refuses = lint_target_follows(lint, RULE_FILES_BEFORE_SECURITY_DOMAIN);
		if (makes && has_domain)
			lint_tell(lint, (struct lint_place){ .element = element, .effect = refuses ? LINT_FAILS : LINT_TAKEN },
			          "%s stands behind a security domain", element->name);
		bool needs = element->tag == TAG_RFM || element->tag == TAG_APPLICATION;
		if (needs && !has_domain)
			lint_tell(lint, (struct lint_place){ .element = element, .effect = LINT_ABORTS },
			          "%s needs a security domain before it", element->name);
		has_domain = has_domain || element->tag == TAG_SECURITY_DOMAIN;
	}
	bool wants_puk_first = lint_target_follows(lint, RULE_PUK_BEFORE_PIN);
	for (const struct lint_code *pin = wants_puk_first ? lint->pins : NULL; pin; pin = pin->next) {
		const struct package_node *unblocking = package_member(pin->node, "unblockingPINReference");
		bool is_there = !unblocking;
		for (const struct lint_code *puk = lint->puks; puk && !is_there; puk = puk->next)
			is_there = puk->reference == package_number(unblocking) && puk->element < pin->element;
		if (!is_there)
			lint_tell(lint, (struct lint_place){ .element = pin->element, .node = unblocking,
				.effect = LINT_FAILS },
			          "%s wants the PUK before the PIN that names it", lint->target->name);
	}
}

/* ---- Q10: the end, identifications ---- */

/* A response names the element that failed by this number alone: two of one number cannot be told apart. */
static void check_identifications(struct lint *lint)
{
	const struct lint_element **seen = arena_allocate(lint->arena, IDENTIFICATIONS * sizeof *seen);
	uint16_t last = 0;
	bool has_last = false;
	if (!seen)
		return;
	LINT_EACH_ELEMENT(element, lint) {
		uint16_t number = element->identification % IDENTIFICATIONS;
		if (!element->has_header)
			continue;
		if (seen[number])
			lint_tell(lint, (struct lint_place){
				.element = element, .effect = lint_unless(lint, RULE_ANY_REPETITION, LINT_ABORTS),
			}, "identification %u is that of %s already", number, seen[number]->name);
		else if (has_last && number <= last && lint_target_follows(lint, RULE_RISING_IDENTIFICATIONS))
			lint_tell(lint, (struct lint_place){ .element = element, .effect = LINT_ABORTS },
			          "identification %u after %u, and %s wants them to rise", number, last, lint->target->name);
		seen[number] = element;
		last = number;
		has_last = true;
	}
}

static void check_end(struct lint *lint)
{
	if (!lint->end)
		lint_tell(lint, (struct lint_place){ .effect = LINT_ABORTS }, "the package has no end");
	LINT_EACH_ELEMENT(element, lint)
		if (element->tag == TAG_END && element != lint->end)
			lint_tell(lint, (struct lint_place){
				.element = element, .effect = lint_unless(lint, RULE_OCTETS_AFTER_END, LINT_ABORTS),
			}, "a second end");
	check_identifications(lint);
}

static struct package_node *new_node(struct lint *lint, struct package_node *parent, const struct schema_field *field)
{
	struct package_node *node = arena_allocate(lint->arena, sizeof *node);
	if (node)
		*node = (struct package_node){ .field = field, .tag = field->tag, .parent = parent };
	return node;
}

/* The number above all that are there. */
static bool next_identification(struct lint *lint, struct bytes *out)
{
	uint16_t highest = 0;
	LINT_EACH_ELEMENT(element, lint)
		if (element->has_header && element->identification > highest)
			highest = element->identification;
	uint8_t *octets = arena_allocate(lint->arena, 2);
	if (!octets || highest >= IDENTIFICATIONS - 1)
		return false;
	octets[0] = (uint8_t)((highest + 1) >> 8);
	octets[1] = (uint8_t)(highest + 1);
	bool is_short = octets[0] == 0 && octets[1] < 0x80;
	*out = bytes_from(octets + is_short, 2 - (size_t)is_short);
	return true;
}

static bool fix_end(struct lint *lint, const struct lint_finding *finding, const char **out_change)
{
	const struct schema_field *schema = schema_element(TAG_END);
	const struct schema_field *header_schema = &schema->fields[0];
	struct package_node **link = &lint->root->first;
	struct bytes identification;
	if (finding->node || lint->end || !next_identification(lint, &identification))
		return false;
	struct package_node *end = new_node(lint, lint->root, schema);
	struct package_node *header = end ? new_node(lint, end, header_schema) : NULL;
	struct package_node *mandated = header ? new_node(lint, header, &header_schema->fields[0]) : NULL;
	struct package_node *number = mandated ? new_node(lint, header, &header_schema->fields[1]) : NULL;
	if (!number)
		return false;
	number->value = identification;
	mandated->next = number;
	header->first = mandated;
	end->first = header;
	while (*link)
		link = &(*link)->next;
	*link = end;
	*out_change = "an end put behind the last element";
	return true;
}

/* ---- Q11 to Q13 ---- */

/* Without these a profile cannot register, or never be managed: better no profile than half of one. */
static bool is_essential(const struct lint_element *element)
{
	bool is_first_domain = element->tag == TAG_SECURITY_DOMAIN && element->number == 1;
	return element->tag == TAG_MF || element->tag == TAG_USIM || element->tag == TAG_AKA || element->tag == TAG_PIN_CODES ||
	       element->tag == TAG_PUK_CODES || element->tag == TAG_END || is_first_domain;
}

static void check_essential(struct lint *lint)
{
	LINT_EACH_ELEMENT(element, lint)
		if (element->has_header && !element->mandated && is_essential(element))
			lint_tell(lint, (struct lint_place){ .element = element },
			          "a card that cannot make %s leaves it out, and calls the profile installed", element->name);
}

/* The first field of the element's header, and of no octets. */
static bool fix_essential(struct lint *lint, const struct lint_finding *finding, const char **out_change)
{
	struct package_node *header = package_member_with_role(finding->node, ROLE_ELEMENT_HEADER);
	struct package_node *mandated = header ? new_node(lint, header, &header->field->fields[0]) : NULL;
	if (!mandated)
		return false;
	mandated->next = header->first;
	header->first = mandated;
	*out_change = "mandated added";
	return true;
}

/* A profile that has nothing but CSIM cannot do without it. */
static void check_extras(struct lint *lint)
{
	LINT_EACH_ELEMENT(element, lint) {
		bool is_csim = element->tag == TAG_CSIM || element->tag == TAG_OPT_CSIM || element->tag == TAG_CDMA;
		bool is_alone = is_csim && !lint->adfs[LINT_USIM];
		bool is_extra = is_csim || element->tag == TAG_APPLICATION || element->tag == TAG_DF_5GS ||
		                element->tag == TAG_DF_SAIP || element->tag == TAG_DF_SNPN || element->tag == TAG_DF_5GPROSE;
		if (is_extra && !is_alone && element->mandated)
			lint_tell(lint, (struct lint_place){ .element = element },
			          "%s is mandated: a card without it refuses the whole profile", element->name);
	}
}

/* The MNO-SD belongs to the profile itself, no other domain can own it. */
static void check_first_domain(struct lint *lint)
{
	LINT_EACH_ELEMENT(element, lint) {
		const struct package_node *instance = package_member(element->node, "instance");
		const struct package_node *owner = package_member(instance, "extraditeSecurityDomainAID");
		if (element->tag == TAG_SECURITY_DOMAIN && element->number == 1 && owner)
			lint_tell(lint, (struct lint_place){ .element = element, .node = owner, .effect = LINT_FAILS },
			          "the first security domain is the operator's (MNO-SD), and this one belongs to %s",
			          lint_hex(lint, owner->value));
	}
}

/* ---- the table ---- */

static const struct lint_rule rules[] = {
	{ .id = "Q01", .severity = LINT_ERROR, .title = "the MF is the first file, and there is one",
	  .why = "Every file has a place below it; what a card does otherwise is undefined (format 8).",
	  .mend = "Put PE-MF, or the generic file management that creates 3F00, in front of all other files.",
	  .check = check_mf },
	{ .id = "Q02", .severity = LINT_ERROR, .title = "elements that come once come once",
	  .why = "mf, cd, telecom and pukCodes are single; a second usim, isim or csim needs the service multiple-….",
	  .mend = "Merge them, or list the service.", .check = check_single },
	{ .id = "Q03", .severity = LINT_ERROR, .title = "what adds to an application stands behind it",
	  .why = "opt-…, phonebook, gsm-access and df-… attach to the nearest ADF of their kind before them.",
	  .mend = "Move the element behind its application's.", .check = check_extensions },
	{ .id = "Q04", .severity = LINT_ERROR, .title = "authentication parameters stand among their application's elements",
	  .why = "akaParameter and cdmaParameter belong to the application made last; behind a security domain or another "
	         "application that is not theirs.",
	  .mend = "Move them between their application and the next.", .check = check_keys },
	{ .id = "Q05", .severity = LINT_WARNING, .title = "each USIM and ISIM has one akaParameter",
	  .why = "Without one AUTHENTICATE fails; of two it is undefined which one counts.",
	  .mend = "Give each application one.", .check = check_key_count },
	{ .id = "Q06", .severity = LINT_ERROR, .title = "PINs stand behind the element that makes their directory",
	  .why = "They belong to the first directory of the nearest element before that makes one.",
	  .mend = "Move pinCodes directly behind the element of their directory.", .check = check_pin_place },
	{ .id = "Q07", .severity = LINT_WARNING, .title = "the element before pinCodes makes one directory",
	  .why = "Up to 2.1 the format did not say which directory is meant, and cards differ: TS.48 had to publish an A and a "
	         "B "
	         "file.",
	  .mend = "Give local PINs to ADFs only, or make the other directories by generic file management later.",
	  .until = VERSION_WITH_CLEAR_CONTEXT - 1, .check = check_pin_context },
	{ .id = "Q08", .severity = LINT_ERROR, .title = "paths and links name what is there already",
	  .why = "A card works through the package once, from the beginning to the end.",
	  .mend = "Create the directory or the link's target first.", .check = check_paths },
	{ .id = "Q09", .severity = LINT_ERROR,
		.title = "security domains stand behind files and codes, applications behind their domain",
	  .why = "Order of elements, format 8: applications and RFM are put into a security domain that is there.",
	  .mend = "Put files, codes and keys first, then security domains, then applications and RFM.",
		.check = check_domains },
	{ .id = "Q10", .severity = LINT_ERROR, .title = "the package ends with one end, and identifications are unique",
	  .why = "Without PE-End a card does not finish; a status names its element by the identification.",
	  .mend = "Close the package with end; number the elements.", .check = check_end, .fix = fix_end },
	{ .id = "Q11", .severity = LINT_WARNING, .title = "what the profile cannot do without is mandated",
	  .why = "An element that is not mandated and fails is left out, and the profile counts as installed.",
	  .mend = "Set mandated on mf, pinCodes, pukCodes, usim, akaParameter, the MNO-SD and end.", .check = check_essential,
	  .fix = fix_essential },
	{ .id = "Q12", .severity = LINT_WARNING, .title = "what the profile can do without is not mandated",
	  .why = "One extra that a card does not have ends the whole installation.",
	  .mend = "Leave mandated away from CSIM, applications, 5G files, unless the profile is of no use without them.",
	  .check = check_extras },
	{ .id = "Q13", .severity = LINT_NOTE, .title = "the first security domain is the operator's",
	  .why = "It is the MNO-SD for the card, whatever it was meant as (format 10.9).",
	  .mend = "Put the MNO-SD first.", .check = check_first_domain },
};

const struct lint_family lint_sequence = { rules, ARRAY_SIZE(rules) };
