/* SPDX-License-Identifier: Apache-2.0 */
/* The log port onto a stream: one line an event, for people or as JSON. */
#ifndef IO_LOG_WRITER_H
#define IO_LOG_WRITER_H

#include <stdbool.h>
#include <stdio.h>

#include "ports/log.h"

/* Must stay where it is while its log is in use. */
struct log_writer {
	FILE *stream;
	bool json;
	enum log_level level; /* what is below is left out */
};

/* A line is written whole, also by several threads at once. */
struct log log_writer_log(struct log_writer *writer);

#endif
