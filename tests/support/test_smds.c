/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test_smds.h"

#include "smds/schema.h"
#include "support/test.h"

void test_smds_make(struct test_smds *out, const struct test_pki *world)
{
	*out = (struct test_smds){ .smds = { .settings = smds_settings_defaults } };
	size_t count = smds_es11_route_count + smds_es12_route_count;
	assert_true(count <= ARRAY_SIZE(out->routes));
	memcpy(out->routes, smds_es11_routes, smds_es11_route_count * sizeof out->routes[0]);
	memcpy(out->routes + smds_es11_route_count, smds_es12_routes, smds_es12_route_count * sizeof out->routes[0]);
	snprintf(out->smds.settings.address, sizeof out->smds.settings.address, "%s", TEST_SMDS_ADDRESS);
	test_host_make(&out->host, &smds_schema, out->routes, count, &out->smds);
	test_host_add_world(&out->host, &out->smds.credentials, world, CERTIFICATE_DSAUTH);
}

void test_smds_release(struct test_smds *server)
{
	test_host_release(&server->host);
	smds_release(&server->smds);
}

static const struct function_request_header header = {
	{ "2.999.10", sizeof "2.999.10" - 1 }, { "call", sizeof "call" - 1 },
};

static const char *post(struct test_smds *server, struct bytes certificate, const char *path, struct buffer *take_body)
{
	struct text body;
	assert_ok(arena_copy_text(&server->host.arena, buffer_text(take_body), &body));
	buffer_release(take_body);
	server->host.client_certificate = certificate;
	struct test_answer answer = test_host_post(&server->host, path, body);
	server->host.client_certificate = (struct bytes){ 0 };
	assert_int_equal(answer.status, 200);
	return answer.codes;
}

const char *test_smds_register(struct test_smds *server, struct bytes certificate, const char *eid, const char *event_id,
                               const char *address)
{
	struct buffer body = BUFFER(2048);
	const struct event_registration message = {
		header, text_from(eid), text_from(address), text_from(event_id), false,
	};
	assert_ok(event_registration_write(&message, &body));
	return post(server, certificate, ES12_PATH REGISTER_EVENT, &body);
}

const char *test_smds_delete(struct test_smds *server, struct bytes certificate, const char *eid, const char *event_id)
{
	struct buffer body = BUFFER(2048);
	const struct event_deletion message = { header, text_from(eid), text_from(event_id) };
	assert_ok(event_deletion_write(&message, &body));
	return post(server, certificate, ES12_PATH DELETE_EVENT, &body);
}
