/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "profile_package/lint.h"
#include "profile_package/source.h"
#include "support/shared_profiles.h"

enum { PACKAGE_LIMIT = 1 << 20, WORK_LIMIT = 64 << 20, ALL_SERVICES = 0x3FFFFFFF, GBA_USIM = 1 << 7 };

static const char base_path[] = "tests/unit/profile_package/lint_base.yaml";

/* ---- targets ---- */

enum target { NO_TARGET, STRICT, VERSION_2_1, VERSION_2_0, SHORT_CONTENTS, LITTLE_MEMORY, WITHOUT_GBA };

static const struct lint_target targets[] = {
	[STRICT] = { "strict", { .major_maximum = 3, .services = ALL_SERVICES }, 0x0203, 0 },
	[VERSION_2_1] = { "old", { .major_maximum = 3, .services = ALL_SERVICES }, 0x0201, 0 },
	[VERSION_2_0] = { "older", { .major_maximum = 3, .services = ALL_SERVICES }, 0x0200, 0 },
	[SHORT_CONTENTS] = { "short", { .major_maximum = 3, .services = ALL_SERVICES, .content_maximum = 45 }, 0x0203, 0 },
	[LITTLE_MEMORY] = { "small", { .major_maximum = 3, .services = ALL_SERVICES }, 0x0203, 20000 },
	[WITHOUT_GBA] = { "few", { .major_maximum = 3, .services = ALL_SERVICES & ~GBA_USIM }, 0x0203, 0 },
};

static const struct lint_target *target_of(enum target target)
{
	return target == NO_TARGET ? NULL : &targets[target];
}

/* ---- one broken profile for each rule ---- */

#define PIN2_OF_ISIM "      linkPath: \"2F06\"\n\n- pinCodes:\n    pinconfig:\n      - {keyReference: secondPINAppl1, " \
	"pinValue: \"0000\", unblockingPINReference: secondPUKAppl1, pinAttributes: 3}\n"
#define AKA "- akaParameter:\n    algoParameter:\n      algorithmID: milenage\n      algorithmOptions: \"01\"\n" \
	"      key: \"93A1B2C3D4E5F60718293A4B5C6D7E8F\"\n      opc: \"CD63CB71954A9F4E48A5994E37A02BAF\"\n"
#define ARR_OF_TELECOM "    ef-arr:\n      fileDescriptor: \"42210025\"\n      linkPath: \"2F06\"\n"
#define SUBSCRIBER "imsi: \"001010123456789\"", "imsi: \"262010123456789\""
#define LAST_FILE "shortEFID: none, linkPath: \"7F7A6F21\"}\n"
#define FIFTEEN "000000000000000000000000000000"

/* What is changed in the source, first places only; octets of the package where a source cannot say it. */
struct mutation {
	const char *rule;
	const char *from, *to;
	const char *path; /* of the first finding, by offset, that the base does not have */
	enum target target;
	const char *also_from, *also_to;
	const char *octets_from, *octets_to;
};

