/* SPDX-License-Identifier: Apache-2.0 */
/* Whether an installed profile is the one that its metadata announced (SGP.22 5.5.3, 2.5.6:
 * installFailedDueToDataMismatch). */
#ifndef EUICC_INSTALLED_DATA_CHECK_H
#define EUICC_INSTALLED_DATA_CHECK_H

#include "rsp/profile_metadata.h"
#include "uicc/profile_store.h"

/* EF.ICCID has the ICCID; the IMSI of each USIM begins with MCC and MNC of the owner, and its EF.GID1 and EF.GID2 hold
 * the owner's group identifiers. What the metadata leaves out is not looked at, nor is an IMSI that is still empty. */
enum status installed_data_check(const struct profile_store *store, const struct profile_metadata *metadata,
                                 bool *out_agrees) MUST_CHECK;

#endif
