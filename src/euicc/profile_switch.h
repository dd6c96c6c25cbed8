/* SPDX-License-Identifier: Apache-2.0 */
/* ES10c.EnableProfile and ES10c.DisableProfile (SGP.22 5.7.16, 5.7.17): who may be switched, and the switch itself,
 * at once or after the terminal agreed to a REFRESH. A switch that waits for the terminal is noted in the card's
 * memory: the reset that follows completes it, also when the power went in between. */
#ifndef EUICC_PROFILE_SWITCH_H
#define EUICC_PROFILE_SWITCH_H

#include "euicc/card.h"
#include "euicc/profile_slots.h"

enum status profile_enable(struct euicc *euicc, struct bytes command, struct buffer *answer) MUST_CHECK;
enum status profile_disable(struct euicc *euicc, struct bytes command, struct buffer *answer) MUST_CHECK;

/* A switch that waits for the terminal. STATUS_NOT_FOUND: none. */
enum status profile_switch_pending(struct nvm *nvm, struct enabled_profile *out) MUST_CHECK;

/* Completes a switch that waits, in one transaction with its notifications. Nothing waits: fine. */
enum status profile_switch_complete(struct euicc *euicc) MUST_CHECK;

/* After a command: what the terminal said about the REFRESH takes effect. */
enum status profile_switch_settle(struct euicc *euicc) MUST_CHECK;

/* Asks the terminal for a REFRESH. False: it does not do that, nothing was asked. */
bool profile_switch_ask_refresh(struct euicc *euicc);

/* The uicc runs the profile that is enabled. */
enum status profile_switch_run_enabled(struct euicc *euicc) MUST_CHECK;

#endif
