/* SPDX-License-Identifier: Apache-2.0 */
/* Whose profile it is: the IMSIs in the files that a card would make of a package. */
#ifndef PROFILE_PACKAGE_PACKAGE_IMSIS_H
#define PROFILE_PACKAGE_PACKAGE_IMSIS_H

#include "base/bytes.h"
#include "base/status.h"

enum { PACKAGE_IMSIS_MAXIMUM = 4, PACKAGE_IMSI_SIZE = 16 /* 15 digits and NUL */ };

struct package_imsis {
	char digits[PACKAGE_IMSIS_MAXIMUM][PACKAGE_IMSI_SIZE];
	size_t count; /* nought: no EF.IMSI, or none with digits in it yet */
};

/* The first of them, in the order in which their files are made, however they are made; of a package that a card would refuse
 * in the middle, those before that. STATUS_NO_MEMORY. */
enum status package_imsis_find(struct bytes package, struct package_imsis *out) MUST_CHECK;

#endif
