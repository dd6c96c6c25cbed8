/* SPDX-License-Identifier: Apache-2.0 */
/* A session behind the library's handle: one order at a time, which is one job of lpa/. */
#ifndef LPA_LIBRARY_SESSION_H
#define LPA_LIBRARY_SESSION_H

#include "lpa/card_call.h"
#include "lpa/chip_information.h"
#include "lpa/discovery.h"
#include "lpa/download_record.h"
#include "lpa/notification_delivery.h"
#include "lpa/session.h"
#include "provisim/lpa.h"

enum {
	CAPABILITIES_MAXIMUM = 256,
	WANT_TEXTS_MAXIMUM = 16 << 10, /* octets of what a want's texts are copied to */
	RESULTS_MAXIMUM = 16 << 20,
};

enum order_kind {
	ORDER_NONE,
	ORDER_PROFILES,
	ORDER_NOTIFICATIONS,
	ORDER_CHANGE, /* a card call without a list */
	ORDER_CHIP,
	ORDER_DOWNLOAD,
	ORDER_DELIVERY,
	ORDER_DISCOVERY,
};

struct provisim_lpa {
	uint8_t aid[AID_MAXIMUM];
	uint8_t capabilities[CAPABILITIES_MAXIMUM];
	struct device_info device;
	struct lpa_session session;
	enum order_kind kind;
	struct lpa_job *job; /* of the latest order; NULL: there was none */
	union {
		struct lpa_card_call call;
		struct lpa_chip_information chip;
		struct lpa_download download;
		struct lpa_delivery delivery;
		struct lpa_discovery discovery;
	} order;
	uint64_t numbers[DELIVERY_ITEMS_MAXIMUM]; /* of a delivery */
	struct arena texts;   /* of the latest want */
	struct arena results; /* of the latest order */
};

/* Something of the order before is still wanted. */
bool session_is_busy(const struct provisim_lpa *lpa);

/* A text as callers read texts. False: no memory. */
bool session_copy(struct arena *arena, struct text text, const char **out) MUST_CHECK;

/* Forgets the order before; the results stay. */
void session_forget_order(struct provisim_lpa *lpa);

#endif
