/* SPDX-License-Identifier: Apache-2.0 */
/* Where the commands of provisim-smdp do their work: the server's database, whether a server runs on it or not. */
#ifndef PROGRAMS_SMDP_DESK_H
#define PROGRAMS_SMDP_DESK_H

#include "io/database_source.h"
#include "programs/command_line.h"
#include "programs/smdp_keys.h"
#include "server/exchange.h"
#include "smdp/caller.h"
#include "smdp/smdp.h"

struct smdp_desk {
	struct arena arena;           /* of the settings' texts */
	struct smdp_program_settings settings;
	struct smdp_keys keys;        /* master keys: no command needs those of the certificates */
	struct smdp smdp;
	struct database_source *source;
	struct server_ports ports;
	struct caller *caller;        /* who does it: the operator of --operator; NULL: the house */
	struct caller operator;
};

void smdp_desk_release(struct smdp_desk *desk);

/* A session of its own on a source that somebody else has opened, clock and random octets; to be closed by database_close(). */
enum status smdp_desk_connect(struct database_source *source, struct smdp_desk *desk) MUST_CHECK;

/* By --config. On failure `fault` has a sentence. */
enum status smdp_desk_open(const struct invocation *invocation, struct smdp_desk *out,
                           char fault[SETTINGS_FAULT_SIZE]) MUST_CHECK;

/* What is done from now on is done in this operator's name (good as long as the desk); NULL: the house's. */
void smdp_desk_act_for(struct smdp_desk *desk, const char *operator);

/* Executes one function and waits until it is durable. `*out` is to be freed by exchange_free(), also after a failure;
 * NULL without memory. */
enum status smdp_desk_run(struct smdp_desk *desk, const struct server_function *function, const void *request,
                          struct exchange **out) MUST_CHECK;

/* Begins one and returns; `done` is called when it is durable, by smdp_desk_work() or before this returns, and frees the
 * exchange. STATUS_NO_MEMORY: it was not begun. */
enum status smdp_desk_begin(struct smdp_desk *desk, const struct server_function *function, const void *request,
                            exchange_done *done, void *context) MUST_CHECK;

/* Waits until something has happened to those that were begun. STATUS_IO. */
enum status smdp_desk_work(struct smdp_desk *desk) MUST_CHECK;

#endif
