/* SPDX-License-Identifier: Apache-2.0 */
/* The certificates that CIs have revoked, as far as LoadCRL told. */
#ifndef EUICC_REVOCATION_LIST_H
#define EUICC_REVOCATION_LIST_H

#include "pki/certificate_list.h"
#include "ports/nvm.h"

enum { REVOCATIONS_MAXIMUM = 32 * 1024 /* octets, of all CIs */ };

/* The number of the newest list, whole or not, of the CI number `credential`. STATUS_NOT_FOUND: none was loaded. */
enum status revocation_list_number(struct nvm *nvm, uint16_t credential, uint64_t *out) MUST_CHECK;

/* Keeps a list or a part of one. When all parts of it are there, older lists of the CI go, unless it is a delta. In the
 * caller's transaction. STATUS_NO_MEMORY: over REVOCATIONS_MAXIMUM. */
enum status revocation_list_keep(struct nvm *nvm, uint16_t credential, const struct certificate_list *list) MUST_CHECK;

/* Calls for each part of the list `number` that is not there. */
enum status revocation_list_missing(struct nvm *nvm, uint16_t credential, const struct certificate_list *list,
                                    void (*tell)(void *context, int part), void *context) MUST_CHECK;

/* Whether any list of this CI has the serial number (content octets). */
enum status revocation_list_has(struct nvm *nvm, uint16_t credential, struct bytes serial_number,
                                bool *out_revoked) MUST_CHECK;

#endif
