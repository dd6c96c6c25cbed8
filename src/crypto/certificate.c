/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/certificate.h"

#include "codec/der_read.h"
#include "codec/object_identifier.h"
#include "crypto/certificate_time.h"
#include "crypto/digest.h"
#include "crypto/evp_key.h"
#include "crypto/pem.h"

enum { VERSION_3 = 2, NAME_MAXIMUM = 256, SERIAL_MAXIMUM = 20 };

static const uint8_t ec_public_key[] = { 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01 };
static const uint8_t ecdsa_with_sha256[] = { 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02 };
static const uint8_t server_auth[] = { 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01 };
static const uint8_t client_auth[] = { 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x02 };
static const uint8_t common_name[] = { 0x55, 0x04, 0x03 };
static const uint8_t serial_number_attribute[] = { 0x55, 0x04, 0x05 };
static const uint8_t organization[] = { 0x55, 0x04, 0x0A };

/* ---- names ---- */

static bool is_text_tag(uint32_t tag)
{
	return tag == 0x0C || tag == 0x13 || tag == 0x14 || tag == 0x16; /* UTF8, Printable, Teletex, IA5 */
}

/* The first of each kind counts; a second EID would let two readers see two cards, so it is refused. */
static bool keep_attribute(struct bytes oid, struct text value, struct certificate *out)
{
	if (bytes_equal(oid, BYTES(organization)) && !out->organization.data)
		out->organization = value;
	else if (bytes_equal(oid, BYTES(common_name)) && !out->common_name.data)
		out->common_name = value;
	else if (bytes_equal(oid, BYTES(serial_number_attribute))) {
		if (out->serial_number_attribute.data)
			return false;
		out->serial_number_attribute = value;
	}
	return true;
}

static bool read_attribute(struct der_reader *set, struct certificate *out)
{
	struct der_reader attribute, again;
	struct bytes oid;
	struct der_element value;
	struct text text;
	if (!der_enter(set, 0x30, &attribute) || !der_octets(&attribute, 0x06, 1, OID_MAXIMUM, &oid))
		return false;
	again = attribute;
	if (!der_next(&attribute, &value) || !der_end(&attribute))
		return false;
	if (!is_text_tag(value.tag) || !der_text(&again, value.tag, 1, NAME_MAXIMUM, &text))
		return true;
	return keep_attribute(oid, text, out);
}

static bool read_subject(struct certificate *out)
{
	struct der_reader whole = der_reader(out->subject), name, set;
	if (!der_enter(&whole, 0x30, &name))
		return false;
	while (!der_end(&name)) {
		if (!der_enter(&name, 0x31, &set) || der_end(&set))
			return false;
		while (!der_end(&set))
			if (!read_attribute(&set, out))
				return false;
	}
	return true;
}

/* ---- extensions ---- */

static bool read_subject_key_identifier(struct der_reader *value, struct certificate *out)
{
	return der_octets(value, 0x04, 1, 64, &out->subject_key_identifier);
}

static bool read_key_usage(struct der_reader *value, struct certificate *out)
{
	uint64_t bits;
	if (!der_bits(value, 0x03, &bits) || bits > UINT16_MAX)
		return false;
	out->key_usage = (unsigned)bits;
	return true;
}

/* Other forms of name are skipped. */
static bool read_subject_alt_name(struct der_reader *value, struct certificate *out)
{
	struct der_reader names;
	struct der_element name;
	if (!der_enter(value, 0x30, &names))
		return false;
	while (!der_end(&names)) {
		if (!der_next(&names, &name))
			return false;
		if (name.tag == 0x88 && !out->registered_id.data)
			out->registered_id = name.value;
		if (name.tag == 0x82 && !out->dns_name.data) {
			if (!text_is_printable_utf8(bytes_text(name.value)))
				return false;
			out->dns_name = bytes_text(name.value);
		}
	}
	return true;
}

static bool read_basic_constraints(struct der_reader *value, struct certificate *out)
{
	struct der_reader inside;
	out->has_basic_constraints = true;
	return der_enter(value, 0x30, &inside) &&
	       (der_absent(&inside, 0x01) || der_boolean(&inside, 0x01, &out->is_authority)) &&
	       (der_absent(&inside, 0x02) || der_small(&inside, 0x02, 255, &out->path_length)) && der_end(&inside);
}

static bool read_name_constraints(struct der_reader *value, struct certificate *out)
{
	return der_whole(value, 0x30, &out->name_constraints);
}

