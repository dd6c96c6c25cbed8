/* SPDX-License-Identifier: Apache-2.0 */
/* Authentication parameters as a package has them, turned into what the card runs with. */
#ifndef EUICC_AKA_RECORD_H
#define EUICC_AKA_RECORD_H

#include "profile_package/builder.h"
#include "uicc/profile_store.h"

/* STATUS_UNSUPPORTED: an algorithm or a size that the card does not have; STATUS_MALFORMED: a key of a wrong size. */
enum status aka_record_make(const struct new_aka *aka, struct authentication *out) MUST_CHECK;

/* One of the keys that a test profile may have (SGP.22 2.4.5.3). */
bool aka_record_is_for_tests(const struct new_aka *aka);

/* The application with this AID, whose parameters another one shares; NO_NODE: none. */
node_number aka_record_source(const struct profile_store *store, struct bytes aid);

#endif
