/* SPDX-License-Identifier: Apache-2.0 */
#include "euicc/element_undo.h"

#include "uicc/profile_registry.h"

enum status element_undo_note(struct element_undo *undo, struct undo_code code)
{
	if (undo->code_count == UNDO_CODES_MAXIMUM)
		return STATUS_TOO_LARGE;
	undo->codes[undo->code_count++] = code;
	return STATUS_OK;
}

static enum status take_back(const struct undo_code *code, struct profile_store *store)
{
	switch (code->what) {
	case UNDO_PIN:
		return profile_store_remove_pin(store, code->context, code->reference);
	case UNDO_PUK:
		return profile_store_remove_puk(store, code->reference);
	default:
		return profile_store_unshare_pins(store, code->context);
	}
}

enum status element_undo(const struct element_undo *undo, struct profile_store *store)
{
	for (size_t i = 0; i < undo->code_count; i++)
		TRY(take_back(&undo->codes[i], store));
	TRY(profile_store_cut(store, undo->nodes));
	TRY(profile_registry_cut(store, undo->entries));
	return profile_store_cut_elements(store, undo->elements);
}
