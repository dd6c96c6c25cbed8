/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/apdu/watch.h"

#include "programs/apdu/text.h"
#include "support/test.h"

#define ISD_R "A0000005591010FFFFFFFF8900000100"
#define USIM "A0000000871002"

#define RAND_AND_AUTN "10000102030405060708090A0B0C0D0E0F10101112131415161718191A1B1C1D1E1F"

struct step {
	const char *command, *answer, *about;
	const char *shown_command, *shown_answer; /* NULL: as they were */
};

static void check_steps(const struct step *steps, size_t count, bool reveal)
{
	AUTO(arena) arena = ARENA(1 << 20);
	AUTO(apdu_watch) watch;
	apdu_watch_init(&watch, reveal);
	apdu_watch_reset(&watch);
	for (const struct step *step = steps; step < steps + count; step++) {
		struct apdu_exchange exchange;
		bool masks = !reveal && step->shown_command, masks_answer = !reveal && step->shown_answer;
		assert_ok(apdu_watch_exchange(&watch, octets(&arena, step->command), octets(&arena, step->answer), &exchange));
		check_text(text_from(exchange.about), step->about, step->command);
		check_bytes(exchange.command, octets(&arena, masks ? step->shown_command : step->command), step->about);
		check_bytes(exchange.answer, octets(&arena, masks_answer ? step->shown_answer : step->answer), step->about);
	}
}

static const struct step session[] = {
	{ "0020000108 31323334FFFFFFFF", "9000", "VERIFY PIN, key reference 01", "0020000108 FFFFFFFFFFFFFFFF", NULL },
	{ "0020000108 3132", "6700", "VERIFY PIN, key reference 01", "0020000108 FFFF", NULL },
	{ "0020000100", "63C3", "VERIFY PIN, key reference 01", NULL, NULL },
	{ "0024000110 31323334FFFFFFFF 35363738FFFFFFFF", "9000", "CHANGE PIN, key reference 01",
	  "0024000110 FFFFFFFFFFFFFFFF FFFFFFFFFFFFFFFF", NULL },
	{ "002C000110 3132333435363738 35363738FFFFFFFF", "9000", "UNBLOCK PIN, key reference 01",
	  "002C000110 FFFFFFFFFFFFFFFF FFFFFFFFFFFFFFFF", NULL },
	{ "80D8000003 010203", "6D00", "PUT KEY", "80D8000003 FFFFFF", NULL },
	{ "0070000001", "01 9000", "MANAGE CHANNEL: open a channel", NULL, NULL },
	{ "0070000000", "04 9000", "MANAGE CHANNEL: open a channel", NULL, NULL },
	{ "01A4040007" USIM, "6110", "SELECT ADF.USIM by AID " USIM, NULL, NULL },
	{ "01B0870009", "080910101032547698 9000", "READ BINARY EF.IMSI", NULL, NULL },
	{ "01B0880003", "070102 9000", "READ BINARY EF.Keys", NULL, "FFFFFF 9000" },
	{ "01D6000102 AABB", "9000", "UPDATE BINARY EF.Keys from octet 1", "01D6000102 FFFF", NULL },
	{ "01A40004026F07", "6A82", "SELECT EF.IMSI", NULL, NULL },
	{ "01B0000003", "070102 9000", "READ BINARY EF.Keys", NULL, "FFFFFF 9000" },
	{ "01A40004026FE4", "9000", "SELECT EF.EPSNSC", NULL, NULL },
	{ "01B2010404", "A0028180 9000", "READ RECORD 1 of EF.EPSNSC", NULL, "FFFFFFFF 9000" },
	{ "40A4000C022FE2", "9000", "SELECT EF.ICCID", NULL, NULL },
	{ "40B0000002", "9889 9000", "READ BINARY EF.ICCID", NULL, NULL },
	{ "0188008122" RAND_AND_AUTN, "6108", "AUTHENTICATE in the 3G context of ADF.USIM", NULL, NULL },
	{ "01C0000008", "DB 02A1A2 03 B1B2B3 6103", "GET RESPONSE", NULL, "DB 02A1A2 FF FFFFFF 6103" },
	{ "01C0000003", "02 C1C2 9000", "GET RESPONSE", NULL, "FF FFFF 9000" },
	{ "0188008122" RAND_AND_AUTN, "DC 02 A1A2 9000", "AUTHENTICATE in the 3G context of ADF.USIM", NULL, NULL },
	{ "0188008011 100102030405060708090A0B0C0D0E0F10", "04 A1A2A3A4 08 B1B2B3B4B5B6B7B8 9000",
	  "AUTHENTICATE in the GSM context of ADF.USIM", NULL, "04 A1A2A3A4 FF FFFFFFFFFFFFFFFF 9000" },
	{ "0188008403 DE0101", "DB 03 B1B2B3 9000", "AUTHENTICATE in the GBA context of ADF.USIM", NULL, "FFFFFFFFFF 9000" },
	{ "A088000010 0102030405060708090A0B0C0D0E0F10", "A1A2A3A4 B1B2 9000", "AUTHENTICATE in the GSM context", NULL,
	  "A1A2A3A4 FFFF 9000" },
	{ "0070800100", "9000", "MANAGE CHANNEL: close channel 1", NULL, NULL },
	{ "00CA005A12", "5A01 01 9000", "GET DATA 5A", NULL, NULL },
	{ "005F0000", "6D00", "unknown command 5F", NULL, NULL },
	{ "00A4", "6700", "too few octets for a command", NULL, NULL },
	{ "", "", "too few octets for a command", NULL, NULL },
	{ "01A4040010" ISD_R, "6121", "SELECT ISD-R by AID " ISD_R, NULL, NULL },
	{ "81E2110004 BF2100 04", "9000", "STORE DATA block 1: PrepareDownloadRequest", NULL, NULL },
	{ "81E2910107 BF21 0404 02 B1B2", "6985", "STORE DATA block 2 of 2: PrepareDownloadRequest", NULL, NULL },
	{ "81E2910502 B1B2", "6A86", "STORE DATA block 6 of 6: PrepareDownloadRequest", "81E2910502 FFFF", NULL },
};

