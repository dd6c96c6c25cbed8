/* SPDX-License-Identifier: Apache-2.0 */
/* `provisim lpa code show`: what an activation code says, wherever it stands, without asking anybody. */
#include "programs/lpa/code.h"
#include "programs/lpa/commands.h"
#include "programs/output.h"

enum { JSON_MAXIMUM = 8 << 10 };

enum exit_code lpa_code_show_command(struct invocation *invocation)
{
	AUTO(buffer) json = BUFFER(JSON_MAXIMUM);
	AUTO(buffer) whole = BUFFER(JSON_MAXIMUM);
	struct activation_code code;
	enum exit_code read = lpa_code_read(invocation, invocation->arguments[0], &code);
	if (read != EXIT_DONE)
		return read;
	struct json_writer writer = json_writer(&json);
	if (activation_code_print(&code, &whole) != STATUS_OK)
		return output_failure(invocation, "code_show", "Out of memory.");
	json_open_object(&writer, NULL);
	json_put_text(&writer, "code", buffer_text(&whole));
	json_put_text(&writer, "server", code.smdp_address);
	json_put_text(&writer, "matchingId", code.matching_id);
	json_put_text(&writer, "oid", code.smdp_oid);
	json_put_boolean(&writer, "confirmationCode", code.confirmation_code_required);
	json_close_object(&writer);
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(invocation, "code_show", "Out of memory.");
	output_line(invocation, "code              %.*s", TEXT_ARGUMENTS(buffer_text(&whole)));
	output_line(invocation, "server            %.*s", TEXT_ARGUMENTS(code.smdp_address));
	output_line(invocation, "matching ID       %.*s", TEXT_ARGUMENTS(code.matching_id));
	if (code.smdp_oid.size > 0)
		output_line(invocation, "OID of the server %.*s", TEXT_ARGUMENTS(code.smdp_oid));
	output_line(invocation, "confirmation code %s",
	            code.confirmation_code_required ? "will be asked for" : "not announced");
	return output_success(invocation, buffer_text(&json), NULL);
}
