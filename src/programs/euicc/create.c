/* SPDX-License-Identifier: Apache-2.0 */
/* `provisim euicc create`: what a card maker does. */
#include <stdio.h>
#include <unistd.h>

#include "euicc/euicc.h"
#include "io/file.h"
#include "io/nvm_sqlite.h"
#include "io/system_clock.h"
#include "io/system_random.h"
#include "pki/card_identity.h"
#include "programs/euicc/card_file.h"
#include "programs/euicc/commands.h"
#include "programs/euicc/personality_file.h"
#include "programs/pki/folder.h"

const struct command_option euicc_create_options[] = {
	{ .name = "pki", .value = "DIR", .fallback = "pki",
	  .help = "certificates as 'provisim pki init' makes them; several times for a card under several CIs" },
	{ .name = "eid", .value = "EID",
	  .help = "32 digits; another one than in DIR/euicc.pem gets its certificate from DIR/eum.key" },
	{ .name = "count", .value = "N",
	  .help = "so many cards: FILE is a folder, each card is called by its EID in it, and EIDs are counted on" },
	{ .name = "personality", .value = "NAME|FILE",
	  .help = "the kind of card: see 'provisim euicc personality list'; strict if not given" },
	{ .name = "default-smdp", .value = "ADDRESS", .help = "the server to ask without an activation code" },
	{ .name = "root-smds", .value = "ADDRESS", .help = "the discovery server; lpa.ds.gsma.com if not given" },
	{ .name = "memory", .value = "OCTETS", .help = "room for profiles; 524288 if not given" },
	{ .name = "protected-tlv-maximum", .value = "OCTETS",
	  .help = "of one protected part of a package; 1020 as the standard has it; some servers send 1036" },
	{ .name = "allow-policy-rules", .help = "profiles of every operator may forbid to be disabled or deleted" },
	{ .name = "no-test-profiles", .help = "test profiles are refused" },
	{ 0 },
};

/* A card on its way into the world. */
struct creation {
	struct invocation *invocation;
	const char *path;
	const char *eid;    /* asked for; NULL: that of the first folder's certificate */
	uint64_t number;    /* the EID is so many behind that */
	struct euicc_credentials credentials[EUICC_CREDENTIALS_MAXIMUM];
	struct credential_files {
		struct buffer ci, eum, euicc, scalar;
	} files[EUICC_CREDENTIALS_MAXIMUM];
	struct euicc_birth birth;
};

static void creation_release(struct creation *creation)
{
	for (size_t i = 0; i < EUICC_CREDENTIALS_MAXIMUM; i++) {
		buffer_release(&creation->files[i].ci);
		buffer_release(&creation->files[i].eum);
		buffer_release(&creation->files[i].euicc);
		buffer_release(&creation->files[i].scalar);
	}
}

static enum exit_code file_failed(const struct creation *creation, const char *path, enum status status)
{
	return output_failure(creation->invocation, "create", "%s: %s. Make a folder of certificates with 'provisim pki init'.",
	                      path, file_trouble(status));
}

static enum exit_code read_certificate(const struct creation *creation, const char *folder, enum certificate_kind kind,
                                       struct buffer *out)
{
	char path[PKI_PATH_SIZE];
	*out = BUFFER(CERTIFICATE_SIZE_MAXIMUM);
	enum status status = pki_path(folder, kind, "pem", path);
	if (status == STATUS_OK)
		status = pki_certificate_read(path, out);
	return status == STATUS_OK ? EXIT_DONE : file_failed(creation, path, status);
}

static enum exit_code read_key(const struct creation *creation, const char *folder, enum certificate_kind kind,
                               struct signing_key *out)
{
	char path[PKI_PATH_SIZE];
	enum status status = pki_path(folder, kind, "key", path);
	if (status == STATUS_OK)
		status = pki_key_read(path, out);
	return status == STATUS_OK ? EXIT_DONE : file_failed(creation, path, status);
}

/* ---- certificates ---- */

/* A new key and a certificate over it for an EID that the folder has none for. */
static enum exit_code issue_card(struct creation *creation, const char *folder, struct credential_files *files,
                                 struct signing_key *out_key)
{
	AUTO(signing_key) eum_key = { 0 };
	uint8_t serial_number[CARD_SERIAL_NUMBER_SIZE];
	char eid[EID_DIGITS + 1];
	struct random random = system_random();
	struct clock clock = system_clock();
	enum exit_code code = read_key(creation, folder, CERTIFICATE_EUM, &eum_key);
	if (code != EXIT_DONE)
		return code;
	if (random_fill(&random, serial_number, sizeof serial_number) != STATUS_OK)
		return output_failure(creation->invocation, "create", "No key could be made.");
	eid_print(&creation->birth.eid, eid);
	const struct card_identity_order order = { text_from(eid), clock_utc_seconds(&clock), BYTES(serial_number) };
	const struct issuer issuer = { .key = &eum_key, .certificate = buffer_bytes(&files->eum) };
	buffer_clear(&files->euicc);
	if (card_identity_issue(&order, &issuer, out_key, &files->euicc) != STATUS_OK)
		return output_failure(creation->invocation, "create", "No certificate could be issued for this EID.");
	return EXIT_DONE;
}

