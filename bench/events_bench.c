/* SPDX-License-Identifier: Apache-2.0 */
/* What many events cost: how long the database takes to find what waits for a card, and for an event that is registered and
 * deleted, among 10 000 and a million events, with FULL=1 also ten million. SQLite, every commit on the disk; what is counted
 * is the time on the wall that the server waits for its database, the median of many. The floor of what changes something is a
 * change of one row in a small table. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "figure.h"
#include "support/scripted_card.h"
#include "support/test_smds.h"
#include "timed_database.h"

enum {
	CHUNK = 50000,
	SETTLING_SECONDS = 3,
	TRIES = 120,
	LOOKUP_AT_MOST = 1, /* millisecond */
	CHANGE_AT_MOST = 2, /* floors */
};

struct scene {
	struct test_pki pki;
	struct test_smds server;
	struct timed_database timed;
	struct scripted_card card;
	int64_t count, picks;
};

static void add_events(struct scene *scene, int64_t first, int64_t count)
{
	static const char sql[] =
		"WITH RECURSIVE n(i) AS (SELECT $1 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $1 + $2) "
		"INSERT INTO event (eid, number, owner, event_id, rsp_server_address, registered_at) "
		"SELECT printf('89049032%022d00', i), 1, '2.999.' || (i % 8), printf('EVENT-%d', i), 'smdp.example.com', i "
		"FROM n";
	const struct database_value values[] = { database_number(first), database_number(count) };
	test_host_apply(&scene->server.host,
	                &(struct database_statement){ sql, values, ARRAY_SIZE(values), DATABASE_ANY_ROWS });
}

static void make_scene(struct scene *scene, int64_t count)
{
	*scene = (struct scene){ .count = count };
	test_pki_make(&scene->pki, CURVE_P256, "events");
	test_smds_make(&scene->server, &scene->pki);
	scripted_card_make(&scene->card, &scene->pki, "events");
	for (int64_t i = 0; i < count; i += CHUNK)
		add_events(scene, i, CHUNK < count - i ? CHUNK : count - i);
	sleep(SETTLING_SECONDS); /* SQLite tidies up, and the disk has what was written */
	sync();
	timed_database_begin(&scene->timed, &scene->server.host.ports.database);
}

static void release_scene(struct scene *scene)
{
	timed_database_end(&scene->timed, &scene->server.host.ports.database);
	scripted_card_release(&scene->card);
	test_smds_release(&scene->server);
	test_pki_release(&scene->pki);
}

/* Some EID between those of the others, here and there: the stride is a prime. */
static void pick(struct scene *scene, char out[EID_DIGITS + 1])
{
	enum { STRIDE = 1000003 };
	struct eid eid;
	snprintf(out, EID_DIGITS + 1, "89049032%022lld00", (long long)(++scene->picks * STRIDE % scene->count));
	must(eid_parse(text_from(out), &eid) != STATUS_MALFORMED, "no EID");
	eid_set_check_digits(&eid);
	eid_print(&eid, out);
}

static void come_as_card(struct scene *scene, const char *eid, struct samples *starts, struct samples *questions)
{
	scripted_card_become(&scene->card, eid, "events");
	timed_database_spent(&scene->timed);
	struct test_answer answer = test_host_post(&scene->server.host, "/gsma/rsp2/es9plus/initiateAuthentication",
	                                           scripted_card_initiate(&scene->card, TEST_SMDS_ADDRESS));
	samples_add(starts, timed_database_spent(&scene->timed));
	struct bytes response = scripted_card_authenticate(&scene->card, answer.body);
	answer = test_host_post(&scene->server.host, "/gsma/rsp2/es9plus/authenticateClient",
	                        scripted_card_authenticate_client(&scene->card, response));
	must(answer.status == 200 && !*answer.codes, "a card was refused");
	must(memmem(answer.body.data, answer.body.size, "EVENT-NEW", 9) != NULL, "a card was not told what waits");
	samples_add(questions, timed_database_asked(&scene->timed)); /* its session goes too: that is a change */
}

static void change_nothing(struct scene *scene, struct samples *samples)
{
	static const char sql[] = "UPDATE schema_version SET version = version";
	timed_database_spent(&scene->timed);
	test_host_apply(&scene->server.host, &(struct database_statement){ sql, NULL, 0, DATABASE_ANY_ROWS });
	samples_add(samples, timed_database_spent(&scene->timed));
}

static void report(const char *what, int64_t count, const struct samples *samples, const struct samples *floor)
{
	char name[80];
	snprintf(name, sizeof name, "database_time_%s_of_%lld", what, (long long)count);
	figure_print(name, samples_median(samples) / 1e3, "ms", floor ? samples_median(floor) / 1e3 : 0, GOAL_AT_MOST,
	             floor ? CHANGE_AT_MOST : LOOKUP_AT_MOST);
}

static void measure(int64_t count)
{
	static struct scene scene;
	struct samples registered = { 0 }, started = { 0 }, asked = { 0 }, deleted = { 0 }, floor = { 0 };
	make_scene(&scene, count);
	struct bytes smdp = test_pki_certificate(&scene.pki, CERTIFICATE_DPTLS);
	for (int i = 0; i < TRIES; i++) {
		char eid[EID_DIGITS + 1];
		pick(&scene, eid);
		timed_database_spent(&scene.timed);
		must(!*test_smds_register(&scene.server, smdp, eid, "EVENT-NEW", TEST_SMDP_ADDRESS), "it was not registered");
		samples_add(&registered, timed_database_spent(&scene.timed));
		come_as_card(&scene, eid, &started, &asked);
		timed_database_spent(&scene.timed);
		must(!*test_smds_delete(&scene.server, smdp, eid, "EVENT-NEW"), "it was not deleted");
		samples_add(&deleted, timed_database_spent(&scene.timed));
		change_nothing(&scene, &floor);
	}
	report("event_registered", count, &registered, &floor);
	report("discovery_begun", count, &started, &floor);
	report("event_lookup", count, &asked, NULL);
	report("event_deleted", count, &deleted, &floor);
	release_scene(&scene);
}

int main(void)
{
	measure(10000);
	measure(1000000);
	if (rounds_wanted(0, 1))
		measure(10000000);
	return 0;
}
