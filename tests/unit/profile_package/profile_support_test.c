/* SPDX-License-Identifier: Apache-2.0 */
/* Each rule of profile_support.h: the sample with one change that it is about. */
#include "support/test.h"

#include "profile_package/installation_response.h"
#include "profile_package/interpreter.h"
#include "profile_package/source.h"
#include "support/profile_recorder.h"

enum {
	PACKAGE_LIMIT = 1 << 20,
	SOURCE_ARENA = 16 << 20,
	ALL_SERVICES = 0x3FFFFFFF,
	LEFT_OUT = 0x100, /* the profile was installed without the element */
};

#define FILE_WITH(fields) "    ef-umpc: {" fields "content: \"3C3C000000\"}\n"
#define PLAIN_FILE "    ef-umpc:\n      content: \"3C3C000000\"\n"
#define END "- end: {}"
#define ZERO_16 "00000000000000000000000000000000"
#define LOAD_BLOCK_FIELDS "loadBlock: {loadPackageAID: \"A00000000101\", loadBlockObject: \"00\"}}\n"
#define LOAD_BLOCK "{" LOAD_BLOCK_FIELDS
#define OPTIONAL_KEY "- akaParameter: {mandated: false, algoParameter: {algorithmID: tuak, algorithmOptions: \"01\", key: \"" \
	ZERO_16 "\", opc: \"" ZERO_16 ZERO_16 "\"}}\n"
#define MANAGE(fcp) "- genericFileManagement: {fileManagementCMD: [{createFCP: {fileDescriptor: " fcp \
	", securityAttributesReferenced: \"01\"}}]}\n" END

struct support_case {
	const char *what;
	struct profile_support support;
	const char *from, *to;  /* the change to the sample; NULL: none */
	int without;            /* what every card says to it */
	int with;               /* what this one says */
	const char *octets, *instead; /* hexadecimal: what the compiler would never write, of the same length */
};

#define WITH_RULE(bit) { .major_maximum = 3, .services = ALL_SERVICES, .rules = (bit) }

