/* SPDX-License-Identifier: Apache-2.0 */
/* ES9+.AuthenticateClient (SGP.22 5.6.3): is the card what it says, which order does it come for, may it have it? */
#include "codec/der_write.h"
#include "crypto/digest.h"
#include "smdp/eligibility.h"
#include "smdp/es9plus.h"
#include "smdp/history.h"
#include "smdp/progress_report.h"

enum { SIGNED2_MAXIMUM = 256 };

struct call {
	struct authenticate_client_request message;
	struct text transaction_id;
	uint8_t digest[SHA256_SIZE]; /* of the card's answer: the same octets are the same request */
	struct euicc_authentication card;
};

/* What was loaded. */
struct world {
	struct authentication_session session;
	struct download_record download; /* that this session has led to already */
	struct profile_record profile;   /* that it asks for */
	struct binding_record binding;
};

enum status authenticate_client_read(struct json_value json, struct exchange *exchange)
{
	struct call *call = arena_allocate(&exchange->arena, sizeof *call);
	if (!call)
		return STATUS_NO_MEMORY;
	TRY(authenticate_client_request_read(json, &exchange->arena, &call->message));
	TRY(transaction_id_key(&exchange->arena, call->message.transaction_id, &call->transaction_id));
	TRY(sha256(&call->message.authenticate_server_response, 1, call->digest));
	TRY(euicc_authentication_decode(call->message.authenticate_server_response, &call->card));
	exchange->request = call;
	exchange->transaction_id = call->transaction_id;
	exchange->eid = call->card.claimed_eid;
	return STATUS_OK;
}

#define COLUMNS SESSION_COLUMNS ", " DOWNLOAD_COLUMNS ", " PROFILE_COLUMNS ", " BINDING_COLUMNS
#define JOIN_DOWNLOAD " FROM session s LEFT JOIN download d ON d.transaction_id = s.transaction_id "
#define JOIN_BINDING " LEFT JOIN binding b ON b.iccid = p.iccid WHERE s.transaction_id = $1"

/* The order with this matching ID; or the oldest one that waits for this EID (SGP.22 3.1.3). A session that has found its
 * order stays with it. */
static enum status load(struct exchange *exchange)
{
	static const char by_matching_id[] =
		"SELECT " COLUMNS JOIN_DOWNLOAD
		"LEFT JOIN profile p ON p.iccid = COALESCE(d.iccid, (SELECT o.iccid FROM profile o "
		"WHERE o.matching_id = $2 AND o.matching_id <> ''))" JOIN_BINDING;
	static const char by_eid[] =
		"SELECT " COLUMNS JOIN_DOWNLOAD
		"LEFT JOIN profile p ON p.iccid = COALESCE(d.iccid, (SELECT o.iccid FROM profile o "
		"WHERE o.eid = $2 AND o.matching_id = '' AND o.state IN (4, 5) ORDER BY o.ordered_at, o.iccid LIMIT 1))"
		JOIN_BINDING;
	_Static_assert(STOCK_RELEASED == 4 && STOCK_DOWNLOADED == 5, "by_eid names the claimable states");
	const struct call *call = exchange->request;
	struct text matching_id = call->card.context.matching_id;
	if (matching_id.size > 0)
		return EXCHANGE_ASK(exchange, by_matching_id, database_text(call->transaction_id),
		                    database_text(matching_id));
	return EXCHANGE_ASK(exchange, by_eid, database_text(call->transaction_id), database_text(call->card.claimed_eid));
}

static bool read_world(const struct exchange *exchange, struct world *out)
{
	struct row_reader row = row_reader(exchange, 0);
	bool exists = authentication_session_read(&row, &out->session);
	out->download = download_record_read(&row);
	out->profile = profile_record_read(&row);
	out->binding = binding_record_read(&row);
	return exists;
}

/* The card refused our side: its session has ended, and so has ours. */
static enum status end_session(struct exchange *exchange, const struct call *call)
{
	exchange_note(exchange, "the card answered %s", authenticate_error_name(call->card.answer.error));
	TRY(authentication_session_end(exchange, call->transaction_id, false));
	return exchange_refuse(exchange, "8.1", "6.1");
}

