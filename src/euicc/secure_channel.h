/* SPDX-License-Identifier: Apache-2.0 */
/* InitialiseSecureChannel (BF23, SGP.22 5.5.1) as the card judges it: who bound the package, for which session, and the
 * keys that both sides derive. */
#ifndef EUICC_SECURE_CHANNEL_H
#define EUICC_SECURE_CHANNEL_H

#include "euicc/download_session.h"
#include "rsp/protected_segment.h"

/* `request` is BF23, whole. Nought and the keys of the channel, or an enum installation_error. */
int secure_channel_open(const struct download_session *session, const struct eid *eid, struct bytes request,
                        struct segment_keys *out_keys) MUST_CHECK;

#endif
