/* SPDX-License-Identifier: Apache-2.0 */
/* The security domain that an LPA selects: the ISD-R takes the ES10 commands (SGP.22 2.4.3, 5.7.1). */
#ifndef EUICC_ISD_R_H
#define EUICC_ISD_R_H

#include "euicc/card.h"

/* An applet over this card. */
struct applet isd_r_applet(struct euicc *euicc);

#endif
