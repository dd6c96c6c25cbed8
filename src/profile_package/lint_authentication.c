/* SPDX-License-Identifier: Apache-2.0 */
/* Rules about keys of the network, and what goes with them in the USIM. */
#include "profile_package/lint_model.h"

#include "codec/der_read.h"

enum {
	MILENAGE = 1, TUAK = 2, TEST_ALGORITHM = 3, KEY_SHORT = 16, KEY_LONG = 32, RES_BITS = 7, SEQ_SIZE = 6, SEQS = 32,
	SEQ_TOP = 0x07, LIMITS_OFF = 0x0C, DELTA_TINY = 32, ID_IMSI = 0x6F07, ID_ACC = 0x6F78, ID_AD = 0x6FAD, ID_UST = 0x6F38,
	ID_DF_GSM = 0x5F3B, ID_DF_5GS = 0x5FC0, ID_DF_SAIP = 0x5FD0, IMSI_SIZE = 9, SERVICE_GSM = 27,
	SERVICE_PRIVACY = 124, SERVICE_SUCI_IN_USIM = 125, KEY_A = 32, KEY_B = 33, KEY_B_LONG = 65,
};

struct aka_view {
	const struct lint_element *element;
	const struct package_node *parameters, *mapping, *key, *opc, *options;
	uint32_t algorithm;
};

/* The next akaParameter from *at on. */
static bool next_aka(const struct lint *lint, size_t *at, struct aka_view *out)
{
	for (; *at < lint->element_count; ++*at) {
		const struct lint_element *element = &lint->elements[*at];
		if (element->tag != TAG_AKA)
			continue;
		const struct package_node *choice = package_member(element->node, "algoConfiguration");
		*out = (struct aka_view){ .element = element, .mapping = package_member(choice, "mappingParameter") };
		out->parameters = package_member(choice, "algoParameter");
		out->key = package_member(out->parameters, "key");
		out->opc = package_member(out->parameters, "opc");
		out->options = package_member(out->parameters, "algorithmOptions");
		out->algorithm = package_number(package_member(out->parameters, "algorithmID"));
		++*at;
		return true;
	}
	return false;
}

static struct lint_place at_node(const struct aka_view *aka, const struct package_node *node, enum lint_effect effect)
{
	return (struct lint_place){ .element = aka->element, .node = node, .effect = effect };
}

/* ---- K01, K02 ---- */

/* TS 35.206, TS 35.231; the test algorithm has one key and no OPc to speak of. */
static bool sizes_fit(uint32_t algorithm, size_t key, size_t opc)
{
	switch (algorithm) {
	case MILENAGE:
		return key == KEY_SHORT && opc == KEY_SHORT;
	case TUAK:
		return (key == KEY_SHORT || key == KEY_LONG) && opc == KEY_LONG;
	default:
		return key == KEY_SHORT;
	}
}

/* The structure as such is the schema's business: what is missing is told there. */
static void check_sizes(struct lint *lint)
{
	struct aka_view aka;
	for (size_t at = 0; next_aka(lint, &at, &aka);) {
		if (!aka.parameters || !aka.key || !aka.opc)
			continue;
		if (aka.algorithm < MILENAGE || aka.algorithm > TEST_ALGORITHM)
			lint_tell(lint, at_node(&aka, aka.parameters, LINT_FAILS),
			          "algorithm %u: there are 1 (Milenage), 2 (TUAK) and 3 "
			          "(test)", aka.algorithm);
		else if (!sizes_fit(aka.algorithm, aka.key->value.size, aka.opc->value.size))
			lint_tell(lint, at_node(&aka, aka.key, LINT_FAILS),
			          "key of %zu and opc of %zu octets, for algorithm %u",
			          aka.key->value.size, aka.opc->value.size, aka.algorithm);
	}
}

/* Codes of other sizes than the usual ones are read differently. [unconfirmed] */
static bool options_are_usual(uint32_t algorithm, uint8_t options)
{
	if (algorithm == TUAK)
		return (options & RES_BITS) <= 2 || (options & RES_BITS) == 4;
	return algorithm == MILENAGE ? options <= 1 : options == 2;
}

