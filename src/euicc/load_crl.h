/* SPDX-License-Identifier: Apache-2.0 */
/* ES10b.LoadCRL (SGP.22 5.7.12). */
#ifndef EUICC_LOAD_CRL_H
#define EUICC_LOAD_CRL_H

#include "euicc/card.h"

enum load_crl_error {
	LOAD_CRL_INVALID_SIGNATURE = 1,
	LOAD_CRL_INVALID_FORMAT = 2,
	LOAD_CRL_NOT_ENOUGH_MEMORY = 3,
	LOAD_CRL_KEY_NOT_FOUND = 4,
	LOAD_CRL_FRESHER_LOADED = 5,
	LOAD_CRL_BASE_MISSING = 6,
	LOAD_CRL_UNDEFINED_ERROR = 127,
};

enum status load_crl(struct euicc *euicc, struct bytes command, struct buffer *answer) MUST_CHECK;

#endif
