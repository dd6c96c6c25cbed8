/* SPDX-License-Identifier: Apache-2.0 */
/* Profiles that are made here, out of a type's template and a subscriber's values: the same two give the same octets each
 * time, whichever server makes them. */
#ifndef SMDP_GENERATION_H
#define SMDP_GENERATION_H

#include "smdp/profile_key.h"
#include "smdp/profile_type.h"
#include "subscription/stencil.h"

/* Beside a profile p: its key v, its subscriber s and its type t. `known`: the parameter that holds template_cache_list(), so
 * that only templates which are not compiled yet are fetched. */
#define GENERATION_COLUMNS(known) \
	PROFILE_KEY_COLUMNS ", s.content, " TYPE_COLUMNS \
	", CASE WHEN " known " LIKE '%' || t.template_digest || '%' THEN NULL ELSE t.template END"
#define GENERATION_JOIN \
	" LEFT JOIN data_key v ON v.iccid = p.iccid LEFT JOIN subscriber s ON s.iccid = p.iccid " \
	"LEFT JOIN profile_type t ON t.name = p.profile_type "

struct generation_source {
	struct profile_key_record key;
	struct bytes subscriber;  /* sealed; empty: the profile came as a package */
	struct profile_type type; /* without a name: there is none */
	struct bytes template;    /* empty: it is in the cache */
};

struct generation_source generation_source_read(struct row_reader *row);

/* A type at work. */
struct generation {
	struct profile_type type;
	struct profile_type_rules rules;
	const struct stencil *stencil;
	struct compiled_template *own;
};

void generation_release(struct generation *generation);

/* Fills *out, to be released whatever is returned. STATUS_MALFORMED, STATUS_BUG: the type's row is not what
 * type_add_function wrote; STATUS_NO_MEMORY. */
enum status generation_begin(struct exchange *exchange, const struct generation_source *source, struct generation *out)
	MUST_CHECK;

/* Adds what is counted and drawn to what was given. STATUS_MALFORMED: `fault` says what does not fit; STATUS_NOT_FOUND: there
 * are no more numbers; STATUS_IO: no random octets. */
enum status generation_complete(struct exchange *exchange, const struct generation *generation, uint64_t index,
                                struct subscription *subscription, char fault[SUBSCRIPTION_FAULT_SIZE]) MUST_CHECK;

/* The package of one subscriber, in the exchange. STATUS_MALFORMED: `fault` says what does not fit. */
enum status generation_package(struct exchange *exchange, const struct generation *generation,
                               const struct subscription *subscription, struct bytes *out,
                               char fault[SUBSCRIPTION_FAULT_SIZE]) MUST_CHECK;

/* Adds the changes that put a profile in stock: its row as `record` says (a new one, with its order if it has one),
 * the subscriber, and the package if the type wants it made now. The record's metadata, size, needs, type and ICCID are set
 * here. STATUS_MALFORMED: `fault` says what does not fit. */
enum status generation_add_profile(struct exchange *exchange, const struct generation *generation,
                                   const struct subscription *subscription, struct profile_record *record,
                                   char fault[SUBSCRIPTION_FAULT_SIZE]) MUST_CHECK;

/* Adds the change that takes the number `index` out of the type's ranges; whoever was faster wins. */
enum status generation_take_number(struct exchange *exchange, const struct generation *generation, uint64_t index) MUST_CHECK;

/* Adds what an ordered profile must have that stood in stock as a subscriber only: metadata, needs, and the package if the
 * type wants that. A profile that has them stays as it is. STATUS_MALFORMED: it cannot be made. */
enum status generation_at_order(struct exchange *exchange, const struct generation_source *source,
                                struct profile_record *profile) MUST_CHECK;

/* An order by a type of which nothing is in stock: one profile more, ordered as `record` says. Leaves exchange->failure set
 * when there is none to be had: 8.2.5-3.7, 8.2.5-2.1. */
enum status generation_for_order(struct exchange *exchange, const struct generation_source *source,
                                 struct profile_record *record) MUST_CHECK;

#endif
