/* SPDX-License-Identifier: Apache-2.0 */
#include "base/secret.h"
#include "uicc/card_state.h"

enum { LOCAL_PIN_FIRST = 0x81, LOCAL_PIN_LAST = 0x88 };

static bool is_verified(const struct uicc *card, node_number context, uint8_t reference)
{
	for (size_t i = 0; i < card->verified_count; i++)
		if (card->verified[i].context == context && card->verified[i].reference == reference)
			return true;
	return false;
}

static void drop(struct uicc *card, size_t index)
{
	struct verified_pin *pin = card->verified + index;
	memmove(pin, pin + 1, (--card->verified_count - index) * sizeof *pin);
}

void security_forget(struct uicc *card, node_number context, uint8_t reference)
{
	for (size_t i = 0; i < card->verified_count; i++)
		if (card->verified[i].context == context && card->verified[i].reference == reference)
			drop(card, i--);
}

/* More PINs than any terminal verifies: the oldest is forgotten. */
void security_verify(struct uicc *card, node_number context, uint8_t reference)
{
	security_forget(card, context, reference);
	if (card->verified_count == VERIFIED_MAXIMUM)
		drop(card, 0);
	card->verified[card->verified_count++] = (struct verified_pin){ context, reference };
}

static bool is_user_pin(uint8_t reference)
{
	return (reference >= 1 && reference <= APPLICATION_PIN_LAST) || reference == UNIVERSAL_PIN ||
	       (reference >= LOCAL_PIN_FIRST && reference <= LOCAL_PIN_LAST);
}

bool security_is_satisfied(const struct uicc *card, node_number directory, uint8_t reference)
{
	struct pin pin;
	node_number context;
	if (!card->store || profile_store_find_pin(card->store, directory, reference, &pin, &context) != STATUS_OK)
		return false;
	bool is_enabled = pin.enabled, is_replaced = pin.is_replaced;
	bool is_blocked = pin.tries_left == 0;
	wipe(&pin, sizeof pin);
	if (is_blocked)
		return false;
	if (is_enabled || !is_user_pin(reference))
		return is_verified(card, context, reference);
	return !is_replaced || reference == UNIVERSAL_PIN || security_is_satisfied(card, directory, UNIVERSAL_PIN);
}

/* The directory whose PINs an application has for its own: another application's, where they share them. */
static node_number holder_of(const struct uicc *card, node_number application)
{
	node_number holder;
	if (application == NO_NODE || !card->store)
		return application;
	return profile_store_pin_holder(card->store, application, &holder) == STATUS_OK ? holder : application;
}

void security_end_application(struct uicc *card, node_number application)
{
	node_number holder = holder_of(card, application);
	const struct node *node = card->store ? profile_store_node(card->store, holder) : NULL;
	if (!node || node->kind != NODE_ADF)
		return;
	for (size_t i = 0; i < CHANNELS; i++)
		if (card->channels[i].is_open && holder_of(card, card->channels[i].application) == holder)
			return;
	for (size_t i = 0; i < card->verified_count; i++)
		if (card->verified[i].context == holder)
			drop(card, i--);
}
