/* SPDX-License-Identifier: Apache-2.0 */
/* What a server tells about its work: structured events for operators. Never a secret, and identifiers shortened. */
#ifndef PORTS_LOG_H
#define PORTS_LOG_H

#include "base/bytes.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

struct log_field {
	const char *name;  /* "transaction" */
	struct text value; /* fields with an empty value are left out */
};

/* { 0 } logs nothing. */
struct log {
	void *self;
	void (*write)(void *self, enum log_level level, const char *event, const struct log_field *fields, size_t count);
};

/* `event` names what happened: "authenticateClient". May be called from any thread. */
static inline void log_event(const struct log *log, enum log_level level, const char *event,
                             const struct log_field *fields, size_t count)
{
	if (log->write)
		log->write(log->self, level, event, fields, count);
}

#endif
