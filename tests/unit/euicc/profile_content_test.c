/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include <malloc.h>

#include "euicc/profile_writer.h"
#include "io/nvm_memory.h"
#include "profile_package/file_listing.h"
#include "profile_package/installation_response.h"
#include "profile_package/interpreter.h"
#include "profile_package/source.h"
#include "uicc/profile_registry.h"

enum { PACKAGE_LIMIT = 1 << 20, SOURCE_ARENA = 16 << 20, MEMORY = 4 << 20, SLOT = 3, DUMP_LIMIT = 4 << 20 };

/* ---- a slot that a package is written into ---- */

struct slot {
	struct arena arena;
	struct nvm_memory *memory;
	struct nvm *nvm;
	struct profile_store *store;
	struct profile_metadata metadata;
	struct profile_support support;
	struct profile_writer writer;
	struct profile_builder builder;
	enum status status;
	struct installation_response response;
};

static void slot_release(struct slot *slot)
{
	profile_writer_release(&slot->writer);
	profile_store_free(slot->store);
	nvm_memory_free(slot->memory);
	arena_release(&slot->arena);
}

static struct bytes compile(struct arena *arena, const char *what, const char *source)
{
	AUTO(buffer) package = BUFFER(PACKAGE_LIMIT);
	AUTO(arena) work = ARENA(SOURCE_ARENA);
	struct source_error error;
	struct bytes copy;
	if (source_compile(text_from(source), &work, &package, &error) != STATUS_OK)
		fail_msg("%s: %u:%u: %s", what, error.line, error.column, error.message);
	assert_ok(arena_copy(arena, buffer_bytes(&package), &copy));
	return copy;
}

static void set_up(struct slot *slot, uint32_t rules)
{
	*slot = (struct slot){
		.arena = ARENA(PACKAGE_LIMIT),
		.memory = nvm_memory_new(MEMORY),
		.metadata = { .profile_class = PROFILE_OPERATIONAL },
		.support = { .major_maximum = 3, .services = 0x3FFFFFFF, .rules = rules },
	};
	assert_non_null(slot->memory);
	slot->nvm = nvm_memory_port(slot->memory);
	assert_ok(iccid_parse(TEXT("89000123456789012341"), &slot->metadata.iccid));
	assert_ok(nvm_begin(slot->nvm));
	assert_ok(profile_store_create(slot->nvm, SLOT, &slot->store));
	slot->writer.budget = MEMORY;
	profile_writer_begin(&slot->writer, slot->store, &slot->metadata, &slot->support);
	slot->builder = profile_writer_builder(&slot->writer);
}

/* In pieces of `step` octets, each in a transaction of its own, as a card gets them. */
static void feed(struct slot *slot, struct bytes package, size_t step)
{
	struct interpreter *interpreter = interpreter_new(&slot->builder, &slot->support);
	assert_non_null(interpreter);
	for (; package.size > 0 && slot->status == STATUS_OK; package = bytes_after(package, step)) {
		slot->status = interpreter_feed(interpreter, bytes_first(package, step));
		assert_ok(nvm_commit(slot->nvm));
		assert_ok(nvm_begin(slot->nvm));
	}
	if (slot->status == STATUS_OK)
		slot->status = interpreter_finish(interpreter);
	assert_ok(nvm_commit(slot->nvm));
	assert_ok(installation_response_decode(interpreter_response(interpreter), &slot->response));
	interpreter_free(interpreter);
}

static void install(struct slot *slot, uint32_t rules, const char *what, const char *source)
{
	set_up(slot, rules);
	feed(slot, compile(&slot->arena, what, source), 1000);
}

static enum status dump_record(void *context, nvm_key key, struct bytes value)
{
	TRY(buffer_print(context, "%016llX ", (unsigned long long)key));
	TRY(buffer_append(context, value));
	return buffer_print(context, "\n");
}

static void dump(const struct slot *slot, struct buffer *out)
{
	assert_ok(nvm_each(slot->nvm, 0, UINT64_MAX, dump_record, out));
}

/* ---- profiles ---- */

#define HEADER "profile:\n- header:\n    major-version: 2\n    minor-version: 3\n    iccid: \"89000123456789012341\"\n" \
	"    eUICC-Mandatory-services: [usim, milenage]\n"
#define MF "- mf:\n    mf: {pinStatusTemplateDO: \"010A\"}\n    ef-iccid: {content: \"98001032547698103214\"}\n" \
	"    ef-dir: {fileDescriptor: \"42210026\", efFileSize: 38}\n" \
	"    ef-arr: {fileDescriptor: \"42210025\", efFileSize: 518}\n" \
	"- pinCodes:\n    pinconfig: [{keyReference: pinAppl1, pinValue: \"0000\"}, " \
	"{keyReference: adm1, pinValue: \"55555555\"}]\n"
