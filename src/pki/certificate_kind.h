/* SPDX-License-Identifier: Apache-2.0 */
/* Which certificates exist and what each must contain (SGP.22 4.5.2.1, SGP.26 variant O): one table. */
#ifndef PKI_CERTIFICATE_KIND_H
#define PKI_CERTIFICATE_KIND_H

#include "crypto/certificate.h"

enum certificate_kind {
	CERTIFICATE_CI,     /* root of trust */
	CERTIFICATE_EUM,    /* card maker */
	CERTIFICATE_EUICC,  /* card */
	CERTIFICATE_DPAUTH, /* SM-DP+ authentication */
	CERTIFICATE_DPPB,   /* SM-DP+ profile binding */
	CERTIFICATE_DPTLS,  /* SM-DP+ TLS */
	CERTIFICATE_DSAUTH, /* SM-DS authentication */
	CERTIFICATE_DSTLS,  /* SM-DS TLS */
	CERTIFICATE_KIND_COUNT
};

struct certificate_kind_rule {
	const char *name;      /* "DPauth" */
	const char *policy;    /* dotted role OID, "2.23.146.1.2.1.4" */
	struct bytes policy_oid; /* its content octets */
	enum certificate_kind issuer;
	unsigned key_usage;    /* these bits and no others */
	bool authority;
	bool tls;              /* serverAuth and clientAuth, and a dNSName */
	bool registered_id;    /* subjectAltName must carry one */
};

const struct certificate_kind_rule *certificate_kind_rule(enum certificate_kind kind);

/* The kind whose policy OID the certificate carries. False: none. */
bool certificate_kind_of(const struct certificate *certificate, enum certificate_kind *out);

#endif
