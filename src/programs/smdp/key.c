/* SPDX-License-Identifier: Apache-2.0 */
/* `provisim smdp key …`: the master keys, and which profiles each of them holds. Servers may run meanwhile. */
#include <stdio.h>
#include <stdlib.h>

#include "io/token_uri.h"
#include "programs/output.h"
#include "programs/smdp/commands.h"
#include "programs/smdp/desk.h"
#include "smdp/key_rotation.h"

enum {
	DATA_MAXIMUM = 1 << 16,
	ON_THE_WAY = 64,      /* profiles that are moved at once: each is a transaction of its own */
	REST_SECONDS = 10,    /* no server wraps with an older key so long after a new one was made */
	PROGRESS_PROFILES = 10000,
};

static bool open_desk(const struct invocation *invocation, struct smdp_desk *desk)
{
	char fault[SETTINGS_FAULT_SIZE] = "";
	if (smdp_desk_open(invocation, desk, fault) == STATUS_OK)
		return true;
	output_failure(invocation, "key", "%s", *fault ? fault : "Out of memory.");
	return false;
}

/* ---- list ---- */

static int64_t uses_of(const struct key_census *census, const char *id)
{
	for (size_t i = 0; i < census->count; i++)
		if (text_equal(census->uses[i].master_key, text_from(id)))
			return census->uses[i].profiles;
	return 0;
}

static void say_key(const struct invocation *invocation, struct json_writer *writer, const struct key_ring_entry *entry,
                    int64_t profiles)
{
	output_line(invocation, "%s  %-7s %10lld profiles  %s", entry->id, entry->is_current ? "current" : "old",
	            (long long)profiles, entry->place);
	json_open_object(writer, NULL);
	json_put_text(writer, "id", text_from(entry->id));
	json_put_boolean(writer, "current", entry->is_current);
	json_put_boolean(writer, "token", entry->in_token);
	json_put_text(writer, "place", text_from(entry->place));
	json_put_number(writer, "profiles", profiles);
	if (entry->made_at != 0)
		json_put_number(writer, "madeAt", entry->made_at);
	json_close_object(writer);
}

static enum exit_code say_ring(const struct invocation *invocation, struct key_ring *ring, const struct key_census *census)
{
	AUTO(buffer) data = BUFFER(DATA_MAXIMUM);
	struct json_writer writer = json_writer(&data);
	struct master_keys keys = key_ring_port(ring);
	struct key_ring_entry entry;
	json_open_array(&writer, NULL);
	for (size_t i = 0; key_ring_entry(ring, i, &entry); i++)
		say_key(invocation, &writer, &entry, uses_of(census, entry.id));
	for (size_t i = 0; i < census->count; i++)
		if (!master_keys_find(&keys, census->uses[i].master_key))
			output_line(invocation, "%.*s  MISSING %10lld profiles", TEXT_ARGUMENTS(census->uses[i].master_key),
			            (long long)census->uses[i].profiles);
	json_close_array(&writer);
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(invocation, "key", "Out of memory.");
	return output_success(invocation, buffer_text(&data), NULL);
}

enum exit_code smdp_key_list(struct invocation *invocation)
{
	AUTO(smdp_desk) desk = { 0 };
	struct exchange *exchange = NULL;
	if (!open_desk(invocation, &desk))
		return EXIT_FAILED;
	enum status status = smdp_desk_run(&desk, &key_census_function, "", &exchange);
	enum exit_code code = status == STATUS_OK ? say_ring(invocation, desk.keys.ring, exchange->result)
	                                          : smdp_command_failed(invocation, "key", status, exchange);
	exchange_free(exchange);
	return code;
}

/* ---- new ---- */

enum exit_code smdp_key_new(struct invocation *invocation)
{
	AUTO(smdp_desk) desk = { 0 };
	AUTO(buffer) data = BUFFER(DATA_MAXIMUM);
	char fault[SETTINGS_FAULT_SIZE] = "", id[MASTER_KEY_ID_SIZE];
	if (!open_desk(invocation, &desk))
		return EXIT_FAILED;
	const char *place = desk.settings.master_keys.items[0];
	if (token_uri_is_one(text_from(place)))
		return output_failure(invocation, "key", "Make an AES key of 256 bits in the token with its own program, put "
		                      "its URI first in master-key, and send the servers SIGHUP.");
	if (master_key_file_add(place, id, fault) != STATUS_OK)
		return output_failure(invocation, "key", "%s", fault);
	struct json_writer writer = json_writer(&data);
	json_open_object(&writer, NULL);
	json_put_text(&writer, "id", text_from(id));
	json_close_object(&writer);
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(invocation, "key", "Out of memory.");
	return output_success(invocation, buffer_text(&data), "%s wraps from now on. Take the file %s to every server, then "
	                      "'provisim smdp key rotate'.", id, place);
}

