/* SPDX-License-Identifier: Apache-2.0 */
#include "smdp/key_rotation.h"

#include "smdp/stock.h"

/* ---- who holds what ---- */

static enum status load_census(struct exchange *exchange)
{
	static const char sql[] = "SELECT master_key, COUNT(*) FROM data_key GROUP BY master_key ORDER BY master_key";
	return exchange_ask(exchange, sql, NULL, 0);
}

static enum status decide_census(struct exchange *exchange)
{
	size_t count = exchange->rows.count;
	struct key_census *census = arena_allocate(&exchange->arena, sizeof *census);
	struct key_use *uses = arena_allocate(&exchange->arena, (count + 1) * sizeof *uses);
	if (!census || !uses)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < count; i++) {
		struct row_reader row = row_reader(exchange, i);
		uses[i].master_key = row_text(&row);
		uses[i].profiles = row_number(&row);
	}
	*census = (struct key_census){ uses, count };
	exchange->result = census;
	return STATUS_OK;
}

const struct server_function key_census_function = { .name = "countMasterKeys", .load = load_census, .decide = decide_census };

/* From one key to the next in the index, instead of over all that a key holds. */
static enum status load_in_use(struct exchange *exchange)
{
	static const char sql[] =
		"WITH RECURSIVE used (id) AS (SELECT MIN(master_key) FROM data_key UNION ALL "
		"SELECT (SELECT MIN(v.master_key) FROM data_key v WHERE v.master_key > used.id) FROM used "
		"WHERE used.id IS NOT NULL) SELECT id FROM used WHERE id IS NOT NULL";
	return exchange_ask(exchange, sql, NULL, 0);
}

const struct server_function master_keys_in_use_function = {
	.name = "listMasterKeys", .load = load_in_use, .decide = decide_census,
};

/* ---- from one master key to the next ---- */

static enum status load_rows(struct exchange *exchange)
{
	static const char sql[] = "SELECT v.iccid, " PROFILE_KEY_COLUMNS " FROM data_key v WHERE v.master_key = $1 LIMIT $2";
	const struct key_rows_request *request = exchange->request;
	return EXCHANGE_ASK(exchange, sql, database_text(request->master_key), database_number(request->maximum));
}

static enum status decide_rows(struct exchange *exchange)
{
	size_t count = exchange->rows.count;
	struct key_rows *list = arena_allocate(&exchange->arena, sizeof *list);
	struct key_row *rows = arena_allocate(&exchange->arena, (count + 1) * sizeof *rows);
	if (!list || !rows)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < count; i++) {
		struct row_reader row = row_reader(exchange, i);
		rows[i].iccid = row_text(&row);
		rows[i].key = profile_key_record_read(&row);
	}
	*list = (struct key_rows){ rows, count };
	exchange->result = list;
	return STATUS_OK;
}

const struct server_function key_rows_function = { .name = "listWrappedKeys", .load = load_rows, .decide = decide_rows };

static enum status decide_rewrap(struct exchange *exchange)
{
	static const char sql[] = "UPDATE data_key SET master_key = $3, wrapped = $4 WHERE iccid = $1 AND wrapped = $2";
	const struct key_row *row = exchange->request;
	struct wrapped_key *wrapped = arena_allocate(&exchange->arena, sizeof *wrapped);
	if (!wrapped)
		return STATUS_NO_MEMORY;
	exchange->iccid = row->iccid;
	TRY(data_key_rewrap(&exchange_smdp(exchange)->master_keys, &exchange->ports->random, row->iccid,
	                    row->key.master_key, row->key.wrapped, wrapped));
	return EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, sql, database_text(row->iccid), database_bytes(row->key.wrapped),
	                       database_text(text_from(wrapped->master_key)), database_bytes(BYTES(wrapped->octets)));
}

const struct server_function key_rewrap_function = { .name = "rewrapKey", .decide = decide_rewrap };

/* ---- from clear to sealed ---- */

static enum status load_clear(struct exchange *exchange)
{
	static const char sql[] =
		"SELECT p.iccid FROM profile p LEFT JOIN data_key v ON v.iccid = p.iccid "
		"WHERE p.iccid > $1 AND v.iccid IS NULL ORDER BY p.iccid LIMIT $2";
	const struct clear_profiles_request *request = exchange->request;
	return EXCHANGE_ASK(exchange, sql, database_text(request->after), database_number(request->maximum));
}

static enum status decide_clear(struct exchange *exchange)
{
	size_t count = exchange->rows.count;
	struct clear_profiles *list = arena_allocate(&exchange->arena, sizeof *list);
	struct text *iccids = arena_allocate(&exchange->arena, (count + 1) * sizeof *iccids);
	if (!list || !iccids)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < count; i++)
		iccids[i] = database_cell_text(&exchange->rows, i, 0);
	*list = (struct clear_profiles){ iccids, count };
	exchange->result = list;
	return STATUS_OK;
}

const struct server_function clear_profiles_function = {
	.name = "listClearProfiles", .load = load_clear, .decide = decide_clear,
};

static enum status load_seal(struct exchange *exchange)
{
	static const char sql[] =
		"SELECT " PROFILE_KEY_COLUMNS ", k.profile_elements, k.package_keys FROM profile p "
		"JOIN package k ON k.iccid = p.iccid LEFT JOIN data_key v ON v.iccid = p.iccid WHERE p.iccid = $1";
	const struct key_seal_request *request = exchange->request;
	return EXCHANGE_ASK(exchange, sql, database_text(request->iccid));
}

static struct database_value bytes_or_null(struct bytes bytes)
{
	return bytes.size > 0 ? database_bytes(bytes) : database_null();
}

static enum status decide_seal(struct exchange *exchange)
{
	static const char sql[] = "UPDATE package SET profile_elements = $2, package_keys = $3 WHERE iccid = $1";
	const struct key_seal_request *request = exchange->request;
	struct row_reader row = row_reader(exchange, 0);
	struct profile_key_record record = profile_key_record_read(&row);
	struct bytes elements = row_bytes(&row), keys = row_bytes(&row);
	AUTO(data_key) key = { 0 };
	exchange->iccid = request->iccid;
	if (exchange->rows.count == 0 || record.wrapped.size > 0)
		return STATUS_OK;
	TRY(profile_key_add(exchange, request->iccid, &key));
	TRY(profile_secret_seal(exchange, &key, PACKAGE_ELEMENTS_COLUMN, elements, &elements));
	TRY(profile_secret_seal(exchange, &key, PACKAGE_KEYS_COLUMN, keys, &keys));
	return EXCHANGE_CHANGE(exchange, 1, sql, database_text(request->iccid), bytes_or_null(elements), bytes_or_null(keys));
}

const struct server_function key_seal_function = { .name = "sealProfile", .load = load_seal, .decide = decide_seal };
