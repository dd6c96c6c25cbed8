/* SPDX-License-Identifier: Apache-2.0 */
/* SELECT and STATUS (TS 102 221 11.1.1, 11.1.2). */
#include "codec/der_write.h"
#include "uicc/commands.h"
#include "uicc/file_control.h"
#include "uicc/place.h"

enum selection { BY_ID = 0x00, CHILD = 0x01, PARENT = 0x03, BY_NAME = 0x04, BY_PATH = 0x08, BY_RELATIVE_PATH = 0x09 };

enum {
	P2_ANSWER = 0x0C,
	P2_ANSWER_FCI = 0x00,
	P2_ANSWER_FCP = 0x04,
	P2_ANSWER_NOTHING = 0x0C,
	P2_OCCURRENCE = 0x03,
	P2_TERMINATE = 0x40,
	P2_RESERVED = 0xB0,
	LIFE_CYCLE_DEACTIVATED = 0x04,
	LIFE_CYCLE_TERMINATED = 0x0C,
};

enum occurrence { FIRST, LAST, NEXT, PREVIOUS };

/* ---- by file identifier ---- */

static bool has_id(const struct uicc *card, node_number number, uint16_t id)
{
	const struct node *node = profile_store_node(card->store, number);
	return node && node->kind != NODE_ADF && node->id == id;
}

/* In the order of TS 102 221 8.4.2: children, the directory itself, its parent, the parent's directories. */
static struct place by_id(const struct uicc *card, const struct channel *channel, uint16_t id)
{
	if (id == FILE_ID_MF)
		return (struct place){ 0, NO_NODE };
	if (id == PLACE_CURRENT_APPLICATION)
		return (struct place){ channel->application, NO_NODE };
	struct place child = place_child(card, channel->directory, id);
	if (place_is_found(child))
		return child;
	if (has_id(card, channel->directory, id))
		return (struct place){ channel->directory, NO_NODE };
	const struct node *current = profile_store_node(card->store, channel->directory);
	node_number parent = current ? current->parent : NO_NODE;
	if (parent == NO_NODE)
		return place_nowhere;
	if (has_id(card, parent, id))
		return (struct place){ parent, NO_NODE };
	struct place sibling = place_child(card, parent, id);
	return sibling.file == NO_NODE ? sibling : place_nowhere;
}

static struct place parent_of(const struct uicc *card, const struct channel *channel)
{
	const struct node *current = profile_store_node(card->store, channel->directory);
	return (struct place){ current ? current->parent : NO_NODE, NO_NODE };
}

static struct place find_place(const struct uicc *card, const struct channel *channel, const struct apdu *command)
{
	switch (command->p1) {
	case BY_ID:
		return by_id(card, channel, command->data.size ? path_id(command->data, 0) : FILE_ID_MF);
	case CHILD: {
		struct place child = place_child(card, channel->directory, path_id(command->data, 0));
		return child.file == NO_NODE ? child : place_nowhere;
	}
	case PARENT:
		return parent_of(card, channel);
	case BY_PATH:
		return place_by_path(card, channel, 0, command->data);
	default:
		return place_by_path(card, channel, channel->directory, command->data);
	}
}

static bool data_size_fits(const struct apdu *command)
{
	size_t size = command->data.size;
	switch (command->p1) {
	case BY_ID:
		return size == 0 || size == 2;
	case CHILD:
		return size == 2;
	case PARENT:
		return size == 0;
	default:
		return size > 0 && size % 2 == 0;
	}
}

/* ---- going there ---- */

static status_word status_of_node(const struct node *node)
{
	if (node->life_cycle == LIFE_CYCLE_DEACTIVATED)
		return SW_FILE_DEACTIVATED;
	return node->life_cycle >= LIFE_CYCLE_TERMINATED ? SW_FILE_TERMINATED : SW_OK;
}

static void enter_application(struct uicc *card, struct channel *channel, node_number application)
{
	node_number left = channel->application;
	channel->application = application;
	if (left != application)
		security_end_application(card, left);
}

