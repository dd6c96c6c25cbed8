/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/quickstart/quickstart.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "programs/output.h"
#include "programs/quickstart/command.h"

enum { LOG_LINES = 5 };

const struct command_option quickstart_options[] = {
	{ .name = "dir", .value = "DIR", .help = "work in this new or empty folder, and leave it there" },
	{ .name = "keep", .letter = 'k', .help = "leave the temporary folder where it is" },
	{ .name = "curve", .value = "CURVE", .fallback = "p256", .help = "of all keys: p256 or brainpool" },
	{ .name = "via", .value = "WAY", .fallback = "code",
	  .help = "how the device finds it: code, default (SM-DP+), smds, or cascade of two SM-DS" },
	{ 0 },
};

static const char *const ways[QUICKSTART_WAYS] = {
	[VIA_CODE] = "code", [VIA_DEFAULT] = "default", [VIA_SMDS] = "smds", [VIA_CASCADE] = "cascade",
};

static const struct step {
	const char *name;
	const char *title;
	quickstart_step *run;
} steps[] = {
	{ "pki", "A test PKI: CI, EUM, eUICC, DPauth, DPpb, DP TLS", quickstart_make_pki },
	{ "smdp", "An SM-DP+ over TLS, with SQLite", quickstart_start_smdp },
	{ "card", "A software eUICC, its memory in one file", quickstart_make_card },
	{ "order", "A profile: compiled from its source, put in stock, ordered, confirmed, released",
	  quickstart_order_profile },
	{ "download", "The LPA: download, consent, install, enable, notify", quickstart_download },
	{ "phone", "A phone's first minute: read the identity, answer the network", quickstart_use_profile },
	{ "restart", "The same data again, from the card's file after a restart", quickstart_use_profile_again },
};

static int64_t now_milliseconds(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static bool is_empty_folder(const char *path)
{
	DIR *folder = opendir(path);
	int entries = 0;
	if (!folder)
		return false;
	while (readdir(folder))
		entries++;
	closedir(folder);
	errno = ENOTEMPTY;
	return entries == 2; /* itself and its parent */
}

static bool make_folder(struct quickstart *quickstart, const char *wanted)
{
	char path[PATH_MAX];
	const char *temporary = getenv("TMPDIR");
	char *chosen = wanted ? arena_string(quickstart->arena, text_from(wanted))
	                      : arena_print(quickstart->arena, "%s/provisim-quickstart-XXXXXX",
	                                    temporary && *temporary ? temporary : "/tmp");
	if (!chosen)
		return false;
	if (wanted ? mkdir(chosen, 0700) != 0 && !is_empty_folder(chosen) : !mkdtemp(chosen))
		return false;
	if (!realpath(chosen, path) || chdir(path) != 0)
		return false;
	quickstart->folder = arena_string(quickstart->arena, text_from(path));
	return quickstart->folder != NULL;
}

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
	(void)status;
	(void)kind;
	(void)walk;
	return remove(path);
}

static void remove_folder(const char *folder)
{
	if (chdir("/") != 0 || nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT) != 0)
		fprintf(stderr, "provisim: %s could not be removed: %s.\n", folder, strerror(errno));
}

static void report_step(const struct quickstart *quickstart, const struct step *step, int64_t milliseconds)
{
	AUTO(buffer) data = BUFFER(1000);
	struct json_writer writer = json_writer(&data);
	json_open_object(&writer, NULL);
	json_put_number(&writer, "step", step - steps + 1);
	json_put_number(&writer, "milliseconds", milliseconds);
	json_close_object(&writer);
	if (quickstart->invocation->json && json_finish(&writer) == STATUS_OK)
		output_progress(quickstart->invocation, step->name, buffer_text(&data), " ");
}

/* The step that failed, or NULL. */
static const struct step *take_steps(struct quickstart *quickstart)
{
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		int64_t start = now_milliseconds();
		output_line(quickstart->invocation, "\n%zu. %s", i + 1, steps[i].title);
		if (steps[i].run(quickstart) != STATUS_OK)
			return &steps[i];
		report_step(quickstart, &steps[i], now_milliseconds() - start);
	}
	return NULL;
}

/* What the server said last is often the reason. */
static void show_server_log(void)
{
	char lines[LOG_LINES][300];
	size_t count = 0;
	FILE *log = fopen(QUICKSTART_SERVER_LOG, "r");
	if (!log)
		return;
	while (fgets(lines[count % LOG_LINES], sizeof lines[0], log))
		count++;
	fclose(log);
	if (count > 0)
		fputs("The SM-DP+ said last:\n", stderr);
	for (size_t i = count > LOG_LINES ? count - LOG_LINES : 0; i < count; i++)
		fprintf(stderr, "  %s", lines[i % LOG_LINES]);
}

