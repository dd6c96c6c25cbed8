/* SPDX-License-Identifier: Apache-2.0 */
/* How accounts prove who they are: by a password for a session, by the session's token or a program's token afterwards. */
#ifndef SERVER_ACCOUNT_SESSION_H
#define SERVER_ACCOUNT_SESSION_H

#include "server/account.h"

/* The numbers stand in databases: never change one. */
enum account_key_kind { ACCOUNT_KEY_SESSION = 1, ACCOUNT_KEY_PROGRAM = 2 };

/* Who asks. */
struct account_principal {
	struct text name;
	enum account_role role;
	enum account_key_kind kind;
	int64_t expires_at;
};

/* Wrong passwords are counted, for the account and for the address that they come from, before they are answered; whoever has
 * too many must wait, and the right one does not help meanwhile. Refused by 1.1-6.1: wrong name or password, which of them
 * stays unsaid; 1.1-5.1: to be asked again later. Result: struct account_login. */
struct account_login_request {
	struct text name;
	struct text password;
	struct text peer;
};
struct account_login {
	struct text token; /* first: the cookie */
	struct account_principal principal;
};
extern const struct server_function account_login_function;

/* Whose token it is. Refused by 1.1-6.1: nobody's, or it has expired, or its account is disabled. Result: struct
 * account_principal. */
struct account_prove_request {
	struct text token;
	enum account_key_kind kind;
};
extern const struct server_function account_prove_function;

/* Forgets a session's token. No result. */
struct account_logout_request {
	struct text token;
};
extern const struct server_function account_logout_function;

/* A token for a program of an account, with the role of the account or support or auditor. Refused by 1.1-3.9: no such account;
 * 1.1-2.1: no days, or more than ACCOUNT_TOKEN_DAYS_MAXIMUM. Result: struct account_link. */
struct account_token_request {
	struct text account;
	struct text title;
	enum account_role role; /* nought: the account's */
	int64_t days;
};
extern const struct server_function account_token_function;

/* Tokens of all programs; result: struct account_token_list. The request is not looked at. */
struct account_token_entry {
	struct text identifier; /* the first 16 digits of its hash */
	struct text account, title;
	enum account_role role;
	int64_t created_at, seen_at, expires_at;
};
struct account_token_list {
	const struct account_token_entry *tokens;
	size_t count;
};
extern const struct server_function account_token_list_function;

/* Refused by 1.1-3.9: there is none. No result. */
struct account_revoke_request {
	struct text identifier;
};
extern const struct server_function account_revoke_function;

/* Adds the end of links, sessions, tokens and counts that nobody can use any more. */
enum status account_expire(struct exchange *exchange) MUST_CHECK;

#endif
