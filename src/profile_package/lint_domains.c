/* SPDX-License-Identifier: Apache-2.0 */
/* Rules about security domains, applications and remote file management. */
#include "profile_package/lint_object.h"

#include "codec/der_read.h"

enum {
	SECURITY_DOMAIN = 0x80, DELEGATED = 0x20, TOKEN = 0x20, RECEIPT = 0x80, VERSION_TOKEN = 0x70, VERSION_RECEIPT = 0x71,
	PERSONALISED = 0x0F, KEYS_MAXIMUM = 128, CHECKSUM = 2, MSL_MASK = 3,
	KEY_DES_FIRST = 0x80, KEY_DES_LAST = 0x84, KEY_AES = 0x88, MAC_SHORT = 4, MAC_LONG = 8,
};

static const uint8_t domain_package[] = { 0xA0, 0x00, 0x00, 0x01, 0x51, 0x53, 0x50 };
static const uint8_t domain_class[] = { 0xA0, 0x00, 0x00, 0x01, 0x51, 0x53, 0x50, 0x41 };

static uint8_t octet_of(const struct package_node *node, const char *name)
{
	struct bytes value = lint_value(node, name);
	return value.size == 1 ? value.data[0] : 0;
}

static struct lint_place at(const struct lint_element *element, const struct package_node *node, enum lint_effect effect)
{
	return (struct lint_place){ .element = element, .node = node, .effect = effect };
}

/* ---- D01 ---- */

/* GP UICC configuration: the issuer's domain of a profile. */
static void check_operator(struct lint *lint, const struct lint_element *element)
{
	const struct package_node *instance = package_member(element->node, "instance");
	struct bytes package = lint_value(instance, "applicationLoadPackageAID"), class = lint_value(instance, "classAID");
	struct bytes privileges = lint_value(instance, "applicationPrivileges"), state = lint_value(instance, "lifeCycleState");
	if (!instance)
		return;
	if (!bytes_equal(package, BYTES(domain_package)) || !bytes_equal(class, BYTES(domain_class)))
		lint_tell(lint, at(element, instance, LINT_FAILS), "package %s and class %s, and the MNO-SD has %s and %s",
		          lint_hex(lint, package), lint_hex(lint, class), lint_hex(lint, BYTES(domain_package)),
		          lint_hex(lint, BYTES(domain_class)));
	if (privileges.size > 0 && !(privileges.data[0] & SECURITY_DOMAIN))
		lint_tell(lint, at(element, package_member(instance, "applicationPrivileges"), LINT_FAILS),
		          "privileges %s are none of a security domain", lint_hex(lint, privileges));
	if (state.size != 1 || state.data[0] != PERSONALISED)
		lint_tell(lint, at(element, instance, LINT_TAKEN), "lifeCycleState is %s, and a domain with keys is in 0F",
		          state.size > 0 ? lint_hex(lint, state) : "07 unsaid");
}

/* Without a domain of the operator nobody has keys to change anything: legal, and rarely meant. */
static void check_domains(struct lint *lint)
{
	const struct lint_element *first = NULL;
	LINT_EACH_ELEMENT(element, lint)
		if (element->tag == TAG_SECURITY_DOMAIN && !first)
			first = element;
	if (first)
		check_operator(lint, first);
	else if (lint->header)
		lint_tell(lint, at(lint->header, NULL, LINT_TAKEN),
		          "there is no security domain: nobody can manage the profile later");
}

/* ---- D02: protocols and keys ---- */

/* The first and last key version of each secure channel protocol (GP, TS 102 225). */
static const struct {
	uint8_t protocol, first, last;
} protocols[] = {
	{ 0x80, 0x01, 0x0F }, { 0x02, 0x20, 0x2F }, { 0x03, 0x30, 0x3F }, { 0x81, 0x40, 0x4F },
};

