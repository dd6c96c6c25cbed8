/* SPDX-License-Identifier: Apache-2.0 */
/* Subscribers as CSV (RFC 4180): a line that names the columns, then one line each. */
#ifndef SUBSCRIPTION_SUBSCRIBER_LIST_H
#define SUBSCRIPTION_SUBSCRIBER_LIST_H

#include "base/buffer.h"
#include "subscription/subscription.h"

enum {
	SUBSCRIBER_LINE_MAXIMUM = 4096, /* octets */
	SUBSCRIBER_COLUMNS_MAXIMUM = 64,
};

struct subscriber_columns {
	char separator;                                             /* , ; or a tab: what the first line uses */
	enum subscription_field fields[SUBSCRIBER_COLUMNS_MAXIMUM]; /* SUBSCRIPTION_FIELDS: left alone */
	size_t count;
};

/* The first line. Names as subscription_field_find() has them; columns named name, comment, acc or number are left alone.
 * STATUS_MALFORMED: an unknown or doubled name; `fault` says which. */
enum status subscriber_columns_read(struct text line, struct subscriber_columns *out,
                                    char fault[SUBSCRIPTION_FAULT_SIZE]) MUST_CHECK;

/* A further line, without its end; fields that it has no column for stay as they are. STATUS_MALFORMED: another number of
 * columns, a quote without its end, or a value that subscription_set() refuses; `fault` says which. */
enum status subscriber_line_read(const struct subscriber_columns *columns, struct text line, struct subscription *subscription,
                                 char fault[SUBSCRIPTION_FAULT_SIZE]) MUST_CHECK;

/* The line that names the columns `fields`, and one subscriber in it; each ends in a line feed. */
enum status subscriber_columns_write(const enum subscription_field fields[], size_t count, struct buffer *out) MUST_CHECK;
enum status subscriber_line_write(const struct subscription *subscription, const enum subscription_field fields[], size_t count,
                                  struct buffer *out) MUST_CHECK;

#endif
