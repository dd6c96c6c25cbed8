/* SPDX-License-Identifier: Apache-2.0 */
/* Cards behind modems. Each kind of modem has a driver in a module of its own, provisim-KIND.so, which is loaded when
 * it is first asked for: what they stand on is heavy, and a build may leave any of them out. */
#ifndef IO_CARD_DRIVER_H
#define IO_CARD_DRIVER_H

#include "ports/card_reader.h"

enum { CARD_FAILURE_SIZE = 400, CARD_SLOT_MAXIMUM = 5 };

struct card_device_choice {
	const char *device;      /* "/dev/ttyUSB2" */
	const char *lock_folder; /* see device_lock.h */
	unsigned slot;           /* of the modem, from 1; nought: the one in use */
	unsigned speed;          /* of a serial port, bits a second; nought: 115200 */
	unsigned seconds;        /* that one answer may take; nought: 60 */
	bool is_direct;          /* QMI, MBIM: not through the proxy that ModemManager uses as well */
	bool is_raw;             /* AT: through AT+CSIM although there is AT+CCHO */
	bool stays;              /* the modem is not made to read the card anew after a switch of profiles */
};

/* What a driver exports under the name card_KIND_open(). On failure `failure` has one sentence, and *out is not
 * written. STATUS_BUSY: another LPA has the device. */
typedef enum status card_driver_open_function(const struct card_device_choice *choice, struct card_reader *out,
                                              char failure[CARD_FAILURE_SIZE]);

card_driver_open_function card_at_open, card_qmi_open, card_mbim_open;

/* "at", "qmi" or "mbim". As the function above; STATUS_UNSUPPORTED: there is no such driver here. */
enum status card_driver_open(const char *kind, const struct card_device_choice *choice, struct card_reader *out,
                             char failure[CARD_FAILURE_SIZE]) MUST_CHECK;

/* The driver is there and can be loaded. */
bool card_driver_is_there(const char *kind) MUST_CHECK;

#endif
