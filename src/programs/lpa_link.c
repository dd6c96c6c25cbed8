/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/lpa_link.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hex.h"
#include "crypto/certificate.h"
#include "io/card_dialled.h"
#include "io/card_pcsc.h"
#include "io/card_stdio.h"
#include "io/file.h"
#include "io/http_client_curl.h"
#include "programs/apdu_trace.h"
#include "programs/card_choice.h"
#include "programs/card_file.h"
#include "programs/card_in_process.h"

enum { AUTHORITY_FILE_MAXIMUM = 256 << 10 };

enum exit_code lpa_link_settings(struct invocation *invocation, struct isd_r_settings *out)
{
	struct text aids = text_from(option_text(invocation, "isd-r-aid"));
	uint64_t segment_size = 0;
	*out = (struct isd_r_settings){ 0 };
	if (option_number(invocation, "segment-size", ISD_R_SEGMENT_MAXIMUM, &segment_size) == STATUS_MALFORMED)
		return EXIT_USAGE;
	out->segment_size = (size_t)segment_size;
	while (aids.size > 0 && out->aid_count < ISD_R_AIDS_MAXIMUM) {
		struct text digits = text_trimmed(text_cut(&aids, ','));
		uint8_t *aid = arena_allocate(&invocation->arena, digits.size / 2 + 1);
		if (!aid || hex_decode(digits, aid, digits.size / 2) != STATUS_OK)
			return usage_error(invocation, "--isd-r-aid: \"%.*s\" is not an AID in hexadecimal.",
			                   TEXT_ARGUMENTS(digits));
		out->aids[out->aid_count++] = bytes_from(aid, digits.size / 2);
	}
	return EXIT_DONE;
}

static struct text environment(const char *name)
{
	return text_trimmed(text_from(getenv(name)));
}

/* "pcsc:2" is the third reader, "pcsc:ACS" one with that in its name. lpac's variables stand in for what is not
 * said. */
static enum exit_code open_pcsc(struct invocation *invocation, struct text reader, struct card_reader *out)
{
	char failure[PCSC_FAILURE_SIZE] = "";
	uint64_t index;
	struct card_pcsc_choice choice = { .ignored = environment("LPAC_APDU_PCSC_DRV_IGNORE_NAME") };
	if (reader.size == 0) {
		choice.index = environment("LPAC_APDU_PCSC_DRV_IFID");
		choice.name = environment("LPAC_APDU_PCSC_DRV_NAME");
	} else if (text_to_number(reader, PCSC_READERS_MAXIMUM, &index)) {
		choice.index = reader;
	} else {
		choice.name = reader;
	}
	if (card_pcsc_open(&choice, out, failure) != STATUS_OK)
		return output_failure(invocation, "euicc_init", "%s", failure);
	return EXIT_DONE;
}

static enum exit_code open_file(struct invocation *invocation, const char *path, const char *fault, struct card_reader *out)
{
	struct card_faults faults = { 0 };
	if (fault && !card_faults_parse(text_from(fault), &faults))
		return usage_error(invocation, "--fault: \"%s\" is none. " CARD_FAULT_GRAMMAR, fault);
	enum status status = card_in_process_open(path, &faults, out);
	if (status != STATUS_OK)
		return output_failure(invocation, "euicc_init", "The card \"%s\" cannot be used: %s.", path,
		                      card_file_trouble(status));
	return EXIT_DONE;
}

static enum exit_code open_device(struct invocation *invocation, const struct card_choice *choice, struct card_reader *out)
{
	char failure[CARD_FAILURE_SIZE] = "";
	enum status status = STATUS_UNSUPPORTED;
	if (choice->kind == CARD_MODEM)
		status = card_driver_open(choice->driver, &choice->device, out, failure);
	else if (choice->kind == CARD_STDIO)
		status = card_stdio_open(STDIN_FILENO, stdout, choice->device.seconds, out, failure);
	else
		status = card_dialled_open(choice->name, choice->device.seconds, out, failure);
	if (status != STATUS_OK)
		return output_failure(invocation, "euicc_init", "%s", *failure ? failure : status_name(status));
	return EXIT_DONE;
}

static enum exit_code open_card(struct invocation *invocation, struct card_reader *out)
{
	const char *fault = option_text(invocation, "fault");
	struct card_choice choice;
	enum exit_code code = card_choice_make(invocation, &choice);
	if (code != EXIT_DONE)
		return code;
	if (choice.kind == CARD_FILE)
		return open_file(invocation, option_text(invocation, "card"), fault, out);
	if (fault)
		return usage_error(invocation, "--fault is for software cards: give --card a state file.");
	return choice.kind == CARD_PCSC ? open_pcsc(invocation, choice.name, out) : open_device(invocation, &choice, out);
}

