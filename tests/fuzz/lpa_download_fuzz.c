/* SPDX-License-Identifier: Apache-2.0 */
/* A card and a server that answer anything: a download ends, with a sentence unless it is done; nothing is loaded before
 * the user has said yes, and an open session is cancelled with a reason that exists. */
#include "fuzz.h"
#include "lpa/download_session.h"
#include "rsp/cancel_session.h"

enum { STEPS_MAXIMUM = 300 };

/* The next answer: two octets that say how many follow. */
static struct bytes next_answer(struct bytes *input)
{
	if (input->size < 2)
		return (struct bytes){ 0 };
	size_t size = (size_t)input->data[0] << 8 | input->data[1];
	struct bytes answer = bytes_first(bytes_after(*input, 2), size);
	*input = bytes_after(*input, 2 + size);
	return answer;
}

static enum lpa_event event_for(const struct lpa_job *job)
{
	switch (job->want.kind) {
	case LPA_WANT_CARD:
		return LPA_EVENT_CARD;
	case LPA_WANT_SERVER:
		return LPA_EVENT_SERVER;
	default:
		return LPA_EVENT_YES;
	}
}

static void check_want(const struct lpa_download *download, bool consented)
{
	const struct lpa_want *want = &download->job.want;
	check(want->kind != LPA_WANT_NOTHING && want->kind != LPA_WANT_CARD_RESET);
	check(download->job.state != DOWNLOAD_LOAD || consented);
	if (download->job.state != DOWNLOAD_CANCEL_CARD)
		return;
	struct cancel_session_request request;
	check(cancel_session_request_decode(want->card, &request) == STATUS_OK);
	check(cancel_reason_name(request.reason) != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct lpa_download download;
	struct bytes input = bytes_from(data, size);
	struct lpa_download_order order = { .smdp_oid = size % 2 ? TEXT("2.999.10") : (struct text){ 0 } };
	bool consented = false;
	check(lpa_download_init(&download, &order) == STATUS_OK);
	check(lpa_job_handle(&download.job, LPA_EVENT_START, (struct bytes){ 0 }) == STATUS_OK);
	for (int step = 0; step < STEPS_MAXIMUM && !lpa_job_ended(&download.job); step++) {
		check_want(&download, consented);
		consented = consented || download.job.state == DOWNLOAD_OFFER;
		enum lpa_event event = input.size == 0 ? LPA_EVENT_STOP : event_for(&download.job);
		enum status status = lpa_job_handle(&download.job, event, next_answer(&input));
		if (status == STATUS_OUT_OF_ORDER) /* a stop while cancelling */
			check(lpa_job_handle(&download.job, event_for(&download.job), (struct bytes){ 0 }) == STATUS_OK);
		else
			check(status == STATUS_OK);
	}
	check(lpa_job_ended(&download.job) || input.size > 0);
	check(lpa_job_succeeded(&download.job) || !lpa_job_ended(&download.job) || *download.job.failure.sentence);
	lpa_download_release(&download);
	return 0;
}
