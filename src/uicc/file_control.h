/* SPDX-License-Identifier: Apache-2.0 */
/* The file control parameters that SELECT and STATUS answer (TS 102 221 11.1.1.3). */
#ifndef UICC_FILE_CONTROL_H
#define UICC_FILE_CONTROL_H

#include "uicc/card_state.h"

/* Appends the FCP template of a node; NO_NODE: of the bare MF that a card without profile shows. */
enum status file_control_append(const struct uicc *card, node_number number, struct buffer *out) MUST_CHECK;

#endif
