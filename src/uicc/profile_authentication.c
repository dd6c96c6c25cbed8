/* SPDX-License-Identifier: Apache-2.0 */
#include "base/secret.h"
#include "uicc/profile_layout.h"

enum { NUMBER_SIZE = 8, COUNTER_SIZE = 3 };

static nvm_key authentication_key(const struct profile_store *store, node_number adf)
{
	return profile_key(store->slot, ITEM_AUTHENTICATION, adf);
}

static void write_keys(const struct usim_keys *keys, struct stored_record *out)
{
	stored_put_number(out, keys->algorithm, 1);
	stored_put_number(out, keys->k_size, 1);
	stored_put(out, keys->k, sizeof keys->k);
	stored_put(out, keys->opc, sizeof keys->opc);
	stored_put(out, keys->rotation, sizeof keys->rotation);
	stored_put(out, keys->constants, sizeof keys->constants);
	stored_put_number(out, keys->res_size, 1);
	stored_put_number(out, keys->mac_size, 1);
	stored_put_number(out, keys->ck_size, 1);
	stored_put_number(out, keys->ik_size, 1);
	stored_put_number(out, keys->keccak_iterations, 2);
}

static void read_keys(struct stored_reader *reader, struct usim_keys *out)
{
	out->algorithm = (enum usim_algorithm)stored_take_number(reader, 1);
	out->k_size = stored_take_number(reader, 1);
	stored_take(reader, out->k, sizeof out->k);
	stored_take(reader, out->opc, sizeof out->opc);
	stored_take(reader, out->rotation, sizeof out->rotation);
	stored_take(reader, out->constants, sizeof out->constants);
	out->res_size = stored_take_number(reader, 1);
	out->mac_size = stored_take_number(reader, 1);
	out->ck_size = stored_take_number(reader, 1);
	out->ik_size = stored_take_number(reader, 1);
	out->keccak_iterations = (unsigned)stored_take_number(reader, 2);
	if (out->k_size > sizeof out->k)
		reader->is_too_short = true;
}

enum status profile_store_write_authentication(struct profile_store *store, node_number adf,
                                               const struct authentication *authentication)
{
	if (adf >= store->count)
		return STATUS_BUG;
	node_number holder;
	TRY(profile_follow(store, ITEM_SHARED_AUTHENTICATION, adf, &holder));
	struct stored_record record = { 0 };
	write_keys(&authentication->keys, &record);
	stored_put_number(&record, authentication->sqn_options, 1);
	stored_put_number(&record, authentication->delta, NUMBER_SIZE);
	stored_put_number(&record, authentication->age_limit, NUMBER_SIZE);
	for (int i = 0; i < SQN_ENTRIES; i++)
		stored_put_number(&record, authentication->seq[i], NUMBER_SIZE);
	if (authentication->has_run_limit) {
		stored_put_number(&record, authentication->run_limit, COUNTER_SIZE);
		stored_put_number(&record, authentication->runs, COUNTER_SIZE);
	}
	enum status status = profile_record_write(store, authentication_key(store, holder), &record);
	wipe(&record, sizeof record);
	return status;
}

enum status profile_store_read_authentication(const struct profile_store *store, node_number adf,
                                              struct authentication *out)
{
	AUTO(buffer) room = SECRET_BUFFER(STORED_RECORD_MAXIMUM);
	struct stored_reader reader;
	node_number holder;
	TRY(profile_follow(store, ITEM_SHARED_AUTHENTICATION, adf, &holder));
	TRY(profile_record_read(store, authentication_key(store, holder), &room, &reader));
	struct authentication found = { 0 };
	read_keys(&reader, &found.keys);
	found.sqn_options = (uint8_t)stored_take_number(&reader, 1);
	found.delta = stored_take_number(&reader, NUMBER_SIZE);
	found.age_limit = stored_take_number(&reader, NUMBER_SIZE);
	for (int i = 0; i < SQN_ENTRIES; i++)
		found.seq[i] = stored_take_number(&reader, NUMBER_SIZE);
	found.has_run_limit = reader.rest.size > 0;
	if (found.has_run_limit) {
		found.run_limit = (uint32_t)stored_take_number(&reader, COUNTER_SIZE);
		found.runs = (uint32_t)stored_take_number(&reader, COUNTER_SIZE);
	}
	if (stored_end(&reader))
		*out = found;
	wipe(&found, sizeof found);
	return stored_end(&reader) ? STATUS_OK : STATUS_MALFORMED;
}

enum status profile_store_share_authentication(struct profile_store *store, node_number adf, node_number source)
{
	return profile_share(store, ITEM_SHARED_AUTHENTICATION, adf, source);
}
