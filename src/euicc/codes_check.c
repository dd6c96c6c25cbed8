/* SPDX-License-Identifier: Apache-2.0 */
#include "euicc/codes_check.h"

#include "base/secret.h"

/* No package can bring it: a card that has it has it of its own (TS 102 221 9.4.1). */
enum { UNIVERSAL_PIN = 0x11 };

static enum status check_directory(const struct profile_store *store, node_number number, bool *out_complete)
{
	const struct node *node = profile_store_node(store, number);
	for (size_t i = 0; i < node->pin_status_size && *out_complete; i++) {
		struct pin pin;
		node_number context;
		if (node->pin_status[i] == UNIVERSAL_PIN)
			continue;
		enum status status = profile_store_find_pin(store, number, node->pin_status[i], &pin, &context);
		wipe(&pin, sizeof pin);
		*out_complete = status == STATUS_OK;
		if (status != STATUS_OK && status != STATUS_NOT_FOUND)
			return status;
	}
	return STATUS_OK;
}

enum status codes_check(const struct profile_store *store, bool *out_complete)
{
	bool complete = true;
	for (size_t i = 0; i < profile_store_count(store) && complete; i++)
		TRY(check_directory(store, (node_number)i, &complete));
	*out_complete = complete;
	return STATUS_OK;
}
