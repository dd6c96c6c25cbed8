/* SPDX-License-Identifier: Apache-2.0 */
/* A reader (ports/card_reader.h) with the software eUICC of one state file in it: no socket, no other process. */
#ifndef PROGRAMS_EUICC_CARD_IN_PROCESS_H
#define PROGRAMS_EUICC_CARD_IN_PROCESS_H

#include "library/card_fault.h"
#include "ports/card_reader.h"

/* False: this build is without software cards, and card_in_process_open() gives STATUS_UNSUPPORTED. */
bool card_in_process_is_there(void);

/* Powers the card in `path` up, with the faults that are ordered (NULL: none; copied). card_reader_close() powers it down
 * and gives everything back; whatever the card answered is durable by then. STATUS_NOT_FOUND: no card in that file;
 * STATUS_BUSY: another process runs this card; STATUS_UNSUPPORTED: written by a newer version; STATUS_IO. *out is written
 * only on success. */
enum status card_in_process_open(const char *path, const struct card_faults *faults, struct card_reader *out) MUST_CHECK;

#endif
