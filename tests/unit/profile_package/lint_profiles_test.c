/* SPDX-License-Identifier: Apache-2.0 */
/* lint on profiles by others: what it says about them is true, and damage to them does no harm. */
#include "support/test.h"

#include "profile_package/lint.h"
#include "support/shared_profiles.h"

enum { WORK_LIMIT = 256 << 20 };

/* What is to be said about the profiles of TS.48, each looked at by hand. */
static const struct {
	const char *rule, *path;   /* NULL: any */
	const char *profile;       /* part of its name; NULL: any */
	enum lint_severity severity;
} true_findings[] = {
	/* Record 4 of the ISIM's EF.ARR is empty: a mistake in the profiles. */
	{ "A01", "genericFileManagement#2/7FB0/6FFE/securityAttributesReferenced", "SUCI", LINT_ERROR },
	/* Files of templates that have no contents there, and get none. */
	{ "F01", "df-5gs/ef-5gauthkeys", NULL, LINT_WARNING },
	{ "F01", "df-5gs/ef-supinai", NULL, LINT_WARNING },
	/* From version 5 on EF.MSISDN has records of 39 octets, and the link in DF.TELECOM still says 28. */
	{ "F07", "genericFileManagement#3/7F10/6F40/fileDescriptor", "5", LINT_WARNING },
	{ "F07", "genericFileManagement#4/7F10/6F40/fileDescriptor", "B", LINT_WARNING },
	/* Test profiles hold files of services that their tables switch off. */
	{ "F20", NULL, NULL, LINT_WARNING },
	/* BER-TLV files have efFileSize only. */
	{ "F21", NULL, "B", LINT_WARNING },
	/* AIDs of USIM and ISIM have 12 octets. */
	{ "F26", "usim/adf-usim/dfName", NULL, LINT_NOTE },
	{ "F26", "isim/adf-isim/dfName", NULL, LINT_NOTE },
	/* specialFileInformation is 40 nearly everywhere. */
	{ "F27", NULL, NULL, LINT_NOTE },
	/* cdmaParameter is mandated, and cave not listed. */
	{ "H07", "header/eUICC-Mandatory-services", NULL, LINT_WARNING },
	/* Version 1 lists javacard, which version 2 took out. */
	{ "H08", "header/eUICC-Mandatory-services/javacard", "1", LINT_WARNING },
	/* Class 0, and an IMSI that ends with 3. */
	{ "K10", "usim/ef-acc", NULL, LINT_NOTE },
	/* telecom makes several directories: why there are A and B files. */
	{ "Q07", "pinCodes#2", "1", LINT_WARNING },
	/* CSIM and 5G files are mandated. */
	{ "Q12", NULL, NULL, LINT_WARNING },
};

static bool is_true(const char *profile, const struct lint_finding *finding)
{
	EACH(row, true_findings)
		if (strcmp(row->rule, finding->rule->id) == 0 && (!row->path || strcmp(row->path, finding->path) == 0) &&
		    (!row->profile || strstr(profile, row->profile)) && row->severity == finding->severity)
			return true;
	return false;
}

static void real_profiles_are_as_good_as_they_are(void **state)
{
	(void)state;
	size_t unreachable = 0;
	EACH(name, shared_profiles) {
		AUTO(arena) arena = ARENA(WORK_LIMIT);
		struct lint_report report;
		struct bytes package;
		if (!shared_file(&arena, *name, &package))
			skip();
		assert_ok(lint_package(package, NULL, &arena, &report));
		for (const struct lint_finding *finding = report.first; finding; finding = finding->next) {
			if (!is_true(*name, finding))
				fail_msg("%s: %s: %s [%s]", *name, finding->path, finding->sentence, finding->rule->id);
			unreachable += strcmp(finding->rule->id, "A01") == 0;
		}
		CHECK(report.verdict == LINT_TAKEN && report.left_out == 0, *name);
	}
	assert_int_equal(unreachable, 2);
}

/* ---- damage ---- */

static const char damaged[] = "data/upp/TS48v5_SAIP2.3_BERTLV_SUCI.der";
static const struct lint_target target = { "strict", { .major_maximum = 3, .services = 0x3FFFFFFF }, 0x0203, 60000 };

static void check_report(const struct lint_report *report, struct bytes package, size_t where)
{
	size_t last = 0;
	for (const struct lint_finding *finding = report->first; finding; finding = finding->next) {
		if (finding->offset > package.size || finding->offset < last || !finding->path || !*finding->sentence)
			fail_msg("damage at %zu: finding %s at %zu", where, finding->rule->id, finding->offset);
		last = finding->offset;
	}
}

