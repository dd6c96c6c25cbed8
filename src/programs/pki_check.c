/* SPDX-License-Identifier: Apache-2.0 */
/* `provisim pki check`: does every certificate hold, and does every key belong to its certificate? */
#include "io/file.h"
#include "io/system_clock.h"
#include "pki/chain.h"
#include "programs/output.h"
#include "programs/pki_commands.h"

const struct command_option pki_check_options[] = {
	{ .name = "soon", .value = "DAYS", .fallback = "30", .help = "warn of certificates that end within so many days" },
	{ 0 },
};

enum { SECONDS_A_DAY = 86400 };

/* What is known of one folder. */
struct check {
	const char *folder;
	int64_t now, soon;
	struct pki_identity identities[CERTIFICATE_KIND_COUNT];
	bool present[CERTIFICATE_KIND_COUNT];
	struct trust_store trust;
	size_t faults, warnings;
	struct json_writer writer;
};

static void check_release(struct check *check)
{
	trust_store_release(&check->trust);
	for (int kind = 0; kind < CERTIFICATE_KIND_COUNT; kind++)
		pki_identity_release(&check->identities[kind]);
}

static void say(const struct invocation *invocation, struct check *check, enum certificate_kind kind, const char *verdict,
                const char *sentence)
{
	output_line(invocation, "%-8s %-8s %s", certificate_kind_rule(kind)->name, verdict, sentence);
	json_open_object(&check->writer, NULL);
	json_put_text(&check->writer, "kind", text_from(certificate_kind_rule(kind)->name));
	json_put_text(&check->writer, "verdict", text_from(verdict));
	json_put_text(&check->writer, "sentence", text_from(sentence));
	json_close_object(&check->writer);
}

static enum status read_identity(struct check *check, enum certificate_kind kind)
{
	char certificate[PKI_PATH_SIZE], key[PKI_PATH_SIZE];
	struct pki_identity *identity = &check->identities[kind];
	TRY(pki_path(check->folder, kind, "pem", certificate));
	TRY(pki_path(check->folder, kind, "key", key));
	identity->certificate = BUFFER(CERTIFICATE_SIZE_MAXIMUM);
	TRY(pki_certificate_read(certificate, &identity->certificate));
	enum status status = pki_key_read(key, &identity->key);
	return status == STATUS_NOT_FOUND ? STATUS_OK : status; /* a CI's key is often kept elsewhere */
}

static enum chain_fault check_chain(const struct check *check, enum certificate_kind kind, struct certificate *out)
{
	struct bytes der = buffer_bytes(&check->identities[kind].certificate);
	struct euicc_chain chain;
	bool in_eum;
	if (kind == CERTIFICATE_CI)
		return certificate_decode(der, out) == STATUS_OK ? CHAIN_OK : CHAIN_MALFORMED;
	if (kind != CERTIFICATE_EUICC)
		return chain_check(&check->trust, kind, der, check->now, out, NULL);
	enum chain_fault fault = chain_check_euicc(&check->trust,
	                                           buffer_bytes(&check->identities[CERTIFICATE_EUM].certificate), der,
	                                           check->now, &chain, &in_eum);
	if (fault == CHAIN_OK)
		*out = chain.euicc;
	return fault;
}

static bool key_belongs(const struct pki_identity *identity, const struct certificate *certificate)
{
	return !identity->key.handle || bytes_equal(BYTES(identity->key.point), certificate->point);
}

static void check_kind(const struct invocation *invocation, struct check *check, enum certificate_kind kind)
{
	struct certificate certificate;
	enum chain_fault fault = check_chain(check, kind, &certificate);
	if (fault != CHAIN_OK) {
		check->faults++;
		say(invocation, check, kind, "bad", chain_fault_text(fault));
	} else if (!key_belongs(&check->identities[kind], &certificate)) {
		check->faults++;
		say(invocation, check, kind, "bad", "the private key belongs to another certificate");
	} else if (certificate.not_after < check->soon) {
		check->warnings++;
		say(invocation, check, kind, "soon", "the certificate ends soon: issue a new one");
	} else {
		say(invocation, check, kind, "good", check->identities[kind].key.handle
			? "certificate and key hold" : "the certificate holds; its key is not here");
	}
}

static void check_folder(const struct invocation *invocation, struct check *check)
{
	for (int kind = 0; kind < CERTIFICATE_KIND_COUNT; kind++) {
		enum status status = read_identity(check, kind);
		check->present[kind] = status == STATUS_OK;
		if (status != STATUS_OK && status != STATUS_NOT_FOUND) {
			check->faults++;
			say(invocation, check, kind, "bad", "the certificate or the key cannot be read");
		}
	}
	if (!check->present[CERTIFICATE_CI] ||
	    trust_store_add(&check->trust, buffer_bytes(&check->identities[CERTIFICATE_CI].certificate)) != STATUS_OK) {
		check->faults++;
		say(invocation, check, CERTIFICATE_CI, "bad", "there is no good CI certificate (ci.pem)");
	}
	for (int kind = 0; kind < CERTIFICATE_KIND_COUNT; kind++)
		if (check->present[kind])
			check_kind(invocation, check, kind);
}

enum exit_code pki_check(struct invocation *invocation)
{
	AUTO(check) check = { 0 };
	AUTO(buffer) data = BUFFER(PKI_FILE_MAXIMUM);
	uint64_t days;
	struct clock clock = system_clock();
	if (invocation->argument_count != 1)
		return usage_error(invocation, "Name one folder, as `provisim pki init` makes it.");
	if (option_number(invocation, "soon", DAYS_MAXIMUM, &days) != STATUS_OK)
		return EXIT_USAGE;
	check.folder = invocation->arguments[0];
	check.now = clock_utc_seconds(&clock);
	check.soon = check.now + (int64_t)days * SECONDS_A_DAY;
	check.writer = json_writer(&data);
	json_open_array(&check.writer, NULL);
	check_folder(invocation, &check);
	json_close_array(&check.writer);
	if (json_finish(&check.writer) != STATUS_OK)
		return output_failure(invocation, "pki_check", "The answer is too long to print.");
	if (check.faults > 0)
		return output_failure(invocation, "pki_check", "%s has %zu fault%s: nobody should be asked to trust it.",
		                      check.folder, check.faults, check.faults == 1 ? "" : "s");
	return output_success(invocation, buffer_text(&data), NULL);
}
