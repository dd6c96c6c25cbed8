/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/package_seal.h"

#include "rsp/message_field.h"

enum {
	SEGMENT_HEADER = 4,         /* octets of tag and length, at most */
	SEGMENT_SMALLEST = SEGMENT_HEADER + AES_BLOCK + SEGMENT_MAC_SIZE,
	KEYS_MESSAGE_MAXIMUM = 64,  /* octets of a ReplaceSessionKeys */
	CHANNEL_MESSAGE_MAXIMUM = 256, /* octets of an InitialiseSecureChannel */
};

typedef enum status segment_seal(struct segment_keys *keys, uint8_t tag, struct bytes clear, struct buffer *out);

/* How a run of octets becomes a sequence of segments. */
struct sequence_form {
	uint32_t sequence_tag;
	uint8_t segment_tag;
	segment_seal *seal;
	size_t clear_maximum; /* octets of one segment, in clear */
};

/* The last octet of the last block is always padding. */
static size_t encrypted_clear_maximum(size_t segment_maximum)
{
	size_t room = segment_maximum - SEGMENT_HEADER - SEGMENT_MAC_SIZE;
	return room / AES_BLOCK * AES_BLOCK - 1;
}

/* An empty run still makes one segment: each sequence has at least one. */
static enum status append_segments(struct segment_keys *keys, const struct sequence_form *form, struct bytes clear,
                                   struct buffer *out)
{
	do {
		TRY(form->seal(keys, form->segment_tag, bytes_first(clear, form->clear_maximum), out));
		clear = bytes_after(clear, form->clear_maximum);
	} while (clear.size > 0);
	return STATUS_OK;
}

static enum status append_sequence(struct segment_keys *keys, const struct sequence_form *form, struct bytes clear,
                                   struct buffer *out)
{
	size_t before = out->size;
	struct der_writer writer = der_writer(out);
	der_open(&writer, form->sequence_tag);
	enum status status = append_segments(keys, form, clear, out);
	der_close(&writer);
	enum status written = der_finish(&writer);
	if (status == STATUS_OK)
		status = written;
	if (status != STATUS_OK)
		out->size = before;
	return status;
}

/* Cut blindly: profile elements and segments have nothing to do with each other (SGP.22 2.5.3). */
static enum status append_profile(struct segment_keys *keys, struct bytes upp, size_t segment_maximum,
                                  struct buffer *out)
{
	const struct sequence_form form = {
		.sequence_tag = PROFILE_ELEMENTS_SEQUENCE,
		.segment_tag = PROFILE_SEGMENT,
		.seal = segment_encrypt,
		.clear_maximum = encrypted_clear_maximum(segment_maximum),
	};
	return append_sequence(keys, &form, upp, out);
}

enum status package_protect(struct bytes upp, const struct package_keys *random_keys, struct buffer *out)
{
	AUTO(segment_keys) keys = { 0 };
	TRY(segment_keys_set(&keys, BYTES(random_keys->chaining_value), BYTES(random_keys->encryption),
	                     BYTES(random_keys->mac)));
	return append_profile(&keys, upp, PROTECTED_TLV_MAXIMUM, out);
}

enum status package_protect_with_session_keys(struct segment_keys *keys, struct bytes upp, struct buffer *out)
{
	return append_profile(keys, upp, PROTECTED_TLV_MAXIMUM, out);
}

/* SGP.22 5.5.2, without any data of the SM-DP+'s own. */
static enum status append_configure_isdp(struct segment_keys *keys, struct buffer *out)
{
	const struct sequence_form form = {
		.sequence_tag = CONFIGURE_ISDP_SEQUENCE,
		.segment_tag = ENCRYPTED_SEGMENT,
		.seal = segment_encrypt,
		.clear_maximum = SEGMENT_ENCRYPTED_MAXIMUM,
	};
	const uint8_t configure_isdp[] = { 0xBF, 0x24, 0x00 };
	return append_sequence(keys, &form, BYTES(configure_isdp), out);
}

/* In clear, so that the device can show it (SGP.22 5.5.3). */
static enum status append_metadata(struct segment_keys *keys, struct bytes metadata, size_t segment_maximum,
                                   struct buffer *out)
{
	const struct sequence_form form = {
		.sequence_tag = STORE_METADATA_SEQUENCE,
		.segment_tag = MAC_SEGMENT,
		.seal = segment_mac,
		.clear_maximum = segment_maximum - SEGMENT_HEADER - SEGMENT_MAC_SIZE,
	};
	return append_sequence(keys, &form, metadata, out);
}

/* SGP.22 5.5.4. */
static enum status append_replace_keys(struct segment_keys *keys, const struct package_keys *package_keys,
                                       struct buffer *out)
{
	const struct sequence_form form = {
		.sequence_tag = REPLACE_KEYS_SEQUENCE,
		.segment_tag = ENCRYPTED_SEGMENT,
		.seal = segment_encrypt,
		.clear_maximum = SEGMENT_ENCRYPTED_MAXIMUM,
	};
	AUTO(buffer) message = SECRET_BUFFER(KEYS_MESSAGE_MAXIMUM);
	struct der_writer writer = der_writer(&message);
	der_open(&writer, REPLACE_SESSION_KEYS_TAG);
	der_put(&writer, 0x80, BYTES(package_keys->chaining_value));
	der_put(&writer, 0x81, BYTES(package_keys->encryption));
	der_put(&writer, 0x82, BYTES(package_keys->mac));
	der_close(&writer);
	TRY(der_finish(&writer));
	return append_sequence(keys, &form, buffer_bytes(&message), out);
}

