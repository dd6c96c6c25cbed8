/* SPDX-License-Identifier: Apache-2.0 */
/* One connection to the agent, from the first line to the last.
 *
 * Requests:  {"id":"1","command":"profile download","arguments":["LPA:1$…"],"options":{"enable":true}}
 *            {"id":"1","answer":"y"}   to a question      {"id":"1","cancel":true}
 * Events:    {"id":"1","type":"progress"|"question"|"waiting"|"warning"|"lpa","payload":{…}}; "lpa" is the result and the last
 *            one. */
#ifndef PROGRAMS_LPA_AGENT_TALK_H
#define PROGRAMS_LPA_AGENT_TALK_H

#include "programs/command_line.h"
#include "programs/lpa/agent_policy.h"

struct agent_talk_settings {
	struct invocation *invocation;
	const struct agent_policy *policy;
	const char *lock_path; /* of the card: one request at a time */
};

/* Talks until the peer goes. Takes `client`, a connected socket. */
void agent_talk(const struct agent_talk_settings *settings, int client);

#endif
