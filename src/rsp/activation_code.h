/* SPDX-License-Identifier: Apache-2.0 */
/* The text inside an eSIM QR code: "LPA:1$smdp.example$MATCHING-ID". SGP.22 4.1 */
#ifndef RSP_ACTIVATION_CODE_H
#define RSP_ACTIVATION_CODE_H

#include "base/buffer.h"

enum { ACTIVATION_CODE_MAXIMUM = 255 }; /* characters, without the LPA: prefix */

/* Every field points into the text that was parsed and dies with it. */
struct activation_code {
	struct text smdp_address;        /* never empty */
	struct text matching_id;         /* empty: the order is found by EID */
	struct text smdp_oid;            /* dotted; empty: any server certificate OID will do */
	bool confirmation_code_required; /* a hint: the server decides */
};

/* Takes the code with or without its "LPA:" prefix, in any case, with blanks around it. Later fields are ignored.
 * STATUS_MALFORMED: not an activation code; STATUS_UNSUPPORTED: a format other than 1. *out is then as it was. */
enum status activation_code_parse(struct text input, struct activation_code *out) MUST_CHECK;

/* Appends "1$…", without prefix, with trailing empty fields left out; the matching ID, also an empty one, keeps its
 * "$". STATUS_MALFORMED: a field is not what it should be; STATUS_TOO_LARGE: over ACTIVATION_CODE_MAXIMUM. */
enum status activation_code_print(const struct activation_code *code, struct buffer *out) MUST_CHECK;

#endif
