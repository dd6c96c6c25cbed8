/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/activation_code.h"

#include "support/test.h"

struct row {
	const char *input;
	const char *address;
	const char *matching_id;
	const char *oid;
	bool code_required;
	const char *printed;
};

static void check_row(const struct row *row)
{
	struct activation_code code;
	AUTO(buffer) printed = BUFFER(ACTIVATION_CODE_MAXIMUM);
	CHECK_STATUS(activation_code_parse(text_from(row->input), &code), STATUS_OK, row->input);
	check_text(code.smdp_address, row->address, row->input);
	check_text(code.matching_id, row->matching_id, row->input);
	check_text(code.smdp_oid, row->oid, row->input);
	CHECK(code.confirmation_code_required == row->code_required, row->input);
	assert_ok(activation_code_print(&code, &printed));
	check_text(buffer_text(&printed), row->printed, row->input);
}

/* The examples of SGP.22 4.1, and what is seen on the market. */
static void examples(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{ "1$SMDP.GSMA.COM$04386-AGYFT-A74Y8-3F815", "SMDP.GSMA.COM", "04386-AGYFT-A74Y8-3F815", "", false,
		  "1$SMDP.GSMA.COM$04386-AGYFT-A74Y8-3F815" },
		{ "1$SMDP.GSMA.COM$04386-AGYFT-A74Y8-3F815$$1", "SMDP.GSMA.COM", "04386-AGYFT-A74Y8-3F815", "", true,
		  "1$SMDP.GSMA.COM$04386-AGYFT-A74Y8-3F815$$1" },
		{ "1$SMDP.GSMA.COM$04386-AGYFT-A74Y8-3F815$1.3.6.1.4.1.31746", "SMDP.GSMA.COM",
		  "04386-AGYFT-A74Y8-3F815", "1.3.6.1.4.1.31746", false,
		  "1$SMDP.GSMA.COM$04386-AGYFT-A74Y8-3F815$1.3.6.1.4.1.31746" },
		{ "1$SMDP.GSMA.COM$04386-AGYFT-A74Y8-3F815$1.3.6.1.4.1.31746$1", "SMDP.GSMA.COM",
		  "04386-AGYFT-A74Y8-3F815", "1.3.6.1.4.1.31746", true,
		  "1$SMDP.GSMA.COM$04386-AGYFT-A74Y8-3F815$1.3.6.1.4.1.31746$1" },
		{ "1$SMDP.GSMA.COM$$1.3.6.1.4.1.31746", "SMDP.GSMA.COM", "", "1.3.6.1.4.1.31746", false,
		  "1$SMDP.GSMA.COM$$1.3.6.1.4.1.31746" },
		{ "LPA:1$smdp.example$A-1", "smdp.example", "A-1", "", false, "1$smdp.example$A-1" },
		{ " \t lpa:1$smdp.example:8443$A\r\n", "smdp.example:8443", "A", "", false, "1$smdp.example:8443$A" },
		{ "LPA: 1$smdp.example$", "smdp.example", "", "", false, "1$smdp.example$" },
		{ "1$smdp.example", "smdp.example", "", "", false, "1$smdp.example$" },
		{ "1$smdp.example$A$$", "smdp.example", "A", "", false, "1$smdp.example$A" },
		{ "1$smdp.example$A$$0", "smdp.example", "A", "", false, "1$smdp.example$A" },
		{ "1$smdp.example$A$$1$F54172BD$xyz$", "smdp.example", "A", "", true, "1$smdp.example$A$$1" },
	};
	EACH(row, rows)
		check_row(row);
}

static void refusals(void **state)
{
	(void)state;
	static const struct {
		const char *input;
		enum status want;
	} rows[] = {
		{ "", STATUS_MALFORMED }, { " ", STATUS_MALFORMED }, { "LPA:", STATUS_MALFORMED },
		{ "1", STATUS_MALFORMED }, { "hello", STATUS_MALFORMED }, { "$", STATUS_MALFORMED },
		{ "1$", STATUS_MALFORMED }, { "1$$A", STATUS_MALFORMED }, { "$smdp.example$A", STATUS_MALFORMED },
		{ "x$smdp.example$A", STATUS_MALFORMED }, { "1 $smdp.example$A", STATUS_MALFORMED },
		{ "1$smdp example$A", STATUS_MALFORMED }, { "1$https://smdp.example$A", STATUS_MALFORMED },
		{ "1$smdp.example$abc", STATUS_MALFORMED }, { "1$smdp.example$A_B", STATUS_MALFORMED },
		{ "1$smdp.example$A$1.3.x", STATUS_MALFORMED }, { "1$smdp.example$A$1", STATUS_MALFORMED },
		{ "1$smdp.example$A$$2", STATUS_MALFORMED }, { "1$smdp.example$A$$yes", STATUS_MALFORMED },
		{ "LPA:LPA:1$smdp.example$A", STATUS_MALFORMED }, { "LP:1$smdp.example$A", STATUS_MALFORMED },
		{ "2$smdp.example$A", STATUS_UNSUPPORTED }, { "0$x", STATUS_UNSUPPORTED },
		{ "11$smdp.example$A", STATUS_UNSUPPORTED }, { "01$smdp.example$A", STATUS_UNSUPPORTED },
	};
	EACH(row, rows) {
		struct activation_code code = { .smdp_address = TEXT("kept") };
		CHECK_STATUS(activation_code_parse(text_from(row->input), &code), row->want, row->input);
		check_text(code.smdp_address, "kept", row->input);
	}
}

/* Cut off anywhere, a code is refused or says something shorter, and is never read past its end. */
static void cut_off_anywhere(void **state)
{
	(void)state;
	static const char whole[] = "LPA:1$smdp.example$A-1$2.999.10$1";
	for (size_t size = 0; size <= sizeof whole - 1; size++) {
		char *exact = malloc(size ? size : 1);
		assert_non_null(exact);
		memcpy(exact, whole, size);
		struct activation_code code;
		AUTO(buffer) printed = BUFFER(ACTIVATION_CODE_MAXIMUM);
		if (activation_code_parse((struct text){ exact, size }, &code) == STATUS_OK)
			assert_ok(activation_code_print(&code, &printed));
		free(exact);
	}
}

static void lengths(void **state)
{
	(void)state;
	char input[ACTIVATION_CODE_MAXIMUM + 2];
	memset(input, 'A', sizeof input);
	memcpy(input, "1$smdp.example$", 15);
	struct activation_code code;
	AUTO(buffer) printed = BUFFER(1024);
	assert_ok(activation_code_parse((struct text){ input, ACTIVATION_CODE_MAXIMUM }, &code));
	assert_ok(activation_code_print(&code, &printed));
	check_bytes(buffer_bytes(&printed), bytes_from(input, ACTIVATION_CODE_MAXIMUM), "longest");
	CHECK_STATUS(activation_code_parse((struct text){ input, ACTIVATION_CODE_MAXIMUM + 1 }, &code),
	             STATUS_MALFORMED, "too long");
	code.smdp_oid = TEXT("2.999");
	CHECK_STATUS(activation_code_print(&code, &printed), STATUS_TOO_LARGE, "longer than it may be");
	code = (struct activation_code){ .smdp_address = TEXT("a b") };
	CHECK_STATUS(activation_code_print(&code, &printed), STATUS_MALFORMED, "a wrong address");
	assert_int_equal(printed.size, ACTIVATION_CODE_MAXIMUM);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(examples),
	cmocka_unit_test(refusals),
	cmocka_unit_test(cut_off_anywhere),
	cmocka_unit_test(lengths),
};

TESTS_MAIN(tests)
