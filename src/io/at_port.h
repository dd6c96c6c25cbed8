/* SPDX-License-Identifier: Apache-2.0 */
/* A modem's serial port: one AT command, its answer. Everything has its time. */
#ifndef IO_AT_PORT_H
#define IO_AT_PORT_H

#include <termios.h>

#include "io/at_answer.h"

enum { AT_FAILURE_SIZE = 320 };

/* All zero is none. */
struct at_port {
	int file; /* one higher than its descriptor */
	struct termios before;
	struct at_lines lines;
};

/* `speed`: bits a second; nought: 115200. STATUS_REFUSED: no permission; STATUS_UNSUPPORTED: no serial port, or no such
 * speed; STATUS_IO. `failure` has a sentence then. */
enum status at_port_open(const char *path, unsigned speed, struct at_port *out, char failure[AT_FAILURE_SIZE]) MUST_CHECK;
void at_port_release(struct at_port *port);

/* Sends the command (without its line end) and waits for the end of the answer; its result is as for at_lines_look(). */
struct at_answer at_port_command(struct at_port *port, struct text command, const char *prefix, int milliseconds);

#endif
