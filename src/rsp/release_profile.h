/* SPDX-License-Identifier: Apache-2.0 */
/* ES2+.ReleaseProfile (SGP.22 5.3.4, 6.5.2.4): a confirmed order may be downloaded from now on. The answer has nothing but its
 * header. */
#ifndef RSP_RELEASE_PROFILE_H
#define RSP_RELEASE_PROFILE_H

#include "rsp/es2plus.h"
#include "rsp/function_header.h"

#define RELEASE_PROFILE_PATH ES2PLUS_PATH "releaseProfile"

struct release_profile_request {
	struct function_request_header header;
	struct text iccid; /* empty: absent */
};

/* Texts live as long as the document. STATUS_NOT_FOUND: the header or a part of it is missing; STATUS_MALFORMED. */
enum status release_profile_request_read(struct json_value json, struct release_profile_request *out) MUST_CHECK;
enum status release_profile_request_write(const struct release_profile_request *request, struct buffer *out) MUST_CHECK;

#endif
