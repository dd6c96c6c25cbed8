/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/certificate_extensions.h"

#include "codec/object_identifier.h"
#include "pki/eum_constraints.h"

/* The last octet of 2.5.29.n. */
enum extension {
	SUBJECT_KEY_IDENTIFIER = 14,
	KEY_USAGE = 15,
	SUBJECT_ALT_NAME = 17,
	BASIC_CONSTRAINTS = 19,
	NAME_CONSTRAINTS = 30,
	CERTIFICATE_POLICIES = 32,
	AUTHORITY_KEY_IDENTIFIER = 35,
	EXTENDED_KEY_USAGE = 37,
};

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
	open_extension(writer, AUTHORITY_KEY_IDENTIFIER, false);
	der_open(writer, 0x30);
	der_put(writer, 0x80, issuer);
	der_close(writer);
	close_extension(writer);
	open_extension(writer, SUBJECT_KEY_IDENTIFIER, false);
	der_put(writer, 0x04, subject);
	close_extension(writer);
}

static void put_usage(struct der_writer *writer, const struct certificate_kind_rule *rule)
{
	open_extension(writer, KEY_USAGE, true);
	der_put_bits(writer, 0x03, rule->key_usage);
	close_extension(writer);
	if (!rule->tls)
		return;
	open_extension(writer, EXTENDED_KEY_USAGE, true);
	der_open(writer, 0x30);
	der_put(writer, 0x06, BYTES(server_auth));
	der_put(writer, 0x06, BYTES(client_auth));
	der_close(writer);
	close_extension(writer);
}

/* SGP.26 marks the policy of all but the TLS certificates critical. */
static void put_policy(struct der_writer *writer, const struct certificate_kind_rule *rule)
{
	open_extension(writer, CERTIFICATE_POLICIES, !rule->tls);
	der_open(writer, 0x30);
	der_open(writer, 0x30);
	der_put(writer, 0x06, rule->policy_oid);
	der_close(writer);
	der_close(writer);
	close_extension(writer);
}

static void put_authority(struct der_writer *writer, const struct certificate_order *order)
{
	open_extension(writer, BASIC_CONSTRAINTS, true);
	der_open(writer, 0x30);
	der_put_boolean(writer, 0x01, true);
	if (order->kind == CERTIFICATE_EUM)
		der_put_number(writer, 0x02, 0);
	der_close(writer);
	close_extension(writer);
	if (order->kind != CERTIFICATE_EUM)
		return;
	open_extension(writer, NAME_CONSTRAINTS, true);
	eum_constraints_put(writer, order->organization, order->eid_prefix);
	close_extension(writer);
}

/* Four decimal octets. False: no IPv4 address. */
static bool parse_ipv4(struct text text, uint8_t out[4])
{
	for (int i = 0; i < 4; i++) {
		uint64_t octet;
		struct text part = text_cut(&text, '.');
		if (!text_to_number(part, 255, &octet) || (i < 3) != (text.data != NULL))
			return false;
		out[i] = (uint8_t)octet;
	}
	return true;
}

/* An address literal is named twice: TLS clients look for iPAddress, SGP.22 asks for dNSName. */
static void put_alternative_names(struct der_writer *writer, const struct certificate_order *order)
{
	AUTO(buffer) oid = BUFFER(OID_MAXIMUM);
	uint8_t ipv4[4];
	if (order->registered_id.size > 0 && oid_parse(order->registered_id, &oid) != STATUS_OK)
		writer->status = STATUS_MALFORMED;
	if (order->dns_name.size == 0 && oid.size == 0)
		return;
	open_extension(writer, SUBJECT_ALT_NAME, false);
	der_open(writer, 0x30);
	if (order->dns_name.size > 0)
		der_put_text(writer, 0x82, order->dns_name);
	if (order->dns_name.size > 0 && parse_ipv4(order->dns_name, ipv4))
		der_put(writer, 0x87, BYTES(ipv4));
	if (oid.size > 0)
		der_put(writer, 0x88, buffer_bytes(&oid));
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
