/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PROGRAMS_EUICC_SHOW_PROFILE_H
#define PROGRAMS_EUICC_SHOW_PROFILE_H

#include "euicc/profile_content.h"
#include "programs/output.h"

/* Says what is inside: sentences at once, and one JSON object appended to `json`. `reveal`: values of keys and codes too. */
enum status euicc_show_profile(struct invocation *invocation, const struct profile_content *content, bool reveal,
                               struct buffer *json) MUST_CHECK;

#endif
