/* SPDX-License-Identifier: Apache-2.0 */
#include "io/channel_reader.h"

#include <unistd.h>

#include "support/test.h"

/* A device that notes what it is asked. */
struct device {
	char said[512];
	uint32_t number; /* that the next opening gives */
	enum status status;
	const char *answer; /* hexadecimal, of each command */
};

static void say(struct device *device, const char *word, struct bytes octets)
{
	AUTO(arena) arena = ARENA(1 << 12);
	size_t used = strlen(device->said);
	snprintf(device->said + used, sizeof device->said - used, "%s %s;", word, hex_print(&arena, octets));
}

static void say_number(struct device *device, const char *word, uint32_t number)
{
	size_t used = strlen(device->said);
	snprintf(device->said + used, sizeof device->said - used, "%s %u;", word, (unsigned)number);
}

static enum status open_channel(void *self, struct bytes aid, uint32_t *out_number)
{
	struct device *device = self;
	say(device, "open", aid);
	if (device->status == STATUS_OK)
		*out_number = device->number;
	return device->status;
}

static enum status transmit(void *self, uint32_t number, struct bytes command, struct buffer *answer)
{
	struct device *device = self;
	AUTO(arena) arena = ARENA(1 << 12);
	(void)number;
	say(device, "send", command);
	return buffer_append(answer, octets(&arena, device->answer));
}

static enum status close_channel(void *self, uint32_t number)
{
	say_number(self, "close", number);
	return STATUS_OK;
}

static enum status restart(void *self, bool is_announced, struct buffer *out_atr)
{
	(void)out_atr;
	say_number(self, "restart", is_announced);
	return STATUS_OK;
}

static void release(void *self)
{
	say_number(self, "release", 0);
}

static struct channel_device device_of(struct device *device)
{
	return (struct channel_device){
		.self = device, .open = open_channel, .transmit = transmit, .close_channel = close_channel,
		.restart = restart, .release = release,
	};
}

static void make(struct device *device, struct device_lock *lock, struct card_reader *out)
{
	struct channel_device port = device_of(device);
	assert_ok(channel_reader_make(&port, lock, out));
}

static void expect(struct card_reader *reader, const char *command, const char *want)
{
	AUTO(arena) arena = ARENA(1 << 12);
	AUTO(buffer) answer = BUFFER(LINK_ANSWER_MAXIMUM);
	CHECK_STATUS(card_reader_transmit(reader, octets(&arena, command), &answer), STATUS_OK, command);
	check_bytes(buffer_bytes(&answer), octets(&arena, want), command);
}

static void open_and_select(struct card_reader *reader)
{
	expect(reader, "80AA00000AA9088100820101830107", "9000");
	expect(reader, "0070000001", "019000");
	expect(reader, "01A4040005A000000559", "9000");
}

/* ISO 7816-4 5.4.1: channels 1 to 3 in two bits, 4 to 19 in another form of the class. What is no channel's number is the
 * modem's to put in. */
static void puts_the_number_into_the_class(void **state)
{
	static const struct {
		uint32_t number;
		const char *stored, *fetched;
	} cases[] = {
		{ 1, "81E2910001AA", "01C0000000" },  { 3, "83E2910001AA", "03C0000000" }, { 4, "C0E2910001AA", "40C0000000" },
		{ 19, "CFE2910001AA", "4FC0000000" }, { 20, "80E2910001AA", "00C0000000" }, { 101, "80E2910001AA", "00C0000000" },
	};
	(void)state;
	EACH(c, cases) {
		char want[256];
		struct device device = { .number = c->number, .answer = "9000" };
		struct device_lock none = { 0 };
		struct card_reader reader;
		make(&device, &none, &reader);
		open_and_select(&reader);
		expect(&reader, "81E2910001AA", "9000");
		expect(&reader, "01C0000000", "9000");
		card_reader_close(&reader);
		snprintf(want, sizeof want, "open A000000559;send %s;send %s;close %u;release 0;", c->stored, c->fetched,
		         (unsigned)c->number);
		assert_string_equal(device.said, want);
	}
}

static void keeps_the_basic_channel_out(void **state)
{
	static const char *const commands[] = { "00A40004023F00", "80E2910001AA", "00B0000000", "04E2910001AA" };
	(void)state;
	struct device device = { .number = 2, .answer = "9000" };
	struct device_lock none = { 0 };
	struct card_reader reader;
	make(&device, &none, &reader);
	expect(&reader, "81E2910001AA", "6881");
	open_and_select(&reader);
	EACH(command, commands)
		expect(&reader, *command, "6881");
	expect(&reader, "81E2", "6700");
	expect(&reader, "0070800100", "9000");
	expect(&reader, "81E2910001AA", "6881");
	card_reader_close(&reader);
	assert_string_equal(device.said, "open A000000559;close 2;release 0;");
}

static void tells_why_it_does_not_open(void **state)
{
	AUTO(arena) arena = ARENA(1 << 12);
	AUTO(buffer) answer = BUFFER(LINK_ANSWER_MAXIMUM);
	(void)state;
	struct device device = { .status = STATUS_NOT_FOUND };
	struct device_lock none = { 0 };
	struct card_reader reader;
	make(&device, &none, &reader);
	expect(&reader, "01A4040005A000000559", "6A82");
	device.status = STATUS_BUSY;
	CHECK_STATUS(card_reader_transmit(&reader, octets(&arena, "01A4040005A000000559"), &answer), STATUS_BUSY, "busy");
	card_reader_close(&reader);
	assert_string_equal(device.said, "open A000000559;open A000000559;release 0;");
}

