/* SPDX-License-Identifier: Apache-2.0 */
#include "euicc/credential_store.h"

#include "crypto/certificate.h"
#include "euicc/nvm_layout.h"

static nvm_key part_key(uint16_t number, enum credential_part part)
{
	return nvm_key_make(NVM_SPACE_CREDENTIALS, number, part);
}

/* The private key must be the one that CERT.EUICC is about, and the chain must hold (SGP.22 4.5.2.2). */
static enum status check_own(const struct trust_store *store, const struct eid *eid,
                             const struct euicc_credentials *credentials)
{
	struct euicc_chain chain;
	bool fault_in_eum;
	if (chain_check_euicc(store, credentials->eum_certificate, credentials->euicc_certificate, NO_CLOCK, &chain,
	                      &fault_in_eum) != CHAIN_OK)
		return STATUS_MALFORMED;
	if (!bytes_equal(BYTES(chain.eid), BYTES(eid->octets)))
		return STATUS_MALFORMED;
	AUTO(signing_key) key = { 0 };
	TRY(signing_key_from_scalar(chain.euicc.curve, credentials->private_key, &key));
	return bytes_equal(BYTES(key.point), chain.euicc.point) ? STATUS_OK : STATUS_MALFORMED;
}

static enum status write_own(struct nvm *nvm, uint16_t number, const struct euicc_credentials *credentials)
{
	TRY(nvm_write(nvm, part_key(number, CREDENTIAL_EUM), credentials->eum_certificate));
	TRY(nvm_write(nvm, part_key(number, CREDENTIAL_EUICC), credentials->euicc_certificate));
	return nvm_write(nvm, part_key(number, CREDENTIAL_KEY), credentials->private_key);
}

enum status credential_write(struct nvm *nvm, uint16_t number, const struct eid *eid,
                             const struct euicc_credentials *credentials)
{
	bool signs = credentials->private_key.size > 0;
	struct certificate ci;
	AUTO(trust_store) store = { 0 };
	if (certificate_decode(credentials->ci_certificate, &ci) != STATUS_OK ||
	    trust_store_add(&store, credentials->ci_certificate) != STATUS_OK ||
	    ci.subject_key_identifier.size != CI_KEY_ID_SIZE)
		return STATUS_MALFORMED;
	if (signs)
		TRY(check_own(&store, eid, credentials));
	struct credential_identity identity = { .curve = ci.curve, .signs = signs };
	memcpy(identity.ci_key_id, ci.subject_key_identifier.data, CI_KEY_ID_SIZE);
	uint8_t record[CI_KEY_ID_SIZE + 2];
	memcpy(record, identity.ci_key_id, CI_KEY_ID_SIZE);
	record[CI_KEY_ID_SIZE] = (uint8_t)identity.curve;
	record[CI_KEY_ID_SIZE + 1] = signs;
	TRY(nvm_write(nvm, part_key(number, CREDENTIAL_IDENTITY), BYTES(record)));
	TRY(nvm_write(nvm, part_key(number, CREDENTIAL_CI), credentials->ci_certificate));
	return signs ? write_own(nvm, number, credentials) : STATUS_OK;
}

static enum status read_identity(struct nvm *nvm, uint16_t number, struct credential_identity *out)
{
	AUTO(buffer) record = BUFFER(CI_KEY_ID_SIZE + 2);
	TRY(nvm_read(nvm, part_key(number, CREDENTIAL_IDENTITY), &record));
	if (record.size != CI_KEY_ID_SIZE + 2 || record.data[CI_KEY_ID_SIZE] >= CURVE_COUNT)
		return STATUS_MALFORMED;
	memcpy(out->ci_key_id, record.data, CI_KEY_ID_SIZE);
	out->curve = (enum curve)record.data[CI_KEY_ID_SIZE];
	out->signs = record.data[CI_KEY_ID_SIZE + 1] != 0;
	return STATUS_OK;
}

enum status credential_list_read(struct nvm *nvm, uint16_t count, struct credential_list *out)
{
	struct credential_list got = { .count = count };
	for (uint16_t i = 0; i < count; i++)
		TRY(read_identity(nvm, i, &got.entries[i]));
	*out = got;
	return STATUS_OK;
}

uint16_t credential_list_find(const struct credential_list *list, struct bytes ci_key_id)
{
	for (uint16_t i = 0; i < list->count; i++)
		if (bytes_equal(BYTES(list->entries[i].ci_key_id), ci_key_id))
			return i;
	return NO_CREDENTIAL;
}

void credential_list_keys(const struct credential_list *list, bool for_signing, struct ci_key_list *out)
{
	*out = (struct ci_key_list){ 0 };
	for (uint16_t i = 0; i < list->count; i++)
		if (!for_signing || list->entries[i].signs)
			out->ids[out->count++] = BYTES(list->entries[i].ci_key_id);
}

enum status credential_certificate(struct nvm *nvm, uint16_t number, enum credential_part part, struct buffer *out)
{
	return nvm_read(nvm, part_key(number, part), out);
}

enum status credential_signing_key(struct nvm *nvm, uint16_t number, struct signing_key *out)
{
	struct credential_identity identity;
	AUTO(buffer) scalar = SECRET_BUFFER(SCALAR_SIZE);
	TRY(read_identity(nvm, number, &identity));
	TRY(nvm_read(nvm, part_key(number, CREDENTIAL_KEY), &scalar));
	return signing_key_from_scalar(identity.curve, buffer_bytes(&scalar), out);
}

/* The certificate was checked when the card was made, and nobody can have changed it since. */
enum status credential_trust(struct nvm *nvm, uint16_t number, struct buffer *storage, struct trust_store *store)
{
	struct certificate ci;
	struct trust_anchor *anchor = &store->anchors[0];
	TRY(nvm_read(nvm, part_key(number, CREDENTIAL_CI), storage));
	TRY(certificate_decode(buffer_bytes(storage), &ci));
	TRY(public_key_from_point(ci.curve, ci.point, &anchor->key));
	memcpy(anchor->point, ci.point.data, sizeof anchor->point);
	memcpy(anchor->key_identifier, ci.subject_key_identifier.data, KEY_IDENTIFIER_SIZE);
	anchor->certificate = buffer_bytes(storage);
	store->count = 1;
	return STATUS_OK;
}