/* For TUAK they are also how long RES and MAC are; a network that expects others refuses each answer. */
static void check_options(struct lint *lint)
{
	struct aka_view aka;
	for (size_t at = 0; next_aka(lint, &at, &aka);) {
		if (!aka.options || aka.options->value.size != 1)
			continue;
		uint8_t options = aka.options->value.data[0];
		bool refused = lint_target_follows(lint, RULE_USUAL_ALGORITHM_OPTIONS) &&
		               options > (aka.algorithm == TEST_ALGORITHM ? 2 : 1);
		if (refused || !options_are_usual(aka.algorithm, options))
			lint_tell(lint, at_node(&aka, aka.options, refused ? LINT_FAILS : LINT_TAKEN),
			          "algorithmOptions %02X, and %s is usual", options,
			          aka.algorithm == TEST_ALGORITHM ? "02" : "01");
	}
}

/* ---- K03, K04 ---- */

static bool constants_are_distinct(const uint8_t rotation[5], const uint8_t constants[80])
{
	for (size_t i = 0; i < 5; i++)
		for (size_t j = 0; j < i; j++)
			if (rotation[i] == rotation[j] && memcmp(constants + 16 * i, constants + 16 * j, 16) == 0)
				return false;
	return true;
}

static struct bytes value_or_default(const struct aka_view *aka, const char *name)
{
	const struct package_node *node = package_member(aka->parameters, name);
	const struct schema_field *schema = aka->parameters->field;
	return node ? node->value : schema->fields[schema_find_named(schema, text_from(name))].fallback;
}

/* TS 35.206 2.3: a rotation is one of 128 places. */
static bool rotations_fit(struct bytes rotation)
{
	for (size_t i = 0; i < rotation.size; i++)
		if (rotation.data[i] > 127)
			return false;
	return true;
}

/* TS 35.206 5.3: the five pairs of rotation and constant have to differ, or outputs can be told from each other. */
static void check_constants(struct lint *lint)
{
	struct aka_view aka;
	for (size_t at = 0; next_aka(lint, &at, &aka);) {
		if (!aka.parameters || aka.algorithm != MILENAGE)
			continue;
		struct bytes rotation = value_or_default(&aka, "rotationConstants");
		struct bytes constants = value_or_default(&aka, "xoringConstants");
		struct lint_place place = at_node(&aka, aka.parameters, LINT_FAILS);
		bool has_sizes = rotation.size == 5 && constants.size == 80;
		bool is_small = has_sizes && rotations_fit(rotation);
		if (!has_sizes)
			lint_tell(lint, place, "%zu octets of rotationConstants, %zu of xoringConstants: 5 and 80 there are",
			          rotation.size, constants.size);
		else if (!is_small)
			lint_tell(lint, place, "rotationConstants %s: each goes to 127", lint_hex(lint, rotation));
		place.effect = LINT_TAKEN;
		if (is_small && !constants_are_distinct(rotation.data, constants.data))
			lint_tell(lint, place,
			          "two of the pairs (r, c) are equal: two functions give the same (TS 35.206 5.3)");
	}
}

/* An authentication centre with the usual constants computes other values: all of it works, and no one registers. */
static void check_unusual(struct lint *lint)
{
	static const char *const names[] = { "rotationConstants", "xoringConstants" };
	struct aka_view aka;
	for (size_t at = 0; next_aka(lint, &at, &aka);) {
		const struct package_node *keccak = package_member(aka.parameters, "numberOfKeccak");
		for (size_t i = 0; aka.algorithm == MILENAGE && i < ARRAY_SIZE(names); i++) {
			const struct package_node *node = package_member(aka.parameters, names[i]);
			bool is_there = node && !bytes_equal(node->value, node->field->fallback);
			if (is_there && schema_value_fits(node->field, node->value) && (i > 0 || rotations_fit(node->value)))
				lint_tell(lint, at_node(&aka, node, LINT_TAKEN), "%s are not the usual ones", names[i]);
		}
		if (keccak && package_number(keccak) == 0)
			lint_tell(lint, at_node(&aka, keccak, LINT_FAILS), "numberOfKeccak is 0");
		else if (keccak && aka.algorithm == TUAK && package_number(keccak) > 1)
			lint_tell(lint, at_node(&aka, keccak, LINT_TAKEN), "numberOfKeccak is %u", package_number(keccak));
	}
}

/* ---- K05 to K08 ---- */

static bool is_seq(struct bytes value)
{
	return value.size == SEQ_SIZE && value.data[0] <= SEQ_TOP;
}

