/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/chain.h"

#include "base/hex.h"
#include "pki/eum_constraints.h"

enum { EID_OCTETS = 16, SIGNATURES_REMEMBERED = 1 << 14 };

static const char *const texts[CHAIN_FAULT_COUNT] = {
	[CHAIN_OK] = "the certificate holds",
	[CHAIN_MALFORMED] = "this is no certificate of a form that remote provisioning uses",
	[CHAIN_UNKNOWN_ISSUER] = "the certificate was issued by a CI that is not trusted here",
	[CHAIN_WRONG_CURVE] = "the certificate's key is on another curve than its issuer's, or on one that is unknown here",
	[CHAIN_BAD_SIGNATURE] = "the certificate's signature does not hold",
	[CHAIN_WRONG_ROLE] = "the certificate is for another role",
	[CHAIN_MISSING_IDENTITY] = "the certificate does not say whom it is for",
	[CHAIN_NOT_YET_VALID] = "the certificate is not valid yet",
	[CHAIN_EXPIRED] = "the certificate has expired",
	[CHAIN_REVOKED] = "the certificate was revoked by its issuer",
	[CHAIN_OUTSIDE_CONSTRAINTS] = "the card maker may not issue certificates for this card",
};

const char *chain_fault_text(enum chain_fault fault)
{
	return (unsigned)fault < CHAIN_FAULT_COUNT ? texts[fault] : "unknown fault";
}

void trust_store_release(struct trust_store *store)
{
	for (size_t i = 0; i < store->count; i++)
		public_key_release(&store->anchors[i].key);
	revocations_release(&store->revocations);
	signature_memory_release(&store->memory);
	*store = (struct trust_store){ 0 };
}

const struct trust_anchor *trust_store_find(const struct trust_store *store, struct bytes key_identifier)
{
	for (size_t i = 0; i < store->count; i++)
		if (bytes_equal(BYTES(store->anchors[i].key_identifier), key_identifier))
			return &store->anchors[i];
	return NULL;
}

/* What the kind table asks for, and nothing that we would have to understand and do not. */
static enum chain_fault check_role(const struct certificate *certificate, enum certificate_kind kind)
{
	const struct certificate_kind_rule *rule = certificate_kind_rule(kind);
	bool right_usage = (certificate->key_usage & rule->key_usage) == rule->key_usage &&
	                   (rule->authority || !(certificate->key_usage & KEY_USAGE_KEY_CERT_SIGN));
	bool right_tls = !rule->tls || (certificate->server_auth && certificate->client_auth);
	if (!bytes_equal(certificate->policy_oid, rule->policy_oid) || !right_usage || !right_tls ||
	    certificate->is_authority != rule->authority || certificate->unknown_critical)
		return CHAIN_WRONG_ROLE;
	bool named = (!rule->registered_id || certificate->registered_id.size > 0) &&
	             (!rule->tls || certificate->dns_name.size > 0);
	return named ? CHAIN_OK : CHAIN_MISSING_IDENTITY;
}

static enum chain_fault check_dates(const struct certificate *certificate, int64_t now)
{
	if (now == NO_CLOCK)
		return CHAIN_OK;
	if (now < certificate->not_before)
		return CHAIN_NOT_YET_VALID;
	return now > certificate->not_after ? CHAIN_EXPIRED : CHAIN_OK;
}

/* Who signed: `key` is NULL where it was not made ready. */
struct issuer {
	enum curve curve;
	struct bytes point;
	const struct public_key *key;
};

static struct issuer issuer_of_anchor(const struct trust_anchor *anchor)
{
	return (struct issuer){ anchor->key.curve, BYTES(anchor->point), &anchor->key };
}

