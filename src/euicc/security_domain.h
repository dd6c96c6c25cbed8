/* SPDX-License-Identifier: Apache-2.0 */
/* The security domains beside the ISD-R that can be selected (SGP.22 2.4.1, 2.4.2, 2.4.5): ECASD, and the ISD-P of the
 * enabled profile. */
#ifndef EUICC_SECURITY_DOMAIN_H
#define EUICC_SECURITY_DOMAIN_H

#include "euicc/card.h"

enum { GET_DATA_INS = 0xCA };

/* An applet over this card. ECASD gives by GET DATA the EID (5A) and the certificates under the CI of the highest priority
 * (7F21: CERT.EUICC, CERT.EUM). */
struct applet ecasd_applet(struct euicc *euicc);

/* The applet of the enabled profile's ISD-P, whose AID isd_p_follow() sets. It takes nothing that does not come in a secured
 * packet, so that it answers 6982 to STORE DATA. */
struct applet isd_p_applet(struct euicc *euicc);

/* From now on the ISD-P in this slot is the one that can be selected; NO_SLOT: none is. */
void isd_p_follow(struct euicc *euicc, uint16_t slot);

/* GET DATA of the EID (GlobalPlatform Card Specification 11.3). 6A88 for anything else. */
status_word get_eid_data(struct euicc *euicc, const struct apdu *command, struct buffer *answer);

#endif
