/* SPDX-License-Identifier: Apache-2.0 */
/* What pages may ask over HTTP, and who may ask it. */
#ifndef PROGRAMS_LPA_WEB_DOOR_H
#define PROGRAMS_LPA_WEB_DOOR_H

#include "programs/lpa/web_session.h"
#include "programs/lpa/web_work.h"

struct web_door {
	struct web_session session;
	struct web_work work;
	const char *given;  /* what was to be opened: the first page to ask gets it; NULL: nothing */
	bool wants_end;     /* a page has said that it is enough */
};

/* An http_handler whose context is a struct web_door. */
void web_door_handle(void *door, const struct http_request *request, struct http_reply reply);

#endif
