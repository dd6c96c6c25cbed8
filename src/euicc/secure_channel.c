/* SPDX-License-Identifier: Apache-2.0 */
#include "euicc/secure_channel.h"

#include "base/secret.h"
#include "rsp/bound_package.h"
#include "rsp/installation_result.h"

/* smdpSign covers the card's one-time key besides what was sent (SGP.22 5.5.1). */
static bool signature_holds(const struct download_session *session, const struct initialise_secure_channel *channel)
{
	static const uint8_t header[] = { 0x5F, 0x49, POINT_SIZE };
	struct bytes parts[] = { channel->signed_part, BYTES(header), BYTES(session->one_time_key.point) };
	return public_key_verify(&session->binding_key, parts, ARRAY_SIZE(parts), channel->smdp_sign) == STATUS_OK;
}

static bool is_octet(struct bytes value, uint8_t octet)
{
	return value.size == 1 && value.data[0] == octet;
}

/* In the order of SGP.22 5.5.1; nought, or an enum installation_error. */
static int check_channel(const struct download_session *session, const struct initialise_secure_channel *channel)
{
	if (!signature_holds(session, channel))
		return INSTALL_INVALID_SIGNATURE;
	if (!bytes_equal(channel->transaction_id, session_transaction_id(session)))
		return INSTALL_INVALID_TRANSACTION_ID;
	if (channel->remote_operation != REMOTE_INSTALL_PACKAGE)
		return INSTALL_UNSUPPORTED_REMOTE_OPERATION_TYPE;
	if (!is_octet(channel->key_type, CONTROL_KEY_TYPE) || !is_octet(channel->key_length, CONTROL_KEY_LENGTH) ||
	    channel->host_id.size == 0 || channel->host_id.size > HOST_ID_MAXIMUM)
		return INSTALL_UNSUPPORTED_CRT_VALUES;
	return 0;
}

static int derive_keys(const struct download_session *session, const struct eid *eid,
                       const struct initialise_secure_channel *channel, struct segment_keys *out_keys)
{
	AUTO(secret) z = { 0 };
	if (agree(&session->one_time_key, channel->smdp_otpk, &z) != STATUS_OK)
		return INSTALL_INCORRECT_INPUT_VALUES;
	enum status status = segment_keys_derive(out_keys, secret_bytes(&z), CONTROL_KEY_TYPE, CONTROL_KEY_LENGTH,
	                                         channel->host_id, BYTES(eid->octets));
	return status == STATUS_OK ? 0 : INSTALL_UNKNOWN_ERROR;
}

int secure_channel_open(const struct download_session *session, const struct eid *eid, struct bytes request,
                        struct segment_keys *out_keys)
{
	struct initialise_secure_channel channel;
	if (initialise_secure_channel_decode(request, &channel) != STATUS_OK)
		return INSTALL_INCORRECT_INPUT_VALUES;
	int error = check_channel(session, &channel);
	return error != 0 ? error : derive_keys(session, eid, &channel, out_keys);
}
