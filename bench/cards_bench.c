/* SPDX-License-Identifier: Apache-2.0 */
/* Thousands of cards in one process: what it takes to make them, and what each takes while it waits. */
#include <stdio.h>
#include <unistd.h>

#include "figure.h"
#include "floor.h"
#include "need.h"
#include "support/library_card.h"
#include "support/scripted_profile.h"
#include "support/test.h"
#include "support/test_card.h"

enum { CARDS = 10000, FLOOR_ROUNDS = 25 };

static const struct floor_need birth_need = { { [FLOOR_GENERATE] = 1, [FLOOR_SIGN] = 1 } };

/* ---- creation ---- */

/* Of all of them, in seconds. Each gets a key of its own and a certificate from the EUM, as the library makes them. */
static double create_cards(const struct library_world *world)
{
	static struct provisim_euicc_memory *memories[CARDS];
	struct provisim_euicc_credentials credentials = world->credentials;
	struct provisim_euicc_birth birth = world->birth;
	char eid[PROVISIM_EUICC_EID_SIZE];
	credentials.eum_private_key = (struct provisim_euicc_octets){ world->eum_key.data, world->eum_key.size };
	birth.credentials = &credentials;
	birth.eid = eid;
	double start = cpu_microseconds();
	for (uint64_t i = 0; i < CARDS; i++) {
		must(provisim_euicc_eid_after(world->eid, i, eid) == PROVISIM_EUICC_OK, "no EID");
		must(provisim_euicc_memory_new(0, &memories[i]) == PROVISIM_EUICC_OK, "no memory");
		must(provisim_euicc_create(memories[i], &birth) == PROVISIM_EUICC_OK, "no card");
	}
	double seconds = (cpu_microseconds() - start) / 1e6;
	for (size_t i = 0; i < CARDS; i++)
		provisim_euicc_memory_free(memories[i]);
	return seconds;
}

static void measure_creation(const struct library_world *world)
{
	struct floor_bench *floor = floor_bench_new(curve_name(CURVE_P256));
	for (int i = 0; i < FLOOR_ROUNDS; i++)
		floor_bench_round(floor);
	double seconds = create_cards(world);
	figure_print("cards_created_10000", seconds, "s", CARDS * floor_bench_cost(floor, &birth_need) / 1e6,
	             GOAL_VALUE_AT_MOST, 30);
	floor_bench_free(floor);
}

/* ---- memory ---- */

static double resident_octets(void)
{
	unsigned long pages = 0, resident = 0;
	FILE *file = fopen("/proc/self/statm", "r");
	must(file && fscanf(file, "%lu %lu", &pages, &resident) == 2, "no /proc");
	fclose(file);
	return (double)resident * (double)sysconf(_SC_PAGESIZE);
}

/* A card with one enabled profile. */
static void make_model(struct test_card *card, const struct test_pki *pki)
{
	AUTO(arena) arena = ARENA(1 << 20);
	const char *iccid = "8944500102198304826";
	struct profile_metadata metadata = scripted_metadata_default(iccid);
	struct scripted_profile profile = scripted_profile_default(iccid);
	struct scripted_server server;
	profile.extra_size = PROFILE_SIZE;
	profile.extra_filled = true;
	test_card_make(card, pki, NULL);
	scripted_server_init(&server, pki, scripted_metadata(&arena, &metadata), scripted_profile_package(&arena, &profile));
	test_card_download(card, &server);
	struct bytes answer = test_card_command_hex(card, &arena, "BF3111A00C5A0A984405102091384028F6810100");
	must(bytes_equal(answer, octets(&arena, "BF3103800100")), "the profile is not enabled");
	scripted_server_release(&server);
}

static enum status copy_record(void *context, nvm_key key, struct bytes value)
{
	return nvm_write(context, key, value);
}

static struct nvm_memory *copy_memory(struct nvm *model)
{
	struct nvm_memory *memory = nvm_memory_new(TEST_MEMORY);
	must(memory != NULL, "no memory");
	struct nvm *nvm = nvm_memory_port(memory);
	must(nvm_begin(nvm) == STATUS_OK && nvm_each(model, 0, UINT64_MAX, copy_record, nvm) == STATUS_OK &&
	     nvm_commit(nvm) == STATUS_OK, "no copy");
	return memory;
}

/* On, in use, and then left alone: the ISD-R and a file of the profile were selected. */
static void use_card(struct euicc *euicc)
{
	static const char *const commands[] = { "00A40004027F2000", "00A4000C022FE2", "0070000001",
		                                "01A4040010A0000005591010FFFFFFFF8900000100" };
	AUTO(arena) arena = ARENA(4096);
	AUTO(buffer) answer = BUFFER(1024);
	must(euicc_reset(euicc, &answer) == STATUS_OK, "no reset");
	EACH(command, commands)
		must(euicc_transmit(euicc, octets(&arena, *command), &answer) == STATUS_OK, "no answer");
	euicc_rest(euicc);
}

static void measure_memory(const struct test_pki *pki)
{
	static struct nvm_memory *memories[CARDS];
	static struct euicc *cards[CARDS];
	struct test_card model;
	uint64_t values = 0;
	make_model(&model, pki);
	must(nvm_used(model.nvm, 0, UINT64_MAX, &values) == STATUS_OK, "no size");
	double empty = resident_octets();
	for (size_t i = 0; i < CARDS; i++)
		memories[i] = copy_memory(model.nvm);
	double with_memories = resident_octets();
	for (size_t i = 0; i < CARDS; i++) {
		must(euicc_open(nvm_memory_port(memories[i]), &model.random, &cards[i]) == STATUS_OK, "no start");
		use_card(cards[i]);
	}
	double with_cards = resident_octets();
	printf("%d idle cards, each with a profile of %d octets: %.0f octets in nvm records, which take %.0f of memory\n",
	       CARDS, PROFILE_SIZE, (double)values, (with_memories - empty) / CARDS);
	figure_print("card_idle_memory", (with_cards - with_memories) / CARDS / 1024, "kB", 0, GOAL_AT_MOST, 8);
	for (size_t i = 0; i < CARDS; i++) {
		euicc_free(cards[i]);
		nvm_memory_free(memories[i]);
	}
	test_card_release(&model);
}

int main(void)
{
	struct library_world world;
	library_world_make(&world);
	measure_memory(&world.pki);
	measure_creation(&world);
	library_world_release(&world);
	return 0;
}
