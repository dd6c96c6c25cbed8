/* SPDX-License-Identifier: Apache-2.0 */
/* A card's memory whose power goes at a chosen moment: it stands before another nvm driver and counts what is written. */
#ifndef TESTS_SUPPORT_POWER_CUT_NVM_H
#define TESTS_SUPPORT_POWER_CUT_NVM_H

#include "ports/nvm.h"

/* Each begin, write and erase is one step; a commit is two: the cut before it undoes the transaction, the cut after it
 * keeps it although the card never heard so. */
struct power_cut_nvm {
	struct nvm port;
	struct nvm *inner;
	unsigned steps;      /* taken since the power came */
	unsigned cut_before; /* the step that is not taken any more, from 1; nought: the power stays */
	bool is_dark;
};

void power_cut_nvm_init(struct power_cut_nvm *power, struct nvm *inner);

/* Power again, until the step `cut_before` of the next life. */
void power_cut_nvm_restart(struct power_cut_nvm *power, unsigned cut_before);

#endif
