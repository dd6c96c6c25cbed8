/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "profile_package/file_listing.h"
#include "profile_package/interpreter.h"
#include "profile_package/source.h"
#include "support/profile_recorder.h"
#include "support/shared_profiles.h"

enum { PACKAGE_LIMIT = 1 << 20, SOURCE_ARENA = 16 << 20, TEXT_LIMIT = 8 << 20 };

static const struct profile_support everything = { .major_maximum = 3, .services = 0x3FFFFFFF };
static const uint8_t response_ok[] = { 0x30, 0x07, 0xA0, 0x05, 0x30, 0x03, 0x80, 0x01, 0x00 };

struct installation {
	struct profile_recorder *recorder;
	struct interpreter *interpreter;
	enum status status;
};

static void installation_release(struct installation *installation)
{
	interpreter_free(installation->interpreter);
	profile_recorder_release(installation->recorder);
	free(installation->recorder);
}

/* Feeds `package` in pieces of `step` octets. */
static struct installation install_on(const struct profile_support *support, struct bytes package, size_t step)
{
	struct installation installation = { .recorder = malloc(sizeof *installation.recorder) };
	assert_non_null(installation.recorder);
	profile_recorder_init(installation.recorder);
	installation.interpreter = interpreter_new(&installation.recorder->builder, support);
	assert_non_null(installation.interpreter);
	for (; package.size > 0 && installation.status == STATUS_OK; package = bytes_after(package, step))
		installation.status = interpreter_feed(installation.interpreter, bytes_first(package, step));
	if (installation.status == STATUS_OK)
		installation.status = interpreter_finish(installation.interpreter);
	return installation;
}

static struct installation install(struct bytes package)
{
	return install_on(&everything, package, package.size);
}

