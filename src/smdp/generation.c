/* SPDX-License-Identifier: Apache-2.0 */
#include "smdp/generation.h"

#include <stdio.h>

#include "base/secret.h"
#include "smdp/stock.h"
#include "smdp/subscriber.h"

struct generation_source generation_source_read(struct row_reader *row)
{
	struct generation_source source = { 0 };
	source.key = profile_key_record_read(row);
	source.subscriber = row_bytes(row);
	source.type = profile_type_read(row);
	source.template = row_bytes(row);
	return source;
}

void generation_release(struct generation *generation)
{
	template_free(generation->own);
	*generation = (struct generation){ 0 };
}

enum status generation_begin(struct exchange *exchange, const struct generation_source *source, struct generation *out)
{
	char fault[SUBSCRIPTION_FAULT_SIZE] = "";
	struct template_cache *cache = exchange_smdp(exchange)->templates;
	*out = (struct generation){ .type = source->type };
	TRY(profile_type_rules_parse(source->type.rules, &out->rules, fault));
	out->stencil = template_cache_find(cache, source->type.digest);
	if (out->stencil)
		return STATUS_OK;
	return template_cache_add(cache, source->type.digest, source->template, &out->stencil, &out->own, fault);
}

enum status generation_complete(struct exchange *exchange, const struct generation *generation, uint64_t index,
                                struct subscription *subscription, char fault[SUBSCRIPTION_FAULT_SIZE])
{
	const struct profile_type_rules *rules = &generation->rules;
	if (index < rules->numbers && profile_type_rules_count(rules, index, subscription) != STATUS_OK)
		return STATUS_NOT_FOUND;
	if (!subscription_has(subscription, SUBSCRIPTION_ICCID))
		return STATUS_NOT_FOUND;
	if (!stencil_is_of_network(generation->stencil, subscription_value(subscription, SUBSCRIPTION_IMSI))) {
		snprintf(fault, SUBSCRIPTION_FAULT_SIZE, "The imsi is of another network than the type's template.");
		return STATUS_MALFORMED;
	}
	enum status status = profile_type_rules_draw(rules, generation->stencil, &exchange->ports->random, subscription);
	if (status == STATUS_MALFORMED)
		snprintf(fault, SUBSCRIPTION_FAULT_SIZE, "ki or op has a size that the type's algorithm does not take.");
	/* The network's own key is not kept with each of its subscribers. */
	wipe(subscription->values[SUBSCRIPTION_OP], sizeof subscription->values[SUBSCRIPTION_OP]);
	return status;
}

enum status generation_package(struct exchange *exchange, const struct generation *generation,
                               const struct subscription *subscription, struct bytes *out, char fault[SUBSCRIPTION_FAULT_SIZE])
{
	AUTO(buffer) package = SECRET_BUFFER(PROFILE_ELEMENTS_MAXIMUM);
	TRY(stencil_fill(generation->stencil, subscription, &package, fault));
	return arena_copy(&exchange->arena, buffer_bytes(&package), out);
}

/* ---- rows ---- */

/* The type's metadata with this profile's ICCID. */
static enum status make_metadata(struct exchange *exchange, const struct profile_type *type, struct text iccid,
                                 struct bytes *out)
{
	struct profile_metadata metadata;
	AUTO(buffer) encoded = BUFFER(METADATA_MAXIMUM);
	TRY(profile_metadata_decode(type->metadata, &metadata));
	TRY(iccid_parse(iccid, &metadata.iccid));
	TRY(profile_metadata_encode(&metadata, &encoded));
	return arena_copy(&exchange->arena, buffer_bytes(&encoded), out);
}

static enum status add_row(struct exchange *exchange, const struct profile_record *record)
{
	static const char sql[] =
		"INSERT INTO profile (iccid, version, state, profile_type, metadata, package_size, needs, created_at, "
		"changed_at, eid, matching_id, ordered_at, download_attempts, confirmation_attempts, last_sequence_number, "
		"owner) VALUES ($1, 0, $2, $3, $4, $5, $6, $7, $7, $8, $9, $10, 0, 0, 0, $11)";
	return EXCHANGE_CHANGE(exchange, 1, sql,
		database_text(record->iccid),
		database_number(record->state),
		database_text(record->profile_type),
		database_bytes(record->metadata),
		database_number(record->package_size),
		database_bytes(record->needs),
		database_number(exchange->now),
		text_or_null(record->eid),
		record->has_matching_id ? database_text(record->matching_id) : database_null(),
		number_or_null(record->ordered_at),
		database_text(record->owner.size > 0 ? record->owner : TEXT("")));
}

static enum status add_subscriber(struct exchange *exchange, const struct data_key *key, struct text iccid,
                                  const struct subscription *subscription)
{
	static const char sql[] = "INSERT INTO subscriber (iccid, content) VALUES ($1, $2)";
	static const char imsi_sql[] = "INSERT INTO profile_imsi (imsi, iccid, is_of_batch) VALUES ($1, $2, 1)";
	struct bytes sealed;
	struct text imsi;
	TRY(arena_copy_text(&exchange->arena, subscription_value(subscription, SUBSCRIPTION_IMSI), &imsi));
	TRY(subscriber_seal(exchange, key, subscription, &sealed));
	TRY(EXCHANGE_CHANGE(exchange, 1, sql, database_text(iccid), database_bytes(sealed)));
	if (imsi.size == 0)
		return STATUS_OK;
	return EXCHANGE_CHANGE(exchange, 1, imsi_sql, database_text(imsi), database_text(iccid));
}

