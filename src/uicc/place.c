/* SPDX-License-Identifier: Apache-2.0 */
#include "uicc/place.h"

struct place place_child(const struct uicc *card, node_number directory, uint16_t id)
{
	node_number number = profile_store_child(card->store, directory, id);
	const struct node *node = profile_store_node(card->store, number);
	if (!node || node->kind == NODE_ADF)
		return place_nowhere;
	return node->kind == NODE_DF ? (struct place){ number, NO_NODE } : (struct place){ directory, number };
}

struct place place_by_path(const struct uicc *card, const struct channel *channel, node_number start, struct bytes path)
{
	struct place place = { start, NO_NODE };
	size_t count = path.size / 2, first = 0;
	if (start == 0 && count > 0 && path_id(path, 0) == PLACE_CURRENT_APPLICATION) {
		place.directory = channel->application;
		first = 1;
	}
	for (size_t i = first; i < count && place_is_found(place); i++)
		place = place.file == NO_NODE ? place_child(card, place.directory, path_id(path, i)) : place_nowhere;
	return place;
}
