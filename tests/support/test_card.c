/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test_card.h"

#include "support/test.h"

enum { ANSWER_MAXIMUM = 65536 + 2 };

static enum status count_on(void *self, uint8_t *out, size_t size)
{
	struct test_card *card = self;
	for (size_t i = 0; i < size; i++)
		out[i] = (uint8_t)(++card->random_count * 167);
	return STATUS_OK;
}

void test_card_birth(const struct test_pki *pki, struct buffer *scalar, struct euicc_credentials *credentials,
                     struct euicc_birth *out)
{
	assert_ok(signing_key_scalar(test_pki_key(pki, CERTIFICATE_EUICC), scalar));
	*credentials = (struct euicc_credentials){
		.ci_certificate = test_pki_certificate(pki, CERTIFICATE_CI),
		.eum_certificate = test_pki_certificate(pki, CERTIFICATE_EUM),
		.euicc_certificate = test_pki_certificate(pki, CERTIFICATE_EUICC),
		.private_key = buffer_bytes(scalar),
	};
	*out = (struct euicc_birth){ .eid = pki->eid, .credentials = credentials, .credential_count = 1 };
}

static void be_born(struct test_card *card, const struct euicc_birth *birth)
{
	*card = (struct test_card){ .block_size = TEST_BLOCK_SIZE, .random = { card, count_on } };
	card->memory = nvm_memory_new(TEST_MEMORY);
	assert_non_null(card->memory);
	card->nvm = nvm_memory_port(card->memory);
	assert_ok(euicc_create(card->nvm, birth));
	assert_ok(euicc_open(card->nvm, &card->random, &card->euicc));
	test_card_select_isd_r(card);
}

void test_card_make(struct test_card *card, const struct test_pki *pki, void (*change)(struct euicc_birth *birth))
{
	AUTO(buffer) scalar = SECRET_BUFFER(SCALAR_SIZE);
	struct euicc_credentials credentials;
	struct euicc_birth birth;
	test_card_birth(pki, &scalar, &credentials, &birth);
	if (change)
		change(&birth);
	be_born(card, &birth);
}

void test_card_make_under(struct test_card *card, const struct test_pki *const worlds[], size_t signing, size_t count)
{
	struct buffer scalars[EUICC_CREDENTIALS_MAXIMUM];
	struct euicc_credentials credentials[EUICC_CREDENTIALS_MAXIMUM];
	struct euicc_birth birth, first;
	assert_in_range(count, 1, EUICC_CREDENTIALS_MAXIMUM);
	for (size_t i = 0; i < count; i++) {
		scalars[i] = SECRET_BUFFER(SCALAR_SIZE);
		test_card_birth(worlds[i], &scalars[i], &credentials[i], &birth);
		if (i == 0)
			first = birth;
		if (i >= signing)
			credentials[i] = (struct euicc_credentials){ .ci_certificate = credentials[i].ci_certificate };
	}
	first.credentials = credentials;
	first.credential_count = count;
	be_born(card, &first);
	for (size_t i = 0; i < count; i++)
		buffer_release(&scalars[i]);
}

void test_card_release(struct test_card *card)
{
	euicc_free(card->euicc);
	nvm_memory_free(card->memory);
}

enum status test_card_restart(struct test_card *card)
{
	euicc_free(card->euicc);
	card->euicc = NULL;
	card->apdus = 0;
	return euicc_open(card->nvm, &card->random, &card->euicc);
}

void test_card_power_cycle(struct test_card *card)
{
	assert_ok(test_card_restart(card));
	test_card_select_isd_r(card);
}

void test_card_select_isd_r(struct test_card *card)
{
	AUTO(buffer) answer = BUFFER(ANSWER_MAXIMUM);
	AUTO(buffer) atr = BUFFER(64);
	assert_ok(euicc_reset(card->euicc, &atr));
	assert_int_equal(test_card_apdu(card, "0070000001", &answer), SW_OK);
	assert_int_equal(answer.size, 1);
	card->channel = answer.data[0];
	buffer_clear(&answer);
	uint8_t select[] = {
		card->channel, 0xA4, 0x04, 0x00, 0x10, 0xA0, 0x00, 0x00, 0x05, 0x59, 0x10,
		0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0x89, 0x00, 0x00, 0x01, 0x00,
	};
	assert_int_equal(test_card_transmit(card, BYTES(select), &answer), SW_OK);
}

/* ---- APDUs ---- */

