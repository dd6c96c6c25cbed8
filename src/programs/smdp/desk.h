/* SPDX-License-Identifier: Apache-2.0 */
/* Where the commands of provisim-smdp do their work: the server's database, whether a server runs on it or not. */
#ifndef PROGRAMS_SMDP_DESK_H
#define PROGRAMS_SMDP_DESK_H

#include "programs/command_line.h"
#include "programs/server/desk.h"
#include "programs/smdp/keys.h"
#include "smdp/caller.h"
#include "smdp/smdp.h"

struct smdp_desk {
	struct arena arena;           /* of the settings' texts */
	struct smdp_program_settings settings;
	struct smdp_keys keys;        /* master keys: no command needs those of the certificates */
	struct smdp smdp;
	struct server_desk desk;
	struct caller operator;       /* who does it, by --operator */
};

void smdp_desk_release(struct smdp_desk *desk);

/* By --config. On failure `fault` has a sentence. */
enum status smdp_desk_open(const struct invocation *invocation, struct smdp_desk *out,
                           char fault[SETTINGS_FAULT_SIZE]) MUST_CHECK;

/* What is done from now on is done in this operator's name (good as long as the desk); NULL: the house's. */
void smdp_desk_act_for(struct smdp_desk *desk, const char *operator);

/* As server_desk_run() and its neighbours; the desk may have moved since it was opened. */
static inline enum status MUST_CHECK smdp_desk_run(struct smdp_desk *desk, const struct server_function *function,
                                                   const void *request, struct exchange **out)
{
	desk->desk.role = &desk->smdp;
	return server_desk_run(&desk->desk, function, request, out);
}

static inline enum status MUST_CHECK smdp_desk_begin(struct smdp_desk *desk, const struct server_function *function,
                                                     const void *request, exchange_done *done, void *context)
{
	desk->desk.role = &desk->smdp;
	return server_desk_begin(&desk->desk, function, request, done, context);
}

static inline enum status MUST_CHECK smdp_desk_work(struct smdp_desk *desk)
{
	return server_desk_work(&desk->desk);
}

#endif
