/* SPDX-License-Identifier: Apache-2.0 */
/* A subscriber's values in few octets, to be kept: what was given, and nothing for the rest. */
#ifndef SUBSCRIPTION_SUBSCRIPTION_PACK_H
#define SUBSCRIPTION_SUBSCRIPTION_PACK_H

#include "base/buffer.h"
#include "subscription/subscription.h"

enum { SUBSCRIPTION_PACK_MAXIMUM = 1600 }; /* octets */

/* Appends. Give a secret buffer. STATUS_TOO_LARGE, STATUS_NO_MEMORY. */
enum status subscription_pack(const struct subscription *subscription, struct buffer *out) MUST_CHECK;

/* Values that this program does not know are left out. STATUS_MALFORMED: not packed by subscription_pack(). */
enum status subscription_unpack(struct bytes packed, struct subscription *out) MUST_CHECK;

#endif
