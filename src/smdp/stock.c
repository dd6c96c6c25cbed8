/* SPDX-License-Identifier: Apache-2.0 */
#include "smdp/stock.h"

#include "codec/der_read.h"
#include "rsp/package_seal.h"
#include "smdp/caller.h"
#include "smdp/history.h"
#include "smdp/profile_needs.h"
#include "smdp/stock_imsis.h"

enum { HEADER_TAG = 0xA0, HEADER_PROFILE_TYPE = 0x82, HEADER_ICCID = 0x83 }; /* ProfileHeader, SAIP 8.2.2 */

enum status package_header_read(struct bytes profile_elements, struct package_header *out)
{
	struct package_header header = { 0 };
	struct der_reader reader = der_reader(profile_elements), inside;
	struct der_element element;
	if (!der_enter(&reader, HEADER_TAG, &inside))
		return STATUS_MALFORMED;
	struct der_reader fields = inside;
	if (der_find(&fields, HEADER_PROFILE_TYPE, &element))
		header.profile_type = bytes_text(element.value);
	if (!der_find(&inside, HEADER_ICCID, &element) || element.value.size != ICCID_SIZE)
		return STATUS_MALFORMED;
	header.iccid = iccid_of_package(element.value.data);
	if (!der_later_fields(&reader) || header.profile_type.size > PROFILE_TYPE_MAXIMUM)
		return STATUS_MALFORMED;
	*out = header;
	return STATUS_OK;
}

void stock_default_notifications(const struct smdp *smdp, struct profile_metadata *metadata)
{
	if (metadata->notification_address_count > 0)
		return;
	metadata->notification_addresses[0] = (struct notification_address){
		NOTIFICATION_INSTALL | NOTIFICATION_ENABLE | NOTIFICATION_DISABLE | NOTIFICATION_DELETE,
		text_from(smdp->settings.address),
	};
	metadata->notification_address_count = 1;
}

/* ---- add ---- */

enum status stock_needs(struct exchange *exchange, const struct stock_request *request, struct bytes *out)
{
	const struct profile_needs needs = profile_needs_of(request->profile_elements);
	return profile_needs_encode(&needs, &exchange->arena, out);
}

static enum status add_profile(struct exchange *exchange, const struct stock_request *request, struct text iccid,
                               struct text profile_type)
{
	static const char sql[] =
		"INSERT INTO profile (iccid, version, state, profile_type, metadata, package_size, created_at, changed_at, "
		"download_attempts, confirmation_attempts, last_sequence_number, needs, owner) "
		"VALUES ($1, 0, $2, $3, $4, $5, $6, $6, 0, 0, 0, $7, $8)";
	struct bytes needs;
	TRY(stock_needs(exchange, request, &needs));
	return EXCHANGE_CHANGE(exchange, 1, sql,
		database_text(iccid),
		database_number(STOCK_AVAILABLE),
		database_text(profile_type),
		database_bytes(request->metadata),
		database_number((int64_t)request->profile_elements.size),
		database_number(exchange->now),
		database_bytes(needs),
		database_text(caller_operator(exchange)));
}

/* Protected now, with keys of its own, so that binding touches only a few hundred octets later. */
static enum status protect(struct exchange *exchange, struct bytes profile_elements, struct bytes *out_protected,
                           struct bytes *out_keys)
{
	struct package_keys *keys = arena_allocate(&exchange->arena, sizeof *keys);
	AUTO(buffer) sequence = BUFFER(BOUND_PACKAGE_MAXIMUM);
	if (!keys)
		return STATUS_NO_MEMORY;
	TRY(random_fill(&exchange->ports->random, (uint8_t *)keys, sizeof *keys));
	TRY(package_protect(profile_elements, keys, &sequence));
	*out_keys = bytes_from(keys, sizeof *keys);
	return arena_copy(&exchange->arena, buffer_bytes(&sequence), out_protected);
}

enum status stock_add_sealed_package(struct exchange *exchange, const struct stock_request *request, const struct data_key *key)
{
	static const char sql[] =
		"INSERT INTO package (iccid, profile_elements, protected_profile, package_keys) VALUES ($1, $2, $3, $4)";
	struct bytes elements, protected = { 0 }, keys = { 0 };
	if (!exchange_smdp(exchange)->settings.protect_ahead) {
		TRY(profile_secret_seal(exchange, key, PACKAGE_ELEMENTS_COLUMN, request->profile_elements, &elements));
		return EXCHANGE_CHANGE(exchange, 1, sql, database_text(key->owner), database_bytes(elements), database_null(),
		                       database_null());
	}
	TRY(protect(exchange, request->profile_elements, &protected, &keys));
	TRY(profile_secret_seal(exchange, key, PACKAGE_KEYS_COLUMN, keys, &keys));
	return EXCHANGE_CHANGE(exchange, 1, sql, database_text(key->owner), database_null(), database_bytes(protected),
	                       database_bytes(keys));
}

enum status stock_add_package(struct exchange *exchange, const struct stock_request *request, struct text iccid)
{
	AUTO(data_key) key = { 0 };
	TRY(profile_key_add(exchange, iccid, &key));
	return stock_add_sealed_package(exchange, request, &key);
}

