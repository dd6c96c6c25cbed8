/* SPDX-License-Identifier: Apache-2.0 */
/* Whom profiles are for, how they prove themselves, and what they are told. */
#include "base/hex.h"
#include "crypto/certificate.h"
#include "server/outbox.h"
#include "smdp/admin.h"
#include "smdp/operator.h"

enum { CERTIFICATE_FILE_MAXIMUM = 64 << 10 };

/* ---- operators ---- */

#define OPERATOR_FIELDS \
	{ .name = "name", .is_required = true }, \
	{ .name = "requester", .help = "functionRequesterIdentifier that it must use" }, \
	{ .name = "callback", .help = "host[:port][/path] that is told of downloads" }, \
	{ .name = "disabled", .kind = REST_BOOLEAN, .is_required = true }, \
	{ .name = "tellsStates", .kind = REST_BOOLEAN, .is_required = true }, \
	{ .name = "reuse", .is_required = true, .choices = "never available same-card" }, \
	{ .name = "createdAt", .kind = REST_NUMBER, .is_required = true }

static const struct rest_field operator_fields[] = { OPERATOR_FIELDS, { 0 } };
static const struct rest_schema operator_schema = { "Operator", operator_fields };
static const struct rest_field operators_fields[] = {
	{ .name = "operators", .kind = REST_OBJECTS, .is_required = true, .schema = &operator_schema },
	{ 0 },
};
static const struct rest_schema operators_schema = { "Operators", operators_fields };

static enum status read_operators(const struct rest_request *request, struct exchange *exchange)
{
	(void)request;
	return admin_request_new(exchange, sizeof(struct operator_list_request)) ? STATUS_OK : STATUS_NO_MEMORY;
}

static void write_members(const struct operator_record *operator, struct json_writer *writer)
{
	json_put_text(writer, "name", operator->name);
	admin_put_text(writer, "requester", operator->requester);
	admin_put_text(writer, "callback", operator->callback);
	json_put_boolean(writer, "disabled", operator->disabled);
	json_put_boolean(writer, "tellsStates", operator->tells_states);
	json_put_text(writer, "reuse", text_from(operator_reuse_name(operator->reuse)));
	json_put_number(writer, "createdAt", operator->created_at);
}

static void write_operators(const struct exchange *exchange, struct json_writer *writer)
{
	const struct operator_list *list = exchange->result;
	json_open_array(writer, "operators");
	for (size_t i = 0; i < list->count; i++) {
		json_open_object(writer, NULL);
		write_members(&list->operators[i], writer);
		json_close_object(writer);
	}
	json_close_array(writer);
}

static const struct rest_field change_fields[] = {
	{ .name = "isNew", .kind = REST_BOOLEAN, .help = "add it; it must not be there yet" },
	{ .name = "requester" },
	{ .name = "callback" },
	{ .name = "disabled", .kind = REST_BOOLEAN },
	{ .name = "tellsStates", .kind = REST_BOOLEAN },
	{ .name = "reuse", .choices = "never available same-card" },
	{ 0 },
};
static const struct rest_schema change_schema = { "OperatorChange", change_fields };

static enum status read_operator(const struct rest_request *request, struct exchange *exchange)
{
	struct operator_set_request *set = admin_request_new(exchange, sizeof *set);
	if (!set)
		return STATUS_NO_MEMORY;
	set->name = rest_text(request, "name");
	set->is_new = rest_boolean(request, "isNew");
	set->has_requester = rest_is_given(request, "requester");
	set->has_callback = rest_is_given(request, "callback");
	set->has_disabled = rest_is_given(request, "disabled");
	set->has_tells_states = rest_is_given(request, "tellsStates");
	set->has_reuse = operator_reuse_parse(rest_text(request, "reuse"), &set->record.reuse);
	set->record.requester = rest_text(request, "requester");
	set->record.disabled = rest_boolean(request, "disabled");
	set->record.tells_states = rest_boolean(request, "tellsStates");
	if (operator_callback_parse(rest_text(request, "callback"), &set->record.callback))
		return STATUS_OK;
	(void)!exchange_refuse_because(exchange, "8.2.12", "2.1", "callback: host, host:port or https://host/path.");
	return STATUS_REFUSED;
}

static enum status read_operator_name(const struct rest_request *request, struct exchange *exchange)
{
	struct operator_remove_request *removal = admin_request_new(exchange, sizeof *removal);
	if (!removal)
		return STATUS_NO_MEMORY;
	removal->name = rest_text(request, "name");
	return STATUS_OK;
}

/* ---- one operator ---- */

static const struct rest_field certificate_fields[] = {
	{ .name = "digest", .is_required = true, .help = "SHA-256 of the certificate" },
	{ .name = "notAfter", .kind = REST_NUMBER, .help = "absent: not known" },
	{ 0 },
};
static const struct rest_schema certificate_schema = { "OperatorCertificate", certificate_fields };
static const struct rest_field details_fields[] = {
	OPERATOR_FIELDS,
	{ .name = "certificates", .kind = REST_OBJECTS, .is_required = true, .schema = &certificate_schema },
	{ .name = "profileTypes", .kind = REST_TEXTS, .is_required = true, .help = "that it may order from besides its own" },
	{ 0 },
};
static const struct rest_schema details_schema = { "OperatorDetails", details_fields };

