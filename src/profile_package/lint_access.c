/* SPDX-License-Identifier: Apache-2.0 */
/* Rules about access rules and codes. */
#include "profile_package/lint_access_rule.h"

#include "codec/der_read.h"

enum {
	PIN1 = 0x01, PIN2 = 0x81, UNIVERSAL_PIN = 0x11, ADM_LOCAL = 0x80, CODE_SIZE = 8,
		CODE_FILLER = 0xFF,
	PIN_DIGITS = 4, TRIES_DEFAULT_PIN = 0x33, TRIES_DEFAULT_PUK = 0xAA, ATTRIBUTES_DEFAULT = 7, ATTRIBUTE_ENABLED = 1,
	PIN_STATUS_TLV = 0x90, ID_IMSI = 0x6F07, REPORTED_MAXIMUM = 64,
};

/* False also for a reference to nothing: that is one finding, and not one of each rule that reads rules. */
static bool rule_of(struct lint *lint, const struct lint_file *file, struct lint_access_rule *out)
{
	const struct lint_file *rules = lint_rule_file(lint, file);
	struct bytes record = lint_record(lint, rules, lint_rule_record(file));
	if (record.size == 0)
		return false;
	*out = lint_read_rule(record);
	return true;
}

/* A second file of one path is refused for that; what its access rule says will never count. */
static bool is_looked_at(const struct lint_file *file)
{
	return !file->is_suppressed && !file->is_second && file->is_read && lint_rule_record(file) != 0;
}

/* ---- A01, A02, A15 ---- */

/* A record that was never written holds FF, which is no condition: nobody can meet it (TS 102 221 9.2.7). An EF.ARR
 * whose contents are not known, as those of a link, is given the benefit of the doubt. */
static const char *why_unresolved(struct lint *lint, const struct lint_file *file, const struct lint_file *rules)
{
	uint8_t number = lint_rule_record(file);
	uint16_t size = rules ? lint_record_size(rules) : 0;
	if (!rules)
		return "there is no such file in its directory or above";
	struct bytes body = lint_body(lint, rules);
	if (body.size == 0)
		return NULL;
	if (size == 0 || (size_t)number * size > body.size)
		return arena_print(lint->arena, "which has %zu records", size > 0 ? body.size / size : 0);
	return lint_is_padding(lint_record(lint, rules, number)) ? "which is empty" : NULL;
}

static void check_references(struct lint *lint)
{
	LINT_EACH_FILE(file, lint) {
		const struct lint_file *rules = lint_rule_file(lint, file);
		const char *why = is_looked_at(file) ? why_unresolved(lint, file, rules) : NULL;
		const struct package_node *node = package_member(file->fcp_node, "securityAttributesReferenced");
		bool is_top = file->kind == FILE_MF || file->path.count <= 1;
		uint16_t id = file->fcp.rule_file != 0 ? file->fcp.rule_file : is_top ? ID_ARR_OF_MF : ID_ARR;
		if (why)
			lint_tell(lint, (struct lint_place){ .file = file, .node = node },
			          "its access rule is record %u of %04X, %s: the file cannot be used", lint_rule_record(file),
				id, why);
	}
}

/* Many directories link to one EF.ARR: its records are told about once. */
static bool is_rule_file(const struct lint_file *file)
{
	bool has_id = file->id == ID_ARR || file->id == ID_ARR_OF_MF;
	return has_id && !file->is_suppressed && !file->is_second && !lint_is_link(file) && !lint_is_directory(file);
}

/* What old cards do not know is only told of rules that are right otherwise. */
static void check_rules(struct lint *lint, bool newer)
{
	LINT_EACH_FILE(file, lint) {
		struct bytes record;
		for (unsigned i = 1; is_rule_file(file) && (record = lint_record(lint, file, i)).size > 0; i++) {
			struct lint_access_rule rule = lint_read_rule(record);
			if (!newer && !rule.is_wellformed)
				lint_tell(lint, (struct lint_place){ .file = file },
				          "record %u (%s) is no sequence of access modes and conditions, padded with FF", i,
				          lint_hex(lint, record));
			if (newer && rule.is_wellformed && rule.has_newer)
				lint_tell(lint, (struct lint_place){ .file = file },
				          "record %u (%s) has A0, AF or a mode by instruction", i,
				          lint_hex(lint, record));
		}
	}
}