/* SAIP writes SEQ alone: IND is the place in the list (TS 33.102 C.2.2), five bits for 32 places. */
static void check_seqs(struct lint *lint)
{
	static const char *const names[] = { "sqnDelta", "sqnAgeLimit" };
	struct aka_view aka;
	for (size_t at = 0; next_aka(lint, &at, &aka);) {
		const struct package_node *list = package_member(aka.element->node, "sqnInit");
		size_t count = list ? package_count(list) : SEQS;
		for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
			const struct package_node *node = package_member(aka.element->node, names[i]);
			if (node && !is_seq(node->value))
				lint_tell(lint, at_node(&aka, node, LINT_FAILS), "%s is %s: SEQ has 43 bits in 6 octets",
				          names[i], lint_hex(lint, node->value));
		}
		if (count != SEQS)
			lint_tell(lint, at_node(&aka, list, LINT_FAILS), "%zu sequence numbers, and there are 32", count);
		LINT_EACH_MEMBER(item, list)
			if (item->field && !is_seq(item->value))
				lint_tell(lint, at_node(&aka, item, LINT_FAILS), "%s: SEQ has 43 bits in 6 octets, without IND",
				          lint_hex(lint, item->value));
	}
}

static uint64_t seq_number(struct bytes value)
{
	uint64_t number = 0;
	for (size_t i = 0; i < value.size && i < SEQ_SIZE; i++)
		number = number << 8 | value.data[i];
	return number;
}

/* TS 33.102 C.2.2. The test algorithm has no sequence numbers to limit. */
static void check_limits(struct lint *lint)
{
	struct aka_view aka;
	for (size_t at = 0; next_aka(lint, &at, &aka);) {
		const struct package_node *options = package_member(aka.element->node, "sqnOptions");
		const struct package_node *delta = package_member(aka.element->node, "sqnDelta");
		uint8_t bits = options && options->value.size == 1 ? options->value.data[0] : 2;
		if (aka.algorithm == TEST_ALGORITHM)
			continue;
		if ((bits & LIMITS_OFF) == LIMITS_OFF)
			lint_tell(lint, at_node(&aka, options, LINT_TAKEN),
			          "sqnOptions %02X: neither limit is used, and old vectors never "
			          "expire", bits);
		if (delta && !(bits & 4) && is_seq(delta->value) && seq_number(delta->value) < DELTA_TINY)
			lint_tell(lint, at_node(&aka, delta, LINT_TAKEN),
			          "sqnDelta %s: the network may run ahead by %u at most",
			          lint_hex(lint, delta->value), (unsigned)seq_number(delta->value));
	}
}

/* Meant for tests of cards: with the last authentication the subscription ends. */
static void check_counter(struct lint *lint)
{
	struct aka_view aka;
	for (size_t at = 0; next_aka(lint, &at, &aka);) {
		const struct package_node *counter = package_member(aka.parameters, "authCounterMax");
		if (counter)
			lint_tell(lint, at_node(&aka, counter, LINT_TAKEN), "after %s authentications there are no more",
			          lint_hex(lint, counter->value));
	}
}

/* The element with the key makes its ADF before: a card does not look ahead. */
static bool has_source(const struct lint *lint, const struct aka_view *aka, struct bytes aid)
{
	for (const struct lint_file *file = lint->files; file && file->element < aka->element; file = file->next)
		if (file->kind == FILE_ADF && bytes_equal(file->fcp.df_name, aid))
			return true;
	return false;
}

static void check_mapping(struct lint *lint)
{
	struct aka_view aka;
	for (size_t at = 0; next_aka(lint, &at, &aka);) {
		const struct package_node *source = package_member(aka.mapping, "mappingSource");
		if (!source)
			continue;
		bool is_there = has_source(lint, &aka, source->value);
		lint_tell(lint, at_node(&aka, aka.mapping, is_there ? LINT_TAKEN : LINT_FAILS), "the key is that of %s%s",
		          lint_hex(lint, source->value), is_there ? "" : ", which is not there");
	}
}

/* ---- K09: published keys ---- */

