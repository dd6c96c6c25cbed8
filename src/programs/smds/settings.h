/* SPDX-License-Identifier: Apache-2.0 */
/* The settings file of provisim-smds. */
#ifndef PROGRAMS_SMDS_SETTINGS_H
#define PROGRAMS_SMDS_SETTINGS_H

#include "programs/server/admin_door.h"
#include "programs/server/settings.h"
#include "smds/smds.h"

/* As they stand in the file. */
struct smds_program_settings {
	struct server_settings server;
	struct admin_settings admin;
	const char *root;            /* address of the Root SM-DS; NULL: this one is it */
	const char *servers_listen;  /* a port of its own for servers; NULL: they come where LPAs come */
	uint64_t events_per_card, retention_days;
};

/* STATUS_OK, or another status with a sentence in `fault`. */
enum status smds_settings_load(const char *path, struct arena *arena, struct smds_program_settings *out,
                               char fault[SETTINGS_FAULT_SIZE]) MUST_CHECK;

/* The same, but tells every mistake that it finds. */
enum status smds_settings_load_all(const char *path, struct arena *arena, struct smds_program_settings *out,
                                   settings_fault_told *tell, void *context) MUST_CHECK;

/* What the role itself is told; no certificates yet. */
void smds_settings_apply(const struct smds_program_settings *settings, struct smds *out);

#endif