/* smdpSigned2 and smdpSignature2, as elements in the arena. */
static enum status sign_offer(struct exchange *exchange, const struct call *call, const struct world *world,
                              const struct credential_set *set, struct download_record *download)
{
	bool reuse = world->binding.exists && text_equal(world->binding.eid, call->card.claimed_eid);
	const struct smdp_signed2 signed2 = {
		.transaction_id = call->message.transaction_id,
		.confirmation_code_required = world->profile.confirmation_hash.size > 0,
		.bpp_euicc_otpk = reuse ? world->binding.euicc_otpk : (struct bytes){ 0 },
	};
	AUTO(buffer) encoded = BUFFER(SIGNED2_MAXIMUM);
	AUTO(buffer) object = BUFFER(SIGNED2_MAXIMUM);
	uint8_t signature[SIGNATURE_SIZE];
	TRY(smdp_signed2_encode(&signed2, &encoded));
	const struct bytes parts[] = { buffer_bytes(&encoded), call->card.answer.signature1_object };
	TRY(sign(&set->binding.key, parts, ARRAY_SIZE(parts), signature));
	struct der_writer writer = der_writer(&object);
	der_put(&writer, 0x5F37, BYTES(signature));
	TRY(der_finish(&writer));
	TRY(arena_copy(&exchange->arena, buffer_bytes(&encoded), &download->smdp_signed2));
	return arena_copy(&exchange->arena, buffer_bytes(&object), &download->smdp_signature2);
}

static enum status keep_download(struct exchange *exchange, const struct call *call,
                                 const struct download_record *download)
{
	static const char sql[] =
		"INSERT INTO download (transaction_id, iccid, eid, state, credential_ci, request_digest, euicc_certificate, "
		"eum_certificate, device_info, smdp_signed2, smdp_signature2, started_at, error_subject, error_reason, "
		"binding_key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
	struct text subject = download->error_subject, reason = download->error_reason;
	return EXCHANGE_CHANGE(exchange, 1, sql,
		database_text(download->transaction_id),
		database_text(download->iccid),
		database_text(download->eid),
		database_number(download->state),
		database_bytes(download->credential_ci),
		database_bytes(BYTES(call->digest)),
		database_bytes(call->card.answer.euicc_certificate),
		database_bytes(call->card.answer.eum_certificate),
		database_bytes(call->card.signed1.context_parameters),
		database_bytes(download->smdp_signed2),
		database_bytes(download->smdp_signature2),
		database_number(download->started_at),
		subject.size > 0 ? database_text(subject) : database_null(),
		reason.size > 0 ? database_text(reason) : database_null(),
		download->binding_key.size > 0 ? database_bytes(download->binding_key) : database_null());
}

static enum status give_answer(struct exchange *exchange, const struct world *world, const struct download_record *download,
                               const struct credential_set *set)
{
	struct authenticate_client_answer *answer = arena_allocate(&exchange->arena, sizeof *answer);
	if (!answer)
		return STATUS_NO_MEMORY;
	*answer = (struct authenticate_client_answer){
		.transaction_id = download->transaction_id,
		.profile_metadata = world->profile.metadata,
		.smdp_signed2 = download->smdp_signed2,
		.smdp_signature2 = download->smdp_signature2,
		.smdp_certificate = set->binding.certificate.whole,
	};
	exchange->result = answer;
	return STATUS_OK;
}

/* The same request again, after a lost answer: the same answer, and no second attempt is counted. */
static enum status answer_again(struct exchange *exchange, const struct call *call, const struct world *world,
                                const struct credential_set *set)
{
	const struct download_record *download = &world->download;
	bool same = bytes_equal(download->request_digest, BYTES(call->digest));
	if (same && download->error_subject.size > 0) {
		exchange->failure = (struct failure){ download->error_subject, download->error_reason,
			failure_sentence(download->error_subject, download->error_reason) };
		return STATUS_OK;
	}
	if (!same || !download_record_is_live(exchange, download))
		return exchange_refuse(exchange, "8.10.1", "3.9");
	exchange_note(exchange, "answered again");
	return give_answer(exchange, world, download, set);
}

/* SGP.22 5.6.3: the checks of the order, in their order. Nothing set: it may be downloaded. */
static struct failure check_order(const struct exchange *exchange, const struct call *call,
                                  const struct profile_record *profile)
{
	if (!profile->exists)
		return call->card.context.matching_id.size > 0 ? failure_make("8.2.6", "3.8")
		                                               : failure_make("8.1.1", "3.8");
	struct text eid = call->card.claimed_eid;
	bool for_another = profile->eid.size > 0 && !text_equal(profile->eid, eid);
	bool bound_to_another = profile->bound_eid.size > 0 && !text_equal(profile->bound_eid, eid);
	if (for_another || bound_to_another)
		return failure_make("8.1.1", "3.8");
	if (!smdp_profile_is_claimable(profile->state))
		return failure_make("8.2", "1.2");
	if (profile->expires_at != 0 && profile->expires_at <= exchange->now)
		return failure_make("8.8.5", "4.10");
	return (struct failure){ 0 };
}

