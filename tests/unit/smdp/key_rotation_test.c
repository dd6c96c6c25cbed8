/* SPDX-License-Identifier: Apache-2.0 */
/* Master keys that come and go under profiles in stock. */
#include "smdp/key_rotation.h"

#include "download_fixture.h"

static int set_up_clear_elements(void **state)
{
	int result = set_up(state);
	((struct fixture *)*state)->server.smdp.settings.protect_ahead = false;
	return result;
}

/* What stands in a column of the package table. */
struct kept {
	struct bytes elements, keys, wrapped;
	struct text master_key;
};

static enum status load_kept(struct exchange *exchange)
{
	static const char sql[] = "SELECT k.profile_elements, k.package_keys, v.wrapped, v.master_key FROM package k "
				  "LEFT JOIN data_key v ON v.iccid = k.iccid WHERE k.iccid = $1";
	return EXCHANGE_ASK(exchange, sql, database_text(TEXT(TEST_ICCID)));
}

static enum status decide_kept(struct exchange *exchange)
{
	struct row_reader row = row_reader(exchange, 0);
	struct kept *kept = arena_allocate(&exchange->arena, sizeof *kept);
	*kept = (struct kept){ row_bytes(&row), row_bytes(&row), row_bytes(&row), { 0 } };
	kept->master_key = row_text(&row);
	exchange->result = kept;
	return STATUS_OK;
}

static struct kept look(struct fixture *fixture)
{
	static const struct server_function function = { .name = "look", .load = load_kept, .decide = decide_kept };
	struct kept kept = { 0 };
	assert_string_equal(test_smdp_run(&fixture->server, &function, TEST_ICCID, &kept, sizeof kept), "");
	return kept;
}

/* As a server without a vault kept it. */
static enum status decide_clear_again(struct exchange *exchange)
{
	TRY(EXCHANGE_CHANGE(exchange, 1, "UPDATE package SET profile_elements = $2, protected_profile = NULL, "
			    "package_keys = NULL WHERE iccid = $1", database_text(TEXT(TEST_ICCID)),
			    database_bytes(*(const struct bytes *)exchange->request)));
	return EXCHANGE_CHANGE(exchange, 1, "DELETE FROM data_key WHERE iccid = $1", database_text(TEXT(TEST_ICCID)));
}

static struct bytes stand_clear(struct fixture *fixture)
{
	static const struct server_function function = { .name = "clear again", .decide = decide_clear_again };
	struct bytes clear = test_profile_elements(&fixture->card.arena, TEST_ICCID, 3000);
	assert_string_equal(test_smdp_run(&fixture->server, &function, &clear, NULL, 0), "");
	return clear;
}

static void rewrap_all(struct fixture *fixture, const char *master_key)
{
	const struct key_rows_request request = { text_from(master_key), 10 };
	struct key_rows rows;
	assert_string_equal(test_smdp_run(&fixture->server, &key_rows_function, &request, &rows, sizeof rows), "");
	for (size_t i = 0; i < rows.count; i++)
		assert_string_equal(test_smdp_run(&fixture->server, &key_rewrap_function, &rows.rows[i], NULL, 0), "");
}

static void download(struct fixture *fixture)
{
	struct scripted_card *card = &fixture->card;
	struct bytes package = package_of(fixture, get_package(fixture, authenticate(fixture)));
	check_bytes(scripted_card_open_package(card, package), test_profile_elements(&card->arena, TEST_ICCID, 3000),
	            "profile elements");
}

static void offer(struct fixture *fixture)
{
	fixture->card.matching_id = TEXT("M");
	test_smdp_offer(&fixture->server, TEST_ICCID, NULL, "M", NULL);
}

/* Neither the elements nor the keys that they are protected with can be read in the tables. */
static void nothing_secret_stands_clear(void **state)
{
	struct fixture *fixture = *state;
	offer(fixture);
	struct kept kept = look(fixture);
	struct bytes clear = test_profile_elements(&fixture->card.arena, TEST_ICCID, 3000);
	bool ahead = fixture->server.smdp.settings.protect_ahead;
	assert_int_equal(kept.keys.size, ahead ? 48 + VAULT_OVERHEAD : 0);
	assert_int_equal(kept.elements.size, ahead ? 0 : clear.size + VAULT_OVERHEAD);
	if (!ahead)
		assert_null(memmem(kept.elements.data, kept.elements.size, clear.data + 100, 16));
	assert_int_equal(kept.wrapped.size, WRAPPED_KEY_SIZE);
	download(fixture);
}

