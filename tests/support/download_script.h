/* SPDX-License-Identifier: Apache-2.0 */
/* A card, a server and a user that answer a download by script, message by message. What is not scripted otherwise goes
 * well; nothing is signed, for an LPA checks no signature. */
#ifndef TESTS_SUPPORT_DOWNLOAD_SCRIPT_H
#define TESTS_SUPPORT_DOWNLOAD_SCRIPT_H

#include "lpa/download_session.h"
#include "support/test_pki.h"

#define SCRIPT_ADDRESS "smdp.example.com:8443"
#define SCRIPT_CODE    "1234"

struct download_script {
	struct arena arena;
	const struct test_pki *pki;
	/* the world */
	const char *card_default_address;
	const char *signed_address;      /* in serverSigned1 */
	const char *signed_transaction;  /* in serverSigned1; hexadecimal */
	const char *answer_transaction;  /* in the answers of the server after the first */
	const char *signed2_transaction; /* in smdpSigned2 */
	bool wants_code;
	struct profile_metadata offered;
	struct profile_metadata loaded; /* what the package says */
	struct rules_authorisation_table rules;
	enum profile_class installed_class; /* of the one profile on the card */
	bool has_installed;
	int installation_error;
	int cancel_error;
	/* what happened */
	int visited[64]; /* states in which the download wanted something */
	size_t visit_count;
	size_t pieces;
	int cancel_reason;               /* that the card was told; -1: none */
	bool server_told;                /* of the cancellation */
	struct bytes hash_cc;            /* in the last PrepareDownload */
	struct bytes context_parameters; /* in the last AuthenticateServer */
};

/* A world in which everything goes well. */
void download_script_begin(struct download_script *script, const struct test_pki *pki);
void download_script_release(struct download_script *script);

/* The answer to what the download wants now, as the script has it; the event in *out_event. */
struct bytes download_script_answer(struct download_script *script, const struct lpa_download *download,
                                    enum lpa_event *out_event);

/* Answers until the download ends, or wants something in state `until` (-1: never). */
void download_script_run(struct download_script *script, struct lpa_download *download, int until);

/* A download of the script's profile, by activation code. */
struct download_scene {
	struct download_script script;
	struct lpa_download download;
};

void download_scene_release(struct download_scene *scene);

extern const struct lpa_download_order download_scene_order;

/* The download of an order, or of download_scene_order, before its first step. */
void download_scene_begin_order(struct download_scene *scene, const struct test_pki *pki,
                                const struct lpa_download_order *order);

/* A server's answer that refuses. */
struct bytes download_scene_refusal(struct download_scene *scene, const char *subject, const char *reason);

#endif
