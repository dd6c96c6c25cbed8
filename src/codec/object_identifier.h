/* SPDX-License-Identifier: Apache-2.0 */
/* Object identifiers: dotted decimal text to and from the content octets of their DER form, without tag and length. */
#ifndef CODEC_OBJECT_IDENTIFIER_H
#define CODEC_OBJECT_IDENTIFIER_H

#include "base/buffer.h"

enum { OID_MAXIMUM = 64 /* content octets */ };

/* Appended to out; nothing is appended on failure. STATUS_MALFORMED: no identifier, or one of more than OID_MAXIMUM
 * octets. */
enum status oid_parse(struct text dotted, struct buffer *out) MUST_CHECK;
enum status oid_print(struct bytes oid, struct buffer *out) MUST_CHECK;

#endif