static const struct mutation mutations[] = {
	{ .rule = "A01", "    ef-umpc:\n", "    ef-umpc:\n      securityAttributesReferenced: \"2F060F\"\n",
	  "mf/ef-umpc/securityAttributesReferenced" },
	{ .rule = "A02", "\"80015BA40683010A950108\"", "\"80015BA50683010A950108\"", "mf/ef-arr" },
	{ .rule = "A03", "0589FFFFFFFF\"\n      pinStatusTemplateDO: \"01810A\"",
		"0589FFFFFFFF\"\n      pinStatusTemplateDO: \"010A\"",
	  "usim/ef-fdn" },
	{ .rule = "A04", "df-telecom:\n      pinStatusTemplateDO: \"010A\"",
		"df-telecom:\n      pinStatusTemplateDO: \"010A0B\"",
	  "telecom/df-telecom/pinStatusTemplateDO" },
	{ .rule = "A05", "df-telecom:\n      pinStatusTemplateDO: \"010A\"", "df-telecom: defaults", "telecom/df-telecom" },
	{ .rule = "A06", "df-telecom:\n      pinStatusTemplateDO: \"010A\"", "df-telecom:\n      pinStatusTemplateDO: "
	  "\"90014083010183010A\"", "telecom/df-telecom/pinStatusTemplateDO" },
	{ .rule = "A07", "retryNumLeft: 170}\n",
		"retryNumLeft: 170}\n      - {keyReference: secondPINAppl2, pinValue: \"0000\"}\n",
	  "pinCodes/pinconfig/#3/keyReference" },
	{ .rule = "A08", "unblockingPINReference: pukAppl1", "unblockingPINReference: pukAppl2",
	  "pinCodes/pinconfig/#1/unblockingPINReference" },
	{ .rule = "A09", "pukValue: \"12345678\"", "pukValue: \"123456\"", "pukCodes/pukCodes/#1/pukValue" },
	{ .rule = "A10", "retryNumLeft: 170", "retryNumLeft: 160", "pinCodes/pinconfig/#2/maxNumOfAttemps-retryNumLeft" },
	{ .rule = "A11", "secondPUKAppl1, pinAttributes: 3", "secondPUKAppl1, pinAttributes: 2",
	  "pinCodes#2/pinconfig/#1/pinAttributes" },
	{ .rule = "A12", PIN2_OF_ISIM, "      linkPath: \"2F06\"\n\n- pinCodes:\n    filePath: \"7FD0\"\n",
		"pinCodes#3/filePath",
	  .target = VERSION_2_1 },
	{ .rule = "A13", "    ef-imsi:\n", "    ef-imsi:\n      securityAttributesReferenced: \"6F0605\"\n", "usim/ef-imsi" },
	{ .rule = "A14", "    ef-umpc:\n", "    ef-umpc:\n      securityAttributesReferenced: \"2F06\"\n",
	  "mf/ef-umpc/securityAttributesReferenced" },
	{ .rule = "A15", "\"80015BA40683010A950108\"", "\"80015BA40683010A950108840132A40683010A950108\"", "mf/ef-arr",
	  .target = VERSION_2_0 },

	{ .rule = "D01", "lifeCycleState: \"0F\"", "lifeCycleState: \"03\"", "securityDomain/instance" },
	{ .rule = "D02", "\"810280008201F0", "\"810203708201F0", "securityDomain/instance/applicationSpecificParametersC9" },
	{ .rule = "D03", "keyIdentifier: \"03\"", "keyIdentifier: \"04\"", "securityDomain/keyList/#1" },
	{ .rule = "D04", "keyUsageQualifier: \"14\"", "keyUsageQualifier: \"15\"",
		"securityDomain/keyList/#2/keyUsageQualifier" },
	{ .rule = "D05", "82DC00", "82FC00", "securityDomain/instance/applicationPrivileges" },
	{ .rule = "D06", "\n- rfm:", "    openPersoData: {restrictParameter: \"00\"}\n\n- rfm:", "securityDomain/openPersoData",
	  .target = VERSION_2_1 },
	{ .rule = "D07", "\"B00010\"", "\"B20100\"", "rfm" },
	{ .rule = "D08", "minimumSecurityLevel: \"12\"", "minimumSecurityLevel: \"00\"", "rfm" },
	{ .rule = "D09", "8C41D2E7F3A5967B0C1D2E3F40516273", "000102030405060708090A0B0C0D0E0F", "securityDomain/keyList/#1",
		NO_TARGET,
	  SUBSCRIBER },
	{ .rule = "D10", "- end:", "- application:\n    mandated: false\n    loadBlock: {loadPackageAID: \"A000000559101001\", "
	  "loadBlockObject: \"C40101\"}\n\n- end:", "application/loadBlock/loadBlockObject" },
	{ .rule = "D11", "instanceAID: \"A00000055910100001\"", "instanceAID: \"A000000151000000\"", "rfm/instanceAID" },
	{ .rule = "D12", "{adfAID: \"A0000000871002FF49FF0589FFFFFFFF\"", "{adfAID: \"A0000000871002FF49FF0589FFFFFF00\"",
	  "rfm/adfRFMAccess/adfAID" },
	{ .rule = "D13", "011203B2010000\"", "011204B2010000\"",
	  "securityDomain/instance/applicationParameters/uiccToolkitApplicationSpecificParametersField" },
	{ .rule = "D14", "- end:", "- nonStandard: {issuerID: \"2.23.143.9\", content: \"00\"}\n\n- end:", "nonStandard" },

	{ .rule = "F01", "    ef-spn:\n      spn: {name: \"Provisim\", display: 1}\n", "    ef-spn: defaults\n",
		"usim/ef-spn" },
	{ .rule = "F02", "      efFileSize: 16\n      content: \"800D", "      content: \"800D", "isim/ef-domain" },
	{ .rule = "F03", "efFileSize: 518", "efFileSize: 519", "mf/ef-arr/efFileSize" },
	{ .rule = "F04", "    ef-spn:\n", "    ef-smsp:\n      fileDescriptor: \"42210028\"\n    ef-spn:\n",
		"usim/ef-smsp/fileDescriptor" },
	{ .rule = "F05", "3C3C000000", "3C3C00000000", "mf/ef-umpc/content" },
	{ .rule = "F06", "    ef-pl:\n      content: \"656E\"\n", "    ef-pl: \"A104800200028302656E\"\n",
		"mf/ef-pl/efFileSize" },
	{ .rule = "F07", "\"010A\"\n    ef-arr:\n      fileDescriptor: \"42210025\"\n",
	  "\"010A\"\n    ef-arr:\n      fileDescriptor: \"42210025\"\n      efFileSize: 518\n", "telecom/ef-arr/efFileSize" },
	{ .rule = "F08", "    ef-umpc:\n", "    ef-umpc:\n      linkPath: \"\"\n", "mf/ef-umpc/linkPath" },
	{ .rule = "F09", "    ef-ust:\n",
		"    ef-hpplmn:\n      proprietaryEFInfo: {specialFileInformation: \"80\"}\n    ef-ust:\n",
	  "usim/ef-hpplmn/proprietaryEFInfo", .target = VERSION_2_1 },
	{ .rule = "F10", "    ef-ust:\n",
		"    ef-hpplmn:\n      proprietaryEFInfo: {fillPattern: \"00\", repeatPattern: \"FF\"}\n"
	  "    ef-ust:\n", "usim/ef-hpplmn/proprietaryEFInfo/repeatPattern" },
	{ .rule = "F11", "    ef-spn:\n",
		"    ef-smsp:\n      proprietaryEFInfo: {fillPattern: \"" FIFTEEN FIFTEEN FIFTEEN "\"}\n"
	  "    ef-spn:\n", "usim/ef-smsp/proprietaryEFInfo" },
	{ .rule = "F12", "ef-msisdn: defaults", "ef-msisdn: doNotCreate", "opt-usim/ef-msisdn" },
	{ .rule = "F13", "    ef-ust:\n", "    ef-hpplmn:\n      fileDescriptor: \"42210001\"\n    ef-ust:\n",
	  "usim/ef-hpplmn/fileDescriptor" },
	{ .rule = "F14", LAST_FILE,
		LAST_FILE "      - filePath: \"7FD0\"\n      - createFCP: {fileDescriptor: \"4121\", fileID: \"6F08\", "
	  "securityAttributesReferenced: \"6F0605\", efFileSize: 33, shortEFID: none}\n", "genericFileManagement/7FD0/6F08" },
	{ .rule = "F15", "fileID: \"7FD0\"", "fileID: \"7F20\"", "usim/adf-usim/fileID" },
	{ .rule = "F16", LAST_FILE,
		LAST_FILE "      - filePath: \"7FD0\"\n      - createFCP: {fileDescriptor: \"4121\", fileID: \"6F3E\", "
	  "securityAttributesReferenced: \"6F0602\", efFileSize: 4, shortEFID: none}\n", "genericFileManagement/7FD0/6F3E" },
	{ .rule = "F17", "- telecom:\n", "- telecom:\n    templateID: \"2.23.143.1.2.3.2\"\n", "telecom/templateID" },
	{ .rule = "F18", "      efFileSize: 17\n      services: [10, 12, 19, 20, 21, 33, 42, 43, 71, 85, 122, 124]",
	  "      content: \"000A1C0001060000400010000000000A\"", "usim/ef-ust/content" },
	{ .rule = "F19", "ef-5gs3gppnsc: defaults", "ef-5gs3gppnsc: {fileDescriptor: \"42210039\", efFileSize: 114}",
	  "df-5gs/ef-5gs3gppnsc" },
	{ .rule = "F20", "42, 43, 71", "42, 71", "opt-usim/ef-hplmnwact" },
	{ .rule = "F21", ", proprietaryEFInfo: {maximumFileSize: 64}}", "}", "genericFileManagement/7F7A/6F22" },
	{ .rule = "F22", "efFileSize: 16, shortEFID: 1}", "efFileSize: 16}", "genericFileManagement/7F7A/6F21", NO_TARGET,
		"shortEFID: 2,",
	  "shortEFID: 1," },
	{ .rule = "F23", "shortEFID: 2,", "shortEFID: 1,", "genericFileManagement/7F7A/6F22/shortEFID" },
	{ .rule = "F24", "    ef-li:\n", "    ef-li:\n      shortEFID: 28\n", "opt-usim/ef-li/shortEFID" },
	{ .rule = "F25", "A0000000871004FF49FF0589FFFFFFFF\", label", "A0000000871004FF49FF0589FFFFFF00\", label",
		"mf/ef-dir" },
	{ .rule = "F26", "A0000000871004FF49FF0589FFFFFFFF\", label", "A0000000871004FF49FF0589\", label",
		"isim/adf-isim/dfName", NO_TARGET,
	  "dfName: \"A0000000871004FF49FF0589FFFFFFFF\"", "dfName: \"A0000000871004FF49FF0589\"" },
	{ .rule = "F27", "    ef-ad:\n", "    ef-loci:\n      proprietaryEFInfo: {fillPattern: \"FF\"}\n    ef-ad:\n",
	  "usim/ef-loci/proprietaryEFInfo" },
	{ .rule = "F28", "      efFileSize: 16\n      content: \"800D", "      efFileSize: 60000\n      content: \"800D",
		"package",
	  .target = LITTLE_MEMORY },

	{ .rule = "H01", "- mf:\n", "- header: {major-version: 2, minor-version: 3, iccid: \"89999001012345678909\", "
	  "eUICC-Mandatory-services: []}\n\n- mf:\n", "header#2" },
	{ .rule = "H02", "major-version: 2", "major-version: 4", "header/major-version" },
	{ .rule = "H03", "minor-version: 3", "minor-version: 4", "header/minor-version", .target = STRICT },
	{ .rule = "H04", "minor-version: 3", "minor-version: 2", "df-5gs" },
	{ .rule = "H05", "iccid: \"89999001012345678909\"", "iccid: \"89999001012345678908\"", "header/iccid" },
	{ .rule = "H06", "milenage, ber-tlv]\n", "milenage, ber-tlv]\n    eUICC-Mandatory-GFSTEList: [\"2.23.143.1.2.1\", "
	  "\"2.23.143.1.2.4\", \"2.23.143.1.2.5\", \"2.23.143.1.2.8\", \"2.23.143.1.2.13\"]\n", "telecom/templateID" },
	{ .rule = "H07", "milenage, ber-tlv]", "milenage]", "header/eUICC-Mandatory-services" },
	{ .rule = "H08", "milenage, ber-tlv]", "milenage, javacard, ber-tlv]", "header/eUICC-Mandatory-services/javacard" },
	{ .rule = "H09", "milenage, ber-tlv]", "milenage, gba-usim, ber-tlv]", "header/eUICC-Mandatory-services/gba-usim",
	  .target = WITHOUT_GBA },
	{ .rule = "H10", "    eUICC-Mandatory-services", "    pol: \"00\"\n    eUICC-Mandatory-services", "header/pol" },
	{ .rule = "H11", "milenage, ber-tlv]\n", "milenage, ber-tlv]\n    eUICC-Mandatory-AIDs: [{aid: \"A0000000620001\", "
	  "version: \"0000\"}]\n", "header/eUICC-Mandatory-AIDs/#1" },
	{ .rule = "H12", "milenage, ber-tlv]\n", "milenage, ber-tlv]\n    iotOptions: {pix: \"01020304050607\"}\n",
		"header/iotOptions" },
	{ .rule = "H13", "lint", "lint", "header/profileType", .octets_from = "82046C696E74", .octets_to = "8204FF696E74" },

	{ .rule = "K01", "7E8F\"", "7E\"", "akaParameter/algoParameter/key" },
	{ .rule = "K02", "algorithmOptions: \"01\"", "algorithmOptions: \"02\"",
		"akaParameter/algoParameter/algorithmOptions" },
	{ .rule = "K03", "BAF\"\n", "BAF\"\n      rotationConstants: \"8000204060\"\n", "akaParameter/algoParameter" },
	{ .rule = "K04", "BAF\"\n", "BAF\"\n      rotationConstants: \"4000204061\"\n",
		"akaParameter/algoParameter/rotationConstants" },
	{ .rule = "K05", "BAF\"\n", "BAF\"\n    sqnDelta: \"080000000000\"\n", "akaParameter/sqnDelta" },
	{ .rule = "K06", "BAF\"\n", "BAF\"\n    sqnOptions: \"0E\"\n", "akaParameter/sqnOptions" },
	{ .rule = "K07", "BAF\"\n", "BAF\"\n      authCounterMax: \"0000FF\"\n", "akaParameter/algoParameter/authCounterMax" },
	{ .rule = "K08", "pinAttributes: 3}\n\n" AKA "\n# Files", "pinAttributes: 3}\n\n- akaParameter:\n    mappingParameter: "
	  "{mappingOptions: \"03\", mappingSource: \"A0000000871002FF49FF0589FFFFFFFF\"}\n\n# Files",
	  "akaParameter#2/mappingParameter" },
	{ .rule = "K09", "93A1B2C3D4E5F60718293A4B5C6D7E8F", "000102030405060708090A0B0C0D0E0F",
		"akaParameter/algoParameter/key",
	  NO_TARGET, SUBSCRIBER },
	{ .rule = "K10", "access-classes: [9]", "access-classes: [8, 9]", "usim/ef-acc" },
	{ .rule = "K11", "imsi: \"001010123456789\"", "content: \"080110101032547698\"", "usim/ef-imsi" },
	{ .rule = "K12", "A0020101A125", "A0020201A125", "df-5gs/ef-suci-calc-info" },

	{ .rule = "Q01", "- mf:\n",
		"- genericFileManagement:\n    fileManagementCMD:\n      - createFCP: {fileDescriptor: \"7821\", "
	  "fileID: \"7F7B\", securityAttributesReferenced: \"2F060E\", pinStatusTemplateDO: \"010A\"}\n\n- mf:\n",
	  "genericFileManagement/7F7B" },
	{ .rule = "Q02", "- pukCodes:\n",
		"- pukCodes:\n    pukCodes:\n      - {keyReference: pukAppl2, pukValue: \"12345678\"}\n\n"
	  "- pukCodes:\n", "pukCodes#2" },
	{ .rule = "Q03", "- usim:\n", "- opt-isim: {}\n\n- usim:\n", "opt-isim" },
	{ .rule = "Q04", "- usim:\n", AKA "\n- usim:\n", "akaParameter" },
	{ .rule = "Q05", "\n- df-5gs:\n", AKA "\n- df-5gs:\n", "akaParameter#2" },
	{ .rule = "Q06", "- mf:\n",
		"- pinCodes:\n    pinconfig:\n      - {keyReference: pinAppl2, pinValue: \"0000\"}\n\n- mf:\n",
	  "pinCodes" },
	{ .rule = "Q07", ARR_OF_TELECOM, ARR_OF_TELECOM "    df-graphics:\n      pinStatusTemplateDO: \"010A\"\n\n- pinCodes:\n"
	  "    pinconfig:\n      - {keyReference: secondPINAppl2, pinValue: \"0000\"}\n", "pinCodes#2", .target = VERSION_2_1 },
	{ .rule = "Q08", "linkPath: \"7F7A6F21\"", "linkPath: \"7F7A6F2F\"", "genericFileManagement/7F7A/6F23" },
	{ .rule = "Q09", "- rfm:\n", "- cd:\n    df-cd: {pinStatusTemplateDO: \"010A\"}\n\n- rfm:\n", "cd" },
	{ .rule = "Q10", "- end: {}", "", "package" },
	{ .rule = "Q11", "- mf:\n", "- mf:\n    mandated: false\n", "mf" },
	{ .rule = "Q12", "- df-5gs:\n    mandated: false\n", "- df-5gs:\n", "df-5gs" },
	{ .rule = "Q13", "    instanceAID: \"A000000151000000\"\n", "    instanceAID: \"A000000151000000\"\n"
	  "      extraditeSecurityDomainAID: \"A000000151000001\"\n", "securityDomain/instance/extraditeSecurityDomainAID" },

	{ .rule = "X01", "lint", "lint", "package", .octets_from = "AA07A005", .octets_to = "AA80A005" },
	{ .rule = "X02", "{keyReference: pukAppl1, pukValue: \"12345678\"}", "\"800101810831323334353637388201AA\"",
	  "pukCodes/pukCodes/#1/maxNumOfAttemps-retryNumLeft" },
	{ .rule = "X03", "    ef-umpc:\n", "    ef-umpc:\n      lcsi: \"05\"\n", "mf/ef-umpc/lcsi" },
	{ .rule = "X04", "    ef-pl:\n      content: \"656E\"\n", "    ef-pl: \"A1088801288B032F06018302656E\"\n",
		"mf/ef-pl/8B" },
	{ .rule = "X05", "lint", "lint", "genericFileManagement/fileManagementCMD/#1/#5",
		.octets_from = "8102010202010681020304",
	  .octets_to = "8102010282010681020304" },
	{ .rule = "X06", "- telecom:\n", "- pinCodes: \"A0058000810130A10F300D800102810830303030FFFFFFFF\"\n\n- telecom:\n",
	  "pinCodes#2/30" },
	{ .rule = "X07", "    ef-pl:\n      content: \"656E\"\n", "    ef-pl: \"A104DF6301008302656E\"\n", "mf/ef-pl/DF63" },
	{ .rule = "X08", "- end: {}",
		"- end: {}\n\n- nonStandard: {mandated: false, issuerID: \"2.23.143.9\", content: \"00\"}",
	  "nonStandard" },
	{ .rule = "X09", "      content: \"3C3C000000\"",
		"      efFileSize: 46\n      content: \"" FIFTEEN FIFTEEN FIFTEEN "00\"",
	  "mf/ef-umpc/content", .target = SHORT_CONTENTS },
	{ .rule = "X10", "fillFileOffset: 6", "fillFileOffset: 65535", "genericFileManagement/fileManagementCMD/#1/#5",
	  .octets_from = "020300FFFF", .octets_to = "0203010000" },
	{ .rule = "X11", "    ef-pl:\n      content: \"656E\"\n", "    ef-pl: \"A10583032F05008302656E\"\n",
		"mf/ef-pl/fileID" },
};

