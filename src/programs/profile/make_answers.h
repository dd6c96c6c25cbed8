/* SPDX-License-Identifier: Apache-2.0 */
/* Getting answers for `profile make`: from options, from somebody at the terminal, or what is proposed. */
#ifndef PROGRAMS_PROFILE_MAKE_ANSWERS_H
#define PROGRAMS_PROFILE_MAKE_ANSWERS_H

#include "programs/profile/make_questions.h"

/* Asks only if an option is missing that must be said. False: a sentence was printed; return *out_code. */
bool make_answers_read(const struct invocation *invocation, struct make_answers *out, enum exit_code *out_code) MUST_CHECK;

#endif