enum exit_code lpa_link_card(struct invocation *invocation, struct card_reader *out)
{
	struct card_reader reader;
	enum exit_code code = open_card(invocation, &reader);
	if (code != EXIT_DONE)
		return code;
	code = apdu_trace_reader(invocation, &reader);
	if (code == EXIT_DONE)
		*out = reader;
	else
		card_reader_close(&reader);
	return code;
}

/* Certificates read so far. */
struct authorities {
	struct invocation *invocation;
	struct bytes certificates[HTTP_CI_CERTIFICATES_MAXIMUM];
	size_t count;
};

static enum status add_certificate(struct authorities *authorities, struct bytes pem_or_der)
{
	AUTO(buffer) der = BUFFER(CERTIFICATE_SIZE_MAXIMUM);
	if (authorities->count == HTTP_CI_CERTIFICATES_MAXIMUM)
		return STATUS_TOO_LARGE;
	TRY(certificate_from_file(pem_or_der, &der));
	TRY(arena_copy(&authorities->invocation->arena, buffer_bytes(&der), &authorities->certificates[authorities->count]));
	authorities->count++;
	return STATUS_OK;
}

/* One DER certificate, or as many PEM ones as there are. */
static enum status add_file(struct authorities *authorities, const char *path)
{
	static const char begin[] = "-----BEGIN CERTIFICATE-----";
	AUTO(buffer) content = BUFFER(AUTHORITY_FILE_MAXIMUM);
	TRY(file_read(path, AUTHORITY_FILE_MAXIMUM, &content));
	struct bytes rest = buffer_bytes(&content);
	const uint8_t *found = memmem(rest.data, rest.size, begin, sizeof begin - 1);
	if (!found)
		return add_certificate(authorities, rest);
	while (found) {
		rest = bytes_after(rest, (size_t)(found - rest.data));
		TRY(add_certificate(authorities, rest));
		rest = bytes_after(rest, sizeof begin - 1);
		found = rest.size > 0 ? memmem(rest.data, rest.size, begin, sizeof begin - 1) : NULL;
	}
	return STATUS_OK;
}

/* A folder may hold keys and requests besides. */
static bool is_certificate_name(const char *name)
{
	const char *dot = strrchr(name, '.');
	return dot &&
	       (strcmp(dot, ".pem") == 0 || strcmp(dot, ".der") == 0 || strcmp(dot, ".crt") == 0 || strcmp(dot, ".cer") == 0);
}

static enum status add_folder(struct authorities *authorities, const char *path)
{
	DIR *folder = opendir(path);
	enum status status = folder ? STATUS_OK : STATUS_IO;
	const struct dirent *entry;
	while (status == STATUS_OK && (entry = readdir(folder)))
		if (is_certificate_name(entry->d_name)) {
			char *file = arena_print(&authorities->invocation->arena, "%s/%s", path, entry->d_name);
			status = file ? add_file(authorities, file) : STATUS_NO_MEMORY;
		}
	if (folder)
		closedir(folder);
	return status;
}

static enum exit_code add_authority(struct authorities *authorities, struct text name)
{
	struct stat about;
	char *path = arena_string(&authorities->invocation->arena, name);
	enum status status = STATUS_NO_MEMORY;
	if (path && stat(path, &about) == 0 && S_ISDIR(about.st_mode))
		status = add_folder(authorities, path);
	else if (path)
		status = add_file(authorities, path);
	if (status != STATUS_OK)
		return output_failure(authorities->invocation, "euicc_init",
		                      "No CI certificate can be read from --ca \"%.*s\" (%s).", TEXT_ARGUMENTS(name),
		                      status_name(status));
	return EXIT_DONE;
}

enum exit_code lpa_link_http(struct invocation *invocation, const volatile sig_atomic_t *interrupted, struct http_client *out,
                             bool *out_has_authority)
{
	struct authorities authorities = { .invocation = invocation };
	const char *value;
	size_t bad = 0;
	for (size_t i = 0; (value = option_text_nth(invocation, "ca", i)); i++) {
		struct text names = text_from(value);
		while (names.size > 0) {
			enum exit_code code = add_authority(&authorities, text_trimmed(text_cut(&names, ',')));
			if (code != EXIT_DONE)
				return code;
		}
	}
	const char *certificate = option_text(invocation, "client-cert"), *key = option_text(invocation, "client-key");
	if (!certificate != !key)
		return usage_error(invocation, "--client-cert and --client-key go together");
	struct http_client_curl_settings settings = {
		.certificate = certificate,
		.key = key,
		.ci_certificates = authorities.certificates,
		.ci_certificate_count = authorities.count,
		.interrupted = interrupted,
	};
	enum status status = http_client_curl_open(&settings, out, &bad);
	if (status != STATUS_OK)
		return output_failure(invocation, "euicc_init", "The network client cannot be started (%s).",
		                      status_name(status));
	*out_has_authority = authorities.count > 0;
	return EXIT_DONE;
}