#define USIM "- usim:\n    adf-usim: {fileID: \"7FD0\", dfName: \"A0000000871002\", pinStatusTemplateDO: \"01810A\"}\n" \
	"    ef-imsi: {imsi: \"001010123456789\"}\n    ef-arr: {linkPath: \"2F06\"}\n    ef-ust: defaults\n" \
	"    ef-spn: defaults\n    ef-est: defaults\n    ef-acc: defaults\n    ef-ecc: defaults\n" \
	"- pinCodes:\n    pinconfig: [{keyReference: secondPINAppl1, pinValue: \"0000\"}]\n" \
	"- akaParameter:\n    algoParameter: {algorithmID: milenage, algorithmOptions: \"01\", " \
	"key: \"00000000000000000000000000000001\", opc: \"00000000000000000000000000000000\"}\n"
#define INSTANCE(aid, more) "{applicationLoadPackageAID: \"A0000001515350\", classAID: \"A000000151535041\", " \
	"instanceAID: \"" aid "\", " more "applicationPrivileges: \"82DC00\", applicationSpecificParametersC9: \"81028000\"}"
#define TOOLKIT "applicationParameters: {uiccToolkitApplicationSpecificParametersField: \"0100000100000002011203B2010000\"}"
#define COMPONENT "keyComponents: [{keyType: \"88\", keyData: \"000102030405060708090A0B0C0D0E0F\"}]"
#define KEY(id) "{keyUsageQualifier: \"18\", keyIdentifier: \"" id "\", keyVersionNumber: \"01\", " \
	"keyCounterValue: \"0000000001\", " COMPONENT "}"
#define OPERATOR "{applicationLoadPackageAID: \"A0000001515350\", classAID: \"A000000151535041\", instanceAID: " \
	"\"A000000151000000\", applicationPrivileges: \"82DC00\", lifeCycleState: \"0F\", " \
	"applicationSpecificParametersC9: \"81028000\", " TOOLKIT "}"
#define DOMAIN "- securityDomain:\n    instance: " OPERATOR "\n    keyList: [" KEY("01") ", " KEY("02") "]\n"
#define RFM_WITH(start, aid, more) "- rfm: {" start "instanceAID: \"" aid "\", " more "minimumSecurityLevel: \"12\", " \
	"uiccAccessDomain: \"00\", uiccAdminAccessDomain: \"02000100\""
#define RFM RFM_WITH("", "A00000055910100001", "tarList: [\"B00120\", \"B00140\"], ") "}\n"
#define END "- end:\n"
#define APPLICATION(start, domain, block) "- application:\n" start \
	"    loadBlock: {loadPackageAID: \"A00000000101\", loadBlockObject: \"" block "\"}\n" \
	"    instanceList:\n    - {applicationLoadPackageAID: \"A00000000101\", classAID: \"A0000000010101\", " \
	"instanceAID: \"A000000001010101\", " domain \
	"applicationPrivileges: \"00\", applicationSpecificParametersC9: \"00\", " \
	"processData: [\"80E200\", \"80E201\"]}\n"
#define OPTIONAL_ELEMENT "    mandated: false\n"

/* ---- what arrives ---- */

static void domains_and_keys_arrive(void **state)
{
	(void)state;
	AUTO(slot) slot;
	AUTO(buffer) room = BUFFER(REGISTRY_RECORD_MAXIMUM);
	AUTO(buffer) key_room = SECRET_BUFFER(REGISTRY_RECORD_MAXIMUM);
	struct registry_entry entry;
	struct registry_key key;
	size_t count;
	install(&slot, 0, "domain", HEADER MF USIM DOMAIN RFM END);
	assert_int_equal(slot.status, STATUS_OK);
	assert_ok(profile_registry_count(slot.store, &count));
	assert_int_equal(count, 2);
	assert_ok(profile_registry_read(slot.store, 0, &room, &entry));
	CHECK(entry.kind == REGISTRY_SECURITY_DOMAIN && entry.domain.size == 0 && entry.life_cycle == 0x0F, "domain");
	check_bytes(entry.tars, octets(&slot.arena, "B20100"), "TAR of the toolkit parameters");
	CHECK(entry.has_security_level && entry.security_level == 0x12, "MSL of the toolkit parameters");
	check_bytes(entry.install_parameters, octets(&slot.arena, "81028000"), "C9");
	assert_ok(profile_registry_next_key(slot.store, 0, -1, 0, &key_room, &key));
	CHECK(key.version == 1 && key.identifier == 1 && key.component_count == 1, "first key");
	buffer_clear(&key_room);
	assert_ok(profile_registry_next_key(slot.store, 0, 1, 1, &key_room, &key));
	CHECK(key.identifier == 2 && key.components[0].type == 0x88 && key.components[0].mac_length == 8, "second key");
	check_bytes(key.components[0].value, octets(&slot.arena, "000102030405060708090A0B0C0D0E0F"), "its value");
	check_bytes(key.counter, octets(&slot.arena, "0000000001"), "its counter");
	buffer_clear(&key_room);
	assert_int_equal(profile_registry_next_key(slot.store, 0, 1, 2, &key_room, &key), STATUS_NOT_FOUND);

	buffer_clear(&room);
	assert_ok(profile_registry_read(slot.store, 1, &room, &entry));
	CHECK(entry.kind == REGISTRY_RFM && entry.security_level == 0x12, "remote file management");
	check_bytes(entry.domain, octets(&slot.arena, "A000000151000000"), "the operator's domain");
	check_bytes(entry.tars, octets(&slot.arena, "B00120B00140"), "TARs");
	check_bytes(entry.admin_access_domain, octets(&slot.arena, "02000100"), "ADM1 administers");

	assert_ok(nvm_begin(slot.nvm));
	assert_ok(profile_store_erase(slot.nvm, SLOT));
	assert_ok(nvm_commit(slot.nvm));
	assert_ok(profile_registry_count(slot.store, &count));
	assert_int_equal(count, 0);
}

