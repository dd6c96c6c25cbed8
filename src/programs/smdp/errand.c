/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/smdp/errand.h"

#include "programs/smdp/commands.h"

void smdp_errand_release(struct smdp_errand *errand)
{
	exchange_free(errand->exchange);
	errand->exchange = NULL;
}

bool smdp_errand_run(const struct invocation *invocation, struct smdp_desk *desk, const char *command,
                     const struct server_function *function, const void *request, struct smdp_errand *errand,
                     enum exit_code *out_code)
{
	char fault[SETTINGS_FAULT_SIZE] = "";
	smdp_errand_release(errand);
	if (!desk->desk.source && smdp_desk_open(invocation, desk, fault) != STATUS_OK) {
		*out_code = output_failure(invocation, command, "%s", fault);
		return false;
	}
	smdp_desk_act_for(desk, errand->operator);
	enum status status = smdp_desk_run(desk, function, request, &errand->exchange);
	if (status == STATUS_OK && !failure_is_set(&errand->exchange->failure))
		return true;
	*out_code = smdp_command_failed(invocation, command, status, errand->exchange);
	return false;
}