static status_word split_answer(const struct buffer *raw, struct buffer *answer)
{
	if (raw->size < 2)
		return 0;
	struct bytes data = bytes_first(buffer_bytes(raw), raw->size - 2);
	if (answer)
		assert_ok(buffer_append(answer, data));
	return (status_word)(raw->data[raw->size - 2] << 8 | raw->data[raw->size - 1]);
}

/* False: the power is gone, or goes. */
static bool exchange(struct test_card *card, struct bytes command, struct buffer *raw)
{
	buffer_clear(raw);
	if (card->apdus_maximum != 0 && card->apdus == card->apdus_maximum) {
		euicc_free(card->euicc);
		card->euicc = NULL;
	}
	card->apdus++;
	if (!card->euicc || euicc_transmit(card->euicc, command, raw) != STATUS_OK)
		return false;
	if (card->rests)
		euicc_rest(card->euicc);
	return true;
}

status_word test_card_transmit(struct test_card *card, struct bytes command, struct buffer *answer)
{
	AUTO(buffer) raw = BUFFER(ANSWER_MAXIMUM);
	if (!exchange(card, command, &raw))
		return 0;
	status_word word = split_answer(&raw, answer);
	while (word >> 8 == 0x61) {
		uint8_t get_response[] = { command.data[0], 0xC0, 0x00, 0x00, (uint8_t)word };
		if (!exchange(card, BYTES(get_response), &raw))
			return 0;
		word = split_answer(&raw, answer);
	}
	return word;
}

status_word test_card_apdu(struct test_card *card, const char *hex, struct buffer *answer)
{
	AUTO(arena) arena = ARENA(4096);
	return test_card_transmit(card, octets(&arena, hex), answer);
}

status_word test_card_store_data(struct test_card *card, struct bytes command, struct buffer *answer)
{
	uint8_t apdu[5 + 255];
	uint8_t number = 0;
	for (;;) {
		struct bytes block = bytes_first(command, card->block_size);
		command = bytes_after(command, card->block_size);
		apdu[0] = 0x80 | card->channel;
		apdu[1] = 0xE2;
		apdu[2] = command.size > 0 ? 0x11 : 0x91;
		apdu[3] = number++;
		apdu[4] = (uint8_t)block.size;
		memcpy(apdu + 5, block.data, block.size);
		status_word word = test_card_transmit(card, bytes_from(apdu, 5 + block.size), answer);
		if (command.size == 0 || word != SW_OK)
			return word;
	}
}

struct bytes test_card_command(struct test_card *card, struct arena *arena, struct bytes command)
{
	AUTO(buffer) answer = BUFFER(ANSWER_MAXIMUM);
	struct bytes kept;
	status_word word = test_card_store_data(card, command, &answer);
	if (word != SW_OK && word >> 8 != 0x91)
		fail_msg("%s: status word %04X", hex_print(arena, bytes_first(command, 8)), word);
	assert_ok(arena_copy(arena, buffer_bytes(&answer), &kept));
	return kept;
}

struct bytes test_card_command_hex(struct test_card *card, struct arena *arena, const char *hex)
{
	return test_card_command(card, arena, octets(arena, hex));
}

/* ---- a whole download ---- */

void test_card_authenticate(struct test_card *card, struct scripted_server *server)
{
	struct bytes challenge = test_card_command_hex(card, &server->arena, "BF2E00");
	struct bytes request = scripted_server_authenticate(server, challenge);
	scripted_server_hear_authentication(server, test_card_command(card, &server->arena, request));
}

void test_card_prepare(struct test_card *card, struct scripted_server *server)
{
	struct bytes request = scripted_server_prepare(server);
	scripted_server_hear_preparation(server, test_card_command(card, &server->arena, request));
}

struct bytes test_card_load(struct test_card *card, struct scripted_server *server, struct bytes package,
                            status_word *out_word)
{
	AUTO(buffer) answer = BUFFER(ANSWER_MAXIMUM);
	size_t position = 0;
	struct bytes piece, kept;
	status_word word = SW_OK;
	while (answer.size == 0 && word == SW_OK && bound_package_next_piece(package, &position, &piece))
		word = test_card_store_data(card, piece, &answer);
	if (out_word)
		*out_word = word;
	assert_ok(arena_copy(&server->arena, buffer_bytes(&answer), &kept));
	return kept;
}

struct installation_result test_card_download(struct test_card *card, struct scripted_server *server)
{
	status_word word;
	test_card_authenticate(card, server);
	test_card_prepare(card, server);
	struct bytes result = test_card_load(card, server, scripted_server_package(server), &word);
	if (result.size == 0)
		fail_msg("no installation result, status word %04X", word);
	return scripted_server_hear_result(server, result);
}
