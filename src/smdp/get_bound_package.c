/* SPDX-License-Identifier: Apache-2.0 */
/* ES9+.GetBoundProfilePackage (SGP.22 5.6.2): the confirmation code, and the package bound to the card. */
#include "base/secret.h"
#include "rsp/package_seal.h"
#include "smdp/es9plus.h"
#include "smdp/generation.h"
#include "smdp/history.h"
#include "smdp/progress_report.h"
#include "smdp/profile_key.h"
#include "smdp/stock.h"
#include "smdp/subscriber.h"

enum { PACKAGE_KEYS_SIZE = 3 * AES_BLOCK };

struct call {
	struct get_bound_package_request message;
	struct text transaction_id;
	struct prepare_download_answer answer;
	struct euicc_signed2 signed2;
};

/* What was loaded. */
struct world {
	struct download_record download;
	struct profile_record profile;
	struct binding_record binding;
	struct bytes smdp_otpk, host_id;
	struct bytes sequences; /* A0 A1 [A2], and A3 unless protected_profile is that */
	struct bytes profile_elements, protected_profile, package_keys;
	struct profile_key_record key;
	bool is_made;                    /* the elements, just now; clear already */
	struct generation_source source; /* what the elements are made from when there is no package */
};

enum status get_bound_package_read(struct json_value json, struct exchange *exchange)
{
	struct call *call = arena_allocate(&exchange->arena, sizeof *call);
	if (!call)
		return STATUS_NO_MEMORY;
	TRY(get_bound_package_request_read(json, &exchange->arena, &call->message));
	TRY(transaction_id_key(&exchange->arena, call->message.transaction_id, &call->transaction_id));
	TRY(prepare_download_answer_decode(call->message.prepare_download_response, &call->answer));
	if (call->answer.error == 0)
		TRY(euicc_signed2_decode(call->answer.signed2, &call->signed2));
	exchange->request = call;
	exchange->transaction_id = call->transaction_id;
	return STATUS_OK;
}

static enum status load(struct exchange *exchange)
{
	static const char sql[] =
		"SELECT " DOWNLOAD_COLUMNS ", " PROFILE_COLUMNS ", " BINDING_COLUMNS ", b.smdp_otpk, b.host_id, b.sequences, "
		"k.profile_elements, k.protected_profile, k.package_keys, " GENERATION_COLUMNS("$2")
		" FROM download d JOIN profile p ON p.iccid = d.iccid LEFT JOIN package k ON k.iccid = d.iccid "
		"LEFT JOIN binding b ON b.iccid = d.iccid LEFT JOIN data_key v ON v.iccid = d.iccid "
		"LEFT JOIN subscriber s ON s.iccid = p.iccid AND k.iccid IS NULL "
		"LEFT JOIN profile_type t ON t.name = p.profile_type AND s.iccid IS NOT NULL WHERE d.transaction_id = $1";
	const struct call *call = exchange->request;
	const char *known = template_cache_list(exchange_smdp(exchange)->templates, &exchange->arena);
	if (!known)
		return STATUS_NO_MEMORY;
	return EXCHANGE_ASK(exchange, sql, database_text(call->transaction_id), database_text(text_from(known)));
}

static void read_world(const struct exchange *exchange, struct world *out)
{
	struct row_reader row = row_reader(exchange, 0);
	out->download = download_record_read(&row);
	out->profile = profile_record_read(&row);
	out->binding = binding_record_read(&row);
	struct bytes *const rest[] = { &out->smdp_otpk, &out->host_id, &out->sequences,
		                       &out->profile_elements, &out->protected_profile, &out->package_keys };
	for (size_t i = 0; i < ARRAY_SIZE(rest); i++)
		*rest[i] = database_cell_bytes(&exchange->rows, 0, row.column++);
	out->source = generation_source_read(&row);
	out->key = out->source.key;
}

