/* SPDX-License-Identifier: Apache-2.0 */
#include "io/at_port.h"

#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include "support/test.h"

/* A modem that says one thing to the first command that comes, and goes away when that is "". */
struct modem {
	int master;
	const char *says;
	pthread_t thread;
};

static void *answer_once(void *argument)
{
	struct modem *modem = argument;
	char octet = 0;
	while (octet != '\r' && read(modem->master, &octet, 1) == 1)
		;
	if (!*modem->says) {
		close(modem->master);
		modem->master = -1;
	} else {
		assert_int_equal(write(modem->master, modem->says, strlen(modem->says)), (ssize_t)strlen(modem->says));
	}
	return NULL;
}

static void open_port(struct modem *modem, struct at_port *port)
{
	char failure[AT_FAILURE_SIZE] = "";
	modem->master = posix_openpt(O_RDWR | O_NOCTTY);
	assert_true(modem->master >= 0);
	assert_int_equal(grantpt(modem->master), 0);
	assert_int_equal(unlockpt(modem->master), 0);
	CHECK_STATUS(at_port_open(ptsname(modem->master), 0, port, failure), STATUS_OK, failure);
	assert_int_equal(pthread_create(&modem->thread, NULL, answer_once, modem), 0);
}

/* TS 27.007 9.2, V.250 5.7.1, and what modems make of them. */
static const struct {
	const char *says;
	enum at_ending ending;
	int code;
	const char *line; /* NULL: none */
} cases[] = {
	{ "\r\nOK\r\n", AT_OK, AT_CODE_NONE, NULL },
	{ "OK\n", AT_OK, AT_CODE_NONE, NULL },
	{ "\r\n+CGLA: 4,\"9000\"\r\n\r\nOK\r\n", AT_OK, AT_CODE_NONE, "4,\"9000\"" },
	{ "+CGLA:4,9000\rOK\r", AT_OK, AT_CODE_NONE, "4,9000" },
	{ "\r\n42\r\n\r\nOK\r\n", AT_OK, AT_CODE_NONE, "42" },
	{ "AT+CGLA=1,2\r\r\n+CGLA: 1\r\nOK\r\n", AT_OK, AT_CODE_NONE, "1" },
	{ "\r\n+CREG: 1\r\nRING\r\n+CGLA: 1\r\n\xFF\x80garbage\r\nOK\r\n", AT_OK, AT_CODE_NONE, "1" },
	{ "\r\nOKAY\r\nNOT OK\r\n OK \r\n", AT_OK, AT_CODE_NONE, NULL },
	{ "\r\nERROR\r\n", AT_ERROR, AT_CODE_NONE, NULL },
	{ "\r\nNO CARRIER\r\n", AT_ERROR, AT_CODE_NONE, NULL },
	{ "\r\n+CME ERROR: 14\r\n", AT_FAILED, 14, NULL },
	{ "\r\n+CME ERROR:10\r\n", AT_FAILED, 10, NULL },
	{ "\r\n+CME ERROR: SIM busy\r\n", AT_FAILED, 14, NULL },
	{ "\r\n+CME ERROR: sim pin REQUIRED\r\n", AT_FAILED, 11, NULL },
	{ "\r\n+CME ERROR: what nobody knows\r\n", AT_FAILED, AT_CODE_NONE, NULL },
	{ "\r\n+CME ERROR: 99999999999999999999\r\n", AT_FAILED, AT_CODE_NONE, NULL },
	{ "\r\n+CMS ERROR: 500\r\n", AT_ERROR, AT_CODE_NONE, NULL },
	{ "\r\n+CGLA: 4,\"90", AT_SILENT, AT_CODE_NONE, NULL },
	{ "\r\nO", AT_SILENT, AT_CODE_NONE, NULL },
	{ "", AT_HUNG_UP, AT_CODE_NONE, NULL },
};

static void understands_answers(void **state)
{
	(void)state;
	EACH(c, cases) {
		AUTO(at_port) port = { 0 };
		struct modem modem = { .says = c->says };
		open_port(&modem, &port);
		struct at_answer answer = at_port_command(&port, TEXT("AT+CGLA=1,2"), "+CGLA: ",
		                                          c->ending == AT_SILENT ? 100 : 5000);
		pthread_join(modem.thread, NULL);
		CHECK(answer.ending == c->ending, c->says);
		CHECK(answer.code == c->code, c->says);
		CHECK(answer.has_line == (c->line != NULL), c->says);
		if (c->line)
			check_text(answer.line, c->line, c->says);
		if (modem.master >= 0)
			close(modem.master);
	}
}

/* TS 27.007 8.43: the length counts characters. */
static void reads_apdu_answers(void **state)
{
	static const struct {
		const char *line, *octets; /* NULL: not one */
	} lines[] = {
		{ "4,\"9000\"", "9000" },   { "4,9000", "9000" },     { "2,\"9000\"", "9000" },      { " 4 , \"6a82\" ", "6A82" },
		{ "6,\"9000\"", NULL },     { "4,\"900\"", NULL },    { "4,\"90x0\"", NULL },        { "4", NULL },
		{ "", NULL },               { ",", NULL },            { "4,", NULL },                { "-4,\"9000\"", NULL },
		{ "4,\"9000", NULL },        { "4,9000\"", NULL },      { "4,\"90 00\"", NULL },       { "x,\"9000\"", NULL },
		{ "4,\"9000\",1", NULL },   { "99999999999999999999,\"9000\"", NULL },                { "0,\"\"", "" },
	};
	(void)state;
	EACH(c, lines) {
		AUTO(arena) arena = ARENA(1 << 12);
		AUTO(buffer) answer = BUFFER(1 << 10);
		CHECK_STATUS(at_apdu_read(text_from(c->line), &answer), c->octets ? STATUS_OK : STATUS_MALFORMED, c->line);
		if (c->octets && *c->octets)
			check_bytes(buffer_bytes(&answer), octets(&arena, c->octets), c->line);
		else
			CHECK(answer.size == 0, c->line);
	}
}

/* A number alone is only the answer to what is answered with one. */
static void knows_whose_number_it_is(void **state)
{
	(void)state;
	AUTO(at_port) port = { 0 };
	struct modem modem = { .says = "\r\n1\r\nOK\r\n" };
	open_port(&modem, &port);
	struct at_answer answer = at_port_command(&port, TEXT("AT+CFUN=0"), NULL, 5000);
	pthread_join(modem.thread, NULL);
	assert_int_equal(answer.ending, AT_OK);
	assert_false(answer.has_line);
	close(modem.master);
}

static void refuses_what_is_no_port(void **state)
{
	static const struct {
		const char *path;
		unsigned speed;
		enum status status;
	} paths[] = {
		{ "/dev/null", 0, STATUS_UNSUPPORTED }, { "/nowhere/at/all", 0, STATUS_IO }, { "/tmp", 0, STATUS_IO },
		{ "/dev/null", 1234, STATUS_UNSUPPORTED },
	};
	(void)state;
	EACH(c, paths) {
		AUTO(at_port) port = { 0 };
		char failure[AT_FAILURE_SIZE] = "";
		CHECK_STATUS(at_port_open(c->path, c->speed, &port, failure), c->status, c->path);
		CHECK(strstr(failure, c->path), failure);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(understands_answers),
	cmocka_unit_test(reads_apdu_answers),
	cmocka_unit_test(knows_whose_number_it_is),
	cmocka_unit_test(refuses_what_is_no_port),
};

TESTS_MAIN(tests)
