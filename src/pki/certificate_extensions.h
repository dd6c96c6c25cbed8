/* SPDX-License-Identifier: Apache-2.0 */
/* The extensions that a certificate of each kind carries (SGP.22 4.5.2.1.0, RFC 5280 4.2). */
#ifndef PKI_CERTIFICATE_EXTENSIONS_H
#define PKI_CERTIFICATE_EXTENSIONS_H

#include "codec/der_write.h"
#include "pki/issue.h"

/* [3] Extensions of a TBSCertificate. A malformed OID in the order becomes the writer's error. */
void certificate_extensions_put(struct der_writer *writer, const struct certificate_order *order,
                                struct bytes subject_key_identifier, struct bytes issuer_key_identifier);

#endif
