/* SPDX-License-Identifier: Apache-2.0 */
/* Many cards in one process. Needs a folder of certificates: provisim pki init pki
 *
 *     cc cards.c -o cards $(pkg-config --cflags --libs provisim-euicc)
 *     ./cards pki 2000
 */
#include <provisim/euicc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAXIMUM = 8192 };

struct world {
	char ci[FILE_MAXIMUM], eum[FILE_MAXIMUM], eum_key[FILE_MAXIMUM];
	struct provisim_euicc_credentials credentials;
};

struct device {
	struct provisim_euicc_memory *memory;
	struct provisim_euicc *card;
};

static void expect(enum provisim_euicc_status status, const char *what)
{
	if (status == PROVISIM_EUICC_OK)
		return;
	fprintf(stderr, "%s: %s\n", what, provisim_euicc_status_sentence(status));
	exit(1);
}

/* PEM is fine, so files are taken as they are. */
static struct provisim_euicc_octets read_file(const char *folder, const char *name, char content[FILE_MAXIMUM])
{
	struct provisim_euicc_octets octets;
	char path[4096];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *file = fopen(path, "rb");
	if (!file) {
		perror(path);
		exit(1);
	}
	octets.data = content;
	octets.size = fread(content, 1, FILE_MAXIMUM, file);
	fclose(file);
	return octets;
}

static void read_world(struct world *world, const char *folder)
{
	memset(world, 0, sizeof *world);
	world->credentials.ci_certificate = read_file(folder, "ci.pem", world->ci);
	world->credentials.eum_certificate = read_file(folder, "eum.pem", world->eum);
	world->credentials.eum_private_key = read_file(folder, "eum.key", world->eum_key);
}

/* A card with a key of its own, certified by the EUM, and its power switched on. */
static void make_device(struct device *device, const struct world *world, const char *eid)
{
	struct provisim_euicc_birth birth;
	memset(&birth, 0, sizeof birth);
	birth.eid = eid;
	birth.credentials = &world->credentials;
	birth.credential_count = 1;
	birth.default_smdp_address = "smdp.example.com";
	expect(provisim_euicc_memory_new(0, &device->memory), "memory");
	expect(provisim_euicc_create(device->memory, &birth), "create");
	expect(provisim_euicc_open(device->memory, NULL, &device->card), "open");
}

static void scrap_device(struct device *device)
{
	provisim_euicc_close(device->card);
	provisim_euicc_memory_free(device->memory);
}

/* Returns the octets of the answer without its status word, which must be 9000. */
static size_t command(struct provisim_euicc *card, const uint8_t *octets, size_t size,
                      uint8_t answer[PROVISIM_EUICC_ANSWER_MAXIMUM])
{
	size_t got;
	expect(provisim_euicc_transmit(card, octets, size, answer, PROVISIM_EUICC_ANSWER_MAXIMUM, &got), "transmit");
	while (got >= 2 && answer[got - 2] == 0x61) {
		uint8_t get_response[] = { octets[0], 0xC0, 0x00, 0x00, 0x00 };
		get_response[4] = answer[got - 1];
		expect(provisim_euicc_transmit(card, get_response, sizeof get_response, answer,
		                               PROVISIM_EUICC_ANSWER_MAXIMUM, &got), "GET RESPONSE");
	}
	if (got < 2 || answer[got - 2] != 0x90) {
		fprintf(stderr, "the card says no\n");
		exit(1);
	}
	return got - 2;
}

/* What an LPA does first: a logical channel, the ISD-R on it, GetEUICCData (SGP.22 5.7.20). */
static void read_eid(struct provisim_euicc *card, char eid[PROVISIM_EUICC_EID_SIZE])
{
	static const uint8_t open_channel[] = { 0x00, 0x70, 0x00, 0x00, 0x01 };
	static const uint8_t select_isd_r[] = { 0x01, 0xA4, 0x04, 0x00, 0x10, 0xA0, 0x00, 0x00, 0x05, 0x59, 0x10,
		                                0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0x89, 0x00, 0x00, 0x01, 0x00 };
	static const uint8_t get_eid[] = { 0x81, 0xE2, 0x91, 0x00, 0x06, 0xBF, 0x3E, 0x03, 0x5C, 0x01, 0x5A };
	uint8_t answer[PROVISIM_EUICC_ANSWER_MAXIMUM], atr[PROVISIM_EUICC_ATR_MAXIMUM];
	size_t size;
	expect(provisim_euicc_reset(card, atr, &size), "reset");
	command(card, open_channel, sizeof open_channel, answer);
	command(card, select_isd_r, sizeof select_isd_r, answer);
	if (command(card, get_eid, sizeof get_eid, answer) != 21) {
		fprintf(stderr, "this is no EID\n");
		exit(1);
	}
	for (int i = 0; i < 16; i++)
		snprintf(eid + 2 * i, 3, "%02X", answer[5 + i]);
}

int main(int argc, char **argv)
{
	static struct world world;
	unsigned count = argc == 3 ? (unsigned)atoi(argv[2]) : 0;
	struct device *devices = (struct device *)calloc(count, sizeof *devices);
	if (count == 0 || !devices) {
		fprintf(stderr, "usage: cards FOLDER NUMBER\n");
		return 2;
	}
	read_world(&world, argv[1]);
	for (unsigned i = 0; i < count; i++) {
		char eid[PROVISIM_EUICC_EID_SIZE];
		expect(provisim_euicc_eid_after("89049032000000000000000000000000", i, eid), "EID");
		make_device(&devices[i], &world, eid);
	}
	for (unsigned i = 0; i < count; i++) {
		char asked[PROVISIM_EUICC_EID_SIZE], known[PROVISIM_EUICC_EID_SIZE];
		read_eid(devices[i].card, asked);
		provisim_euicc_eid(devices[i].card, known);
		if (strcmp(asked, known) != 0)
			return 1;
		provisim_euicc_rest(devices[i].card);
		if (i == 0 || i == count - 1)
			printf("card %u: %s\n", i + 1, asked);
	}
	for (unsigned i = 0; i < count; i++)
		scrap_device(&devices[i]);
	free(devices);
	return 0;
}
