/* SPDX-License-Identifier: Apache-2.0 */
/* What stands in a QR code, and the other texts that people type. */
#include "fuzz.h"
#include "rsp/activation_code.h"
#include "rsp/profile_management.h"

static void check_code(struct text input)
{
	AUTO(buffer) printed = BUFFER(ACTIVATION_CODE_MAXIMUM + 1);
	struct activation_code code, again;
	if (activation_code_parse(input, &code) != STATUS_OK)
		return;
	check(address_is_valid(code.smdp_address) && matching_id_is_valid(code.matching_id));
	enum status status = activation_code_print(&code, &printed);
	if (status == STATUS_TOO_LARGE) /* "1$host" without the "$" that is always printed */
		return;
	check(status == STATUS_OK);
	check(activation_code_parse(buffer_text(&printed), &again) == STATUS_OK);
	check(text_equal(again.smdp_address, code.smdp_address) && text_equal(again.matching_id, code.matching_id));
	check(text_equal(again.smdp_oid, code.smdp_oid));
	check(again.confirmation_code_required == code.confirmation_code_required);
}

static void check_identifiers(struct text input)
{
	struct eid eid;
	struct version version;
	char printed[EID_DIGITS + 1];
	uint8_t aid[AID_MAXIMUM], mcc_mnc[MCC_MNC_SIZE];
	struct profile_identifier profile;
	if (eid_parse(input, &eid) != STATUS_MALFORMED) {
		eid_print(&eid, printed);
		check(text_equal(text_from(printed), input));
	}
	if (mcc_mnc_parse(input, mcc_mnc) == STATUS_OK) {
		mcc_mnc_print(mcc_mnc, printed);
		check(text_equal_ignoring_case(text_from(printed), input));
	}
	if (profile_identifier_parse(input, aid, &profile) == STATUS_OK && !profile.by_aid)
		iccid_print(&profile.iccid, printed);
	if (version_parse(input, &version) == STATUS_OK)
		version_print(version, printed);
}

static void check_oid(struct text input)
{
	AUTO(buffer) octets = BUFFER(OID_MAXIMUM);
	AUTO(buffer) printed = BUFFER(1024);
	if (oid_parse(input, &octets) == STATUS_OK) {
		check(oid_print(buffer_bytes(&octets), &printed) == STATUS_OK);
		check(text_equal(buffer_text(&printed), input));
	}
	buffer_clear(&octets);
	buffer_clear(&printed);
	if (oid_print(text_bytes(input), &printed) == STATUS_OK
	    && oid_parse(buffer_text(&printed), &octets) == STATUS_OK)
		check(bytes_equal(buffer_bytes(&octets), text_bytes(input)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text input = { (const char *)data, size };
	check_code(input);
	check_identifiers(input);
	check_oid(input);
	return 0;
}
