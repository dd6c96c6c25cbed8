/* SPDX-License-Identifier: Apache-2.0 */
/* `provisim euicc try`: one profile on cards of many kinds. */
#include "codec/der_read.h"
#include "io/nvm_memory.h"
#include "io/system_random.h"
#include "profile_package/file_listing.h"
#include "profile_package/schema.h"
#include "programs/apdu/trace.h"
#include "programs/euicc/commands.h"
#include "programs/euicc/local_server.h"
#include "programs/euicc/personality_file.h"
#include "programs/profile/file.h"
#include "rsp/installation_result.h"

enum { CARD_MEMORY = 64 << 20, JSON_OCTETS = 256 << 10 };

const struct command_option euicc_try_options[] = {
	{ .name = "personality", .value = "NAME|FILE",
	  .help = "only on cards of this kind; several times for several; if not given, on all there are" },
	APDU_TRACE_OPTIONS,
	{ 0 },
};

/* ---- a card for one installation ---- */

struct try_card {
	struct nvm_memory *memory;
	struct random random;
	struct euicc *euicc;
	struct apdu_trace *trace; /* NULL: none; not the card's */
};

static void try_card_release(struct try_card *card)
{
	euicc_free(card->euicc);
	nvm_memory_free(card->memory);
}

static enum status try_card_make(const struct local_server *server, const struct euicc_personality *personality,
                                 struct try_card *out)
{
	struct euicc_credentials credentials;
	struct euicc_birth birth;
	local_server_birth(server, &credentials, &birth);
	birth.personality = *personality;
	out->random = system_random();
	out->memory = nvm_memory_new(CARD_MEMORY);
	if (!out->memory)
		return STATUS_NO_MEMORY;
	TRY(euicc_create(nvm_memory_port(out->memory), &birth));
	return euicc_open(nvm_memory_port(out->memory), &out->random, &out->euicc);
}

static enum status reset_card(void *self, struct buffer *out_atr)
{
	struct try_card *card = self;
	size_t start = out_atr->size;
	TRY(euicc_reset(card->euicc, out_atr));
	apdu_trace_reset(card->trace, bytes_after(buffer_bytes(out_atr), start));
	return STATUS_OK;
}

static enum status transmit(void *self, struct bytes command, struct buffer *answer)
{
	struct try_card *card = self;
	size_t start = answer->size;
	enum status status = euicc_transmit(card->euicc, command, answer);
	apdu_trace_exchange(card->trace, command, bytes_after(buffer_bytes(answer), start));
	return status;
}

static enum status install_on(struct local_server *server, const struct euicc_personality *personality,
                              struct apdu_trace *trace, struct bytes package, struct local_outcome *out)
{
	AUTO(try_card) card = { .trace = trace };
	TRY(try_card_make(server, personality, &card));
	struct card_reader reader = { .self = &card, .reset = reset_card, .transmit = transmit };
	struct isd_r_settings settings = { .segment_size = personality->block_maximum };
	if (personality->isd_r_aid_size > 0)
		settings.aids[settings.aid_count++] = bytes_from(personality->isd_r_aid, personality->isd_r_aid_size);
	return local_server_install(server, &reader, &settings, package, out);
}

/* ---- what the card said ---- */

static const char *meaning(int status)
{
	static const char *const sentences[] = {
		[PE_NOT_SUPPORTED] = "the card does not support this element",
		[PE_MEMORY_FAILURE] = "the card's memory failed",
		[PE_BAD_VALUES] = "a value or its place in the profile is not what the card takes",
		[PE_NOT_ENOUGH_MEMORY] = "the card has too little memory for it",
		[PE_INVALID_REQUEST_FORMAT] = "its encoding is not what the card takes",
		[PE_INVALID_PARAMETER] = "it has a field that the card does not know",
		[PE_RUNTIME_NOT_SUPPORTED] = "the card has no runtime for applications",
		[PE_LIBRARY_NOT_SUPPORTED] = "the card has not the library that it needs",
		[PE_TEMPLATE_NOT_SUPPORTED] = "the card does not know its file template",
		[PE_FEATURE_NOT_SUPPORTED] = "it needs a service or algorithm that the card does not have",
		[PE_PIN_CODE_MISSING] = "it names a code that is not there",
		[PE_UNSUPPORTED_PROFILE_VERSION] = "the card does not take packages of this version",
	};
	return (size_t)status < ARRAY_SIZE(sentences) && sentences[status] ? sentences[status] : "the card does not say more";
}

static bool has_identification(struct bytes element, uint16_t wanted)
{
	struct der_reader fields = der_reader(element), header;
	int identification;
	return der_enter(&fields, 0xA0, &header) && (der_absent(&header, 0x80) || der_null(&header, 0x80)) &&
	       der_small(&header, 0x81, UINT16_MAX, &identification) && identification == wanted;
}

/* Only the package's header has no identification, and nothing else fails for these reasons before its own is read. */
static bool is_about_header(const struct element_status *status)
{
	return status->status == PE_UNSUPPORTED_PROFILE_VERSION || status->status == PE_FEATURE_NOT_SUPPORTED ||
	       status->status == PE_TEMPLATE_NOT_SUPPORTED || status->status == PE_LIBRARY_NOT_SUPPORTED ||
	       status->status == PE_RUNTIME_NOT_SUPPORTED;
}

/* The name of the element that a status is about; NULL: it cannot be told. */
static const char *element_name(struct bytes package, const struct element_status *status)
{
	struct der_reader elements = der_reader(package);
	struct der_element element;
	if (!status->has_identification)
		return is_about_header(status) ? "header" : NULL;
	while (der_next(&elements, &element)) {
		const struct schema_field *schema = schema_element(element.tag);
		if (has_identification(element.value, status->identification))
			return schema ? schema->name : "unknown";
	}
	return NULL;
}

