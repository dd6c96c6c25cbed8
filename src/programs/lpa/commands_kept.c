/* SPDX-License-Identifier: Apache-2.0 */
/* `provisim lpa profile kept`: the interrupted download that would be resumed. */
#include "programs/lpa/commands.h"
#include "programs/lpa/json.h"
#include "programs/lpa/kept.h"

enum { JSON_MAXIMUM = 16 << 10 };

static void write_record(struct json_writer *writer, const struct lpa_download_record *record,
                         const struct profile_metadata *metadata)
{
	json_open_object(writer, NULL);
	json_put_text(writer, "server", record->order.smdp_address);
	json_put_text(writer, "matchingId", record->order.matching_id);
	lpa_json_metadata(writer, "offer", metadata);
	json_close_object(writer);
}

enum exit_code lpa_profile_kept_command(struct invocation *invocation)
{
	AUTO(lpa_run) run = { 0 };
	AUTO(arena) storage = ARENA(DOWNLOAD_RECORD_KEPT_MAXIMUM);
	AUTO(buffer) json = BUFFER(JSON_MAXIMUM);
	struct json_writer writer = json_writer(&json);
	struct lpa_download_record record;
	struct profile_metadata metadata = { 0 };
	bool found;
	enum exit_code code = lpa_run_open(&run, invocation);
	if (code == EXIT_DONE)
		code = lpa_kept_look(&run, &storage, &record, &found);
	if (code != EXIT_DONE)
		return code;
	found = found && profile_metadata_decode(record.profile_metadata, &metadata) == STATUS_OK;
	json_open_array(&writer, NULL);
	if (found)
		write_record(&writer, &record, &metadata);
	json_close_array(&writer);
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(invocation, "profile_kept", "Out of memory.");
	if (found)
		output_line(invocation, "%.*s, %.*s, from %.*s", TEXT_ARGUMENTS(metadata.service_provider_name),
		            TEXT_ARGUMENTS(metadata.profile_name), TEXT_ARGUMENTS(record.order.smdp_address));
	return output_success(invocation, buffer_text(&json), found ? NULL : "No interrupted download is kept.");
}