static void check_wellformed(struct lint *lint)
{
	check_rules(lint, false);
}

static void check_old_cards(struct lint *lint)
{
	check_rules(lint, true);
}

/* ---- A03, A04: which PINs there are ---- */

/* 90, the length of a bitmap, and 83 …: what SELECT answers (TS 102 221 9.5.2), which some take for the form here. */
static bool is_tlv(struct bytes status)
{
	return status.size > 2 && status.data[0] == PIN_STATUS_TLV;
}

/* A PIN is in force for all that stands below its directory (TS 102 221 9.4.2). */
static bool names(const struct lint_file *directory, uint8_t reference)
{
	for (; directory; directory = directory->directory) {
		struct bytes status = directory->fcp.pin_status;
		if (is_tlv(status) || (status.size > 0 && memchr(status.data, reference, status.size)))
			return true;
	}
	return false;
}

/* A finding for each directory and reference, not for each file. */
struct reported {
	const struct lint_file *directory;
	uint8_t reference;
};

static bool is_new(struct reported *list, size_t *count, const struct lint_file *directory, uint8_t reference)
{
	for (size_t i = 0; i < *count; i++)
		if (list[i].directory == directory && list[i].reference == reference)
			return false;
	if (*count < REPORTED_MAXIMUM)
		list[(*count)++] = (struct reported){ directory, reference };
	return true;
}

/* The list of the MF counts everywhere: its PINs and ADM codes are global. */
static void check_named(struct lint *lint)
{
	struct reported reported[REPORTED_MAXIMUM];
	size_t count = 0;
	LINT_EACH_FILE(file, lint) {
		const struct lint_file *above = file->directory ? file->directory : lint->mf;
		const struct lint_file *directory = lint_is_directory(file) ? file : above;
		struct lint_access_rule rule;
		if (!is_looked_at(file) || !directory || lint_is_link(directory) || !rule_of(lint, file, &rule))
			continue;
		const struct lint_file *place = directory->directory ? directory : lint->mf;
		for (size_t i = 0; i < rule.reference_count; i++) {
			uint8_t reference = rule.references[i];
			bool is_known = names(directory, reference) || (lint->mf && names(lint->mf, reference));
			if (!is_known && is_new(reported, &count, place, reference))
				lint_tell(lint, (struct lint_place){ .file = file },
				          "its access rule asks for PIN %02X, and pinStatusTemplateDO of its directory has it "
				          "not", reference);
		}
	}
}

static bool has_pin(const struct lint *lint, const struct lint_file *directory, uint8_t reference)
{
	for (const struct lint_code *pin = lint->pins; pin; pin = pin->next)
		if (directory && pin->reference == reference && pin->context == directory)
			return true;
	return false;
}

/* Global codes are those of the MF. Bit 8 makes a code local: the nearest directory above has it, or shares its PINs. */
static bool is_defined(const struct lint *lint, const struct lint_file *directory, uint8_t reference)
{
	if (has_pin(lint, lint->mf, reference))
		return true;
	for (; directory && reference >= ADM_LOCAL; directory = directory->directory)
		if (has_pin(lint, directory, reference) || has_pin(lint, directory->pins_from, reference))
			return true;
	return false;
}

/* The answer for each reference is the same in most directories: those of the MF are looked up once. */
static void check_defined(struct lint *lint)
{
	enum lint_effect effect = lint_unless(lint, RULE_MISSING_PINS, LINT_ABORTS);
	size_t looked_at = 0;
	enum { DIRECTORIES_LOOKED_AT = 256 };
	LINT_EACH_FILE(file, lint) {
		struct bytes status = file->fcp.pin_status;
		if (!lint_is_directory(file) || file->is_suppressed || is_tlv(status) || ++looked_at > DIRECTORIES_LOOKED_AT)
			continue;
		for (size_t i = 0; i < status.size; i++)
			if (status.data[i] != UNIVERSAL_PIN && !is_defined(lint, file, status.data[i]))
				lint_tell(lint, (struct lint_place){
					.file = file, .node = package_member(file->fcp_node, "pinStatusTemplateDO"),
						.effect = effect,
				}, "it names PIN %02X, and no pinCodes defines it for this directory", status.data[i]);
	}
}

