/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/server/office.h"

#include "server/audit.h"

void server_office_release(struct server_office *office)
{
	server_desk_release(&office->desk);
	arena_release(&office->arena);
	*office = (struct server_office){ 0 };
}

enum status server_office_open(const struct invocation *invocation, const void *role, struct server_office *out,
                               char fault[SETTINGS_FAULT_SIZE])
{
	const struct server_kind *kind = invocation->program->about;
	AUTO(server_office) office = { .arena = ARENA(1 << 20) };
	TRY(kind->load(option_text(invocation, "config"), &office.arena, &office.settings, &office.admin, fault));
	TRY(server_desk_open(office.settings.database, kind->schema, role, &office.desk, fault));
	*out = office;
	office = (struct server_office){ 0 };
	return STATUS_OK;
}

void server_errand_release(struct server_errand *errand)
{
	exchange_free(errand->exchange);
	errand->exchange = NULL;
}

bool server_errand_run(const struct invocation *invocation, struct server_office *office, const char *command,
                       const struct server_function *function, const void *request, struct server_errand *errand,
                       enum exit_code *out_code)
{
	char fault[SETTINGS_FAULT_SIZE] = "";
	server_errand_release(errand);
	if (!office->desk.source && server_office_open(invocation, NULL, office, fault) != STATUS_OK) {
		*out_code = output_failure(invocation, command, "%s", fault);
		return false;
	}
	enum status status = server_desk_run(&office->desk, function, request, &errand->exchange);
	const struct failure *failure = status == STATUS_OK ? &errand->exchange->failure : NULL;
	if (failure && !failure_is_set(failure))
		return true;
	*out_code = failure
		? output_failure(invocation, command, "%.*s (%.*s-%.*s)", TEXT_ARGUMENTS(failure->message),
		                 TEXT_ARGUMENTS(failure->subject_code), TEXT_ARGUMENTS(failure->reason_code))
		: output_failure(invocation, command, "The database could not be used: %s.", status_name(status));
	return false;
}

bool server_office_note(const struct invocation *invocation, struct server_office *office, const char *action,
                        struct text subject, enum exit_code *out_code)
{
	AUTO(server_errand) errand = { 0 };
	const struct audit_entry entry = {
		.role = TEXT("command"), .action = text_from(action), .subject = subject, .outcome = TEXT("done"),
	};
	return server_errand_run(invocation, office, "audit", &audit_append_function, &entry, &errand, out_code);
}
