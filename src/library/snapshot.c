/* SPDX-License-Identifier: Apache-2.0 */
/* A card's memory as octets: SEQUENCE { version, { key, value } … } in DER. */
#include <stdlib.h>

#include "base/secret.h"
#include "codec/der_read.h"
#include "codec/der_write.h"
#include "library/card_memory.h"
#include "library/outcome.h"

enum { SNAPSHOT_VERSION = 1, SNAPSHOT_MAXIMUM = 64 << 20, KEY_SIZE = 8 };
enum { TAG_SNAPSHOT = 0x30, TAG_VERSION = 0x02, TAG_RECORD = 0xA0, TAG_KEY = 0x80, TAG_VALUE = 0x81 };

static enum status put_record(void *context, nvm_key key, struct bytes value)
{
	struct der_writer *writer = context;
	uint8_t octets[KEY_SIZE];
	for (size_t i = 0; i < KEY_SIZE; i++)
		octets[i] = (uint8_t)(key >> 8 * (KEY_SIZE - 1 - i));
	der_open(writer, TAG_RECORD);
	der_put(writer, TAG_KEY, BYTES(octets));
	der_put(writer, TAG_VALUE, value);
	der_close(writer);
	return STATUS_OK;
}

static enum status write_snapshot(struct nvm *nvm, struct buffer *out)
{
	struct der_writer writer = der_writer(out);
	der_open(&writer, TAG_SNAPSHOT);
	der_put_number(&writer, TAG_VERSION, SNAPSHOT_VERSION);
	TRY(nvm_each(nvm, 0, UINT64_MAX, put_record, &writer));
	der_close(&writer);
	return der_finish(&writer);
}

enum provisim_euicc_status provisim_euicc_snapshot(const struct provisim_euicc_memory *memory, uint8_t **out_octets,
                                                   size_t *out_size)
{
	AUTO(buffer) snapshot = SECRET_BUFFER(SNAPSHOT_MAXIMUM);
	if (!memory || !out_octets || !out_size)
		return PROVISIM_EUICC_BAD_ARGUMENT;
	TRY_OUTCOME(write_snapshot(memory->nvm, &snapshot));
	*out_octets = snapshot.data;
	*out_size = snapshot.size;
	snapshot = (struct buffer){ 0 };
	return PROVISIM_EUICC_OK;
}

void provisim_euicc_octets_free(uint8_t *octets, size_t size)
{
	if (octets)
		wipe(octets, size);
	free(octets);
}

/* ---- back again ---- */

static bool read_key(struct der_reader *reader, nvm_key *out)
{
	uint8_t octets[KEY_SIZE];
	nvm_key key = 0;
	if (!der_fixed(reader, TAG_KEY, octets, KEY_SIZE))
		return false;
	for (size_t i = 0; i < KEY_SIZE; i++)
		key = key << 8 | octets[i];
	*out = key;
	return true;
}

static enum status read_records(struct der_reader *reader, struct nvm *nvm)
{
	TRY(nvm_erase(nvm, 0, UINT64_MAX));
	while (!der_end(reader)) {
		struct der_reader record;
		struct bytes value;
		nvm_key key;
		if (!der_enter(reader, TAG_RECORD, &record) || !read_key(&record, &key) ||
		    !der_octets(&record, TAG_VALUE, 0, SNAPSHOT_MAXIMUM, &value) || !der_end(&record))
			return STATUS_MALFORMED;
		TRY(nvm_write(nvm, key, value));
	}
	return STATUS_OK;
}

static enum status read_snapshot(struct bytes octets, struct nvm *nvm)
{
	struct der_reader reader = der_reader(octets), body;
	uint64_t version;
	if (!der_enter(&reader, TAG_SNAPSHOT, &body) || !der_end(&reader) ||
	    !der_number(&body, TAG_VERSION, UINT32_MAX, &version))
		return STATUS_MALFORMED;
	if (version > SNAPSHOT_VERSION)
		return STATUS_UNSUPPORTED;
	TRY(nvm_begin(nvm));
	return nvm_end(nvm, read_records(&body, nvm));
}

enum provisim_euicc_status provisim_euicc_restore(struct provisim_euicc_memory *memory, const uint8_t *octets, size_t size)
{
	if (!memory || !octets)
		return PROVISIM_EUICC_BAD_ARGUMENT;
	if (memory->runs)
		return PROVISIM_EUICC_BUSY;
	return outcome(read_snapshot(bytes_from(octets, size), memory->nvm));
}
