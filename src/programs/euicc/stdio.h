/* SPDX-License-Identifier: Apache-2.0 */
/* lpac's stdio protocol (LPAC_APDU=stdio), the card's side. One JSON object a line, {"type":"apdu","payload":{"func":F,
 * "param":P}}, answered by {"type":"apdu","payload":{"ecode":N,"data":HEX}}. F is connect, disconnect, logic_channel_open
 * (P: the AID; N: the channel, or -1), logic_channel_close (P: the channel) or transmit (P: the command; HEX: data and
 * status word). Lines of another type are not for the card: they are results, and go to standard error. */
#ifndef PROGRAMS_EUICC_STDIO_H
#define PROGRAMS_EUICC_STDIO_H

#include "io/card_vpcd.h"

/* Blocks until `in` ends or `stop` becomes readable. STATUS_IO: a descriptor failed; STATUS_TOO_LARGE: a line is over
 * 1 MiB; or what the card said. */
enum status euicc_stdio_serve(const struct vpcd_card *card, int in, int out, int stop) MUST_CHECK;

#endif
