/* SPDX-License-Identifier: Apache-2.0 */
/* What a server proves itself with, and whom it trusts: for each CI a set of certificates and private keys. Several sets
 * serve several CIs and both curves at once. */
#ifndef SERVER_CREDENTIALS_H
#define SERVER_CREDENTIALS_H

#include "codec/object_identifier.h"
#include "crypto/sign.h"
#include "pki/chain.h"
#include "rsp/euicc_info.h"

enum { CREDENTIAL_SETS_MAXIMUM = CI_KEYS_MAXIMUM };

/* A certificate with its private key. */
struct credential {
	struct buffer der;
	struct certificate certificate; /* points into der */
	struct signing_key key;
};

void credential_release(struct credential *credential);

/* Until when a certificate holds that was loaded. Names are cut where they are too long. */
enum { CREDENTIAL_NAME_SIZE = 80, 
       CREDENTIAL_VALIDITIES_MAXIMUM = TRUST_ANCHORS_MAXIMUM + REVOCATION_LISTS_MAXIMUM + 3 * CREDENTIAL_SETS_MAXIMUM };
struct credential_validity {
	bool is_list;                       /* of what the CI has revoked: not_after is when the next one is due */
	enum certificate_kind kind;         /* unless it is one */
	char subject[CREDENTIAL_NAME_SIZE]; /* common name */
	char ci[CREDENTIAL_NAME_SIZE];      /* common name of the CI that signed it */
	int64_t not_after;                  /* seconds since 1970 */
};

/* All that is signed by one CI. */
struct credential_set {
	const struct trust_anchor *anchor; /* in the store below */
	struct credential authentication;  /* DPauth or DSauth */
	struct credential binding;         /* DPpb; empty in an SM-DS */
};

enum { CREDENTIAL_OID_SIZE = 4 * OID_MAXIMUM };

/* Owns everything below it. Read-only once made: threads may share it. */
struct credentials {
	struct buffer ci_certificates[TRUST_ANCHORS_MAXIMUM]; /* DER, one for each anchor */
	struct trust_store trust;
	struct credential_set sets[CREDENTIAL_SETS_MAXIMUM];
	size_t set_count;
	struct credential_validity validities[CREDENTIAL_VALIDITIES_MAXIMUM];
	size_t validity_count;
	char oid[CREDENTIAL_OID_SIZE]; /* the server's own, dotted, by which others know it; empty: no certificate was loaded */
};

void credentials_release(struct credentials *credentials);

/* Contents of files, PEM or DER. */
struct credential_files {
	struct bytes ci_certificate;
	struct bytes authentication_certificate, authentication_key;
	struct bytes binding_certificate, binding_key; /* empty in an SM-DS */
	struct evp_pkey_st *authentication_object, *binding_object; /* instead: see signing_key_from_object(); borrowed */
};

enum { CREDENTIAL_FAULT_SIZE = 160 };

/* Trusts a CI without having anything signed by it. A CI that is trusted already is no failure. On failure `fault` says
 * what is wrong. STATUS_MALFORMED, STATUS_UNTRUSTED: no CI certificate; STATUS_TOO_LARGE: too many. */
enum status credentials_trust(struct credentials *credentials, struct bytes ci_certificate,
                              char fault[CREDENTIAL_FAULT_SIZE]) MUST_CHECK;

/* Believes a revocation list, PEM or DER; one of a card maker has its certificate (PEM) beside it. Only what is added after it
 * is checked by it, so lists come before sets. On failure `fault` says what is wrong; statuses of trust_store_add_list(). */
enum status credentials_revoke(struct credentials *credentials, struct bytes list, int64_t now,
                               char fault[CREDENTIAL_FAULT_SIZE]) MUST_CHECK;

/* Adds one set and trusts its CI. Of several sets for one CI the first is for new sessions, the others for those that began
 * with them. `authentication` is CERTIFICATE_DPAUTH or CERTIFICATE_DSAUTH; `now` in seconds since
 * 1970, or NO_CLOCK. On failure `fault` names the file's role and what is wrong. STATUS_MALFORMED, STATUS_UNTRUSTED: a
 * certificate or key does not hold; STATUS_EXISTS: the same DPauth or DSauth again; STATUS_TOO_LARGE. */
enum status credentials_add(struct credentials *credentials, const struct credential_files *files,
                            enum certificate_kind authentication, int64_t now,
                            char fault[CREDENTIAL_FAULT_SIZE]) MUST_CHECK;

/* The certificate that the server's TLS shows (PEM or DER), which must hold for LPAs: `kind` is CERTIFICATE_DPTLS or
 * CERTIFICATE_DSTLS, `now` and `fault` as above. STATUS_MALFORMED, STATUS_UNTRUSTED: it does not. */
enum status credentials_check_tls(struct credentials *credentials, struct bytes certificate,
                                  enum certificate_kind kind, int64_t now,
                                  char fault[CREDENTIAL_FAULT_SIZE]) MUST_CHECK;

/* Takes the server's OID from any certificate of its own (PEM or DER), without looking who signed it: for commands, which prove
 * nothing to anybody. STATUS_MALFORMED: no certificate, or one without an OID. */
enum status credentials_name(struct credentials *credentials, struct bytes certificate) MUST_CHECK;

/* The first set signed by this CI key; NULL: none. */
const struct credential_set *credentials_find(const struct credentials *credentials, struct bytes ci_key_id);

/* The one among them whose DPpb has this subject key identifier, which a session began with; the first where it is empty. */
const struct credential_set *credentials_find_binding(const struct credentials *credentials, struct bytes ci_key_id,
                                                      struct bytes binding_key_id);

/* Of every certificate that was loaded: CIs, DPauth or DSauth, DPpb, TLS. False: there are no more. */
bool credentials_validity(const struct credentials *credentials, size_t index, struct credential_validity *out);

#endif
