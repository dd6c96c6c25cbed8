/* SPDX-License-Identifier: Apache-2.0 */
#include "euicc/installation_report.h"

#include "euicc/card_signature.h"
#include "euicc/credential_store.h"
#include "euicc/notification_list.h"

enum { RESULT_MAXIMUM = 4096 };

static enum status sign_result(struct euicc *euicc, uint16_t credential, struct bytes data,
                               uint8_t out[SIGNATURE_SIZE])
{
	AUTO(signing_key) key = { 0 };
	struct bytes parts[] = { data };
	TRY(credential_signing_key(euicc->nvm, credential, &key));
	return card_sign(euicc, &key, parts, ARRAY_SIZE(parts), out);
}

enum status installation_report(struct euicc *euicc, const struct install_marker *marker,
                                const struct installation_outcome *outcome, struct buffer *answer)
{
	AUTO(buffer) data = BUFFER(RESULT_MAXIMUM);
	AUTO(buffer) whole = BUFFER(RESULT_MAXIMUM);
	uint8_t signature[SIGNATURE_SIZE];
	struct installation_result result = {
		.transaction_id = bytes_from(marker->transaction_id, marker->transaction_id_size),
		.notification = {
			.event = NOTIFICATION_INSTALL,
			.address = { marker->smdp_address, marker->smdp_address_size },
			.has_iccid = marker->has_iccid,
			.iccid = marker->iccid,
		},
		.smdp_oid = bytes_from(marker->smdp_oid, marker->smdp_oid_size),
		.error = outcome->error,
		.command = marker->command,
		.aid = outcome->aid,
		.sima_response = outcome->sima_response,
	};
	TRY(card_next_sequence_number(euicc->nvm, &result.notification.sequence_number));
	TRY(installation_result_data_encode(&result, &data));
	TRY(sign_result(euicc, marker->credential, buffer_bytes(&data), signature));
	result.data = buffer_bytes(&data);
	result.signature = BYTES(signature);
	TRY(installation_result_encode(&result, &whole));
	TRY(notification_keep(euicc, result.notification.sequence_number, buffer_bytes(&whole)));
	return buffer_append(answer, buffer_bytes(&whole));
}
