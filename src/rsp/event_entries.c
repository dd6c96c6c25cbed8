/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/event_entries.h"

/* What an entry has beyond these two, version 3 adds (SGP.22 v3 5.8.2). */
static enum status read_entry(struct json_value json, struct event_entry *out)
{
	TRY(text_member(json, "eventId", EVENT_ID_MAXIMUM, &out->event_id));
	TRY(text_member(json, "rspServerAddress", ADDRESS_MAXIMUM, &out->rsp_server_address));
	bool usable = matching_id_is_valid(out->event_id) && address_is_valid(out->rsp_server_address);
	return usable ? STATUS_OK : STATUS_MALFORMED;
}

enum status event_entries_read(struct json_value json, struct arena *storage, struct event_entries *out)
{
	struct event_entries got = { 0 };
	struct json_value list = json_member(json, "eventEntries");
	TRY(transaction_id_text(json, &got.transaction_id));
	if (!json_is_present(list))
		return STATUS_NOT_FOUND;
	if (!json_is_array(list))
		return STATUS_MALFORMED;
	size_t count = json_count(list);
	got.count = count < EVENT_ENTRIES_MAXIMUM ? count : EVENT_ENTRIES_MAXIMUM;
	struct event_entry *entries = arena_allocate(storage, got.count * sizeof *entries);
	if (!entries && got.count > 0)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < got.count; i++)
		TRY(read_entry(json_element(list, i), &entries[i]));
	got.entries = entries;
	*out = got;
	return STATUS_OK;
}

void event_entries_write(const struct event_entries *answer, struct json_writer *writer)
{
	json_put_text(writer, "transactionId", answer->transaction_id);
	json_open_array(writer, "eventEntries");
	for (size_t i = 0; i < answer->count; i++) {
		json_open_object(writer, NULL);
		json_put_text(writer, "eventId", answer->entries[i].event_id);
		json_put_text(writer, "rspServerAddress", answer->entries[i].rsp_server_address);
		json_close_object(writer);
	}
	json_close_array(writer);
}