/* Counting up, test set 1 of TS 35.208, pairs of digits, noughts: what examples, and SIMs sold for trying, have. */
static bool is_published(const struct aka_view *aka)
{
	static const uint8_t published[][KEY_SHORT] = {
		{ 0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x0E, 0x0F },
		{ 0x46, 0x5B, 0x5C, 0xE8, 0xB1, 0x99, 0xB4, 0x9F, 0xAA, 0x5F, 0x0A, 0x2E, 0xE2, 0x38, 0xA6, 0xBC },
		{ 0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF },
		{ 0x00 },
	};
	for (size_t i = 0; aka->key && i < ARRAY_SIZE(published); i++)
		if (bytes_equal(bytes_first(aka->key->value, KEY_SHORT), BYTES(published[i])))
			return true;
	return false;
}

static void check_published(struct lint *lint)
{
	static const uint8_t noughts[KEY_SHORT] = { 0 };
	struct aka_view aka;
	if (lint_is_for_tests(lint))
		return;
	for (size_t at = 0; next_aka(lint, &at, &aka);) {
		if (aka.algorithm == TEST_ALGORITHM)
			lint_tell(lint, at_node(&aka, aka.parameters, LINT_TAKEN), "the test algorithm guards nothing");
		else if (is_published(&aka))
			lint_tell(lint, at_node(&aka, aka.key, LINT_TAKEN), "everybody knows this key");
		else if (aka.algorithm == MILENAGE && aka.opc && bytes_equal(aka.opc->value, BYTES(noughts)))
			lint_tell(lint, at_node(&aka, aka.opc, LINT_TAKEN), "OPc is nought");
	}
}

/* ---- K10, K11: IMSI and what goes with it ---- */

/* A template for personalising may hold no IMSI yet. */
static bool is_placeholder(struct bytes imsi)
{
	return imsi.size < 2 || imsi.data[0] == 0xFF || imsi.data[0] == 0;
}

/* TS 31.102 4.2.2: octets that follow, then a half octet that tells odd from even, then the digits, F behind. */
static const char *imsi_fault(struct bytes imsi)
{
	size_t octets = imsi.data[0];
	if (imsi.size < IMSI_SIZE || octets > IMSI_SIZE - 1)
		return "its length octet is wrong";
	unsigned parity = imsi.data[1] & 15;
	if (parity != 1 && parity != 9)
		return "the lower half of its second octet is neither 1 nor 9";
	bool is_filled = imsi.data[octets] >> 4 == 15;
	return (parity == 9) == is_filled ? "its parity says another number of digits" : NULL;
}

static unsigned last_digit(struct bytes imsi)
{
	unsigned last = imsi.data[imsi.data[0]];
	return last >> 4 == 15 ? last & 15 : last >> 4;
}

/* TS 22.011 4.2: classes 11 to 15 come on top of one of the first ten. */
static void check_access_class(struct lint *lint, const struct lint_file *adf, struct bytes imsi)
{
	const struct lint_file *file = lint_naa_file(lint, adf, ID_ACC);
	struct bytes classes = file ? lint_body(lint, file) : (struct bytes){ 0 };
	if (classes.size != 2)
		return;
	unsigned bits = ((unsigned)classes.data[0] << 8 | classes.data[1]) & 0x3FF;
	struct lint_place place = { .file = file };
	if (bits == 0 || (bits & (bits - 1)) != 0) {
		lint_tell(lint, place, "EF.ACC %s: one of the classes 0 to 9 has to be set (TS 22.011 4.2)",
		          lint_hex(lint, classes));
		return;
	}
	place.is_minor = true;
	if (!is_placeholder(imsi) && !imsi_fault(imsi) && bits != 1u << last_digit(imsi))
		lint_tell(lint, place, "EF.ACC %s, and the IMSI ends with %u", lint_hex(lint, classes), last_digit(imsi));
}

/* A phone without the length of the MNC takes two digits, and reads another network out of the IMSI. */
static void check_companions(struct lint *lint)
{
	LINT_EACH_FILE(adf, lint) {
		if (adf->kind != FILE_ADF || adf->naa != LINT_USIM)
			continue;
		const struct lint_file *imsi = lint_naa_file(lint, adf, ID_IMSI);
		const struct lint_file *data = lint_naa_file(lint, adf, ID_AD);
		struct bytes digits = imsi ? lint_body(lint, imsi) : (struct bytes){ 0 };
		struct bytes administrative = data ? lint_body(lint, data) : (struct bytes){ 0 };
		check_access_class(lint, adf, digits);
		unsigned length = administrative.size >= 4 ? administrative.data[3] & 15 : 0;
		if (administrative.size > 0 && length != 2 && length != 3)
			lint_tell(lint, (struct lint_place){ .file = data },
			          "EF.AD %s does not say how long the MNC is (TS 31.102 4.2.18)",
			          lint_hex(lint, administrative));
	}
}

