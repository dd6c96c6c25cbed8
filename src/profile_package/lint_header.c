/* SPDX-License-Identifier: Apache-2.0 */
/* Rules about the package's header: version, ICCID, what a card must have. */
#include "profile_package/lint_needs.h"

enum {
	ICCID_SIZE = 10, MAJOR_FIRST = 2, MAJOR_LAST = 3, PROFILE_TYPE_MAXIMUM = 100, IOT_VERSION = 0x0303,
	LISTED_MAXIMUM = 256, /* of one list that are looked at */
};

static struct package_node *header_node(const struct lint *lint)
{
	return lint->header ? lint->header->node : NULL;
}

static struct lint_place at_header(const struct lint *lint, const char *field, enum lint_effect effect)
{
	struct lint_place place = { .element = lint->header, .effect = effect };
	place.node = package_member(header_node(lint), field);
	return place;
}

/* ---- H01 to H04: versions ---- */

/* A card takes all that it must know about the package from the header: nothing else may come before it. */
static void check_first(struct lint *lint)
{
	if (lint->element_count == 0 || lint->elements[0].tag != TAG_HEADER)
		lint_tell(lint, (struct lint_place){ .element = lint->elements, .effect = LINT_ABORTS },
		          "the first element is %s", lint->element_count > 0 ? lint->elements[0].name : "missing");
	LINT_EACH_ELEMENT(element, lint)
		if (element->tag == TAG_HEADER && element != lint->header)
			lint_tell(lint, (struct lint_place){ .element = element, .effect = LINT_ABORTS }, "a second header");
}

/* Two limits: of what this format ever was, and of the card, for which a newer major version is another format. */
static void check_major(struct lint *lint)
{
	unsigned major = lint->version >> 8, minor = lint->version & 0xFF;
	struct lint_place place = at_header(lint, "major-version", lint_unless(lint, RULE_ANY_VERSION, LINT_ABORTS));
	if (!lint->header)
		return;
	if (major < MAJOR_FIRST || major > MAJOR_LAST) {
		lint_tell(lint, place, "version %u.%u: there are packages of 2.x and 3.x only", major, minor);
		return;
	}
	if (!lint->target || lint_target_follows(lint, RULE_ANY_VERSION))
		return;
	const struct profile_support *support = &lint->target->support;
	bool is_newer = major > support->major_maximum;
	bool is_minor_newer = major == support->major_maximum && support->has_minor_maximum && minor > support->minor_maximum;
	if (is_newer || is_minor_newer)
		lint_tell(lint, place, "version %u.%u, and %s takes %u%s%s at most", major, minor, lint->target->name,
		          support->major_maximum, support->has_minor_maximum ? "." : "",
		          support->has_minor_maximum ? arena_print(lint->arena, "%u", support->minor_maximum) : "");
}

/* Not refused: a card that refuses newer ones has a limit of its own, which H02 knows. */
static void check_minor(struct lint *lint)
{
	uint16_t target = lint->target->version;
	if (target != 0 && lint->version > target && lint->version >> 8 == target >> 8)
		lint_tell(lint, at_header(lint, "minor-version", LINT_TAKEN), "version %u.%u, and %s knows %u.%u",
		          lint->version >> 8, lint->version & 0xFF, lint->target->name, target >> 8, target & 0xFF);
}

/* What came later than 2.0, by element. */
static const struct {
	uint32_t tag;
	uint16_t since;
} newer_elements[] = {
	{ TAG_EAP, 0x0202 }, { TAG_DF_5GS, 0x0203 }, { TAG_DF_SAIP, 0x0203 }, { TAG_DF_SNPN, 0x0303 },
	{ TAG_DF_5GPROSE, 0x0303 }, { TAG_IOT, 0x0303 }, { TAG_OPT_IOT, 0x0303 },
};

static void tell_newer(struct lint *lint, const struct lint_element *element, const struct package_node *node,
                       const char *what, unsigned since)
{
	if (lint->version < since)
		lint_tell(lint, (struct lint_place){ .element = element, .node = node },
		          "%s came with version %u.%u, and the header says %u.%u", what, since >> 8, since & 0xFF,
		          lint->version >> 8, lint->version & 0xFF);
}

static void check_newer_element(struct lint *lint, const struct lint_element *element)
{
	for (size_t i = 0; i < ARRAY_SIZE(newer_elements); i++)
		if (newer_elements[i].tag == element->tag)
			tell_newer(lint, element, element->node, element->name, newer_elements[i].since);
}

