/* SPDX-License-Identifier: Apache-2.0 */
/* The boards of a quickstart that goes by SM-DS. */
#include <time.h>

#include "io/file.h"
#include "programs/quickstart/command.h"

enum { LOOKS_MAXIMUM = 100, LOOK_NANOSECONDS = 100000000 };

/* One SM-DS, named after what it is: its settings, database and log have that name. `root` is NULL for the Root itself. */
static enum status start(struct quickstart *quickstart, const char *name, const char *root, const char **out_address)
{
	unsigned port;
	pid_t process;
	TRY(quickstart_free_port(quickstart, &port));
	const char *settings = arena_print(quickstart->arena, "%s.yaml", name);
	const char *log = arena_print(quickstart->arena, "%s.log", name);
	const char *address = arena_print(quickstart->arena, "localhost:%u", port);
	const char *text = arena_print(quickstart->arena,
	                               "address: localhost:%u\n"
	                               "listen: 127.0.0.1:%u\n"
	                               "database: %s.db\n"
	                               "pki: pki\n"
	                               "%s%s%s",
	                               port, port, name, root ? "root: " : "", root ? root : "", root ? "\n" : "");
	if (!settings || !log || !address || !text)
		return quickstart_fail(quickstart, STATUS_NO_MEMORY, "out of memory.");
	if (file_write(settings, text_bytes(text_from(text)), 0644, false) != STATUS_OK)
		return quickstart_fail(quickstart, STATUS_IO, "cannot write %s.", settings);
	quickstart_say(quickstart, "%s: address %s%s%s", settings, address,
	               root ? ", below the Root SM-DS " : ", the Root SM-DS", root ? root : "");
	TRY(quickstart_serve(quickstart, QUICKSTART_WORDS("smds", "serve", "--config", settings), log, "listening on",
	                     &process));
	*out_address = address;
	return STATUS_OK;
}

enum status quickstart_start_smds(struct quickstart *quickstart)
{
	if (quickstart->via != VIA_SMDS && quickstart->via != VIA_CASCADE)
		return STATUS_OK;
	TRY(start(quickstart, "root", NULL, &quickstart->root));
	quickstart->smds = quickstart->root;
	return quickstart->via == VIA_SMDS ? STATUS_OK : start(quickstart, "alternative", quickstart->root, &quickstart->smds);
}

/* The SM-DP+ tells of the order when it is done with it, and the SM-DS below the Root does so too. */
enum status quickstart_await_event(struct quickstart *quickstart)
{
	const char *const *words = QUICKSTART_WORDS("smds", "event", "list", "--config", "root.yaml");
	if (!quickstart->root)
		return STATUS_OK;
	for (size_t i = 0; i < LOOKS_MAXIMUM; i++) {
		AUTO(json_document) document = { 0 };
		struct json_value data;
		TRY(quickstart_ask(quickstart, words, &document, &data));
		if (json_count(data) > 0)
			return quickstart_run(quickstart, words);
		nanosleep(&(struct timespec){ .tv_nsec = LOOK_NANOSECONDS }, NULL);
	}
	return quickstart_fail(quickstart, STATUS_NOT_FOUND, "the Root SM-DS was not told of the profile.");
}
