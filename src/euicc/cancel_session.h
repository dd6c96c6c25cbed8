/* SPDX-License-Identifier: Apache-2.0 */
/* ES10b.CancelSession (SGP.22 5.7.14). */
#ifndef EUICC_CANCEL_SESSION_H
#define EUICC_CANCEL_SESSION_H

#include "euicc/card.h"

enum status cancel_session(struct euicc *euicc, struct bytes command, struct buffer *answer) MUST_CHECK;

#endif