static void applications_are_kept(void **state)
{
	(void)state;
	AUTO(slot) slot;
	AUTO(buffer) room = BUFFER(REGISTRY_RECORD_MAXIMUM);
	struct registry_entry entry;
	uint16_t number;
	install(&slot, RULE_APPLICATIONS_NOT_EXECUTED, "application",
	        HEADER MF USIM DOMAIN APPLICATION(OPTIONAL_ELEMENT, "", "01020304") END);
	assert_int_equal(slot.status, STATUS_OK);
	assert_ok(profile_registry_find(slot.store, octets(&slot.arena, "A00000000101"), &number));
	assert_ok(profile_registry_read(slot.store, number, &room, &entry));
	CHECK(entry.kind == REGISTRY_LOAD_PACKAGE && entry.size == 4, "load package");
	buffer_clear(&room);
	assert_ok(profile_registry_find(slot.store, octets(&slot.arena, "A000000001010101"), &number));
	assert_ok(profile_registry_read(slot.store, number, &room, &entry));
	CHECK(entry.kind == REGISTRY_APPLICATION && entry.life_cycle == 0x07, "application");
	check_bytes(entry.class, octets(&slot.arena, "A0000000010101"), "its class");
	check_bytes(entry.domain, octets(&slot.arena, "A000000151000000"), "its domain");
	assert_int_equal(slot.response.count, 1);
	assert_int_equal(slot.response.statuses[0].status, PE_RUNTIME_NOT_SUPPORTED);
	assert_false(slot.response.aborted);
}

/* ---- what is refused ---- */