static void a_cut_is_found_wherever_it_is(void **state)
{
	(void)state;
	AUTO(arena) kept = ARENA(WORK_LIMIT);
	struct bytes package;
	if (!shared_file(&kept, damaged, &package))
		skip();
	enum { STEP = 17 };
	for (size_t size = 0; size < package.size; size += STEP) {
		AUTO(arena) arena = ARENA(WORK_LIMIT);
		struct lint_report report;
		assert_ok(lint_package(bytes_first(package, size), &target, &arena, &report));
		check_report(&report, package, size);
		if (report.verdict != LINT_ABORTS || report.counts[LINT_ERROR] == 0)
			fail_msg("%zu octets are taken for a package", size);
	}
}

static void a_flipped_bit_does_no_harm(void **state)
{
	(void)state;
	AUTO(arena) kept = ARENA(WORK_LIMIT);
	struct bytes package, copy;
	if (!shared_file(&kept, damaged, &package))
		skip();
	assert_ok(arena_copy(&kept, package, &copy));
	enum { STEP = 61 };
	for (size_t bit = 0; bit < 8 * package.size; bit += STEP) {
		AUTO(arena) arena = ARENA(WORK_LIMIT);
		AUTO(buffer) mended = BUFFER(1 << 20);
		struct lint_report report;
		const struct lint_change *changes;
		uint8_t *octet = (uint8_t *)copy.data + bit / 8;
		*octet ^= (uint8_t)(1u << bit % 8);
		assert_ok(lint_package(copy, &target, &arena, &report));
		check_report(&report, copy, bit / 8);
		assert_ok(lint_mend(copy, &target, &arena, &mended, &changes));
		*octet ^= (uint8_t)(1u << bit % 8);
	}
}

static void many_of_everything_stay_quick(void **state)
{
	(void)state;
	static const char *const repeated[] = {
		"A203810101", "AA07A0058000810101", "B000", "A10F A003810101 A108 3006 8000 6202 8300", "30030201FF",
		"A20B A003810101 A104 A002 3000", "A003 83018F", "B307 A003810101 A200",
	};
	enum { SIZE = 1 << 20, COUNT = 8000 };
	EACH(unit, repeated) {
		AUTO(arena) arena = ARENA(WORK_LIMIT);
		AUTO(buffer) package = BUFFER(SIZE);
		struct lint_report report;
		struct bytes one = octets(&arena, *unit);
		for (size_t i = 0; i < COUNT && package.size + one.size <= SIZE; i++)
			assert_ok(buffer_append(&package, one));
		assert_ok(lint_package(buffer_bytes(&package), &target, &arena, &report));
		CHECK(report.verdict == LINT_ABORTS, *unit);
		check_report(&report, buffer_bytes(&package), 0);
	}
}

/* A package in which one thing is wrong a thousand times still tells the others. */
static void many_findings_hide_no_other(void **state)
{
	(void)state;
	enum { DEFAULTS = 1000 };
	AUTO(arena) arena = ARENA(WORK_LIMIT);
	AUTO(buffer) package = BUFFER(1 << 20);
	struct lint_report report;
	size_t defaults = 0;
	bool has_end = false;
	for (size_t i = 0; i < DEFAULTS; i++)
		assert_ok(buffer_append(&package, octets(&arena, "B00C A003810101 A205 A103 8A0105")));
	assert_ok(lint_package(buffer_bytes(&package), NULL, &arena, &report));
	for (const struct lint_finding *finding = report.first; finding; finding = finding->next) {
		defaults += strcmp(finding->rule->id, "X03") == 0;
		has_end = has_end || strcmp(finding->rule->id, "Q10") == 0;
	}
	assert_int_equal(defaults, LINT_RULE_FINDINGS_MAXIMUM);
	CHECK(has_end && report.left_out >= DEFAULTS - LINT_RULE_FINDINGS_MAXIMUM, "the others");
	CHECK(report.counts[LINT_WARNING] >= DEFAULTS, "counted all the same");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(real_profiles_are_as_good_as_they_are),
	cmocka_unit_test(a_cut_is_found_wherever_it_is),
	cmocka_unit_test(a_flipped_bit_does_no_harm),
	cmocka_unit_test(many_of_everything_stay_quick),
	cmocka_unit_test(many_findings_hide_no_other),
};

TESTS_MAIN(tests)
