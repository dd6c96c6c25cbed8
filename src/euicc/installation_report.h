/* SPDX-License-Identifier: Apache-2.0 */
/* Making the signed ProfileInstallationResult (SGP.22 2.5.6) of an installation that the marker tells about. */
#ifndef EUICC_INSTALLATION_REPORT_H
#define EUICC_INSTALLATION_REPORT_H

#include "euicc/card.h"
#include "euicc/install_marker.h"

/* How it ended. */
struct installation_outcome {
	int error;                  /* nought: installed */
	struct bytes aid;           /* of the ISD-P, when installed */
	struct bytes sima_response; /* of the package interpreter; may be empty after an error */
};

/* Signs the result, keeps it in the notification list and appends it (BF37). In the caller's transaction. */
enum status installation_report(struct euicc *euicc, const struct install_marker *marker,
                                const struct installation_outcome *outcome, struct buffer *answer) MUST_CHECK;

#endif
