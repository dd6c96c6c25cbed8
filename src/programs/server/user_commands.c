/* SPDX-License-Identifier: Apache-2.0 */
/* Accounts of the admin address, by whoever runs the server. */
#include <stdio.h>
#include <time.h>

#include "programs/server/office.h"
#include "server/account_session.h"

enum { DATA_MAXIMUM = 1 << 20, DAY_TEXT_SIZE = 32 };

static void print_day(int64_t seconds, char out[DAY_TEXT_SIZE])
{
	time_t time = (time_t)seconds;
	struct tm day = { 0 };
	gmtime_r(&time, &day);
	strftime(out, DAY_TEXT_SIZE, "%Y-%m-%d %H:%M UTC", &day);
}

/* The token alone, or where a browser uses it up. */
static enum exit_code say_link(const struct invocation *invocation, const struct server_office *office,
                               const struct account_link *link, bool is_for_browser)
{
	AUTO(buffer) data = BUFFER(DATA_MAXIMUM);
	const struct admin_settings *admin = &office->admin;
	const char *host = admin->name ? admin->name : admin->listen ? admin->listen : "";
	char day[DAY_TEXT_SIZE];
	print_day(link->expires_at, day);
	struct json_writer writer = json_writer(&data);
	json_open_object(&writer, NULL);
	json_put_text(&writer, "token", link->token);
	json_put_number(&writer, "expiresAt", link->expires_at);
	json_close_object(&writer);
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(invocation, "user", "Out of memory.");
	if (!is_for_browser)
		return output_success(invocation, buffer_text(&data), "%.*s\nIt holds until %s and is not shown again.",
		                      TEXT_ARGUMENTS(link->token), day);
	return output_success(invocation, buffer_text(&data), "%s://%s/#link=%.*s\nIt works once, until %s.",
	                      admin->certificate ? "https" : "http", host, TEXT_ARGUMENTS(link->token), day);
}

static enum exit_code invite(struct invocation *invocation, bool is_new, enum account_role role, const char *action)
{
	AUTO(server_office) office = { 0 };
	AUTO(server_errand) errand = { 0 };
	enum exit_code code;
	const struct account_invite_request request = { text_from(invocation->arguments[0]), is_new, role };
	if (!server_errand_run(invocation, &office, action, &account_invite_function, &request, &errand, &code) ||
	    !server_office_note(invocation, &office, action, request.name, &code))
		return code;
	return say_link(invocation, &office, errand.exchange->result, true);
}

const struct command_option server_user_add_options[] = {
	{ .name = "role", .value = "ROLE", .fallback = "operator",
	  .help = "operator (everything), support (no keys, no codes) or auditor (sees, and changes nothing)" },
	{ 0 },
};

enum exit_code server_user_add(struct invocation *invocation)
{
	enum account_role role;
	if (!account_role_parse(text_from(option_text(invocation, "role")), &role))
		return usage_error(invocation, "--role takes operator, support or auditor.");
	return invite(invocation, true, role, "addUser");
}

enum exit_code server_user_link(struct invocation *invocation)
{
	return invite(invocation, false, 0, "resetUser");
}

static void write_account(const struct account_record *account, struct json_writer *writer)
{
	json_open_object(writer, NULL);
	json_put_text(writer, "name", account->name);
	json_put_text(writer, "role", text_from(account_role_name(account->role)));
	json_put_boolean(writer, "disabled", account->disabled);
	json_put_boolean(writer, "hasPassword", account->has_password);
	json_close_object(writer);
}

enum exit_code server_user_list(struct invocation *invocation)
{
	AUTO(server_office) office = { 0 };
	AUTO(server_errand) errand = { 0 };
	AUTO(buffer) data = BUFFER(DATA_MAXIMUM);
	enum exit_code code;
	if (!server_errand_run(invocation, &office, "user_list", &account_list_function, "", &errand, &code))
		return code;
	const struct account_list *list = errand.exchange->result;
	struct json_writer writer = json_writer(&data);
	json_open_array(&writer, NULL);
	for (size_t i = 0; i < list->count; i++) {
		const struct account_record *account = &list->accounts[i];
		write_account(account, &writer);
		output_line(invocation, "%-24.*s  %-8s  %s", TEXT_ARGUMENTS(account->name), account_role_name(account->role),
		            account->disabled ? "disabled" : account->has_password ? "" : "has not used the link yet");
	}
	json_close_array(&writer);
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(invocation, "user_list", "Out of memory.");
	return output_success(invocation, buffer_text(&data), list->count == 0 ? "There is no account yet." : NULL);
}

enum exit_code server_user_remove(struct invocation *invocation)
{
	AUTO(server_office) office = { 0 };
	AUTO(server_errand) errand = { 0 };
	enum exit_code code;
	const struct account_remove_request request = { .name = text_from(invocation->arguments[0]) };
	if (!server_errand_run(invocation, &office, "user_remove", &account_remove_function, &request, &errand, &code) ||
	    !server_office_note(invocation, &office, "removeUser", request.name, &code))
		return code;
	return output_success(invocation, (struct text){ 0 }, "%s has no account any more.", invocation->arguments[0]);
}

const struct command_option server_user_token_options[] = {
	{ .name = "title", .value = "TEXT", .fallback = "by command", .help = "what it is for" },
	{ .name = "days", .value = "N", .fallback = "90", .help = "until it ends, up to 3660" },
	{ .name = "role", .value = "ROLE", .help = "less than the account's: support or auditor" },
	{ 0 },
};

enum exit_code server_user_token(struct invocation *invocation)
{
	AUTO(server_office) office = { 0 };
	AUTO(server_errand) errand = { 0 };
	enum exit_code code;
	enum account_role role = 0;
	uint64_t days;
	const char *role_name = option_text(invocation, "role");
	if (role_name && !account_role_parse(text_from(role_name), &role))
		return usage_error(invocation, "--role takes operator, support or auditor.");
	if (option_number(invocation, "days", ACCOUNT_TOKEN_DAYS_MAXIMUM, &days) != STATUS_OK)
		return EXIT_USAGE;
	const struct account_token_request request = {
		text_from(invocation->arguments[0]), text_from(option_text(invocation, "title")), role, (int64_t)days,
	};
	if (!server_errand_run(invocation, &office, "user_token", &account_token_function, &request, &errand, &code) ||
	    !server_office_note(invocation, &office, "addToken", request.account, &code))
		return code;
	return say_link(invocation, &office, errand.exchange->result, false);
}

enum exit_code server_user_revoke(struct invocation *invocation)
{
	AUTO(server_office) office = { 0 };
	AUTO(server_errand) errand = { 0 };
	enum exit_code code;
	const struct account_revoke_request request = { text_from(invocation->arguments[0]) };
	if (!server_errand_run(invocation, &office, "user_revoke", &account_revoke_function, &request, &errand, &code) ||
	    !server_office_note(invocation, &office, "revokeToken", request.identifier, &code))
		return code;
	return output_success(invocation, (struct text){ 0 }, "The token %s opens nothing any more.", invocation->arguments[0]);
}
