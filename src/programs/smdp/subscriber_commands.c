/* SPDX-License-Identifier: Apache-2.0 */
/* `provisim smdp subscriber …`: those whose profiles the server makes. */
#include <stdio.h>

#include "base/secret.h"
#include "programs/smdp/commands.h"
#include "programs/smdp/errand.h"
#include "smdp/subscriber.h"
#include "subscription/subscriber_list.h"

enum { LINES_MAXIMUM = 4 << 20, AT_ONCE = 1000 };

const struct command_option smdp_subscriber_add_options[] = {
	{ .name = "type", .value = "NAME", .help = "by whose rules the profile is made; must be given" },
	{ .name = "set", .value = "FIELD=VALUE",
	  .help = "what is known of the subscriber: iccid, imsi, msisdn, ki, opc, pin1, puk1 …; several times for several" },
	{ 0 },
};

/* False: a sentence was printed; return EXIT_USAGE. */
static bool read_values(const struct invocation *invocation, struct subscription *out)
{
	char fault[SUBSCRIPTION_FAULT_SIZE] = "";
	const char *setting;
	for (size_t i = 0; (setting = option_text_nth(invocation, "set", i)); i++) {
		struct text value = text_from(setting), name = text_trimmed(text_cut(&value, '='));
		enum subscription_field field = subscription_field_find(name);
		if (!value.data || field == SUBSCRIPTION_FIELDS || field >= SUBSCRIPTION_EID) {
			usage_error(invocation, "--set takes FIELD=VALUE with a field of the profile, not \"%.*s\".",
			            TEXT_ARGUMENTS(name));
			return false;
		}
		if (subscription_set(out, field, value, fault) == STATUS_OK)
			continue;
		usage_error(invocation, "%s", fault);
		return false;
	}
	return true;
}

enum exit_code smdp_subscriber_add(struct invocation *invocation)
{
	AUTO(smdp_desk) desk = { 0 };
	AUTO(smdp_errand) errand = { 0 };
	AUTO(subscription) given = { 0 };
	AUTO(buffer) data = BUFFER(200);
	struct json_writer writer = json_writer(&data);
	enum exit_code code;
	const char *type = option_text(invocation, "type");
	if (!type)
		return usage_error(invocation, "say by which type the profile is made: --type NAME.");
	if (!read_values(invocation, &given))
		return EXIT_USAGE;
	const struct subscriber_add_request request = { .profile_type = text_from(type), .given = &given };
	if (!smdp_errand_run(invocation, &desk, "subscriber_add", &subscriber_add_function, &request, &errand, &code))
		return code;
	const struct subscriber_added *added = errand.exchange->result;
	json_open_object(&writer, NULL);
	json_put_text(&writer, "iccid", added->iccid);
	if (added->imsi.size > 0)
		json_put_text(&writer, "imsi", added->imsi);
	json_close_object(&writer);
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(invocation, "subscriber_add", "Out of memory.");
	return output_success(invocation, buffer_text(&data), "%.*s is in stock.", TEXT_ARGUMENTS(added->iccid));
}

/* ---- export ---- */

const struct command_option smdp_subscriber_export_options[] = {
	{ .name = "type", .value = "NAME", .fallback = "", .help = "only those of this type" },
	{ .name = "iccid", .value = "ICCID", .fallback = "", .help = "only this one" },
	{ 0 },
};

static enum status append_lines(const struct subscriber_list *list, bool is_first, struct buffer *out)
{
	enum subscription_field fields[SUBSCRIPTION_EID];
	for (int i = 0; i < SUBSCRIPTION_EID; i++)
		fields[i] = (enum subscription_field)i;
	if (is_first)
		TRY(subscriber_columns_write(fields, ARRAY_SIZE(fields), out));
	for (size_t i = 0; i < list->count; i++)
		TRY(subscriber_line_write(&list->subscribers[i], fields, ARRAY_SIZE(fields), out));
	return STATUS_OK;
}

static void flush_lines(struct buffer *lines)
{
	fwrite(lines->data, 1, lines->size, stdout);
	wipe(lines->data, lines->size);
	lines->size = 0;
}

/* CSV whatever the mode: it is meant for the network's registers, page by page. */
enum exit_code smdp_subscriber_export(struct invocation *invocation)
{
	AUTO(smdp_desk) desk = { 0 };
	AUTO(smdp_errand) errand = { 0 };
	AUTO(buffer) lines = SECRET_BUFFER(LINES_MAXIMUM);
	char after[SUBSCRIPTION_VALUE_MAXIMUM + 1] = "";
	enum exit_code code;
	struct subscriber_list_request request = {
		.profile_type = text_from(option_text(invocation, "type")),
		.iccid = text_from(option_text(invocation, "iccid")),
		.maximum = AT_ONCE,
	};
	size_t count = 0;
	do {
		request.after = text_from(after);
		if (!smdp_errand_run(invocation, &desk, "subscriber_export", &subscriber_list_function, &request, &errand,
		                     &code))
			return code;
		const struct subscriber_list *list = errand.exchange->result;
		count = list->count;
		if (count == 0 && !*after)
			return output_failure(invocation, "subscriber_export", "There is no such subscriber.");
		if (append_lines(list, !*after, &lines) != STATUS_OK)
			return output_failure(invocation, "subscriber_export", "Out of memory.");
		if (count > 0)
			memcpy(after, list->subscribers[count - 1].values[SUBSCRIPTION_ICCID], sizeof after);
		flush_lines(&lines);
	} while (count == AT_ONCE && request.iccid.size == 0);
	return EXIT_DONE;
}