/* ---- rotate ---- */

struct rotation {
	const struct invocation *invocation;
	struct smdp_desk *desk;
	size_t on_the_way;
	uint64_t moved, sealed, failed;
	enum status first_failure;
};

/* What a function that was begun works on. */
struct errand {
	struct rotation *rotation;
	struct key_row row;
	struct key_seal_request seal;
	uint64_t *counter;
};

static void arrived(void *context, struct exchange *exchange, enum status status)
{
	struct errand *errand = context;
	struct rotation *rotation = errand->rotation;
	if (status == STATUS_OK)
		++*errand->counter;
	else if (rotation->failed++ == 0)
		rotation->first_failure = status;
	rotation->on_the_way--;
	exchange_free(exchange);
	free(errand);
}

static enum status wait_until(struct rotation *rotation, size_t maximum)
{
	while (rotation->on_the_way > maximum)
		TRY(smdp_desk_work(rotation->desk));
	return STATUS_OK;
}

static enum status begin(struct rotation *rotation, const struct server_function *function, const struct errand *filled)
{
	TRY(wait_until(rotation, ON_THE_WAY - 1));
	struct errand *errand = malloc(sizeof *errand);
	if (!errand)
		return STATUS_NO_MEMORY;
	*errand = *filled;
	errand->rotation = rotation;
	rotation->on_the_way++;
	const void *request = function == &key_rewrap_function ? (const void *)&errand->row : &errand->seal;
	enum status status = smdp_desk_begin(rotation->desk, function, request, arrived, errand);
	if (status != STATUS_OK) {
		rotation->on_the_way--;
		free(errand);
	}
	return status;
}

static void say_progress(const struct rotation *rotation)
{
	uint64_t done = rotation->moved + rotation->sealed;
	if (done > 0 && done % PROGRESS_PROFILES < ON_THE_WAY)
		output_line(rotation->invocation, "%llu profiles", (unsigned long long)done);
}

/* One batch; *out_count is nought when the key holds no more. */
static enum status move_batch(struct rotation *rotation, struct text master_key, size_t *out_count)
{
	const struct key_rows_request request = { master_key, ON_THE_WAY };
	struct exchange *exchange = NULL;
	enum status status = smdp_desk_run(rotation->desk, &key_rows_function, &request, &exchange);
	const struct key_rows *rows = status == STATUS_OK ? exchange->result : NULL;
	for (size_t i = 0; status == STATUS_OK && i < rows->count; i++)
		status = begin(rotation, &key_rewrap_function,
		               &(struct errand){ .row = rows->rows[i], .counter = &rotation->moved });
	/* The rows live in this exchange. */
	enum status waited = wait_until(rotation, 0);
	*out_count = rows ? rows->count : 0;
	exchange_free(exchange);
	return status == STATUS_OK ? waited : status;
}

static enum status move_all(struct rotation *rotation, struct text master_key)
{
	size_t count;
	do {
		TRY(move_batch(rotation, master_key, &count));
		say_progress(rotation);
	} while (count > 0 && rotation->failed == 0);
	return STATUS_OK;
}

static enum status seal_batch(struct rotation *rotation, struct arena *arena, struct text *after, size_t *out_count)
{
	const struct clear_profiles_request request = { *after, ON_THE_WAY };
	struct exchange *exchange = NULL;
	enum status status = smdp_desk_run(rotation->desk, &clear_profiles_function, &request, &exchange);
	const struct clear_profiles *list = status == STATUS_OK ? exchange->result : NULL;
	for (size_t i = 0; status == STATUS_OK && i < list->count; i++)
		status = begin(rotation, &key_seal_function,
		               &(struct errand){ .seal = { list->iccids[i] }, .counter = &rotation->sealed });
	enum status waited = wait_until(rotation, 0);
	*out_count = list ? list->count : 0;
	arena_release(arena);
	if (status == STATUS_OK && *out_count > 0)
		status = arena_copy_text(arena, list->iccids[*out_count - 1], after);
	exchange_free(exchange);
	return status == STATUS_OK ? waited : status;
}

static enum status seal_all(struct rotation *rotation)
{
	AUTO(arena) arena = ARENA(1 << 16);
	struct text after = { 0 };
	size_t count;
	do {
		TRY(seal_batch(rotation, &arena, &after, &count));
		say_progress(rotation);
	} while (count > 0 && rotation->failed == 0);
	return STATUS_OK;
}