static enum status read_details(const struct rest_request *request, struct exchange *exchange)
{
	struct operator_list_request *list = admin_request_new(exchange, sizeof *list);
	if (!list)
		return STATUS_NO_MEMORY;
	list->name = rest_text(request, "name");
	return STATUS_OK;
}

static void write_details(const struct exchange *exchange, struct json_writer *writer)
{
	const struct operator_details *details = exchange->result;
	write_members(&details->operator, writer);
	json_open_array(writer, "certificates");
	for (size_t i = 0; i < details->certificate_count; i++) {
		json_open_object(writer, NULL);
		json_put_hex(writer, "digest", details->certificates[i].digest);
		admin_put_time(writer, "notAfter", details->certificates[i].not_after);
		json_close_object(writer);
	}
	json_close_array(writer);
	json_open_array(writer, "profileTypes");
	for (size_t i = 0; i < details->profile_type_count; i++)
		json_put_text(writer, NULL, details->profile_types[i]);
	json_close_array(writer);
}

static const struct rest_field add_certificate_fields[] = {
	{ .name = "certificate", .is_required = true, .help = "PEM, or base64 of DER" },
	{ 0 },
};
static const struct rest_schema add_certificate_schema = { "NewOperatorCertificate", add_certificate_fields };

static enum status refuse_certificate(struct exchange *exchange, const char *sentence)
{
	(void)!exchange_refuse_because(exchange, "8.2.12", "2.1", sentence);
	return STATUS_REFUSED;
}

/* Of another kind than an RSP certificate is, it is still somebody's: only its end is not known. */
static enum status read_certificate(const struct rest_request *request, struct exchange *exchange)
{
	struct operator_certificate_request *added = admin_request_new(exchange, sizeof *added);
	AUTO(buffer) der = BUFFER(CERTIFICATE_FILE_MAXIMUM);
	struct bytes file = text_bytes(text_trimmed(rest_text(request, "certificate")));
	struct certificate certificate;
	if (!added)
		return STATUS_NO_MEMORY;
	if (!text_starts_with(bytes_text(file), TEXT("-----BEGIN")))
		TRY(admin_octets(request, "certificate", CERTIFICATE_FILE_MAXIMUM, exchange, &file));
	enum status status = certificate_from_file(file, &der);
	if (status == STATUS_NO_MEMORY)
		return status;
	if (status != STATUS_OK)
		return refuse_certificate(exchange, "certificate: that is none, neither PEM nor DER.");
	const struct bytes whole = buffer_bytes(&der);
	added->name = rest_text(request, "name");
	added->not_after = certificate_decode(whole, &certificate) == STATUS_OK ? certificate.not_after : 0;
	return sha256(&whole, 1, added->digest);
}

static void write_certificate(const struct exchange *exchange, struct json_writer *writer)
{
	const struct operator_certificate_request *added = exchange->request;
	json_put_hex(writer, "digest", (struct bytes){ added->digest, sizeof added->digest });
	admin_put_time(writer, "notAfter", added->not_after);
}

static enum status read_digest(const struct rest_request *request, struct exchange *exchange)
{
	struct operator_certificate_request *removed = admin_request_new(exchange, sizeof *removed);
	if (!removed)
		return STATUS_NO_MEMORY;
	removed->name = rest_text(request, "name");
	removed->remove = true;
	if (hex_decode(rest_text(request, "digest"), removed->digest, sizeof removed->digest) == STATUS_OK)
		return STATUS_OK;
	return refuse_certificate(exchange, "digest: 64 hexadecimal digits.");
}

/* ---- outbox ---- */

static const struct rest_field message_fields[] = {
	{ .name = "iccid", .is_required = true },
	{ .name = "destination", .is_required = true, .help = "an operator's name, or the address of another server" },
	{ .name = "number", .kind = REST_NUMBER, .is_required = true },
	{ .name = "state", .is_required = true, .choices = "waits delivered given-up dropped" },
	{ .name = "path", .is_required = true },
	{ .name = "createdAt", .kind = REST_NUMBER, .is_required = true },
	{ .name = "dueAt", .kind = REST_NUMBER },
	{ .name = "endedAt", .kind = REST_NUMBER },
	{ .name = "attempts", .kind = REST_NUMBER, .is_required = true },
	{ .name = "fault", .help = "of the last attempt" },
	{ 0 },
};
static const struct rest_schema message_schema = { "Message", message_fields };
static const struct rest_field messages_fields[] = {
	{ .name = "messages", .kind = REST_OBJECTS, .is_required = true, .schema = &message_schema },
	{ 0 },
};
static const struct rest_schema messages_schema = { "Messages", messages_fields };
static const struct rest_field outbox_query[] = {
	{ .name = "destination" },
	{ .name = "iccid" },
	{ .name = "state", .choices = "waits delivered given-up dropped" },
	ADMIN_LIMIT_FIELD,
	{ 0 },
};

