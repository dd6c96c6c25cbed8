/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of the networks that keep their subscribers in MongoDB. Only network_*.c files include this. */
#ifndef SUBSCRIPTION_NETWORK_ROWS_H
#define SUBSCRIPTION_NETWORK_ROWS_H

#include "subscription/network_export.h"

/* Separation bit set, as EPS and 5G ask of it (TS 33.401 6.1.2). */
#define NETWORK_AMF "8000"

/* A first sequence number above nought: a card takes none that is not above its own. */
#define NETWORK_SQN "000000000020"

enum { NETWORK_QCI = 9 }; /* best effort (TS 23.203 6.1.7.2) */

enum status open5gs_row(const struct network_settings *settings, const struct subscription *subscription, uint64_t index,
                        struct buffer *out) MUST_CHECK;
enum status free5gc_row(const struct network_settings *settings, const struct subscription *subscription, uint64_t index,
                        struct buffer *out) MUST_CHECK;

#endif