static const struct support_case cases[] = {
	{ "a file without descriptor", WITH_RULE(RULE_EXPLICIT_DESCRIPTOR), NULL, NULL, PE_OK, PE_BAD_VALUES, NULL, NULL },
	{ "a file without size", WITH_RULE(RULE_EXPLICIT_SIZE), NULL, NULL, PE_OK, PE_BAD_VALUES, NULL, NULL },
	{ "a file without access rule", WITH_RULE(RULE_EXPLICIT_ACCESS_RULE), NULL, NULL, PE_OK, PE_BAD_VALUES, NULL, NULL },
	{ "defaults left out", WITH_RULE(RULE_NO_EXPLICIT_DEFAULTS), NULL, NULL, PE_OK, PE_OK, NULL, NULL },
	{ "a default said", WITH_RULE(RULE_NO_EXPLICIT_DEFAULTS), NULL, NULL, PE_OK, PE_INVALID_REQUEST_FORMAT, "830106", "830107" },
	{ "a default in a kept element", WITH_RULE(RULE_NO_EXPLICIT_DEFAULTS), NULL, NULL, PE_OK, PE_INVALID_REQUEST_FORMAT,
	  "83010FC9", "830107C9" },
	{ "a padded size", WITH_RULE(RULE_NO_PADDED_SIZE), END, MANAGE("\"4121\", fileID: \"2F20\", efFileSize: 300"), PE_OK,
	  PE_BAD_VALUES, "8002012C", "8002002C" },
	{ "a size without padding", WITH_RULE(RULE_NO_PADDED_SIZE), NULL, NULL, PE_OK, PE_OK, NULL, NULL },
	{ "a size of one octet", WITH_RULE(RULE_TWO_OCTET_SIZE), NULL, NULL, PE_OK, PE_BAD_VALUES, NULL, NULL },
	{ "no empty link", WITH_RULE(RULE_NO_EMPTY_LINK), NULL, NULL, PE_OK, PE_OK, NULL, NULL },
	{ "an empty link", WITH_RULE(RULE_NO_EMPTY_LINK), PLAIN_FILE, FILE_WITH("linkPath: \"\", "), PE_OK, PE_BAD_VALUES, NULL, NULL },
	{ "a link to a file", WITH_RULE(RULE_NO_DIRECTORY_LINK), NULL, NULL, PE_OK, PE_OK, NULL, NULL },
	{ "a link to a directory", WITH_RULE(RULE_NO_DIRECTORY_LINK), END,
	  MANAGE("\"7821\", fileID: \"5F3C\", linkPath: \"7F10\""), PE_OK, PE_BAD_VALUES, NULL, NULL },
	{ "usual options", WITH_RULE(RULE_USUAL_ALGORITHM_OPTIONS), NULL, NULL, PE_OK, PE_OK, NULL, NULL },
	{ "unusual options", WITH_RULE(RULE_USUAL_ALGORITHM_OPTIONS), "algorithmOptions: \"01\"", "algorithmOptions: \"04\"",
	  PE_OK, PE_FEATURE_NOT_SUPPORTED, NULL, NULL },
	{ "PINs after one directory", WITH_RULE(RULE_ONE_DIRECTORY_BEFORE_PINS), NULL, NULL, PE_OK, PE_OK, NULL, NULL },
	{ "PINs after two directories", WITH_RULE(RULE_ONE_DIRECTORY_BEFORE_PINS), "\n- usim:",
	  "\n    df-graphics: {pinStatusTemplateDO: \"01810A\"}\n"
	  "- pinCodes: {pinconfig: [{keyReference: secondPINAppl1, pinValue: \"0000\"}]}\n- usim:", PE_OK, PE_BAD_VALUES, NULL, NULL },
	{ "PUKs before PINs", WITH_RULE(RULE_PUK_BEFORE_PIN), NULL, NULL, PE_OK, PE_OK, NULL, NULL },
	{ "a PUK that never comes", WITH_RULE(RULE_PUK_BEFORE_PIN), "keyReference: secondPUKAppl1", "keyReference: secondPUKAppl2",
	  PE_OK, PE_PIN_CODE_MISSING, NULL, NULL },
	{ "a file after the security domain", WITH_RULE(RULE_FILES_BEFORE_SECURITY_DOMAIN), END,
	  MANAGE("\"4121\", fileID: \"2F20\", efFileSize: 4"), PE_OK, PE_BAD_VALUES, NULL, NULL },
	{ "no file after it", WITH_RULE(RULE_FILES_BEFORE_SECURITY_DOMAIN), NULL, NULL, PE_OK, PE_OK, NULL, NULL },
	{ "identifications that fall", WITH_RULE(RULE_RISING_IDENTIFICATIONS), END, "- end: {identification: 0}", PE_OK,
	  PE_BAD_VALUES, NULL, NULL },
	{ "an element that is left out", { .major_maximum = 3, .services = 1u << 1 | 1u << 4 }, END, OPTIONAL_KEY END, PE_OK,
	  PE_FEATURE_NOT_SUPPORTED | LEFT_OUT, NULL, NULL },
	{ "and may not be", { .major_maximum = 3, .services = 1u << 1 | 1u << 4, .rules = RULE_EVERY_ELEMENT_MANDATED }, END,
	  OPTIONAL_KEY END, PE_OK, PE_FEATURE_NOT_SUPPORTED, NULL, NULL },
	{ "identifications that rise", WITH_RULE(RULE_RISING_IDENTIFICATIONS), NULL, NULL, PE_OK, PE_OK, NULL, NULL },
	{ "a service that nobody has", { .major_maximum = 3, .services = 1u << 1 | 1u << 4 }, "[usim, milenage]",
	  "[usim, milenage, cave]", PE_OK, PE_FEATURE_NOT_SUPPORTED, NULL, NULL },
	{ "no matter", { .major_maximum = 3, .services = 1u << 1 | 1u << 4, .rules = RULE_ANY_SERVICE_LISTED },
	  "[usim, milenage]", "[usim, milenage, cave]", PE_OK, PE_OK, NULL, NULL },
	{ "a later version", WITH_RULE(RULE_ANY_VERSION), "major-version: 2", "major-version: 4",
	  PE_UNSUPPORTED_PROFILE_VERSION, PE_OK, NULL, NULL },
	{ "a later minor version", { .major_maximum = 2, .has_minor_maximum = true, .minor_maximum = 1, .services = ALL_SERVICES },
	  NULL, NULL, PE_OK, PE_UNSUPPORTED_PROFILE_VERSION, NULL, NULL },
	{ "telecom twice", WITH_RULE(RULE_ANY_REPETITION), END, "- telecom: {df-telecom: {fileID: \"7F11\", "
	  "pinStatusTemplateDO: \"010A\"}}\n" END, PE_BAD_VALUES, PE_BAD_VALUES, NULL, NULL },
	{ "codes twice", WITH_RULE(RULE_ANY_REPETITION), END, "- pukCodes: {pukCodes: [{keyReference: pukAppl2, "
	  "pukValue: \"12345678\"}]}\n" END, PE_BAD_VALUES, PE_OK, NULL, NULL },
	{ "a directory without PIN status", WITH_RULE(RULE_NO_PIN_STATUS), "    df-telecom:\n      pinStatusTemplateDO: \"010A\"",
	  "    df-telecom: {fileID: \"7F10\"}", PE_BAD_VALUES, PE_OK, NULL, NULL },
	{ "an application", WITH_RULE(RULE_APPLICATIONS_NOT_EXECUTED), END, "- application: " LOAD_BLOCK END, PE_OK,
	  PE_RUNTIME_NOT_SUPPORTED, NULL, NULL },
	{ "an application that need not run", WITH_RULE(RULE_APPLICATIONS_NOT_EXECUTED), END,
	  "- application: {mandated: false, " LOAD_BLOCK_FIELDS END, PE_OK, PE_RUNTIME_NOT_SUPPORTED | LEFT_OUT, NULL, NULL },
	{ "an application all the same", WITH_RULE(RULE_APPLICATIONS_NOT_EXECUTED | RULE_APPLICATIONS_TAKEN), END,
	  "- application: " LOAD_BLOCK END, PE_OK, PE_RUNTIME_NOT_SUPPORTED | LEFT_OUT, NULL, NULL },
	{ "an element over the limit", { .major_maximum = 3, .services = ALL_SERVICES, .element_maximum = 400 }, NULL, NULL, PE_OK,
	  PE_NOT_ENOUGH_MEMORY, NULL, NULL },
	{ "a content over the limit", { .major_maximum = 3, .services = ALL_SERVICES, .content_maximum = 20 }, NULL, NULL, PE_OK,
	  PE_NOT_ENOUGH_MEMORY, NULL, NULL },
	{ "a field that is refused", { .major_maximum = 3, .services = ALL_SERVICES, .refused_fields = { "linkPath" },
	  .refused_field_count = 1 }, NULL, NULL, PE_OK, PE_INVALID_PARAMETER, NULL, NULL },
	{ "a field of a kept element", { .major_maximum = 3, .services = ALL_SERVICES, .refused_fields = { "keyIdentifier" },
	  .refused_field_count = 1 }, NULL, NULL, PE_OK, PE_INVALID_PARAMETER, NULL, NULL },
	{ "a field of a value", { .major_maximum = 3, .services = ALL_SERVICES, .refused_fields = { "pinAttributes" },
	  .refused_field_count = 1 }, NULL, NULL, PE_OK, PE_INVALID_PARAMETER, NULL, NULL },
	{ "an element that is refused", { .major_maximum = 3, .services = ALL_SERVICES, .refused_fields = { "securityDomain" },
	  .refused_field_count = 1 }, NULL, NULL, PE_OK, PE_NOT_SUPPORTED, NULL, NULL },
};

