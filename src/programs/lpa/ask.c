/* SPDX-License-Identifier: Apache-2.0 */
/* Questions to whom a run of provisim-lpa is for: a person at a terminal, or a program that reads events. */
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "programs/lpa/interrupt.h"
#include "programs/lpa/progress.h"
#include "programs/lpa/run.h"

enum { QUESTION_SIZE = 1024 };

/* Questions go to standard error, so that output may be kept in a file. */
bool lpa_run_can_ask(const struct lpa_run *run)
{
	return run->always_asks || option_is_set(run->invocation, "ask-json") ||
	       (isatty(STDIN_FILENO) && isatty(STDERR_FILENO) && !run->invocation->json);
}

/* Programs get it as an event among those of the work; they know what is offered from the event before it. */
static void put_question(struct lpa_run *run, const struct lpa_asking *asking, const char *question)
{
	AUTO(buffer) json = BUFFER(QUESTION_SIZE * 8 + asking->about.size);
	struct json_writer writer = json_writer(&json);
	if (!option_is_set(run->invocation, "ask-json")) {
		fputs(question, stderr);
		fflush(stderr);
		return;
	}
	json_open_object(&writer, NULL);
	json_put_text(&writer, "type", TEXT("question"));
	json_open_object(&writer, "payload");
	json_put_number(&writer, "code", 0);
	json_put_text(&writer, "message", text_from(run->session.job ? run->session.job->step->message : "agent"));
	json_put_text(&writer, "data", text_trimmed(text_from(question)));
	json_put_text(&writer, "kind", text_from(asking->kind));
	if (asking->about.size > 0)
		json_put_raw(&writer, "about", asking->about);
	json_close_object(&writer);
	json_close_object(&writer);
	if (json_finish(&writer) == STATUS_OK)
		printf("%.*s\n", TEXT_ARGUMENTS(buffer_text(&json)));
	fflush(stdout);
}

bool lpa_run_ask(struct lpa_run *run, const struct lpa_asking *asking, char *out, size_t size, const char *format, ...)
{
	char question[QUESTION_SIZE];
	lpa_progress_end(run, NULL);
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(question, sizeof question, format, arguments);
	va_end(arguments);
	put_question(run, asking, question);
	if (interrupt_or_line(out, size))
		return true;
	fputc('\n', stderr);
	return false;
}
