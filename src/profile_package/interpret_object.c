/* SPDX-License-Identifier: Apache-2.0 */
/* Security domains, load packages, applications and remote file management: gathered until all that identifies one is
 * there, checked, and handed to the builder. */
#include "profile_package/interpreter_state.h"

#include "codec/der_read.h"

/* Privileges, first octet: it is a security domain (GP 11.1.2). */
enum { PRIVILEGE_SECURITY_DOMAIN = 0x80 };

/* Access domains (TS 102 226 8.2.1.3.2.5). */
enum { ACCESS_FULL = 0x00, ACCESS_UICC = 0x02, ACCESS_UICC_SIZE = 4, ACCESS_NONE = 0xFF };

/* The octets of an AID that are its TAR where nothing else is said (TS 101 220 3). [unconfirmed] */
enum { AID_TAR_OFFSET = 12, AID_TAR_END = 15 };

enum { SIM_TOOLKIT_TAG = 0xCA };

static void start(struct interpreter *interpreter, enum object_kind kind)
{
	struct current_object *current = &interpreter->object;
	current->object = (struct new_object){ .kind = kind };
	current->used = 0;
	current->is_told = false;
	current->block_offset = 0;
}

enum pe_status interpret_object_start(struct interpreter *interpreter)
{
	const struct current_element *element = &interpreter->element;
	start(interpreter, element->tag == ELEMENT_RFM ? OBJECT_RFM : OBJECT_SECURITY_DOMAIN);
	return element->tag == ELEMENT_APPLICATION ? interpret_rules_application(interpreter) : PE_OK;
}

/* ---- checks ---- */

static const uint8_t domain_package[] = { 0xA0, 0x00, 0x00, 0x01, 0x51, 0x53, 0x50 };
static const uint8_t domain_class[] = { 0xA0, 0x00, 0x00, 0x01, 0x51, 0x53, 0x50, 0x41 };

/* The first security domain is the operator's (MNO-SD), and belongs to none. */
static enum pe_status check_domain(struct interpreter *interpreter, const struct new_object *object)
{
	bool is_first = !(interpreter->so_far.seen & SD_SEEN);
	bool is_operators = bytes_equal(object->package, BYTES(domain_package)) &&
	                    bytes_equal(object->class, BYTES(domain_class)) && object->domain.size == 0;
	interpreter->so_far.seen |= SD_SEEN;
	if (!(object->privileges.data[0] & PRIVILEGE_SECURITY_DOMAIN))
		return PE_BAD_VALUES;
	return !is_first || is_operators ? PE_OK : PE_BAD_VALUES;
}

static bool access_domain_fits(struct bytes domain)
{
	if (domain.size == 0)
		return false;
	if (domain.data[0] == ACCESS_UICC)
		return domain.size == ACCESS_UICC_SIZE;
	return domain.size == 1 && (domain.data[0] == ACCESS_FULL || domain.data[0] == ACCESS_NONE);
}

static enum pe_status check_file_management(const struct new_object *object)
{
	bool fits = access_domain_fits(object->access_domain) && access_domain_fits(object->admin_access_domain);
	if (object->adf.size > 0)
		fits = fits && access_domain_fits(object->adf_access_domain) &&
		       access_domain_fits(object->adf_admin_access_domain);
	return fits ? PE_OK : PE_BAD_VALUES;
}

static enum pe_status check_object(struct interpreter *interpreter, const struct new_object *object)
{
	bool is_instance = object->kind == OBJECT_SECURITY_DOMAIN || object->kind == OBJECT_APPLICATION;
	if (is_instance && object->privileges.size == 2)
		return PE_BAD_VALUES;
	if (object->kind == OBJECT_SECURITY_DOMAIN)
		return check_domain(interpreter, object);
	return object->kind == OBJECT_RFM ? check_file_management(object) : PE_OK;
}

/* ---- toolkit parameters ---- */

static bool skip(struct bytes *rest, size_t size)
{
	if (rest->size < size)
		return false;
	*rest = bytes_after(*rest, size);
	return true;
}

/* Octets after their number. */
static bool take_counted(struct bytes *rest, struct bytes *out)
{
	if (rest->size == 0 || rest->size - 1 < rest->data[0])
		return false;
	*out = bytes_first(bytes_after(*rest, 1), rest->data[0]);
	*rest = bytes_after(*rest, 1 + out->size);
	return true;
}