static struct bytes changed_sample(struct arena *arena, const struct support_case *one)
{
	AUTO(buffer) package = BUFFER(PACKAGE_LIMIT);
	AUTO(arena) work = ARENA(SOURCE_ARENA);
	struct source_error error;
	struct bytes copy;
	char *source = arena_string(arena, bytes_text(source_file(arena, "share/templates/sample.yaml")));
	assert_non_null(source);
	char *at = one->from ? strstr(source, one->from) : source;
	CHECK(at, one->what);
	if (one->from)
		source = arena_print(arena, "%.*s%s%s", (int)(at - source), source, one->to, at + strlen(one->from));
	assert_non_null(source);
	if (source_compile(text_from(source), &work, &package, &error) != STATUS_OK)
		fail_msg("%s: %u:%u: %s", one->what, error.line, error.column, error.message);
	if (one->octets) {
		struct bytes old = octets(arena, one->octets), new = octets(arena, one->instead);
		uint8_t *found = memmem(package.data, package.size, old.data, old.size);
		CHECK(found && old.size == new.size, one->what);
		memcpy(found, new.data, new.size);
	}
	assert_ok(arena_copy(arena, buffer_bytes(&package), &copy));
	return copy;
}

/* The status that the card tells last. */
static int install(const struct profile_support *support, struct bytes package)
{
	struct profile_recorder *recorder = malloc(sizeof *recorder);
	assert_non_null(recorder);
	profile_recorder_init(recorder);
	struct interpreter *interpreter = interpreter_new(&recorder->builder, support);
	assert_non_null(interpreter);
	enum status status = interpreter_feed(interpreter, package);
	if (status == STATUS_OK)
		status = interpreter_finish(interpreter);
	struct installation_response response;
	assert_ok(installation_response_decode(interpreter_response(interpreter), &response));
	assert_true(response.aborted == (status == STATUS_REFUSED));
	interpreter_free(interpreter);
	profile_recorder_release(recorder);
	free(recorder);
	int last = response.statuses[response.count - 1].status;
	return last == PE_OK || response.aborted ? last : last | LEFT_OUT;
}

