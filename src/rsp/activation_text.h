/* SPDX-License-Identifier: Apache-2.0 */
/* The activation code in what people have of it: the code itself, a link that a phone opens, a message that was pasted
 * whole. */
#ifndef RSP_ACTIVATION_TEXT_H
#define RSP_ACTIVATION_TEXT_H

#include "base/arena.h"
#include "rsp/activation_code.h"

enum { ACTIVATION_TEXT_MAXIMUM = 64 << 10 }; /* octets that are looked through */

/* Finds the first activation code in the text and appends it to `out`, in the form that activation_code_parse() takes.
 * Known forms: LPA:1$… and 1$… by themselves or among other words; lpa: links; https links whose parameter carddata holds
 * the code; all of them percent-encoded once or twice.
 * STATUS_NOT_FOUND: there is none; STATUS_MALFORMED: there is one, and something in it is wrong; STATUS_UNSUPPORTED: one of
 * another format than 1; STATUS_TOO_LARGE: too much text. */
enum status activation_text_find(struct text input, struct buffer *out) MUST_CHECK;

#endif
