/* SPDX-License-Identifier: Apache-2.0 */
/* A package with anything in it, from a server that may send it. First octet even: the rest is what stands inside the
 * protected sequences, each after two octets of its length: ConfigureISDP, metadata, ReplaceSessionKeys, profile elements
 * (nought: the right one), and all MACs are right. Odd: a right package of which octets are changed, each by three octets:
 * place and difference. Afterwards the profile is there with its success, or not there with its failure, or the card still
 * waits for octets, and starts anew. */
#include "fuzz.h"
#include "support/card_fixture.h"

enum { CHUNK = 3000 };

static struct bytes take_part(struct bytes *input, struct bytes right)
{
	if (input->size < 2)
		return right;
	size_t size = (size_t)input->data[0] << 8 | input->data[1];
	struct bytes part = bytes_first(bytes_after(*input, 2), size);
	*input = bytes_after(*input, 2 + part.size);
	return part.size > 0 ? part : right;
}

static struct bytes seal(struct scripted_server *server, struct bytes input)
{
	server->configure_isdp = take_part(&input, server->configure_isdp);
	server->metadata = take_part(&input, server->metadata);
	server->replace_keys = take_part(&input, server->replace_keys);
	server->upp = take_part(&input, server->upp);
	return scripted_server_package(server);
}

static struct bytes patch(struct scripted_server *server, struct bytes input)
{
	struct bytes package = scripted_server_package(server), copy;
	check(arena_copy(&server->arena, package, &copy) == STATUS_OK);
	uint8_t *octets = (uint8_t *)(uintptr_t)copy.data;
	for (; input.size >= 3; input = bytes_after(input, 3))
		octets[((size_t)input.data[0] << 8 | input.data[1]) % copy.size] ^= input.data[2];
	return copy;
}

static void load(struct card_fixture *fixture, struct bytes package)
{
	AUTO(buffer) answer = BUFFER(65536);
	for (; package.size > 0 && answer.size == 0; package = bytes_after(package, CHUNK))
		check(test_card_store_data(&fixture->card, bytes_first(package, CHUNK), &answer) != 0);
}

static void check_outcome(struct card_fixture *fixture)
{
	test_card_power_cycle(&fixture->card);
	struct test_notifications list = card_fixture_notifications(fixture);
	size_t profiles = card_fixture_profile_count(fixture);
	check(profiles <= 1 && list.count >= profiles);
	if (list.count == 0)
		return;
	struct installation_result result = scripted_server_hear_result(
		&fixture->server, card_fixture_retrieve(fixture, list.entries[0].sequence_number));
	check((result.error == 0) == (profiles == 1));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct card_fixture fixture;
	struct bytes input = bytes_after(bytes_from(data, size), 1);
	bool patches = size > 0 && data[0] & 1;
	card_fixture_set_up(&fixture, CURVE_P256, NULL);
	test_card_authenticate(&fixture.card, &fixture.server);
	test_card_prepare(&fixture.card, &fixture.server);
	load(&fixture, patches ? patch(&fixture.server, input) : seal(&fixture.server, input));
	check_outcome(&fixture);
	card_fixture_tear_down(&fixture);
	return 0;
}