/* The answer is made first: when that fails, nothing has changed. */
static status_word go_to(struct uicc *card, struct channel *channel, struct place place, uint8_t p2,
                         struct buffer *answer)
{
	node_number number = place.file == NO_NODE ? place.directory : place.file;
	if ((p2 & P2_ANSWER) != P2_ANSWER_NOTHING) {
		enum status status = file_control_append(card, number, answer);
		if (status != STATUS_OK)
			return card_failure(status);
	}
	channel_leave_applet(card, channel);
	channel_drop_object(channel);
	channel->directory = place.directory;
	channel->file = place.file;
	channel->record = 0;
	const struct node *node = profile_store_node(card->store, number);
	if (node->kind == NODE_ADF)
		enter_application(card, channel, number);
	return status_of_node(node);
}

/* A card without profile shows a bare MF, so that a terminal need not take it for a broken one. */
static status_word select_without_profile(struct uicc *card, struct channel *channel, const struct apdu *command,
                                          struct buffer *answer)
{
	bool is_mf = command->p1 == BY_ID && (command->data.size == 0 || path_id(command->data, 0) == FILE_ID_MF);
	if (!is_mf)
		return SW_FILE_NOT_FOUND;
	if (command->p2 == P2_ANSWER_FCP) {
		enum status status = file_control_append(card, NO_NODE, answer);
		if (status != STATUS_OK)
			return card_failure(status);
	}
	channel_leave_applet(card, channel);
	return SW_OK;
}

static status_word select_by_id(struct uicc *card, struct channel *channel, const struct apdu *command,
                                struct buffer *answer)
{
	bool is_p1_known = command->p1 == BY_ID || command->p1 == CHILD || command->p1 == PARENT ||
	                   command->p1 == BY_PATH || command->p1 == BY_RELATIVE_PATH;
	if (!is_p1_known || (command->p2 != P2_ANSWER_FCP && command->p2 != P2_ANSWER_NOTHING))
		return SW_WRONG_P1_P2;
	if (!data_size_fits(command))
		return SW_WRONG_LENGTH;
	if (!card->store)
		return select_without_profile(card, channel, command, answer);
	struct place place = find_place(card, channel, command);
	return place_is_found(place) ? go_to(card, channel, place, command->p2, answer) : SW_FILE_NOT_FOUND;
}

/* ---- by name ---- */

/* What an AID can mean: an ADF of the profile, or an applet beside it. */
struct application {
	node_number adf;
	const struct applet *applet;
};

enum { APPLICATIONS_MAXIMUM = 32 };

/* Those whose AID begins with `name`: the profile's in the order it made them, then the applets. */
static size_t find_applications(const struct uicc *card, struct bytes name, struct application *out)
{
	size_t count = 0;
	size_t nodes = card->store ? profile_store_count(card->store) : 0;
	for (size_t i = 0; i < nodes && count < APPLICATIONS_MAXIMUM; i++) {
		const struct node *node = profile_store_node(card->store, (node_number)i);
		if (node->kind == NODE_ADF && bytes_start_with(bytes_from(node->aid, node->aid_size), name))
			out[count++] = (struct application){ (node_number)i, NULL };
	}
	for (size_t i = 0; i < card->applet_count && count < APPLICATIONS_MAXIMUM; i++) {
		const struct applet *applet = card->applets[i];
		if (bytes_start_with(bytes_from(applet->aid, applet->aid_size), name))
			out[count++] = (struct application){ NO_NODE, applet };
	}
	return count;
}

/* Which of `count`; `count` when there is none in that direction. */
static size_t pick(const struct application *all, size_t count, const struct channel *channel, enum occurrence which)
{
	if (which == FIRST || count == 0)
		return 0;
	if (which == LAST)
		return count - 1;
	size_t current = count;
	for (size_t i = 0; i < count; i++)
		if (channel->applet ? all[i].applet == channel->applet
		                    : (all[i].adf != NO_NODE && all[i].adf == channel->application))
			current = i;
	if (current == count) /* counts from before the first, or after the last */
		return which == NEXT ? 0 : count - 1;
	return which == NEXT ? current + 1 : current > 0 ? current - 1 : count;
}

/* Whatever application the channel had, it has none of the profile's now (TS 102 221 8.5.1). */
static void go_to_master_file(struct uicc *card, struct channel *channel)
{
	channel_drop_object(channel);
	channel->directory = card->slot ? 0 : NO_NODE;
	channel->file = NO_NODE;
	channel->record = 0;
	enter_application(card, channel, NO_NODE);
}

