/* SPDX-License-Identifier: Apache-2.0 */
/* `provisim profile batch`: a template becomes the profiles of many subscribers. */
#include <inttypes.h>
#include <signal.h>

#include "io/file.h"
#include "io/system_random.h"
#include "programs/profile/batch_folder.h"
#include "programs/profile/batch_stock.h"
#include "programs/profile/batch_subscribers.h"
#include "programs/profile/commands.h"
#include "programs/profile/file.h"
#include "programs/profile/template.h"
#include "programs/progress_bar.h"
#include "rsp/activation_code.h"
#include "rsp/identifiers.h"

#define DRAWN "ki,opc,puk1,puk2,adm1,kic1,kid1,kik1,kic2,kid2,kik2,kic3,kid3,kik3"

enum { TOLD_EVERY = 100, CODE_MAXIMUM = ACTIVATION_CODE_MAXIMUM + 8 };

const struct command_option profile_batch_options[] = {
	{ "out", 'o', "FOLDER", NULL, NULL, "where packages, lists and codes go; must not be there yet" },
	{ "into", 0, "smdp", NULL, NULL, "put them in the stock of the SM-DP+, ordered and released" },
	{ "config", 'c', "FILE", "PROVISIM_SMDP_CONFIG", "smdp.yaml", "for --into: settings of the SM-DP+" },
	{ "service-provider", 0, "NAME", NULL, "Provisim", "for --into: shown to the user" },
	{ "name", 0, "NAME", NULL, NULL, "for --into: of the profile, shown to the user; the template's type if not given" },
	METADATA_OPTIONS("operational"),
	{ "csv", 0, "FILE", NULL, NULL, "subscribers: a line that names the columns (iccid, imsi, ki, …), then one line each" },
	{ "count", 0, "N", NULL, NULL, "how many; as many as there are lines when left out" },
	{ "iccid", 0, "FIRST", NULL, NULL, "counted up; its last digit, or X, is the check digit" },
	{ "imsi", 0, "FIRST", NULL, NULL, "counted up" },
	{ "msisdn", 0, "FIRST", NULL, NULL, "counted up" },
	{ "eid", 0, "FIRST", NULL, NULL, "cards counted up; the last two digits, or XX, are check digits" },
	PROFILE_TEMPLATE_OPTIONS,
	{ "address", 0, "HOST", NULL, NULL, "the SM-DP+ that will have the profiles: makes activation codes" },
	{ "qr", 0, "png|svg", NULL, NULL, "each code also as a picture of its own" },
	{ "title", 0, "TEXT", NULL, "Activation codes", "above the sheet of codes" },
	{ "network", 0, "NAME", NULL, NULL,
	  "subscribers for a core network: open5gs, open5gs-dbctl, osmo-hlr, free5gc, srsran, sysmocom; several times for several" },
	{ "apn", 0, "NAME", NULL, "internet", "for --network: the access point" },
	{ "slice", 0, "HEX", NULL, "010203", "for --network: slice differentiator (SD), with slice type 1" },
	{ 0 },
};

struct batch {
	struct invocation *invocation;
	struct progress_bar bar;
	struct profile_template template;
	struct batch_subscribers subscribers;
	struct batch_folder folder;
	struct batch_stock stock;
	bool has_folder, has_stock;
	const char *address; /* NULL: no codes */
	sigset_t interrupts;
};

static void batch_release(struct batch *batch)
{
	batch_folder_release(&batch->folder);
	batch_stock_release(&batch->stock);
	batch_subscribers_release(&batch->subscribers);
	profile_template_release(&batch->template);
}

/* ---- one subscriber ---- */

static enum status make_code(const struct batch *batch, struct subscription *subscription, struct buffer *out)
{
	const struct random random = system_random();
	uint8_t octets[MATCHING_ID_MADE_SIZE];
	char *matching_id = subscription->values[SUBSCRIPTION_MATCHING_ID];
	if (!batch->address)
		return STATUS_OK;
	if (matching_id[0] == '\0') {
		TRY(random_fill(&random, octets, sizeof octets));
		matching_id_make(octets, matching_id);
	}
	const struct activation_code code = {
		.smdp_address = text_from(batch->address),
		.matching_id = text_from(matching_id),
		.confirmation_code_required = subscription_has(subscription, SUBSCRIPTION_CONFIRMATION_CODE),
	};
	TRY(buffer_append_text(out, TEXT("LPA:")));
	return activation_code_print(&code, out);
}

/* Without its own number of the card a profile could not be told from the others. */
static bool has_numbers(const struct batch *batch, const struct subscription *subscription)
{
	const struct text iccid = subscription_value(subscription, SUBSCRIPTION_ICCID);
	if (iccid.size > 0)
		return true;
	output_failure(batch->invocation, "batch", "%s: there is no ICCID: give --iccid FIRST, or a column iccid.",
	               batch->subscribers.place);
	return false;
}