/* The EID that the card shall have: the one asked for, or the one in the first folder's certificate. */
static enum exit_code choose_eid(struct creation *creation, const struct certificate *card)
{
	struct text eid = creation->eid ? text_from(creation->eid) : card->serial_number_attribute;
	switch (eid_parse(eid, &creation->birth.eid)) {
	case STATUS_OK:
		if (creation->number > 0 && eid_count_on(&creation->birth.eid, creation->number) != STATUS_OK)
			return usage_error(creation->invocation, "there are not so many EIDs after %.*s.", TEXT_ARGUMENTS(eid));
		return EXIT_DONE;
	case STATUS_REFUSED:
		return usage_error(creation->invocation, "the check digits of the EID %.*s are wrong.", TEXT_ARGUMENTS(eid));
	default:
		return usage_error(creation->invocation, "\"%.*s\" is no EID: it has 32 digits.", TEXT_ARGUMENTS(eid));
	}
}

static bool has_other_eid(const struct creation *creation, const struct certificate *card)
{
	struct eid eid;
	return eid_parse(card->serial_number_attribute, &eid) != STATUS_OK ||
	       !bytes_equal(BYTES(eid.octets), BYTES(creation->birth.eid.octets));
}

static enum exit_code read_folder(struct creation *creation, const char *folder, size_t index)
{
	struct credential_files *files = &creation->files[index];
	AUTO(signing_key) key = { 0 };
	struct certificate card;
	enum exit_code code = read_certificate(creation, folder, CERTIFICATE_CI, &files->ci);
	if (code == EXIT_DONE)
		code = read_certificate(creation, folder, CERTIFICATE_EUM, &files->eum);
	if (code == EXIT_DONE)
		code = read_certificate(creation, folder, CERTIFICATE_EUICC, &files->euicc);
	if (code != EXIT_DONE)
		return code;
	if (certificate_decode(buffer_bytes(&files->euicc), &card) != STATUS_OK)
		return output_failure(creation->invocation, "create", "%s/euicc.pem is no card's certificate.", folder);
	if (index == 0 && (code = choose_eid(creation, &card)) != EXIT_DONE)
		return code;
	code = has_other_eid(creation, &card) ? issue_card(creation, folder, files, &key)
	                                      : read_key(creation, folder, CERTIFICATE_EUICC, &key);
	if (code != EXIT_DONE)
		return code;
	files->scalar = SECRET_BUFFER(SCALAR_SIZE);
	if (signing_key_scalar(&key, &files->scalar) != STATUS_OK)
		return output_failure(creation->invocation, "create", "Out of memory.");
	creation->credentials[index] = (struct euicc_credentials){
		.ci_certificate = buffer_bytes(&files->ci),
		.eum_certificate = buffer_bytes(&files->eum),
		.euicc_certificate = buffer_bytes(&files->euicc),
		.private_key = buffer_bytes(&files->scalar),
	};
	return EXIT_DONE;
}

static enum exit_code read_folders(struct creation *creation)
{
	struct invocation *invocation = creation->invocation;
	const char *folder = option_text_nth(invocation, "pki", 0);
	size_t count = 0;
	if (!folder)
		folder = option_text(invocation, "pki");
	for (; folder; folder = option_text_nth(invocation, "pki", count)) {
		if (count == EUICC_CREDENTIALS_MAXIMUM)
			return usage_error(invocation, "a card has at most %d CIs.", EUICC_CREDENTIALS_MAXIMUM);
		enum exit_code code = read_folder(creation, folder, count++);
		if (code != EXIT_DONE)
			return code;
	}
	creation->birth.credentials = creation->credentials;
	creation->birth.credential_count = count;
	return EXIT_DONE;
}

/* ---- the rest of the birth data ---- */

static enum exit_code read_number(const struct creation *creation, const char *name, uint32_t *out)
{
	uint64_t number = 0;
	if (option_number(creation->invocation, name, UINT32_MAX, &number) == STATUS_MALFORMED)
		return EXIT_USAGE;
	*out = (uint32_t)number;
	return EXIT_DONE;
}

static enum exit_code read_address(const struct creation *creation, const char *name, struct text *out)
{
	const char *address = option_text(creation->invocation, name);
	*out = text_from(address);
	if (address && !address_is_valid(*out))
		return usage_error(creation->invocation, "\"%s\" is not a server address: give a host name, or host:port.",
		                   address);
	return EXIT_DONE;
}