/* TS 102 221 7.4.2: 91xx is the card's word that it has REFRESH for the modem; the channel then goes by itself. */
static void knows_who_restarts_the_card(void **state)
{
	static const struct {
		const char *answer, *want;
	} cases[] = {
		{ "BF31038001009000", "open A000000559;send 81C0000000;close 1;restart 0;release 0;" },
		{ "BF3103800100910B", "open A000000559;send 81C0000000;restart 1;release 0;" },
	};
	(void)state;
	EACH(c, cases) {
		AUTO(buffer) atr = BUFFER(100);
		struct device device = { .number = 1, .answer = c->answer };
		struct device_lock none = { 0 };
		struct card_reader reader;
		make(&device, &none, &reader);
		open_and_select(&reader);
		expect(&reader, "81C0000000", c->answer);
		assert_ok(card_reader_reset(&reader, &atr));
		card_reader_close(&reader);
		assert_string_equal(device.said, c->want);
	}
}

/* ---- with a lock ---- */

struct folder {
	char lock[64], device[64], other[64];
};

static void make_folder(struct folder *folder)
{
	char path[] = "/tmp/provisim-lock-XXXXXX";
	assert_non_null(mkdtemp(path));
	snprintf(folder->lock, sizeof folder->lock, "%s", path);
	snprintf(folder->device, sizeof folder->device, "%s/modem", path);
	snprintf(folder->other, sizeof folder->other, "%s/link", path);
	FILE *file = fopen(folder->device, "w");
	assert_non_null(file);
	fclose(file);
	assert_int_equal(symlink(folder->device, folder->other), 0);
}

static void remove_folder(const struct folder *folder)
{
	char command[128];
	snprintf(command, sizeof command, "rm -rf %s", folder->lock);
	assert_int_equal(system(command), 0);
}

static void has_one_user(void **state)
{
	char failure[DEVICE_FAILURE_SIZE] = "";
	struct folder folder;
	struct device_lock first = { 0 }, second = { 0 };
	(void)state;
	make_folder(&folder);
	assert_ok(device_lock_take(folder.lock, folder.device, &first, failure));
	device_lock_note_channel(&first, 1);
	CHECK_STATUS(device_lock_take(folder.lock, folder.other, &second, failure), STATUS_BUSY, "by another name");
	CHECK(strstr(failure, "is in use by another LPA (process "), failure);
	device_lock_release(&first);
	assert_ok(device_lock_take(folder.lock, folder.other, &second, failure));
	device_lock_release(&second);
	CHECK_STATUS(device_lock_take(folder.lock, "/nowhere", &second, failure), STATUS_NOT_FOUND, "no device");
	CHECK_STATUS(device_lock_take("/nowhere", folder.device, &second, failure), STATUS_IO, "no folder");
	remove_folder(&folder);
}

static void closes_what_was_left_open(void **state)
{
	char failure[DEVICE_FAILURE_SIZE] = "";
	struct folder folder;
	struct device_lock lock = { 0 };
	struct card_reader reader;
	(void)state;
	make_folder(&folder);
	assert_ok(device_lock_take(folder.lock, folder.device, &lock, failure));
	device_lock_note_channel(&lock, 7);
	device_lock_release(&lock); /* as a crash would */
	struct device device = { .number = 2, .answer = "9000" };
	for (int i = 0; i < 2; i++) {
		assert_ok(device_lock_take(folder.lock, folder.device, &lock, failure));
		make(&device, &lock, &reader);
		open_and_select(&reader);
		card_reader_close(&reader);
	}
	assert_string_equal(device.said,
	                    "close 7;open A000000559;close 2;release 0;open A000000559;close 2;release 0;");
	remove_folder(&folder);
}

/* The folder is everybody's: a file there may hold anything. */
static void reads_notes_with_care(void **state)
{
	static const struct {
		const char *note;
		bool is_left;
	} cases[] = {
		{ "123 2\n", true }, { "123 0\n", false }, { "", false },           { "123", false },   { "123 \n", false },
		{ "123 x\n", false }, { "x 2\n", false },  { "123 65536\n", false }, { "123 -1\n", false },
		{ "99999999999999999999 2\n", false },
		{ "0000000000000000000000000000000000000000000000000000000000000000000000000001 2\n", false },
	};
	char failure[DEVICE_FAILURE_SIZE] = "", path[512];
	struct folder folder;
	(void)state;
	make_folder(&folder);
	EACH(c, cases) {
		struct device_lock lock = { 0 };
		uint32_t channel = 0;
		snprintf(path, sizeof path, "%s/provisim-tmp-%s-modem.lock", folder.lock, folder.lock + strlen("/tmp/"));
		FILE *file = fopen(path, "w");
		assert_non_null(file);
		fputs(c->note, file);
		fclose(file);
		assert_ok(device_lock_take(folder.lock, folder.device, &lock, failure));
		CHECK(device_lock_left_channel(&lock, &channel) == c->is_left, c->note);
		CHECK(channel == (c->is_left ? 2 : 0), c->note);
		device_lock_release(&lock);
	}
	remove(path);
	assert_int_equal(symlink(folder.device, path), 0);
	struct device_lock lock = { 0 };
	CHECK_STATUS(device_lock_take(folder.lock, folder.device, &lock, failure), STATUS_IO, "a link in its place");
	remove_folder(&folder);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(puts_the_number_into_the_class), cmocka_unit_test(keeps_the_basic_channel_out),
	cmocka_unit_test(tells_why_it_does_not_open),     cmocka_unit_test(knows_who_restarts_the_card),
	cmocka_unit_test(has_one_user),                   cmocka_unit_test(closes_what_was_left_open),
	cmocka_unit_test(reads_notes_with_care),
};

TESTS_MAIN(tests)
