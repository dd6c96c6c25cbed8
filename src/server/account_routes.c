/* SPDX-License-Identifier: Apache-2.0 */
#include "server/account_routes.h"

#include "server/admin.h"

#define ROLES "operator support auditor"

static enum account_role role_given(const struct rest_request *request)
{
	enum account_role role = 0;
	return account_role_parse(rest_text(request, "role"), &role) ? role : 0;
}

static void put_role(struct json_writer *writer, enum account_role role)
{
	json_put_text(writer, "role", text_from(account_role_name(role)));
}

/* ---- sessions ---- */

static const struct rest_field principal_fields[] = {
	{ .name = "name", .is_required = true },
	{ .name = "role", .is_required = true, .choices = ROLES },
	{ .name = "expiresAt", .kind = REST_NUMBER, .is_required = true, .help = "seconds since 1970" },
	{ 0 },
};
static const struct rest_schema principal_schema = { "Principal", principal_fields };

static void write_principal(const struct account_principal *who, struct json_writer *writer)
{
	json_put_text(writer, "name", who->name);
	put_role(writer, who->role);
	json_put_number(writer, "expiresAt", who->expires_at);
}

static const struct rest_field login_fields[] = {
	{ .name = "name", .is_required = true },
	{ .name = "password", .is_required = true },
	{ 0 },
};
static const struct rest_schema login_schema = { "Login", login_fields };

static enum status read_login(const struct rest_request *request, struct exchange *exchange)
{
	struct account_login_request *login = admin_request_new(exchange, sizeof *login);
	if (!login)
		return STATUS_NO_MEMORY;
	*login = (struct account_login_request){ rest_text(request, "name"), rest_text(request, "password"),
	  request->http->peer };
	return STATUS_OK;
}

static void write_login(const struct exchange *exchange, struct json_writer *writer)
{
	const struct account_login *login = exchange->result;
	write_principal(&login->principal, writer);
}

static enum status read_logout(const struct rest_request *request, struct exchange *exchange)
{
	struct account_logout_request *logout = admin_request_new(exchange, sizeof *logout);
	if (!logout)
		return STATUS_NO_MEMORY;
	logout->token = request->cookie;
	return STATUS_OK;
}

/* Who asks is known already. */
static enum status decide_self(struct exchange *exchange)
{
	exchange->result = exchange->request;
	return STATUS_OK;
}

static const struct server_function self_function = { .name = "showSelf", .decide = decide_self };

static enum status read_self(const struct rest_request *request, struct exchange *exchange)
{
	exchange->request = request->by;
	return STATUS_OK;
}

static void write_self(const struct exchange *exchange, struct json_writer *writer)
{
	write_principal(exchange->result, writer);
}

/* ---- accounts ---- */

static const struct rest_field account_fields[] = {
	{ .name = "name", .is_required = true },
	{ .name = "role", .is_required = true, .choices = ROLES },
	{ .name = "disabled", .kind = REST_BOOLEAN, .is_required = true },
	{ .name = "hasPassword", .kind = REST_BOOLEAN, .is_required = true, .help = "false: the link was not used yet" },
	{ .name = "createdAt", .kind = REST_NUMBER, .is_required = true },
	{ 0 },
};
static const struct rest_schema account_schema = { "Account", account_fields };
static const struct rest_field accounts_fields[] = {
	{ .name = "accounts", .kind = REST_OBJECTS, .is_required = true, .schema = &account_schema },
	{ 0 },
};
static const struct rest_schema accounts_schema = { "Accounts", accounts_fields };

static void write_account(const struct account_record *account, struct json_writer *writer)
{
	json_put_text(writer, "name", account->name);
	put_role(writer, account->role);
	json_put_boolean(writer, "disabled", account->disabled);
	json_put_boolean(writer, "hasPassword", account->has_password);
	json_put_number(writer, "createdAt", account->created_at);
}

static void write_accounts(const struct exchange *exchange, struct json_writer *writer)
{
	const struct account_list *list = exchange->result;
	json_open_array(writer, "accounts");
	for (size_t i = 0; i < list->count; i++) {
		json_open_object(writer, NULL);
		write_account(&list->accounts[i], writer);
		json_close_object(writer);
	}
	json_close_array(writer);
}

static const struct rest_field invite_fields[] = {
	{ .name = "name", .is_required = true, .help = "letters, digits, - _ . @" },
	{ .name = "role", .is_required = true, .choices = ROLES },
	{ 0 },
};
static const struct rest_schema invite_schema = { "NewAccount", invite_fields };