/* Without the package's own ICCID the request is none that can be made. */
enum status stock_request_iccid(struct exchange *exchange, const struct stock_request *request, struct text *out_iccid,
                                struct package_header *out_header)
{
	char digits[ICCID_TEXT_SIZE];
	TRY(package_header_read(request->profile_elements, out_header));
	iccid_print(&out_header->iccid, digits);
	TRY(arena_copy_text(&exchange->arena, text_from(digits), out_iccid));
	exchange->iccid = *out_iccid;
	return STATUS_OK;
}

bool stock_metadata_fit(const struct stock_request *request, const struct package_header *header)
{
	struct profile_metadata metadata;
	return profile_metadata_decode(request->metadata, &metadata) == STATUS_OK &&
	       bytes_equal(BYTES(metadata.iccid.octets), BYTES(header->iccid.octets));
}

static enum status load_stock(struct exchange *exchange)
{
	static const char sql[] = "SELECT p.iccid FROM profile p WHERE p.iccid = $1";
	struct package_header header;
	struct text iccid;
	TRY(stock_request_iccid(exchange, exchange->request, &iccid, &header));
	return EXCHANGE_ASK(exchange, sql, database_text(iccid));
}

static enum status decide_stock(struct exchange *exchange)
{
	const struct stock_request *request = exchange->request;
	struct package_header header;
	struct package_imsis imsis;
	struct text iccid;
	TRY(stock_request_iccid(exchange, request, &iccid, &header));
	if (exchange->rows.count > 0)
		return exchange_refuse(exchange, "8.2.1", "3.3");
	if (!stock_metadata_fit(request, &header))
		return exchange_refuse(exchange, "8.2.9", "2.1");
	TRY(package_imsis_find(request->profile_elements, &imsis));
	TRY(stock_imsis_note(exchange, &imsis, iccid, false));
	TRY(add_profile(exchange, request, iccid,
	                request->profile_type.size > 0 ? request->profile_type : header.profile_type));
	return stock_add_package(exchange, request, iccid);
}

const struct server_function stock_function = {
	.name = "addProfile", .load = load_stock, .decide = decide_stock, .record = history_record, .admission = &caller_admission,
};

/* ---- show and list ---- */

static enum status load_show(struct exchange *exchange)
{
	static const char sql[] = "SELECT " PROFILE_COLUMNS " FROM profile p WHERE p.iccid = $1";
	const struct stock_show_request *request = exchange->request;
	struct text iccid;
	TRY(iccid_key(&exchange->arena, request->iccid, &iccid));
	return EXCHANGE_ASK(exchange, sql, database_text(iccid));
}

static enum status decide_show(struct exchange *exchange)
{
	struct row_reader row = row_reader(exchange, 0);
	struct profile_record *record = arena_allocate(&exchange->arena, sizeof *record);
	if (!record)
		return STATUS_NO_MEMORY;
	*record = profile_record_read(&row);
	if (!record->exists)
		return exchange_refuse(exchange, "8.2.1", "3.9");
	exchange->result = record;
	return STATUS_OK;
}

const struct server_function stock_show_function = { .name = "showProfile", .load = load_show, .decide = decide_show };

static enum status load_list(struct exchange *exchange)
{
	static const char sql[] =
		"SELECT " PROFILE_COLUMNS " FROM profile p WHERE p.iccid > $1 AND ($2 < 0 OR p.state = $2) "
		"ORDER BY p.iccid LIMIT $3";
	const struct stock_list_request *request = exchange->request;
	return EXCHANGE_ASK(exchange, sql, database_text(request->after), database_number(request->state),
	                    database_number(request->maximum));
}

static enum status decide_list(struct exchange *exchange)
{
	size_t count = exchange->rows.count;
	struct stock_list *list = arena_allocate(&exchange->arena, sizeof *list);
	struct profile_record *records = arena_allocate(&exchange->arena, count * sizeof *records);
	if (!list || !records)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < count; i++) {
		struct row_reader row = row_reader(exchange, i);
		records[i] = profile_record_read(&row);
	}
	*list = (struct stock_list){ records, count };
	exchange->result = list;
	return STATUS_OK;
}

const struct server_function stock_list_function = { .name = "listProfiles", .load = load_list, .decide = decide_list };

static enum status load_count(struct exchange *exchange)
{
	static const char sql[] = "SELECT COUNT(*) FROM profile p WHERE p.iccid > $1 AND ($2 < 0 OR p.state = $2)";
	const struct stock_list_request *request = exchange->request;
	return EXCHANGE_ASK(exchange, sql, database_text(request->after), database_number(request->state));
}

static enum status decide_count(struct exchange *exchange)
{
	struct stock_count *count = arena_allocate(&exchange->arena, sizeof *count);
	if (!count)
		return STATUS_NO_MEMORY;
	count->count = database_cell_number(&exchange->rows, 0, 0);
	exchange->result = count;
	return STATUS_OK;
}

const struct server_function stock_count_function = { .name = "countProfiles", .load = load_count, .decide = decide_count };
