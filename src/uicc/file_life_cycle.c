/* SPDX-License-Identifier: Apache-2.0 */
/* ACTIVATE FILE and DEACTIVATE FILE (TS 102 221 11.1.14, 11.1.15). */
#include "uicc/commands.h"
#include "uicc/elementary_file.h"
#include "uicc/place.h"

enum { BY_ID = 0x00, BY_PATH = 0x08, BY_RELATIVE_PATH = 0x09, ACTIVATED = 0x05, DEACTIVATED = 0x04 };

/* Only EFs. An identifier is looked for in the current directory, a path as SELECT does. */
static node_number find(const struct uicc *card, const struct channel *channel, const struct apdu *command)
{
	if (command->data.size == 0)
		return channel->file;
	node_number start = command->p1 == BY_PATH ? 0 : channel->directory;
	return place_by_path(card, channel, start, command->data).file;
}

static enum status write_life_cycle(struct uicc *card, node_number number, uint8_t life_cycle)
{
	TRY(nvm_begin(card->nvm));
	return nvm_end(card->nvm, profile_store_set_life_cycle(card->store, number, life_cycle));
}

static status_word change(struct uicc *card, const struct channel *channel, const struct apdu *command,
                          enum access access, uint8_t life_cycle)
{
	struct elementary_file file;
	bool is_p1_known = command->p1 == BY_ID || command->p1 == BY_PATH || command->p1 == BY_RELATIVE_PATH;
	if (!is_p1_known || command->p2 != 0)
		return SW_WRONG_P1_P2;
	if (command->data.size % 2 || (command->p1 == BY_ID && command->data.size > 2))
		return SW_WRONG_LENGTH;
	if (command->data.size == 0 && channel->file == NO_NODE)
		return SW_NO_EF_SELECTED;
	if (!card->store || !elementary_file_at(card, find(card, channel, command), &file))
		return SW_FILE_NOT_FOUND;
	if (!access_rule_allows(card, channel->directory, file.number, access, command))
		return SW_SECURITY_NOT_SATISFIED;
	if (file.node->life_cycle != ACTIVATED && file.node->life_cycle != DEACTIVATED)
		return SW_CONDITIONS_NOT_SATISFIED;
	if (file.node->life_cycle == life_cycle)
		return SW_OK;
	enum status status = write_life_cycle(card, file.number, life_cycle);
	if (status == STATUS_OK)
		return SW_OK;
	uicc_rest(card); /* the tree in memory may be ahead of nvm */
	return card_failure(status);
}

status_word activate_file(struct uicc *card, struct channel *channel, const struct apdu *command, struct buffer *answer)
{
	(void)answer;
	return change(card, channel, command, ACCESS_ACTIVATE, ACTIVATED);
}

status_word deactivate_file(struct uicc *card, struct channel *channel, const struct apdu *command,
                            struct buffer *answer)
{
	(void)answer;
	return change(card, channel, command, ACCESS_DEACTIVATE, DEACTIVATED);
}
