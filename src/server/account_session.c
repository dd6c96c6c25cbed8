/* SPDX-License-Identifier: Apache-2.0 */
#include "server/account_session.h"

#include "base/hex.h"
#include "crypto/digest.h"
#include "crypto/password.h"
#include "server/row_reader.h"

enum {
	FREE_FAILURES = 5,            /* of an account, before it must wait */
	FREE_FAILURES_OF_PEER = 20,
	WAIT_SECONDS_FIRST = 4,
	WAIT_SECONDS_MAXIMUM = 900,
	SEEN_SECONDS = 60,            /* how exactly it is known when a token was used last */
	IDENTIFIER_DIGITS = 16,
};

static enum status make_token(struct exchange *exchange, struct text *out_token, struct bytes *out_digest)
{
	uint8_t octets[ACCOUNT_TOKEN_DIGITS / 2];
	TRY(random_fill(&exchange->ports->random, octets, sizeof octets));
	struct text token = text_from(hex_print(&exchange->arena, BYTES(octets)));
	if (token.size == 0)
		return STATUS_NO_MEMORY;
	TRY(account_token_digest(token, &exchange->arena, out_digest));
	*out_token = token;
	return STATUS_OK;
}

static enum status add_key(struct exchange *exchange, struct bytes digest, const struct account_principal *of,
                           struct text title)
{
	static const char sql[] =
		"INSERT INTO account_key (digest, identifier, kind, account, title, role, created_at, seen_at, expires_at) "
		"VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8)";
	const char *identifier = hex_print(&exchange->arena, bytes_first(digest, IDENTIFIER_DIGITS / 2));
	if (!identifier)
		return STATUS_NO_MEMORY;
	return EXCHANGE_CHANGE(exchange, 1, sql,
		database_bytes(digest),
		database_text(text_from(identifier)),
		database_number(of->kind),
		database_text(of->name),
		database_text(title),
		database_number(of->role),
		database_number(exchange->now),
		database_number(of->expires_at));
}

/* ---- login ---- */

struct login_rows {
	struct text name;
	enum account_role role;
	struct bytes password; /* empty: nobody can log in */
	bool disabled;
	int64_t failures, failed_at;
	int64_t peer_failures, peer_failed_at;
	bool peer_is_known;
};

static enum status load_login(struct exchange *exchange)
{
	static const char sql[] =
		"SELECT a.name, a.role, a.password, a.disabled, a.failures, a.failed_at, p.failures, p.failed_at, p.address "
		"FROM (SELECT CAST($1 AS TEXT) AS name, CAST($2 AS TEXT) AS address) w "
		"LEFT JOIN account a ON a.name = w.name LEFT JOIN login_peer p ON p.address = w.address";
	const struct account_login_request *request = exchange->request;
	return EXCHANGE_ASK(exchange, sql, database_text(request->name), database_text(request->peer));
}

static struct login_rows login_rows_read(const struct exchange *exchange)
{
	struct row_reader row = row_reader(exchange, 0);
	struct login_rows rows = { .name = row_text(&row) };
	rows.role = (enum account_role)row_number(&row);
	rows.password = row_bytes(&row);
	rows.disabled = row_number(&row) != 0;
	rows.failures = row_number(&row);
	rows.failed_at = row_number(&row);
	rows.peer_failures = row_number(&row);
	rows.peer_failed_at = row_number(&row);
	rows.peer_is_known = row_text(&row).size > 0;
	return rows;
}

/* Seconds until the next try: twice as many after each further failure. */
static int64_t wait_after(int64_t failures, int64_t free_failures)
{
	int64_t more = failures - free_failures;
	if (more < 0)
		return 0;
	return more >= 8 ? WAIT_SECONDS_MAXIMUM : (int64_t)WAIT_SECONDS_FIRST << more;
}

static bool must_wait(const struct exchange *exchange, const struct login_rows *rows)
{
	return exchange->now < rows->failed_at + wait_after(rows->failures, FREE_FAILURES) ||
	       exchange->now < rows->peer_failed_at + wait_after(rows->peer_failures, FREE_FAILURES_OF_PEER);
}

/* On the condition that nobody else has counted meanwhile: guesses at once are counted one by one. */
static enum status count_failure(struct exchange *exchange, const struct login_rows *rows)
{
	static const char of_account[] =
		"UPDATE account SET failures = failures + 1, failed_at = $2 WHERE name = $1 AND failures = $3";
	static const char of_peer[] =
		"UPDATE login_peer SET failures = failures + 1, failed_at = $2 WHERE address = $1 AND failures = $3";
	static const char first[] = "INSERT INTO login_peer (address, failures, failed_at) VALUES ($1, 1, $2)";
	const struct account_login_request *request = exchange->request;
	if (rows->name.size > 0)
		TRY(EXCHANGE_CHANGE(exchange, 1, of_account, database_text(rows->name), database_number(exchange->now),
		                    database_number(rows->failures)));
	if (rows->peer_is_known)
		return EXCHANGE_CHANGE(exchange, 1, of_peer, database_text(request->peer), database_number(exchange->now),
		                       database_number(rows->peer_failures));
	return EXCHANGE_CHANGE(exchange, 1, first, database_text(request->peer), database_number(exchange->now));
}

