/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test_smdp.h"

#include "codec/der_write.h"
#include "smdp/schema.h"
#include "support/test.h"

void test_smdp_make(struct test_smdp *out, const struct test_pki *const worlds[], size_t count)
{
	*out = (struct test_smdp){ .smdp = { .settings = smdp_settings_defaults } };
	out->smdp.templates = template_cache_new();
	snprintf(out->smdp.settings.address, sizeof out->smdp.settings.address, "%s", TEST_SMDP_ADDRESS);
	test_master_keys_add(&out->ring, TEST_MASTER_KEY_SEED);
	out->smdp.master_keys = test_master_keys_port(&out->ring);
	test_host_make(&out->host, &smdp_schema, smdp_es9plus_routes, smdp_es9plus_route_count, &out->smdp);
	for (size_t i = 0; i < count; i++)
		test_host_add_world(&out->host, &out->smdp.credentials, worlds[i], CERTIFICATE_DPAUTH);
}

void test_smdp_release(struct test_smdp *server)
{
	test_host_release(&server->host);
	smdp_release(&server->smdp);
}

struct bytes test_profile_elements(struct arena *arena, const char *iccid, size_t size)
{
	struct buffer elements = BUFFER(size + 1024);
	struct buffer filling = BUFFER(size + 1);
	struct bytes kept;
	struct iccid parsed;
	uint8_t header_iccid[ICCID_SIZE];
	assert_ok(iccid_parse(text_from(iccid), &parsed));
	for (size_t i = 0; i < ICCID_SIZE; i++)
		header_iccid[i] = (uint8_t)(parsed.octets[i] << 4 | parsed.octets[i] >> 4);
	for (size_t i = 0; i < size; i++)
		assert_ok(buffer_append_octet(&filling, (uint8_t)(i * 7)));
	struct der_writer writer = der_writer(&elements);
	der_open(&writer, 0xA0);
	der_put_number(&writer, 0x80, 2);
	der_put_number(&writer, 0x81, 3);
	der_put_text(&writer, 0x82, TEXT("test type"));
	der_put(&writer, 0x83, BYTES(header_iccid));
	der_close(&writer);
	der_put(&writer, 0x04, buffer_bytes(&filling));
	assert_ok(der_finish(&writer));
	assert_ok(arena_copy(arena, buffer_bytes(&elements), &kept));
	buffer_release(&elements);
	buffer_release(&filling);
	return kept;
}

void test_smdp_stock(struct test_smdp *server, const char *iccid, size_t size)
{
	struct buffer encoded = BUFFER(METADATA_MAXIMUM);
	struct bytes kept;
	struct profile_metadata metadata = {
		.service_provider_name = TEXT("Provider"),
		.profile_name = TEXT("Profile"),
		.icon_type = ICON_NONE,
		.profile_class = PROFILE_OPERATIONAL,
	};
	assert_ok(iccid_parse(text_from(iccid), &metadata.iccid));
	stock_default_notifications(&server->smdp, &metadata);
	assert_ok(profile_metadata_encode(&metadata, &encoded));
	assert_ok(arena_copy(&server->host.arena, buffer_bytes(&encoded), &kept));
	buffer_release(&encoded);
	const struct stock_request request = { test_profile_elements(&server->host.arena, iccid, size), kept, { 0 } };
	assert_string_equal(test_smdp_run(server, &stock_function, &request, NULL, 0), "");
}

void test_smdp_offer(struct test_smdp *server, const char *iccid, const char *eid, const char *matching_id,
                     const char *code)
{
	test_smdp_stock(server, iccid, 3000);
	const struct order_request order = { .iccid = text_from(iccid), .eid = text_from(eid) };
	const struct confirm_request confirm = {
		.iccid = text_from(iccid),
		.has_matching_id = matching_id != NULL,
		.matching_id = text_from(matching_id),
		.confirmation_code = text_from(code),
		.release = true,
	};
	assert_string_equal(test_smdp_run(server, &order_function, &order, NULL, 0), "");
	assert_string_equal(test_smdp_run(server, &confirm_function, &confirm, NULL, 0), "");
}

struct profile_record test_smdp_profile(struct test_smdp *server, const char *iccid)
{
	struct profile_record record = { 0 };
	const struct stock_show_request request = { text_from(iccid) };
	assert_string_equal(test_smdp_run(server, &stock_show_function, &request, &record, sizeof record), "");
	return record;
}

const char *test_smdp_state(struct test_smdp *server, const char *iccid)
{
	return smdp_profile_state_name(test_smdp_profile(server, iccid).state);
}
