/* SPDX-License-Identifier: Apache-2.0 */
/* The card is another program, which started this one: lpac's stdio protocol, the LPA's side. One JSON object a line,
 * {"type":"apdu","payload":{"func":F,"param":P}}, answered by {"type":"apdu","payload":{"ecode":N,"data":HEX}}. F is
 * connect, disconnect, logic_channel_open (P: the AID; N: the channel, or negative), logic_channel_close or transmit. */
#ifndef IO_CARD_STDIO_H
#define IO_CARD_STDIO_H

#include <stdio.h>

#include "ports/card_reader.h"

enum { CARD_STDIO_FAILURE_SIZE = 240 };

/* `out` may be written by others between calls, whole lines. An answer may take `seconds`; nought: 60. STATUS_IO: nobody
 * answers, or there is no card; `failure` has a sentence. */
enum status card_stdio_open(int in, FILE *out_file, unsigned seconds, struct card_reader *out,
                            char failure[CARD_STDIO_FAILURE_SIZE]) MUST_CHECK;

#endif
