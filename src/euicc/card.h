/* SPDX-License-Identifier: Apache-2.0 */
/* The running card as the files of this folder see it. What must survive the power stands in its nvm; here stands only
 * what a reset may take away. */
#ifndef EUICC_CARD_H
#define EUICC_CARD_H

#include "euicc/card_data.h"
#include "euicc/store_data.h"
#include "uicc/uicc.h"

/* What became of the REFRESH that the terminal was asked for. */
enum refresh_state { REFRESH_NONE, REFRESH_ASKED, REFRESH_AGREED, REFRESH_POSTPONED, REFRESH_REFUSED };

struct euicc {
	struct nvm *nvm;
	const struct random *random;
	struct card_data data;
	struct uicc *uicc;
	struct applet isd_r, ecasd, isd_p;
	uint8_t isd_p_aid[AID_MAXIMUM]; /* of the enabled profile */
	struct store_data assembly[CHANNELS];
	struct download_session *session; /* NULL: none */
	enum refresh_state refresh;
	bool spoils_signatures;
};

#endif
