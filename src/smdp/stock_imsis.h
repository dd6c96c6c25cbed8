/* SPDX-License-Identifier: Apache-2.0 */
/* Which IMSIs the profiles in stock have, so that a batch gives nobody somebody else's. Profiles that are put in one by one may
 * share one, as profiles for tests do. */
#ifndef SMDP_STOCK_IMSIS_H
#define SMDP_STOCK_IMSIS_H

#include "profile_package/package_imsis.h"
#include "server/exchange.h"

/* Adds the changes that note whose they are. `is_of_batch`: nobody else's of a batch. */
enum status stock_imsis_note(struct exchange *exchange, const struct package_imsis *imsis, struct text iccid,
                             bool is_of_batch) MUST_CHECK;

#endif