/* In C9 stands 81 for each protocol: its number and its options. */
static bool lists_protocol(struct bytes parameters, uint8_t protocol)
{
	struct der_reader reader = der_reader(parameters);
	struct der_element element;
	while (der_next(&reader, &element))
		if (element.tag == 0x81 && element.value.size >= 1 && element.value.data[0] == protocol)
			return true;
	return false;
}

/* A key's version says what it is for: each protocol has a range of them, tokens and receipts one each. */
static bool has_version(const struct package_node *keys, uint8_t first, uint8_t last)
{
	LINT_EACH_MEMBER(key, (struct package_node *)keys) {
		uint8_t version = key->field ? octet_of(key, "keyVersionNumber") : 0;
		if (version >= first && version <= last)
			return true;
	}
	return false;
}

/* Both ways: keys that no protocol uses are forgotten ones; a protocol without keys never opens a channel. */
static void check_protocols(struct lint *lint)
{
	LINT_EACH_ELEMENT(element, lint) {
		const struct package_node *instance = package_member(element->node, "instance");
		const struct package_node *parameters = package_member(instance, "applicationSpecificParametersC9");
		const struct package_node *keys = package_member(element->node, "keyList");
		if (element->tag != TAG_SECURITY_DOMAIN || !parameters)
			continue;
		for (size_t i = 0; i < ARRAY_SIZE(protocols); i++) {
			bool listed = lists_protocol(parameters->value, protocols[i].protocol);
			bool keyed = has_version(keys, protocols[i].first, protocols[i].last);
			struct lint_place place = at(element, parameters, LINT_TAKEN);
			if (keyed && !listed)
				lint_tell(lint, place,
				          "there are keys of version %02X to %02X, and SCP %02X is not listed in %s",
				          protocols[i].first, protocols[i].last, protocols[i].protocol,
					lint_hex(lint, parameters->value));
			if (listed && !keyed)
				lint_tell(lint, place, "SCP %02X is listed, and there is no key of version %02X to %02X",
				          protocols[i].protocol, protocols[i].first, protocols[i].last);
		}
	}
}

/* ---- D03, D04: keys ---- */

struct key_view {
	struct package_node *node;
	uint8_t version, identifier, type;
	struct bytes data, usage;
	uint32_t mac_length;
};

/* By their first component, which is the key itself; what RSA and curves have besides is not compared. */
static size_t list_keys(const struct lint_element *element, struct key_view out[KEYS_MAXIMUM])
{
	size_t count = 0;
	LINT_EACH_MEMBER(node, package_member(element->node, "keyList")) {
		const struct package_node *list = node->field ? package_member(node, "keyComponents") : NULL;
		const struct package_node *component = list ? package_member(list, "component") : NULL;
		const struct package_node *mac = package_member(component, "macLength");
		if (!component || count == KEYS_MAXIMUM)
			continue;
		out[count++] = (struct key_view){
			.node = node, .version = octet_of(node, "keyVersionNumber"),
				.identifier = octet_of(node, "keyIdentifier"),
			.type = octet_of(component, "keyType"), .data = lint_value(component, "keyData"),
			.usage = lint_value(node, "keyUsageQualifier"), .mac_length = mac ? package_number(mac) : MAC_LONG,
		};
	}
	return count;
}

/* Keys of curves and moduli go by what their other components say. */
static bool key_size_fits(const struct key_view *key)
{
	if (key->type >= KEY_DES_FIRST && key->type <= KEY_DES_LAST)
		return key->data.size == 16 || key->data.size == 24;
	if (key->type == KEY_AES)
		return key->data.size == 16 || key->data.size == 24 || key->data.size == 32;
	return key->data.size > 0;
}

/* The versions whose keys come in threes; those of SCP81 come in twos. */
static unsigned keys_in_set(uint8_t version)
{
	if (version >= 0x40 && version <= 0x4F)
		return 2;
	return (version >= 0x01 && version <= 0x0F) || (version >= 0x20 && version <= 0x3F) ? 3 : 0;
}

