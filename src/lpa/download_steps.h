/* SPDX-License-Identifier: Apache-2.0 */
/* The work of the transitions in download_session.c, one function for each kind of row. Each takes a struct
 * lpa_download and what came with the event. */
#ifndef LPA_DOWNLOAD_STEPS_H
#define LPA_DOWNLOAD_STEPS_H

#include "lpa/download_session.h"
#include "rsp/cancel_session.h"

/* download_authentication.c */
transition_action download_begin, download_take_address, download_ask_info, download_start_over, download_take_info,
	download_take_challenge, download_take_server, download_take_card_authentication, download_take_offer;

/* download_offer.c */
transition_action download_judge, download_take_rules, download_take_profiles, download_ask_consent, download_accept,
	download_take_code, download_ask_code_again;

/* download_installation.c */
transition_action download_prepare, download_take_preparation, download_ask_package, download_take_package,
	download_check_package, download_take_load_answer;

/* download_resumption.c */
transition_action download_look, download_take_look, download_continue;

/* download_cancellation.c */
transition_action download_reject, download_postpone, download_time_out, download_stop_early, download_stop,
	download_load_refused, download_cancel_at_card, download_take_cancellation, download_cancelled;

/* Gives the card the next piece of the package. */
enum status download_send_next_piece(struct lpa_download *download) MUST_CHECK;

/* Notes why and with which reason the session must be cancelled, and returns `status` for the row's other state. */
enum status download_fail_and_cancel(struct lpa_download *download, enum cancel_reason reason, enum status status,
                                     const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
