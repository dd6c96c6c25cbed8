/* SPDX-License-Identifier: Apache-2.0 */
#include "euicc/notification_list.h"

#include "euicc/card_signature.h"
#include "euicc/credential_store.h"
#include "euicc/nvm_layout.h"
#include "euicc/profile_slots.h"
#include "rsp/installation_result.h"
#include "rsp/profile_management.h"

enum { METADATA_RECORD_MAXIMUM = 512, NOTIFICATION_OCTETS_MAXIMUM = 3 * CERTIFICATE_SIZE_MAXIMUM };

static nvm_key notification_key(uint64_t sequence_number)
{
	return nvm_key_make(NVM_SPACE_NOTIFICATIONS, 0, sequence_number);
}

/* The counter stays within 32 bits; a larger number must not be cut down to a key that exists. */
static enum status read_notification(struct euicc *euicc, uint64_t sequence_number, struct buffer *out)
{
	if (sequence_number > UINT32_MAX)
		return STATUS_NOT_FOUND;
	return nvm_read(euicc->nvm, notification_key(sequence_number), out);
}

static enum status each_notification(struct euicc *euicc, nvm_visitor *visit, void *context)
{
	return nvm_each(euicc->nvm, nvm_first_of_space(NVM_SPACE_NOTIFICATIONS),
	                nvm_last_of_space(NVM_SPACE_NOTIFICATIONS), visit, context);
}

/* ---- keeping ---- */

struct census {
	size_t results, others;
	nvm_key oldest_other; /* nought: none */
};

static bool is_result(struct bytes pending)
{
	struct der_reader reader = der_reader(pending);
	return der_peek(&reader) == INSTALLATION_RESULT_TAG;
}

static enum status count_one(void *context, nvm_key key, struct bytes value)
{
	struct census *census = context;
	if (is_result(value)) {
		census->results++;
		return STATUS_OK;
	}
	if (census->others++ == 0)
		census->oldest_other = key;
	return STATUS_OK;
}

enum status notification_room(struct euicc *euicc, bool *out)
{
	struct census census = { 0 };
	TRY(each_notification(euicc, count_one, &census));
	*out = census.results < euicc->data.notification_maximum;
	return STATUS_OK;
}

enum status notification_keep(struct euicc *euicc, uint64_t sequence_number, struct bytes pending)
{
	struct census census = { 0 };
	TRY(each_notification(euicc, count_one, &census));
	bool is_full = census.results + census.others >= euicc->data.notification_maximum;
	if (is_full && census.others > 0)
		TRY(nvm_erase(euicc->nvm, census.oldest_other, census.oldest_other));
	else if (is_full && !is_result(pending))
		return STATUS_OK;
	return nvm_write(euicc->nvm, notification_key(sequence_number), pending);
}

/* ---- reporting ---- */

static enum status sign_metadata(const struct euicc *euicc, const struct notification_metadata *metadata,
                                 const struct signing_key *key, struct buffer *out_tbs,
                                 uint8_t signature[SIGNATURE_SIZE])
{
	struct der_writer writer = der_writer(out_tbs);
	notification_metadata_put(&writer, metadata);
	TRY(der_finish(&writer));
	struct bytes parts[] = { buffer_bytes(out_tbs) };
	return card_sign(euicc, key, parts, ARRAY_SIZE(parts), signature);
}

struct reporter {
	uint16_t credential;
	struct signing_key key;
	struct buffer euicc_certificate, eum_certificate;
};

static void reporter_release(struct reporter *reporter)
{
	signing_key_release(&reporter->key);
	buffer_release(&reporter->euicc_certificate);
	buffer_release(&reporter->eum_certificate);
}

static enum status reporter_load(struct euicc *euicc, struct bytes ci_key_id, struct reporter *out)
{
	struct credential_list list;
	TRY(credential_list_read(euicc->nvm, euicc->data.credential_count, &list));
	uint16_t number = credential_list_find(&list, ci_key_id);
	out->euicc_certificate = BUFFER(CERTIFICATE_SIZE_MAXIMUM);
	out->eum_certificate = BUFFER(CERTIFICATE_SIZE_MAXIMUM);
	TRY(credential_signing_key(euicc->nvm, number, &out->key));
	TRY(credential_certificate(euicc->nvm, number, CREDENTIAL_EUICC, &out->euicc_certificate));
	return credential_certificate(euicc->nvm, number, CREDENTIAL_EUM, &out->eum_certificate);
}

static enum status report_to(struct euicc *euicc, const struct reporter *reporter,
                             struct notification_metadata *metadata)
{
	AUTO(buffer) tbs = BUFFER(METADATA_RECORD_MAXIMUM);
	AUTO(buffer) pending = BUFFER(NOTIFICATION_OCTETS_MAXIMUM);
	uint8_t signature[SIGNATURE_SIZE];
	TRY(card_next_sequence_number(euicc->nvm, &metadata->sequence_number));
	TRY(sign_metadata(euicc, metadata, &reporter->key, &tbs, signature));
	struct signed_notification notification = {
		.tbs = buffer_bytes(&tbs),
		.signature = BYTES(signature),
		.euicc_certificate = buffer_bytes(&reporter->euicc_certificate),
		.eum_certificate = buffer_bytes(&reporter->eum_certificate),
	};
	TRY(signed_notification_encode(&notification, &pending));
	return notification_keep(euicc, metadata->sequence_number, buffer_bytes(&pending));
}

