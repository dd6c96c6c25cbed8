/* SPDX-License-Identifier: Apache-2.0 */
/* `provisim pki issue`: one more certificate under a CI or EUM that is there. */
#include "io/file.h"
#include "pki/eum_constraints.h"
#include "programs/output.h"
#include "programs/pki/commands.h"
#include "rsp/identifiers.h"

const struct command_option pki_issue_options[] = {
	{ .name = "ca", .value = "FILE", .help = "certificate of the issuer: the CI, or the EUM for a card" },
	{ .name = "ca-key", .value = "FILE", .help = "its private key" },
	{ .name = "out", .letter = 'o', .value = "NAME", .help = "write NAME.pem and NAME.key" },
	{ .name = "key", .value = "FILE", .help = "certify this key instead of a new one" },
	{ .name = "name", .value = "NAME", .fallback = "Provisim Test", .help = "common name" },
	{ .name = "organization", .value = "NAME", .fallback = "Provisim Test",
	  .help = "organisation; a card has its maker's" },
	{ .name = "host", .value = "NAME", .fallback = "localhost", .help = "host name in a TLS certificate" },
	{ .name = "eid", .value = "EID", .help = "of a card: 32 digits" },
	{ .name = "eid-prefix", .value = "DIGITS", .fallback = "89049032", .help = "what a card maker's EIDs begin with" },
	{ .name = "smdp-oid", .value = "OID", .fallback = "2.999.10", .help = "object identifier of an SM-DP+" },
	{ .name = "smds-oid", .value = "OID", .fallback = "2.999.15", .help = "object identifier of an SM-DS" },
	{ .name = "days", .value = "N", .fallback = "3650", .help = "how long it is valid" },
	{ .name = "force", .help = "overwrite files that are there" },
	{ 0 },
};

/* A sentence is printed on failure. *out_certificate has views into *out. */
static bool read_issuer(const struct invocation *invocation, enum certificate_kind kind, struct pki_identity *out,
                        struct certificate *out_certificate)
{
	const char *certificate = option_text(invocation, "ca"), *key = option_text(invocation, "ca-key");
	const struct certificate_kind_rule *rule = certificate_kind_rule(kind);
	enum certificate_kind issuer;
	out->certificate = BUFFER(CERTIFICATE_SIZE_MAXIMUM);
	if (pki_certificate_read(certificate, &out->certificate) != STATUS_OK ||
	    certificate_decode(buffer_bytes(&out->certificate), out_certificate) != STATUS_OK) {
		output_failure(invocation, "pki_issue", "%s holds no certificate that can be used.", certificate);
		return false;
	}
	if (!certificate_kind_of(out_certificate, &issuer) || issuer != rule->issuer) {
		output_failure(invocation, "pki_issue", "%s certificates are issued by the %s: %s is another certificate.",
		               rule->name, certificate_kind_rule(rule->issuer)->name, certificate);
		return false;
	}
	if (pki_key_read(key, &out->key) != STATUS_OK || !bytes_equal(BYTES(out->key.point), out_certificate->point)) {
		output_failure(invocation, "pki_issue", "%s does not hold the private key of %s.", key, certificate);
		return false;
	}
	return true;
}

/* A card has the organisation of its maker, and an EID that the maker may give (SGP.22 4.5.2.1.0.2). */
static bool fit_under_maker(const struct invocation *invocation, const struct certificate *maker,
                            struct certificate_order *order)
{
	order->organization = maker->organization;
	if (eum_constraints_allow(maker->name_constraints, order->organization, order->eid))
		return true;
	output_failure(invocation, "pki_issue", "The EUM of %s may not issue for this EID: see the prefix in its "
	               "name constraints.", option_text(invocation, "ca"));
	return false;
}

static bool choose_key(const struct invocation *invocation, enum curve curve, struct signing_key *out)
{
	const char *path = option_text(invocation, "key");
	enum status status = path ? pki_key_read(path, out) : signing_key_generate(curve, out);
	if (status == STATUS_OK && out->curve == curve)
		return true;
	output_failure(invocation, "pki_issue", "%s holds no private key on the issuer's curve, %s.",
	               path ? path : "The system", curve_name(curve));
	return false;
}

static enum exit_code write_result(struct invocation *invocation, const struct pki_identity *identity)
{
	const char *name = option_text(invocation, "out");
	char *certificate = arena_print(&invocation->arena, "%s.pem", name);
	char *key = arena_print(&invocation->arena, "%s.key", name);
	bool own_key = option_is_set(invocation, "key");
	enum status status = !certificate || !key ? STATUS_NO_MEMORY
		: pki_identity_write(certificate, own_key ? NULL : key, identity, option_is_set(invocation, "force"));
	if (status == STATUS_EXISTS)
		return output_failure(invocation, "pki_issue", "%s or %s is there already. Overwrite with --force.",
		                      certificate, key);
	if (status != STATUS_OK)
		return output_failure(invocation, "pki_issue", "Cannot write %s: %s.", certificate, file_trouble(status));
	return output_success(invocation, TEXT("null"), "Wrote %s%s%s.", certificate, own_key ? "" : " and ",
	                      own_key ? "" : key);
}

static bool eid_is_given(const struct invocation *invocation)
{
	struct eid eid;
	return eid_parse(text_from(option_text(invocation, "eid")), &eid) == STATUS_OK;
}

enum exit_code pki_issue(struct invocation *invocation)
{
	AUTO(pki_identity) above = { 0 };
	AUTO(pki_identity) identity = { .certificate = BUFFER(CERTIFICATE_SIZE_MAXIMUM) };
	uint8_t serial_number[SERIAL_NUMBER_SIZE];
	enum certificate_kind kind;
	struct certificate_order order;
	struct certificate issuing;
	if (invocation->argument_count != 1 || !pki_kind_parse(text_from(invocation->arguments[0]), &kind) ||
	    kind == CERTIFICATE_CI)
		return usage_error(invocation, "name the kind: eum, euicc, dpauth, dppb, dptls, dsauth or dstls.");
	if (!option_is_set(invocation, "ca") || !option_is_set(invocation, "ca-key") || !option_is_set(invocation, "out"))
		return usage_error(invocation, "--ca, --ca-key and --out are needed.");
	if (kind == CERTIFICATE_EUICC && !eid_is_given(invocation))
		return usage_error(invocation, "--eid takes 32 digits, of which the last two are check digits that hold.");
	if (!read_issuer(invocation, kind, &above, &issuing) || !choose_key(invocation, above.key.curve, &identity.key))
		return EXIT_FAILED;
	if (pki_order_begin(invocation, kind, serial_number, &order) != STATUS_OK)
		return EXIT_USAGE;
	if (kind == CERTIFICATE_EUICC && !fit_under_maker(invocation, &issuing, &order))
		return EXIT_FAILED;
	order.common_name = text_from(option_text(invocation, "name"));
	struct issuer issuer = { .key = &above.key, .certificate = buffer_bytes(&above.certificate) };
	if (certificate_issue(&order, &identity.key, &issuer, &identity.certificate) != STATUS_OK)
		return output_failure(invocation, "pki_issue", "A %s certificate needs more than was given: see --eid, --host, "
		                      "the OIDs and --days.", certificate_kind_rule(kind)->name);
	return write_result(invocation, &identity);
}
