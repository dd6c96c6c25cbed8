/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/certificate_extensions.h"

#include <openssl/x509v3.h>

#include "codec/object_identifier.h"
#include "pki/eum_constraints.h"

/* The last octet of 2.5.29.n. */
enum extension {
	EXTENSION_SUBJECT_KEY_IDENTIFIER = 14,
	EXTENSION_KEY_USAGE = 15,
	EXTENSION_SUBJECT_ALT_NAME = 17,
	EXTENSION_BASIC_CONSTRAINTS = 19,
	EXTENSION_NAME_CONSTRAINTS = 30,
	EXTENSION_CERTIFICATE_POLICIES = 32,
	EXTENSION_AUTHORITY_KEY_IDENTIFIER = 35,
	EXTENSION_EXTENDED_KEY_USAGE = 37,
};

/* Forms of GeneralName. */
enum { DNS_NAME = 0x82, IP_ADDRESS = 0x87, REGISTERED_ID = 0x88 };

enum { ADDRESS_MAXIMUM = 16, LITERAL_MAXIMUM = 45 /* of IPv6 with an IPv4 tail */ };

static const uint8_t server_auth[] = { 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01 };
static const uint8_t client_auth[] = { 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x02 };

/* What follows, up to close_extension(), is the extension's value. */
static void open_extension(struct der_writer *writer, enum extension extension, bool critical)
{
	const uint8_t oid[] = { 0x55, 0x1D, (uint8_t)extension };
	der_open(writer, 0x30);
	der_put(writer, 0x06, BYTES(oid));
	if (critical)
		der_put_boolean(writer, 0x01, true);
	der_open(writer, 0x04);
}

static void close_extension(struct der_writer *writer)
{
	der_close(writer);
	der_close(writer);
}

static void put_key_identifiers(struct der_writer *writer, struct bytes subject, struct bytes issuer)
{
	open_extension(writer, EXTENSION_AUTHORITY_KEY_IDENTIFIER, false);
	der_open(writer, 0x30);
	der_put(writer, 0x80, issuer);
	der_close(writer);
	close_extension(writer);
	open_extension(writer, EXTENSION_SUBJECT_KEY_IDENTIFIER, false);
	der_put(writer, 0x04, subject);
	close_extension(writer);
}

static void put_usage(struct der_writer *writer, const struct certificate_kind_rule *rule)
{
	open_extension(writer, EXTENSION_KEY_USAGE, true);
	der_put_bits(writer, 0x03, rule->key_usage);
	close_extension(writer);
	if (!rule->tls)
		return;
	open_extension(writer, EXTENSION_EXTENDED_KEY_USAGE, true);
	der_open(writer, 0x30);
	der_put(writer, 0x06, BYTES(server_auth));
	der_put(writer, 0x06, BYTES(client_auth));
	der_close(writer);
	close_extension(writer);
}

/* SGP.26 marks the policy of all but the TLS certificates critical. */
static void put_policy(struct der_writer *writer, const struct certificate_kind_rule *rule)
{
	open_extension(writer, EXTENSION_CERTIFICATE_POLICIES, !rule->tls);
	der_open(writer, 0x30);
	der_open(writer, 0x30);
	der_put(writer, 0x06, rule->policy_oid);
	der_close(writer);
	der_close(writer);
	close_extension(writer);
}

static void put_authority(struct der_writer *writer, const struct certificate_order *order)
{
	open_extension(writer, EXTENSION_BASIC_CONSTRAINTS, true);
	der_open(writer, 0x30);
	der_put_boolean(writer, 0x01, true);
	if (order->kind == CERTIFICATE_EUM)
		der_put_number(writer, 0x02, 0);
	der_close(writer);
	close_extension(writer);
	if (order->kind != CERTIFICATE_EUM)
		return;
	open_extension(writer, EXTENSION_NAME_CONSTRAINTS, true);
	eum_constraints_put(writer, order->organization, order->eid_prefix);
	close_extension(writer);
}

/* An IPv4 or IPv6 address literal as its 4 or 16 octets; empty if `name` is none. */
static struct bytes parse_address(struct text name, uint8_t storage[ADDRESS_MAXIMUM])
{
	char literal[LITERAL_MAXIMUM + 1] = "";
	if (name.size > LITERAL_MAXIMUM)
		return (struct bytes){ 0 };
	memcpy(literal, name.data, name.size);
	ASN1_OCTET_STRING *address = a2i_IPADDRESS(literal);
	size_t size = address ? (size_t)ASN1_STRING_length(address) : 0;
	if (size > 0 && size <= ADDRESS_MAXIMUM)
		memcpy(storage, ASN1_STRING_get0_data(address), size);
	ASN1_OCTET_STRING_free(address);
	return bytes_from(storage, size <= ADDRESS_MAXIMUM ? size : 0);
}

/* An address literal is named twice: TLS clients look for iPAddress, SGP.22 asks for dNSName. This machine goes by its name
 * and by its addresses. */
static void put_host(struct der_writer *writer, struct text name)
{
	static const uint8_t loopback_v4[] = { 127, 0, 0, 1 }, loopback_v6[16] = { [15] = 1 };
	uint8_t storage[ADDRESS_MAXIMUM];
	struct bytes address = parse_address(name, storage);
	der_put_text(writer, DNS_NAME, name);
	if (address.size > 0)
		der_put(writer, IP_ADDRESS, address);
	if (!text_equal_ignoring_case(name, TEXT("localhost")))
		return;
	der_put(writer, IP_ADDRESS, BYTES(loopback_v4));
	der_put(writer, IP_ADDRESS, BYTES(loopback_v6));
}

static void put_alternative_names(struct der_writer *writer, const struct certificate_order *order)
{
	AUTO(buffer) oid = BUFFER(OID_MAXIMUM);
	if (order->registered_id.size > 0 && oid_parse(order->registered_id, &oid) != STATUS_OK)
		writer->status = STATUS_MALFORMED;
	if (order->dns_name.size == 0 && oid.size == 0)
		return;
	open_extension(writer, EXTENSION_SUBJECT_ALT_NAME, false);
	der_open(writer, 0x30);
	if (order->dns_name.size > 0)
		put_host(writer, order->dns_name);
	if (oid.size > 0)
		der_put(writer, REGISTERED_ID, buffer_bytes(&oid));
	der_close(writer);
	close_extension(writer);
}

void certificate_extensions_put(struct der_writer *writer, const struct certificate_order *order,
                                struct bytes subject_key_identifier, struct bytes issuer_key_identifier)
{
	const struct certificate_kind_rule *rule = certificate_kind_rule(order->kind);
	der_open(writer, 0xA3);
	der_open(writer, 0x30);
	put_key_identifiers(writer, subject_key_identifier, issuer_key_identifier);
	put_usage(writer, rule);
	put_policy(writer, rule);
	if (rule->authority)
		put_authority(writer, order);
	put_alternative_names(writer, order);
	der_close(writer);
	der_close(writer);
}
