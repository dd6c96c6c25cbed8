/* SPDX-License-Identifier: Apache-2.0 */
#include "euicc/factory_reset.h"

#include "euicc/card_data.h"
#include "euicc/nvm_layout.h"
#include "uicc/profile_store.h"

static const uint8_t spaces_of_life[] = {
	NVM_SPACE_PROFILE, NVM_SPACE_NOTIFICATIONS, NVM_SPACE_PROFILE_SLOTS, NVM_SPACE_ONE_TIME_KEYS, NVM_SPACE_REVOCATIONS,
};

static const uint8_t items_of_life[] = { CARD_ENABLED_PROFILE, CARD_PENDING_SWITCH, CARD_INSTALL_MARKER };

static enum status erase_life(struct nvm *nvm)
{
	for (size_t i = 0; i < ARRAY_SIZE(spaces_of_life); i++)
		TRY(nvm_erase(nvm, nvm_first_of_space(spaces_of_life[i]), nvm_last_of_space(spaces_of_life[i])));
	for (size_t i = 0; i < ARRAY_SIZE(items_of_life); i++) {
		nvm_key key = nvm_key_make(NVM_SPACE_CARD, 0, items_of_life[i]);
		TRY(nvm_erase(nvm, key, key));
	}
	return card_restore_default_smdp_address(nvm);
}

enum status euicc_factory_reset(struct nvm *nvm)
{
	struct card_data data;
	TRY(card_data_read(nvm, &data));
	TRY(nvm_begin(nvm));
	return nvm_end(nvm, erase_life(nvm));
}
