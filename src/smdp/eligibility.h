/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a card can take a profile (SGP.22 3.1.3, 5.6.3), as far as the server can tell. */
#ifndef SMDP_ELIGIBILITY_H
#define SMDP_ELIGIBILITY_H

#include "rsp/euicc_info.h"
#include "rsp/failure_reason.h"
#include "rsp/profile_metadata.h"

/* Nothing set: it can. 8.2.5-4.3: not this profile on this card; 8.1-4.8: the card is full. `package_size`: octets of
 * the clear package. *out_why is a sentence for the log, or NULL. */
struct failure eligibility_check(const struct euicc_info2 *card, const struct profile_metadata *profile,
                                 int64_t package_size, const char **out_why);

#endif
