/* SPDX-License-Identifier: Apache-2.0 */
#include "smdp/profile_key.h"

#include "smdp/records.h"

struct profile_key_record profile_key_record_read(struct row_reader *reader)
{
	struct profile_key_record record = { 0 };
	record.master_key = row_text(reader);
	record.wrapped = row_bytes(reader);
	return record;
}

enum status profile_key_add(struct exchange *exchange, struct text iccid, struct data_key *out)
{
	static const char sql[] = "INSERT INTO data_key (iccid, master_key, wrapped) VALUES ($1, $2, $3)";
	struct wrapped_key *wrapped = arena_allocate(&exchange->arena, sizeof *wrapped);
	AUTO(data_key) key = { 0 };
	if (!wrapped)
		return STATUS_NO_MEMORY;
	TRY(data_key_make(&exchange_smdp(exchange)->master_keys, &exchange->ports->random, iccid, &key, wrapped));
	TRY(EXCHANGE_CHANGE(exchange, 1, sql, database_text(iccid), database_text(text_from(wrapped->master_key)),
	                    database_bytes(BYTES(wrapped->octets))));
	*out = key;
	return STATUS_OK;
}

/* Another replica may have been given the key already: the LPA had better ask again. */
enum status profile_key_open(struct exchange *exchange, struct text iccid, const struct profile_key_record *record,
                             struct data_key *out)
{
	if (record->wrapped.size == 0) {
		*out = (struct data_key){ 0 };
		return STATUS_OK;
	}
	enum status status = data_key_unwrap(&exchange_smdp(exchange)->master_keys, iccid, record->master_key, record->wrapped,
	                                     out);
	if (status != STATUS_NOT_FOUND)
		return status;
	exchange_note(exchange, "the master key %.*s is not known here", TEXT_ARGUMENTS(record->master_key));
	return STATUS_IO;
}

enum status profile_secret_seal(struct exchange *exchange, const struct data_key *key, const char *column,
                                struct bytes clear, struct bytes *out)
{
	AUTO(buffer) sealed = BUFFER(clear.size + VAULT_OVERHEAD);
	if (clear.size == 0) {
		*out = (struct bytes){ 0 };
		return STATUS_OK;
	}
	TRY(vault_seal(key, &exchange->ports->random, column, clear, &sealed));
	return arena_copy(&exchange->arena, buffer_bytes(&sealed), out);
}

enum status profile_secret_open(struct exchange *exchange, const struct data_key *key, const char *column,
                                struct bytes kept, struct bytes *out)
{
	AUTO(buffer) clear = SECRET_BUFFER(kept.size);
	if (kept.size == 0 || key->octets.size == 0) {
		*out = kept;
		return STATUS_OK;
	}
	TRY(vault_open(key, column, kept, &clear));
	return arena_copy(&exchange->arena, buffer_bytes(&clear), out);
}
