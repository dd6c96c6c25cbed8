/* SPDX-License-Identifier: Apache-2.0 */
/* Types, subscribers, and the profiles that are made of them. */
#include "smdp/profile_type.h"

#include "download_fixture.h"
#include "smdp/profile_needs.h"
#include "smdp/subscriber.h"

#define RULES \
	"{\"draw\":[\"ki\",\"opc\",\"puk1\",\"adm1\"],\"iccid\":\"894944999999999100X\",\"imsi\":\"001010000001000\"," \
	"\"numbers\":3,\"generate\":\"download\"}"

static struct bytes metadata_of_type(struct test_smdp *server)
{
	struct buffer encoded = BUFFER(METADATA_MAXIMUM);
	struct bytes kept;
	struct profile_metadata metadata = {
		.service_provider_name = TEXT("Provider"),
		.profile_name = TEXT("Made"),
		.icon_type = ICON_NONE,
		.profile_class = PROFILE_OPERATIONAL,
	};
	assert_ok(iccid_parse(TEXT(TEST_ICCID), &metadata.iccid));
	assert_ok(profile_metadata_encode(&metadata, &encoded));
	assert_ok(arena_copy(&server->host.arena, buffer_bytes(&encoded), &kept));
	buffer_release(&encoded);
	return kept;
}

static struct type_add_request type_request(struct test_smdp *server, const char *name, const char *rules)
{
	return (struct type_add_request){
		.name = text_from(name),
		.template = source_file(&server->host.arena, "share/templates/minimal-lte.yaml"),
		.metadata = metadata_of_type(server),
		.rules = text_from(rules),
	};
}

static const char *add_type(struct test_smdp *server, const char *name, const char *rules)
{
	const struct type_add_request request = type_request(server, name, rules);
	return test_smdp_run(server, &type_add_function, &request, NULL, 0);
}

static struct profile_type show_type(struct test_smdp *server, const char *name)
{
	struct profile_type_list list = { 0 };
	const struct type_list_request request = { .name = text_from(name) };
	assert_string_equal(test_smdp_run(server, &type_list_function, &request, &list, sizeof list), "");
	return list.types[0];
}

/* ---- types ---- */

static void a_type_is_kept_as_it_was_given(void **state)
{
	struct test_smdp *server = &((struct fixture *)*state)->server;
	assert_string_equal(add_type(server, "gold", RULES), "");
	assert_string_equal(add_type(server, "gold", RULES), "8.2.5-3.3");
	struct profile_type type = show_type(server, "gold");
	struct profile_type_rules rules;
	char fault[SUBSCRIPTION_FAULT_SIZE];
	assert_ok(profile_type_rules_parse(type.rules, &rules, fault));
	assert_int_equal(rules.numbers, 3);
	assert_true(rules.drawn[SUBSCRIPTION_KI] && rules.drawn[SUBSCRIPTION_ADM1] && !rules.drawn[SUBSCRIPTION_PIN1]);
	assert_int_equal(type.available, 0);
	assert_in_range(type.package_size, 1000, 100000);
	/* What the header of the template lists as mandatory: usim, milenage. */
	struct profile_needs needs = profile_needs_decode(type.needs);
	assert_true(needs.is_known);
	assert_int_equal(needs.package.version, 0x0203);
	assert_true(needs.package.services >> 1 & 1 && needs.package.services >> 4 & 1);
	struct profile_metadata metadata;
	assert_ok(profile_metadata_decode(type.metadata, &metadata));
	check_text(metadata.notification_addresses[0].address, TEST_SMDP_ADDRESS, "the server's own address");
	const struct type_remove_request remove = { TEXT("gold") };
	assert_string_equal(test_smdp_run(server, &type_remove_function, &remove, NULL, 0), "");
	assert_string_equal(test_smdp_run(server, &type_remove_function, &remove, NULL, 0), "8.2.5-3.9");
}

