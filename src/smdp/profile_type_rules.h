/* SPDX-License-Identifier: Apache-2.0 */
/* How the profiles of one type are made: which values come from the order's subscriber data, which are drawn or counted, and
 * what becomes of the result. As JSON, in the tables and on the way in:
 *
 *	{ "draw": ["ki", "opc", "puk1"],          values nobody gave, drawn at random
 *	  "iccid": "8944…X", "imsi": "26201…",    first numbers, counted up; msisdn too
 *	  "numbers": 1000,                        how many there are of each
 *	  "generate": "download",                 or "order", "ahead": when the package is made
 *	  "matchingId": "made",                   or "empty": the card finds its order by its EID
 *	  "reuse": "never",                       after a card deleted it: "same-card", "available"; else as the owner has it
 *	  "device": ["eutran-epc"], "category": 1 what devices and cards must announce
 *	}
 *
 * All of it may be left out. */
#ifndef SMDP_PROFILE_TYPE_RULES_H
#define SMDP_PROFILE_TYPE_RULES_H

#include "codec/json.h"
#include "smdp/smdp.h"
#include "subscription/stencil.h"

enum { TYPE_RANGES = 3, TYPE_RULES_MAXIMUM = 4096, TYPE_NUMBERS_MAXIMUM = 100000000 };

enum generation_time { GENERATE_AT_DOWNLOAD, GENERATE_AT_ORDER, GENERATE_AHEAD };
/* The numbers stand in databases: never change one. */
enum matching_id_rule { MATCHING_ID_MADE = 0, MATCHING_ID_EMPTY = 1 };

struct profile_type_rules {
	bool drawn[SUBSCRIPTION_FIELDS];
	char first[TYPE_RANGES][SUBSCRIPTION_VALUE_MAXIMUM + 1]; /* ICCID, IMSI, MSISDN; empty: not counted */
	uint64_t numbers;  /* nought: there are no ranges */
	enum generation_time generation;
	enum matching_id_rule matching_id;
	bool has_reuse;    /* false: what the owner wants */
	enum operator_reuse reuse;
	uint16_t device;   /* bits as in profile_needs.h */
	uint8_t category;
};

/* What can be counted: ICCID, IMSI, MSISDN. */
extern const enum subscription_field type_range_fields[TYPE_RANGES];

/* STATUS_MALFORMED: `fault` has a sentence. Unknown members are refused: a rule that is misspelt must not be silent. */
enum status profile_type_rules_read(struct json_value json, struct profile_type_rules *out,
                                    char fault[SUBSCRIPTION_FAULT_SIZE]) MUST_CHECK;
/* The same from a text. */
enum status profile_type_rules_parse(struct text json, struct profile_type_rules *out, char fault[SUBSCRIPTION_FAULT_SIZE])
	MUST_CHECK;

/* One object, under `name`. */
void profile_type_rules_write(const struct profile_type_rules *rules, const char *name, struct json_writer *writer);

/* The template has a place for each value that is drawn or counted. STATUS_MALFORMED: `fault` has a sentence. */
enum status profile_type_rules_check(const struct profile_type_rules *rules, const struct stencil *stencil,
                                     char fault[SUBSCRIPTION_FAULT_SIZE]) MUST_CHECK;

/* Puts the numbers at `index` (below rules->numbers) where there are none yet. STATUS_TOO_LARGE: they have more digits. */
enum status profile_type_rules_count(const struct profile_type_rules *rules, uint64_t index, struct subscription *subscription)
	MUST_CHECK;

/* Draws what is to be drawn and was not given. As key_draw(). */
enum status profile_type_rules_draw(const struct profile_type_rules *rules, const struct stencil *stencil,
                                    const struct random *random, struct subscription *subscription) MUST_CHECK;

#endif
