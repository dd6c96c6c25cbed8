/* SPDX-License-Identifier: Apache-2.0 */
#include "io/request_rate.h"

#include <stdlib.h>
#include <string.h>

enum { SETS = 1024, WAYS = 4, PREFIX_SIZE = 8, TOKEN = 1000 /* parts */ };

struct bucket {
	uint8_t prefix[PREFIX_SIZE];
	int64_t parts; /* of tokens */
	int64_t filled_at;
};

struct request_rate {
	int64_t per_second, most;
	struct bucket sets[SETS][WAYS];
};

enum status request_rate_new(unsigned per_second, struct request_rate **out)
{
	struct request_rate *rate = calloc(1, sizeof *rate);
	if (!rate)
		return STATUS_NO_MEMORY;
	rate->per_second = per_second;
	rate->most = 2 * (int64_t)per_second * TOKEN;
	for (size_t i = 0; i < SETS * WAYS; i++)
		rate->sets[i / WAYS][i % WAYS].parts = rate->most;
	*out = rate;
	return STATUS_OK;
}

void request_rate_free(struct request_rate *rate)
{
	free(rate);
}

/* What is one client: an IPv4 address whole, with a first octet that no IPv6 unicast address has; else the upper half. */
static void prefix_of(const struct in6_addr *address, uint8_t out[PREFIX_SIZE])
{
	memcpy(out, address->s6_addr, PREFIX_SIZE);
	if (IN6_IS_ADDR_V4MAPPED(address)) {
		out[0] = 0xFF;
		memcpy(out + 4, address->s6_addr + 12, 4);
	}
}

/* FNV-1a. Whoever finds addresses of one set gains little: he needs that many. */
static struct bucket *set_of(struct request_rate *rate, const uint8_t prefix[PREFIX_SIZE])
{
	uint64_t hash = 0xCBF29CE484222325u;
	for (size_t i = 0; i < PREFIX_SIZE; i++)
		hash = (hash ^ prefix[i]) * 0x100000001B3u;
	return rate->sets[(hash ^ hash >> 32) % SETS];
}

static void fill(const struct request_rate *rate, struct bucket *bucket, int64_t now)
{
	int64_t passed = now - bucket->filled_at;
	int64_t enough = rate->most / rate->per_second + 1; /* milliseconds until it is full, whatever was in it */
	bucket->parts = passed >= enough ? rate->most : bucket->parts + passed * rate->per_second;
	if (bucket->parts > rate->most)
		bucket->parts = rate->most;
	bucket->filled_at = now;
}

/* The address's own bucket, or the place of the one that has the most left: to be forgotten costs it least. */
static struct bucket *find(struct request_rate *rate, const uint8_t prefix[PREFIX_SIZE], int64_t now)
{
	struct bucket *set = set_of(rate, prefix), *fullest = set;
	for (size_t i = 0; i < WAYS; i++) {
		fill(rate, &set[i], now);
		if (memcmp(set[i].prefix, prefix, PREFIX_SIZE) == 0)
			return &set[i];
		if (set[i].parts > fullest->parts)
			fullest = &set[i];
	}
	memcpy(fullest->prefix, prefix, PREFIX_SIZE);
	fullest->parts = rate->most;
	return fullest;
}

bool request_rate_take(struct request_rate *rate, const struct in6_addr *address, int64_t now)
{
	uint8_t prefix[PREFIX_SIZE];
	prefix_of(address, prefix);
	struct bucket *bucket = find(rate, prefix, now);
	if (bucket->parts < TOKEN)
		return false;
	bucket->parts -= TOKEN;
	return true;
}