static void what_a_card_cannot_have_is_refused(void **state)
{
	(void)state;
	static const struct {
		const char *what, *source;
		uint32_t rules;
		enum pe_status status; /* PE_OK: installed */
	} cases[] = {
		{ "all that is right", HEADER MF USIM DOMAIN RFM END, 0, PE_OK },
		{ "another class comes first", HEADER MF USIM "- securityDomain:\n    instance: {applicationLoadPackageAID: "
		  "\"A0000001515350\", classAID: \"A000000151535042\", instanceAID: \"A000000151000000\", applicationPrivileges: "
		  "\"82DC00\", applicationSpecificParametersC9: \"00\"}\n" END, 0, PE_BAD_VALUES },
		{ "the first belongs to another", HEADER MF USIM "- securityDomain:\n    instance: "
		  INSTANCE("A000000151000000", "extraditeSecurityDomainAID: \"A000000151000001\", ") "\n" END, 0, PE_BAD_VALUES },
		{ "no privilege of a domain", HEADER MF USIM "- securityDomain:\n    instance: {applicationLoadPackageAID: "
		  "\"A0000001515350\", classAID: \"A000000151535041\", instanceAID: \"A000000151000000\", applicationPrivileges: "
		  "\"00\", applicationSpecificParametersC9: \"00\"}\n" END, 0, PE_BAD_VALUES },
		{ "privileges of two octets", HEADER MF USIM "- securityDomain:\n    instance: {applicationLoadPackageAID: "
		  "\"A0000001515350\", classAID: \"A000000151535041\", instanceAID: \"A000000151000000\", applicationPrivileges: "
		  "\"8000\", applicationSpecificParametersC9: \"00\"}\n" END, 0, PE_BAD_VALUES },
		{ "a second domain", HEADER MF USIM DOMAIN "- securityDomain:\n    instance: " INSTANCE("A000000151000001", "") "\n"
		  END, 0, PE_OK },
		{ "the same domain again", HEADER MF USIM DOMAIN "- securityDomain:\n    instance: " INSTANCE("A000000151000000", "")
		  "\n" END, 0, PE_BAD_VALUES },
		{ "the AID of the USIM", HEADER MF USIM DOMAIN "- securityDomain:\n    instance: " INSTANCE("A0000000871002", "") "\n"
		  END, 0, PE_BAD_VALUES },
		{ "a domain of a domain that is not there", HEADER MF USIM DOMAIN "- securityDomain:\n    instance: "
		  INSTANCE("A000000151000001", "extraditeSecurityDomainAID: \"A000000151000009\", ") "\n" END, 0, PE_BAD_VALUES },
		{ "remote management of a domain that is not there", HEADER MF USIM DOMAIN
		  RFM_WITH("", "A00000055910100001", "securityDomainAID: \"A000000151000009\", ") "}\n" END, 0, PE_BAD_VALUES },
		{ "remote management of remote management", HEADER MF USIM DOMAIN RFM
		  RFM_WITH("", "A00000055910100002", "securityDomainAID: \"A00000055910100001\", ") "}\n" END, 0, PE_BAD_VALUES },
		{ "a TAR twice", HEADER MF USIM DOMAIN RFM_WITH("", "A00000055910100001", "tarList: [\"B00120\", \"B00120\"], ") "}\n"
		  END, 0, PE_BAD_VALUES },
		{ "a TAR that is taken", HEADER MF USIM DOMAIN RFM RFM_WITH("", "A00000055910100002", "tarList: [\"B00140\"], ") "}\n"
		  END, 0, PE_BAD_VALUES },
		{ "the TAR of the domain", HEADER MF USIM DOMAIN RFM_WITH("", "A00000055910100002", "tarList: [\"B20100\"], ") "}\n"
		  END, 0, PE_BAD_VALUES },
		{ "an ADF", HEADER MF USIM DOMAIN RFM_WITH("", "A00000055910100001", "") ", adfRFMAccess: {adfAID: "
		  "\"A0000000871002\", adfAccessDomain: \"00\", adfAdminAccessDomain: \"FF\"}}\n" END, 0, PE_OK },
		{ "an ADF that is not there", HEADER MF USIM DOMAIN RFM_WITH("", "A00000055910100001", "") ", adfRFMAccess: {adfAID: "
		  "\"A0000000871004\", adfAccessDomain: \"00\", adfAdminAccessDomain: \"FF\"}}\n" END, 0, PE_BAD_VALUES },
		{ "an access domain that is reserved", HEADER MF USIM DOMAIN RFM_WITH("", "A00000055910100001", "")
		  ", adfRFMAccess: {adfAID: \"A0000000871002\", adfAccessDomain: \"01\", adfAdminAccessDomain: \"FF\"}}\n" END, 0,
		  PE_BAD_VALUES },
		{ "a key of 15 octets", HEADER MF USIM "- securityDomain:\n    instance: " OPERATOR "\n    keyList: "
		  "[{keyUsageQualifier: \"18\", keyIdentifier: \"01\", keyVersionNumber: \"01\", keyComponents: [{keyType: \"88\", "
		  "keyData: \"000102030405060708090A0B0C0D0E\"}]}]\n" END, 0, PE_BAD_VALUES },
		{ "a key of an unknown type", HEADER MF USIM "- securityDomain:\n    instance: " OPERATOR "\n    keyList: "
		  "[{keyUsageQualifier: \"18\", keyIdentifier: \"01\", keyVersionNumber: \"01\", keyComponents: [{keyType: \"89\", "
		  "keyData: \"000102030405060708090A0B0C0D0E0F\"}]}]\n" END, 0, PE_BAD_VALUES },
		{ "a MAC of five octets", HEADER MF USIM "- securityDomain:\n    instance: " OPERATOR "\n    keyList: "
		  "[{keyUsageQualifier: \"18\", keyIdentifier: \"01\", keyVersionNumber: \"01\", keyComponents: [{keyType: \"88\", "
		  "keyData: \"000102030405060708090A0B0C0D0E0F\", macLength: 5}]}]\n" END, 0, PE_BAD_VALUES },
		{ "a counter of four octets", HEADER MF USIM "- securityDomain:\n    instance: " OPERATOR "\n    keyList: "
		  "[{keyUsageQualifier: \"18\", keyIdentifier: \"01\", keyVersionNumber: \"01\", keyCounterValue: \"00000001\", "
		  COMPONENT "}]\n" END, 0, PE_BAD_VALUES },
		{ "version nought", HEADER MF USIM "- securityDomain:\n    instance: " OPERATOR "\n    keyList: "
		  "[{keyUsageQualifier: \"18\", keyIdentifier: \"01\", keyVersionNumber: \"00\", " COMPONENT "}]\n" END, 0,
		  PE_BAD_VALUES },
		{ "the same key twice", HEADER MF USIM "- securityDomain:\n    instance: " OPERATOR "\n    keyList: [" KEY("01") ", "
		  KEY("01") "]\n" END, 0, PE_BAD_VALUES },
		{ "toolkit parameters with half a TAR", HEADER MF USIM "- securityDomain:\n    instance: {applicationLoadPackageAID: "
		  "\"A0000001515350\", classAID: \"A000000151535041\", instanceAID: \"A000000151000000\", applicationPrivileges: "
		  "\"82DC00\", applicationSpecificParametersC9: \"00\", applicationParameters: {"
		  "uiccToolkitApplicationSpecificParametersField: \"0100000100000002011202B201\"}}\n" END, 0, PE_BAD_VALUES },
		{ "an application", HEADER MF USIM DOMAIN APPLICATION("", "", "00") END, 0, PE_OK },
		{ "an application that must run", HEADER MF USIM DOMAIN APPLICATION("", "", "00") END,
		  RULE_APPLICATIONS_NOT_EXECUTED, PE_RUNTIME_NOT_SUPPORTED },
		{ "an application of a domain that is not there", HEADER MF USIM DOMAIN
		  APPLICATION("", "extraditeSecurityDomainAID: \"A000000151000009\", ", "00") END, 0, PE_BAD_VALUES },
		{ "a code that nobody defines", HEADER MF "- telecom:\n    df-telecom: {pinStatusTemplateDO: \"0182\"}\n" END, 0,
		  PE_PIN_CODE_MISSING },
		{ "which is no matter to some", HEADER MF "- telecom:\n    df-telecom: {pinStatusTemplateDO: \"0182\"}\n" END,
		  RULE_MISSING_PINS, PE_OK },
	};
	EACH(one, cases) {
		AUTO(slot) slot;
		install(&slot, one->rules, one->what, one->source);
		const struct element_status *last = &slot.response.statuses[slot.response.count - 1];
		if (last->status != one->status)
			fail_msg("%s: status %d of element %d", one->what, last->status, last->identification);
		CHECK_STATUS(slot.status, one->status == PE_OK ? STATUS_OK : STATUS_REFUSED, one->what);
		CHECK(slot.response.aborted == (one->status != PE_OK), one->what);
	}
}

