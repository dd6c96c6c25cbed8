/* SPDX-License-Identifier: Apache-2.0 */
/* `provisim quickstart`: the whole road of one profile, walked with the real programs on this machine. */
#ifndef PROGRAMS_QUICKSTART_QUICKSTART_H
#define PROGRAMS_QUICKSTART_QUICKSTART_H

#include "programs/child_process.h"
#include "programs/command_line.h"

/* The command, for the table of provisim. */
extern const struct command_option quickstart_options[];
enum exit_code quickstart_command(struct invocation *invocation);

/* How the device learns where its profile is. */
enum quickstart_way { VIA_CODE, VIA_DEFAULT, VIA_SMDS, VIA_CASCADE, QUICKSTART_WAYS };

/* What the steps have at hand. Texts live in the arena of the invocation. */
struct quickstart {
	struct invocation *invocation;
	struct arena *arena;
	struct children children;
	const char *curve;            /* "p256" or "brainpool" */
	char *folder;                 /* absolute; the working folder of all that runs */
	enum quickstart_way via;
	unsigned port;                /* of the SM-DP+, on the loopback */
	const char *root;             /* address of the Root SM-DS; NULL: there is none */
	const char *smds;             /* of the SM-DS that the SM-DP+ tells: the Root, or the one below it */
	const char *eid;              /* of the card, where an order names it */
	pid_t smdp;                   /* nought: not running */
	const char *activation_code;  /* with its LPA: prefix; NULL: another way than by code */
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
quickstart_step quickstart_start_smds; /* as many as the way has: part of the step before */
quickstart_step quickstart_make_card;
quickstart_step quickstart_order_profile;
quickstart_step quickstart_await_event;  /* until the Root SM-DS knows: part of the next step */
quickstart_step quickstart_download;
quickstart_step quickstart_use_profile;
quickstart_step quickstart_use_profile_again;

#endif