static void check_imsi(struct lint *lint)
{
	LINT_EACH_FILE(adf, lint) {
		if (adf->kind != FILE_ADF || adf->naa != LINT_USIM)
			continue;
		const struct lint_file *imsi = lint_naa_file(lint, adf, ID_IMSI);
		struct bytes digits = imsi ? lint_body(lint, imsi) : (struct bytes){ 0 };
		const char *fault = is_placeholder(digits) ? NULL : imsi_fault(digits);
		if (fault)
			lint_tell(lint, (struct lint_place){ .file = imsi }, "EF.IMSI %s: %s", lint_hex(lint, digits), fault);
		const struct lint_file *table = lint_naa_file(lint, adf, ID_UST);
		if (lint_service_on(lint, table, SERVICE_GSM) && !lint_file_in(lint, adf, ID_DF_GSM))
			lint_tell(lint, (struct lint_place){ .file = table },
			          "service %d (GSM access) is on, and DF.GSM-ACCESS is not "
			          "there", SERVICE_GSM);
	}
}

/* ---- K12: concealing the SUPI ---- */

/* TS 31.102 4.4.11.8: schemes with the numbers of their keys, then the keys. */
static const char *concealing_fault(struct bytes information)
{
	struct der_reader reader = der_reader(information), keys;
	struct bytes schemes, id, key, sizes[16];
	size_t count = 0;
	if (information.size == 0 || information.data[0] == 0xFF)
		return NULL;
	if (!der_octets(&reader, 0xA0, 0, 64, &schemes) || schemes.size % 2 != 0)
		return "it does not begin with a list of schemes";
	if (der_peek(&reader) == 0xA1 && der_enter(&reader, 0xA1, &keys))
		while (count < ARRAY_SIZE(sizes) && der_octets(&keys, 0x80, 1, 1, &id) && der_octets(&keys, 0x81, 1, 128, &key))
			sizes[count++] = key;
	for (size_t i = 0; i < schemes.size; i += 2) {
		uint8_t scheme = schemes.data[i], number = schemes.data[i + 1];
		if (scheme == 0)
			continue;
		if (number == 0 || number > count)
			return "a scheme names a key that is not there";
		size_t size = sizes[number - 1].size;
		if ((scheme == 1 && size != KEY_A) || (scheme == 2 && size != KEY_B && size != KEY_B_LONG))
			return "a key has another size than its scheme wants";
	}
	return NULL;
}

static void check_information(struct lint *lint, const struct lint_file *adf, uint16_t directory, uint16_t id)
{
	const struct lint_file *file = lint_file_in(lint, lint_file_in(lint, adf, directory), id);
	const char *fault = file ? concealing_fault(lint_body(lint, file)) : NULL;
	if (fault)
		lint_tell(lint, (struct lint_place){ .file = file }, "SUCI calculation information: %s", fault);
}

/* TS 31.102 4.4.11.8 and 7.5: who conceals reads the keys, the phone in DF.5GS or the card in DF.SAIP. */
static void check_concealing(struct lint *lint)
{
	LINT_EACH_FILE(adf, lint) {
		if (adf->kind != FILE_ADF || adf->naa != LINT_USIM)
			continue;
		const struct lint_file *table = lint_naa_file(lint, adf, ID_UST);
		bool is_private = lint_service_on(lint, table, SERVICE_PRIVACY);
		bool in_usim = lint_service_on(lint, table, SERVICE_SUCI_IN_USIM);
		struct lint_place place = { .file = table };
		if (in_usim && !lint_file_in(lint, lint_file_in(lint, adf, ID_DF_SAIP), 0x4F01))
			lint_tell(lint, place, "the USIM shall conceal its SUPI (service %d), and DF.SAIP is not there",
			          SERVICE_SUCI_IN_USIM);
		if (is_private && !in_usim && !lint_file_in(lint, lint_file_in(lint, adf, ID_DF_5GS), 0x4F07))
			lint_tell(lint, place, "the phone shall conceal the SUPI (service %d), and 5FC0/4F07 is not there",
			          SERVICE_PRIVACY);
		check_information(lint, adf, ID_DF_SAIP, 0x4F01);
		check_information(lint, adf, ID_DF_5GS, 0x4F07);
	}
}