/* Ciphering, checksum and key encryption are keys 1, 2 and 3 of a version. SCP81 has its PSK in 1, and 2 may lack. */
static void check_set(struct lint *lint, const struct lint_element *element, const struct key_view *keys, size_t count,
                      const struct key_view *first)
{
	unsigned wanted = keys_in_set(first->version), there = 0;
	const struct key_view *other = NULL;
	for (size_t i = 0; i < count; i++) {
		if (keys[i].version != first->version || keys[i].identifier == 0 || keys[i].identifier > wanted)
			continue;
		there |= 1u << keys[i].identifier;
		if (wanted == 3 && (keys[i].type != first->type || keys[i].data.size != first->data.size))
			other = &keys[i];
	}
	unsigned all = wanted == 3 ? 0x0E : 0x02;
	if (wanted != 0 && (there & all) != all)
		lint_tell(lint, at(element, first->node, LINT_TAKEN),
		          "of the keys of version %02X the set 1 to %u is not complete",
		          first->version, wanted);
	if (other)
		lint_tell(lint, at(element, other->node, LINT_TAKEN),
		          "key %02X of version %02X has another type or length than the "
		          "others", other->identifier, other->version);
}

static const struct key_view *key_before(const struct key_view *keys, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (keys[i].version == keys[index].version && keys[i].identifier == keys[index].identifier)
			return &keys[i];
	return NULL;
}

static void check_keys(struct lint *lint)
{
	struct key_view keys[KEYS_MAXIMUM];
	LINT_EACH_ELEMENT(element, lint) {
		uint8_t seen[256] = { 0 };
		size_t count = element->tag == TAG_SECURITY_DOMAIN ? list_keys(element, keys) : 0;
		for (size_t i = 0; i < count; i++) {
			bool has_mac = keys[i].mac_length == MAC_SHORT || keys[i].mac_length == MAC_LONG;
			bool is_single_des = keys[i].type >= KEY_DES_FIRST && keys[i].type <= KEY_DES_LAST &&
				keys[i].data.size == 8;
			if (!key_size_fits(&keys[i]))
				lint_tell(lint, at(element, keys[i].node, is_single_des ? LINT_TAKEN : LINT_FAILS),
				          "key %02X of version %02X has type %02X and %zu octets", keys[i].identifier,
				          keys[i].version, keys[i].type, keys[i].data.size);
			else if (!has_mac)
				lint_tell(lint, at(element, keys[i].node, LINT_FAILS), "macLength %u: there are 4 and 8",
				          keys[i].mac_length);
			if (key_before(keys, i))
				lint_tell(lint, at(element, keys[i].node, LINT_FAILS),
				          "key %02X of version %02X is there already",
				          keys[i].identifier, keys[i].version);
			if (!seen[keys[i].version]++)
				check_set(lint, element, keys, count, &keys[i]);
		}
	}
}

/* Encryption, MAC, and encryption of keys, each alone or with its use in the other direction. */
static void check_usage(struct lint *lint)
{
	static const uint8_t usual[3][2] = { { 0x18, 0x38 }, { 0x14, 0x34 }, { 0x48, 0xC8 } };
	struct key_view keys[KEYS_MAXIMUM];
	LINT_EACH_ELEMENT(element, lint) {
		size_t count = element->tag == TAG_SECURITY_DOMAIN ? list_keys(element, keys) : 0;
		for (size_t i = 0; i < count; i++) {
			unsigned at_index = keys[i].identifier - 1u;
			if (keys_in_set(keys[i].version) != 3 || at_index >= ARRAY_SIZE(usual) || keys[i].usage.size == 0)
				continue;
			uint8_t usage = keys[i].usage.data[0];
			if (usage != usual[at_index][0] && usage != usual[at_index][1])
				lint_tell(lint, at(element, package_member(keys[i].node, "keyUsageQualifier"), LINT_TAKEN),
				          "key %02X of version %02X has usage %02X, and %02X or %02X is usual",
				          keys[i].identifier, keys[i].version, usage, usual[at_index][0], usual[at_index][1]);
		}
	}
}

