/* SPDX-License-Identifier: Apache-2.0 */
#include "lpa/download_record.h"

#include "crypto/certificate.h"
#include "rsp/authenticate_server.h"

enum { RECORD_VERSION = 1 };

enum status lpa_download_record_write(const struct lpa_download *download, struct buffer *out)
{
	const struct lpa_download_order *order = &download->order;
	struct json_writer writer = json_writer(out);
	if (download->package.size == 0)
		return STATUS_OUT_OF_ORDER;
	json_open_object(&writer, NULL);
	json_put_number(&writer, "version", RECORD_VERSION);
	json_put_text(&writer, "smdpAddress", download->dialogue.server_address);
	if (order->has_matching_id)
		json_put_text(&writer, "matchingId", order->matching_id);
	json_put_text(&writer, "smdpOid", order->smdp_oid);
	json_put_base64(&writer, "tac", BYTES(order->device.tac));
	if (order->device.has_imei)
		json_put_base64(&writer, "imei", BYTES(order->device.imei));
	json_put_text(&writer, "transactionId", download->dialogue.server.transaction_id);
	json_put_base64(&writer, "transactionOctets", download->dialogue.transaction_id);
	json_put_base64(&writer, "profileMetadata", download->offer.profile_metadata);
	json_put_base64(&writer, "boundProfilePackage", download->package);
	json_close_object(&writer);
	return json_finish(&writer);
}

static enum status read_octets(struct json_value object, const char *name, struct arena *storage, struct bytes *out)
{
	AUTO(buffer) octets = BUFFER(BOUND_PACKAGE_MAXIMUM);
	TRY(json_base64_member(object, name, &octets));
	return arena_copy(storage, buffer_bytes(&octets), out);
}

static enum status read_array(struct json_value object, const char *name, uint8_t *out, size_t size)
{
	AUTO(buffer) octets = BUFFER(size);
	TRY(json_base64_member(object, name, &octets));
	if (octets.size != size)
		return STATUS_MALFORMED;
	memcpy(out, octets.data, size);
	return STATUS_OK;
}

static enum status read_text(struct json_value object, const char *name, struct arena *storage, struct text *out)
{
	struct text found;
	if (!json_text(json_member(object, name), &found))
		return STATUS_MALFORMED;
	return arena_copy_text(storage, found, out);
}

static enum status read_order(struct json_value object, struct arena *storage, struct lpa_download_order *out)
{
	struct lpa_download_order order = { .has_matching_id = json_is_present(json_member(object, "matchingId")) };
	TRY(read_text(object, "smdpAddress", storage, &order.smdp_address));
	TRY(read_text(object, "smdpOid", storage, &order.smdp_oid));
	if (order.has_matching_id)
		TRY(read_text(object, "matchingId", storage, &order.matching_id));
	TRY(read_array(object, "tac", order.device.tac, TAC_SIZE));
	order.device.has_imei = json_is_present(json_member(object, "imei"));
	if (order.device.has_imei)
		TRY(read_array(object, "imei", order.device.imei, IMEI_SIZE));
	*out = order;
	return STATUS_OK;
}

static enum status read_record(struct json_value object, struct arena *storage, struct lpa_download_record *out)
{
	struct lpa_download_record record = { 0 };
	uint64_t version;
	if (!json_number(json_member(object, "version"), RECORD_VERSION, &version) || version != RECORD_VERSION)
		return STATUS_MALFORMED;
	TRY(read_order(object, storage, &record.order));
	TRY(read_text(object, "transactionId", storage, &record.transaction_id));
	TRY(read_octets(object, "transactionOctets", storage, &record.transaction_octets));
	TRY(read_octets(object, "profileMetadata", storage, &record.profile_metadata));
	TRY(read_octets(object, "boundProfilePackage", storage, &record.bound_package));
	*out = record;
	return STATUS_OK;
}

enum status lpa_download_record_read(struct text json, struct arena *storage, struct lpa_download_record *out)
{
	AUTO(json_document) document = { 0 };
	TRY(json_parse(json, &document));
	enum status status = read_record(json_root(&document), storage, out);
	return status == STATUS_NOT_FOUND ? STATUS_MALFORMED : status;
}

/* The consent given before holds for the same profile only: download_judge() compares. */
enum status lpa_download_resume(struct lpa_download *download, const struct lpa_download_record *record,
                                struct text confirmation_code)
{
	struct lpa_download_order order = record->order;
	struct bytes metadata;
	order.confirmation_code = confirmation_code;
	TRY(lpa_download_init(download, &order));
	TRY(arena_copy(&download->kept, record->profile_metadata, &metadata));
	TRY(profile_metadata_decode(metadata, &download->consented_metadata));
	TRY(arena_copy(&download->package_storage, record->bound_package, &download->package));
	TRY(arena_copy(&download->kept, record->transaction_octets, &download->dialogue.transaction_id));
	TRY(arena_copy_text(&download->kept, record->transaction_id, &download->dialogue.server.transaction_id));
	download->offer.profile_metadata = metadata;
	download->consented = true;
	download->resumes = true;
	download->position = record->is_between_pieces ? record->position : 0;
	return STATUS_OK;
}

enum status lpa_download_eid(const struct lpa_download *download, struct eid *out)
{
	struct authenticate_server_answer answer;
	struct certificate certificate;
	if (download->dialogue.card_authentication.size == 0)
		return STATUS_OUT_OF_ORDER;
	TRY(authenticate_server_answer_decode(download->dialogue.card_authentication, &answer));
	TRY(certificate_decode(answer.euicc_certificate, &certificate));
	return eid_parse(certificate.serial_number_attribute, out);
}
