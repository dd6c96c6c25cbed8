/* SPDX-License-Identifier: Apache-2.0 */
#include "smdp/order_choice.h"

#include "smdp/caller.h"

/* One of the first available profiles of a type, and by chance which: of many orders at once, one alone would get the first,
 * and all others had to look again. $1 is the type, $3 the chance, not below nought. */
#define AVAILABLE(owner) " FROM profile o WHERE o.owner = " owner " AND o.profile_type = $1 AND o.state = 0 "
#define ANY_AVAILABLE(owner) \
	"(SELECT o.iccid" AVAILABLE(owner) "ORDER BY o.iccid LIMIT 1 OFFSET $3 % " \
	"(SELECT CASE WHEN COUNT(*) = 0 THEN 1 ELSE COUNT(*) END FROM (SELECT 1" AVAILABLE(owner) "LIMIT 64) c))"

/* The operator $2 may have profiles of this type that are the house's. */
#define ALLOWED "EXISTS (SELECT 1 FROM operator_profile_type a WHERE a.operator = $2 AND a.profile_type = $1)"

static enum status draw_chance(struct exchange *exchange, int64_t *out)
{
	uint32_t chance;
	TRY(random_fill(&exchange->ports->random, (uint8_t *)&chance, sizeof chance));
	*out = chance;
	return STATUS_OK;
}

/* The profile, and what it takes to make it; of a type without stock the type alone. Of the operator's own, or else of the
 * house's if it may have those. */
enum status order_choice_ask(struct exchange *exchange, struct text iccid, struct text profile_type)
{
	static const char of_iccid[] =
		"SELECT " PROFILE_COLUMNS ", " GENERATION_COLUMNS("$2") " FROM profile p" GENERATION_JOIN "WHERE p.iccid = $1";
	static const char of_type[] =
		"SELECT " PROFILE_COLUMNS ", " GENERATION_COLUMNS("$4") ", CASE WHEN t.name IS NOT NULL OR " ALLOWED
		" OR EXISTS (SELECT 1 FROM profile k WHERE k.owner = $2 AND k.profile_type = $1) THEN 1 ELSE 0 END "
		"FROM (SELECT CAST($1 AS TEXT) AS name) w LEFT JOIN profile p ON p.iccid = COALESCE(" ANY_AVAILABLE("$2")
		", CASE WHEN " ALLOWED " THEN " ANY_AVAILABLE("''") " END) "
		"LEFT JOIN data_key v ON v.iccid = p.iccid LEFT JOIN subscriber s ON s.iccid = p.iccid "
		"LEFT JOIN profile_type t ON t.name = w.name AND ($2 = '' OR t.owner = $2 OR (t.owner = '' AND " ALLOWED "))";
	_Static_assert(STOCK_AVAILABLE == 0, "of_type names the available state");
	const char *known = template_cache_list(exchange_smdp(exchange)->templates, &exchange->arena);
	int64_t chance;
	if (!known)
		return STATUS_NO_MEMORY;
	TRY(iccid_key(&exchange->arena, iccid, &exchange->iccid));
	if (iccid.size > 0)
		return EXCHANGE_ASK(exchange, of_iccid, database_text(exchange->iccid), database_text(text_from(known)));
	TRY(draw_chance(exchange, &chance));
	return EXCHANGE_ASK(exchange, of_type, database_text(profile_type), database_text(caller_operator(exchange)),
	                    database_number(chance), database_text(text_from(known)));
}

struct order_choice order_choice_read(const struct exchange *exchange, struct text iccid)
{
	struct row_reader row = row_reader(exchange, 0);
	struct order_choice choice = { 0 };
	choice.profile = profile_record_read(&row);
	choice.source = generation_source_read(&row);
	choice.type_is_known = row_number(&row) != 0;
	if (iccid.size > 0 && !caller_owns(exchange, &choice.profile))
		choice.profile = (struct profile_record){ 0 };
	choice.can_be_made = !choice.profile.exists && iccid.size == 0 && choice.source.type.name.size > 0;
	return choice;
}

struct failure order_choice_check(struct text iccid, struct text profile_type, const struct order_choice *choice)
{
	const struct profile_record *profile = &choice->profile;
	if (choice->can_be_made)
		return (struct failure){ 0 };
	if (!profile->exists && iccid.size > 0)
		return failure_make("8.2.1", "3.9");
	if (!profile->exists)
		return failure_make("8.2.5", choice->type_is_known ? "3.7" : "3.9");
	if (profile_type.size > 0 && !text_equal(profile_type, profile->profile_type))
		return failure_make("8.2.5", "3.8");
	return profile->state == STOCK_AVAILABLE ? (struct failure){ 0 } : failure_make("8.2.1", "3.3");
}

enum status order_choice_take(struct exchange *exchange, struct order_choice *choice)
{
	struct profile_record *profile = &choice->profile;
	if (exchange->caller)
		profile->owner = caller_operator(exchange);
	if (!profile->exists)
		return generation_for_order(exchange, &choice->source, profile);
	enum status status = generation_at_order(exchange, &choice->source, profile);
	if (status == STATUS_MALFORMED) {
		exchange->change_count = 0;
		return exchange_refuse_because(exchange, "8.2.5", "3.7",
		                               "The profile cannot be made: its type is gone, or does not fit its data.");
	}
	TRY(status);
	return profile_record_save(exchange, profile);
}
