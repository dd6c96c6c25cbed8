/* SPDX-License-Identifier: Apache-2.0 */
#include "euicc/download_session.h"

#include <stdlib.h>

#include "base/secret.h"
#include "euicc/load_package.h"

/* A card may answer PrepareDownload again before anything was loaded: an LPA that asks anew for the confirmation
 * code does it (SGP.22 3.1.3). The standard leaves open whether local management ends a session; here it does,
 * except while a package loads: then it is refused, and the installation goes on. */
static const struct transition transitions[] = {
	{ SESSION_NONE, SESSION_CHALLENGE, NULL, SESSION_CHALLENGED, SESSION_NONE },
	{ SESSION_NONE, SESSION_MANAGE, NULL, SESSION_NONE, SESSION_NONE },

	{ SESSION_CHALLENGED, SESSION_CHALLENGE, NULL, SESSION_CHALLENGED, SESSION_NONE },
	{ SESSION_CHALLENGED, SESSION_AUTHENTICATE, NULL, SESSION_AUTHENTICATED, SESSION_NONE },
	{ SESSION_CHALLENGED, SESSION_MANAGE, NULL, SESSION_NONE, SESSION_CHALLENGED },

	{ SESSION_AUTHENTICATED, SESSION_CHALLENGE, NULL, SESSION_CHALLENGED, SESSION_NONE },
	{ SESSION_AUTHENTICATED, SESSION_PREPARE, NULL, SESSION_PREPARED, SESSION_NONE },
	{ SESSION_AUTHENTICATED, SESSION_CANCEL, NULL, SESSION_NONE, SESSION_AUTHENTICATED },
	{ SESSION_AUTHENTICATED, SESSION_MANAGE, NULL, SESSION_NONE, SESSION_AUTHENTICATED },

	{ SESSION_PREPARED, SESSION_CHALLENGE, NULL, SESSION_CHALLENGED, SESSION_NONE },
	{ SESSION_PREPARED, SESSION_PREPARE, NULL, SESSION_PREPARED, SESSION_NONE },
	{ SESSION_PREPARED, SESSION_LOAD, NULL, SESSION_LOADING, SESSION_NONE },
	{ SESSION_PREPARED, SESSION_CANCEL, NULL, SESSION_NONE, SESSION_PREPARED },
	{ SESSION_PREPARED, SESSION_MANAGE, NULL, SESSION_NONE, SESSION_PREPARED },

	{ SESSION_LOADING, SESSION_CHALLENGE, NULL, SESSION_CHALLENGED, SESSION_NONE },
	{ SESSION_LOADING, SESSION_LOAD, NULL, SESSION_LOADING, SESSION_NONE },
	{ SESSION_LOADING, SESSION_RESULT, NULL, SESSION_NONE, SESSION_NONE },
	{ SESSION_LOADING, SESSION_CANCEL, NULL, SESSION_NONE, SESSION_LOADING },
};

static const char *const state_names[] = { "none", "challenged", "authenticated", "prepared", "loading" };
static const char *const event_names[] = {
	"GetEUICCChallenge", "AuthenticateServer", "PrepareDownload", "package octets",
	"installation result", "CancelSession", "local management",
};
_Static_assert(ARRAY_SIZE(state_names) == SESSION_STATE_COUNT, "one name for each state");
_Static_assert(ARRAY_SIZE(event_names) == SESSION_EVENT_COUNT, "one name for each event");

const struct state_machine download_machine = {
	.name = "card download",
	.table = transitions,
	.count = ARRAY_SIZE(transitions),
	.state_names = state_names,
	.state_count = SESSION_STATE_COUNT,
	.event_names = event_names,
	.event_count = SESSION_EVENT_COUNT,
};

int session_state(const struct euicc *euicc)
{
	return euicc->session ? euicc->session->state : SESSION_NONE;
}

const struct transition *session_allows(const struct euicc *euicc, enum session_event event)
{
	return state_machine_find(&download_machine, session_state(euicc), event);
}

void session_step(struct euicc *euicc, enum session_event event, bool succeeded)
{
	const struct transition *row = session_allows(euicc, event);
	if (!row || !euicc->session)
		return;
	euicc->session->state = succeeded ? row->then : row->or_else;
	if (euicc->session->state == SESSION_NONE)
		session_end(euicc);
}

enum status session_begin(struct euicc *euicc, const uint8_t challenge[CHALLENGE_SIZE])
{
	session_end(euicc);
	euicc->session = calloc(1, sizeof *euicc->session);
	if (!euicc->session)
		return STATUS_NO_MEMORY;
	euicc->session->state = SESSION_CHALLENGED;
	memcpy(euicc->session->challenge, challenge, CHALLENGE_SIZE);
	return STATUS_OK;
}

void session_end(struct euicc *euicc)
{
	struct download_session *session = euicc->session;
	if (!session)
		return;
	load_package_free(session->load);
	signing_key_release(&session->card_key);
	signing_key_release(&session->one_time_key);
	public_key_release(&session->binding_key);
	wipe(session, sizeof *session);
	free(session);
	euicc->session = NULL;
}