/* ---- D05, D06 ---- */

static void check_privileges(struct lint *lint)
{
	LINT_EACH_ELEMENT(element, lint) {
		const struct package_node *instance = package_member(element->node, "instance");
		const struct package_node *node = package_member(instance, "applicationPrivileges");
		const struct package_node *keys = package_member(element->node, "keyList");
		if (element->tag != TAG_SECURITY_DOMAIN || !node || node->value.size == 0)
			continue;
		struct bytes bits = node->value;
		struct lint_place place = at(element, node, LINT_TAKEN);
		bool has_token = bits.size == 3 && (bits.data[1] & TOKEN), has_receipt = bits.size == 3 &&
			(bits.data[2] & RECEIPT);
		if (bits.size == 2) {
			place.effect = LINT_FAILS;
			lint_tell(lint, place, "privileges %s: there are one octet or three", lint_hex(lint, bits));
			continue;
		}
		if (has_token && !has_version(keys, VERSION_TOKEN, VERSION_TOKEN))
			lint_tell(lint, place, "privileges %s verify tokens, and there is no key of version 70",
			          lint_hex(lint, bits));
		if (has_receipt && !has_version(keys, VERSION_RECEIPT, VERSION_RECEIPT))
			lint_tell(lint, place, "privileges %s make receipts, and there is no key of version 71",
			          lint_hex(lint, bits));
		if (bits.data[0] & DELEGATED)
			lint_tell(lint, place, "privileges %s have delegated management", lint_hex(lint, bits));
	}
}

static void check_newer_fields(struct lint *lint)
{
	static const char *const names[] = { "openPersoData", "catTpParameters" };
	LINT_EACH_ELEMENT(element, lint)
		for (size_t i = 0; element->tag == TAG_SECURITY_DOMAIN && i < ARRAY_SIZE(names); i++) {
			const struct package_node *node = package_member(element->node, names[i]);
			if (node)
				lint_tell(lint, at(element, node, LINT_TAKEN), "%s came with 2.2", names[i]);
		}
}

/* ---- D07, D08, D09 ---- */

/* Ranges by agreement (TS 101 220 annex D): a server that knows only these sends its commands elsewhere. */
static void check_tar(struct lint *lint, const struct lint_object *object, struct bytes tar)
{
	struct lint_place place = at(object->element, object->node, LINT_TAKEN);
	bool is_nought = tar.data[0] == 0 && tar.data[1] == 0 && tar.data[2] == 0;
	if (is_nought && !object->is_domain)
		lint_tell(lint, place, "TAR 000000 is the issuer's");
	place.is_minor = true;
	if (object->is_rfm && !is_nought && tar.data[0] != 0xB0)
		lint_tell(lint, place, "TAR %s, and file management has B0…", lint_hex(lint, tar));
	if (object->is_domain && !is_nought && object->element->number == 1 && tar.data[0] != 0xB2)
		lint_tell(lint, place, "TAR %s, and application management has B2…", lint_hex(lint, tar));
}

static void check_tars(struct lint *lint)
{
	struct lint_object *objects;
	size_t count = lint_objects(lint, &objects), known_count = 0;
	struct bytes known[256];
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < objects[i].tar_count; j++) {
			struct bytes tar = objects[i].tars[j];
			bool is_known = false;
			for (size_t k = 0; k < known_count; k++)
				is_known = is_known || bytes_equal(known[k], tar);
			if (is_known)
				lint_tell(lint, at(objects[i].element, objects[i].node, LINT_FAILS), "TAR %s is taken already",
				          lint_hex(lint, tar));
			else if (known_count < ARRAY_SIZE(known))
				known[known_count++] = tar;
			check_tar(lint, &objects[i], tar);
		}
	LINT_EACH_ELEMENT(element, lint)
		LINT_EACH_MEMBER(tar, element->tag == TAG_RFM ? package_member(element->node, "tarList") : NULL)
			if (tar->field && tar->value.size != TAR_SIZE)
				lint_tell(lint, at(element, tar, LINT_FAILS), "a TAR of %zu octets", tar->value.size);
}