/* ---- A05, A06 ---- */

/* The format wants the list for each directory; a link to one has that of its target. */
static void check_pin_status(struct lint *lint)
{
	LINT_EACH_FILE(file, lint) {
		bool is_directory = lint_is_directory(file) && !lint_is_link(file);
		if (file->is_suppressed || !file->is_read)
			continue;
		if (is_directory && !file->fcp.has_pin_status)
			lint_tell(lint, (struct lint_place){ .file = file,
				.effect = lint_unless(lint, RULE_NO_PIN_STATUS, LINT_FAILS) },
			          "a directory needs pinStatusTemplateDO");
		if (!lint_is_directory(file) && file->fcp.has_pin_status)
			lint_tell(lint, (struct lint_place){
				.file = file, .node = package_member(file->fcp_node, "pinStatusTemplateDO"),
					.effect = LINT_FAILS,
			}, "only a directory has pinStatusTemplateDO");
	}
}

static void check_plain_list(struct lint *lint)
{
	LINT_EACH_FILE(file, lint)
		if (is_tlv(file->fcp.pin_status))
			lint_tell(lint, (struct lint_place){
				.file = file, .node = package_member(file->fcp_node, "pinStatusTemplateDO"),
				.effect = lint_unless(lint, RULE_MISSING_PINS, LINT_ABORTS),
			}, "%s is the form of an FCP; a package lists key references", lint_hex(lint, file->fcp.pin_status));
}

/* The key references out of the FCP's form; what is in no such form is left as it is. */
static bool fix_plain_list(struct lint *lint, const struct lint_finding *finding, const char **out_change)
{
	struct package_node *node = finding->node;
	struct der_reader reader = der_reader(node->value);
	struct der_element element;
	uint8_t *plain = arena_allocate(lint->arena, node->value.size);
	size_t count = 0;
	if (!plain)
		return false;
	while (der_next(&reader, &element))
		if (element.tag == 0x83 && element.value.size == 1)
			plain[count++] = element.value.data[0];
	if (count == 0 || !der_end(&reader))
		return false;
	*out_change = arena_print(lint->arena, "pinStatusTemplateDO written as %s instead of %s",
	                          lint_hex(lint, bytes_from(plain, count)), lint_hex(lint, node->value));
	node->value = bytes_from(plain, count);
	return true;
}

/* ---- A07 to A12: codes ---- */

/* Key references of TS 102 221 table 9.3: applications' PINs, then ADM 1 to 5, and from 138 on ADM 6 to 10. */
static bool is_global(uint32_t reference)
{
	return (reference >= 1 && reference <= 8) || (reference >= 10 && reference <= 14) ||
	       (reference >= 138 && reference <= 142);
}

static bool is_local(uint32_t reference)
{
	return (reference >= 129 && reference <= 136) || (reference >= 138 && reference <= 142);
}

/* Also whatever is in neither range of PINs: its form is left to who made it. */
static bool is_administrative(uint32_t reference)
{
	return (reference & 0x7F) > 8;
}

static struct lint_place at_code(const struct lint_code *code, const char *field, enum lint_effect effect)
{
	const struct package_node *node = package_member(code->node, field);
	return (struct lint_place){ .element = code->element, .node = node ? node : code->node, .effect = effect };
}

static bool code_before(const struct lint_code *codes, const struct lint_code *code)
{
	for (; codes != code; codes = codes->next)
		if (codes->reference == code->reference && codes->context == code->context)
			return true;
	return false;
}

/* Where no directory was made before, the element fails for that; its context is not guessed. */
static void check_pin_references(struct lint *lint)
{
	for (const struct lint_code *pin = lint->pins; pin; pin = pin->next) {
		bool in_mf = pin->context && pin->context->kind == FILE_MF;
		if (pin->context && !(in_mf ? is_global(pin->reference) : is_local(pin->reference)))
			lint_tell(lint, at_code(pin, "keyReference", LINT_FAILS), "reference %u does not belong into %s",
			          pin->reference, in_mf ? "the MF" : "an ADF or DF");
		if (pin->context && code_before(lint->pins, pin))
			lint_tell(lint, at_code(pin, "keyReference", LINT_FAILS), "PIN %02X is there already", pin->reference);
	}
}

