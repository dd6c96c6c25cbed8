/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include <unistd.h>

#include "programs/command_line.h"
#include "programs/command_table.h"

/* What the last command saw, for the tests to look at: the table's functions take nothing else. */
static struct {
	int runs;
	char command[40], options[200], arguments[200];
	enum status number_status;
	uint64_t number;
	bool json;
} seen;

static void note_option(const struct invocation *invocation, const char *name)
{
	const char *text = option_text(invocation, name);
	size_t used = strlen(seen.options);
	snprintf(seen.options + used, sizeof seen.options - used, "%s=%s;", name, text ? text : "-");
}

static enum exit_code note(struct invocation *invocation)
{
	seen.runs++;
	seen.json = invocation->json;
	snprintf(seen.command, sizeof seen.command, "%s", invocation->command->name);
	for (int i = 0; i < invocation->argument_count; i++) {
		size_t used = strlen(seen.arguments);
		snprintf(seen.arguments + used, sizeof seen.arguments - used, "%s|", invocation->arguments[i]);
	}
	note_option(invocation, "card");
	return EXIT_DONE;
}

static enum exit_code note_download(struct invocation *invocation)
{
	enum exit_code code = note(invocation);
	note_option(invocation, "activation-code");
	snprintf(seen.options + strlen(seen.options), 20, "yes=%d;", option_is_set(invocation, "yes"));
	seen.number_status = option_number(invocation, "tries", 99, &seen.number);
	return seen.number_status == STATUS_MALFORMED ? EXIT_USAGE : code;
}

static enum exit_code refuse(struct invocation *invocation)
{
	(void)invocation;
	return EXIT_FAILED;
}

static const struct command_option download_options[] = {
	{ .name = "activation-code", .letter = 'a', .value = "CODE", .help = "the code" },
	{ .name = "yes", .letter = 'y', .environment = "TEST_YES", .help = "do not ask" },
	{ .name = "tries", .letter = 't', .value = "N", .help = "how often", .fallback = "3" },
	{ 0 },
};

static const struct command commands[] = {
	{ .name = "profile list", .arguments = "", .run = note, .help = "list" },
	{ .name = "profile download", .arguments = "[CODE]", .run = note_download, .options = download_options,
	  .help = "download", .details = "First paragraph.\n\nSecond one." },
	{ .name = "profile enable", .arguments = "ICCID|AID", .run = note, .help = "enable" },
	{ .name = "notification process", .arguments = "[NUMBER…]", .run = note, .help = "send" },
	{ .name = "apdu", .arguments = "FILE HEX…", .run = note, .help = "send octets" },
	{ .name = "code", .run = refuse, .help = "always refused" },
	{ .name = "code list", .run = note, .help = "a longer name that begins with another command's" },
	{ 0 },
};

static const struct command_option options[] = {
	{ .name = "card", .letter = 'c', .value = "FILE", .environment = "TEST_CARD", .help = "which card" },
	{ 0 },
};

static const struct program program = { .name = "test-program", .spoken = "test program", .json_type = "test",
	.help = "for the tests", .commands = commands, .options = options };

enum { WORDS_MAXIMUM = 10 };

/* Standard output and error go to a file meanwhile, for printed() to give back: TAP goes there too. */
static FILE *printed_file;
static char printed_text[1 << 16];

static int run(const char *line)
{
	char copy[200], *argv[WORDS_MAXIMUM + 1] = { (char[]){ "test-program" } };
	int argc = 1;
	snprintf(copy, sizeof copy, "%s", line);
	for (char *word = strtok(copy, " "); word && argc < WORDS_MAXIMUM; word = strtok(NULL, " "))
		argv[argc++] = word;

	memset(&seen, 0, sizeof seen);
	fflush(stdout);
	int output = dup(STDOUT_FILENO), errors = dup(STDERR_FILENO);
	printed_file = tmpfile();
	dup2(fileno(printed_file), STDOUT_FILENO);
	dup2(fileno(printed_file), STDERR_FILENO);
	int code = program_run(&program, argc, argv);
	fflush(stdout);
	dup2(output, STDOUT_FILENO);
	dup2(errors, STDERR_FILENO);
	close(output);
	close(errors);
	rewind(printed_file);
	printed_text[fread(printed_text, 1, sizeof printed_text - 1, printed_file)] = 0;
	fclose(printed_file);
	return code;
}