static bool skip_value(struct der_reader *value, struct certificate *out)
{
	(void)out;
	return der_later_fields(value);
}

static bool read_policies(struct der_reader *value, struct certificate *out)
{
	struct der_reader policies, policy;
	return der_enter(value, 0x30, &policies) && der_enter(&policies, 0x30, &policy) &&
	       der_octets(&policy, 0x06, 1, OID_MAXIMUM, &out->policy_oid) && der_later_fields(&policy) &&
	       der_later_fields(&policies);
}

static bool read_authority_key_identifier(struct der_reader *value, struct certificate *out)
{
	struct der_reader inside;
	return der_enter(value, 0x30, &inside) &&
	       (der_absent(&inside, 0x80) || der_octets(&inside, 0x80, 1, 64, &out->authority_key_identifier)) &&
	       der_later_fields(&inside);
}

static bool read_extended_key_usage(struct der_reader *value, struct certificate *out)
{
	struct der_reader purposes;
	struct bytes oid;
	if (!der_enter(value, 0x30, &purposes))
		return false;
	while (!der_end(&purposes)) {
		if (!der_octets(&purposes, 0x06, 1, OID_MAXIMUM, &oid))
			return false;
		out->server_auth |= bytes_equal(oid, BYTES(server_auth));
		out->client_auth |= bytes_equal(oid, BYTES(client_auth));
	}
	return true;
}

/* By the last octet of their identifiers, 2.5.29.n (RFC 5280 4.2.1). */
static const struct {
	uint8_t number;
	bool (*read)(struct der_reader *value, struct certificate *out);
} extensions[] = {
	{ 14, read_subject_key_identifier },
	{ 15, read_key_usage },
	{ 17, read_subject_alt_name },
	{ 19, read_basic_constraints },
	{ 30, read_name_constraints },
	{ 31, skip_value }, /* where the revocation lists are */
	{ 32, read_policies },
	{ 35, read_authority_key_identifier },
	{ 37, read_extended_key_usage },
};

/* Twice the same extension is malformed (RFC 5280 4.2); *seen has a bit for each row that was met. */
static bool read_extension(struct der_reader *list, unsigned *seen, struct certificate *out)
{
	static const uint8_t arc[] = { 0x55, 0x1D };
	struct der_reader extension, value;
	struct bytes oid;
	bool critical = false;
	if (!der_enter(list, 0x30, &extension) || !der_octets(&extension, 0x06, 1, OID_MAXIMUM, &oid) ||
	    !(der_absent(&extension, 0x01) || der_boolean(&extension, 0x01, &critical)) ||
	    !der_enter(&extension, 0x04, &value) || !der_end(&extension))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(extensions); i++) {
		if (oid.size != 3 || !bytes_start_with(oid, BYTES(arc)) || oid.data[2] != extensions[i].number)
			continue;
		if (*seen & 1U << i)
			return false;
		*seen |= 1U << i;
		return extensions[i].read(&value, out) && der_end(&value);
	}
	out->unknown_critical |= critical;
	return true;
}

static bool read_extensions(struct der_reader *reader, struct certificate *out)
{
	struct der_reader tagged, list;
	unsigned seen = 0;
	if (!der_enter(reader, 0xA3, &tagged) || !der_enter(&tagged, 0x30, &list) || !der_end(&tagged))
		return false;
	while (!der_end(&list))
		if (!read_extension(&list, &seen, out))
			return false;
	return true;
}

/* ---- the frame ---- */

static bool read_validity(struct der_reader *reader, struct certificate *out)
{
	struct der_reader dates;
	struct der_element before, after;
	return der_enter(reader, 0x30, &dates) && der_next(&dates, &before) && der_next(&dates, &after) &&
	       der_end(&dates) && certificate_time_read(before.tag, before.value, &out->not_before) &&
	       certificate_time_read(after.tag, after.value, &out->not_after);
}

/* Key and algorithms as views: whether we know them is asked when the whole is known to be well formed. */
struct frame {
	struct bytes inner_algorithm, outer_algorithm; /* whole */
	struct bytes key_algorithm, key_curve;         /* contents; the curve empty if not named */
	struct bytes key_bits;
};

static bool read_key(struct der_reader *reader, struct frame *frame)
{
	struct der_reader information, algorithm;
	return der_enter(reader, 0x30, &information) && der_enter(&information, 0x30, &algorithm) &&
	       der_octets(&algorithm, 0x06, 1, OID_MAXIMUM, &frame->key_algorithm) &&
	       (der_absent(&algorithm, 0x06) || der_octets(&algorithm, 0x06, 1, OID_MAXIMUM, &frame->key_curve)) &&
	       der_octets(&information, 0x03, 2, CERTIFICATE_SIZE_MAXIMUM, &frame->key_bits) && der_end(&information);
}

