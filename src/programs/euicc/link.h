/* SPDX-License-Identifier: Apache-2.0 */
/* How a running card is reached: it dials a virtual reader (--vpcd), listens for terminals (--tcp), or speaks lpac's
 * protocol on standard input and output (--stdio). */
#ifndef PROGRAMS_EUICC_LINK_H
#define PROGRAMS_EUICC_LINK_H

#include "io/card_vpcd.h"
#include "programs/output.h"

enum { LINK_HOST_SIZE = 256 };

enum euicc_link_kind { EUICC_LINK_VPCD, EUICC_LINK_TCP, EUICC_LINK_STDIO };

struct euicc_link {
	enum euicc_link_kind kind;
	char host[LINK_HOST_SIZE];
	uint16_t port;
};

/* From the options of the command. EXIT_USAGE: a sentence was printed. */
enum exit_code euicc_link_parse(const struct invocation *invocation, struct euicc_link *out);

/* For the next of many cards: its port is so many higher, if it is not any free one. EXIT_USAGE: a sentence was printed. */
enum exit_code euicc_link_shift(const struct invocation *invocation, unsigned ordinal, struct euicc_link *link);

/* Serves the card until SIGTERM, SIGINT or, with --stdio, the end of standard input. `eid`: as digits, to be shown. */
enum exit_code euicc_link_serve(const struct invocation *invocation, const struct euicc_link *link,
                                const struct vpcd_card *card, const char *eid);

#endif
