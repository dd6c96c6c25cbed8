/* SPDX-License-Identifier: Apache-2.0 */
/* From the options of provisim-lpa to a card, a network client and settings. Each prints a sentence when it cannot, and
 * returns the exit code. */
#ifndef PROGRAMS_LPA_LINK_H
#define PROGRAMS_LPA_LINK_H

#include <signal.h>

#include "lpa/isd_r_channel.h"
#include "ports/card_reader.h"
#include "ports/http_client.h"
#include "programs/output.h"

/* --isd-r-aid (several with commas) and --segment-size. The AIDs live as long as the invocation. */
enum exit_code lpa_link_settings(struct invocation *invocation, struct isd_r_settings *out);

/* The card of card_choice.h; with the trace of --trace and --gsmtap. */
enum exit_code lpa_link_card(struct invocation *invocation, struct card_reader *out);

/* --ca: files, folders of them, several with commas, or typed several times. Without any, no server is trusted. */
enum exit_code lpa_link_http(struct invocation *invocation, const volatile sig_atomic_t *interrupted, struct http_client *out,
                             bool *out_has_authority);

#endif
