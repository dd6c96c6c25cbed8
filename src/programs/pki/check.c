/* SPDX-License-Identifier: Apache-2.0 */
/* `provisim pki check`: does every certificate hold, and does every key belong to its certificate? */
#include <stdio.h>
#include <sys/stat.h>

#include "crypto/pem.h"
#include "io/file.h"
#include "io/system_clock.h"
#include "pki/chain.h"
#include "pki/issue_list.h"
#include "programs/output.h"
#include "programs/pki/commands.h"
#include "rsp/identifiers.h"

const struct command_option pki_check_options[] = {
	{ .name = "ca", .value = "FILE", .help = "the CI's certificate, where it is not among the files" },
	{ .name = "soon", .value = "DAYS", .fallback = "30", .help = "warn of certificates that end within so many days" },
	{ 0 },
};

enum { SECONDS_A_DAY = 86400, ENTRIES_MAXIMUM = 64, FAULT_SIZE = 300 };

/* One certificate file, and the key beside it if there is one. */
struct entry {
	char path[PKI_PATH_SIZE];
	struct pki_identity identity;
	enum certificate_kind kind;
	struct certificate certificate; /* views into the identity */
	enum status key_status;
	bool readable;
};

/* Revocation lists; STATUS_… of each when it was believed. */
enum { LISTS_MAXIMUM = 8 };
struct list_file {
	const char *path;
	struct buffer der;
	enum status status;
};

struct check {
	struct list_file lists[LISTS_MAXIMUM];
	size_t list_count;
	struct entry entries[ENTRIES_MAXIMUM];
	size_t count;
	struct buffer ca; /* DER; outlives the store */
	struct trust_store trust;
	int64_t now, soon;
	size_t faults;
	char first_fault[FAULT_SIZE];
	struct json_writer writer;
};

static void check_free(struct check *check)
{
	trust_store_release(&check->trust);
	buffer_release(&check->ca);
	for (size_t i = 0; i < check->list_count; i++)
		buffer_release(&check->lists[i].der);
	for (size_t i = 0; i < check->count; i++)
		pki_identity_release(&check->entries[i].identity);
}

/* ---- what there is ---- */

/* The key of NAME.pem is NAME.key; a CI's is often kept elsewhere. */
static enum status read_key(struct entry *entry)
{
	char path[PKI_PATH_SIZE];
	const char *ending = strrchr(entry->path, '.');
	int stem = ending ? (int)(ending - entry->path) : (int)strlen(entry->path);
	int size = snprintf(path, sizeof path, "%.*s.key", stem, entry->path);
	if (size >= PKI_PATH_SIZE || strcmp(path, entry->path) == 0)
		return STATUS_NOT_FOUND;
	return pki_key_read(path, &entry->identity.key);
}

/* `kind`: what it must be; NULL takes it for what it says it is. */
static enum status add_entry(struct check *check, const char *path, const enum certificate_kind *kind)
{
	struct entry *entry = &check->entries[check->count];
	if (check->count == ENTRIES_MAXIMUM || strlen(path) >= sizeof entry->path)
		return STATUS_TOO_LARGE;
	strcpy(entry->path, path);
	entry->identity.certificate = BUFFER(CERTIFICATE_SIZE_MAXIMUM);
	enum status status = pki_certificate_read(path, &entry->identity.certificate);
	if (status == STATUS_NOT_FOUND) {
		buffer_release(&entry->identity.certificate);
		return status;
	}
	check->count++;
	entry->key_status = read_key(entry);
	entry->readable = status == STATUS_OK &&
	                  certificate_decode(buffer_bytes(&entry->identity.certificate), &entry->certificate) == STATUS_OK;
	if (kind)
		entry->kind = *kind;
	else
		entry->readable = entry->readable && certificate_kind_of(&entry->certificate, &entry->kind);
	return STATUS_OK;
}

static enum status add_folder(struct check *check, const char *folder)
{
	for (enum certificate_kind kind = 0; kind < CERTIFICATE_KIND_COUNT; kind++) {
		char path[PKI_PATH_SIZE];
		TRY(pki_path(folder, kind, "pem", path));
		enum status status = add_entry(check, path, &kind);
		if (status != STATUS_OK && status != STATUS_NOT_FOUND)
			return status;
	}
	return check->count > 0 ? STATUS_OK : STATUS_NOT_FOUND;
}

