/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/smdp/key_ring.h"

#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

#include "base/secret.h"
#include "io/locked_memory.h"
#include "io/token_uri.h"

enum { KEYS_MAXIMUM = 64 };

/* A key that another thread may just be using keeps its place until the reading after the one that missed it. */
enum presence { FREE, PRESENT, LEAVING };

struct ring_key {
	struct master_key port;
	uint8_t octets[AES_256_KEY_SIZE]; /* unless it is in a token */
	struct token_secret_key *token;
	const char *place;
	int64_t made_at;
	enum presence presence;
	unsigned order; /* of the last reading; the highest wraps */
	bool seen;
};

/* What a change of a file shows in. */
struct mark {
	dev_t device;
	ino_t node;
	struct timespec changed;
};

struct key_ring {
	pthread_mutex_t lock;
	struct setting_list places;
	struct mark marks[SETTING_LIST_MAXIMUM];
	struct token_store *tokens;
	struct timespec looked_at;
	struct ring_key keys[KEYS_MAXIMUM];
};

/* ---- one key ---- */

static enum status seal(void *self, const uint8_t *iv, struct bytes about, struct bytes in, uint8_t *out)
{
	const struct ring_key *key = self;
	return key->token ? token_secret_key_seal(key->token, iv, about, in, out)
	                  : aes_gcm_seal(BYTES(key->octets), iv, about, in, out);
}

static enum status open_it(void *self, const uint8_t *iv, struct bytes about, struct bytes in, uint8_t *out)
{
	const struct ring_key *key = self;
	return key->token ? token_secret_key_open(key->token, iv, about, in, out)
	                  : aes_gcm_open(BYTES(key->octets), iv, about, in, out);
}

static struct ring_key *find_key(struct key_ring *ring, const char *id)
{
	for (size_t i = 0; i < KEYS_MAXIMUM; i++)
		if (ring->keys[i].presence != FREE && strcmp(ring->keys[i].port.id, id) == 0)
			return &ring->keys[i];
	return NULL;
}

static struct ring_key *find_free(struct key_ring *ring)
{
	for (size_t i = 0; i < KEYS_MAXIMUM; i++)
		if (ring->keys[i].presence == FREE)
			return &ring->keys[i];
	return NULL;
}

/* What is read into: the ring itself changes only when all has been read. */
struct reading {
	struct ring_key found[KEYS_MAXIMUM];
	size_t count;
	struct mark marks[SETTING_LIST_MAXIMUM];
};

static struct ring_key *next_key(struct reading *reading, const char *place)
{
	if (reading->count == KEYS_MAXIMUM)
		return NULL;
	struct ring_key *key = &reading->found[reading->count++];
	*key = (struct ring_key){ .place = place };
	return key;
}

/* ---- reading ---- */

static struct mark mark_of(const char *path)
{
	struct stat found;
	if (stat(path, &found) != 0)
		return (struct mark){ 0 };
	return (struct mark){ found.st_dev, found.st_ino, found.st_mtim };
}

static bool marks_equal(const struct mark *a, const struct mark *b)
{
	return a->device == b->device && a->node == b->node && a->changed.tv_sec == b->changed.tv_sec &&
	       a->changed.tv_nsec == b->changed.tv_nsec;
}

static bool is_token(const char *place)
{
	return token_uri_is_one(text_from(place));
}

static enum status read_file(const char *path, struct reading *reading, char fault[SETTINGS_FAULT_SIZE])
{
	AUTO(master_key_file) file = { 0 };
	TRY(master_key_file_read(path, &file, fault));
	for (size_t i = 0; i < file.count; i++) {
		struct ring_key *key = next_key(reading, path);
		if (!key)
			return STATUS_TOO_LARGE;
		memcpy(key->port.id, file.lines[i].id, sizeof key->port.id);
		memcpy(key->octets, file.lines[i].octets, sizeof key->octets);
		key->made_at = file.lines[i].made_at;
	}
	return STATUS_OK;
}

static enum status read_token(const char *uri, struct token_store *tokens, struct reading *reading,
                              char fault[SETTINGS_FAULT_SIZE])
{
	struct ring_key *key = next_key(reading, uri);
	if (!key)
		return STATUS_TOO_LARGE;
	TRY(token_store_secret_key(tokens, uri, &key->token, fault));
	struct master_key port = { .self = key, .seal = seal };
	enum status status = master_key_identify(&port);
	memcpy(key->port.id, port.id, sizeof key->port.id);
	if (status != STATUS_OK)
		snprintf(fault, SETTINGS_FAULT_SIZE, "The key %.150s does not encrypt by AES-GCM in its token.", uri);
	return status;
}

/* The first place comes last: its last key is the current one. */
static enum status read_places(const struct setting_list *places, struct token_store *tokens, struct reading *reading,
                               char fault[SETTINGS_FAULT_SIZE])
{
	for (size_t i = places->count; i-- > 0;) {
		const char *place = places->items[i];
		reading->marks[i] = mark_of(place);
		TRY(is_token(place) ? read_token(place, tokens, reading, fault) : read_file(place, reading, fault));
	}
	return STATUS_OK;
}

static bool take_over(struct key_ring *ring, const struct ring_key *found, unsigned order)
{
	struct ring_key *key = find_key(ring, found->port.id);
	if (!key) {
		key = find_free(ring);
		if (!key)
			return false;
		*key = *found;
		key->port.self = key;
		key->port.seal = seal;
		key->port.open = open_it;
	}
	key->presence = PRESENT;
	key->place = found->place;
	key->order = order;
	key->seen = true;
	return true;
}