static enum exit_code read_personality(struct creation *creation)
{
	struct invocation *invocation = creation->invocation;
	const char *name = option_text(invocation, "personality");
	char fault[SETTINGS_FAULT_SIZE] = "";
	struct personality_file file;
	if (!name)
		return EXIT_DONE;
	if (personality_file_read(name, &invocation->arena, &file, fault) != STATUS_OK)
		return output_failure(invocation, "create", "%s", fault);
	creation->birth.personality = file.personality;
	return EXIT_DONE;
}

static enum exit_code read_options(struct creation *creation)
{
	struct euicc_birth *birth = &creation->birth;
	enum exit_code code = read_personality(creation);
	if (code == EXIT_DONE)
		code = read_number(creation, "memory", &birth->nonvolatile_memory);
	if (code == EXIT_DONE)
		code = read_number(creation, "protected-tlv-maximum", &birth->protected_tlv_maximum);
	if (code == EXIT_DONE)
		code = read_address(creation, "default-smdp", &birth->default_smdp_address);
	if (code == EXIT_DONE)
		code = read_address(creation, "root-smds", &birth->root_smds_address);
	birth->test_profiles_allowed = !option_is_set(creation->invocation, "no-test-profiles");
	if (option_is_set(creation->invocation, "allow-policy-rules"))
		rules_authorisation_allow_all(&birth->rules);
	return code;
}

static enum exit_code write_card(const struct creation *creation)
{
	struct nvm_sqlite *file = NULL;
	bool is_new = access(creation->path, F_OK) != 0;
	enum status status = nvm_sqlite_open(creation->path, &file);
	if (status == STATUS_OK)
		status = euicc_create(nvm_sqlite_port(file), &creation->birth);
	nvm_sqlite_close(file);
	if (status == STATUS_OK)
		return EXIT_DONE;
	if (is_new)
		unlink(creation->path);
	if (status == STATUS_MALFORMED)
		return output_failure(creation->invocation, "create",
		                      "The certificates and the key do not belong together, or a size is out of range.");
	if (status == STATUS_NOT_FOUND)
		return output_failure(creation->invocation, "create", "%s: %s.", creation->path, file_trouble(status));
	return output_failure(creation->invocation, "create", "%s: %s.", creation->path, card_file_trouble(status));
}

static enum exit_code prepare(struct creation *creation)
{
	enum exit_code code = read_options(creation);
	return code == EXIT_DONE ? read_folders(creation) : code;
}

/* ---- one ---- */

static enum exit_code create_one(struct invocation *invocation)
{
	AUTO(creation) creation = {
		.invocation = invocation, .path = invocation->arguments[0], .eid = option_text(invocation, "eid"),
	};
	AUTO(buffer) json = BUFFER(256);
	char eid[EID_DIGITS + 1];
	enum exit_code code = prepare(&creation);
	if (code == EXIT_DONE)
		code = write_card(&creation);
	if (code != EXIT_DONE)
		return code;
	eid_print(&creation.birth.eid, eid);
	struct json_writer writer = json_writer(&json);
	json_open_object(&writer, NULL);
	json_put_text(&writer, "eidValue", text_from(eid));
	json_close_object(&writer);
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(invocation, "create", "Out of memory.");
	return output_success(invocation, buffer_text(&json), "%s is a card with EID %s.", creation.path, eid);
}

/* ---- many ---- */

enum { COUNT_MAXIMUM = 1000000, TOLD_EVERY = 100, CARD_PATH_SIZE = 4096 };

/* Cards of one folder, each in a file named by its EID. They are made in a folder beside it, so that a run that is killed
 * leaves no half of them where whole ones are looked for. */
struct series {
	struct invocation *invocation;
	const char *folder;
	char partial[CARD_PATH_SIZE];
	uint64_t count, made;
	struct eid first, last;
};

static bool card_path(const char *folder, const struct eid *eid, char out[CARD_PATH_SIZE])
{
	char digits[EID_DIGITS + 1];
	eid_print(eid, digits);
	return snprintf(out, CARD_PATH_SIZE, "%s/%s.card", folder, digits) < CARD_PATH_SIZE;
}

/* Both paths of the card number `number`, counted from nought. */
static bool paths_of(const struct series *series, uint64_t number, char partial[CARD_PATH_SIZE], char whole[CARD_PATH_SIZE])
{
	struct eid eid = series->first;
	return eid_count_on(&eid, number) == STATUS_OK && card_path(series->partial, &eid, partial) &&
	       card_path(series->folder, &eid, whole);
}

