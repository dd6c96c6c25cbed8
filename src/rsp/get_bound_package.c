/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/get_bound_package.h"

#include "rsp/bound_package.h"
#include "rsp/prepare_download.h"

enum status get_bound_package_request_read(struct json_value json, struct arena *storage,
                                           struct get_bound_package_request *out)
{
	struct get_bound_package_request got = { 0 };
	TRY(transaction_id_octets(json, storage, &got.transaction_id));
	TRY(element_member(json, "prepareDownloadResponse", PREPARE_DOWNLOAD_TAG, storage,
	                   &got.prepare_download_response));
	*out = got;
	return STATUS_OK;
}

enum status get_bound_package_request_write(struct text transaction_id, struct bytes prepare_download_response,
                                            struct buffer *out)
{
	return session_request_write(transaction_id, "prepareDownloadResponse", prepare_download_response, out);
}

/* The package is not looked into here: bound_package_decode() does, and the octets go to the card as they came. */
enum status get_bound_package_answer_read(struct json_value json, struct arena *storage,
                                          struct get_bound_package_answer *out)
{
	struct get_bound_package_answer got = { 0 };
	TRY(transaction_id_text(json, &got.transaction_id));
	TRY(element_member(json, "boundProfilePackage", BOUND_PACKAGE_TAG, storage, &got.bound_package));
	*out = got;
	return STATUS_OK;
}

void get_bound_package_answer_write(const struct get_bound_package_answer *answer, struct json_writer *writer)
{
	json_put_text(writer, "transactionId", answer->transaction_id);
	json_put_base64(writer, "boundProfilePackage", answer->bound_package);
}
