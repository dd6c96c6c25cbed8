/* SPDX-License-Identifier: Apache-2.0 */
#include "io/schema_upgrade.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>

enum { QUERY_SIZE = 200 };

static enum status count_tables(const struct schema_target *target, const char *name, int64_t *out)
{
	char sql[QUERY_SIZE];
	snprintf(sql, sizeof sql, target->has_table, name);
	return target->number(target->self, sql, out);
}

/* Nought: the database is empty. */
static enum status read_version(const struct schema_target *target, int64_t *out)
{
	int64_t tables = 0, version = 0;
	TRY(count_tables(target, "schema_version", &tables));
	if (tables > 0)
		TRY(target->number(target->self, "SELECT COALESCE(MAX(version), 0) FROM schema_version", &version));
	*out = version;
	return STATUS_OK;
}

/* Two kinds of servers count their versions alike: one must not take the other's tables for its own. */
static enum status check_owner(const struct database_schema *schema, const struct schema_target *target, int64_t version,
                               char fault[SCHEMA_FAULT_SIZE])
{
	int64_t tables = 1;
	if (version > 0)
		TRY(count_tables(target, schema->table, &tables));
	if (tables > 0)
		return STATUS_OK;
	snprintf(fault, SCHEMA_FAULT_SIZE, "it is not that of an %s: name another in the setting database", schema->owner);
	return STATUS_REFUSED;
}

static enum status check(const struct database_schema *schema, const struct schema_target *target, int64_t version,
                         char fault[SCHEMA_FAULT_SIZE])
{
	TRY(check_owner(schema, target, version, fault));
	if (version <= schema->version)
		return STATUS_OK;
	snprintf(fault, SCHEMA_FAULT_SIZE,
	         "its schema has version %" PRId64 " and this program knows %" PRId64
	         ": use the newer program, or restore a copy made before the upgrade",
	         version, schema->version);
	return STATUS_UNSUPPORTED;
}

/* Inside a transaction. Another process may have made this step while this one waited for the lock. */
static enum status make_step(const struct database_schema *schema, const struct schema_target *target, int64_t *version,
                             char fault[SCHEMA_FAULT_SIZE])
{
	int64_t before, after;
	TRY(read_version(target, &before));
	TRY(check(schema, target, before, fault));
	*version = before;
	if (before == schema->version)
		return STATUS_OK;
	TRY(target->run(target->self, before == 0 ? schema->newest : schema->upgrades[before - 1]));
	TRY(read_version(target, &after));
	if (after != (before == 0 ? schema->version : before + 1)) {
		snprintf(fault, SCHEMA_FAULT_SIZE, "the text that was to change its schema leaves version %" PRId64, after);
		return STATUS_BUG;
	}
	*version = after;
	return STATUS_OK;
}

static void explain(const struct schema_target *target, int64_t version, char fault[SCHEMA_FAULT_SIZE])
{
	if (*fault)
		return;
	if (version == 0)
		snprintf(fault, SCHEMA_FAULT_SIZE, "its tables cannot be made: %.140s", target->why(target->self));
	else
		snprintf(fault, SCHEMA_FAULT_SIZE,
		         "its schema cannot be brought from version %" PRId64 " to %" PRId64 ", and stays as it was: %.80s",
		         version, version + 1, target->why(target->self));
}

static enum status step(const struct database_schema *schema, const struct schema_target *target, int64_t *version,
                        char fault[SCHEMA_FAULT_SIZE])
{
	enum status status = target->run(target->self, target->begin);
	if (status == STATUS_OK)
		status = make_step(schema, target, version, fault);
	if (status == STATUS_OK)
		status = target->run(target->self, "COMMIT");
	if (status != STATUS_OK) {
		explain(target, *version, fault);
		(void)!target->run(target->self, "ROLLBACK");
	}
	return status;
}

enum status schema_upgrade(const struct database_schema *schema, const struct schema_target *target,
                           char fault[SCHEMA_FAULT_SIZE])
{
	int64_t version = 0;
	*fault = '\0';
	enum status status = read_version(target, &version);
	if (status == STATUS_OK)
		status = check(schema, target, version, fault);
	if (status != STATUS_OK && !*fault)
		snprintf(fault, SCHEMA_FAULT_SIZE, "its schema's version cannot be read: %.120s", target->why(target->self));
	while (status == STATUS_OK && version != schema->version)
		status = step(schema, target, &version, fault);
	return status;
}
