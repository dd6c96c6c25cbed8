/* SPDX-License-Identifier: Apache-2.0 */
/* What operators are told of downloads (ES2+.HandleDownloadProgressInfo), through the outbox. */
#ifndef SMDP_PROGRESS_REPORT_H
#define SMDP_PROGRESS_REPORT_H

#include "rsp/download_progress.h"
#include "smdp/records.h"

/* Tells the profile's operator, if it has one that wants to know. Once for each change of the profile, before it is saved. */
enum status progress_report_put(struct exchange *exchange, const struct profile_record *profile, enum notification_point point,
                                const struct failure *failure, struct bytes result_data) MUST_CHECK;

/* The outbox's batch for a pump (server/outbox.h); where an operator is reached, it says itself, at present. */
extern const struct server_function smdp_outbox_batch_function;

#endif