static enum chain_fault check_signature(const struct trust_store *store, const struct certificate *certificate,
                                        const struct issuer *issuer)
{
	struct signature_name name = { 0 };
	if (certificate->curve != issuer->curve)
		return CHAIN_WRONG_CURVE;
	bool remembers = store->memory.count > 0 &&
	                 signature_name_make(issuer->point, certificate->whole, &name) == STATUS_OK;
	if (remembers && signature_memory_knows(&store->memory, &name))
		return CHAIN_OK;
	enum status status = issuer->key ? certificate_verify(certificate, issuer->key)
	                                 : certificate_verify_by_point(certificate, issuer->point);
	if (status == STATUS_MALFORMED)
		return CHAIN_MALFORMED; /* the issuer's key is none */
	if (status != STATUS_OK)
		return CHAIN_BAD_SIGNATURE;
	if (remembers)
		signature_memory_keep(&store->memory, &name);
	return CHAIN_OK;
}

/* Everything but who the issuer is, which the caller has found. Signature before dates and role: what an unsigned
 * certificate says is worth nothing. */
static enum chain_fault check_issued(const struct trust_store *store, const struct certificate *certificate,
                                     enum certificate_kind kind, const struct issuer *issuer, int64_t now)
{
	enum chain_fault fault = check_signature(store, certificate, issuer);
	if (fault == CHAIN_OK && revocations_have(&store->revocations, certificate->authority_key_identifier,
	                                          certificate->serial_number))
		fault = CHAIN_REVOKED;
	if (fault == CHAIN_OK)
		fault = check_dates(certificate, now);
	return fault == CHAIN_OK ? check_role(certificate, kind) : fault;
}

enum status trust_store_remember(struct trust_store *store)
{
	return store->memory.count > 0 ? STATUS_OK : signature_memory_init(&store->memory, SIGNATURES_REMEMBERED);
}

enum status trust_store_add(struct trust_store *store, struct bytes ci_certificate)
{
	struct certificate ci;
	struct trust_anchor anchor = { .certificate = ci_certificate };
	if (store->count == TRUST_ANCHORS_MAXIMUM)
		return STATUS_TOO_LARGE;
	TRY(certificate_decode(ci_certificate, &ci));
	if (ci.subject_key_identifier.size != KEY_IDENTIFIER_SIZE)
		return STATUS_UNTRUSTED;
	if (trust_store_find(store, ci.subject_key_identifier))
		return STATUS_EXISTS;
	TRY(public_key_from_point(ci.curve, ci.point, &anchor.key));
	memcpy(anchor.point, ci.point.data, sizeof anchor.point);
	const struct issuer itself = issuer_of_anchor(&anchor);
	if (check_issued(store, &ci, CERTIFICATE_CI, &itself, NO_CLOCK) != CHAIN_OK) {
		public_key_release(&anchor.key);
		return STATUS_UNTRUSTED;
	}
	memcpy(anchor.key_identifier, ci.subject_key_identifier.data, KEY_IDENTIFIER_SIZE);
	store->anchors[store->count++] = anchor;
	return STATUS_OK;
}

static enum chain_fault decode(struct bytes der, struct certificate *out)
{
	enum status status = certificate_decode(der, out);
	if (status == STATUS_UNSUPPORTED)
		return CHAIN_WRONG_CURVE;
	return status == STATUS_OK ? CHAIN_OK : CHAIN_MALFORMED;
}

/* A self-signed certificate may leave out whose key signed it (RFC 5280 4.2.1.1). */
static struct bytes issuer_key_identifier(const struct certificate *certificate, enum certificate_kind kind)
{
	bool own = kind == CERTIFICATE_CI && certificate->authority_key_identifier.size == 0;
	return own ? certificate->subject_key_identifier : certificate->authority_key_identifier;
}

enum chain_fault chain_check(const struct trust_store *store, enum certificate_kind kind, struct bytes der, int64_t now,
                             struct certificate *out_certificate, const struct trust_anchor **out_anchor)
{
	struct certificate certificate;
	enum chain_fault fault = decode(der, &certificate);
	if (fault != CHAIN_OK)
		return fault;
	const struct trust_anchor *anchor = trust_store_find(store, issuer_key_identifier(&certificate, kind));
	if (!anchor)
		return CHAIN_UNKNOWN_ISSUER;
	const struct issuer issuer = issuer_of_anchor(anchor);
	fault = check_issued(store, &certificate, kind, &issuer, now);
	if (fault != CHAIN_OK)
		return fault;
	*out_certificate = certificate;
	if (out_anchor)
		*out_anchor = anchor;
	return CHAIN_OK;
}

