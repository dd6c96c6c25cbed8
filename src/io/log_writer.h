/* SPDX-License-Identifier: Apache-2.0 */
/* The log port onto a stream: one line an event, for people or as JSON. */
#ifndef IO_LOG_WRITER_H
#define IO_LOG_WRITER_H

#include <stdbool.h>
#include <stdio.h>

#include "io/log_flood.h"
#include "ports/log.h"

/* Must stay where it is while its log is in use. */
struct log_writer {
	FILE *stream;
	bool json;
	enum log_level level; /* what is below is left out */
	struct log_flood flood;
};

/* A line is written whole, also by several threads at once. Of one event with one outcome and the same codes only so many are
 * written (io/log_flood.h), except what a card that proved itself achieved; the next line says how many were left out. */
struct log log_writer_log(struct log_writer *writer);

#endif
