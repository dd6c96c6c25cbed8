/* SPDX-License-Identifier: Apache-2.0 */
#include "smdp/records.h"

#include "smdp/waiting_event.h"

struct profile_record profile_record_read(struct row_reader *reader)
{
	struct profile_record record = { 0 };
	record.iccid = row_text(reader);
	record.exists = record.iccid.size > 0;
	record.version = row_number(reader);
	record.state = record.loaded_state = (int)row_number(reader);
	record.profile_type = row_text(reader);
	record.metadata = row_bytes(reader);
	record.package_size = row_number(reader);
	record.eid = row_text(reader);
	struct database_value matching_id = row_value(reader);
	record.has_matching_id = matching_id.kind != DATABASE_NULL;
	record.matching_id = bytes_text(matching_id.bytes);
	record.confirmation_hash = row_bytes(reader);
	record.smds_address = row_text(reader);
	record.ordered_at = row_number(reader);
	record.expires_at = record.loaded_expires_at = row_number(reader);
	record.download_attempts = row_number(reader);
	record.confirmation_attempts = row_number(reader);
	record.bound_eid = row_text(reader);
	record.last_sequence_number = row_number(reader);
	record.error_subject = row_text(reader);
	record.error_reason = row_text(reader);
	record.created_at = row_number(reader);
	record.changed_at = row_number(reader);
	record.needs = row_bytes(reader);
	record.owner = row_text(reader);
	return record;
}

/* All that can change, in one statement for every function. */
enum status profile_record_save(struct exchange *exchange, const struct profile_record *record)
{
	static const char sql[] =
		"UPDATE profile SET version = version + 1, state = $3, eid = $4, matching_id = $5, "
		"confirmation_hash = $6, smds_address = $7, ordered_at = $8, expires_at = $9, download_attempts = $10, "
		"confirmation_attempts = $11, bound_eid = $12, last_sequence_number = $13, error_subject = $14, "
		"error_reason = $15, changed_at = $16, profile_type = $17, owner = $18 WHERE iccid = $1 AND version = $2";
	struct bytes hash = record->confirmation_hash;
	TRY(waiting_event_follow(exchange, record));
	return EXCHANGE_CHANGE(exchange, 1, sql,
		database_text(record->iccid),
		database_number(record->version),
		database_number(record->state),
		text_or_null(record->eid),
		record->has_matching_id ? database_text(record->matching_id) : database_null(),
		hash.size > 0 ? database_bytes(hash) : database_null(),
		text_or_null(record->smds_address),
		number_or_null(record->ordered_at),
		number_or_null(record->expires_at),
		database_number(record->download_attempts),
		database_number(record->confirmation_attempts),
		text_or_null(record->bound_eid),
		database_number(record->last_sequence_number),
		text_or_null(record->error_subject),
		text_or_null(record->error_reason),
		database_number(exchange->now),
		database_text(record->profile_type),
		database_text(record->owner.size > 0 ? record->owner : TEXT("")));
}

/* Without the columns of the order: they stand in indexes, which would be written again with them. */
enum status profile_record_save_progress(struct exchange *exchange, const struct profile_record *record)
{
	static const char sql[] =
		"UPDATE profile SET version = version + 1, state = $3, download_attempts = $4, confirmation_attempts = $5, "
		"bound_eid = $6, last_sequence_number = $7, error_subject = $8, error_reason = $9, changed_at = $10 "
		"WHERE iccid = $1 AND version = $2";
	TRY(waiting_event_follow(exchange, record));
	return EXCHANGE_CHANGE(exchange, 1, sql,
		database_text(record->iccid),
		database_number(record->version),
		database_number(record->state),
		database_number(record->download_attempts),
		database_number(record->confirmation_attempts),
		text_or_null(record->bound_eid),
		database_number(record->last_sequence_number),
		text_or_null(record->error_subject),
		text_or_null(record->error_reason),
		database_number(exchange->now));
}

enum status profile_record_advance(struct profile_record *record, enum smdp_profile_event event)
{
	return smdp_profile_advance(&record->state, event);
}

void profile_record_fail(struct profile_record *record, const char *subject_code, const char *reason_code)
{
	if (profile_record_advance(record, STOCK_FAIL) != STATUS_OK)
		return;
	record->error_subject = text_from(subject_code);
	record->error_reason = text_from(reason_code);
}

struct download_record download_record_read(struct row_reader *reader)
{
	struct download_record record = { 0 };
	record.transaction_id = row_text(reader);
	record.exists = record.transaction_id.size > 0;
	record.iccid = row_text(reader);
	record.eid = row_text(reader);
	record.state = (int)row_number(reader);
	record.credential_ci = row_bytes(reader);
	record.request_digest = row_bytes(reader);
	record.euicc_certificate = row_bytes(reader);
	record.smdp_signed2 = row_bytes(reader);
	record.smdp_signature2 = row_bytes(reader);
	record.started_at = row_number(reader);
	record.error_subject = row_text(reader);
	record.error_reason = row_text(reader);
	record.binding_key = row_bytes(reader);
	return record;
}

/* The time runs from InitiateAuthentication, whose start the download carries on. */
bool download_record_is_live(const struct exchange *exchange, const struct download_record *download)
{
	return download->exists && download->state != DOWNLOAD_ENDED &&
	       exchange->now - download->started_at <= (int64_t)exchange_smdp(exchange)->settings.session_seconds;
}

enum status download_record_advance(struct exchange *exchange, const struct download_record *download,
                                    enum download_state state)
{
	static const char sql[] =
		"UPDATE download SET state = $4 WHERE iccid = $1 AND transaction_id = $2 AND state = $3";
	if (download->state == (int)state)
		return STATUS_OK;
	return EXCHANGE_CHANGE(exchange, 1, sql, database_text(download->iccid), database_text(download->transaction_id),
	                       database_number(download->state), database_number((int64_t)state));
}

struct binding_record binding_record_read(struct row_reader *reader)
{
	struct binding_record record = { 0 };
	record.eid = row_text(reader);
	record.exists = record.eid.size > 0;
	record.transaction_id = row_text(reader);
	record.euicc_otpk = row_bytes(reader);
	return record;
}

enum status iccid_key(struct arena *arena, struct text iccid, struct text *out)
{
	struct iccid parsed;
	char digits[ICCID_TEXT_SIZE];
	if (iccid_parse(iccid, &parsed) != STATUS_OK) {
		*out = iccid;
		return STATUS_OK;
	}
	iccid_print(&parsed, digits);
	return arena_copy_text(arena, text_from(digits), out);
}

enum status verify_by_certificate(struct bytes certificate, const struct bytes parts[], size_t count,
                                  struct bytes signature)
{
	struct certificate decoded;
	TRY(certificate_decode(certificate, &decoded));
	/* A signature of a wrong size is as bad as one that does not hold. */
	enum status status = verify(decoded.curve, decoded.point, parts, count, signature);
	return status == STATUS_MALFORMED ? STATUS_UNTRUSTED : status;
}
