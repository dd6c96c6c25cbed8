/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/issue_list.h"

#include "pki/signed_object.h"

enum { VERSION_2 = 1 };

static const uint8_t authority_key_identifier_oid[] = { 0x55, 0x1D, 0x23 };
static const uint8_t crl_number_oid[] = { 0x55, 0x1D, 0x14 };

static void put_entries(struct der_writer *writer, const struct list_order *order)
{
	if (order->count == 0)
		return; /* RFC 5280 5.1.2.6: then the list of them is absent */
	der_open(writer, 0x30);
	for (size_t i = 0; i < order->count; i++) {
		der_open(writer, 0x30);
		der_put(writer, 0x02, order->serial_numbers[i]);
		signed_object_put_time(writer, order->this_update);
		der_close(writer);
	}
	der_close(writer);
}

static void open_extension(struct der_writer *writer, struct bytes oid)
{
	der_open(writer, 0x30);
	der_put(writer, 0x06, oid);
	der_open(writer, 0x04);
}

static void close_extension(struct der_writer *writer)
{
	der_close(writer);
	der_close(writer);
}

static void put_extensions(struct der_writer *writer, const struct list_order *order, struct bytes key_identifier)
{
	der_open(writer, 0xA0);
	der_open(writer, 0x30);
	open_extension(writer, BYTES(authority_key_identifier_oid));
	der_open(writer, 0x30);
	der_put(writer, 0x80, key_identifier);
	der_close(writer);
	close_extension(writer);
	open_extension(writer, BYTES(crl_number_oid));
	der_put_number(writer, 0x02, order->number);
	close_extension(writer);
	der_close(writer);
	der_close(writer);
}

enum status certificate_list_issue(const struct list_order *order, const struct issuer *issuer, struct buffer *out)
{
	struct certificate certificate;
	AUTO(buffer) to_be_signed = BUFFER(CERTIFICATE_LIST_MAXIMUM);
	TRY(certificate_decode(issuer->certificate, &certificate));
	if (certificate.subject_key_identifier.size != KEY_IDENTIFIER_SIZE || order->next_update <= order->this_update)
		return STATUS_MALFORMED;
	struct der_writer writer = der_writer(&to_be_signed);
	der_open(&writer, 0x30);
	der_put_number(&writer, 0x02, VERSION_2);
	signed_object_put_signature_algorithm(&writer);
	der_put_raw(&writer, certificate.subject);
	signed_object_put_time(&writer, order->this_update);
	signed_object_put_time(&writer, order->next_update);
	put_entries(&writer, order);
	put_extensions(&writer, order, certificate.subject_key_identifier);
	der_close(&writer);
	TRY(der_finish(&writer));
	return signed_object_encode(buffer_bytes(&to_be_signed), issuer->key, out);
}
