/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a command may be done to a file: its rule in EF.ARR (TS 102 221 9.2, ISO 7816-4 9.3). */
#ifndef UICC_ACCESS_RULE_H
#define UICC_ACCESS_RULE_H

#include "uicc/card_state.h"

/* Bits of the access mode octet for EFs; nought: only a rule that names the command's octets applies. */
enum access {
	ACCESS_BY_COMMAND = 0,
	ACCESS_READ = 0x01,
	ACCESS_UPDATE = 0x02,
	ACCESS_DEACTIVATE = 0x08,
	ACCESS_ACTIVATE = 0x10,
};

/* `directory`: where the channel stands; PINs are looked up from there. What no rule allows, and what a missing or
 * unreadable rule says, is never allowed. */
bool access_rule_allows(const struct uicc *card, node_number directory, node_number file, enum access access,
                        const struct apdu *command);

/* The same for the octets of one rule. `context` is given to `is_satisfied` with each key reference. */
typedef bool pin_oracle(void *context, uint8_t reference);
bool access_rule_evaluate(struct bytes rule, enum access access, const struct apdu *command, pin_oracle *is_satisfied,
                          void *context);

#endif