static bool deliver(struct batch *batch, const struct subscription *subscription, struct bytes package, struct text code)
{
	const char *fault = batch->folder.result.fault;
	enum status status = batch->has_folder ? batch_folder_add(&batch->folder, subscription, package, code) : STATUS_OK;
	if (status == STATUS_OK && batch->has_stock) {
		fault = batch->stock.fault;
		status = batch_stock_add(&batch->stock, batch->subscribers.place, subscription, package);
	}
	if (status != STATUS_OK)
		output_failure(batch->invocation, "batch", "%s", *fault ? fault : "Out of memory.");
	return status == STATUS_OK;
}

/* What the template says counts for those who get nothing else: two of them would be one subscriber to the network. */
static bool note_numbers(struct batch *batch, const struct subscription *subscription)
{
	AUTO(subscription) noted = *subscription;
	const char *imsi = batch->template.stencil.template.values[SUBSCRIPTION_IMSI];
	if (!subscription_has(subscription, SUBSCRIPTION_IMSI))
		memcpy(noted.values[SUBSCRIPTION_IMSI], imsi, sizeof noted.values[SUBSCRIPTION_IMSI]);
	return batch_subscribers_note(batch->invocation, &batch->subscribers, &noted);
}

/* OPc stands in the package even if only OP was given. */
static bool write_one(struct batch *batch, struct subscription *subscription)
{
	AUTO(buffer) package = SECRET_BUFFER(PACKAGE_FILE_MAXIMUM);
	AUTO(buffer) code = BUFFER(CODE_MAXIMUM);
	if (!has_numbers(batch, subscription) ||
	    !note_numbers(batch, subscription) ||
	    !profile_template_fill(batch->invocation, &batch->template, batch->subscribers.place, subscription, &package))
		return false;
	if (make_code(batch, subscription, &code) != STATUS_OK) {
		output_failure(batch->invocation, "batch", "%s: no activation code can be made of --address %s.",
		               batch->subscribers.place, batch->address);
		return false;
	}
	return deliver(batch, subscription, buffer_bytes(&package), buffer_text(&code));
}

/* ---- all of them ---- */

static bool is_interrupted(const struct batch *batch)
{
	const struct timespec now = { 0 };
	return sigtimedwait(&batch->interrupts, NULL, &now) > 0;
}

static void tell(struct batch *batch)
{
	uint64_t given = batch->subscribers.given;
	progress_bar_step(&batch->bar, given, batch->subscribers.count);
	if (batch->bar.is_shown || given % TOLD_EVERY != 0)
		return;
	if (batch->subscribers.count > 0)
		output_progress(batch->invocation, "batch", (struct text){ 0 }, "%" PRIu64 " of %" PRIu64 " profiles.", given,
		                batch->subscribers.count);
	else
		output_progress(batch->invocation, "batch", (struct text){ 0 }, "%" PRIu64 " profiles.", given);
}

static enum exit_code write_all(struct batch *batch)
{
	batch->bar = progress_bar_begin(batch->invocation);
	for (;;) {
		AUTO(subscription) subscription = batch->template.given;
		enum status status = batch_subscribers_next(batch->invocation, &batch->subscribers, &subscription);
		if (status == STATUS_NOT_FOUND)
			return EXIT_DONE;
		if (status != STATUS_OK || !write_one(batch, &subscription))
			return EXIT_FAILED;
		tell(batch);
		if (is_interrupted(batch))
			return output_failure(batch->invocation, "batch", "Interrupted: nothing is left of the batch.");
	}
}

/* What each line of subscribers.csv has: given, listed, counted or drawn. */
static void choose_columns(const struct batch *batch, bool fields[SUBSCRIPTION_FIELDS])
{
	const struct profile_template *template = &batch->template;
	for (int i = 0; i < SUBSCRIPTION_FIELDS; i++)
		fields[i] = subscription_has(&template->given, (enum subscription_field)i) || template->drawn.sizes[i] > 0;
	for (size_t i = 0; i < batch->subscribers.columns.count; i++)
		if (batch->subscribers.columns.fields[i] != SUBSCRIPTION_FIELDS)
			fields[batch->subscribers.columns.fields[i]] = true;
	for (size_t i = 0; i < batch->subscribers.range_count; i++)
		fields[batch->subscribers.ranges[i].field] = true;
	fields[SUBSCRIPTION_MATCHING_ID] |= batch->address != NULL;
}

/* Interrupts wait until a subscriber is whole, and then end the batch in good order. */
static void hold_interrupts(struct batch *batch)
{
	sigemptyset(&batch->interrupts);
	sigaddset(&batch->interrupts, SIGINT);
	sigaddset(&batch->interrupts, SIGTERM);
	sigprocmask(SIG_BLOCK, &batch->interrupts, NULL);
}

