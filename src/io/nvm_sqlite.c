/* SPDX-License-Identifier: Apache-2.0 */
#include "io/nvm_sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

#include "io/file.h"

enum { APPLICATION_ID = 0x50764E56 /* "PvNV" */, PAGE_CACHE_KIBIBYTES = 128 };

enum statement { READ, EACH, USED, WRITE, ERASE, BEGIN, COMMIT, ROLL_BACK, STATEMENTS };

static const char *const statement_texts[STATEMENTS] = {
	[READ] = "SELECT value FROM record WHERE key = ?1",
	[EACH] = "SELECT key, value FROM record WHERE key BETWEEN ?1 AND ?2 ORDER BY key",
	[USED] = "SELECT coalesce(sum(length(value)), 0) FROM record WHERE key BETWEEN ?1 AND ?2",
	[WRITE] = "INSERT OR REPLACE INTO record (key, value) VALUES (?1, ?2)",
	[ERASE] = "DELETE FROM record WHERE key BETWEEN ?1 AND ?2",
	[BEGIN] = "BEGIN IMMEDIATE",
	[COMMIT] = "COMMIT",
	[ROLL_BACK] = "ROLLBACK",
};

struct nvm_sqlite {
	struct nvm port;
	sqlite3 *database;
	sqlite3_stmt *statements[STATEMENTS];
	bool in_transaction, failed;
};

/* SQLite's integers have a sign: turning the highest bit keeps the order. */
static sqlite3_int64 to_column(nvm_key key)
{
	return (sqlite3_int64)(key ^ UINT64_C(1) << 63);
}

static nvm_key from_column(sqlite3_int64 column)
{
	return (nvm_key)column ^ UINT64_C(1) << 63;
}

static enum status to_status(int result)
{
	switch (result & 0xFF) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return STATUS_OK;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return STATUS_BUSY;
	case SQLITE_NOTADB:
	case SQLITE_CORRUPT:
		return STATUS_MALFORMED;
	case SQLITE_NOMEM:
		return STATUS_NO_MEMORY;
	default:
		return STATUS_IO;
	}
}

/* In a running card every trouble of the file is one: it cannot be asked. */
static enum status running_status(int result)
{
	enum status status = to_status(result);
	return status == STATUS_OK || status == STATUS_NO_MEMORY ? status : STATUS_IO;
}

/* A statement ready for a step, with the range bound if it has one. */
static sqlite3_stmt *prepared(struct nvm_sqlite *file, enum statement which, nvm_key first, nvm_key last)
{
	sqlite3_stmt *statement = file->statements[which];
	int parameters = sqlite3_bind_parameter_count(statement);
	if (parameters > 0)
		sqlite3_bind_int64(statement, 1, to_column(first));
	if (parameters > 1 && which != WRITE)
		sqlite3_bind_int64(statement, 2, to_column(last));
	return statement;
}

static int finish(sqlite3_stmt *statement, int result)
{
	sqlite3_reset(statement);
	sqlite3_clear_bindings(statement);
	return result;
}

static struct bytes column_bytes(sqlite3_stmt *statement, int column)
{
	const void *data = sqlite3_column_blob(statement, column);
	return bytes_from(data, (size_t)sqlite3_column_bytes(statement, column));
}

static enum status read_record(void *self, nvm_key key, struct buffer *out)
{
	sqlite3_stmt *statement = prepared(self, READ, key, 0);
	int result = sqlite3_step(statement);
	enum status status = result == SQLITE_DONE ? STATUS_NOT_FOUND : running_status(result);
	if (result == SQLITE_ROW)
		status = buffer_append(out, column_bytes(statement, 0));
	finish(statement, result);
	return status;
}

/* A visitor may read other records, and other records in a range: each walk has a statement of its own. */
static enum status each_record(void *self, nvm_key first, nvm_key last, nvm_visitor *visit, void *context)
{
	struct nvm_sqlite *file = self;
	sqlite3_stmt *statement = NULL;
	int result = sqlite3_prepare_v2(file->database, statement_texts[EACH], -1, &statement, NULL);
	if (result != SQLITE_OK)
		return running_status(result);
	sqlite3_bind_int64(statement, 1, to_column(first));
	sqlite3_bind_int64(statement, 2, to_column(last));
	enum status status = STATUS_OK;
	while (status == STATUS_OK && (result = sqlite3_step(statement)) == SQLITE_ROW)
		status = visit(context, from_column(sqlite3_column_int64(statement, 0)), column_bytes(statement, 1));
	sqlite3_finalize(statement);
	return status == STATUS_OK ? running_status(result) : status;
}

static int run(struct nvm_sqlite *file, enum statement which, nvm_key first, nvm_key last)
{
	sqlite3_stmt *statement = prepared(file, which, first, last);
	return finish(statement, sqlite3_step(statement));
}

static enum status begin(void *self)
{
	struct nvm_sqlite *file = self;
	if (file->in_transaction)
		return STATUS_BUG;
	TRY(running_status(run(file, BEGIN, 0, 0)));
	file->in_transaction = true;
	file->failed = false;
	return STATUS_OK;
}

static enum status noted(struct nvm_sqlite *file, int result)
{
	enum status status = running_status(result);
	file->failed |= status != STATUS_OK;
	return status;
}

static enum status write_record(void *self, nvm_key key, struct bytes value)
{
	struct nvm_sqlite *file = self;
	if (!file->in_transaction)
		return STATUS_BUG;
	sqlite3_stmt *statement = prepared(file, WRITE, key, 0);
	int result = value.size > 0 ? sqlite3_bind_blob64(statement, 2, value.data, value.size, SQLITE_STATIC)
	                            : sqlite3_bind_zeroblob(statement, 2, 0);
	if (result == SQLITE_OK)
		result = sqlite3_step(statement);
	return noted(file, finish(statement, result));
}

