/* SPDX-License-Identifier: Apache-2.0 */
#include "visitor.h"

#include <stdio.h>

#include "figure.h"
#include "rsp/event_registration.h"
#include "rsp/notification.h"
#include "support/test.h"

enum { ANSWER_MAXIMUM = 1 << 20, REQUEST_OK = 200, NOTIFICATION_OK = 204 };

void visitor_eid(unsigned number, unsigned card, char out[EID_DIGITS + 1])
{
	char digits[EID_DIGITS + 1];
	struct eid eid;
	snprintf(digits, sizeof digits, TEST_EID_PREFIX "%018u%04u00", number, card);
	must(eid_parse(text_from(digits), &eid) != STATUS_MALFORMED, "no EID");
	eid_set_check_digits(&eid);
	eid_print(&eid, out);
}

static void make_identity(struct visitor *visitor, const struct test_pki *world, unsigned number, unsigned card)
{
	struct certificate_order order = test_pki_order(CERTIFICATE_EUICC);
	visitor_eid(number, card, visitor->eids[card]);
	visitor->certificates[card] = BUFFER(CERTIFICATE_SIZE_MAXIMUM);
	order.eid = text_from(visitor->eids[card]);
	test_pki_issue(world, CERTIFICATE_EUICC, &order, world, &visitor->certificates[card]);
}

void visitor_make(struct visitor *visitor, const struct test_pki *world, unsigned number)
{
	*visitor = (struct visitor){ .address = TEST_SMDP_ADDRESS };
	scripted_card_make(&visitor->card, world, "visitor");
	for (unsigned card = 0; card < VISITOR_CARDS; card++)
		make_identity(visitor, world, number, card);
}

void visitor_release(struct visitor *visitor)
{
	for (unsigned card = 0; card < VISITOR_CARDS; card++)
		buffer_release(&visitor->certificates[card]);
	scripted_card_release(&visitor->card);
}

static void become_another(struct visitor *visitor)
{
	unsigned card = visitor->visits++ % VISITOR_CARDS;
	arena_release(&visitor->card.arena);
	visitor->card.eid = visitor->eids[card];
	visitor->card.info2.uicc_capability = UINT64_MAX;
	visitor->card.euicc_certificate = buffer_bytes(&visitor->certificates[card]);
}

/* The answer is good until the next one. */
static int post(struct visitor *visitor, const struct visitor_road *road, const char *path, struct text body,
                struct text *out)
{
	AUTO(buffer) answer = BUFFER(ANSWER_MAXIMUM);
	struct bytes kept = { 0 };
	const struct http_client_request request = {
		.address = text_from(visitor->address),
		.path = text_from(path),
		.content_type = TEXT("application/json"),
		.user_agent = TEXT("gsma-rsp-lpad"),
		.admin_protocol = TEXT("gsma/rsp/v2.2.2"),
		.body = text_bytes(body),
	};
	int status = road->post(road->self, &request, &answer);
	must(arena_copy(&visitor->card.arena, buffer_bytes(&answer), &kept) == STATUS_OK, "no memory");
	*out = bytes_text(kept);
	return status;
}

static bool ask(struct visitor *visitor, const struct visitor_road *road, const char *path, struct text body,
                struct text *out)
{
	static const char success[] = "{\"header\":{\"functionExecutionStatus\":{\"status\":\"Executed-Success\"}}";
	return post(visitor, road, path, body, out) == REQUEST_OK && text_starts_with(*out, TEXT(success));
}

static bool tell(struct visitor *visitor, const struct visitor_road *road, struct bytes pending)
{
	struct text answer;
	struct text body = scripted_card_handle_notification(&visitor->card, pending);
	return post(visitor, road, "/gsma/rsp2/es9plus/handleNotification", body, &answer) == NOTIFICATION_OK;
}

bool visitor_knock(struct visitor *visitor, const struct visitor_road *road)
{
	struct text answer;
	become_another(visitor);
	return ask(visitor, road, "/gsma/rsp2/es9plus/initiateAuthentication",
	           scripted_card_initiate(&visitor->card, visitor->address), &answer);
}

bool visitor_download(struct visitor *visitor, const struct visitor_road *road, const char *matching_id,
                      const char *iccid)
{
	struct scripted_card *card = &visitor->card;
	struct text answer;
	become_another(visitor);
	card->matching_id = text_from(matching_id);
	if (!ask(visitor, road, "/gsma/rsp2/es9plus/initiateAuthentication",
	         scripted_card_initiate(card, visitor->address), &answer))
		return false;
	struct bytes response = scripted_card_authenticate(card, answer);
	if (!ask(visitor, road, "/gsma/rsp2/es9plus/authenticateClient",
	         scripted_card_authenticate_client(card, response), &answer))
		return false;
	response = scripted_card_prepare(card, answer);
	return ask(visitor, road, "/gsma/rsp2/es9plus/getBoundProfilePackage",
	           scripted_card_get_package(card, response), &answer) &&
	       tell(visitor, road, scripted_card_result(card, 0, iccid)) &&
	       tell(visitor, road, scripted_card_notification(card, NOTIFICATION_INSTALL, iccid));
}

bool visitor_discover(struct visitor *visitor, const struct visitor_road *road)
{
	struct scripted_card *card = &visitor->card;
	struct text answer;
	become_another(visitor);
	if (!ask(visitor, road, "/gsma/rsp2/es9plus/initiateAuthentication", scripted_card_initiate(card, visitor->address),
	         &answer))
		return false;
	struct bytes response = scripted_card_authenticate(card, answer);
	return ask(visitor, road, "/gsma/rsp2/es9plus/authenticateClient",
	           scripted_card_authenticate_client(card, response), &answer) &&
	       memmem(answer.data, answer.size, "\"eventId\"", strlen("\"eventId\""));
}

bool visitor_register(struct visitor *visitor, const struct visitor_road *road, const char *eid, const char *event_id,
                      bool deletes)
{
	static const struct function_request_header header = { { "bench", 5 }, { "call", 4 } };
	AUTO(buffer) body = BUFFER(2048);
	struct text answer;
	const struct event_registration registration = {
		header, text_from(eid), TEXT(TEST_SMDP_ADDRESS), text_from(event_id), false,
	};
	const struct event_deletion deletion = { header, text_from(eid), text_from(event_id) };
	arena_release(&visitor->card.arena);
	must((deletes ? event_deletion_write(&deletion, &body) : event_registration_write(&registration, &body)) == STATUS_OK,
	     "no request");
	return ask(visitor, road, deletes ? ES12_PATH DELETE_EVENT : ES12_PATH REGISTER_EVENT, buffer_text(&body), &answer);
}