/* A name that nobody has takes as long as one that somebody has. */
static enum status check_password(struct text password, const struct login_rows *rows, bool *out_good)
{
	static const uint8_t nobody[PASSWORD_RECORD_SIZE] = { PASSWORD_COST_LOGARITHM, PASSWORD_BLOCK_SIZE, PASSWORD_PARALLEL };
	bool can = rows->password.size > 0 && !rows->disabled;
	enum status status = password_check(password, can ? rows->password : BYTES(nobody));
	if (status != STATUS_OK && status != STATUS_REFUSED)
		return status;
	*out_good = can && status == STATUS_OK;
	return STATUS_OK;
}

static enum status open_session(struct exchange *exchange, const struct login_rows *rows)
{
	static const char forgive[] = "UPDATE account SET failures = 0 WHERE name = $1";
	struct account_login *login = arena_allocate(&exchange->arena, sizeof *login);
	struct bytes digest;
	if (!login)
		return STATUS_NO_MEMORY;
	login->principal = (struct account_principal){
		rows->name, rows->role, ACCOUNT_KEY_SESSION, exchange->now + ACCOUNT_SESSION_SECONDS,
	};
	TRY(make_token(exchange, &login->token, &digest));
	exchange->result = login;
	TRY(EXCHANGE_CHANGE(exchange, 1, forgive, database_text(rows->name)));
	return add_key(exchange, digest, &login->principal, (struct text){ 0 });
}

static enum status decide_login(struct exchange *exchange)
{
	const struct account_login_request *request = exchange->request;
	const struct login_rows rows = login_rows_read(exchange);
	bool good;
	if (must_wait(exchange, &rows))
		return exchange_refuse_because(exchange, "1.1", "5.1", "Too many wrong passwords: wait, and try again.");
	if (request->password.size > ACCOUNT_PASSWORD_MAXIMUM)
		return exchange_refuse_because(exchange, "1.1", "6.1", "Wrong name or password.");
	TRY(check_password(request->password, &rows, &good));
	if (good)
		return open_session(exchange, &rows);
	TRY(count_failure(exchange, &rows));
	return exchange_refuse_because(exchange, "1.1", "6.1", "Wrong name or password.");
}

const struct server_function account_login_function = {
	.name = "login", .load = load_login, .decide = decide_login, .is_slow = true,
};

/* ---- tokens ---- */

static enum status load_by_token(struct exchange *exchange, struct text token)
{
	static const char sql[] =
		"SELECT k.kind, k.role, k.seen_at, k.expires_at, k.account, a.role, a.disabled, k.digest FROM account_key k "
		"JOIN account a ON a.name = k.account WHERE k.digest = $1";
	struct bytes digest = { 0 };
	enum status status = account_token_digest(token, &exchange->arena, &digest);
	if (status != STATUS_OK && status != STATUS_MALFORMED)
		return status;
	return EXCHANGE_ASK(exchange, sql, database_bytes(digest));
}

static enum status load_prove(struct exchange *exchange)
{
	const struct account_prove_request *request = exchange->request;
	return load_by_token(exchange, request->token);
}

static enum status decide_prove(struct exchange *exchange)
{
	static const char touch[] = "UPDATE account_key SET seen_at = $2 WHERE digest = $1";
	const struct account_prove_request *request = exchange->request;
	struct row_reader row = row_reader(exchange, 0);
	struct account_principal *who = arena_allocate(&exchange->arena, sizeof *who);
	if (!who)
		return STATUS_NO_MEMORY;
	who->kind = (enum account_key_kind)row_number(&row);
	enum account_role own = (enum account_role)row_number(&row);
	int64_t seen_at = row_number(&row);
	who->expires_at = row_number(&row);
	who->name = row_text(&row);
	enum account_role role = (enum account_role)row_number(&row);
	bool disabled = row_number(&row) != 0;
	struct bytes digest = row_bytes(&row);
	/* An operator's token may be less than the operator; whoever is no operator any more has no token that is one. */
	who->role = role == ACCOUNT_OPERATOR ? own : role;
	bool idle = who->kind == ACCOUNT_KEY_SESSION && exchange->now >= seen_at + ACCOUNT_IDLE_SECONDS;
	if (exchange->rows.count == 0 || who->kind != request->kind || disabled || idle || exchange->now >= who->expires_at)
		return exchange_refuse_because(exchange, "1.1", "6.1", "Log in first.");
	exchange->result = who;
	if (exchange->now < seen_at + SEEN_SECONDS)
		return STATUS_OK;
	return EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, touch, database_bytes(digest), database_number(exchange->now));
}

const struct server_function account_prove_function = { .name = "proveAccount", .load = load_prove, .decide = decide_prove };

