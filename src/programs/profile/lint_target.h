/* SPDX-License-Identifier: Apache-2.0 */
/* The card that `profile lint --target` names: a personality, or what a real card told about itself. */
#ifndef PROGRAMS_PROFILE_LINT_TARGET_H
#define PROGRAMS_PROFILE_LINT_TARGET_H

#include "euicc/personality.h"
#include "profile_package/lint.h"
#include "programs/command_line.h"

/* `name`: of a personality that comes with Provisim, a path of another (.yaml), or of a file with EUICCInfo2 (BF22, DER).
 * Texts live in the invocation's arena. False: a sentence was printed. */
bool profile_lint_target(struct invocation *invocation, const char *name, struct lint_target *out) MUST_CHECK;

/* The target that stands for cards of one personality. */
struct lint_target profile_lint_personality(const char *name, const struct euicc_personality *personality);

#endif