static enum status append_sequences(struct segment_keys *keys, const struct package_binding *binding,
                                    struct buffer *out)
{
	size_t segment_maximum = binding->segment_maximum ? binding->segment_maximum : PROTECTED_TLV_MAXIMUM;
	if (segment_maximum < SEGMENT_SMALLEST)
		return STATUS_MALFORMED;
	TRY(append_configure_isdp(keys, out));
	TRY(append_metadata(keys, binding->metadata, segment_maximum, out));
	if (binding->upp.size > 0)
		return append_profile(keys, binding->upp, segment_maximum, out);
	TRY(append_replace_keys(keys, binding->package_keys, out));
	return buffer_append(out, binding->protected_profile);
}

enum status package_sequences_seal(struct segment_keys *keys, const struct package_binding *binding,
                                   struct buffer *out)
{
	bool made_ahead = binding->protected_profile.size > 0;
	if (made_ahead == (binding->upp.size > 0) || made_ahead != (binding->package_keys != NULL))
		return STATUS_BUG;
	size_t before = out->size;
	enum status status = append_sequences(keys, binding, out);
	if (status != STATUS_OK)
		out->size = before;
	return status;
}

void package_body_release(struct package_body *body)
{
	buffer_release(&body->sequences);
}

/* Different contents must never go out under the same session keys, so each binding makes a key of its own; a retry
 * sends the kept body. */
enum status package_bind(const struct package_binding *binding, struct package_body *out)
{
	if (binding->host_id.size == 0 || binding->host_id.size > HOST_ID_MAXIMUM || binding->eid.size != EID_SIZE)
		return STATUS_MALFORMED;
	AUTO(signing_key) one_time_key = { 0 };
	AUTO(secret) z = { 0 };
	AUTO(segment_keys) keys = { 0 };
	TRY(signing_key_generate(binding->curve, &one_time_key));
	TRY(agree(&one_time_key, binding->euicc_otpk, &z));
	TRY(segment_keys_derive(&keys, secret_bytes(&z), CONTROL_KEY_TYPE, CONTROL_KEY_LENGTH, binding->host_id,
	                        binding->eid));
	TRY(package_sequences_seal(&keys, binding, &out->sequences));
	memcpy(out->smdp_otpk, one_time_key.point, POINT_SIZE);
	return STATUS_OK;
}

/* SGP.22 5.5.1: the card's one-time key is signed as if it followed, and is not sent. */
static enum status sign_channel(struct bytes signed_part, struct bytes euicc_otpk, const struct signing_key *key,
                                uint8_t out[SIGNATURE_SIZE])
{
	AUTO(buffer) card_key = BUFFER(CHANNEL_MESSAGE_MAXIMUM);
	struct der_writer writer = der_writer(&card_key);
	der_put(&writer, ONE_TIME_KEY_TAG, euicc_otpk);
	TRY(der_finish(&writer));
	const struct bytes parts[] = { signed_part, buffer_bytes(&card_key) };
	return sign(key, parts, ARRAY_SIZE(parts), out);
}

static enum status append_channel(struct initialise_secure_channel channel, struct bytes euicc_otpk,
                                  const struct signing_key *key, struct buffer *out)
{
	AUTO(buffer) signed_part = BUFFER(CHANNEL_MESSAGE_MAXIMUM);
	uint8_t signature[SIGNATURE_SIZE];
	TRY(initialise_secure_channel_signed_encode(&channel, &signed_part));
	channel.signed_part = buffer_bytes(&signed_part);
	TRY(sign_channel(channel.signed_part, euicc_otpk, key, signature));
	channel.smdp_sign = BYTES(signature);
	return initialise_secure_channel_encode(&channel, out);
}

enum status package_finish(struct bytes smdp_otpk, struct bytes sequences, struct bytes host_id,
                           struct bytes transaction_id, struct bytes euicc_otpk, const struct signing_key *dppb_key,
                           struct buffer *out)
{
	const struct initialise_secure_channel channel = {
		.remote_operation = REMOTE_INSTALL_PACKAGE,
		.transaction_id = transaction_id,
		.host_id = host_id,
		.smdp_otpk = smdp_otpk,
	};
	if (smdp_otpk.size != POINT_SIZE || euicc_otpk.size != POINT_SIZE || host_id.size == 0
	    || host_id.size > HOST_ID_MAXIMUM || transaction_id.size == 0
	    || transaction_id.size > TRANSACTION_ID_MAXIMUM)
		return STATUS_MALFORMED;
	AUTO(buffer) initialise = BUFFER(CHANNEL_MESSAGE_MAXIMUM);
	TRY(append_channel(channel, euicc_otpk, dppb_key, &initialise));

	struct der_writer writer = der_writer(out);
	der_put_header(&writer, BOUND_PACKAGE_TAG, initialise.size + sequences.size);
	der_put_raw(&writer, buffer_bytes(&initialise));
	der_put_raw(&writer, sequences);
	return der_finish(&writer);
}