/* TS 102 226 8.2.1.3.2.2: priority, timers, length of a menu's text, menu entries of two octets, channels, minimum
 * security level, TARs; what may follow is of no matter here. */
static bool parse_toolkit(struct bytes rest, struct bytes *out_level, struct bytes *out_tars)
{
	struct bytes level, tars;
	enum { ENTRIES_AT = 3 };
	if (rest.size <= ENTRIES_AT)
		return false;
	size_t entries = rest.data[ENTRIES_AT];
	bool fits = skip(&rest, ENTRIES_AT + 1 + 2 * entries + 1) && take_counted(&rest, &level) &&
	            take_counted(&rest, &tars) && tars.size % 3 == 0 && level.size != 1;
	if (!fits)
		return false;
	*out_level = level.size > 0 ? bytes_first(bytes_after(level, 1), 1) : level;
	*out_tars = tars;
	return true;
}

/* Those of the SIM begin with an access domain. */
static bool parse_sim_toolkit(struct bytes system_parameters, struct bytes *out_level, struct bytes *out_tars)
{
	struct der_reader reader = der_reader(system_parameters);
	struct der_element parameters;
	struct bytes access_domain;
	if (!der_find(&reader, SIM_TOOLKIT_TAG, &parameters))
		return true;
	return take_counted(&parameters.value, &access_domain) && parse_toolkit(parameters.value, out_level, out_tars);
}

static struct bytes tar_of_aid(struct bytes aid)
{
	if (aid.size < AID_TAR_END)
		return (struct bytes){ 0 };
	return bytes_first(bytes_after(aid, AID_TAR_OFFSET), AID_TAR_END - AID_TAR_OFFSET);
}

static bool find_tars(struct new_object *object)
{
	bool has_toolkit = object->toolkit.size > 0;
	if (object->kind == OBJECT_LOAD_PACKAGE)
		return true;
	struct bytes *level = &object->security_level, *tars = &object->tars;
	if (object->kind != OBJECT_RFM && has_toolkit && !parse_toolkit(object->toolkit, level, tars))
		return false;
	if (object->kind != OBJECT_RFM && !has_toolkit && !parse_sim_toolkit(object->system_parameters, level, tars))
		return false;
	if (object->tars.size == 0 && (has_toolkit || object->kind == OBJECT_RFM))
		object->tars = tar_of_aid(object->aid);
	return true;
}

/* ---- telling the builder ---- */

static enum pe_status tell(struct interpreter *interpreter)
{
	static const uint8_t selectable[] = { 0x07 };
	struct current_object *current = &interpreter->object;
	struct new_object *object = &current->object;
	const struct profile_builder *builder = interpreter->builder;
	if (current->is_told)
		return PE_OK;
	current->is_told = true;
	if (object->life_cycle.size == 0)
		object->life_cycle = BYTES(selectable);
	if (!find_tars(object))
		return PE_BAD_VALUES;
	enum pe_status status = check_object(interpreter, object);
	return status == PE_OK && builder->object ? builder->object(builder->self, object) : status;
}

enum pe_status interpret_object_end(struct interpreter *interpreter)
{
	return interpreter->element.tag == ELEMENT_RFM ? tell(interpreter) : PE_OK;
}

/* ---- values ---- */

/* Where a field of the schema goes. The list of TARs is gathered in its place. */
static const struct {
	const char *name;
	size_t member;
} members[] = {
	{ "instanceAID", offsetof(struct new_object, aid) },
	{ "loadPackageAID", offsetof(struct new_object, aid) },
	{ "applicationLoadPackageAID", offsetof(struct new_object, package) },
	{ "classAID", offsetof(struct new_object, class) },
	{ "extraditeSecurityDomainAID", offsetof(struct new_object, domain) },
	{ "securityDomainAID", offsetof(struct new_object, domain) },
	{ "applicationPrivileges", offsetof(struct new_object, privileges) },
	{ "lifeCycleState", offsetof(struct new_object, life_cycle) },
	{ "applicationSpecificParametersC9", offsetof(struct new_object, install_parameters) },
	{ "systemSpecificParameters", offsetof(struct new_object, system_parameters) },
	{ "uiccToolkitApplicationSpecificParametersField", offsetof(struct new_object, toolkit) },
	{ "uiccAccessApplicationSpecificParametersField", offsetof(struct new_object, access_parameters) },
	{ "uiccAdministrativeAccessApplicationSpecificParametersField", offsetof(struct new_object, admin_access_parameters) },
	{ "minimumSecurityLevel", offsetof(struct new_object, security_level) },
	{ "tar", offsetof(struct new_object, tars) },
	{ "uiccAccessDomain", offsetof(struct new_object, access_domain) },
	{ "uiccAdminAccessDomain", offsetof(struct new_object, admin_access_domain) },
	{ "adfAID", offsetof(struct new_object, adf) },
	{ "adfAccessDomain", offsetof(struct new_object, adf_access_domain) },
	{ "adfAdminAccessDomain", offsetof(struct new_object, adf_admin_access_domain) },
	{ "nonVolatileCodeLimitC6", offsetof(struct new_object, limits[0]) },
	{ "volatileDataLimitC7", offsetof(struct new_object, limits[1]) },
	{ "nonVolatileDataLimitC8", offsetof(struct new_object, limits[2]) },
	{ "hashValue", offsetof(struct new_object, hash) },
};