/* ---- the table ---- */

static const struct lint_rule rules[] = {
	{ .id = "K01", .severity = LINT_ERROR, .title = "keys have the size of their algorithm",
	  .why = "Milenage and the test algorithm have 16 octets of K and OPc, TUAK 16 or 32 of K and 32 of TOPc.",
	  .mend = "Give the right key; OPc, not OP.", .check = check_sizes },
	{ .id = "K02", .severity = LINT_WARNING, .title = "algorithmOptions are usual",
	  .why = "Milenage has 01 (or 00), the test algorithm 02. Codes for other sizes of RES are read differently, and for "
	         "the "
	         "test algorithm unknown to 2.1.",
	  .mend = "Use 01 for Milenage, 02 for the test algorithm.", .check = check_options },
	{ .id = "K03", .severity = LINT_ERROR, .title = "Milenage's constants are well chosen",
	  .why = "Rotations go to 127; with equal pairs (r, c) two functions give the same (TS 35.206 5.3).",
	  .mend = "Leave them out, unless the operator has its own.", .check = check_constants },
	{ .id = "K04", .severity = LINT_WARNING, .title = "Milenage and TUAK run with their usual parameters",
	  .why = "Other constants and more than one Keccak are rarely tested.",
	  .mend = "Leave them out, unless the network's AuC has the same.", .check = check_unusual },
	{ .id = "K05", .severity = LINT_ERROR, .title = "sequence numbers are SEQ, 43 bits",
	  .why = "sqnInit is 32 SEQ without IND. SQN with its 48 bits is 32 times too large: the card asks for "
	         "resynchronisation for ever.",
	  .mend = "Shift SQN right by five bits.", .check = check_seqs },
	{ .id = "K06", .severity = LINT_WARNING, .title = "limits of sequence numbers are in use, and not tiny",
	  .why = "Without them old vectors can be replayed; with a tiny one a network that runs ahead is locked out.",
	  .mend = "Leave sqnOptions and sqnDelta to their defaults.", .check = check_limits },
	{ .id = "K07", .severity = LINT_WARNING, .title = "authentications are not limited",
	  .why = "With authCounterMax the profile stops working at some point.", .mend = "Leave authCounterMax out.",
	  .check = check_counter },
	{ .id = "K08", .severity = LINT_WARNING, .title = "keys are given, not mapped",
	  .why = "What mappingOptions mean is read differently.", .mend = "Repeat the key in algoParameter.",
	  .check = check_mapping },
	{ .id = "K09", .severity = LINT_ERROR, .title = "no published keys in a profile for subscribers",
	  .why = "Whoever knows K is the subscriber. Profiles of network 001 or 999, or with \"test\" in profileType, count as "
	         "tests.",
	  .mend = "Draw K and OPc at random.", .check = check_published },
	{ .id = "K10", .severity = LINT_WARNING, .title = "EF.ACC and EF.AD fit the IMSI",
	  .why = "A network that bars classes bars subscribers by EF.ACC; without the length of the MNC a phone guesses the "
	         "network.",
	  .mend = "Set the class of the IMSI's last digit; write 2 or 3 into the fourth octet of EF.AD.",
	  .check = check_companions },
	{ .id = "K11", .severity = LINT_WARNING, .title = "EF.IMSI is an IMSI, and GSM access has its files",
	  .why = "The first octet is a length, the next begins with 9 for an odd number of digits (TS 31.102 4.2.2). Service "
	         "27 "
	         "promises EF.Kc.",
	  .mend = "Write the IMSI as 08 and 15 digits, swapped, with a 9 in front; add gsm-access.", .check = check_imsi },
	{ .id = "K12", .severity = LINT_WARNING, .title = "who conceals the SUPI has what it needs",
	  .why = "With service 125 the USIM needs DF.SAIP, with 124 alone the phone needs 5FC0/4F07; profile A has keys of 32, "
	         "profile B of 33 octets (TS 33.501 C.3).",
	  .mend = "Add the file, or change the services.", .check = check_concealing },
};

const struct lint_family lint_authentication = { rules, ARRAY_SIZE(rules) };