/* The runtime and its libraries, as a card says that it has them. */
static void libraries_are_looked_up(void **state)
{
	(void)state;
	static const struct {
		const char *what, *list;
		enum pe_status status;
	} cases[] = {
		{ "one that is there", "{aid: \"A0000000620001\", version: \"0102\"}", PE_OK },
		{ "an older one", "{aid: \"A0000000620001\", version: \"0001\"}", PE_OK },
		{ "a newer one", "{aid: \"A0000000620001\", version: \"0103\"}", PE_LIBRARY_NOT_SUPPORTED },
		{ "a newer major one", "{aid: \"A0000000620001\", version: \"0200\"}", PE_LIBRARY_NOT_SUPPORTED },
		{ "one that is not there", "{aid: \"A0000000620002\", version: \"0000\"}", PE_LIBRARY_NOT_SUPPORTED },
		{ "one of two", "{aid: \"A0000000620001\", version: \"0100\"}, {aid: \"A000000062\", version: \"0100\"}",
		  PE_LIBRARY_NOT_SUPPORTED },
	};
	EACH(one, cases) {
		AUTO(slot) slot;
		set_up(&slot, RULE_MISSING_PINS);
		assert_ok(profile_support_add_library(&slot.support, octets(&slot.arena, "A0000000620001"), 0x0102));
		char *source = arena_print(&slot.arena, HEADER "    eUICC-Mandatory-AIDs: [%s]\n" MF END, one->list);
		assert_non_null(source);
		feed(&slot, compile(&slot.arena, one->what, source), 1000);
		CHECK(slot.response.statuses[0].status == one->status, one->what);
	}
}

static void a_runtime_is_missed_by_its_name(void **state)
{
	(void)state;
	static const struct {
		const char *what, *services;
		uint32_t has;
		enum pe_status status;
	} cases[] = {
		{ "a runtime", "javacard", 0x3FFFFFFF, PE_OK },
		{ "no runtime", "javacard", 0x3FFFFFFF & ~(1u << 11), PE_RUNTIME_NOT_SUPPORTED },
		{ "not this runtime", "multos", 0x3FFFFFFF & ~(1u << 12), PE_RUNTIME_NOT_SUPPORTED },
		{ "a service besides", "usim, javacard", 0x3FFFFFFF & ~(1u << 11 | 1u << 1), PE_FEATURE_NOT_SUPPORTED },
	};
	EACH(one, cases) {
		AUTO(slot) slot;
		set_up(&slot, RULE_MISSING_PINS);
		slot.support.services = one->has;
		char *source = arena_print(&slot.arena, "profile:\n- header: {major-version: 2, minor-version: 3, iccid: "
		                           "\"89000123456789012341\", eUICC-Mandatory-services: [%s]}\n" MF END, one->services);
		assert_non_null(source);
		feed(&slot, compile(&slot.arena, one->what, source), 1000);
		CHECK(slot.response.statuses[0].status == one->status, one->what);
	}
}

/* Whatever one octet is changed to, and wherever the package ends: installed or refused, and what is there can be read. */
static void damaged_packages_do_no_harm(void **state)
{
	(void)state;
	AUTO(slot) whole;
	install(&whole, 0, "whole", HEADER MF USIM DOMAIN APPLICATION(OPTIONAL_ELEMENT, "", "0102") RFM END);
	assert_int_equal(whole.status, STATUS_OK);
	struct bytes package = compile(&whole.arena, "whole",
		HEADER MF USIM DOMAIN APPLICATION(OPTIONAL_ELEMENT, "", "0102") RFM END);
	uint8_t *changed = arena_allocate(&whole.arena, package.size);
	assert_non_null(changed);
	memcpy(changed, package.data, package.size);
	for (size_t at = 0; at < 3 * package.size; at++) {
		static const uint8_t changes[] = { 0x01, 0x80, 0x00 };
		AUTO(slot) slot;
		size_t place = at / 3, size = at % 3 == 2 ? place : package.size, count;
		set_up(&slot, 0);
		changed[place] ^= changes[at % 3];
		if (size > 0)
			feed(&slot, bytes_from(changed, size), 300);
		changed[place] ^= changes[at % 3];
		CHECK(at % 3 != 2 || size == 0 || slot.status == STATUS_REFUSED, "cut off");
		assert_ok(profile_registry_count(slot.store, &count));
		assert_true(count <= 5);
	}
}

/* ---- elements that fail half way ---- */

#define FILLS(count) "{fillFileOffset: " count "}, {fillFileContent: \"00\"}"