static void names_and_hides(void **state)
{
	(void)state;
	check_steps(session, ARRAY_SIZE(session), false);
}

static void reveals_when_told(void **state)
{
	(void)state;
	check_steps(session, ARRAY_SIZE(session), true);
}

#define HASH "C1C2C3C4C5C6C7C8C1C2C3C4C5C6C7C8C1C2C3C4C5C6C7C8C1C2C3C4C5C6C7C8"

static void put_block(struct apdu_watch *watch, struct bytes message, size_t size, size_t number, struct buffer *shown,
                      struct buffer *text)
{
	AUTO(buffer) command = BUFFER(300);
	struct apdu_exchange exchange;
	static const uint8_t done[] = { 0x90, 0x00 };
	struct bytes block = bytes_first(bytes_after(message, number * size), size);
	bool is_last = (number + 1) * size >= message.size;
	assert_ok(buffer_append(&command, BYTES(((uint8_t[]){ 0x81, 0xE2, is_last ? 0x91 : 0x11, (uint8_t)number,
	                                                       (uint8_t)block.size }))));
	assert_ok(buffer_append(&command, block));
	assert_ok(apdu_watch_exchange(watch, buffer_bytes(&command), BYTES(done), &exchange));
	assert_ok(buffer_append(shown, bytes_after(exchange.command, 5)));
	assert_ok(apdu_text_exchange(&exchange, 0, false, text));
}

/* However it is cut into blocks, no octet of the hash is shown, and all others are. */
static void hides_across_blocks(void **state)
{
	static const char hex[] = "BF2137 300E 8002 0102 0101FF 5F4904 0A0B0C0D 5F3702AABB 0420" HASH;
	(void)state;
	for (size_t size = 1; size <= 60; size++) {
		AUTO(arena) arena = ARENA(1 << 16);
		AUTO(apdu_watch) watch;
		AUTO(buffer) shown = BUFFER(1 << 10);
		AUTO(buffer) text = BUFFER(APDU_TEXT_MAXIMUM);
		struct bytes message = octets(&arena, hex);
		uint8_t want[64];
		apdu_watch_init(&watch, false);
		for (size_t number = 0; number * size < message.size; number++)
			put_block(&watch, message, size, number, &shown, &text);
		memcpy(want, message.data, message.size - 32);
		memset(want + message.size - 32, 0xFF, 32);
		check_bytes(buffer_bytes(&shown), bytes_from(want, message.size), "shown");
		assert_null(memmem(text.data, text.size, "C1", 2));
		assert_null(memmem(text.data, text.size, "C8", 2));
		assert_non_null(memmem(text.data, text.size, "hashCc: hidden (32 octets)", 26));
	}
}

static void shows_an_exchange(void **state)
{
	static const uint8_t verify[] = { 0x00, 0x20, 0x00, 0x01, 0x02, 0x31, 0x32 }, refused[] = { 0x63, 0xC2 };
	static const uint8_t atr[] = { 0x3B, 0x00 };
	(void)state;
	AUTO(apdu_watch) watch;
	AUTO(buffer) text = BUFFER(APDU_TEXT_MAXIMUM);
	struct apdu_exchange exchange;
	apdu_watch_init(&watch, false);
	assert_ok(apdu_text_reset(BYTES(atr), 5, &text));
	assert_ok(apdu_watch_exchange(&watch, BYTES(verify), BYTES(refused), &exchange));
	assert_ok(apdu_text_exchange(&exchange, 1000007, false, &text));
	assert_ok(apdu_watch_exchange(&watch, BYTES(verify), (struct bytes){ 0 }, &exchange));
	assert_ok(apdu_text_exchange(&exchange, 2000000, false, &text));
	assert_ok(apdu_text_event("power off", 3000000, &text));
	check_text(buffer_text(&text),
	           "0.000005 reset, ATR\n\t< 3B00\n"
	           "1.000007 channel 0  VERIFY PIN, key reference 01\n\t> 0020000102 hidden (2 octets)\n\t< 63C2 2 tries left\n"
	           "2.000000 channel 0  VERIFY PIN, key reference 01\n\t> 0020000102 hidden (2 octets)\n\t< no answer\n"
	           "3.000000 power off\n",
	           "text");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(names_and_hides),
	cmocka_unit_test(reveals_when_told),
	cmocka_unit_test(hides_across_blocks),
	cmocka_unit_test(shows_an_exchange),
};

TESTS_MAIN(tests)
