/* SPDX-License-Identifier: Apache-2.0 */
/* The table `session`, which an SM-DP+ and an SM-DS both have: challenges that were given out (InitiateAuthentication)
 * and wait for a card's answer. */
#ifndef SERVER_AUTHENTICATION_SESSION_H
#define SERVER_AUTHENTICATION_SESSION_H

#include "server/authentication.h"
#include "server/row_reader.h"

#define SESSION_COLUMNS "s.transaction_id, s.server_challenge, s.server_address, s.credential_ci, s.started_at"

/* False: there is none in this row. */
bool authentication_session_read(struct row_reader *reader, struct authentication_session *out);

/* All of InitiateAuthentication (SGP.22 5.6.1, 5.8.1) for the decide of a server: the request is a struct
 * initiate_authentication_request, the result a struct initiate_authentication_answer. */
enum status authentication_session_open(struct exchange *exchange, const struct credentials *credentials,
                         const struct authentication_subjects *subjects, struct text own_address) MUST_CHECK;

/* For the route of that function. */
enum status authentication_session_open_read(struct json_value json, struct exchange *exchange) MUST_CHECK;
void authentication_session_open_write(const struct exchange *exchange, struct json_writer *writer);

/* Adds the end of the session; `once`: if it is still there, or else what was decided does not happen. */
enum status authentication_session_end(struct exchange *exchange, struct text transaction_id, bool once) MUST_CHECK;

/* Adds the end of all that are older than `seconds`. */
enum status authentication_session_expire(struct exchange *exchange, unsigned seconds) MUST_CHECK;

/* Hexadecimal in upper case, as transaction IDs stand in the tables. STATUS_NO_MEMORY. */
enum status transaction_id_key(struct arena *arena, struct bytes transaction_id, struct text *out) MUST_CHECK;

#endif
