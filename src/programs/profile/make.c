/* SPDX-License-Identifier: Apache-2.0 */
/* `provisim profile make`: a first profile for a network of one's own. */
#include <ctype.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "base/hex.h"
#include "programs/profile/commands.h"
#include "programs/profile/make_answers.h"
#include "programs/profile/make_package.h"
#include "programs/profile/network_files.h"
#include "rsp/identifiers.h"
#include "rsp/profile_metadata.h"
#include "subscription/number_range.h"
#include "subscription/subscriber_list.h"

enum {
	METADATA_LIMIT = 4096,
	ROW_MAXIMUM = 16 << 10,
	SLICE_TYPE = 1, /* mobile broadband, TS 23.501 5.15.2.2 */
	SLICE_SIZE = 3,
};

const struct command_option profile_make_options[] = {
	{ "out", 'o', "FOLDER", NULL, "my-network", "where all of it goes; must not be there yet" },
	MAKE_QUESTIONS_OPTIONS,
	{ "op", 0, "HEX", NULL, NULL, "of the network, instead of --opc: OPc follows from it and Ki" },
	{ "slice", 0, "HEX", NULL, "010203", "for the core network: slice differentiator (SD), with slice type 1" },
	{ 0 },
};

struct making {
	struct invocation *invocation;
	const char *path;
	struct make_answers answers;
	struct made_package made;
	struct result_folder folder;
	struct network_files networks;
};

static void making_release(struct making *making)
{
	make_answers_release(&making->answers);
	made_package_release(&making->made);
	network_files_release(&making->networks);
	result_folder_release(&making->folder);
}

/* ---- files ---- */

static enum status write_metadata(struct making *making)
{
	AUTO(buffer) octets = BUFFER(METADATA_LIMIT);
	const struct make_answers *answers = &making->answers;
	char network[2 * MAKE_ANSWER_SIZE];
	struct profile_metadata metadata = {
		.service_provider_name = text_from(answers->values[MAKE_NAME]),
		.profile_name = text_from(answers->values[MAKE_NAME]),
		.icon_type = ICON_NONE,
		.profile_class = PROFILE_OPERATIONAL,
		.has_owner = true,
	};
	snprintf(network, sizeof network, "%s%s", answers->values[MAKE_MCC], answers->values[MAKE_MNC]);
	TRY(mcc_mnc_parse(text_from(network), metadata.owner.mcc_mnc));
	TRY(iccid_parse(subscription_value(&making->made.subscription, SUBSCRIPTION_ICCID), &metadata.iccid));
	TRY(profile_metadata_encode(&metadata, &octets));
	return result_folder_write(&making->folder, "profile.metadata", buffer_bytes(&octets));
}

/* As a batch's list, so that a batch takes it. */
static enum status write_list(struct making *making)
{
	AUTO(buffer) lines = SECRET_BUFFER(ROW_MAXIMUM);
	enum subscription_field columns[SUBSCRIPTION_FIELDS];
	size_t count = 0;
	for (int i = 0; i < SUBSCRIPTION_FIELDS; i++)
		if (making->made.fields[i])
			columns[count++] = (enum subscription_field)i;
	TRY(subscriber_columns_write(columns, count, &lines));
	TRY(subscriber_line_write(&making->made.subscription, columns, count, &lines));
	return result_folder_write(&making->folder, "subscribers.csv", buffer_bytes(&lines));
}

static enum status write_networks(struct making *making)
{
	const struct network_export *network;
	struct network_files *files = &making->networks;
	*files = (struct network_files){
		.folder = &making->folder,
		.settings = {
			.algorithm = making->made.stencil.plan.algorithm,
			.mnc_digits = making->made.stencil.mnc_digits,
			.apn = text_from(making->answers.values[MAKE_APN]),
			.slice_type = SLICE_TYPE,
			.slice_differentiator = text_from(option_text(making->invocation, "slice")),
		},
	};
	for (size_t i = 0; (network = network_export_at(i)); i++)
		if (network_export_takes(network, files->settings.algorithm))
			TRY(network_files_add(files, network->name));
	TRY(network_files_row(files, &making->made.subscription));
	return network_files_finish(files);
}