/* All of them or none: what was made goes again. */
static void remove_cards(const struct series *series)
{
	char partial[CARD_PATH_SIZE], whole[CARD_PATH_SIZE];
	for (uint64_t i = 0; i < series->made; i++)
		if (paths_of(series, i, partial, whole))
			unlink(partial);
	rmdir(series->partial);
}

/* A folder that is new appears with all its cards at once; one that is there gets them one after the other. */
static bool bring_out(const struct series *series)
{
	char partial[CARD_PATH_SIZE], whole[CARD_PATH_SIZE];
	if (access(series->folder, F_OK) != 0)
		return rename(series->partial, series->folder) == 0;
	for (uint64_t i = 0; i < series->made; i++)
		if (!paths_of(series, i, partial, whole) || rename(partial, whole) != 0)
			return false;
	return rmdir(series->partial) == 0;
}

static enum exit_code take_place(struct series *series, const struct eid *eid, char path[CARD_PATH_SIZE])
{
	char whole[CARD_PATH_SIZE];
	if (!card_path(series->partial, eid, path) || !card_path(series->folder, eid, whole))
		return output_failure(series->invocation, "create", "The name of the folder is too long.");
	if (access(whole, F_OK) == 0)
		return output_failure(series->invocation, "create", "%s: %s.", whole, card_file_trouble(STATUS_EXISTS));
	return EXIT_DONE;
}

static enum exit_code create_next(struct series *series)
{
	AUTO(creation) creation = {
		.invocation = series->invocation, .eid = option_text(series->invocation, "eid"), .number = series->made,
	};
	char path[CARD_PATH_SIZE];
	enum exit_code code = prepare(&creation);
	if (code == EXIT_DONE)
		code = take_place(series, &creation.birth.eid, path);
	if (code != EXIT_DONE)
		return code;
	creation.path = path;
	code = write_card(&creation);
	if (code != EXIT_DONE)
		return code;
	if (series->made++ == 0)
		series->first = creation.birth.eid;
	series->last = creation.birth.eid;
	if (series->made % TOLD_EVERY == 0)
		output_progress(series->invocation, "create", (struct text){ 0 }, "%llu of %llu cards.",
		                (unsigned long long)series->made, (unsigned long long)series->count);
	return EXIT_DONE;
}

static enum exit_code tell_series(const struct series *series)
{
	AUTO(buffer) json = BUFFER(256);
	char first[EID_DIGITS + 1], last[EID_DIGITS + 1];
	eid_print(&series->first, first);
	eid_print(&series->last, last);
	struct json_writer writer = json_writer(&json);
	json_open_object(&writer, NULL);
	json_put_number(&writer, "count", (int64_t)series->made);
	json_put_text(&writer, "firstEid", text_from(first));
	json_put_text(&writer, "lastEid", text_from(last));
	json_close_object(&writer);
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(series->invocation, "create", "Out of memory.");
	return output_success(series->invocation, buffer_text(&json), "%s has %llu cards, with EIDs from %s to %s.",
	                      series->folder, (unsigned long long)series->made, first, last);
}

static enum exit_code make_partial(struct series *series)
{
	size_t size = strlen(series->folder);
	while (size > 1 && series->folder[size - 1] == '/')
		size--;
	if (snprintf(series->partial, CARD_PATH_SIZE, "%.*s.partial", (int)size, series->folder) >= CARD_PATH_SIZE)
		return output_failure(series->invocation, "create", "The name of the folder is too long.");
	if (access(series->partial, F_OK) == 0)
		return output_failure(series->invocation, "create",
		                      "%s is in use, or left over from a run that was killed: remove it then.",
		                      series->partial);
	enum status status = folder_make(series->partial);
	if (status == STATUS_OK)
		return EXIT_DONE;
	return output_failure(series->invocation, "create", "%s: %s.", series->partial, file_trouble(status));
}

static enum exit_code create_series(struct invocation *invocation, uint64_t count)
{
	struct series series = { .invocation = invocation, .folder = invocation->arguments[0], .count = count };
	enum exit_code code = make_partial(&series);
	if (code != EXIT_DONE)
		return code;
	while (code == EXIT_DONE && series.made < count)
		code = create_next(&series);
	if (code == EXIT_DONE && bring_out(&series))
		return tell_series(&series);
	if (code == EXIT_DONE)
		code = output_failure(invocation, "create", "%s: the cards cannot be moved there.", series.folder);
	remove_cards(&series);
	return code;
}

enum exit_code euicc_create_command(struct invocation *invocation)
{
	uint64_t count = 0;
	switch (option_number(invocation, "count", COUNT_MAXIMUM, &count)) {
	case STATUS_OK:
		return count > 0 ? create_series(invocation, count) : usage_error(invocation, "--count 0 makes no card.");
	case STATUS_MALFORMED:
		return EXIT_USAGE;
	default:
		return create_one(invocation);
	}
}
