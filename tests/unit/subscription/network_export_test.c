/* SPDX-License-Identifier: Apache-2.0 */
/* The rows agree with what the networks' own tools write: open5gs-dbctl 0.10.3, free5GC's populate scripts, osmo-hlr 1.5.0's
 * schema, srsRAN 4G's user_db.csv. */
#include "subscription/network_export.h"

#include "codec/json.h"
#include "support/test.h"

static const struct network_settings settings = {
	.algorithm = USIM_MILENAGE, .mnc_digits = 2, .apn = { "internet", 8 }, .slice_type = 1, .slice_differentiator = { "010203", 6 },
};

static void make(struct subscription *out)
{
	static const struct {
		enum subscription_field field;
		const char *value;
	} values[] = {
		{ SUBSCRIPTION_ICCID, "89999001012345678909" }, { SUBSCRIPTION_IMSI, "001010123456789" },
		{ SUBSCRIPTION_MSISDN, "4917012345" },          { SUBSCRIPTION_KI, "465B5CE8B199B49FAA5F0A2EE238A6BC" },
		{ SUBSCRIPTION_OPC, "CD63CB71954A9F4E48A5994E37A02BAF" }, { SUBSCRIPTION_PIN1, "0000" },
	};
	char fault[SUBSCRIPTION_FAULT_SIZE] = "";
	*out = (struct subscription){ 0 };
	EACH(value, values)
		assert_ok(subscription_set(out, value->field, text_from(value->value), fault));
}

static struct text row_of(const char *name, struct buffer *out)
{
	struct subscription subscription;
	const struct network_export *network = network_export_find(text_from(name));
	make(&subscription);
	assert_non_null(network);
	assert_ok(network->row(&settings, &subscription, 0, out));
	return buffer_text(out);
}

static void lines(void **state)
{
	(void)state;
	static const struct {
		const char *network, *want;
	} rows[] = {
		{ "srsran", "ue1,mil,001010123456789,465B5CE8B199B49FAA5F0A2EE238A6BC,opc,CD63CB71954A9F4E48A5994E37A02BAF,8000,"
		            "000000000020,9,dynamic\n" },
		{ "open5gs-dbctl", "open5gs-dbctl add_ue_with_apn 001010123456789 465B5CE8B199B49FAA5F0A2EE238A6BC "
		                   "CD63CB71954A9F4E48A5994E37A02BAF internet\n" },
		{ "osmo-hlr", "INSERT INTO subscriber (imsi, msisdn) VALUES ('001010123456789', '4917012345');\n"
		              "INSERT INTO auc_3g (subscriber_id, algo_id_3g, k, opc) SELECT id, 5, "
		              "'465B5CE8B199B49FAA5F0A2EE238A6BC', 'CD63CB71954A9F4E48A5994E37A02BAF' FROM subscriber "
		              "WHERE imsi = '001010123456789';\n" },
		{ "sysmocom", "001010123456789,89999001012345678909,0200,0000,,,,465B5CE8B199B49FAA5F0A2EE238A6BC,"
		              "CD63CB71954A9F4E48A5994E37A02BAF,,,,,,,,,,,4917012345\n" },
	};
	EACH(row, rows) {
		AUTO(buffer) out = BUFFER(4096);
		check_text(row_of(row->network, &out), row->want, row->network);
	}
}

static const char *text_at(struct arena *arena, struct json_value value, const char *name)
{
	struct text text = { 0 };
	assert_true(json_text(json_member(value, name), &text));
	return arena_string(arena, text);
}

static void open5gs_documents(void **state)
{
	(void)state;
	AUTO(buffer) out = BUFFER(4096);
	AUTO(json_document) document = { 0 };
	AUTO(arena) arena = ARENA(1024);
	assert_ok(json_parse(row_of("open5gs", &out), &document));
	struct json_value root = json_root(&document), slice = json_element(json_member(root, "slice"), 0);
	struct json_value session = json_element(json_member(slice, "session"), 0), security = json_member(root, "security");
	uint64_t number;
	assert_string_equal(text_at(&arena, root, "imsi"), "001010123456789");
	assert_string_equal(text_at(&arena, security, "k"), "465B5CE8B199B49FAA5F0A2EE238A6BC");
	assert_string_equal(text_at(&arena, security, "opc"), "CD63CB71954A9F4E48A5994E37A02BAF");
	assert_string_equal(text_at(&arena, security, "amf"), "8000");
	assert_string_equal(text_at(&arena, session, "name"), "internet");
	assert_string_equal(text_at(&arena, slice, "sd"), "010203");
	assert_true(json_number(json_member(slice, "sst"), 255, &number) && number == 1);
	assert_true(json_number(json_member(session, "type"), 255, &number) && number == 3);
	assert_false(json_is_present(json_member(security, "op")));
}

/* Each line is a call with one JSON object. */
static void free5gc_documents(void **state)
{
	(void)state;
	static const char *const collections[] = {
		"subscriptionData.authenticationData.authenticationSubscription",
		"subscriptionData.provisionedData.amData",
		"subscriptionData.provisionedData.smData",
		"subscriptionData.provisionedData.smfSelectionSubscriptionData",
		"policyData.ues.amData",
		"policyData.ues.smData",
	};
	AUTO(buffer) out = BUFFER(8192);
	struct text rest = row_of("free5gc", &out);
	EACH(collection, collections) {
		AUTO(json_document) document = { 0 };
		AUTO(arena) arena = ARENA(1024);
		struct text line = text_cut(&rest, '\n');
		char *head = arena_print(&arena, "db.getCollection(\"%s\").insertOne(", *collection);
		assert_true(text_starts_with(line, text_from(head)));
		struct text object = { line.data + strlen(head), line.size - strlen(head) - strlen(");") };
		assert_ok(json_parse(object, &document));
		assert_string_equal(text_at(&arena, json_root(&document), "ueId"), "imsi-001010123456789");
	}
	assert_int_equal(rest.size, 0);
}

static void algorithms(void **state)
{
	(void)state;
	for (size_t i = 0; network_export_at(i); i++) {
		const struct network_export *network = network_export_at(i);
		CHECK(network_export_takes(network, USIM_MILENAGE), network->name);
		bool is_open = strcmp(network->name, "osmo-hlr") == 0 || strcmp(network->name, "sysmocom") == 0;
		CHECK(network_export_takes(network, USIM_TUAK) == is_open, network->name);
	}
	assert_null(network_export_find(TEXT("none")));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(lines),
	cmocka_unit_test(open5gs_documents),
	cmocka_unit_test(free5gc_documents),
	cmocka_unit_test(algorithms),
};

TESTS_MAIN(tests)
