/* SPDX-License-Identifier: Apache-2.0 */
#include "server/account.h"

#include "base/hex.h"
#include "crypto/digest.h"
#include "crypto/password.h"
#include "server/row_reader.h"

static const struct {
	enum account_role role;
	const char *name;
} roles[] = {
	{ ACCOUNT_OPERATOR, "operator" },
	{ ACCOUNT_SUPPORT, "support" },
	{ ACCOUNT_AUDITOR, "auditor" },
};

const char *account_role_name(int64_t role)
{
	for (size_t i = 0; i < ARRAY_SIZE(roles); i++)
		if (role == (int64_t)roles[i].role)
			return roles[i].name;
	return "unknown";
}

bool account_role_parse(struct text name, enum account_role *out)
{
	for (size_t i = 0; i < ARRAY_SIZE(roles); i++)
		if (text_equal(name, text_from(roles[i].name))) {
			*out = roles[i].role;
			return true;
		}
	return false;
}

bool account_name_is_valid(struct text name)
{
	static const char others[] = "-_.@";
	if (name.size == 0 || name.size > ACCOUNT_NAME_MAXIMUM)
		return false;
	for (size_t i = 0; i < name.size; i++) {
		char c = name.data[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
		if (!letter && (c == 0 || !strchr(others, c)))
			return false;
	}
	return true;
}

enum status account_token_digest(struct text token, struct arena *arena, struct bytes *out)
{
	uint8_t octets[ACCOUNT_TOKEN_DIGITS / 2], digest[SHA256_SIZE];
	if (token.size != ACCOUNT_TOKEN_DIGITS)
		return STATUS_MALFORMED;
	TRY(hex_decode(token, octets, sizeof octets));
	const struct bytes part = BYTES(octets);
	TRY(sha256(&part, 1, digest));
	return arena_copy(arena, BYTES(digest), out);
}

/* ---- links ---- */

/* For an account by name, or (without one) for whoever comes first. */
static enum status add_link(struct exchange *exchange, struct text account, enum account_role role)
{
	static const char sql[] =
		"INSERT INTO account_link (digest, account, role, expires_at) VALUES ($1, $2, $3, $4)";
	uint8_t octets[ACCOUNT_TOKEN_DIGITS / 2];
	struct bytes digest;
	struct account_link *link = arena_allocate(&exchange->arena, sizeof *link);
	if (!link)
		return STATUS_NO_MEMORY;
	TRY(random_fill(&exchange->ports->random, octets, sizeof octets));
	link->token = text_from(hex_print(&exchange->arena, BYTES(octets)));
	link->expires_at = exchange->now + ACCOUNT_LINK_SECONDS;
	if (link->token.size == 0)
		return STATUS_NO_MEMORY;
	TRY(account_token_digest(link->token, &exchange->arena, &digest));
	exchange->result = link;
	return EXCHANGE_CHANGE(exchange, 1, sql, database_bytes(digest), database_text(account), database_number(role),
	                       database_number(link->expires_at));
}

static enum status end_keys(struct exchange *exchange, struct text account)
{
	static const char sql[] = "DELETE FROM account_key WHERE account = $1";
	return EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, sql, database_text(account));
}

static enum status end_links(struct exchange *exchange, struct text account)
{
	static const char sql[] = "DELETE FROM account_link WHERE account = $1";
	return EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, sql, database_text(account));
}

static enum status load_by_name(struct exchange *exchange, struct text name)
{
	static const char sql[] = "SELECT " ACCOUNT_COLUMNS " FROM account a WHERE a.name = $1";
	return EXCHANGE_ASK(exchange, sql, database_text(name));
}

static struct account_record record_read(struct row_reader *row)
{
	struct account_record record = { .name = row_text(row) };
	record.role = (enum account_role)row_number(row);
	record.disabled = row_number(row) != 0;
	record.has_password = row_number(row) > 0;
	record.created_at = row_number(row);
	return record;
}

static enum status load_invite(struct exchange *exchange)
{
	const struct account_invite_request *request = exchange->request;
	return load_by_name(exchange, request->name);
}

