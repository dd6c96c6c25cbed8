/* SPDX-License-Identifier: Apache-2.0 */
#include "lpa/notification_delivery.h"

#include "rsp/profile_management.h"

enum { DELIVERY_KEPT_MAXIMUM = 1 << 20 };

static const char not_an_address[] = "The card has no address for it.";
static const char unreadable[] = "The card does not give it out.";
static const char out_of_memory[] = "There is no memory left to hold it.";

static struct lpa_delivery_item *current_item(struct lpa_delivery *delivery)
{
	return &delivery->items[delivery->current];
}

static bool is_wanted(const struct lpa_delivery *delivery, uint64_t sequence_number)
{
	const struct lpa_delivery_settings *settings = &delivery->settings;
	for (size_t i = 0; i < settings->sequence_number_count; i++)
		if (settings->sequence_numbers[i] == sequence_number)
			return true;
	return !settings->by_number;
}

/* Cards list in any order; delivery goes by sequence number (SGP.22 3.5). */
static void insert_in_order(struct lpa_delivery *delivery, const struct notification_metadata *metadata)
{
	size_t place = delivery->count++;
	while (place > 0 && delivery->items[place - 1].metadata.sequence_number > metadata->sequence_number) {
		delivery->items[place] = delivery->items[place - 1];
		place--;
	}
	delivery->items[place] = (struct lpa_delivery_item){ .metadata = *metadata };
}

static enum status begin(void *subject, struct bytes data)
{
	struct lpa_delivery *delivery = subject;
	(void)data;
	buffer_clear(&delivery->job.command);
	return lpa_job_ask_card(&delivery->job, list_notification_request_encode(0, &delivery->job.command));
}

static enum status take_list(void *subject, struct bytes data)
{
	struct lpa_delivery *delivery = subject;
	struct der_reader list;
	struct notification_metadata metadata;
	struct bytes kept;
	TRY(arena_copy(&delivery->kept, data, &kept));
	enum status status = list_notification_answer_decode(kept, &list);
	while (status == STATUS_OK && !der_end(&list) && delivery->count < DELIVERY_ITEMS_MAXIMUM) {
		if (!notification_metadata_read(&list, &metadata))
			status = STATUS_MALFORMED;
		else if (is_wanted(delivery, metadata.sequence_number))
			insert_in_order(delivery, &metadata);
	}
	if (status != STATUS_OK)
		return lpa_job_fail(&delivery->job, status, "The card's list of notifications cannot be read.");
	delivery->job.progress_total = delivery->count;
	delivery->job.raised = DELIVERY_GO_ON;
	return STATUS_OK;
}

static void keep_item(struct lpa_delivery *delivery, const char *why)
{
	current_item(delivery)->outcome = DELIVERY_KEPT;
	current_item(delivery)->why_kept = why;
	delivery->kept_count++;
}

/* Something before it for the same address was not delivered: order counts (SGP.22 3.5). */
static const char *why_held_back(const struct lpa_delivery *delivery, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (delivery->items[i].outcome == DELIVERY_KEPT &&
		    text_equal_ignoring_case(delivery->items[i].metadata.address, delivery->items[index].metadata.address))
			return delivery->items[i].why_kept;
	return NULL;
}

/* What was decided about stays decided, so this ends. */
static enum status choose(void *subject, struct bytes data)
{
	struct lpa_delivery *delivery = subject;
	(void)data;
	for (; delivery->current < delivery->count; delivery->current++) {
		if (current_item(delivery)->outcome != DELIVERY_WAITING)
			continue;
		const char *why = why_held_back(delivery, delivery->current);
		if (!why && address_is_valid(text_trimmed(current_item(delivery)->metadata.address)))
			break;
		keep_item(delivery, why ? why : not_an_address);
	}
	delivery->job.progress = delivery->current;
	delivery->job.raised = delivery->current < delivery->count ? DELIVERY_CHOSEN : DELIVERY_NOTHING_LEFT;
	return STATUS_OK;
}

