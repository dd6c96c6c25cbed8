/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/package_diff.h"

#include <stdlib.h>

/* Facts of one package, and the same by path. */
struct side {
	struct package_facts facts;
	struct package_fact **by_path;
};

static int compare(const void *a, const void *b)
{
	return strcmp((*(struct package_fact *const *)a)->path, (*(struct package_fact *const *)b)->path);
}

static int compare_with_order(const void *a, const void *b)
{
	const struct package_fact *one = *(struct package_fact *const *)a, *other = *(struct package_fact *const *)b;
	int order = strcmp(one->path, other->path);
	return order != 0 ? order : (one->number > other->number) - (one->number < other->number);
}

/* A field that stands twice where one may be has two facts: the second gets a number. */
static enum status number_doubles(struct side *side, size_t count, struct arena *arena)
{
	const char *path = NULL;
	size_t doubles = 1;
	for (size_t i = 0; i < count; i++) {
		struct package_fact *fact = side->by_path[i];
		bool is_double = path && strcmp(path, fact->path) == 0;
		doubles = is_double ? doubles + 1 : 1;
		path = is_double ? path : fact->path;
		if (is_double)
			fact->path = arena_print(arena, "%s (%zu)", path, doubles);
		if (!fact->path)
			return STATUS_NO_MEMORY;
	}
	return STATUS_OK;
}

static enum status sort(struct side *side, struct arena *arena)
{
	size_t count = 0;
	side->by_path = arena_allocate(arena, (side->facts.count + 1) * sizeof *side->by_path);
	if (!side->by_path)
		return STATUS_NO_MEMORY;
	for (struct package_fact *fact = side->facts.first; fact; fact = fact->next)
		side->by_path[count++] = fact;
	qsort(side->by_path, count, sizeof *side->by_path, compare_with_order);
	TRY(number_doubles(side, count, arena));
	qsort(side->by_path, count, sizeof *side->by_path, compare);
	return STATUS_OK;
}

static const struct package_fact *find(const struct side *side, const char *path)
{
	struct package_fact wanted = { .path = path }, *key = &wanted;
	struct package_fact **found = bsearch(&key, side->by_path, side->facts.count, sizeof *side->by_path, compare);
	return found ? *found : NULL;
}

/* ---- the list of differences ---- */

struct differences {
	struct arena *arena;
	struct package_difference *first, *last;
};

static enum status add(struct differences *differences, const char *path, const char *a, const char *b, bool is_secret)
{
	struct package_difference *difference = arena_allocate(differences->arena, sizeof *difference);
	if (!difference)
		return STATUS_NO_MEMORY;
	*difference = (struct package_difference){ path, a, b, is_secret, NULL };
	if (differences->last)
		differences->last->next = difference;
	else
		differences->first = difference;
	differences->last = difference;
	return STATUS_OK;
}

static bool is_below(const char *path, const char *heading)
{
	size_t size = strlen(heading);
	return strncmp(path, heading, size) == 0 && path[size] == '/';
}

/* What is below a heading that the other side lacks is not told again. */
static const struct package_fact *skip_below(const struct package_fact *fact)
{
	const struct package_fact *next = fact->next;
	while (fact->is_heading && next && is_below(next->path, fact->path))
		next = next->next;
	return next;
}

static enum status compare_sides(struct differences *differences, const struct side *a, const struct side *b)
{
	for (const struct package_fact *fact = a->facts.first; fact;) {
		const struct package_fact *other = find(b, fact->path);
		if (!other) {
			TRY(add(differences, fact->path, fact->value, NULL, fact->is_secret));
			fact = skip_below(fact);
			continue;
		}
		if (strcmp(fact->value, other->value) != 0)
			TRY(add(differences, fact->path, fact->value, other->value, fact->is_secret || other->is_secret));
		fact = fact->next;
	}
	for (const struct package_fact *fact = b->facts.first; fact;) {
		bool is_new = !find(a, fact->path);
		if (is_new)
			TRY(add(differences, fact->path, NULL, fact->value, fact->is_secret));
		fact = is_new ? skip_below(fact) : fact->next;
	}
	return STATUS_OK;
}

/* ---- the order of elements ---- */

/* The elements that the other side has too, one after the other. */
static char *order_of(const struct side *side, const struct side *other, struct arena *arena)
{
	char *order = arena_string(arena, (struct text){ 0 });
	for (const struct package_fact *fact = side->facts.first; order && fact; fact = fact->next)
		if (fact->is_heading && !strchr(fact->path, '/') && find(other, fact->path))
			order = arena_print(arena, "%s%s%s", order, *order ? ", " : "", fact->path);
	return order;
}

static enum status compare_order(struct differences *differences, const struct side *a, const struct side *b)
{
	const char *one = order_of(a, b, differences->arena), *other = order_of(b, a, differences->arena);
	if (!one || !other)
		return STATUS_NO_MEMORY;
	return strcmp(one, other) == 0 ? STATUS_OK : add(differences, "order", one, other, false);
}

enum status package_diff(struct bytes a, struct bytes b, bool expanded, struct arena *arena,
                         struct package_difference **out, int *wrong, struct package_error *error)
{
	struct side sides[2];
	struct differences differences = { .arena = arena };
	const struct bytes packages[] = { a, b };
	for (*wrong = 0; *wrong < 2; ++*wrong) {
		TRY(package_facts_collect(packages[*wrong], expanded, arena, &sides[*wrong].facts, error));
		TRY(sort(&sides[*wrong], arena));
	}
	TRY(compare_sides(&differences, &sides[0], &sides[1]));
	TRY(compare_order(&differences, &sides[0], &sides[1]));
	*out = differences.first;
	return STATUS_OK;
}
