/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/smdp/admin_code.h"

#include "io/qr_code.h"
#include "rsp/activation_code.h"
#include "smdp/admin.h"
#include "smdp/stock.h"

enum { PICTURE_MAXIMUM = 64 << 10 };

/* ---- the function: one profile that has a code ---- */

static enum status load(struct exchange *exchange)
{
	return stock_show_function.load(exchange);
}

struct code {
	struct text text; /* "LPA:1$…" */
	bool confirmation_code_required;
};

static enum status decide(struct exchange *exchange)
{
	AUTO(buffer) text = BUFFER(2 * ACTIVATION_CODE_MAXIMUM);
	struct code *code = arena_allocate(&exchange->arena, sizeof *code);
	if (!code)
		return STATUS_NO_MEMORY;
	TRY(stock_show_function.decide(exchange));
	const struct profile_record *profile = exchange->result;
	if (failure_is_set(&exchange->failure))
		return STATUS_OK;
	exchange->iccid = profile->iccid;
	if (!profile->has_matching_id)
		return exchange_refuse_because(exchange, "8.2.1", "1.2",
		                               "There is no activation code yet: confirm the order first.");
	const struct activation_code activation = {
		.smdp_address = text_from(exchange_smdp(exchange)->settings.address),
		.matching_id = profile->matching_id,
		.confirmation_code_required = profile->confirmation_hash.size > 0,
	};
	TRY(buffer_append_text(&text, TEXT("LPA:")));
	TRY(activation_code_print(&activation, &text));
	code->confirmation_code_required = activation.confirmation_code_required;
	exchange->result = code;
	return arena_copy_text(&exchange->arena, buffer_text(&text), &code->text);
}

static const struct server_function code_function = { .name = "showCode", .load = load, .decide = decide };

/* ---- the route ---- */

static const struct rest_field code_fields[] = {
	{ .name = "activationCode", .is_required = true, .help = "LPA:1$…" },
	{ .name = "link", .is_required = true, .help = "that a phone opens to install it" },
	{ .name = "confirmationCodeRequired", .kind = REST_BOOLEAN, .is_required = true },
	{ .name = "picture", .is_required = true, .help = "the QR code, an <svg> element" },
	{ 0 },
};
static const struct rest_schema code_schema = { "ActivationCode", code_fields };

static enum status read_iccid(const struct rest_request *request, struct exchange *exchange)
{
	struct stock_show_request *show = admin_request_new(exchange, sizeof *show);
	if (!show)
		return STATUS_NO_MEMORY;
	show->iccid = rest_text(request, "iccid");
	return STATUS_OK;
}

static void write_code(const struct exchange *exchange, struct json_writer *writer)
{
	const struct code *code = exchange->result;
	AUTO(buffer) picture = BUFFER(PICTURE_MAXIMUM);
	AUTO(buffer) link = BUFFER(1024);
	if (qr_code_svg(code->text, &picture) != STATUS_OK ||
	    buffer_print(&link, "https://esimsetup.apple.com/esim_qrcode_provisioning?carddata=%.*s",
	                 TEXT_ARGUMENTS(code->text)) != STATUS_OK) {
		writer->status = STATUS_NO_MEMORY;
		return;
	}
	json_put_text(writer, "activationCode", code->text);
	json_put_text(writer, "link", buffer_text(&link));
	json_put_boolean(writer, "confirmationCodeRequired", code->confirmation_code_required);
	json_put_text(writer, "picture", buffer_text(&picture));
}

/* A code is all that it takes to have the profile: who only sees does not see this. */
const struct rest_route admin_code_routes[] = {
	{ .method = "GET", .path = "/api/v1/profiles/{iccid}/code", .name = "showCode",
	  .help = "The activation code, as text, link and QR code.", .roles = ACCOUNT_OPERATOR, .is_look = true,
	  .answer = &code_schema, .function = &code_function, .read = read_iccid, .write = write_code },
	{ 0 },
};
