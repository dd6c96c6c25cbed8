/* SPDX-License-Identifier: Apache-2.0 */
#include "codec/object_identifier.h"

#include <inttypes.h>

enum {
	ARCS_UNDER_A_LOW_ROOT = 40, /* X.690 8.19.4: the first two arcs share one number */
	ARC_OCTETS_MAXIMUM = 10,    /* of 64 bits, seven an octet */
};

/* X.690 8.19.2: seven bits an octet, all but the last with the top bit set. */
static enum status append_arc(struct buffer *out, uint64_t arc)
{
	uint8_t octets[ARC_OCTETS_MAXIMUM];
	size_t first = sizeof octets - 1;
	octets[first] = arc & 0x7F;
	while (arc >>= 7)
		octets[--first] = (uint8_t)(0x80 | (arc & 0x7F));
	return buffer_append(out, bytes_from(octets + first, sizeof octets - first));
}

/* The next arc, without leading noughts and small enough to be joined with a root. */
static bool cut_arc(struct text *dotted, uint64_t *out)
{
	struct text arc = text_cut(dotted, '.');
	bool minimal = arc.size <= 1 || arc.data[0] != '0';
	return minimal && text_to_number(arc, UINT64_MAX - 2 * ARCS_UNDER_A_LOW_ROOT, out);
}

static enum status append_arcs(struct text dotted, struct buffer *out)
{
	uint64_t root, arc;
	if (!cut_arc(&dotted, &root) || !cut_arc(&dotted, &arc))
		return STATUS_MALFORMED;
	if (root > 2 || (root < 2 && arc >= ARCS_UNDER_A_LOW_ROOT))
		return STATUS_MALFORMED;
	TRY(append_arc(out, root * ARCS_UNDER_A_LOW_ROOT + arc));
	while (dotted.data) {
		if (!cut_arc(&dotted, &arc))
			return STATUS_MALFORMED;
		TRY(append_arc(out, arc));
	}
	return STATUS_OK;
}

enum status oid_parse(struct text dotted, struct buffer *out)
{
	AUTO(buffer) octets = BUFFER(OID_MAXIMUM);
	enum status status = append_arcs(dotted, &octets);
	if (status == STATUS_TOO_LARGE)
		return STATUS_MALFORMED;
	TRY(status);
	return buffer_append(out, buffer_bytes(&octets));
}

static bool read_arc(struct bytes *octets, uint64_t *out)
{
	uint64_t arc = 0;
	for (size_t i = 0; i < octets->size; i++) {
		uint8_t octet = octets->data[i];
		if ((i == 0 && octet == 0x80) || arc >> 57)
			return false;
		arc = arc << 7 | (octet & 0x7F);
		if (!(octet & 0x80)) {
			*octets = bytes_after(*octets, i + 1);
			*out = arc;
			return true;
		}
	}
	return false;
}

static enum status append_dotted(struct bytes oid, struct buffer *out)
{
	uint64_t arc;
	if (!read_arc(&oid, &arc))
		return STATUS_MALFORMED;
	uint64_t root = arc < 2 * ARCS_UNDER_A_LOW_ROOT ? arc / ARCS_UNDER_A_LOW_ROOT : 2;
	TRY(buffer_print(out, "%" PRIu64 ".%" PRIu64, root, arc - root * ARCS_UNDER_A_LOW_ROOT));
	while (oid.size > 0) {
		if (!read_arc(&oid, &arc))
			return STATUS_MALFORMED;
		TRY(buffer_print(out, ".%" PRIu64, arc));
	}
	return STATUS_OK;
}

enum status oid_print(struct bytes oid, struct buffer *out)
{
	if (oid.size > OID_MAXIMUM)
		return STATUS_MALFORMED;
	size_t before = out->size;
	enum status status = append_dotted(oid, out);
	if (status != STATUS_OK)
		out->size = before;
	return status;
}
