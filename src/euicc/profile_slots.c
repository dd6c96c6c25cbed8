/* SPDX-License-Identifier: Apache-2.0 */
#include "euicc/profile_slots.h"

#include "codec/der_read.h"
#include "codec/der_write.h"
#include "euicc/nvm_layout.h"
#include "uicc/profile_store.h"

/* Items of a slot. */
enum { SLOT_STATE = 1, SLOT_METADATA, SLOT_DP_PROPRIETARY_DATA };

enum { STATE_RECORD_MAXIMUM = 160, FIRST_AID_NUMBER = 0x0010, AID_NUMBER_OFFSET = 13 };

static const uint8_t isd_p_aid[AID_MAXIMUM] = {
	0xA0, 0x00, 0x00, 0x05, 0x59, 0x10, 0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0x89, 0x00, 0x00, 0x00, 0x00,
};

static nvm_key slot_key(uint16_t number, uint64_t item)
{
	return nvm_key_make(NVM_SPACE_PROFILE_SLOTS, number, item);
}

void profile_slot_release(struct profile_slot *slot)
{
	buffer_release(&slot->metadata_octets);
	buffer_release(&slot->dp_proprietary_data);
}

void profile_slot_aid(uint16_t number, uint8_t out[AID_MAXIMUM])
{
	unsigned value = FIRST_AID_NUMBER + number - 1U;
	memcpy(out, isd_p_aid, AID_MAXIMUM);
	out[AID_NUMBER_OFFSET] = (uint8_t)(value >> 8);
	out[AID_NUMBER_OFFSET + 1] = (uint8_t)value;
}

/* ---- one slot ---- */

static enum status decode_state(struct bytes record, struct profile_slot *out)
{
	struct der_reader reader = der_reader(record), body;
	struct text nickname;
	if (!der_enter(&reader, 0x30, &body) || !der_end(&reader) ||
	    !der_fixed(&body, 0x80, out->ci_key_id, CI_KEY_ID_SIZE) ||
	    !der_text(&body, 0x90, 0, NICKNAME_MAXIMUM, &nickname) || !der_end(&body))
		return STATUS_MALFORMED;
	out->nickname_size = nickname.size;
	if (nickname.size > 0)
		memcpy(out->nickname, nickname.data, nickname.size);
	return STATUS_OK;
}

static enum status read_state(struct nvm *nvm, uint16_t number, struct profile_slot *out)
{
	AUTO(buffer) record = BUFFER(STATE_RECORD_MAXIMUM);
	TRY(nvm_read(nvm, slot_key(number, SLOT_STATE), &record));
	out->number = number;
	profile_slot_aid(number, out->aid);
	return decode_state(buffer_bytes(&record), out);
}

enum status profile_slot_read(struct nvm *nvm, uint16_t number, struct profile_slot *out)
{
	*out = (struct profile_slot){
		.metadata_octets = BUFFER(METADATA_MAXIMUM),
		.dp_proprietary_data = BUFFER(DP_PROPRIETARY_DATA_MAXIMUM),
	};
	TRY(read_state(nvm, number, out));
	TRY(nvm_read(nvm, slot_key(number, SLOT_METADATA), &out->metadata_octets));
	enum status status = nvm_read(nvm, slot_key(number, SLOT_DP_PROPRIETARY_DATA), &out->dp_proprietary_data);
	if (status != STATUS_OK && status != STATUS_NOT_FOUND)
		return status;
	return profile_metadata_decode(buffer_bytes(&out->metadata_octets), &out->metadata);
}

static enum status write_state(struct nvm *nvm, uint16_t number, struct bytes ci_key_id, struct text nickname)
{
	AUTO(buffer) record = BUFFER(STATE_RECORD_MAXIMUM);
	struct der_writer writer = der_writer(&record);
	der_open(&writer, 0x30);
	der_put(&writer, 0x80, ci_key_id);
	der_put_text(&writer, 0x90, nickname);
	der_close(&writer);
	TRY(der_finish(&writer));
	return nvm_write(nvm, slot_key(number, SLOT_STATE), buffer_bytes(&record));
}

enum status profile_slot_write(struct nvm *nvm, uint16_t number, struct bytes ci_key_id, struct bytes metadata,
                               struct bytes dp_proprietary_data)
{
	TRY(write_state(nvm, number, ci_key_id, (struct text){ 0 }));
	TRY(nvm_write(nvm, slot_key(number, SLOT_METADATA), metadata));
	if (dp_proprietary_data.size == 0)
		return STATUS_OK;
	return nvm_write(nvm, slot_key(number, SLOT_DP_PROPRIETARY_DATA), dp_proprietary_data);
}

enum status profile_slot_set_metadata(struct nvm *nvm, uint16_t number, struct bytes metadata)
{
	return nvm_write(nvm, slot_key(number, SLOT_METADATA), metadata);
}

enum status profile_slot_set_nickname(struct nvm *nvm, uint16_t number, struct text nickname)
{
	struct profile_slot slot = { 0 };
	TRY(read_state(nvm, number, &slot));
	return write_state(nvm, number, BYTES(slot.ci_key_id), nickname);
}

