/* SPDX-License-Identifier: Apache-2.0 */
/* `provisim pki crl`: a list of certificates that do not hold any more. */
#include <stdio.h>

#include "base/hex.h"
#include "crypto/pem.h"
#include "io/file.h"
#include "io/system_clock.h"
#include "pki/issue_list.h"
#include "programs/output.h"
#include "programs/pki/commands.h"

const struct command_option pki_crl_options[] = {
	{ .name = "ca", .value = "FILE", .help = "certificate of the issuer: the CI, or the EUM for cards" },
	{ .name = "ca-key", .value = "FILE", .help = "its private key" },
	{ .name = "out", .letter = 'o', .value = "FILE", .help = "write the list there, PEM" },
	{ .name = "number", .value = "N", .fallback = "1", .help = "of the list: higher each time" },
	{ .name = "days", .value = "N", .fallback = "30", .help = "until the next one is due" },
	{ .name = "force", .help = "overwrite a file that is there" },
	{ 0 },
};

enum { SECONDS_A_DAY = 86400, REVOKED_MAXIMUM = 1000, SERIAL_MAXIMUM = 20 };

/* A file that is there is a certificate; anything else a serial number in hexadecimal. */
static enum status read_serial(struct arena *arena, const char *argument, struct bytes *out)
{
	AUTO(buffer) der = BUFFER(CERTIFICATE_SIZE_MAXIMUM);
	struct certificate certificate;
	uint8_t octets[SERIAL_MAXIMUM];
	enum status status = pki_certificate_read(argument, &der);
	if (status == STATUS_OK) {
		TRY(certificate_decode(buffer_bytes(&der), &certificate));
		return arena_copy(arena, certificate.serial_number, out);
	}
	size_t size = strlen(argument) / 2;
	if (status != STATUS_NOT_FOUND || size < 1 || size > SERIAL_MAXIMUM ||
	    hex_decode(text_from(argument), octets, size) != STATUS_OK)
		return STATUS_MALFORMED;
	return arena_copy(arena, bytes_from(octets, size), out);
}

static enum status write_list(const struct invocation *invocation, struct bytes der)
{
	AUTO(buffer) pem = BUFFER(2 * CERTIFICATE_LIST_MAXIMUM);
	TRY(pem_print("X509 CRL", der, &pem));
	return file_write(option_text(invocation, "out"), buffer_bytes(&pem), 0644, option_is_set(invocation, "force"));
}

static enum exit_code issue(struct invocation *invocation, struct pki_identity *issuer, const struct bytes *serials,
                            uint64_t number, uint64_t days)
{
	AUTO(buffer) der = BUFFER(CERTIFICATE_LIST_MAXIMUM);
	const char *path = option_text(invocation, "out");
	struct clock clock = system_clock();
	int64_t now = clock_utc_seconds(&clock);
	struct list_order order = {
		.serial_numbers = serials,
		.count = (size_t)invocation->argument_count,
		.number = number,
		.this_update = now,
		.next_update = now + (int64_t)days * SECONDS_A_DAY,
	};
	const struct issuer by = { .key = &issuer->key, .certificate = buffer_bytes(&issuer->certificate) };
	if (certificate_list_issue(&order, &by, &der) != STATUS_OK)
		return output_failure(invocation, "pki_crl", "%s cannot issue a list: it is no CI or EUM, or --days is nought.",
		                      option_text(invocation, "ca"));
	enum status status = write_list(invocation, buffer_bytes(&der));
	if (status == STATUS_EXISTS)
		return output_failure(invocation, "pki_crl", "%s is there already. Overwrite with --force.", path);
	if (status != STATUS_OK)
		return output_failure(invocation, "pki_crl", "Cannot write %s: %s.", path, file_trouble(status));
	return output_success(invocation, TEXT("null"), "Wrote %s: %d revoked.", path, invocation->argument_count);
}

static bool read_issuer(const struct invocation *invocation, struct pki_identity *out)
{
	const char *ca = option_text(invocation, "ca"), *key = option_text(invocation, "ca-key");
	struct certificate certificate;
	out->certificate = BUFFER(CERTIFICATE_SIZE_MAXIMUM);
	if (pki_certificate_read(ca, &out->certificate) == STATUS_OK &&
	    certificate_decode(buffer_bytes(&out->certificate), &certificate) == STATUS_OK &&
	    pki_key_read(key, &out->key) == STATUS_OK && bytes_equal(BYTES(out->key.point), certificate.point))
		return true;
	output_failure(invocation, "pki_crl", "%s and %s are no certificate with its private key.", ca, key);
	return false;
}

enum exit_code pki_crl(struct invocation *invocation)
{
	AUTO(pki_identity) issuer = { 0 };
	struct bytes serials[REVOKED_MAXIMUM];
	uint64_t number, days;
	if (!option_is_set(invocation, "ca") || !option_is_set(invocation, "ca-key") || !option_is_set(invocation, "out"))
		return usage_error(invocation, "--ca, --ca-key and --out are needed.");
	if (option_number(invocation, "number", INT64_MAX, &number) != STATUS_OK ||
	    option_number(invocation, "days", DAYS_MAXIMUM, &days) != STATUS_OK)
		return EXIT_USAGE;
	if (invocation->argument_count > REVOKED_MAXIMUM)
		return usage_error(invocation, "a list takes up to a thousand certificates.");
	for (int i = 0; i < invocation->argument_count; i++)
		if (read_serial(&invocation->arena, invocation->arguments[i], &serials[i]) != STATUS_OK)
			return output_failure(invocation, "pki_crl", "%s is neither a certificate nor a serial number in "
			                      "hexadecimal.", invocation->arguments[i]);
	return read_issuer(invocation, &issuer) ? issue(invocation, &issuer, serials, number, days) : EXIT_FAILED;
}
