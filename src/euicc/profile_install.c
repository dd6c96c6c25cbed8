/* SPDX-License-Identifier: Apache-2.0 */
#include "euicc/profile_install.h"

#include "codec/der_read.h"
#include "euicc/information.h"
#include "euicc/installation_report.h"
#include "euicc/metadata_check.h"
#include "euicc/notification_list.h"
#include "euicc/one_time_keys.h"
#include "rsp/bound_package.h"

enum { DP_PROPRIETARY_DATA_TAG = 0xB8 };

void profile_install_release(struct profile_install *install)
{
	interpreter_free(install->interpreter);
	install->interpreter = NULL;
	profile_writer_release(&install->writer);
	profile_store_free(install->store);
	install->store = NULL;
	buffer_release(&install->metadata_octets);
	buffer_release(&install->dp_proprietary_data);
}

static enum status refuse(struct profile_install *install, int error)
{
	install->error = error;
	return STATUS_REFUSED;
}

static enum status note_progress(struct profile_install *install, int command)
{
	install->marker.command = command;
	return install_marker_write(install->euicc->nvm, &install->marker);
}

enum status profile_install_begin(struct euicc *euicc, const struct install_marker *marker, struct profile_install *out)
{
	*out = (struct profile_install){
		.euicc = euicc,
		.marker = *marker,
		.dp_proprietary_data = BUFFER(DP_PROPRIETARY_DATA_MAXIMUM),
		.metadata_octets = BUFFER(METADATA_MAXIMUM),
	};
	return note_progress(out, BPP_INITIALISE_SECURE_CHANNEL);
}

/* ---- ConfigureISDP ---- */

/* The SM-DP+ may name itself or something below it: the standard does not say more. */
static bool belongs_to(struct bytes oid, struct bytes server_oid)
{
	return bytes_start_with(oid, server_oid);
}

static bool decode_configure(struct bytes request, struct bytes server_oid, struct bytes *out_dp_data)
{
	struct der_reader reader = der_reader(request), body, inside;
	struct der_element dp_data = { 0 };
	struct bytes oid;
	if (!der_enter(&reader, CONFIGURE_ISDP_TAG, &body) || !der_end(&reader))
		return false;
	if (!der_absent(&body, DP_PROPRIETARY_DATA_TAG)) {
		if (!der_element(&body, DP_PROPRIETARY_DATA_TAG, &dp_data) ||
		    dp_data.whole.size > DP_PROPRIETARY_DATA_MAXIMUM)
			return false;
		inside = der_reader(dp_data.value);
		if (!der_octets(&inside, 0x80, 1, OID_MAXIMUM, &oid) || !belongs_to(oid, server_oid))
			return false;
	}
	*out_dp_data = dp_data.whole;
	return der_later_fields(&body);
}

static enum status take_slot(struct profile_install *install)
{
	struct nvm *nvm = install->euicc->nvm;
	enum status status = profile_slot_unused(nvm, &install->marker.slot);
	if (status == STATUS_NO_MEMORY)
		return refuse(install, INSTALL_INSUFFICIENT_MEMORY);
	TRY(status);
	TRY(information_free_memory(install->euicc, &install->writer.budget));
	if (install->writer.budget == 0)
		return refuse(install, INSTALL_INSUFFICIENT_MEMORY);
	return profile_store_create(nvm, install->marker.slot, &install->store);
}

enum status profile_install_configure(struct profile_install *install, struct bytes request, struct bytes server_oid)
{
	struct bytes dp_data;
	if (!decode_configure(request, server_oid, &dp_data))
		return refuse(install, INSTALL_INCORRECT_INPUT_VALUES);
	TRY(take_slot(install));
	TRY(buffer_append(&install->dp_proprietary_data, dp_data));
	return note_progress(install, BPP_CONFIGURE_ISDP);
}

/* ---- StoreMetadata ---- */

enum status profile_install_metadata(struct profile_install *install, struct bytes request)
{
	TRY(buffer_append(&install->metadata_octets, request));
	if (profile_metadata_decode(buffer_bytes(&install->metadata_octets), &install->metadata) != STATUS_OK)
		return refuse(install, INSTALL_INCORRECT_INPUT_VALUES);
	install->marker.has_iccid = true;
	install->marker.iccid = install->metadata.iccid;
	int error;
	TRY(metadata_check(install->euicc, &install->metadata, &error));
	if (error != 0)
		return refuse(install, error);
	return note_progress(install, BPP_STORE_METADATA);
}

/* ---- profile elements ---- */