static enum status fill_folder(struct making *making)
{
	struct result_folder *folder = &making->folder;
	TRY(result_folder_open(making->path, folder));
	TRY(result_folder_write(folder, "profile.yaml", buffer_bytes(&making->made.source)));
	TRY(result_folder_write(folder, "profile.der", buffer_bytes(&making->made.package)));
	TRY(write_metadata(making));
	TRY(write_list(making));
	TRY(write_networks(making));
	TRY(home_keys_write(&making->answers.home_keys, folder, "hnet"));
	return result_folder_finish(folder);
}

/* Interrupts wait, so that no half of a folder with keys stays behind. */
static enum status write_files(struct making *making)
{
	sigset_t interrupts, before;
	sigemptyset(&interrupts);
	sigaddset(&interrupts, SIGINT);
	sigaddset(&interrupts, SIGTERM);
	sigprocmask(SIG_BLOCK, &interrupts, &before);
	enum status status = fill_folder(making);
	if (status != STATUS_OK)
		result_folder_release(&making->folder);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return status;
}

/* ---- what to do with it ---- */

/* The path as a shell takes it, without strokes at its end. */
static enum status print_word(struct text path, struct buffer *out)
{
	bool is_plain = true;
	while (path.size > 1 && path.data[path.size - 1] == '/')
		path.size--;
	for (size_t i = 0; i < path.size; i++)
		is_plain = is_plain && (isalnum((unsigned char)path.data[i]) || strchr("/._-+", path.data[i]));
	if (is_plain)
		return buffer_append_text(out, path);
	TRY(buffer_append_octet(out, '\''));
	for (size_t i = 0; i < path.size; i++)
		TRY(path.data[i] == '\'' ? buffer_append_text(out, TEXT("'\\''")) : buffer_append_octet(out, (uint8_t)path.data[i]));
	return buffer_append_octet(out, '\'');
}

static void tell_card(const struct making *making, const char *folder)
{
	const struct invocation *invocation = making->invocation;
	const char *iccid = making->made.subscription.values[SUBSCRIPTION_ICCID];
	output_line(invocation, "Into a card:");
	output_line(invocation, "  provisim euicc try %s/profile.der", folder);
	output_line(invocation, "  provisim smdp profile add %s/profile.der --metadata %s/profile.metadata", folder, folder);
	output_line(invocation, "  provisim smdp order %s", iccid);
	output_line(invocation, "  provisim smdp confirm %s", iccid);
	output_line(invocation, "  provisim smdp release %s", iccid);
	output_line(invocation, "  provisim smdp code %s", iccid);
}

static bool has_milenage(const struct making *making)
{
	return making->made.stencil.plan.algorithm == USIM_MILENAGE;
}

static bool has_private_key(const struct home_keys *keys)
{
	for (size_t i = 0; i < keys->count; i++)
		if (keys->keys[i].private_key.size > 0)
			return true;
	return false;
}

static void tell_core(const struct making *making, const char *folder)
{
	const struct invocation *invocation = making->invocation;
	output_line(invocation, "Into the core network:");
	if (has_milenage(making))
		output_line(invocation, "  mongoimport --db open5gs --collection subscribers %s/open5gs.json", folder);
	output_line(invocation, "  sqlite3 hlr.db < %s/osmo-hlr.sql", folder);
	if (!has_private_key(&making->answers.home_keys))
		return;
	output_line(invocation, "  install -D -m 600 -t /etc/open5gs/hnet %s/hnet/*.key", folder);
	output_line(invocation, "  cat %s/hnet/open5gs-udm.yaml    # to be added to udm.yaml", folder);
}

