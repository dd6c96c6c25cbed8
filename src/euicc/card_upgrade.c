/* SPDX-License-Identifier: Apache-2.0 */
#include "euicc/card_upgrade.h"

#include "euicc/profile_slots.h"
#include "uicc/profile_store.h"

static enum status upgrade_slot(struct nvm *nvm, uint16_t slot)
{
	struct profile_store *store;
	TRY(profile_store_open(nvm, slot, &store));
	enum status status = profile_store_upgrade(store);
	profile_store_free(store);
	return status;
}

/* A slot with metadata is a whole profile; what a broken installation left is erased by the repair. */
static enum status upgrade(struct nvm *nvm, const struct card_data *data)
{
	struct profile_slot_list list;
	TRY(profile_slot_list_read(nvm, &list));
	for (size_t i = 0; i < list.count; i++)
		TRY(upgrade_slot(nvm, list.numbers[i]));
	return card_data_rewrite(nvm, data);
}

/* Version 1 had no personality and version 2 no registry: their absence means the default card and an empty one. What
 * was one record of a file's body is one still. */
enum status card_upgrade(struct nvm *nvm, const struct card_data *data)
{
	if (data->version == CARD_DATA_VERSION)
		return STATUS_OK;
	TRY(nvm_begin(nvm));
	return nvm_end(nvm, upgrade(nvm, data));
}
