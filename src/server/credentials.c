/* SPDX-License-Identifier: Apache-2.0 */
#include "server/credentials.h"

#include <stdio.h>

#include "base/secret.h"
#include "crypto/pem.h"

void credential_release(struct credential *credential)
{
	buffer_release(&credential->der);
	signing_key_release(&credential->key);
	*credential = (struct credential){ 0 };
}

void credentials_release(struct credentials *credentials)
{
	for (size_t i = 0; i < credentials->set_count; i++) {
		credential_release(&credentials->sets[i].authentication);
		credential_release(&credentials->sets[i].binding);
	}
	trust_store_release(&credentials->trust);
	for (size_t i = 0; i < TRUST_ANCHORS_MAXIMUM; i++)
		buffer_release(&credentials->ci_certificates[i]);
	*credentials = (struct credentials){ 0 };
}

const struct credential_set *credentials_find(const struct credentials *credentials, struct bytes ci_key_id)
{
	for (size_t i = 0; i < credentials->set_count; i++)
		if (bytes_equal(BYTES(credentials->sets[i].anchor->key_identifier), ci_key_id))
			return &credentials->sets[i];
	return NULL;
}

const struct credential_set *credentials_find_binding(const struct credentials *credentials, struct bytes ci_key_id,
                                                      struct bytes binding_key_id)
{
	if (binding_key_id.size == 0)
		return credentials_find(credentials, ci_key_id);
	for (size_t i = 0; i < credentials->set_count; i++) {
		const struct credential_set *set = &credentials->sets[i];
		if (bytes_equal(BYTES(set->anchor->key_identifier), ci_key_id) &&
		    bytes_equal(set->binding.certificate.subject_key_identifier, binding_key_id))
			return set;
	}
	return NULL;
}

static bool has_certificate(const struct credentials *credentials, const struct certificate *certificate)
{
	for (size_t i = 0; i < credentials->set_count; i++)
		if (bytes_equal(credentials->sets[i].authentication.certificate.whole, certificate->whole))
			return true;
	return false;
}

/* ---- validities ---- */

/* Where there are too many, the last one gives way. */
static struct credential_validity *note_validity(struct credentials *credentials, enum certificate_kind kind,
                                                 const struct certificate *certificate, const struct trust_anchor *anchor)
{
	struct certificate ci;
	if (credentials->validity_count == CREDENTIAL_VALIDITIES_MAXIMUM)
		credentials->validity_count--;
	struct credential_validity *validity = &credentials->validities[credentials->validity_count++];
	*validity = (struct credential_validity){ .kind = kind, .not_after = certificate->not_after };
	snprintf(validity->subject, sizeof validity->subject, "%.*s", TEXT_ARGUMENTS(certificate->common_name));
	if (anchor && certificate_decode(anchor->certificate, &ci) == STATUS_OK)
		snprintf(validity->ci, sizeof validity->ci, "%.*s", TEXT_ARGUMENTS(ci.common_name));
	return validity;
}

bool credentials_validity(const struct credentials *credentials, size_t index, struct credential_validity *out)
{
	if (index >= credentials->validity_count)
		return false;
	*out = credentials->validities[index];
	return true;
}

/* ---- */

static void say(char fault[CREDENTIAL_FAULT_SIZE], const char *role, const char *what)
{
	snprintf(fault, CREDENTIAL_FAULT_SIZE, "%s: %s", role, what);
}

enum status credentials_trust(struct credentials *credentials, struct bytes ci_certificate,
                              char fault[CREDENTIAL_FAULT_SIZE])
{
	if (credentials->trust.count == TRUST_ANCHORS_MAXIMUM) {
		say(fault, "CI certificate", "there are too many");
		return STATUS_TOO_LARGE;
	}
	struct buffer *der = &credentials->ci_certificates[credentials->trust.count];
	*der = BUFFER(CERTIFICATE_SIZE_MAXIMUM);
	enum status status = certificate_from_file(ci_certificate, der);
	if (status == STATUS_OK)
		status = trust_store_remember(&credentials->trust);
	if (status == STATUS_OK)
		status = trust_store_add(&credentials->trust, buffer_bytes(der));
	if (status == STATUS_OK) {
		const struct trust_anchor *anchor = &credentials->trust.anchors[credentials->trust.count - 1];
		struct certificate ci;
		if (certificate_decode(anchor->certificate, &ci) == STATUS_OK)
			note_validity(credentials, CERTIFICATE_CI, &ci, anchor);
		return STATUS_OK;
	}
	buffer_release(der);
	if (status == STATUS_EXISTS)
		return STATUS_OK;
	say(fault, "CI certificate", "it is none, or not self-signed");
	return status;
}

