/* SPDX-License-Identifier: Apache-2.0 */
/* An ES10 message as a tree of names and values for people, and where in it the secrets are. Takes whatever went over the
 * link: malformed parts are shown as octets with a note, messages that were cut off as far as they go. */
#ifndef RSP_ES10_TREE_H
#define RSP_ES10_TREE_H

#include "base/buffer.h"
#include "rsp/es10_dictionary.h"

enum {
	ES10_LINES_MAXIMUM = 2000, /* of one tree; a note says when there would be more */
	HIDDEN_RANGES_MAXIMUM = 16,
};

/* Parts of some octets that nobody is to see, in rising order. */
struct hidden_octets {
	struct {
		size_t from, to; /* `to` is the first octet after the part */
	} ranges[HIDDEN_RANGES_MAXIMUM];
	size_t count;
};

/* Adds a part that begins behind those that are there. One too many is joined with the one before it, so that rather more
 * is hidden than less. Nothing is added for an empty part. */
void hidden_octets_add(struct hidden_octets *hidden, size_t from, size_t to);

/* The secrets in the beginning of a message, whose rest need not have come yet: a secret is found before its first octet
 * comes. Where a part that may hold secrets is malformed, its rest is one. *out is replaced. */
void es10_find_secrets(const struct es10_field *fields, struct bytes beginning, struct hidden_octets *out);

/* Appends lines, each after `indent` tabs and with a line end. With `reveal` secrets are printed too. Fails only as
 * buffers do: STATUS_TOO_LARGE, STATUS_NO_MEMORY. */
enum status es10_tree_print(const struct es10_field *fields, struct bytes message, unsigned indent, bool reveal,
                            struct buffer *out) MUST_CHECK;

/* One value in the form of its row, without a line end. `whole`: with tag and length. Failures as es10_tree_print(). */
enum status es10_value_print(const struct es10_field *field, struct bytes value, struct bytes whole,
                             struct buffer *out) MUST_CHECK;

#endif