/* ---- revocation ---- */

/* A list is signed in the form of a certificate (RFC 5280 5.1.1). */
static enum status verify_list(const struct certificate_list *list, const struct public_key *key)
{
	const struct certificate as_signed = { .to_be_signed = list->to_be_signed, .signature = list->signature };
	return certificate_verify(&as_signed, key);
}

static enum status verify_list_of_eum(const struct trust_store *store, const struct certificate_list *list,
                                      struct bytes eum_der, int64_t now)
{
	struct certificate eum;
	AUTO(public_key) key = { 0 };
	if (eum_der.size == 0)
		return STATUS_NOT_FOUND;
	if (chain_check(store, CERTIFICATE_EUM, eum_der, now, &eum, NULL) != CHAIN_OK)
		return STATUS_UNTRUSTED;
	if (!bytes_equal(eum.subject_key_identifier, list->authority_key_identifier))
		return STATUS_NOT_FOUND;
	TRY(public_key_from_point(eum.curve, eum.point, &key));
	return verify_list(list, &key);
}

/* One that is past its next update still tells of what was revoked before. */
enum status trust_store_add_list(struct trust_store *store, struct bytes der, struct bytes eum, int64_t now,
                                 struct certificate_list *out_list)
{
	struct certificate_list list;
	TRY(certificate_list_decode_whole(der, &list));
	if (list.is_delta)
		return STATUS_UNSUPPORTED;
	const struct trust_anchor *anchor = trust_store_find(store, list.authority_key_identifier);
	TRY(anchor ? verify_list(&list, &anchor->key) : verify_list_of_eum(store, &list, eum, now));
	if (now != NO_CLOCK && list.this_update > now)
		return STATUS_OUT_OF_ORDER;
	TRY(revocations_add(&store->revocations, &list));
	*out_list = list;
	return STATUS_OK;
}

/* ---- cards ---- */

/* The EID is the subject's serialNumber, 32 decimal digits (SGP.22 4.5.2.1.0.3). */
static bool read_eid(struct text digits, uint8_t out[EID_OCTETS])
{
	for (size_t i = 0; i < digits.size; i++)
		if (digits.data[i] < '0' || digits.data[i] > '9')
			return false;
	return hex_decode(digits, out, EID_OCTETS) == STATUS_OK;
}

/* CERT.EUICC under an EUM that has been found good. */
static enum chain_fault check_euicc(const struct trust_store *store, const struct certificate *eum,
                                    const struct certificate *euicc, int64_t now, uint8_t out_eid[EID_OCTETS])
{
	const struct issuer issuer = { eum->curve, eum->point, NULL };
	if (!bytes_equal(euicc->authority_key_identifier, eum->subject_key_identifier))
		return CHAIN_UNKNOWN_ISSUER;
	enum chain_fault fault = check_issued(store, euicc, CERTIFICATE_EUICC, &issuer, now);
	if (fault != CHAIN_OK)
		return fault;
	if (!read_eid(euicc->serial_number_attribute, out_eid))
		return CHAIN_MISSING_IDENTITY;
	return eum_constraints_allow(eum->name_constraints, euicc->organization, euicc->serial_number_attribute)
	               ? CHAIN_OK
	               : CHAIN_OUTSIDE_CONSTRAINTS;
}

enum chain_fault chain_check_euicc(const struct trust_store *store, struct bytes eum_der, struct bytes euicc_der,
                                   int64_t now, struct euicc_chain *out, bool *out_fault_in_eum)
{
	struct euicc_chain chain;
	enum chain_fault fault = chain_check(store, CERTIFICATE_EUM, eum_der, now, &chain.eum, &chain.anchor);
	*out_fault_in_eum = fault != CHAIN_OK;
	if (fault == CHAIN_OK)
		fault = decode(euicc_der, &chain.euicc);
	if (fault == CHAIN_OK)
		fault = check_euicc(store, &chain.eum, &chain.euicc, now, chain.eid);
	if (fault == CHAIN_OK)
		*out = chain;
	return fault;
}
