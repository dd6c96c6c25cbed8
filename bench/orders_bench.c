/* SPDX-License-Identifier: Apache-2.0 */
/* What a large stock costs: how long the database takes for an order by type and by ICCID, a release, and a card that comes
 * with its matching ID or its EID alone, among 10 000 and a million profiles, with FULL=1 also ten million. Profiles are rows
 * without a package, as they are before somebody needs one. SQLite, every commit on the disk; what is counted is the time on
 * the wall that the server waits for its database, the median of many. The floor is a change of one row in a small table. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "figure.h"
#include "support/scripted_card.h"
#include "support/test_smdp.h"
#include "timed_database.h"

enum { CHUNK = 50000, SETTLING_SECONDS = 3, TRIES = 120, TEXT_SIZE = 40, TYPES = 8 };

/* ---- the stock ---- */

struct scene {
	struct test_pki pki;
	struct test_smdp server;
	struct timed_database timed;
	struct scripted_card card;
	int64_t count;
	int64_t picks;
};

/* Of each four profiles one waits for whoever has its matching ID, one for a card, and two are in stock. */
static void add_profiles(struct scene *scene, int64_t first, int64_t count, struct bytes metadata)
{
	static const char sql[] =
		"WITH RECURSIVE n(i) AS (SELECT $1 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $1 + $2) "
		"INSERT INTO profile (iccid, version, state, profile_type, metadata, package_size, created_at, changed_at, "
		"eid, matching_id, ordered_at, download_attempts, confirmation_attempts, last_sequence_number) "
		"SELECT printf('894944%013d', i), 1, CASE i % 4 WHEN 0 THEN 4 WHEN 1 THEN 4 ELSE 0 END, "
		"CASE i % 4 WHEN 3 THEN 'ordered by ICCID' ELSE 'type ' || (i / 4 % 8) END, $3, 20000, 1, 1, "
		"CASE i % 4 WHEN 1 THEN printf('89049032%024d', i) END, "
		"CASE i % 4 WHEN 0 THEN 'CODE-' || i WHEN 1 THEN '' END, 1, 0, 0, 0 FROM n";
	const struct database_value values[] = { database_number(first), database_number(count), database_bytes(metadata) };
	const struct database_statement statement = { sql, values, ARRAY_SIZE(values), DATABASE_ANY_ROWS };
	_Static_assert(STOCK_RELEASED == 4 && STOCK_AVAILABLE == 0 && TYPES == 8, "the text has these numbers");
	test_host_apply(&scene->server.host, &statement);
}

static void fill(struct scene *scene)
{
	struct profile_metadata metadata = {
		.service_provider_name = TEXT("Provider"), .profile_name = TEXT("Profile"), .icon_type = ICON_NONE,
		.profile_class = PROFILE_OPERATIONAL,
	};
	AUTO(buffer) encoded = BUFFER(METADATA_MAXIMUM);
	stock_default_notifications(&scene->server.smdp, &metadata);
	must(iccid_parse(TEXT("8949440000000000000"), &metadata.iccid) == STATUS_OK &&
	     profile_metadata_encode(&metadata, &encoded) == STATUS_OK, "no metadata");
	for (int64_t i = 0; i < scene->count; i += CHUNK)
		add_profiles(scene, i, CHUNK < scene->count - i ? CHUNK : scene->count - i, buffer_bytes(&encoded));
	sleep(SETTLING_SECONDS); /* SQLite tidies up, and the disk has what was written */
	sync();
}

static void make_scene(struct scene *scene, int64_t count)
{
	struct database *database = &scene->server.host.ports.database;
	const struct test_pki *worlds[] = { &scene->pki };
	*scene = (struct scene){ .count = count };
	test_pki_make(&scene->pki, CURVE_P256, "orders");
	test_smdp_make(&scene->server, worlds, 1);
	scripted_card_make(&scene->card, &scene->pki, "orders");
	fill(scene);
	timed_database_begin(&scene->timed, database);
}

static void release_scene(struct scene *scene)
{
	timed_database_end(&scene->timed, &scene->server.host.ports.database);
	scripted_card_release(&scene->card);
	test_smdp_release(&scene->server);
	test_pki_release(&scene->pki);
}

/* ---- what is asked ---- */

/* Some profile with this remainder of four, here and there in the stock, none of them twice: the stride is a prime. */
static int64_t pick(struct scene *scene, int64_t remainder)
{
	enum { STRIDE = 1000003 };
	return ++scene->picks * STRIDE % (scene->count / 4) * 4 + remainder;
}

static void run(struct scene *scene, const struct server_function *function, const void *request, void *out, size_t size)
{
	const char *codes = test_smdp_run(&scene->server, function, request, out, size);
	must(!*codes, codes);
}