static void each_rule_has_its_case(void **state)
{
	(void)state;
	static const struct profile_support everything = { .major_maximum = 3, .services = ALL_SERVICES };
	EACH(one, cases) {
		AUTO(arena) arena = ARENA(PACKAGE_LIMIT);
		struct bytes package = changed_sample(&arena, one);
		int without = install(&everything, package), with = install(&one->support, package);
		if (without != one->without || with != one->with)
			fail_msg("%s: got %d and %d, want %d and %d", one->what, without, with, one->without, one->with);
	}
}

static void octets_after_the_end(void **state)
{
	(void)state;
	static const struct profile_support everything = WITH_RULE(0), tolerant = WITH_RULE(RULE_OCTETS_AFTER_END);
	AUTO(arena) arena = ARENA(PACKAGE_LIMIT);
	AUTO(buffer) longer = BUFFER(PACKAGE_LIMIT);
	assert_ok(buffer_append(&longer, changed_sample(&arena, &(struct support_case){ .what = "the sample" })));
	assert_ok(buffer_append_octet(&longer, 0));
	assert_int_equal(install(&everything, buffer_bytes(&longer)), PE_INVALID_REQUEST_FORMAT);
	assert_int_equal(install(&tolerant, buffer_bytes(&longer)), PE_OK);
}

/* EF.Keys: the template begins it with 07. */
static void a_pattern_can_be_lost(void **state)
{
	(void)state;
	static const struct profile_support everything = WITH_RULE(0), older = WITH_RULE(RULE_TEMPLATE_PATTERN_LOST);
	static const struct support_case change = {
		.what = "special information without pattern",
		.from = "    ef-ust:",
		.to = "    ef-keys: {proprietaryEFInfo: {specialFileInformation: \"80\"}}\n    ef-ust:",
	};
	const struct profile_support *cards[] = { &everything, &older };
	AUTO(arena) arena = ARENA(PACKAGE_LIMIT);
	struct bytes package = changed_sample(&arena, &change);
	EACH(card, cards) {
		struct profile_recorder *recorder = malloc(sizeof *recorder);
		assert_non_null(recorder);
		profile_recorder_init(recorder);
		struct interpreter *interpreter = interpreter_new(&recorder->builder, *card);
		assert_non_null(interpreter);
		assert_ok(interpreter_feed(interpreter, package));
		const struct recorded_file *keys = profile_recorder_find(recorder, "7FD0/6F08");
		assert_non_null(keys);
		assert_int_equal(keys->body[0], *card == &older ? 0xFF : 0x07);
		assert_int_equal(keys->plan.special_information, 0x80);
		interpreter_free(interpreter);
		profile_recorder_release(recorder);
		free(recorder);
	}
}

