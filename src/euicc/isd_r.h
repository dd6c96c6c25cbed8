/* SPDX-License-Identifier: Apache-2.0 */
/* The two security domains that an LPA may select: ISD-R, which takes the ES10 commands (SGP.22 2.4.3, 5.7.1), and
 * ECASD, which tells the EID (SGP.22 2.4.2). */
#ifndef EUICC_ISD_R_H
#define EUICC_ISD_R_H

#include "euicc/card.h"

/* Applets over this card; the AIDs are static. */
struct applet isd_r_applet(struct euicc *euicc);
struct applet ecasd_applet(struct euicc *euicc);

#endif
