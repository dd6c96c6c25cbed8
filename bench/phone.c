/* SPDX-License-Identifier: Apache-2.0 */
#include "phone.h"

#include "figure.h"
#include "lpa/card_call.h"
#include "support/test.h"

enum { ANSWER_MAXIMUM = 65536 + 2, HTTP_NO_CONTENT = 204, INS_STORE_DATA = 0xE2, INS_GET_RESPONSE = 0xC0 };

static void make_identity(struct phone *phone, const struct test_pki *world, unsigned number)
{
	char digits[EID_DIGITS + 1];
	snprintf(digits, sizeof digits, TEST_EID_PREFIX "%022u00", number);
	test_pki_make(&phone->pki, world->curve, "bench");
	must(eid_parse(text_from(digits), &phone->pki.eid) != STATUS_MALFORMED, "no EID");
	eid_set_check_digits(&phone->pki.eid);
	eid_print(&phone->pki.eid, digits);

	struct buffer *certificate = &phone->pki.identities[CERTIFICATE_EUICC].certificate;
	struct certificate_order order = test_pki_order(CERTIFICATE_EUICC);
	order.eid = text_from(digits);
	buffer_clear(certificate);
	test_pki_issue(&phone->pki, CERTIFICATE_EUICC, &order, world, certificate);
}

void phone_make(struct phone *phone, const struct test_pki *world, unsigned number)
{
	AUTO(buffer) atr = BUFFER(64);
	*phone = (struct phone){ .reading_cost = cpu_reading_cost() };
	make_identity(phone, world, number);
	test_card_make(&phone->card, &phone->pki, NULL);
	must(euicc_reset(phone->card.euicc, &atr) == STATUS_OK, "the card does not start");
	must(lpa_session_init(&phone->session, &(struct isd_r_settings){ .segment_size = TEST_BLOCK_SIZE }) == STATUS_OK,
	     "no session");
}

void phone_release(struct phone *phone)
{
	lpa_session_release(&phone->session);
	test_card_release(&phone->card);
	test_pki_release(&phone->pki);
}

/* ---- turns ---- */

/* What was done since *mark was done by this one. */
static void charge(struct phone *phone, double *spent, double *mark)
{
	double now = cpu_microseconds();
	*spent += now - *mark - phone->reading_cost;
	*mark = now;
}

/* The segments of a package come one by one, each in a STORE DATA chain of its own; of ES10 commands only the package's
 * first part has a tag that begins with BF and is BF36. */
static void count_octets(struct link_count *link, struct bytes command, size_t answer_size)
{
	bool is_block = command.data[1] == INS_STORE_DATA;
	if (is_block && command.data[3] == 0)
		link->carries_package = command.data[5] == 0xBF ? command.data[6] == 0x36 : link->carries_package;
	else if (!is_block && command.data[1] != INS_GET_RESPONSE)
		link->carries_package = false;
	link->apdus++;
	link->octets += command.size + answer_size;
	if (!link->carries_package)
		return;
	link->package_link += command.size + answer_size;
	link->package += is_block ? command.data[4] : 0;
}

static void turn_of_card(struct phone *phone, struct bytes command)
{
	AUTO(buffer) answer = BUFFER(ANSWER_MAXIMUM);
	double mark = cpu_microseconds();
	must(euicc_transmit(phone->card.euicc, command, &answer) == STATUS_OK, "the card is gone");
	charge(phone, &phone->card_spent, &mark);
	count_octets(&phone->link, command, answer.size);
	mark = cpu_microseconds();
	lpa_session_card_answered(&phone->session, buffer_bytes(&answer));
	charge(phone, &phone->lpa_spent, &mark);
}

struct lpa_want phone_next(struct phone *phone)
{
	for (;;) {
		double mark = cpu_microseconds();
		struct lpa_want want = lpa_session_want(&phone->session);
		if (want.kind == LPA_WANT_USER)
			lpa_session_user_replied(&phone->session, LPA_EVENT_YES, (struct text){ 0 });
		charge(phone, &phone->lpa_spent, &mark);
		if (want.kind == LPA_WANT_CARD)
			turn_of_card(phone, want.card);
		else if (want.kind != LPA_WANT_USER)
			return want;
	}
}

void phone_server_answered(struct phone *phone, int http_status, struct bytes body)
{
	double mark = cpu_microseconds();
	lpa_session_server_answered(&phone->session, http_status, body);
	charge(phone, &phone->lpa_spent, &mark);
}

/* ---- jobs ---- */

void phone_begin_download(struct phone *phone, const char *matching_id)
{
	const struct lpa_download_order order = {
		.smdp_address = TEXT(TEST_SMDP_ADDRESS), .has_matching_id = true, .matching_id = text_from(matching_id),
		.device = { .tac = { 0x35, 0x29, 0x06, 0x11 } },
	};
	must(lpa_download_init(&phone->download, &order) == STATUS_OK, "no download");
	must(lpa_session_start(&phone->session, &phone->download.job) == STATUS_OK, "a job is under way");
}

void phone_end_download(struct phone *phone)
{
	must(lpa_job_succeeded(&phone->download.job), phone->download.job.failure.sentence);
	lpa_download_release(&phone->download);
}

void phone_begin_delivery(struct phone *phone)
{
	lpa_delivery_init(&phone->delivery, &(struct lpa_delivery_settings){ 0 });
	must(lpa_session_start(&phone->session, &phone->delivery.job) == STATUS_OK, "a job is under way");
}

void phone_end_delivery(struct phone *phone)
{
	must(phone->delivery.sent > 0, "no notification was taken");
	lpa_delivery_release(&phone->delivery);
}

void phone_delete(struct phone *phone, const char *iccid)
{
	AUTO(lpa_card_call) call;
	struct profile_identifier profile = { 0 };
	must(iccid_parse(text_from(iccid), &profile.iccid) == STATUS_OK, "no ICCID");
	lpa_delete_profile(&call, &profile);
	must(lpa_session_start(&phone->session, &call.job) == STATUS_OK, "a job is under way");
	must(phone_next(phone).kind == LPA_WANT_NOTHING && lpa_job_succeeded(&call.job), "not deleted");

	phone_begin_delivery(phone);
	while (phone_next(phone).kind == LPA_WANT_SERVER)
		phone_server_answered(phone, HTTP_NO_CONTENT, (struct bytes){ 0 });
	phone_end_delivery(phone);
}
