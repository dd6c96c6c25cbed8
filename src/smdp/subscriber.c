/* SPDX-License-Identifier: Apache-2.0 */
#include "smdp/subscriber.h"

#include "base/secret.h"
#include "smdp/batch.h"
#include "smdp/generation.h"
#include "smdp/stock.h"
#include "subscription/subscription_pack.h"

enum { LIST_MAXIMUM = 1000 };

#define CONTENT_COLUMN "subscriber.content"

enum status subscriber_seal(struct exchange *exchange, const struct data_key *key, const struct subscription *subscription,
                            struct bytes *out)
{
	AUTO(buffer) packed = SECRET_BUFFER(SUBSCRIPTION_PACK_MAXIMUM);
	TRY(subscription_pack(subscription, &packed));
	return profile_secret_seal(exchange, key, CONTENT_COLUMN, buffer_bytes(&packed), out);
}

enum status subscriber_open(struct exchange *exchange, const struct profile_key_record *record, struct text iccid,
                            struct bytes sealed, struct subscription *out)
{
	AUTO(data_key) key = { 0 };
	AUTO(subscription) got = { 0 };
	struct bytes packed;
	TRY(profile_key_open(exchange, iccid, record, &key));
	TRY(profile_secret_open(exchange, &key, CONTENT_COLUMN, sealed, &packed));
	TRY(subscription_unpack(packed, &got));
	if (!text_equal(subscription_value(&got, SUBSCRIPTION_ICCID), iccid))
		return STATUS_MALFORMED;
	*out = got;
	return STATUS_OK;
}

/* ---- add ---- */

/* The type, and in the last columns who has the ICCID and the IMSI already, whether the same is in the batch, and what has
 * become of that. */
static enum status load_add(struct exchange *exchange)
{
	static const char sql[] =
		"SELECT " GENERATION_COLUMNS("$2") ", (SELECT p.iccid FROM profile p WHERE p.iccid = $3), "
		"(SELECT MIN(i.iccid) FROM profile_imsi i WHERE i.imsi = $4 AND i.is_of_batch = 1), "
		"(SELECT MIN(g.iccid) FROM staged g WHERE g.batch = $5 AND g.iccid = COALESCE((SELECT MIN(i.iccid) "
		"FROM profile_imsi i WHERE i.imsi = $4 AND i.is_of_batch = 1), $3)), "
		"(SELECT b.state FROM batch b WHERE b.name = $5) "
		"FROM profile_type t LEFT JOIN subscriber s ON s.iccid = '' LEFT JOIN data_key v ON v.iccid = '' "
		"WHERE t.name = $1";
	const struct subscriber_add_request *request = exchange->request;
	const char *known = template_cache_list(exchange_smdp(exchange)->templates, &exchange->arena);
	struct text iccid;
	if (!known)
		return STATUS_NO_MEMORY;
	TRY(iccid_key(&exchange->arena, subscription_value(request->given, SUBSCRIPTION_ICCID), &iccid));
	exchange->iccid = iccid;
	return EXCHANGE_ASK(exchange, sql, database_text(request->profile_type), database_text(text_from(known)),
	                    database_text(iccid), database_text(subscription_value(request->given, SUBSCRIPTION_IMSI)),
	                    database_text(request->batch));
}

static enum status stage(struct exchange *exchange, struct text iccid, struct text batch)
{
	static const char sql[] =
		"INSERT INTO staged (iccid, batch, staged_at) SELECT $1, b.name, CAST($3 AS BIGINT) FROM batch b "
		"WHERE b.name = $2 AND b.state = 1";
	_Static_assert(BATCH_FILLING == 1, "sql names the state");
	return EXCHANGE_CHANGE(exchange, 1, sql, database_text(iccid), database_text(batch), database_number(exchange->now));
}

static enum status give_added(struct exchange *exchange, const struct profile_record *record,
                              const struct subscription *subscription)
{
	struct subscriber_added *added = arena_allocate(&exchange->arena, sizeof *added);
	if (!added)
		return STATUS_NO_MEMORY;
	added->iccid = exchange->iccid = record->iccid;
	exchange->result = added;
	return arena_copy_text(&exchange->arena, subscription_value(subscription, SUBSCRIPTION_IMSI), &added->imsi);
}

/* A batch that is filled again after an interruption meets what it has already. */
static enum status give_again(struct exchange *exchange, struct text iccid, const struct subscriber_add_request *request)
{
	const struct profile_record record = { .iccid = iccid };
	bool is_same = !subscription_has(request->given, SUBSCRIPTION_ICCID) || text_equal(iccid, exchange->iccid);
	if (!is_same)
		return exchange_refuse_because(exchange, "8.2", "3.3", "Another profile has this IMSI.");
	return give_added(exchange, &record, request->given);
}