/* A cipher alone lets who knows some plain text change it: full access needs a checksum (TS 102 225). */
static void check_levels(struct lint *lint)
{
	struct lint_object *objects;
	size_t count = lint_objects(lint, &objects);
	for (size_t i = 0; i < count; i++) {
		const struct lint_object *object = &objects[i];
		struct lint_place place = at(object->element, object->node, LINT_TAKEN);
		struct bytes access = lint_value(object->node, "uiccAccessDomain");
		if (object->level.size == 1 && object->level.data[0] == 0)
			lint_tell(lint, place, "minimum security level 00: anybody who knows the number may send commands");
		else if (object->is_rfm && access.size == 1 && access.data[0] == 0 && object->level.size == 1 &&
		         (object->level.data[0] & MSL_MASK) != CHECKSUM)
			lint_tell(lint, place, "full access to all files with level %02X, which asks for no checksum",
			          object->level.data[0]);
	}
}

/* One octet again and again, or counting up: what examples are made of. */
static bool is_published(struct bytes key)
{
	static const uint8_t rising[] = { 0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0A, 0x0B };
	bool is_same = key.size >= 8;
	for (size_t i = 1; i < key.size; i++)
		is_same = is_same && key.data[i] == key.data[0];
	return is_same || (key.size >= 16 && bytes_start_with(key, BYTES(rising)));
}

static void check_published(struct lint *lint)
{
	struct key_view keys[KEYS_MAXIMUM];
	if (lint_is_for_tests(lint))
		return;
	LINT_EACH_ELEMENT(element, lint) {
		size_t count = element->tag == TAG_SECURITY_DOMAIN ? list_keys(element, keys) : 0;
		for (size_t i = 0; i < count; i++)
			if (is_published(keys[i].data))
				lint_tell(lint, at(element, keys[i].node, LINT_TAKEN),
				          "everybody knows key %02X of version %02X",
				          keys[i].identifier, keys[i].version);
	}
	for (const struct lint_code *pin = lint->pins; pin; pin = pin->next)
		if ((pin->reference & 0x7F) > 8 && is_published(lint_value(pin->node, "pinValue")))
			lint_tell(lint, at(pin->element, package_member(pin->node, "pinValue"), LINT_TAKEN),
			          "ADM %02X is the same octet eight times", pin->reference);
}

/* ---- D10 to D14 ---- */

/* A card without the runtime passes over an application that is not mandated, or refuses the whole; some kinds of
 * cards take it and never run it. */
static void check_applications(struct lint *lint)
{
	static const uint8_t wrapper = 0xC4;
	LINT_EACH_ELEMENT(element, lint) {
		const struct package_node *load = package_member(element->node, "loadBlock");
		const struct package_node *object = package_member(load, "loadBlockObject");
		if (element->tag != TAG_APPLICATION)
			continue;
		bool is_run = lint_target_has_service(lint, ITEM_JAVACARD);
		bool must_run = element->mandated || lint_target_follows(lint, RULE_EVERY_ELEMENT_MANDATED);
		bool is_taken = is_run && (!lint_target_follows(lint, RULE_APPLICATIONS_NOT_EXECUTED) || !must_run ||
		                           lint_target_follows(lint, RULE_APPLICATIONS_TAKEN));
		if (lint->target && !is_taken)
			lint_tell(lint, at(element, element->node, LINT_FAILS), "%s runs no applications", lint->target->name);
		if (!load && !package_member(element->node, "instanceList"))
			lint_tell(lint, at(element, element->node, LINT_TAKEN), "neither a loadBlock nor an instance");
		if (object && bytes_start_with(object->value, bytes_from(&wrapper, 1)))
			lint_tell(lint, at(element, object, LINT_TAKEN),
			          "the load block begins with C4, which is its own tag already");
	}
}