/* Values of one name that come again stand one behind the other: nothing else is gathered between two TARs. */
static enum pe_status gather(struct current_object *current, const char *name, struct bytes value)
{
	if (value.size > sizeof current->octets - current->used)
		return PE_NOT_ENOUGH_MEMORY;
	uint8_t *place = current->octets + current->used;
	if (value.size > 0)
		memcpy(place, value.data, value.size);
	current->used += value.size;
	for (size_t i = 0; i < ARRAY_SIZE(members); i++) {
		if (strcmp(members[i].name, name) != 0)
			continue;
		struct bytes *member = (struct bytes *)((char *)&current->object + members[i].member);
		*member = bytes_from(member->size > 0 ? member->data : place, member->size + value.size);
		return PE_OK;
	}
	return PE_INVALID_PARAMETER;
}

static enum pe_status pass_datum(struct interpreter *interpreter, enum object_datum kind, struct bytes value)
{
	const struct profile_builder *builder = interpreter->builder;
	enum pe_status status = tell(interpreter);
	return status == PE_OK && builder->datum ? builder->datum(builder->self, kind, value) : status;
}

static enum object_datum datum_named(const char *name)
{
	if (strcmp(name, "openPersoData") == 0)
		return OBJECT_OPEN_DATA;
	return strcmp(name, "catTpParameters") == 0 ? OBJECT_CAT_TP : OBJECT_PROVIDER;
}

enum pe_status interpret_object_value(struct interpreter *interpreter, const struct schema_field *field,
                                      struct bytes value)
{
	switch (field->role) {
	case ROLE_OBJECT:
		return gather(&interpreter->object, field->name, value);
	case ROLE_OBJECT_DATUM:
		return pass_datum(interpreter, datum_named(field->name), value);
	case ROLE_KEY:
		return interpret_key(interpreter, value);
	case ROLE_SECRET:
		return pass_datum(interpreter, interpreter->object.block_kind, value);
	default:
		return PE_OK;
	}
}

enum pe_status interpret_object_open(struct interpreter *interpreter, const struct schema_field *field)
{
	bool is_application = interpreter->element.tag == ELEMENT_APPLICATION;
	if (strcmp(field->name, "instance") == 0)
		start(interpreter, is_application ? OBJECT_APPLICATION : OBJECT_SECURITY_DOMAIN);
	else if (strcmp(field->name, "loadBlock") == 0)
		start(interpreter, OBJECT_LOAD_PACKAGE);
	else if (strcmp(field->name, "processData") == 0)
		interpreter->object.block_kind = OBJECT_PROCESS_DATA;
	else if (strcmp(field->name, "sdPersoData") == 0)
		interpreter->object.block_kind = OBJECT_DOMAIN_DATA;
	return PE_OK;
}

enum pe_status interpret_object_close(struct interpreter *interpreter, const struct schema_field *field)
{
	bool is_whole = strcmp(field->name, "instance") == 0 || strcmp(field->name, "loadBlock") == 0;
	return is_whole ? tell(interpreter) : PE_OK;
}

enum pe_status interpret_load_block(struct interpreter *interpreter, struct bytes piece, size_t left)
{
	struct current_object *current = &interpreter->object;
	const struct profile_builder *builder = interpreter->builder;
	if (!current->is_told)
		current->object.size = (uint32_t)(piece.size + left);
	enum pe_status status = tell(interpreter);
	if (status != PE_OK || !builder->load_block)
		return status;
	uint32_t offset = current->block_offset;
	current->block_offset += (uint32_t)piece.size;
	return builder->load_block(builder->self, offset, piece);
}