static enum status read_outbox(const struct rest_request *request, struct exchange *exchange)
{
	struct outbox_list_request *list = admin_request_new(exchange, sizeof *list);
	enum outbox_state state;
	struct text iccid;
	if (!list)
		return STATUS_NO_MEMORY;
	TRY(iccid_key(&exchange->arena, rest_text(request, "iccid"), &iccid));
	bool one_state = outbox_state_parse(rest_text(request, "state"), &state);
	*list = (struct outbox_list_request){
		rest_text(request, "destination"), iccid, one_state ? (int)state : -1,
		  admin_limit(request),
	};
	return STATUS_OK;
}

static void write_message(const struct outbox_entry *entry, struct json_writer *writer)
{
	json_open_object(writer, NULL);
	json_put_text(writer, "iccid", entry->subject);
	json_put_text(writer, "destination", entry->destination);
	json_put_number(writer, "number", entry->number);
	json_put_text(writer, "state", text_from(outbox_state_name(entry->state)));
	json_put_text(writer, "path", entry->path);
	json_put_number(writer, "createdAt", entry->created_at);
	admin_put_time(writer, "dueAt", entry->due_at);
	admin_put_time(writer, "endedAt", entry->ended_at);
	json_put_number(writer, "attempts", entry->attempts);
	admin_put_text(writer, "fault", entry->fault);
	json_close_object(writer);
}

static void write_messages(const struct exchange *exchange, struct json_writer *writer)
{
	const struct outbox_batch *batch = exchange->result;
	json_open_array(writer, "messages");
	for (size_t i = 0; i < batch->count; i++)
		write_message(&batch->entries[i], writer);
	json_close_array(writer);
}

static const struct rest_field resend_fields[] = {
	{ .name = "iccid", .help = "of this profile" },
	{ .name = "destination", .help = "to this destination" },
	{ .name = "number", .kind = REST_NUMBER, .help = "only this one" },
	{ .name = "drop", .kind = REST_BOOLEAN, .help = "never again, instead of again at once" },
	{ 0 },
};
static const struct rest_schema resend_schema = { "Resending", resend_fields };

static enum status read_resend(const struct rest_request *request, struct exchange *exchange)
{
	struct outbox_change_request *change = admin_request_new(exchange, sizeof *change);
	struct text iccid;
	if (!change)
		return STATUS_NO_MEMORY;
	TRY(iccid_key(&exchange->arena, rest_text(request, "iccid"), &iccid));
	*change = (struct outbox_change_request){
		rest_text(request, "destination"), iccid, rest_number(request, "number"),
		rest_boolean(request, "drop"),
	};
	if (change->destination.size + change->subject.size > 0)
		return STATUS_OK;
	(void)!exchange_refuse_because(exchange, "8.2.1", "2.2", "Name an ICCID or a destination.");
	return STATUS_REFUSED;
}

const struct rest_route admin_partner_routes[] = {
	{ .method = "GET", .path = "/api/v1/operators", .name = "listOperators", .help = "Who orders over ES2+.",
	  .roles = ADMIN_ALL, .answer = &operators_schema, .function = &operator_list_function, .read = read_operators,
	  .write = write_operators },
	{ .method = "GET", .path = "/api/v1/operators/{name}", .name = "showOperator",
	  .help = "One operator, its certificates and its types.", .roles = ADMIN_ALL, .answer = &details_schema,
	  .function = &operator_details_function, .read = read_details, .write = write_details },
	{ .method = "PATCH", .path = "/api/v1/operators/{name}", .name = "changeOperator", .help = "Add or change an operator.",
	  .roles = ACCOUNT_OPERATOR, .body = &change_schema, .function = &operator_set_function, .read = read_operator },
	{ .method = "DELETE", .path = "/api/v1/operators/{name}", .name = "removeOperator",
	  .help = "Forget an operator that has no profiles.", .roles = ACCOUNT_OPERATOR, .function = &operator_remove_function,
	  .read = read_operator_name },
	{ .method = "POST", .path = "/api/v1/operators/{name}/certificates", .name = "addOperatorCertificate",
	  .help = "Let the operator in with this one.", .roles = ACCOUNT_OPERATOR, .body = &add_certificate_schema,
	  .answer = &certificate_schema, .function = &operator_certificate_function, .read = read_certificate,
	  .write = write_certificate },
	{ .method = "DELETE", .path = "/api/v1/operators/{name}/certificates/{digest}", .name = "removeOperatorCertificate",
	  .help = "Let it in with this one no more.", .roles = ACCOUNT_OPERATOR, .function = &operator_certificate_function,
	  .read = read_digest },

	{ .method = "GET", .path = "/api/v1/outbox", .name = "listOutbox", .help = "What others were told, and shall be.",
	  .roles = ADMIN_ALL, .query = outbox_query, .answer = &messages_schema, .function = &outbox_list_function,
	  .read = read_outbox, .write = write_messages },
	{ .method = "POST", .path = "/api/v1/outbox", .name = "resendOutbox", .help = "Deliver again at once, or never.",
	  .roles = ADMIN_HELPS, .body = &resend_schema, .function = &outbox_change_function, .read = read_resend },
	{ 0 },
};
