/* SPDX-License-Identifier: Apache-2.0 */
#include "euicc/card_data.h"

#include "codec/der_read.h"
#include "codec/der_write.h"
#include "euicc/nvm_layout.h"
#include "rsp/bound_package.h"

enum { BIRTH_RECORD_MAXIMUM = 128, RULES_RECORD_MAXIMUM = 4096, NOTIFICATION_MAXIMUM_LIMIT = 4096 };

static nvm_key item(uint64_t item)
{
	return nvm_key_make(NVM_SPACE_CARD, 0, item);
}

/* What was asked for, or what cards of this personality have, or what every card has. */
static uint32_t choose(uint32_t value, uint32_t of_personality, uint32_t fallback)
{
	if (value != 0)
		return value;
	return of_personality != 0 ? of_personality : fallback;
}

enum status card_data_rewrite(struct nvm *nvm, const struct card_data *data)
{
	AUTO(buffer) record = BUFFER(BIRTH_RECORD_MAXIMUM);
	struct der_writer writer = der_writer(&record);
	der_open(&writer, 0x30);
	der_put_number(&writer, 0x02, CARD_DATA_VERSION);
	der_put(&writer, 0x5A, BYTES(data->eid.octets));
	der_put_number(&writer, 0x80, data->nonvolatile_memory);
	der_put_number(&writer, 0x81, data->protected_tlv_maximum);
	der_put_number(&writer, 0x82, data->notification_maximum);
	der_put_boolean(&writer, 0x83, data->test_profiles_allowed);
	der_put_number(&writer, 0x84, data->credential_count);
	der_close(&writer);
	TRY(der_finish(&writer));
	return nvm_write(nvm, item(CARD_BIRTH), buffer_bytes(&record));
}

static enum status write_birth_record(struct nvm *nvm, const struct euicc_birth *birth)
{
	const struct euicc_personality *personality = &birth->personality;
	struct card_data data = {
		.eid = birth->eid,
		.nonvolatile_memory = choose(birth->nonvolatile_memory, personality->nonvolatile_memory,
		                             NONVOLATILE_MEMORY_DEFAULT),
		.protected_tlv_maximum = choose(birth->protected_tlv_maximum, personality->protected_tlv_maximum,
		                                PROTECTED_TLV_MAXIMUM),
		.notification_maximum = choose(birth->notification_maximum, personality->notification_maximum,
		                               NOTIFICATION_MAXIMUM_DEFAULT),
		.test_profiles_allowed = birth->test_profiles_allowed,
		.credential_count = (uint16_t)birth->credential_count,
	};
	return card_data_rewrite(nvm, &data);
}

static enum status write_address(struct nvm *nvm, uint64_t which, struct text address)
{
	if (address.size > 0 && !address_is_valid(address))
		return STATUS_MALFORMED;
	return nvm_write(nvm, item(which), text_bytes(address));
}

static enum status write_rules(struct nvm *nvm, const struct rules_authorisation_table *rules)
{
	AUTO(buffer) record = BUFFER(RULES_RECORD_MAXIMUM);
	TRY(rules_authorisation_table_encode(rules, &record));
	return nvm_write(nvm, item(CARD_RULES), buffer_bytes(&record));
}

enum status card_data_write(struct nvm *nvm, const struct euicc_birth *birth)
{
	if (birth->credential_count == 0 || birth->credential_count > EUICC_CREDENTIALS_MAXIMUM ||
	    birth->protected_tlv_maximum > PROTECTED_TLV_MAXIMUM_LIMIT ||
	    birth->notification_maximum > NOTIFICATION_MAXIMUM_LIMIT ||
	    birth->personality.protected_tlv_maximum > PROTECTED_TLV_MAXIMUM_LIMIT ||
	    birth->personality.notification_maximum > NOTIFICATION_MAXIMUM_LIMIT)
		return STATUS_MALFORMED;
	struct text root = birth->root_smds_address;
	TRY(write_birth_record(nvm, birth));
	TRY(personality_write(nvm, &birth->personality));
	TRY(write_address(nvm, CARD_DEFAULT_SMDP_ADDRESS, birth->default_smdp_address));
	TRY(write_address(nvm, CARD_FACTORY_SMDP_ADDRESS, birth->default_smdp_address));
	TRY(write_address(nvm, CARD_ROOT_SMDS_ADDRESS, root.size > 0 ? root : TEXT(ROOT_SMDS_ADDRESS_DEFAULT)));
	return write_rules(nvm, &birth->rules);
}

