/* SPDX-License-Identifier: Apache-2.0 */
/* A card as it left the factory: what came later is gone, what it was born with stays. */
#ifndef EUICC_FACTORY_RESET_H
#define EUICC_FACTORY_RESET_H

#include "ports/nvm.h"

/* Removes profiles, notifications, revocation lists and one-time keys, and brings the default SM-DP+ address of its birth
 * back, in one transaction; no card may run on `nvm`. EID, keys, certificates, personality and the counter of
 * notifications stay: a server must never see a number of this EID twice (SGP.22 3.5). STATUS_NOT_FOUND: no card there;
 * STATUS_UNSUPPORTED: written by a newer version; STATUS_MALFORMED: damaged; STATUS_IO. */
enum status euicc_factory_reset(struct nvm *nvm) MUST_CHECK;

#endif