static enum exit_code report_failure(const struct quickstart *quickstart, const struct step *step, bool keep)
{
	int number = (int)(step - steps) + 1;
	if (quickstart->invocation->json)
		return output_failure(quickstart->invocation, step->name, "%s", quickstart->failure);
	fflush(stdout);
	fprintf(stderr, "\nFAIL in step %d (%s): %s\n", number, step->name, quickstart->failure);
	show_server_log();
	if (keep)
		fprintf(stderr, "Everything is in %s.\n", quickstart->folder);
	else
		fprintf(stderr, "With --keep everything stays where it is, to be looked at.\n");
	return EXIT_FAILED;
}

static enum exit_code report_success(const struct quickstart *quickstart, int64_t milliseconds, bool keep)
{
	AUTO(buffer) data = BUFFER(1 << 14);
	struct json_writer writer = json_writer(&data);
	json_open_object(&writer, NULL);
	json_put_number(&writer, "steps", ARRAY_SIZE(steps));
	json_put_number(&writer, "milliseconds", milliseconds);
	json_put_text(&writer, "iccid", text_from(quickstart->iccid));
	json_put_text(&writer, "via", text_from(ways[quickstart->via]));
	if (quickstart->activation_code)
		json_put_text(&writer, "activationCode", text_from(quickstart->activation_code));
	if (keep)
		json_put_text(&writer, "folder", text_from(quickstart->folder));
	json_close_object(&writer);
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(quickstart->invocation, "quickstart", "Out of memory.");
	output_line(quickstart->invocation, "\nPASS in %lld.%lld s\n", (long long)milliseconds / 1000,
	            (long long)milliseconds % 1000 / 100);
	if (keep) {
		output_line(quickstart->invocation, "Everything is in %s. Try there:", quickstart->folder);
		output_line(quickstart->invocation, "  provisim lpa --card phone.card profile list\n"
		                                    "  provisim lpa --card phone.card chip info\n"
		                                    "  provisim smdp serve --config smdp.yaml");
	} else {
		output_line(quickstart->invocation,
		            "Try next:\n"
		            "  provisim quickstart --dir first    the same, and everything stays in ./first\n"
		            "  provisim quickstart --via cascade  the device finds its profile without a code\n"
		            "  provisim quickstart --curve brainpool\n  provisim help");
	}
	return output_success(quickstart->invocation, buffer_text(&data), NULL);
}

/* The loopback must be reached without the proxies of this machine, and the parts must see no settings but those they
 * are given. */
static void clean_environment(void)
{
	static const char *const others[] = { "PROVISIM_CARD", "PROVISIM_CA", "PROVISIM_CONFIG", "PROVISIM_READER" };
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		unsetenv(others[i]);
	setenv("no_proxy", "*", 1);
	setenv("NO_PROXY", "*", 1);
}

static enum exit_code walk(struct quickstart *quickstart, bool keep)
{
	int64_t start = now_milliseconds();
	output_line(quickstart->invocation, "Provisim quickstart in %s", quickstart->folder);
	const struct step *failed = take_steps(quickstart);
	children_end(&quickstart->children);
	return failed ? report_failure(quickstart, failed, keep)
	              : report_success(quickstart, now_milliseconds() - start, keep);
}

static bool read_way(const char *name, enum quickstart_way *out)
{
	for (size_t i = 0; i < QUICKSTART_WAYS; i++)
		if (strcmp(name, ways[i]) == 0) {
			*out = (enum quickstart_way)i;
			return true;
		}
	return false;
}

enum exit_code quickstart_command(struct invocation *invocation)
{
	struct quickstart quickstart = { .invocation = invocation, .arena = &invocation->arena };
	const char *wanted = option_text(invocation, "dir");
	bool keep = wanted || option_is_set(invocation, "keep");
	quickstart.curve = option_text(invocation, "curve");
	if (strcmp(quickstart.curve, "p256") != 0 && strcmp(quickstart.curve, "brainpool") != 0)
		return usage_error(invocation, "--curve must be p256 or brainpool, not \"%s\".", quickstart.curve);
	if (!read_way(option_text(invocation, "via"), &quickstart.via))
		return usage_error(invocation, "--via must be code, default, smds or cascade.");
	clean_environment();
	signal(SIGPIPE, SIG_IGN); /* who reads half of what is said must not keep us from tidying up */
	if (children_init(&quickstart.children) != STATUS_OK)
		return output_failure(invocation, "quickstart", "Cannot watch over other programs: %s.",
		                      strerror(errno));
	enum exit_code code;
	if (!make_folder(&quickstart, wanted)) {
		code = output_failure(invocation, "quickstart", "Cannot use %s as a new folder: %s.",
		                      wanted ? wanted : "a temporary folder", strerror(errno));
	} else {
		code = walk(&quickstart, keep);
		if (!keep)
			remove_folder(quickstart.folder);
	}
	children_release(&quickstart.children);
	return code;
}
