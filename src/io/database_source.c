/* SPDX-License-Identifier: Apache-2.0 */
#include "io/database_source.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

#include "io/database_postgresql.h"
#include "io/database_sqlite.h"

/* The driver for PostgreSQL, once it is loaded. */
struct driver {
	void *module;
	enum status (*open)(const char *address, const struct database_schema *schema, unsigned connections,
	                    struct database_postgresql **out, char fault[POSTGRESQL_FAULT_SIZE]);
	enum status (*connect)(struct database_postgresql *server, struct database *out);
	void (*close)(struct database_postgresql *server);
};

struct database_source {
	struct database_sqlite *file;
	struct driver driver;
	struct database_postgresql *server;
};

bool database_place_is_address(const char *place)
{
	struct text text = text_from(place);
	return text_starts_with(text, TEXT("postgresql://")) || text_starts_with(text, TEXT("postgres://"));
}

static enum status open_file(const char *path, const struct database_schema *schema, struct database_source *source,
                             char fault[DATABASE_FAULT_SIZE])
{
	char of_schema[SCHEMA_FAULT_SIZE];
	enum status status = database_sqlite_open(path, schema, &source->file, of_schema);
	const char *why = *of_schema ? of_schema : status_name(status);
	if (status == STATUS_BUSY)
		why = "another process has locked it: end that one, or try again later";
	else if (status == STATUS_MALFORMED)
		why = "it is no database, or it is damaged: restore a copy of it";
	else if (status == STATUS_REFUSED && !*of_schema)
		why = "its folder is missing, or it may not be written there: check the setting and the permissions";
	else if (status == STATUS_NO_MEMORY || status == STATUS_IO)
		why = "reading or writing failed: see whether the disk is full";
	if (status != STATUS_OK)
		snprintf(fault, DATABASE_FAULT_SIZE, "The database %.80s cannot be opened: %s.", path, why);
	return status;
}

/* Found beside the program, by its run path. */
static bool load_driver(struct driver *driver)
{
	driver->module = dlopen("provisim-postgresql.so", RTLD_NOW | RTLD_LOCAL);
	if (!driver->module)
		return false;
	*(void **)&driver->open = dlsym(driver->module, "database_postgresql_open");
	*(void **)&driver->connect = dlsym(driver->module, "database_postgresql_connect");
	*(void **)&driver->close = dlsym(driver->module, "database_postgresql_close");
	return driver->open && driver->connect && driver->close;
}

static enum status open_server(const char *address, const struct database_schema *schema, unsigned connections,
                               struct database_source *source, char fault[DATABASE_FAULT_SIZE])
{
	char why[POSTGRESQL_FAULT_SIZE] = "";
	if (!load_driver(&source->driver)) {
		snprintf(fault, DATABASE_FAULT_SIZE, "The driver for PostgreSQL cannot be loaded: %.200s.", dlerror());
		return STATUS_UNSUPPORTED;
	}
	enum status status = source->driver.open(address, schema, connections, &source->server, why);
	if (status != STATUS_OK)
		snprintf(fault, DATABASE_FAULT_SIZE, "The PostgreSQL database cannot be opened: %.220s.",
		         *why ? why : status_name(status));
	return status;
}

enum status database_source_open(const char *place, const struct database_schema *schema, unsigned connections,
                                 struct database_source **out, char fault[DATABASE_FAULT_SIZE])
{
	struct database_source *source = calloc(1, sizeof *source);
	if (!source)
		return STATUS_NO_MEMORY;
	enum status status = database_place_is_address(place) ? open_server(place, schema, connections, source, fault)
	                                                      : open_file(place, schema, source, fault);
	if (status != STATUS_OK) {
		database_source_close(source);
		return status;
	}
	*out = source;
	return STATUS_OK;
}

void database_source_close(struct database_source *source)
{
	if (!source)
		return;
	database_sqlite_close(source->file);
	if (source->server)
		source->driver.close(source->server);
	if (source->driver.module)
		dlclose(source->driver.module);
	free(source);
}

enum status database_source_connect(struct database_source *source, struct database *out)
{
	return source->file ? database_sqlite_connect(source->file, out) : source->driver.connect(source->server, out);
}