static const struct {
	const char *rules, *says;
} wrong_rules[] = {
	{ "[]", "an object of" },
	{ "{", "JSON" },
	{ "{\"drew\":[\"ki\"]}", "an object of" },
	{ "{\"draw\":\"ki\"}", "a list of" },
	{ "{\"draw\":[\"key\"]}", "a list of" },
	{ "{\"draw\":[\"imsi\"]}", "a list of" },
	{ "{\"draw\":[\"op\"]}", "a list of" },
	{ "{\"draw\":[\"kic3\"]}", "no place for kic3" },
	{ "{\"iccid\":\"8949449999999991000\",\"numbers\":1}", "Luhn" },
	{ "{\"iccid\":\"894944999999999100X\"}", "numbers must be" },
	{ "{\"numbers\":5}", "numbers must be" },
	{ "{\"imsi\":\"262010000001000\",\"numbers\":1}", "another network" },
	{ "{\"numbers\":0,\"imsi\":\"001010000001000\"}", "1 to 100000000" },
	{ "{\"generate\":\"later\"}", "download, order or ahead" },
	{ "{\"matchingId\":5}", "made or empty" },
	{ "{\"reuse\":\"\"}", "never" },
	{ "{\"device\":[\"6g\"]}", "eutran-epc" },
	{ "{\"category\":4}", "0 to 3" },
};

static void wrong_types_are_refused_with_a_sentence(void **state)
{
	struct test_smdp *server = &((struct fixture *)*state)->server;
	EACH (wrong, wrong_rules) {
		struct profile_type_rules rules = { 0 };
		char fault[SUBSCRIPTION_FAULT_SIZE] = "";
		const struct type_add_request request = type_request(server, "wrong", wrong->rules);
		if (profile_type_rules_parse(request.rules, &rules, fault) == STATUS_MALFORMED)
			CHECK(strstr(fault, wrong->says), fault);
		if (strcmp(test_smdp_run(server, &type_add_function, &request, NULL, 0), "8.2.5-2.1") != 0)
			fail_msg("%s is taken", wrong->rules);
	}
	struct type_add_request request = type_request(server, "wrong", "{}");
	request.template = text_bytes(TEXT("profile: [header: {}]"));
	assert_string_equal(test_smdp_run(server, &type_add_function, &request, NULL, 0), "8.2.5-2.1");
	request.template = octets(&server->host.arena, "A0 03 80 01");
	assert_string_equal(test_smdp_run(server, &type_add_function, &request, NULL, 0), "8.2.5-2.1");
	request = type_request(server, "wrong", "{}");
	request.metadata = octets(&server->host.arena, "BF25 00");
	assert_string_equal(test_smdp_run(server, &type_add_function, &request, NULL, 0), "8.2.5-2.1");
	request = type_request(server, "", "{}");
	assert_string_equal(test_smdp_run(server, &type_add_function, &request, NULL, 0), "8.2.5-2.1");
	const struct type_list_request list = { .name = TEXT("wrong") };
	assert_string_equal(test_smdp_run(server, &type_list_function, &list, NULL, 0), "8.2.5-3.9");
}

/* ---- subscribers ---- */

static const char *add_subscriber(struct test_smdp *server, const char *type, const char *iccid, const char *imsi,
                                  const char *ki)
{
	struct subscription given = { 0 };
	char fault[SUBSCRIPTION_FAULT_SIZE];
	assert_ok(subscription_set(&given, SUBSCRIPTION_ICCID, text_from(iccid), fault));
	assert_ok(subscription_set(&given, SUBSCRIPTION_IMSI, text_from(imsi), fault));
	assert_ok(subscription_set(&given, SUBSCRIPTION_KI, text_from(ki), fault));
	const struct subscriber_add_request request = { .profile_type = text_from(type), .given = &given };
	return test_smdp_run(server, &subscriber_add_function, &request, NULL, 0);
}

static struct subscription show_subscriber(struct test_smdp *server, const char *iccid)
{
	struct subscriber_list list = { 0 };
	const struct subscriber_list_request request = { .iccid = text_from(iccid), .maximum = 10 };
	assert_string_equal(test_smdp_run(server, &subscriber_list_function, &request, &list, sizeof list), "");
	assert_int_equal(list.count, 1);
	return list.subscribers[0];
}

#define KI "9E5944AEA94B81165C82FBF9F32DB751"

