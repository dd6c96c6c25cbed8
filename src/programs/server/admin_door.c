/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/server/admin_door.h"

#include <stdio.h>

#include "crypto/digest.h"
#include "io/file.h"
#include "programs/server/desk.h"
#include "server/account.h"

enum { DOCUMENT_MAXIMUM = 1 << 20, PEM_MAXIMUM = 64 << 10 };

void admin_door_release(struct admin_door *door)
{
	buffer_release(&door->document);
}

static enum status make_tag(struct bytes content, char *out, size_t size)
{
	uint8_t digest[SHA256_SIZE];
	TRY(sha256(&content, 1, digest));
	snprintf(out, size, "\"%02x%02x%02x%02x%02x%02x%02x%02x\"", digest[0], digest[1], digest[2], digest[3], digest[4],
	         digest[5], digest[6], digest[7]);
	return STATUS_OK;
}

static enum status make_pages(const struct admin_content *content, struct admin_door *door)
{
	if (content->page_count >= ADMIN_PAGES_MAXIMUM)
		return STATUS_BUG;
	door->tables = (struct rest_tables){
		.tables = content->tables, .table_count = content->table_count, .title = content->title,
	};
	door->document = BUFFER(DOCUMENT_MAXIMUM);
	TRY(rest_document_write(&door->tables, &door->document));
	TRY(make_tag(buffer_bytes(&door->document), door->document_tag, sizeof door->document_tag));
	door->pages[0] = (struct web_page){
		"/openapi.json", "application/json", buffer_bytes(&door->document), door->document_tag,
	};
	for (size_t i = 0; i < content->page_count; i++)
		door->pages[1 + i] = content->pages[i];
	door->tables.pages = door->pages;
	door->tables.page_count = 1 + content->page_count;
	return STATUS_OK;
}

static enum status read_file(const char *path, struct buffer *out, char fault[SETTINGS_FAULT_SIZE])
{
	enum status status = file_read(path, PEM_MAXIMUM, out);
	if (status != STATUS_OK)
		snprintf(fault, SETTINGS_FAULT_SIZE, "Cannot read %.200s: %s.", path, file_trouble(status));
	return status;
}

static enum status open_tls(const struct admin_settings *admin, struct tls_server **out, char fault[SETTINGS_FAULT_SIZE])
{
	AUTO(buffer) certificate = { 0 };
	AUTO(buffer) key = { .secret = true };
	if (!admin->certificate && !admin->key)
		return STATUS_OK;
	if (!admin->certificate || !admin->key) {
		snprintf(fault, SETTINGS_FAULT_SIZE, "admin.certificate and admin.key go together.");
		return STATUS_MALFORMED;
	}
	TRY(read_file(admin->certificate, &certificate, fault));
	TRY(read_file(admin->key, &key, fault));
	const struct tls_identity identity = { buffer_bytes(&certificate), buffer_bytes(&key), NULL };
	return tls_server_new(&identity, 1, out, fault);
}

enum status admin_door_open(const struct admin_settings *admin, const struct server_settings *settings,
                            const struct admin_content *content, struct server_process *process, struct admin_door *door,
                            char fault[SETTINGS_FAULT_SIZE])
{
	struct tls_server *tls = NULL;
	if (!admin->listen)
		return STATUS_OK;
	TRY(make_pages(content, door));
	TRY(open_tls(admin, &tls, fault));
	door->names[0] = admin->name;
	const struct server_door way = {
		.visitors = "administrators",
		.rest = &door->tables,
		.names = { .names = door->names, .count = admin->name != NULL, .is_tls = tls != NULL },
	};
	return server_process_add_door(process, settings, "admin.listen", admin->listen, tls, way, fault);
}

bool admin_door_place(const struct admin_settings *admin, const struct server_process *process, char out[ADMIN_PLACE_SIZE])
{
	for (size_t i = 0; i < process->door_count; i++) {
		const struct server_door *door = &process->doors[i];
		const char *host = admin->name ? admin->name : *process->hosts[i] ? process->hosts[i] : "localhost";
		if (!door->rest)
			continue;
		bool bare6 = strchr(host, ':') && host[0] != '[';
		snprintf(out, ADMIN_PLACE_SIZE, "%s://%s%s%s:%u/", door->names.is_tls ? "https" : "http", bare6 ? "[" : "",
		         host,
		         bare6 ? "]" : "", (unsigned)server_loops_port(process->loops, i));
		return true;
	}
	return false;
}

/* The token stands behind the #, which browsers send nowhere. */
enum status admin_door_greet(const struct admin_settings *admin, const struct server_process *process,
                             char fault[SETTINGS_FAULT_SIZE])
{
	AUTO(server_desk) desk = { 0 };
	struct exchange *exchange = NULL;
	char place[ADMIN_PLACE_SIZE];
	if (!admin_door_place(admin, process, place))
		return STATUS_OK;
	TRY(server_desk_connect(process->database, NULL, &desk));
	enum status status = server_desk_run(&desk, &account_invite_first_function, "", &exchange);
	const struct account_link *link = status == STATUS_OK ? exchange->result : NULL;
	if (status != STATUS_OK)
		snprintf(fault, SETTINGS_FAULT_SIZE, "The database cannot be used: %s.", status_name(status));
	if (link)
		printf("no account yet: make the first one, once and within a day, at %s#link=%.*s\n", place,
		       TEXT_ARGUMENTS(link->token));
	exchange_free(exchange);
	return status;
}
