/* SPDX-License-Identifier: Apache-2.0 */
/* `provisim pki show`: what a certificate says. */
#include "base/hex.h"
#include "codec/object_identifier.h"
#include "io/file.h"
#include "pki/issue_list.h"
#include "programs/output.h"
#include "programs/pki/commands.h"

struct description {
	const char *kind;
	char *subject_key, *issuer_key;
	char *oid;
	char not_before[DATE_SIZE], not_after[DATE_SIZE];
};

static char *print_oid(struct arena *arena, struct bytes oid)
{
	AUTO(buffer) dotted = BUFFER(200);
	return oid_print(oid, &dotted) == STATUS_OK ? arena_string(arena, buffer_text(&dotted)) : arena_string(arena, TEXT(""));
}

static enum status describe(const struct certificate *certificate, struct arena *arena, struct description *out)
{
	enum certificate_kind kind;
	*out = (struct description){
		.kind = certificate_kind_of(certificate, &kind) ? certificate_kind_rule(kind)->name : "unknown",
		.subject_key = hex_print(arena, certificate->subject_key_identifier),
		.issuer_key = hex_print(arena, certificate->authority_key_identifier),
		.oid = print_oid(arena, certificate->registered_id),
	};
	pki_print_date(certificate->not_before, out->not_before);
	pki_print_date(certificate->not_after, out->not_after);
	return out->subject_key && out->issuer_key && out->oid ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status write_data(const struct certificate *certificate, const struct description *description,
                              struct buffer *out)
{
	struct json_writer writer = json_writer(out);
	json_open_object(&writer, NULL);
	json_put_text(&writer, "kind", text_from(description->kind));
	json_put_text(&writer, "commonName", certificate->common_name);
	json_put_text(&writer, "organization", certificate->organization);
	json_put_text(&writer, "serialNumber", certificate->serial_number_attribute);
	json_put_text(&writer, "oid", text_from(description->oid));
	json_put_text(&writer, "host", certificate->dns_name);
	json_put_text(&writer, "curve", text_from(curve_name(certificate->curve)));
	json_put_text(&writer, "subjectKeyIdentifier", text_from(description->subject_key));
	json_put_text(&writer, "authorityKeyIdentifier", text_from(description->issuer_key));
	json_put_text(&writer, "notBefore", text_from(description->not_before));
	json_put_text(&writer, "notAfter", text_from(description->not_after));
	json_close_object(&writer);
	return json_finish(&writer);
}

static void say(const struct invocation *invocation, const char *name, struct text value)
{
	if (value.size > 0)
		output_line(invocation, "%-14s %.*s", name, TEXT_ARGUMENTS(value));
}

static void say_all(const struct invocation *invocation, const struct certificate *certificate,
                    const struct description *description)
{
	say(invocation, "kind", text_from(description->kind));
	say(invocation, "name", certificate->common_name);
	say(invocation, "organisation", certificate->organization);
	say(invocation, "EID", certificate->serial_number_attribute);
	say(invocation, "OID", text_from(description->oid));
	say(invocation, "host", certificate->dns_name);
	say(invocation, "curve", text_from(curve_name(certificate->curve)));
	say(invocation, "key", text_from(description->subject_key));
	say(invocation, "issuer's key", text_from(description->issuer_key));
	output_line(invocation, "%-14s %s to %s", "valid", description->not_before, description->not_after);
}

enum exit_code pki_show(struct invocation *invocation)
{
	AUTO(buffer) der = BUFFER(CERTIFICATE_SIZE_MAXIMUM);
	AUTO(buffer) data = BUFFER(PKI_FILE_MAXIMUM);
	struct certificate certificate;
	struct description description;
	if (invocation->argument_count != 1)
		return usage_error(invocation, "name one certificate file.");
	const char *path = invocation->arguments[0];
	AUTO(buffer) file = { 0 };
	enum exit_code code;
	if (file_read(path, CERTIFICATE_LIST_MAXIMUM, &file) == STATUS_OK &&
	    pki_show_list(invocation, buffer_bytes(&file), &code))
		return code;
	enum status status = pki_certificate_read(path, &der);
	if (status == STATUS_OK)
		status = certificate_decode(buffer_bytes(&der), &certificate);
	if (status == STATUS_MALFORMED || status == STATUS_UNSUPPORTED)
		return output_failure(invocation, "pki_show", "%s is no ECDSA certificate on P-256 or brainpoolP256r1, in PEM "
		                      "or DER.", path);
	if (status != STATUS_OK)
		return output_failure(invocation, "pki_show", "Cannot read %s: %s.", path, file_trouble(status));
	if (describe(&certificate, &invocation->arena, &description) != STATUS_OK ||
	    write_data(&certificate, &description, &data) != STATUS_OK)
		return output_failure(invocation, "pki_show", "%s says more than can be shown.", path);
	say_all(invocation, &certificate, &description);
	return output_success(invocation, buffer_text(&data), NULL);
}
