/* SPDX-License-Identifier: Apache-2.0 */
#include "euicc/personality.h"

#include "codec/der_read.h"
#include "codec/der_write.h"
#include "euicc/nvm_layout.h"

enum { RECORD_MAXIMUM = 2048, MINOR_ANY = 256 };

static nvm_key record_key(void)
{
	return nvm_key_make(NVM_SPACE_CARD, 0, CARD_PERSONALITY);
}

static void put_refused_fields(struct der_writer *writer, const struct profile_support *profile)
{
	der_open(writer, 0xAC);
	for (size_t i = 0; i < profile->refused_field_count; i++)
		der_put(writer, 0x0C, text_bytes(text_from(profile->refused_fields[i])));
	der_close(writer);
}

static void put_libraries(struct der_writer *writer, const struct profile_support *profile)
{
	der_open(writer, 0xAD);
	for (size_t i = 0; i < profile->library_count; i++) {
		const struct profile_library *library = &profile->libraries[i];
		der_open(writer, 0x30);
		der_put(writer, 0x80, bytes_from(library->aid, library->aid_size));
		der_put_number(writer, 0x81, library->version);
		der_close(writer);
	}
	der_close(writer);
}

static void put_profile(struct der_writer *writer, const struct profile_support *profile)
{
	der_open(writer, 0xA7);
	der_put_number(writer, 0x80, profile->major_maximum);
	der_put_number(writer, 0x81, profile->has_minor_maximum ? profile->minor_maximum : MINOR_ANY);
	der_put(writer, 0x82, BYTES(profile->lacking_templates));
	der_put_number(writer, 0x83, profile->rules);
	der_put_number(writer, 0x84, profile->element_maximum);
	der_put_number(writer, 0x85, profile->content_maximum);
	put_refused_fields(writer, profile);
	if (profile->library_count > 0)
		put_libraries(writer, profile);
	der_close(writer);
}

enum status personality_write(struct nvm *nvm, const struct euicc_personality *personality)
{
	AUTO(buffer) record = BUFFER(RECORD_MAXIMUM);
	struct der_writer writer = der_writer(&record);
	if (personality->name[0] == 0)
		return STATUS_OK;
	der_open(&writer, 0x30);
	der_put(&writer, 0x0C, text_bytes(text_from(personality->name)));
	der_put(&writer, 0x80, BYTES(personality->svn.octets));
	der_put(&writer, 0x81, BYTES(personality->profile_version.octets));
	der_put_number(&writer, 0x82, personality->lacking_services);
	der_put_number(&writer, 0x83, personality->block_maximum);
	der_put_number(&writer, 0x84, personality->get_response_class);
	der_put(&writer, 0x85, bytes_from(personality->isd_r_aid, personality->isd_r_aid_size));
	put_profile(&writer, &personality->profile);
	if (personality->lacking_commands)
		der_put_number(&writer, 0x88, personality->lacking_commands);
	der_close(&writer);
	TRY(der_finish(&writer));
	return nvm_write(nvm, record_key(), buffer_bytes(&record));
}

static bool read_number(struct der_reader *reader, uint32_t tag, uint32_t *out)
{
	uint64_t number;
	if (!der_number(reader, tag, UINT32_MAX, &number))
		return false;
	*out = (uint32_t)number;
	return true;
}

static bool read_name(struct der_reader *reader, char *out, size_t size)
{
	struct text name;
	if (!der_text(reader, 0x0C, 1, size - 1, &name))
		return false;
	memcpy(out, name.data, name.size);
	out[name.size] = 0;
	return true;
}

static bool read_refused_fields(struct der_reader *reader, struct profile_support *out)
{
	struct der_reader names;
	if (!der_enter(reader, 0xAC, &names))
		return false;
	while (!der_end(&names)) {
		if (out->refused_field_count == REFUSED_FIELDS_MAXIMUM ||
		    !read_name(&names, out->refused_fields[out->refused_field_count++], FIELD_NAME_SIZE))
			return false;
	}
	return true;
}

static bool read_libraries(struct der_reader *reader, struct profile_support *out)
{
	struct der_reader list, fields;
	if (!der_enter(reader, 0xAD, &list))
		return false;
	while (!der_end(&list)) {
		struct bytes aid;
		uint64_t version;
		bool read = der_enter(&list, 0x30, &fields)
			&& der_octets(&fields, 0x80, 1, LIBRARY_AID_MAXIMUM, &aid)
			&& der_number(&fields, 0x81, UINT16_MAX, &version)
			&& der_end(&fields);
		if (!read || profile_support_add_library(out, aid, (uint16_t)version) != STATUS_OK)
			return false;
	}
	return true;
}

static bool read_profile(struct der_reader *reader, struct profile_support *out)
{
	struct der_reader fields;
	int major, minor;
	bool read = der_enter(reader, 0xA7, &fields)
		&& der_small(&fields, 0x80, UINT8_MAX, &major)
		&& der_small(&fields, 0x81, MINOR_ANY, &minor)
		&& der_fixed(&fields, 0x82, out->lacking_templates, sizeof out->lacking_templates)
		&& read_number(&fields, 0x83, &out->rules)
		&& read_number(&fields, 0x84, &out->element_maximum)
		&& read_number(&fields, 0x85, &out->content_maximum)
		&& read_refused_fields(&fields, out)
		&& (der_absent(&fields, 0xAD) || read_libraries(&fields, out))
		&& der_end(&fields);
	if (!read)
		return false;
	out->major_maximum = (uint8_t)major;
	out->has_minor_maximum = minor != MINOR_ANY;
	out->minor_maximum = out->has_minor_maximum ? (uint8_t)minor : 0;
	return true;
}

static enum status decode(struct bytes record, struct euicc_personality *out)
{
	struct der_reader whole = der_reader(record), fields;
	struct euicc_personality got = { 0 };
	struct bytes aid;
	int block_maximum, class;
	bool read = der_enter(&whole, 0x30, &fields)
		&& der_end(&whole)
		&& read_name(&fields, got.name, sizeof got.name)
		&& der_fixed(&fields, 0x80, got.svn.octets, sizeof got.svn.octets)
		&& der_fixed(&fields, 0x81, got.profile_version.octets, sizeof got.profile_version.octets)
		&& read_number(&fields, 0x82, &got.lacking_services)
		&& der_small(&fields, 0x83, UINT8_MAX, &block_maximum)
		&& der_small(&fields, 0x84, GET_RESPONSE_AS_COMMAND, &class)
		&& der_octets(&fields, 0x85, 0, AID_MAXIMUM, &aid)
		&& read_profile(&fields, &got.profile)
		&& (der_absent(&fields, 0x88) || read_number(&fields, 0x88, &got.lacking_commands))
		&& der_end(&fields);
	if (!read)
		return STATUS_MALFORMED;
	got.block_maximum = (uint8_t)block_maximum;
	got.get_response_class = (enum get_response_class)class;
	got.isd_r_aid_size = aid.size;
	if (aid.size > 0)
		memcpy(got.isd_r_aid, aid.data, aid.size);
	*out = got;
	return STATUS_OK;
}

enum status personality_read(struct nvm *nvm, struct euicc_personality *out)
{
	AUTO(buffer) record = BUFFER(RECORD_MAXIMUM);
	enum status status = nvm_read(nvm, record_key(), &record);
	if (status == STATUS_NOT_FOUND) {
		*out = (struct euicc_personality){ 0 };
		return STATUS_OK;
	}
	TRY(status);
	return decode(buffer_bytes(&record), out);
}