/* A profile that stands in stock as a subscriber's data becomes a package now; it is kept bound, not clear. */
static enum status make_elements(struct exchange *exchange, struct world *world)
{
	char fault[SUBSCRIPTION_FAULT_SIZE] = "";
	AUTO(generation) generation = { 0 };
	AUTO(subscription) subscription = { 0 };
	if (world->profile_elements.size > 0 || world->protected_profile.size > 0)
		return STATUS_OK;
	if (world->source.type.name.size == 0)
		return STATUS_MALFORMED;
	TRY(subscriber_open(exchange, &world->key, world->profile.iccid, world->source.subscriber, &subscription));
	TRY(generation_begin(exchange, &world->source, &generation));
	world->is_made = true;
	return generation_package(exchange, &generation, &subscription, &world->profile_elements, fault);
}

/* ---- the confirmation code (SGP.22 4.7) ---- */

static enum status count_wrong_code(struct exchange *exchange, struct world *world)
{
	struct profile_record *profile = &world->profile;
	profile->confirmation_attempts++;
	int64_t maximum = (int64_t)exchange_smdp(exchange)->settings.confirmation_attempts_maximum;
	bool last = profile->confirmation_attempts >= maximum;
	if (last) {
		const struct failure failure = failure_make("8.2.7", "6.4");
		profile_record_fail(profile, "8.2.7", "6.4");
		TRY(progress_report_put(exchange, profile, POINT_CONFIRMATION, &failure, (struct bytes){ 0 }));
		TRY(download_record_advance(exchange, &world->download, DOWNLOAD_ENDED));
	}
	TRY(profile_record_save_progress(exchange, profile));
	return exchange_refuse(exchange, "8.2.7", last ? "6.4" : "3.8");
}

/* Leaves exchange->failure unset when the code is right or none is asked for. */
static enum status check_code(struct exchange *exchange, const struct call *call, struct world *world)
{
	struct bytes kept = world->profile.confirmation_hash;
	uint8_t expected[HASH_CC_SIZE];
	if (kept.size == 0)
		return STATUS_OK;
	if (kept.size != HASH_CC_SIZE)
		return STATUS_BUG;
	if (call->signed2.hash_cc.size == 0)
		return exchange_refuse(exchange, "8.2.7", "2.2");
	TRY(hash_cc(kept.data, call->message.transaction_id, expected));
	if (secret_equal(BYTES(expected), call->signed2.hash_cc))
		return STATUS_OK;
	return count_wrong_code(exchange, world);
}

/* ---- binding (SGP.22 2.5.4, 5.5) ---- */

static enum status fill_binding(const struct exchange *exchange, const struct call *call, const struct world *world,
                                enum curve curve, const struct eid *eid, struct package_keys *keys,
                                struct package_binding *out)
{
	*out = (struct package_binding){
		.curve = curve,
		.euicc_otpk = call->signed2.euicc_otpk,
		.host_id = smdp_host_id(exchange_smdp(exchange)),
		.eid = BYTES(eid->octets),
		.metadata = world->profile.metadata,
		.upp = world->profile_elements,
	};
	if (world->protected_profile.size == 0)
		return STATUS_OK;
	if (world->package_keys.size != PACKAGE_KEYS_SIZE)
		return STATUS_BUG;
	memcpy(keys, world->package_keys.data, sizeof *keys);
	out->upp = (struct bytes){ 0 };
	out->protected_profile = world->protected_profile;
	out->package_keys = keys;
	return STATUS_OK;
}

/* What is used of the package stands clear in the arena then; what was protected ahead never does. */
static enum status open_secrets(struct exchange *exchange, struct world *world)
{
	AUTO(data_key) key = { 0 };
	if (world->is_made)
		return STATUS_OK;
	TRY(profile_key_open(exchange, world->profile.iccid, &world->key, &key));
	TRY(profile_secret_open(exchange, &key, PACKAGE_ELEMENTS_COLUMN, world->profile_elements, &world->profile_elements));
	return profile_secret_open(exchange, &key, PACKAGE_KEYS_COLUMN, world->package_keys, &world->package_keys);
}

