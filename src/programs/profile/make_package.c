/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/profile/make_package.h"

#include <stdio.h>

#include "io/system_random.h"
#include "profile_package/lint.h"
#include "profile_package/source.h"
#include "programs/sibling.h"
#include "subscription/number_range.h"

enum { TREE_MAXIMUM = 64 << 20, VALUE_MAXIMUM = 512 };

#define TEMPLATE "templates/lte-5g-suci.yaml"

/* AID of the template's USIM. */
#define USIM_AID "A0000000871002FF49FF0589FFFFFFFF"

/* What remains of the template's services without 5G. */
#define SERVICES_4G "[sms, smsp, spn, plmnwact, msisdn, always-1, oplmnwact, hplmnwact, ehplmn, eps-mobility]"

void made_package_release(struct made_package *made)
{
	stencil_release(&made->stencil);
	subscription_release(&made->subscription);
	buffer_release(&made->package);
	buffer_release(&made->source);
}

static bool has_5g(const struct make_answers *answers)
{
	return make_answers_are(answers, MAKE_ACCESS, "5g");
}

/* ---- what is the network's ---- */

static enum status set(struct package_edit *edit, const char *path, const char *format, const char *first, const char *second)
{
	char value[VALUE_MAXIMUM];
	snprintf(value, sizeof value, format, first, second);
	return package_edit_set(edit, text_from(path), text_from(value));
}

static enum status set_network(const struct make_answers *answers, struct package_edit *edit)
{
	const char *name = answers->values[MAKE_NAME], *country = answers->values[MAKE_MCC];
	const char *network = answers->values[MAKE_MNC];
	TRY(set(edit, "header/profileType", "\"%s%s\"", name, ""));
	TRY(set(edit, "mf/ef-dir/records/1", "{application: {aid: \"%s\", label: \"%s\"}}", USIM_AID, name));
	TRY(set(edit, "usim/ef-spn/spn", "{name: \"%s\", display: 1%s}", name, ""));
	TRY(set(edit, "usim/ef-ad/ad", "{operation: normal, mnc-digits: %s%s}", strlen(network) == 2 ? "2" : "3", ""));
	TRY(set(edit, "opt-usim/ef-ehplmn/plmns", "[\"%s%s\"]", country, network));
	return set(edit, "opt-usim/ef-hplmnwact/networks",
	           has_5g(answers) ? "[{plmn: \"%s%s\", access: [e-utran, ng-ran]}]" : "[{plmn: \"%s%s\", access: [e-utran]}]",
	           country, network);
}

static enum status remove_5g(struct package_edit *edit)
{
	static const char *const elements[] = { "df-5gs", "df-saip" };
	static const char *const services[] = { "header/services/get-identity", "header/services/profile-a-x25519" };
	struct package_node *element;
	for (size_t i = 0; i < ARRAY_SIZE(elements); i++) {
		TRY(package_edit_find(edit, text_from(elements[i]), &element));
		package_edit_remove(edit, element);
	}
	for (size_t i = 0; i < ARRAY_SIZE(services); i++)
		TRY(package_edit_set(edit, text_from(services[i]), (struct text){ 0 }));
	return package_edit_set(edit, TEXT("usim/ef-ust/services"), TEXT(SERVICES_4G));
}

/* Places of the right size; what they hold comes with the subscriber. */
static enum status set_algorithm(const struct make_answers *answers, struct package_edit *edit)
{
	static const char noughts[] = "0000000000000000000000000000000000000000000000000000000000000000";
	if (!make_answers_are(answers, MAKE_ALGORITHM, "tuak"))
		return STATUS_OK;
	TRY(set(edit, "akaParameter/algoParameter/algorithmID", "%s%s", "tuak", ""));
	TRY(set(edit, "akaParameter/algoParameter/opc", "%s%s", noughts, ""));
	bool is_long = strlen(answers->values[MAKE_KI]) == sizeof noughts - 1;
	return is_long ? set(edit, "akaParameter/algoParameter/key", "%s%s", noughts, "") : STATUS_OK;
}

/* Without attributes the PIN is enabled, may be changed and switched off, as the format's default has it. */
static enum status set_pin(const struct make_answers *answers, struct package_edit *edit)
{
	if (make_answers_are(answers, MAKE_PIN, "off"))
		return STATUS_OK;
	return package_edit_set(edit, TEXT("pinCodes#1/pinAppl1/pinAttributes"), (struct text){ 0 });
}

static enum status adapt(const struct make_answers *answers, struct package_edit *edit, struct buffer *out)
{
	TRY(set_network(answers, edit));
	TRY(set_algorithm(answers, edit));
	TRY(set_pin(answers, edit));
	TRY(has_5g(answers) ? home_keys_put(&answers->home_keys, edit) : remove_5g(edit));
	return package_edit_finish(edit, false, out);
}

/* The header still lists what only the removed elements were made with. */
static enum status mend(struct bytes package, struct buffer *out)
{
	AUTO(arena) arena = ARENA(TREE_MAXIMUM);
	const struct lint_change *changes;
	return lint_mend(package, NULL, &arena, out, &changes);
}