/* One line of the table. */
struct verdict {
	const char *name;    /* of the personality */
	bool installed;
	const char *element; /* NULL: the card named none */
	const char *unnamed; /* what is said then */
	const char *status;
	const char *why;
};

static struct verdict judge(struct arena *arena, const char *name, struct bytes package,
                            const struct local_outcome *outcome)
{
	struct verdict verdict = { .name = name, .installed = outcome->installed, .unnamed = "unnamed element" };
	const struct installation_response *response = &outcome->response;
	const struct element_status *last = response->count > 0 ? &response->statuses[response->count - 1] : NULL;
	if (outcome->has_result && last && last->status != PE_OK) {
		verdict.element = element_name(package, last);
		verdict.status = pe_status_name((enum pe_status)last->status);
		verdict.why = meaning(last->status);
	} else if (outcome->has_result && !outcome->installed) {
		verdict.element = bpp_command_name(outcome->command);
		verdict.status = installation_error_name(outcome->error);
		verdict.why = arena_string(arena, installation_error_sentence(outcome->error));
	} else if (!outcome->installed) {
		verdict.unnamed = "before the header";
		verdict.status = "no-result";
		verdict.why = arena_string(arena, text_from(outcome->sentence));
	}
	return verdict;
}

static void tell(const struct invocation *invocation, const struct verdict *verdict, struct json_writer *writer)
{
	const char *element = verdict->element ? verdict->element : verdict->unnamed;
	json_open_object(writer, NULL);
	json_put_text(writer, "personality", text_from(verdict->name));
	json_put_boolean(writer, "installed", verdict->installed);
	if (verdict->status) {
		json_put_text(writer, "element", text_from(element));
		json_put_text(writer, "status", text_from(verdict->status));
		json_put_text(writer, "why", text_from(verdict->why));
	}
	json_close_object(writer);
	if (!verdict->status)
		output_line(invocation, "%-20s installed", verdict->name);
	else
		output_line(invocation, "%-20s %s  %s  %s  %s", verdict->name,
		            verdict->installed ? "installed without" : "failed", element,
		            verdict->status, verdict->why);
}

/* ---- all of them ---- */

struct trial {
	struct invocation *invocation;
	struct local_server server;
	struct buffer package;
	struct json_writer writer;
	struct apdu_trace *trace;
	size_t failed;
};

static void trial_release(struct trial *trial)
{
	apdu_trace_close(trial->trace);
	local_server_release(&trial->server);
	buffer_release(&trial->package);
}

static enum exit_code try_on(struct trial *trial, const char *name)
{
	struct invocation *invocation = trial->invocation;
	char fault[SETTINGS_FAULT_SIZE] = "";
	struct personality_file file;
	struct local_outcome outcome;
	if (personality_file_read(name, &invocation->arena, &file, fault) != STATUS_OK)
		return output_failure(invocation, "try", "%s", fault);
	struct bytes package = buffer_bytes(&trial->package);
	apdu_trace_event(trial->trace, name);
	apdu_trace_power_on(trial->trace);
	enum status status = install_on(&trial->server, &file.personality, trial->trace, package, &outcome);
	if (status == STATUS_MALFORMED)
		return output_failure(invocation, "try", "%s does not begin with a profile header that has an ICCID.",
		                      invocation->arguments[0]);
	if (status != STATUS_OK)
		return output_failure(invocation, "try", "The card \"%s\" could not be tried: %s.", name, status_name(status));
	const char *kept = arena_string(&invocation->arena, text_from(file.personality.name));
	struct verdict verdict = judge(&invocation->arena, kept ? kept : name, package, &outcome);
	tell(invocation, &verdict, &trial->writer);
	trial->failed += !verdict.installed;
	return EXIT_DONE;
}

static enum exit_code try_named(struct trial *trial)
{
	const char *name;
	for (size_t i = 0; (name = option_text_nth(trial->invocation, "personality", i)); i++) {
		enum exit_code code = try_on(trial, name);
		if (code != EXIT_DONE)
			return code;
	}
	return EXIT_DONE;
}

static enum exit_code try_all(struct trial *trial)
{
	struct personality_list list;
	if (personality_list_read(&trial->invocation->arena, &list) != STATUS_OK)
		return output_failure(trial->invocation, "try", "The folder of personalities is not there.");
	for (size_t i = 0; i < list.count; i++) {
		enum exit_code code = try_on(trial, list.names[i]);
		if (code != EXIT_DONE)
			return code;
	}
	return EXIT_DONE;
}

enum exit_code euicc_try_command(struct invocation *invocation)
{
	AUTO(trial) trial = { .invocation = invocation, .package = SECRET_BUFFER(PACKAGE_FILE_MAXIMUM) };
	AUTO(buffer) json = BUFFER(JSON_OCTETS);
	bool named = option_text(invocation, "personality") != NULL;
	if (!profile_file_read(invocation, invocation->arguments[0], false, &trial.package))
		return EXIT_FAILED;
	enum exit_code code = apdu_trace_open(invocation, &trial.trace);
	if (code != EXIT_DONE)
		return code;
	if (local_server_init(&trial.server) != STATUS_OK)
		return output_failure(invocation, "try", "The certificates for the trial could not be made.");
	trial.writer = json_writer(&json);
	json_open_array(&trial.writer, NULL);
	code = named ? try_named(&trial) : try_all(&trial);
	json_close_array(&trial.writer);
	if (code != EXIT_DONE)
		return code;
	if (json_finish(&trial.writer) != STATUS_OK)
		return output_failure(invocation, "try", "Out of memory.");
	output_success(invocation, buffer_text(&json), NULL);
	return named && trial.failed > 0 ? EXIT_FAILED : EXIT_DONE;
}