/* Applications and ADFs are selected by one command, and so share one space of names. */
static void check_aids(struct lint *lint)
{
	struct lint_object *objects;
	size_t count = lint_objects(lint, &objects);
	for (size_t i = 0; i < count; i++) {
		struct lint_place place = at(objects[i].element, objects[i].aid_node, LINT_FAILS);
		bool is_told = objects[i].aid.size == 0;
		for (size_t j = 0; j < i && !is_told; j++)
			if (bytes_equal(objects[j].aid, objects[i].aid)) {
				lint_tell(lint, place, "%s is the AID of %s already", lint_hex(lint, objects[i].aid),
				          objects[j].element->name);
				is_told = true;
			}
		for (const struct lint_file *file = lint->files; file && !is_told; file = file->next)
			if (file->kind == FILE_ADF && bytes_equal(file->fcp.df_name, objects[i].aid)) {
				lint_tell(lint, place, "%s is the AID of an ADF already", lint_hex(lint, objects[i].aid));
				is_told = true;
			}
	}
}

/* A card installs in order: a domain that comes later is not there yet. */
static bool is_domain_before(const struct lint *lint, const struct lint_element *before, struct bytes aid)
{
	for (const struct lint_element *element = lint->elements; element < before; element++)
		if (element->tag == TAG_SECURITY_DOMAIN &&
		    bytes_equal(lint_value(package_member(element->node, "instance"), "instanceAID"), aid))
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

/* Each looks through all elements before it: the first of very many are enough to tell. */
static void check_managed(struct lint *lint)
{
	enum { LOOKED_AT = 256 };
	LINT_EACH_ELEMENT(element, lint) {
		const struct package_node *domain = package_member(element->node, "securityDomainAID");
		const struct package_node *adf = package_member(package_member(element->node, "adfRFMAccess"), "adfAID");
		if (element->tag != TAG_RFM || element->number > LOOKED_AT)
			continue;
		if (domain && !is_domain_before(lint, element, domain->value))
			lint_tell(lint, at(element, domain, LINT_FAILS), "no security domain before it has the AID %s",
			          lint_hex(lint, domain->value));
		if (adf && !is_adf(lint, adf->value))
			lint_tell(lint, at(element, adf, LINT_FAILS), "no ADF has the name %s", lint_hex(lint, adf->value));
	}
}

static void check_toolkit(struct lint *lint)
{
	struct lint_object *objects;
	size_t count = lint_objects(lint, &objects);
	for (size_t i = 0; i < count; i++) {
		const struct package_node *toolkit = objects[i].is_rfm ? NULL : lint_toolkit_of(objects[i].node);
		struct bytes level, tars;
		if (toolkit && toolkit->value.size > 0 && !lint_read_toolkit(toolkit->value, &level, &tars))
			lint_tell(lint, at(objects[i].element, toolkit, LINT_FAILS), "the lengths in %s do not add up",
			          lint_hex(lint, toolkit->value));
	}
}

/* A card that does not know its owner's OID has to fail it, and mandated makes that the end of the installation. */
static void check_non_standard(struct lint *lint)
{
	LINT_EACH_ELEMENT(element, lint)
		if (element->tag == TAG_NON_STANDARD && element->mandated)
			lint_tell(lint, at(element, element->node, LINT_TAKEN), "only the cards of one maker can install it");
}

/* ---- the table ---- */

static const struct lint_rule rules[] = {
	{ .id = "D01", .severity = LINT_ERROR, .title = "there is an MNO-SD, personalised",
	  .why = "The first security domain is the operator's: package A0000001515350, class A000000151535041, state 0F. "
	         "Without "
	         "it nothing can be changed over the air.",
	  .mend = "Add a securityDomain with these values.", .check = check_domains },
	{ .id = "D02", .severity = LINT_ERROR, .title = "protocols and keys of a domain fit each other",
	  .why = "C9 lists the secure channel protocols: 80 with keys of version 01 to 0F, 02 with 20 to 2F, 03 with 30 to 3F, "
	         "81 "
	         "with 40 to 4F. Otherwise OTA stays dead, or the installation is refused.",
	  .mend = "List the protocol as 81 02 SCP i in applicationSpecificParametersC9, or give its keys.",
	  .check = check_protocols },
	{ .id = "D03", .severity = LINT_ERROR, .title = "key sets are complete, of one type and length",
	  .why = "A protocol takes its keys 1, 2 and 3 from one version; DES has 16 or 24 octets, AES 16, 24 or 32, checksums "
	         "4 "
	         "or 8.",
	  .mend = "Complete the set.", .check = check_keys },
	{ .id = "D04", .severity = LINT_WARNING, .title = "keys have the usual usage",
	  .why = "Strict cards refuse others than 18 or 38 for key 1, 14 or 34 for key 2, 48 or C8 for key 3.",
	  .mend = "Use one of these.", .check = check_usage },
	{ .id = "D05", .severity = LINT_WARNING, .title = "privileges have the keys that they need",
	  .why = "Tokens need a key of version 70, receipts one of 71; TS.48 says that delegated management shall not be set.",
	  .mend = "Use 82DC00 for the MNO-SD.", .check = check_privileges },
	{ .id = "D06", .severity = LINT_WARNING, .title = "no newer fields of security domains on older cards", .until = 0x0201,
	  .why = "openPersoData and catTpParameters came with 2.2; cards of 2.0 and 2.1 report invalid-parameter.",
	  .mend = "Leave them out for such cards.", .check = check_newer_fields },
	{ .id = "D07", .severity = LINT_ERROR, .title = "TARs are unique, and of their kind",
	  .why = "A message is routed by its TAR: B0… is file management, B2… application management, 000000 the issuer's.",
	  .mend = "Choose a TAR of three octets that is free.", .check = check_tars },
	{ .id = "D08", .severity = LINT_WARNING, .title = "remote management asks for security",
	  .why = "With minimum security level 00 whoever sends a message to the number manages the card.",
	  .mend = "Use 12 or 16: checksum, counter, and ciphering.", .check = check_levels },
	{ .id = "D09", .severity = LINT_WARNING, .title = "no published OTA keys and ADM codes in a profile for subscribers",
	  .why = "Who knows them owns the card; TS.48 v7 forbids its own in products.",
	  .mend = "Draw them at random.", .check = check_published },
	{ .id = "D10", .severity = LINT_WARNING, .title = "applications can be run",
	  .why = "They need the runtime (7), its packages (8) and memory (4); loadBlockObject is the load file without its C4.",
	  .mend = "Leave the application out for such cards, or take mandated away.", .check = check_applications },
	{ .id = "D11", .severity = LINT_WARNING, .title = "AIDs are unique",
	  .why = "Two objects with one AID cannot both be selected.", .mend = "Change the instanceAID.", .check = check_aids },
	{ .id = "D12", .severity = LINT_WARNING, .title = "file management names a domain and an ADF that are there",
	  .why = "Otherwise the RFM is refused, or answers nothing.", .mend = "Correct securityDomainAID or adfAID.",
	  .check = check_managed },
	{ .id = "D13", .severity = LINT_WARNING, .title = "lengths in toolkit parameters add up",
	  .why = "The most common failure of INSTALL: menu entries of two octets, then channels, then the lengths of security "
	         "level and TARs (TS 102 226 8.2.1.3.2.2).",
	  .mend = "Count again: 01 00 00 01 0000 00 02 0112 03 B20100 00.", .check = check_toolkit },
	{ .id = "D14", .severity = LINT_NOTE, .title = "nonStandard is not mandated",
	  .why = "Cards of other makers refuse the whole profile.", .mend = "Take mandated away.",
	  .check = check_non_standard },
};

const struct lint_family lint_domains = { rules, ARRAY_SIZE(rules) };
