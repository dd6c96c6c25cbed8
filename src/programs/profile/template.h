/* SPDX-License-Identifier: Apache-2.0 */
/* The profile that others are made from: a package or its source, with what --set changes in it, and where one subscriber's
 * values stand. */
#ifndef PROGRAMS_PROFILE_TEMPLATE_H
#define PROGRAMS_PROFILE_TEMPLATE_H

#include "programs/profile/home_key_files.h"
#include "subscription/stencil.h"

struct profile_template {
	struct stencil stencil;
	struct subscription given;  /* by --set FIELD=VALUE */
	struct key_plan drawn;      /* by --draw */
	struct home_keys home_keys; /* by --suci-key; in the stencil already */
};

void profile_template_release(struct profile_template *template);

/* Reads the file named, --set, --suci-key and --draw. `draw`: the fields to draw when --draw is not given. False: a sentence
 * was printed; return *out_code. Release *out in any case. */
bool profile_template_read(const struct invocation *invocation, const char *path, const char *draw,
                           struct profile_template *out, enum exit_code *out_code) MUST_CHECK;

/* Draws what is to be drawn, and appends the subscriber's package to `out`. `place`: what the subscriber is called in
 * sentences, "line 4"; empty: nothing. False: a sentence was printed; return EXIT_FAILED. */
bool profile_template_fill(const struct invocation *invocation, const struct profile_template *template, const char *place,
                           struct subscription *subscription, struct buffer *out) MUST_CHECK;

/* For tables of options. */
#define PROFILE_TEMPLATE_OPTIONS \
	{ "set", 0, "NAME=VALUE", NULL, NULL, \
	  "a value of the subscriber (iccid, imsi, msisdn, ki, op, opc, pin1, puk1, pin2, puk2, adm1, kic1 …), or of the " \
	  "profile by its path (usim/ef-spn/spn/name); several times for several" }, \
	{ "draw", 0, "NAMES", NULL, NULL, "values to draw at random, with commas between them; \"none\"" }, \
	{ "other-network", 0, NULL, NULL, NULL, "allow IMSIs of another network than the template's" }, \
	HOME_KEY_OPTIONS

#endif
