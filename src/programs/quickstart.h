/* SPDX-License-Identifier: Apache-2.0 */
/* `provisim quickstart`: the whole road of one profile, walked with the real programs on this machine. */
#ifndef PROGRAMS_QUICKSTART_H
#define PROGRAMS_QUICKSTART_H

#include "programs/child_process.h"
#include "programs/command_line.h"

/* The command, for the table of provisim. */
extern const struct command_option quickstart_options[];
enum exit_code quickstart_command(struct invocation *invocation);

/* What the steps have at hand. Texts live in the arena of the invocation. */
struct quickstart {
	struct invocation *invocation;
	struct arena *arena;
	struct children children;
	const char *curve;            /* "p256" or "brainpool" */
	char *folder;                 /* absolute; the working folder of all that runs */
	unsigned port;                /* of the SM-DP+, on the loopback */
	pid_t smdp;                   /* nought: not running */
	const char *activation_code;  /* with its LPA: prefix */
	const char *iccid;            /* as ordered */
	uint64_t sequence_number;     /* of the network's last authentication vector */
	char failure[2000];           /* why a step did not work, for people */
};

/* In the folder. */
#define QUICKSTART_SERVER_LOG "smdp.log"
#define QUICKSTART_CARD "phone.card"
#define QUICKSTART_PROFILE_SOURCE "profile.yaml"

/* A step says what it does as it does it. On failure quickstart->failure holds the reason. */
typedef enum status quickstart_step(struct quickstart *quickstart);

quickstart_step quickstart_make_pki;
quickstart_step quickstart_start_smdp;
quickstart_step quickstart_order_profile;
quickstart_step quickstart_make_card;
quickstart_step quickstart_download;
quickstart_step quickstart_use_profile;
quickstart_step quickstart_use_profile_again;

#endif