static bool read_to_be_signed(struct der_reader reader, struct frame *frame, struct certificate *out)
{
	struct der_reader body, version;
	int number;
	struct bytes ignored;
	return der_enter(&reader, 0x30, &body) && der_enter(&body, 0xA0, &version) &&
	       der_small(&version, 0x02, VERSION_3, &number) && number == VERSION_3 && der_end(&version) &&
	       der_octets(&body, 0x02, 1, SERIAL_MAXIMUM + 1, &out->serial_number) &&
	       der_whole(&body, 0x30, &frame->inner_algorithm) && der_whole(&body, 0x30, &out->issuer) &&
	       read_validity(&body, out) && der_whole(&body, 0x30, &out->subject) && read_key(&body, frame) &&
	       (der_absent(&body, 0x81) || der_octets(&body, 0x81, 1, 64, &ignored)) &&
	       (der_absent(&body, 0x82) || der_octets(&body, 0x82, 1, 64, &ignored)) &&
	       read_extensions(&body, out) && der_end(&body) && read_subject(out);
}

static bool read_certificate(struct bytes input, struct frame *frame, struct certificate *out)
{
	struct der_reader reader = der_reader(input), body;
	struct bytes bits;
	if (!der_enter(&reader, 0x30, &body) || !der_end(&reader) || !der_whole(&body, 0x30, &out->to_be_signed) ||
	    !der_whole(&body, 0x30, &frame->outer_algorithm) ||
	    !der_octets(&body, 0x03, 2, CERTIFICATE_SIZE_MAXIMUM, &bits) || bits.data[0] != 0 || !der_end(&body))
		return false;
	out->signature = bytes_after(bits, 1);
	return read_to_be_signed(der_reader(out->to_be_signed), frame, out);
}

static bool is_ecdsa_with_sha256(struct bytes algorithm)
{
	struct der_reader reader = der_reader(algorithm), inside;
	struct bytes oid;
	return der_enter(&reader, 0x30, &inside) && der_octets(&inside, 0x06, 1, OID_MAXIMUM, &oid) && der_end(&inside) &&
	       bytes_equal(oid, BYTES(ecdsa_with_sha256));
}

enum status certificate_decode(struct bytes input, struct certificate *out)
{
	struct certificate got = { .whole = input, .path_length = -1 };
	struct frame frame = { 0 };
	if (input.size > CERTIFICATE_SIZE_MAXIMUM || !read_certificate(input, &frame, &got) ||
	    !bytes_equal(frame.inner_algorithm, frame.outer_algorithm))
		return STATUS_MALFORMED;
	if (!is_ecdsa_with_sha256(frame.outer_algorithm) ||
	    !bytes_equal(frame.key_algorithm, BYTES(ec_public_key)) || !curve_from_oid(frame.key_curve, &got.curve))
		return STATUS_UNSUPPORTED;
	if (frame.key_bits.size != 1 + POINT_SIZE || frame.key_bits.data[0] != 0 || frame.key_bits.data[1] != 0x04)
		return STATUS_MALFORMED;
	got.point = bytes_after(frame.key_bits, 1);
	*out = got;
	return STATUS_OK;
}

enum status certificate_verify(const struct certificate *certificate, const struct public_key *issuer)
{
	uint8_t digest[SHA256_SIZE];
	TRY(sha256(&certificate->to_be_signed, 1, digest));
	return evp_verify_digest(issuer, BYTES(digest), certificate->signature);
}

enum status certificate_verify_by_point(const struct certificate *certificate, struct bytes issuer_point)
{
	uint8_t digest[SHA256_SIZE];
	TRY(sha256(&certificate->to_be_signed, 1, digest));
	return evp_verify_by_point(certificate->curve, issuer_point, BYTES(digest), certificate->signature);
}

enum status certificate_from_file(struct bytes pem_or_der, struct buffer *out)
{
	enum status status = pem_decode(bytes_text(pem_or_der), "CERTIFICATE", out, NULL);
	if (status != STATUS_NOT_FOUND)
		return status;
	struct der_reader reader = der_reader(pem_or_der);
	struct bytes whole;
	if (!der_whole(&reader, 0x30, &whole) || !der_end(&reader))
		return STATUS_MALFORMED;
	return buffer_append(out, whole);
}