/* The list only ever grew at its end: a higher number is a later version. */
static unsigned service_since(unsigned item)
{
	return item <= ITEM_DF_LINK ? 0x0200 : item == ITEM_CAT_TP ? 0x0202 : item <= ITEM_PROFILE_B ? 0x0203 : 0x0300;
}

/* A header that says too little is taken by cards that then fail what they do not know, in the middle of it. */
static void check_newer(struct lint *lint)
{
	if (!lint->header)
		return;
	LINT_EACH_ELEMENT(element, lint)
		check_newer_element(lint, element);
	LINT_EACH_MEMBER(item, package_member_with_role(header_node(lint), ROLE_SERVICES))
		if (item->field)
			tell_newer(lint, lint->header, item, item->field->name,
			           service_since(schema_context_number(item->tag)));
}

/* ---- H05: ICCID ---- */

/* ITU-T E.118: decimal digits, then F alone; the last digit checks the others. */
static const char *iccid_fault(struct bytes iccid)
{
	unsigned sum = 0, count = 0;
	uint8_t digits[2 * ICCID_SIZE];
	if (iccid.size != ICCID_SIZE)
		return "has not 10 octets";
	for (size_t i = 0; i < sizeof digits; i++)
		digits[i] = i % 2 ? iccid.data[i / 2] & 15 : iccid.data[i / 2] >> 4;
	while (count < sizeof digits && digits[count] <= 9)
		count++;
	for (size_t i = count; i < sizeof digits; i++)
		if (digits[i] != 15)
			return "has something other than digits, or F before the end";
	for (size_t i = 0; i < count; i++) {
		unsigned value = digits[count - 1 - i];
		sum += i % 2 ? 2 * value - (value > 4 ? 9 : 0) : value;
	}
	return count < 18 ? "has fewer than 18 digits" : sum % 10 != 0 ? "has a wrong check digit" : NULL;
}

static bool is_swapped(struct bytes a, struct bytes b)
{
	if (a.size != b.size)
		return false;
	for (size_t i = 0; i < a.size; i++)
		if (a.data[i] != (uint8_t)(b.data[i] << 4 | b.data[i] >> 4))
			return false;
	return true;
}

/* The header has the digits in their order, EF.ICCID with each pair swapped (TS 102 221 13.2). A card that compares
 * them refuses, one that does not shows another number to the server than to the phone. */
static void check_iccid(struct lint *lint)
{
	const struct package_node *iccid = package_member_with_role(header_node(lint), ROLE_ICCID);
	if (!iccid)
		return;
	const char *fault = iccid_fault(iccid->value);
	struct lint_place place = { .element = lint->header, .node = iccid };
	place.effect = iccid->value.size == ICCID_SIZE ? LINT_TAKEN : LINT_ABORTS;
	if (fault)
		lint_tell(lint, place, "%s %s", lint_hex(lint, iccid->value), fault);
	const struct lint_file *file = lint_file_in(lint, lint->mf, ID_ICCID);
	struct bytes body = file ? lint_body(lint, file) : (struct bytes){ 0 };
	if (body.size > 0 && !is_swapped(iccid->value, bytes_first(body, ICCID_SIZE)))
		lint_tell(lint, (struct lint_place){ .file = file, .effect = LINT_ABORTS },
		          "EF.ICCID holds %s, and the header says %s, which would be swapped there", lint_hex(lint, body),
		          lint_hex(lint, iccid->value));
}

/* ---- H06: templates ---- */

static const struct lint_element *user_of(const struct lint *lint, struct bytes oid, bool mandated)
{
	LINT_EACH_ELEMENT(element, lint)
		if (bytes_equal(element->template_oid, oid) && (!mandated || element->mandated))
			return element;
	return NULL;
}

static bool is_listed(const struct package_node *list, struct bytes oid)
{
	size_t seen = 0;
	LINT_EACH_MEMBER(item, list) {
		if (item->field && bytes_equal(item->value, oid))
			return true;
		if (++seen == LISTED_MAXIMUM)
			break;
	}
	return false;
}

static const char *template_text(struct lint *lint, struct bytes oid)
{
	const struct template *template = template_find(oid);
	return template ? template->name : lint_hex(lint, oid);
}