static bool apply(struct key_ring *ring, const struct reading *reading)
{
	bool all = true;
	for (size_t i = 0; i < KEYS_MAXIMUM; i++)
		ring->keys[i].seen = false;
	for (size_t i = 0; i < reading->count; i++)
		all = take_over(ring, &reading->found[i], (unsigned)i) && all;
	for (size_t i = 0; i < KEYS_MAXIMUM; i++) {
		struct ring_key *key = &ring->keys[i];
		if (key->seen || key->presence == FREE)
			continue;
		if (key->presence == LEAVING)
			wipe(key, sizeof *key);
		else
			key->presence = LEAVING;
	}
	memcpy(ring->marks, reading->marks, sizeof ring->marks);
	return all;
}

/* With the lock. */
static enum status read_all(struct key_ring *ring, const struct setting_list *places, char fault[SETTINGS_FAULT_SIZE])
{
	struct reading *reading = locked_memory_new(sizeof *reading);
	if (!reading)
		return STATUS_NO_MEMORY;
	enum status status = read_places(places, ring->tokens, reading, fault);
	if (status == STATUS_OK) {
		ring->places = *places;
		status = apply(ring, reading) ? STATUS_OK : STATUS_TOO_LARGE;
	}
	locked_memory_free(reading, sizeof *reading);
	return status;
}

static struct timespec now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return time;
}

/* A file that cannot be read just now changes nothing: what is known stays good. */
static void look_again(struct key_ring *ring)
{
	char fault[SETTINGS_FAULT_SIZE];
	bool changed = false;
	for (size_t i = 0; i < ring->places.count; i++) {
		struct mark mark = mark_of(ring->places.items[i]);
		changed = changed || (!is_token(ring->places.items[i]) && !marks_equal(&mark, &ring->marks[i]));
	}
	if (changed)
		(void)!read_all(ring, &ring->places, fault);
	ring->looked_at = now();
}

/* ---- the port ---- */

static const struct master_key *newest(struct key_ring *ring)
{
	const struct ring_key *current = NULL;
	for (size_t i = 0; i < KEYS_MAXIMUM; i++) {
		const struct ring_key *key = &ring->keys[i];
		if (key->presence == PRESENT && (!current || key->order > current->order))
			current = key;
	}
	return current ? &current->port : NULL;
}

static const struct master_key *current(void *self)
{
	struct key_ring *ring = self;
	pthread_mutex_lock(&ring->lock);
	if (now().tv_sec - ring->looked_at.tv_sec >= KEY_RING_LOOK_SECONDS)
		look_again(ring);
	const struct master_key *key = newest(ring);
	pthread_mutex_unlock(&ring->lock);
	return key;
}

static const struct master_key *find(void *self, struct text id)
{
	struct key_ring *ring = self;
	char wanted[MASTER_KEY_ID_SIZE];
	if (id.size != MASTER_KEY_ID_SIZE - 1)
		return NULL;
	snprintf(wanted, sizeof wanted, "%.*s", TEXT_ARGUMENTS(id));
	pthread_mutex_lock(&ring->lock);
	struct ring_key *key = find_key(ring, wanted);
	if (!key || key->presence != PRESENT) {
		look_again(ring);
		key = find_key(ring, wanted);
	}
	const struct master_key *found = key && key->presence == PRESENT ? &key->port : NULL;
	pthread_mutex_unlock(&ring->lock);
	return found;
}

struct master_keys key_ring_port(struct key_ring *ring)
{
	return (struct master_keys){ ring, current, find };
}

/* ---- the ring ---- */

enum status key_ring_open(const struct setting_list *places, struct token_store *tokens, struct key_ring **out,
                          bool *out_created, char fault[SETTINGS_FAULT_SIZE])
{
	struct key_ring *ring = locked_memory_new(sizeof *ring);
	if (!ring)
		return STATUS_NO_MEMORY;
	pthread_mutex_init(&ring->lock, NULL);
	ring->tokens = tokens;
	ring->looked_at = now();
	bool created = false;
	struct stat found;
	if (places->count > 0 && !is_token(places->items[0]) && stat(places->items[0], &found) != 0) {
		enum status status = master_key_file_create(places->items[0], fault);
		created = status == STATUS_OK;
		if (!created && status != STATUS_EXISTS) {
			key_ring_close(ring);
			return status;
		}
	}
	enum status status = read_all(ring, places, fault);
	if (status != STATUS_OK) {
		key_ring_close(ring);
		return status;
	}
	*out = ring;
	*out_created = created;
	return STATUS_OK;
}

void key_ring_close(struct key_ring *ring)
{
	if (!ring)
		return;
	pthread_mutex_destroy(&ring->lock);
	locked_memory_free(ring, sizeof *ring);
}

enum status key_ring_read_again(struct key_ring *ring, const struct setting_list *places, char fault[SETTINGS_FAULT_SIZE])
{
	pthread_mutex_lock(&ring->lock);
	enum status status = read_all(ring, places ? places : &ring->places, fault);
	pthread_mutex_unlock(&ring->lock);
	return status;
}

bool key_ring_entry(struct key_ring *ring, size_t number, struct key_ring_entry *out)
{
	bool found = false;
	pthread_mutex_lock(&ring->lock);
	const struct master_key *current_key = newest(ring);
	for (size_t i = 0; i < KEYS_MAXIMUM && !found; i++) {
		const struct ring_key *key = &ring->keys[i];
		found = key->presence == PRESENT && key->order == number;
		if (!found)
			continue;
		*out = (struct key_ring_entry){ .place = key->place, .in_token = key->token != NULL, .made_at = key->made_at,
			                        .is_current = &key->port == current_key };
		memcpy(out->id, key->port.id, sizeof out->id);
	}
	pthread_mutex_unlock(&ring->lock);
	return found;
}
