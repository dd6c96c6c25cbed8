/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/identifiers.h"

#include "support/test.h"

/* SGP.26 test EIDs, and the pair of SGP.29's example layout. */
static void eids(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum status want;
	} rows[] = {
		{ "89049032123451234512345678901235", STATUS_OK },
		{ "89049032999000000000000000000139", STATUS_OK },
		{ "89049032123451234512345678901335", STATUS_REFUSED },
		{ "89049032123451234512345678901236", STATUS_REFUSED },
		{ "8904903212345123451234567890123", STATUS_MALFORMED },
		{ "890490321234512345123456789012355", STATUS_MALFORMED },
		{ "8904903212345123451234567890123A", STATUS_MALFORMED },
		{ "", STATUS_MALFORMED },
	};
	EACH(row, rows) {
		struct eid eid;
		char text[EID_DIGITS + 1];
		CHECK_STATUS(eid_parse(text_from(row->text), &eid), row->want, row->text);
		if (row->want == STATUS_MALFORMED)
			continue;
		eid_print(&eid, text);
		assert_string_equal(text, row->text);
		assert_int_equal(eid_check_digits_hold(&eid), row->want == STATUS_OK);
	}
	struct eid eid;
	assert_ok(eid_parse(text_from(rows[0].text), &eid));
	assert_int_equal(eid.octets[0], 0x89);
	assert_int_equal(eid.octets[15], 0x35);
}

/* Setting the digits repairs any EID, and one wrong digit or two exchanged neighbours are always seen. */
static void eid_check_digits(void **state)
{
	(void)state;
	char text[] = "89049032123451234512345678901200";
	for (int i = 0; i < 1000; i++) {
		struct eid eid;
		char digits[8];
		snprintf(digits, sizeof digits, "%06d", i * 997);
		memcpy(text + 20, digits, 6);
		enum status status = eid_parse(text_from(text), &eid);
		assert_int_not_equal(status, STATUS_MALFORMED);
		eid_set_check_digits(&eid);
		assert_true(eid_check_digits_hold(&eid));
		eid.octets[i % 15] ^= 0x01;
		bool still_digits = (eid.octets[i % 15] & 0xF) < 10;
		assert_false(still_digits && eid_check_digits_hold(&eid));
	}
}

/* E.118; the last is a published test profile's, which no Luhn check would pass. */
static void iccids(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *octets; /* NULL: refused */
		const char *printed;
	} rows[] = {
		{ "8949020000012345670", "989420000010325476F0", "8949020000012345670" },
		{ "8949020000012345670F", "989420000010325476F0", "8949020000012345670" },
		{ "8949020000012345670f", "989420000010325476F0", "8949020000012345670" },
		{ "89000123456789012341", "98001032547698103214", "89000123456789012341" },
		{ "894902000001234567", "989420000010325476FF", "894902000001234567" },
		{ "89000000000000002000", "98000000000000000200", "89000000000000002000" },
		{ "89490200000123456", NULL, NULL },
		{ "890001234567890123411", NULL, NULL },
		{ "894902000001234567F", NULL, NULL },
		{ "8949020000012345FF", NULL, NULL },
		{ "89490200000123456 0", NULL, NULL },
		{ "", NULL, NULL },
	};
	EACH(row, rows) {
		AUTO(arena) arena = ARENA(1024);
		struct iccid iccid;
		char text[ICCID_TEXT_SIZE];
		CHECK_STATUS(iccid_parse(text_from(row->text), &iccid), row->octets ? STATUS_OK : STATUS_MALFORMED,
		             row->text);
		if (!row->octets)
			continue;
		check_bytes(BYTES(iccid.octets), octets(&arena, row->octets), row->text);
		iccid_print(&iccid, text);
		assert_string_equal(text, row->printed);
	}
}

/* TS.48 v5 without BER-TLV: the header of the package, and the EF_ICCID that it brings. */
static void iccids_of_packages(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1024);
	struct iccid iccid = iccid_of_package(octets(&arena, "89000123456789012341").data);
	check_bytes(BYTES(iccid.octets), octets(&arena, "98001032547698103214"), "swapped");
}

static void strange_iccids_are_printed(void **state)
{
	(void)state;
	struct iccid iccid;
	char text[ICCID_TEXT_SIZE];
	memset(&iccid, 0xFF, sizeof iccid);
	iccid_print(&iccid, text);
	assert_string_equal(text, "FFFFFFFFFFFFFFFFFF");
	iccid.octets[0] = 0xAB;
	iccid_print(&iccid, text);
	assert_string_equal(text, "BAFFFFFFFFFFFFFFFF");
}

/* The luhn digit of ISO/IEC 7812-1 annex B's example, and of an IMEI of TS 23.003 annex B. */
static void luhn_digits(void **state)
{
	(void)state;
	assert_int_equal(luhn_digit(TEXT("7992739871")), '3');
	assert_int_equal(luhn_digit(TEXT("49015420323751")), '8');
	assert_int_equal(luhn_digit(TEXT("0")), '0');
}

static void identifiers_in_logs(void **state)
{
	(void)state;
	char text[40];
	identifier_shorten(TEXT("89049032123451234512345678901235"), text, sizeof text);
	assert_string_equal(text, "890490......................1235");
	identifier_shorten(TEXT("12345678901"), text, sizeof text);
	assert_string_equal(text, "123456.8901");
	identifier_shorten(TEXT("1234567890"), text, sizeof text);
	assert_string_equal(text, "..........");
	identifier_shorten(TEXT("8904903212345"), text, 5);
	assert_string_equal(text, "8904");
	identifier_shorten(TEXT(""), text, sizeof text);
	assert_string_equal(text, "");
	text[0] = 'x';
	identifier_shorten(TEXT("89"), text, 0);
	assert_int_equal(text[0], 'x');
}

