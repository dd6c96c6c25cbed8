/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/update_metadata.h"

#include "support/test.h"

#define ICCID "5A0A98940920000000000010"
/* ICCID, provider "A", name "B", PNG icon, class, owner, PPR1 and PPR2, access rules. */
#define FULL "BF252A" ICCID "910141 920142 930101 9402C0DE 950102 B7058003 00F110 99020560 BF7600"

static void good_requests(void **state)
{
	(void)state;
	static const struct {
		const char *what, *stored, *request, *want;
	} rows[] = {
		{ "nothing", FULL, "BF2A00",
		  FULL },
		{ "a name", FULL, "BF2A03 920158",
		  "BF252A" ICCID "910141 920158 930101 9402C0DE 950102 B7058003 00F110 99020560 BF7600" },
		{ "both names taken away", FULL, "BF2A04 9100 9200",
		  "BF2528" ICCID "9100 9200 930101 9402C0DE 950102 B7058003 00F110 99020560 BF7600" },
		{ "the icon taken away, and its type with it", FULL, "BF2A02 9400",
		  "BF2523" ICCID "910141 920142 950102 B7058003 00F110 99020560 BF7600" },
		{ "another icon", FULL, "BF2A06 930100 9401AA",
		  "BF2529" ICCID "910141 920142 930100 9401AA 950102 B7058003 00F110 99020560 BF7600" },
		{ "PPR2 unset", FULL, "BF2A04 99020640",
		  "BF252A" ICCID "910141 920142 930101 9402C0DE 950102 B7058003 00F110 99020640 BF7600" },
		{ "all rules unset", FULL, "BF2A02 9900",
		  "BF2526" ICCID "910141 920142 930101 9402C0DE 950102 B7058003 00F110 BF7600" },
		{ "data of a service, before what comes later", FULL, "BF2A07 BF2204 30028000",
		  "BF2531" ICCID "910141 920142 930101 9402C0DE 950102 B7058003 00F110 99020560 BF2204 30028000 BF7600" },
		{ "an icon where there was none", "BF2512" ICCID "910141 920142", "BF2A06 930100 9401AA",
		  "BF2518" ICCID "910141 920142 930100 9401AA" },
		{ "a field of a later version", FULL, "BF2A05 BA03 800100",
		  FULL },
		{ "fields that cannot be updated", FULL, "BF2A03 950100",
		  FULL },
	};
	EACH(row, rows) {
		AUTO(arena) arena = ARENA(4096);
		AUTO(buffer) out = BUFFER(METADATA_MAXIMUM);
		enum status status = metadata_update(octets(&arena, row->stored), octets(&arena, row->request), &out);
		CHECK_STATUS(status, STATUS_OK, row->what);
		check_bytes(buffer_bytes(&out), octets(&arena, row->want), row->what);
	}
}

static void wrong_requests(void **state)
{
	(void)state;
	static const struct {
		const char *what, *stored, *request;
		enum status want;
	} rows[] = {
		{ "a rule is set", "BF2512" ICCID "910141 920142", "BF2A04 99020640",
		  STATUS_REFUSED },
		{ "one rule more", "BF2516" ICCID "910141 920142 99020640", "BF2A04 99020560",
		  STATUS_REFUSED },
		{ "no BIT STRING", FULL, "BF2A03 9901FF",
		  STATUS_MALFORMED },
		{ "a field twice", FULL, "BF2A06 920158 920159",
		  STATUS_MALFORMED },
		{ "a control character", FULL, "BF2A03 92011B",
		  STATUS_MALFORMED },
		{ "a provider of 33 octets", FULL, "BF2A23 9121 414141414141414141414141414141414141414141414141414141414141414141",
		  STATUS_MALFORMED },
		{ "an icon without type", "BF2512" ICCID "910141 920142", "BF2A03 9401AA",
		  STATUS_MALFORMED },
		{ "cut off", FULL, "BF2A03 9201",
		  STATUS_MALFORMED },
		{ "another message", FULL, "BF2503 920158",
		  STATUS_MALFORMED },
		{ "something after it", FULL, "BF2A03 920158 00",
		  STATUS_MALFORMED },
	};
	EACH(row, rows) {
		AUTO(arena) arena = ARENA(4096);
		AUTO(buffer) out = BUFFER(METADATA_MAXIMUM);
		enum status status = metadata_update(octets(&arena, row->stored), octets(&arena, row->request), &out);
		CHECK_STATUS(status, row->want, row->what);
		CHECK(out.size == 0, row->what);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(good_requests),
	cmocka_unit_test(wrong_requests),
};

TESTS_MAIN(tests)