static void templates_can_be_lacking(void **state)
{
	(void)state;
	static const uint8_t usim[] = { 0x67, 0x81, 0x0F, 0x01, 0x02, 0x04 };
	static const uint8_t usim_v2[] = { 0x67, 0x81, 0x0F, 0x01, 0x02, 0x04, 0x02 };
	static const uint8_t unknown[] = { 0x67, 0x81, 0x0F, 0x01, 0x02, 0x63 };
	struct profile_support support = { .major_maximum = 3, .services = ALL_SERVICES };
	AUTO(arena) arena = ARENA(PACKAGE_LIMIT);
	struct bytes package = changed_sample(&arena, &(struct support_case){ .what = "the sample" });
	assert_true(profile_support_has_template(&support, BYTES(usim)));
	assert_ok(profile_support_lack_template(&support, BYTES(usim_v2)));
	assert_false(profile_support_has_template(&support, BYTES(usim_v2)));
	assert_int_equal(install(&support, package), PE_OK);
	assert_ok(profile_support_lack_template(&support, BYTES(usim)));
	assert_int_equal(install(&support, package), PE_TEMPLATE_NOT_SUPPORTED);
	CHECK_STATUS(profile_support_lack_template(&support, BYTES(unknown)), STATUS_NOT_FOUND, "an unknown template");
	assert_false(profile_support_has_template(&support, BYTES(unknown)));
}

static void names_are_those_of_the_schema(void **state)
{
	(void)state;
	struct profile_support support = { 0 };
	unsigned item;
	assert_ok(profile_support_refuse_field(&support, TEXT("openPersoData")));
	assert_ok(profile_support_refuse_field(&support, TEXT("application")));
	CHECK_STATUS(profile_support_refuse_field(&support, TEXT("openPerso")), STATUS_NOT_FOUND, "no field");
	assert_int_equal(support.refused_field_count, 2);
	assert_true(profile_support_refuses_field(&support, "openPersoData"));
	assert_true(profile_service_named(TEXT("ber-tlv"), &item));
	assert_int_equal(item, 18);
	assert_string_equal(profile_service_name(18), "ber-tlv");
	assert_false(profile_service_named(TEXT("ber"), &item));
	assert_null(profile_service_name(31));
	for (const struct profile_rule_name *row = profile_rule_names, *other; row->name; row++)
		for (other = profile_rule_names; other != row; other++)
			CHECK(row->rule != other->rule && strcmp(row->name, other->name) != 0, row->name);
}

/* EUICCInfo2 and the ServicesList count in different orders. */
static void capabilities_become_services(void **state)
{
	(void)state;
	static const struct {
		unsigned bit, item;
	} pairs[] = {
		{ 1, 1 }, { 4, 4 }, { 5, 6 }, { 6, 5 }, { 7, 16 }, { 8, 17 }, { 14, 11 }, { 18, 15 }, { 19, 18 }, { 24, 23 }, { 30, 29 },
	};
	EACH(pair, pairs)
		assert_int_equal(profile_services_of_capability((uint64_t)1 << pair->bit), 1u << pair->item);
	assert_int_equal(profile_services_of_capability((uint64_t)1 << 9 | (uint64_t)1 << 63), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_rule_has_its_case),
		cmocka_unit_test(octets_after_the_end),
		cmocka_unit_test(a_pattern_can_be_lost),
		cmocka_unit_test(templates_can_be_lacking),
		cmocka_unit_test(names_are_those_of_the_schema),
		cmocka_unit_test(capabilities_become_services),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