static void matching_ids(void **state)
{
	(void)state;
	char longest[MATCHING_ID_MAXIMUM + 2];
	memset(longest, 'A', sizeof longest);
	static const struct {
		const char *text;
		bool valid;
	} rows[] = {
		{ "", true }, { "04386-AGYFT-A74Y8-3F815", true }, { "-", true }, { "ACR-0-89", true },
		{ "abc", false }, { "A_B", false }, { "A B", false }, { "A$B", false }, { "\xC3\x84", false },
	};
	EACH(row, rows)
		CHECK(matching_id_is_valid(text_from(row->text)) == row->valid, row->text);
	assert_true(matching_id_is_valid((struct text){ longest, MATCHING_ID_MAXIMUM }));
	assert_false(matching_id_is_valid((struct text){ longest, MATCHING_ID_MAXIMUM + 1 }));
}

static void addresses(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool valid;
	} rows[] = {
		{ "smdp.example.com", true }, { "SMDP.GSMA.COM", true }, { "localhost:8443", true },
		{ "127.0.0.1:1", true }, { "a-b.c", true }, { "smdp:65535", true },
		{ "", false }, { ".", false }, { "a.", false }, { ".a", false }, { "a..b", false }, { "-a.b", false },
		{ "a-.b", false }, { "a:", false }, { ":443", false }, { "a:0", false }, { "a:65536", false },
		{ "a:44 3", false }, { "a:1:2", false }, { "https://a", false }, { "a/b", false }, { "a b", false },
		{ "a_b", false }, { "\xC3\xA4.de", false },
		{ "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk.de", true },
		{ "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijkl.de", false },
	};
	EACH(row, rows)
		CHECK(address_is_valid(text_from(row->text)) == row->valid, row->text);
	char longest[ADDRESS_MAXIMUM + 1];
	memset(longest, 'a', sizeof longest);
	for (size_t i = 50; i < sizeof longest - 1; i += 50)
		longest[i] = '.';
	assert_true(address_is_valid((struct text){ longest, ADDRESS_MAXIMUM }));
	assert_false(address_is_valid((struct text){ longest, ADDRESS_MAXIMUM + 1 }));
	check_text(address_host(TEXT("localhost:8443")), "localhost", "host");
	check_text(address_host(TEXT("smdp.example.com")), "smdp.example.com", "host");
	check_text(address_host(TEXT("")), "", "host");
}

/* TS 24.008 10.5.1.3; 454-12 stands in a package of a commercial server. */
static void operators(void **state)
{
	(void)state;
	static const struct {
		const char *digits;
		const char *octets; /* NULL: refused */
	} rows[] = {
		{ "26201", "62F210" }, { "310260", "130062" }, { "45412", "54F421" }, { "00101", "00F110" },
		{ "EEEEEE", "EEEEEE" }, { "262EE", "62F2EE" }, { "310E60", "13006E" },
		{ "2620", NULL }, { "3102601", NULL }, { "26A01", NULL }, { "26F01", NULL }, { "", NULL },
	};
	EACH(row, rows) {
		AUTO(arena) arena = ARENA(1024);
		uint8_t packed[MCC_MNC_SIZE];
		char text[7];
		CHECK_STATUS(mcc_mnc_parse(text_from(row->digits), packed), row->octets ? STATUS_OK : STATUS_MALFORMED,
		             row->digits);
		if (!row->octets)
			continue;
		check_bytes(BYTES(packed), octets(&arena, row->octets), row->digits);
		mcc_mnc_print(packed, text);
		assert_string_equal(text, row->digits);
	}
}

static void versions(void **state)
{
	(void)state;
	static const char *const wrong[] = { "", "2", "2.2", "2.2.2.2", "2.2.256", "2..2", "v2.2.2", "2.2.2 ", "2.2.-1" };
	struct version version = { { 9, 9, 9 } };
	char text[VERSION_TEXT_SIZE];
	EACH(row, wrong)
		CHECK_STATUS(version_parse(text_from(*row), &version), STATUS_MALFORMED, *row);
	assert_int_equal(version.octets[0], 9);
	assert_ok(version_parse(TEXT("255.255.255"), &version));
	version_print(version, text);
	assert_string_equal(text, "255.255.255");
	assert_ok(version_parse(TEXT("2.10.3"), &version));
	assert_true(version_at_least(version, 2, 10, 3));
	assert_true(version_at_least(version, 2, 9, 255));
	assert_true(version_at_least(version, 1, 255, 255));
	assert_false(version_at_least(version, 2, 10, 4));
	assert_false(version_at_least(version, 3, 0, 0));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(eids),
	cmocka_unit_test(eid_check_digits),
	cmocka_unit_test(iccids),
	cmocka_unit_test(iccids_of_packages),
	cmocka_unit_test(strange_iccids_are_printed),
	cmocka_unit_test(luhn_digits),
	cmocka_unit_test(identifiers_in_logs),
	cmocka_unit_test(matching_ids),
	cmocka_unit_test(addresses),
	cmocka_unit_test(operators),
	cmocka_unit_test(versions),
};

TESTS_MAIN(tests)
