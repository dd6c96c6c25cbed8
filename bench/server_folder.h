/* SPDX-License-Identifier: Apache-2.0 */
/* What the real SM-DP+ stands on, in the current folder: certificates of a test's PKI, settings. */
#ifndef BENCH_SERVER_FOLDER_H
#define BENCH_SERVER_FOLDER_H

#include <sys/types.h>

#include "support/test_pki.h"

/* Writes pki/ and smdp.yaml for a server on a port that it chooses itself. `database`: as in the settings. */
void server_folder_write(const struct test_pki *pki, const char *database);

/* Starts one and waits until it listens. Its log is appended to smdp.log. */
pid_t server_folder_start(unsigned *out_port);

#endif