static void a_failed_element_leaves_nothing(void **state)
{
	(void)state;
	static const struct {
		const char *what, *element;
	} cases[] = {
		{ "telecom", "- telecom:\n" OPTIONAL_ELEMENT "    df-telecom: {pinStatusTemplateDO: \"01\"}\n    ef-sume: {content: "
		  "\"00000000000000000000000000000000000000000000000000\"}\n" },
		{ "an NAA", "- isim:\n" OPTIONAL_ELEMENT "    adf-isim: {fileID: \"7FB0\", dfName: \"A0000000871004\", "
		  "pinStatusTemplateDO: \"01\"}\n    ef-impi: {efFileSize: 20}\n    ef-impu: {fileDescriptor: \"42210020\"}\n"
		  "    ef-domain: {efFileSize: 2, content: \"000000\"}\n    ef-ist: defaults\n    ef-arr: {linkPath: \"2F06\"}\n" },
		{ "additions", "- opt-usim:\n" OPTIONAL_ELEMENT "    ef-li: {content: \"656E\"}\n    ef-acmax: {content: \"00000000\"}\n" },
		{ "5G", "- df-5gs:\n" OPTIONAL_ELEMENT "    df-df-5gs: {pinStatusTemplateDO: \"01\"}\n    ef-5gs3gpploci: defaults\n"
		  "    ef-uac-aic: {content: \"0000000000\"}\n" },
		{ "generic file management", "- genericFileManagement:\n" OPTIONAL_ELEMENT "    fileManagementCMD: [{createFCP: "
		  "{fileDescriptor: \"7821\", fileID: \"7F20\", securityAttributesReferenced: \"0E\", pinStatusTemplateDO: \"01\"}}, "
		  "{createFCP: {fileDescriptor: \"4121\", fileID: \"6F20\", securityAttributesReferenced: \"01\", efFileSize: 9000}}, "
		  FILLS("5000") ", " FILLS("5000") "]\n" },
		{ "PINs", "- pinCodes:\n" OPTIONAL_ELEMENT "    pinconfig: [{keyReference: secondPINAppl2, pinValue: \"0000\"}, "
		  "{keyReference: secondPINAppl1, pinValue: \"0000\"}]\n" },
		{ "shared PINs", "- pinCodes:\n" OPTIONAL_ELEMENT "    filePath: \"\"\n    unknown: \"9F5000\"\n" },
		{ "PUKs", "- pukCodes:\n" OPTIONAL_ELEMENT "    pukCodes: [{keyReference: 1, pukValue: \"12345678\"}, {keyReference: 2, "
		  "pukValue: \"12345678\"}, {keyReference: 1, pukValue: \"12345678\"}]\n" },
		{ "keys", "- akaParameter:\n" OPTIONAL_ELEMENT "    algoParameter: {algorithmID: tuak, algorithmOptions: \"01\", key: "
		  "\"00000000000000000000000000000002\", opc: \"00\"}\n" },
		{ "something of a maker's own", "- nonStandard:\n" OPTIONAL_ELEMENT "    issuerID: 1.2.3\n    content: \"000102\"\n"
		  "    unknown: \"9F5000\"\n" },
		{ "a security domain", "- securityDomain:\n" OPTIONAL_ELEMENT "    instance: " INSTANCE("A000000151000001", "")
		  "\n    keyList: [" KEY("01") ", " KEY("02") ", " KEY("01") "]\n" },
		{ "contents of a domain", "- securityDomain:\n" OPTIONAL_ELEMENT "    instance: " INSTANCE("A000000151000001", "")
		  "\n    sdPersoData: [\"0070\", \"0071\"]\n    unknown: \"9F5000\"\n" },
		{ "remote management", RFM_WITH("mandated: false, ", "A00000055910100009", "tarList: [\"B00150\"], ")
		  ", unknown: \"9F5000\"}\n" },
		{ "an application", APPLICATION(OPTIONAL_ELEMENT, "extraditeSecurityDomainAID: \"A000000151000009\", ",
		  "000102030405060708090A0B0C0D0E0F") },
		{ "an application that has begun", APPLICATION(OPTIONAL_ELEMENT, "", "000102030405060708090A0B0C0D0E0F")
		  "    unknown: \"9F5000\"\n" },
		{ "an element that nobody knows", "- unknown: \"BF7F05A003810159\"\n" },
	};
	AUTO(slot) without;
	AUTO(buffer) want = BUFFER(DUMP_LIMIT);
	install(&without, 0, "without", HEADER MF USIM DOMAIN RFM END);
	assert_int_equal(without.status, STATUS_OK);
	dump(&without, &want);
	EACH(one, cases) {
		static const size_t steps[] = { 1, 13, 1000 };
		EACH(step, steps) {
			AUTO(slot) slot;
			AUTO(buffer) got = BUFFER(DUMP_LIMIT);
			set_up(&slot, 0);
			char *source = arena_print(&slot.arena, HEADER MF USIM DOMAIN "%s" RFM END, one->element);
			assert_non_null(source);
			feed(&slot, compile(&slot.arena, one->what, source), *step);
			CHECK_STATUS(slot.status, STATUS_OK, one->what);
			CHECK(slot.response.statuses[0].status != PE_OK, one->what);
			dump(&slot, &got);
			check_bytes(buffer_bytes(&got), buffer_bytes(&want), one->what);
			CHECK(slot.writer.budget == without.writer.budget, one->what);
		}
	}
}