static enum status decide_invite(struct exchange *exchange)
{
	static const char make[] =
		"INSERT INTO account (name, role, password, disabled, failures, failed_at, created_at) "
		"VALUES ($1, $2, '', 0, 0, 0, $3)";
	static const char reset[] = "UPDATE account SET password = '', failures = 0 WHERE name = $1";
	const struct account_invite_request *request = exchange->request;
	bool exists = exchange->rows.count > 0;
	struct row_reader row = row_reader(exchange, 0);
	if (!account_name_is_valid(request->name))
		return exchange_refuse_because(exchange, "1.1", "2.1", "A name has letters, digits and - _ . @ only.");
	if (exists && request->is_new)
		return exchange_refuse_because(exchange, "1.1", "3.3", "There is an account of this name.");
	if (!exists && !request->is_new)
		return exchange_refuse_because(exchange, "1.1", "3.9", "There is no account of this name.");
	enum account_role role = exists ? record_read(&row).role : request->role;
	if (request->is_new)
		TRY(EXCHANGE_CHANGE(exchange, 1, make, database_text(request->name), database_number(role),
		                    database_number(exchange->now)));
	else
		TRY(EXCHANGE_CHANGE(exchange, 1, reset, database_text(request->name)));
	TRY(end_links(exchange, request->name));
	TRY(end_keys(exchange, request->name));
	return add_link(exchange, request->name, role);
}

const struct server_function account_invite_function = {
	.name = "inviteAccount", .load = load_invite, .decide = decide_invite,
};

static enum status load_first(struct exchange *exchange)
{
	static const char sql[] = "SELECT a.name FROM account a LIMIT 1";
	return exchange_ask(exchange, sql, NULL, 0);
}

/* Several servers that start at once may each print a link: whichever is used first ends the others. */
static enum status decide_first(struct exchange *exchange)
{
	if (exchange->rows.count > 0)
		return STATUS_OK;
	return add_link(exchange, (struct text){ 0 }, ACCOUNT_OPERATOR);
}

const struct server_function account_invite_first_function = {
	.name = "inviteFirstAccount", .load = load_first, .decide = decide_first,
};

/* ---- redeem ---- */

static enum status load_redeem(struct exchange *exchange)
{
	static const char sql[] =
		"SELECT l.account, l.role, l.expires_at, n.name FROM account_link l LEFT JOIN account n ON n.name = $2 "
		"WHERE l.digest = $1";
	const struct account_redeem_request *request = exchange->request;
	struct bytes digest = { 0 };
	enum status status = account_token_digest(request->token, &exchange->arena, &digest);
	if (status != STATUS_OK && status != STATUS_MALFORMED)
		return status;
	return EXCHANGE_ASK(exchange, sql, database_bytes(digest), database_text(request->name));
}

static enum status protect(struct exchange *exchange, struct text password, struct bytes *out)
{
	uint8_t salt[PASSWORD_SALT_SIZE], record[PASSWORD_RECORD_SIZE];
	TRY(random_fill(&exchange->ports->random, salt, sizeof salt));
	TRY(password_protect(password, salt, record));
	return arena_copy(&exchange->arena, BYTES(record), out);
}

static enum status set_password(struct exchange *exchange, struct text link_account, struct text name, enum account_role role)
{
	static const char make[] =
		"INSERT INTO account (name, role, password, disabled, failures, failed_at, created_at) "
		"VALUES ($1, $2, $3, 0, 0, 0, $4)";
	static const char change[] = "UPDATE account SET password = $2, failures = 0 WHERE name = $1";
	static const char use_up[] = "DELETE FROM account_link WHERE digest = $1";
	const struct account_redeem_request *request = exchange->request;
	struct bytes password, digest;
	TRY(protect(exchange, request->password, &password));
	TRY(account_token_digest(request->token, &exchange->arena, &digest));
	TRY(EXCHANGE_CHANGE(exchange, 1, use_up, database_bytes(digest)));
	TRY(end_links(exchange, link_account));
	TRY(end_keys(exchange, name));
	if (link_account.size > 0)
		return EXCHANGE_CHANGE(exchange, 1, change, database_text(name), database_bytes(password));
	return EXCHANGE_CHANGE(exchange, 1, make, database_text(name), database_number(role), database_bytes(password),
	                       database_number(exchange->now));
}

static enum status decide_redeem(struct exchange *exchange)
{
	const struct account_redeem_request *request = exchange->request;
	struct row_reader row = row_reader(exchange, 0);
	struct text account = row_text(&row);
	enum account_role role = (enum account_role)row_number(&row);
	int64_t expires_at = row_number(&row);
	bool taken = row_text(&row).size > 0;
	struct account_record *record = arena_allocate(&exchange->arena, sizeof *record);
	if (!record)
		return STATUS_NO_MEMORY;
	if (exchange->rows.count == 0 || expires_at <= exchange->now)
		return exchange_refuse_because(exchange, "1.1", "3.9",
		                               "This link was used, or is too old: ask for another one.");
	if (account.size == 0 && taken)
		return exchange_refuse_because(exchange, "1.1", "3.3", "There is an account of this name.");
	struct text name = account.size > 0 ? account : request->name;
	if (!account_name_is_valid(name))
		return exchange_refuse_because(exchange, "1.1", "2.1", "A name has letters, digits and - _ . @ only.");
	if (request->password.size < ACCOUNT_PASSWORD_MINIMUM || request->password.size > ACCOUNT_PASSWORD_MAXIMUM)
		return exchange_refuse_because(exchange, "1.1", "2.1", "A password has 12 to 256 characters.");
	*record = (struct account_record){ name, role, false, true, exchange->now };
	exchange->result = record;
	return set_password(exchange, account, name, role);
}