static bool read_size(struct der_reader *reader, uint32_t tag, uint32_t *out)
{
	uint64_t number;
	if (!der_number(reader, tag, UINT32_MAX, &number))
		return false;
	*out = (uint32_t)number;
	return true;
}

static enum status decode_birth(struct bytes record, struct card_data *out)
{
	struct der_reader reader = der_reader(record), body;
	struct card_data got = { 0 };
	uint64_t version, credential_count;
	if (!der_enter(&reader, 0x30, &body) || !der_end(&reader) || !der_number(&body, 0x02, UINT32_MAX, &version))
		return STATUS_MALFORMED;
	if (version > CARD_DATA_VERSION)
		return STATUS_UNSUPPORTED;
	bool ok = der_fixed(&body, 0x5A, got.eid.octets, EID_SIZE) && read_size(&body, 0x80, &got.nonvolatile_memory) &&
	          read_size(&body, 0x81, &got.protected_tlv_maximum) &&
	          read_size(&body, 0x82, &got.notification_maximum) &&
	          der_boolean(&body, 0x83, &got.test_profiles_allowed) &&
	          der_number(&body, 0x84, EUICC_CREDENTIALS_MAXIMUM, &credential_count) && der_end(&body);
	if (!ok)
		return STATUS_MALFORMED;
	got.version = (uint32_t)version;
	got.credential_count = (uint16_t)credential_count;
	*out = got;
	return STATUS_OK;
}

enum status card_data_read(struct nvm *nvm, struct card_data *out)
{
	AUTO(buffer) record = BUFFER(BIRTH_RECORD_MAXIMUM);
	struct card_data got;
	TRY(nvm_read(nvm, item(CARD_BIRTH), &record));
	TRY(decode_birth(buffer_bytes(&record), &got));
	TRY(personality_read(nvm, &got.personality));
	*out = got;
	return STATUS_OK;
}

void card_data_take_personality(struct card_data *data, const struct euicc_personality *personality)
{
	data->personality = *personality;
	data->nonvolatile_memory = choose(0, personality->nonvolatile_memory, data->nonvolatile_memory);
	data->protected_tlv_maximum = choose(0, personality->protected_tlv_maximum, data->protected_tlv_maximum);
	data->notification_maximum = choose(0, personality->notification_maximum, data->notification_maximum);
}

enum status card_default_smdp_address(struct nvm *nvm, struct buffer *out)
{
	return nvm_read(nvm, item(CARD_DEFAULT_SMDP_ADDRESS), out);
}

enum status card_root_smds_address(struct nvm *nvm, struct buffer *out)
{
	return nvm_read(nvm, item(CARD_ROOT_SMDS_ADDRESS), out);
}

enum status card_set_default_smdp_address(struct nvm *nvm, struct text address)
{
	return write_address(nvm, CARD_DEFAULT_SMDP_ADDRESS, address);
}

enum status card_restore_default_smdp_address(struct nvm *nvm)
{
	AUTO(buffer) address = BUFFER(ADDRESS_MAXIMUM);
	TRY(nvm_read(nvm, item(CARD_FACTORY_SMDP_ADDRESS), &address));
	return nvm_write(nvm, item(CARD_DEFAULT_SMDP_ADDRESS), buffer_bytes(&address));
}

enum status card_rules(struct nvm *nvm, struct buffer *out)
{
	return nvm_read(nvm, item(CARD_RULES), out);
}

enum status card_next_sequence_number(struct nvm *nvm, uint64_t *out)
{
	AUTO(buffer) record = BUFFER(16);
	uint64_t last = 0;
	enum status status = nvm_read(nvm, item(CARD_SEQUENCE_NUMBER), &record);
	if (status == STATUS_OK) {
		struct der_reader reader = der_reader(buffer_bytes(&record));
		if (!der_number(&reader, 0x80, UINT32_MAX, &last))
			return STATUS_MALFORMED;
	} else if (status != STATUS_NOT_FOUND) {
		return status;
	}
	buffer_clear(&record);
	struct der_writer writer = der_writer(&record);
	der_put_number(&writer, 0x80, last + 1);
	TRY(der_finish(&writer));
	TRY(nvm_write(nvm, item(CARD_SEQUENCE_NUMBER), buffer_bytes(&record)));
	*out = last + 1;
	return STATUS_OK;
}
