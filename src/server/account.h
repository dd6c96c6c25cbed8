/* SPDX-License-Identifier: Apache-2.0 */
/* Who may use the admin address of a server, and as what: people with a password, and their programs with a token. Nobody has
 * a password that somebody else has chosen: an account begins with a link that works once. Functions of an exchange: set
 * exchange->request to the struct beside the function. Tokens are shown once, and stand in the tables as their SHA-256. */
#ifndef SERVER_ACCOUNT_H
#define SERVER_ACCOUNT_H

#include "server/exchange.h"

enum {
	ACCOUNT_NAME_MAXIMUM = 64,
	ACCOUNT_TITLE_MAXIMUM = 100,
	ACCOUNT_PASSWORD_MINIMUM = 12, /* characters */
	ACCOUNT_PASSWORD_MAXIMUM = 256,
	ACCOUNT_TOKEN_DIGITS = 64,     /* hexadecimal, of 32 unpredictable octets */
	ACCOUNT_LINK_SECONDS = 24 * 3600,
	ACCOUNT_IDLE_SECONDS = 30 * 60,
	ACCOUNT_SESSION_SECONDS = 12 * 3600,
	ACCOUNT_TOKEN_DAYS_MAXIMUM = 3660,
};

/* Bits, so that several can be named at once. The numbers stand in databases: never change one. */
enum account_role {
	ACCOUNT_OPERATOR = 1, /* everything */
	ACCOUNT_SUPPORT = 2,  /* no keys, no codes */
	ACCOUNT_AUDITOR = 4,  /* sees, and changes nothing */
};

/* "operator"; "unknown" for another number. */
const char *account_role_name(int64_t role);
/* False: no such name. */
bool account_role_parse(struct text name, enum account_role *out);

/* Letters, digits, '-', '_', '.' and '@'. */
bool account_name_is_valid(struct text name);

/* The hash under which a token stands in the tables. STATUS_MALFORMED: that is no token. */
enum status account_token_digest(struct text token, struct arena *arena, struct bytes *out) MUST_CHECK;

/* Makes an account that has no password yet, or takes the password of one away when `is_new` is false; result: struct
 * account_link, by which whoever has it sets one. Refused by 1.1-3.3: there is one of this name; 1.1-3.9: there is none;
 * 1.1-2.1: the name is none. */
struct account_invite_request {
	struct text name;
	bool is_new;
	enum account_role role; /* of a new one */
};
struct account_link {
	struct text token;
	int64_t expires_at;
};
extern const struct server_function account_invite_function;

/* While there is no account: a link by which the first one can be made, an operator's. Result: struct account_link, or none
 * (NULL) when there is an account. The request is not looked at. */
extern const struct server_function account_invite_first_function;

/* Uses a link up. Sessions and tokens of before end. Refused by 1.1-3.9: no such link, used or too old; 1.1-2.1: the password
 * is too short or too long, or the name is none; 1.1-3.3: the name is taken. Result: struct account_record. */
struct account_redeem_request {
	struct text token;
	struct text name; /* of the first account; otherwise not looked at */
	struct text password;
};
extern const struct server_function account_redeem_function;

/* Under the letter a. */
#define ACCOUNT_COLUMNS "a.name, a.role, a.disabled, LENGTH(a.password), a.created_at"
struct account_record {
	struct text name;
	enum account_role role;
	bool disabled;
	bool has_password;
	int64_t created_at;
};

/* Result: struct account_list, by name. The request is not looked at. */
struct account_list {
	const struct account_record *accounts;
	size_t count;
};
extern const struct server_function account_list_function;

/* Another role, or disabled, or enabled again; sessions end. Refused by 1.1-3.9: no such account; 1.1-1.2: it is the last
 * operator that is not disabled, or whoever asks. No result. */
struct account_change_request {
	struct text name;
	bool has_role, has_disabled;
	enum account_role role;
	bool disabled;
	struct text by;  /* the account that asks; empty: whoever runs the server */
};
extern const struct server_function account_change_function;

/* The account with all that is its own. Refusals and `by` as above. No result. */
struct account_remove_request {
	struct text name;
	struct text by;
};
extern const struct server_function account_remove_function;

#endif