static void print(const struct installation *installation, struct buffer *out)
{
	assert_ok(profile_recorder_print(installation->recorder, out));
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

static struct bytes sample(struct arena *arena)
{
	struct bytes source = source_file(arena, "share/templates/sample.yaml");
	char *text = arena_string(arena, bytes_text(source));
	assert_non_null(text);
	return compile(arena, "sample.yaml", text);
}

/* ---- whole profiles ---- */

static void real_profiles_install(void **state)
{
	(void)state;
	EACH(name, shared_profiles) {
		AUTO(arena) arena = ARENA(PACKAGE_LIMIT);
		struct bytes package;
		if (!shared_file(&arena, *name, &package))
			skip();
		AUTO(installation) done = install(package);
		if (done.status != STATUS_OK)
			fail_msg("%s: at %zu in %s: %s", *name, interpreter_offset(done.interpreter),
			         interpreter_element(done.interpreter),
			         hex_print(&arena, interpreter_response(done.interpreter)));
		check_bytes(interpreter_response(done.interpreter), BYTES(response_ok), *name);
		CHECK(done.recorder->ended && done.recorder->file_count > 150, *name);
	}
}

static void cuts_make_no_difference(void **state)
{
	(void)state;
	static const size_t steps[] = { 1, 2, 3, 7, 60, 255, 1020 };
	AUTO(arena) arena = ARENA(PACKAGE_LIMIT);
	struct bytes package;
	if (!shared_file(&arena, "data/upp/TS48v5_SAIP2.3_BERTLV_SUCI.der", &package))
		package = sample(&arena);
	AUTO(installation) whole = install(package);
	AUTO(buffer) want = BUFFER(TEXT_LIMIT);
	print(&whole, &want);
	EACH(step, steps) {
		AUTO(installation) pieces = install_on(&everything, package, *step);
		AUTO(buffer) got = BUFFER(TEXT_LIMIT);
		print(&pieces, &got);
		CHECK(bytes_equal(buffer_bytes(&got), buffer_bytes(&want)), "the same profile");
	}
}

/* What TS.48 version 5 says of these files, and TS 31.102 of those that it leaves to the template. */
static void files_are_as_published(void **state)
{
	(void)state;
	static const struct {
		const char *path;
		enum file_kind kind;
		uint32_t size;
		uint16_t record_size;
		uint8_t short_id;
		uint16_t rule_file;
		uint8_t rule_record;
		uint8_t special;
		const char *start; /* of the body */
	} files[] = {
		{ "2FE2", FILE_TRANSPARENT, 10, 0, 2, 0x2F06, 3, 0x40, "98001032547698103214" },
		{ "2F05", FILE_TRANSPARENT, 6, 0, 5, 0x2F06, 4, 0x40, "656EFFFFFFFF" },
		{ "2F00", FILE_LINEAR_FIXED, 132, 33, 30, 0x2F06, 2, 0x40, "61144F0CA0000000871002" },
		{ "7F10/5F3A/4F12", FILE_LINEAR_FIXED, 130, 13, 3, 0x2F06, 7, 0x40, "00FFFFFFFFFFFFFFFFFFFFFFFF00FF" },
		{ "7F10/6F44", FILE_CYCLIC, 130, 26, 0, 0x2F06, 7, 0x00, "FFFF" },
		{ "7FD0/6F07", FILE_TRANSPARENT, 9, 0, 7, 0x6F06, 10, 0x00, "080910101032540636" },
		{ "7FD0/6F08", FILE_TRANSPARENT, 33, 0, 8, 0x6F06, 2, 0x80, "07FFFF" },
		{ "7FD0/6FE3", FILE_TRANSPARENT, 18, 0, 30, 0x6F06, 2, 0xC0, "FFFFFFFFFFFFFFFFFFFFFFFF000000000001" },
		{ "7FD0/6FAD", FILE_TRANSPARENT, 4, 0, 3, 0x6F06, 7, 0x00, "80000002" },
		{ "7FB0/6F02", FILE_TRANSPARENT, 32, 0, 2, 0x6F06, 1, 0x00, "801D" },
	};
	AUTO(arena) arena = ARENA(PACKAGE_LIMIT);
	struct bytes package;
	if (!shared_file(&arena, "data/upp/TS48v5_SAIP2.3_NoBERTLV.der", &package))
		skip();
	AUTO(installation) done = install(package);
	EACH(want, files) {
		const struct recorded_file *file = profile_recorder_find(done.recorder, want->path);
		CHECK(file, want->path);
		const struct new_file *plan = &file->plan;
		CHECK(plan->kind == want->kind && plan->size == want->size, want->path);
		CHECK(plan->record_size == want->record_size && plan->short_id == want->short_id, want->path);
		CHECK(plan->access_rule_file == want->rule_file, want->path);
		CHECK(plan->access_rule_record == want->rule_record, want->path);
		CHECK(plan->special_information == want->special && plan->life_cycle == 0x05, want->path);
		struct bytes start = octets(&arena, want->start);
		check_bytes(bytes_first(bytes_from(file->body, file->body_size), start.size), start, want->path);
	}
	const struct recorded_file *link = profile_recorder_find(done.recorder, "7FC0/6F3B");
	CHECK(link && link->plan.is_link && link->plan.link.ids[1] == 0x6F3B && !link->body, "a link has no body");
}

static void codes_and_keys_arrive(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(PACKAGE_LIMIT);
	AUTO(installation) done = install(sample(&arena));
	assert_int_equal(done.status, STATUS_OK);
	const struct profile_recorder *recorder = done.recorder;
	assert_int_equal(recorder->pin_count, 3);
	assert_int_equal(recorder->puk_count, 2);
	assert_int_equal(recorder->aka_count, 1);
	assert_int_equal(recorder->object_count, 1);
	assert_int_equal(recorder->key_count, 3);

	const struct recorded_pin *pin = &recorder->pins[0], *local = &recorder->pins[2];
	CHECK(pin->context.count == 0 && pin->pin.reference == 1 && pin->pin.attributes == 6, "PIN 1");
	CHECK(pin->pin.tries_maximum == 3 && pin->pin.tries_left == 3 && pin->pin.unblocking_reference == 1, "PIN 1");
	CHECK(memcmp(pin->pin.value, "0000\xFF\xFF\xFF\xFF", 8) == 0, "PIN 1");
	CHECK(local->context.count == 1 && local->context.ids[0] == 0x7FD0 && local->pin.reference == 0x81, "PIN 2");
	CHECK(recorder->puks[1].reference == 0x81 && recorder->puks[1].tries_left == 10, "PUK 2");

	const struct new_aka *aka = &recorder->akas[0];
	CHECK(aka->adf.ids[0] == 0x7FD0 && aka->algorithm == 1 && !aka->is_mapping, "AKA");
	check_bytes(aka->key, octets(&arena, "465B5CE8B199B49FAA5F0A2EE238A6BC"), "K");
	check_bytes(aka->opc, octets(&arena, "CD63CB71954A9F4E48A5994E37A02BAF"), "OPc");
	check_bytes(BYTES(aka->rotation), octets(&arena, "4000204060"), "r");
	CHECK(aka->constants[15] == 0 && aka->constants[31] == 1 && aka->constants[79] == 8, "c");
	check_bytes(BYTES(aka->sqn_delta), octets(&arena, "000010000000"), "delta");
	CHECK(aka->sqn_options == 2 && !aka->has_authentication_counter, "options");
	check_bytes(bytes_from(recorder->header.iccid, 10), octets(&arena, "89999001012345678909"), "ICCID");
}

/* ---- one element at a time ---- */

#define HEADER "- header:\n    major-version: 2\n    minor-version: 3\n    iccid: \"89000123456789012341\"\n" \
	"    eUICC-Mandatory-services: [usim, milenage]\n"
#define MF "- mf:\n    mf: {pinStatusTemplateDO: \"010A\"}\n    ef-iccid: {content: \"98001032547698103214\"}\n" \
	"    ef-dir: {fileDescriptor: \"42210026\", efFileSize: 38}\n" \
	"    ef-arr: {fileDescriptor: \"42210025\", efFileSize: 518}\n"
#define USIM "- usim:\n    adf-usim: {fileID: \"7FD0\", dfName: \"A0000000871002\", pinStatusTemplateDO: \"01810A\"}\n" \
	"    ef-imsi: {imsi: \"001010123456789\"}\n    ef-arr: {linkPath: \"2F06\"}\n    ef-ust: defaults\n" \
	"    ef-spn: defaults\n    ef-est: defaults\n    ef-acc: defaults\n    ef-ecc: defaults\n"
#define AKA "- akaParameter:\n    algoParameter: {algorithmID: milenage, algorithmOptions: \"01\", " \
	"key: \"00000000000000000000000000000000\", opc: \"00000000000000000000000000000000\"}\n"
#define CONSTANTS "key: \"000102030405060708090A0B0C0D0E0F\", opc: \"00000000000000000000000000000000\""
#define SECURITY_DOMAIN "- securityDomain:\n    instance: {applicationLoadPackageAID: \"A0000001515350\", " \
	"classAID: \"A000000151535041\", instanceAID: \"A000000151000000\", applicationPrivileges: \"82DC00\", " \
	"applicationSpecificParametersC9: \"8100\"}\n"
#define END "- end:\n"
#define PROFILE(...) "profile:\n" HEADER __VA_ARGS__

/* The last status of an EUICCResponse, nought when all went well. */
static int last_status(struct bytes response)
{
	struct file_listing listing = { .response = response };
	for (int status = 0; status < 32; status++) {
		const char *name = pe_status_name((enum pe_status)status);
		if (name && strcmp(name, file_listing_reason(&listing)) == 0)
			return status;
	}
	return -1;
}

static void bad_packages_are_refused(void **state)
{
	(void)state;
	static const struct {
		const char *what, *source;
		enum pe_status status;
	} cases[] = {
		{ "no end", PROFILE(MF), PE_INVALID_REQUEST_FORMAT },
		{ "nothing after the header", PROFILE(""), PE_INVALID_REQUEST_FORMAT },
		{ "no header", "profile:\n" MF END, PE_BAD_VALUES },
		{ "a second header", PROFILE(HEADER MF END), PE_BAD_VALUES },
		{ "an end without MF", PROFILE(END), PE_BAD_VALUES },
		{ "an element after the end", PROFILE(MF END AKA), PE_INVALID_REQUEST_FORMAT },
		{ "a second MF", PROFILE(MF MF END), PE_BAD_VALUES },
		{ "a file before the MF", PROFILE(USIM MF END), PE_BAD_VALUES },
		{ "additions before their ADF", PROFILE(MF "- opt-usim:\n    ef-li: defaults\n" USIM END), PE_BAD_VALUES },
		{ "additions to an ADF of another kind", PROFILE(MF USIM "- opt-isim: {}\n" END), PE_BAD_VALUES },
		{ "keys before their ADF", PROFILE(MF AKA USIM END), PE_BAD_VALUES },
		{ "a second USIM without its service", PROFILE(MF USIM USIM END), PE_BAD_VALUES },
		{ "the same identification twice", PROFILE(MF "- usim:\n    identification: 1\n    unknown: \"\"\n"
		  "    adf-usim: {fileID: \"7FD0\", dfName: \"A0000000871002\", pinStatusTemplateDO: \"01\"}\n"
		  "    ef-imsi: defaults\n    ef-arr: {linkPath: \"2F06\"}\n    ef-ust: defaults\n    ef-spn: defaults\n"
		  "    ef-est: defaults\n    ef-acc: defaults\n    ef-ecc: defaults\n" END), PE_BAD_VALUES },
		{ "PINs before any directory", PROFILE("- pinCodes:\n    pinconfig: [{keyReference: adm1, pinValue: \"1234\"}]\n" MF
		  END), PE_BAD_VALUES },
		{ "a local PIN in the MF", PROFILE(MF "- pinCodes:\n    pinconfig: [{keyReference: secondPINAppl1, "
		  "pinValue: \"1234\"}]\n" END), PE_BAD_VALUES },
		{ "a global PIN in an ADF", PROFILE(MF USIM "- pinCodes:\n    pinconfig: [{keyReference: pinAppl1, "
		  "pinValue: \"1234\"}]\n" END), PE_BAD_VALUES },
		{ "more tries left than there can be", PROFILE(MF "- pinCodes:\n    pinconfig: [{keyReference: pinAppl1, "
		  "pinValue: \"1234\", maxNumOfAttemps-retryNumLeft: 52}]\n" END), PE_BAD_VALUES },
		{ "a PUK that is no reference", PROFILE(MF "- pukCodes:\n    pukCodes: [{keyReference: 9, pukValue: \"12345678\"}]\n"
		  END), PE_BAD_VALUES },
		{ "PUKs twice", PROFILE(MF "- pukCodes:\n    pukCodes: [{keyReference: 1, pukValue: \"12345678\"}]\n"
		  "- pukCodes:\n    pukCodes: [{keyReference: 2, pukValue: \"12345678\"}]\n" END), PE_BAD_VALUES },
		{ "remote management before its domain", PROFILE(MF USIM "- rfm: {instanceAID: \"A00000055910100001\", "
		  "minimumSecurityLevel: \"12\", uiccAccessDomain: \"00\", uiccAdminAccessDomain: \"00\"}\n" END), PE_BAD_VALUES },
		{ "an unknown element that is mandated", PROFILE(MF "- unknown: \"BF7F07A0058000810109\"\n" END), PE_NOT_SUPPORTED },
		{ "an IoT profile", PROFILE("- iot: {ef-imsi: defaults, ef-acc: defaults}\n" END), PE_NOT_SUPPORTED },
		{ "an octet too much", PROFILE(MF USIM "- opt-usim:\n    ef-li: {content: \"656E656E656E65\"}\n" END), PE_BAD_VALUES },
		{ "a distance too much", PROFILE(MF USIM "- opt-usim:\n    ef-li: {contents: [\"656E\", {fillFileOffset: 5}]}\n" END),
		  PE_BAD_VALUES },
		{ "a size that is no multiple", PROFILE(MF USIM "- opt-usim:\n    ef-msisdn: {efFileSize: 25}\n" END), PE_BAD_VALUES },
		{ "a record size without a file size", PROFILE(MF USIM "- opt-usim:\n    ef-mmsup: {fileDescriptor: \"42210010\"}\n"
		  END), PE_BAD_VALUES },
		{ "another kind of file", PROFILE(MF USIM "- opt-usim:\n    ef-li: {fileDescriptor: \"42210002\"}\n" END),
		  PE_BAD_VALUES },
		{ "another identifier", PROFILE(MF USIM "- opt-usim:\n    ef-li: {fileID: \"6F06\"}\n" END), PE_BAD_VALUES },
		{ "an AID on a file", PROFILE(MF USIM "- opt-usim:\n    ef-li: {dfName: \"A0000000871002\"}\n" END), PE_BAD_VALUES },
		{ "PINs on a file", PROFILE(MF USIM "- opt-usim:\n    ef-li: {pinStatusTemplateDO: \"01\"}\n" END), PE_BAD_VALUES },
		{ "both patterns", PROFILE(MF USIM "- opt-usim:\n    ef-li: {proprietaryEFInfo: {fillPattern: \"00\", "
		  "repeatPattern: \"00\"}}\n" END), PE_BAD_VALUES },
		{ "a rule in two octets", PROFILE(MF USIM "- opt-usim:\n    ef-li: {securityAttributesReferenced: \"2F06\"}\n" END),
		  PE_BAD_VALUES },
		{ "a short identifier that is none", PROFILE(MF USIM "- opt-usim:\n    ef-li: {shortEFID: \"0xF8\"}\n" END),
		  PE_BAD_VALUES },
		{ "a link with a size", PROFILE(MF USIM "- opt-usim:\n    ef-li: {efFileSize: 2, linkPath: \"2F05\"}\n" END),
		  PE_BAD_VALUES },
		{ "a link with contents", PROFILE(MF USIM "- opt-usim:\n    ef-li: {linkPath: \"2F05\", content: \"00\"}\n" END),
		  PE_BAD_VALUES },
		{ "a link to nothing", PROFILE(MF USIM "- opt-usim:\n    ef-li: {linkPath: \"2F07\"}\n" END), PE_BAD_VALUES },
		{ "not created, in a template that creates nothing by itself", PROFILE(MF USIM "- opt-usim:\n    ef-li: doNotCreate\n"
		  END), PE_BAD_VALUES },
		{ "a file of a later template", PROFILE(MF USIM "- opt-usim:\n    ef-epdgid: {efFileSize: 9}\n" END),
		  PE_INVALID_PARAMETER },
		{ "a template of another element", PROFILE(MF USIM "- opt-usim: {templateID: 2.23.143.1.2.9}\n" END), PE_BAD_VALUES },
		{ "a template that nobody has", PROFILE(MF USIM "- opt-usim: {templateID: 2.23.143.1.2.99}\n" END),
		  PE_TEMPLATE_NOT_SUPPORTED },
		{ "a file without its directory", PROFILE(MF "- telecom:\n    df-telecom: {pinStatusTemplateDO: \"01\"}\n"
		  "    ef-pbr: {fileDescriptor: \"42210010\", efFileSize: 16}\n" END), PE_BAD_VALUES },
		{ "a directory without PINs", PROFILE(MF "- telecom:\n    df-telecom: {lcsi: \"05\"}\n" END), PE_BAD_VALUES },
		{ "contents without a file", PROFILE(MF "- genericFileManagement:\n    fileManagementCMD: [{fillFileContent: \"00\"}]\n"
		  END), PE_BAD_VALUES },
		{ "contents after a path", PROFILE(MF "- genericFileManagement:\n    fileManagementCMD: [{filePath: \"2F05\"}, "
		  "{fillFileContent: \"00\"}]\n" END), PE_BAD_VALUES },
		{ "a file without descriptor", PROFILE(MF "- genericFileManagement:\n    fileManagementCMD: [{createFCP: {fileID: "
		  "\"2F10\", securityAttributesReferenced: \"01\", efFileSize: 2}}]\n" END), PE_BAD_VALUES },
		{ "a file that is there", PROFILE(MF "- genericFileManagement:\n    fileManagementCMD: [{createFCP: {fileDescriptor: "
		  "\"4121\", fileID: \"2F05\", securityAttributesReferenced: \"01\", efFileSize: 2}}]\n" END), PE_BAD_VALUES },
		{ "a path with half an identifier", PROFILE(MF "- genericFileManagement:\n    fileManagementCMD: [{filePath: \"7F\"}]\n"
		  END), PE_BAD_VALUES },
		{ "a path with the MF in it", PROFILE(MF "- genericFileManagement:\n    fileManagementCMD: [{filePath: \"3F007F10\"}]\n"
		  END), PE_BAD_VALUES },
		{ "an algorithm that nobody has", PROFILE(MF USIM "- akaParameter:\n    algoParameter: {algorithmID: 4, "
		  "algorithmOptions: \"01\", " CONSTANTS "}\n" END), PE_FEATURE_NOT_SUPPORTED },
		{ "a key too short", PROFILE(MF USIM "- akaParameter:\n    algoParameter: {algorithmID: milenage, algorithmOptions: "
		  "\"01\", key: \"0001\", opc: \"00000000000000000000000000000000\"}\n" END), PE_BAD_VALUES },
		{ "TUAK with a short TOPc", PROFILE(MF USIM "- akaParameter:\n    algoParameter: {algorithmID: tuak, "
		  "algorithmOptions: \"01\", " CONSTANTS "}\n" END), PE_BAD_VALUES },
		{ "a rotation too far", PROFILE(MF USIM "- akaParameter:\n    algoParameter: {algorithmID: milenage, "
		  "algorithmOptions: \"01\", " CONSTANTS ", rotationConstants: \"8000204060\"}\n" END), PE_BAD_VALUES },
		{ "a sequence number with its index", PROFILE(MF USIM "- akaParameter:\n    algoParameter: {algorithmID: milenage, "
		  "algorithmOptions: \"01\", " CONSTANTS "}\n    sqnDelta: \"FFFFFFFFFFFF\"\n" END), PE_BAD_VALUES },
		{ "a library", "profile:\n" HEADER "    eUICC-Mandatory-AIDs: [{aid: \"A000000087\", version: \"0100\"}]\n" MF END,
		  PE_LIBRARY_NOT_SUPPORTED },
		{ "a field that nobody knows", PROFILE(MF USIM "- opt-usim: {unknown: \"9F5000\"}\n" END), PE_INVALID_PARAMETER },
		{ "a private tag in an Fcp", PROFILE(MF USIM "- opt-usim:\n    ef-li: {lcsi: \"05\", unknown: \"DF6300\"}\n" END),
		  PE_INVALID_PARAMETER },
		{ "a number below nought", PROFILE(MF "- pukCodes: {pukCodes: [\"80018181083132333435363738\"]}\n" END),
		  PE_BAD_VALUES },
	};
	EACH(wrong, cases) {
		AUTO(arena) arena = ARENA(PACKAGE_LIMIT);
		struct bytes package = compile(&arena, wrong->what, wrong->source);
		AUTO(installation) done = install(package);
		AUTO(installation) pieces = install_on(&everything, package, 1);
		CHECK_STATUS(done.status, STATUS_REFUSED, wrong->what);
		struct bytes response = interpreter_response(done.interpreter);
		check_bytes(interpreter_response(pieces.interpreter), response, wrong->what);
		if (last_status(response) != (int)wrong->status)
			fail_msg("%s: %s", wrong->what, hex_print(&arena, response));
		static const uint8_t aborted[] = { 0x81, 0x00 };
		check_bytes(bytes_after(response, response.size - 2), BYTES(aborted), wrong->what);
	}
}

static void good_packages_install(void **state)
{
	(void)state;
	static const struct {
		const char *what, *source;
	} cases[] = {
		{ "the smallest", PROFILE(MF END) },
		{ "a USIM", PROFILE(MF USIM AKA END) },
		{ "keys after additions", PROFILE(MF USIM "- opt-usim: {}\n" AKA END) },
		{ "a file that the template would make, suppressed", PROFILE(MF USIM "- isim:\n    adf-isim: {fileID: \"7FB0\", "
		  "dfName: \"A0000000871004\", pinStatusTemplateDO: \"01\"}\n    ef-impi: {efFileSize: 20}\n    ef-impu: "
		  "{fileDescriptor: \"42210020\"}\n    ef-domain: {efFileSize: 20}\n    ef-ist: defaults\n    ef-ad: doNotCreate\n"
		  "    ef-arr: {linkPath: \"2F06\"}\n" END) },
		{ "PINs of another directory", PROFILE(MF USIM "- pinCodes: {filePath: \"\"}\n" END) },
		{ "a mapped algorithm", PROFILE(MF USIM "- akaParameter: {mappingParameter: {mappingOptions: \"03\", mappingSource: "
		  "\"A0000000871002\"}}\n" END) },
		{ "a directory and a file in it", PROFILE(MF "- genericFileManagement:\n    fileManagementCMD:\n      - createFCP: "
		  "{fileDescriptor: \"7821\", fileID: \"7F20\", securityAttributesReferenced: \"0E\", pinStatusTemplateDO: \"01\"}\n"
		  "      - createFCP: {fileDescriptor: \"42210004\", fileID: \"6F20\", securityAttributesReferenced: \"2F0601\", "
		  "efFileSize: 12, records: [\"00\", \"\", \"0101\"]}\n" END) },
		{ "an MF by generic file management", PROFILE("- genericFileManagement:\n    fileManagementCMD: [{createFCP: "
		  "{fileDescriptor: \"7821\", fileID: \"3F00\", securityAttributesReferenced: \"0E\", pinStatusTemplateDO: \"01\"}}]\n"
		  END) },
		{ "kept elements", PROFILE(MF USIM SECURITY_DOMAIN "- rfm: {instanceAID: \"A00000055910100001\", "
		  "minimumSecurityLevel: \"12\", uiccAccessDomain: \"00\", uiccAdminAccessDomain: \"00\"}\n"
		  "- nonStandard: {issuerID: 1.2.3, content: \"00\"}\n" END) },
	};
	EACH(good, cases) {
		AUTO(arena) arena = ARENA(PACKAGE_LIMIT);
		AUTO(installation) done = install(compile(&arena, good->what, good->source));
		if (done.status != STATUS_OK)
			fail_msg("%s: at %zu in %s: %s", good->what, interpreter_offset(done.interpreter),
			         interpreter_element(done.interpreter),
			         hex_print(&arena, interpreter_response(done.interpreter)));
		check_bytes(interpreter_response(done.interpreter), BYTES(response_ok), good->what);
	}
}

/* Records that are skipped keep what they had; each stands where its number says. */
static void records_stand_in_their_places(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(PACKAGE_LIMIT);
	AUTO(installation) done = install(compile(&arena, "records",
		PROFILE(MF "- genericFileManagement:\n    fileManagementCMD:\n      - createFCP: {fileDescriptor: "
		"\"42210004\", fileID: \"2F20\", securityAttributesReferenced: \"01\", efFileSize: 16, "
		"proprietaryEFInfo: {fillPattern: \"00AA\"}, records: [\"01\", \"\", \"030303\"]}\n" END)));
	assert_int_equal(done.status, STATUS_OK);
	const struct recorded_file *file = profile_recorder_find(done.recorder, "2F20");
	assert_non_null(file);
	check_bytes(bytes_from(file->body, file->body_size),
	            octets(&arena, "01AAAAAA 00AAAAAA 030303AA 00AAAAAA"), "each record has the pattern");
}

/* ---- elements that may fail ---- */

static void optional_elements_are_left_out(void **state)
{
	(void)state;
	static const struct {
		const char *what, *source;
		const char *response; /* up to the offset */
	} cases[] = {
		{ "an unknown element", PROFILE(MF "- unknown: \"BF7F05A003810109\"\n" USIM END), "80010181010983" },
		{ "a template that nobody has", PROFILE(MF USIM "- opt-usim: {mandated: false, identification: 77, templateID: "
		  "2.23.143.1.2.99}\n" END), "80010981014D83" },
		{ "too much for the file", PROFILE(MF USIM "- opt-usim: {mandated: false, identification: 300, ef-acmax: {content: "
		  "\"00000000\"}}\n" END), "8001038102012C83" },
	};
	EACH(failed, cases) {
		AUTO(arena) arena = ARENA(PACKAGE_LIMIT);
		AUTO(installation) done = install(compile(&arena, failed->what, failed->source));
		CHECK_STATUS(done.status, STATUS_OK, failed->what);
		CHECK(done.recorder->ended && profile_recorder_find(done.recorder, "7FD0/6F07"), failed->what);
		struct bytes response = interpreter_response(done.interpreter), want = octets(&arena, failed->response);
		CHECK(memmem(response.data, response.size, want.data, want.size), failed->what);
	}
}

static void cards_refuse_what_they_cannot(void **state)
{
	(void)state;
	static const struct {
		const char *what;
		struct profile_support support;
		const char *source;
		enum pe_status status;
	} cases[] = {
		{ "a later version", { .major_maximum = 1, .services = 0x3FFFFFFF }, PROFILE(MF END), PE_UNSUPPORTED_PROFILE_VERSION },
		{ "a mandatory service", { .major_maximum = 3, .services = 1u << 1 }, PROFILE(MF END), PE_FEATURE_NOT_SUPPORTED },
		{ "an application", { .major_maximum = 3, .services = 1u << 1 | 1u << 4 }, PROFILE(MF USIM "- opt-isim: {}\n" END),
		  PE_FEATURE_NOT_SUPPORTED },
		{ "an algorithm", { .major_maximum = 3, .services = 1u << 1 | 1u << 4 }, PROFILE(MF USIM "- akaParameter: "
		  "{algoParameter: {algorithmID: usim-test-algorithm, algorithmOptions: \"02\", " CONSTANTS "}}\n" END),
		  PE_FEATURE_NOT_SUPPORTED },
		{ "BER-TLV files", { .major_maximum = 3, .services = 1u << 1 | 1u << 4 }, PROFILE(MF "- genericFileManagement: "
		  "{fileManagementCMD: [{createFCP: {fileDescriptor: \"7921\", fileID: \"2F20\", securityAttributesReferenced: \"01\", "
		  "efFileSize: 1024}}]}\n" END), PE_FEATURE_NOT_SUPPORTED },
	};
	EACH(wrong, cases) {
		AUTO(arena) arena = ARENA(PACKAGE_LIMIT);
		struct bytes package = compile(&arena, wrong->what, wrong->source);
		AUTO(installation) done = install_on(&wrong->support, package, package.size);
		CHECK_STATUS(done.status, STATUS_REFUSED, wrong->what);
		CHECK(last_status(interpreter_response(done.interpreter)) == (int)wrong->status, wrong->what);
	}
}

/* ---- broken octets ---- */

static void every_truncation_is_refused(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(PACKAGE_LIMIT);
	struct bytes package = sample(&arena);
	for (size_t size = 0; size < package.size; size++) {
		AUTO(installation) done = install(bytes_first(package, size));
		if (done.status != STATUS_REFUSED)
			fail_msg("cut after %zu octets: %s", size, status_name(done.status));
		CHECK(interpreter_response(done.interpreter).size > 0, "there is an answer");
	}
}

/* The structure of a package that installs is one that the schema allows, field by field. */
static bool is_sound(const struct package_node *node)
{
	for (const struct package_node *member = node->first; member; member = member->next) {
		if (!member->field || member->field == &schema_unknown_element)
			return false;
		bool sound = schema_is_constructed(member->field) ? is_sound(member)
		                                                  : schema_value_fits(member->field, member->value);
		if (!sound)
			return false;
	}
	return true;
}

static void flipped_bits_never_install_nonsense(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(PACKAGE_LIMIT);
	struct bytes package = sample(&arena);
	uint8_t *broken = arena_allocate(&arena, package.size);
	assert_non_null(broken);
	size_t installed = 0;
	for (size_t bit = 0; bit < 8 * package.size; bit++) {
		memcpy(broken, package.data, package.size);
		broken[bit / 8] ^= (uint8_t)(1u << bit % 8);
		AUTO(installation) done = install(bytes_from(broken, package.size));
		if (done.status != STATUS_OK)
			continue;
		AUTO(arena) tree = ARENA(SOURCE_ARENA);
		struct package_node *root;
		struct package_error error;
		enum status status = package_decode(bytes_from(broken, package.size), &tree, &root, &error);
		struct bytes response = interpreter_response(done.interpreter);
		bool warned = !bytes_equal(response, BYTES(response_ok));
		if (status != STATUS_OK || (!warned && !is_sound(root)) || !done.recorder->ended)
			fail_msg("bit %zu of octet %zu", bit % 8, bit / 8);
		installed++;
	}
	CHECK(installed > package.size, "most bits are contents"); /* keys, names, access rules */
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(real_profiles_install),
	cmocka_unit_test(cuts_make_no_difference),
	cmocka_unit_test(files_are_as_published),
	cmocka_unit_test(codes_and_keys_arrive),
	cmocka_unit_test(bad_packages_are_refused),
	cmocka_unit_test(good_packages_install),
	cmocka_unit_test(records_stand_in_their_places),
	cmocka_unit_test(optional_elements_are_left_out),
	cmocka_unit_test(cards_refuse_what_they_cannot),
	cmocka_unit_test(every_truncation_is_refused),
	cmocka_unit_test(flipped_bits_never_install_nonsense),
};

TESTS_MAIN(tests)