/* A number is taken from the ranges only if it is needed. STATUS_NOT_FOUND: there are none; STATUS_MALFORMED: `fault`. */
static enum status add_by_rules(struct exchange *exchange, const struct generation *generation,
                                const struct subscriber_add_request *request, char fault[SUBSCRIPTION_FAULT_SIZE])
{
	AUTO(subscription) subscription = *request->given;
	for (int field = SUBSCRIPTION_EID; field < SUBSCRIPTION_FIELDS; field++)
		wipe(subscription.values[field], sizeof subscription.values[field]);
	struct profile_record record = { .state = request->batch.size > 0 ? STOCK_STAGED : STOCK_AVAILABLE };
	bool is_counted = false;
	for (size_t i = 0; i < TYPE_RANGES; i++)
		is_counted |= generation->rules.first[i][0] && !subscription_has(&subscription, type_range_fields[i]);
	uint64_t index = (uint64_t)generation->type.numbers_given + exchange->attempts - 1;
	if (is_counted && index >= generation->rules.numbers)
		return STATUS_NOT_FOUND;
	TRY(generation_complete(exchange, generation, index, &subscription, fault));
	TRY(generation_add_profile(exchange, generation, &subscription, &record, fault));
	if (is_counted)
		TRY(generation_take_number(exchange, generation, index));
	if (request->batch.size > 0)
		TRY(stage(exchange, record.iccid, request->batch));
	return give_added(exchange, &record, &subscription);
}

static enum status decide_add(struct exchange *exchange)
{
	const struct subscriber_add_request *request = exchange->request;
	struct row_reader row = row_reader(exchange, 0);
	struct generation_source source = generation_source_read(&row);
	char fault[SUBSCRIPTION_FAULT_SIZE] = "";
	AUTO(generation) generation = { 0 };
	if (exchange->rows.count == 0)
		return exchange_refuse(exchange, "8.2.5", "3.9");
	struct text with_iccid = row_text(&row), with_imsi = row_text(&row), in_batch = row_text(&row);
	if (request->batch.size > 0 && row_number(&row) != BATCH_FILLING)
		return exchange_refuse_because(exchange, "8.2", "3.9", "The batch is not being filled any more.");
	if (in_batch.size > 0)
		return give_again(exchange, in_batch, request);
	if (with_iccid.size > 0)
		return exchange_refuse_because(exchange, "8.2.1", "3.3", "A profile with this ICCID is in stock already.");
	if (with_imsi.size > 0)
		return exchange_refuse_because(exchange, "8.2", "3.3", "Another profile has this IMSI.");
	TRY(generation_begin(exchange, &source, &generation));
	enum status status = add_by_rules(exchange, &generation, request, fault);
	if (status == STATUS_NOT_FOUND || status == STATUS_MALFORMED) {
		exchange->change_count = 0;
		return exchange_refuse_because(exchange, "8.2.5", status == STATUS_NOT_FOUND ? "3.7" : "2.1",
		                               *fault ? fault : "The type has no more numbers, and no ICCID was given.");
	}
	return status;
}

const struct server_function subscriber_add_function = { .name = "addSubscriber", .load = load_add, .decide = decide_add };

/* ---- list ---- */

#define SELECT_SUBSCRIBER \
	"SELECT s.iccid, " PROFILE_KEY_COLUMNS ", s.content FROM subscriber s LEFT JOIN data_key v ON v.iccid = s.iccid "

static enum status load_list(struct exchange *exchange)
{
	static const char of_one[] = SELECT_SUBSCRIBER "WHERE s.iccid = $1";
	static const char of_all[] =
		SELECT_SUBSCRIBER "JOIN profile p ON p.iccid = s.iccid "
		"WHERE s.iccid > $1 AND (p.profile_type = $2 OR $2 = '') ORDER BY s.iccid LIMIT $3";
	const struct subscriber_list_request *request = exchange->request;
	int64_t maximum = request->maximum < LIST_MAXIMUM ? request->maximum : LIST_MAXIMUM;
	struct text iccid;
	TRY(iccid_key(&exchange->arena, request->iccid.size > 0 ? request->iccid : request->after, &iccid));
	if (request->iccid.size > 0)
		return EXCHANGE_ASK(exchange, of_one, database_text(iccid));
	return EXCHANGE_ASK(exchange, of_all, database_text(iccid), database_text(request->profile_type),
	                    database_number(maximum));
}

static enum status decide_list(struct exchange *exchange)
{
	size_t count = exchange->rows.count;
	struct subscriber_list *list = arena_allocate(&exchange->arena, sizeof *list);
	struct subscription *subscribers = arena_allocate(&exchange->arena, (count + 1) * sizeof *subscribers);
	if (!list || !subscribers)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < count; i++) {
		struct row_reader row = row_reader(exchange, i);
		struct text iccid = row_text(&row);
		struct profile_key_record key = profile_key_record_read(&row);
		TRY(subscriber_open(exchange, &key, iccid, row_bytes(&row), &subscribers[i]));
	}
	*list = (struct subscriber_list){ subscribers, count };
	exchange->result = list;
	return STATUS_OK;
}

const struct server_function subscriber_list_function = { .name = "listSubscribers", .load = load_list, .decide = decide_list };
