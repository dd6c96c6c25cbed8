/* SPDX-License-Identifier: Apache-2.0 */
/* ES10b.LoadBoundProfilePackage (SGP.22 5.7.6, 2.5.4): the package as one stream of octets, wherever an LPA cuts it;
 * one protected TLV is held at a time. */
#ifndef EUICC_LOAD_PACKAGE_H
#define EUICC_LOAD_PACKAGE_H

#include "euicc/download_session.h"
#include "euicc/profile_install.h"

struct load_package;

void load_package_free(struct load_package *load);

/* A tag that belongs into a package, not into a command. */
bool load_package_is_part(uint32_t tag);

/* Whether a chain that begins with these octets goes on with the package of the session rather than being a command.
 * Between two sequences or segments of a package every ES10 command is let through; elsewhere only GetEUICCChallenge,
 * with which an LPA gives up. */
bool load_package_wants(const struct euicc *euicc, struct bytes octets);

/* The next octets, in one transaction. Appends nothing, or the installation result when the package ended or failed;
 * then the session is over. STATUS_OUT_OF_ORDER: it was over already, nothing changed. */
enum status load_package_feed(struct euicc *euicc, struct bytes octets, struct buffer *answer) MUST_CHECK;

#endif
