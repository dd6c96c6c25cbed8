/* SPDX-License-Identifier: Apache-2.0 */
/* One connection to the agent, from the first line to the last. Each request is carried out by a process of its own, which is
 * this program with the command's words: what goes wrong there stays there, and a cancelled download ends in good order.
 *
 * Requests:  {"id":"1","command":"profile download","arguments":["LPA:1$…"],"options":{"enable":true}}
 *            {"id":"1","answer":"y"}   to a question      {"id":"1","cancel":true}
 * Events:    {"id":"1","type":"progress"|"question"|"waiting"|"lpa","payload":{…}}; "lpa" is the result and the last one. */
#ifndef PROGRAMS_LPA_AGENT_TALK_H
#define PROGRAMS_LPA_AGENT_TALK_H

#include "programs/command_line.h"
#include "programs/lpa_agent_policy.h"

struct agent_talk_settings {
	struct invocation *invocation;
	const struct agent_policy *policy;
	const char *lock_path; /* of the card: one request at a time */
};

/* Talks until the peer goes. Takes `client`, a connected socket. */
void agent_talk(const struct agent_talk_settings *settings, int client);

/* argv of this program with the options that choose card and network; returns how many words there are, which point into the
 * invocation. `argv` has room for AGENT_WORDS_MAXIMUM. */
enum { AGENT_WORDS_MAXIMUM = 96 };
size_t agent_words(const struct invocation *invocation, const char **argv);

/* Waits for the card's turn. Close the descriptor to give it on; -1: no lock is to be had. `nowait`: or it is in use. */
int agent_lock(const char *path, bool nowait);

#endif