static char *replace(struct arena *arena, const char *text, const char *from, const char *to, const char *what)
{
	const char *place = strstr(text, from);
	if (!place)
		fail_msg("%s: the base has no \"%s\"", what, from);
	char *result = arena_print(arena, "%.*s%s%s", (int)(place - text), text, to, place + strlen(from));
	assert_non_null(result);
	return result;
}

static struct bytes compile(struct arena *arena, const char *source, const char *what)
{
	AUTO(buffer) package = BUFFER(PACKAGE_LIMIT);
	struct source_error error;
	struct bytes copy;
	if (source_compile(text_from(source), arena, &package, &error) != STATUS_OK)
		fail_msg("%s: %u:%u: %s", what, error.line, error.column, error.message);
	assert_ok(arena_copy(arena, buffer_bytes(&package), &copy));
	return copy;
}

static struct bytes patch(struct arena *arena, struct bytes package, const char *from, const char *to, const char *what)
{
	struct bytes old = octets(arena, from), new = octets(arena, to);
	assert_int_equal(old.size, new.size);
	for (size_t i = 0; i + old.size <= package.size; i++)
		if (memcmp(package.data + i, old.data, old.size) == 0) {
			memcpy((uint8_t *)package.data + i, new.data, new.size);
			return package;
		}
	fail_msg("%s: the package has no %s", what, from);
	return package;
}