static enum exit_code finish(struct batch *batch)
{
	AUTO(buffer) json = BUFFER(RESULT_PATH_SIZE + 200);
	struct json_writer writer = json_writer(&json);
	if (batch->subscribers.given == 0)
		return output_failure(batch->invocation, "batch", "%s has no subscribers.", batch->subscribers.path);
	progress_bar_finish(&batch->bar, batch->subscribers.given);
	if (batch->has_folder && batch_folder_finish(&batch->folder) != STATUS_OK)
		return output_failure(batch->invocation, "batch", "%s", batch->folder.result.fault);
	if (batch->has_stock && batch_stock_finish(&batch->stock) != STATUS_OK) {
		if (batch->has_folder)
			(void)!folder_remove(batch->folder.result.path);
		return output_failure(batch->invocation, "batch", "%s", batch->stock.fault);
	}
	json_open_object(&writer, NULL);
	if (batch->has_folder)
		json_put_text(&writer, "folder", text_from(batch->folder.result.path));
	json_put_number(&writer, "count", (int64_t)batch->subscribers.given);
	json_close_object(&writer);
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(batch->invocation, "batch", "Out of memory.");
	const char *place = batch->has_folder ? batch->folder.result.path : "The stock";
	const char *and_stock = batch->has_folder && batch->has_stock ? ", and so has the stock" : "";
	return output_success(batch->invocation, buffer_text(&json), "%s has %" PRIu64 " profiles%s.", place,
	                      batch->subscribers.given, and_stock);
}

static enum exit_code open_stock(struct batch *batch)
{
	const struct invocation *invocation = batch->invocation;
	struct batch_stock *stock = &batch->stock;
	char fault[METADATA_FAULT_SIZE];
	stock->metadata.icon_type = ICON_NONE;
	if (!metadata_options_read(invocation, &stock->options, &stock->metadata, fault))
		return usage_error(invocation, "%s", fault);
	if (batch_stock_open(invocation, stock) != STATUS_OK)
		return output_failure(invocation, "batch", "%s", *stock->fault ? stock->fault : "Out of memory.");
	if (!batch->address)
		batch->address = stock->desk.smdp.settings.address;
	return EXIT_DONE;
}

/* --out, --into or both. */
static enum exit_code open_targets(struct batch *batch)
{
	const struct invocation *invocation = batch->invocation;
	bool fields[SUBSCRIPTION_FIELDS] = { false };
	enum exit_code code = batch->has_stock ? open_stock(batch) : EXIT_DONE;
	if (code != EXIT_DONE)
		return code;
	if (!batch->has_folder)
		return EXIT_DONE;
	choose_columns(batch, fields);
	enum status status = batch_folder_open(invocation, option_text(invocation, "out"), &batch->template.stencil, fields,
	                                       &batch->folder);
	if (status == STATUS_OK)
		status = home_keys_write(&batch->template.home_keys, &batch->folder.result, "hnet");
	if (status == STATUS_OK)
		return EXIT_DONE;
	const char *fault = batch->folder.result.fault;
	return output_failure(invocation, "batch", "%s", *fault ? fault : "Out of memory.");
}

static bool has_metadata_options(const struct invocation *invocation)
{
	static const char *const names[] = { "owner", "gid1", "gid2", "ppr", "notify", "icon" };
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (option_is_set(invocation, names[i]))
			return true;
	return false;
}

enum exit_code profile_batch(struct invocation *invocation)
{
	AUTO(batch) batch = { .invocation = invocation, .address = option_text(invocation, "address") };
	const char *into = option_text(invocation, "into");
	enum exit_code code;
	batch.has_folder = option_is_set(invocation, "out");
	batch.has_stock = into != NULL;
	if (invocation->argument_count != 1)
		return usage_error(invocation, "name one template.");
	if (into && strcmp(into, "smdp") != 0)
		return usage_error(invocation, "--into takes smdp.");
	if (!batch.has_folder && !batch.has_stock)
		return usage_error(invocation, "say where the profiles go: --out FOLDER, --into smdp, or both.");
	if (!batch.has_folder && home_keys_are_new(invocation))
		return usage_error(invocation, "a new --suci-key is lost without a folder: say --out FOLDER.");
	if (option_is_set(invocation, "qr") && !(batch.has_folder && (batch.has_stock || batch.address)))
		return usage_error(invocation, "--qr draws activation codes in the folder of --out: say with --address where "
		                               "the profiles will be.");
	if (!batch.has_stock && has_metadata_options(invocation))
		return usage_error(invocation, "what is shown of a profile goes where the profiles go: say --into smdp, or "
		                               "leave out --owner, --gid1, --gid2, --ppr, --notify and --icon.");
	if (!profile_template_read(invocation, invocation->arguments[0], DRAWN, &batch.template, &code) ||
	    !batch_subscribers_open(invocation, &batch.subscribers, &code))
		return code;
	hold_interrupts(&batch);
	code = open_targets(&batch);
	if (code == EXIT_DONE)
		code = write_all(&batch);
	return code == EXIT_DONE ? finish(&batch) : code;
}