static const char *list_fault(enum status status)
{
	switch (status) {
	case STATUS_UNSUPPORTED:
		return "it only says what has changed since another one: give a whole one";
	case STATUS_NOT_FOUND:
		return "its issuer is no CI that is trusted here, and no card maker whose certificate is in the same file";
	case STATUS_UNTRUSTED:
		return "its signature does not hold";
	case STATUS_OUT_OF_ORDER:
		return "it is of the future: look at the clock";
	default:
		return "it cannot be read";
	}
}

static enum status revoke(struct credentials *credentials, struct bytes file, int64_t now, struct certificate_list *out)
{
	AUTO(buffer) list = BUFFER(file.size);
	AUTO(buffer) eum = BUFFER(CERTIFICATE_SIZE_MAXIMUM);
	enum status status = pem_decode(bytes_text(file), "X509 CRL", &list, NULL);
	if (status == STATUS_NOT_FOUND)
		status = buffer_append(&list, file);
	TRY(status);
	status = pem_decode(bytes_text(file), "CERTIFICATE", &eum, NULL);
	if (status != STATUS_NOT_FOUND)
		TRY(status);
	TRY(trust_store_add_list(&credentials->trust, buffer_bytes(&list), buffer_bytes(&eum), now, out));
	/* Those views end with the buffers. */
	const struct trust_anchor *anchor = trust_store_find(&credentials->trust, out->authority_key_identifier);
	const struct certificate as_listed = { .not_after = out->next_update };
	if (out->next_update != 0)
		note_validity(credentials, CERTIFICATE_CI, &as_listed, anchor)->is_list = true;
	return STATUS_OK;
}

enum status credentials_revoke(struct credentials *credentials, struct bytes list, int64_t now,
                               char fault[CREDENTIAL_FAULT_SIZE])
{
	struct certificate_list read;
	enum status status = revoke(credentials, list, now, &read);
	if (status != STATUS_OK)
		say(fault, "revocation list", list_fault(status));
	return status;
}

static enum status load(struct credential *credential, struct bytes certificate, struct bytes key, struct evp_pkey_st *object)
{
	credential->der = BUFFER(CERTIFICATE_SIZE_MAXIMUM);
	TRY(certificate_from_file(certificate, &credential->der));
	TRY(certificate_decode(buffer_bytes(&credential->der), &credential->certificate));
	if (!object)
		return signing_key_parse(key, &credential->key);
	const struct certificate *decoded = &credential->certificate;
	return signing_key_from_object(object, decoded->curve, decoded->point, &credential->key);
}

/* A key that belongs to another certificate would be found out only by the first card. */
static enum status load_and_check(const struct trust_store *trust, enum certificate_kind kind, struct bytes certificate,
                                  struct bytes key, struct evp_pkey_st *object, int64_t now, struct credential *credential,
                                  const struct trust_anchor **out_anchor, char fault[CREDENTIAL_FAULT_SIZE])
{
	const char *role = certificate_kind_rule(kind)->name;
	enum status status = load(credential, certificate, key, object);
	if (status == STATUS_UNTRUSTED) {
		say(fault, role, "the private key in the token is not the certificate's");
		return status;
	}
	if (status != STATUS_OK) {
		say(fault, role, "the certificate or the private key cannot be read");
		return status;
	}
	if (!bytes_equal(BYTES(credential->key.point), credential->certificate.point)) {
		say(fault, role, "the private key is not the certificate's");
		return STATUS_UNTRUSTED;
	}
	enum chain_fault chain = chain_check(trust, kind, buffer_bytes(&credential->der), now, &credential->certificate,
	                                     out_anchor);
	if (chain == CHAIN_OK)
		return STATUS_OK;
	say(fault, role, chain_fault_text(chain));
	return STATUS_UNTRUSTED;
}