static enum status erase(void *self, nvm_key first, nvm_key last)
{
	struct nvm_sqlite *file = self;
	if (!file->in_transaction)
		return STATUS_BUG;
	return noted(file, run(file, ERASE, first, last));
}

static void roll_back(void *self)
{
	struct nvm_sqlite *file = self;
	if (!file->in_transaction)
		return;
	file->in_transaction = false;
	if (!sqlite3_get_autocommit(file->database)) /* else SQLite did so by itself */
		run(file, ROLL_BACK, 0, 0);
}

/* A write that failed must not be passed over: the caller meant all of it. */
static enum status commit(void *self)
{
	struct nvm_sqlite *file = self;
	if (!file->in_transaction)
		return STATUS_BUG;
	if (!file->failed && run(file, COMMIT, 0, 0) == SQLITE_DONE) {
		file->in_transaction = false;
		return STATUS_OK;
	}
	roll_back(file);
	return STATUS_IO;
}

static enum status used_octets(void *self, nvm_key first, nvm_key last, uint64_t *out_octets)
{
	sqlite3_stmt *statement = prepared(self, USED, first, last);
	int result = sqlite3_step(statement);
	if (result == SQLITE_ROW)
		*out_octets = (uint64_t)sqlite3_column_int64(statement, 0);
	return running_status(finish(statement, result));
}

/* ---- opening ---- */

static enum status execute(struct nvm_sqlite *file, const char *text)
{
	return to_status(sqlite3_exec(file->database, text, NULL, NULL, NULL));
}

static enum status pragma_value(struct nvm_sqlite *file, const char *text, int *out)
{
	sqlite3_stmt *statement = NULL;
	int result = sqlite3_prepare_v2(file->database, text, -1, &statement, NULL);
	if (result == SQLITE_OK)
		result = sqlite3_step(statement);
	if (result == SQLITE_ROW)
		*out = sqlite3_column_int(statement, 0);
	sqlite3_finalize(statement);
	return to_status(result);
}

/* The exclusive lock is taken by the first transaction and then kept until the file is closed. */
static enum status take_over(struct nvm_sqlite *file)
{
	sqlite3_db_config(file->database, SQLITE_DBCONFIG_LOOKASIDE, NULL, 0, 0);
	AUTO(buffer) settings = BUFFER(1000);
	TRY(buffer_print(&settings, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE;"
	                 "PRAGMA synchronous = EXTRA; PRAGMA secure_delete = ON; PRAGMA cache_size = -%d%c",
	                 PAGE_CACHE_KIBIBYTES, 0));
	TRY(execute(file, (const char *)settings.data));
	return execute(file, "BEGIN EXCLUSIVE; COMMIT");
}

static enum status make_schema(struct nvm_sqlite *file)
{
	AUTO(buffer) text = BUFFER(1000);
	TRY(buffer_print(&text, "BEGIN; CREATE TABLE record (key INTEGER PRIMARY KEY, value BLOB NOT NULL);"
	                 "PRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT%c",
	                 APPLICATION_ID, NVM_SQLITE_SCHEMA, 0));
	return execute(file, (const char *)text.data);
}

/* An empty file gets the schema; anything else must have it. */
static enum status check_schema(struct nvm_sqlite *file)
{
	int application = 0, version = 0, tables = 0;
	TRY(pragma_value(file, "PRAGMA application_id", &application));
	TRY(pragma_value(file, "PRAGMA user_version", &version));
	TRY(pragma_value(file, "SELECT count(*) FROM sqlite_master", &tables));
	if (application == 0 && version == 0 && tables == 0)
		return make_schema(file);
	if (application != APPLICATION_ID || version < 1)
		return STATUS_MALFORMED;
	return version > NVM_SQLITE_SCHEMA ? STATUS_UNSUPPORTED : STATUS_OK;
}

static enum status prepare(struct nvm_sqlite *file)
{
	for (int i = 0; i < STATEMENTS; i++)
		TRY(to_status(sqlite3_prepare_v3(file->database, statement_texts[i], -1, SQLITE_PREPARE_PERSISTENT,
		                                 &file->statements[i], NULL)));
	return STATUS_OK;
}

/* Made here and not by SQLite for its mode. Only a new file: closing a descriptor of one that this process has open
 * already would drop its locks. */
static enum status make_private(const char *path)
{
	int descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
	if (descriptor < 0)
		return errno == EEXIST ? STATUS_OK : file_status(errno);
	close(descriptor);
	return STATUS_OK;
}

static enum status open_file(struct nvm_sqlite *file, const char *path)
{
	TRY(make_private(path));
	int result = sqlite3_open_v2(path, &file->database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	TRY(to_status(result));
	TRY(take_over(file));
	TRY(check_schema(file));
	return prepare(file);
}

enum status nvm_sqlite_open(const char *path, struct nvm_sqlite **out)
{
	struct nvm_sqlite *file = calloc(1, sizeof *file);
	if (!file)
		return STATUS_NO_MEMORY;
	file->port = (struct nvm){ file, read_record, each_record, begin, write_record, erase, commit,
		                   roll_back, used_octets };
	enum status status = open_file(file, path);
	if (status == STATUS_OK)
		*out = file;
	else
		nvm_sqlite_close(file);
	return status;
}

void nvm_sqlite_close(struct nvm_sqlite *file)
{
	if (!file)
		return;
	roll_back(file);
	for (int i = 0; i < STATEMENTS; i++)
		sqlite3_finalize(file->statements[i]);
	sqlite3_close(file->database);
	free(file);
}

struct nvm *nvm_sqlite_port(struct nvm_sqlite *file)
{
	return &file->port;
}