static const char *base_source(struct arena *arena)
{
	const char *source = arena_string(arena, bytes_text(source_file(arena, base_path)));
	assert_non_null(source);
	return source;
}

static struct bytes mutate(struct arena *arena, const struct mutation *mutation)
{
	const char *source = replace(arena, base_source(arena), mutation->from, mutation->to, mutation->rule);
	if (mutation->also_from)
		source = replace(arena, source, mutation->also_from, mutation->also_to, mutation->rule);
	struct bytes package = compile(arena, source, mutation->rule);
	return mutation->octets_from ? patch(arena, package, mutation->octets_from, mutation->octets_to, mutation->rule)
	                             : package;
}

static bool has(const struct lint_report *report, const struct lint_finding *wanted)
{
	for (const struct lint_finding *finding = report->first; finding; finding = finding->next)
		if (finding->rule == wanted->rule && strcmp(finding->path, wanted->path) == 0 &&
		    strcmp(finding->sentence, wanted->sentence) == 0)
			return true;
	return false;
}

static void check_mutation(const struct mutation *mutation)
{
	AUTO(arena) arena = ARENA(WORK_LIMIT);
	struct lint_report before, after;
	const struct lint_target *target = target_of(mutation->target);
	const struct lint_finding *first = NULL;
	assert_ok(lint_package(compile(&arena, base_source(&arena), "base"), target, &arena, &before));
	assert_ok(lint_package(mutate(&arena, mutation), target, &arena, &after));
	for (const struct lint_finding *finding = after.first; finding; finding = finding->next) {
		if (has(&before, finding))
			continue;
		if (strcmp(finding->rule->id, mutation->rule) != 0)
			fail_msg("%s also breaks %s: %s: %s", mutation->rule, finding->rule->id, finding->path,
			         finding->sentence);
		first = first ? first : finding;
	}
	if (!first)
		fail_msg("%s is not found", mutation->rule);
	if (strcmp(first->path, mutation->path) != 0)
		fail_msg("%s is found at %s instead of %s: %s", mutation->rule, first->path, mutation->path, first->sentence);
}

