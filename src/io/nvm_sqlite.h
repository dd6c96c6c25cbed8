/* SPDX-License-Identifier: Apache-2.0 */
/* A card's non-volatile memory in one SQLite file, which one process at a time may have open. What was committed survives
 * a killed process and a power failure: rollback journal, synchronised through to the directory. */
#ifndef IO_NVM_SQLITE_H
#define IO_NVM_SQLITE_H

#include "ports/nvm.h"

struct nvm_sqlite;

enum { NVM_SQLITE_SCHEMA = 1 }; /* version of the table, in the file's user_version */

/* Makes the file if there is none, readable by its owner only: there are keys in it.
 * STATUS_BUSY: somebody else has it open; STATUS_MALFORMED: not a card's file, or a damaged one; STATUS_UNSUPPORTED:
 * written by a newer version; STATUS_NOT_FOUND: no such folder; STATUS_REFUSED: no permission; STATUS_IO: cannot be opened or
 * made; STATUS_NO_MEMORY. */
enum status nvm_sqlite_open(const char *path, struct nvm_sqlite **out) MUST_CHECK;
void nvm_sqlite_close(struct nvm_sqlite *file);

/* Lives as long as `file`. */
struct nvm *nvm_sqlite_port(struct nvm_sqlite *file);

#endif