/* One finding for a template, at the first mandated element that follows it. */
static void check_templates(struct lint *lint)
{
	const struct package_node *list = package_member_with_role(header_node(lint), ROLE_TEMPLATES);
	if (!list)
		return;
	LINT_EACH_ELEMENT(element, lint) {
		struct bytes oid = element->template_oid;
		bool is_first = oid.size > 0 && user_of(lint, oid, element->mandated) == element;
		if (!is_first || is_listed(list, oid) || (!element->mandated && user_of(lint, oid, true)))
			continue;
		const struct package_node *node = package_member_with_role(element->node, ROLE_TEMPLATE_ID);
		lint_tell(lint, (struct lint_place){ .element = element, .node = node, .is_minor = !element->mandated },
		          "the template %s is not in eUICC-Mandatory-GFSTEList", template_text(lint, oid));
	}
	size_t seen = 0;
	LINT_EACH_MEMBER(item, list) {
		if (item->field && !user_of(lint, item->value, false))
			lint_tell(lint, (struct lint_place){ .element = lint->header, .node = item, .is_minor = true },
			          "the template %s is listed, and no element uses it", template_text(lint, item->value));
		if (++seen == LISTED_MAXIMUM)
			break;
	}
}

static bool fix_template(struct lint *lint, const struct lint_finding *finding, const char **out_change)
{
	struct package_node *list = package_member_with_role(header_node(lint), ROLE_TEMPLATES), **link = &list->first;
	struct bytes oid = finding->node->value;
	if (finding->node->parent == list) {
		*out_change = arena_print(lint->arena, "%s taken out of the list", template_text(lint, oid));
		return lint_drop(finding->node);
	}
	struct package_node *item = arena_allocate(lint->arena, sizeof *item);
	if (!item || list->field->field_count == 0)
		return false;
	const struct schema_field *field = &list->field->fields[0];
	*item = (struct package_node){ .field = field, .tag = field->tag, .value = oid, .parent = list };
	while (*link)
		link = &(*link)->next;
	*link = item;
	*out_change = arena_print(lint->arena, "%s put into eUICC-Mandatory-GFSTEList", template_text(lint, oid));
	return true;
}

/* ---- H07, H08: services ---- */

static void check_services_missing(struct lint *lint)
{
	struct lint_needs needed = lint_needs_of(lint);
	const struct package_node *list = package_member_with_role(header_node(lint), ROLE_SERVICES);
	for (unsigned item = 0; list && item < 32; item++) {
		if (!(needed.mandated >> item & 1) || (lint->services >> item & 1))
			continue;
		lint_tell(lint, (struct lint_place){ .element = lint->header, .node = list, .is_minor = item == ITEM_CAVE },
		          "%s needs the service %s, and eUICC-Mandatory-services has it not", needed.reasons[item]->name,
		          profile_service_name(item));
	}
	uint32_t profiles = 1u << ITEM_PROFILE_A | 1u << ITEM_PROFILE_B;
	if (list && needed.mandated >> ITEM_GET_IDENTITY & 1 && !(lint->services & profiles))
		lint_tell(lint, (struct lint_place){ .element = lint->header, .node = list },
		          "the USIM conceals its SUPI, and neither profile-a-x25519 nor profile-b-p256 is listed");
}

/* What content alone can tell; the others may be needed by an application. */
static uint32_t unneeded_services(struct lint *lint)
{
	struct lint_needs needed = lint_needs_of(lint);
	uint32_t told = 1u << ITEM_USIM | 1u << ITEM_ISIM | 1u << ITEM_CSIM | 1u << ITEM_MILENAGE | 1u << ITEM_TUAK128 |
	                1u << ITEM_CAVE | 1u << ITEM_JAVACARD | 1u << ITEM_MULTIPLE_USIM | 1u << ITEM_MULTIPLE_ISIM |
	                1u << ITEM_MULTIPLE_CSIM | 1u << ITEM_TUAK256 | 1u << ITEM_TEST_ALGORITHM | 1u << ITEM_BER_TLV |
	                1u << ITEM_DF_LINK | 1u << ITEM_CAT_TP | 1u << ITEM_EAP;
	uint32_t unneeded = lint->services & told & ~needed.any;
	bool conceals = lint_usim_service_on(lint, SERVICE_SUCI_IN_ME) || lint_usim_service_on(lint, SERVICE_SUCI_IN_USIM);
	uint32_t concealing = 1u << ITEM_GET_IDENTITY | 1u << ITEM_PROFILE_A | 1u << ITEM_PROFILE_B;
	return conceals ? unneeded : unneeded | (lint->services & concealing);
}