static void order_by_type(struct scene *scene, struct samples *samples)
{
	char type[TEXT_SIZE];
	snprintf(type, sizeof type, "type %d", (int)(scene->picks % TYPES));
	const struct order_request order = { .profile_type = text_from(type) };
	timed_database_spent(&scene->timed);
	run(scene, &order_function, &order, NULL, 0);
	samples_add(samples, timed_database_spent(&scene->timed));
}

/* An order by ICCID, and its release. */
static void order_and_release(struct scene *scene, struct samples *orders, struct samples *releases)
{
	char iccid[TEXT_SIZE];
	snprintf(iccid, sizeof iccid, "894944%013lld", (long long)pick(scene, 3));
	const struct order_request order = { .iccid = text_from(iccid) };
	const struct confirm_request confirm = { .iccid = text_from(iccid), .has_matching_id = true,
		                                 .matching_id = text_from(iccid) };
	const struct release_request release = { text_from(iccid) };
	timed_database_spent(&scene->timed);
	run(scene, &order_function, &order, NULL, 0);
	samples_add(orders, timed_database_spent(&scene->timed));
	run(scene, &confirm_function, &confirm, NULL, 0);
	timed_database_spent(&scene->timed);
	run(scene, &release_function, &release, NULL, 0);
	samples_add(releases, timed_database_spent(&scene->timed));
}

/* AuthenticateClient: the order is found, and that it was asked for is kept. */
static void come_as_card(struct scene *scene, struct samples *samples)
{
	struct test_answer answer = test_smdp_post(&scene->server, "/gsma/rsp2/es9plus/initiateAuthentication",
	                                           scripted_card_initiate(&scene->card, TEST_SMDP_ADDRESS));
	struct bytes response = scripted_card_authenticate(&scene->card, answer.body);
	timed_database_spent(&scene->timed);
	answer = test_smdp_post(&scene->server, "/gsma/rsp2/es9plus/authenticateClient",
	                        scripted_card_authenticate_client(&scene->card, response));
	must(answer.status == 200 && !*answer.codes, "a card was refused");
	samples_add(samples, timed_database_spent(&scene->timed));
}

static void look_up_matching_id(struct scene *scene, struct samples *samples)
{
	char code[TEXT_SIZE];
	snprintf(code, sizeof code, "CODE-%lld", (long long)pick(scene, 0));
	scene->card.matching_id = text_from(code);
	come_as_card(scene, samples);
	scene->card.matching_id = (struct text){ 0 };
}

/* The EID of some profile that waits for a card gets check digits, so that there can be that card. */
static void look_up_eid(struct scene *scene, struct samples *samples)
{
	static const char sql[] = "UPDATE profile SET eid = $2 WHERE iccid = $1";
	char iccid[TEXT_SIZE], digits[EID_DIGITS + 1];
	struct eid eid;
	int64_t number = pick(scene, 1);
	snprintf(iccid, sizeof iccid, "894944%013lld", (long long)number);
	snprintf(digits, sizeof digits, TEST_EID_PREFIX "%022lld00", (long long)number);
	must(eid_parse(text_from(digits), &eid) != STATUS_MALFORMED, "no EID");
	eid_set_check_digits(&eid);
	eid_print(&eid, digits);
	const struct database_value values[] = { database_text(text_from(iccid)), database_text(text_from(digits)) };
	test_host_apply(&scene->server.host, &(struct database_statement){ sql, values, ARRAY_SIZE(values), 1 });
	scripted_card_become(&scene->card, digits, "orders");
	come_as_card(scene, samples);
}

/* ---- */

/* The least that a durable change can take here, by the same way: one row of a small table. */
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
	figure_print(name, samples_median(samples) / 1e3, "ms", samples_median(floor) / 1e3, GOAL_VALUE_AT_MOST, 1);
}

static void measure(int64_t count)
{
	static struct scene scene;
	struct samples by_type = { 0 }, by_iccid = { 0 }, releases = { 0 }, by_matching_id = { 0 }, by_eid = { 0 },
	               floor = { 0 };
	make_scene(&scene, count);
	for (int i = 0; i < TRIES; i++) {
		order_by_type(&scene, &by_type);
		order_and_release(&scene, &by_iccid, &releases);
		look_up_matching_id(&scene, &by_matching_id);
		look_up_eid(&scene, &by_eid);
		change_nothing(&scene, &floor);
	}
	report("order_by_type", count, &by_type, &floor);
	report("order_by_iccid", count, &by_iccid, &floor);
	report("release", count, &releases, &floor);
	report("lookup_by_matching_id", count, &by_matching_id, &floor);
	report("lookup_by_eid", count, &by_eid, &floor);
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
