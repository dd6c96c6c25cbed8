/* SPDX-License-Identifier: Apache-2.0 */
/* ES10c.DeleteProfile and ES10c.eUICCMemoryReset (SGP.22 5.7.18, 5.7.19). */
#ifndef EUICC_PROFILE_DELETE_H
#define EUICC_PROFILE_DELETE_H

#include "euicc/card.h"

enum status profile_delete(struct euicc *euicc, struct bytes command, struct buffer *answer) MUST_CHECK;
enum status profile_memory_reset(struct euicc *euicc, struct bytes command, struct buffer *answer) MUST_CHECK;

#endif
