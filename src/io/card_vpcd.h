/* SPDX-License-Identifier: Apache-2.0 */
/* Shows a card of ours to pcscd: dials the virtual reader "vpcd" of vsmartcard, which listens, and answers what the reader
 * passes on. Each message is two octets of length, then that many octets; a single octet is a control. */
#ifndef IO_CARD_VPCD_H
#define IO_CARD_VPCD_H

#include "base/buffer.h"

enum { VPCD_PORT = 35963 /* of Debian's first slot */ };

/* The card behind it. Anything but STATUS_OK ends card_vpcd_run(). */
struct vpcd_card {
	void *self;
	/* Power on, power off and reset: everything volatile is gone. Appends the ATR. */
	enum status (*reset)(void *self, struct buffer *out_atr);
	/* Appends data and status word. */
	enum status (*transmit)(void *self, struct bytes command, struct buffer *answer);
	/* The power goes; a reset follows at once. May be NULL. */
	void (*powered_off)(void *self);
	/* The reader was found, or lost. May be NULL. */
	void (*connected)(void *self, bool is_connected);
};

struct vpcd_settings {
	const char *host;      /* name or address */
	uint16_t port;         /* nought: VPCD_PORT */
	int stop;              /* descriptor that becomes readable when it is time to stop; -1: never */
	unsigned retry_milliseconds; /* between two attempts to connect; nought: 300 */
};

/* Blocks: serves the reader, and dials again whenever it is not there or goes away. STATUS_OK: told to stop;
 * STATUS_NOT_FOUND: no such host; STATUS_IO: no sockets to be had; or what the card said. */
enum status card_vpcd_run(const struct vpcd_settings *settings, const struct vpcd_card *card) MUST_CHECK;

#endif
