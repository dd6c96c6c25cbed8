/* SPDX-License-Identifier: Apache-2.0 */
/* The floor: what the bare OpenSSL operations of a download cost on this machine, in this run. Written against OpenSSL
 * alone, so that nothing of ours can make it slower. */
#ifndef BENCH_FLOOR_H
#define BENCH_FLOOR_H

/* The operations. Keys on the curve that is measured; the AES key has 128 bits. */
enum floor_operation {
	FLOOR_SIGN,       /* ECDSA over a digest */
	FLOOR_VERIFY,
	FLOOR_GENERATE,   /* key pair */
	FLOOR_AGREE,      /* ECDH with a point that was not seen before */
	FLOOR_LOAD_POINT, /* 65 octets to a key */
	FLOOR_SEGMENT,    /* CBC and CMAC over 1008 octets */
	FLOOR_DIGEST,     /* SHA-256 over 512 octets */
	FLOOR_OPERATION_COUNT
};

/* How often some work needs each. */
struct floor_need {
	double times[FLOOR_OPERATION_COUNT];
};

struct floor_bench;

/* `curve`: an OpenSSL group name, "P-256" or "brainpoolP256r1". */
struct floor_bench *floor_bench_new(const char *curve);
void floor_bench_free(struct floor_bench *bench);

/* One round of all operations, for interleaving with what is compared: then both see the same machine. */
void floor_bench_round(struct floor_bench *bench);

/* CPU microseconds of what is needed, of the median of the rounds: the same that is made of what is compared. */
double floor_bench_cost(const struct floor_bench *bench, const struct floor_need *need);

#endif
