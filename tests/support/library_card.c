/* SPDX-License-Identifier: Apache-2.0 */
#include "support/library_card.h"

#include "support/test.h"

static struct provisim_euicc_octets octets_of(struct bytes bytes)
{
	return (struct provisim_euicc_octets){ bytes.data, bytes.size };
}

void library_world_make(struct library_world *world)
{
	*world = (struct library_world){ .key = SECRET_BUFFER(1024), .eum_key = SECRET_BUFFER(1024) };
	test_pki_make(&world->pki, CURVE_P256, "library");
	assert_ok(signing_key_print(test_pki_key(&world->pki, CERTIFICATE_EUICC), &world->key));
	assert_ok(signing_key_print(test_pki_key(&world->pki, CERTIFICATE_EUM), &world->eum_key));
	eid_print(&world->pki.eid, world->eid);
	world->credentials = (struct provisim_euicc_credentials){
		.ci_certificate = octets_of(test_pki_certificate(&world->pki, CERTIFICATE_CI)),
		.eum_certificate = octets_of(test_pki_certificate(&world->pki, CERTIFICATE_EUM)),
		.euicc_certificate = octets_of(test_pki_certificate(&world->pki, CERTIFICATE_EUICC)),
		.private_key = octets_of(buffer_bytes(&world->key)),
	};
	world->birth = (struct provisim_euicc_birth){
		.eid = world->eid, .credentials = &world->credentials, .credential_count = 1,
	};
}

void library_world_release(struct library_world *world)
{
	buffer_release(&world->key);
	buffer_release(&world->eum_key);
	test_pki_release(&world->pki);
}

struct provisim_euicc *library_card_make(const struct library_world *world, struct provisim_euicc_memory *memory,
                                         const struct provisim_euicc_settings *settings)
{
	struct provisim_euicc *card = NULL;
	assert_int_equal(provisim_euicc_create(memory, &world->birth), PROVISIM_EUICC_OK);
	assert_int_equal(provisim_euicc_open(memory, settings, &card), PROVISIM_EUICC_OK);
	return card;
}

void library_card_expect(struct provisim_euicc *card, const char *command, const char *answer)
{
	AUTO(arena) arena = ARENA(4096);
	uint8_t got[PROVISIM_EUICC_ANSWER_MAXIMUM];
	size_t size;
	struct bytes sent = octets(&arena, command);
	assert_int_equal(provisim_euicc_transmit(card, sent.data, sent.size, got, sizeof got, &size), PROVISIM_EUICC_OK);
	while (size == 2 && got[0] == 0x61) {
		const uint8_t get_response[] = { sent.data[0], 0xC0, 0x00, 0x00, got[1] };
		assert_int_equal(provisim_euicc_transmit(card, get_response, sizeof get_response, got, sizeof got, &size),
		                 PROVISIM_EUICC_OK);
	}
	assert_string_equal(hex_print(&arena, bytes_from(got, size)), answer);
}

void library_card_select_isd_r(struct provisim_euicc *card)
{
	static const uint8_t select[] = { 0x01, 0xA4, 0x04, 0x0C, 0x10, 0xA0, 0x00, 0x00, 0x05, 0x59, 0x10,
		                          0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0x89, 0x00, 0x00, 0x01, 0x00 };
	uint8_t got[PROVISIM_EUICC_ANSWER_MAXIMUM];
	size_t size;
	library_card_expect(card, "0070000001", "019000");
	assert_int_equal(provisim_euicc_transmit(card, select, sizeof select, got, sizeof got, &size), PROVISIM_EUICC_OK);
	assert_true(size >= 2 && (got[size - 2] == 0x61 || got[size - 2] == 0x90));
}