static void a_subscriber_is_stock(void **state)
{
	struct test_smdp *server = &((struct fixture *)*state)->server;
	assert_string_equal(add_type(server, "gold", RULES), "");
	assert_string_equal(add_subscriber(server, "gold", TEST_ICCID, "001010000000007", KI), "");
	assert_string_equal(test_smdp_state(server, TEST_ICCID), "available");
	struct profile_record profile = test_smdp_profile(server, TEST_ICCID);
	check_text(profile.profile_type, "gold", "type");
	assert_int_equal(profile.metadata.size, 0); /* until somebody orders it */
	struct subscription kept = show_subscriber(server, TEST_ICCID);
	assert_string_equal(kept.values[SUBSCRIPTION_KI], KI);
	assert_string_equal(kept.values[SUBSCRIPTION_IMSI], "001010000000007");
	assert_int_equal(strlen(kept.values[SUBSCRIPTION_OPC]), 32); /* drawn */
	assert_int_equal(strlen(kept.values[SUBSCRIPTION_PUK1]), 8);

	assert_string_equal(add_subscriber(server, "gold", TEST_ICCID, "001010000000008", KI), "8.2.1-3.3");
	assert_string_equal(add_subscriber(server, "gold", TEST_ICCID_2, "001010000000007", KI), "8.2-3.3");
	assert_string_equal(add_subscriber(server, "gold", TEST_ICCID_2, "262010000000008", KI), "8.2.5-2.1");
	assert_string_equal(add_subscriber(server, "gold", TEST_ICCID_2, "00101000000000", KI KI), "8.2.5-2.1");
	assert_string_equal(add_subscriber(server, "silver", TEST_ICCID_2, "001010000000008", KI), "8.2.5-3.9");
	const struct stock_show_request show = { TEXT(TEST_ICCID_2) };
	assert_string_equal(test_smdp_run(server, &stock_show_function, &show, NULL, 0), "8.2.1-3.9");
	const struct type_remove_request remove = { TEXT("gold") };
	assert_string_equal(test_smdp_run(server, &type_remove_function, &remove, NULL, 0), "8.2.5-1.2");
}

static const char *order_and_release(struct test_smdp *server, const char *type, const char *matching_id,
                                     char out_iccid[ICCID_TEXT_SIZE])
{
	struct order_result result = { 0 };
	const struct order_request order = { .profile_type = text_from(type) };
	const char *codes = test_smdp_run(server, &order_function, &order, &result, sizeof result);
	if (*codes)
		return codes;
	snprintf(out_iccid, ICCID_TEXT_SIZE, "%.*s", TEXT_ARGUMENTS(result.iccid));
	const struct confirm_request confirm = { .iccid = result.iccid, .has_matching_id = true,
		                                 .matching_id = text_from(matching_id), .release = true };
	return test_smdp_run(server, &confirm_function, &confirm, NULL, 0);
}

static int64_t count_rows(struct test_smdp *server, const char *iccid)
{
	const struct subscriber_list_request request = { .iccid = text_from(iccid), .maximum = 10 };
	struct subscriber_list list = { 0 };
	assert_string_equal(test_smdp_run(server, &subscriber_list_function, &request, &list, sizeof list), "");
	return (int64_t)list.count;
}

/* First the stock, then the ranges, then nothing; numbers are taken once. */
static void orders_take_stock_then_numbers(void **state)
{
	struct test_smdp *server = &((struct fixture *)*state)->server;
	static const char *const iccids[] = { "8949449999999991005", "8949449999999991013", "8949449999999991021" };
	struct order_result result = { 0 };
	const struct order_request order = { .profile_type = TEXT("gold") };
	assert_string_equal(test_smdp_run(server, &order_function, &order, NULL, 0), "8.2.5-3.9");
	assert_string_equal(add_type(server, "gold", RULES), "");
	assert_string_equal(add_subscriber(server, "gold", TEST_ICCID, "001010000000007", KI), "");
	assert_string_equal(test_smdp_run(server, &order_function, &order, &result, sizeof result), "");
	check_text(result.iccid, TEST_ICCID, "from the stock");
	for (size_t i = 0; i < ARRAY_SIZE(iccids); i++) {
		assert_string_equal(test_smdp_run(server, &order_function, &order, &result, sizeof result), "");
		check_text(result.iccid, iccids[i], "made");
		assert_string_equal(test_smdp_state(server, iccids[i]), "allocated");
		struct subscription made = show_subscriber(server, iccids[i]);
		assert_int_equal(made.values[SUBSCRIPTION_IMSI][14], '0' + (int)i);
		assert_int_equal(show_type(server, "gold").numbers_given, (int)i + 1);
	}
	assert_string_equal(test_smdp_run(server, &order_function, &order, NULL, 0), "8.2.5-3.7");
	const struct order_request wrong = { .profile_type = TEXT("gold"), .eid = TEXT("123") };
	assert_string_equal(test_smdp_run(server, &order_function, &wrong, NULL, 0), "8.1.1-2.1");
}

