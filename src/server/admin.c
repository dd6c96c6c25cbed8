/* SPDX-License-Identifier: Apache-2.0 */
#include "server/admin.h"

#include "server/credentials.h"

enum { DAY = 24 * 3600 };

void *admin_request_new(struct exchange *exchange, size_t size)
{
	void *request = arena_allocate(&exchange->arena, size);
	exchange->request = request;
	return request;
}

int64_t admin_limit(const struct rest_request *request)
{
	int64_t limit = rest_is_given(request, "limit") ? rest_number(request, "limit") : 100;
	return limit < 1 ? 1 : limit > ADMIN_PAGE_MAXIMUM ? ADMIN_PAGE_MAXIMUM : limit;
}

void admin_put_text(struct json_writer *writer, const char *name, struct text value)
{
	if (value.size > 0)
		json_put_text(writer, name, value);
}

void admin_put_time(struct json_writer *writer, const char *name, int64_t seconds)
{
	if (seconds != 0)
		json_put_number(writer, name, seconds);
}

/* ---- certificates ---- */

static const struct rest_field certificate_fields[] = {
	{ .name = "kind", .is_required = true },
	{ .name = "subject", .is_required = true, .help = "common name" },
	{ .name = "ci", .is_required = true, .help = "common name of the CI at the top of its chain" },
	{ .name = "notAfter", .kind = REST_NUMBER, .is_required = true, .help = "seconds since 1970" },
	{ .name = "daysLeft", .kind = REST_NUMBER, .is_required = true, .help = "below nought: it has expired" },
	{ 0 },
};
static const struct rest_schema certificate_schema = { "Certificate", certificate_fields };
static const struct rest_field certificates_fields[] = {
	{ .name = "certificates", .kind = REST_OBJECTS, .is_required = true, .schema = &certificate_schema },
	{ 0 },
};
const struct rest_schema admin_certificates_schema = { "Certificates", certificates_fields };

void admin_write_certificates(const struct exchange *exchange, struct json_writer *writer)
{
	struct credential_validity one;
	json_open_array(writer, "certificates");
	for (size_t i = 0; credentials_validity(exchange->result, i, &one); i++) {
		json_open_object(writer, NULL);
		json_put_text(writer, "kind", text_from(certificate_kind_rule(one.kind)->name));
		json_put_text(writer, "subject", text_from(one.subject));
		json_put_text(writer, "ci", text_from(one.ci));
		json_put_number(writer, "notAfter", one.not_after);
		json_put_number(writer, "daysLeft", (one.not_after - exchange->now) / DAY);
		json_close_object(writer);
	}
	json_close_array(writer);
}
