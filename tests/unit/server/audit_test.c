/* SPDX-License-Identifier: Apache-2.0 */
/* The log of who did what: whatever is changed in it afterwards is found. */
#include "support/test.h"

#include "server/audit.h"
#include "support/test_smdp.h"

enum { ENTRIES = 5 };

static int set_up(void **state)
{
	struct test_smdp *server = calloc(1, sizeof *server);
	test_smdp_make(server, NULL, 0);
	for (int i = 0; i < ENTRIES; i++) {
		const struct audit_entry entry = {
			.actor = TEXT("ann"), .role = TEXT("operator"), .action = TEXT("releaseProfile"), .subject = TEXT(TEST_ICCID),
			.outcome = TEXT("done"),
		};
		struct audit_entry written;
		assert_string_equal(test_smdp_run(server, &audit_append_function, &entry, &written, sizeof written), "");
		assert_int_equal(written.number, i + 1);
		assert_int_equal(written.at, server->host.now);
	}
	*state = server;
	return 0;
}

static int tear_down(void **state)
{
	test_smdp_release(*state);
	free(*state);
	return 0;
}

static struct audit_verdict follow(struct test_smdp *server, const struct audit_chain *from)
{
	struct audit_verdict verdict;
	struct audit_verify_request request = { 0 };
	if (from)
		request.from = *from;
	assert_string_equal(test_smdp_run(server, &audit_verify_function, &request, &verdict, sizeof verdict), "");
	return verdict;
}

static void apply(struct test_smdp *server, const char *sql)
{
	const struct database_statement statement = { .sql = sql, .expected_rows = DATABASE_ANY_ROWS };
	test_host_apply(&server->host, &statement);
}

static void what_was_written_holds(void **state)
{
	struct audit_verdict verdict = follow(*state, NULL);
	assert_true(verdict.holds && verdict.is_last);
	assert_int_equal(verdict.head.number, ENTRIES);
	struct audit_chain head;
	char text[AUDIT_HEAD_TEXT_SIZE];
	audit_head_print(&verdict.head, text);
	assert_ok(audit_head_parse(text_from(text), &head));
	verdict = follow(*state, &head);
	assert_true(verdict.holds && verdict.is_last);
	assert_int_equal(verdict.head.number, ENTRIES);
}

/* The digest of an entry, made by hand: octets as the header of audit.h has them. */
static void the_digest_is_the_one_that_is_documented(void **state)
{
	struct test_smdp *server = *state;
	struct audit_list list;
	const struct audit_list_request request = { .maximum = 1 };
	assert_string_equal(test_smdp_run(server, &audit_list_function, &request, &list, sizeof list), "");
	uint8_t octets[200] = { [7] = 1 }, digest[SHA256_SIZE];
	size_t size = 16;
	const char *const texts[] = { "ann", "operator", "releaseProfile", TEST_ICCID, "done" };
	for (int i = 0; i < 8; i++)
		octets[8 + i] = (uint8_t)((uint64_t)server->host.now >> 8 * (7 - i));
	EACH (text, texts) {
		octets[size + 3] = (uint8_t)strlen(*text);
		memcpy(octets + size + 4, *text, strlen(*text));
		size += 4 + strlen(*text);
	}
	const struct bytes parts[] = { bytes_from(octets, size + SHA256_SIZE) };
	assert_ok(sha256(parts, 1, digest));
	check_bytes(list.entries[0].digest, BYTES(digest), "digest");
}

static void changes_are_found(void **state)
{
	static const struct {
		const char *sql;
		int64_t holds_until;
	} changes[] = {
		{ "UPDATE audit SET actor = 'bob' WHERE number = 3", 2 },
		{ "UPDATE audit SET role = '' WHERE number = 1", 0 },
		{ "UPDATE audit SET action = 'x' WHERE number = 5", 4 },
		{ "UPDATE audit SET subject = '' WHERE number = 3", 2 },
		{ "UPDATE audit SET outcome = 'refused' WHERE number = 2", 1 },
		{ "UPDATE audit SET at = at + 1 WHERE number = 4", 3 },
		{ "UPDATE audit SET actor = 'an', role = 'noperator' WHERE number = 3", 2 },
		{ "UPDATE audit SET previous = digest WHERE number = 3", 2 },
		{ "DELETE FROM audit WHERE number = 1", 0 },
		{ "DELETE FROM audit WHERE number = 3", 2 },
		{ "UPDATE audit SET number = 6 WHERE number = 5", 4 },
		{ "INSERT INTO audit SELECT 6, at, actor, role, action, subject, outcome, digest, digest FROM audit WHERE number = 5", 5 },
	};
	EACH (change, changes) {
		void *other = NULL;
		(void)state;
		assert_int_equal(set_up(&other), 0);
		apply(other, change->sql);
		struct audit_verdict verdict = follow(other, NULL);
		if (verdict.holds || verdict.head.number != change->holds_until)
			print_message("# %s: %lld\n", change->sql, (long long)verdict.head.number);
		assert_false(verdict.holds);
		assert_int_equal(verdict.head.number, change->holds_until);
		tear_down(&other);
	}
}

/* Without the last entries the others hold: only a head that was kept elsewhere tells. */
static void an_end_that_is_cut_off_is_found_by_the_head(void **state)
{
	struct audit_chain head = follow(*state, NULL).head;
	apply(*state, "DELETE FROM audit WHERE number > 3");
	assert_true(follow(*state, NULL).holds);
	assert_false(follow(*state, &head).holds);
}

static void heads_that_are_none(void **state)
{
	(void)state;
	struct audit_chain head;
	const char *const wrong[] = { "", ":", "5", "5:", "5:AA", "x:", "-1:00" };
	EACH (text, wrong)
		CHECK_STATUS(audit_head_parse(text_from(*text), &head), STATUS_MALFORMED, *text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_was_written_holds, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_digest_is_the_one_that_is_documented, set_up, tear_down),
		cmocka_unit_test(changes_are_found),
		cmocka_unit_test_setup_teardown(an_end_that_is_cut_off_is_found_by_the_head, set_up, tear_down),
		cmocka_unit_test(heads_that_are_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
