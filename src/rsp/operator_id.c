/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/message_field.h"
#include "rsp/profile_metadata.h"

enum {
	GID1_TAG = 0x81,
	GID2_TAG = 0x82,
	GID_MAXIMUM = 255, /* octets of an EF_GID that a short UPDATE BINARY can fill */
};

/* Present and empty says "any", absent says "none" in a rule: both must survive (SGP.22 2.4.11.1). */
static bool read_gid(struct der_reader *reader, uint32_t tag, bool *out_has, struct bytes *out)
{
	*out_has = !der_absent(reader, tag);
	return !*out_has || der_octets(reader, tag, 0, GID_MAXIMUM, out);
}

bool operator_id_read(struct der_reader *reader, uint32_t tag, struct operator_id *out)
{
	struct der_reader ahead = *reader;
	struct der_reader inside;
	struct operator_id got = { 0 };
	bool decoded = der_enter(&ahead, tag, &inside)
	               && der_fixed(&inside, 0x80, got.mcc_mnc, MCC_MNC_SIZE)
	               && read_gid(&inside, GID1_TAG, &got.has_gid1, &got.gid1)
	               && read_gid(&inside, GID2_TAG, &got.has_gid2, &got.gid2)
	               && der_later_fields(&inside);
	if (!decoded)
		return false;
	*reader = ahead;
	*out = got;
	return true;
}

void operator_id_put(struct der_writer *writer, uint32_t tag, const struct operator_id *owner)
{
	der_open(writer, tag);
	der_put(writer, 0x80, BYTES(owner->mcc_mnc));
	if (owner->has_gid1)
		der_put(writer, GID1_TAG, owner->gid1);
	if (owner->has_gid2)
		der_put(writer, GID2_TAG, owner->gid2);
	der_close(writer);
}
