/* SPDX-License-Identifier: Apache-2.0 */
/* The settings file of provisim-smdp. */
#ifndef PROGRAMS_SMDP_SETTINGS_H
#define PROGRAMS_SMDP_SETTINGS_H

#include "programs/server/admin_door.h"
#include "programs/server/settings.h"
#include "smdp/smdp.h"

/* As they stand in the file. */
struct smdp_program_settings {
	struct server_settings server;
	struct setting_list master_keys; /* files and pkcs11: URIs; the first one's newest key wraps */
	bool rebinding, protect_ahead;
	int check_capabilities; /* enum capability_check */
	uint64_t download_attempts, confirmation_attempts;
	const char *reuse;             /* "never", "available", "same-card" */
	uint64_t history_days;
	/* ES2+ */
	const char *operators_listen;  /* NULL: no operators */
	struct setting_list operators_trust; /* PEM: authorities of the operators' certificates */
	struct setting_list callback_trust;  /* PEM: authorities of the operators' servers; none: this machine's */
	const char *callback_certificate, *callback_key; /* PEM: who we are to them; NULL: nobody */
	uint64_t give_up_hours;
	struct admin_settings admin;
};

/* STATUS_OK, or another status with a sentence in `fault`. */
enum status smdp_settings_load(const char *path, struct arena *arena, struct smdp_program_settings *out,
                               char fault[SETTINGS_FAULT_SIZE]) MUST_CHECK;

/* The same, but tells every mistake that it finds. */
enum status smdp_settings_load_all(const char *path, struct arena *arena, struct smdp_program_settings *out,
                                   settings_fault_told *tell, void *context) MUST_CHECK;

/* What the role itself is told; no certificates yet. */
void smdp_settings_apply(const struct smdp_program_settings *settings, struct smdp *out);

#endif
