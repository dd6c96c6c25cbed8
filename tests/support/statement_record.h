/* SPDX-License-Identifier: Apache-2.0 */
/* Writes down what a server asks of its database, for those who want to look at all of it: where PROVISIM_STATEMENTS names a
 * file, a line of JSON is appended to it for each query and each transaction: { "transaction": …, "statements": [ { "sql":
 * …, "values": [ … ] }, … ] }. Octets are null there. */
#ifndef TESTS_SUPPORT_STATEMENT_RECORD_H
#define TESTS_SUPPORT_STATEMENT_RECORD_H

#include "ports/database.h"

/* Puts itself before the database, which is closed with it. Without the variable nothing happens. */
void statement_record_begin(struct database *database);

#endif
