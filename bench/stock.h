/* SPDX-License-Identifier: Apache-2.0 */
/* Profiles for benchmarks to download: numbered from nought, each once. */
#ifndef BENCH_STOCK_H
#define BENCH_STOCK_H

#include "support/test_smdp.h"

enum { STOCK_TEXT_SIZE = 32 };

/* Puts profile `number` in stock, of about `size` octets that all travel, and releases an order of it. */
void stock_offer(struct test_smdp *server, unsigned number, unsigned size);

void stock_iccid(unsigned number, char out[STOCK_TEXT_SIZE]);
void stock_matching_id(unsigned number, char out[STOCK_TEXT_SIZE]);

#endif