enum status notification_report(struct euicc *euicc, const struct profile_slot *profile, enum notification_event event)
{
	const struct profile_metadata *metadata = &profile->metadata;
	AUTO(reporter) reporter = { 0 };
	bool loaded = false;
	for (size_t i = 0; i < metadata->notification_address_count; i++) {
		const struct notification_address *address = &metadata->notification_addresses[i];
		if (!(address->events & event))
			continue;
		if (!loaded)
			TRY(reporter_load(euicc, BYTES(profile->ci_key_id), &reporter));
		loaded = true;
		struct notification_metadata about = {
			.event = event,
			.address = address->address,
			.has_iccid = true,
			.iccid = metadata->iccid,
		};
		TRY(report_to(euicc, &reporter, &about));
	}
	return STATUS_OK;
}

/* ---- ES10b functions ---- */

struct listing {
	struct der_writer *writer;
	uint64_t filter; /* nought: all */
	bool whole;      /* the notifications themselves, not only their metadata */
};

static enum status list_one(void *context, nvm_key key, struct bytes value)
{
	(void)key;
	struct listing *listing = context;
	struct notification_metadata metadata;
	TRY(pending_notification_metadata(value, &metadata));
	if (listing->filter != 0 && !(metadata.event & listing->filter))
		return STATUS_OK;
	struct buffer *out = listing->writer->out;
	/* What does not fit the longest answer is left for the next call, after some were removed. */
	if (listing->whole && out->size + value.size + 16 > out->limit)
		return STATUS_TOO_LARGE;
	if (listing->whole)
		der_put_raw(listing->writer, value);
	else
		notification_metadata_put(listing->writer, &metadata);
	return STATUS_OK;
}

enum status notification_list(struct euicc *euicc, struct bytes command, struct buffer *answer)
{
	uint64_t filter;
	TRY(list_notification_request_decode(command, &filter));
	struct der_writer writer = der_writer(answer);
	struct listing listing = { .writer = &writer, .filter = filter };
	der_open(&writer, LIST_NOTIFICATION_TAG);
	der_open(&writer, 0xA0);
	TRY(each_notification(euicc, list_one, &listing));
	der_close(&writer);
	der_close(&writer);
	return der_finish(&writer);
}

static enum status retrieve_one(struct euicc *euicc, uint64_t sequence_number, struct der_writer *writer)
{
	AUTO(buffer) pending = BUFFER(NOTIFICATION_OCTETS_MAXIMUM);
	enum status status = read_notification(euicc, sequence_number, &pending);
	if (status == STATUS_NOT_FOUND)
		return STATUS_OK;
	TRY(status);
	der_put_raw(writer, buffer_bytes(&pending));
	return STATUS_OK;
}

enum status notification_retrieve(struct euicc *euicc, struct bytes command, struct buffer *answer)
{
	struct retrieve_notifications_request request;
	TRY(retrieve_notifications_request_decode(command, &request));
	struct der_writer writer = der_writer(answer);
	struct listing listing = { .writer = &writer, .filter = request.filter, .whole = true };
	der_open(&writer, RETRIEVE_NOTIFICATIONS_TAG);
	der_open(&writer, 0xA0);
	enum status status = request.by_number ? retrieve_one(euicc, request.sequence_number, &writer)
	                                       : each_notification(euicc, list_one, &listing);
	if (status != STATUS_OK && status != STATUS_TOO_LARGE)
		return status;
	der_close(&writer);
	der_close(&writer);
	return der_finish(&writer);
}

static enum status erase_notification(struct euicc *euicc, uint64_t sequence_number)
{
	nvm_key key = notification_key(sequence_number);
	TRY(nvm_begin(euicc->nvm));
	return nvm_end(euicc->nvm, nvm_erase(euicc->nvm, key, key));
}

enum status notification_remove(struct euicc *euicc, struct bytes command, struct buffer *answer)
{
	uint64_t sequence_number;
	TRY(remove_notification_request_decode(command, &sequence_number));
	AUTO(buffer) pending = BUFFER(NOTIFICATION_OCTETS_MAXIMUM);
	enum status status = read_notification(euicc, sequence_number, &pending);
	if (status == STATUS_OK)
		status = erase_notification(euicc, sequence_number);
	else if (status == STATUS_NOT_FOUND)
		return result_answer_encode(REMOVE_NOTIFICATION_TAG, MANAGEMENT_NOT_FOUND, answer);
	TRY(status);
	return result_answer_encode(REMOVE_NOTIFICATION_TAG, MANAGEMENT_OK, answer);
}
