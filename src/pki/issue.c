/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/issue.h"

#include "codec/object_identifier.h"
#include "crypto/digest.h"
#include "crypto/pem.h"
#include "pki/certificate_extensions.h"
#include "pki/distinguished_name.h"
#include "pki/signed_object.h"

enum { EID_DIGITS = 32, EID_PREFIX_MAXIMUM = 20, HOST_MAXIMUM = 253 };

static const uint8_t ec_public_key[] = { 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01 };

static bool is_digits(struct text text, size_t minimum, size_t maximum)
{
	for (size_t i = 0; i < text.size; i++)
		if (text.data[i] < '0' || text.data[i] > '9')
			return false;
	return text.size >= minimum && text.size <= maximum;
}

/* Letters, digits, hyphen and dot; a colon for IPv6 literals. */
static bool is_host(struct text text)
{
	for (size_t i = 0; i < text.size; i++) {
		char c = text.data[i];
		bool letter_or_digit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
		if (!letter_or_digit && c != '-' && c != '.' && c != ':')
			return false;
	}
	return text.size > 0 && text.size <= HOST_MAXIMUM;
}

static enum status check_order(const struct certificate_order *order)
{
	const struct certificate_kind_rule *rule = certificate_kind_rule(order->kind);
	struct bytes serial = order->serial_number;
	bool complete = order->common_name.size > 0 && order->not_before < order->not_after &&
	                serial.size >= 8 && serial.size <= 20 && serial.data[0] > 0 && serial.data[0] < 0x80 &&
	                (order->country.size == 0 || order->country.size == 2) &&
	                (!rule->registered_id || order->registered_id.size > 0) && (!rule->tls || is_host(order->dns_name));
	if (order->kind == CERTIFICATE_EUICC)
		complete = complete && is_digits(order->eid, EID_DIGITS, EID_DIGITS) && order->organization.size > 0;
	if (order->kind == CERTIFICATE_EUM)
		complete = complete && is_digits(order->eid_prefix, 1, EID_PREFIX_MAXIMUM) && order->organization.size > 0;
	return complete ? STATUS_OK : STATUS_MALFORMED;
}

static void put_public_key(struct der_writer *writer, const struct signing_key *key)
{
	der_open(writer, 0x30);
	der_open(writer, 0x30);
	der_put(writer, 0x06, BYTES(ec_public_key));
	der_put(writer, 0x06, curve_oid(key->curve));
	der_close(writer);
	signed_object_put_bit_string(writer, BYTES(key->point));
	der_close(writer);
}

/* The issuer's name and key identifier: its own certificate's, or the subject's for a self-signed one. */
static enum status find_issuer(const struct issuer *issuer, struct bytes subject, struct bytes subject_key_identifier,
                               struct bytes *out_name, struct bytes *out_key_identifier)
{
	struct certificate certificate;
	if (issuer->certificate.size == 0) {
		*out_name = subject;
		*out_key_identifier = subject_key_identifier;
		return STATUS_OK;
	}
	TRY(certificate_decode(issuer->certificate, &certificate));
	*out_name = certificate.subject;
	*out_key_identifier = certificate.subject_key_identifier;
	return STATUS_OK;
}

static enum status encode_subject(const struct certificate_order *order, struct buffer *out)
{
	struct der_writer writer = der_writer(out);
	distinguished_name_put(&writer, &(struct distinguished_name){
		.country = order->country,
		.organization = order->organization,
		.serial_number = order->eid,
		.common_name = order->common_name,
	});
	return der_finish(&writer);
}

/* TBSCertificate, RFC 5280 4.1 */
static enum status encode_to_be_signed(const struct certificate_order *order, const struct signing_key *subject_key,
                                       const struct issuer *issuer, struct buffer *out)
{
	uint8_t subject_key_identifier[SHA1_SIZE];
	struct bytes issuer_name, issuer_key_identifier;
	AUTO(buffer) subject = BUFFER(1024);
	TRY(encode_subject(order, &subject));
	TRY(sha1(BYTES(subject_key->point), subject_key_identifier));
	TRY(find_issuer(issuer, buffer_bytes(&subject), BYTES(subject_key_identifier), &issuer_name,
	                &issuer_key_identifier));

	struct der_writer writer = der_writer(out);
	der_open(&writer, 0x30);
	der_open(&writer, 0xA0);
	der_put_number(&writer, 0x02, 2); /* version 3 */
	der_close(&writer);
	der_put(&writer, 0x02, order->serial_number);
	signed_object_put_signature_algorithm(&writer);
	der_put_raw(&writer, issuer_name);
	der_open(&writer, 0x30);
	signed_object_put_time(&writer, order->not_before);
	signed_object_put_time(&writer, order->not_after);
	der_close(&writer);
	der_put_raw(&writer, buffer_bytes(&subject));
	put_public_key(&writer, subject_key);
	certificate_extensions_put(&writer, order, BYTES(subject_key_identifier), issuer_key_identifier);
	der_close(&writer);
	return der_finish(&writer);
}

enum status certificate_issue(const struct certificate_order *order, const struct signing_key *subject_key,
                              const struct issuer *issuer, struct buffer *out)
{
	AUTO(buffer) to_be_signed = BUFFER(CERTIFICATE_SIZE_MAXIMUM);
	TRY(check_order(order));
	TRY(encode_to_be_signed(order, subject_key, issuer, &to_be_signed));
	return signed_object_encode(buffer_bytes(&to_be_signed), issuer->key, out);
}

enum status certificate_print(struct bytes der, struct buffer *out_pem)
{
	return pem_print("CERTIFICATE", der, out_pem);
}