static enum status add_package(struct exchange *exchange, const struct generation *generation, const struct data_key *key,
                               const struct subscription *subscription, char fault[SUBSCRIPTION_FAULT_SIZE])
{
	struct stock_request made = { 0 };
	TRY(generation_package(exchange, generation, subscription, &made.profile_elements, fault));
	return stock_add_sealed_package(exchange, &made, key);
}

/* What an order needs to know stands in the row as soon as there is one, or a package. */
static enum status describe(struct exchange *exchange, const struct generation *generation, struct profile_record *record)
{
	record->package_size = generation->type.package_size;
	record->needs = generation->type.needs;
	return make_metadata(exchange, &generation->type, record->iccid, &record->metadata);
}

enum status generation_add_profile(struct exchange *exchange, const struct generation *generation,
                                   const struct subscription *subscription, struct profile_record *record,
                                   char fault[SUBSCRIPTION_FAULT_SIZE])
{
	bool is_ordered = record->ordered_at != 0, is_ahead = generation->rules.generation == GENERATE_AHEAD;
	AUTO(data_key) key = { 0 };
	record->profile_type = generation->type.name;
	if (record->owner.size == 0)
		record->owner = generation->type.owner;
	TRY(arena_copy_text(&exchange->arena, subscription_value(subscription, SUBSCRIPTION_ICCID), &record->iccid));
	if (is_ordered || is_ahead)
		TRY(describe(exchange, generation, record));
	TRY(add_row(exchange, record));
	TRY(profile_key_add(exchange, record->iccid, &key));
	TRY(add_subscriber(exchange, &key, record->iccid, subscription));
	if (is_ahead || (is_ordered && generation->rules.generation == GENERATE_AT_ORDER))
		return add_package(exchange, generation, &key, subscription, fault);
	/* What cannot be made later must not come into stock. */
	AUTO(buffer) trial = SECRET_BUFFER(PROFILE_ELEMENTS_MAXIMUM);
	return stencil_fill(generation->stencil, subscription, &trial, fault);
}

enum status generation_take_number(struct exchange *exchange, const struct generation *generation, uint64_t index)
{
	static const char sql[] = "UPDATE profile_type SET numbers_given = $2 WHERE name = $1 AND numbers_given = $3";
	return EXCHANGE_CHANGE(exchange, 1, sql, database_text(generation->type.name), database_number((int64_t)index + 1),
	                       database_number(generation->type.numbers_given));
}

/* ---- orders ---- */

static enum status save_description(struct exchange *exchange, const struct profile_record *profile)
{
	static const char sql[] = "UPDATE profile SET metadata = $2, package_size = $3, needs = $4 WHERE iccid = $1";
	return EXCHANGE_CHANGE(exchange, 1, sql, database_text(profile->iccid), database_bytes(profile->metadata),
	                       database_number(profile->package_size), database_bytes(profile->needs));
}

enum status generation_at_order(struct exchange *exchange, const struct generation_source *source,
                                struct profile_record *profile)
{
	char fault[SUBSCRIPTION_FAULT_SIZE] = "";
	AUTO(generation) generation = { 0 };
	AUTO(subscription) subscription = { 0 };
	AUTO(data_key) key = { 0 };
	if (profile->metadata.size > 0)
		return STATUS_OK;
	if (source->type.name.size == 0)
		return STATUS_MALFORMED;
	TRY(generation_begin(exchange, source, &generation));
	TRY(describe(exchange, &generation, profile));
	TRY(save_description(exchange, profile));
	if (generation.rules.generation != GENERATE_AT_ORDER)
		return STATUS_OK;
	TRY(subscriber_open(exchange, &source->key, profile->iccid, source->subscriber, &subscription));
	TRY(profile_key_open(exchange, profile->iccid, &source->key, &key));
	return add_package(exchange, &generation, &key, &subscription, fault);
}

enum status generation_for_order(struct exchange *exchange, const struct generation_source *source,
                                 struct profile_record *record)
{
	char fault[SUBSCRIPTION_FAULT_SIZE] = "";
	AUTO(generation) generation = { 0 };
	AUTO(subscription) subscription = { 0 };
	if (source->type.name.size == 0)
		return exchange_refuse(exchange, "8.2.5", "3.7");
	TRY(generation_begin(exchange, source, &generation));
	/* A number that somebody has already is passed over when this is decided again. */
	uint64_t index = (uint64_t)source->type.numbers_given + exchange->attempts - 1;
	if (index >= generation.rules.numbers)
		return exchange_refuse(exchange, "8.2.5", "3.7");
	enum status status = generation_complete(exchange, &generation, index, &subscription, fault);
	if (status == STATUS_OK)
		status = generation_add_profile(exchange, &generation, &subscription, record, fault);
	if (status == STATUS_NOT_FOUND || status == STATUS_MALFORMED) {
		exchange->change_count = 0;
		return exchange_refuse_because(exchange, "8.2.5", status == STATUS_NOT_FOUND ? "3.7" : "2.1",
		                               *fault ? fault : "No more profiles of this type can be made.");
	}
	TRY(status);
	return generation_take_number(exchange, &generation, index);
}
