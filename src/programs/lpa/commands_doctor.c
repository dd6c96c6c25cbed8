/* SPDX-License-Identifier: Apache-2.0 */
/* `provisim lpa doctor`: why does it not work, and what is the one thing to change first? */
#include <stdarg.h>
#include <stdio.h>

#include "programs/child_process.h"
#include "programs/lpa/code.h"
#include "programs/lpa/commands.h"
#include "programs/lpa/doctor.h"
#include "programs/output.h"

enum { JSON_MAXIMUM = 32 << 10, OUTPUT_MAXIMUM = 256 << 10, WORDS_MAXIMUM = 64, SENTENCE_SIZE = 900 };

void doctor_note(struct doctor *doctor, const char *check, enum finding_outcome outcome, const char *advice,
                 const char *format, ...)
{
	char sentence[SENTENCE_SIZE];
	va_list arguments;
	if (doctor->count == FINDINGS_MAXIMUM)
		return;
	va_start(arguments, format);
	vsnprintf(sentence, sizeof sentence, format, arguments);
	va_end(arguments);
	const char *kept = arena_print(&doctor->invocation->arena, "%s", sentence);
	doctor->findings[doctor->count++] = (struct finding){ check, outcome, kept ? kept : "", advice };
}

const struct finding *doctor_first_fault(const struct doctor *doctor)
{
	for (size_t i = 0; i < doctor->count; i++)
		if (doctor->findings[i].outcome == FINDING_FAULT)
			return &doctor->findings[i];
	return NULL;
}

/* ---- commands of this program ---- */

static size_t add_options(const struct invocation *invocation, const char **argv, size_t count)
{
	static const struct {
		const char *name, *typed;
	} passed[] = {
		{ "card", "--card" }, { "isd-r-aid", "--isd-r-aid" }, { "segment-size", "--segment-size" },
		{ "fault", "--fault" }, { "ca", "--ca" },
	};
	for (size_t i = 0; i < ARRAY_SIZE(passed); i++) {
		const char *value;
		for (size_t j = 0; (value = option_text_nth(invocation, passed[i].name, j)) && count + 2 < WORDS_MAXIMUM; j++) {
			argv[count++] = passed[i].typed;
			argv[count++] = value;
		}
	}
	return count;
}

/* The last line that is a result: what goes to standard error stands between. */
static bool find_result(struct text output, struct json_document *out)
{
	bool found = false;
	while (output.size > 0) {
		AUTO(json_document) line = { 0 };
		struct text type;
		if (json_parse(text_cut(&output, '\n'), &line) != STATUS_OK ||
		    !json_text(json_member(json_root(&line), "type"), &type) || !text_equal(type, TEXT("lpa")))
			continue;
		json_document_release(out);
		*out = line;
		line.root = NULL;
		found = true;
	}
	return found;
}

bool doctor_run(struct doctor *doctor, const char *const *words, struct json_document *out_document, bool *out_done,
                struct text *out_message, struct json_value *out_data)
{
	AUTO(children) children = { 0 };
	AUTO(buffer) output = BUFFER(OUTPUT_MAXIMUM);
	const char *argv[WORDS_MAXIMUM] = { "/proc/self/exe", "--json" };
	int exit_code;
	size_t count = add_options(doctor->invocation, argv, 2);
	while (*words && count + 1 < WORDS_MAXIMUM)
		argv[count++] = *words++;
	if (children_init(&children) != STATUS_OK ||
	    child_run(&children, argv, DOCTOR_PATIENCE, NULL, NULL, &output, &exit_code) != STATUS_OK ||
	    !find_result(buffer_text(&output), out_document))
		return false;
	struct json_value payload = json_member(json_root(out_document), "payload");
	*out_done = exit_code == EXIT_DONE;
	*out_data = json_member(payload, "data");
	return json_text(json_member(payload, "message"), out_message);
}

/* ---- the command ---- */

static enum exit_code read_address(struct invocation *invocation, struct text *out)
{
	struct activation_code code;
	const char *given = invocation->argument_count > 0 ? invocation->arguments[0] : NULL;
	*out = (struct text){ 0 };
	if (!given)
		return EXIT_DONE;
	*out = text_from(given);
	if (address_is_valid(*out))
		return EXIT_DONE;
	enum exit_code read = lpa_code_read(invocation, given, &code);
	if (read == EXIT_DONE)
		*out = code.smdp_address;
	return read;
}

static void write_findings(const struct doctor *doctor, struct json_writer *writer)
{
	static const char *const outcomes[] = { "good", "warning", "fault" };
	const struct finding *first = doctor_first_fault(doctor);
	json_open_object(writer, NULL);
	json_open_array(writer, "findings");
	for (size_t i = 0; i < doctor->count; i++) {
		const struct finding *finding = &doctor->findings[i];
		json_open_object(writer, NULL);
		json_put_text(writer, "check", text_from(finding->check));
		json_put_text(writer, "outcome", text_from(outcomes[finding->outcome]));
		json_put_text(writer, "sentence", text_from(finding->sentence));
		if (finding->advice)
			json_put_text(writer, "advice", text_from(finding->advice));
		json_close_object(writer);
	}
	json_close_array(writer);
	if (first)
		json_put_text(writer, "first", text_from(first->advice));
	json_close_object(writer);
}

static void say_findings(const struct doctor *doctor)
{
	static const char *const marks[] = { "good", "look", "BAD" };
	for (size_t i = 0; i < doctor->count; i++)
		output_line(doctor->invocation, "%-5s %-12s %s", marks[doctor->findings[i].outcome], doctor->findings[i].check,
		            doctor->findings[i].sentence);
}

/* A fault is what the command was asked for, and so a result; scripts see it by the exit code. */
enum exit_code lpa_doctor_command(struct invocation *invocation)
{
	AUTO(buffer) json = BUFFER(JSON_MAXIMUM);
	struct json_writer writer = json_writer(&json);
	struct doctor doctor = { .invocation = invocation };
	enum exit_code code = read_address(invocation, &doctor.address);
	if (code != EXIT_DONE)
		return code;
	doctor_look_at_card(&doctor);
	if (!doctor_first_fault(&doctor))
		doctor_look_at_server(&doctor);
	const struct finding *first = doctor_first_fault(&doctor);
	write_findings(&doctor, &writer);
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(invocation, "doctor", "Out of memory.");
	say_findings(&doctor);
	if (!first)
		return output_success(invocation, buffer_text(&json), "Nothing is wrong that can be seen from here.");
	output_success(invocation, buffer_text(&json), "To change first: %s", first->advice);
	return EXIT_FAILED;
}
