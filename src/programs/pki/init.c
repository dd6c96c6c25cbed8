/* SPDX-License-Identifier: Apache-2.0 */
/* `provisim pki init`: a whole test PKI in one folder. */
#include <stdio.h>

#include "io/file.h"
#include "io/system_random.h"
#include "programs/output.h"
#include "programs/pki/commands.h"
#include "rsp/identifiers.h"

const struct command_option pki_init_options[] = {
	{ .name = "curve", .value = "CURVE", .fallback = "p256", .help = "p256 or brainpool" },
	{ .name = "host", .value = "NAME", .fallback = "localhost", .help = "host name in the TLS certificates" },
	{ .name = "eid", .value = "EID", .help = "of the card: 32 digits; made up if not given" },
	{ .name = "eid-prefix", .value = "DIGITS", .fallback = "89049032", .help = "what the card maker's EIDs begin with" },
	{ .name = "smdp-oid", .value = "OID", .fallback = "2.999.10", .help = "object identifier of the SM-DP+" },
	{ .name = "smds-oid", .value = "OID", .fallback = "2.999.15", .help = "object identifier of the SM-DS" },
	{ .name = "organization", .value = "NAME", .fallback = "Provisim Test", .help = "in every certificate" },
	{ .name = "days", .value = "N", .fallback = "3650", .help = "how long the certificates are valid" },
	{ .name = "force", .help = "overwrite a PKI that is there" },
	{ 0 },
};

/* Digits of no special meaning after the maker's prefix, and the two check digits. */
static enum status make_up_eid(struct text prefix, struct eid *out)
{
	struct random random = system_random();
	uint8_t noise[EID_DIGITS];
	char digits[EID_DIGITS + 1];
	if (prefix.size > EID_DIGITS - 2)
		return STATUS_MALFORMED;
	TRY(random_fill(&random, noise, sizeof noise));
	for (size_t i = 0; i < EID_DIGITS; i++)
		digits[i] = i < prefix.size ? prefix.data[i] : (char)('0' + noise[i] % 10);
	enum status status = eid_parse((struct text){ digits, EID_DIGITS }, out);
	if (status != STATUS_OK && status != STATUS_REFUSED)
		return status;
	eid_set_check_digits(out);
	return STATUS_OK;
}

static enum status choose_eid(const struct invocation *invocation, struct eid *out)
{
	const char *given = option_text(invocation, "eid");
	struct text prefix = text_from(option_text(invocation, "eid-prefix"));
	if (!given)
		return make_up_eid(prefix, out);
	enum status status = eid_parse(text_from(given), out);
	if (status != STATUS_OK)
		return status;
	return text_starts_with(text_from(given), prefix) ? STATUS_OK : STATUS_UNTRUSTED;
}

struct world {
	enum curve curve;
	char eid[EID_DIGITS + 1];
	struct pki_identity identities[CERTIFICATE_KIND_COUNT];
};

static void world_release(struct world *world)
{
	for (int kind = 0; kind < CERTIFICATE_KIND_COUNT; kind++)
		pki_identity_release(&world->identities[kind]);
}

static enum status make_identity(struct invocation *invocation, struct world *world, enum certificate_kind kind)
{
	uint8_t serial_number[SERIAL_NUMBER_SIZE];
	struct certificate_order order;
	struct pki_identity *identity = &world->identities[kind];
	const struct pki_identity *above = &world->identities[certificate_kind_rule(kind)->issuer];
	struct issuer issuer = { .key = &above->key };
	char *name = arena_print(&invocation->arena, "%s %s",
	                         option_text(invocation, "organization"), certificate_kind_rule(kind)->name);
	if (!name)
		return STATUS_NO_MEMORY;
	TRY(pki_order_begin(invocation, kind, serial_number, &order));
	order.common_name = text_from(name);
	if (kind == CERTIFICATE_EUICC)
		order.eid = text_from(world->eid);
	if (kind != CERTIFICATE_CI)
		issuer.certificate = buffer_bytes(&above->certificate);
	identity->certificate = BUFFER(CERTIFICATE_SIZE_MAXIMUM);
	TRY(signing_key_generate(world->curve, &identity->key));
	return certificate_issue(&order, &identity->key, &issuer, &identity->certificate);
}

