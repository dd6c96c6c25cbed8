/* SPDX-License-Identifier: Apache-2.0 */
/* Everything that a card tells about itself: EID, addresses, EUICCInfo2, rules (SGP.22 5.7.2, 5.7.4, 5.7.8, 5.7.20,
 * 5.7.22). What a card does not answer is left out. */
#ifndef LPA_CHIP_INFORMATION_H
#define LPA_CHIP_INFORMATION_H

#include "base/arena.h"
#include "lpa/job.h"
#include "rsp/configured_data.h"
#include "rsp/euicc_info.h"

enum lpa_chip_state { CHIP_NEW, CHIP_EID, CHIP_ADDRESSES, CHIP_RULES, CHIP_INFO2, CHIP_DONE, CHIP_FAILED, CHIP_STATE_COUNT };

struct lpa_chip_information {
	struct lpa_job job;
	struct arena kept;
	bool has_eid, has_addresses, has_rules, has_info2;
	struct eid eid;
	struct configured_addresses addresses;
	struct rules_authorisation_table rules;
	struct euicc_info2 info2;
};

extern const struct state_machine lpa_chip_machine;

void lpa_chip_information_init(struct lpa_chip_information *chip);
void lpa_chip_information_release(struct lpa_chip_information *chip);

#endif
