/* SPDX-License-Identifier: Apache-2.0 */
/* Subscribers as the core networks of others import them, one file a network, written row by row. */
#ifndef SUBSCRIPTION_NETWORK_EXPORT_H
#define SUBSCRIPTION_NETWORK_EXPORT_H

#include "base/buffer.h"
#include "crypto/usim_authenticate.h"
#include "subscription/subscription.h"

struct network_settings {
	enum usim_algorithm algorithm;
	size_t mnc_digits;     /* 2 or 3 */
	struct text apn;       /* "internet" */
	uint8_t slice_type;    /* SST: 1 */
	struct text slice_differentiator; /* SD, six hexadecimal digits; empty: none */
};

struct network_export {
	const char *name;      /* "open5gs": for --network */
	const char *file_name; /* "open5gs-subscribers.json" */
	const char *help;      /* how the network takes it */
	enum status (*begin)(const struct network_settings *settings, struct buffer *out); /* NULL: nothing stands first */
	enum status (*row)(const struct network_settings *settings, const struct subscription *subscription, uint64_t index,
	                   struct buffer *out);
	enum status (*end)(struct buffer *out); /* NULL: nothing stands last */
};

/* NULL past the last. */
const struct network_export *network_export_at(size_t index);
const struct network_export *network_export_find(struct text name);

/* The network can have subscribers with this algorithm. */
bool network_export_takes(const struct network_export *network, enum usim_algorithm algorithm);

#endif