static void check_services_unneeded(struct lint *lint)
{
	uint32_t unneeded = unneeded_services(lint);
	LINT_EACH_MEMBER(item, package_member_with_role(header_node(lint), ROLE_SERVICES))
		if (item->field && (unneeded >> (schema_context_number(item->tag) & 31) & 1))
			lint_tell(lint, (struct lint_place){ .element = lint->header, .node = item },
			          "%s is listed, and nothing in the profile needs it", item->field->name);
}

static bool fix_unneeded(struct lint *lint, const struct lint_finding *finding, const char **out_change)
{
	*out_change = arena_print(lint->arena, "%s taken out of the list", finding->node->field->name);
	return lint_drop(finding->node);
}

static bool add_service(struct lint *lint, struct package_node *list, const struct schema_field *field)
{
	struct package_node **link = &list->first;
	while (*link && (*link)->field && (*link)->field < field)
		link = &(*link)->next;
	struct package_node *item = arena_allocate(lint->arena, sizeof *item);
	if (!item)
		return false;
	*item = (struct package_node){ .field = field, .tag = field->tag, .parent = list, .next = *link };
	*link = item;
	lint->services |= 1u << schema_context_number(field->tag);
	return true;
}

/* All that are missing at once; which profile of ECIES a USIM uses stands in its data alone. */
static bool fix_missing(struct lint *lint, const struct lint_finding *finding, const char **out_change)
{
	struct lint_needs needed = lint_needs_of(lint);
	struct package_node *list = finding->node;
	const char *added = NULL;
	needed.mandated &= ~(1u << ITEM_CAVE);
	for (size_t i = 0; i < list->field->field_count; i++) {
		const struct schema_field *field = &list->field->fields[i];
		unsigned item = schema_context_number(field->tag);
		bool is_missing = item < 32 && (needed.mandated >> item & 1) && !(lint->services >> item & 1);
		if (is_missing && add_service(lint, list, field))
			added = arena_print(lint->arena, "%s%s%s", added ? added : "", added ? ", " : "", field->name);
	}
	*out_change = added ? arena_print(lint->arena, "%s put into eUICC-Mandatory-services", added) : NULL;
	return added != NULL;
}

/* ---- H09: what the target has ---- */

static void check_listed_templates(struct lint *lint)
{
	const struct package_node *list = package_member_with_role(header_node(lint), ROLE_TEMPLATES);
	const struct lint_target *target = lint->target;
	enum lint_effect effect = lint_unless(lint, RULE_ANY_TEMPLATE_LISTED, LINT_ABORTS);
	LINT_EACH_MEMBER(item, list)
		if (item->field && !profile_support_has_template(&target->support, item->value))
			lint_tell(lint, (struct lint_place){ .element = lint->header, .node = item, .effect = effect },
			          "%s has not the template %s", target->name, template_text(lint, item->value));
}

/* Elements fail for what the card lacks also where the header does not list it. */
static void check_needed(struct lint *lint)
{
	static const unsigned items[LINT_NAAS] = { 0, ITEM_USIM, ITEM_ISIM, ITEM_CSIM };
	struct lint_needs needed = lint_needs_of(lint);
	unsigned told[] = { ITEM_MILENAGE, ITEM_TUAK128, ITEM_TUAK256, ITEM_TEST_ALGORITHM, ITEM_BER_TLV };
	LINT_EACH_ELEMENT(element, lint) {
		enum lint_naa naa = element->tag == TAG_USIM || element->tag == TAG_OPT_USIM ? LINT_USIM
			: element->tag == TAG_ISIM || element->tag == TAG_OPT_ISIM ? LINT_ISIM
			: element->tag == TAG_CSIM || element->tag == TAG_OPT_CSIM ? LINT_CSIM : LINT_NO_NAA;
		if (naa != LINT_NO_NAA && !lint_target_has_service(lint, items[naa]))
			lint_tell(lint, (struct lint_place){ .element = element, .effect = LINT_FAILS }, "%s has no %s",
			          lint->target->name, profile_service_name(items[naa]));
		bool lacks_template = element->template && !profile_support_has_template(&lint->target->support,
		                                                                         element->template_oid);
		if (lacks_template)
			lint_tell(lint, (struct lint_place){ .element = element, .effect = LINT_FAILS },
			          "%s has not the template %s", lint->target->name, element->template->name);
	}
	for (size_t i = 0; i < ARRAY_SIZE(told); i++)
		if (needed.reasons[told[i]] && !lint_target_has_service(lint, told[i]))
			lint_tell(lint, (struct lint_place){ .element = needed.reasons[told[i]], .effect = LINT_FAILS },
			          "%s has no %s", lint->target->name, profile_service_name(told[i]));
}

