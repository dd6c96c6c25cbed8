/* SPDX-License-Identifier: Apache-2.0 */
/* ES10b.GetEUICCChallenge and ES10b.AuthenticateServer (SGP.22 5.7.7, 5.7.13). */
#ifndef EUICC_AUTHENTICATE_SERVER_H
#define EUICC_AUTHENTICATE_SERVER_H

#include "euicc/card.h"

/* Begins a session; an installation that was going on is given up and reported. */
enum status authenticate_get_challenge(struct euicc *euicc, struct bytes command, struct buffer *answer) MUST_CHECK;

enum status authenticate_server(struct euicc *euicc, struct bytes command, struct buffer *answer) MUST_CHECK;

#endif
