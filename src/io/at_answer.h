/* SPDX-License-Identifier: Apache-2.0 */
/* What a modem says, as octets come: lines, which of them ends an answer, which is its result (ITU-T V.250, 3GPP TS 27.007).
 * Echo, blank lines and what the modem says unasked are passed over. */
#ifndef IO_AT_ANSWER_H
#define IO_AT_ANSWER_H

#include "base/buffer.h"

enum {
	AT_LINE_MAXIMUM = 160 << 10, /* a whole answer of a card as hexadecimal */
	AT_CODE_NONE = -1,
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

struct at_lines {
	struct buffer input; /* received, not looked at yet */
	struct buffer line;  /* the result of the last command */
};

struct at_lines at_lines(void);
void at_lines_release(struct at_lines *lines);

/* Drops all: what is late belongs to a command that was given up. */
void at_lines_clear(struct at_lines *lines);

/* Adds what was received. A line without end is nothing that a modem says: it is dropped when it is over the limit. */
void at_lines_add(struct at_lines *lines, struct bytes octets);

/* Looks at whole lines. The last line that begins with `prefix` is the result; of a prefix that ends in a blank, a line that is
 * only a number is one, too: some modems leave it out. NULL: there is no result. True: the answer is at its end, and all but
 * AT_SILENT and AT_HUNG_UP is told. */
bool at_lines_look(struct at_lines *lines, const char *prefix, struct at_answer *answer);

/* LENGTH,"DIGITS" after +CGLA: or +CSIM:, appended as octets. The length is that of the digits; modems that count octets are
 * understood, and those that leave the quotes out. STATUS_MALFORMED: another form, or not whole; STATUS_TOO_LARGE. */
enum status at_apdu_read(struct text line, struct buffer *answer) MUST_CHECK;

/* A sentence's part for a code of TS 27.007 9.2: "there is no SIM in the modem"; NULL: none of those we know. */
const char *at_error_about(int code);

/* Numbers, and the texts that modems give instead. AT_CODE_NONE: unknown. */
int at_error_read(struct text text);

#endif