/* A number that somebody has already is passed over; nothing of the attempt is left. */
static void taken_numbers_are_passed_over(void **state)
{
	struct test_smdp *server = &((struct fixture *)*state)->server;
	struct order_result result = { 0 };
	const struct order_request order = { .profile_type = TEXT("gold") };
	assert_string_equal(add_type(server, "gold", RULES), "");
	test_smdp_stock(server, "8949449999999991005", 300);
	assert_string_equal(test_smdp_run(server, &order_function, &order, &result, sizeof result), "");
	check_text(result.iccid, "8949449999999991013", "the next one");
	assert_int_equal(count_rows(server, "8949449999999991005"), 0);
}

static bool holds(struct bytes where, struct bytes what)
{
	for (size_t at = 0; at + what.size <= where.size; at++)
		if (memcmp(where.data + at, what.data, what.size) == 0)
			return true;
	return false;
}

static const struct {
	const char *type, *rules, *iccid, *imsi, *matching_id;
} made[] = {
	{ "late", "{\"generate\":\"download\",\"draw\":[\"opc\"]}", TEST_ICCID, "001010000000011", "MADE-1" },
	{ "ordered", "{\"generate\":\"order\",\"draw\":[\"opc\"]}", TEST_ICCID_2, "001010000000012", "MADE-2" },
	{ "ahead", "{\"generate\":\"ahead\",\"draw\":[\"opc\"]}", "8949449999999990031", "001010000000013", "MADE-3" },
};

/* Whenever the package is made, a card gets the subscriber's own, and gets it again after a lost answer. */
static void a_card_downloads_what_was_made(void **state)
{
	struct fixture *fixture = *state;
	struct test_smdp *server = &fixture->server;
	struct arena *arena = &server->host.arena;
	char iccid[ICCID_TEXT_SIZE];
	EACH (kind, made) {
		struct profile_metadata metadata;
		assert_string_equal(add_type(server, kind->type, kind->rules), "");
		assert_string_equal(add_subscriber(server, kind->type, kind->iccid, kind->imsi, KI), "");
		assert_string_equal(order_and_release(server, kind->type, kind->matching_id, iccid), "");
		assert_string_equal(iccid, kind->iccid);
		fixture->card.matching_id = text_from(kind->matching_id);
		/* The template is for a USIM with Milenage. */
		fixture->card.info2.uicc_capability = 1u << 1;
		assert_string_equal(authenticate(fixture).codes, "8.2.5-4.3");
		CHECK(strstr(server->host.last_event, "needs milenage"), server->host.last_event);
		fixture->card.info2.uicc_capability |= 1u << 4;
		struct test_answer offer = executed(authenticate(fixture), kind->type);
		struct bytes package = package_of(fixture, get_package(fixture, offer));
		assert_ok(profile_metadata_decode(fixture->card.metadata, &metadata));
		check_text(metadata.profile_name, "Made", "profile name");
		struct bytes elements = scripted_card_open_package(&fixture->card, package);
		assert_int_equal(elements.size, test_smdp_profile(server, iccid).package_size);
		struct subscription kept = show_subscriber(server, iccid);
		CHECK(holds(elements, octets(arena, KI)), kind->type);
		CHECK(holds(elements, octets(arena, kept.values[SUBSCRIPTION_OPC])), kind->type);
		CHECK(!holds(elements, octets(arena, "465B5CE8B199B49FAA5F0A2EE238A6BC")), kind->type); /* the template's */
		assert_string_equal(test_smdp_state(server, iccid), "downloaded");

		fixture->card.keep_one_time_key = true;
		test_smdp_restart(server);
		offer = executed(authenticate(fixture), "again");
		package = package_of(fixture, get_package(fixture, offer));
		check_bytes(scripted_card_open_package(&fixture->card, package), elements, "the same again");
		fixture->card.keep_one_time_key = false;
		offer = executed(authenticate(fixture), "with another key");
		package = package_of(fixture, get_package(fixture, offer));
		check_bytes(scripted_card_open_package(&fixture->card, package), elements, "the same, bound anew");
	}
}