static bool has_puk(const struct lint *lint, uint32_t reference)
{
	for (const struct lint_code *puk = lint->puks; puk; puk = puk->next)
		if (puk->reference == reference)
			return true;
	return false;
}

static void check_puks(struct lint *lint)
{
	for (const struct lint_code *pin = lint->pins; pin; pin = pin->next) {
		const struct package_node *unblocking = package_member(pin->node, "unblockingPINReference");
		if (unblocking && !has_puk(lint, package_number(unblocking)))
			lint_tell(lint, at_code(pin, "unblockingPINReference", LINT_TAKEN), "PIN %02X names PUK %02X, which %s",
			          pin->reference, package_number(unblocking),
			          lint->puks ? "is not in pukCodes" : "is nowhere: there is no pukCodes");
	}
	for (const struct lint_code *puk = lint->puks; puk; puk = puk->next)
		if (code_before(lint->puks, puk))
			lint_tell(lint, at_code(puk, "keyReference", LINT_FAILS), "PUK %02X is there already", puk->reference);
}

/* TS 102 221 9.5: digits in ASCII from the left, FF behind them and nowhere between. */
static bool is_code(struct bytes value, size_t minimum)
{
	size_t digits = 0;
	while (digits < value.size && value.data[digits] >= '0' && value.data[digits] <= '9')
		digits++;
	for (size_t i = digits; i < value.size; i++)
		if (value.data[i] != CODE_FILLER)
			return false;
	return digits >= minimum;
}

/* What is presented over the air or at a desk may be any octets: administrative codes are not looked at. */
static void check_code_values(struct lint *lint, const struct lint_code *codes, const char *field, size_t minimum)
{
	for (const struct lint_code *code = codes; code; code = code->next) {
		const struct package_node *value = package_member(code->node, field);
		if (!value)
			continue;
		if (value->value.size != CODE_SIZE)
			lint_tell(lint, at_code(code, field, LINT_FAILS), "%zu octets, and a code has 8", value->value.size);
		else if (!is_administrative(code->reference) && !is_code(value->value, minimum))
			lint_tell(lint, at_code(code, field, LINT_TAKEN),
			          "code %02X is not %zu digits or more in ASCII, padded with FF",
			          code->reference, minimum);
	}
}

static void check_codes(struct lint *lint)
{
	check_code_values(lint, lint->pins, "pinValue", PIN_DIGITS);
	check_code_values(lint, lint->puks, "pukValue", CODE_SIZE);
}

/* Nought tries from the beginning is a way to ship a code that shall never be used: told, and not refused. */
static void check_code_tries(struct lint *lint, const struct lint_code *codes, uint32_t usual)
{
	for (const struct lint_code *code = codes; code; code = code->next) {
		const struct package_node *node = package_member(code->node, "maxNumOfAttemps-retryNumLeft");
		uint32_t tries = node ? package_number(node) : usual, most = tries >> 4 & 15, left = tries & 15;
		if (tries > 0xFF)
			continue;
		if (most == 0 || left > most)
			lint_tell(lint, at_code(code, "maxNumOfAttemps-retryNumLeft", LINT_FAILS), "%u tries left of %u", left,
			          most);
		else if (left == 0)
			lint_tell(lint, at_code(code, "maxNumOfAttemps-retryNumLeft", LINT_TAKEN),
			          "code %02X is blocked from the start",
			          code->reference);
	}
}

static void check_tries(struct lint *lint)
{
	check_code_tries(lint, lint->pins, TRIES_DEFAULT_PIN);
	check_code_tries(lint, lint->puks, TRIES_DEFAULT_PUK);
}