/* A PKI that is there is kept whole: looked for before the first file is written. */
static enum status check_empty(const char *folder, bool force)
{
	AUTO(buffer) content = BUFFER(0);
	for (int kind = 0; !force && kind < CERTIFICATE_KIND_COUNT; kind++) {
		char path[PKI_PATH_SIZE];
		TRY(pki_path(folder, kind, "key", path));
		if (file_read(path, PKI_FILE_MAXIMUM, &content) != STATUS_NOT_FOUND)
			return STATUS_EXISTS;
	}
	return STATUS_OK;
}

static enum status write_world(const char *folder, const struct world *world, bool force)
{
	TRY(folder_make(folder));
	TRY(check_empty(folder, force));
	for (int kind = 0; kind < CERTIFICATE_KIND_COUNT; kind++) {
		char certificate[PKI_PATH_SIZE], key[PKI_PATH_SIZE];
		TRY(pki_path(folder, kind, "pem", certificate));
		TRY(pki_path(folder, kind, "key", key));
		TRY(pki_identity_write(certificate, key, &world->identities[kind], force));
	}
	return STATUS_OK;
}

static enum exit_code report(const struct invocation *invocation, const char *folder, const struct world *world)
{
	AUTO(buffer) data = BUFFER(PKI_PATH_SIZE * 2);
	struct json_writer writer = json_writer(&data);
	json_open_object(&writer, NULL);
	json_put_text(&writer, "folder", text_from(folder));
	json_put_text(&writer, "curve", text_from(curve_name(world->curve)));
	json_put_text(&writer, "eid", text_from(world->eid));
	json_close_object(&writer);
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(invocation, "pki_init", "The answer is too long to print.");
	return output_success(invocation, buffer_text(&data),
	                      "Wrote CI, EUM, eUICC (EID %s), DPauth, DPpb, DP TLS, DSauth and DS TLS on %s to %s.\n"
	                      "They are for tests: no production phone or card trusts them.",
	                      world->eid, curve_name(world->curve), folder);
}

enum exit_code pki_init(struct invocation *invocation)
{
	AUTO(world) world = { 0 };
	struct eid eid;
	if (invocation->argument_count != 1)
		return usage_error(invocation, "name the folder to write to.");
	if (!curve_parse(text_from(option_text(invocation, "curve")), &world.curve))
		return usage_error(invocation, "--curve takes p256 or brainpool.");
	switch (choose_eid(invocation, &eid)) {
	case STATUS_OK:
		break;
	case STATUS_REFUSED:
		return usage_error(invocation, "the last two digits of the EID do not belong to the others.");
	case STATUS_UNTRUSTED:
		return usage_error(invocation, "the EID must begin with --eid-prefix, by which its maker is known.");
	default:
		return usage_error(invocation, "--eid takes 32 digits, --eid-prefix at most 30.");
	}
	eid_print(&eid, world.eid);

	for (int kind = 0; kind < CERTIFICATE_KIND_COUNT; kind++)
		if (make_identity(invocation, &world, kind) != STATUS_OK)
			return output_failure(invocation, "pki_init", "The %s certificate could not be made: check --host, the "
			                      "OIDs and --days.", certificate_kind_rule(kind)->name);
	enum status status = write_world(invocation->arguments[0], &world, option_is_set(invocation, "force"));
	if (status == STATUS_EXISTS)
		return output_failure(invocation, "pki_init", "%s holds keys already. Choose another folder, or overwrite them "
		                      "with --force.", invocation->arguments[0]);
	if (status != STATUS_OK)
		return output_failure(invocation, "pki_init", "Cannot write to %s: %s.", invocation->arguments[0],
		                      file_trouble(status));
	return report(invocation, invocation->arguments[0], &world);
}
