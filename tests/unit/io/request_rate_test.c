/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include <arpa/inet.h>

#include "io/request_rate.h"

static struct in6_addr address(const char *text)
{
	struct in6_addr out;
	assert_int_equal(inet_pton(AF_INET6, text, &out), 1);
	return out;
}

static unsigned take_all(struct request_rate *rate, const char *text, int64_t now)
{
	const struct in6_addr from = address(text);
	unsigned count = 0;
	while (count < 1000 && request_rate_take(rate, &from, now))
		count++;
	return count;
}

static struct request_rate *make(unsigned per_second)
{
	struct request_rate *rate = NULL;
	assert_ok(request_rate_new(per_second, &rate));
	return rate;
}

static void a_bucket_fills_by_the_second(void **state)
{
	struct request_rate *rate = make(5);
	(void)state;
	assert_int_equal(take_all(rate, "::ffff:192.0.2.1", 1000000), 10);
	assert_int_equal(take_all(rate, "::ffff:192.0.2.1", 1000000), 0);
	assert_int_equal(take_all(rate, "::ffff:192.0.2.1", 1000199), 0);
	assert_int_equal(take_all(rate, "::ffff:192.0.2.1", 1000200), 1);
	assert_int_equal(take_all(rate, "::ffff:192.0.2.1", 1001200), 5);
	assert_int_equal(take_all(rate, "::ffff:192.0.2.1", 9001200), 10);
	request_rate_free(rate);
}

/* Which addresses share a bucket. */
static void a_customer_is_one(void **state)
{
	static const struct {
		const char *first, *second;
		bool same;
	} cases[] = {
		{ "::ffff:192.0.2.1", "::ffff:192.0.2.1", true },
		{ "::ffff:192.0.2.1", "::ffff:192.0.2.2", false },
		{ "::ffff:192.0.2.1", "::ffff:193.0.2.1", false },
		{ "2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true },
		{ "2001:db8:1:2::1", "2001:db8:1:3::1", false },
		{ "::1", "::ffff:127.0.0.1", false },
	};
	(void)state;
	EACH(one, cases)
	{
		struct request_rate *rate = make(3);
		assert_int_equal(take_all(rate, one->first, 50), 6);
		assert_int_equal(take_all(rate, one->second, 50), one->same ? 0 : 6);
		request_rate_free(rate);
	}
}

/* Somebody with far more addresses than have room does not give the one that asks too much its tokens back. */
static void others_do_not_make_it_forget(void **state)
{
	struct request_rate *rate = make(2);
	(void)state;
	assert_int_equal(take_all(rate, "2001:db8::1", 50), 4);
	for (unsigned i = 0; i < 50000; i++) {
		char text[64];
		snprintf(text, sizeof text, "2400:%x:%x:1::1", i >> 8, i & 0xFF);
		const struct in6_addr from = address(text);
		assert_true(request_rate_take(rate, &from, 50));
	}
	assert_int_equal(take_all(rate, "2001:db8::1", 50), 0);
	request_rate_free(rate);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_bucket_fills_by_the_second),
		cmocka_unit_test(a_customer_is_one),
		cmocka_unit_test(others_do_not_make_it_forget),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