static enum status decide_logout(struct exchange *exchange)
{
	static const char sql[] = "DELETE FROM account_key WHERE digest = $1";
	const struct account_logout_request *request = exchange->request;
	struct bytes digest;
	if (account_token_digest(request->token, &exchange->arena, &digest) != STATUS_OK)
		return STATUS_OK;
	return EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, sql, database_bytes(digest));
}

const struct server_function account_logout_function = { .name = "logout", .decide = decide_logout };

static enum status load_token(struct exchange *exchange)
{
	static const char sql[] = "SELECT a.name, a.role FROM account a WHERE a.name = $1";
	const struct account_token_request *request = exchange->request;
	return EXCHANGE_ASK(exchange, sql, database_text(request->account));
}

static enum status decide_token(struct exchange *exchange)
{
	const struct account_token_request *request = exchange->request;
	struct account_link *link = arena_allocate(&exchange->arena, sizeof *link);
	struct row_reader row = row_reader(exchange, 0);
	struct bytes digest;
	if (!link)
		return STATUS_NO_MEMORY;
	if (exchange->rows.count == 0)
		return exchange_refuse_because(exchange, "1.1", "3.9", "There is no account of this name.");
	if (request->days < 1 || request->days > ACCOUNT_TOKEN_DAYS_MAXIMUM || request->title.size > ACCOUNT_TITLE_MAXIMUM)
		return exchange_refuse_because(exchange, "1.1", "2.1", "A token lives 1 to 3660 days and has a short title.");
	struct account_principal of = { .name = row_text(&row), .kind = ACCOUNT_KEY_PROGRAM };
	enum account_role role = (enum account_role)row_number(&row);
	of.role = role == ACCOUNT_OPERATOR && request->role != 0 ? request->role : role;
	of.expires_at = link->expires_at = exchange->now + request->days * 86400;
	TRY(make_token(exchange, &link->token, &digest));
	exchange->result = link;
	return add_key(exchange, digest, &of, request->title);
}

const struct server_function account_token_function = { .name = "makeToken", .load = load_token, .decide = decide_token };

static enum status load_tokens(struct exchange *exchange)
{
	static const char sql[] =
		"SELECT k.identifier, k.account, k.title, k.role, k.created_at, k.seen_at, k.expires_at FROM account_key k "
		"WHERE k.kind = $1 ORDER BY k.account, k.identifier LIMIT 1000";
	return EXCHANGE_ASK(exchange, sql, database_number(ACCOUNT_KEY_PROGRAM));
}

static enum status decide_tokens(struct exchange *exchange)
{
	size_t count = exchange->rows.count;
	struct account_token_list *list = arena_allocate(&exchange->arena, sizeof *list);
	struct account_token_entry *entries = arena_allocate(&exchange->arena, count * sizeof *entries + 1);
	if (!list || !entries)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < count; i++) {
		struct row_reader row = row_reader(exchange, i);
		entries[i].identifier = row_text(&row);
		entries[i].account = row_text(&row);
		entries[i].title = row_text(&row);
		entries[i].role = (enum account_role)row_number(&row);
		entries[i].created_at = row_number(&row);
		entries[i].seen_at = row_number(&row);
		entries[i].expires_at = row_number(&row);
	}
	*list = (struct account_token_list){ entries, count };
	exchange->result = list;
	return STATUS_OK;
}

const struct server_function account_token_list_function = {
	.name = "listTokens", .load = load_tokens, .decide = decide_tokens,
};

static enum status load_revoke(struct exchange *exchange)
{
	static const char sql[] = "SELECT k.digest FROM account_key k WHERE k.identifier = $1 AND k.kind = $2";
	const struct account_revoke_request *request = exchange->request;
	return EXCHANGE_ASK(exchange, sql, database_text(request->identifier), database_number(ACCOUNT_KEY_PROGRAM));
}

static enum status decide_revoke(struct exchange *exchange)
{
	static const char sql[] = "DELETE FROM account_key WHERE digest = $1";
	struct row_reader row = row_reader(exchange, 0);
	if (exchange->rows.count == 0)
		return exchange_refuse_because(exchange, "1.1", "3.9", "There is no token of this identifier.");
	return EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, sql, database_bytes(row_bytes(&row)));
}

const struct server_function account_revoke_function = { .name = "revokeToken", .load = load_revoke, .decide = decide_revoke };

enum status account_expire(struct exchange *exchange)
{
	static const char links[] = "DELETE FROM account_link WHERE expires_at <= $1";
	static const char keys[] = "DELETE FROM account_key WHERE expires_at <= $1 OR (kind = 1 AND seen_at <= $2)";
	static const char peers[] = "DELETE FROM login_peer WHERE failed_at <= $1";
	_Static_assert(ACCOUNT_KEY_SESSION == 1, "keys names the kind of sessions");
	TRY(EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, links, database_number(exchange->now)));
	TRY(EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, keys, database_number(exchange->now),
	                    database_number(exchange->now - ACCOUNT_IDLE_SECONDS)));
	return EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, peers, database_number(exchange->now - WAIT_SECONDS_MAXIMUM));
}
