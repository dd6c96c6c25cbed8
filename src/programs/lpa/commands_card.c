/* SPDX-License-Identifier: Apache-2.0 */
#include <glob.h>
#include <stdio.h>

#include "io/card_driver.h"
#include "io/card_pcsc.h"
#include "io/http_client_curl.h"
#include "programs/euicc/card_in_process.h"
#include "programs/lpa/commands.h"
#include "programs/output.h"

/* Ports of modems by the names that the kernel gives them. Which of a modem's ports takes AT commands, only it knows. */
static const struct {
	const char *driver;
	const char *pattern;
} modem_devices[] = {
	{ "at", "/dev/ttyUSB*" }, { "at", "/dev/ttyACM*" },       { "at", "/dev/wwan*at*" },
	{ "qmi", "/dev/wwan*qmi*" }, { "mbim", "/dev/wwan*mbim*" }, { "qmi", "/dev/cdc-wdm*" }, { "mbim", "/dev/cdc-wdm*" },
};

/* lpac answers its driver commands with another type; so do we. */
static enum exit_code print_driver(struct json_writer *writer, const struct buffer *payload)
{
	if (json_finish(writer) != STATUS_OK)
		return EXIT_FAILED;
	printf("{\"type\":\"driver\",\"payload\":%.*s}\n", (int)payload->size, (const char *)payload->data);
	return EXIT_DONE;
}

/* Returns how many there are. */
static size_t put_readers(const struct invocation *invocation, const struct text *names, size_t count,
                          struct json_writer *writer)
{
	json_open_array(writer, "data");
	for (size_t i = 0; i < count; i++) {
		char index[24];
		snprintf(index, sizeof index, "%zu", i);
		json_open_object(writer, NULL);
		json_put_text(writer, "env", text_from(index));
		json_put_text(writer, "name", names[i]);
		json_close_object(writer);
		output_line(invocation, "pcsc:%-4zu%.*s", i, TEXT_ARGUMENTS(names[i]));
	}
	json_close_array(writer);
	return count;
}

static size_t put_modems(const struct invocation *invocation, struct json_writer *writer)
{
	size_t count = 0;
	json_open_array(writer, "modems");
	for (size_t i = 0; i < ARRAY_SIZE(modem_devices); i++) {
		glob_t found = { 0 };
		bool is_there = glob(modem_devices[i].pattern, 0, NULL, &found) == 0 &&
		                card_driver_is_there(modem_devices[i].driver);
		for (size_t j = 0; is_there && j < found.gl_pathc; j++) {
			json_open_object(writer, NULL);
			json_put_text(writer, "driver", text_from(modem_devices[i].driver));
			json_put_text(writer, "device", text_from(found.gl_pathv[j]));
			json_close_object(writer);
			output_line(invocation, "%s:%s", modem_devices[i].driver, found.gl_pathv[j]);
			count++;
		}
		globfree(&found);
	}
	json_close_array(writer);
	return count;
}

/* Without a PC/SC service a modem may still be there. */
enum exit_code lpa_card_list_command(struct invocation *invocation)
{
	AUTO(buffer) payload = BUFFER(1 << 16);
	struct text names[PCSC_READERS_MAXIMUM];
	size_t count = 0;
	char failure[PCSC_FAILURE_SIZE] = "";
	bool has_service = card_pcsc_list(&invocation->arena, names, &count, failure) == STATUS_OK;
	struct json_writer writer = json_writer(&payload);
	json_open_object(&writer, NULL);
	json_put_text(&writer, "env", TEXT("LPAC_APDU_PCSC_DRV_IFID"));
	count = put_readers(invocation, names, count, &writer);
	count += put_modems(invocation, &writer);
	json_close_object(&writer);
	if (!has_service && count == 0)
		return output_failure(invocation, "driver_apdu_list", "%s", failure);
	if (count == 0)
		output_line(invocation, "There is no card reader and no modem. A software card is used with --card FILE.");
	return invocation->json ? print_driver(&writer, &payload) : EXIT_DONE;
}

/* Under lpac's names. What a build leaves out is not in the list. */
enum exit_code lpa_driver_list_command(struct invocation *invocation)
{
	static const struct {
		const char *name;
		const char *driver; /* NULL: part of the program */
		const char *about;
	} links[] = {
		{ "at", "at", "a modem's serial port, AT+CCHO or AT+CSIM: at:/dev/ttyUSB2" },
		{ "at_csim", "at", "the same, AT+CSIM only: at_csim:/dev/ttyUSB2" },
		{ "qmi", "qmi", "a Qualcomm modem, beside ModemManager: qmi:/dev/cdc-wdm0" },
		{ "mbim", "mbim", "an MBIM modem, beside ModemManager: mbim:/dev/cdc-wdm0" },
		{ "stdio", NULL, "the program that started this one: stdio" },
		{ "tcp", NULL, "a card that listens: tcp:HOST:PORT" },
	};
	AUTO(buffer) payload = BUFFER(1 << 10);
	struct json_writer writer = json_writer(&payload);
	json_open_object(&writer, NULL);
	json_open_array(&writer, "LPAC_APDU");
	if (card_pcsc_is_there()) {
		json_put_text(&writer, NULL, TEXT("pcsc"));
		output_line(invocation, "%-8s %s", "pcsc", "card readers, through PC/SC: pcsc, pcsc:READER");
	}
	for (size_t i = 0; i < ARRAY_SIZE(links); i++) {
		if (links[i].driver && !card_driver_is_there(links[i].driver))
			continue;
		json_put_text(&writer, NULL, text_from(links[i].name));
		output_line(invocation, "%-8s %s", links[i].name, links[i].about);
	}
	json_close_array(&writer);
	json_open_array(&writer, "LPAC_HTTP");
	if (http_client_curl_is_there())
		json_put_text(&writer, NULL, TEXT("curl"));
	json_put_text(&writer, NULL, TEXT("stdio"));
	json_close_array(&writer);
	json_close_object(&writer);
	if (card_in_process_is_there())
		output_line(invocation, "%-8s a software card: its state file", "FILE");
	return invocation->json ? print_driver(&writer, &payload) : EXIT_DONE;
}

enum exit_code lpa_driver_http_command(struct invocation *invocation)
{
	AUTO(buffer) payload = BUFFER(1 << 10);
	struct json_writer writer = json_writer(&payload);
	json_open_object(&writer, NULL);
	json_put_text(&writer, "curl_version", text_from(http_client_curl_version()));
	json_close_object(&writer);
	output_line(invocation, "%s", http_client_curl_version());
	return invocation->json ? print_driver(&writer, &payload) : EXIT_DONE;
}

enum exit_code lpa_version_command(struct invocation *invocation)
{
	return output_success(invocation, TEXT("\"" PROVISIM_VERSION "\""), "%s " PROVISIM_VERSION, invocation->program->name);
}