/* What the header lists a card has to refuse if it lacks it, whether or not an element needs it. */
static void check_target(struct lint *lint)
{
	enum lint_effect effect = lint_unless(lint, RULE_ANY_SERVICE_LISTED, LINT_ABORTS);
	LINT_EACH_MEMBER(item, package_member_with_role(header_node(lint), ROLE_SERVICES))
		if (item->field && !lint_target_has_service(lint, schema_context_number(item->tag)))
			lint_tell(lint, (struct lint_place){ .element = lint->header, .node = item, .effect = effect },
			          "%s has not the service %s", lint->target->name, item->field->name);
	check_listed_templates(lint);
	check_needed(lint);
}

/* ---- H10 to H13 ---- */

/* SGP.22 has its own way for rules and for connectivity: cards of consumers pass over these. */
static void check_machine_fields(struct lint *lint)
{
	static const char *const names[] = { "pol", "connectivityParameters" };
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (package_member(header_node(lint), names[i]))
			lint_tell(lint, at_header(lint, names[i], LINT_TAKEN), "%s is for cards of machines (SGP.02)",
			          names[i]);
}

/* A version has two octets, and none is above the card's: a later minor version has all of an earlier one. */
static void check_libraries(struct lint *lint)
{
	LINT_EACH_MEMBER(item, package_member_with_role(header_node(lint), ROLE_LIBRARIES)) {
		const struct package_node *aid = item->field ? package_member(item, "aid") : NULL;
		const struct package_node *version = item->field ? package_member(item, "version") : NULL;
		struct lint_place place = { .element = lint->header, .node = item };
		if (!aid || !version || version->value.size != 2)
			continue;
		uint16_t wanted = (uint16_t)package_number(version);
		if (version->value.data[0] == 0)
			lint_tell(lint, place,
			          "version %s: major and minor are an octet each, and no package has major version 0",
			          lint_hex(lint, version->value));
		place.effect = LINT_ABORTS;
		if (lint->target && !profile_support_has_library(&lint->target->support, aid->value, wanted))
			lint_tell(lint, place, "%s has not %s in version %u.%u", lint->target->name, lint_hex(lint, aid->value),
			          wanted >> 8, wanted & 0xFF);
	}
}

/* Either a whole profile or the minimal one: a card reads the options before it knows which elements come. */
static void check_iot(struct lint *lint)
{
	const struct lint_element *iot = NULL, *mf = NULL;
	const struct package_node *options = package_member_with_role(header_node(lint), ROLE_IOT_OPTIONS);
	LINT_EACH_ELEMENT(element, lint) {
		if (element->tag == TAG_IOT)
			iot = element;
		if (element->tag == TAG_MF)
			mf = element;
	}
	struct lint_place place = { .element = iot ? iot : lint->header, .node = iot ? iot->node : options };
	if (!iot && !options)
		return;
	if (iot && mf)
		lint_tell(lint, place, "PE-IoT makes its own MF, and there is a PE-MF too");
	if (!iot || !options)
		lint_tell(lint, place, "iotOptions and PE-IoT go together, and one of them is missing");
	if (lint->version < IOT_VERSION)
		lint_tell(lint, place, "version %u.%u: minimal profiles for the IoT came with 3.3", lint->version >> 8,
		          lint->version & 0xFF);
}

static void check_profile_type(struct lint *lint)
{
	const struct package_node *type = package_member_with_role(header_node(lint), ROLE_PROFILE_TYPE);
	if (type && !schema_value_fits(type->field, type->value))
		lint_tell(lint, at_header(lint, "profileType", LINT_ABORTS), "%zu octets%s, and 1 to %d of UTF-8 may be",
		          type->value.size, type->value.size <= PROFILE_TYPE_MAXIMUM ? " that are no text" : "",
		          PROFILE_TYPE_MAXIMUM);
}

/* ---- the table ---- */

