/* SPDX-License-Identifier: Apache-2.0 */
/* YAML as a tree that remembers where each value stood: settings, profile sources and personalities are written in it.
 * The only includer of <yaml.h>. Anchors and aliases are refused (a few lines of them can stand for gigabytes). */
#ifndef CODEC_YAML_H
#define CODEC_YAML_H

#include "base/arena.h"

enum { YAML_DEPTH_MAXIMUM = 32 };

enum yaml_kind { YAML_SCALAR, YAML_SEQUENCE, YAML_MAPPING };

struct yaml_node {
	enum yaml_kind kind;
	struct text scalar;       /* YAML_SCALAR: without quotes, escapes resolved; NUL-terminated */
	bool quoted;              /* "001" and 001 differ for those who care */
	struct text key;          /* inside a mapping */
	unsigned line, column;    /* of the value, from 1 */
	unsigned key_line, key_column;
	const struct yaml_node *first; /* child of a sequence or mapping, in the order written */
	const struct yaml_node *next;  /* sibling */
	size_t count;             /* children */
};

/* Where and why a text was refused. */
struct yaml_error {
	unsigned line, column;
	char message[120];
};

/* One document. Nodes live in the arena. *out is NULL for an empty document.
 * STATUS_MALFORMED: *error says where and why (syntax, duplicate key, alias, too deep, second document);
 * STATUS_NO_MEMORY: over the arena's limit. */
enum status yaml_parse(struct text text, struct arena *arena, const struct yaml_node **out, struct yaml_error *error)
	MUST_CHECK;

/* The value of this key; NULL if there is none or `node` is NULL or no mapping. */
const struct yaml_node *yaml_member(const struct yaml_node *node, const char *key);

#endif