/* A card accepts DPpb only beside a DPauth of the same CI and the same SM-DP+ (SGP.22 5.7.5). */
static enum status fill_set(const struct trust_store *trust, const struct credential_files *files,
                            enum certificate_kind authentication, int64_t now, struct credential_set *set,
                            char fault[CREDENTIAL_FAULT_SIZE])
{
	const struct trust_anchor *anchor = NULL;
	TRY(load_and_check(trust, authentication, files->authentication_certificate, files->authentication_key,
	                   files->authentication_object, now,
	                   &set->authentication, &set->anchor, fault));
	if (files->binding_certificate.size == 0)
		return STATUS_OK;
	TRY(load_and_check(trust, CERTIFICATE_DPPB, files->binding_certificate, files->binding_key,
	                   files->binding_object, now, &set->binding, &anchor, fault));
	if (anchor == set->anchor &&
	    bytes_equal(set->authentication.certificate.registered_id, set->binding.certificate.registered_id))
		return STATUS_OK;
	say(fault, "DPpb", "its CI or its SM-DP+ OID is not that of DPauth");
	return STATUS_UNTRUSTED;
}

static bool note_name(struct credentials *credentials, const struct certificate *certificate)
{
	AUTO(buffer) dotted = BUFFER(CREDENTIAL_OID_SIZE - 1);
	if (certificate->registered_id.size == 0 || oid_print(certificate->registered_id, &dotted) != STATUS_OK)
		return false;
	if (credentials->oid[0] == '\0') /* of several sets the first one's, as for new sessions */
		snprintf(credentials->oid, sizeof credentials->oid, "%.*s", TEXT_ARGUMENTS(buffer_text(&dotted)));
	return true;
}

enum status credentials_name(struct credentials *credentials, struct bytes certificate)
{
	AUTO(buffer) der = BUFFER(CERTIFICATE_SIZE_MAXIMUM);
	struct certificate decoded;
	TRY(certificate_from_file(certificate, &der));
	TRY(certificate_decode(buffer_bytes(&der), &decoded));
	return note_name(credentials, &decoded) ? STATUS_OK : STATUS_MALFORMED;
}

enum status credentials_add(struct credentials *credentials, const struct credential_files *files,
                            enum certificate_kind authentication, int64_t now, char fault[CREDENTIAL_FAULT_SIZE])
{
	if (credentials->set_count == CREDENTIAL_SETS_MAXIMUM) {
		say(fault, "credentials", "there are too many sets");
		return STATUS_TOO_LARGE;
	}
	TRY(credentials_trust(credentials, files->ci_certificate, fault));
	struct credential_set *set = &credentials->sets[credentials->set_count];
	enum status status = fill_set(&credentials->trust, files, authentication, now, set, fault);
	/* Counted only now: until then the search does not see it. */
	if (status == STATUS_OK && has_certificate(credentials, &set->authentication.certificate)) {
		say(fault, "credentials", "there is one certificate twice");
		status = STATUS_EXISTS;
	}
	if (status == STATUS_OK) {
		credentials->set_count++;
		note_name(credentials, &set->authentication.certificate);
		note_validity(credentials, authentication, &set->authentication.certificate, set->anchor);
		if (set->binding.der.size > 0)
			note_validity(credentials, CERTIFICATE_DPPB, &set->binding.certificate, set->anchor);
		return STATUS_OK;
	}
	credential_release(&set->authentication);
	credential_release(&set->binding);
	*set = (struct credential_set){ 0 };
	return status;
}

enum status credentials_check_tls(struct credentials *credentials, struct bytes certificate,
                                  enum certificate_kind kind, int64_t now, char fault[CREDENTIAL_FAULT_SIZE])
{
	AUTO(buffer) der = BUFFER(CERTIFICATE_SIZE_MAXIMUM);
	struct certificate decoded;
	const struct trust_anchor *anchor;
	const char *role = certificate_kind_rule(kind)->name;
	enum status status = certificate_from_file(certificate, &der);
	if (status != STATUS_OK) {
		say(fault, role, "the certificate cannot be read");
		return status;
	}
	enum chain_fault chain = chain_check(&credentials->trust, kind, buffer_bytes(&der), now, &decoded, &anchor);
	if (chain == CHAIN_OK) {
		note_validity(credentials, kind, &decoded, anchor);
		return STATUS_OK;
	}
	say(fault, role, chain_fault_text(chain));
	return STATUS_UNTRUSTED;
}