static enum status give_up(struct exchange *exchange, struct profile_record *profile)
{
	const struct failure failure = failure_make("8.8.5", "6.4");
	profile_record_fail(profile, "8.8.5", "6.4");
	TRY(progress_report_put(exchange, profile, POINT_ELIGIBILITY, &failure, (struct bytes){ 0 }));
	TRY(profile_record_save_progress(exchange, profile));
	return exchange_refuse(exchange, "8.8.5", "6.4");
}

/* The order stays as it is, for the operator to renew; that it came too late is told once. */
static enum status tell_expired(struct exchange *exchange, struct profile_record *profile)
{
	const struct failure failure = exchange->failure;
	if (text_equal(profile->error_reason, failure.reason_code))
		return STATUS_OK;
	profile->error_subject = failure.subject_code;
	profile->error_reason = failure.reason_code;
	TRY(progress_report_put(exchange, profile, POINT_ELIGIBILITY, &failure, (struct bytes){ 0 }));
	return profile_record_save_progress(exchange, profile);
}

static enum status offer(struct exchange *exchange, const struct call *call, struct world *world,
                         const struct credential_set *set)
{
	struct profile_metadata metadata;
	char why[ELIGIBILITY_WHY_SIZE];
	struct profile_record *profile = &world->profile;
	struct download_record download = {
		.transaction_id = call->transaction_id,
		.iccid = profile->iccid,
		.eid = call->card.claimed_eid,
		.state = DOWNLOAD_AUTHENTICATED,
		.credential_ci = world->session.credential_ci,
		.binding_key = set->binding.certificate.subject_key_identifier,
		.started_at = world->session.started_at,
	};
	TRY(profile_metadata_decode(profile->metadata, &metadata));
	const struct eligibility_question question = {
		.card = &call->card.info2,
		.device = device_info_capabilities(&call->card.context.device),
		.profile = &metadata,
		.check = exchange_smdp(exchange)->settings.check_capabilities,
		.needs = profile_needs_decode(profile->needs),
		.package_size = profile->package_size,
	};
	exchange->failure = eligibility_check(&question, why);
	if (failure_is_set(&exchange->failure)) {
		exchange_note(exchange, "%s", why);
		download.state = DOWNLOAD_ENDED;
		download.error_subject = exchange->failure.subject_code;
		download.error_reason = exchange->failure.reason_code;
	} else {
		TRY(sign_offer(exchange, call, world, set, &download));
		TRY(give_answer(exchange, world, &download, set));
	}
	profile->download_attempts++;
	TRY(profile_record_advance(profile, STOCK_AUTHENTICATE));
	TRY(progress_report_put(exchange, profile, POINT_ELIGIBILITY, &exchange->failure, (struct bytes){ 0 }));
	TRY(profile_record_save_progress(exchange, profile));
	return keep_download(exchange, call, &download);
}

static enum status decide(struct exchange *exchange)
{
	const struct smdp *smdp = exchange_smdp(exchange);
	const struct call *call = exchange->request;
	struct euicc_authentication card = call->card; /* the request stays as it was read */
	struct world world = { 0 };
	if (!read_world(exchange, &world) ||
	    exchange->now - world.session.started_at > (int64_t)smdp->settings.session_seconds)
		return exchange_refuse(exchange, "8.10.1", "3.9");
	exchange->iccid = world.profile.iccid;
	if (card.answer.error != 0)
		return end_session(exchange, call);
	TRY(authentication_check(&smdp->credentials, &world.session, exchange->now, &card, &exchange->failure));
	if (failure_is_set(&exchange->failure))
		return STATUS_OK;
	const struct credential_set *set = credentials_find_binding(&smdp->credentials, world.session.credential_ci,
	                                                            world.download.binding_key);
	if (!set)
		return exchange_refuse(exchange, "8.10.1", "3.9"); /* a certificate was withdrawn meanwhile */
	if (world.download.exists)
		return answer_again(exchange, call, &world, set);
	exchange->failure = check_order(exchange, call, &world.profile);
	if (failure_is(&exchange->failure, "8.8.5", "4.10"))
		return tell_expired(exchange, &world.profile);
	if (failure_is_set(&exchange->failure))
		return STATUS_OK;
	if (world.profile.download_attempts >= (int64_t)smdp->settings.download_attempts_maximum)
		return give_up(exchange, &world.profile);
	return offer(exchange, call, &world, set);
}

void authenticate_client_write(const struct exchange *exchange, struct json_writer *writer)
{
	authenticate_client_answer_write(exchange->result, writer);
}

const struct server_function authenticate_client_function = {
	.name = "authenticateClient", .load = load, .decide = decide, .record = history_record,
};
