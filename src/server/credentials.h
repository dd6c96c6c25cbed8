/* SPDX-License-Identifier: Apache-2.0 */
/* What a server proves itself with, and whom it trusts: for each CI a set of certificates and private keys. Several sets
 * serve several CIs and both curves at once. */
#ifndef SERVER_CREDENTIALS_H
#define SERVER_CREDENTIALS_H

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

/* All that is signed by one CI. */
struct credential_set {
	const struct trust_anchor *anchor; /* in the store below */
	struct credential authentication;  /* DPauth or DSauth */
	struct credential binding;         /* DPpb; empty in an SM-DS */
};

/* Owns everything below it. Read-only once made: threads may share it. */
struct credentials {
	struct buffer ci_certificates[TRUST_ANCHORS_MAXIMUM]; /* DER, one for each anchor */
	struct trust_store trust;
	struct credential_set sets[CREDENTIAL_SETS_MAXIMUM];
	size_t set_count;
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

/* Adds one set and trusts its CI. `authentication` is CERTIFICATE_DPAUTH or CERTIFICATE_DSAUTH; `now` in seconds since
 * 1970, or NO_CLOCK. On failure `fault` names the file's role and what is wrong. STATUS_MALFORMED, STATUS_UNTRUSTED: a
 * certificate or key does not hold; STATUS_EXISTS: a second set for one CI; STATUS_TOO_LARGE. */
enum status credentials_add(struct credentials *credentials, const struct credential_files *files,
                            enum certificate_kind authentication, int64_t now,
                            char fault[CREDENTIAL_FAULT_SIZE]) MUST_CHECK;

/* The certificate that the server's TLS shows (PEM or DER), which must hold for LPAs: `kind` is CERTIFICATE_DPTLS or
 * CERTIFICATE_DSTLS, `now` and `fault` as above. STATUS_MALFORMED, STATUS_UNTRUSTED: it does not. */
enum status credentials_check_tls(const struct credentials *credentials, struct bytes certificate,
                                  enum certificate_kind kind, int64_t now,
                                  char fault[CREDENTIAL_FAULT_SIZE]) MUST_CHECK;

/* The set signed by this CI key; NULL: none. */
const struct credential_set *credentials_find(const struct credentials *credentials, struct bytes ci_key_id);

#endif