const struct server_function account_redeem_function = {
	.name = "redeemAccountLink", .load = load_redeem, .decide = decide_redeem, .is_slow = true,
};

/* ---- list, change, remove ---- */

static enum status load_all(struct exchange *exchange)
{
	static const char sql[] = "SELECT " ACCOUNT_COLUMNS " FROM account a ORDER BY a.name LIMIT 1000";
	return exchange_ask(exchange, sql, NULL, 0);
}

static enum status read_all(struct exchange *exchange, struct account_list *out)
{
	size_t count = exchange->rows.count;
	struct account_record *records = arena_allocate(&exchange->arena, count * sizeof *records + 1);
	if (!records)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < count; i++) {
		struct row_reader row = row_reader(exchange, i);
		records[i] = record_read(&row);
	}
	*out = (struct account_list){ records, count };
	return STATUS_OK;
}

static enum status decide_list(struct exchange *exchange)
{
	struct account_list *list = arena_allocate(&exchange->arena, sizeof *list);
	if (!list)
		return STATUS_NO_MEMORY;
	exchange->result = list;
	return read_all(exchange, list);
}

const struct server_function account_list_function = { .name = "listAccounts", .load = load_all, .decide = decide_list };

/* Whether this account may be taken away from what it is. *out_record: NULL after a refusal. */
static enum status find_changeable(struct exchange *exchange, struct text name, struct text by, bool stays_operator,
                                   const struct account_record **out_record)
{
	struct account_list all = { 0 };
	const struct account_record *found = NULL;
	size_t others = 0;
	*out_record = NULL;
	TRY(read_all(exchange, &all));
	for (size_t i = 0; i < all.count; i++) {
		const struct account_record *one = &all.accounts[i];
		if (text_equal(one->name, name))
			found = one;
		else
			others += one->role == ACCOUNT_OPERATOR && !one->disabled && one->has_password;
	}
	if (!found)
		return exchange_refuse_because(exchange, "1.1", "3.9", "There is no account of this name.");
	if (text_equal(name, by))
		return exchange_refuse_because(exchange, "1.1", "1.2", "Nobody changes the own account: ask another operator.");
	if (found->role == ACCOUNT_OPERATOR && found->has_password && !stays_operator && others == 0)
		return exchange_refuse_because(exchange, "1.1", "1.2", "It is the last operator: make another one first.");
	*out_record = found;
	return STATUS_OK;
}

static enum status decide_change(struct exchange *exchange)
{
	static const char sql[] = "UPDATE account SET role = $2, disabled = $3, failures = 0 WHERE name = $1";
	const struct account_change_request *request = exchange->request;
	bool stays = !(request->has_role && request->role != ACCOUNT_OPERATOR) && !(request->has_disabled && request->disabled);
	const struct account_record *record;
	TRY(find_changeable(exchange, request->name, request->by, stays, &record));
	if (!record)
		return STATUS_OK;
	TRY(end_keys(exchange, request->name));
	return EXCHANGE_CHANGE(exchange, 1, sql, database_text(request->name),
	                       database_number(request->has_role ? request->role : record->role),
	                       database_number(request->has_disabled ? request->disabled : record->disabled));
}

const struct server_function account_change_function = { .name = "changeAccount", .load = load_all, .decide = decide_change };

static enum status decide_remove(struct exchange *exchange)
{
	static const char sql[] = "DELETE FROM account WHERE name = $1";
	const struct account_remove_request *request = exchange->request;
	const struct account_record *record;
	TRY(find_changeable(exchange, request->name, request->by, false, &record));
	if (!record)
		return STATUS_OK;
	TRY(end_keys(exchange, request->name));
	TRY(end_links(exchange, request->name));
	return EXCHANGE_CHANGE(exchange, 1, sql, database_text(request->name));
}

const struct server_function account_remove_function = { .name = "removeAccount", .load = load_all, .decide = decide_remove };
