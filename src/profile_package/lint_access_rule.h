/* SPDX-License-Identifier: Apache-2.0 */
/* What a record of EF.ARR says (TS 102 221 9.2.4), as far as rules ask. Only lint*.c files include this. */
#ifndef PROFILE_PACKAGE_LINT_ACCESS_RULE_H
#define PROFILE_PACKAGE_LINT_ACCESS_RULE_H

#include "profile_package/lint_model.h"

enum { RULE_REFERENCES = 16 };

enum lint_holder { HOLDER_NEVER, HOLDER_ALWAYS, HOLDER_PIN, HOLDER_ADM };

struct lint_access_rule {
	bool is_wellformed, is_blank, has_newer; /* newer: OR and AND of conditions, modes by instruction */
	enum lint_holder update;
	uint8_t references[RULE_REFERENCES];
	size_t reference_count;
};

/* A record in any state; of more key references than there is room for, the first. */
struct lint_access_rule lint_read_rule(struct bytes record);

/* Nothing but FF, or nothing at all. */
bool lint_is_padding(struct bytes rest);

#endif
