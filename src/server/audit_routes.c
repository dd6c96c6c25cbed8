/* SPDX-License-Identifier: Apache-2.0 */
#include "server/account_routes.h"
#include "server/admin.h"
#include "server/audit.h"

static const struct rest_field entry_fields[] = {
	{ .name = "number", .kind = REST_NUMBER, .is_required = true },
	{ .name = "at", .kind = REST_NUMBER, .is_required = true, .help = "seconds since 1970" },
	{ .name = "actor", .is_required = true },
	{ .name = "role", .is_required = true },
	{ .name = "action", .is_required = true },
	{ .name = "subject", .is_required = true },
	{ .name = "outcome", .is_required = true, .help = "done, asked, forbidden, or codes" },
	{ .name = "digest", .is_required = true, .help = "SHA-256 over this entry and the digest before it" },
	{ 0 },
};
static const struct rest_schema entry_schema = { "AuditEntry", entry_fields };
static const struct rest_field list_fields[] = {
	{ .name = "entries", .kind = REST_OBJECTS, .is_required = true, .schema = &entry_schema },
	{ 0 },
};
static const struct rest_schema list_schema = { "AuditEntries", list_fields };

static const struct rest_field page_query[] = {
	{ .name = "after", .kind = REST_NUMBER, .help = "only entries after this number" },
	{ .name = "limit", .kind = REST_NUMBER, .help = "at most so many, up to 1000; 100 if it is not given" },
	{ 0 },
};

static enum status read_page(const struct rest_request *request, struct exchange *exchange)
{
	struct audit_list_request *list = admin_request_new(exchange, sizeof *list);
	if (!list)
		return STATUS_NO_MEMORY;
	list->after = rest_number(request, "after");
	list->maximum = rest_is_given(request, "limit") ? rest_number(request, "limit") : 100;
	return STATUS_OK;
}

static void write_page(const struct exchange *exchange, struct json_writer *writer)
{
	const struct audit_list *list = exchange->result;
	json_open_array(writer, "entries");
	for (size_t i = 0; i < list->count; i++) {
		const struct audit_entry *entry = &list->entries[i];
		json_open_object(writer, NULL);
		json_put_number(writer, "number", entry->number);
		json_put_number(writer, "at", entry->at);
		json_put_text(writer, "actor", entry->actor);
		json_put_text(writer, "role", entry->role);
		json_put_text(writer, "action", entry->action);
		json_put_text(writer, "subject", entry->subject);
		json_put_text(writer, "outcome", entry->outcome);
		json_put_hex(writer, "digest", entry->digest);
		json_close_object(writer);
	}
	json_close_array(writer);
}

/* ---- verify ---- */

static const struct rest_field verdict_fields[] = {
	{ .name = "holds", .kind = REST_BOOLEAN, .is_required = true },
	{ .name = "head", .is_required = true, .help = "number:digest of the last entry that holds: go on from it" },
	{ .name = "isLast", .kind = REST_BOOLEAN, .is_required = true, .help = "false: there are more entries to verify" },
	{ 0 },
};
static const struct rest_schema verdict_schema = { "AuditVerdict", verdict_fields };

static const struct rest_field verify_query[] = {
	{ .name = "head", .help = "of the part that was verified before; from the first entry if it is not given" },
	{ 0 },
};

static enum status read_verify(const struct rest_request *request, struct exchange *exchange)
{
	struct audit_verify_request *verify = admin_request_new(exchange, sizeof *verify);
	if (!verify)
		return STATUS_NO_MEMORY;
	if (!rest_is_given(request, "head") || audit_head_parse(rest_text(request, "head"), &verify->from) == STATUS_OK)
		return STATUS_OK;
	(void)!exchange_refuse_because(exchange, "1.1", "2.1", "head: a number, a colon and 64 hexadecimal digits.");
	return STATUS_REFUSED;
}

static void write_verdict(const struct exchange *exchange, struct json_writer *writer)
{
	const struct audit_verdict *verdict = exchange->result;
	char head[AUDIT_HEAD_TEXT_SIZE];
	audit_head_print(&verdict->head, head);
	json_put_boolean(writer, "holds", verdict->holds);
	json_put_text(writer, "head", text_from(head));
	json_put_boolean(writer, "isLast", verdict->is_last);
}

const struct rest_route audit_routes[] = {
	{ .method = "GET", .path = "/api/v1/audit", .name = "listAudit", .help = "Who did what.", .roles = ADMIN_SEES,
	  .query = page_query, .answer = &list_schema, .function = &audit_list_function, .read = read_page, .write = write_page },
	{ .method = "GET", .path = "/api/v1/audit/verify", .name = "verifyAudit", .help = "Whether the next 1000 entries hold.",
	  .roles = ADMIN_SEES, .query = verify_query, .answer = &verdict_schema, .function = &audit_verify_function,
	  .read = read_verify, .write = write_verdict },
	{ 0 },
};
