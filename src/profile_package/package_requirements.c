/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/package_requirements.h"

#include "profile_package/package_needs.h"

enum { MEMORY_MAXIMUM = 128 << 20, SERVICES = 32 };

static uint32_t listed_services(const struct package_node *header)
{
	uint32_t services = 0;
	const struct package_node *list = package_member_with_role(header, ROLE_SERVICES);
	for (const struct package_node *item = list ? list->first : NULL; item; item = item->next)
		if (item->field && schema_context_number(item->tag) < SERVICES)
			services |= 1u << schema_context_number(item->tag);
	return services;
}

enum status package_requirements_read(struct bytes package, struct package_requirements *out)
{
	AUTO(arena) arena = ARENA(MEMORY_MAXIMUM);
	struct package_node *tree;
	struct package_error error;
	TRY(package_decode(package, &arena, &tree, &error));
	struct package_needs needs;
	const struct package_node *header = tree->first;
	const struct package_node *major = package_member_with_role(header, ROLE_MAJOR_VERSION);
	const struct package_node *minor = package_member_with_role(header, ROLE_MINOR_VERSION);
	if (!major || !minor)
		return STATUS_MALFORMED;
	TRY(package_needs(tree, &arena, &needs));
	*out = (struct package_requirements){
		.version = (uint16_t)((package_number(major) & 0xFF) << 8 | (package_number(minor) & 0xFF)),
		.services = listed_services(header) | needs.services,
	};
	return STATUS_OK;
}

/* A card takes minor versions that it does not know, unless it says otherwise. */
bool package_requirements_version_fits(const struct package_requirements *requirements, const struct profile_support *support)
{
	unsigned major = requirements->version >> 8, minor = requirements->version & 0xFF;
	if (profile_support_follows(support, RULE_ANY_VERSION) || major < support->major_maximum)
		return true;
	return major == support->major_maximum && (!support->has_minor_maximum || minor <= support->minor_maximum);
}

const char *package_requirements_lacking(const struct package_requirements *requirements, const struct profile_support *support)
{
	uint32_t lacking = requirements->services & ~support->services;
	for (unsigned item = 0; item < SERVICES; item++)
		if (lacking >> item & 1)
			return profile_service_name(item) ? profile_service_name(item) : "a service without a name";
	return NULL;
}
