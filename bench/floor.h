/* SPDX-License-Identifier: Apache-2.0 */
/* The floor: what the bare OpenSSL operations of a download cost on this machine, in this run. Written against OpenSSL
 * alone, so that nothing of ours can make it slower. */
#ifndef BENCH_FLOOR_H
#define BENCH_FLOOR_H

#include <stddef.h>

/* CPU microseconds of one operation. */
struct floor_costs {
	double sign;        /* ECDSA over a digest */
	double verify;
	double generate;    /* key pair */
	double agree;       /* ECDH with a point that was not seen before */
	double load_point;  /* 65 octets to a key */
	double segment;     /* AES-128-CBC and AES-CMAC over 1008 octets */
	double digest;      /* SHA-256 over 1 kB */
};

/* `curve`: an OpenSSL group name, "P-256" or "brainpoolP256r1". */
struct floor_costs floor_measure(const char *curve);

/* One round of all operations, for interleaving with what is compared; the least of all rounds is kept in *costs, whose
 * fields are nought before the first. */
struct floor_bench;
struct floor_bench *floor_bench_new(const char *curve);
void floor_bench_round(struct floor_bench *bench, struct floor_costs *costs);
void floor_bench_free(struct floor_bench *bench);

#endif