/* False: the file holds no list. */
static bool add_list(struct check *check, const char *path)
{
	AUTO(buffer) file = { 0 };
	struct certificate_list list;
	if (check->list_count == LISTS_MAXIMUM || file_read(path, CERTIFICATE_LIST_MAXIMUM, &file) != STATUS_OK)
		return false;
	struct list_file *entry = &check->lists[check->list_count];
	*entry = (struct list_file){ .path = path, .der = BUFFER(CERTIFICATE_LIST_MAXIMUM) };
	enum status status = pem_decode(buffer_text(&file), "X509 CRL", &entry->der, NULL);
	if (status == STATUS_NOT_FOUND && certificate_list_decode_whole(buffer_bytes(&file), &list) == STATUS_OK)
		status = buffer_append(&entry->der, buffer_bytes(&file));
	if (status == STATUS_OK)
		check->list_count++;
	else
		buffer_release(&entry->der);
	return status == STATUS_OK;
}

static enum status add_argument(struct check *check, const char *path)
{
	struct stat found;
	if (add_list(check, path))
		return STATUS_OK;
	if (stat(path, &found) == 0 && S_ISDIR(found.st_mode))
		return add_folder(check, path);
	return add_entry(check, path, NULL);
}

static const struct entry *find_kind(const struct check *check, enum certificate_kind kind)
{
	for (size_t i = 0; i < check->count; i++)
		if (check->entries[i].readable && check->entries[i].kind == kind)
			return &check->entries[i];
	return NULL;
}

/* A card maker's list needs his certificate, which may be among the files. */
static void believe_lists(struct check *check)
{
	const struct entry *eum = find_kind(check, CERTIFICATE_EUM);
	struct bytes maker = eum ? buffer_bytes(&eum->identity.certificate) : (struct bytes){ 0 };
	struct certificate_list list;
	for (size_t i = 0; i < check->list_count; i++)
		check->lists[i].status = trust_store_add_list(&check->trust, buffer_bytes(&check->lists[i].der), maker,
		                                              check->now, &list);
}

/* A CI that cannot be trusted is told when its own turn comes. */
static enum status fill_trust(struct check *check, const char *ca)
{
	check->ca = BUFFER(CERTIFICATE_SIZE_MAXIMUM);
	if (ca) {
		TRY(pki_certificate_read(ca, &check->ca));
		TRY(trust_store_add(&check->trust, buffer_bytes(&check->ca)));
	}
	for (size_t i = 0; i < check->count; i++)
		if (check->entries[i].readable && check->entries[i].kind == CERTIFICATE_CI) {
			enum status ignored = trust_store_add(&check->trust,
			                                      buffer_bytes(&check->entries[i].identity.certificate));
			(void)ignored;
		}
	believe_lists(check);
	return STATUS_OK;
}

/* ---- whether it holds ---- */

/* NULL: it holds. */
static const char *fault_of_card(const struct check *check, const struct entry *entry)
{
	const struct entry *eum = find_kind(check, CERTIFICATE_EUM);
	struct euicc_chain chain;
	struct eid eid;
	bool in_eum;
	if (!eum)
		return "the certificate of its maker (EUM) is not here";
	enum chain_fault fault = chain_check_euicc(&check->trust, buffer_bytes(&eum->identity.certificate),
	                                           buffer_bytes(&entry->identity.certificate), check->now, &chain, &in_eum);
	if (fault != CHAIN_OK)
		return in_eum ? "the certificate of its maker (EUM) does not hold" : chain_fault_text(fault);
	if (eid_parse(chain.euicc.serial_number_attribute, &eid) != STATUS_OK)
		return "the check digits of its EID are wrong";
	return NULL;
}

static const char *fault_of_chain(const struct check *check, const struct entry *entry)
{
	struct certificate certificate;
	if (!entry->readable)
		return "this is no certificate that remote provisioning uses";
	if (entry->kind == CERTIFICATE_EUICC)
		return fault_of_card(check, entry);
	enum chain_fault fault = chain_check(&check->trust, entry->kind, buffer_bytes(&entry->identity.certificate),
	                                     check->now, &certificate, NULL);
	return fault == CHAIN_OK ? NULL : chain_fault_text(fault);
}

static const char *fault_of_entry(const struct check *check, const struct entry *entry)
{
	const char *fault = fault_of_chain(check, entry);
	if (fault)
		return fault;
	if (entry->key_status != STATUS_OK && entry->key_status != STATUS_NOT_FOUND)
		return "its private key cannot be read";
	if (entry->key_status == STATUS_OK && !bytes_equal(BYTES(entry->identity.key.point), entry->certificate.point))
		return "the private key belongs to another certificate";
	const struct entry *authentication = find_kind(check, CERTIFICATE_DPAUTH);
	if (entry->kind == CERTIFICATE_DPPB && authentication &&
	    !bytes_equal(authentication->certificate.registered_id, entry->certificate.registered_id))
		return "its SM-DP+ OID is not that of DPauth: cards refuse the two together";
	return NULL;
}

/* ---- what is said of it ---- */