static enum status begin_elements(struct profile_install *install)
{
	install->support = information_profile_support(install->euicc);
	profile_writer_begin(&install->writer, install->store, &install->metadata, &install->support);
	install->builder = profile_writer_builder(&install->writer);
	install->interpreter = interpreter_new(&install->builder, &install->support);
	if (!install->interpreter)
		return STATUS_NO_MEMORY;
	return note_progress(install, BPP_LOAD_PROFILE_ELEMENTS);
}

/* Where the interpreter gave up, the writer knows whether the result has a better word for it. */
static enum status settle(struct profile_install *install, enum status status)
{
	static const int errors[] = {
		[WRITER_NO_FAULT] = INSTALL_PE_PROCESSING_ERROR,
		[WRITER_NO_MEMORY] = INSTALL_INSUFFICIENT_MEMORY,
		[WRITER_DATA_MISMATCH] = INSTALL_DATA_MISMATCH,
		[WRITER_INVALID_NAA_KEY] = INSTALL_TEST_PROFILE_INVALID_NAA_KEY,
	};
	TRY(install->writer.failure);
	if (status != STATUS_REFUSED)
		return status;
	return refuse(install, errors[install->writer.fault]);
}

enum status profile_install_elements(struct profile_install *install, struct bytes octets)
{
	if (!install->interpreter)
		TRY(begin_elements(install));
	return settle(install, interpreter_feed(install->interpreter, octets));
}

enum status profile_install_finish(struct profile_install *install, struct bytes owner_oid, struct bytes ci_key_id,
                                   struct buffer *answer)
{
	struct euicc *euicc = install->euicc;
	struct one_time_key_owner owner = { .smdp_oid = owner_oid, .ci_key_id = ci_key_id };
	uint8_t aid[AID_MAXIMUM];
	if (!install->interpreter)
		TRY(begin_elements(install));
	TRY(settle(install, interpreter_finish(install->interpreter)));
	profile_slot_aid(install->marker.slot, aid);
	struct installation_outcome outcome = {
		.aid = BYTES(aid),
		.sima_response = interpreter_response(install->interpreter),
	};
	struct profile_slot slot = { .metadata = install->metadata };
	memcpy(slot.ci_key_id, ci_key_id.data, CI_KEY_ID_SIZE);
	TRY(profile_slot_write(euicc->nvm, install->marker.slot, ci_key_id, buffer_bytes(&install->metadata_octets),
	                       buffer_bytes(&install->dp_proprietary_data)));
	TRY(installation_report(euicc, &install->marker, &outcome, answer));
	TRY(notification_report(euicc, &slot, NOTIFICATION_INSTALL));
	TRY(one_time_key_forget(euicc->nvm, &owner));
	return install_marker_erase(euicc->nvm);
}

/* ---- failing ---- */

static enum status clear_away(struct euicc *euicc, const struct install_marker *marker)
{
	if (marker->slot != NO_SLOT)
		TRY(profile_slot_erase(euicc->nvm, marker->slot));
	return install_marker_erase(euicc->nvm);
}

static enum status clear_and_report(struct euicc *euicc, const struct install_marker *marker,
                                    const struct installation_outcome *outcome, struct buffer *answer)
{
	TRY(clear_away(euicc, marker));
	return installation_report(euicc, marker, outcome, answer);
}

enum status profile_install_fail(struct euicc *euicc, const struct install_marker *marker, int error,
                                 struct bytes sima_response, struct buffer *answer)
{
	struct installation_outcome outcome = { .error = error, .sima_response = sima_response };
	TRY(nvm_begin(euicc->nvm));
	return nvm_end(euicc->nvm, clear_and_report(euicc, marker, &outcome, answer));
}

enum status profile_install_interrupted(struct euicc *euicc)
{
	struct install_marker marker;
	enum status status = install_marker_read(euicc->nvm, &marker);
	if (status == STATUS_NOT_FOUND)
		return STATUS_OK;
	TRY(status);
	AUTO(buffer) unsent = BUFFER(INSTALLATION_ANSWER_MAXIMUM);
	return profile_install_fail(euicc, &marker, INSTALL_INTERRUPTION, (struct bytes){ 0 }, &unsent);
}

enum status profile_install_abandon(struct euicc *euicc)
{
	struct install_marker marker;
	enum status status = install_marker_read(euicc->nvm, &marker);
	if (status == STATUS_NOT_FOUND)
		return STATUS_OK;
	TRY(status);
	TRY(nvm_begin(euicc->nvm));
	return nvm_end(euicc->nvm, clear_away(euicc, &marker));
}
