/* SPDX-License-Identifier: Apache-2.0 */
/* Accounts: links that work once, passwords that cannot be tried often, tokens that end. */
#include "support/test.h"

#include "server/account_session.h"
#include "support/test_smdp.h"

#define PASSWORD "correct horse battery"

static int set_up(void **state)
{
	struct test_smdp *server = calloc(1, sizeof *server);
	test_smdp_make(server, NULL, 0);
	*state = server;
	return 0;
}

static int tear_down(void **state)
{
	test_smdp_release(*state);
	free(*state);
	return 0;
}

#define EXPECT(call, want) assert_string_equal(call, want)

static struct text invite(struct test_smdp *server, const char *name, bool is_new, enum account_role role)
{
	const struct account_invite_request request = { text_from(name), is_new, role };
	struct account_link link;
	EXPECT(test_smdp_run(server, &account_invite_function, &request, &link, sizeof link), "");
	return link.token;
}

static const char *redeem(struct test_smdp *server, struct text token, const char *name, const char *password)
{
	const struct account_redeem_request request = { token, text_from(name), text_from(password) };
	return test_smdp_run(server, &account_redeem_function, &request, NULL, 0);
}

static const char *login(struct test_smdp *server, const char *name, const char *password, struct account_login *out)
{
	const struct account_login_request request = { text_from(name), text_from(password), TEXT("192.0.2.1") };
	return test_smdp_run(server, &account_login_function, &request, out, out ? sizeof *out : 0);
}

static const char *prove(struct test_smdp *server, struct text token, enum account_key_kind kind, struct account_principal *out)
{
	const struct account_prove_request request = { token, kind };
	return test_smdp_run(server, &account_prove_function, &request, out, out ? sizeof *out : 0);
}

static void add(struct test_smdp *server, const char *name, enum account_role role)
{
	EXPECT(redeem(server, invite(server, name, true, role), NULL, PASSWORD), "");
}

static void the_first_account_by_one_of_two_links(void **state)
{
	struct test_smdp *server = *state;
	struct account_link first, second;
	struct account_login session;
	EXPECT(test_smdp_run(server, &account_invite_first_function, "", &first, sizeof first), "");
	EXPECT(test_smdp_run(server, &account_invite_first_function, "", &second, sizeof second), "");
	EXPECT(redeem(server, first.token, "ann", "short"), "1.1-2.1");
	EXPECT(redeem(server, first.token, "no name", PASSWORD), "1.1-2.1");
	EXPECT(redeem(server, first.token, "ann", PASSWORD), "");
	EXPECT(redeem(server, first.token, "bob", PASSWORD), "1.1-3.9");
	EXPECT(redeem(server, second.token, "bob", PASSWORD), "1.1-3.9");
	EXPECT(login(server, "ann", PASSWORD, &session), "");
	assert_int_equal(session.principal.role, ACCOUNT_OPERATOR);
}

static void links_end(void **state)
{
	struct test_smdp *server = *state;
	struct text token = invite(server, "ann", true, ACCOUNT_SUPPORT), later;
	EXPECT(login(server, "ann", "", NULL), "1.1-6.1");
	server->host.now += ACCOUNT_LINK_SECONDS;
	EXPECT(redeem(server, token, NULL, PASSWORD), "1.1-3.9");
	later = invite(server, "ann", false, 0);
	server->host.now += ACCOUNT_LINK_SECONDS - 1;
	EXPECT(redeem(server, later, NULL, PASSWORD), "");
	EXPECT(login(server, "ann", PASSWORD, NULL), "");
	invite(server, "ann", false, 0); /* the password is gone from now on */
	EXPECT(login(server, "ann", PASSWORD, NULL), "1.1-6.1");
	EXPECT(redeem(server, TEXT("no token"), NULL, PASSWORD), "1.1-3.9");
}

static void wrong_passwords_cost_time(void **state)
{
	struct test_smdp *server = *state;
	add(server, "ann", ACCOUNT_OPERATOR);
	for (int i = 0; i < 5; i++)
		EXPECT(login(server, "ann", "wrong password", NULL), "1.1-6.1");
	EXPECT(login(server, "ann", PASSWORD, NULL), "1.1-5.1");
	server->host.now += 4;
	EXPECT(login(server, "ann", "wrong password", NULL), "1.1-6.1");
	server->host.now += 7;
	EXPECT(login(server, "ann", PASSWORD, NULL), "1.1-5.1");
	server->host.now += 1;
	EXPECT(login(server, "ann", PASSWORD, NULL), "");
	EXPECT(login(server, "ann", "wrong password", NULL), "1.1-6.1"); /* they are counted anew */
	EXPECT(login(server, "ann", PASSWORD, NULL), "");
}

static void an_address_cannot_try_all_names(void **state)
{
	struct test_smdp *server = *state;
	for (int i = 0; i < 20; i++)
		EXPECT(login(server, arena_print(&server->host.arena, "name%d", i), PASSWORD, NULL), "1.1-6.1");
	EXPECT(login(server, "another", PASSWORD, NULL), "1.1-5.1");
}