static const struct rest_field link_fields[] = {
	{ .name = "token", .is_required = true, .help = "shown this once" },
	{ .name = "expiresAt", .kind = REST_NUMBER, .is_required = true },
	{ 0 },
};
static const struct rest_schema link_schema = { "Link", link_fields };

static void write_link(const struct exchange *exchange, struct json_writer *writer)
{
	const struct account_link *link = exchange->result;
	json_put_text(writer, "token", link->token);
	json_put_number(writer, "expiresAt", link->expires_at);
}

static enum status read_invite(const struct rest_request *request, struct exchange *exchange, bool is_new)
{
	struct account_invite_request *invite = admin_request_new(exchange, sizeof *invite);
	if (!invite)
		return STATUS_NO_MEMORY;
	*invite = (struct account_invite_request){ rest_text(request, "name"), is_new, role_given(request) };
	return STATUS_OK;
}

static enum status read_new_account(const struct rest_request *request, struct exchange *exchange)
{
	return read_invite(request, exchange, true);
}

static enum status read_new_link(const struct rest_request *request, struct exchange *exchange)
{
	return read_invite(request, exchange, false);
}

static const struct rest_field redeem_fields[] = {
	{ .name = "token", .is_required = true },
	{ .name = "password", .is_required = true, .help = "12 to 256 characters" },
	{ .name = "name", .help = "of the first account; others have theirs" },
	{ 0 },
};
static const struct rest_schema redeem_schema = { "LinkUse", redeem_fields };

static enum status read_redeem(const struct rest_request *request, struct exchange *exchange)
{
	struct account_redeem_request *redeem = admin_request_new(exchange, sizeof *redeem);
	if (!redeem)
		return STATUS_NO_MEMORY;
	*redeem = (struct account_redeem_request){
		rest_text(request, "token"), rest_text(request, "name"), rest_text(request, "password"),
	};
	return STATUS_OK;
}

static void write_redeemed(const struct exchange *exchange, struct json_writer *writer)
{
	write_account(exchange->result, writer);
}

static const struct rest_field change_fields[] = {
	{ .name = "role", .choices = ROLES },
	{ .name = "disabled", .kind = REST_BOOLEAN },
	{ 0 },
};
static const struct rest_schema change_schema = { "AccountChange", change_fields };

static enum status read_change(const struct rest_request *request, struct exchange *exchange)
{
	struct account_change_request *change = admin_request_new(exchange, sizeof *change);
	if (!change)
		return STATUS_NO_MEMORY;
	*change = (struct account_change_request){
		.name = rest_text(request, "name"),
		.has_role = rest_is_given(request, "role"),
		.has_disabled = rest_is_given(request, "disabled"),
		.role = role_given(request),
		.disabled = rest_boolean(request, "disabled"),
		.by = request->by->name,
	};
	return STATUS_OK;
}

static enum status read_remove(const struct rest_request *request, struct exchange *exchange)
{
	struct account_remove_request *removal = admin_request_new(exchange, sizeof *removal);
	if (!removal)
		return STATUS_NO_MEMORY;
	*removal = (struct account_remove_request){ rest_text(request, "name"), request->by->name };
	return STATUS_OK;
}

/* ---- tokens ---- */

static const struct rest_field token_fields[] = {
	{ .name = "identifier", .is_required = true },
	{ .name = "account", .is_required = true },
	{ .name = "title", .is_required = true },
	{ .name = "role", .is_required = true, .choices = ROLES },
	{ .name = "createdAt", .kind = REST_NUMBER, .is_required = true },
	{ .name = "seenAt", .kind = REST_NUMBER, .is_required = true, .help = "to the minute" },
	{ .name = "expiresAt", .kind = REST_NUMBER, .is_required = true },
	{ 0 },
};
static const struct rest_schema token_schema = { "Token", token_fields };
static const struct rest_field tokens_fields[] = {
	{ .name = "tokens", .kind = REST_OBJECTS, .is_required = true, .schema = &token_schema },
	{ 0 },
};
static const struct rest_schema tokens_schema = { "Tokens", tokens_fields };

static void write_tokens(const struct exchange *exchange, struct json_writer *writer)
{
	const struct account_token_list *list = exchange->result;
	json_open_array(writer, "tokens");
	for (size_t i = 0; i < list->count; i++) {
		const struct account_token_entry *token = &list->tokens[i];
		json_open_object(writer, NULL);
		json_put_text(writer, "identifier", token->identifier);
		json_put_text(writer, "account", token->account);
		json_put_text(writer, "title", token->title);
		put_role(writer, token->role);
		json_put_number(writer, "createdAt", token->created_at);
		json_put_number(writer, "seenAt", token->seen_at);
		json_put_number(writer, "expiresAt", token->expires_at);
		json_close_object(writer);
	}
	json_close_array(writer);
}

