/* SPDX-License-Identifier: Apache-2.0 */
/* A modem's serial port: one AT command, its answer (ITU-T V.250, 3GPP TS 27.007). Echo, blank lines and what the modem
 * says unasked are passed over; everything has its time. */
#ifndef IO_AT_PORT_H
#define IO_AT_PORT_H

#include <termios.h>

#include "base/buffer.h"

enum {
	AT_LINE_MAXIMUM = 160 << 10, /* a whole answer of a card as hexadecimal */
	AT_FAILURE_SIZE = 320,
	AT_CODE_NONE = -1,
};

/* All zero is none. */
struct at_port {
	int file; /* one higher than its descriptor */
	struct termios before;
	struct buffer input; /* received, not looked at yet */
	struct buffer line;  /* the answer to the last command */
};

enum at_ending {
	AT_OK,
	AT_ERROR,   /* without a reason, or the command is not known */
	AT_FAILED,  /* +CME ERROR: see `code` */
	AT_SILENT,  /* no end of the answer in time */
	AT_HUNG_UP, /* the port is gone */
};

struct at_answer {
	enum at_ending ending;
	int code;         /* of AT_FAILED, TS 27.007 9.2; or AT_CODE_NONE */
	bool has_line;
	struct text line; /* what follows the prefix; good until the next command */
};

/* `speed`: bits a second; nought: 115200. STATUS_REFUSED: no permission; STATUS_UNSUPPORTED: no serial port, or no such
 * speed; STATUS_IO. `failure` has a sentence then. */
enum status at_port_open(const char *path, unsigned speed, struct at_port *out, char failure[AT_FAILURE_SIZE]) MUST_CHECK;
void at_port_release(struct at_port *port);

/* Sends the command (without its line end) and waits for the end of the answer. The last line that begins with `prefix` is
 * its result; of a prefix that ends in a blank, a line that is only a number is one, too: some modems leave it out. NULL:
 * there is no result. */
struct at_answer at_port_command(struct at_port *port, struct text command, const char *prefix, int milliseconds);

/* A sentence's part for a code of TS 27.007 9.2: "there is no SIM in the modem"; NULL: none of those we know. */
const char *at_error_about(int code);

/* Numbers, and the texts that modems give instead. AT_CODE_NONE: unknown. */
int at_error_read(struct text text);

#endif