static enum status rotate(struct rotation *rotation)
{
	struct master_keys keys = key_ring_port(rotation->desk->keys.ring);
	const struct master_key *current = master_keys_current(&keys);
	struct exchange *exchange = NULL;
	enum status status = smdp_desk_run(rotation->desk, &master_keys_in_use_function, "", &exchange);
	const struct key_census *census = status == STATUS_OK ? exchange->result : NULL;
	for (size_t i = 0; status == STATUS_OK && i < census->count; i++)
		if (!text_equal(census->uses[i].master_key, text_from(current->id)))
			status = move_all(rotation, census->uses[i].master_key);
	exchange_free(exchange);
	return status == STATUS_OK ? seal_all(rotation) : status;
}

static enum exit_code say_rotation(const struct invocation *invocation, const struct rotation *rotation, const char *id)
{
	AUTO(buffer) data = BUFFER(DATA_MAXIMUM);
	struct json_writer writer = json_writer(&data);
	json_open_object(&writer, NULL);
	json_put_text(&writer, "id", text_from(id));
	json_put_number(&writer, "moved", (int64_t)rotation->moved);
	json_put_number(&writer, "sealed", (int64_t)rotation->sealed);
	json_close_object(&writer);
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(invocation, "key", "Out of memory.");
	return output_success(invocation, buffer_text(&data), "%s holds all profiles: %llu moved to it, %llu stood clear and "
	                      "are sealed.", id, (unsigned long long)rotation->moved, (unsigned long long)rotation->sealed);
}

enum exit_code smdp_key_rotate(struct invocation *invocation)
{
	AUTO(smdp_desk) desk = { 0 };
	if (!open_desk(invocation, &desk))
		return EXIT_FAILED;
	struct rotation rotation = { .invocation = invocation, .desk = &desk };
	struct master_keys keys = key_ring_port(desk.keys.ring);
	char id[MASTER_KEY_ID_SIZE];
	memcpy(id, master_keys_current(&keys)->id, sizeof id);
	enum status status = rotate(&rotation);
	if (status != STATUS_OK)
		return output_failure(invocation, "key", "The database could not be used: %s. What is done is done: begin "
		                      "again.", status_name(status));
	if (rotation.failed > 0)
		return output_failure(invocation, "key", "%llu profiles could not be moved (%s): see 'provisim smdp key list' "
		                      "for keys that are missing.", (unsigned long long)rotation.failed,
		                      status_name(rotation.first_failure));
	return say_rotation(invocation, &rotation, id);
}

/* ---- retire ---- */

static bool find_entry(struct key_ring *ring, const char *id, struct key_ring_entry *out, struct key_ring_entry *out_current)
{
	struct key_ring_entry entry;
	bool found = false;
	for (size_t i = 0; key_ring_entry(ring, i, &entry); i++) {
		if (entry.is_current)
			*out_current = entry;
		if (strcmp(entry.id, id) == 0) {
			*out = entry;
			found = true;
		}
	}
	return found;
}

/* A profile that was just wrapped with a key must not come after the count. */
static enum exit_code retire(const struct invocation *invocation, struct smdp_desk *desk, const struct key_census *census)
{
	const char *id = invocation->arguments[0];
	char fault[SETTINGS_FAULT_SIZE] = "";
	struct key_ring_entry entry = { 0 }, current = { 0 };
	if (!find_entry(desk->keys.ring, id, &entry, &current))
		return output_failure(invocation, "key", "There is no master key %.20s.", id);
	if (entry.is_current)
		return output_failure(invocation, "key", "%s is the key that wraps: make a new one first.", id);
	int64_t profiles = uses_of(census, id);
	if (profiles > 0)
		return output_failure(invocation, "key", "%s holds %lld profiles: 'provisim smdp key rotate' moves them.", id,
		                      (long long)profiles);
	if (clock_utc_seconds(&desk->desk.ports.clock) - current.made_at < REST_SECONDS)
		return output_failure(invocation, "key", "The new key is younger than %d seconds: a server may not know it "
		                      "yet. Try again then.", REST_SECONDS);
	if (entry.in_token)
		return output_failure(invocation, "key", "%s holds nothing any more: take its URI out of master-key, send "
		                      "the servers SIGHUP, and delete it in the token.", id);
	if (master_key_file_remove(entry.place, id, fault) != STATUS_OK)
		return output_failure(invocation, "key", "%s", fault);
	return output_success(invocation, (struct text){ 0 }, "%s is gone from %s: nothing needs it, but copies of the "
	                      "database from before.", id, entry.place);
}

enum exit_code smdp_key_retire(struct invocation *invocation)
{
	AUTO(smdp_desk) desk = { 0 };
	struct exchange *exchange = NULL;
	if (!open_desk(invocation, &desk))
		return EXIT_FAILED;
	enum status status = smdp_desk_run(&desk, &key_census_function, "", &exchange);
	enum exit_code code = status == STATUS_OK ? retire(invocation, &desk, exchange->result)
	                                          : smdp_command_failed(invocation, "key", status, exchange);
	exchange_free(exchange);
	return code;
}
