/* SPDX-License-Identifier: Apache-2.0 */
/* Activation codes on paper: one HTML file without anything from outside, eight codes to a page of A4. */
#ifndef PROGRAMS_PROFILE_BATCH_SHEET_H
#define PROGRAMS_PROFILE_BATCH_SHEET_H

#include "base/buffer.h"
#include "programs/output.h"

struct batch_card {
	struct text title;  /* of the profile, for people */
	struct text iccid, imsi;
	struct text code;   /* with LPA: */
	bool has_confirmation_code;
};

enum status batch_sheet_begin(struct text title, struct buffer *out) MUST_CHECK;
enum status batch_sheet_card(const struct batch_card *card, struct buffer *out) MUST_CHECK;
enum status batch_sheet_end(struct buffer *out) MUST_CHECK;

#endif