/* Whether people know the value of an enabled PIN1 nobody can tell; 0000 and 1234 they try. */
static void check_attributes(struct lint *lint)
{
	for (const struct lint_code *pin = lint->pins; pin; pin = pin->next) {
		const struct package_node *node = package_member(pin->node, "pinAttributes");
		const struct package_node *value = package_member(pin->node, "pinValue");
		uint32_t attributes = node ? package_number(node) : ATTRIBUTES_DEFAULT;
		bool is_usual = value && (bytes_start_with(value->value, text_bytes(TEXT("0000"))) ||
		                          bytes_start_with(value->value, text_bytes(TEXT("1234"))));
		struct lint_place place = at_code(pin, "pinAttributes", attributes > 7 ? LINT_FAILS : LINT_TAKEN);
		if (attributes > 7)
			lint_tell(lint, place, "pinAttributes %u: there are three bits", attributes);
		else if (pin->reference == PIN2 && !(attributes & ATTRIBUTE_ENABLED))
			lint_tell(lint, place, "PIN2 is disabled: what it guards is open");
		place.is_minor = true;
		if (pin->reference == PIN1 && attributes <= 7 && (attributes & ATTRIBUTE_ENABLED) && !is_usual)
			lint_tell(lint, place, "PIN1 is enabled, and its value is none that people try: they must be told it");
	}
}

static void check_sharing(struct lint *lint)
{
	LINT_EACH_ELEMENT(element, lint) {
		const struct package_node *path = package_member(package_member(element->node, "pinCodes"), "filePath");
		if (element->tag == TAG_PIN_CODES && path)
			lint_tell(lint, (struct lint_place){ .element = element, .node = path }, "PINs are shared with %s",
			          lint_hex(lint, path->value));
	}
}

/* ---- A13, A14 ---- */

/* Keys, Keys for PS, LOCI and PSLOCI: a phone writes them at each registration, with no more than PIN1 (TS 31.102 4.2).
 * IMSI and ICCID say whose subscription it is: whoever can write them can make it another's. */
static void check_rights(struct lint *lint)
{
	static const uint16_t by_user[] = { 0x6F08, 0x6F09, 0x6F73, 0x6F7E };
	LINT_EACH_FILE(file, lint) {
		struct lint_access_rule rule;
		bool is_usim = file->naa == LINT_USIM && file->directory && file->directory->kind == FILE_ADF;
		bool is_iccid = file->id == ID_ICCID && file->path.count == 1;
		if (!is_looked_at(file) || (!is_usim && !is_iccid) || !rule_of(lint, file, &rule) || !rule.is_wellformed)
			continue;
		struct lint_place place = { .file = file };
		if (is_iccid && (rule.update == HOLDER_ALWAYS || rule.update == HOLDER_PIN))
			lint_tell(lint, place, "whoever holds the phone may change EF.ICCID");
		if (is_usim && file->id == ID_IMSI && (rule.update == HOLDER_ALWAYS || rule.update == HOLDER_PIN))
			lint_tell(lint, place, "whoever holds the phone may change EF.IMSI");
		for (size_t i = 0; is_usim && !rule.is_blank && i < ARRAY_SIZE(by_user); i++)
			if (by_user[i] == file->id && rule.update != HOLDER_ALWAYS && rule.update != HOLDER_PIN)
				lint_tell(lint, place, "the phone cannot write %s", file->row
				          ? file->row->name : "a file that it must write");
	}
}

static void check_attribute_form(struct lint *lint)
{
	LINT_EACH_FILE(file, lint) {
		const struct package_node *node = package_member(file->fcp_node, "securityAttributesReferenced");
		if (node && (node->value.size == 0 || node->value.size == 2 || node->value.size > 3))
			lint_tell(lint, (struct lint_place){ .file = file, .node = node, .effect = LINT_FAILS },
			          "%s is neither a record nor a file and a record", lint_hex(lint, node->value));
	}
}

/* ---- the table ---- */

