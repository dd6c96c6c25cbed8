/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/certificate_list.h"

#include "crypto/certificate_time.h"

enum { OID_SIZE_MAXIMUM = 32, CRL_VERSION_2 = 1, AUTHORITY_KEY_IDENTIFIER_MAXIMUM = 64 };

static const uint8_t ecdsa_with_sha256[] = { 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02 };

/* ---- extensions ---- */

static bool read_authority_key_identifier(struct der_reader *value, struct certificate_list *out)
{
	struct der_reader inside;
	return der_enter(value, 0x30, &inside) &&
	       (der_absent(&inside, 0x80) ||
	        der_octets(&inside, 0x80, 1, AUTHORITY_KEY_IDENTIFIER_MAXIMUM, &out->authority_key_identifier));
}

static bool read_number(struct der_reader *value, struct certificate_list *out)
{
	return der_number(value, 0x02, INT64_MAX, &out->number);
}

static bool read_base_number(struct der_reader *value, struct certificate_list *out)
{
	out->is_delta = true;
	return der_number(value, 0x02, INT64_MAX, &out->base_number);
}

static bool read_total_parts(struct der_reader *value, struct certificate_list *out)
{
	return der_small(value, 0x02, CRL_PARTS_MAXIMUM, &out->total_parts);
}

static bool read_part(struct der_reader *value, struct certificate_list *out)
{
	return der_small(value, 0x02, CRL_PARTS_MAXIMUM, &out->part);
}

/* Which certificates a list is about does not matter to somebody who only looks for those that are on it. */
static bool read_distribution_point(struct der_reader *value, struct certificate_list *out)
{
	struct der_element ignored;
	(void)out;
	return der_element(value, 0x30, &ignored);
}

/* RFC 5280 5.2; the last two are of SGP.22. */
static const struct {
	uint8_t oid[8];
	size_t oid_size;
	bool (*read)(struct der_reader *value, struct certificate_list *out);
} extensions[] = {
	{ { 0x55, 0x1D, 0x23 }, 3, read_authority_key_identifier },
	{ { 0x55, 0x1D, 0x14 }, 3, read_number },
	{ { 0x55, 0x1D, 0x1B }, 3, read_base_number },
	{ { 0x55, 0x1D, 0x1C }, 3, read_distribution_point },
	{ { 0x67, 0x81, 0x12, 0x01, 0x02, 0x00, 0x02 }, 7, read_total_parts },
	{ { 0x67, 0x81, 0x12, 0x01, 0x02, 0x00, 0x03 }, 7, read_part },
};

/* One that is marked critical and not known says something about the list that must not be passed over. */
static bool read_extension(struct der_reader *list, struct certificate_list *out)
{
	struct der_reader extension, value;
	struct bytes oid;
	bool critical = false;
	if (!der_enter(list, 0x30, &extension) || !der_octets(&extension, 0x06, 1, OID_SIZE_MAXIMUM, &oid) ||
	    !(der_absent(&extension, 0x01) || der_boolean(&extension, 0x01, &critical)) ||
	    !der_enter(&extension, 0x04, &value) || !der_end(&extension))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(extensions); i++)
		if (bytes_equal(oid, bytes_from(extensions[i].oid, extensions[i].oid_size)))
			return extensions[i].read(&value, out) && der_end(&value);
	return !critical;
}

static bool read_extensions(struct der_reader *body, struct certificate_list *out)
{
	struct der_reader wrapper, list;
	if (!der_enter(body, 0xA0, &wrapper) || !der_enter(&wrapper, 0x30, &list) || !der_end(&wrapper))
		return false;
	while (!der_end(&list))
		if (!read_extension(&list, out))
			return false;
	return true;
}

/* ---- the list ---- */

static bool read_algorithm(struct der_reader *reader)
{
	struct der_reader inside;
	struct bytes oid;
	return der_enter(reader, 0x30, &inside) && der_octets(&inside, 0x06, 1, OID_SIZE_MAXIMUM, &oid) &&
	       der_end(&inside) && bytes_equal(oid, BYTES(ecdsa_with_sha256));
}

static bool read_time(struct der_reader *reader, int64_t *out)
{
	struct der_element time;
	return der_next(reader, &time) && certificate_time_read(time.tag, time.value, out);
}

static bool time_is_next(const struct der_reader *reader)
{
	uint32_t tag = der_peek(reader);
	return tag == 0x17 || tag == 0x18;
}

static bool entries_are_readable(struct bytes entries)
{
	struct der_reader reader = der_reader(entries);
	struct bytes serial_number;
	while (certificate_list_next(&reader, &serial_number))
		continue;
	return der_end(&reader);
}

static bool read_body(struct certificate_list *out)
{
	struct der_reader whole = der_reader(out->to_be_signed), body;
	struct der_element issuer, entries = { 0 };
	int version;
	bool ok = der_enter(&whole, 0x30, &body) && der_small(&body, 0x02, CRL_VERSION_2, &version) &&
	          version == CRL_VERSION_2 && read_algorithm(&body) && der_element(&body, 0x30, &issuer) &&
	          read_time(&body, &out->this_update) &&
	          (!time_is_next(&body) || read_time(&body, &out->next_update)) &&
	          (der_absent(&body, 0x30) || der_element(&body, 0x30, &entries));
	out->issuer = issuer.whole;
	out->entries = entries.value;
	return ok && read_extensions(&body, out) && der_end(&body) && entries_are_readable(out->entries);
}

bool certificate_list_next(struct der_reader *entries, struct bytes *out_serial_number)
{
	struct der_reader ahead = *entries, entry;
	int64_t revoked_at;
	if (!der_enter(&ahead, 0x30, &entry) || !der_octets(&entry, 0x02, 1, CRL_SERIAL_MAXIMUM + 1, out_serial_number) ||
	    !read_time(&entry, &revoked_at) || !der_later_fields(&entry))
		return false;
	*entries = ahead;
	return true;
}

enum status certificate_list_decode_whole(struct bytes der, struct certificate_list *out)
{
	struct der_reader reader = der_reader(der);
	struct der_element list;
	if (!der_element(&reader, 0x30, &list) || !der_end(&reader))
		return STATUS_MALFORMED;
	return certificate_list_decode(list.value, out);
}

enum status certificate_list_decode(struct bytes content, struct certificate_list *out)
{
	struct der_reader reader = der_reader(content);
	struct certificate_list got = { .total_parts = 1, .part = 1 };
	struct bytes signature;
	if (!der_whole(&reader, 0x30, &got.to_be_signed) || !read_algorithm(&reader) ||
	    !der_octets(&reader, 0x03, 2, 256, &signature) || signature.data[0] != 0 || !der_end(&reader) ||
	    !read_body(&got) || got.part < 1 || got.part > got.total_parts)
		return STATUS_MALFORMED;
	got.signature = bytes_after(signature, 1);
	*out = got;
	return STATUS_OK;
}