static enum status retrieve(void *subject, struct bytes data)
{
	struct lpa_delivery *delivery = subject;
	(void)data;
	struct retrieve_notifications_request request = {
		.by_number = true,
		.sequence_number = current_item(delivery)->metadata.sequence_number,
	};
	buffer_clear(&delivery->job.command);
	return lpa_job_ask_card(&delivery->job, retrieve_notifications_request_encode(&request, &delivery->job.command));
}

static enum status give_up_item(struct lpa_delivery *delivery, const char *why)
{
	keep_item(delivery, why);
	delivery->job.raised = DELIVERY_GO_ON;
	return STATUS_OK;
}

/* The element goes out as the card gave it: the server checks a signature over it. */
static enum status post(void *subject, struct bytes data)
{
	struct lpa_delivery *delivery = subject;
	struct der_reader list;
	struct der_element element;
	bool readable = retrieve_notifications_answer_decode(data, &list) == STATUS_OK && der_next(&list, &element);
	if (!readable)
		return give_up_item(delivery, unreadable);
	buffer_clear(&delivery->job.body);
	enum status status = handle_notification_request_write(element.whole, &delivery->job.body);
	return lpa_job_ask_server(&delivery->job, text_trimmed(current_item(delivery)->metadata.address),
	                          HANDLE_NOTIFICATION_PATH, SERVER_BODY_MAXIMUM, status);
}

static enum status refused_by_card(void *subject, struct bytes data)
{
	(void)data;
	return give_up_item(subject, unreadable);
}

/* Any 2xx is a receipt; what the server thinks of it is its own business (SGP.22 5.6.4). */
static enum status taken(void *subject, struct bytes data)
{
	struct lpa_delivery *delivery = subject;
	(void)data;
	current_item(delivery)->outcome = DELIVERY_SENT;
	delivery->sent++;
	if (delivery->settings.leave_on_card) {
		delivery->job.raised = DELIVERY_GO_ON;
		return STATUS_OK;
	}
	buffer_clear(&delivery->job.command);
	return lpa_job_ask_card(
		&delivery->job,
		remove_notification_request_encode(current_item(delivery)->metadata.sequence_number, &delivery->job.command));
}

/* The trouble is the job's only until the next event. */
static enum status not_taken(void *subject, struct bytes data)
{
	struct lpa_delivery *delivery = subject;
	(void)data;
	const char *why = arena_string(&delivery->kept, text_from(delivery->job.trouble.sentence));
	return give_up_item(delivery, why ? why : out_of_memory);
}

/* A card that does not remove it offers it again: servers take the same one twice. */
static enum status removed(void *subject, struct bytes data)
{
	struct lpa_delivery *delivery = subject;
	int result;
	if (result_answer_decode(data, REMOVE_NOTIFICATION_TAG, &result) == STATUS_OK &&
	    (result == MANAGEMENT_OK || result == MANAGEMENT_NOT_FOUND))
		current_item(delivery)->outcome = DELIVERY_SENT_AND_REMOVED;
	delivery->job.raised = DELIVERY_GO_ON;
	return STATUS_OK;
}

static enum status not_removed(void *subject, struct bytes data)
{
	struct lpa_delivery *delivery = subject;
	(void)data;
	delivery->job.raised = DELIVERY_GO_ON;
	return STATUS_OK;
}

static enum status stop(void *subject, struct bytes data)
{
	struct lpa_delivery *delivery = subject;
	(void)data;
	delivery->stopped = true;
	return STATUS_OK;
}

/* clang-format off */
#define CARD_LOST(state) { (state), LPA_EVENT_CARD_LOST, lpa_job_give_up, DELIVERY_FAILED, DELIVERY_FAILED }
#define STOP(state) { (state), LPA_EVENT_STOP, stop, DELIVERY_DONE, DELIVERY_FAILED }
/* clang-format on */

