/* SPDX-License-Identifier: Apache-2.0 */
/* The network that the options of provisim-lpa name. */
#include <dirent.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto/certificate.h"
#include "io/file.h"
#include "io/http_client_curl.h"
#include "io/http_client_stdio.h"
#include "programs/lpa/link.h"

enum { AUTHORITY_FILE_MAXIMUM = 256 << 10 };

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

static enum exit_code read_authorities(struct authorities *authorities)
{
	const char *value;
	for (size_t i = 0; (value = option_text_nth(authorities->invocation, "ca", i)); i++) {
		struct text names = text_from(value);
		while (names.size > 0) {
			enum exit_code code = add_authority(authorities, text_trimmed(text_cut(&names, ',')));
			if (code != EXIT_DONE)
				return code;
		}
	}
	return EXIT_DONE;
}

static enum exit_code open_curl(struct invocation *invocation, const volatile sig_atomic_t *interrupted,
                                struct http_client *out, bool *out_has_authority)
{
	struct authorities authorities = { .invocation = invocation };
	size_t bad = 0;
	enum exit_code code = read_authorities(&authorities);
	if (code != EXIT_DONE)
		return code;
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

/* Whoever is the network answers for TLS, and knows the CIs. */
static enum exit_code open_stdio(struct invocation *invocation, struct http_client *out, bool *out_has_authority)
{
	if (http_client_stdio_open(STDIN_FILENO, stdout, 0, out) != STATUS_OK)
		return output_failure(invocation, "euicc_init", "There is not enough memory.");
	*out_has_authority = true;
	return EXIT_DONE;
}

enum exit_code lpa_link_http(struct invocation *invocation, const volatile sig_atomic_t *interrupted, struct http_client *out,
                             bool *out_has_authority)
{
	struct text driver = text_from(option_text(invocation, "http"));
	if (driver.size == 0)
		driver = http_client_curl_is_there() ? TEXT("curl") : TEXT("stdio");
	if (text_equal(driver, TEXT("stdio")))
		return open_stdio(invocation, out, out_has_authority);
	if (text_equal(driver, TEXT("curl")) && http_client_curl_is_there())
		return open_curl(invocation, interrupted, out, out_has_authority);
	return usage_error(invocation, "--http: there is no \"%.*s\" here: see \"driver list\".", TEXT_ARGUMENTS(driver));
}
