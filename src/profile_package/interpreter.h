/* SPDX-License-Identifier: Apache-2.0 */
/* A profile package, octet by octet, into calls of a builder. Memory does not grow with the package: one value of at
 * most STREAM_VALUE_MAXIMUM octets (element_stream.h) is held at a time, longer contents pass through in pieces. Of a security
 * domain or an application what identifies it is gathered, OBJECT_OCTETS_MAXIMUM octets in all (interpreter_state.h). */
#ifndef PROFILE_PACKAGE_INTERPRETER_H
#define PROFILE_PACKAGE_INTERPRETER_H

#include "base/buffer.h"
#include "profile_package/builder.h"
#include "profile_package/profile_support.h"

enum { INTERPRETER_RESPONSE_MAXIMUM = 1024 /* octets */ };

struct interpreter;

/* What `support` does not have is refused as the package's header or the element's `mandated` says. NULL: no memory.
 * `builder` and `support` must outlive it. */
struct interpreter *interpreter_new(const struct profile_builder *builder, const struct profile_support *support);
void interpreter_free(struct interpreter *interpreter);

/* Octets of the package as they come, cut anywhere.
 * STATUS_OK: go on; STATUS_REFUSED: the installation is aborted, interpreter_response() says why. */
enum status interpreter_feed(struct interpreter *interpreter, struct bytes input) MUST_CHECK;

/* The package is over. STATUS_REFUSED: aborted, or it ended before PE-End. */
enum status interpreter_finish(struct interpreter *interpreter) MUST_CHECK;

/* EUICCResponse (30 …): the statuses of the elements that failed or warned, or the one ok. */
struct bytes interpreter_response(const struct interpreter *interpreter);

/* Where it stopped, for people: octets from the start of the package, and the element's name ("usim"). */
size_t interpreter_offset(const struct interpreter *interpreter);
const char *interpreter_element(const struct interpreter *interpreter);

#endif
