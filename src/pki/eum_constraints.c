/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/eum_constraints.h"

#include "pki/distinguished_name.h"

/* GeneralSubtree { base [4] directoryName }. Subtrees of another form allow nothing. */
static bool subtree_allows(struct der_reader *subtree, struct text organization, struct text eid)
{
	struct der_reader directory_name;
	struct distinguished_name name;
	if (!der_enter(subtree, 0xA4, &directory_name) || !distinguished_name_read(&directory_name, &name))
		return false;
	return name.serial_number.size > 0 && text_equal(name.organization, organization) &&
	       text_starts_with(eid, name.serial_number);
}

/* SGP.22 knows permitted subtrees only. Whoever excludes some means it, so that cannot be passed over. */
bool eum_constraints_allow(struct bytes name_constraints, struct text organization, struct text eid)
{
	struct der_reader input = der_reader(name_constraints), constraints, permitted, subtree;
	if (!der_enter(&input, 0x30, &constraints) || !der_enter(&constraints, 0xA0, &permitted) || !der_end(&constraints))
		return false;
	while (der_enter(&permitted, 0x30, &subtree))
		if (subtree_allows(&subtree, organization, eid))
			return true;
	return false;
}

void eum_constraints_put(struct der_writer *writer, struct text organization, struct text eid_prefix)
{
	const struct distinguished_name name = { .organization = organization, .serial_number = eid_prefix };
	der_open(writer, 0x30);
	der_open(writer, 0xA0);
	der_open(writer, 0x30);
	der_open(writer, 0xA4);
	distinguished_name_put(writer, &name);
	der_close(writer);
	der_close(writer);
	der_close(writer);
	der_close(writer);
}
