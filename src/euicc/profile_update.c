/* SPDX-License-Identifier: Apache-2.0 */
#include "euicc/profile_update.h"

#include "euicc/profile_slots.h"

enum status profile_update_metadata(struct nvm *nvm, const struct profile_identifier *profile, struct bytes request)
{
	AUTO(profile_slot) slot = { 0 };
	AUTO(buffer) changed = BUFFER(METADATA_MAXIMUM);
	uint16_t number;
	TRY(profile_slot_find(nvm, profile, &number));
	TRY(profile_slot_read(nvm, number, &slot));
	TRY(metadata_update(buffer_bytes(&slot.metadata_octets), request, &changed));
	TRY(nvm_begin(nvm));
	return nvm_end(nvm, profile_slot_set_metadata(nvm, number, buffer_bytes(&changed)));
}

enum status profile_update_rules(struct nvm *nvm, const struct profile_identifier *profile, uint64_t *out)
{
	AUTO(profile_slot) slot = { 0 };
	uint16_t number;
	TRY(profile_slot_find(nvm, profile, &number));
	TRY(profile_slot_read(nvm, number, &slot));
	*out = slot.metadata.profile_policy_rules;
	return STATUS_OK;
}
