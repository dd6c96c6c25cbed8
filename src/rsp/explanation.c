/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/explanation.h"

#include <stdio.h>

#include "rsp/authenticate_server.h"
#include "rsp/cancel_session.h"
#include "rsp/failure_reason.h"
#include "rsp/installation_result.h"
#include "rsp/prepare_download.h"
#include "rsp/profile_management.h"
#include "rsp/status_word.h"

static bool (*const kinds[])(size_t index, struct explanation *out) = {
	failure_explanation,           status_word_explanation,       installation_explanation, management_explanation,
	authenticate_error_explanation, prepare_download_explanation, cancel_reason_explanation,
};

void explanation_set(struct explanation *explanation, const char *text, const char *cause)
{
	struct text sentence = text_from(text);
	const char *colon = strstr(text, ": ");
	explanation->cause = text_from(cause);
	explanation->sentence = sentence;
	if (!colon)
		return;
	explanation->sentence.size = (size_t)(colon - text);
	explanation->advice = text_from(colon + 2);
}

const struct explained_code *explained_code_find(const struct explained_code table[], size_t count, int code)
{
	for (size_t i = 0; i < count; i++)
		if (table[i].code == code)
			return &table[i];
	return NULL;
}

const char *explained_code_name(const struct explained_code table[], size_t count, int code)
{
	const struct explained_code *found = explained_code_find(table, count, code);
	return found ? found->name : "unknown";
}

bool explained_code_row(const char *kind, const struct explained_code table[], size_t count, size_t index,
                        struct explanation *out)
{
	if (index >= count)
		return false;
	*out = (struct explanation){ .kind = kind, .name = table[index].name };
	snprintf(out->code, sizeof out->code, "%s/%d", kind, table[index].code);
	explanation_set(out, table[index].text, table[index].cause);
	return true;
}

bool explanation_at(size_t index, struct explanation *out)
{
	for (size_t kind = 0; kind < ARRAY_SIZE(kinds); kind++) {
		struct explanation row;
		for (size_t i = 0; kinds[kind](i, &row); i++)
			if (index-- == 0) {
				*out = row;
				return true;
			}
	}
	return false;
}

static bool is_number(struct text text)
{
	uint64_t ignored;
	return text_to_number(text, UINT32_MAX, &ignored);
}

/* Status words differ in their last digits: X stands for any. */
static bool matches_word(struct text pattern, struct text typed)
{
	if (typed.size != pattern.size)
		return false;
	for (size_t i = 0; i < typed.size; i++) {
		struct text one = { typed.data + i, 1 }, other = { pattern.data + i, 1 };
		if (*other.data != 'X' && !text_equal_ignoring_case(one, other))
			return false;
	}
	return true;
}

bool explanation_is(const struct explanation *explanation, struct text typed)
{
	struct text code = text_from(explanation->code), rest = code, number = typed;
	if (matches_word(code, typed) || (*explanation->name && text_equal_ignoring_case(text_from(explanation->name), typed)))
		return true;
	struct text kind = text_cut(&rest, '/');
	if (rest.size == 0 || strcmp(explanation->kind, "server") == 0)
		return false;
	struct text step = text_cut(&number, '/');
	if (number.size > 0)
		return text_equal(kind, TEXT("installation")) && is_number(step) && text_equal(rest, number);
	return text_equal(rest, typed);
}