static void a_profile_moves_to_a_new_master_key(void **state)
{
	struct fixture *fixture = *state;
	struct test_master_keys *ring = &fixture->server.ring;
	const char *first = ring->keys[0].key.id;
	struct key_census census;
	offer(fixture);
	struct kept before = look(fixture);
	check_text(before.master_key, first, "holder");
	test_master_keys_add(ring, "next");
	rewrap_all(fixture, first);
	struct kept after = look(fixture);
	check_text(after.master_key, ring->keys[1].key.id, "holder");
	check_bytes(after.keys, before.keys, "what is sealed stays as it is");
	check_bytes(after.elements, before.elements, "what is sealed stays as it is");
	assert_string_equal(test_smdp_run(&fixture->server, &key_census_function, first, &census, sizeof census), "");
	assert_int_equal(census.count, 1);
	assert_int_equal(census.uses[0].profiles, 1);
	test_master_keys_drop_first(ring);
	download(fixture);
}

/* Who read it before somebody else moved it changes nothing. */
static void the_faster_one_is_right(void **state)
{
	struct fixture *fixture = *state;
	struct test_master_keys *ring = &fixture->server.ring;
	offer(fixture);
	const struct key_rows_request request = { text_from(ring->keys[0].key.id), 10 };
	struct key_rows rows;
	assert_string_equal(test_smdp_run(&fixture->server, &key_rows_function, &request, &rows, sizeof rows), "");
	assert_int_equal(rows.count, 1);
	test_master_keys_add(ring, "next");
	assert_string_equal(test_smdp_run(&fixture->server, &key_rewrap_function, &rows.rows[0], NULL, 0), "");
	struct kept kept = look(fixture);
	assert_string_equal(test_smdp_run(&fixture->server, &key_rewrap_function, &rows.rows[0], NULL, 0), "");
	check_bytes(look(fixture).wrapped, kept.wrapped, "wrapped once");
}

static void what_stood_clear_is_sealed_once(void **state)
{
	struct fixture *fixture = *state;
	offer(fixture);
	struct bytes clear = stand_clear(fixture);
	const struct clear_profiles_request request = { { 0 }, 10 };
	struct clear_profiles list;
	assert_string_equal(test_smdp_run(&fixture->server, &clear_profiles_function, &request, &list, sizeof list), "");
	assert_int_equal(list.count, 1);
	check_text(list.iccids[0], TEST_ICCID, "ICCID");
	const struct key_seal_request seal = { list.iccids[0] };
	for (int round = 0; round < 2; round++) {
		assert_string_equal(test_smdp_run(&fixture->server, &key_seal_function, &seal, NULL, 0), "");
		assert_int_equal(look(fixture).elements.size, clear.size + VAULT_OVERHEAD);
	}
	assert_string_equal(test_smdp_run(&fixture->server, &clear_profiles_function, &request, &list, sizeof list), "");
	assert_int_equal(list.count, 0);
	download(fixture);
}

static void what_stands_clear_is_bound_as_before(void **state)
{
	struct fixture *fixture = *state;
	offer(fixture);
	stand_clear(fixture);
	download(fixture);
}

/* Another replica may know it: the LPA is told to come again, not that the profile is broken. */
static void an_unknown_master_key_is_503(void **state)
{
	struct fixture *fixture = *state;
	offer(fixture);
	test_master_keys_add(&fixture->server.ring, "next");
	test_master_keys_drop_first(&fixture->server.ring);
	assert_int_equal(get_package(fixture, authenticate(fixture)).status, 503);
	assert_non_null(strstr(fixture->server.host.last_event, "is not known here"));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(nothing_secret_stands_clear, set_up, tear_down),
		cmocka_unit_test_setup_teardown(nothing_secret_stands_clear, set_up_clear_elements, tear_down),
		cmocka_unit_test_setup_teardown(a_profile_moves_to_a_new_master_key, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_profile_moves_to_a_new_master_key, set_up_clear_elements, tear_down),
		cmocka_unit_test_setup_teardown(the_faster_one_is_right, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_stood_clear_is_sealed_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_stands_clear_is_bound_as_before, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_unknown_master_key_is_503, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
