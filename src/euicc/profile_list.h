/* SPDX-License-Identifier: Apache-2.0 */
/* ES10c.GetProfilesInfo and ES10c.SetNickname (SGP.22 5.7.15, 5.7.21). */
#ifndef EUICC_PROFILE_LIST_H
#define EUICC_PROFILE_LIST_H

#include "euicc/card.h"

enum status profile_list(struct euicc *euicc, struct bytes command, struct buffer *answer) MUST_CHECK;
enum status profile_set_nickname(struct euicc *euicc, struct bytes command, struct buffer *answer) MUST_CHECK;

#endif
