/* SPDX-License-Identifier: Apache-2.0 */
/* What waits for this card: at its default SM-DP+, and at the SM-DS that it names and where those lead (SGP.22 3.6.2). */
#include <ctype.h>
#include <stdio.h>

#include "lpa/chip_information.h"
#include "lpa/discovery.h"
#include "programs/lpa/commands.h"
#include "programs/lpa/download_run.h"

enum { JSON_MAXIMUM = 256 << 10, ANSWER_SIZE = 16 };

/* What one discovery has come to. */
struct search {
	struct lpa_run run;
	struct lpa_discovery discovery;
	struct device_info device;
	size_t installed;
	struct buffer json; /* the profiles installed, as elements of an array that is open */
	struct json_writer writer;
	bool not_enabled;
};

static void search_release(struct search *search)
{
	lpa_discovery_release(&search->discovery);
	lpa_run_release(&search->run);
	buffer_release(&search->json);
}

/* ---- the SM-DS ---- */

static enum exit_code look_around(struct search *search, struct invocation *invocation)
{
	const struct lpa_discovery_order order = {
		.smds_address = text_from(option_text(invocation, "smds")),
		.device = search->device,
	};
	if (lpa_discovery_init(&search->discovery, &order) != STATUS_OK)
		return usage_error(invocation, "%s", search->discovery.job.failure.sentence);
	if (!lpa_run_job(&search->run, &search->discovery.job))
		return lpa_run_failed(&search->run, &search->discovery.job);
	return EXIT_DONE;
}

/* Servers that could not be asked; what waits there waits on. */
static void tell_failures(const struct search *search)
{
	const struct lpa_discovery *discovery = &search->discovery;
	for (size_t i = 0; i < discovery->visit_count; i++) {
		const struct lpa_visit *visit = &discovery->visits[i];
		if (visit->outcome == VISIT_FAILED)
			fprintf(stderr, "%s: something waits at %.*s (%.*s), but could not be looked at: %s\n",
			        search->run.invocation->program->spoken, TEXT_ARGUMENTS(visit->address),
			        TEXT_ARGUMENTS(visit->event_id), visit->failure.sentence);
	}
	if (discovery->more)
		fprintf(stderr, "%s: more waits than is looked at in one go: do it again when this is done.\n",
		        search->run.invocation->program->spoken);
}

static size_t count_found(const struct lpa_discovery *discovery)
{
	size_t count = 0;
	for (size_t i = 0; i < discovery->visit_count; i++)
		count += discovery->visits[i].outcome == VISIT_SMDP;
	return count;
}

/* ---- only looking ---- */

static void write_event(const struct lpa_visit *visit, struct json_writer *writer)
{
	json_open_object(writer, NULL);
	json_put_text(writer, "eventId", visit->event_id);
	json_put_text(writer, "rspServerAddress", visit->address);
	json_close_object(writer);
}

/* lpac's `profile discovery` tells the servers alone. */
static void write_address(const struct lpa_visit *visit, struct json_writer *writer)
{
	json_put_text(writer, NULL, visit->address);
}

static enum exit_code look(struct invocation *invocation, const char *command,
                           void (*write)(const struct lpa_visit *visit, struct json_writer *writer))
{
	AUTO(search) search = { 0 };
	AUTO(buffer) json = BUFFER(JSON_MAXIMUM);
	struct json_writer writer = json_writer(&json);
	enum exit_code code = lpa_download_device(invocation, &search.device);
	if (code == EXIT_DONE)
		code = lpa_run_open(&search.run, invocation);
	if (code == EXIT_DONE)
		code = look_around(&search, invocation);
	if (code != EXIT_DONE)
		return code;
	tell_failures(&search);
	json_open_array(&writer, NULL);
	for (size_t i = 0; i < search.discovery.visit_count; i++) {
		const struct lpa_visit *visit = &search.discovery.visits[i];
		if (visit->outcome != VISIT_SMDP)
			continue;
		write(visit, &writer);
		output_line(invocation, "%.*s at %.*s", TEXT_ARGUMENTS(visit->event_id), TEXT_ARGUMENTS(visit->address));
	}
	json_close_array(&writer);
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(invocation, command, "Out of memory.");
	bool none = count_found(&search.discovery) == 0;
	return output_success(invocation, buffer_text(&json), none ? "Nothing waits for this card." : NULL);
}