/* ---- minimal profiles for machines ---- */

#define IOT_HEADER(minor, more) "profile:\n- header: {major-version: 3, minor-version: " minor ", iccid: " \
	"\"89000123456789012341\", eUICC-Mandatory-services: [usim]" more "}\n"
#define IOT_OPTIONS ", iotOptions: {pix: \"1002FF49FF0589\"}"
#define IOT "- iot: {ef-imsi: {imsi: \"001010123456789\"}, ef-acc: {content: \"0200\"}}\n"

static void check_file(const struct slot *slot, const char *what, const uint16_t *path, size_t depth, const char *start)
{
	AUTO(buffer) body = BUFFER(4096);
	struct arena arena = ARENA(4096);
	node_number number = profile_store_path(slot->store, path, depth);
	CHECK(number != NO_NODE, what);
	assert_ok(profile_store_read_body(slot->store, number, &body));
	struct bytes want = octets(&arena, start);
	check_bytes(bytes_first(buffer_bytes(&body), want.size), want, what);
	arena_release(&arena);
}

static void a_minimal_profile_is_filled_up(void **state)
{
	(void)state;
	static const uint16_t iccid[] = { 0x2FE2 }, directory[] = { 0x2F00 }, rules[] = { 0x2F06 };
	static const uint16_t usim_rules[] = { 0x7FD0, 0x6F06 }, imsi[] = { 0x7FD0, 0x6F07 };
	AUTO(slot) slot;
	struct pin pin;
	node_number context;
	install(&slot, RULE_IOT_PROFILES, "minimal", IOT_HEADER("3", IOT_OPTIONS) IOT
	        "- opt-iot: {df-df-5gs: {pinStatusTemplateDO: \"01\"}, ef-uac-aic: {content: \"00000000\"}}\n" END);
	CHECK_STATUS(slot.status, STATUS_OK, "minimal");
	check_file(&slot, "ICCID", iccid, 1, "98001032547698103214");
	check_file(&slot, "directory", directory, 1, "610E4F0CA0000000871002FF49FF0589FFFF");
	check_file(&slot, "rules", rules, 1, "8001019000 800102 A406830101950108 800158 A40683010A950108 FF");
	check_file(&slot, "the USIM's rules", usim_rules, 2, "8001019000 800102 A406830101950108");
	check_file(&slot, "IMSI", imsi, 2, "080910101032547698");
	node_number adf = profile_store_path(slot.store, imsi, 1);
	const struct node *node = profile_store_node(slot.store, adf);
	check_bytes(bytes_from(node->aid, node->aid_size), octets(&slot.arena, "A0000000871002FF49FF0589"), "AID");
	assert_ok(profile_store_find_pin(slot.store, adf, 0x81, &pin, &context));
	assert_int_equal(context, adf);
	assert_ok(profile_store_find_pin(slot.store, adf, 0x0A, &pin, &context));
	assert_int_equal(pin.tries_left, 0);
}

static void minimal_profiles_have_their_rules(void **state)
{
	(void)state;
	static const struct {
		const char *what, *source;
		uint32_t rules;
		enum pe_status status;
	} cases[] = {
		{ "minimal", IOT_HEADER("3", IOT_OPTIONS) IOT END, RULE_IOT_PROFILES, PE_OK },
		{ "with codes of its own", IOT_HEADER("3", IOT_OPTIONS) IOT "- pinCodes:\n    pinconfig: [{keyReference: pinAppl1, "
		  "pinValue: \"0000\"}, {keyReference: adm1, pinValue: \"5555\"}]\n" END, RULE_IOT_PROFILES, PE_OK },
		{ "for another card", IOT_HEADER("3", IOT_OPTIONS) IOT END, 0, PE_NOT_SUPPORTED },
		{ "without options", IOT_HEADER("3", "") IOT END, RULE_IOT_PROFILES, PE_BAD_VALUES },
		{ "before its time", IOT_HEADER("2", IOT_OPTIONS) IOT END, RULE_IOT_PROFILES, PE_BAD_VALUES },
		{ "with an MF of its own", IOT_HEADER("3", IOT_OPTIONS) MF END, RULE_IOT_PROFILES, PE_BAD_VALUES },
		{ "with an MF besides", IOT_HEADER("3", IOT_OPTIONS) IOT MF END, RULE_IOT_PROFILES, PE_BAD_VALUES },
		{ "twice", IOT_HEADER("3", IOT_OPTIONS) IOT IOT END, RULE_IOT_PROFILES, PE_BAD_VALUES },
		{ "additions first", IOT_HEADER("3", IOT_OPTIONS) "- opt-iot: {ef-smss: defaults}\n" IOT END, RULE_IOT_PROFILES,
		  PE_BAD_VALUES },
	};
	EACH(one, cases) {
		AUTO(slot) slot;
		install(&slot, one->rules, one->what, one->source);
		int status = slot.response.statuses[slot.response.count - 1].status;
		if (status != (int)one->status)
			fail_msg("%s: status %d", one->what, status);
	}
}

