/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON envelope of SGP.22 6.5: paths, headers, and the header members of requests and answers. */
#ifndef RSP_FUNCTION_HEADER_H
#define RSP_FUNCTION_HEADER_H

#include "base/arena.h"
#include "codec/json.h"
#include "rsp/failure_reason.h"

#define ES9PLUS_PATH "/gsma/rsp2/es9plus/"
#define RSP_CONTENT_TYPE "application/json"
#define RSP_ADMIN_PROTOCOL "gsma/rsp/v2.5.0" /* X-Admin-Protocol: the version we speak */
#define LPA_USER_AGENT "gsma-rsp-lpad"

/* X-Admin-Protocol of a peer: "gsma/rsp/v2.*" or v3; an empty value counts as 2.0. */
bool admin_protocol_is_supported(struct text value);

/* Content-Type is JSON, with or without parameters. */
bool content_type_is_json(struct text value);

/* The header member that requests between servers have (SGP.22 6.5.1.3): ES2+, ES12, ES15. */
struct function_request_header {
	struct text requester;       /* functionRequesterIdentifier: a name that was agreed on, or an OID */
	struct text call_identifier; /* functionCallIdentifier: another one for each call */
};
enum { FUNCTION_REQUESTER_MAXIMUM = 255, FUNCTION_CALL_IDENTIFIER_MAXIMUM = 255 };

/* Texts live as long as the document. STATUS_NOT_FOUND: the header or one of its members is missing; STATUS_MALFORMED: one
 * is empty, too long or not printable. */
enum status function_request_header_read(struct json_value request, struct function_request_header *out) MUST_CHECK;
/* Opens the request object and writes its header; the caller adds the function's members and closes the object. */
void function_request_open(struct json_writer *writer, const struct function_request_header *header);

/* A member that is a text of 1 to `maximum` octets. STATUS_NOT_FOUND, STATUS_MALFORMED. */
enum status text_member(struct json_value object, const char *name, size_t maximum, struct text *out) MUST_CHECK;
/* The same for one that may be missing, null or empty: *out is then empty. STATUS_MALFORMED. */
enum status optional_text_member(struct json_value object, const char *name, size_t maximum, struct text *out) MUST_CHECK;

/* Writes the member unless the text is empty. */
void optional_text_put(struct json_writer *writer, const char *name, struct text value);

/* The object that says how a function ended (SGP.22 6.5.1.4): Executed-Success when `failure` is not set. */
void execution_status_put(struct json_writer *writer, const char *name, const struct failure *failure);
/* As function_answer_status(), for that object alone. */
enum status execution_status_read(struct json_value execution_status, struct failure *out_failure) MUST_CHECK;

/* Opens the answer object and writes its header member, Executed-Success when `failure` is not set; the caller adds the
 * function's members (none after a failure) and closes the object. */
void function_answer_open(struct json_writer *writer, const struct failure *failure);

/* Reads an answer's header. STATUS_OK: executed (also with a warning); STATUS_REFUSED: *out_failure says why, its views
 * good as long as the document; STATUS_MALFORMED: no header of that form. */
enum status function_answer_status(struct json_value answer, struct failure *out_failure) MUST_CHECK;

/* Reads a "transactionId" member: hexadecimal of 1 to 16 octets. Appended to out. STATUS_NOT_FOUND,
 * STATUS_MALFORMED. */
enum status transaction_id_member(struct json_value object, struct buffer *out) MUST_CHECK;

/* The same, kept in `storage`. */
enum status transaction_id_octets(struct json_value object, struct arena *storage, struct bytes *out) MUST_CHECK;

/* The same, checked and left as the peer wrote it. */
enum status transaction_id_text(struct json_value object, struct text *out) MUST_CHECK;

/* Reads a member that is the base64 of exactly one DER element with this tag, kept whole in `storage`.
 * STATUS_NOT_FOUND: no such member; STATUS_MALFORMED; STATUS_NO_MEMORY: over the arena's limit. */
enum status element_member(struct json_value object, const char *name, uint32_t tag, struct arena *storage,
                           struct bytes *out) MUST_CHECK;

/* Reads a member that is the base64 of any octets, `minimum` to `maximum` of them. As element_member(). */
enum status octets_member(struct json_value object, const char *name, size_t minimum, size_t maximum,
                          struct arena *storage, struct bytes *out) MUST_CHECK;

/* The request bodies of ES9+ that are a transaction ID and one element, both under the names given. */
enum status session_request_write(struct text transaction_id, const char *name, struct bytes element,
                                  struct buffer *out) MUST_CHECK;

#endif
