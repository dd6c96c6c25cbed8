/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/revocations.h"

#include <stdlib.h>

void revocations_release(struct revocations *revocations)
{
	for (size_t i = 0; i < revocations->count; i++) {
		free(revocations->lists[i].octets);
		free(revocations->lists[i].serials);
	}
	*revocations = (struct revocations){ 0 };
}

/* Shorter ones first: any order will do, as long as it is one. */
static int compare(const void *left, const void *right)
{
	const struct bytes *a = left, *b = right;
	if (a->size != b->size)
		return a->size < b->size ? -1 : 1;
	return memcmp(a->data, b->data, a->size);
}

static void fill(const struct certificate_list *list, struct revocation_list_index *index)
{
	struct der_reader entries = der_reader(list->entries);
	struct bytes serial_number;
	size_t used = 0;
	while (certificate_list_next(&entries, &serial_number)) {
		memcpy(index->octets + used, serial_number.data, serial_number.size);
		index->serials[index->count++] = bytes_from(index->octets + used, serial_number.size);
		used += serial_number.size;
	}
	qsort(index->serials, index->count, sizeof *index->serials, compare);
}

static size_t count_entries(const struct certificate_list *list)
{
	struct der_reader entries = der_reader(list->entries);
	struct bytes serial_number;
	size_t count = 0;
	while (certificate_list_next(&entries, &serial_number))
		count++;
	return count;
}

enum status revocations_add(struct revocations *revocations, const struct certificate_list *list)
{
	struct revocation_list_index index = { 0 };
	if (revocations->count == REVOCATION_LISTS_MAXIMUM || list->authority_key_identifier.size != KEY_IDENTIFIER_SIZE)
		return STATUS_TOO_LARGE;
	index.octets = malloc(list->entries.size + 1);
	index.serials = calloc(count_entries(list) + 1, sizeof *index.serials);
	if (!index.octets || !index.serials) {
		free(index.octets);
		free(index.serials);
		return STATUS_NO_MEMORY;
	}
	memcpy(index.issuer, list->authority_key_identifier.data, KEY_IDENTIFIER_SIZE);
	fill(list, &index);
	revocations->lists[revocations->count++] = index;
	return STATUS_OK;
}

bool revocations_have(const struct revocations *revocations, struct bytes issuer_key_identifier, struct bytes serial_number)
{
	for (size_t i = 0; i < revocations->count; i++) {
		const struct revocation_list_index *list = &revocations->lists[i];
		if (bytes_equal(BYTES(list->issuer), issuer_key_identifier) &&
		    bsearch(&serial_number, list->serials, list->count, sizeof *list->serials, compare))
			return true;
	}
	return false;
}
