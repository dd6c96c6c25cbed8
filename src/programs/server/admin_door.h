/* SPDX-License-Identifier: Apache-2.0 */
/* The port for people and their programs: routes, their document, pages. */
#ifndef PROGRAMS_SERVER_ADMIN_DOOR_H
#define PROGRAMS_SERVER_ADMIN_DOOR_H

#include "programs/server/process.h"
#include "server/rest.h"

/* As they stand in a settings file under "admin". */
struct admin_settings {
	const char *listen;            /* NULL: there is no such port */
	const char *name;              /* that browsers know it by, beside those of the loopback; NULL: none */
	const char *certificate, *key; /* PEM; NULL: plain HTTP, on the loopback only */
};

/* Their rows in the table of a settings file whose struct `outer` has them as `member`. */
#define ADMIN_SETTING(outer, member, name, kind, field) \
	{ name, kind, offsetof(struct outer, member) + offsetof(struct admin_settings, field), 0, 0, false, NULL }
#define ADMIN_SETTINGS(outer, member) \
	ADMIN_SETTING(outer, member, "admin.listen", SETTING_TEXT, listen), \
	ADMIN_SETTING(outer, member, "admin.name", SETTING_TEXT, name), \
	ADMIN_SETTING(outer, member, "admin.certificate", SETTING_PATH, certificate), \
	ADMIN_SETTING(outer, member, "admin.key", SETTING_PATH, key)

enum { ADMIN_PAGES_MAXIMUM = 40 };

struct admin_door {
	struct buffer document;
	char document_tag[24];
	struct web_page pages[ADMIN_PAGES_MAXIMUM]; /* the document, then those of people */
	struct rest_tables tables;
	const char *names[1];
};

void admin_door_release(struct admin_door *door);

/* What is answered there. */
struct admin_content {
	const struct rest_route *const *tables;
	size_t table_count;
	const struct web_page *pages;
	size_t page_count;
	const char *title; /* of the document */
};

/* Opens it if the settings want it. What the content points to must outlive the door, which must outlive the process. On
 * failure `fault` has a sentence. */
enum status admin_door_open(const struct admin_settings *admin, const struct server_settings *settings,
                            const struct admin_content *content, struct server_process *process, struct admin_door *door,
                            char fault[SETTINGS_FAULT_SIZE]) MUST_CHECK;

/* How browsers reach it, "http://127.0.0.1:8444/", of the door of a process that serves. False: there is no such door. */
enum { ADMIN_PLACE_SIZE = 300 };
bool admin_door_place(const struct admin_settings *admin, const struct server_process *process, char out[ADMIN_PLACE_SIZE]);

/* Nobody is given a password: whoever starts a server that has this door for the first time is shown a link. To be called when
 * the process has opened its doors. On failure `fault` has a sentence. */
enum status admin_door_greet(const struct admin_settings *admin, const struct server_process *process,
                             char fault[SETTINGS_FAULT_SIZE]) MUST_CHECK;

#endif