static void each_rule_finds_what_breaks_it(void **state)
{
	(void)state;
	EACH(mutation, mutations)
		check_mutation(mutation);
}

static void each_rule_has_its_mutation(void **state)
{
	(void)state;
	const struct lint_rule *rule;
	const char *last = "";
	for (size_t i = 0; (rule = lint_rule_at(i)); i++) {
		bool found = false;
		EACH(mutation, mutations)
			found = found || strcmp(mutation->rule, rule->id) == 0;
		CHECK(found, rule->id);
		CHECK(strcmp(last, rule->id) < 0 && rule->title && rule->why && rule->mend, rule->id);
		CHECK(lint_rule_named(text_from(rule->id)) == rule, rule->id);
		last = rule->id;
	}
	assert_null(lint_rule_named(TEXT("Z99")));
}

static void the_base_is_clean(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(WORK_LIMIT);
	struct bytes package = compile(&arena, base_source(&arena), "base");
	enum target clean[] = { NO_TARGET, STRICT, SHORT_CONTENTS, LITTLE_MEMORY, WITHOUT_GBA };
	EACH(target, clean) {
		struct lint_report report;
		assert_ok(lint_package(package, target_of(*target), &arena, &report));
		if (report.first)
			fail_msg("%s: %s [%s]", report.first->path, report.first->sentence, report.first->rule->id);
		CHECK(report.verdict == LINT_TAKEN, "verdict");
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(the_base_is_clean),
	cmocka_unit_test(each_rule_has_its_mutation),
	cmocka_unit_test(each_rule_finds_what_breaks_it),
};

TESTS_MAIN(tests)
