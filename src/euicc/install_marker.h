/* SPDX-License-Identifier: Apache-2.0 */
/* The note that an installation is going on: written before anything of a profile is, gone in the transaction that ends
 * it. Found at a start it says what to clean up and whom to tell (SGP.22 3.1.3.3). */
#ifndef EUICC_INSTALL_MARKER_H
#define EUICC_INSTALL_MARKER_H

#include "ports/nvm.h"
#include "rsp/installation_result.h"

struct install_marker {
	uint16_t credential;   /* signs the result */
	uint16_t slot;         /* NO_SLOT: none taken yet */
	int command;           /* enum bpp_command: how far it came */
	uint8_t transaction_id[TRANSACTION_ID_MAXIMUM];
	size_t transaction_id_size;
	uint8_t smdp_oid[OID_MAXIMUM]; /* of CERT.DPpb */
	size_t smdp_oid_size;
	char smdp_address[ADDRESS_MAXIMUM];
	size_t smdp_address_size;
	bool has_iccid;
	struct iccid iccid;
};

/* In the caller's transaction. */
enum status install_marker_write(struct nvm *nvm, const struct install_marker *marker) MUST_CHECK;
enum status install_marker_erase(struct nvm *nvm) MUST_CHECK;

/* STATUS_NOT_FOUND: no installation is going on. */
enum status install_marker_read(struct nvm *nvm, struct install_marker *out) MUST_CHECK;

#endif