static const struct lint_rule rules[] = {
	{ .id = "A01", .severity = LINT_ERROR, .title = "every access rule is there",
	  .why = "A file refers to a record of EF.ARR: 2F06 for what stands in the MF, otherwise 6F06 in its directory or "
	         "above "
	         "(TS 102 221 9.2.7). Without the record nobody can use the file.",
	  .mend = "Name a record that is there, or write the record.", .check = check_references },
	{ .id = "A02", .severity = LINT_ERROR, .title = "records of EF.ARR are access rules",
	  .why = "A record is pairs of access mode (80…) and condition (90, 97, A4…), then FF (TS 102 221 9.2.4).",
	  .mend = "Correct the record.", .check = check_wellformed },
	{ .id = "A03", .severity = LINT_ERROR, .title = "PINs of access rules are in pinStatusTemplateDO",
	  .why = "The FCP of a directory shows a terminal which PINs it needs from this list. TS.48 v3 had to add ADM2.",
	  .mend = "Add the reference to pinStatusTemplateDO of the directory.", .check = check_named },
	{ .id = "A04", .severity = LINT_ERROR, .title = "PINs of pinStatusTemplateDO are defined",
	  .why = "A PIN that is named and not there ends the installation with pin-code-missing (11). Global ones are defined "
	         "behind the MF, local ones behind the directory or one above.",
	  .mend = "Define the PIN in pinCodes, or take the reference out.", .check = check_defined },
	{ .id = "A05", .severity = LINT_ERROR, .title = "directories have pinStatusTemplateDO, other files do not",
	  .why = "It is mandatory for MF, DF and ADF, and means nothing for an EF.",
	  .mend = "Give the list of key references, such as 01810A.", .check = check_pin_status },
	{ .id = "A06", .severity = LINT_WARNING, .title = "pinStatusTemplateDO is a plain list",
	  .why = "In a package it lists key references; 90 … 83 01 … is what a card answers to SELECT.",
	  .mend = "Write the references alone: 01810A.", .check = check_plain_list, .fix = fix_plain_list },
	{ .id = "A07", .severity = LINT_ERROR, .title = "PINs stand in a context of their kind, each once",
	  .why = "Behind the MF stand 1 to 8 and ADM, behind an ADF or DF 129 to 136.",
	  .mend = "Move the PIN, or change its reference.", .check = check_pin_references },
	{ .id = "A08", .severity = LINT_ERROR, .title = "the PUK of a PIN is there, once",
	  .why = "A blocked PIN whose PUK is missing stays blocked.",
	  .mend = "Add the PUK to pukCodes, or leave unblockingPINReference out.", .check = check_puks },
	{ .id = "A09", .severity = LINT_ERROR, .title = "codes are digits, padded with FF to eight octets",
	  .why = "A phone sends ASCII digits and FF; a PIN has four digits at least, a PUK eight (TS 102 221 9.5).",
	  .mend = "Write the code as 30303030FFFFFFFF.", .check = check_codes },
	{ .id = "A10", .severity = LINT_WARNING, .title = "codes have tries left",
	  .why = "The high half is how many there can be, the low one how many are left; 33 for PINs and AA for PUKs is usual.",
	  .mend = "Set both to the same number from 1 to 15.", .check = check_tries },
	{ .id = "A11", .severity = LINT_WARNING, .title = "PINs are shipped in a state that users expect",
	  .why = "A phone asks at once for a PIN1 that is enabled; a disabled PIN2 guards nothing. pinAttributes has three "
	         "bits.",
	  .mend = "Ship PIN1 disabled (6), PIN2 enabled (3).", .check = check_attributes },
	{ .id = "A12", .severity = LINT_WARNING, .title = "no PINs shared by path on older cards", .until = 0x0201,
	  .why = "Up to 2.1 the context of PINs was not clear, here neither.", .mend = "Give each directory its own PINs.",
	  .check = check_sharing },
	{ .id = "A13", .severity = LINT_WARNING, .title = "who may write what is as usual",
	  .why = "A phone must write EF.Keys and EF.LOCI with PIN1; EF.IMSI and EF.ICCID are none of its business.",
	  .mend = "Refer to another access rule.", .check = check_rights },
	{ .id = "A14", .severity = LINT_ERROR, .title = "securityAttributesReferenced has one octet or three",
	  .why = "It is a record, or a file and a record.", .mend = "Write 6F0601.", .check = check_attribute_form },
	{ .id = "A15", .severity = LINT_WARNING, .title = "access rules are simple on old cards", .until = 0x0200,
	  .why = "OR and AND of conditions and modes by instruction (84 01 32) are known to work on cards that were tested "
	         "with "
	         "TS.48, which began with 2.1.",
	  .mend = "Write one condition for each mode.", .check = check_old_cards },
};

const struct lint_family lint_access = { rules, ARRAY_SIZE(rules) };