static const struct lint_rule rules[] = {
	{ .id = "H01", .severity = LINT_ERROR, .title = "the header is the first element, and there is one",
	  .why = "A card reads version, services and templates before anything else; every other beginning is refused.",
	  .mend = "Put the header first.", .check = check_first },
	{ .id = "H02", .severity = LINT_ERROR, .title = "the major version is one that the card takes",
	  .why = "An unknown major version ends the installation with unsupported-profile-version (31); what a card takes "
	         "stands "
	         "in EUICCInfo2 as profileVersion.",
	  .mend = "Declare a version that the card has; 2.3 goes to nearly all.", .check = check_major },
	{ .id = "H03", .severity = LINT_WARNING, .title = "the minor version is not above the card's", .needs_target = true,
	  .why = "A card ignores what came after its own version, or refuses it.",
	  .mend = "Declare the card's version, and leave out what came later.", .check = check_minor },
	{ .id = "H04", .severity = LINT_WARNING, .title = "the declared version has everything that is used",
	  .why = "A parser may be made for the version that the header declares; elements, services and templates that came "
	         "later are then unknown to it.",
	  .mend = "Raise the version, or take the newer feature out.", .check = check_newer },
	{ .id = "H05", .severity = LINT_ERROR, .title = "the ICCID is whole, and the same in header and EF.ICCID",
	  .why = "The header has the digits in their order, EF.ICCID has them swapped in each octet. LPAs show one and "
	         "networks "
	         "read the other; this software's card ends an installation in which they differ (SGP.22 5.5.3).",
	  .mend = "Give 18 to 20 digits with a check digit by Luhn, padded with F, and the same in both places.",
	  .check = check_iccid },
	{ .id = "H06", .severity = LINT_ERROR,
		.title = "eUICC-Mandatory-GFSTEList has the templates that are used, and no others",
	  .why = "A card without a template says so at once if it is listed (9), and in the middle if it is not. A template "
	         "that "
	         "is listed for nothing keeps cards out for nothing.",
	  .mend = "List the templates of the mandated elements.", .check = check_templates, .fix = fix_template },
	{ .id = "H07", .severity = LINT_ERROR, .title = "eUICC-Mandatory-services has what mandated elements need",
	  .why = "A card that lacks a service which is not listed may install without it and clear its bit in EF.UST or "
	         "EF.IST: "
	         "the feature is lost in silence.",
	  .mend = "List the service.", .check = check_services_missing, .fix = fix_missing },
	{ .id = "H08", .severity = LINT_WARNING, .title = "eUICC-Mandatory-services has only what the profile needs",
	  .why = "A listed service that a card lacks ends the installation, whether or not anything uses it: TS.48 took "
	         "javacard "
	         "and cat-tp out of its list for that.",
	  .mend = "Take the service out of the list.", .check = check_services_unneeded, .fix = fix_unneeded },
	{ .id = "H09", .severity = LINT_ERROR, .title = "the card has the services and templates", .needs_target = true,
	  .why = "A listed service or template that the card does not have ends the installation (10, 7, 9), an element that "
	         "needs "
	         "one fails.",
	  .mend = "Make a profile without it for such cards.", .check = check_target },
	{ .id = "H10", .severity = LINT_WARNING, .title = "no fields for M2M cards in a consumer profile",
	  .why = "POL1 and connectivityParameters are of SGP.02 (and of IPAe in SGP.32); a consumer card may refuse them.",
	  .mend = "Leave pol and connectivityParameters out.", .check = check_machine_fields },
	{ .id = "H11", .severity = LINT_WARNING, .title = "the libraries of eUICC-Mandatory-AIDs are there",
	  .why = "A library that is missing or too old ends the installation with lib-not-supported (8).",
	  .mend = "Ask for the version that the cards have, as two octets: major, minor.", .check = check_libraries },
	{ .id = "H12", .severity = LINT_ERROR, .title = "an IoT profile is one wholly",
	  .why = "PE-IoT replaces MF and USIM, needs iotOptions in the header, and came with 3.3.",
	  .mend = "Use PE-IoT with iotOptions under 3.3, or PE-MF and PE-USIM without both.", .check = check_iot },
	{ .id = "H13", .severity = LINT_NOTE, .title = "profileType has at most 100 octets of UTF-8",
	  .why = "Its type is UTF8String (SIZE (1..100)).", .mend = "Shorten it.", .check = check_profile_type },
};

const struct lint_family lint_header = { rules, ARRAY_SIZE(rules) };
