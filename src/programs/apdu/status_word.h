/* SPDX-License-Identifier: Apache-2.0 */
/* Status words in words (ETSI TS 102 221 10.2.1). */
#ifndef PROGRAMS_APDU_STATUS_WORD_H
#define PROGRAMS_APDU_STATUS_WORD_H

#include <stdint.h>

/* "done", "file not found"; "unknown" for what is not in the standards. At most the size with a NUL. */
enum { STATUS_WORD_TEXT_SIZE = 80 };
void apdu_status_word_print(uint16_t word, char out[STATUS_WORD_TEXT_SIZE]);

#endif