static const struct rest_field new_token_fields[] = {
	{ .name = "account", .is_required = true },
	{ .name = "title", .is_required = true, .help = "what it is for" },
	{ .name = "days", .kind = REST_NUMBER, .is_required = true, .help = "1 to 3660" },
	{ .name = "role", .choices = ROLES, .help = "of an operator's token; the account's if it is not given" },
	{ 0 },
};
static const struct rest_schema new_token_schema = { "NewToken", new_token_fields };

static enum status read_new_token(const struct rest_request *request, struct exchange *exchange)
{
	struct account_token_request *token = admin_request_new(exchange, sizeof *token);
	if (!token)
		return STATUS_NO_MEMORY;
	*token = (struct account_token_request){
		rest_text(request, "account"), rest_text(request, "title"), role_given(request), rest_number(request, "days"),
	};
	return STATUS_OK;
}

static enum status read_revoke(const struct rest_request *request, struct exchange *exchange)
{
	struct account_revoke_request *revoke = admin_request_new(exchange, sizeof *revoke);
	if (!revoke)
		return STATUS_NO_MEMORY;
	revoke->identifier = rest_text(request, "identifier");
	return STATUS_OK;
}

const struct rest_route account_routes[] = {
	{ .method = "POST", .path = "/api/v1/session", .name = "login", .help = "Log in: the answer sets a cookie.",
	  .body = &login_schema, .answer = &principal_schema, .cookie = REST_SET_COOKIE, .function = &account_login_function,
	  .read = read_login, .write = write_login },
	{ .method = "GET", .path = "/api/v1/session", .name = "showSession", .help = "Who am I?", .roles = ADMIN_ALL,
	  .answer = &principal_schema, .function = &self_function, .read = read_self, .write = write_self },
	{ .method = "DELETE", .path = "/api/v1/session", .name = "logout", .help = "End the session.", .roles = ADMIN_ALL,
	  .cookie = REST_END_COOKIE, .function = &account_logout_function, .read = read_logout },

	{ .method = "POST", .path = "/api/v1/links/use", .name = "useLink", .help = "Set a password by a link that works once.",
	  .body = &redeem_schema, .answer = &account_schema, .function = &account_redeem_function, .read = read_redeem,
	  .write = write_redeemed },

	{ .method = "GET", .path = "/api/v1/users", .name = "listUsers", .help = "Accounts.", .roles = ADMIN_SEES,
	  .answer = &accounts_schema, .function = &account_list_function, .write = write_accounts },
	{ .method = "POST", .path = "/api/v1/users", .name = "addUser", .help = "A new account, and the link to its password.",
	  .roles = ACCOUNT_OPERATOR, .body = &invite_schema, .answer = &link_schema, .function = &account_invite_function,
	  .read = read_new_account, .write = write_link },
	{ .method = "PATCH", .path = "/api/v1/users/{name}", .name = "changeUser", .help = "Another role, or disabled.",
	  .roles = ACCOUNT_OPERATOR, .body = &change_schema, .function = &account_change_function, .read = read_change },
	{ .method = "DELETE", .path = "/api/v1/users/{name}", .name = "removeUser", .help = "No account any more.",
	  .roles = ACCOUNT_OPERATOR, .function = &account_remove_function, .read = read_remove },
	{ .method = "POST", .path = "/api/v1/users/{name}/link", .name = "resetUser",
	  .help = "Take the password away, and give a link to another one.", .roles = ACCOUNT_OPERATOR, .answer = &link_schema,
	  .function = &account_invite_function, .read = read_new_link, .write = write_link },

	{ .method = "GET", .path = "/api/v1/tokens", .name = "listTokens", .help = "Tokens of programs.", .roles = ADMIN_SEES,
	  .answer = &tokens_schema, .function = &account_token_list_function, .write = write_tokens },
	{ .method = "POST", .path = "/api/v1/tokens", .name = "addToken", .help = "A token for a program.",
	  .roles = ACCOUNT_OPERATOR, .body = &new_token_schema, .answer = &link_schema, .function = &account_token_function,
	  .read = read_new_token, .write = write_link },
	{ .method = "DELETE", .path = "/api/v1/tokens/{identifier}", .name = "revokeToken", .help = "End a program's token.",
	  .roles = ACCOUNT_OPERATOR, .function = &account_revoke_function, .read = read_revoke },
	{ 0 },
};
