/* SPDX-License-Identifier: Apache-2.0 */
#include "smdp/operator.h"

static const char *const reuse_names[OPERATOR_REUSE_COUNT] = {
	[OPERATOR_REUSE_NEVER] = "never",
	[OPERATOR_REUSE_AVAILABLE] = "available",
	[OPERATOR_REUSE_SAME_CARD] = "same-card",
};

const char *operator_reuse_name(int64_t reuse)
{
	return reuse >= 0 && reuse < OPERATOR_REUSE_COUNT ? reuse_names[reuse] : "unknown";
}

bool operator_reuse_parse(struct text name, enum operator_reuse *out)
{
	for (size_t i = 0; i < OPERATOR_REUSE_COUNT; i++)
		if (text_equal(name, text_from(reuse_names[i]))) {
			*out = (enum operator_reuse)i;
			return true;
		}
	return false;
}

struct operator_record operator_record_read(struct row_reader *reader)
{
	struct operator_record record = { 0 };
	record.name = row_text(reader);
	record.exists = record.name.size > 0;
	record.requester = row_text(reader);
	record.callback = row_text(reader);
	record.disabled = row_number(reader) != 0;
	record.tells_states = row_number(reader) != 0;
	record.reuse = (enum operator_reuse)row_number(reader);
	record.created_at = row_number(reader);
	return record;
}

bool operator_name_is_valid(struct text name)
{
	for (size_t i = 0; i < name.size; i++) {
		char c = name.data[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		bool digit = c >= '0' && c <= '9';
		if (!letter && !digit && c != '-' && c != '_' && c != '.')
			return false;
	}
	return name.size > 0 && name.size <= OPERATOR_NAME_MAXIMUM;
}

static bool path_is_valid(struct text path)
{
	for (size_t i = 0; i < path.size; i++)
		if (path.data[i] <= ' ' || path.data[i] > '~' || path.data[i] == '?' || path.data[i] == '#')
			return false;
	return true;
}

bool operator_callback_parse(struct text text, struct text *out)
{
	static const struct text scheme = { "https://", 8 };
	struct text rest = text;
	if (text_starts_with(rest, scheme))
		rest = (struct text){ rest.data + scheme.size, rest.size - scheme.size };
	while (rest.size > 0 && rest.data[rest.size - 1] == '/')
		rest.size--;
	struct text path = rest, address = text_cut(&path, '/');
	if (rest.size > OPERATOR_CALLBACK_MAXIMUM || (rest.size > 0 && !address_is_valid(address)) || !path_is_valid(path))
		return false;
	*out = rest;
	return true;
}

/* ---- set ---- */

static enum status load_set(struct exchange *exchange)
{
	static const char sql[] =
		"SELECT " OPERATOR_COLUMNS " FROM operator o WHERE o.name = $1 OR (o.requester = $2 AND o.requester <> '') "
		"ORDER BY CASE WHEN o.name = $1 THEN 0 ELSE 1 END";
	const struct operator_set_request *request = exchange->request;
	return EXCHANGE_ASK(exchange, sql, database_text(request->name),
	                    database_text(request->has_requester ? request->record.requester : TEXT("")));
}

static void merge(const struct operator_set_request *request, struct operator_record *record)
{
	const struct operator_record *given = &request->record;
	if (request->has_requester)
		record->requester = given->requester;
	if (request->has_disabled)
		record->disabled = given->disabled;
	if (request->has_tells_states)
		record->tells_states = given->tells_states;
	if (request->has_reuse)
		record->reuse = given->reuse;
}

static enum status save_profile_types(struct exchange *exchange, const struct operator_set_request *request)
{
	static const char forget[] = "DELETE FROM operator_profile_type WHERE operator = $1";
	static const char add[] =
		"INSERT INTO operator_profile_type (operator, profile_type) VALUES ($1, $2) "
		"ON CONFLICT (operator, profile_type) DO NOTHING";
	if (!request->has_profile_types)
		return STATUS_OK;
	TRY(EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, forget, database_text(request->name)));
	for (size_t i = 0; i < request->profile_type_count; i++)
		TRY(EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, add, database_text(request->name),
		                    database_text(request->profile_types[i])));
	return STATUS_OK;
}

