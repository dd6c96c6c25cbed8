/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/lint_needs.h"

/* What is not mandated needs nothing of a card, but it is a reason for a service to be listed. */
static void need(struct lint_needs *needed, unsigned item, const struct lint_element *element)
{
	needed->any |= 1u << item;
	if (!element->mandated)
		return;
	needed->mandated |= 1u << item;
	if (!needed->reasons[item])
		needed->reasons[item] = element;
}

static void need_of_algorithm(struct lint_needs *needed, const struct lint_element *element)
{
	enum { MILENAGE = 1, TUAK = 2, TEST = 3, LONG_KEY = 32 };
	const struct package_node *algorithm = package_member(package_member(element->node, "algoConfiguration"),
	                                                      "algoParameter");
	const struct package_node *key = package_member(algorithm, "key");
	uint32_t number = package_number(package_member(algorithm, "algorithmID"));
	if (number == MILENAGE)
		need(needed, ITEM_MILENAGE, element);
	if (number == TUAK)
		need(needed, key && key->value.size == LONG_KEY ? ITEM_TUAK256 : ITEM_TUAK128, element);
	if (number == TEST)
		need(needed, ITEM_TEST_ALGORITHM, element);
}

/* A link makes no file: what its target needs is counted there. A second application of a kind is another service. */
static void need_of_files(struct lint *lint, struct lint_needs *needed)
{
	static const unsigned items[LINT_NAAS] = { 0, ITEM_USIM, ITEM_ISIM, ITEM_CSIM };
	static const unsigned more[LINT_NAAS] = { 0, ITEM_MULTIPLE_USIM, ITEM_MULTIPLE_ISIM, ITEM_MULTIPLE_CSIM };
	unsigned counts[LINT_NAAS] = { 0 };
	LINT_EACH_FILE(file, lint) {
		if (file->is_suppressed)
			continue;
		if (file->kind == FILE_ADF && file->naa != LINT_NO_NAA) {
			need(needed, items[file->naa], file->element);
			if (++counts[file->naa] > 1)
				need(needed, more[file->naa], file->element);
		}
		if (file->kind == FILE_BER_TLV && !lint_is_link(file))
			need(needed, ITEM_BER_TLV, file->element);
		if (lint_is_directory(file) && lint_is_link(file))
			need(needed, ITEM_DF_LINK, file->element);
	}
}

static bool has_concealer(struct lint *lint)
{
	LINT_EACH_ELEMENT(element, lint)
		if (element->tag == TAG_DF_SAIP && element->mandated)
			return true;
	return false;
}

/* TS 31.102 7.5: the card conceals the SUPI itself. */
static const struct lint_element *suci_element(struct lint *lint)
{
	LINT_EACH_ELEMENT(element, lint)
		if (element->tag == TAG_DF_SAIP)
			return element;
	return lint->adfs[LINT_USIM] ? lint->adfs[LINT_USIM]->element : NULL;
}

/* By what is there to be installed: an item that the header lists without need is another matter. */
struct lint_needs lint_needs_of(struct lint *lint)
{
	struct lint_needs needed = { 0 };
	LINT_EACH_ELEMENT(element, lint) {
		if (element->tag == TAG_AKA)
			need_of_algorithm(&needed, element);
		if (element->tag == TAG_CDMA)
			need(&needed, ITEM_CAVE, element);
		if (element->tag == TAG_EAP)
			need(&needed, ITEM_EAP, element);
		if (element->tag == TAG_APPLICATION)
			need(&needed, ITEM_JAVACARD, element);
		if (package_member(element->node, "catTpParameters"))
			need(&needed, ITEM_CAT_TP, element);
	}
	need_of_files(lint, &needed);
	const struct lint_element *suci = suci_element(lint);
	if (suci && lint_usim_service_on(lint, SERVICE_SUCI_IN_USIM) && has_concealer(lint))
		need(&needed, ITEM_GET_IDENTITY, suci);
	return needed;
}
