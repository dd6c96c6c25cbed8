/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include "pki/eum_constraints.h"

/* GeneralSubtrees written out: { O = Acme, serialNumber = 8904 }, { O = Acme, serialNumber = 35 }, { O = Bolt,
 * serialNumber = 8904 }, and one of another form. */
#define NAME(o, sn) "310D 300B 0603 55040A 0C04" o "310D 300B 0603 550405 1304" sn
#define ACME_8904 "3022 A420 301E" NAME("41636D65", "38393034")
#define BOLT_3535 "3022 A420 301E" NAME("426F6C74", "33353335")
#define ONLY_ORGANIZATION "3013 A411 300F 310D 300B 0603 55040A 0C04 41636D65"
#define DOMAIN_NAME "3005 8203 61612E"

static const struct {
	const char *what, *constraints, *organization, *eid;
	bool want;
} cases[] = {
	{ "the one subtree", "3026 A024" ACME_8904, "Acme", "89041", true },
	{ "the prefix alone", "3026 A024" ACME_8904, "Acme", "8904", true },
	{ "shorter than the prefix", "3026 A024" ACME_8904, "Acme", "890", false },
	{ "another prefix", "3026 A024" ACME_8904, "Acme", "18904", false },
	{ "another organisation", "3026 A024" ACME_8904, "Acmes", "89041", false },
	{ "no organisation", "3026 A024" ACME_8904, "", "89041", false },
	{ "the second subtree", "304A A048" ACME_8904 BOLT_3535, "Bolt", "35350", true },
	{ "one's name, the other's prefix", "304A A048" ACME_8904 BOLT_3535, "Bolt", "89041", false },
	{ "after one of another form", "302D A02B" DOMAIN_NAME ACME_8904, "Acme", "89041", true },
	{ "no prefix", "3017 A015" ONLY_ORGANIZATION, "Acme", "89041", false },
	{ "something excluded too", "304C A024" ACME_8904 "A124" BOLT_3535, "Acme", "89041", false },
	{ "only something excluded", "3026 A124" ACME_8904, "Acme", "89041", false },
	{ "no subtree", "3002 A000", "Acme", "89041", false },
	{ "no constraints", "3000", "Acme", "89041", false },
	{ "nothing", "", "Acme", "89041", false },
	{ "no DER", "3026 A024 FF", "Acme", "89041", false },
};

static void who_is_allowed(void **state)
{
	(void)state;
	EACH(row, cases) {
		AUTO(arena) arena = ARENA(1 << 16);
		struct bytes constraints = octets(&arena, row->constraints);
		CHECK(eum_constraints_allow(constraints, text_from(row->organization), text_from(row->eid)) == row->want,
		      row->what);
		for (size_t size = 0; size < constraints.size; size++)
			CHECK(!eum_constraints_allow(bytes_first(constraints, size), text_from(row->organization),
			                             text_from(row->eid)), "cut off");
	}
}

static void what_is_written_allows(void **state)
{
	(void)state;
	AUTO(buffer) out = BUFFER(256);
	struct der_writer writer = der_writer(&out);
	eum_constraints_put(&writer, TEXT("Acme"), TEXT("8904"));
	assert_ok(der_finish(&writer));
	CHECK(eum_constraints_allow(buffer_bytes(&out), TEXT("Acme"), TEXT("89049")), "own");
	CHECK(!eum_constraints_allow(buffer_bytes(&out), TEXT("Acme"), TEXT("89059")), "another");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(who_is_allowed),
	cmocka_unit_test(what_is_written_allows),
};

TESTS_MAIN(tests)
