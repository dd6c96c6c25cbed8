/* SPDX-License-Identifier: Apache-2.0 */
/* Why a package installs on one eUICC and fails on another: rules over its tree, each a row of a table. A rule reports
 * places and changes nothing; a rule with one right answer has a mend besides. */
#ifndef PROFILE_PACKAGE_LINT_H
#define PROFILE_PACKAGE_LINT_H

#include "profile_package/package_tree.h"
#include "profile_package/profile_support.h"

enum lint_severity { LINT_NOTE, LINT_WARNING, LINT_ERROR };

/* What a card makes of a place: one that follows the format to the letter, or the target if there is one. */
enum lint_effect {
	LINT_TAKEN,   /* it installs; whether it works is another matter */
	LINT_FAILS,   /* the element fails: with it the installation if it is mandated, otherwise it is left out */
	LINT_ABORTS,  /* the installation ends whatever `mandated` says */
};

struct lint;
struct lint_finding;

/* Versions of the format as one number, 0x0203 for 2.3. */
struct lint_rule {
	const char *id;              /* "F03" */
	enum lint_severity severity;
	const char *title;           /* what is right, as one sentence without its full stop */
	const char *why;             /* which cards or phones break, and where that comes from */
	const char *mend;
	uint16_t since, until;       /* of the target's version, or else the package's own; nought: always */
	bool needs_target;
	void (*check)(struct lint *lint);
	/* Changes the tree where the finding is, and describes what it did. False: nothing was changed. */
	bool (*fix)(struct lint *lint, const struct lint_finding *finding, const char **out_change);
};

/* The card that the package is for. */
struct lint_target {
	const char *name;
	struct profile_support support;
	uint16_t version;         /* of the format, 0x0203; nought: not known */
	uint32_t free_memory;     /* octets; nought: not known */
};

struct lint_finding {
	const struct lint_rule *rule;
	enum lint_severity severity;  /* the rule's; an error in any case where the installation ends */
	enum lint_effect effect;
	const char *element;          /* "usim"; "package" for what is about the whole */
	bool has_identification;
	uint16_t identification;
	const char *path;             /* in the words of a profile source, "usim/ef-imsi" */
	size_t offset;                /* octets from the start of the package */
	const char *sentence;
	struct package_node *node;    /* NULL: about the whole, or about what is not there */
	struct lint_finding *next;
};

enum { LINT_FINDINGS_MAXIMUM = 1000, LINT_RULE_FINDINGS_MAXIMUM = 40 };

struct lint_report {
	struct lint_finding *first; /* by offset */
	size_t counts[3];           /* by severity, those left out included */
	size_t left_out;            /* findings over one of the limits */
	enum lint_effect verdict;   /* LINT_TAKEN or LINT_ABORTS: of the whole installation */
};

/* Applies every rule. `target`: NULL for none. Views into `package` and `target`, the rest in the arena; what is no
 * package is a finding too. STATUS_NO_MEMORY; STATUS_TOO_LARGE. */
enum status lint_package(struct bytes package, const struct lint_target *target, struct arena *arena,
                         struct lint_report *out) MUST_CHECK;

/* One thing that was mended. */
struct lint_change {
	const struct lint_rule *rule;
	const char *path, *sentence;
	struct lint_change *next;
};

/* Appends the package with everything mended that has one right answer; octets elsewhere stay as they were. *out_changes:
 * NULL when nothing was. Failures as lint_package(). */
enum status lint_mend(struct bytes package, const struct lint_target *target, struct arena *arena, struct buffer *out,
                      const struct lint_change **out_changes) MUST_CHECK;

/* The rules one after the other in the order of their ids; NULL past the last. */
const struct lint_rule *lint_rule_at(size_t index);

/* NULL: no such rule. Either case. */
const struct lint_rule *lint_rule_named(struct text id);

/* "note", "warning", "error". */
const char *lint_severity_name(enum lint_severity severity);

#endif
