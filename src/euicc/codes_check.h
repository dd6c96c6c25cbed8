/* SPDX-License-Identifier: Apache-2.0 */
/* Whether every code that a directory names is there: in it, or in one above it. */
#ifndef EUICC_CODES_CHECK_H
#define EUICC_CODES_CHECK_H

#include "uicc/profile_store.h"

/* *out_complete: no pinStatusTemplateDO names a PIN that nobody defines. */
enum status codes_check(const struct profile_store *store, bool *out_complete) MUST_CHECK;

#endif