/* With the numbers that come next. */
static void tell_batch(const struct making *making, const char *folder)
{
	static const enum subscription_field fields[] = { SUBSCRIPTION_ICCID, SUBSCRIPTION_IMSI };
	AUTO(subscription) next = { 0 };
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		struct text first = subscription_value(&making->made.subscription, fields[i]);
		char fault[SUBSCRIPTION_FAULT_SIZE];
		struct number_range range;
		if (number_range_begin(fields[i], first, &range, fault) != STATUS_OK ||
		    number_range_at(&range, 1, &next) != STATUS_OK)
			return;
	}
	output_line(making->invocation, "A hundred more:");
	output_line(making->invocation,
	            "  provisim profile batch %s/profile.yaml --count 100 --iccid %s --imsi %s --network %s --out %s-more", folder,
	            next.values[SUBSCRIPTION_ICCID], next.values[SUBSCRIPTION_IMSI],
	            has_milenage(making) ? "open5gs" : "osmo-hlr", folder);
}

static void tell_next(const struct making *making)
{
	AUTO(buffer) word = BUFFER(5 * RESULT_PATH_SIZE);
	if (print_word(text_from(making->path), &word) != STATUS_OK || buffer_append_octet(&word, 0) != STATUS_OK)
		return;
	const char *folder = (const char *)word.data;
	tell_card(making, folder);
	tell_core(making, folder);
	tell_batch(making, folder);
}

static enum exit_code end(const struct making *making)
{
	AUTO(buffer) json = BUFFER(RESULT_PATH_SIZE + ROW_MAXIMUM);
	struct json_writer writer = json_writer(&json);
	const struct subscription *subscription = &making->made.subscription;
	json_open_object(&writer, NULL);
	json_put_text(&writer, "folder", text_from(making->path));
	json_put_text(&writer, "iccid", subscription_value(subscription, SUBSCRIPTION_ICCID));
	json_put_text(&writer, "imsi", subscription_value(subscription, SUBSCRIPTION_IMSI));
	json_close_object(&writer);
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(making->invocation, "make", "Out of memory.");
	output_success(making->invocation, buffer_text(&json),
	               "%s has the profile of ICCID %s, IMSI %s: its source, its package, and what the core network needs.",
	               making->path, subscription->values[SUBSCRIPTION_ICCID], subscription->values[SUBSCRIPTION_IMSI]);
	tell_next(making);
	return EXIT_DONE;
}

static bool is_slice(struct text text)
{
	AUTO(buffer) octets = BUFFER(SLICE_SIZE);
	return text.size == 0 || (hex_decode_append(text, &octets) == STATUS_OK && octets.size == SLICE_SIZE);
}

enum exit_code profile_make(struct invocation *invocation)
{
	AUTO(making) making = { .invocation = invocation, .path = option_text(invocation, "out"), .made = MADE_PACKAGE };
	const char *op = option_text(invocation, "op");
	char fault[SUBSCRIPTION_FAULT_SIZE] = "";
	enum exit_code code;
	if (op && option_text(invocation, "opc"))
		return usage_error(invocation, "--op and --opc exclude each other: one follows from the other.");
	if (!is_slice(text_from(option_text(invocation, "slice"))))
		return usage_error(invocation, "--slice takes six hexadecimal digits, or none.");
	if (access(making.path, F_OK) == 0)
		return output_failure(invocation, "make", "%.200s is there already: name another folder with --out.", making.path);
	if (!make_answers_read(invocation, &making.answers, &code))
		return code;
	enum status status = made_package_subscribe(&making.answers, op, &making.made, fault);
	if (status != STATUS_OK)
		return usage_error(invocation, "%s", *fault ? fault : status_name(status));
	if (!made_package_fill(invocation, &making.answers, &making.made))
		return EXIT_FAILED;
	if (write_files(&making) == STATUS_OK)
		return end(&making);
	return output_failure(invocation, "make", "%s", *making.folder.fault ? making.folder.fault : "Out of memory.");
}
