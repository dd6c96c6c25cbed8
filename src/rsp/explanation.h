/* SPDX-License-Identifier: Apache-2.0 */
/* The catalogue of everything that can be refused during provisioning, for those who print it: one row after the other from the
 * table of its kind, each of which stands where its codes are defined. */
#ifndef RSP_EXPLANATION_H
#define RSP_EXPLANATION_H

#include "base/bytes.h"
#include "base/status.h"

enum { EXPLANATION_CODE_SIZE = 24 };

/* Views of string literals. */
struct explanation {
	const char *kind;                  /* "server" */
	char code[EXPLANATION_CODE_SIZE];  /* "8.2.6/3.8", "installation/12", "6A88" */
	const char *name;                  /* as the standard has it: "pprNotAllowed"; or empty */
	struct text sentence;              /* what happened */
	struct text cause;                 /* what is most likely behind it; may be empty */
	struct text advice;                /* what to do; may be empty */
};

/* "What happened: what to do." becomes the two. */
void explanation_set(struct explanation *explanation, const char *text, const char *cause);

/* A row of a table of numbered codes. `text` and `cause` as explanation_set() takes them. */
struct explained_code {
	int code;
	const char *name;
	const char *text;
	const char *cause;
};

/* NULL: no such row. */
const struct explained_code *explained_code_find(const struct explained_code table[], size_t count, int code);
/* "unknown" without one. */
const char *explained_code_name(const struct explained_code table[], size_t count, int code);
/* Row number `index` as one of `kind`: its code is "kind/number". False: no more. */
bool explained_code_row(const char *kind, const struct explained_code table[], size_t count, size_t index,
                        struct explanation *out) MUST_CHECK;

/* Every row of every kind. False: no more. */
bool explanation_at(size_t index, struct explanation *out) MUST_CHECK;

/* `typed` names this row: by its code in either case, by its name, or by its number alone. "5/12", as a failed installation is
 * reported with the step before it, is installation/12. */
bool explanation_is(const struct explanation *explanation, struct text typed) MUST_CHECK;

#endif