/* An order that was taken back leaves the profile as good as new. */
static void a_made_profile_is_ordered_again(void **state)
{
	struct test_smdp *server = &((struct fixture *)*state)->server;
	char iccid[ICCID_TEXT_SIZE];
	EACH (kind, made) {
		assert_string_equal(add_type(server, kind->type, kind->rules), "");
		assert_string_equal(add_subscriber(server, kind->type, kind->iccid, kind->imsi, KI), "");
		for (int i = 0; i < 2; i++) {
			const struct cancel_request cancel = { .iccid = text_from(kind->iccid), .by_owner = true,
				                               .available = true };
			assert_string_equal(order_and_release(server, kind->type, kind->matching_id, iccid), "");
			assert_string_equal(iccid, kind->iccid);
			assert_string_equal(test_smdp_run(server, &cancel_function, &cancel, NULL, 0), "");
			assert_string_equal(test_smdp_state(server, iccid), "available");
		}
	}
}

/* What the type says of orders, and of profiles that a card deleted. */
static void the_types_rules_hold(void **state)
{
	struct fixture *fixture = *state;
	struct test_smdp *server = &fixture->server;
	struct order_result result = { 0 };
	const struct order_request order = { .profile_type = TEXT("gold"), .eid = TEXT(TEST_EID) };
	static const char rules[] = "{\"draw\":[\"opc\"],\"matchingId\":\"empty\",\"reuse\":\"available\"}";
	assert_string_equal(add_type(server, "gold", rules), "");
	assert_string_equal(add_subscriber(server, "gold", TEST_ICCID, "001010000000007", KI), "");
	assert_string_equal(test_smdp_run(server, &order_function, &order, &result, sizeof result), "");
	const struct confirm_request confirm = { .iccid = TEXT(TEST_ICCID), .release = true };
	assert_string_equal(test_smdp_run(server, &confirm_function, &confirm, NULL, 0), "");
	assert_true(test_smdp_profile(server, TEST_ICCID).has_matching_id);
	assert_int_equal(test_smdp_profile(server, TEST_ICCID).matching_id.size, 0);
	fixture->card.matching_id = TEXT("");
	fixture->card.info2.uicc_capability = 1u << 1 | 1u << 4;
	package_of(fixture, get_package(fixture, executed(authenticate(fixture), "by EID")));
	struct bytes installed = scripted_card_result(&fixture->card, 0, TEST_ICCID);
	test_smdp_post(server, PATH("handleNotification"), scripted_card_handle_notification(&fixture->card, installed));
	struct bytes deleted = scripted_card_notification(&fixture->card, NOTIFICATION_DELETE, TEST_ICCID);
	test_smdp_post(server, PATH("handleNotification"), scripted_card_handle_notification(&fixture->card, deleted));
	assert_string_equal(test_smdp_state(server, TEST_ICCID), "available");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

static const struct CMUnitTest tests[] = {
	TEST(a_type_is_kept_as_it_was_given),
	TEST(wrong_types_are_refused_with_a_sentence),
	TEST(a_subscriber_is_stock),
	TEST(orders_take_stock_then_numbers),
	TEST(taken_numbers_are_passed_over),
	TEST(a_card_downloads_what_was_made),
	TEST(a_made_profile_is_ordered_again),
	TEST(the_types_rules_hold),
};

TESTS_MAIN(tests)
