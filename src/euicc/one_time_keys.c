/* SPDX-License-Identifier: Apache-2.0 */
#include "euicc/one_time_keys.h"

#include "codec/der_read.h"
#include "codec/der_write.h"
#include "euicc/nvm_layout.h"
#include "rsp/identifiers.h"

enum { KEY_RECORD_MAXIMUM = 256 };

struct key_record {
	struct one_time_key_owner owner;
	int curve;
	struct bytes point, scalar;
};

static bool decode_record(struct bytes value, struct key_record *out)
{
	struct der_reader reader = der_reader(value), body;
	return der_enter(&reader, 0x30, &body) && der_end(&reader) &&
	       der_octets(&body, 0x80, 1, OID_MAXIMUM, &out->owner.smdp_oid) &&
	       der_octets(&body, 0x81, CI_KEY_ID_SIZE, CI_KEY_ID_SIZE, &out->owner.ci_key_id) &&
	       der_small(&body, 0x82, CURVE_COUNT - 1, &out->curve) &&
	       der_octets(&body, 0x83, POINT_SIZE, POINT_SIZE, &out->point) &&
	       der_octets(&body, 0x84, SCALAR_SIZE, SCALAR_SIZE, &out->scalar) && der_end(&body);
}

/* What a walk over the kept keys looks for and learns. */
struct key_search {
	const struct one_time_key_owner *owner;
	struct bytes point;       /* empty: any */
	struct signing_key *out;  /* NULL: only the place is asked for */
	nvm_key place;            /* of the owner's key; nought: none */
	nvm_key oldest, newest;
	size_t count;
};

static enum status look_at(void *context, nvm_key key, struct bytes value)
{
	struct key_search *search = context;
	struct key_record record;
	if (!decode_record(value, &record))
		return STATUS_MALFORMED;
	search->oldest = search->count++ == 0 ? key : search->oldest;
	search->newest = key;
	if (!bytes_equal(record.owner.smdp_oid, search->owner->smdp_oid) ||
	    !bytes_equal(record.owner.ci_key_id, search->owner->ci_key_id))
		return STATUS_OK;
	if (search->point.size > 0 && !bytes_equal(record.point, search->point))
		return STATUS_OK;
	search->place = key;
	return search->out ? signing_key_from_scalar((enum curve)record.curve, record.scalar, search->out) : STATUS_OK;
}

static enum status search_keys(struct nvm *nvm, struct key_search *search)
{
	return nvm_each(nvm, nvm_first_of_space(NVM_SPACE_ONE_TIME_KEYS), nvm_last_of_space(NVM_SPACE_ONE_TIME_KEYS),
	                look_at, search);
}

enum status one_time_key_find(struct nvm *nvm, const struct one_time_key_owner *owner, struct bytes point,
                              struct signing_key *out)
{
	struct key_search search = { .owner = owner, .point = point, .out = out };
	TRY(search_keys(nvm, &search));
	return search.place ? STATUS_OK : STATUS_NOT_FOUND;
}

static enum status encode_record(const struct one_time_key_owner *owner, const struct signing_key *key,
                                 struct buffer *out)
{
	AUTO(buffer) scalar = SECRET_BUFFER(SCALAR_SIZE);
	TRY(signing_key_scalar(key, &scalar));
	struct der_writer writer = der_writer(out);
	der_open(&writer, 0x30);
	der_put(&writer, 0x80, owner->smdp_oid);
	der_put(&writer, 0x81, owner->ci_key_id);
	der_put_number(&writer, 0x82, key->curve);
	der_put(&writer, 0x83, BYTES(key->point));
	der_put(&writer, 0x84, buffer_bytes(&scalar));
	der_close(&writer);
	return der_finish(&writer);
}

enum status one_time_key_keep(struct nvm *nvm, const struct one_time_key_owner *owner, const struct signing_key *key)
{
	AUTO(buffer) record = SECRET_BUFFER(KEY_RECORD_MAXIMUM);
	struct key_search search = { .owner = owner };
	TRY(encode_record(owner, key, &record));
	TRY(search_keys(nvm, &search));
	nvm_key victim = search.count < ONE_TIME_KEYS_MAXIMUM ? 0 : search.oldest;
	if (search.place)
		victim = search.place;
	if (victim)
		TRY(nvm_erase(nvm, victim, victim));
	nvm_key place = search.newest ? search.newest + 1 : nvm_key_make(NVM_SPACE_ONE_TIME_KEYS, 0, 1);
	return nvm_write(nvm, place, buffer_bytes(&record));
}

enum status one_time_key_forget(struct nvm *nvm, const struct one_time_key_owner *owner)
{
	struct key_search search = { .owner = owner };
	TRY(search_keys(nvm, &search));
	return search.place ? nvm_erase(nvm, search.place, search.place) : STATUS_OK;
}

enum status one_time_keys_erase(struct nvm *nvm)
{
	return nvm_erase(nvm, nvm_first_of_space(NVM_SPACE_ONE_TIME_KEYS), nvm_last_of_space(NVM_SPACE_ONE_TIME_KEYS));
}
