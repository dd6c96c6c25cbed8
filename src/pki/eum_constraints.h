/* SPDX-License-Identifier: Apache-2.0 */
/* Whom a card maker may issue for: the nameConstraints of CERT.EUM (SGP.22 4.5.2.1.0.2, 4.5.2.2). */
#ifndef PKI_EUM_CONSTRAINTS_H
#define PKI_EUM_CONSTRAINTS_H

#include "codec/der_write.h"
#include "crypto/certificate.h"

/* One of the permitted subtrees stands for this subject: the same organisation, and an EID that starts with the
 * subtree's serial number. Stock X.509 validation has no such prefix rule. */
bool eum_constraints_allow(struct bytes name_constraints, struct text organization, struct text eid);

/* The value of the extension, with one subtree. */
void eum_constraints_put(struct der_writer *writer, struct text organization, struct text eid_prefix);

#endif