static void sessions_end(void **state)
{
	struct test_smdp *server = *state;
	struct account_login session;
	struct account_principal who;
	add(server, "ann", ACCOUNT_AUDITOR);
	EXPECT(login(server, "ann", PASSWORD, &session), "");
	EXPECT(prove(server, session.token, ACCOUNT_KEY_SESSION, &who), "");
	check_text(who.name, "ann", "name");
	EXPECT(prove(server, session.token, ACCOUNT_KEY_PROGRAM, NULL), "1.1-6.1");
	server->host.now += ACCOUNT_IDLE_SECONDS - 1;
	EXPECT(prove(server, session.token, ACCOUNT_KEY_SESSION, NULL), "");
	server->host.now += ACCOUNT_IDLE_SECONDS;
	EXPECT(prove(server, session.token, ACCOUNT_KEY_SESSION, NULL), "1.1-6.1");
	EXPECT(login(server, "ann", PASSWORD, &session), "");
	for (int64_t end = server->host.now + ACCOUNT_SESSION_SECONDS; server->host.now < end; server->host.now += 1000)
		EXPECT(prove(server, session.token, ACCOUNT_KEY_SESSION, NULL), "");
	EXPECT(prove(server, session.token, ACCOUNT_KEY_SESSION, NULL), "1.1-6.1");
	EXPECT(login(server, "ann", PASSWORD, &session), "");
	const struct account_logout_request request = { session.token };
	EXPECT(test_smdp_run(server, &account_logout_function, &request, NULL, 0), "");
	EXPECT(prove(server, session.token, ACCOUNT_KEY_SESSION, NULL), "1.1-6.1");
}

static void a_token_is_never_more_than_its_account(void **state)
{
	struct test_smdp *server = *state;
	struct account_link token;
	struct account_principal who;
	add(server, "ann", ACCOUNT_OPERATOR);
	add(server, "bob", ACCOUNT_OPERATOR);
	const struct account_token_request request = { TEXT("bob"), TEXT("billing"), 0, 30 };
	EXPECT(test_smdp_run(server, &account_token_function, &request, &token, sizeof token), "");
	EXPECT(prove(server, token.token, ACCOUNT_KEY_PROGRAM, &who), "");
	assert_int_equal(who.role, ACCOUNT_OPERATOR);
	server->host.now += 30 * 86400 - 1;
	EXPECT(prove(server, token.token, ACCOUNT_KEY_PROGRAM, NULL), "");
	server->host.now += 1;
	EXPECT(prove(server, token.token, ACCOUNT_KEY_PROGRAM, NULL), "1.1-6.1");
	const struct account_token_request less = { TEXT("bob"), TEXT("watcher"), ACCOUNT_AUDITOR, 30 };
	EXPECT(test_smdp_run(server, &account_token_function, &less, &token, sizeof token), "");
	EXPECT(prove(server, token.token, ACCOUNT_KEY_PROGRAM, &who), "");
	assert_int_equal(who.role, ACCOUNT_AUDITOR);
	const struct account_change_request disable = { .name = TEXT("bob"), .has_disabled = true, .disabled = true };
	EXPECT(test_smdp_run(server, &account_change_function, &disable, NULL, 0), "");
	EXPECT(prove(server, token.token, ACCOUNT_KEY_PROGRAM, NULL), "1.1-6.1");
	EXPECT(login(server, "bob", PASSWORD, NULL), "1.1-6.1");
}

static void there_is_always_an_operator(void **state)
{
	struct test_smdp *server = *state;
	add(server, "ann", ACCOUNT_OPERATOR);
	add(server, "bob", ACCOUNT_SUPPORT);
	const struct account_change_request demote = { .name = TEXT("ann"), .has_role = true, .role = ACCOUNT_SUPPORT };
	const struct account_change_request promote = { .name = TEXT("bob"), .has_role = true, .role = ACCOUNT_OPERATOR };
	const struct account_change_request self = { .name = TEXT("bob"), .has_disabled = true, .disabled = true,
	  .by = TEXT("bob") };
	const struct account_remove_request remove = { .name = TEXT("ann") }, nobody = { .name = TEXT("eve") };
	EXPECT(test_smdp_run(server, &account_change_function, &demote, NULL, 0), "1.1-1.2");
	EXPECT(test_smdp_run(server, &account_remove_function, &remove, NULL, 0), "1.1-1.2");
	EXPECT(test_smdp_run(server, &account_change_function, &promote, NULL, 0), "");
	EXPECT(test_smdp_run(server, &account_change_function, &self, NULL, 0), "1.1-1.2");
	EXPECT(test_smdp_run(server, &account_remove_function, &remove, NULL, 0), "");
	EXPECT(test_smdp_run(server, &account_remove_function, &nobody, NULL, 0), "1.1-3.9");
	EXPECT(login(server, "ann", PASSWORD, NULL), "1.1-6.1");
}

static void names(void **state)
{
	(void)state;
	const char *const good[] = { "a", "Ann.Example-1@example.com", "_" };
	const char *const bad[] = { "", "a b", "a/b", "\xC3\xA4", "a\n",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" };
	EACH (name, good)
		assert_true(account_name_is_valid(text_from(*name)));
	EACH (name, bad)
		assert_false(account_name_is_valid(text_from(*name)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_first_account_by_one_of_two_links, set_up, tear_down),
		cmocka_unit_test_setup_teardown(links_end, set_up, tear_down),
		cmocka_unit_test_setup_teardown(wrong_passwords_cost_time, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_address_cannot_try_all_names, set_up, tear_down),
		cmocka_unit_test_setup_teardown(sessions_end, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_token_is_never_more_than_its_account, set_up, tear_down),
		cmocka_unit_test_setup_teardown(there_is_always_an_operator, set_up, tear_down),
		cmocka_unit_test(names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