/* Makes the body anew and moves it into the arena. */
static enum status bind_package(struct exchange *exchange, const struct call *call, enum curve curve, struct world *world)
{
	struct eid eid;
	struct package_keys keys;
	struct package_binding binding;
	AUTO(package_body) body = { .sequences = BUFFER(BOUND_PACKAGE_MAXIMUM) };
	struct bytes otpk;
	TRY(eid_parse(world->download.eid, &eid));
	TRY(open_secrets(exchange, world));
	TRY(fill_binding(exchange, call, world, curve, &eid, &keys, &binding));
	enum status status = package_bind(&binding, &body);
	wipe(&keys, sizeof keys);
	TRY(status);
	/* What was protected ahead stands at the end as it is, and need not be kept twice. */
	struct bytes made = bytes_first(buffer_bytes(&body.sequences),
	                                body.sequences.size - world->protected_profile.size);
	TRY(arena_copy(&exchange->arena, BYTES(body.smdp_otpk), &otpk));
	TRY(arena_copy(&exchange->arena, made, &world->sequences));
	world->smdp_otpk = otpk;
	world->host_id = binding.host_id;
	return STATUS_OK;
}

static enum status keep_binding(struct exchange *exchange, const struct call *call, const struct world *world)
{
	static const char sql[] =
		"INSERT INTO binding (iccid, eid, transaction_id, euicc_otpk, smdp_otpk, host_id, sequences) "
		"VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (iccid) DO UPDATE SET eid = excluded.eid, "
		"transaction_id = excluded.transaction_id, euicc_otpk = excluded.euicc_otpk, "
		"smdp_otpk = excluded.smdp_otpk, host_id = excluded.host_id, sequences = excluded.sequences";
	return EXCHANGE_CHANGE(exchange, 1, sql,
		database_text(world->profile.iccid),
		database_text(world->download.eid),
		database_text(world->download.transaction_id),
		database_bytes(call->signed2.euicc_otpk),
		database_bytes(world->smdp_otpk),
		database_bytes(world->host_id),
		database_bytes(world->sequences));
}

/* The body stays, but it goes out in another download now. */
static enum status keep_reuse(struct exchange *exchange, const struct world *world)
{
	static const char sql[] = "UPDATE binding SET transaction_id = $2 WHERE iccid = $1";
	return EXCHANGE_CHANGE(exchange, 1, sql, database_text(world->profile.iccid),
	                       database_text(world->download.transaction_id));
}

static enum status give_package(struct exchange *exchange, const struct call *call, const struct world *world,
                                const struct credential_set *set)
{
	struct get_bound_package_answer *answer = arena_allocate(&exchange->arena, sizeof *answer);
	AUTO(buffer) package = BUFFER(BOUND_PACKAGE_MAXIMUM);
	const struct bytes parts[] = { world->sequences, world->protected_profile }; /* A0 to A3 */
	struct bytes body;
	if (!answer)
		return STATUS_NO_MEMORY;
	TRY(arena_join(&exchange->arena, parts, ARRAY_SIZE(parts), &body));
	TRY(package_finish(world->smdp_otpk, body, world->host_id, call->message.transaction_id,
	                   call->signed2.euicc_otpk, &set->binding.key, &package));
	TRY(arena_copy(&exchange->arena, buffer_bytes(&package), &answer->bound_package));
	answer->transaction_id = world->download.transaction_id;
	exchange->result = answer;
	return STATUS_OK;
}

/* A mere repetition changes nothing. */
static enum status save(struct exchange *exchange, struct world *world)
{
	struct profile_record *profile = &world->profile;
	if (exchange->change_count == 0 && world->download.state == DOWNLOAD_BOUND && profile->state == STOCK_DOWNLOADED)
		return STATUS_OK;
	TRY(profile_record_advance(profile, STOCK_BIND));
	profile->bound_eid = world->download.eid;
	TRY(progress_report_put(exchange, profile, POINT_DOWNLOAD, &(struct failure){ 0 }, (struct bytes){ 0 }));
	TRY(profile_record_save_progress(exchange, profile));
	return download_record_advance(exchange, &world->download, DOWNLOAD_BOUND);
}

/* A card that comes with the key it came with before gets the same body: under one pair of one-time keys nothing is ever
 * protected twice (SGP.22 5.6.2, 3.1.3.1). */