static status_word select_applet(struct uicc *card, struct channel *channel, const struct applet *applet, uint8_t p2,
                                 struct buffer *answer)
{
	size_t before = answer->size;
	status_word word = applet->select(applet->self, channel_number(card, channel), answer);
	if (word != SW_OK || (p2 & P2_ANSWER) == P2_ANSWER_NOTHING)
		answer->size = before;
	if (word != SW_OK)
		return word;
	if (channel->applet != applet)
		channel_leave_applet(card, channel);
	channel->applet = applet;
	go_to_master_file(card, channel);
	return SW_OK;
}

static status_word terminate_applet(struct uicc *card, struct channel *channel, const struct applet *applet)
{
	if (channel->applet != applet)
		return SW_CONDITIONS_NOT_SATISFIED;
	channel_leave_applet(card, channel);
	return SW_OK;
}

/* The channel goes back to the MF, and what was verified for the application alone is gone. */
static status_word terminate_application(struct uicc *card, struct channel *channel, node_number adf, uint8_t p2,
                                         struct buffer *answer)
{
	if (adf == NO_NODE || adf != channel->application)
		return SW_CONDITIONS_NOT_SATISFIED;
	status_word word = go_to(card, channel, (struct place){ 0, NO_NODE }, p2, answer);
	if (word == SW_OK)
		enter_application(card, channel, NO_NODE);
	return word;
}

static status_word select_by_name(struct uicc *card, struct channel *channel, const struct apdu *command,
                                  struct buffer *answer)
{
	if (command->p2 & P2_RESERVED || (command->p2 & P2_ANSWER) == 0x08)
		return SW_WRONG_P1_P2;
	if (command->data.size == 0 || command->data.size > STORE_AID_MAXIMUM)
		return SW_WRONG_LENGTH;
	struct application all[APPLICATIONS_MAXIMUM];
	size_t count = find_applications(card, command->data, all);
	size_t picked = pick(all, count, channel, (enum occurrence)(command->p2 & P2_OCCURRENCE));
	if (picked >= count)
		return SW_FILE_NOT_FOUND;
	if (all[picked].applet && command->p2 & P2_TERMINATE)
		return terminate_applet(card, channel, all[picked].applet);
	if (all[picked].applet)
		return select_applet(card, channel, all[picked].applet, command->p2, answer);
	if (command->p2 & P2_TERMINATE)
		return terminate_application(card, channel, all[picked].adf, command->p2, answer);
	return go_to(card, channel, (struct place){ all[picked].adf, NO_NODE }, command->p2, answer);
}

status_word select_file(struct uicc *card, struct channel *channel, const struct apdu *command, struct buffer *answer)
{
	return command->p1 == BY_NAME ? select_by_name(card, channel, command, answer)
	                              : select_by_id(card, channel, command, answer);
}

/* ---- STATUS ---- */

enum { STATUS_P1_LAST = 0x02, STATUS_FCP = 0x00, STATUS_NAME = 0x01, STATUS_NOTHING = 0x0C, TAG_AID = 0x84 };

static enum status append_name(const struct uicc *card, const struct channel *channel, struct buffer *answer)
{
	const struct node *node = card->store ? profile_store_node(card->store, channel->application) : NULL;
	if (!node)
		return STATUS_NOT_FOUND;
	struct der_writer writer = der_writer(answer);
	der_put(&writer, TAG_AID, bytes_from(node->aid, node->aid_size));
	return der_finish(&writer);
}

status_word status_of_directory(struct uicc *card, struct channel *channel, const struct apdu *command,
                                struct buffer *answer)
{
	enum status status = STATUS_OK;
	if (command->p1 > STATUS_P1_LAST)
		return SW_WRONG_P1_P2;
	if (command->p2 == STATUS_FCP)
		status = file_control_append(card, channel->directory, answer);
	else if (command->p2 == STATUS_NAME)
		status = append_name(card, channel, answer);
	else if (command->p2 != STATUS_NOTHING)
		return SW_WRONG_P1_P2;
	if (status == STATUS_NOT_FOUND)
		return SW_REFERENCE_NOT_FOUND;
	if (status != STATUS_OK)
		return card_failure(status);
	if (command->le != 256 && command->le != answer->size)
		return (status_word)(SW_WRONG_LE | (answer->size & 0xFF));
	return SW_OK;
}