static void commands_are_found_and_options_read(void **state)
{
	static const struct {
		const char *line, *command, *options, *arguments;
	} cases[] = {
		{ "profile list", "profile list", "card=-;", "" },
		{ "--card x profile list", "profile list", "card=x;", "" },
		{ "profile --card=x list", "profile list", "card=x;", "" },
		{ "profile list -cx", "profile list", "card=x;", "" },
		{ "profile list -c x -c y", "profile list", "card=y;", "" },
		{ "profile download", "profile download", "card=-;activation-code=-;yes=0;", "" },
		{ "profile download CODE", "profile download", "card=-;activation-code=-;yes=0;", "CODE|" },
		{ "profile download -ya CODE", "profile download", "card=-;activation-code=CODE;yes=1;", "" },
		{ "-c x profile download --activation-code=LPA:1$a=b$ -y", "profile download",
		  "card=x;activation-code=LPA:1$a=b$;yes=1;", "" },
		{ "profile enable 8949", "profile enable", "card=-;", "8949|" },
		{ "profile enable -- -8949", "profile enable", "card=-;", "-8949|" },
		{ "notification process", "notification process", "card=-;", "" },
		{ "notification process 1 2 3 -c x 4", "notification process", "card=x;", "1|2|3|4|" },
		{ "apdu f 00A4", "apdu", "card=-;", "f|00A4|" },
		{ "apdu - 00A4", "apdu", "card=-;", "-|00A4|" },
		{ "code list", "code list", "card=-;", "" },
	};
	(void)state;
	EACH (this, cases) {
		CHECK(run(this->line) == EXIT_DONE, this->line);
		CHECK(seen.runs == 1, this->line);
		check_text(text_from(seen.command), this->command, this->line);
		check_text(text_from(seen.options), this->options, this->line);
		check_text(text_from(seen.arguments), this->arguments, this->line);
	}
}

static void wrong_calls_are_told_and_nothing_runs(void **state)
{
	static const struct {
		const char *line, *says;
	} cases[] = {
		{ "", "Usage: test program" },
		{ "profile", "profile download" },
		{ "nonsense", "there is no command \"nonsense\"" },
		{ "profile nonsense", "there is no command \"nonsense\" after profile" },
		{ "profile lis", "there is no command \"lis\"" },
		{ "list", "there is no command \"list\"" },
		{ "profile list extra", "\"extra\" is one word too many" },
		{ "profile enable", "profile enable needs ICCID|AID" },
		{ "profile enable a b", "\"b\" is one word too many" },
		{ "apdu file", "apdu needs FILE HEX" },
		{ "profile list --card", "--card needs FILE" },
		{ "profile list -c", "--card needs FILE" },
		{ "profile list --nonsense", "no option --nonsense" },
		{ "profile list --car x", "no option --car" },
		{ "profile list --c x", "no option --c" },
		{ "profile list -x", "no option -x" },
		{ "profile list --activation-code x", "no option --activation-code" },
		{ "-a x profile download", "no option -a" },
		{ "profile download --yes=1", "--yes takes no value" },
		{ "profile download --=x", "no option --" },
	};
	(void)state;
	EACH (this, cases) {
		CHECK(run(this->line) == EXIT_USAGE, this->line);
		CHECK(seen.runs == 0, this->line);
		if (!strstr(printed_text, this->says))
			fail_msg("\"%s\" says \"%s\", not \"%s\"", this->line, printed_text, this->says);
	}
}

static void numbers_are_checked(void **state)
{
	static const struct {
		const char *line;
		enum status status;
		uint64_t number;
		int code;
	} cases[] = {
		{ "profile download", STATUS_OK, 3, EXIT_DONE },
		{ "profile download -t 0", STATUS_OK, 0, EXIT_DONE },
		{ "profile download -t 99", STATUS_OK, 99, EXIT_DONE },
		{ "profile download -t 100", STATUS_MALFORMED, 0, EXIT_USAGE },
		{ "profile download -t -1", STATUS_MALFORMED, 0, EXIT_USAGE },
		{ "profile download -t 1x", STATUS_MALFORMED, 0, EXIT_USAGE },
		{ "profile download --tries=", STATUS_MALFORMED, 0, EXIT_USAGE },
	};
	(void)state;
	EACH (this, cases) {
		CHECK(run(this->line) == this->code, this->line);
		CHECK_STATUS(seen.number_status, this->status, this->line);
		CHECK(seen.number == this->number, this->line);
	}
}

