/* SPDX-License-Identifier: Apache-2.0 */
#include "euicc/install_marker.h"

#include "codec/der_read.h"
#include "codec/der_write.h"
#include "euicc/nvm_layout.h"

enum { MARKER_RECORD_MAXIMUM = 512 };

static nvm_key marker_key(void)
{
	return nvm_key_make(NVM_SPACE_CARD, 0, CARD_INSTALL_MARKER);
}

enum status install_marker_write(struct nvm *nvm, const struct install_marker *marker)
{
	AUTO(buffer) record = BUFFER(MARKER_RECORD_MAXIMUM);
	struct der_writer writer = der_writer(&record);
	der_open(&writer, 0x30);
	der_put_number(&writer, 0x80, marker->credential);
	der_put_number(&writer, 0x81, marker->slot);
	der_put_number(&writer, 0x82, (uint64_t)marker->command);
	der_put(&writer, 0x83, bytes_from(marker->transaction_id, marker->transaction_id_size));
	der_put(&writer, 0x84, bytes_from(marker->smdp_oid, marker->smdp_oid_size));
	der_put(&writer, 0x85, bytes_from(marker->smdp_address, marker->smdp_address_size));
	if (marker->has_iccid)
		der_put(&writer, 0x86, BYTES(marker->iccid.octets));
	der_close(&writer);
	TRY(der_finish(&writer));
	return nvm_write(nvm, marker_key(), buffer_bytes(&record));
}

enum status install_marker_erase(struct nvm *nvm)
{
	return nvm_erase(nvm, marker_key(), marker_key());
}

static bool read_short(struct der_reader *reader, uint32_t tag, uint16_t *out)
{
	uint64_t number;
	if (!der_number(reader, tag, UINT16_MAX, &number))
		return false;
	*out = (uint16_t)number;
	return true;
}

/* Copies what is at most `maximum` octets. */
static bool read_copy(struct der_reader *reader, uint32_t tag, void *out, size_t maximum, size_t *out_size)
{
	struct bytes value;
	if (!der_octets(reader, tag, 0, maximum, &value))
		return false;
	if (value.size > 0)
		memcpy(out, value.data, value.size);
	*out_size = value.size;
	return true;
}

static bool decode_marker(struct bytes record, struct install_marker *out)
{
	struct der_reader reader = der_reader(record), body;
	bool ok = der_enter(&reader, 0x30, &body) && der_end(&reader) && read_short(&body, 0x80, &out->credential) &&
	          read_short(&body, 0x81, &out->slot) &&
	          der_small(&body, 0x82, BPP_LOAD_PROFILE_ELEMENTS, &out->command) &&
	          read_copy(&body, 0x83, out->transaction_id, TRANSACTION_ID_MAXIMUM, &out->transaction_id_size) &&
	          read_copy(&body, 0x84, out->smdp_oid, OID_MAXIMUM, &out->smdp_oid_size) &&
	          read_copy(&body, 0x85, out->smdp_address, ADDRESS_MAXIMUM, &out->smdp_address_size);
	if (!ok)
		return false;
	out->has_iccid = !der_absent(&body, 0x86);
	return (!out->has_iccid || der_fixed(&body, 0x86, out->iccid.octets, ICCID_SIZE)) && der_end(&body);
}

enum status install_marker_read(struct nvm *nvm, struct install_marker *out)
{
	AUTO(buffer) record = BUFFER(MARKER_RECORD_MAXIMUM);
	struct install_marker got = { 0 };
	TRY(nvm_read(nvm, marker_key(), &record));
	if (!decode_marker(buffer_bytes(&record), &got))
		return STATUS_MALFORMED;
	*out = got;
	return STATUS_OK;
}
