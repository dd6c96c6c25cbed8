/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "io/card_pcsc.h"
#include "programs/lpa_commands.h"
#include "programs/output.h"

/* lpac answers its driver commands with another type; so do we. */
static enum exit_code print_driver(struct json_writer *writer, const struct buffer *payload)
{
	if (json_finish(writer) != STATUS_OK)
		return EXIT_FAILED;
	printf("{\"type\":\"driver\",\"payload\":%.*s}\n", (int)payload->size, (const char *)payload->data);
	return EXIT_DONE;
}

enum exit_code lpa_card_list_command(struct invocation *invocation)
{
	AUTO(buffer) payload = BUFFER(1 << 16);
	struct text names[PCSC_READERS_MAXIMUM];
	size_t count;
	char failure[PCSC_FAILURE_SIZE] = "";
	if (card_pcsc_list(&invocation->arena, names, &count, failure) != STATUS_OK)
		return output_failure(invocation, "driver_apdu_list", "%s", failure);
	struct json_writer writer = json_writer(&payload);
	json_open_object(&writer, NULL);
	json_put_text(&writer, "env", TEXT("LPAC_APDU_PCSC_DRV_IFID"));
	json_open_array(&writer, "data");
	for (size_t i = 0; i < count; i++) {
		char index[24];
		snprintf(index, sizeof index, "%zu", i);
		json_open_object(&writer, NULL);
		json_put_text(&writer, "env", text_from(index));
		json_put_text(&writer, "name", names[i]);
		json_close_object(&writer);
		output_line(invocation, "pcsc:%-4zu%.*s", i, TEXT_ARGUMENTS(names[i]));
	}
	json_close_array(&writer);
	json_close_object(&writer);
	if (count == 0)
		output_line(invocation, "There is no card reader. A software card is used with --card FILE.");
	return invocation->json ? print_driver(&writer, &payload) : EXIT_DONE;
}

enum exit_code lpa_driver_list_command(struct invocation *invocation)
{
	AUTO(buffer) payload = BUFFER(1 << 10);
	struct json_writer writer = json_writer(&payload);
	json_open_object(&writer, NULL);
	json_open_array(&writer, "LPAC_APDU");
	json_put_text(&writer, NULL, TEXT("pcsc"));
	json_close_array(&writer);
	json_open_array(&writer, "LPAC_HTTP");
	json_put_text(&writer, NULL, TEXT("curl"));
	json_close_array(&writer);
	json_close_object(&writer);
	output_line(invocation, "Cards: pcsc (readers), FILE (a software card). Network: HTTPS.");
	return invocation->json ? print_driver(&writer, &payload) : EXIT_DONE;
}
