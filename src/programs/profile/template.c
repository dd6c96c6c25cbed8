/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/profile/template.h"

#include <stdio.h>

#include "io/system_random.h"
#include "profile_package/package_edit.h"
#include "programs/profile/file.h"
#include "subscription/number_range.h"

void profile_template_release(struct profile_template *template)
{
	stencil_release(&template->stencil);
	subscription_release(&template->given);
	home_keys_release(&template->home_keys);
}

/* ---- --set ---- */

/* Numbers with check digits may leave them to us, as the first of many may. */
static enum status set_value(struct subscription *given, enum subscription_field field, struct text value,
                             char fault[SUBSCRIPTION_FAULT_SIZE])
{
	struct number_range range = { 0 };
	enum status status = number_range_begin(field, value, &range, fault);
	return status == STATUS_OK            ? number_range_at(&range, 0, given)
	       : status == STATUS_UNSUPPORTED ? subscription_set(given, field, value, fault)
	                                      : status;
}

/* A name that no subscriber has is a path in the profile. */
static bool set_one(const struct invocation *invocation, const char *setting, struct package_edit *edit,
                    struct profile_template *template, enum exit_code *out_code)
{
	char fault[SUBSCRIPTION_FAULT_SIZE] = "";
	struct text value = text_from(setting), name = text_trimmed(text_cut(&value, '='));
	enum subscription_field field = subscription_field_find(name);
	if (!value.data) {
		*out_code = usage_error(invocation, "--set takes NAME=VALUE, not \"%.80s\".", setting);
		return false;
	}
	if (field == SUBSCRIPTION_FIELDS) {
		*out_code = EXIT_FAILED;
		if (package_edit_set(edit, name, value) == STATUS_OK)
			return true;
		return output_failure(invocation, "set", "%s.", edit->message) == EXIT_DONE;
	}
	if (set_value(&template->given, field, value, fault) == STATUS_OK)
		return true;
	*out_code = usage_error(invocation, "%s", fault);
	return false;
}

static bool apply_settings(const struct invocation *invocation, struct bytes package, struct profile_template *template,
                           struct buffer *out, enum exit_code *out_code)
{
	AUTO(package_edit) edit = { 0 };
	const char *setting;
	*out_code = EXIT_FAILED;
	enum status status = package_edit_begin(package, &edit);
	for (size_t i = 0; status == STATUS_OK && (setting = option_text_nth(invocation, "set", i)); i++)
		if (!set_one(invocation, setting, &edit, template, out_code))
			return false;
	if (status == STATUS_OK && template->home_keys.count > 0)
		status = home_keys_put(&template->home_keys, &edit);
	if (status == STATUS_OK)
		status = package_edit_finish(&edit, true, out);
	if (status == STATUS_OK)
		return true;
	output_failure(invocation, "template", "%s: %s.", invocation->arguments[0],
	               edit.message[0] ? edit.message : status_name(status));
	return false;
}

/* ---- --draw ---- */

static bool read_drawn(const struct invocation *invocation, const char *fallback, struct profile_template *template,
                       enum exit_code *out_code)
{
	const char *option = option_text(invocation, "draw");
	struct text names = text_from(option ? option : fallback);
	template->drawn.algorithm = template->stencil.plan.algorithm;
	while (names.size > 0 && !text_equal(names, TEXT("none"))) {
		struct text name = text_trimmed(text_cut(&names, ','));
		enum subscription_field field = subscription_field_find(name);
		size_t size = field != SUBSCRIPTION_FIELDS ? template->stencil.plan.sizes[field] : 0;
		if (size > 0)
			template->drawn.sizes[field] = size;
		else if (option) {
			*out_code = usage_error(invocation, "--draw: the template has no place for \"%.*s\".",
			                        TEXT_ARGUMENTS(name));
			return false;
		}
	}
	return true;
}

bool profile_template_read(const struct invocation *invocation, const char *path, const char *draw,
                           struct profile_template *out, enum exit_code *out_code)
{
	AUTO(buffer) package = SECRET_BUFFER(PACKAGE_FILE_MAXIMUM);
	AUTO(buffer) changed = SECRET_BUFFER(PACKAGE_FILE_MAXIMUM);
	char fault[SUBSCRIPTION_FAULT_SIZE] = "";
	*out = (struct profile_template){ 0 };
	if (!home_keys_choose(invocation, &out->home_keys, out_code))
		return false;
	*out_code = EXIT_FAILED;
	if (!profile_file_read(invocation, path, false, &package) ||
	    !apply_settings(invocation, buffer_bytes(&package), out, &changed, out_code))
		return false;
	enum status status = stencil_make(buffer_bytes(&changed), &out->stencil, fault);
	if (status != STATUS_OK) {
		output_failure(invocation, "template", "%s: %s", path, *fault ? fault : status_name(status));
		return false;
	}
	return read_drawn(invocation, draw, out, out_code);
}

/* ---- one subscriber ---- */

static bool fail(const struct invocation *invocation, const char *place, const char *sentence)
{
	output_failure(invocation, "personalise", "%s%s%s", place, *place ? ": " : "", sentence);
	return false;
}

bool profile_template_fill(const struct invocation *invocation, const struct profile_template *template, const char *place,
                           struct subscription *subscription, struct buffer *out)
{
	const struct random random = system_random();
	char fault[SUBSCRIPTION_FAULT_SIZE] = "";
	struct text imsi = subscription_value(subscription, SUBSCRIPTION_IMSI);
	if (!option_is_set(invocation, "other-network") && !stencil_is_of_network(&template->stencil, imsi))
		return fail(invocation, place, "the IMSI is of another network than the template's: its lists of networks, "
		            "names and domains would be wrong. Change them in the template, or give --other-network.");
	enum status status = key_draw(&template->drawn, &random, subscription);
	if (status == STATUS_MALFORMED)
		return fail(invocation, place, "ki or op has a size that the algorithm of the template does not take.");
	if (status == STATUS_OK)
		status = stencil_fill(&template->stencil, subscription, out, fault);
	return status == STATUS_OK || fail(invocation, place, *fault ? fault : "out of memory, or no random numbers.");
}