static void say(const struct invocation *invocation, struct check *check, const struct entry *entry,
                const char *verdict, const char *sentence)
{
	const char *kind = entry->readable ? certificate_kind_rule(entry->kind)->name : "unknown";
	output_line(invocation, "%-8s %-8s %s (%s)", kind, verdict, sentence, entry->path);
	json_open_object(&check->writer, NULL);
	json_put_text(&check->writer, "kind", text_from(kind));
	json_put_text(&check->writer, "file", text_from(entry->path));
	json_put_text(&check->writer, "verdict", text_from(verdict));
	json_put_text(&check->writer, "sentence", text_from(sentence));
	json_close_object(&check->writer);
}

static void check_entry(const struct invocation *invocation, struct check *check, const struct entry *entry)
{
	const char *fault = fault_of_entry(check, entry);
	if (fault) {
		if (check->faults++ == 0)
			snprintf(check->first_fault, sizeof check->first_fault, "%.*s: %s",
			         FAULT_SIZE / 2, entry->path, fault);
		say(invocation, check, entry, "bad", fault);
	} else if (entry->certificate.not_after < check->soon) {
		say(invocation, check, entry, "soon", "the certificate ends soon: issue a new one");
	} else {
		say(invocation, check, entry, "good", entry->key_status == STATUS_OK
			? "certificate and key hold" : "the certificate holds; its key is not here");
	}
}

static void check_list(const struct invocation *invocation, struct check *check, const struct list_file *list)
{
	bool good = list->status == STATUS_OK;
	const char *sentence = good ? "what it lists does not hold" : "its issuer is not here, or its signature does not hold";
	if (!good && check->faults++ == 0)
		snprintf(check->first_fault, sizeof check->first_fault, "%.*s: %s", FAULT_SIZE / 2, list->path, sentence);
	output_line(invocation, "%-8s %-8s %s (%s)", "CRL", good ? "good" : "bad", sentence, list->path);
	json_open_object(&check->writer, NULL);
	json_put_text(&check->writer, "kind", TEXT("CRL"));
	json_put_text(&check->writer, "file", text_from(list->path));
	json_put_text(&check->writer, "verdict", good ? TEXT("good") : TEXT("bad"));
	json_put_text(&check->writer, "sentence", text_from(sentence));
	json_close_object(&check->writer);
}

static enum exit_code run_check(const struct invocation *invocation, struct check *check)
{
	AUTO(buffer) data = BUFFER(ENTRIES_MAXIMUM * PKI_PATH_SIZE);
	check->writer = json_writer(&data);
	json_open_array(&check->writer, NULL);
	for (size_t i = 0; i < check->count; i++)
		check_entry(invocation, check, &check->entries[i]);
	for (size_t i = 0; i < check->list_count; i++)
		check_list(invocation, check, &check->lists[i]);
	json_close_array(&check->writer);
	if (json_finish(&check->writer) != STATUS_OK)
		return output_failure(invocation, "pki_check", "The answer is too long to print.");
	if (check->faults == 1)
		return output_failure(invocation, "pki_check", "%s.", check->first_fault);
	if (check->faults > 1)
		return output_failure(invocation, "pki_check", "%s (the first of %zu faults; --text shows all).",
		                      check->first_fault, check->faults);
	return output_success(invocation, buffer_text(&data), NULL);
}

static enum exit_code gather_and_run(const struct invocation *invocation, struct check *check)
{
	const char *ca = option_text(invocation, "ca");
	for (int i = 0; i < invocation->argument_count; i++) {
		const char *path = invocation->arguments[i];
		enum status status = add_argument(check, path);
		if (status == STATUS_NOT_FOUND)
			return output_failure(invocation, "pki_check", "%s is no file, and no folder with ci.pem, eum.pem and "
			                      "so on.", path);
		if (status != STATUS_OK)
			return output_failure(invocation, "pki_check", "Cannot read certificates from %s: %s.", path,
			                      file_trouble(status));
	}
	if (fill_trust(check, ca) != STATUS_OK)
		return output_failure(invocation, "pki_check", "%s holds no CI certificate that can be trusted.", ca);
	if (check->trust.count == 0)
		return output_failure(invocation, "pki_check", "There is no good CI certificate (ci.pem): name one with --ca.");
	return run_check(invocation, check);
}

enum exit_code pki_check(struct invocation *invocation)
{
	uint64_t days;
	struct clock clock = system_clock();
	if (invocation->argument_count < 1)
		return usage_error(invocation, "name a folder, as 'provisim pki init' makes it, or certificate files.");
	if (option_number(invocation, "soon", DAYS_MAXIMUM, &days) != STATUS_OK)
		return EXIT_USAGE;
	struct check *check = arena_allocate(&invocation->arena, sizeof *check);
	if (!check)
		return output_failure(invocation, "pki_check", "Out of memory.");
	check->now = clock_utc_seconds(&clock);
	check->soon = check->now + (int64_t)days * SECONDS_A_DAY;
	enum exit_code code = gather_and_run(invocation, check);
	check_free(check);
	return code;
}
