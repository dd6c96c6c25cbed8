/* SPDX-License-Identifier: Apache-2.0 */
#include "subscription/number_set.h"

#include <stdlib.h>

enum { PACKED_SIZE = 16, FIRST_CAPACITY = 1024 };

struct number_entry {
	uint8_t packed[PACKED_SIZE]; /* two digits an octet, filled up with F */
	uint8_t field;               /* plus one; nought: free */
	uint32_t place;
};

void number_set_release(struct number_set *set)
{
	free(set->entries);
	*set = (struct number_set){ 0 };
}

static struct number_entry make_entry(struct text digits, enum subscription_field field, uint32_t place)
{
	struct number_entry entry = { .field = (uint8_t)(field + 1), .place = place };
	memset(entry.packed, 0xFF, sizeof entry.packed);
	for (size_t i = 0; i < digits.size && i < 2 * sizeof entry.packed; i++) {
		unsigned shift = i % 2 == 0 ? 4 : 0, digit = (unsigned)(digits.data[i] - '0');
		entry.packed[i / 2] = (uint8_t)((entry.packed[i / 2] & ~(0xFU << shift)) | digit << shift);
	}
	return entry;
}

/* FNV-1a: the numbers are those of one's own subscribers, nobody gains from collisions. */
static size_t hash(const struct number_entry *entry)
{
	uint64_t value = UINT64_C(0xCBF29CE484222325) ^ entry->field;
	for (size_t i = 0; i < sizeof entry->packed; i++)
		value = (value ^ entry->packed[i]) * UINT64_C(0x100000001B3);
	return (size_t)(value ^ value >> 32);
}

/* Where it stands, or the free place that it would have. */
static struct number_entry *find(const struct number_set *set, const struct number_entry *wanted)
{
	for (size_t i = hash(wanted);; i++) {
		struct number_entry *entry = &set->entries[i & (set->capacity - 1)];
		bool is_same = entry->field == wanted->field && memcmp(entry->packed, wanted->packed, PACKED_SIZE) == 0;
		if (entry->field == 0 || is_same)
			return entry;
	}
}

static enum status make_room(struct number_set *set)
{
	if (4 * (set->count + 1) <= 3 * set->capacity)
		return STATUS_OK;
	if (set->count >= NUMBER_SET_MAXIMUM)
		return STATUS_TOO_LARGE;
	struct number_set larger = { .count = set->count, .capacity = set->capacity ? 2 * set->capacity : FIRST_CAPACITY };
	larger.entries = calloc(larger.capacity, sizeof *larger.entries);
	if (!larger.entries)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < set->capacity; i++)
		if (set->entries[i].field != 0)
			*find(&larger, &set->entries[i]) = set->entries[i];
	number_set_release(set);
	*set = larger;
	return STATUS_OK;
}

enum status number_set_add(struct number_set *set, const struct subscription *subscription, uint32_t place,
                           enum subscription_field *out_field, uint32_t *out_place)
{
	static const enum subscription_field fields[] = { SUBSCRIPTION_ICCID, SUBSCRIPTION_IMSI, SUBSCRIPTION_MSISDN,
		                                          SUBSCRIPTION_EID };
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		if (!subscription_has(subscription, fields[i]))
			continue;
		struct number_entry wanted = make_entry(subscription_value(subscription, fields[i]), fields[i], place);
		TRY(make_room(set));
		struct number_entry *entry = find(set, &wanted);
		if (entry->field != 0) {
			*out_field = fields[i];
			*out_place = entry->place;
			return STATUS_EXISTS;
		}
		*entry = wanted;
		set->count++;
	}
	return STATUS_OK;
}