static enum status save(struct exchange *exchange, const struct operator_record *record)
{
	static const char sql[] =
		"INSERT INTO operator (name, requester, callback, disabled, tells_states, reuse, created_at) "
		"VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (name) DO UPDATE SET requester = excluded.requester, "
		"callback = excluded.callback, disabled = excluded.disabled, tells_states = excluded.tells_states, "
		"reuse = excluded.reuse";
	return EXCHANGE_CHANGE(exchange, 1, sql,
		database_text(record->name),
		database_text(record->requester),
		database_text(record->callback),
		database_number(record->disabled),
		database_number(record->tells_states),
		database_number((int64_t)record->reuse),
		database_number(record->created_at));
}

static enum status decide_set(struct exchange *exchange)
{
	const struct operator_set_request *request = exchange->request;
	struct row_reader row = row_reader(exchange, 0);
	struct operator_record record = operator_record_read(&row);
	bool there = record.exists && text_equal(record.name, request->name);
	bool taken = request->is_new ? record.exists : exchange->rows.count > (size_t)there;
	if (!there)
		record = (struct operator_record){ .name = request->name, .requester = TEXT(""), .callback = TEXT(""),
			                           .created_at = exchange->now };
	if (!operator_name_is_valid(request->name) ||
	    (request->has_callback && !operator_callback_parse(request->record.callback, &record.callback)))
		return exchange_refuse(exchange, "8.2.12", "2.1");
	if (!request->is_new && !there)
		return exchange_refuse(exchange, "8.2.12", "3.9");
	if (taken)
		return exchange_refuse(exchange, "8.2.12", "3.3");
	merge(request, &record);
	TRY(save(exchange, &record));
	return save_profile_types(exchange, request);
}

const struct server_function operator_set_function = { .name = "setOperator", .load = load_set, .decide = decide_set };

/* ---- certificates ---- */

static enum status load_certificate(struct exchange *exchange)
{
	static const char sql[] =
		"SELECT o.name, k.operator FROM (SELECT 1 AS one) x LEFT JOIN operator o ON o.name = $1 "
		"LEFT JOIN operator_certificate k ON k.digest = $2";
	const struct operator_certificate_request *request = exchange->request;
	return EXCHANGE_ASK(exchange, sql, database_text(request->name), database_bytes(BYTES(request->digest)));
}

static enum status decide_certificate(struct exchange *exchange)
{
	static const char add[] =
		"INSERT INTO operator_certificate (digest, operator, not_after, added_at) VALUES ($2, $1, $3, $4)";
	static const char take[] = "DELETE FROM operator_certificate WHERE digest = $2 AND operator = $1";
	const struct operator_certificate_request *request = exchange->request;
	struct row_reader row = row_reader(exchange, 0);
	bool exists = row_text(&row).size > 0;
	struct text owner = row_text(&row);
	if (!exists || (request->remove && !text_equal(owner, request->name)))
		return exchange_refuse(exchange, "8.2.12", "3.9");
	if (request->remove)
		return EXCHANGE_CHANGE(exchange, 1, take, database_text(request->name), database_bytes(BYTES(request->digest)));
	if (owner.size > 0)
		return exchange_refuse(exchange, "8.2.12", "3.3");
	return EXCHANGE_CHANGE(exchange, 1, add, database_text(request->name), database_bytes(BYTES(request->digest)),
	                       database_number(request->not_after), database_number(exchange->now));
}

const struct server_function operator_certificate_function = {
	.name = "setOperatorCertificate", .load = load_certificate, .decide = decide_certificate,
};

/* ---- remove ---- */

static enum status load_remove(struct exchange *exchange)
{
	static const char sql[] =
		"SELECT o.name, (SELECT p.iccid FROM profile p WHERE p.owner = o.name LIMIT 1) FROM operator o "
		"WHERE o.name = $1";
	const struct operator_remove_request *request = exchange->request;
	return EXCHANGE_ASK(exchange, sql, database_text(request->name));
}

