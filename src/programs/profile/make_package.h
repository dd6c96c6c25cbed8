/* SPDX-License-Identifier: Apache-2.0 */
/* From answers to a package: the template with what is the network's, then with what is the subscriber's. */
#ifndef PROGRAMS_PROFILE_MAKE_PACKAGE_H
#define PROGRAMS_PROFILE_MAKE_PACKAGE_H

#include "programs/profile/file.h"
#include "programs/profile/make_questions.h"
#include "subscription/stencil.h"

struct made_package {
	struct stencil stencil;           /* of the network's template */
	struct subscription subscription;
	bool fields[SUBSCRIPTION_FIELDS]; /* what the subscription has */
	struct buffer package, source;    /* DER, YAML */
};

#define MADE_PACKAGE \
	((struct made_package){ .package = SECRET_BUFFER(PACKAGE_FILE_MAXIMUM), .source = SECRET_BUFFER(PROFILE_FILE_MAXIMUM) })

void made_package_release(struct made_package *made);

/* Numbers and keys that were given; `op` may be NULL. STATUS_MALFORMED: `fault` has a sentence. */
enum status made_package_subscribe(const struct make_answers *answers, const char *op, struct made_package *made,
                                   char fault[SUBSCRIPTION_FAULT_SIZE]) MUST_CHECK;

/* Draws what is missing, and fills package and source. False: a sentence was printed; return EXIT_FAILED. */
bool made_package_fill(struct invocation *invocation, const struct make_answers *answers, struct made_package *made)
	MUST_CHECK;

#endif
