/* SPDX-License-Identifier: Apache-2.0 */
/* What can be asked without a card: what a text holds, and what a code means. */
#include <stdio.h>

#include "lpa_library/outcome.h"
#include "rsp/activation_text.h"
#include "rsp/explanation.h"

/* Fields of codes and rows of the catalogue are shorter than their places. */
static bool put(struct text text, char *out, size_t room)
{
	int size = snprintf(out, room, "%.*s", TEXT_ARGUMENTS(text));
	return size >= 0 && (size_t)size < room;
}

enum provisim_lpa_status provisim_lpa_find_code(const char *text, struct provisim_lpa_code *out_code)
{
	AUTO(buffer) found = BUFFER(ACTIVATION_TEXT_MAXIMUM);
	struct activation_code code;
	struct provisim_lpa_code told = { 0 };
	if (!text || !out_code)
		return PROVISIM_LPA_BAD_ARGUMENT;
	TRY_OUTCOME(activation_text_find(text_from(text), &found));
	TRY_OUTCOME(activation_code_parse(buffer_text(&found), &code));
	if (!put(code.smdp_address, told.smdp_address, sizeof told.smdp_address) ||
	    !put(code.matching_id, told.matching_id, sizeof told.matching_id) ||
	    !put(code.smdp_oid, told.smdp_oid, sizeof told.smdp_oid))
		return PROVISIM_LPA_MALFORMED;
	told.confirmation_code_required = code.confirmation_code_required;
	*out_code = told;
	return PROVISIM_LPA_OK;
}

enum provisim_lpa_status provisim_lpa_explain(const char *code, size_t nth,
                                              struct provisim_lpa_explanation *out_explanation)
{
	struct explanation row;
	struct provisim_lpa_explanation told;
	if (!out_explanation)
		return PROVISIM_LPA_BAD_ARGUMENT;
	for (size_t i = 0; explanation_at(i, &row); i++) {
		if (code && !explanation_is(&row, text_from(code)))
			continue;
		if (nth-- > 0)
			continue;
		if (!put(text_from(row.code), told.code, sizeof told.code) ||
		    !put(text_from(row.name), told.name, sizeof told.name) ||
		    !put(row.sentence, told.sentence, sizeof told.sentence) ||
		    !put(row.cause, told.cause, sizeof told.cause) || !put(row.advice, told.advice, sizeof told.advice))
			return PROVISIM_LPA_BUG;
		*out_explanation = told;
		return PROVISIM_LPA_OK;
	}
	return PROVISIM_LPA_NOT_FOUND;
}