/* False: a sentence was printed. */
static bool make_template(struct invocation *invocation, const struct make_answers *answers, struct buffer *out)
{
	AUTO(package_edit) edit = { 0 };
	AUTO(buffer) package = SECRET_BUFFER(PACKAGE_FILE_MAXIMUM), adapted = SECRET_BUFFER(PACKAGE_FILE_MAXIMUM);
	const char *path = sibling_share_file(&invocation->arena, TEMPLATE);
	if (!path) {
		output_failure(invocation, "make", TEMPLATE " is missing; PROVISIM_SHARE may name the folder that it is in.");
		return false;
	}
	if (!profile_file_read(invocation, path, true, &package))
		return false;
	enum status status = package_edit_begin(buffer_bytes(&package), &edit);
	if (status == STATUS_OK)
		status = adapt(answers, &edit, &adapted);
	if (status == STATUS_OK)
		status = mend(buffer_bytes(&adapted), out);
	if (status != STATUS_OK)
		output_failure(invocation, "make", "%s: %s.", path, edit.message[0] ? edit.message : status_name(status));
	return status == STATUS_OK;
}

/* ---- what is the subscriber's ---- */

static enum status give(struct subscription *subscription, enum subscription_field field, const char *value, char *fault)
{
	static const char *const nothing[] = { "draw", "off", "none" };
	for (size_t i = 0; i < ARRAY_SIZE(nothing); i++)
		if (strcmp(value, nothing[i]) == 0)
			return STATUS_OK;
	return subscription_set(subscription, field, text_from(value), fault);
}

enum status made_package_subscribe(const struct make_answers *answers, const char *op, struct made_package *made,
                                   char fault[SUBSCRIPTION_FAULT_SIZE])
{
	static const struct {
		enum make_question question;
		enum subscription_field field;
	} rows[] = {
		{ MAKE_IMSI, SUBSCRIPTION_IMSI }, { MAKE_MSISDN, SUBSCRIPTION_MSISDN }, { MAKE_KI, SUBSCRIPTION_KI },
		{ MAKE_OPC, SUBSCRIPTION_OPC },   { MAKE_PIN, SUBSCRIPTION_PIN1 },
	};
	struct number_range range;
	TRY(number_range_begin(SUBSCRIPTION_ICCID, text_from(answers->values[MAKE_ICCID]), &range, fault));
	TRY(number_range_at(&range, 0, &made->subscription));
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		TRY(give(&made->subscription, rows[i].field, answers->values[rows[i].question], fault));
	return op ? subscription_set(&made->subscription, SUBSCRIPTION_OP, text_from(op), fault) : STATUS_OK;
}

/* PINs are people's, all else that is not given is drawn. */
static enum status personalise(struct bytes template, struct made_package *made, char fault[SUBSCRIPTION_FAULT_SIZE])
{
	const struct random random = system_random();
	TRY(stencil_make(template, &made->stencil, fault));
	struct key_plan plan = made->stencil.plan;
	plan.sizes[SUBSCRIPTION_PIN1] = plan.sizes[SUBSCRIPTION_PIN2] = 0;
	enum status status = key_draw(&plan, &random, &made->subscription);
	if (status == STATUS_MALFORMED)
		snprintf(fault, SUBSCRIPTION_FAULT_SIZE, "--op has a size that the algorithm does not take");
	TRY(status);
	for (int i = 0; i < SUBSCRIPTION_FIELDS; i++)
		made->fields[i] = subscription_has(&made->subscription, (enum subscription_field)i);
	return stencil_fill(&made->stencil, &made->subscription, &made->package, fault);
}

/* ---- the result ---- */

static enum status print_source(const struct make_answers *answers, struct made_package *made)
{
	AUTO(arena) arena = ARENA(TREE_MAXIMUM);
	struct package_node *root;
	struct package_error error;
	TRY(package_decode(buffer_bytes(&made->package), &arena, &root, &error));
	TRY(buffer_print(&made->source,
	                 "# %s (%s-%s): %s, authentication by %s. It holds keys: who reads it can be this subscriber.\n#\n"
	                 "# `provisim profile batch` makes others of the same kind, with numbers and keys of their own.\n\n",
	                 answers->values[MAKE_NAME], answers->values[MAKE_MCC], answers->values[MAKE_MNC],
	                 has_5g(answers) ? "4G, and 5G with concealed IMSIs" : "4G", answers->values[MAKE_ALGORITHM]));
	return source_print(root, true, &made->source);
}

/* A template that lint finds fault with must not become somebody's first profile. */
static bool is_clean(const struct invocation *invocation, const struct made_package *made)
{
	AUTO(arena) arena = ARENA(TREE_MAXIMUM);
	struct lint_report report;
	enum status status = lint_package(buffer_bytes(&made->package), NULL, &arena, &report);
	if (status != STATUS_OK)
		output_failure(invocation, "make", "The profile cannot be checked: %s.", status_name(status));
	else if (report.counts[LINT_ERROR] > 0)
		output_failure(invocation, "make", "Lint finds %s: %s, so nothing was written.", report.first->path,
		               report.first->sentence);
	return status == STATUS_OK && report.counts[LINT_ERROR] == 0;
}

bool made_package_fill(struct invocation *invocation, const struct make_answers *answers, struct made_package *made)
{
	AUTO(buffer) template = SECRET_BUFFER(PACKAGE_FILE_MAXIMUM);
	char fault[SUBSCRIPTION_FAULT_SIZE] = "";
	if (!make_template(invocation, answers, &template))
		return false;
	enum status status = personalise(buffer_bytes(&template), made, fault);
	if (status == STATUS_OK)
		status = print_source(answers, made);
	if (status == STATUS_OK)
		return is_clean(invocation, made);
	output_failure(invocation, "make", "The profile cannot be made: %s.", *fault ? fault : status_name(status));
	return false;
}