enum status profile_slot_erase(struct nvm *nvm, uint16_t number)
{
	TRY(nvm_erase(nvm, nvm_first_of_slot(NVM_SPACE_PROFILE_SLOTS, number),
	              nvm_last_of_slot(NVM_SPACE_PROFILE_SLOTS, number)));
	return profile_store_erase(nvm, number);
}

/* ---- all slots ---- */

static enum status note_slot(void *context, nvm_key key, struct bytes value)
{
	(void)value;
	struct profile_slot_list *list = context;
	uint16_t number = (uint16_t)(key >> 40);
	if (key != slot_key(number, SLOT_STATE))
		return STATUS_OK;
	if (list->count == PROFILE_SLOTS_MAXIMUM)
		return STATUS_TOO_LARGE;
	list->numbers[list->count++] = number;
	return STATUS_OK;
}

enum status profile_slot_list_read(struct nvm *nvm, struct profile_slot_list *out)
{
	out->count = 0;
	return nvm_each(nvm, nvm_first_of_space(NVM_SPACE_PROFILE_SLOTS), nvm_last_of_space(NVM_SPACE_PROFILE_SLOTS),
	                note_slot, out);
}

bool profile_slot_is(const struct profile_slot *slot, const struct profile_identifier *profile)
{
	if (profile->by_aid)
		return bytes_equal(BYTES(slot->aid), profile->aid);
	return bytes_equal(BYTES(slot->metadata.iccid.octets), BYTES(profile->iccid.octets));
}

enum status profile_slot_find(struct nvm *nvm, const struct profile_identifier *profile, uint16_t *out)
{
	struct profile_slot_list list;
	TRY(profile_slot_list_read(nvm, &list));
	for (size_t i = 0; i < list.count; i++) {
		AUTO(profile_slot) slot = { 0 };
		TRY(profile_slot_read(nvm, list.numbers[i], &slot));
		if (profile_slot_is(&slot, profile)) {
			*out = slot.number;
			return STATUS_OK;
		}
	}
	return STATUS_NOT_FOUND;
}

enum status profile_slot_unused(struct nvm *nvm, uint16_t *out)
{
	struct profile_slot_list list;
	TRY(profile_slot_list_read(nvm, &list));
	if (list.count == PROFILE_SLOTS_MAXIMUM)
		return STATUS_NO_MEMORY;
	uint16_t number = 1;
	while (number <= list.count && list.numbers[number - 1] == number)
		number++;
	*out = number;
	return STATUS_OK;
}

enum status profile_slots_have_operational(struct nvm *nvm, bool *out)
{
	struct profile_slot_list list;
	bool found = false;
	TRY(profile_slot_list_read(nvm, &list));
	for (size_t i = 0; i < list.count && !found; i++) {
		AUTO(profile_slot) slot = { 0 };
		TRY(profile_slot_read(nvm, list.numbers[i], &slot));
		found = slot.metadata.profile_class == PROFILE_OPERATIONAL;
	}
	*out = found;
	return STATUS_OK;
}

enum status profile_slots_used(struct nvm *nvm, uint64_t *out)
{
	uint64_t contents, records;
	TRY(nvm_used(nvm, nvm_first_of_space(NVM_SPACE_PROFILE), nvm_last_of_space(NVM_SPACE_PROFILE), &contents));
	TRY(nvm_used(nvm, nvm_first_of_space(NVM_SPACE_PROFILE_SLOTS), nvm_last_of_space(NVM_SPACE_PROFILE_SLOTS),
	             &records));
	*out = contents + records;
	return STATUS_OK;
}

/* ---- which one is enabled ---- */

static nvm_key enabled_key(void)
{
	return nvm_key_make(NVM_SPACE_CARD, 0, CARD_ENABLED_PROFILE);
}

void enabled_profile_encode(const struct enabled_profile *enabled, uint8_t out[ENABLED_RECORD_SIZE])
{
	out[0] = (uint8_t)(enabled->slot >> 8);
	out[1] = (uint8_t)enabled->slot;
	out[2] = (uint8_t)(enabled->before >> 8);
	out[3] = (uint8_t)enabled->before;
}

enum status enabled_profile_decode(struct bytes record, struct enabled_profile *out)
{
	if (record.size != ENABLED_RECORD_SIZE)
		return STATUS_MALFORMED;
	out->slot = (uint16_t)(record.data[0] << 8 | record.data[1]);
	out->before = (uint16_t)(record.data[2] << 8 | record.data[3]);
	return STATUS_OK;
}

enum status enabled_profile_read(struct nvm *nvm, struct enabled_profile *out)
{
	AUTO(buffer) record = BUFFER(ENABLED_RECORD_SIZE);
	enum status status = nvm_read(nvm, enabled_key(), &record);
	if (status == STATUS_NOT_FOUND) {
		*out = (struct enabled_profile){ 0 };
		return STATUS_OK;
	}
	TRY(status);
	return enabled_profile_decode(buffer_bytes(&record), out);
}

enum status enabled_profile_write(struct nvm *nvm, const struct enabled_profile *enabled)
{
	uint8_t record[ENABLED_RECORD_SIZE];
	enabled_profile_encode(enabled, record);
	return nvm_write(nvm, enabled_key(), BYTES(record));
}