enum exit_code lpa_profile_discovery_command(struct invocation *invocation)
{
	return look(invocation, "profile_discovery", write_address);
}

/* ---- downloading what is found ---- */

static void note_installed(struct search *search, const struct lpa_download *download)
{
	char iccid[ICCID_TEXT_SIZE];
	struct iccid octets = lpa_download_iccid(download);
	iccid_print(&octets, iccid);
	search->installed++;
	json_put_text(&search->writer, NULL, text_from(iccid));
	output_line(search->run.invocation, "The profile %s is installed.", iccid);
}

/* Nothing waits, or there is no such server at all: that is how most questions of this kind end. */
static bool is_nothing(const struct lpa_failure *failure)
{
	bool no_order = strcmp(failure->reason_code, "3.8") == 0 &&
	                (strcmp(failure->subject_code, "8.1.1") == 0 || strcmp(failure->subject_code, "8.2.6") == 0);
	return no_order || failure->status == STATUS_NOT_FOUND;
}

/* EXIT_DONE: installed, or nothing to install. */
static enum exit_code fetch(struct search *search, struct text address, struct text event_id)
{
	AUTO(lpa_download) download = { 0 };
	const struct invocation *invocation = search->run.invocation;
	const struct lpa_download_order order = {
		.smdp_address = address,
		.has_matching_id = event_id.size > 0,
		.matching_id = event_id,
		.confirmation_code = text_from(option_text(invocation, "confirmation-code")),
		.device = search->device,
	};
	enum exit_code enabled;
	if (lpa_download_init(&download, &order) != STATUS_OK)
		return output_failure(invocation, "discover", "%s", download.job.failure.sentence);
	bool installed = lpa_download_run(&search->run, &download, &enabled);
	search->not_enabled = search->not_enabled || enabled != EXIT_DONE;
	if (installed)
		note_installed(search, &download);
	else if (event_id.size > 0 || !is_nothing(&download.job.failure))
		return lpa_run_failed(&search->run, &download.job);
	return EXIT_DONE;
}

/* Whoever is asked learns that this card is there (SGP.22 3.6.2): the user says so first. */
static bool may_ask(struct search *search)
{
	char answer[ANSWER_SIZE];
	if (search->run.yes)
		return true;
	return lpa_run_ask(&search->run, &(struct lpa_asking){ .kind = "search" }, answer, sizeof answer,
	                   "The servers that the card names will be asked what waits for it, and learn its EID. "
	                   "Go on? [y]es, [n]o: ")
	       && tolower((unsigned char)answer[0]) == 'y';
}

static void show_choice(const struct search *search)
{
	size_t number = 0;
	for (size_t i = 0; i < search->discovery.visit_count; i++) {
		const struct lpa_visit *visit = &search->discovery.visits[i];
		if (visit->outcome == VISIT_SMDP)
			output_line(search->run.invocation, "  %zu  %.*s at %.*s", ++number, TEXT_ARGUMENTS(visit->event_id),
			            TEXT_ARGUMENTS(visit->address));
	}
}

/* The same for programs: in the order of the numbers. */
static struct text write_choice(const struct search *search, struct buffer *out)
{
	struct json_writer writer = json_writer(out);
	json_open_array(&writer, NULL);
	for (size_t i = 0; i < search->discovery.visit_count; i++)
		if (search->discovery.visits[i].outcome == VISIT_SMDP)
			write_event(&search->discovery.visits[i], &writer);
	json_close_array(&writer);
	return json_finish(&writer) == STATUS_OK ? buffer_text(out) : (struct text){ 0 };
}

