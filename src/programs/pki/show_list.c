/* SPDX-License-Identifier: Apache-2.0 */
/* `provisim pki show` of a revocation list. */
#include "base/hex.h"
#include "crypto/pem.h"
#include "pki/certificate_list.h"
#include "pki/issue_list.h"
#include "programs/output.h"
#include "programs/pki/commands.h"

static void put_serials(const struct invocation *invocation, const struct certificate_list *list, struct arena *arena,
                        struct json_writer *writer)
{
	struct der_reader entries = der_reader(list->entries);
	struct bytes serial_number;
	json_open_array(writer, "revoked");
	while (certificate_list_next(&entries, &serial_number)) {
		const char *hex = hex_print(arena, serial_number);
		output_line(invocation, "%-14s %s", "revoked", hex ? hex : "?");
		json_put_text(writer, NULL, text_from(hex));
	}
	json_close_array(writer);
}

static enum exit_code show(struct invocation *invocation, const struct certificate_list *list)
{
	AUTO(buffer) data = BUFFER(4 * CERTIFICATE_LIST_MAXIMUM);
	struct json_writer writer = json_writer(&data);
	char this_update[DATE_SIZE], next_update[DATE_SIZE] = "";
	const char *key = hex_print(&invocation->arena, list->authority_key_identifier);
	pki_print_date(list->this_update, this_update);
	if (list->next_update != 0)
		pki_print_date(list->next_update, next_update);
	output_line(invocation, "%-14s %llu", "list", (unsigned long long)list->number);
	output_line(invocation, "%-14s %s", "issuer's key", key ? key : "");
	output_line(invocation, "%-14s %s, next one %s", "made", this_update, *next_update ? next_update : "not announced");
	json_open_object(&writer, NULL);
	json_put_text(&writer, "kind", TEXT("CRL"));
	json_put_number(&writer, "number", (int64_t)list->number);
	json_put_text(&writer, "authorityKeyIdentifier", text_from(key));
	json_put_text(&writer, "thisUpdate", text_from(this_update));
	json_put_text(&writer, "nextUpdate", text_from(next_update));
	put_serials(invocation, list, &invocation->arena, &writer);
	json_close_object(&writer);
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(invocation, "pki_show", "The list is too long to be shown.");
	return output_success(invocation, buffer_text(&data), NULL);
}

bool pki_show_list(struct invocation *invocation, struct bytes pem_or_der, enum exit_code *out_code)
{
	AUTO(buffer) der = BUFFER(CERTIFICATE_LIST_MAXIMUM);
	struct certificate_list list;
	if (pem_decode(bytes_text(pem_or_der), "X509 CRL", &der, NULL) == STATUS_OK)
		pem_or_der = buffer_bytes(&der);
	if (certificate_list_decode_whole(pem_or_der, &list) != STATUS_OK)
		return false;
	*out_code = show(invocation, &list);
	return true;
}
