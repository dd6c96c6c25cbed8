/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/lint_object.h"

enum { OBJECTS_MAXIMUM = 512, ENTRIES_AT = 3 };

struct bytes lint_value(const struct package_node *node, const char *name)
{
	const struct package_node *member = package_member(node, name);
	return member ? member->value : (struct bytes){ 0 };
}

static bool skip(struct bytes *rest, size_t size)
{
	if (rest->size < size)
		return false;
	*rest = bytes_after(*rest, size);
	return true;
}

/* A length of one octet, and so many. */
static bool take_counted(struct bytes *rest, struct bytes *out)
{
	if (rest->size == 0 || rest->size - 1 < rest->data[0])
		return false;
	*out = bytes_first(bytes_after(*rest, 1), rest->data[0]);
	*rest = bytes_after(*rest, 1 + out->size);
	return true;
}

/* Priority, timers, text length and the count of menu entries come first; an entry has two octets, then the channels. */
bool lint_read_toolkit(struct bytes rest, struct bytes *out_level, struct bytes *out_tars)
{
	struct bytes level, tars;
	if (rest.size <= ENTRIES_AT)
		return false;
	size_t entries = rest.data[ENTRIES_AT];
	if (!skip(&rest, ENTRIES_AT + 1 + 2 * entries + 1) || !take_counted(&rest, &level) || !take_counted(&rest, &tars) ||
	    tars.size % TAR_SIZE != 0 || level.size == 1)
		return false;
	*out_level = level;
	*out_tars = tars;
	return true;
}

const struct package_node *lint_toolkit_of(const struct package_node *instance)
{
	return package_member(package_member(instance, "applicationParameters"),
	                      "uiccToolkitApplicationSpecificParametersField");
}

static void take_tars(struct lint_object *object, struct bytes tars)
{
	for (; tars.size >= TAR_SIZE && object->tar_count < ARRAY_SIZE(object->tars); tars = bytes_after(tars, TAR_SIZE))
		object->tars[object->tar_count++] = bytes_first(tars, TAR_SIZE);
}

/* Before the level stands which parameter it is: 01, the least that SPI has to ask for (TS 102 226). */
static struct lint_object view_instance(const struct lint_element *element, const struct package_node *instance)
{
	const struct package_node *toolkit = lint_toolkit_of(instance);
	struct lint_object object = { .element = element, .node = instance, .is_domain = element->tag == TAG_SECURITY_DOMAIN };
	struct bytes level, tars;
	object.aid_node = package_member(instance, "instanceAID");
	object.aid = lint_value(instance, "instanceAID");
	if (toolkit && lint_read_toolkit(toolkit->value, &level, &tars)) {
		object.level = level.size > 1 ? bytes_first(bytes_after(level, 1), 1) : (struct bytes){ 0 };
		take_tars(&object, tars);
	}
	return object;
}

/* Remote file management says in fields of its own what an instance says in its toolkit parameters. */
static struct lint_object view_rfm(const struct lint_element *element)
{
	struct lint_object object = { .element = element, .node = element->node, .is_rfm = true };
	object.aid_node = package_member(element->node, "instanceAID");
	object.aid = lint_value(element->node, "instanceAID");
	object.level = lint_value(element->node, "minimumSecurityLevel");
	LINT_EACH_MEMBER(tar, package_member(element->node, "tarList"))
		if (tar->field)
			take_tars(&object, tar->value);
	return object;
}

/* More than the limit are no profile: every rule that compares them looks at each pair. */
size_t lint_objects(struct lint *lint, struct lint_object **out)
{
	size_t count = 0;
	struct lint_object *objects = arena_allocate(lint->arena, OBJECTS_MAXIMUM * sizeof *objects);
	*out = objects;
	if (!objects)
		return 0;
	LINT_EACH_ELEMENT(element, lint) {
		if (count < OBJECTS_MAXIMUM && element->tag == TAG_RFM)
			objects[count++] = view_rfm(element);
		const struct package_node *instance = package_member(element->node, "instance");
		if (count < OBJECTS_MAXIMUM && element->tag == TAG_SECURITY_DOMAIN && instance)
			objects[count++] = view_instance(element, instance);
		LINT_EACH_MEMBER(item, element->tag == TAG_APPLICATION ? package_member(element->node, "instanceList") : NULL)
			if (count < OBJECTS_MAXIMUM && item->field)
				objects[count++] = view_instance(element, item);
	}
	return count;
}
