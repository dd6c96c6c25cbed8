/* SPDX-License-Identifier: Apache-2.0 */
/* What a card's status word means to somebody who manages profiles: the words that an LPA can meet (ISO/IEC 7816-4 5.6, ETSI TS
 * 102 221 10.2.1, SGP.22 5.7.1). */
#ifndef RSP_STATUS_WORD_H
#define RSP_STATUS_WORD_H

#include "rsp/explanation.h"

/* What happened and what to do; never empty. */
struct text status_word_sentence(unsigned status_word);

/* The rows one after the other, "6A88" or "63CX". False: no more. */
bool status_word_explanation(size_t index, struct explanation *out) MUST_CHECK;

/* The row that stands for this word. False: none. */
bool status_word_explain(unsigned status_word, struct explanation *out) MUST_CHECK;

#endif