static const struct transition transitions[] = {
	{ DELIVERY_NEW, LPA_EVENT_START, begin, DELIVERY_LIST, DELIVERY_FAILED },

	{ DELIVERY_LIST, LPA_EVENT_CARD, take_list, DELIVERY_NEXT, DELIVERY_FAILED },
	{ DELIVERY_LIST, LPA_EVENT_CARD_REFUSED, lpa_job_give_up, DELIVERY_FAILED, DELIVERY_FAILED },
	CARD_LOST(DELIVERY_LIST),
	STOP(DELIVERY_LIST),

	{ DELIVERY_NEXT, DELIVERY_GO_ON, choose, DELIVERY_NEXT, DELIVERY_FAILED },
	{ DELIVERY_NEXT, DELIVERY_CHOSEN, retrieve, DELIVERY_RETRIEVE, DELIVERY_FAILED },
	{ DELIVERY_NEXT, DELIVERY_NOTHING_LEFT, NULL, DELIVERY_DONE, DELIVERY_FAILED },

	{ DELIVERY_RETRIEVE, LPA_EVENT_CARD, post, DELIVERY_SEND, DELIVERY_FAILED },
	{ DELIVERY_RETRIEVE, LPA_EVENT_CARD_REFUSED, refused_by_card, DELIVERY_NEXT, DELIVERY_FAILED },
	CARD_LOST(DELIVERY_RETRIEVE),
	STOP(DELIVERY_RETRIEVE),

	{ DELIVERY_SEND, LPA_EVENT_SERVER, taken, DELIVERY_REMOVE, DELIVERY_FAILED },
	{ DELIVERY_SEND, LPA_EVENT_SERVER_LOST, not_taken, DELIVERY_NEXT, DELIVERY_FAILED },
	{ DELIVERY_SEND, DELIVERY_GO_ON, choose, DELIVERY_NEXT, DELIVERY_FAILED },
	STOP(DELIVERY_SEND),

	{ DELIVERY_REMOVE, LPA_EVENT_CARD, removed, DELIVERY_NEXT, DELIVERY_FAILED },
	{ DELIVERY_REMOVE, LPA_EVENT_CARD_REFUSED, not_removed, DELIVERY_NEXT, DELIVERY_FAILED },
	{ DELIVERY_REMOVE, DELIVERY_GO_ON, choose, DELIVERY_NEXT, DELIVERY_FAILED },
	CARD_LOST(DELIVERY_REMOVE),
	STOP(DELIVERY_REMOVE),
};

static const char *const state_names[DELIVERY_STATE_COUNT] = {
	"new", "list", "next", "retrieve", "send", "remove", "done", "failed",
};

static const char *const event_names[DELIVERY_EVENT_COUNT] = {
	"none", "start", "card",   "card refused", "card lost", "server", "server lost", "yes",
	"no",   "later", "silent", "stop",         "failed",    "chosen", "go on",       "nothing left",
};

const struct state_machine lpa_delivery_machine = {
	.name = "lpa notification delivery",
	.table = transitions,
	.count = ARRAY_SIZE(transitions),
	.state_names = state_names,
	.state_count = DELIVERY_STATE_COUNT,
	.event_names = event_names,
	.event_count = DELIVERY_EVENT_COUNT,
};

static const struct lpa_step steps[DELIVERY_STATE_COUNT] = {
	[DELIVERY_NEW] = { "es10b_list_notification", NULL },
	[DELIVERY_RETRIEVE] = { "es10b_retrieve_notifications_list", NULL },
	[DELIVERY_SEND] = { "es9p_handle_notification", "Sending a notification" },
	[DELIVERY_REMOVE] = { "es10b_remove_notification_from_list", NULL },
};

static const struct lpa_job_kind delivery_kind = {
	.machine = &lpa_delivery_machine,
	.steps = steps,
	.done = DELIVERY_DONE,
	.failed = DELIVERY_FAILED,
	.is_long = true,
};

void lpa_delivery_init(struct lpa_delivery *delivery, const struct lpa_delivery_settings *settings)
{
	*delivery = (struct lpa_delivery){ .settings = *settings, .kept = ARENA(DELIVERY_KEPT_MAXIMUM) };
	lpa_job_init(&delivery->job, &delivery_kind);
}

void lpa_delivery_release(struct lpa_delivery *delivery)
{
	lpa_job_release(&delivery->job);
	arena_release(&delivery->kept);
}
