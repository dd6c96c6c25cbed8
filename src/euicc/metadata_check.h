/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a profile may come onto the card, by what its metadata says (SGP.22 5.5.3, 2.4.11, 2.4.12). */
#ifndef EUICC_METADATA_CHECK_H
#define EUICC_METADATA_CHECK_H

#include "euicc/card.h"

/* *out_error: nought, or an enum installation_error. Another status than STATUS_OK is the card's own failure. */
enum status metadata_check(struct euicc *euicc, const struct profile_metadata *metadata, int *out_error) MUST_CHECK;

#endif