static enum status bind_or_reuse(struct exchange *exchange, const struct call *call, struct world *world,
                                 const struct credential_set *set)
{
	const struct binding_record *binding = &world->binding;
	bool reuse = binding->exists && text_equal(binding->eid, world->download.eid) &&
	             bytes_equal(binding->euicc_otpk, call->signed2.euicc_otpk);
	if (reuse) {
		if (!text_equal(binding->transaction_id, world->download.transaction_id))
			TRY(keep_reuse(exchange, world));
	} else {
		if (binding->exists && !exchange_smdp(exchange)->settings.rebinding)
			return exchange_refuse(exchange, "8.2", "3.7");
		enum status status = make_elements(exchange, world);
		if (status == STATUS_MALFORMED)
			return exchange_refuse(exchange, "8.2.5", "3.7");
		TRY(status);
		status = bind_package(exchange, call, set->binding.certificate.curve, world);
		if (status == STATUS_MALFORMED) /* otPK.EUICC is no point of the curve */
			return exchange_refuse(exchange, "8.1", "6.1");
		TRY(status);
		TRY(keep_binding(exchange, call, world));
	}
	TRY(save(exchange, world));
	return give_package(exchange, call, world, set);
}

/* ---- the function ---- */

/* Leaves exchange->failure unset when the card's answer holds in this session. */
static enum status check_answer(struct exchange *exchange, const struct call *call, const struct world *world)
{
	const struct download_record *download = &world->download;
	if (!download_record_is_live(exchange, download))
		return exchange_refuse(exchange, "8.10.1", "3.9");
	if (call->answer.error != 0) {
		exchange_note(exchange, "the card answered %s", prepare_download_error_name(call->answer.error));
		TRY(download_record_advance(exchange, download, DOWNLOAD_ENDED));
		return exchange_refuse(exchange, "8.1", "6.1");
	}
	if (!bytes_equal(call->signed2.transaction_id, call->message.transaction_id))
		return exchange_refuse(exchange, "8.10.1", "3.9");
	const struct bytes parts[] = { call->answer.signed2, download->smdp_signature2 };
	enum status status = verify_by_certificate(download->euicc_certificate, parts, ARRAY_SIZE(parts),
	                                           call->answer.signature2);
	return status == STATUS_UNTRUSTED ? exchange_refuse(exchange, "8.1", "6.1") : status;
}

/* Somebody else may have been served since this card was authenticated. */
static struct failure check_order(const struct exchange *exchange, const struct world *world)
{
	const struct profile_record *profile = &world->profile;
	if (profile->bound_eid.size > 0 && !text_equal(profile->bound_eid, world->download.eid))
		return failure_make("8.1.1", "3.8");
	if (!smdp_profile_is_claimable(profile->state))
		return failure_make("8.2", "1.2");
	if (profile->expires_at != 0 && profile->expires_at <= exchange->now)
		return failure_make("8.8.5", "4.10");
	return (struct failure){ 0 };
}

static enum status decide(struct exchange *exchange)
{
	const struct call *call = exchange->request;
	struct world world = { 0 };
	read_world(exchange, &world);
	exchange->eid = world.download.eid;
	exchange->iccid = world.profile.iccid;
	TRY(check_answer(exchange, call, &world));
	if (failure_is_set(&exchange->failure))
		return STATUS_OK;
	exchange->failure = check_order(exchange, &world);
	if (failure_is_set(&exchange->failure))
		return STATUS_OK;
	TRY(check_code(exchange, call, &world));
	if (failure_is_set(&exchange->failure))
		return STATUS_OK;
	const struct credential_set *set = credentials_find_binding(&exchange_smdp(exchange)->credentials,
	                                                            world.download.credential_ci,
	                                                            world.download.binding_key);
	return set ? bind_or_reuse(exchange, call, &world, set) : exchange_refuse(exchange, "8.10.1", "3.9");
}

void get_bound_package_write(const struct exchange *exchange, struct json_writer *writer)
{
	get_bound_package_answer_write(exchange->result, writer);
}

const struct server_function get_bound_package_function = {
	.name = "getBoundProfilePackage", .load = load, .decide = decide, .record = history_record,
};