/* Nought: none of them; `count` and one more: all. */
static size_t choose(struct search *search, size_t count)
{
	char answer[ANSWER_SIZE];
	uint64_t number;
	AUTO(buffer) about = BUFFER(JSON_MAXIMUM);
	if (count == 1 || search->run.yes)
		return count + 1;
	output_line(search->run.invocation, "%zu things wait for this card:", count);
	show_choice(search);
	const struct lpa_asking asking = { .kind = "choice", .about = write_choice(search, &about) };
	while (lpa_run_ask(&search->run, &asking, answer, sizeof answer, "Which one? 1 to %zu, [a]ll, [n]one: ", count)) {
		if (text_to_number(text_from(answer), count, &number) && number > 0)
			return (size_t)number;
		if (tolower((unsigned char)answer[0]) == 'a')
			return count + 1;
		if (tolower((unsigned char)answer[0]) == 'n')
			return 0;
	}
	return 0;
}

/* One that fails does not keep the others from being fetched. */
static enum exit_code fetch_found(struct search *search)
{
	const struct lpa_discovery *discovery = &search->discovery;
	enum exit_code code = EXIT_DONE;
	size_t count = count_found(discovery), number = 0;
	size_t wanted = count > 0 ? choose(search, count) : 0;
	for (size_t i = 0; i < discovery->visit_count && wanted > 0; i++) {
		const struct lpa_visit *visit = &discovery->visits[i];
		if (visit->outcome != VISIT_SMDP || (++number != wanted && wanted <= count))
			continue;
		if (fetch(search, visit->address, visit->event_id) != EXIT_DONE)
			code = EXIT_FAILED;
	}
	return code;
}

static enum exit_code finish(struct search *search)
{
	const struct invocation *invocation = search->run.invocation;
	json_close_array(&search->writer);
	if (json_finish(&search->writer) != STATUS_OK)
		return output_failure(invocation, "discover", "Out of memory.");
	if (search->not_enabled)
		return EXIT_FAILED;
	return output_success(invocation, buffer_text(&search->json),
	                      search->installed == 0 ? "No profile was installed." : NULL);
}

/* What failed was told when it did; programs, which take the last word for the result, hear of both. */
static enum exit_code finish_in_part(const struct search *search)
{
	return output_failure(search->run.invocation, "discover",
	                      "Profiles that were installed: %zu. Something else could not be fetched: do it again to try "
	                      "that once more.",
	                      search->installed);
}

enum exit_code lpa_discover_command(struct invocation *invocation)
{
	AUTO(search) search = { .json = BUFFER(JSON_MAXIMUM) };
	if (option_is_set(invocation, "look"))
		return look(invocation, "discover", write_event);
	search.writer = json_writer(&search.json);
	json_open_array(&search.writer, NULL);
	enum exit_code code = lpa_download_device(invocation, &search.device);
	if (code == EXIT_DONE)
		code = lpa_download_open(&search.run, invocation, "discover");
	if (code != EXIT_DONE)
		return code;
	if (!may_ask(&search))
		return output_failure(invocation, "discover", "Nobody was asked: it was not agreed to.");
	if (!option_is_set(invocation, "smds")) {
		code = fetch(&search, (struct text){ 0 }, (struct text){ 0 });
		if (search.installed > 0)
			return finish(&search); /* each way only if the one before brought nothing (SGP.22 3.6.2) */
	}
	enum exit_code looked = look_around(&search, invocation);
	if (looked != EXIT_DONE)
		return looked;
	tell_failures(&search);
	if (fetch_found(&search) != EXIT_DONE || code != EXIT_DONE)
		return search.installed > 0 ? finish_in_part(&search) : EXIT_FAILED;
	return finish(&search);
}
