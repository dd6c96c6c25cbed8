/* SPDX-License-Identifier: Apache-2.0 */
/* Cards that an older version has written. */
#ifndef EUICC_CARD_UPGRADE_H
#define EUICC_CARD_UPGRADE_H

#include "euicc/card_data.h"

/* Lifts the card to CARD_DATA_VERSION, in one transaction; nothing is done when it is there. `data` is what
 * card_data_read() gave. Afterwards no older version opens the card. STATUS_MALFORMED: damaged. */
enum status card_upgrade(struct nvm *nvm, const struct card_data *data) MUST_CHECK;

#endif
