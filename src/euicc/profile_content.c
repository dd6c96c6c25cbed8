/* SPDX-License-Identifier: Apache-2.0 */
#include "euicc/profile_content.h"

#include "euicc/card.h"
#include "euicc/profile_slots.h"

void profile_content_release(struct profile_content *content)
{
	profile_store_free(content->store);
	*content = (struct profile_content){ 0 };
}

enum status profile_content_open(struct euicc *euicc, const struct profile_identifier *profile, struct profile_content *out)
{
	AUTO(profile_slot) slot = { 0 };
	uint16_t number;
	*out = (struct profile_content){ 0 };
	TRY(profile_slot_find(euicc->nvm, profile, &number));
	TRY(profile_slot_read(euicc->nvm, number, &slot));
	TRY(profile_store_open(euicc->nvm, number, &out->store));
	TRY(profile_registry_count(out->store, &out->entry_count));
	TRY(profile_store_used(euicc->nvm, number, &out->octets));
	profile_slot_aid(number, out->aid);
	out->iccid = slot.metadata.iccid;
	return STATUS_OK;
}