static enum status decide_remove(struct exchange *exchange)
{
	static const char *const all[] = {
		"DELETE FROM operator_certificate WHERE operator = $1",
		"DELETE FROM operator_profile_type WHERE operator = $1",
		"DELETE FROM function_call WHERE operator = $1",
		"DELETE FROM operator WHERE name = $1",
	};
	const struct operator_remove_request *request = exchange->request;
	struct row_reader row = row_reader(exchange, 0);
	if (row_text(&row).size == 0)
		return exchange_refuse(exchange, "8.2.12", "3.9");
	if (row_text(&row).size > 0)
		return exchange_refuse(exchange, "8.2.12", "3.3");
	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		TRY(EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, all[i], database_text(request->name)));
	return STATUS_OK;
}

const struct server_function operator_remove_function = {
	.name = "removeOperator", .load = load_remove, .decide = decide_remove,
};

/* ---- list ---- */

static enum status load_list(struct exchange *exchange)
{
	static const char sql[] =
		"SELECT " OPERATOR_COLUMNS " FROM operator o WHERE ($1 = '' OR o.name = $1) ORDER BY o.name";
	const struct operator_list_request *request = exchange->request;
	return EXCHANGE_ASK(exchange, sql, database_text(request->name));
}

static enum status decide_list(struct exchange *exchange)
{
	const struct operator_list_request *request = exchange->request;
	size_t count = exchange->rows.count;
	struct operator_list *list = arena_allocate(&exchange->arena, sizeof *list);
	struct operator_record *records = arena_allocate(&exchange->arena, (count + 1) * sizeof *records);
	if (!list || !records)
		return STATUS_NO_MEMORY;
	if (count == 0 && request->name.size > 0)
		return exchange_refuse(exchange, "8.2.12", "3.9");
	for (size_t i = 0; i < count; i++) {
		struct row_reader row = row_reader(exchange, i);
		records[i] = operator_record_read(&row);
	}
	*list = (struct operator_list){ records, count };
	exchange->result = list;
	return STATUS_OK;
}

const struct server_function operator_list_function = { .name = "listOperators", .load = load_list, .decide = decide_list };

/* Certificates first, then profile types: a row has the one or the other, or neither when there are none at all. */
static enum status load_details(struct exchange *exchange)
{
	static const char sql[] =
		"SELECT " OPERATOR_COLUMNS ", d.digest, d.not_after, d.profile_type FROM operator o LEFT JOIN ("
		"SELECT k.digest, k.not_after, k.added_at AS place, NULL AS profile_type FROM operator_certificate k "
		"WHERE k.operator = $1 UNION ALL "
		"SELECT NULL, NULL, NULL, t.profile_type FROM operator_profile_type t WHERE t.operator = $1"
		") d ON 1 = 1 WHERE o.name = $1 ORDER BY d.place, d.profile_type";
	const struct operator_list_request *request = exchange->request;
	return EXCHANGE_ASK(exchange, sql, database_text(request->name));
}

static enum status decide_details(struct exchange *exchange)
{
	size_t count = exchange->rows.count;
	struct operator_details *details = arena_allocate(&exchange->arena, sizeof *details);
	struct operator_certificate *certificates = arena_allocate(&exchange->arena, (count + 1) * sizeof *certificates);
	struct text *types = arena_allocate(&exchange->arena, (count + 1) * sizeof *types);
	if (!details || !certificates || !types)
		return STATUS_NO_MEMORY;
	if (count == 0)
		return exchange_refuse(exchange, "8.2.12", "3.9");
	*details = (struct operator_details){ .certificates = certificates, .profile_types = types };
	for (size_t i = 0; i < count; i++) {
		struct row_reader row = row_reader(exchange, i);
		details->operator = operator_record_read(&row);
		struct bytes digest = row_bytes(&row);
		int64_t not_after = row_number(&row);
		struct text type = row_text(&row);
		if (digest.size > 0)
			certificates[details->certificate_count++] = (struct operator_certificate){ digest, not_after };
		else if (type.size > 0)
			types[details->profile_type_count++] = type;
	}
	exchange->result = details;
	return STATUS_OK;
}

const struct server_function operator_details_function = {
	.name = "showOperator", .load = load_details, .decide = decide_details,
};
