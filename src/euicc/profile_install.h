/* SPDX-License-Identifier: Apache-2.0 */
/* Installing one profile: from the opened contents of a package to a profile in a slot and a signed result, or to
 * nothing and a signed result (SGP.22 5.5, 2.5.6). The calls that take a struct profile_install run inside the
 * transaction that the package loader has open. They answer STATUS_REFUSED with install->error set when the package
 * is at fault; any other status is the card's own trouble. */
#ifndef EUICC_PROFILE_INSTALL_H
#define EUICC_PROFILE_INSTALL_H

#include "euicc/card.h"
#include "euicc/install_marker.h"
#include "euicc/profile_slots.h"
#include "euicc/profile_writer.h"
#include "profile_package/interpreter.h"

enum { INSTALLATION_ANSWER_MAXIMUM = 4096 /* octets of BF37 */ };

struct profile_install {
	struct euicc *euicc;
	struct install_marker marker;
	int error;                         /* enum installation_error */
	struct buffer dp_proprietary_data; /* B8, whole */
	struct buffer metadata_octets;     /* BF25, whole */
	struct profile_metadata metadata;  /* views into metadata_octets */
	struct profile_store *store;
	struct profile_writer writer;
	struct profile_builder builder;
	struct profile_support support;
	struct interpreter *interpreter;
};

void profile_install_release(struct profile_install *install);

/* Notes that the installation begins. `marker` says whose it is; its slot and ICCID come later. */
enum status profile_install_begin(struct euicc *euicc, const struct install_marker *marker,
                                  struct profile_install *out) MUST_CHECK;

/* ConfigureISDP (BF24): takes a slot. `server_oid` is the SM-DP+'s. */
enum status profile_install_configure(struct profile_install *install, struct bytes request,
                                      struct bytes server_oid) MUST_CHECK;

/* StoreMetadata (BF25): may this profile come onto this card? */
enum status profile_install_metadata(struct profile_install *install, struct bytes request) MUST_CHECK;

/* Octets of the profile elements. */
enum status profile_install_elements(struct profile_install *install, struct bytes octets) MUST_CHECK;

/* All octets came: the profile, its result and its notifications are written, the marker goes. The result (BF37) is
 * appended to `answer`, to be sent when the transaction is durable. `owner_oid` and the session's CI name the one-time
 * key that is used up. */
enum status profile_install_finish(struct profile_install *install, struct bytes owner_oid, struct bytes ci_key_id,
                                   struct buffer *answer) MUST_CHECK;

/* In a transaction of its own: what is there of the profile goes, and the result with `error` is kept and appended. */
enum status profile_install_fail(struct euicc *euicc, const struct install_marker *marker, int error,
                                 struct bytes sima_response, struct buffer *answer) MUST_CHECK;

/* In a transaction of its own, if an installation was going on: as profile_install_fail() with the reason
 * "interruption". For a start, a reset and a new challenge. */
enum status profile_install_interrupted(struct euicc *euicc) MUST_CHECK;

/* As above without a result. For CancelSession. */
enum status profile_install_abandon(struct euicc *euicc) MUST_CHECK;

#endif