/* ---- memory ---- */

/* Counts what is allocated besides the records of the card's own memory, whenever that is written to. */
struct scale {
	struct nvm port;
	struct nvm *inner;
	size_t most;
};

static void weigh(struct scale *scale)
{
	uint64_t records;
	assert_ok(nvm_used(scale->inner, 0, UINT64_MAX, &records));
	size_t octets = mallinfo2().uordblks;
	if (octets > records && octets - records > scale->most)
		scale->most = octets - (size_t)records;
}

static enum status weigh_read(void *self, nvm_key key, struct buffer *out)
{
	return nvm_read(((struct scale *)self)->inner, key, out);
}

static enum status weigh_each(void *self, nvm_key first, nvm_key last, nvm_visitor *visit, void *context)
{
	return nvm_each(((struct scale *)self)->inner, first, last, visit, context);
}

static enum status weigh_begin(void *self)
{
	return nvm_begin(((struct scale *)self)->inner);
}

static enum status weigh_write(void *self, nvm_key key, struct bytes value)
{
	weigh(self);
	return nvm_write(((struct scale *)self)->inner, key, value);
}

static enum status weigh_erase(void *self, nvm_key first, nvm_key last)
{
	return nvm_erase(((struct scale *)self)->inner, first, last);
}

static enum status weigh_commit(void *self)
{
	weigh(self);
	return nvm_commit(((struct scale *)self)->inner);
}

static void weigh_roll_back(void *self)
{
	nvm_roll_back(((struct scale *)self)->inner);
}

static enum status weigh_used(void *self, nvm_key first, nvm_key last, uint64_t *out_octets)
{
	return nvm_used(((struct scale *)self)->inner, first, last, out_octets);
}

/* The most that an installation of a file with so many octets of contents holds. */
static size_t most_held(unsigned octets)
{
	struct scale scale = { 0 };
	AUTO(slot) slot;
	set_up(&slot, 0);
	assert_ok(nvm_commit(slot.nvm));
	profile_store_free(slot.store);
	slot.store = NULL;
	scale.inner = slot.nvm;
	scale.port = (struct nvm){ &scale, weigh_read, weigh_each, weigh_begin, weigh_write, weigh_erase, weigh_commit,
		                   weigh_roll_back, weigh_used };
	slot.nvm = &scale.port;
	assert_ok(nvm_begin(slot.nvm));
	assert_ok(profile_store_create(slot.nvm, SLOT, &slot.store));
	profile_writer_begin(&slot.writer, slot.store, &slot.metadata, &slot.support);
	AUTO(buffer) source = BUFFER(PACKAGE_LIMIT);
	assert_ok(buffer_print(&source, "%s", HEADER MF "- genericFileManagement:\n    fileManagementCMD: [{createFCP: "
	                       "{fileDescriptor: \"4121\", fileID: \"2F20\", securityAttributesReferenced: \"01\", "));
	assert_ok(buffer_print(&source, "efFileSize: %u}}, {fillFileContent: \"", octets));
	for (unsigned i = 0; i < octets; i++)
		assert_ok(buffer_print(&source, "%02X", i * 7 & 0xFF));
	assert_ok(buffer_print(&source, "\"}]\n" END "%c", 0));
	struct bytes package = compile(&slot.arena, "a file", (const char *)source.data);
	buffer_release(&source);
	size_t before = mallinfo2().uordblks;
	feed(&slot, package, 1000);
	assert_int_equal(slot.status, STATUS_OK);
	AUTO(buffer) body = BUFFER(PACKAGE_LIMIT);
	uint16_t path[] = { 0x2F20 };
	assert_ok(profile_store_read_body(slot.store, profile_store_path(slot.store, path, 1), &body));
	assert_int_equal(body.size, octets);
	for (unsigned i = 0; i < octets; i++)
		assert_int_equal(body.data[i], i * 7 & 0xFF);
	return scale.most > before ? scale.most - before : 0;
}

/* Not a piece of the body more, though one file is a hundred times the other. What differs is bookkeeping of the test's
 * own memory: a header for each of its records. */
static void memory_does_not_grow_with_files(void **state)
{
	(void)state;
	size_t small = most_held(2000), large = most_held(200000);
	if (mallinfo2().uordblks == 0)
		skip(); /* another allocator counts for itself */
	assert_true(small > 0);
	if (large > small + BODY_PIECE)
		fail_msg("%zu octets with a small file, %zu with a large one", small, large);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(domains_and_keys_arrive),
	cmocka_unit_test(applications_are_kept),
	cmocka_unit_test(what_a_card_cannot_have_is_refused),
	cmocka_unit_test(libraries_are_looked_up),
	cmocka_unit_test(a_runtime_is_missed_by_its_name),
	cmocka_unit_test(damaged_packages_do_no_harm),
	cmocka_unit_test(a_failed_element_leaves_nothing),
	cmocka_unit_test(a_minimal_profile_is_filled_up),
	cmocka_unit_test(minimal_profiles_have_their_rules),
	cmocka_unit_test(memory_does_not_grow_with_files),
};

TESTS_MAIN(tests)
