/* SPDX-License-Identifier: Apache-2.0 */
#include "io/gsmtap.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support/test.h"

/* The header as libosmocore's gsmtap.h has it: version 2, four words, type SIM; the sub-type is octet 12. */
static void makes_packets(void **state)
{
	static const uint8_t payload[] = { 0x00, 0xA4, 0x00, 0x04, 0x02, 0x3F, 0x00, 0x90, 0x00 };
	(void)state;
	AUTO(arena) arena = ARENA(1 << 12);
	AUTO(buffer) packet = BUFFER(100);
	AUTO(buffer) large = BUFFER(1 << 20);
	static uint8_t too_much[GSMTAP_PAYLOAD_MAXIMUM + 1];
	assert_ok(gsmtap_encode(GSMTAP_SIM_APDU, BYTES(payload), &packet));
	check_bytes(buffer_bytes(&packet), octets(&arena, "02 04 04 00 0000 00 00 00000000 00 00 00 00 00A40004023F009000"),
	            "packet");
	buffer_clear(&packet);
	assert_ok(gsmtap_encode(GSMTAP_SIM_ATR, BYTES(payload), &packet));
	assert_int_equal(packet.data[12], 1);
	assert_int_equal(gsmtap_encode(GSMTAP_SIM_APDU, BYTES(too_much), &large), STATUS_TOO_LARGE);
}

static void knows_addresses(void **state)
{
	static const struct {
		const char *address;
		enum status status;
	} cases[] = {
		{ "127.0.0.1", STATUS_OK },         { "127.0.0.1:4730", STATUS_OK }, { "localhost:1", STATUS_OK },
		{ "", STATUS_MALFORMED },           { ":4729", STATUS_MALFORMED },   { "127.0.0.1:", STATUS_MALFORMED },
		{ "127.0.0.1:0", STATUS_MALFORMED }, { "127.0.0.1:65536", STATUS_MALFORMED }, { "[::1", STATUS_MALFORMED },
		{ "[::1]x", STATUS_MALFORMED },     { "[::1]:", STATUS_MALFORMED },  { "[::1]:x", STATUS_MALFORMED },
		{ "127.0.0.1:-1", STATUS_MALFORMED }, { "no.such.host.invalid", STATUS_NOT_FOUND },
		{ "no such host:4729", STATUS_NOT_FOUND }, { "::g", STATUS_NOT_FOUND },
	};
	(void)state;
	EACH(c, cases) {
		struct gsmtap gsmtap = { 0 };
		CHECK_STATUS(gsmtap_open(c->address, &gsmtap), c->status, c->address);
		gsmtap_close(&gsmtap);
	}
}

static void reads_ipv6_addresses(void **state)
{
	static const char *const addresses[] = { "::1", "[::1]", "[::1]:4730" };
	(void)state;
	int probe = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	const struct sockaddr_in6 loopback = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	bool has_ipv6 = probe >= 0 && bind(probe, (const struct sockaddr *)&loopback, sizeof loopback) == 0;
	if (probe >= 0)
		close(probe);
	if (!has_ipv6)
		skip();
	EACH(address, addresses) {
		struct gsmtap gsmtap = { 0 };
		CHECK_STATUS(gsmtap_open(*address, &gsmtap), STATUS_OK, *address);
		gsmtap_close(&gsmtap);
	}
}

static int listen_on_loopback(char address[32])
{
	struct sockaddr_in here = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof here;
	int listener = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(listener, (const struct sockaddr *)&here, sizeof here), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&here, &size), 0);
	snprintf(address, 32, "127.0.0.1:%u", ntohs(here.sin_port));
	return listener;
}

/* Also after it was told that nobody listened. */
static void sends_whether_anybody_listens_or_not(void **state)
{
	static const uint8_t payload[] = { 0x3B, 0x00 };
	uint8_t got[100];
	char address[32];
	struct gsmtap gsmtap = { 0 };
	(void)state;
	int listener = listen_on_loopback(address);
	assert_ok(gsmtap_open(address, &gsmtap));
	gsmtap_send(&gsmtap, GSMTAP_SIM_ATR, BYTES(payload));
	assert_int_equal(recv(listener, got, sizeof got, 0), GSMTAP_HEADER_SIZE + sizeof payload);
	assert_memory_equal(got + GSMTAP_HEADER_SIZE, payload, sizeof payload);
	close(listener);
	for (int i = 0; i < 10; i++)
		gsmtap_send(&gsmtap, GSMTAP_SIM_ATR, BYTES(payload));
	gsmtap_close(&gsmtap);
	gsmtap_send(&gsmtap, GSMTAP_SIM_ATR, BYTES(payload));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(makes_packets),
	cmocka_unit_test(knows_addresses),
	cmocka_unit_test(reads_ipv6_addresses),
	cmocka_unit_test(sends_whether_anybody_listens_or_not),
};

TESTS_MAIN(tests)