static void environment_stands_behind_flags(void **state)
{
	(void)state;
	setenv("TEST_CARD", "environment", 1);
	setenv("TEST_YES", "1", 1);
	run("profile download");
	check_text(text_from(seen.options), "card=environment;activation-code=-;yes=1;", "environment");
	run("profile download -c flag");
	check_text(text_from(seen.options), "card=flag;activation-code=-;yes=1;", "flag");
	setenv("TEST_YES", "0", 1);
	setenv("TEST_CARD", "", 1);
	run("profile download");
	check_text(text_from(seen.options), "card=-;activation-code=-;yes=0;", "empty");
	unsetenv("TEST_CARD");
	unsetenv("TEST_YES");
}

static void help_comes_from_the_tables(void **state)
{
	static const char *const lines[] = { "--help", "-h", "help", "profile --help", "help profile download",
		                             "profile download --help", "profile enable -h" };
	(void)state;
	EACH (line, lines) {
		CHECK(run(*line) == EXIT_DONE, *line);
		CHECK(seen.runs == 0, *line);
		CHECK(strstr(printed_text, "Usage: test program"), *line);
		CHECK(strstr(printed_text, "--card FILE"), *line);
		CHECK(strstr(printed_text, "[TEST_CARD]"), *line);
	}
	run("profile --help");
	assert_non_null(strstr(printed_text, "profile enable ICCID|AID"));
	assert_null(strstr(printed_text, "apdu"));
	run("profile download --help");
	assert_non_null(strstr(printed_text, "-a, --activation-code CODE"));
	assert_non_null(strstr(printed_text, "Second one."));
	assert_non_null(strstr(printed_text, "(3)"));
}

static void every_command_has_its_place_in_the_man_page(void **state)
{
	(void)state;
	assert_int_equal(run("--man"), EXIT_DONE);
	for (const struct command *command = commands; command->name; command++) {
		char heading[80];
		snprintf(heading, sizeof heading, ".SS test program %s", command->name);
		CHECK(strstr(printed_text, heading), command->name);
	}
	assert_non_null(strstr(printed_text, "\\-\\-activation\\-code"));
	assert_int_equal(run("--commands"), EXIT_DONE);
	assert_non_null(strstr(printed_text, "profile list\nprofile download\n"));
}

static void version_and_failures_have_their_codes(void **state)
{
	(void)state;
	assert_int_equal(run("--version"), EXIT_DONE);
	check_text(text_from(printed_text), "test-program " PROVISIM_VERSION "\n", "--version");
	assert_int_equal(run("code"), EXIT_FAILED);
}

static void a_pipe_or_a_flag_asks_for_json(void **state)
{
	(void)state;
	run("profile list");
	assert_true(seen.json); /* standard output is a file here */
	run("profile list --text");
	assert_false(seen.json);
	run("profile list --text --json");
	assert_true(seen.json);
}

static void argument_counts_are_read_from_the_words(void **state)
{
	static const struct {
		const char *arguments;
		int minimum;
		bool unlimited;
		int maximum;
	} cases[] = {
		{ NULL, 0, false, 0 },       { "", 0, false, 0 },          { "A", 1, false, 1 },
		{ "A [B]", 1, false, 2 },    { "[A]  [B]", 0, false, 2 },  { "A B…", 2, true, 0 },
		{ "[A…]", 0, true, 0 },      { "A [B...]", 1, true, 0 },
	};
	(void)state;
	EACH (this, cases) {
		const struct command command = { .name = "x", .arguments = this->arguments };
		int minimum, maximum;
		command_table_argument_count(&command, &minimum, &maximum);
		CHECK(minimum == this->minimum, this->arguments);
		CHECK(this->unlimited ? maximum > 1000000 : maximum == this->maximum, this->arguments);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(commands_are_found_and_options_read),
	cmocka_unit_test(wrong_calls_are_told_and_nothing_runs),
	cmocka_unit_test(numbers_are_checked),
	cmocka_unit_test(environment_stands_behind_flags),
	cmocka_unit_test(help_comes_from_the_tables),
	cmocka_unit_test(every_command_has_its_place_in_the_man_page),
	cmocka_unit_test(version_and_failures_have_their_codes),
	cmocka_unit_test(a_pipe_or_a_flag_asks_for_json),
	cmocka_unit_test(argument_counts_are_read_from_the_words),
};

TESTS_MAIN(tests)
