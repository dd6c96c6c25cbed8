/* SPDX-License-Identifier: Apache-2.0 */
/* ES2+.HandleDownloadProgressInfo (SGP.22 5.3.5, 6.5.2.5): the SM-DP+ tells the operator how far a download has come.
 * Answered by 204 and nothing. */
#ifndef RSP_DOWNLOAD_PROGRESS_H
#define RSP_DOWNLOAD_PROGRESS_H

#include "rsp/es2plus.h"
#include "rsp/function_header.h"

#define DOWNLOAD_PROGRESS_PATH ES2PLUS_PATH "handleDownloadProgressInfo"

/* notificationPointId: 1 to 4 are SGP.22's, the others are the numbers that vendors use [unconfirmed]. */
enum notification_point {
	POINT_ELIGIBILITY = 1,
	POINT_CONFIRMATION = 2,
	POINT_DOWNLOAD = 3,
	POINT_INSTALLATION = 4,
	POINT_DELETED = 5,
	POINT_ENABLED = 100,
	POINT_DISABLED = 101,
};

struct download_progress {
	struct function_request_header header;
	struct text eid;           /* empty: not known yet */
	struct text iccid;
	struct text profile_type;
	int64_t timestamp;         /* seconds since 1970 */
	int point;                 /* enum notification_point, or what a peer sends */
	struct failure failure;    /* not set: Executed-Success */
	struct bytes result_data;  /* at POINT_INSTALLATION: the ProfileInstallationResult, whole; empty: absent */
};

/* Texts live as long as the document, result_data in the arena. STATUS_NOT_FOUND: a mandatory member is missing;
 * STATUS_MALFORMED; STATUS_NO_MEMORY. */
enum status download_progress_read(struct json_value json, struct arena *storage, struct download_progress *out) MUST_CHECK;
enum status download_progress_write(const struct download_progress *progress, struct buffer *out) MUST_CHECK;

#endif
