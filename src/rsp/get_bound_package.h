/* SPDX-License-Identifier: Apache-2.0 */
/* ES9+.GetBoundProfilePackage (SGP.22 5.6.2, 6.5.2.7). */
#ifndef RSP_GET_BOUND_PACKAGE_H
#define RSP_GET_BOUND_PACKAGE_H

#include "base/arena.h"
#include "rsp/function_header.h"

#define GET_BOUND_PACKAGE_PATH ES9PLUS_PATH "getBoundProfilePackage"

struct get_bound_package_request {
	struct bytes transaction_id;            /* octets */
	struct bytes prepare_download_response; /* BF21, whole */
};

enum status get_bound_package_request_read(struct json_value json, struct arena *storage,
                                           struct get_bound_package_request *out) MUST_CHECK;
enum status get_bound_package_request_write(struct text transaction_id, struct bytes prepare_download_response,
                                            struct buffer *out) MUST_CHECK;

struct get_bound_package_answer {
	struct text transaction_id;
	struct bytes bound_package; /* BF36, whole */
};

enum status get_bound_package_answer_read(struct json_value json, struct arena *storage,
                                          struct get_bound_package_answer *out) MUST_CHECK;
void get_bound_package_answer_write(const struct get_bound_package_answer *answer, struct json_writer *writer);

#endif
