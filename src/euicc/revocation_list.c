/* SPDX-License-Identifier: Apache-2.0 */
#include "euicc/revocation_list.h"

#include "codec/der_write.h"
#include "euicc/nvm_layout.h"

/* A record: SEQUENCE { 80 number, 81 total parts, 82 part, A3 entries as the list had them }. */
struct record {
	uint64_t number;
	int total_parts, part;
	struct bytes entries;
};

static bool decode_record(struct bytes value, struct record *out)
{
	struct der_reader reader = der_reader(value), body;
	struct der_element entries;
	bool ok = der_enter(&reader, 0x30, &body) && der_end(&reader) &&
	          der_number(&body, 0x80, INT64_MAX, &out->number) &&
	          der_small(&body, 0x81, CRL_PARTS_MAXIMUM, &out->total_parts) &&
	          der_small(&body, 0x82, CRL_PARTS_MAXIMUM, &out->part) && der_element(&body, 0xA3, &entries) &&
	          der_end(&body);
	if (ok)
		out->entries = entries.value;
	return ok;
}

static enum status each_record(struct nvm *nvm, uint16_t credential, nvm_visitor *visit, void *context)
{
	return nvm_each(nvm, nvm_first_of_slot(NVM_SPACE_REVOCATIONS, credential),
	                nvm_last_of_slot(NVM_SPACE_REVOCATIONS, credential), visit, context);
}

/* ---- what is there ---- */

/* What a walk over a CI's records learns about one list. */
struct census {
	uint64_t wanted;                     /* number of the list */
	bool has[CRL_PARTS_MAXIMUM + 1];     /* its parts, from 1 */
	nvm_key place[CRL_PARTS_MAXIMUM + 1];
	uint64_t newest;
	nvm_key last;                        /* the highest key; nought: none */
};

static enum status note_record(void *context, nvm_key key, struct bytes value)
{
	struct census *census = context;
	struct record record;
	if (!decode_record(value, &record))
		return STATUS_MALFORMED;
	census->last = key;
	if (record.number > census->newest)
		census->newest = record.number;
	if (record.number == census->wanted) {
		census->has[record.part] = true;
		census->place[record.part] = key;
	}
	return STATUS_OK;
}

enum status revocation_list_number(struct nvm *nvm, uint16_t credential, uint64_t *out)
{
	struct census census = { 0 };
	TRY(each_record(nvm, credential, note_record, &census));
	if (census.last == 0)
		return STATUS_NOT_FOUND;
	*out = census.newest;
	return STATUS_OK;
}

enum status revocation_list_missing(struct nvm *nvm, uint16_t credential, const struct certificate_list *list,
                                    void (*tell)(void *context, int part), void *context)
{
	struct census census = { .wanted = list->number };
	TRY(each_record(nvm, credential, note_record, &census));
	for (int part = 1; part <= list->total_parts; part++)
		if (!census.has[part])
			tell(context, part);
	return STATUS_OK;
}

/* ---- keeping ---- */

static enum status write_record(struct nvm *nvm, nvm_key key, const struct certificate_list *list)
{
	AUTO(buffer) record = BUFFER(REVOCATIONS_MAXIMUM);
	struct der_writer writer = der_writer(&record);
	uint64_t used;
	der_open(&writer, 0x30);
	der_put_number(&writer, 0x80, list->number);
	der_put_number(&writer, 0x81, (uint64_t)list->total_parts);
	der_put_number(&writer, 0x82, (uint64_t)list->part);
	der_put(&writer, 0xA3, list->entries);
	der_close(&writer);
	if (der_finish(&writer) != STATUS_OK)
		return STATUS_NO_MEMORY;
	TRY(nvm_write(nvm, key, buffer_bytes(&record)));
	TRY(nvm_used(nvm, nvm_first_of_space(NVM_SPACE_REVOCATIONS), nvm_last_of_space(NVM_SPACE_REVOCATIONS), &used));
	return used <= REVOCATIONS_MAXIMUM ? STATUS_OK : STATUS_NO_MEMORY;
}

static bool is_complete(const struct census *census, int total_parts)
{
	for (int part = 1; part <= total_parts; part++)
		if (!census->has[part])
			return false;
	return true;
}

struct older {
	uint64_t number;
	nvm_key keys[CRL_PARTS_MAXIMUM];
	size_t count;
};

static enum status note_older(void *context, nvm_key key, struct bytes value)
{
	struct older *older = context;
	struct record record;
	if (!decode_record(value, &record))
		return STATUS_MALFORMED;
	if (record.number < older->number && older->count < ARRAY_SIZE(older->keys))
		older->keys[older->count++] = key;
	return STATUS_OK;
}

static enum status erase_older(struct nvm *nvm, uint16_t credential, uint64_t number)
{
	struct older older = { .number = number };
	TRY(each_record(nvm, credential, note_older, &older));
	for (size_t i = 0; i < older.count; i++)
		TRY(nvm_erase(nvm, older.keys[i], older.keys[i]));
	return STATUS_OK;
}

enum status revocation_list_keep(struct nvm *nvm, uint16_t credential, const struct certificate_list *list)
{
	struct census census = { .wanted = list->number };
	TRY(each_record(nvm, credential, note_record, &census));
	nvm_key place = census.last ? census.last + 1 : nvm_key_make(NVM_SPACE_REVOCATIONS, credential, 1);
	if (census.has[list->part])
		place = census.place[list->part];
	TRY(write_record(nvm, place, list));
	census.has[list->part] = true;
	if (list->is_delta || !is_complete(&census, list->total_parts))
		return STATUS_OK;
	return erase_older(nvm, credential, list->number);
}

/* ---- asking ---- */

struct question {
	struct bytes serial_number;
	bool found;
};

static enum status look_for(void *context, nvm_key key, struct bytes value)
{
	(void)key;
	struct question *question = context;
	struct record record;
	struct bytes serial_number;
	if (!decode_record(value, &record))
		return STATUS_MALFORMED;
	struct der_reader entries = der_reader(record.entries);
	while (!question->found && certificate_list_next(&entries, &serial_number))
		question->found = bytes_equal(serial_number, question->serial_number);
	return STATUS_OK;
}

enum status revocation_list_has(struct nvm *nvm, uint16_t credential, struct bytes serial_number, bool *out_revoked)
{
	struct question question = { .serial_number = serial_number };
	TRY(each_record(nvm, credential, look_for, &question));
	*out_revoked = question.found;
	return STATUS_OK;
}
